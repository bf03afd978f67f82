"""Stages one reference or one clip in Blender and gives the views to render."""

from dataclasses import replace

import bpy
import numpy as np
from mathutils import Matrix

from . import body, cameras, lighting, materials, meshes, render, scenery, truth
from .damage import Damage
from .seeds import stream

STUDIO_COLOURS = [(0.30, 0.31, 0.32), (0.16, 0.17, 0.18), (0.42, 0.41, 0.39), (0.20, 0.22, 0.25)]


def reference(item, width, height):
    """The intact airframe on stands; returns the assembly and {view name: View}."""
    render.reset()
    rng = stream(item.seed, "reference", item.name)
    design = item.design
    weather = materials.Weather(dust=0.0, scorch=0.0, chips=0.06, rust=0.0, offset=float(rng.uniform(0, 50)))
    assembly = body.build(design, Damage(), weather, rng)
    raceway = design.raceways[0].angle if design.raceways else 0.0
    roll = np.radians(200.0 + rng.uniform(-25, 25)) - raceway  # the first raceway shows from the side
    height_above = 0.35
    assembly.place(Matrix.Translation((0, 0, design.radius + height_above)) @ Matrix.Rotation(roll, 4, "X"))
    scenery.studio(0.0, STUDIO_COLOURS[int(rng.integers(len(STUDIO_COLOURS)))])
    _stands(design, height_above)
    R, L = design.radius, design.length
    axis_height = R + height_above
    views = {}
    for name in item.views:
        tilt = rng.uniform(-4, 8)
        if name == "face":
            a, target, reach, share = rng.uniform(4, 11) * rng.choice([-1, 1]), (0, 0, axis_height), R, 0.86
        elif name == "quarter":
            a, target, reach, share = 40 + rng.uniform(-6, 6), (0.30 * L, 0, axis_height), max(R, 0.5 * L), 0.92
        else:
            a, target, reach, share = 84 + rng.uniform(-8, 4), (0.5 * L, 0, axis_height), 0.5 * L, 1.35
        a, e = np.radians(a), np.radians(tilt + (9 if name != "face" else 0))
        direction = np.array([-np.cos(a) * np.cos(e), -np.sin(a) * np.cos(e), np.sin(e)])
        views[name] = cameras.standing(
            target, direction, reach, share, float(rng.uniform(60, 85)), np.radians(rng.uniform(-2, 2)), width, height
        )
    return assembly, views, rng


def _stands(design, top):
    dark = materials.matte("stand", (0.05, 0.045, 0.04), None, 0.6)
    for x in (0.24 * design.length, 0.8 * design.length):
        r = 0.7 * design.radius
        crown = top + design.radius * (1 - np.sqrt(1 - 0.7**2)) + 0.004
        block = meshes.box((x - 0.04, -r, 0.0), (x + 0.04, r, crown), 0.01)
        item = meshes.mesh_object("stand", block, [dark])
        turn = np.linspace(0, 2 * np.pi, 49)[:-1]
        cylinder = meshes.extruded(
            np.stack(
                [(design.radius + 0.012) * np.cos(turn), (design.radius + 0.012) * np.sin(turn) + top + design.radius],
                1,
            ),
            [-1, design.length + 1],
        )
        meshes.subtract(item, cylinder)


def light_reference(view, rng):
    """Lamps follow the camera, as a photographer sets them; call once for each view."""
    for item in [o for o in bpy.data.objects if o.type == "LIGHT"]:
        bpy.data.objects.remove(item)
    facing = np.asarray(view.origin) - view.target
    lighting.studio(rng, view.target, facing / np.linalg.norm(facing))


def clip(item, width, height):
    """The wreck where it fell; returns the assembly and a View for each frame."""
    render.reset()
    rng = stream(item.seed, "scene", item.name)
    design, style = item.design, item.style
    assembly = body.build(design, item.damage, item.weather, rng)
    ground = scenery.Ground(
        rng, style.ground, {"soil": 0.035, "sand": 0.04, "concrete": 0.012, "asphalt": 0.01}[style.ground]
    )
    _pose(assembly, item, ground, rng)
    cloud = assembly.world_vertices()
    ground.build(item.weather)
    _clutter(rng, style, ground, cloud)
    view = _choose_view(assembly, item, ground, rng, width, height)
    if style.clutter == "rubble":
        _hide_part(assembly, view, ground, rng)
    views = cameras.walk(rng, view, item.frames)
    _light(style, rng, view)
    return assembly, views


