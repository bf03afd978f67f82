"""Renders scene by scene into a work folder, frame by frame resumable, and finishes pictures from what is there."""

import json
import os
import time

import numpy as np

from . import broadcast, develop, render, scenes, truth
from .seeds import stream


class Workplace:
    """Linear frames and their truth, kept apart from the finished set so that finishing can be repeated."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def path(self, scene, frame, end):
        return os.path.join(self.folder, scene.replace("/", "__") + f"__{frame}.{end}")

    def has(self, scene, frame):
        return os.path.exists(self.path(scene, frame, "json"))

    def save(self, scene, frame, light, facts):
        np.save(self.path(scene, frame, "npy"), light)
        temporary = self.path(scene, frame, "part")
        with open(temporary, "w") as out:
            json.dump(facts, out)
        os.replace(temporary, self.path(scene, frame, "json"))  # the truth comes last: it marks a whole frame

    def load(self, scene, frame):
        with open(self.path(scene, frame, "json")) as file:
            return np.load(self.path(scene, frame, "npy")), json.load(file)


class Settings:
    """Size and effort. Pictures are rendered at a share of their size (references, footage) and enlarged: no camera is
    sharp to the pixel."""

    def __init__(self, width=1280, height=720, samples=8, threads=1, scales=(0.8, 0.7)):
        self.width, self.height, self.samples, self.threads, self.scales = width, height, samples, threads, scales

    def configure(self, footage):
        """Footage takes fewer samples: its noise and compression hide the difference."""
        scale, samples = self.scales[footage], max(4, self.samples - 2 * footage)
        render.configure(round(self.width * scale), round(self.height * scale), samples, self.threads)


def render_reference(item, place, settings, say):
    scene = f"references/{item.name}"
    if all(place.has(scene, v) for v in item.views):
        return
    assembly, views, rng = scenes.reference(item, settings.width, settings.height)
    for name, view in views.items():
        scenes.light_reference(view, rng)
        if place.has(scene, name):
            continue
        _frame(place, scene, name, assembly, view, item.name, settings, say)


def render_clip(item, place, settings, say, limit=None):
    """Renders a clip's frames; with a limit, only its first ones for now."""
    scene = f"footage/{item.name}"
    frames = list(range(item.frames))[:limit]
    if all(place.has(scene, f"{k + 1:03d}") for k in frames):
        return
    assembly, views = scenes.clip(item, settings.width, settings.height)
    for k in frames:
        if not place.has(scene, f"{k + 1:03d}"):
            _frame(place, scene, f"{k + 1:03d}", assembly, views[k], item.system, settings, say)


def _frame(place, scene, name, assembly, view, system, settings, say):
    start = time.process_time(), time.time()
    facts = truth.of_frame(assembly, view, settings.width, settings.height, system)
    view.apply()
    settings.configure(scene.startswith("footage"))
    place.save(scene, name, render.linear_frame(), facts)
    wall, processor = time.time() - start[1], time.process_time() - start[0]
    seen = sum(b["visible"] for b in facts["bolts"])
    say(f"{scene}/{name}: {wall:.0f} s, {processor:.0f} s of processor, {seen} bolts visible")


def _subject(facts):
    """The box round what is bolted together, in shares of the frame: what a cameraman meters on."""
    spots = [(b["x"] / facts["width"], b["y"] / facts["height"]) for b in facts["bolts"] if b["visible"]]
    if len(spots) < 3:
        return None
    across, down = zip(*spots)
    return max(0.0, min(across)), max(0.0, min(down)), min(1.0, max(across)), min(1.0, max(down))


def finish(references, clips, place, out, settings):
    """Develops every frame that is there; returns the truth of the set."""
    images = {}
    for item in references:
        for view in item.views:
            scene = f"references/{item.name}"
            if place.has(scene, view):
                light, facts = place.load(scene, view)
                rng = stream(item.seed, "develop", item.name, view)
                picture = develop.develop(
                    develop.resized(light, settings.width, settings.height), develop.Camera(vignette=0.08), rng
                )
                path = f"{scene}/{view}.jpg"
                broadcast.save_jpeg(picture, os.path.join(out, path), 93)
                images[path] = facts
    for item in clips:
        scene, names = f"footage/{item.name}", [f"{k + 1:03d}" for k in range(item.frames)]
        names = [n for n in names if place.has(scene, n)]
        if not names:
            continue
        loaded = [place.load(scene, n) for n in names]
        rng, gain, pictures = stream(item.seed, "develop", item.name), None, []
        for light, facts in loaded:
            light = develop.resized(light, settings.width, settings.height)
            if gain is None:
                gain = develop.exposure(light, item.camera.key, _subject(facts))
                gain = gain * develop.balance(light, item.camera.auto_white)
            pictures.append(develop.develop(light, item.camera, rng, gain))
        if item.style.caption:
            pictures = broadcast.lettered(pictures, rng)
            for _, facts in loaded:
                broadcast.hide_covered(facts)
        pictures = broadcast.through_h264(pictures, item.style.crf)
        for name, picture, (_, facts) in zip(names, pictures, loaded):
            path = f"{scene}/{name}.jpg"
            broadcast.save_jpeg(picture, os.path.join(out, path), item.style.quality)
            images[path] = facts
    return images
