"""Collects the parts of one object, then breaks, bends and places them, and remembers every bolt."""

from dataclasses import dataclass

import numpy as np
from mathutils import Matrix

from . import meshes
from .fasteners import head_middle, head_top
from .meshes import Shape


@dataclass
class Site:
    """One bolt's place. `state` is head, hole (bolt missing) or gone (the metal is missing too)."""

    ring: str
    index: int
    point: np.ndarray
    normal: np.ndarray
    fastener: object
    carrier: str
    neutral: bool = False  # a round fitting: no bolt, but no mistake either
    state: str = "head"
    item: object = None
    world_point: np.ndarray = None
    world_normal: np.ndarray = None
    world_middle: np.ndarray = None
    world_top: np.ndarray = None


@dataclass
class RingTruth:
    kind: str  # face | girth | row | grid
    count: int
    slots: int
    circle: np.ndarray | None  # points along the circle through the heads' middles, intact coordinates


class Assembly:
    def __init__(self, design, wreck, palette, factory, rng):
        self.design, self.wreck, self.palette, self.factory, self.rng = design, wreck, palette, factory, rng
        self.parts, self.items, self.sites, self.rings = {}, [], [], {}
        self.world = Matrix.Identity(4)

    def part(self, name, shape, materials, material_of=None, cuttable=True):
        item = meshes.mesh_object(name, shape, materials, material_of)
        self.parts[name] = (item, cuttable)
        return item

    def ring(self, name, kind, points, normals, fastener, carrier, slots, circle=None, decor=False):
        """Adds a named group of bolts, or of knobs that only look like bolts."""
        if not decor:
            self.rings[name] = RingTruth(kind, len(points), slots, circle)
        for index, (point, normal) in enumerate(zip(points, normals)):
            self.sites.append(
                Site(name, index, np.asarray(point, float), np.asarray(normal, float), fastener, carrier, neutral=decor)
            )

    def fitting(self, point, normal, fastener, carrier, hole):
        self.sites.append(
            Site(
                "fitting",
                0,
                np.asarray(point, float),
                np.asarray(normal, float),
                fastener,
                carrier,
                True,
                "hole" if hole else "fitting",
            )
        )

    def settle(self):
        """Decides which bolts are lost, drills their holes, breaks off what is broken and bends the rest."""
        damage = self.wreck.damage
        for site in self.sites:
            draw = self.rng.random()
            if self.wreck.lost(site.point, 1.1 * site.fastener.radius)[0]:
                site.state = "gone"
            elif not site.neutral and draw < damage.missing:
                site.state = "hole"
        for name, (item, cuttable) in self.parts.items():
            drills = [_drill(s) for s in self.sites if s.carrier == name and s.state == "hole"]
            if drills:
                meshes.subtract(item, meshes.joined(drills))
            if cuttable:
                for bite in damage.bites:
                    meshes.subtract(item, self._breaker(bite))
            if len(item.data.vertices):
                meshes.set_vertices(item, self.wreck(meshes.vertices_of(item)))
            self.items.append(item)

    def _breaker(self, bite):
        """A block with a ragged side that covers everything beyond a break."""
        angle, far = bite[0], 3.0 * self.design.radius
        across = np.linspace(-far, far, 160)
        along = np.linspace(-1.5, self.design.length + 0.5, 60)
        c, s = np.cos(angle), np.sin(angle)

        def place(u, x, depth):
            out = self.wreck.break_line(u, x, bite) if depth == 0 else np.full_like(u, far)
            return np.stack([x, out * c - u * s, out * s + u * c], 1)

        return meshes.patch(across, along, 1.0, place)

    def place(self, matrix):
        """Puts everything into the world and sets the bolts on their bent surface."""
        self.world = Matrix(matrix)
        for item in self.items:
            item.matrix_world = self.world
        rotation = np.array(self.world.to_3x3())
        origin = np.array(self.world.translation)
        for site in self.sites:
            if site.state == "gone":
                continue
            point, normal, side = self.wreck.frame(site.point, site.normal)
            site.world_point, site.world_normal = rotation @ point + origin, rotation @ normal
            middle, top = (0.0, 0.0) if site.state == "hole" else (head_middle(site.fastener), head_top(site.fastener))
            site.world_middle = site.world_point + middle * site.world_normal
            site.world_top = site.world_point + top * site.world_normal
            if site.state != "head":
                continue
            spin, tilt = self.rng.uniform(0, 2 * np.pi), self.rng.normal(0, 0.012, 2)
            up = normal + tilt[0] * side + tilt[1] * np.cross(normal, side)
            up /= np.linalg.norm(up)
            x = side - up * (side @ up)
            x /= np.linalg.norm(x)
            y = np.cross(up, x)
            basis = np.stack([x * np.cos(spin) + y * np.sin(spin), -x * np.sin(spin) + y * np.cos(spin), up], 1)
            frame = np.eye(4)
            frame[:3, :3], frame[:3, 3] = basis * site.fastener.radius, point
            site.item = self.factory.place(site.fastener, self.world @ Matrix(frame))

    def circle_in_world(self, ring):
        """The ring's circle where the bent body has carried it."""
        rotation, origin = np.array(self.world.to_3x3()), np.array(self.world.translation)
        return self.wreck(ring.circle) @ rotation.T + origin

    def world_vertices(self):
        rotation, origin = np.array(self.world.to_3x3()), np.array(self.world.translation)
        clouds = [meshes.vertices_of(i) for i in self.items if len(i.data.vertices)]
        return np.concatenate(clouds) @ rotation.T + origin


def _drill(site):
    """The hole a missing bolt leaves: somewhat narrower than its head, through the plate."""
    radius = (1.0 if site.neutral else 0.62) * site.fastener.radius
    turn = np.linspace(0, 2 * np.pi, 25)[:-1]
    depth = max(0.05, 3 * radius)
    cylinder = meshes.extruded(np.stack([radius * np.cos(turn), radius * np.sin(turn)], 1), [-depth, 0.02])
    normal = site.normal / np.linalg.norm(site.normal)
    u = np.cross(normal, [0.31, 0.77, 0.55])
    u /= np.linalg.norm(u)
    v = np.cross(normal, u)
    return Shape(site.point + cylinder.vertices @ np.stack([normal, u, v]), cylinder.faces)
