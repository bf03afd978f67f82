"""The body: skin, girth joints, raceways, hatches, fins, frames inside, and cables hanging out of the break."""

import numpy as np

from . import meshes
from .fasteners import head_middle

SKIN = 0.005


def _on_cylinder(radius, angle, x):
    angle, x = np.broadcast_arrays(np.asarray(angle, float), np.asarray(x, float))
    return np.stack([x, radius * np.cos(angle), radius * np.sin(angle)], -1)


def add_skin(assembly, start):
    design, wreck = assembly.design, assembly.wreck
    R, stations = design.radius, max(12, int(design.length / 0.025))
    s = np.linspace(0, 1, stations)
    outer, inner = [(k, R) for k in s], [(k, R - SKIN) for k in s[::-1]]
    tube = meshes.lathe(outer + inner, 320)

    def stretch(v):
        end = wreck.skin_end(np.arctan2(v[:, 2], v[:, 1]))
        return np.column_stack([start + v[:, 0] * (end - start), v[:, 1:]])

    segment_of = np.repeat(np.arange(2 * stations), 320)
    inside = (segment_of >= stations) & (segment_of < 2 * stations - 1)
    assembly.part(
        "skin", tube.moved(stretch), [assembly.palette["skin"], assembly.palette["inside"]], inside.astype(int).tolist()
    )
    last = float(np.min(wreck.skin_end(np.linspace(0, 2 * np.pi, 90)))) if wreck.damage.tear else design.length
    for k, x in enumerate(np.arange(0.16, last - 0.03, 0.22)):
        profile = [
            (x, R - SKIN),
            (x + 0.004, R - SKIN),
            (x + 0.004, R - 0.05),
            (x + 0.022, R - 0.05),
            (x + 0.022, R - 0.054),
            (x, R - 0.054),
        ]
        assembly.part(f"frame-{k}", meshes.lathe(profile, 128), [assembly.palette["inside"]])
    if not wreck.damage.tear:
        cap = [
            (design.length - 0.02, R - SKIN),
            (design.length - 0.02, 0.0),
            (design.length - 0.01, 0.0),
            (design.length - 0.01, R - SKIN),
        ]
        assembly.part("cap", meshes.lathe(meshes.refined(cap, 0.05), 128), [assembly.palette["inside"]])


def add_girth(assembly, girth):
    design = assembly.design
    R, w, h, x = design.radius, girth.band_width, girth.band_height, girth.station
    profile = meshes.bevelled(
        [(x - w / 2, R - 0.003), (x + w / 2, R - 0.003), (x + w / 2, R + h), (x - w / 2, R + h)], 0.0025
    )
    groove = meshes.bevelled(
        [
            (x - w / 2 - 0.006, R - 0.004),
            (x - w / 2 + 0.001, R - 0.004),
            (x - w / 2 + 0.001, R + 0.0012),
            (x - w / 2 - 0.006, R + 0.0012),
        ],
        0.0005,
    )
    if np.min(assembly.wreck.skin_end(np.linspace(0, 6.3, 120))) > x + w / 2:
        assembly.part(girth.name, meshes.lathe(profile, 256), [assembly.palette["band"]])
        assembly.part(girth.name + "-seal", meshes.lathe(groove, 256), [assembly.palette["dark"]])
        angles = np.array(girth.pattern.angles)
        points = _on_cylinder(R + h, angles, x)
        normals = _on_cylinder(1.0, angles, 0.0)
        circle = _on_cylinder(R + h + head_middle(girth.fastener), np.linspace(0, 2 * np.pi, 73)[:-1], x)
        assembly.ring(girth.name, "girth", points, normals, girth.fastener, girth.name, girth.pattern.slots, circle)


def add_raceway(assembly, raceway):
    design = assembly.design
    R, w, h, foot = design.radius, raceway.width, raceway.height, 3.2 * raceway.fastener.radius
    half = w / 2 + foot
    torn = assembly.wreck.damage.tear > 0
    end = min(raceway.end, float(assembly.wreck.skin_end(raceway.angle)) - 0.012) if torn else raceway.end
    if end - raceway.start < 0.08:
        return
    if raceway.rounded:
        t = np.linspace(np.pi, 0, 11)
        top = [(w / 2 * np.cos(a), 0.004 + (h - 0.004) * np.sin(a)) for a in t]
    else:
        top = [(-w / 2, 0.004), (-w / 2 + 0.12 * h, h), (w / 2 - 0.12 * h, h), (w / 2, 0.004)]
    section = [(half, -0.006), (half, 0.004)] + top[::-1] + [(-half, 0.004), (-half, -0.006)]
    section = meshes.bevelled(section, 0.002) if raceway.rounded else meshes.bevelled(section, 0.004)
    shape = meshes.extruded(section, np.arange(raceway.start, end, 0.03).tolist() + [end])

    def wrap(v):
        x, u, height = v.T
        base = np.sqrt(np.maximum((R + 0.0005) ** 2 - u * u, 0.0))
        y, z = base + height, u
        c, s = np.cos(raceway.angle), np.sin(raceway.angle)
        return np.stack([x, y * c - z * s, y * s + z * c], 1)

    assembly.part(raceway.name, shape.moved(wrap), [assembly.palette["skin2"]])
    stations = np.arange(raceway.start + 0.6 * raceway.pitch, end - 0.02, raceway.pitch)
    for side, label in ((-1, "left"), (1, "right")):
        u = np.full(len(stations), side * (w / 2 + 0.55 * foot))
        points = wrap(np.stack([stations, u, np.full(len(stations), 0.004)], 1))
        lean = np.arcsin(u[0] / R) if len(u) else 0.0
        normals = _on_cylinder(1.0, np.full(len(stations), raceway.angle + lean), 0.0)
        assembly.ring(f"{raceway.name}-{label}", "row", points, normals, raceway.fastener, raceway.name, len(points))


