"""The end face of a body: turned plate, bolt rings, nozzles, ports, ribs."""

import numpy as np

from . import meshes
from .designs import Fastener
from .fasteners import head_middle

BEVEL = 0.004


def depth_at(face, radius_share, r):
    """Depth x of the plate's front surface at radius r."""
    radii = np.array([s[0] for s in face.steps])[::-1] * radius_share
    return float(np.interp(r, radii, np.array([s[1] for s in face.steps])[::-1]))


def add_face(assembly):
    design = assembly.design
    face, R = design.face, design.radius
    front = [(depth, share * R) for share, depth in face.steps]
    if face.opening > 0:
        back = [(x + face.thickness, r) for x, r in reversed(front)]
        profile = meshes.bevelled(front + back, BEVEL)
    else:
        inner = meshes.bevelled([(front[0][0] + 1, front[0][1])] + front + [(front[-1][0], -0.5)], BEVEL)[3:-3]
        back = [(x + face.thickness, r) for x, r in reversed(front)]
        profile = np.concatenate([inner, [(front[-1][0], 0.0)], [(back[0][0], 0.0)], back])
        profile = profile[np.concatenate([[True], np.any(np.abs(np.diff(profile, axis=0)) > 1e-7, axis=1)])]
    assembly.part("face", meshes.lathe(meshes.refined(profile, 0.02), 256), [assembly.palette["face"]])
    for ring in face.rings:
        add_face_ring(assembly, ring)
    for fitting in face.fittings:
        _fitting(assembly, fitting)
    for index, nozzle in enumerate(face.nozzles):
        _nozzle(assembly, nozzle, index)
    for k in range(face.ribs):
        _rib(assembly, 2 * np.pi * (k + 0.5) / face.ribs, k)


def add_face_ring(assembly, ring, carrier="face"):
    cy, cz = ring.centre
    angles = np.array(ring.pattern.angles)
    x = depth_at(assembly.design.face, assembly.design.radius, np.hypot(cy, cz) if (cy or cz) else ring.radius)

    def points(a, lift=0.0):
        return np.stack([np.full(len(a), x - lift), cy + ring.radius * np.cos(a), cz + ring.radius * np.sin(a)], 1)

    circle = points(np.linspace(0, 2 * np.pi, 73)[:-1], head_middle(ring.fastener))
    normals = np.tile([-1.0, 0.0, 0.0], (len(angles), 1))
    slots = ring.pattern.slots
    assembly.ring(ring.name, "face", points(angles), normals, ring.fastener, carrier, slots, circle, ring.decor)


def _turned(profile, y, z, x=0.0, segments=64):
    return meshes.lathe(profile, segments).moved(lambda v: v + [x, y, z])


def _about_axis(angle):
    """Rotation about the body's axis."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def _fitting(assembly, fitting):
    y, z = fitting.distance * np.cos(fitting.angle), fitting.distance * np.sin(fitting.angle)
    x = depth_at(assembly.design.face, assembly.design.radius, fitting.distance)
    r, normal = fitting.radius, [-1.0, 0.0, 0.0]
    if fitting.kind == "dowel":
        assembly.fitting([x, y, z], normal, Fastener("dome", r, False), "face", True)
        return
    name = f"{fitting.kind}-{len(assembly.parts)}"
    if fitting.kind == "port":
        profile = meshes.bevelled(
            [
                (0.0, r),
                (-0.5 * r, r),
                (-0.5 * r, 0.62 * r),
                (-0.02 * r, 0.62 * r),
                (-0.02 * r, 0.5 * r),
                (0.0, 0.5 * r),
            ],
            0.06 * r,
        )
    else:
        profile = meshes.bevelled(
            [
                (0.01, r),
                (-0.35 * r, r),
                (-0.35 * r, 0.8 * r),
                (-1.5 * r, 0.8 * r),
                (-1.5 * r, 0.66 * r),
                (-0.5 * r, 0.66 * r),
                (-0.5 * r, 0.3 * r),
                (0.01, 0.3 * r),
            ],
            0.04 * r,
        )
    assembly.part(name, _turned(profile, y, z, x), [assembly.palette["fitting"]], cuttable=True)
    assembly.part(
        name + "-plug",
        _turned([(0.0, 0.55 * r), (-0.04 * r, 0.55 * r), (-0.04 * r, 0.0), (0.0, 0.0)], y, z, x),
        [assembly.palette["dark"]],
    )
    assembly.fitting([x, y, z], normal, Fastener("dome", r, False), name, False)


def _nozzle(assembly, nozzle, index):
    cy, cz = nozzle.centre
    x = depth_at(assembly.design.face, assembly.design.radius, np.hypot(cy, cz) if (cy or cz) else nozzle.throat * 1.35)
    s = np.linspace(0, 1, 16)
    bell = nozzle.throat + (nozzle.exit - nozzle.throat) * (1.6 * s - 0.6 * s * s)
    wall = 0.03 * nozzle.exit + 0.004
    outer = [(x - nozzle.length * k, r + wall) for k, r in zip(s, bell)]
    inner = [(x - nozzle.length * k, r) for k, r in zip(s[::-1], bell[::-1])]
    collar = [(x, nozzle.throat + 2.6 * wall), (x - 0.018, nozzle.throat + 2.6 * wall)]
    profile = meshes.bevelled(collar + outer[1:] + inner, 0.002)
    assembly.part(f"nozzle-{index}", _turned(profile, cy, cz, 0.0, 128), [assembly.palette["nozzle"]])
    plug = [
        (x - 0.004, nozzle.throat + 0.002),
        (x + 0.02, nozzle.throat + 0.002),
        (x + 0.10, nozzle.throat * 0.5),
        (x + 0.12, nozzle.throat * 0.5),
        (x + 0.12, 0.0),
        (x + 0.13, 0.0),
        (x + 0.13, nozzle.throat + 0.02),
        (x - 0.004, nozzle.throat + 0.02),
    ]
    assembly.part(f"throat-{index}", _turned(plug, cy, cz, 0.0, 64), [assembly.palette["dark"]], cuttable=False)
    for k in range(nozzle.vanes):
        angle = 2 * np.pi * k / nozzle.vanes
        r0, r1 = 0.25 * nozzle.exit, nozzle.exit * 1.10
        blade = meshes.box((x - nozzle.length - 0.035, r0, -0.010), (x - nozzle.length + 0.08, r1, 0.010), 0.006)
        stub = meshes.box(
            (x - nozzle.length - 0.005, r1 - 0.02, -0.03), (x - nozzle.length + 0.06, r1 + 0.045, 0.03), 0.008
        )
        vane = meshes.joined([blade, stub])
        shape = meshes.Shape(vane.vertices @ _about_axis(angle).T + [0, cy, cz], vane.faces)
        assembly.part(f"vane-{index}-{k}", shape, [assembly.palette["nozzle"]])


def _rib(assembly, angle, k):
    face, R = assembly.design.face, assembly.design.radius
    r0, r1 = face.rib_span[0] * R, face.rib_span[1] * R
    x = depth_at(face, R, 0.5 * (r0 + r1))
    rib = meshes.box((x - 0.016, r0, -0.006), (x + 0.004, r1, 0.006))
    turn = _about_axis(angle).T
    assembly.part(f"rib-{k}", rib.moved(lambda v: v @ turn), [assembly.palette["face"]])
