"""Rims and nozzles of the references: circles of the design, seen through the truth's cameras, among the ellipses found.

A set's designs follow from its seed. The truth's bolts tell where the body lies before the camera, and so what ellipse
a rim or a nozzle's mouth makes: found where one of the program's ellipses has its middle within 2 % of the true
semi-major axis from the true one, and both half axes within 2 %.
"""

import ast
import os

import numpy as np

import sample_frames
from sample_frames import catalogue

TOLERANCE = 0.02
ROUGHLY = 0.05
LEAST_ASPECT = 0.2  # what is seen more obliquely is an edge, not an ellipse
BEVEL = 0.004  # metres: turned edges are bevelled, and either side of the bevel is the rim's edge
STEPS = 64


def _heights():
    """Heights of heads by kind, and of a washer, in radii of the head: from the renderer's module, which needs Blender to import."""
    with open(os.path.join(os.path.dirname(sample_frames.__file__), "fasteners.py")) as file:
        tree = ast.parse(file.read())
    values = {}
    for node in (n for n in tree.body if isinstance(n, ast.Assign)):
        names, parts = node.targets[0], node.value
        pairs = zip(names.elts, parts.elts) if isinstance(names, ast.Tuple) else [(names, parts)]
        values.update({name.id: part for name, part in pairs})
    return ast.literal_eval(values["HEIGHT"]), ast.literal_eval(values["WASHER_HEIGHT"])


HEIGHT, WASHER_HEIGHT = _heights()


def _lift(fastener):
    """Height of the middle of a head above its plate, in metres."""
    return ((WASHER_HEIGHT if fastener.washer else 0.0) + 0.5 * HEIGHT[fastener.kind]) * fastener.radius


def _sites(design):
    """{id: place} of the bolts of face rings and girths, in the airframe's metres."""
    face, places = design.face, {}

    def depth(r):
        radii = np.array([s[0] for s in face.steps])[::-1] * design.radius
        return float(np.interp(r, radii, np.array([s[1] for s in face.steps])[::-1]))

    for ring in face.rings:
        y, z = ring.centre
        x = depth(np.hypot(y, z) or ring.radius) - _lift(ring.fastener)
        for index, t in enumerate(ring.pattern.angles):
            places[f"{ring.name}/{index}"] = (x, y + ring.radius * np.cos(t), z + ring.radius * np.sin(t))
    for girth in design.girths:
        r = design.radius + girth.band_height + _lift(girth.fastener)
        for index, t in enumerate(girth.pattern.angles):
            places[f"{girth.name}/{index}"] = (girth.station, r * np.cos(t), r * np.sin(t))
    return places


def _camera(points, pixels):
    """The 3 x 4 matrix that takes homogeneous points to pixels (direct linear transform), and its greatest error in pixels."""
    points, pixels = np.array(points), np.array(pixels)
    middle, scale = pixels.mean(0), pixels.std()
    u = (pixels - middle) / scale
    homogeneous = np.c_[points, np.ones(len(points))]
    rows = []
    for p, (x, y) in zip(homogeneous, u):
        rows += [np.r_[p, np.zeros(4), -x * p], np.r_[np.zeros(4), p, -y * p]]
    matrix = np.linalg.svd(np.array(rows))[2][-1].reshape(3, 4)
    back = np.array([[scale, 0, middle[0]], [0, scale, middle[1]], [0, 0, 1]])
    matrix = back @ matrix
    mapped = homogeneous @ matrix.T
    return matrix, np.abs(mapped[:, :2] / mapped[:, 2:] - pixels).max()


def _circles(design):
    """{name: [(x, y, z, radius)]}: the edges that may stand for a rim, centre and radius, in a plane across the axis."""
    share, depth = design.face.steps[0]
    r = share * design.radius
    out = {"rim": [(depth + d, 0.0, 0.0, r - e) for d, e in ((0, 0), (BEVEL, 0), (0, BEVEL))]}
    for index, nozzle in enumerate(design.face.nozzles):
        y, z = nozzle.centre
        radii = np.array([s[0] for s in design.face.steps])[::-1] * design.radius
        plate = float(
            np.interp(np.hypot(y, z) or 1.35 * nozzle.throat, radii, np.array([s[1] for s in design.face.steps])[::-1])
        )
        wall = 0.03 * nozzle.exit + 0.004
        out[f"nozzle {index}"] = [(plate - nozzle.length, y, z, nozzle.exit + w) for w in (0, wall)]
    return out


def ellipse_of(matrix, circle):
    """(x, y, a, b, angle) of a circle across the axis, as the camera sees it."""
    x, y, z, r = circle
    t = 2 * np.pi * np.arange(STEPS) / STEPS
    points = np.c_[np.full(STEPS, x), y + r * np.cos(t), z + r * np.sin(t), np.ones(STEPS)] @ matrix.T
    p = points[:, :2] / points[:, 2:]
    middle, scale = p.mean(0), p.std()
    u, v = ((p - middle) / scale).T
    a, b, c, d, e = np.linalg.lstsq(np.c_[u * u, u * v, v * v, u, v], np.ones(STEPS), rcond=None)[0]
    form = np.array([[a, b / 2], [b / 2, c]])
    centre = np.linalg.solve(-2 * form, [d, e])
    values, vectors = np.linalg.eigh(form / (1 + centre @ form @ centre))
    half = scale / np.sqrt(values)  # ascending values: the major axis first
    angle = np.arctan2(vectors[1, 0], vectors[0, 0]) % np.pi
    return (*(centre * scale + middle), half[0], half[1], angle)


def is_found(expected, ellipses, tolerance=TOLERANCE):
    """Whether one of the ellipses (documents of `extract`) is one of the expected, to the tolerance."""
    for x, y, a, b, _ in expected:
        for e in ellipses:
            near = np.hypot(e["x"] - x, e["y"] - y) <= tolerance * a
            if near and max(abs(e["a"] - a), abs(e["b"] - b)) <= tolerance * a:
                return True
    return False


def expected(picture, design, size):
    """{name: [ellipse]} of the rims that a reference shows whole; None where the truth does not fit the design."""
    places = _sites(design)
    seen = [b for b in picture.bolts if b.get("id") in places]
    if len(seen) < 12:
        return None
    matrix, error = _camera([places[b["id"]] for b in seen], [(b["x"], b["y"]) for b in seen])
    if error > 2:
        return None
    out = {}
    for name, circles in _circles(design).items():
        shapes = [ellipse_of(matrix, circle) for circle in circles]
        x, y, a, b, _ = shapes[0]
        whole = a <= x <= size[0] - a and a <= y <= size[1] - a
        if b >= LEAST_ASPECT * a and whole:
            out[name] = shapes
    return out


def designs(seed, systems):
    """{system: design} of a set."""
    return {design.name: design for design in catalogue.library(seed, len(systems))}
