"""Picture pairs whose geometry is known: the same ring of bolts is seen in both."""

from dataclasses import dataclass

import numpy as np

from .truthset import counts

LEAST_SHARED = 5


@dataclass(frozen=True)
class Pair:
    kind: str  # reference (a frame and a reference view) | clip (two frames of one clip)
    a: str
    b: str
    points_a: np.ndarray
    points_b: np.ndarray


def _shared(one, two):
    """The bolts of the face ring that both pictures show most of: they lie in one plane."""
    best = None
    for ring, about in one.rings.items():
        if about["kind"] != "face":
            continue
        left = {b.get("id"): (b["x"], b["y"]) for b in one.bolts if b["ring"] == ring and counts(b)}
        right = {b.get("id"): (b["x"], b["y"]) for b in two.bolts if b["ring"] == ring and counts(b)}
        ids = sorted((left.keys() & right.keys()) - {None})
        if len(ids) >= LEAST_SHARED and (best is None or len(ids) > len(best[0])):
            best = np.array([left[i] for i in ids]), np.array([right[i] for i in ids])
    return best


def known(pictures, per_clip=2):
    """Up to `per_clip` frames of a clip against each view of its system, and its first frame against the later ones."""
    out, groups = [], {}
    for p in pictures:
        if p.part == "footage":
            groups.setdefault(p.group, []).append(p)
    references = [p for p in pictures if p.part == "references"]
    for clip in sorted(groups):
        frames = groups[clip]
        for frame in frames[:: max(1, len(frames) // per_clip)][:per_clip]:
            for view in (r for r in references if r.system == frame.system):
                shared = _shared(frame, view)
                if shared:
                    out.append(Pair("reference", frame.path, view.path, *shared))
        for frame in frames[1:]:
            shared = _shared(frames[0], frame)
            if shared:
                out.append(Pair("clip", frames[0].path, frame.path, *shared))
    return out
