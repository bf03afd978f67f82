"""The library of fictional airframes, drawn from a seed: archetypes in turn, and twins that differ in one detail."""

from dataclasses import replace

import numpy as np

from .designs import (
    Airframe,
    Face,
    FaceRing,
    Fastener,
    Fin,
    Fitting,
    Girth,
    Hatch,
    Nozzle,
    Raceway,
    even,
    gapped,
    irregular,
    paired,
)
from .seeds import choose, stream

NAMES = [
    "basalt",
    "cinder",
    "dolerite",
    "flint",
    "gneiss",
    "jasper",
    "marl",
    "obsidian",
    "quartz",
    "shale",
    "tuff",
    "umber",
]
WASHER = 1.42  # of the head's radius; see fasteners.WASHER_RADIUS
HEADS = ["hex", "socket", "dome", "nut", "hex", "countersunk"]


def fastener(rng, low=0.008, high=0.012, kinds=HEADS):
    kind = choose(rng, kinds)
    return Fastener(kind, round(float(rng.uniform(low, high)), 4), kind != "countersunk")


def pattern(rng, low, high):
    """Even, paired, gapped or irregular, so that some rings say little and some say much."""
    style, phase = choose(rng, ["even", "even", "paired", "gapped", "irregular"]), float(rng.uniform(0, 2 * np.pi))
    count = int(rng.integers(low, high + 1))
    if style == "paired" and count >= 8:
        pairs = count // 2
        return paired(pairs, float(rng.uniform(0.16, 0.30)) * np.pi / pairs, phase)
    if style == "gapped" and count >= 8:
        gaps = sorted({int(g) for g in rng.integers(0, count, max(1, count // 7))})
        return gapped(count, gaps, phase)
    if style == "irregular" and 6 <= count <= 14:
        steps = rng.uniform(0.7, 1.45, count)
        return irregular(tuple(np.round(np.cumsum(steps) / steps.sum() * 360.0, 1)), phase)
    return even(count, phase)


def _engine(rng, R):
    """Wide flange, nozzle collar with its own ring, a nozzle with jet vanes."""
    steps = ((1.0, 0.0), (0.80, 0.0), (0.785, 0.022), (0.60, 0.022), (0.57, -0.018), (0.38, -0.018))
    outer = FaceRing("outer", 0.90 * R, pattern(rng, 12, 24), fastener(rng, kinds=["hex", "nut", "socket"]))
    collar = FaceRing("collar", 0.48 * R, pattern(rng, 8, 16), fastener(rng, 0.007, 0.010))
    nozzle = Nozzle(0.20 * R, 0.34 * R, 0.30 * R, int(choose(rng, [0, 4, 4])))
    fittings = (
        Fitting("port", 0.026, 0.69 * R, float(rng.uniform(0, 6.28))),
        Fitting("connector", 0.020, 0.69 * R, float(rng.uniform(0, 6.28))),
    )
    return Face(steps, 0.2 * R, 0.03, (outer, collar), fittings, (nozzle,), 0, (0, 0), "steel")


def _bulkhead(rng, R):
    """A recessed plate with ribs, two concentric rings, a central boss and connectors."""
    steps = (
        (1.0, 0.0),
        (0.885, 0.0),
        (0.875, 0.035),
        (0.42, 0.035),
        (0.405, -0.004),
        (0.20, -0.004),
        (0.19, 0.03),
        (0.0, 0.03),
    )
    rim = FaceRing("rim", 0.942 * R, pattern(rng, 14, 24), fastener(rng, 0.007, 0.009))
    plate = FaceRing("plate", 0.64 * R, pattern(rng, 6, 14), fastener(rng))
    boss = FaceRing("boss", 0.30 * R, pattern(rng, 5, 9), fastener(rng, 0.008, 0.011))
    fittings = tuple(
        Fitting(k, r, 0.53 * R, float(rng.uniform(0, 6.28)))
        for k, r in (("connector", 0.024), ("port", 0.02), ("dowel", 0.006))
    )
    return Face(
        steps, 0.0, 0.03, (rim, plate, boss), fittings, (), int(choose(rng, [0, 6, 8])), (0.70, 0.86), "aluminium"
    )


def _dome(rng, R):
    """A pressed closure dome behind a narrow flange, with an igniter port in the middle."""
    arc = tuple((0.82 * np.cos(a), 0.012 - 0.14 * np.sin(a)) for a in np.linspace(0.0, 1.28, 10))
    steps = ((1.0, 0.0), (0.84, 0.0), (0.83, 0.012)) + arc[1:] + ((0.20, -0.16), (0.0, -0.16))
    rim = FaceRing("rim", 0.92 * R, pattern(rng, 12, 22), fastener(rng))
    cap = FaceRing("igniter", 0.145 * R, pattern(rng, 5, 8), fastener(rng, 0.006, 0.008, ["hex", "socket"]))
    return Face(
        steps,
        0.0,
        0.02,
        (rim, cap),
        (Fitting("dowel", 0.006, 0.92 * R, float(rng.uniform(0, 6.28))),),
        (),
        0,
        (0, 0),
        "titanium",
    )


def _adapter(rng, R):
    """Two proud bolting lands, one in the other, round a deep well."""
    steps = (
        (1.0, 0.012),
        (0.935, 0.012),
        (0.925, -0.006),
        (0.73, -0.006),
        (0.72, 0.03),
        (0.60, 0.03),
        (0.59, -0.012),
        (0.44, -0.012),
        (0.43, 0.07),
        (0.0, 0.07),
    )
    outer = FaceRing("outer", 0.83 * R, pattern(rng, 10, 20), fastener(rng))
    inner = FaceRing("inner", 0.515 * R, pattern(rng, 6, 14), fastener(rng, 0.008, 0.011))
    fittings = (
        Fitting("port", 0.034, 0.2 * R, float(rng.uniform(0, 6.28))),
        Fitting("connector", 0.026, 0.22 * R, float(rng.uniform(0, 6.28))),
    )
    return Face(steps, 0.0, 0.03, (outer, inner), fittings, (), 0, (0, 0), "anodised")


def _cluster(rng, R):
    """Three or four small nozzles, each on its own ring of bolts."""
    steps = ((1.0, 0.0), (0.90, 0.0), (0.89, 0.03), (0.16, 0.03), (0.15, 0.0), (0.0, 0.0))
    count, phase, each = (
        int(choose(rng, [3, 4])),
        float(rng.uniform(0, 6.28)),
        fastener(rng, 0.007, 0.009, ["hex", "socket"]),
    )
    rings, nozzles, holes = (
        [FaceRing("rim", 0.948 * R, pattern(rng, 16, 24), fastener(rng, 0.007, 0.009))],
        [],
        int(choose(rng, [6, 8])),
    )
    for k in range(count):
        t = phase + 2 * np.pi * k / count
        centre = (0.52 * R * np.cos(t), 0.52 * R * np.sin(t))
        nozzles.append(Nozzle(0.115 * R, 0.18 * R, 0.16 * R, 0, centre))
        rings.append(FaceRing(f"nozzle-{k}", 0.215 * R, even(holes, t), each, centre))
    return Face(steps, 0.0, 0.03, tuple(rings), (), tuple(nozzles), 0, (0, 0), "inconel")


def seated(ring):
    """The ring, made even with fewer bolts where its washers would touch."""
    room = 1.15 * 2 * WASHER * ring.fastener.radius
    angles = np.sort(np.array(ring.pattern.angles) % (2 * np.pi))
    nearest = np.min(np.diff(np.append(angles, angles[0] + 2 * np.pi)))
    if 2 * ring.radius * np.sin(nearest / 2) >= room:
        return ring
    most = int(np.pi / np.arcsin(room / (2 * ring.radius)))
    return replace(ring, pattern=even(max(5, min(ring.pattern.count, most)), ring.pattern.angles[0]))


ARCHETYPES = [_engine, _bulkhead, _dome, _adapter, _cluster]


def airframe(seed, name, archetype):
    rng = stream(seed, "airframe", name)
    R = round(float(rng.uniform(0.26, 0.42)), 3)
    length = round(float(rng.uniform(2.6, 3.6)) * R, 3)
    girths, x = [], float(rng.uniform(0.12, 0.2))
    for k in range(int(choose(rng, [1, 2, 2]))):
        phase = float(rng.uniform(0, 6.28))
        count = int(rng.integers(16, 49))
        shape = (
            even(count, phase)
            if rng.random() < 0.6
            else paired(count // 2, float(rng.uniform(0.2, 0.3)) * 2 * np.pi / count, phase)
        )
        girths.append(
            Girth(
                f"girth-{k}",
                round(x, 3),
                shape,
                fastener(rng, 0.006, 0.009, ["dome", "socket", "countersunk", "hex"]),
                round(float(rng.uniform(0.035, 0.06)), 3),
                round(float(rng.uniform(0.002, 0.005)), 4),
            )
        )
        x += float(rng.uniform(0.25, 0.5))
    first = float(rng.uniform(0, 6.28))
    raceways = []
    for k in range(int(choose(rng, [1, 1, 2]))):
        screw = fastener(rng, 0.0055, 0.0075, ["dome", "socket", "hex"])
        start = girths[0].station + girths[0].band_width
        raceways.append(
            Raceway(
                f"raceway-{k}",
                first + k * float(choose(rng, [np.pi, 2.2])),
                round(start, 3),
                round(length * 0.97, 3),
                round(float(rng.uniform(0.045, 0.11)), 3),
                round(float(rng.uniform(0.022, 0.05)), 3),
                round(float(rng.uniform(0.05, 0.10)), 3),
                screw,
                bool(rng.random() < 0.4),
            )
        )
    hatches = ()
    if rng.random() < 0.8:
        hatches = (
            Hatch(
                "hatch-0",
                first + 1.25,
                round(length * 0.62, 3),
                round(float(rng.uniform(0.16, 0.26)), 3),
                round(float(rng.uniform(0.14, 0.24)), 3),
                int(rng.integers(3, 6)),
                int(rng.integers(3, 6)),
                fastener(rng, 0.0055, 0.0075, ["dome", "countersunk", "socket"]),
            ),
        )
    fins = ()
    if rng.random() < 0.55:
        fins = tuple(
            Fin(
                first + 0.6 + k * np.pi / 2,
                round(0.03, 3),
                round(float(rng.uniform(0.25, 0.35)), 3),
                round(float(rng.uniform(0.2, 0.34)), 3),
                0.018,
            )
            for k in range(4)
        )
    paint = choose(rng, ["olive", "grey", "white", "sand", "green", "blue-grey", "silver"])
    face = archetype(rng, R)
    return Airframe(
        name,
        R,
        length,
        replace(face, rings=tuple(seated(r) for r in face.rings)),
        tuple(girths),
        tuple(raceways),
        hatches,
        fins,
        paint,
        choose(rng, ["steel", "bright", "cadmium", "black-oxide"]),
        choose(rng, ["steel", "bright", "cadmium", "black-oxide"]),
    )


def _one_bolt_fewer(design):
    """The twin's outer ring is even with one bolt fewer; all else is the same part."""
    ring = design.face.rings[0]
    count = max(10, min(14, ring.pattern.count))
    this, that = (replace(ring, pattern=even(n, 0.3)) for n in (count, count - 1))
    face = design.face
    a = replace(design, face=replace(face, rings=(this,) + face.rings[1:]))
    b = replace(
        design,
        face=replace(face, rings=(that,) + face.rings[1:]),
        note=f"as {design.name}, but {count - 1} bolts in the {ring.name} ring instead of {count}",
    )
    return a, b


def _other_pitch(design):
    """The twin's first raceway has its screws at another pitch."""
    way = design.raceways[0]
    other = round(way.pitch * 1.3, 3)
    now, then = f"{way.pitch * 1000:.0f} mm", f"{other * 1000:.0f} mm"
    note = f"as {design.name}, but screws every {then} along {way.name} instead of {now}"
    return design, replace(design, raceways=(replace(way, pitch=other),) + design.raceways[1:], note=note)


def library(seed, count):
    """`count` airframes; the first and the third have a near-twin."""
    out, k = [], 0
    while len(out) < count:
        name = NAMES[k % len(NAMES)] + ("" if k < len(NAMES) else f"-{chr(ord('a') + k // len(NAMES))}")
        design = airframe(seed, name, ARCHETYPES[k % len(ARCHETYPES)])
        twin = {0: _one_bolt_fewer, 2: _other_pitch}.get(k)
        if twin and count >= len(out) + 2:
            a, b = twin(design)
            out += [replace(a, name=f"{name}-1"), replace(b, name=f"{name}-2", note=b.note.replace(name, f"{name}-1"))]
        else:
            out.append(design)
        k += 1
    return out


def stranger(seed, index):
    """An airframe that is in no library."""
    return airframe(seed, f"unknown-{index}", ARCHETYPES[(index * 2 + 1) % len(ARCHETYPES)])
