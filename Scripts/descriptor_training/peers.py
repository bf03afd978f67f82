"""Other descriptors, by OpenCV, on the same keypoints. For measuring only: nothing of them goes into the table."""
from __future__ import annotations

import numpy as np

from .dataset import View
from .evaluation import Figures, euclidean, evaluate, hamming
from .keypoints import Keypoints

#: Widths of the described region relative to a keypoint's `size` that are tried; a peer's best one is reported.
EXTENTS = (1.0, 1.3)


def names() -> list[str]:
    """What can be measured here; nothing where OpenCV is missing."""
    try:
        import cv2
    except ImportError:
        return []
    contributed = ["BEBLID-256", "BEBLID-512", "TEBLID-256"] if hasattr(cv2, "xfeatures2d") else []
    return ["ORB-256", "SIFT", "RootSIFT"] + contributed


def cv_keypoints(points: Keypoints, name: str, extent: float) -> list:
    """OpenCV's keypoints, whose index is kept in `class_id`. The fields say the region in each descriptor's terms."""
    import cv2

    made = []
    for index in range(len(points)):
        size, octave = float(points.size[index]) * extent, 0
        if "SIFT" in name:
            # SIFT's window is 4 bins of 3 σ and half a bin round it; its `size` is 2 σ; octave and layer are packed.
            size = size / 15 * 2
            step = max(0.0, np.log2(size / 2 / 1.6))
            octave = int(step) | (int((step - int(step)) * 3) << 8)
        elif name.startswith("ORB"):
            octave = int(np.clip(round(np.log(size / 31) / np.log(1.2)), 0, 15))
        x, y, angle = float(points.x[index]), float(points.y[index]), float(np.degrees(points.angle[index]))
        made.append(cv2.KeyPoint(x, y, size, angle, 1.0, octave, index))
    return made


def describer(name: str):
    """The OpenCV object."""
    import cv2

    if name.startswith("ORB"):
        return cv2.ORB_create(nlevels=16, edgeThreshold=0)
    if "SIFT" in name:
        return cv2.SIFT_create()
    kind, bits = name.split("-")
    module = cv2.xfeatures2d
    return getattr(module, kind + "_create")(1.0, getattr(module, f"{kind}_SIZE_{bits}_BITS"))


def distances(view: View, name: str, extent: float) -> np.ndarray:
    """All distances between a view's keypoints; one that a peer drops (near the border) is far from everything."""
    described = []
    for image, points in ((view.images.a, view.a), (view.images.b, view.b)):
        kept, rows = describer(name).compute(image, cv_keypoints(points, name, extent))
        index = np.array([point.class_id for point in kept], int)
        if name == "RootSIFT":
            rows = np.sqrt(rows / np.maximum(rows.sum(1, keepdims=True), 1e-9))
        described.append((index, rows))
    (ia, da), (ib, db) = described
    result = np.full((len(view.a), len(view.b)), 1e9, np.float32)
    pair = euclidean(da, db) if "SIFT" in name else hamming(da, db)
    result[np.ix_(ia, ib)] = np.sqrt(np.maximum(pair, 0)) if "SIFT" in name else pair
    return result


def measure(views: list[View], name: str, extent: float) -> Figures:
    """Figures of a peer."""
    return evaluate(views, [distances(view, name, extent) for view in views])
