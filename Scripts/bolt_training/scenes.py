"""Bolted plates made up from a seed: a height field with heads, holes and clutter, lit, seen obliquely and filmed.

They teach the detector what a bolt looks like in any light. Every choice is drawn widely rather than truly: a detector that has
seen more than the world holds takes the world for more of the same (domain randomisation, Tobin et al., IROS 2017).
"""

from dataclasses import dataclass

import cv2
import numpy as np

SUPERSAMPLING = 2  # samples a pixel along each axis
HEADS = ("hex", "nut", "socket", "dome", "countersunk", "rivet", "slotted", "hole", "sunk hole")
HOLES = ("hole", "sunk hole")


@dataclass
class Scene:
    """A grey picture and its bolts: rows of x, y, radius, is-hole, in pixels, the top-left pixel's centre at (0, 0)."""

    picture: np.ndarray
    bolts: np.ndarray


def smooth_noise(rng, shape, size):
    """Noise of unit deviation whose grains are about `size` samples wide."""
    small = [max(2, int(np.ceil(n / size)) + 3) for n in shape]
    field = cv2.resize(rng.normal(size=small).astype(np.float32), None, fx=size, fy=size, interpolation=cv2.INTER_CUBIC)
    top, left = (int(rng.integers(0, max(1, f - n + 1))) for f, n in zip(field.shape, shape))
    field = field[top : top + shape[0], left : left + shape[1]]
    return field / (field.std() + 1e-6)


def fractal(rng, shape, coarse, fine):
    """Octaves of noise, coarse ones stronger."""
    total, size, weight = np.zeros(shape, np.float32), coarse, 1.0
    while size >= fine:
        total += weight * smooth_noise(rng, shape, size)
        size, weight = size / 2, weight * float(rng.uniform(0.4, 0.75))
    return total / (total.std() + 1e-6)


def _hexagon(u, v, turn):
    """Distance from the middle over that of the corners' hexagon: 1 on its outline."""
    across = [np.abs(u * np.cos(turn + a) + v * np.sin(turn + a)) for a in (0.0, np.pi / 3, 2 * np.pi / 3)]
    return np.maximum(np.maximum(across[0], across[1]), across[2]) / np.cos(np.pi / 6)


def _head(rng, kind, u, v, turn):
    """Height over the plate and a mask of the head, in units of its radius over the corners."""
    r = np.hypot(u, v)
    hexagon = _hexagon(u, v, turn)
    if kind in ("hex", "nut"):
        height = rng.uniform(0.4, 0.8)
        body = np.minimum(height, height + 0.5 * (0.82 - r)) * (hexagon <= 1)
        if kind == "nut":
            stud = rng.uniform(0.4, 0.6)
            body = np.where(r < stud, height + rng.uniform(0.0, 0.5), body)
        return body, hexagon <= 1
    if kind == "socket":
        height = rng.uniform(0.5, 1.0)
        recess = hexagon < rng.uniform(0.45, 0.62)
        return np.where(recess, height - rng.uniform(0.3, 0.6), np.minimum(height, height + 3 * (0.97 - r))) * (r <= 1), r <= 1
    if kind in ("dome", "rivet", "slotted"):
        height = rng.uniform(0.2, 0.65)
        body = height * np.sqrt(np.maximum(0, 1 - r**2))
        if kind == "dome" and rng.random() < 0.5:
            body = np.where(hexagon < rng.uniform(0.35, 0.5), np.minimum(body, height - 0.25), body)
        if kind == "slotted":
            slot = np.abs(u * np.cos(turn) + v * np.sin(turn)) < rng.uniform(0.1, 0.2)
            cross = np.abs(v * np.cos(turn) - u * np.sin(turn)) < 0.14
            cut = (slot | cross if rng.random() < 0.5 else slot) & (r < rng.uniform(0.6, 1.0))
            body = np.where(cut, body - 0.25, body)
        return body, r <= 1
    if kind == "countersunk":
        groove = (r > 0.97) & (r < rng.uniform(1.08, 1.2))
        recess = hexagon < rng.uniform(0.35, 0.5)
        return np.where(groove, -0.25, 0.0) + np.where(recess, -0.35, 0.0) + 0.05 * (r < 0.97), r <= 0.97
    depth = -rng.uniform(0.8, 2.5)
    if kind == "sunk hole":
        inner = rng.uniform(0.5, 0.75)
        return np.where(r < inner, depth, np.where(r < 1, (r - 1) * 0.9, 0)), r < inner
    return np.where(r < 1, depth, 0.0), r < 1


