"""From linear light to the picture a camera would have stored: lens, exposure, sensor noise, tone curve."""

from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Camera:
    motion: tuple = (0.0, 0.0)  # length in pixels at 1280 wide, direction in radians
    defocus: float = 0.0  # radius in pixels at 1280 wide
    noise: float = 0.004  # of full scale
    white: tuple = (1.0, 1.0, 1.0)
    key: float = 0.19  # where the middle grey of the subject lands
    vignette: float = 0.15
    auto_white: float = 0.5  # how far the camera takes the picture's mean to grey


def _shifted(image, dx, dy):
    """Bilinear shift with the edge repeated."""
    h, w = image.shape[:2]
    pad = int(np.ceil(max(abs(dx), abs(dy)))) + 1
    big = np.pad(image, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    ix, iy = int(np.floor(dx)), int(np.floor(dy))
    fx, fy = dx - ix, dy - iy

    def part(x, y):
        return big[pad + y : pad + y + h, pad + x : pad + x + w]

    return (part(ix, iy) * (1 - fx) + part(ix + 1, iy) * fx) * (1 - fy) + (
        part(ix, iy + 1) * (1 - fx) + part(ix + 1, iy + 1) * fx
    ) * fy


def _spread(image, offsets):
    return sum(_shifted(image, dx, dy) for dx, dy in offsets) / len(offsets)


def _disc(radius):
    n = max(1, int(np.ceil(radius)))
    grid = np.linspace(-radius, radius, 2 * n + 1)
    return [(x, y) for x in grid for y in grid if x * x + y * y <= radius * radius + 1e-9]


def exposure(light, key, box=None):
    """Puts the subject (a box of shares: left, top, right, bottom; the middle of the frame without one) at middle grey,
    but lets at most 2 % of it come near burning out."""
    h, w = light.shape[:2]
    left, top, right, bottom = box or (1 / 6, 1 / 6, 5 / 6, 5 / 6)
    part = light[
        int(top * h) : max(int(bottom * h), int(top * h) + 8), int(left * w) : max(int(right * w), int(left * w) + 8)
    ]
    luma = part.astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    average = np.exp(np.mean(np.log(luma + 1e-5)))
    return min(key / average, 1.7 / max(1e-6, float(np.quantile(luma, 0.98))))


def balance(light, strength):
    """Automatic white balance: how much each channel is raised, from nothing (0) to a grey mean (1)."""
    mean = np.minimum(light.astype(np.float32), 20.0).mean((0, 1)) + 1e-6
    return (mean @ np.array([0.2126, 0.7152, 0.0722], np.float32) / mean) ** strength


def tone(x):
    """A filmic curve (Hable's, white at 5): keeps detail in highlights, and a toe."""

    def f(v):
        return (v * (0.15 * v + 0.05) + 0.004) / (v * (0.15 * v + 0.50) + 0.06) - 0.02 / 0.30

    linear = np.clip(f(2.2 * np.maximum(x, 0)) / f(np.float32(2.2 * 5.0)), 0, 1)
    shown = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return 0.6 * shown + 0.4 * shown * shown * (3 - 2 * shown)  # a camera's usual contrast


def develop(light, camera, rng, gain=None):
    """8-bit RGB. Blur comes first (it happens in light), then noise, then the curve. One gain holds a clip steady."""
    image = np.nan_to_num(light.astype(np.float32), nan=0.0, posinf=60.0)
    h, w = image.shape[:2]
    scale = w / 1280.0
    if camera.defocus > 0:
        image = _spread(np.minimum(image, 50.0), _disc(camera.defocus * scale))
    length, direction = camera.motion[0] * scale, camera.motion[1]
    if length > 0.3:
        steps = np.linspace(-0.5, 0.5, max(3, int(2 * length)))
        image = _spread(image, [(length * s * np.cos(direction), length * s * np.sin(direction)) for s in steps])
    gain = exposure(image, camera.key) if gain is None else np.asarray(gain, np.float32)
    y, x = np.mgrid[0:h, 0:w]
    r2 = ((x - w / 2) ** 2 + (y - h / 2) ** 2) / (w * w / 4.0)
    image = image * gain * np.array(camera.white, np.float32) * (1 - camera.vignette * np.minimum(r2, 1.3))[..., None]
    shot = camera.noise * np.sqrt(np.maximum(image, 0) + 0.02)
    image = image + shot * rng.standard_normal(image.shape, np.float32) * np.float32(1.6)
    return np.round(255 * tone(image)).astype(np.uint8)


def resized(light, width, height):
    """Enlarges a frame rendered at a smaller size; a frame of the right size is returned as it is."""
    if light.shape[:2] == (height, width):
        return light
    top = np.minimum(light.astype(np.float32), 60.0)
    planes = [
        Image.fromarray(np.ascontiguousarray(top[..., c])).resize((width, height), Image.BICUBIC) for c in range(3)
    ]
    return np.maximum(np.stack([np.asarray(p) for p in planes], -1), 0.0)
