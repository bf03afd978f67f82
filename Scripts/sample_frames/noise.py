"""Fractal noise on the numpy side: terrain, torn edges, stones."""

import numpy as np


class ValueNoise:
    """Smooth lattice noise in up to two dimensions, about -1...1."""

    def __init__(self, rng, size=128):
        self.table = rng.uniform(-1, 1, (size, size))
        self.size = size

    def _one(self, x, y):
        i, j = np.floor(x).astype(int), np.floor(y).astype(int)
        u, v = x - i, y - j
        u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
        n, t = self.size, self.table
        a, b = t[i % n, j % n], t[(i + 1) % n, j % n]
        c, d = t[i % n, (j + 1) % n], t[(i + 1) % n, (j + 1) % n]
        return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v

    def fractal(self, x, y=0.0, octaves=4, gain=0.5):
        x, y = np.asarray(x, float), np.asarray(y, float) + 0.0 * np.asarray(x, float)
        total, weight = np.zeros_like(x), 1.0
        for k in range(octaves):
            total += weight * self._one(x * 2**k + 17.3 * k, y * 2**k - 9.1 * k)
            weight *= gain
        return total