def _pose(assembly, item, ground, rng):
    """Turns the wreck as it fell and sinks it into the ground."""
    R = item.design.radius
    kind = item.design.kind
    pitch = {"lying": rng.uniform(-3, 14), "tilted": rng.uniform(22, 48), "upright": rng.uniform(60, 80)}[
        item.style.pose
    ]
    if kind == "manhole":
        pitch = 90.0
    if kind == "wheel":
        pitch = rng.uniform(62, 86)
    if kind in ("drum", "flange"):
        pitch = rng.uniform(-2, 30)
    turn = (
        Matrix.Rotation(rng.uniform(0, 2 * np.pi), 4, "Z")
        @ Matrix.Rotation(np.radians(pitch), 4, "Y")
        @ Matrix.Rotation(rng.uniform(0, 2 * np.pi), 4, "X")
    )
    rotation = np.array(turn.to_3x3())
    points = np.concatenate([meshes.vertices_of(i) for i in assembly.items if len(i.data.vertices)]) @ rotation.T
    low, high = np.quantile(points[:, 2], 0.002), points[:, 2].max()
    middle = points[:, :2].mean(0)
    sunk = {
        "lying": rng.uniform(0.02, 0.16) * R,
        "tilted": rng.uniform(0.22, 0.38) * (high - low),
        "upright": rng.uniform(0.35, 0.55) * (high - low),
    }[item.style.pose]
    if kind != "airframe":
        sunk = {"manhole": (high - low) - 0.022, "wheel": 0.02, "drum": 0.02, "flange": 0.06}[kind]
    if item.style.ground in ("concrete", "asphalt") and kind == "airframe":
        sunk *= 0.35
    base = float(ground.height(0, 0))
    assembly.place(Matrix.Translation((-middle[0], -middle[1], base - low - sunk)) @ turn)
    if item.style.ground in ("soil", "sand") and kind == "airframe":
        face = np.array(assembly.world.translation)
        back = -np.array(assembly.world.to_3x3()) @ np.array([-1.0, 0, 0])
        spot = face[:2] + back[:2] * 0.75 * item.design.length * (
            1 if item.style.pose != "lying" else rng.uniform(0.3, 1.0)
        )
        ground.heap(spot[0], spot[1], rng.uniform(0.35, 0.55), rng.uniform(0.05, 0.16))


def _clutter(rng, style, ground, cloud):
    flat = cloud[::7, :2]
    low = cloud[::7, 2] < 0.25

    def keep_out(x, y, size):
        reach = size * 0.9 + 0.015
        near = np.hypot(flat[low, 0] - x, flat[low, 1] - y).min(initial=9.0)
        return near < reach and size > 0.012

    earth = np.array(materials.EARTH[style.ground])
    pale = tuple(np.clip(earth * 1.1 + 0.03, 0, 1))
    few, many = {"stones": (700, 70), "rubble": (900, 230), "grass": (300, 20), "bare": (150, 10)}[style.clutter]
    rubble = style.clutter == "rubble"
    scenery.scatter(rng, ground, few, (0.005, 0.03), 1.7, keep_out, pale)
    scenery.scatter(
        rng, ground, many, (0.03, 0.20 if rubble else 0.09), 1.9, keep_out, (0.34, 0.33, 0.31) if rubble else pale
    )
    if rubble:
        scenery.scatter(rng, ground, 60, (0.03, 0.10), 1.8, keep_out, (0.30, 0.12, 0.07))  # brick
        scenery.bars(rng, ground, 8, keep_out)
    if style.clutter == "grass":
        scenery.grass(rng, ground, 700, 2.4, keep_out)


def _hide_part(assembly, view, ground, rng):
    """A piece of rubble and a bent pipe between the camera and the lower part of the wreck."""
    forward = view.rotation()[2]
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= max(np.linalg.norm(right), 1e-6)
    reach = assembly.design.radius
    for kind in ("block", "pipe"):
        aim = np.asarray(view.target) + reach * rng.uniform(-0.7, 0.7) * right
        aim[2] -= reach * rng.uniform(0.5, 0.85)
        spot = aim + rng.uniform(0.12, 0.25) * (view.origin - aim)
        floor = float(ground.height(spot[0], spot[1]))
        size = float(np.clip(0.9 * (spot[2] - floor), 0.08, 0.24))
        if kind == "block":
            scenery.block_at(rng, (spot[0], spot[1], floor + 0.4 * size), size, (0.36, 0.35, 0.33))
        else:
            scenery.pipe_between(rng, (*(spot + 0.6 * right)[:2], floor), spot - 0.5 * right + [0, 0, 0.10])


