"""Canonical patches, box tests and their bits: the definition that the Swift kernel implements."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .imaging import pyramid
from .keypoints import PATCH_SIDE, LEVELS, Keypoints

#: Largest box radius: boxes are at most 15 × 15, so that a sum of 8-bit samples fits 16 bits.
MAX_RADIUS = 7
#: Right shift of threshold × spread, see `spread_of`.
SPREAD_SHIFT = 16


def sample(image: np.ndarray, points: Keypoints) -> np.ndarray:
    """Patches, count × 32 × 32, 8 bits.

    Bilinear from the coarsest pyramid level that is no coarser than the samples' spacing × √(9/8) (half a step), so
    that samples lie about a level pixel apart.
    """
    levels = pyramid(image, LEVELS)
    scales = np.array([scale for scale, _ in levels])
    spacing = points.size / PATCH_SIDE
    choice = np.maximum(np.searchsorted(scales, spacing * 1.19, side="right") - 1, 0)
    grid = np.arange(PATCH_SIDE) - (PATCH_SIDE - 1) / 2
    v, u = np.meshgrid(grid, grid, indexing="ij")
    out = np.empty((len(points), PATCH_SIDE, PATCH_SIDE), np.uint8)
    for index in np.unique(choice):
        scale, level = levels[index]
        chosen = np.nonzero(choice == index)[0]
        step = (spacing[chosen] / scale)[:, None, None]
        c, s = (f(points.angle[chosen])[:, None, None] for f in (np.cos, np.sin))
        x = ((points.x[chosen] + 0.5) / scale - 0.5)[:, None, None] + step * (u * c - v * s)
        y = ((points.y[chosen] + 0.5) / scale - 0.5)[:, None, None] + step * (u * s + v * c)
        out[chosen] = np.clip(bilinear(level, x, y) + 0.5, 0, 255).astype(np.uint8)
    return out


def bilinear(level: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Samples of a level; places outside take the nearest pixel."""
    x = np.clip(x, 0, level.shape[1] - 1.001)
    y = np.clip(y, 0, level.shape[0] - 1.001)
    column, row = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - column).astype(np.float32), (y - row).astype(np.float32)
    flat, at, stride = level.ravel(), row * level.shape[1] + column, level.shape[1]
    top = flat[at] * (1 - fx) + flat[at + 1] * fx
    bottom = flat[at + stride] * (1 - fx) + flat[at + stride + 1] * fx
    return top * (1 - fy) + bottom * fy


def spread_of(patches: np.ndarray) -> np.ndarray:
    """The patches' spread in 1/512 grey levels, at most 65,535, by integers: ⌊√(1024 Σv² − (Σv)²)⌋ / 2.

    1024 Σv² − (Σv)² is 2²⁰ times the variance.
    """
    flat = patches.reshape(len(patches), -1).astype(np.int64)
    variance = flat.shape[1] * (flat * flat).sum(1) - flat.sum(1) ** 2
    return np.minimum(np.sqrt(variance.astype(np.float64)).astype(np.int64) // 2, 65_535).astype(np.int32)


@dataclass
class Tests:
    """Columns x1, y1, x2, y2, radius, threshold. With `scaled`, thresholds are relative to the patch's spread."""

    rows: np.ndarray
    scaled: bool

    def __len__(self) -> int:
        return len(self.rows)


class BoxSums:
    """Box sums of many patches, laid out so that one box's sums over all patches are contiguous."""

    def __init__(self, patches: np.ndarray):
        self.count = len(patches)
        self.spread = spread_of(patches) if self.count else np.zeros(0, np.int32)
        integral = np.zeros((PATCH_SIDE + 1, PATCH_SIDE + 1, self.count), np.int32)
        integral[1:, 1:] = np.moveaxis(patches, 0, -1).cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32)
        self.integral = integral

    def sums(self, x: int, y: int, radius: int) -> np.ndarray:
        """Sums of the box of side 2·radius + 1 about sample (x, y)."""
        i = self.integral
        top, bottom, left, right = y - radius, y + radius + 1, x - radius, x + radius + 1
        return i[bottom, right] - i[top, right] - i[bottom, left] + i[top, left]

    def difference(self, row: np.ndarray) -> np.ndarray:
        """First box's sums less the second's."""
        x1, y1, x2, y2, radius = (int(value) for value in row[:5])
        return self.sums(x1, y1, radius) - self.sums(x2, y2, radius)

    def bits(self, row: np.ndarray, scaled: bool) -> np.ndarray:
        """One test's bit for every patch: sum1 − sum2 > threshold."""
        limit = (int(row[5]) * self.spread.astype(np.int64)) >> SPREAD_SHIFT if scaled else int(row[5])
        return self.difference(row) > limit


def describe(patches: np.ndarray, tests: Tests, block: int = 4096) -> np.ndarray:
    """Descriptors, count × (tests / 64) 64-bit words; test t is bit t & 63 of word t >> 6."""
    parts = []
    for start in range(0, max(len(patches), 1), block):
        sums = BoxSums(patches[start : start + block])
        bits = np.stack([sums.bits(row, tests.scaled) for row in tests.rows], 1)
        parts.append(np.packbits(bits, axis=1, bitorder="little").view(np.uint64))
    return np.concatenate(parts)


def random_tests(rng: np.random.Generator, count: int) -> np.ndarray:
    """`count` test geometries (threshold 0): radii favour small boxes, centres anywhere that holds the boxes."""
    weights = 1 / (1.0 + np.arange(MAX_RADIUS + 1)) ** 0.5
    radius = rng.choice(MAX_RADIUS + 1, count, p=weights / weights.sum())
    low, high = radius, PATCH_SIDE - 1 - radius
    rows = np.zeros((count, 6), np.int32)
    for column in range(4):
        rows[:, column] = rng.integers(low, high, endpoint=True)
    rows[:, 4] = radius
    same = (rows[:, 0] == rows[:, 2]) & (rows[:, 1] == rows[:, 3])
    rows[same, 2] = np.where(rows[same, 0] > low[same], rows[same, 0] - 1, rows[same, 0] + 1)
    return rows
