"""Image pairs with their keypoints and true correspondences."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from . import procedural, sources
from .keypoints import PATCH_SIDE, Keypoints, keypoints
from .pairs import ImagePair, make_pair, mapped
from .patches import sample

#: A correspondence: distance in units of the keypoint's scale (size / 32), ratio of scales, difference of angles.
MAX_DISTANCE, MAX_SCALE_RATIO, MAX_ANGLE = 2.5, 1.35, np.radians(25)
#: Within this distance (same units), a keypoint that is no correspondence is no fair negative either.
NO_NEGATIVE = 8.0


@dataclass
class View:
    """An image pair with keypoints. `pairs` are corresponding indices (a, b), each A at most once.

    `offset[i, j]` is the distance of B's keypoint j from the true place of A's keypoint i, in scale units.
    """

    images: ImagePair
    a: Keypoints
    b: Keypoints
    pairs: np.ndarray
    offset: np.ndarray


def transported(points: Keypoints, homography: np.ndarray) -> Keypoints:
    """Where keypoints truly lie in the other image, with scale and angle by the local affine map."""
    x, y = mapped(homography, points.x, points.y)
    step = 0.5
    xr, yr = mapped(homography, points.x + step, points.y)
    xd, yd = mapped(homography, points.x, points.y + step)
    ax, ay, bx, by = (xr - x) / step, (yr - y) / step, (xd - x) / step, (yd - y) / step
    c, s = np.cos(points.angle), np.sin(points.angle)
    area = np.abs(ax * by - ay * bx)
    return Keypoints(x, y, points.size * np.sqrt(area), np.arctan2(c * ay + s * by, c * ax + s * bx))


def correspond(a: Keypoints, b: Keypoints, b_from_a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(pairs, offset) of two sets of keypoints under the truth, see `View`."""
    there = transported(a, b_from_a)
    unit = np.maximum(there.size[:, None], b.size[None, :]) / PATCH_SIDE
    offset = np.hypot(there.x[:, None] - b.x, there.y[:, None] - b.y) / unit
    ratio = np.abs(np.log(there.size[:, None] / b.size[None, :]))
    turn = np.abs((there.angle[:, None] - b.angle + np.pi) % (2 * np.pi) - np.pi)
    good = (offset <= MAX_DISTANCE) & (ratio <= np.log(MAX_SCALE_RATIO)) & (turn <= MAX_ANGLE)
    cost = np.where(good, offset, np.inf)
    best = cost.argmin(1)
    index = np.nonzero(np.isfinite(cost[np.arange(len(a)), best]))[0]
    return np.stack([index, best[index]], 1), offset.astype(np.float32)


def view_of(images: ImagePair, count: int, extractor: str | None) -> View:
    """Detects and relates `count` keypoints an image."""
    a, b = keypoints(images.a, count, extractor), keypoints(images.b, count, extractor)
    pairs, offset = correspond(a, b, images.b_from_a)
    return View(images, a, b, pairs, offset)


def pictures(seed: int, held_out: bool, families: int, wheels: Path):
    """Yields (name, luma): `families` pictures of every procedural family, and the free photographs of this half."""
    for number in range(families):
        for index, (name, make) in enumerate(procedural.FAMILIES.items()):
            yield f"{name}-{number}", make(np.random.default_rng([seed, held_out, index, number]))
    for source in sources.SOURCES:
        if source.held_out == held_out:
            yield source.name, sources.load(source, wheels)


@dataclass(frozen=True)
class Plan:
    """How many pictures of each procedural family, and views of each of these and of each photograph."""

    families: int
    views: int
    photo_views: int


def synthetic_views(
    seed: int, held_out: bool, plan: Plan, count: int, wheels: Path, extractor: str | None, light: float = 1.0
) -> list[View]:
    """Views of pictures under random homographies, with up to `count` keypoints an image."""
    made = []
    for index, (name, luma) in enumerate(pictures(seed, held_out, plan.families, wheels)):
        repeats = plan.views if "-" in name else plan.photo_views
        for repeat in range(repeats):
            rng = np.random.default_rng([seed, held_out, 77, index, repeat])
            made.append(view_of(make_pair(name, luma, rng, light), count, extractor))
    return made


def real_views(folder: Path, count: int, extractor: str | None) -> list[View]:
    """Planar pairs with known homographies: `folder`/SCENE/{1,2,…}.{png,jpg} and H_1_K. For measuring only."""
    made = []
    for truth in sorted(folder.glob("*/H_1_*")):
        number = truth.name.rsplit("_", 1)[1]
        a, b = (
            np.asarray(Image.open(next(iter(sorted(truth.parent.glob(f"{k}.[pj][np]g"))))).convert("L"))
            for k in ("1", number)
        )
        images = ImagePair(f"{truth.parent.name}-{number}", a, b, np.loadtxt(truth))
        made.append(view_of(images, count, extractor))
    return made


@dataclass
class TrainingSet:
    """Corresponding patches, row by row: 32 × 32 bytes each; `group` is the image pair, x and y B's place in units."""

    a: np.ndarray
    b: np.ndarray
    group: np.ndarray
    x: np.ndarray
    y: np.ndarray
    unit: np.ndarray

    def __len__(self) -> int:
        return len(self.a)


def training_set(views: list[View], extent: float, per_view: int, total: int, seed: int) -> TrainingSet:
    """Up to `per_view` correspondences of every view, `total` in all (a multiple of 64), sampled at `extent`."""
    rng = np.random.default_rng([seed, 5])
    a, b, group, x, y, unit = [], [], [], [], [], []
    for index, view in enumerate(views):
        order = rng.permutation(len(view.pairs))[:per_view]
        if len(order) < 12:
            continue
        ka, kb = view.a.taken(view.pairs[order, 0]), view.b.taken(view.pairs[order, 1])
        a.append(sample(view.images.a, ka.resized(extent)))
        b.append(sample(view.images.b, kb.resized(extent)))
        group.append(np.full(len(order), index))
        x.append(kb.x), y.append(kb.y), unit.append(kb.size / PATCH_SIDE)
    columns = [np.concatenate(part) for part in (a, b, group, x, y, unit)]
    length = min(total, len(columns[0])) // 64 * 64
    keep = np.sort(rng.permutation(len(columns[0]))[:length])
    return TrainingSet(*(column[keep] for column in columns))
