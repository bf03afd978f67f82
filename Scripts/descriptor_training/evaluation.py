"""How well descriptors match held-out views."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dataset import NO_NEGATIVE, View
from .patches import Tests, describe, sample

#: A nearest neighbour is right within this distance of the truth, in scale units of the keypoint.
RIGHT = 3.0


@dataclass
class Figures:
    """Means over image pairs (mAP, precision) and over all pairs of patches (FPR95)."""

    mean_ap: float
    precision: float
    fpr95: float
    fpr95_hard: float
    pairs: int

    def row(self) -> str:
        """As cells of a Markdown table."""
        return f"{self.mean_ap:.3f} | {self.precision:.3f} | {self.fpr95:.4f} | {self.fpr95_hard:.3f}"


def hamming(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """All distances between two sets of packed descriptors (any unsigned words)."""

    def signs(words: np.ndarray) -> np.ndarray:
        return np.unpackbits(words.view(np.uint8), axis=1).astype(np.float32) * 2 - 1

    x, y = signs(a), signs(b)
    return (x.shape[1] - x @ y.T) / 2


def euclidean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """All squared distances between two sets of vectors."""
    return (a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T


def average_precision(right: np.ndarray, rank: np.ndarray, total: int) -> float:
    """Area under precision–recall of matches sorted by `rank` (small is good), of `total` that could be found."""
    order = np.argsort(rank, kind="stable")
    hits = right[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / max(total, 1))


def evaluate(views: list[View], distances: list[np.ndarray]) -> Figures:
    """Figures from one matrix of distances (A's keypoints × B's) a view.

    mAP: matches of A's keypoints to their nearest in B, ranked by the ratio to the second nearest; recall counts
    keypoints that have a correspondence. Precision: share of these whose nearest neighbour is right. FPR95: share of
    strangers accepted at the distance that accepts 95 % of correspondences, over strangers of the same picture, or
    (hard) over the nearest stranger of each.
    """
    aps, precisions, near, hard, sampled = [], [], [], [], []
    for view, distance in zip(views, distances):
        if len(view.pairs) < 10:
            continue
        order = np.argpartition(distance, 1, axis=1)[:, :2]
        rows = np.arange(len(distance))
        swap = distance[rows, order[:, 0]] > distance[rows, order[:, 1]]
        order[swap] = order[swap][:, ::-1]
        first, second = distance[rows, order[:, 0]], distance[rows, order[:, 1]]
        right = view.offset[rows, order[:, 0]] <= RIGHT
        # A right match of a keypoint whose partner missed the limits of scale or angle counts neither way.
        has_partner = np.zeros(len(distance), bool)
        has_partner[view.pairs[:, 0]] = True
        counted = has_partner | ~right
        ratio = first / np.maximum(second, 1e-9)
        aps.append(average_precision(right[counted], ratio[counted], len(view.pairs)))
        precisions.append(right[view.pairs[:, 0]].mean())
        strangers = np.where(view.offset > NO_NEGATIVE, distance, np.inf)[view.pairs[:, 0]]
        near.append(distance[view.pairs[:, 0], view.pairs[:, 1]])
        hard.append(strangers.min(1))
        sampled.append(strangers[:, ::7].ravel())
    limit = np.quantile(np.concatenate(near), 0.95)
    loose = np.concatenate(sampled)
    fpr = float((loose <= limit).sum() / np.isfinite(loose).sum())
    fpr_hard = float((np.concatenate(hard) <= limit).mean())
    return Figures(float(np.mean(aps)), float(np.mean(precisions)), fpr, fpr_hard, len(aps))


def patches_of(views: list[View], extent: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Patches of all keypoints of all views."""
    return [(sample(v.images.a, v.a.resized(extent)), sample(v.images.b, v.b.resized(extent))) for v in views]


def evaluate_tests(views: list[View], patches: list[tuple[np.ndarray, np.ndarray]], tests: Tests) -> Figures:
    """Figures of a table of tests."""
    return evaluate(views, [hamming(describe(a, tests), describe(b, tests)) for a, b in patches])
