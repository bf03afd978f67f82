"""Keeps made views under .build/, so that a second run with the same sources and options need not make them again."""
from __future__ import annotations

import hashlib
import pickle
from pathlib import Path
from typing import Callable

#: What views depend on.
MODULES = ("imaging", "pairs", "procedural", "sources", "keypoints", "dataset")


def cached(folder: Path, key: object, make: Callable[[], list]) -> list:
    """What `make` returned for this key and these sources earlier, else what it returns now."""
    digest = hashlib.sha256(repr(key).encode())
    for module in MODULES:
        digest.update((Path(__file__).parent / f"{module}.py").read_bytes())
    path = folder / f"views-{digest.hexdigest()[:16]}.pickle"
    if path.exists():
        return pickle.loads(path.read_bytes())
    made = make()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(made))
    return made
