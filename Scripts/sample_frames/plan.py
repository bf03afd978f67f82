"""What a set consists of: which object, how wrecked, in which place and light, filmed how. All drawn from the seed."""

from dataclasses import dataclass, replace

import numpy as np

from . import catalogue, decoys
from .damage import Damage
from .develop import Camera
from .materials import Weather
from .seeds import stream

VIEWS = ["face", "quarter", "side"]


@dataclass(frozen=True)
class Style:
    """One way debris is found and filmed."""

    label: str
    pose: str  # lying | tilted | upright
    aim: str  # face | quarter | side | detail
    light: str  # low-sun | sun | overcast | night
    ground: str
    wear: str  # light | torn | broken | burnt | bent
    clutter: str  # stones | rubble | grass | bare
    flaw: str  # none | motion | defocus | shallow | noise
    caption: bool
    crf: int
    quality: int


STYLES = [
    Style("field-noon", "tilted", "face", "sun", "soil", "light", "grass", "none", False, 24, 90),
    Style("rubble-overcast", "lying", "face", "overcast", "concrete", "torn", "rubble", "none", True, 28, 86),
    Style("low-sun", "tilted", "quarter", "low-sun", "sand", "broken", "stones", "none", False, 26, 88),
    Style("night-lamp", "lying", "face", "night", "asphalt", "burnt", "rubble", "noise", False, 28, 84),
    Style("side-overcast", "lying", "side", "overcast", "soil", "torn", "grass", "none", False, 26, 88),
    Style("hasty", "tilted", "face", "overcast", "asphalt", "bent", "stones", "motion", True, 30, 82),
    Style("broken-sun", "upright", "face", "sun", "soil", "broken", "stones", "none", False, 26, 88),
    Style("soft", "lying", "quarter", "low-sun", "concrete", "light", "rubble", "defocus", False, 26, 88),
    Style("burnt", "tilted", "face", "sun", "sand", "burnt", "stones", "none", True, 28, 84),
    Style("close", "lying", "detail", "overcast", "soil", "torn", "grass", "shallow", False, 24, 90),
    Style("side-low-sun", "lying", "side", "low-sun", "sand", "light", "stones", "none", True, 28, 86),
    Style("night-close", "tilted", "quarter", "night", "soil", "light", "grass", "noise", False, 28, 84),
]


@dataclass(frozen=True)
class Clip:
    name: str
    design: object
    system: str | None
    style: Style
    damage: Damage
    weather: Weather
    camera: Camera
    frames: int
    seed: int


@dataclass(frozen=True)
class Reference:
    name: str
    design: object
    views: tuple
    seed: int


def _damage(rng, wear, design, aim):
    R, L = design.radius, design.length
    lost = {"light": 0.04, "torn": 0.08, "broken": 0.10, "burnt": 0.12, "bent": 0.08}[wear]
    if design.kind != "airframe":
        return Damage(missing=0.5 * lost)
    tear = 0.0 if wear == "light" and aim != "side" else float(rng.uniform(0.62, 0.9))
    bites, dents, squeeze, bend = (), [], (0.0, 0.0), (0.0, 9.0, 0.0)
    if wear == "broken":
        bites = ((float(rng.uniform(0, 6.28)), float(rng.uniform(0.30, 0.62)) * R, 0.035),)
    if wear == "bent":
        bend = (float(rng.uniform(0, 6.28)), float(rng.uniform(0.35, 0.6)), float(rng.uniform(1.0, 2.2)))
    if wear != "light":
        squeeze = (float(rng.uniform(0, 6.28)), float(rng.uniform(0.02, 0.09)))
    for _ in range({"light": 1, "torn": 3, "broken": 3, "burnt": 2, "bent": 3}[wear]):
        t = float(rng.uniform(0, 6.28))
        dents.append(
            (
                float(rng.uniform(0.1, 0.8)) * L,
                R * np.cos(t),
                R * np.sin(t),
                float(rng.uniform(0.1, 0.25)),
                float(rng.uniform(0.015, 0.05)),
            )
        )
    if wear in ("torn", "broken", "bent"):
        t, r = float(rng.uniform(0, 6.28)), float(rng.uniform(0.75, 1.0)) * R
        dents.append((0.0, r * np.cos(t), r * np.sin(t), float(rng.uniform(0.1, 0.2)), float(rng.uniform(0.02, 0.045))))
    return Damage(
        lost, bites, tear, float(rng.uniform(0.03, 0.07)), tuple(dents), squeeze, bend, float(rng.uniform(0.25, 0.9))
    )


def _weather(rng, style):
    wear = style.wear
    earth = style.ground
    return Weather(
        dust=float(rng.uniform(0.35, 0.75)) if style.ground != "asphalt" else 0.25,
        mud=float(rng.uniform(0.03, 0.16)) if style.ground in ("soil", "sand") else -10.0,
        scorch=float(rng.uniform(0.55, 0.8)) if wear == "burnt" else float(rng.uniform(0.0, 0.35)),
        chips=float(rng.uniform(0.5, 0.9)) if wear != "light" else 0.35,
        rust=float(rng.uniform(0.0, 0.35)),
        earth=earth,
        offset=float(rng.uniform(0, 50)),
    )


def _camera(rng, style):
    motion, defocus, noise, white, key = (
        (float(rng.uniform(0, 2)), float(rng.uniform(0, 3.14))),
        0.4,
        0.006,
        (1.0, 1.0, 1.0),
        0.20,
    )
    if style.flaw == "motion":
        motion = (float(rng.uniform(5, 9)), motion[1])
    if style.flaw == "defocus":
        defocus = float(rng.uniform(1.6, 2.4))
    if style.flaw == "noise":
        noise, key = 0.028, 0.13
    if style.light == "low-sun":
        white = (1.04, 1.0, 0.93)
    if style.light == "sun":
        white = (1.06, 1.0, 0.90)
    if style.light == "overcast":
        white = (0.97, 1.0, 1.04)
    return Camera(motion, defocus, noise, white, key, float(rng.uniform(0.05, 0.3)))


def _clip(seed, name, design, system, style, frames):
    rng = stream(seed, "clip", name)
    aim = style.aim
    if design.kind != "airframe":
        pose = {"manhole": "upright", "wheel": "lying"}.get(design.kind, style.pose)
        style = replace(style, pose=pose, aim="face", wear="torn")
    return Clip(
        name,
        design,
        system,
        style,
        _damage(rng, style.wear, design, aim),
        _weather(rng, style),
        _camera(rng, style),
        frames,
        seed,
    )


def make(seed, systems=8, known=12, unknown=6, frames=4, views=VIEWS):
    """References and clips of a set. Known clips go through the systems in an order that takes twins early."""
    library = catalogue.library(seed, systems)
    references = [Reference(d.name, d, tuple(views), seed) for d in library]
    clips = []
    for k in range(known):
        design = library[(k * 3) % systems if np.gcd(3, systems) == 1 else k % systems]
        clips.append(
            _clip(
                seed,
                f"clip-{k + 1:02d}-{STYLES[k % len(STYLES)].label}",
                design,
                design.name,
                STYLES[k % len(STYLES)],
                frames,
            )
        )
    for k in range(unknown):
        style = STYLES[(k * 5 + 1) % len(STYLES)]
        design = catalogue.stranger(seed, k) if k % 3 == 0 else decoys.decoy(seed, k - 1 - k // 3)
        clips.append(_clip(seed, f"unknown-{k + 1:02d}-{design.kind}", design, None, style, frames))
    return references, clips
