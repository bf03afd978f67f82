"""Image operations on float32 luma in 0…255; the centre of the top-left pixel is (0, 0)."""
from __future__ import annotations

import io

import numpy as np
from PIL import Image
from scipy import ndimage


def to_bytes(image: np.ndarray) -> np.ndarray:
    """Rounded and clipped to 8 bits."""
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def resized(image: np.ndarray, factor: float) -> np.ndarray:
    """Scaled by `factor` with an area-like filter."""
    height, width = image.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(Image.fromarray(image.astype(np.float32)).resize(size, Image.Resampling.BICUBIC), np.float32)


def shrink_by_two(image: np.ndarray) -> np.ndarray:
    """Means of 2 × 2 pixels."""
    height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
    i = image[:height, :width]
    return (i[0::2, 0::2] + i[1::2, 0::2] + i[0::2, 1::2] + i[1::2, 1::2]) / 4


def shrink_by_three_halves(image: np.ndarray) -> np.ndarray:
    """Three samples become two, with the weights (3, 1)/4 and (1, 3)/4.

    These keep every sample's centre of mass at its place, which area weights, (2, 1)/3, do not: they jitter by 1/12 px.
    """

    def rows(i: np.ndarray) -> np.ndarray:
        count = i.shape[0] // 3
        i = i[: 3 * count].reshape(count, 3, -1)
        pairs = np.stack([(3 * i[:, 0] + i[:, 1]) / 4, (i[:, 1] + 3 * i[:, 2]) / 4], 1)
        return pairs.reshape(2 * count, -1)

    return rows(rows(image).T).T.copy()


def pyramid(image: np.ndarray, levels: int) -> list[tuple[float, np.ndarray]]:
    """`levels` (downsampling, image) at 1, 1.5, 2, 3, 4, 6, 8, …: two chains of halvings."""
    image = image.astype(np.float32)
    chain = [(1.0, image), (1.5, shrink_by_three_halves(image))]
    while len(chain) < levels and min(chain[-1][1].shape) > 40:
        scale, last = chain[-2]
        chain.append((scale * 2, shrink_by_two(last)))
    return chain[:levels]


def warped(image: np.ndarray, source_from_target: np.ndarray, background: np.ndarray) -> np.ndarray:
    """`image` through a homography (maps target pixels to source pixels), supersampled 2 × 2, before `background`."""
    height, width = background.shape
    y, x = np.mgrid[0 : 2 * height, 0 : 2 * width].astype(np.float64)
    x, y = (x - 0.5) / 2, (y - 0.5) / 2
    h = source_from_target
    w = h[2, 0] * x + h[2, 1] * y + h[2, 2]
    u = (h[0, 0] * x + h[0, 1] * y + h[0, 2]) / w
    v = (h[1, 0] * x + h[1, 1] * y + h[1, 2]) / w
    view = shrink_by_two(ndimage.map_coordinates(image, [v, u], order=1, cval=np.nan))
    return np.where(np.isnan(view), background, view)


def blurred(image: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur."""
    return ndimage.gaussian_filter(image, sigma) if sigma > 0.2 else image


def motion_blurred(image: np.ndarray, length: float, angle: float) -> np.ndarray:
    """Mean along a segment of `length` pixels."""
    steps = max(2, int(np.ceil(length)) + 1)
    total = np.zeros_like(image)
    for t in np.linspace(-length / 2, length / 2, steps):
        total += ndimage.shift(image, (t * np.sin(angle), t * np.cos(angle)), order=1, mode="nearest")
    return total / steps


def jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    """Written and read as a grey JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(to_bytes(image)).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer), np.float32)


def degraded(image: np.ndarray, rng: np.random.Generator, strength: float, light: float = 1.0) -> np.ndarray:
    """What a camera and a video do to a view: uneven light, gamma, gain, offset, blur, motion, noise, JPEG; 8 bits.

    `strength` 0…1 scales blur, noise and compression, `light` the change of light.
    """
    height, width = image.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    direction = rng.uniform(0, 2 * np.pi)
    slope = rng.uniform(0, 0.5) * light
    field = 1 + slope * ((np.cos(direction) * (x / width - 0.5)) + np.sin(direction) * (y / height - 0.5)) * 2
    gamma = np.exp(rng.uniform(-0.7, 0.7) * light)
    gain = np.exp(rng.uniform(-0.7, 0.25) * light)
    offset = rng.uniform(-30, 40) * light
    image = 255 * (np.clip(image, 0, 255) / 255) ** gamma * gain * field + offset
    image = np.clip(image, 0, 255)
    if rng.random() < 0.5 * strength:
        image = blurred(image, rng.uniform(0.3, 1.6) * strength)
    if rng.random() < 0.25 * strength:
        image = motion_blurred(image, rng.uniform(1, 6) * strength, rng.uniform(0, np.pi))
    image = image + rng.normal(0, 1, image.shape) * rng.uniform(0, 8) * strength
    return to_bytes(jpeg(image, int(rng.uniform(95 - 65 * strength, 96))))