def _places(rng, size, radius):
    """Middles of bolts in rings, rows or scattered, at least two and a half radii apart."""
    w, h = size
    places, style = [], rng.choice(["ring", "row", "scatter", "two rings"], p=[0.4, 0.25, 0.2, 0.15])
    if style in ("ring", "two rings"):
        middle = np.array([rng.uniform(-0.2, 1.2) * w, rng.uniform(-0.2, 1.2) * h])
        for _ in range(1 + (style == "two rings")):
            ring = rng.uniform(0.15, 0.9) * max(w, h)
            count = int(rng.integers(4, 28))
            count = max(3, min(count, int(2 * np.pi * ring / (3.2 * radius))))
            angles = 2 * np.pi * (np.arange(count) + rng.normal(0, rng.choice([0.0, 0.12]), count)) / count + rng.uniform(0, 6.3)
            places += [middle + ring * np.array([np.cos(a), np.sin(a)]) for a in angles if rng.random() > 0.08]
    elif style == "row":
        for _ in range(int(rng.integers(1, 4))):
            start, turn = np.array([rng.uniform(0, w), rng.uniform(0, h)]), rng.uniform(0, 6.3)
            step = radius * rng.uniform(3.0, 12)
            places += [start + k * step * np.array([np.cos(turn), np.sin(turn)]) for k in range(-12, 13)]
    else:
        places += [np.array([rng.uniform(0, w), rng.uniform(0, h)]) for _ in range(int(rng.integers(1, 14)))]
    kept = []
    for p in places:
        inside = -radius < p[0] < w + radius and -radius < p[1] < h + radius
        if inside and all(np.hypot(*(p - q)) > 2.5 * radius for q in kept):
            kept.append(p)
    return kept


def _relief(rng, shape, unit):
    """The plate's own relief: steps, grooves and beads, straight or round, and dents."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    height = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(0, 5))):
        if rng.random() < 0.5:
            turn, at = rng.uniform(0, 6.3), rng.uniform(0, 1)
            distance = (x - at * shape[1]) * np.cos(turn) + (y - at * shape[0]) * np.sin(turn)
        else:
            ring = rng.uniform(0.1, 1.2) * max(shape)
            distance = np.hypot(x - rng.uniform(-0.5, 1.5) * shape[1], y - rng.uniform(-0.5, 1.5) * shape[0]) - ring
        depth, form = unit * rng.uniform(0.2, 1.5), rng.integers(0, 3)
        width = unit * rng.uniform(0.15, 1.2)
        if form == 0:
            height += depth / (1 + np.exp(np.clip(-distance / (0.1 * unit + 0.5), -30, 30)))
        elif form == 1:
            height -= depth * (np.abs(distance) < width)
        else:
            height += depth * np.maximum(0, 1 - (distance / width) ** 2)
    return height + unit * float(rng.uniform(0, 0.4)) * fractal(rng, shape, max(shape) / 2, max(shape) / 4)


def _lumps(rng, shape, unit, height, albedo):
    """Stones and crumbs: what lies about and is no bolt. Long, broken or jagged outlines, and none as round as a head."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    for _ in range(int(rng.integers(0, 30))):
        size = unit * float(np.exp(rng.normal(0, 0.7)))
        px, py, turn, aspect = rng.uniform(0, shape[1]), rng.uniform(0, shape[0]), rng.uniform(0, 6.3), rng.uniform(1.3, 3.0)
        x0, x1 = int(max(0, px - 3 * size)), int(min(shape[1], px + 3 * size + 1))
        y0, y1 = int(max(0, py - 3 * size)), int(min(shape[0], py + 3 * size + 1))
        if x1 - x0 < 3 or y1 - y0 < 3:
            continue
        u, v = x[y0:y1, x0:x1] - px, y[y0:y1, x0:x1] - py
        a = (u * np.cos(turn) + v * np.sin(turn)) * np.sqrt(aspect)
        b = (v * np.cos(turn) - u * np.sin(turn)) / np.sqrt(aspect)
        angle = np.arctan2(b, a)
        outline = size * (1 + sum(rng.normal(0, 0.25 / k) * np.cos(k * angle + rng.uniform(0, 6.3)) for k in (2, 3, 4, 5)))
        inside = np.hypot(a, b) < outline
        facets = size * np.abs(rng.normal(0.4, 0.2)) + u * rng.normal(0, 0.4) + v * rng.normal(0, 0.4)
        if rng.random() < 0.4:  # a stain: no height
            albedo[y0:y1, x0:x1] = np.where(inside, albedo[y0:y1, x0:x1] * rng.uniform(0.4, 1.6), albedo[y0:y1, x0:x1])
        else:
            height[y0:y1, x0:x1] = np.where(inside, np.maximum(height[y0:y1, x0:x1], facets), height[y0:y1, x0:x1])
            albedo[y0:y1, x0:x1] = np.where(inside, rng.uniform(0.05, 0.8), albedo[y0:y1, x0:x1])