def _aims(assembly, style):
    """Points worth filming, with the surface's direction and the radius to fit into the picture."""
    rotation, origin = np.array(assembly.world.to_3x3()), np.array(assembly.world.translation)
    design = assembly.design
    out = rotation @ np.array([-1.0, 0, 0])
    centre = origin + rotation @ np.array([0.0, 0, 0])
    if style.aim == "detail":
        ring = design.face.rings[0]
        near = [s for s in assembly.sites if s.state == "head" and s.ring == ring.name]
        near.sort(key=lambda s: s.world_middle[2])
        high = [s.world_middle for s in near[2 * len(near) // 3 :]]  # the arc that stands clear of the ground
        return (0.75 * np.mean(high, 0) + 0.25 * centre if high else centre), out, 0.62 * design.radius
    if style.aim == "side":
        station = design.girths[0].station if design.girths else 0.3 * design.length
        return origin + rotation @ np.array([station + 0.12, 0, 0]), None, 1.25 * design.radius
    kept = [s.world_middle for s in assembly.sites if s.state == "head" and abs(s.normal[0]) > 0.9]
    target = 0.5 * centre + 0.5 * np.mean(kept, 0) if kept else centre
    return target, out, design.radius * (1.0 if style.aim == "face" else 1.25)


def _choose_view(assembly, item, ground, rng, width, height):
    """Tries directions and keeps the one that shows most bolts; a cameraman walks round too."""
    style = item.style
    target, out, reach = _aims(assembly, style)
    best, best_score = None, -1.0
    roll = float(rng.choice([rng.normal(0, 0.08), rng.normal(0, 0.3), rng.uniform(-np.pi, np.pi)]))
    for _ in range(40):
        if out is None:
            turn = rng.uniform(0, 2 * np.pi)
            axis = np.array(assembly.world.to_3x3()) @ np.array([1.0, 0, 0])
            direction = np.array([np.cos(turn), np.sin(turn), rng.uniform(0.2, 1.0)])
            direction -= axis * (direction @ axis) * rng.uniform(0.75, 1.2)
        else:
            off = np.radians(
                {"face": rng.uniform(14, 42), "quarter": rng.uniform(38, 60), "detail": rng.uniform(15, 45)}[style.aim]
            )
            side = np.cross(out, rng.normal(0, 1, 3))
            direction = np.cos(off) * out + np.sin(off) * side / np.linalg.norm(side)
        share = {
            "face": rng.uniform(0.66, 0.98),
            "quarter": rng.uniform(0.75, 1.0),
            "side": rng.uniform(0.75, 1.05),
            "detail": rng.uniform(0.9, 1.1),
        }[style.aim]
        lens = float(rng.uniform(26, 60))
        view = cameras.standing(target, direction, reach, share, lens, roll, width, height)
        if style.flaw == "shallow":
            view = replace(view, focus=float(np.linalg.norm(view.origin - view.target)), aperture=0.8)
        clearance = view.origin[2] - float(ground.height(view.origin[0], view.origin[1]))
        if clearance < 0.15:
            continue
        frame = truth.of_frame(assembly, view, width, height, None)
        score = sum(b["visible"] and b["radius_px"] >= 2.5 for b in frame["bolts"]) + rng.uniform(0, 4)
        if score > best_score:
            best, best_score = view, score
    if best is None:
        direction = np.array([0.3, 0.2, 1.0]) if out is None else out + np.array([0, 0, 0.6])
        best = cameras.standing(target, direction, reach, 0.8, 40.0, roll, width, height)
    return best


def _light(style, rng, view):
    if style.light == "overcast":
        lighting.overcast(rng)
    elif style.light == "night":
        lighting.night(rng, view.origin, view.target)
    else:
        toward = view.origin - view.target
        azimuth = np.arctan2(toward[1], toward[0]) + rng.choice([-1, 1]) * np.radians(rng.uniform(35, 100))
        elevation = np.radians(rng.uniform(9, 17) if style.light == "low-sun" else rng.uniform(35, 60))
        lighting.clear_sky(elevation, azimuth)
