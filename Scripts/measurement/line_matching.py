"""Matching of line segments beside OpenCV's binary LBD, on planar pairs with known truth.

Every method has as many lines of each picture, its most significant ones, and matches what is each other's nearest by Hamming distance.
OpenCV's descriptor is measured on the lines of its own detector and on remnant's, where only the descriptors differ.
"""

import json
import subprocess

import cv2
import numpy

from measurement.accuracy import pairs
from measurement.lines import mapped, remnant_lines

# As many lines of a picture as remnant describes.
COUNT = 200
# A match is right where the mapped segment differs by less than this, ends of the shared part, and shares this much of the shorter.
ANGLE = numpy.radians(10)
DISTANCE = 3.0
OVERLAP = 0.3


def right_pairs(first, second, homography):
    """[i, j]: whether segment i of the first picture, mapped, is segment j of the second, the brighter side on the same side."""
    b, span = second[:, :2], second[:, 2:] - second[:, :2]
    length = numpy.maximum(numpy.linalg.norm(span, axis=1), 1e-9)
    direction = span / length[:, None]
    out = numpy.zeros((len(first), len(second)), bool)
    for index, line in enumerate(mapped(first, homography)):
        ends = line.reshape(2, 2)
        size = max(numpy.linalg.norm(ends[1] - ends[0]), 1e-9)
        cosine = direction @ (ends[1] - ends[0]) / size
        offset = ends[:, None] - b[None]
        along = (offset * direction).sum(2)
        across = offset[..., 0] * direction[:, 1] - offset[..., 1] * direction[:, 0]
        low, high = numpy.maximum(along.min(0), 0), numpy.minimum(along.max(0), length)
        run = along[1] - along[0]
        slope = (across[1] - across[0]) / numpy.where(numpy.abs(run) < 1e-9, 1e-9, run)
        far = numpy.maximum(*(numpy.abs(across[0] + slope * (place - along[0])) for place in (low, high)))
        shared = high - low > OVERLAP * numpy.minimum(size, length)
        out[index] = (cosine > numpy.cos(ANGLE)) & shared & (far < DISTANCE)
    return out


def key_lines(lines):
    """OpenCV's form of segments, all of its first octave."""
    found = []
    for index, (x1, y1, x2, y2) in enumerate(lines.tolist()):
        key = cv2.line_descriptor.KeyLine()
        key.class_id, key.octave = index, 0
        key.startPointX = key.sPointInOctaveX = x1
        key.startPointY = key.sPointInOctaveY = y1
        key.endPointX = key.ePointInOctaveX = x2
        key.endPointY = key.ePointInOctaveY = y2
        key.pt = ((x1 + x2) / 2, (y1 + y2) / 2)
        key.angle = float(numpy.arctan2(y2 - y1, x2 - x1))
        key.lineLength = float(numpy.hypot(x2 - x1, y2 - y1))
        key.numOfPixels = int(max(abs(x2 - x1), abs(y2 - y1))) + 1
        key.size = (x2 - x1) * (y2 - y1)
        key.response = key.lineLength
        found.append(key)
    return found


def described(picture, keys):
    """(segments, descriptors) in the order of `keys`."""
    if not keys:
        return numpy.empty((0, 4)), numpy.empty((0, 32), numpy.uint8)
    for index, key in enumerate(keys):
        key.class_id = index
    keys, words = cv2.line_descriptor.BinaryDescriptor.createBinaryDescriptor().compute(picture, keys)
    lines = [(k.startPointX, k.startPointY, k.endPointX, k.endPointY) for k in keys]
    return numpy.array(lines, numpy.float64), words


def own_lines(picture):
    """OpenCV's detector: it gives no significance, so longest first, as elsewhere."""
    found = cv2.line_descriptor.BinaryDescriptor.createBinaryDescriptor().detect(picture)
    return sorted(found, key=lambda key: -key.lineLength)[:COUNT]


def nearest(first, second):
    """Index pairs of descriptors that are each other's nearest."""
    if not len(first) or not len(second):
        return []
    return [(m.queryIdx, m.trainIdx) for m in cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(first, second)]


def remnant_matches(program, first, second):
    """(index pairs that look alike, those of them that are consistent)."""
    answer = json.loads(subprocess.run([program, "pair", first, second, "--json"], capture_output=True, check=True).stdout)
    found = answer["lines"]["matches"] if "lines" in answer else []
    return [(m["a"], m["b"]) for m in found], [(m["a"], m["b"]) for m in found if m["consistent"]]


def shares(matches, right):
    """(share of the matches that are right, share of the lines with a true counterpart that are matched rightly)."""
    hits = sum(bool(right[a, b]) for a, b in matches)
    return hits / max(len(matches), 1), hits / right.any(axis=1).sum()


def measure(remnant, root):
    """Rows of (method, mean share right, mean recall, pairs of pictures that show a common line)."""
    names = ("remnant, consistent", "remnant, alike", "OpenCV LBD on remnant's lines", "OpenCV LBD on its own lines")
    results = {name: [] for name in names}
    for first, second, homography in pairs(root):
        pictures = [cv2.imread(path, cv2.IMREAD_GRAYSCALE) for path in (first, second)]
        ours = [remnant_lines(remnant, path)[:COUNT] for path in (first, second)]
        theirs = [described(picture, own_lines(picture)) for picture in pictures]
        right = right_pairs(*ours, homography)
        if right.any():
            alike, consistent = remnant_matches(remnant, first, second)
            words = [described(picture, key_lines(lines))[1] for picture, lines in zip(pictures, ours)]
            for name, matches in zip(names, (consistent, alike, nearest(*words))):
                results[name].append(shares(matches, right))
        right = right_pairs(theirs[0][0], theirs[1][0], homography)
        if right.any():
            results[names[3]].append(shares(nearest(theirs[0][1], theirs[1][1]), right))
    return [(name, *numpy.mean(values, axis=0), len(values)) for name, values in results.items() if values]
