"""Rendered missile debris with ground truth: designs, scenes, cameras, truth, and what the camera does to a picture."""
