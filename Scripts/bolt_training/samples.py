"""What the detector measures on pictures, and which of the places are bolts."""

import subprocess
from dataclasses import dataclass

import numpy as np

BOLT, NONE, UNSURE = 1, 0, -1


@dataclass
class Samples:
    """The places of one picture: features, label, the log of the true radius over the place's, and whether it is a hole."""

    places: np.ndarray
    features: np.ndarray
    labels: np.ndarray
    sizes: np.ndarray
    holes: np.ndarray


def measure(program, stage, pictures, scratch):
    """Samples of every picture at a stage of the detector: `screening` or `scoring`."""
    paths = "".join(p.path + "\n" for p in pictures)
    subprocess.run([program, stage, scratch], input=paths, text=True, check=True)
    out = []
    with open(scratch, "rb") as file:
        for picture in pictures:
            count, features = np.frombuffer(file.read(8), np.int32)
            places = np.frombuffer(file.read(12 * count), np.float32).reshape(count, 3)
            values = np.frombuffer(file.read(4 * count * features), np.float32).reshape(count, features)
            out.append(Samples(places, values, *label(places, picture.bolts, stage)))
    return out


#: How near a place must be to teach what a bolt is: pixels, share of the radius, and the range of its radius over the true one.
NEAR = {"screening": (1.5, 0.5, (0.45, 2.0)), "scoring": (1.2, 0.4, (0.5, 1.7))}


def label(places, bolts, stage):
    """Labels of places. What lies near a bolt without being right, or near one that does not count, is UNSURE: it teaches nothing."""
    least, share, (low, high) = NEAR[stage]
    labels, sizes = np.full(len(places), NONE), np.zeros(len(places))
    holes, nearest = np.zeros(len(places), bool), np.full(len(places), np.inf)
    for x, y, radius, hole, counts in bolts:
        away = np.hypot(places[:, 0] - x, places[:, 1] - y)
        about = away <= 1.15 * max(3.0, 0.8 * radius)
        labels[about & (labels == NONE)] = UNSURE
        if not counts:
            continue
        ratio = places[:, 2] / radius
        right = (away <= max(least, share * radius)) & (ratio > low) & (ratio < high)
        labels[right] = BOLT
        closer = about & (away < nearest)
        nearest[closer], sizes[closer], holes[closer] = away[closer], np.log(radius / places[closer, 2]), bool(hole)
    return labels, sizes, holes
