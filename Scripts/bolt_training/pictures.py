"""Pictures with known bolts: scenes made up here, rendered sets of Scripts/render-sample-frames, and photographs without bolts."""

import json
import os
import pathlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from descriptor_training import sources

from . import scenes


#: Photographs of what a detector of round things may well find: cells, stars, vessels.
ROUND = {"cell", "microaneurysms", "ihc", "hubble", "retina"}


@dataclass
class Picture:
    """A picture file and its bolts: rows of x, y, radius, is-hole, counts. One that does not count is neither right nor wrong."""

    path: str
    bolts: np.ndarray
    group: str  # scene | rendered | photograph


def _scene(job):
    seed, folder = job
    picture, truth = os.path.join(folder, f"{seed:05d}.png"), os.path.join(folder, f"{seed:05d}.npy")
    if not os.path.exists(truth):
        made = scenes.make(seed)
        cv2.imwrite(picture, made.picture)
        np.save(truth, made.bolts)
    return picture, np.load(truth)


def made_up(folder, first, count, processes):
    """Scenes of `count` seeds from `first` on, kept in `folder`. Every visible one counts, holes among them."""
    os.makedirs(folder, exist_ok=True)
    with ProcessPoolExecutor(processes) as pool:
        made = pool.map(_scene, [(seed, folder) for seed in range(first, first + count)], chunksize=8)
        return [Picture(p, np.column_stack([b[:, :4], np.ones(len(b))]) if len(b) else np.zeros((0, 5)), "scene") for p, b in made]


def rendered(folder):
    """The pictures of a rendered set. Hidden bolts, empty places and fittings do not count."""
    with open(os.path.join(folder, "truth.json")) as file:
        images = json.load(file)["images"]
    out = []
    for name, facts in sorted(images.items()):
        rows = [
            (b["x"], b["y"], b["radius_px"], bool(b.get("hole")), b["visible"] and b["radius_px"] >= 2 and not b.get("hole"))
            for b in facts["bolts"]
        ]
        out.append(Picture(os.path.join(folder, name), np.array(rows, float).reshape(-1, 5), "rendered"))
    return out


def varied(shown, folder, seed, copies):
    """Copies of pictures, each smaller, darker or lighter, softer, noisier and compressed again: other cameras, for little."""
    os.makedirs(folder, exist_ok=True)
    out = []
    for index, picture in enumerate(shown):
        for copy in range(copies):
            rng = np.random.default_rng([seed, index, copy])
            scale = float(rng.uniform(0.45, 0.95))
            grey = cv2.imread(picture.path, cv2.IMREAD_GRAYSCALE)
            size = int(grey.shape[1] * scale), int(grey.shape[0] * scale)
            grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
            grey = grey ** rng.uniform(0.6, 1.6) * rng.uniform(0.5, 1.1)
            if rng.random() < 0.5:
                grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.3, 1.3))
            grey += rng.normal(0, rng.uniform(0, 0.025), grey.shape)
            path = os.path.join(folder, f"{seed}-{index:04d}-{copy}.jpg")
            cv2.imwrite(path, np.clip(255 * grey, 0, 255), [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(40, 95))])
            bolts = picture.bolts.copy()
            shares = np.array(size) / cv2.imread(picture.path, cv2.IMREAD_GRAYSCALE).shape[::-1]
            bolts[:, :2] = (bolts[:, :2] + 0.5) * shares - 0.5
            bolts[:, 2] *= shares.mean()
            bolts[:, 4] = (bolts[:, 4] > 0) & (bolts[:, 2] >= 2)
            out.append(Picture(path, bolts, picture.group))
    return out


def photographs(folder):
    """Photographs under free licences from PyPI wheels: none shows a bolt that the eye finds. Held-out ones are left out."""
    os.makedirs(folder, exist_ok=True)
    out = []
    for source in sources.SOURCES:
        if source.held_out or source.name in ROUND:
            continue
        path = os.path.join(folder, f"{source.name}.png")
        if not os.path.exists(path):
            cv2.imwrite(path, np.round(sources.load(source, pathlib.Path(folder))).astype(np.uint8))
        out.append(Picture(path, np.zeros((0, 5)), "photograph"))
    return out
