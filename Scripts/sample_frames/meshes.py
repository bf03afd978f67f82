"""Closed meshes from numbers: turned parts, boxes, extrusions, patches; and booleans on Blender objects."""

from dataclasses import dataclass

import bpy  # before bmesh, which it brings
import bmesh
import numpy as np

SHARP_ANGLE = np.radians(32)


@dataclass
class Shape:
    vertices: np.ndarray
    faces: list

    def moved(self, function):
        return Shape(function(self.vertices), self.faces)


def joined(shapes):
    vertices, faces, base = [], [], 0
    for shape in shapes:
        vertices.append(shape.vertices)
        faces += [tuple(i + base for i in face) for face in shape.faces]
        base += len(shape.vertices)
    return Shape(np.concatenate(vertices), faces)


def bevelled(points, width):
    """A closed polygon of (a, b) points with every corner replaced by a short two-step round."""
    points = np.asarray(points, float)
    out = []
    for before, here, after in zip(np.roll(points, 1, 0), points, np.roll(points, -1, 0)):
        one, two = before - here, after - here
        a, b = np.linalg.norm(one), np.linalg.norm(two)
        w = min(width, 0.35 * a, 0.35 * b)
        p, q = here + one / a * w, here + two / b * w
        out += [p, here * 0.5858 + (p + q) * 0.2071, q]
    return np.array(out)


def refined(points, step, closed=True):
    """Adds points so that no segment is longer than `step`: bending needs vertices."""
    points = np.asarray(points, float)
    ends = np.roll(points, -1, 0) if closed else points[1:]
    out = []
    for a, b in zip(points, ends):
        n = max(1, int(np.ceil(np.linalg.norm(b - a) / step)))
        out += [a + (b - a) * k / n for k in range(n)]
    if not closed:
        out.append(points[-1])
    return np.array(out)


def lathe(profile, segments=192):
    """Turns a closed (x, r) loop round the x axis. Points on the axis become poles."""
    profile = np.asarray(profile, float)
    angles = 2 * np.pi * np.arange(segments) / segments
    vertices, rows = [], []
    for x, r in profile:
        if r < 1e-6:
            rows.append([len(vertices)] * segments)
            vertices.append((x, 0.0, 0.0))
        else:
            rows.append(list(range(len(vertices), len(vertices) + segments)))
            vertices += [(x, r * np.cos(t), r * np.sin(t)) for t in angles]
    faces = []
    for i in range(len(rows)):
        a, b = rows[i], rows[(i + 1) % len(rows)]
        for k in range(segments):
            m = (k + 1) % segments
            corner = list(dict.fromkeys((a[k], a[m], b[m], b[k])))
            if len(corner) >= 3:
                faces.append(tuple(corner))
    return Shape(np.array(vertices), faces)


def extruded(section, stations):
    """A closed (u, v) polygon swept along x through the given stations, capped. Vertices are (x, u, v)."""
    section = np.asarray(section, float)
    n = len(section)
    vertices = np.array([(x, u, v) for x in stations for u, v in section])
    faces = [
        (i * n + k, i * n + (k + 1) % n, (i + 1) * n + (k + 1) % n, (i + 1) * n + k)
        for i in range(len(stations) - 1)
        for k in range(n)
    ]
    faces.append(tuple(reversed(range(n))))
    faces.append(tuple((len(stations) - 1) * n + k for k in range(n)))
    return Shape(vertices, faces)


def box(low, high, bevel=0.0):
    """An axis-aligned box; with a bevel its edges along x are rounded."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    section = [(y0, z0), (y1, z0), (y1, z1), (y0, z1)]
    if bevel > 0:
        section = bevelled(section, bevel)
    return extruded(section, [x0, x1])


def patch(across, along, thickness, place):
    """A thick sheet over a parameter grid: `place(u, v, depth)` gives points; depth runs 0 (outer) to thickness."""
    u, v = np.meshgrid(across, along, indexing="ij")
    rows, columns = u.shape
    outer, inner = place(u.ravel(), v.ravel(), 0.0), place(u.ravel(), v.ravel(), thickness)
    total = rows * columns

    def index(i, j, layer):
        return layer * total + i * columns + j

    faces = []
    for i in range(rows - 1):
        for j in range(columns - 1):
            faces.append((index(i, j, 0), index(i + 1, j, 0), index(i + 1, j + 1, 0), index(i, j + 1, 0)))
            faces.append((index(i, j, 1), index(i, j + 1, 1), index(i + 1, j + 1, 1), index(i + 1, j, 1)))
    edge = [(i, 0) for i in range(rows)] + [(rows - 1, j) for j in range(1, columns)]
    edge += [(i, columns - 1) for i in range(rows - 2, -1, -1)] + [(0, j) for j in range(columns - 2, 0, -1)]
    for a, b in zip(edge, edge[1:] + edge[:1]):
        faces.append((index(*a, 0), index(*a, 1), index(*b, 1), index(*b, 0)))
    return Shape(np.concatenate([outer, inner]), faces)


def mesh_object(name, shape, materials, material_of=None, smooth=True):
    """Puts a shape into the scene. `material_of` gives a slot for each face."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(shape.vertices.tolist(), [], shape.faces)
    for material in materials:
        mesh.materials.append(material)
    if material_of is not None:
        mesh.polygons.foreach_set("material_index", material_of)
    finish(mesh, smooth)
    item = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(item)
    return item


def finish(mesh, smooth=True):
    """Normals outwards, smooth shading but for real edges."""
    work = bmesh.new()
    work.from_mesh(mesh)
    bmesh.ops.recalc_face_normals(work, faces=work.faces)
    work.to_mesh(mesh)
    work.free()
    mesh.polygons.foreach_set("use_smooth", [smooth] * len(mesh.polygons))
    if smooth:
        mesh.set_sharp_from_angle(angle=SHARP_ANGLE)
    mesh.update()


def subtract(item, cutter):
    """Cuts the shape `cutter` out of an object, for good."""
    tool = mesh_object("cutter", cutter, [])
    change = item.modifiers.new("cut", "BOOLEAN")
    change.operation, change.solver, change.object = "DIFFERENCE", "EXACT", tool
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(item.evaluated_get(graph))
    item.modifiers.clear()
    old, item.data = item.data, mesh
    bpy.data.meshes.remove(old)
    data = tool.data
    bpy.data.objects.remove(tool)
    bpy.data.meshes.remove(data)
    finish(mesh)


def vertices_of(item):
    flat = np.empty(3 * len(item.data.vertices))
    item.data.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def set_vertices(item, vertices):
    item.data.vertices.foreach_set("co", np.ascontiguousarray(vertices, float).ravel())
    finish(item.data)