def _shifted(field, dx, dy):
    return cv2.warpAffine(field, np.float32([[1, 0, -dx], [0, 1, -dy]]), field.shape[::-1], borderMode=cv2.BORDER_REPLICATE)


def _lit(rng, height, albedo, gloss, unit):
    """Radiance of a height field: sky with occlusion, a sun or lamp with shadows, and a glossy reflection of both."""
    gx, gy = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=1 / 8)
    inverse = 1 / np.sqrt(1 + gx * gx + gy * gy)
    normal = np.stack([-gx * inverse, -gy * inverse, inverse])
    turn, elevation = rng.uniform(0, 6.3), rng.uniform(0.2, 1.4)
    light = np.array([np.cos(elevation) * np.cos(turn), np.cos(elevation) * np.sin(turn), np.sin(elevation)], np.float32)
    shadow = np.ones_like(height)
    reach = float(height.max() - height.min())
    slope = np.tan(elevation)
    for step in np.arange(1.0, min(reach / slope, 8 * unit) + 1, max(1.0, unit / 6)):
        above = _shifted(height, step * np.cos(turn), step * np.sin(turn)) - height - step * slope
        shadow = np.minimum(shadow, np.clip(0.5 - above, 0, 1))
    occlusion = np.ones_like(height)
    for size in (0.5 * unit, 1.5 * unit):
        occlusion -= np.clip((cv2.GaussianBlur(height, (0, 0), size) - height) / (2.5 * size), -0.05, 0.45)
    sun = rng.choice([0.0, 1.0, 1.0]) * rng.uniform(0.3, 1.0)
    sky = rng.uniform(0.15, 1.0)
    lean = rng.normal(0, 0.5, 2)  # the sky is brighter on one side
    diffuse = np.clip(np.tensordot(light, normal, 1), 0, 1) * shadow * sun
    diffuse += sky * np.clip(occlusion, 0.05, 1.2) * np.clip(0.7 + 0.3 * normal[2] + lean[0] * normal[0] + lean[1] * normal[1], 0.05, 2)
    half = light + [0, 0, 1]
    half /= np.linalg.norm(half)
    shine = np.clip(np.tensordot(half, normal, 1), 0, 1) ** rng.uniform(8, 90) * shadow * sun
    mirror = np.sin(rng.uniform(1, 4) * normal[0] + rng.uniform(1, 4) * normal[1] + rng.uniform(0, 6.3)) * sky * np.clip(occlusion, 0, 1)
    return albedo * diffuse + gloss * (shine * rng.uniform(0.2, 1.5) + 0.35 * np.maximum(mirror, 0))


