"""Studio light for references; sun, cloud and lamp for footage."""

import bpy
import numpy as np
from mathutils import Vector


def _aim(item, origin, target):
    item.location = origin
    item.rotation_mode = "QUATERNION"
    item.rotation_quaternion = (Vector(target) - Vector(origin)).to_track_quat("-Z", "Y")


def _lamp(kind, name, origin, target, energy, colour=(1, 1, 1), **settings):
    data = bpy.data.lights.new(name, kind)
    data.energy, data.color = energy, colour
    for key, value in settings.items():
        setattr(data, key, value)
    item = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(item)
    _aim(item, origin, target)
    return item


def _world():
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    bpy.context.scene.world = world
    world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 256
    world.node_tree.nodes.clear()
    return world, world.node_tree.nodes, world.node_tree.links


def even_sky(colour, strength, ground=0.35, glow=None):
    """Brighter above than below; `glow` is a direction with a soft bright patch."""
    _, nodes, links = _world()
    place = nodes.new("ShaderNodeTexCoord")
    split = nodes.new("ShaderNodeSeparateXYZ")
    links.new(place.outputs["Generated"], split.inputs[0])
    ramp = nodes.new("ShaderNodeMapRange")
    links.new(split.outputs[2], ramp.inputs[0])
    for socket, value in zip(ramp.inputs[1:5], (-0.3, 0.8, ground, 1.0)):
        socket.default_value = value
    power = ramp.outputs[0]
    if glow is not None:
        dot = nodes.new("ShaderNodeVectorMath")
        dot.operation = "DOT_PRODUCT"
        links.new(place.outputs["Generated"], dot.inputs[0])
        dot.inputs[1].default_value = glow
        patch = nodes.new("ShaderNodeMapRange")
        patch.interpolation_type = "SMOOTHSTEP"
        links.new(dot.outputs["Value"], patch.inputs[0])
        for socket, value in zip(patch.inputs[1:5], (0.45, 1.0, 0.0, 2.4)):
            socket.default_value = value
        add = nodes.new("ShaderNodeMath")
        links.new(power, add.inputs[0])
        links.new(patch.outputs[0], add.inputs[1])
        power = add.outputs[0]
    scale = nodes.new("ShaderNodeMath")
    scale.operation = "MULTIPLY"
    links.new(power, scale.inputs[0])
    scale.inputs[1].default_value = strength
    light = nodes.new("ShaderNodeBackground")
    light.inputs[0].default_value = (*colour, 1)
    links.new(scale.outputs[0], light.inputs[1])
    links.new(light.outputs[0], nodes.new("ShaderNodeOutputWorld").inputs[0])


def clear_sky(elevation, azimuth, sky=1.0, sun=3.2):
    """A physical sky without its disc, and a lamp for the disc."""
    _, nodes, links = _world()
    texture = nodes.new("ShaderNodeTexSky")
    texture.sun_disc, texture.sun_elevation = False, elevation
    texture.sun_rotation = np.pi / 2 - azimuth
    light = nodes.new("ShaderNodeBackground")
    light.inputs[1].default_value = sky * 0.12
    links.new(texture.outputs[0], light.inputs[0])
    links.new(light.outputs[0], nodes.new("ShaderNodeOutputWorld").inputs[0])
    warm = np.clip(np.degrees(elevation) / 35.0, 0, 1)
    colour = (1.0, 0.62 + 0.33 * warm, 0.34 + 0.54 * warm)
    direction = np.array([np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)])
    _lamp("SUN", "sun", tuple(20 * direction), (0, 0, 0), sun, colour, angle=np.radians(0.8))


def overcast(rng):
    a = rng.uniform(0, 2 * np.pi)
    glow = Vector((np.cos(a), np.sin(a), 0.9)).normalized()
    even_sky((0.86, 0.93, 1.0), 0.8, 0.3, glow)


def night(rng, camera_origin, target, colour=(1.0, 0.86, 0.66)):
    """A hand lamp beside the camera, a faint sky, a far street light."""
    even_sky((0.25, 0.35, 0.6), 0.006)
    side = np.cross(np.array(target) - camera_origin, [0, 0, 1.0])
    side /= np.linalg.norm(side)
    origin = (
        camera_origin + side * rng.choice([-1, 1]) * rng.uniform(0.35, 0.8) + np.array([0, 0, rng.uniform(0.1, 0.5)])
    )
    distance = np.linalg.norm(np.array(target) - origin)
    _lamp(
        "SPOT",
        "lamp",
        tuple(origin),
        tuple(target),
        90.0 * distance**2,
        colour,
        spot_size=np.radians(58),
        spot_blend=0.75,
        shadow_soft_size=0.035,
    )
    a = rng.uniform(0, 2 * np.pi)
    _lamp(
        "POINT", "street", (6 * np.cos(a), 6 * np.sin(a), 4.0), (0, 0, 0), 260.0, (1.0, 0.6, 0.25), shadow_soft_size=0.1
    )


def studio(rng, target, facing):
    """Soft key, fill and rim round the direction the camera looks from."""
    even_sky((0.95, 0.97, 1.0), 0.22, 0.5)
    facing = np.asarray(facing, float)
    side = np.cross(facing, [0, 0, 1.0])
    side /= np.linalg.norm(side)
    target = np.asarray(target, float)
    hand = rng.choice([-1.0, 1.0])
    key = target + 2.2 * facing + hand * side * rng.uniform(1.6, 2.4) + np.array([0, 0, rng.uniform(1.5, 2.3)])
    fill = target + 2.4 * facing - hand * side * rng.uniform(1.8, 2.6) + np.array([0, 0, rng.uniform(0.2, 0.8)])
    top = target - 0.6 * facing + np.array([0, 0, 2.8])
    _lamp("AREA", "key", tuple(key), tuple(target), 230, (1.0, 0.97, 0.92), size=0.9)
    _lamp("AREA", "fill", tuple(fill), tuple(target), 70, (0.9, 0.95, 1.0), size=1.8)
    _lamp("AREA", "top", tuple(top), tuple(target), 120, (1, 1, 1), size=1.4)
