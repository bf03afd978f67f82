"""Ellipse detection beside OpenCV's EdgeDrawing on pictures with NAME.txt: lines of xc,yc,a,b,theta."""

import glob
import json
import os
import subprocess

import cv2
import numpy

OVERLAP = 0.8
LEAST_SEMI_MINOR = 6.0


def truth(path):
    """The true ellipses of a picture, [n, 5]."""
    return numpy.loadtxt(os.path.splitext(path)[0] + ".txt", delimiter=",", ndmin=2)


def overlap(first, second, scale=8):
    """Intersection over union of two ellipses (x, y, a, b, angle), by rasterising them `scale` times as fine."""
    reach = max(first[2], second[2]) + 2
    if numpy.hypot(first[0] - second[0], first[1] - second[1]) > reach:
        return 0.0
    scale = min(scale, 400 / reach)
    origin = (numpy.array(first[:2]) + second[:2]) / 2 - 1.6 * reach
    side = int(3.2 * reach * scale) + 1
    grids = []
    y, x = numpy.mgrid[0:side, 0:side] / scale
    for cx, cy, a, b, angle in (first, second):
        dx, dy = x + origin[0] - cx, y + origin[1] - cy
        u, v = dx * numpy.cos(angle) + dy * numpy.sin(angle), dy * numpy.cos(angle) - dx * numpy.sin(angle)
        grids.append((u / a) ** 2 + (v / b) ** 2 <= 1)
    return (grids[0] & grids[1]).sum() / max((grids[0] | grids[1]).sum(), 1)


def remnant_ellipses(program, path):
    answer = json.loads(subprocess.run([program, "extract", path, "--json"], capture_output=True, check=True).stdout)
    return [[e["x"], e["y"], e["a"], e["b"], e["angle"]] for e in answer["ellipses"]]


def drawing_ellipses(path):
    detector = cv2.ximgproc.createEdgeDrawing()
    detector.detectEdges(cv2.imread(path, cv2.IMREAD_GRAYSCALE))
    detector.detectLines()
    found = detector.detectEllipses()
    # Circles have their radius in the third place; ellipses their semi-axes and a direction in degrees behind it.
    rows = [] if found is None else found.reshape(-1, 6)
    ellipses = [(x, y, r, r, 0) if r > 0 else (x, y, a, b, numpy.radians(t)) for x, y, r, a, b, t in rows]
    return [(x, y, a, b, t) if a >= b else (x, y, b, a, t + numpy.pi / 2) for x, y, a, b, t in ellipses]


def score(found, expected):
    """(true positives, false positives, missed): one to one, best overlaps first; small ones neither count nor harm."""
    candidates = sorted(
        ((overlap(f, t), i, j) for i, f in enumerate(found) for j, t in enumerate(expected)), reverse=True)
    used, met = {}, {}
    for value, i, j in candidates:
        if value >= OVERLAP and i not in used and j not in met:
            used[i], met[j] = j, i
    large = [j for j, t in enumerate(expected) if t[3] >= LEAST_SEMI_MINOR]
    hits = sum(j in met for j in large)
    false = sum(i not in used and f[3] >= LEAST_SEMI_MINOR for i, f in enumerate(found))
    return hits, false, len(large) - hits


def measure(remnant, folder):
    """Rows of (method, precision, recall, F)."""
    paths = [path for path in sorted(glob.glob(os.path.join(folder, "*.png"))) if os.path.exists(path[:-4] + ".txt")]
    methods = {"remnant": lambda path: remnant_ellipses(remnant, path), "OpenCV EdgeDrawing": drawing_ellipses}
    rows = []
    for name, method in methods.items():
        hits, false, missed = numpy.sum([score(method(path), truth(path)) for path in paths], axis=0)
        precision, recall = hits / max(hits + false, 1), hits / max(hits + missed, 1)
        rows.append((name, precision, recall, 2 * hits / max(2 * hits + false + missed, 1)))
    return rows