def _seen(rng, radiance, height, tilt, turn):
    """The height field from a tilted view: every pixel takes the highest point on its line of sight. Returns the picture and the
    map from plate to picture (2 × 2, about the middle)."""
    h, w = height.shape
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    plate_to_view = turned @ np.diag([1, np.cos(tilt)]) @ np.array(
        [[np.cos(s := rng.uniform(0, 6.3)), -np.sin(s)], [np.sin(s), np.cos(s)]]
    )
    lift = turned @ np.array([0.0, -np.sin(tilt)])  # where a unit of height goes
    back = np.linalg.inv(plate_to_view)
    y, x = np.mgrid[:h, :w].astype(np.float32)
    middle = np.array([(w - 1) / 2, (h - 1) / 2])
    low, high = float(height.min()), float(height.max())
    picture, done = np.zeros_like(radiance), np.zeros(radiance.shape, bool)
    steps = 1 if tilt < 0.02 else int(np.clip((high - low) * np.sin(tilt) / 0.75, 2, 48))
    for level in np.linspace(high, low, steps) if steps > 1 else [low]:
        u = x - middle[0] - level * lift[0]
        v = y - middle[1] - level * lift[1]
        px = (back[0, 0] * u + back[0, 1] * v + middle[0]).astype(np.float32)
        py = (back[1, 0] * u + back[1, 1] * v + middle[1]).astype(np.float32)
        there = cv2.remap(height, px, py, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        hit = ~done & (there >= level - 1e-3)
        if hit.any():
            picture = np.where(hit, cv2.remap(radiance, px, py, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), picture)
            done |= hit
    return picture, plate_to_view, lift


def _filmed(rng, picture):
    """Exposure, blur, motion, noise and compression, to 8 bits."""
    p = picture / (np.percentile(picture, rng.uniform(70, 99)) + 1e-6) * rng.uniform(0.35, 1.0)
    p = np.clip(p, 0, 1.05) ** rng.uniform(0.42, 0.75)
    if rng.random() < 0.7:
        p = cv2.GaussianBlur(p, (0, 0), rng.uniform(0.3, 1.6))
    if rng.random() < 0.2:
        length, turn = rng.uniform(2, 6), rng.uniform(0, 3.14)
        kernel = np.zeros((13, 13), np.float32)
        for t in np.linspace(-length / 2, length / 2, 25):
            kernel[int(round(6 + t * np.sin(turn))), int(round(6 + t * np.cos(turn)))] += 1
        p = cv2.filter2D(p, -1, kernel / kernel.sum())
    if rng.random() < 0.3:  # sharpened, as cameras do
        p = p + rng.uniform(0.3, 1.0) * (p - cv2.GaussianBlur(p, (0, 0), 1.2))
    p = p * 255 * rng.uniform(0.8, 1.0) + rng.normal(0, rng.choice([0.5, 1.5, 4.0]), p.shape) * rng.uniform(0.3, 1.2)
    grey = np.clip(p, 0, 255).astype(np.uint8)
    if rng.random() < 0.85:
        quality = int(rng.uniform(30, 95))
        grey = cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 0)
    return grey


def _lettered(rng, grey):
    """Captions and marks, which have round parts."""
    for _ in range(int(rng.integers(1, 5))):
        text = "".join(rng.choice(list("ABCDEFGOPQRS0123456789abeopqs:. "), int(rng.integers(3, 14))))
        at = int(rng.uniform(0, grey.shape[1])), int(rng.uniform(0, grey.shape[0]))
        cv2.putText(grey, text, at, int(rng.integers(0, 6)), rng.uniform(0.3, 1.2), int(rng.choice([0, 20, 230, 255])), int(rng.integers(1, 3)), cv2.LINE_AA)


