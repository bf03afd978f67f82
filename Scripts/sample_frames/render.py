"""Cycles, set up for few samples and one or more threads; frames come back as linear light."""

import os
import tempfile

import bpy
import numpy as np


def reset():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    return scene


def configure(width, height, samples, threads):
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.render.use_persistent_data = True
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.use_adaptive_sampling = "CPU", samples, True
    cycles.adaptive_threshold, cycles.adaptive_min_samples = 0.06, max(4, samples // 3)
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "NONE"
    if scene.camera and scene.camera.data.dof.use_dof:
        cycles.denoising_prefilter, samples = "FAST", 2 * samples  # blur by the lens makes even the guides noisy
        cycles.samples = samples
    cycles.denoising_quality, cycles.use_light_tree = "BALANCED", False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces, cycles.transmission_bounces = 3, 1, 2, 0
    cycles.use_fast_gi, cycles.fast_gi_method, cycles.ao_bounces_render = True, "REPLACE", 1
    scene.world.light_settings.distance = 2.0
    cycles.sample_clamp_indirect, cycles.caustics_reflective, cycles.caustics_refractive = 4.0, False, False
    cycles.seed = 0
    settings = scene.render.image_settings
    settings.file_format, settings.color_mode, settings.color_depth, settings.exr_codec = (
        "OPEN_EXR",
        "RGB",
        "16",
        "NONE",
    )


def linear_frame():
    """Renders the scene as it stands: height x width x 3, linear light."""
    scene = bpy.context.scene
    with tempfile.TemporaryDirectory() as folder:
        scene.render.filepath = os.path.join(folder, "frame.exr")
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(scene.render.filepath)
        flat = np.empty(image.size[0] * image.size[1] * image.channels, np.float32)
        image.pixels.foreach_get(flat)
        light = flat.reshape(image.size[1], image.size[0], image.channels)[::-1, :, :3].astype(np.float16)
        bpy.data.images.remove(image)
    return light
