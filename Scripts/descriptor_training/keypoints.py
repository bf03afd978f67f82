"""Keypoints to describe: a small detector of our own, or the built `remnant extract --json`."""
from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from .imaging import pyramid

#: Samples along a side of the canonical patch. A keypoint's `size` is the patch's full width in level-0 pixels,
#: so the spacing of the samples is `size / PATCH_SIDE` level-0 pixels.
PATCH_SIDE = 32
#: Smoothing before the second differences of the determinant of the Hessian: a Gaussian of about one level pixel.
BINOMIAL = np.array([1, 4, 6, 4, 1]) / 16
#: Least determinant, in squared grey levels.
MIN_DETERMINANT = 0.5
#: Scale of the gradient that gives a keypoint its direction, in pixels of the level, and its reach.
ORIENTATION_SIGMA, ORIENTATION_RADIUS = 4.0, 12
LEVELS = 8


@dataclass
class Keypoints:
    """Parallel arrays. `size` and positions in level-0 pixels, `angle` in radians from x towards y."""

    x: np.ndarray
    y: np.ndarray
    size: np.ndarray
    angle: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    def taken(self, index: np.ndarray) -> "Keypoints":
        """Those of `index`."""
        return Keypoints(self.x[index], self.y[index], self.size[index], self.angle[index])

    def resized(self, factor: float) -> "Keypoints":
        """With regions `factor` times as wide."""
        return Keypoints(self.x, self.y, self.size * factor, self.angle)


def hessian_determinant(level: np.ndarray) -> np.ndarray:
    """Determinant of the Hessian of the smoothed level."""
    smooth = ndimage.convolve1d(ndimage.convolve1d(level, BINOMIAL, 0), BINOMIAL, 1)
    xx = ndimage.convolve1d(smooth, [1, -2, 1], 1)
    yy = ndimage.convolve1d(smooth, [1, -2, 1], 0)
    xy = ndimage.convolve1d(ndimage.convolve1d(smooth, [0.5, 0, -0.5], 1), [0.5, 0, -0.5], 0)
    return xx * yy - xy * xy


def neighbour_maximum(response: np.ndarray, scale: float, x: np.ndarray, y: np.ndarray, own: float) -> np.ndarray:
    """The greatest of 3 × 3 responses of another level round points given in pixels of level `own`."""
    column = np.clip(np.rint((x + 0.5) * own / scale - 0.5).astype(int), 1, response.shape[1] - 2)
    row = np.clip(np.rint((y + 0.5) * own / scale - 0.5).astype(int), 1, response.shape[0] - 2)
    return np.max([response[row + dy, column + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)], 0)


def orientations(level: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Directions of the gradients under a wide Gaussian at points, in radians."""

    def gradient(order: tuple[int, int]) -> np.ndarray:
        reach = ORIENTATION_RADIUS / ORIENTATION_SIGMA
        return ndimage.gaussian_filter(level, ORIENTATION_SIGMA, order=order, truncate=reach, mode="nearest")

    column, row = np.rint(x).astype(int), np.rint(y).astype(int)
    return np.arctan2(gradient((1, 0))[row, column], gradient((0, 1))[row, column]) % (2 * np.pi)


def detect(image: np.ndarray, count: int) -> Keypoints:
    """The `count` strongest maxima of the Hessian's determinant over place and scale, spread over a grid.

    `size` is `PATCH_SIDE` pixels of the keypoint's (refined) level.
    """
    levels = pyramid(image, LEVELS + 1)
    responses = [hessian_determinant(level) for _, level in levels]
    found = []
    for index, (scale, level) in enumerate(levels[:-1]):
        response = responses[index]
        peak = (response == ndimage.maximum_filter(response, 3)) & (response > MIN_DETERMINANT)
        margin = 8
        peak[:margin], peak[-margin:], peak[:, :margin], peak[:, -margin:] = False, False, False, False
        y, x = np.nonzero(peak)
        own = response[y, x]
        above = neighbour_maximum(responses[index + 1], levels[index + 1][0], x, y, scale)
        below = neighbour_maximum(responses[index - 1], levels[index - 1][0], x, y, scale) if index else 0 * own
        keep = (own >= above) & (own > below)
        x, y, own, above, below = x[keep], y[keep], own[keep], above[keep], below[keep]
        if len(x) == 0:
            continue
        dx = (response[y, x + 1] - response[y, x - 1]) / 2
        dy = (response[y + 1, x] - response[y - 1, x]) / 2
        dxx = np.minimum(response[y, x + 1] - 2 * own + response[y, x - 1], -1e-6)
        dyy = np.minimum(response[y + 1, x] - 2 * own + response[y - 1, x], -1e-6)
        fx, fy = x + np.clip(-dx / dxx, -0.5, 0.5), y + np.clip(-dy / dyy, -0.5, 0.5)
        # A parabola through the three scales, taken as evenly spaced (steps 1.5 and 1.33, so 1.41 on average).
        bend = np.minimum(below - 2 * own + above, -1e-6)
        shift = np.clip(0.5 * (below - above) / bend, -0.5, 0.5) if index else 0 * own
        size = PATCH_SIDE * scale * np.sqrt(2.0) ** shift
        angle = orientations(level, fx, fy)
        found.append(np.stack([(fx + 0.5) * scale - 0.5, (fy + 0.5) * scale - 0.5, size, angle, own], 1))
    rows = np.concatenate(found) if found else np.zeros((0, 5))
    rows = spread(rows[np.argsort(-rows[:, 4], kind="stable")], image.shape, count)
    return Keypoints(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3])


def spread(rows: np.ndarray, shape: tuple[int, int], count: int) -> np.ndarray:
    """At most `count` of rows sorted best first, with a limit for each of 8 × 8 cells of twice the even share."""
    cell = (rows[:, 1] * 8 / shape[0]).astype(int) * 8 + (rows[:, 0] * 8 / shape[1]).astype(int)
    order = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[order], cell[order])
    rank = np.empty(len(rows), int)
    rank[order] = np.arange(len(rows)) - start
    return rows[rank < max(1, 2 * count // 64)][:count]


def extract(image: np.ndarray, count: int, extractor: str) -> Keypoints:
    """Keypoints of the built command-line tool."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "image.png"
        Image.fromarray(image).save(path, compress_level=1)
        done = subprocess.run([extractor, "extract", str(path), "--json"], capture_output=True, check=True)
    rows = json.loads(done.stdout)["keypoints"]
    rows.sort(key=lambda row: -row["response"])
    columns = [np.array([row[key] for row in rows[:count]], float) for key in ("x", "y", "size", "angle")]
    return Keypoints(*columns)


def keypoints(image: np.ndarray, count: int, extractor: str | None = None) -> Keypoints:
    """Keypoints of an 8-bit image, from `extractor` (a path to `remnant`) if given, else from our own detector."""
    return extract(image, count, extractor) if extractor else detect(image, count)
