"""What lies round the object: ground, stones, rubble, bars, grass; or the studio's floor and stands."""

import bmesh
import bpy
import numpy as np
from mathutils import Matrix

from . import materials, meshes
from .body_parts import hose
from .noise import ValueNoise


class Ground:
    """Uneven ground as a function and as a mesh, heaped up round what lies half buried in it."""

    def __init__(self, rng, kind, roughness):
        self.noise, self.kind, self.roughness, self.heaps = ValueNoise(rng), kind, roughness, []

    def heap(self, x, y, radius, height):
        self.heaps.append((x, y, radius, height))

    def height(self, x, y):
        x, y = np.asarray(x, float), np.asarray(y, float)
        z = self.roughness * (
            self.noise.fractal(x * 0.9, y * 0.9, 3, 0.5) + 0.30 * self.noise.fractal(x * 7 + 40, y * 7, 4, 0.6)
        )
        for hx, hy, radius, height in self.heaps:
            d2 = ((x - hx) ** 2 + (y - hy) ** 2) / radius**2
            z = z + height * np.exp(-d2) * (1 + 0.35 * self.noise.fractal(x * 4, y * 4 + 60, 4, 0.6))
        return z

    def build(self, weather, cells=300):
        k = np.linspace(-1, 1, cells)
        axis = 1.6 * k + 58 * np.sign(k) * np.abs(k) ** 6
        x, y = np.meshgrid(axis, axis, indexing="ij")
        vertices = np.stack([x.ravel(), y.ravel(), self.height(x, y).ravel()], 1)
        index = np.arange(cells * cells).reshape(cells, cells)
        faces = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], -1).reshape(-1, 4)
        relief = {"soil": 0.02, "sand": 0.008, "concrete": 0.004, "asphalt": 0.006}[self.kind]
        grain = {"soil": 34.0, "sand": 18.0, "concrete": 60.0, "asphalt": 120.0}[self.kind]
        material = materials.earth("ground", materials.EARTH[self.kind], weather.offset, relief, grain)
        return meshes.mesh_object("ground", meshes.Shape(vertices, [tuple(f) for f in faces.tolist()]), [material])


def _stone(rng, name, flatness, material):
    """A broken stone: the hull of random points."""
    points = rng.normal(0, 1, (int(rng.integers(10, 22)), 3))
    points *= (0.6 + 0.4 * rng.random((len(points), 1))) / np.linalg.norm(points, axis=1, keepdims=True)
    points *= [1.0, rng.uniform(0.6, 0.95), flatness]
    work = bmesh.new()
    for p in points:
        work.verts.new(p)
    bmesh.ops.convex_hull(work, input=work.verts)
    loose = [v for v in work.verts if not v.link_faces]
    bmesh.ops.delete(work, geom=loose, context="VERTS")
    bmesh.ops.bevel(work, geom=list(work.edges), offset=0.035, segments=2, affect="EDGES", clamp_overlap=True)
    mesh = bpy.data.meshes.new(name)
    work.to_mesh(mesh)
    work.free()
    mesh.materials.append(material)
    meshes.finish(mesh)
    return mesh


def scatter(rng, ground, count, sizes, spread, keep_out, colour, flatness=0.6):
    """Stones of a few kinds strewn over the ground, none inside `keep_out(x, y)`."""
    material = materials.matte("stone", colour, None, 0.88, 0.35, 9.0, 0.012, 55.0)
    kinds = [_stone(rng, f"stone-{k}", flatness * rng.uniform(0.7, 1.2), material) for k in range(6)]
    for _ in range(count):
        a, r = rng.uniform(0, 2 * np.pi), spread * np.sqrt(rng.random())
        x, y, size = r * np.cos(a), r * np.sin(a), sizes[0] * (sizes[1] / sizes[0]) ** (rng.random() ** 2.2)
        if keep_out(x, y, size):
            continue
        item = bpy.data.objects.new("stone", kinds[int(rng.integers(len(kinds)))])
        bpy.context.scene.collection.objects.link(item)
        turn = Matrix.Rotation(rng.uniform(0, 6.28), 4, "Z") @ Matrix.Rotation(rng.normal(0, 0.3), 4, "X")
        item.matrix_world = (
            Matrix.Translation((x, y, float(ground.height(x, y)) + 0.1 * size)) @ turn @ Matrix.Scale(size, 4)
        )


