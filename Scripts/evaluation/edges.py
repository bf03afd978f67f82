"""Verification by edges: right maps of a face against wrong ones, given to `pair --under`.

Right: the homography of a face ring's bolts, by the truth, between a frame and a reference view of its system. Displaced:
the same map, then turned by any angle, and scaled by 6 to 42 % or moved by 8 to 50 % of the ring's radius. Other design:
a reference of another system (and not of a near-twin), its outermost ring laid on the frame's, at any turn.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .truthset import counts

LEAST_SHARED = 6
LEAST_ASPECT = 0.3  # a face seen more obliquely has no ring that could propose its plane
DISPLACED = 3  # for each right map
VIEWS_OF_OTHERS = ("face", "quarter")


@dataclass(frozen=True)
class Question:
    kind: str  # right | displaced | other design
    a: str
    b: str
    map: np.ndarray
    places: list  # (x, y, radius) in A


def _rings(picture):
    """Names of the face rings, the widest first."""
    names = [n for n, ring in picture.rings.items() if ring["kind"] == "face"]
    return sorted(names, key=lambda n: -picture.rings[n]["ellipse"]["a"])


def _aspect(picture, ring):
    ellipse = picture.rings[ring]["ellipse"]
    return ellipse["b"] / ellipse["a"]


def _places(bolts):
    return [(b["x"], b["y"], 2 * b["radius_px"] + 3) for b in bolts]


def _right(view, frame):
    """(map, places, ring) by the widest face ring that both pictures show enough of; None where there is none."""
    for ring in _rings(view):
        if ring not in frame.rings or min(_aspect(view, ring), _aspect(frame, ring)) < LEAST_ASPECT:
            continue
        left = {b.get("id"): b for b in view.bolts if b["ring"] == ring and counts(b)}
        right = {b.get("id"): b for b in frame.bolts if b["ring"] == ring and counts(b)}
        ids = sorted((left.keys() & right.keys()) - {None})
        if len(ids) < LEAST_SHARED:
            continue
        points = [np.array([(side[i]["x"], side[i]["y"]) for i in ids]) for side in (left, right)]
        found, _ = cv2.findHomography(*points)
        if found is not None:
            return found, _places([left[i] for i in ids]), ring
    return None


def _from_circle(ellipse):
    """The affine map from the unit circle to an ellipse."""
    c, s = np.cos(ellipse["angle"]), np.sin(ellipse["angle"])
    return np.array(
        [[c * ellipse["a"], -s * ellipse["b"], ellipse["x"]], [s * ellipse["a"], c * ellipse["b"], ellipse["y"]], [0, 0, 1]]
    )


def _similarity(scale, turn, shift):
    c, s = scale * np.cos(turn), scale * np.sin(turn)
    return np.array([[c, -s, shift[0]], [s, c, shift[1]], [0, 0, 1]])


def _displacement(random):
    turn, towards = random.uniform(0, 2 * np.pi, 2)
    if random.random() < 0.5:
        scale, distance = np.exp(random.choice([-1, 1]) * random.uniform(0.06, 0.35)), random.uniform(0, 0.2)
    else:
        scale, distance = np.exp(random.uniform(-0.2, 0.2)), random.uniform(0.08, 0.5)
    return _similarity(scale, turn, (distance * np.cos(towards), distance * np.sin(towards)))


def questions(pictures, per_clip=2, seed=1):
    """Every question over `per_clip` frames of each known clip."""
    random, out, groups = np.random.default_rng(seed), [], {}
    for picture in pictures:
        if picture.part == "footage" and picture.system:
            groups.setdefault(picture.group, []).append(picture)
    references = [p for p in pictures if p.part == "references"]
    for clip in sorted(groups):
        frames = groups[clip]
        for frame in frames[:: max(1, len(frames) // per_clip)][:per_clip]:
            onto = None
            for view in (r for r in references if r.system == frame.system):
                right = _right(view, frame)
                if right is None:
                    continue
                found, places, ring = right
                out.append(Question("right", view.path, frame.path, found, places))
                circle = _from_circle(frame.rings[ring]["ellipse"])
                for _ in range(DISPLACED):
                    moved = circle @ _displacement(random) @ np.linalg.inv(circle)
                    out.append(Question("displaced", view.path, frame.path, moved @ found, places))
                onto = circle if onto is None else onto
            if onto is None:
                continue
            for view in references:
                twins = view.system.split("-")[0] == frame.system.split("-")[0]
                if twins or not any(f"/{name}." in view.path for name in VIEWS_OF_OTHERS) or not _rings(view):
                    continue
                ring = _rings(view)[0]
                circle = _from_circle(view.rings[ring]["ellipse"])
                laid = onto @ _similarity(1, random.uniform(0, 2 * np.pi), (0, 0)) @ np.linalg.inv(circle)
                bolts = [b for b in view.bolts if b["ring"] == ring]
                out.append(Question("other design", view.path, frame.path, laid, _places(bolts)))
    return out


def _area(right, wrong):
    """The probability that a right map outscores a wrong one; ties count half."""
    right, wrong = np.array(right)[:, None], np.array(wrong)[None]
    return float(np.mean(right > wrong) + 0.5 * np.mean(right == wrong))


def figures(answers):
    """Figures from {kind: [log-odds, None where edges cannot be compared]}. None says nothing, as 0 does."""
    values = {kind: [v or 0.0 for v in found] for kind, found in answers.items()}
    right, wrong = values.get("right", []), {k: v for k, v in values.items() if k != "right" and v}
    out = {"right maps": len(right)}
    for kind in ("displaced", "other design"):
        known = right and kind in wrong
        out[f"AUC against {kind}"] = _area(right, wrong[kind]) if known else None
        out[f"mean factor, {kind}"] = float(np.mean(10.0 ** np.array(wrong[kind]))) if kind in wrong else None
    out["right at ten to one"] = float(np.mean(np.array(right) >= 1)) if right else None
    return out


NAMES = tuple(figures({}))
