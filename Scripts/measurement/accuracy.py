"""Homography accuracy beside OpenCV's SIFT on planar pairs with known ground truth: folders of pictures 1, 2, … with H_1_K."""

import glob
import json
import os
import subprocess

import cv2
import numpy

LIMITS = (1, 3, 5)


def pairs(root):
    """Every (first picture, other picture, true homography) below `root`."""
    for truth in sorted(glob.glob(os.path.join(root, "*", "H_1_*"))):
        folder, other = os.path.dirname(truth), truth.rsplit("_", 1)[1]
        first, second = (sorted(glob.glob(os.path.join(folder, f"{name}.[pj][np]g")))[0] for name in ("1", other))
        yield first, second, numpy.loadtxt(truth)


def corner_error(homography, truth, picture):
    """The mean distance of the picture's corners under both homographies, in pixels."""
    if homography is None:
        return numpy.inf
    height, width = cv2.imread(picture, cv2.IMREAD_GRAYSCALE).shape
    corners = numpy.float64([[[0, 0]], [[width, 0]], [[width, height]], [[0, height]]])
    difference = cv2.perspectiveTransform(corners, homography) - cv2.perspectiveTransform(corners, truth)
    error = float(numpy.linalg.norm(difference, axis=2).mean())
    return error if numpy.isfinite(error) else numpy.inf


def area_under_curve(errors, limit):
    """The area under the share of pairs with less than a given error, up to `limit` pixels, as a share of the whole."""
    errors = numpy.sort(errors)
    inside = errors[errors < limit]
    share = numpy.arange(1, len(inside) + 1) / len(errors)
    x = numpy.concatenate([[0], inside, [limit]])
    y = numpy.concatenate([[0], share, [share[-1] if len(share) else 0]])
    return float(numpy.trapezoid(y, x) / limit)


def remnant_homography(program, first, second):
    command = [program, "pair", first, second, "--json"]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    values = answer["homography"]
    return None if values is None else numpy.array(values).reshape(3, 3)


def sift_homography(first, second, count=2000):
    """RootSIFT, ratio test, MAGSAC: the usual recipe."""
    detector, features = cv2.SIFT_create(count), []
    for path in (first, second):
        points, descriptors = detector.detectAndCompute(cv2.imread(path, cv2.IMREAD_GRAYSCALE), None)
        features.append((points, numpy.sqrt(descriptors / numpy.maximum(descriptors.sum(1, keepdims=True), 1e-9))))
    (points_a, a), (points_b, b) = features
    matches = [m for m, n in cv2.BFMatcher(cv2.NORM_L2).knnMatch(a, b, 2) if m.distance < 0.85 * n.distance]
    if len(matches) < 4:
        return None
    source = numpy.float32([points_a[m.queryIdx].pt for m in matches])
    target = numpy.float32([points_b[m.trainIdx].pt for m in matches])
    return cv2.findHomography(source, target, cv2.USAC_MAGSAC, 3.0, None, 10000, 0.999)[0]


def measure(remnant, root):
    """Rows of (method, areas under the curve at LIMITS), and the number of pairs."""
    cv2.setRNGSeed(7)
    cases = list(pairs(root))
    methods = {
        "remnant pair": lambda a, b: remnant_homography(remnant, a, b),
        "OpenCV SIFT 2,000 + MAGSAC": sift_homography,
    }
    rows = []
    for name, method in methods.items():
        errors = numpy.array([corner_error(method(a, b), truth, a) for a, b, truth in cases])
        rows.append((name, [area_under_curve(errors, limit) for limit in LIMITS]))
    return rows, len(cases)