def block_at(rng, point, size, colour):
    """One piece of rubble in a chosen place, to hide part of what lies behind it."""
    material = materials.matte("block", colour, None, 0.88, 0.3, 6.0, 0.012, 40.0)
    item = bpy.data.objects.new("block", _stone(rng, "block", rng.uniform(0.6, 0.9), material))
    bpy.context.scene.collection.objects.link(item)
    turn = Matrix.Rotation(rng.uniform(0, 6.28), 4, "Z") @ Matrix.Rotation(rng.normal(0, 0.5), 4, "X")
    item.matrix_world = Matrix.Translation(point) @ turn @ Matrix.Scale(size, 4)


def pipe_between(rng, start, end):
    """A slightly bent pipe from one point to another."""
    material = materials.matte("pipe", (0.16, 0.10, 0.065), None, 0.6, 0.35, 25.0, 0.002, 150.0)
    t = np.linspace(0, 1, 16)[:, None]
    sag = np.sin(np.pi * t) * rng.normal(0, 0.03, 3)
    path = np.asarray(start) * (1 - t) + np.asarray(end) * t + sag
    meshes.mesh_object("pipe", hose(path, rng.uniform(0.009, 0.018), 16), [material])


def bars(rng, ground, count, keep_out):
    """Bent reinforcing bars and pipes among the rubble."""
    material = materials.matte("bar", (0.14, 0.075, 0.045), None, 0.75, 0.3, 30.0, 0.002, 200.0)
    for _ in range(count):
        a, r = rng.uniform(0, 2 * np.pi), rng.uniform(0.7, 1.5)
        x, y, heading = r * np.cos(a), r * np.sin(a), rng.uniform(0, 6.28)
        path = [np.array([x, y, float(ground.height(x, y)) + 0.01])]
        lift = rng.uniform(0, 0.03)
        for _ in range(24):
            heading += rng.normal(0, 0.12)
            path.append(path[-1] + 0.04 * np.array([np.cos(heading), np.sin(heading), lift]))
        if any(keep_out(p[0], p[1], 0.0) for p in path):
            continue
        meshes.mesh_object("bar", hose(np.array(path), rng.uniform(0.004, 0.009), 8), [material])


def grass(rng, ground, tufts, spread, keep_out):
    """Dry blades in tufts: thin triangles."""
    vertices, faces = [], []
    for _ in range(tufts):
        a, r = rng.uniform(0, 2 * np.pi), spread * np.sqrt(rng.random())
        x, y = r * np.cos(a), r * np.sin(a)
        if keep_out(x, y, 0.03):
            continue
        for _ in range(int(rng.integers(6, 16))):
            bx, by = x + rng.normal(0, 0.02), y + rng.normal(0, 0.02)
            z, lean, h = float(ground.height(bx, by)), rng.normal(0, 0.05, 2), rng.uniform(0.05, 0.18)
            side = 0.0022 * np.array([np.cos(rng.uniform(0, 6.28)), np.sin(rng.uniform(0, 6.28)), 0])
            base, n = np.array([bx, by, z - 0.01]), len(vertices)
            middle, tip = base + [0.4 * lean[0], 0.4 * lean[1], 0.6 * h], base + [lean[0] * 1.4, lean[1] * 1.4, h]
            vertices += [base - side, base + side, middle + 0.7 * side, middle - 0.7 * side, tip]
            faces += [(n, n + 1, n + 2, n + 3), (n + 3, n + 2, n + 4)]
    if vertices:
        material = materials.matte("grass", (0.27, 0.22, 0.10), None, 0.8, 0.4, 20.0, 0.0, 10.0)
        meshes.mesh_object("grass", meshes.Shape(np.array(vertices), faces), [material], smooth=False)


def studio(low, colour):
    """A floor that rises into a back wall."""
    t = np.linspace(0, np.pi / 2, 12)
    curve = [(-9.0, low)] + [(2.4 + 1.2 * np.sin(a), low + 1.2 * (1 - np.cos(a))) for a in t] + [(3.6, 7.0)]
    vertices = np.array([(x, y, z) for x, z in curve for y in (-12.0, 12.0)])
    faces = [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(curve) - 1)]
    material = materials.matte("studio", colour, None, 0.75, 0.08, 1.5, 0.0005, 60.0)
    return meshes.mesh_object("studio", meshes.Shape(vertices, faces), [material])
