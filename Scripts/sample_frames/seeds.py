"""Random streams that depend on names only, so adding a clip never changes another one."""

import hashlib

import numpy as np


def stream(seed: int, *names) -> np.random.Generator:
    """A generator for one purpose: the same seed and names give the same numbers on every machine."""
    text = "/".join([str(seed), *map(str, names)])
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little"))


def choose(rng: np.random.Generator, items):
    return items[int(rng.integers(len(items)))]
