"""Cameras: where they stand, and the matrix that takes the world to pixels (top-left pixel centre is (0, 0))."""

from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Matrix

SENSOR = 36.0


@dataclass
class View:
    origin: np.ndarray
    target: np.ndarray
    roll: float
    lens: float  # millimetres on a 36 mm wide sensor
    focus: float = 0.0  # metres; 0 keeps everything sharp
    aperture: float = 8.0

    def rotation(self):
        """Rows: right, down, forward."""
        forward = np.asarray(self.target, float) - self.origin
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        if np.linalg.norm(right) < 1e-6:
            right = np.array([1.0, 0.0, 0.0])
        right /= np.linalg.norm(right)
        down = np.cross(forward, right)
        c, s = np.cos(self.roll), np.sin(self.roll)
        return np.stack([right * c + down * s, -right * s + down * c, forward])

    def focal(self, width):
        return width * self.lens / SENSOR

    def matrix(self, width, height):
        """3 x 4, world metres to homogeneous pixels."""
        R = self.rotation()
        K = np.array([[self.focal(width), 0, (width - 1) / 2], [0, self.focal(width), (height - 1) / 2], [0, 0, 1]])
        return K @ np.column_stack([R, -R @ self.origin])

    def apply(self):
        scene = bpy.context.scene
        if scene.camera is None:
            data = bpy.data.cameras.new("camera")
            scene.camera = bpy.data.objects.new("camera", data)
            scene.collection.objects.link(scene.camera)
        R = self.rotation()
        pose = np.eye(4)
        pose[:3, :3], pose[:3, 3] = np.stack([R[0], -R[1], -R[2]], 1), self.origin
        scene.camera.matrix_world = Matrix(pose)
        data = scene.camera.data
        data.lens, data.sensor_width, data.sensor_fit, data.clip_start = self.lens, SENSOR, "HORIZONTAL", 0.01
        data.dof.use_dof = self.focus > 0
        if self.focus > 0:
            data.dof.focus_distance, data.dof.aperture_fstop = self.focus, self.aperture


def project(matrix, points):
    """Pixels and depths of world points."""
    h = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return h[:, :2] / h[:, 2:], h[:, 2]


def standing(target, direction, radius, share, lens, roll, width, height):
    """A view from `direction` in which `radius` metres fill `share` of half the height."""
    distance = radius * width * lens / SENSOR / (share * height / 2)
    direction = np.asarray(direction, float) / np.linalg.norm(direction)
    return View(np.asarray(target, float) + distance * direction, np.asarray(target, float), roll, lens)


def walk(rng, view, frames, sway=0.14, turn=0.05):
    """A hand-held path: a slow drift to one side with tremor, the aim wandering, a little roll."""
    distance = np.linalg.norm(view.origin - view.target)
    drift, aim = rng.normal(0, 1, 3), rng.normal(0, 1, 3)
    out = []
    for k in range(frames):
        t = k / max(1, frames - 1) - 0.5
        origin = view.origin + distance * (sway * t * drift + rng.normal(0, 0.006, 3))
        target = view.target + distance * (0.05 * t * aim + rng.normal(0, 0.006, 3))
        out.append(
            View(
                origin,
                target,
                view.roll + turn * t * drift[0] + rng.normal(0, 0.012),
                view.lens,
                view.focus,
                view.aperture,
            )
        )
    return out
