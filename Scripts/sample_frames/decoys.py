"""Round bolted things that are no missiles: wheel hub, oil drum, pipe flange, manhole cover."""

import numpy as np

from . import face_parts, meshes
from .designs import Airframe, Face, FaceRing, Fastener, Fitting, even
from .seeds import choose, stream

KINDS = ["wheel", "drum", "flange", "manhole"]


def decoy(seed, index):
    kind = KINDS[index % len(KINDS)]
    rng = stream(seed, "decoy", kind, index)
    return _DESIGNS[kind](rng, f"{kind}-{index}")


def _wheel(rng, name):
    count = int(choose(rng, [5, 6, 8, 10]))
    steps = (
        (1.0, -0.02),
        (0.97, -0.02),
        (0.955, 0.06),
        (0.80, 0.09),
        (0.60, 0.03),
        (0.30, 0.03),
        (0.285, -0.03),
        (0.0, -0.03),
    )
    ring = FaceRing("studs", 0.112, even(count, 0.2), Fastener("nut", 0.0135, True))
    holes = tuple(Fitting("port", 0.021, 0.178, 0.3 + 2 * np.pi * k / 8) for k in range(8))
    return Airframe(
        name,
        0.24,
        0.22,
        Face(steps, 0.0, 0.012, (ring,), holes, (), 0, (0, 0), "silver"),
        paint="silver",
        bolt_metal="steel",
        kind="wheel",
    )


def _drum(rng, name):
    steps = ((1.0, -0.012), (0.975, -0.012), (0.965, 0.012), (0.0, 0.012))
    holes = (Fitting("port", 0.036, 0.21, 0.5), Fitting("port", 0.018, 0.21, 0.5 + np.pi))
    return Airframe(
        name, 0.29, 0.88, Face(steps, 0.0, 0.004, (), holes, (), 0, (0, 0), "blue"), paint="blue", kind="drum"
    )


def _flange(rng, name):
    count = int(choose(rng, [8, 12, 16]))
    steps = ((1.0, 0.0), (0.64, 0.0), (0.635, -0.006), (0.50, -0.006))
    ring = FaceRing("flange", 0.82 * 0.28, even(count, 0.1), Fastener(choose(rng, ["hex", "nut"]), 0.017, True))
    return Airframe(
        name,
        0.28,
        0.9,
        Face(steps, 0.5, 0.04, (ring,), (), (), 0, (0, 0), "cast-iron"),
        paint="red-oxide",
        bolt_metal="steel",
        kind="flange",
    )


def _manhole(rng, name):
    steps = ((1.0, 0.0), (0.93, 0.0), (0.925, 0.012), (0.905, 0.012), (0.90, -0.002), (0.0, -0.002))
    ring = FaceRing("cover", 0.80 * 0.36, even(int(choose(rng, [4, 6])), 0.4), Fastener("hex", 0.016, True))
    studs = tuple(
        FaceRing(f"knobs-{k}", 0.36 * r, even(n, 0.1 * k), Fastener("dome", 0.013, False), decor=True)
        for k, (r, n) in enumerate(((0.22, 8), (0.40, 14), (0.60, 20)))
    )
    return Airframe(
        name,
        0.36,
        0.06,
        Face(steps, 0.0, 0.03, (ring,) + (studs if rng.random() < 0.7 else ()), (), (), 0, (0, 0), "cast-iron"),
        kind="manhole",
    )


_DESIGNS = {"wheel": _wheel, "drum": _drum, "flange": _flange, "manhole": _manhole}


def _build_wheel(assembly):
    face_parts.add_face(assembly)
    t = np.linspace(0, 2 * np.pi, 25)[:-1]
    R = assembly.design.radius
    tyre = np.stack(
        [
            0.10 + 0.135 * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.6,
            1.29 * R + 0.30 * R * np.sign(np.sin(t)) * np.abs(np.sin(t)) ** 0.7,
        ],
        1,
    )
    assembly.part("tyre", meshes.lathe(tyre, 128), [assembly.palette["cable"]])
    barrel = [(0.02, 0.99 * R), (0.2, 0.99 * R), (0.2, 0.96 * R), (0.02, 0.96 * R)]
    assembly.part("barrel", meshes.lathe(barrel, 128), [assembly.palette["skin"]])


def _build_drum(assembly):
    face_parts.add_face(assembly)
    R, length = assembly.design.radius, assembly.design.length
    wall = [(0.0, R - 0.008)]
    for x in np.linspace(0.0, length, 90):
        bead = sum(np.exp(-(((x - c * length) / 0.011) ** 2)) for c in (0.35, 0.66))
        wall.append((x, R - 0.008 + 0.013 * bead + 0.010 * (x < 0.012 or x > length - 0.012)))
    profile = wall + [(length, R - 0.014), (0.0, R - 0.014)]
    assembly.part("skin", meshes.lathe(profile, 192), [assembly.palette["skin"]])
    assembly.part(
        "bottom",
        meshes.lathe(
            [(length - 0.02, R - 0.014), (length - 0.02, 0), (length - 0.016, 0), (length - 0.016, R - 0.014)], 96
        ),
        [assembly.palette["skin"]],
    )


def _build_flange(assembly):
    face_parts.add_face(assembly)
    R, length = assembly.design.radius, assembly.design.length
    pipe = [(0.0, 0.62 * R), (0.10, 0.60 * R), (length, 0.60 * R), (length, 0.5 * R), (0.0, 0.5 * R)]
    assembly.part("pipe", meshes.lathe(meshes.refined(pipe, 0.05), 128), [assembly.palette["skin"]])
    assembly.part(
        "inside-plug",
        meshes.lathe([(0.5, 0.51 * R), (0.5, 0.0), (0.51, 0.0), (0.51, 0.51 * R)], 64),
        [assembly.palette["dark"]],
    )


def _build_manhole(assembly):
    face_parts.add_face(assembly)


BUILDERS = {"wheel": _build_wheel, "drum": _build_drum, "flange": _build_flange, "manhole": _build_manhole}