def make(seed, size=256):
    """The scene of a seed."""
    rng = np.random.default_rng([seed, 0xB017])
    side = size * SUPERSAMPLING
    radius = float(np.exp(rng.uniform(np.log(2.2), np.log(38)))) * SUPERSAMPLING
    shape = (side, side)
    height = _relief(rng, shape, radius)
    albedo = np.full(shape, rng.uniform(0.1, 0.8), np.float32)
    albedo *= np.exp(float(rng.choice([0.02, 0.1, 0.35])) * fractal(rng, shape, side / 4, 4)).astype(np.float32)
    gloss = np.full(shape, rng.choice([0.0, 0.1, 0.4]), np.float32)
    _lumps(rng, shape, radius, height, albedo)
    y, x = np.mgrid[:side, :side].astype(np.float32)
    kind = str(rng.choice(HEADS))
    washer, painted = rng.random() < 0.45 and kind not in HOLES, rng.random() < 0.5
    tone, washer_tone = rng.uniform(0.04, 0.9), rng.uniform(0.05, 0.9)
    shine = rng.choice([0.0, 0.2, 0.6])
    bolts = []
    for place in _places(rng, (side, side), radius):
        r = radius * rng.uniform(0.95, 1.05)
        reach = int(2 * r + 3)
        x0, x1 = max(0, int(place[0]) - reach), min(side, int(place[0]) + reach + 1)
        y0, y1 = max(0, int(place[1]) - reach), min(side, int(place[1]) + reach + 1)
        if x1 - x0 < 2 or y1 - y0 < 2:
            continue
        u, v = (x[y0:y1, x0:x1] - place[0]) / r, (y[y0:y1, x0:x1] - place[1]) / r
        what = kind if rng.random() > 0.06 else str(rng.choice(HOLES))
        body, mask = _head(rng, what, u, v, rng.uniform(0, 1.05))
        window = (slice(y0, y1), slice(x0, x1))
        ground = float(np.median(height[window]))
        base = 0.0
        if washer and what not in HOLES:
            wide = np.hypot(u, v) < rng.uniform(1.3, 1.6)
            base = 0.15
            height[window] = np.where(wide, ground + base * r, height[window])
            albedo[window] = np.where(wide, washer_tone if not painted else albedo[window], albedo[window])
        changed = mask | (body != 0)
        height[window] = np.where(changed, ground + (base + body) * r, height[window])
        if what in HOLES:
            albedo[window] = np.where(mask, albedo[window] * 0.3, albedo[window])
        elif not painted:
            albedo[window] = np.where(mask, tone * np.exp(rng.normal(0, 0.1)), albedo[window])
            gloss[window] = np.where(mask, shine, gloss[window])
        middle = 0.0 if what in HOLES else (base + max(0.0, float(body.max())) / 2) * r
        bolts.append((place[0], place[1], r, what in HOLES, ground + middle))
    tilt, turn = rng.uniform(0, 1.15) * (rng.random() < 0.8), rng.uniform(0, 6.3)
    bump = rng.choice([0.0, 0.03, 0.1]) * fractal(rng, shape, max(4, radius / 2), 3)
    radiance = _lit(rng, cv2.GaussianBlur(height + bump.astype(np.float32), (0, 0), 0.7), albedo, gloss, radius)
    radiance *= np.exp(0.3 * smooth_noise(rng, shape, side / 2))
    picture, to_view, lift = _seen(rng, radiance, height, tilt, turn)
    picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
    grey = _filmed(rng, picture)
    if rng.random() < 0.15:
        _lettered(rng, grey)
    centre, rows = (side - 1) / 2, []
    for px, py, r, is_hole, level in bolts:
        at = to_view @ np.array([px - centre, py - centre]) + level * lift + centre
        rows.append(((at[0] + 0.5) / SUPERSAMPLING - 0.5, (at[1] + 0.5) / SUPERSAMPLING - 0.5, r / SUPERSAMPLING, is_hole, np.cos(tilt)))
    return Scene(grey, np.array(rows, np.float64).reshape(-1, 5))
