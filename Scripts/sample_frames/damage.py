"""What an impact does to a shape, as a function from intact airframe coordinates to bent ones."""

from dataclasses import dataclass

import numpy as np

from .noise import ValueNoise


@dataclass(frozen=True)
class Damage:
    missing: float = 0.0  # share of bolts gone from their holes
    bites: tuple = ()  # (direction angle, distance of the break from the axis in metres, roughness in metres)
    tear: float = 0.0  # where the skin is torn off, as a share of the body's length; 0 for nowhere
    tear_rough: float = 0.05
    dents: tuple = ()  # (x, y, z, radius, depth) in metres; depth acts towards the axis, on the face along x
    squeeze: tuple = (0.0, 0.0)  # direction angle, share by which the section is flattened
    bend: tuple = (0.0, 9.0, 0.0)  # direction angle, chord distance, curvature 1/m of the part beyond it
    fins_cut: float = 1.0


class Wreck:
    """One damaged body: asks where the skin ends, what is broken off, and where a point has gone."""

    def __init__(self, damage, design, rng):
        self.damage, self.design = damage, design
        self.noise = ValueNoise(rng)
        self.side_noise = ValueNoise(rng)

    def skin_end(self, angle):
        """The station at which the skin is torn off."""
        length, d = self.design.length, self.damage
        if not d.tear:
            return np.full_like(np.asarray(angle, float), length)
        t = np.asarray(angle, float) % (2 * np.pi)
        ring_x, ring_y = 40 + 6 * np.cos(t), 40 + 6 * np.sin(t)
        rough = self.noise.fractal(ring_x, ring_y, 5, 0.62)
        return np.clip(d.tear * length + d.tear_rough * rough, 0.05, None)

    def _beyond(self, points, bite):
        """Metres past the break; negative is still there."""
        angle, distance, rough = bite
        across = -points[:, 1] * np.sin(angle) + points[:, 2] * np.cos(angle)
        out = points[:, 1] * np.cos(angle) + points[:, 2] * np.sin(angle)
        return out - self.break_line(across, points[:, 0], bite)

    def break_line(self, across, x, bite):
        angle, distance, rough = bite
        return distance + rough * self.side_noise.fractal(across * 9 + 31 * angle, np.asarray(x) * 5 + 11, 4, 0.6)

    def lost(self, points, margin=0.0):
        """Which surface points broke off with the missing part."""
        points = np.atleast_2d(points)
        gone = points[:, 0] > self.skin_end(np.arctan2(points[:, 2], points[:, 1])) - margin
        for bite in self.damage.bites:
            gone |= self._beyond(points, bite) > -margin
        return gone

    def __call__(self, points):
        points = np.array(points, float)
        p, d, R = points.copy(), self.damage, self.design.radius
        for x, y, z, radius, depth in d.dents:
            centre = np.array([x, y, z])
            distance = np.linalg.norm(points - centre, axis=1) / radius
            push = (
                depth
                * np.exp(-1.5 * distance**2)
                * (1 + 0.35 * self.noise.fractal(points[:, 0] * 7, points[:, 1] * 7 + points[:, 2] * 5, 3))
            )
            if x < 0.02:
                p[:, 0] += push
            else:
                radial = points[:, 1:] / np.maximum(np.linalg.norm(points[:, 1:], axis=1, keepdims=True), 1e-6)
                p[:, 1:] -= radial * push[:, None]
        angle, share = d.squeeze
        if share:
            c, s = np.cos(angle), np.sin(angle)
            u, v = p[:, 1] * c + p[:, 2] * s, -p[:, 1] * s + p[:, 2] * c
            u, v = u * (1 - share), v * (1 + 0.6 * share)
            p[:, 1], p[:, 2] = u * c - v * s, u * s + v * c
        angle, chord, curvature = d.bend
        if curvature:
            c, s = np.cos(angle), np.sin(angle)
            u, v = p[:, 1] * c + p[:, 2] * s, -p[:, 1] * s + p[:, 2] * c
            over = np.maximum(u - chord * R, 0.0)
            turn = curvature * over
            flat = np.where(turn > 1e-6, np.sin(turn) / curvature, over)
            rise = np.where(turn > 1e-6, (1 - np.cos(turn)) / curvature, 0.0)
            along = np.where(over > 0, flat - p[:, 0] * np.sin(turn), 0.0)
            p[:, 0] = np.where(over > 0, rise + p[:, 0] * np.cos(turn), p[:, 0])
            u = np.where(over > 0, chord * R + along, u)
            p[:, 1], p[:, 2] = u * c - v * s, u * s + v * c
        if d.tear:
            t = np.arctan2(points[:, 2], points[:, 1])
            near = np.exp(-np.maximum(self.skin_end(t) - points[:, 0], 0) / 0.06)
            curl = 0.055 * self.noise.fractal(70 + 3 * np.cos(t), 20 + 3 * np.sin(t), 3) * near
            radial = np.stack([np.cos(t), np.sin(t)], 1)
            p[:, 1:] += radial * curl[:, None] * (np.linalg.norm(points[:, 1:], axis=1) > 0.8 * R)[:, None]
        for bite in d.bites:
            near = np.exp(np.minimum(self._beyond(points, bite), 0) / 0.05)
            across = -points[:, 1] * np.sin(bite[0]) + points[:, 2] * np.cos(bite[0])
            p[:, 0] += 0.03 * near * self.side_noise.fractal(across * 6 + 3, 5.0, 3)
        return p

    def frame(self, point, normal):
        """Where a surface point and its normal have gone."""
        point, normal = np.asarray(point, float), np.asarray(normal, float)
        side = np.cross(normal, [0.0, 0.6, 0.8] if abs(normal[0]) > 0.7 else [1.0, 0.0, 0.0])
        side /= np.linalg.norm(side)
        other, e = np.cross(normal, side), 0.012
        moved = self(np.array([point, point + e * side, point - e * side, point + e * other, point - e * other]))
        bent = np.cross(moved[1] - moved[2], moved[3] - moved[4])
        return moved[0], bent / np.linalg.norm(bent), (moved[1] - moved[2]) / np.linalg.norm(moved[1] - moved[2])
