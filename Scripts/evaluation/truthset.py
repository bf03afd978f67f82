"""A set on disk: pictures, and what is really in them."""

import json
import os
from dataclasses import dataclass

SMALLEST_RADIUS = 2.5  # pixels; smaller heads count neither way
RADIUS_BANDS = [("2.5-4", 2.5, 4.0), ("4-7", 4.0, 7.0), ("7+", 7.0, float("inf"))]


@dataclass(frozen=True)
class Picture:
    path: str  # relative to the set
    part: str  # references | footage
    group: str  # system or clip
    system: str | None
    bolts: list
    rings: dict


def counts(bolt):
    """Whether a detector is expected to find this bolt."""
    return bool(bolt["visible"]) and bolt["radius_px"] >= SMALLEST_RADIUS and not bolt.get("hole", False)


def facts(folder):
    """The whole of truth.json."""
    with open(os.path.join(folder, "truth.json")) as file:
        return json.load(file)


def load(folder):
    images = facts(folder)["images"]
    pictures = []
    for path in sorted(images):
        part, group = path.split("/")[:2]
        about = images[path]
        pictures.append(Picture(path, part, group, about["system"], about["bolts"], about["rings"]))
    return pictures


def clips(pictures):
    """The system filmed in each clip, None for strangers."""
    return {p.group: p.system for p in pictures if p.part == "footage"}
