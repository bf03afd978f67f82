"""Two views of one picture under a random homography, with the truth."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .imaging import blurred, degraded, warped
from .procedural import fitted, noise

WIDTH, HEIGHT = 640, 480


@dataclass
class ImagePair:
    """Two 8-bit views and the homography that maps pixels of `a` to pixels of `b`."""

    name: str
    a: np.ndarray
    b: np.ndarray
    b_from_a: np.ndarray


def translation(x: float, y: float) -> np.ndarray:
    """3 × 3 translation."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def rotation(angle: float) -> np.ndarray:
    """3 × 3 rotation from x towards y."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])


def tilt(angle: float, focal: float) -> np.ndarray:
    """The view, by a camera of `focal` pixels, of a plane through the axis turned by `angle` about the y axis."""
    return np.array([[np.cos(angle), 0, 0], [0, 1, 0], [np.sin(angle) / focal, 0, 1.0]])


def random_view(rng: np.random.Generator, zoom: float, turn: float, slant: float) -> np.ndarray:
    """Homography of the centred plane: tilt about a random axis, then turn, then zoom."""
    axis = rng.uniform(0, 2 * np.pi)
    view = rotation(axis) @ tilt(slant, 1.4 * WIDTH) @ rotation(-axis)
    return np.diag([zoom, zoom, 1]) @ rotation(turn) @ view


def make_pair(name: str, picture: np.ndarray, rng: np.random.Generator, light: float = 1.0) -> ImagePair:
    """A mild view A and a hard view B: zoom 0.4–2.5, any rotation, tilt to 60°, then degraded."""
    height, width = picture.shape
    centre = translation(-(width - 1) / 2, -(height - 1) / 2)
    back = translation((WIDTH - 1) / 2, (HEIGHT - 1) / 2)
    fit = max(WIDTH / width, HEIGHT / height)
    a_from_picture = back @ np.diag([fit, fit, 1]) @ centre
    zoom = float(np.exp(np.clip(rng.normal(0, 0.42), np.log(0.4), np.log(2.5))))
    slant = np.radians(60) * rng.uniform() ** 1.3
    shift = translation(*rng.uniform(-60, 60, 2))
    turn = rng.uniform(0, 2 * np.pi) if rng.random() < 0.7 else rng.normal(0, 0.2)
    b_from_picture = back @ random_view(rng, zoom * fit, turn, slant) @ shift @ centre

    def render(target_from_source: np.ndarray, scale: float) -> np.ndarray:
        # The 2 × 2 supersampling covers reductions to a half; blur first by what lies beyond.
        soft = blurred(picture, 0.35 * np.sqrt(max(0.0, 1 / scale**2 - 1)))
        background = fitted(noise(rng, 1.8, (HEIGHT, WIDTH)), rng)
        return warped(soft, np.linalg.inv(target_from_source), background)

    a = degraded(render(a_from_picture, fit), rng, 0.35, 0.25)
    b = degraded(render(b_from_picture, zoom * fit * np.sqrt(np.cos(slant))), rng, rng.uniform(), light)
    return ImagePair(name, a, b, b_from_picture @ np.linalg.inv(a_from_picture))


def mapped(homography: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points through a homography."""
    w = homography[2, 0] * x + homography[2, 1] * y + homography[2, 2]
    u = (homography[0, 0] * x + homography[0, 1] * y + homography[0, 2]) / w
    v = (homography[1, 0] * x + homography[1, 1] * y + homography[1, 2]) / w
    return u, v
