"""Ground truth of one frame, by projection and ray casting."""

import bpy
import numpy as np
from mathutils import Vector

from .cameras import project

MINIMUM_FACING = 0.10  # cosine under which a head is seen from its side only


def of_frame(assembly, view, width, height, system):
    matrix = view.matrix(width, height)
    bolts, rings = [], {}
    for site in assembly.sites:
        if site.state == "gone":
            continue
        entry = _bolt(site, view, matrix, width, height)
        if entry:
            bolts.append(entry)
    for name, ring in assembly.rings.items():
        rings[name] = {"n": ring.count, "slots": ring.slots, "kind": ring.kind}
        if ring.circle is not None:
            ellipse = _ellipse(assembly.circle_in_world(ring), matrix)
            if ellipse:
                rings[name]["ellipse"] = ellipse
    return {
        "system": system,
        "width": width,
        "height": height,
        "camera": [[float(f"{v:.9g}") for v in row] for row in matrix],
        "bolts": bolts,
        "rings": rings,
    }


def _bolt(site, view, matrix, width, height):
    (pixel,), (depth,) = project(matrix, site.world_middle[None])
    if depth <= 0:
        return None
    radius = site.fastener.radius * view.focal(width) / depth
    if not (-radius <= pixel[0] <= width - 1 + radius and -radius <= pixel[1] <= height - 1 + radius):
        return None
    inside = 0 <= pixel[0] <= width - 1 and 0 <= pixel[1] <= height - 1
    to_camera = view.origin - site.world_middle
    facing = float(to_camera @ site.world_normal / np.linalg.norm(to_camera))
    entry = {
        "id": f"{site.ring}/{site.index}",
        "x": round(float(pixel[0]), 3),
        "y": round(float(pixel[1]), 3),
        "ring": site.ring,
        "visible": bool(inside and facing > MINIMUM_FACING and _seen(site, view) >= 0.5),
        "radius_px": round(float(radius), 3),
        "facing": round(facing, 3),
    }
    if site.state != "head" or site.neutral:
        entry["hole"] = True
    if site.neutral:
        entry["fitting"] = True
    return entry


def _seen(site, view):
    """Share of points on the head's top that no surface hides from the camera."""
    graph = bpy.context.evaluated_depsgraph_get()
    n = site.world_normal
    u = np.cross(n, [0.31, 0.52, 0.79])
    u /= np.linalg.norm(u)
    v = np.cross(n, u)
    r, clear = site.fastener.radius, 0.0015 if site.state == "head" else 0.004
    spots = [site.world_top + clear * n] + [
        site.world_top + clear * n + 0.72 * r * (np.cos(a) * u + np.sin(a) * v) for a in np.arange(6) * np.pi / 3
    ]
    free = 0
    for spot in spots:
        ray = spot - view.origin
        length = np.linalg.norm(ray)
        hit, place, *_ = bpy.context.scene.ray_cast(
            graph, Vector(view.origin), Vector(ray / length), distance=float(length - 0.0008)
        )
        free += not hit
    return free / len(spots)


def _ellipse(points, matrix):
    """The ellipse nearest the projected circle (exact for an unbent ring), or None where it is none."""
    pixels, depth = project(matrix, points)
    if np.min(depth) <= 0.02:
        return None
    middle, scale = pixels.mean(0), pixels.std()
    x, y = ((pixels - middle) / scale).T
    design = np.stack([x * x, x * y, y * y, x, y, np.ones_like(x)], 1)
    a, b, c, d, e, f = np.linalg.svd(design)[2][-1]
    if 4 * a * c - b * b <= 1e-9:
        return None
    cx, cy = np.linalg.solve([[2 * a, b], [b, 2 * c]], [-d, -e])
    value = a * cx * cx + b * cx * cy + c * cy * cy + d * cx + e * cy + f
    values, vectors = np.linalg.eigh([[a, b / 2], [b / 2, c]])
    axes = np.sqrt(np.abs(value / values))
    major = int(np.argmax(axes))
    angle = float(np.arctan2(vectors[1, major], vectors[0, major]) % np.pi)
    cx, cy = cx * scale + middle[0], cy * scale + middle[1]
    return {
        "x": round(float(cx), 3),
        "y": round(float(cy), 3),
        "a": round(float(axes[major] * scale), 3),
        "b": round(float(axes[1 - major] * scale), 3),
        "angle": round(angle, 5),
    }
