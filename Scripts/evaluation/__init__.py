"""Measures Remnant, and an OpenCV baseline, on a set with ground truth."""
