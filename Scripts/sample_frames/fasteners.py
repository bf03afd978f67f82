"""Bolt heads and what they sit on. Unit size: the head's radius over its corners is 1 and the plate is z = 0."""

import bpy
import numpy as np

from .meshes import Shape, joined, mesh_object

WASHER_RADIUS, WASHER_HEIGHT = 1.42, 0.16
HEIGHT = {"hex": 0.62, "nut": 0.75, "socket": 0.95, "dome": 0.55, "countersunk": 0.08}
SEGMENTS = 48


def head_middle(fastener):
    """Height of the middle of the proud head above the plate, in metres."""
    base = WASHER_HEIGHT if fastener.washer else 0.0
    return (base + 0.5 * HEIGHT[fastener.kind]) * fastener.radius


def head_top(fastener):
    base = WASHER_HEIGHT if fastener.washer else 0.0
    return (base + HEIGHT[fastener.kind]) * fastener.radius


def _stack(rings):
    """Faces between rings of SEGMENTS (radius, height) pairs, closed by a flat fan at both ends."""
    angles = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    vertices, faces = [], []
    for radius, height in rings:
        radius, height = np.broadcast_to(radius, SEGMENTS), np.broadcast_to(height, SEGMENTS)
        vertices.append(np.stack([radius * np.cos(angles), radius * np.sin(angles), height], 1))
    for i in range(len(rings) - 1):
        for k in range(SEGMENTS):
            m = (k + 1) % SEGMENTS
            faces.append((i * SEGMENTS + k, i * SEGMENTS + m, (i + 1) * SEGMENTS + m, (i + 1) * SEGMENTS + k))
    faces.append(tuple(reversed(range(SEGMENTS))))
    faces.append(tuple((len(rings) - 1) * SEGMENTS + k for k in range(SEGMENTS)))
    return Shape(np.concatenate(vertices), faces)


def _hexagon(size=1.0):
    angles = 2 * np.pi * np.arange(SEGMENTS) / SEGMENTS
    return size * np.cos(np.pi / 6) / np.cos((angles % (np.pi / 3)) - np.pi / 6)


def _hex(height, chamfer=0.93):
    """A hexagon whose top is turned off at 30 degrees, as real heads are: the flats end in arcs."""
    flat = np.cos(np.pi / 6) * chamfer
    outline = _hexagon()
    shoulder = height - (outline - flat) * np.tan(np.radians(30))
    return _stack([(outline, 0.0), (outline, shoulder), (flat, height), (flat * 0.75, height)])


def _socketed(profile, depth, size):
    """A turned head with a hexagonal socket."""
    top = profile[-1][1]
    return _stack(
        profile + [(_hexagon(size * 1.08), top), (_hexagon(size), top - 0.05), (_hexagon(size * 0.98), top - depth)]
    )


def _head(kind):
    h = HEIGHT[kind]
    if kind == "hex":
        return [_hex(h)]
    if kind == "nut":
        stud = _stack([(0.52, 0.0), (0.52, h + 0.22), (0.46, h + 0.30), (0.2, h + 0.30)])
        return [_hex(h), stud]
    if kind == "socket":
        return [_socketed([(1.0, 0.0), (1.0, h - 0.12), (0.96, h - 0.03), (0.88, h)], 0.5, 0.58)]
    if kind == "dome":
        angles = np.linspace(0, np.radians(62), 8)
        arc = [(1.0 * np.cos(a), 0.06 + (h - 0.06) * np.sin(a) / np.sin(angles[-1])) for a in angles]
        return [_socketed([(1.0, 0.0)] + arc, 0.3, 0.40)]
    if kind == "countersunk":
        return [_socketed([(1.0, 0.0), (1.0, h - 0.03), (0.95, h)], 0.3, 0.45)]
    raise ValueError(kind)


def _seat(kind, washer):
    """The washer, or for a countersunk screw the dark groove round its edge."""
    if kind == "countersunk":
        return _stack([(1.16, 0.0), (1.16, 0.012), (0.98, 0.012)])
    if not washer:
        return None
    r, h = WASHER_RADIUS, WASHER_HEIGHT
    return _stack([(r, 0.0), (r, h - 0.05), (r - 0.05, h), (0.9, h)])


class FastenerFactory:
    """One mesh for each kind, shared by every bolt of that kind."""

    def __init__(self, head_material, washer_material, groove_material):
        self.materials = head_material, washer_material, groove_material
        self.meshes = {}

    def place(self, fastener, matrix):
        key = (fastener.kind, fastener.washer)
        if key not in self.meshes:
            self.meshes[key] = self._build(*key)
        item = bpy.data.objects.new("bolt", self.meshes[key])
        bpy.context.scene.collection.objects.link(item)
        item.matrix_world = matrix
        return item

    def _build(self, kind, washer):
        base = WASHER_HEIGHT if washer and kind != "countersunk" else 0.0
        heads = [s.moved(lambda v: v + [0, 0, base]) for s in _head(kind)]
        seat = _seat(kind, washer)
        shape = joined(heads + ([seat] if seat else []))
        head_faces = sum(len(s.faces) for s in heads)
        slots = [0] * head_faces + [2 if kind == "countersunk" else 1] * (len(shape.faces) - head_faces)
        item = mesh_object(f"{kind}-mesh", shape, list(self.materials), slots)
        mesh = item.data
        bpy.data.objects.remove(item)
        return mesh
