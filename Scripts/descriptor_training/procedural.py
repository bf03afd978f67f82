"""Procedural pictures: plates with bolts, raceways, scratches, rubble, dead leaves, noise, lines and text.

Each takes a generator and returns float32 luma in 0…255 of `SHAPE`. They stand in for what free photographs lack:
metal, fasteners and debris under hard light.
"""
from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

SHAPE = (620, 820)


def noise(rng: np.random.Generator, exponent: float, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    """Fractal noise with amplitude 1/f^exponent, zero mean, unit deviation."""
    fy = np.fft.fftfreq(shape[0])[:, None]
    fx = np.fft.rfftfreq(shape[1])[None, :]
    amplitude = np.maximum(np.hypot(fy, fx), 1 / max(shape)) ** -exponent
    spectrum = amplitude * np.exp(2j * np.pi * rng.random(amplitude.shape))
    field = np.fft.irfft2(spectrum, shape).astype(np.float32)
    return (field - field.mean()) / field.std()


def fitted(field: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Stretched to a random range of grey levels between the 1st and 99th percentiles."""
    low, high = np.percentile(field, (1, 99))
    dark, bright = rng.uniform(5, 70), rng.uniform(150, 250)
    return np.clip(dark + (field - low) / max(high - low, 1e-6) * (bright - dark), 0, 255).astype(np.float32)


def fractal(rng: np.random.Generator) -> np.ndarray:
    """Clouds and rust: fractal noise, sometimes posterised."""
    field = noise(rng, rng.uniform(0.8, 1.7))
    if rng.random() < 0.5:
        field = np.tanh(field * rng.uniform(2, 6)) + 0.3 * noise(rng, 1.2)
    return fitted(field, rng)


def dead_leaves(rng: np.random.Generator) -> np.ndarray:
    """Opaque shapes with a power law of sizes, each lightly textured."""
    image = Image.new("F", SHAPE[::-1], 128)
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.uniform(600, 2500))):
        radius = 4 * rng.power(1) + 4 / max(rng.random(), 0.02) ** 0.8
        x, y, grey = rng.uniform(0, SHAPE[1]), rng.uniform(0, SHAPE[0]), float(rng.uniform(10, 245))
        kind = rng.integers(3)
        if kind == 0:
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=grey)
        else:
            corners = int(rng.integers(3, 7))
            turn = rng.uniform(0, 7)
            reach = radius * rng.uniform(0.5, 1.3, corners) if kind == 1 else np.full(corners, radius)
            angles = turn + 2 * np.pi * np.arange(corners) / corners
            draw.polygon([(x + r * np.cos(t), y + r * np.sin(t)) for r, t in zip(reach, angles)], fill=grey)
    field = np.asarray(image, np.float32)
    return np.clip(field + rng.uniform(2, 14) * noise(rng, rng.uniform(0.5, 1.2)), 0, 255)


def lines_and_text(rng: np.random.Generator) -> np.ndarray:
    """Line drawings, boxes and stencilled marks over a shaded ground."""
    image = Image.fromarray(fitted(noise(rng, 2), rng) * 0.4 + rng.uniform(60, 140))
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.uniform(20, 90))):
        x, y = rng.uniform(0, SHAPE[1]), rng.uniform(0, SHAPE[0])
        dx, dy, grey = *rng.normal(0, 120, 2), float(rng.uniform(0, 255))
        kind, width = rng.integers(4), int(rng.integers(1, 7))
        if kind == 0:
            draw.line([x, y, x + dx, y + dy], fill=grey, width=width)
        elif kind == 1:
            draw.rectangle([min(x, x + dx), min(y, y + dy), max(x, x + dx), max(y, y + dy)], outline=grey, width=width)
        elif kind == 2:
            draw.arc([x - abs(dx), y - abs(dy) - 2, x + abs(dx), y + abs(dy) + 2], 0, 300, fill=grey, width=width)
        else:
            draw.polygon([(x, y), (x + dx / 3, y + dy / 3), (x + dy / 4, y - dx / 5)], fill=grey)
    for _ in range(int(rng.uniform(10, 50))):
        letters = "".join(rng.choice(list("ABCDEFGHKMNRSTXYZ0123456789-./ "), int(rng.integers(3, 14))))
        font = ImageFont.load_default(size=float(rng.uniform(9, 60)))
        place = (rng.uniform(-40, SHAPE[1]), rng.uniform(0, SHAPE[0]))
        draw.text(place, letters, fill=float(rng.uniform(0, 255)), font=font)
    return np.clip(np.asarray(image, np.float32) + 3 * noise(rng, 0.3), 0, 255)


def lit(height: np.ndarray, rng: np.random.Generator, shine: float) -> np.ndarray:
    """A height map (pixels) lit from one side: Lambert plus a highlight; roughly 0…1.5."""
    dy, dx = np.gradient(height)
    azimuth, elevation = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(25, 70))
    light = np.array([np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), np.sin(elevation)])
    length = np.sqrt(1 + dx * dx + dy * dy)
    cosine = np.clip((-dx * light[0] - dy * light[1] + light[2]) / length, 0, 1)
    return (0.15 + 0.85 * cosine + shine * cosine**24).astype(np.float32)


def bolt(height: np.ndarray, x: float, y: float, radius: float, kind: int, turn: float) -> None:
    """Adds a fastener to a height map: 0 domed rivet, 1 hexagonal head, 2 hole, 3 slotted head, 4 socket head."""
    reach = int(radius * 1.6) + 2
    top, left = max(0, int(y) - reach), max(0, int(x) - reach)
    tile = height[top : int(y) + reach, left : int(x) + reach]
    if tile.size == 0:
        return
    v, u = np.mgrid[top : top + tile.shape[0], left : left + tile.shape[1]].astype(np.float32)
    u, v = u - x, v - y
    distance = np.hypot(u, v)
    edge = np.clip((radius - distance) * 1.2 + 0.5, 0, 1)
    if kind == 0:
        tile += 0.5 * radius * np.sqrt(np.clip(1 - (distance / radius) ** 2, 0, 1))
        return
    if kind == 2:
        tile -= 0.6 * radius * edge
        return
    if kind == 1:
        angle = (np.arctan2(v, u) - turn) % (np.pi / 3) - np.pi / 6
        edge = np.clip((radius * 0.9 - distance * np.cos(angle)) * 1.2 + 0.5, 0, 1)
    tile += 0.35 * radius * edge
    if kind == 3:
        across = np.abs(-u * np.sin(turn) + v * np.cos(turn))
        tile -= 0.25 * radius * np.clip(radius * 0.16 - across + 0.5, 0, 1) * (distance < radius)
    if kind == 4:
        tile -= 0.3 * radius * np.clip(radius * 0.5 - distance + 0.5, 0, 1)


def fastener_layout(rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Rows, grids, rings and strays: (x, y, radius)."""
    layout = []
    for _ in range(int(rng.integers(3, 8))):
        radius = float(np.exp(rng.uniform(np.log(3), np.log(18))))
        x, y = rng.uniform(60, SHAPE[1] - 60), rng.uniform(60, SHAPE[0] - 60)
        kind = rng.integers(3)
        if kind == 0:
            count, circle, phase = int(rng.integers(4, 25)), rng.uniform(40, 230), rng.uniform(0, 7)
            turns = phase + 2 * np.pi * (np.arange(count) + rng.normal(0, 0.08, count)) / count
            layout += [(x + circle * np.cos(t), y + circle * np.sin(t), radius) for t in turns if rng.random() < 0.92]
        elif kind == 1:
            direction, pitch = rng.uniform(0, np.pi), radius * rng.uniform(2.5, 8)
            steps = (np.arange(-12, 13) + rng.normal(0, 0.06, 25)) * pitch
            layout += [(x + s * np.cos(direction), y + s * np.sin(direction), radius) for s in steps]
        else:
            layout += [(*rng.uniform((0, 0), SHAPE[::-1]), radius) for _ in range(int(rng.integers(4, 20)))]
    return layout


def scratches(rng: np.random.Generator, count: int) -> np.ndarray:
    """Bent hairlines, −1…1."""
    image = Image.new("F", SHAPE[::-1], 0)
    draw = ImageDraw.Draw(image)
    for _ in range(count):
        start = rng.uniform((0, 0), SHAPE[::-1])
        direction, bend, step = rng.uniform(0, 7), rng.normal(0, 0.1), rng.uniform(5, 30)
        points = [tuple(start)]
        for _ in range(int(rng.integers(2, 12))):
            direction += bend
            points.append((points[-1][0] + step * np.cos(direction), points[-1][1] + step * np.sin(direction)))
        draw.line(points, fill=float(rng.uniform(-1, 1)), width=int(rng.integers(1, 3)))
    return ndimage.gaussian_filter(np.asarray(image, np.float32), 0.5)


def plate(rng: np.random.Generator) -> np.ndarray:
    """A brushed or painted panel with seams, fasteners, scratches, soot and rust."""
    height = noise(rng, 1.5) * rng.uniform(0, 1.2)
    albedo = np.full(SHAPE, 0.6, np.float32)
    for _ in range(int(rng.integers(1, 6))):
        horizontal, at, depth = rng.random() < 0.5, rng.uniform(0.05, 0.95), rng.uniform(0.5, 3)
        width = int(rng.integers(2, 7))
        if horizontal:
            row = int(at * SHAPE[0])
            height[row : row + width] -= depth
        else:
            column = int(at * SHAPE[1])
            height[:, column : column + width] -= depth
    kind = int(rng.integers(5))
    for x, y, radius in fastener_layout(rng):
        bolt(height, x, y, radius, kind if rng.random() < 0.8 else int(rng.integers(5)), rng.uniform(0, 7))
    if rng.random() < 0.6:
        brushed = ndimage.gaussian_filter1d(rng.normal(0, 1, SHAPE), 25, axis=1).astype(np.float32)
        albedo += brushed * rng.uniform(0.1, 0.5)
    soot = np.clip(noise(rng, 1.4) * 0.5 + rng.uniform(-0.4, 0.5), 0, 1) * rng.uniform(0, 0.9)
    albedo = albedo * (1 - soot) + scratches(rng, int(rng.integers(5, 120))) * rng.uniform(0.1, 0.4)
    albedo += noise(rng, 0.6) * rng.uniform(0.01, 0.05)
    return fitted(albedo * lit(ndimage.gaussian_filter(height, 0.6), rng, rng.uniform(0, 0.6)), rng)


def raceway(rng: np.random.Generator) -> np.ndarray:
    """A cylinder's side: curved shading across, a cable duct with brackets along, joints and bolts."""
    y = np.linspace(-1, 1, SHAPE[0], dtype=np.float32)[:, None]
    height = np.broadcast_to(np.sqrt(np.clip(1.3 - y * y, 0.02, None)) * 260, SHAPE).copy()
    middle, half = int(rng.uniform(0.3, 0.7) * SHAPE[0]), int(rng.uniform(15, 60))
    height[middle - half : middle + half] += rng.uniform(2, 8)
    x = 0.0
    while x < SHAPE[1]:
        x += rng.uniform(40, 170)
        width = rng.uniform(6, 30)
        height[middle - half - 12 : middle + half + 12, int(x) : int(x + width)] += rng.uniform(1, 4)
        if rng.random() < 0.5:
            height[:, int(x) : int(x) + int(rng.integers(2, 10))] += rng.uniform(-3, 3)
        radius, kind = rng.uniform(3, 8), int(rng.integers(5))
        for side in (-1, 1):
            bolt(height, x + width / 2, middle + side * (half + 6), radius, kind, rng.uniform(0, 7))
    image = lit(ndimage.gaussian_filter(height, 0.7), rng, rng.uniform(0, 0.5))
    stain = np.clip(noise(rng, 1.3) * 0.4 + rng.uniform(-0.3, 0.4), 0, 0.8)
    return fitted(image * (1 - stain) + noise(rng, 0.7) * 0.02 + scratches(rng, 60) * 0.2, rng)


def rubble(rng: np.random.Generator) -> np.ndarray:
    """Stones: a cell pattern of tilted facets with fractal roughness under hard light."""
    count = int(rng.uniform(80, 900))
    seeds = rng.uniform((0, 0), SHAPE[::-1], (count, 2))
    mask = np.ones(SHAPE, bool)
    mask[np.clip(seeds[:, 1].astype(int), 0, SHAPE[0] - 1), np.clip(seeds[:, 0].astype(int), 0, SHAPE[1] - 1)] = False
    distance, nearest = ndimage.distance_transform_edt(mask, return_indices=True)
    cell = nearest[0] * SHAPE[1] + nearest[1]
    values = rng.normal(0, 0.35, (3, SHAPE[0] * SHAPE[1])).astype(np.float32)
    v, u = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]].astype(np.float32)
    facet = values[0][cell] * (u - nearest[1]) + values[1][cell] * (v - nearest[0]) + values[2][cell] * 20
    height = facet - rng.uniform(0, 0.6) * distance + noise(rng, 1.4) * rng.uniform(1, 5)
    albedo = 0.7 + 0.25 * values[2][cell] + 0.06 * noise(rng, 0.8)
    return fitted(albedo * lit(ndimage.gaussian_filter(height.astype(np.float32), 0.8), rng, 0.1), rng)


FAMILIES = {
    "plate": plate,
    "raceway": raceway,
    "rubble": rubble,
    "leaves": dead_leaves,
    "fractal": fractal,
    "drawing": lines_and_text,
}
