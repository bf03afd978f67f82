"""Rendered missile debris with ground truth: designs, scenes, cameras, truth and the camera's own damage to the picture."""