def add_hatch(assembly, hatch):
    R = assembly.design.radius
    half, n = hatch.arc / 2 / R, 24
    end = float(np.min(assembly.wreck.skin_end(np.linspace(hatch.angle - half, hatch.angle + half, 9))))
    if hatch.station + hatch.length / 2 > end - 0.01:
        return

    def place(angle, x, depth):
        return _on_cylinder(R + 0.005 - depth, angle, x)

    across = np.linspace(hatch.angle - half, hatch.angle + half, n)
    along = np.linspace(hatch.station - hatch.length / 2, hatch.station + hatch.length / 2, n)
    assembly.part(hatch.name, meshes.patch(across, along, 0.009, place), [assembly.palette["skin2"]])
    inset = 2.2 * hatch.fastener.radius
    a = np.linspace(-half + inset / R, half - inset / R, hatch.across) + hatch.angle
    s = np.linspace(-hatch.length / 2 + inset, hatch.length / 2 - inset, hatch.along) + hatch.station
    spots = [(t, x) for i, t in enumerate(a) for j, x in enumerate(s) if i in (0, len(a) - 1) or j in (0, len(s) - 1)]
    angles, xs = np.array(spots).T
    assembly.ring(
        hatch.name,
        "grid",
        _on_cylinder(R + 0.005, angles, xs),
        _on_cylinder(1.0, angles, 0.0),
        hatch.fastener,
        hatch.name,
        len(spots),
    )


def add_fin(assembly, fin, index):
    R, share = assembly.design.radius, assembly.wreck.damage.fins_cut
    span = fin.span * share
    end = float(assembly.wreck.skin_end(fin.angle)) if assembly.wreck.damage.tear else 1e9
    if fin.station + fin.chord > end:
        return
    t, c = fin.thickness / 2, fin.chord
    section = np.array(
        [
            (0, -0.25 * t),
            (0.12 * c, -t),
            (0.8 * c, -t),
            (c, -0.2 * t),
            (c, 0.2 * t),
            (0.8 * c, t),
            (0.12 * c, t),
            (0, 0.25 * t),
        ]
    )
    levels = np.linspace(0, 1, 14)
    blade = meshes.extruded(section, levels)

    def shape(v):
        k, along, thick = v.T
        taper = 1 - 0.45 * k * fin.span * share / max(fin.span, 1e-6)
        ragged = (
            (0.05 * assembly.wreck.noise.fractal(along * 30, 3.0 + fin.angle, 4) * (k > 0.99)) if share < 1 else 0.0
        )
        x = fin.station + (along - 0.8 * c) * taper + 0.8 * c
        y, z = R - 0.01 + k * span + ragged, thick * (1.3 - 0.5 * k)
        cs, sn = np.cos(fin.angle), np.sin(fin.angle)
        return np.stack([x, y * cs - z * sn, y * sn + z * cs], 1)

    assembly.part(f"fin-{index}", blade.moved(shape), [assembly.palette["skin2"]])
    root = meshes.box(
        (fin.station - 0.02, -fin.thickness * 1.6, R - 0.012),
        (fin.station + c + 0.02, fin.thickness * 1.6, R + 0.022),
        0.008,
    )

    def turn(v):
        x, u, r = v.T
        cs, sn = np.cos(fin.angle), np.sin(fin.angle)
        return np.stack([x, r * cs - u * sn, r * sn + u * cs], 1)

    assembly.part(f"fin-root-{index}", root.moved(turn), [assembly.palette["skin2"]])


def add_cables(assembly, rng, count=6):
    """Torn harness and pipes where the body broke."""
    R, end = assembly.design.radius, assembly.wreck.damage.tear * assembly.design.length
    for k in range(count):
        t, r = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.85) * R
        steps = 14
        path = np.array([end - 0.25, r * np.cos(t), r * np.sin(t)]) + np.cumsum(
            np.concatenate(
                [
                    [[0, 0, 0]],
                    np.tile([0.03, 0, 0], (steps, 1)) + rng.normal(0, 0.012, (steps, 3)) + rng.normal(0, 0.008, (1, 3)),
                ]
            ),
            0,
        )
        assembly.part(f"cable-{k}", hose(path, rng.uniform(0.004, 0.014)), [assembly.palette["cable"]], cuttable=False)


def hose(path, radius, sides=10):
    turn = 2 * np.pi * np.arange(sides) / sides
    section = np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1)
    shape = meshes.extruded(section, np.arange(len(path)))
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    u = np.cross(tangent, [0.1, 0.3, 0.95])
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    v = np.cross(tangent, u)
    k = shape.vertices[:, 0].astype(int)
    return meshes.Shape(path[k] + shape.vertices[:, 1:2] * u[k] + shape.vertices[:, 2:3] * v[k], shape.faces)
