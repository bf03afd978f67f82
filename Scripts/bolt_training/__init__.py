"""Teaches the bolt detector: pictures with known bolts → what the detector measures on them → boosted trees, written as Swift."""
