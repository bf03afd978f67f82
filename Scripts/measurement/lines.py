"""Repeatability and localisation of line segments beside OpenCV's LSD and EdgeDrawing, on planar pairs with known truth."""

import json
import subprocess

import cv2
import numpy

from measurement.accuracy import pairs

# A segment is met again by one that differs by less than this, and that overlaps it by more than half of the shorter.
ANGLE = numpy.radians(5)
DISTANCE = 1.5
OVERLAP = 0.5
# Segments a picture, at most: the first ones in each method's own order of significance.
COUNT = 300


def remnant_lines(program, path):
    answer = json.loads(subprocess.run([program, "extract", path, "--json"], capture_output=True, check=True).stdout)
    return numpy.array([[l["x1"], l["y1"], l["x2"], l["y2"]] for l in answer["lines"]]).reshape(-1, 4)


def lsd_lines(path):
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_ADV).detect(cv2.imread(path, cv2.IMREAD_GRAYSCALE))
    return found[0].reshape(-1, 4)[numpy.argsort(-found[3].ravel(), kind="stable")]


def drawing_lines(path):
    detector = cv2.ximgproc.createEdgeDrawing()
    detector.detectEdges(cv2.imread(path, cv2.IMREAD_GRAYSCALE))
    found = detector.detectLines()
    lines = numpy.empty((0, 4)) if found is None else found.reshape(-1, 4)
    # It gives no significance: longest first.
    length = numpy.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    return lines[numpy.argsort(-length, kind="stable")]


def mapped(lines, homography):
    points = cv2.perspectiveTransform(lines.reshape(-1, 1, 2).astype(numpy.float64), homography)
    return points.reshape(-1, 4)


def inside(lines, shape):
    """Which segments have both ends in the picture."""
    x, y = lines[:, [0, 2]], lines[:, [1, 3]]
    return ((x >= 0) & (y >= 0) & (x <= shape[1] - 1) & (y <= shape[0] - 1)).all(axis=1)


def correspondences(first, second):
    """For every segment of `first`, the distance in pixels to its nearest match in `second`; infinite for none."""
    best = numpy.full(len(first), numpy.inf)
    if not len(second):
        return best
    a, b = second[:, :2], second[:, 2:]
    length = numpy.linalg.norm(b - a, axis=1)
    direction = (b - a) / numpy.maximum(length, 1e-9)[:, None]
    for index, line in enumerate(first):
        p, q = line[:2], line[2:]
        size = numpy.linalg.norm(q - p)
        cosine = numpy.abs(direction @ (q - p)) / max(size, 1e-9)
        offset = (p + q) / 2 - a
        distance = numpy.abs(offset[:, 0] * direction[:, 1] - offset[:, 1] * direction[:, 0])
        t = numpy.stack([((p - a) * direction).sum(1), ((q - a) * direction).sum(1)])
        shared = numpy.minimum(t.max(0), length) - numpy.maximum(t.min(0), 0)
        fits = (cosine > numpy.cos(ANGLE)) & (distance < DISTANCE) & (shared > OVERLAP * numpy.minimum(size, length))
        if fits.any():
            best[index] = distance[fits].min()
    return best


def visible(first, second, homography, shapes):
    """The segments of each picture that lie in the other one too."""
    return (
        first[inside(mapped(first, homography), shapes[1])],
        second[inside(mapped(second, numpy.linalg.inv(homography)), shapes[0])],
    )


def compare(first, second, homography, count):
    """(repeatability, mean distance of repeated segments) of the first `count` segments of two pictures."""
    distance = correspondences(mapped(first[:count], homography), second[:count])
    met = distance[numpy.isfinite(distance)]
    return len(met) / count, met.mean() if len(met) else numpy.nan


def measure(remnant, root):
    """Rows of (method, mean repeatability, mean distance in pixels, mean number of segments a picture).

    For each pair, all methods give as many segments as the method that has fewest.
    """
    methods = {
        "remnant": lambda path: remnant_lines(remnant, path),
        "OpenCV LSD": lsd_lines,
        "OpenCV EdgeDrawing": drawing_lines,
    }
    cases = list(pairs(root))
    paths = sorted({path for first, second, _ in cases for path in (first, second)})
    shapes = {path: cv2.imread(path, cv2.IMREAD_GRAYSCALE).shape for path in paths}
    found = {name: {path: method(path) for path in paths} for name, method in methods.items()}
    results = {name: [] for name in methods}
    for first, second, homography in cases:
        sides = {
            name: visible(found[name][first], found[name][second], homography, (shapes[first], shapes[second]))
            for name in methods
        }
        count = min([COUNT] + [len(side) for both in sides.values() for side in both])
        for name, (a, b) in sides.items():
            if count:
                results[name].append(compare(a, b, homography, count))
    rows = []
    for name in methods:
        repeatability, distance = numpy.nanmean(results[name], axis=0)
        rows.append((name, repeatability, distance, numpy.mean([len(lines) for lines in found[name].values()])))
    return rows
