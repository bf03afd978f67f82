"""What an airframe is: plain values, no Blender.

Airframe coordinates are metres. The axis is x; the end face lies near x = 0 and looks towards -x; the body runs to +x.
An angle t stands for y = r cos t, z = r sin t.
"""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Fastener:
    kind: str  # hex | socket | dome | countersunk | nut
    radius: float  # of the head, over the corners
    washer: bool = True


@dataclass(frozen=True)
class Pattern:
    """Angles of the bolts of one ring, radians, and the number of places an even ring through them would have."""

    angles: tuple
    slots: int

    @property
    def count(self):
        return len(self.angles)


def even(count, phase=0.0):
    return Pattern(tuple(phase + 2 * np.pi * np.arange(count) / count), count)


def paired(pairs, half_gap, phase=0.0):
    middle = phase + 2 * np.pi * np.arange(pairs) / pairs
    return Pattern(tuple(np.sort(np.concatenate([middle - half_gap, middle + half_gap]))), 2 * pairs)


def gapped(slots, gaps, phase=0.0):
    kept = [i for i in range(slots) if i not in set(gaps)]
    return Pattern(tuple(phase + 2 * np.pi * i / slots for i in kept), slots)


def irregular(angles_degrees, phase=0.0):
    return Pattern(tuple(phase + np.radians(a) for a in angles_degrees), len(angles_degrees))


@dataclass(frozen=True)
class FaceRing:
    name: str
    radius: float
    pattern: Pattern
    fastener: Fastener
    centre: tuple = (0.0, 0.0)  # y, z of the ring's middle, for clustered nozzles
    decor: bool = False  # knobs that only look like bolts


@dataclass(frozen=True)
class Fitting:
    """A round thing on the face that is no bolt: dowel hole, port, connector."""

    kind: str  # dowel | port | connector
    radius: float
    distance: float
    angle: float


@dataclass(frozen=True)
class Nozzle:
    throat: float
    exit: float
    length: float
    vanes: int = 0
    centre: tuple = (0.0, 0.0)


@dataclass(frozen=True)
class Face:
    """The end of the body: a turned part. `steps` are (radius share, depth into the body), rim first."""

    steps: tuple
    opening: float  # radius of the hole in the middle, 0 for none
    thickness: float
    rings: tuple = ()
    fittings: tuple = ()
    nozzles: tuple = ()
    ribs: int = 0
    rib_span: tuple = (0.0, 0.0)
    metal: str = "aluminium"


@dataclass(frozen=True)
class Girth:
    name: str
    station: float
    pattern: Pattern
    fastener: Fastener
    band_width: float
    band_height: float


@dataclass(frozen=True)
class Raceway:
    name: str
    angle: float
    start: float
    end: float
    width: float
    height: float
    pitch: float
    fastener: Fastener
    rounded: bool = False


@dataclass(frozen=True)
class Hatch:
    name: str
    angle: float
    station: float
    arc: float  # metres along the circumference
    length: float
    across: int
    along: int
    fastener: Fastener


@dataclass(frozen=True)
class Fin:
    angle: float
    station: float
    chord: float
    span: float
    thickness: float


@dataclass(frozen=True)
class Airframe:
    name: str
    radius: float
    length: float
    face: Face
    girths: tuple = ()
    raceways: tuple = ()
    hatches: tuple = ()
    fins: tuple = ()
    paint: str = "grey"
    bolt_metal: str = "steel"
    girth_metal: str = "steel"
    note: str = ""
    kind: str = "airframe"  # or a decoy's kind: wheel | drum | flange | manhole
    extra: dict = field(default_factory=dict, hash=False, compare=False)
