"""Counting: detections against bolts, rings against rings, verdicts against systems, homographies against bolts."""

from collections import Counter

import numpy as np

from .truthset import RADIUS_BANDS, counts

RING_KINDS = ("face", "girth")
LEAST_RING = 5  # visible bolts that a ring needs to be asked for


def tolerance(bolt):
    return max(3.0, 0.8 * bolt["radius_px"])


def assign(detections, bolts):
    """Which bolt each detection stands for: best score first, nearest free bolt within tolerance."""
    owner, taken = {}, set()
    if not bolts:
        return owner
    places, reach = np.array([[b["x"], b["y"]] for b in bolts]), np.array([tolerance(b) for b in bolts])
    ranked = sorted(range(len(detections)), key=lambda i: (-detections[i].get("score", 0.0), i))
    for i in ranked:
        distance = np.hypot(*(places - [detections[i]["x"], detections[i]["y"]]).T)
        for j in np.argsort(distance, kind="stable"):
            if distance[j] > reach.max():
                break
            if distance[j] <= reach[j] and int(j) not in taken:
                owner[i] = int(j)
                taken.add(int(j))
                break
    return owner


def bolts_of(detections, picture):
    """True and false detections, and found and existing bolts by band of apparent radius."""
    owner, tally = assign(detections, picture.bolts), Counter()
    found = set(owner.values())
    tally["true"] = sum(counts(picture.bolts[j]) for j in found)
    tally["false"] = len(detections) - len(owner)
    for j, bolt in enumerate(picture.bolts):
        if not counts(bolt):
            continue
        band = next(name for name, low, high in RADIUS_BANDS if low <= bolt["radius_px"] < high)
        tally["bolts"] += 1
        tally[f"bolts {band}"] += 1
        if j in found:
            tally["found"] += 1
            tally[f"found {band}"] += 1
    return tally


def rings_of(detections, rings, picture):
    """Rings asked for, found and counted right, by kind; and rings said that are mostly not bolts."""
    owner, tally = assign(detections, picture.bolts), Counter()
    for name, ring in picture.rings.items():
        members = {j for j, b in enumerate(picture.bolts) if b["ring"] == name and counts(b)}
        if ring["kind"] not in RING_KINDS or len(members) < LEAST_RING:
            continue
        kind = ring["kind"]
        tally[f"{kind} rings"] += 1
        best = None
        for said in rings:
            shared = len({owner[i] for i in said["bolts"] if i in owner} & members)
            if 2 * shared >= len(members) and shared >= 0.6 * len(said["bolts"]) and (best is None or shared > best[0]):
                best = shared, said
        if best:
            tally[f"{kind} found"] += 1
            tally[f"{kind} counted"] += best[1]["slots"] in (ring["n"], ring["slots"])
            credible = best[1].get("slotsCredible")
            if credible is not None:
                tally[f"{kind} credible asked"] += 1
                tally[f"{kind} credible right"] += bool({ring["n"], ring["slots"]} & set(credible))
    for said in rings:
        tally["rings said"] += 1
        tally["rings false"] += 2 * sum(i in owner for i in said["bolts"]) < len(said["bolts"])
    return tally


def identification(answers, clips):
    """Clips right, missed and falsely matched. A clip without an answer counts as inconclusive."""
    tally = Counter(
        clips=len(clips), known=sum(s is not None for s in clips.values()), right=0, false=0, missed=0, first=0
    )
    for clip, system in clips.items():
        answer = answers.get(clip, {"verdict": "inconclusive", "candidates": []})
        first = answer["candidates"][0]["reference"] if answer["candidates"] else None
        tally["first"] += system is not None and first == system
        if answer["verdict"] == "candidate":
            tally["right" if first == system and system is not None else "false"] += 1
        else:
            tally["right" if system is None else "missed"] += 1
    return tally


def transfer_error(homography, points_a, points_b):
    """Median distance between where a homography puts bolts and where they are; infinite without one."""
    if homography is None:
        return float("inf")
    h = np.column_stack([points_a, np.ones(len(points_a))]) @ np.asarray(homography, float).reshape(3, 3).T
    with np.errstate(divide="ignore", invalid="ignore"):
        mapped = h[:, :2] / h[:, 2:]
    error = np.hypot(*(mapped - points_b).T)
    return float(np.median(np.where(np.isfinite(error), error, np.inf)))


def area_under(errors, limit):
    """Area under the curve of 'share of pairs within e' for e from 0 to the limit, 0...1."""
    if not len(errors):
        return None
    return float(np.mean(np.clip(1.0 - np.asarray(errors, float) / limit, 0.0, 1.0)))
