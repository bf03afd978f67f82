"""Pictures under free licences that ship inside PyPI wheels. They are read from the wheels; nothing is installed."""
from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .imaging import resized

#: Wheels that hold the pictures. An old scikit-image, because later ones download their pictures instead.
WHEELS = {
    "scikit-image": ["scikit-image==0.16.2", "--python-version", "3.8", "--platform", "manylinux1_x86_64"],
    "scikit-learn": ["scikit-learn==1.5.2", "--python-version", "3.11", "--platform", "manylinux2014_x86_64"],
    "matplotlib": ["matplotlib==3.9.2", "--python-version", "3.11", "--platform", "manylinux2014_x86_64"],
}


@dataclass(frozen=True)
class Source:
    """A picture in a wheel. `held_out` pictures are never trained on."""

    name: str
    wheel: str
    member: str
    licence: str
    held_out: bool = False


SKIMAGE, SKLEARN, MPL = "scikit-image", "scikit-learn", "matplotlib"
SOURCES = [
    Source("astronaut", SKIMAGE, "skimage/data/astronaut.png", "public domain (NASA)"),
    Source("brick", SKIMAGE, "skimage/data/brick.png", "CC0 (CC0Textures)"),
    Source("grass", SKIMAGE, "skimage/data/grass.png", "CC0 (CC0Textures)"),
    Source("gravel", SKIMAGE, "skimage/data/gravel.png", "CC0 (CC0Textures)", held_out=True),
    Source("text", SKIMAGE, "skimage/data/text.png", "public domain"),
    Source("cell", SKIMAGE, "skimage/data/cell.png", "CC0"),
    Source("coins", SKIMAGE, "skimage/data/coins.png", "no known restrictions (Brooklyn Museum)", held_out=True),
    Source("microaneurysms", SKIMAGE, "skimage/data/microaneurysms.png", "CC0 (A. Maier)"),
    Source("ihc", SKIMAGE, "skimage/data/ihc.png", "no known restrictions (CMM)"),
    Source("chelsea", SKIMAGE, "skimage/data/chelsea.png", "CC0 (S. van der Walt)"),
    Source("coffee", SKIMAGE, "skimage/data/coffee.png", "CC0 (R. Michetti)", held_out=True),
    Source("hubble", SKIMAGE, "skimage/data/hubble_deep_field.jpg", "public domain (NASA)"),
    Source("retina", SKIMAGE, "skimage/data/retina.jpg", "CC0"),
    Source("rocket", SKIMAGE, "skimage/data/rocket.jpg", "public domain (SpaceX)"),
    Source("flower", SKLEARN, "sklearn/datasets/images/flower.jpg", "CC BY 2.0 (vultilion)"),
    Source("china", SKLEARN, "sklearn/datasets/images/china.jpg", "CC BY 2.0 (danielbuechele)", held_out=True),
    Source("hopper", MPL, "matplotlib/mpl-data/sample_data/grace_hopper.jpg", "public domain (US Navy)"),
    Source("relief", MPL, "matplotlib/mpl-data/sample_data/jacksboro_fault_dem.npz", "public domain (USGS elevation)"),
]

#: Longer side, in pixels, that pictures are reduced to.
LONG_SIDE = 900


def wheel_path(folder: Path, wheel: str) -> Path:
    """The wheel in `folder`, downloaded with pip on first use."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = wheel.replace("-", "_")
    found = sorted(folder.glob(f"{stem}-*.whl"))
    if not found:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run(command + ["--dest", str(folder)] + WHEELS[wheel], check=True)
        found = sorted(folder.glob(f"{stem}-*.whl"))
    return found[0]


def shaded_relief(elevation: np.ndarray) -> np.ndarray:
    """Lambertian shading of an elevation map under a low light from the north-west, as 8-bit-ranged float."""
    dy, dx = np.gradient(elevation.astype(np.float32) / 30)
    shade = (1 + 0.7 * dx + 0.7 * dy) / np.sqrt(1 + dx * dx + dy * dy) / 1.6
    return 255 * np.clip(shade, 0, 1)


def load(source: Source, folder: Path) -> np.ndarray:
    """The picture's luma as float32 in 0…255, no side longer than `LONG_SIDE`."""
    with zipfile.ZipFile(wheel_path(folder, source.wheel)) as archive:
        data = archive.read(source.member)
    if source.member.endswith(".npz"):
        luma = shaded_relief(np.load(io.BytesIO(data))["elevation"])
    else:
        luma = np.asarray(Image.open(io.BytesIO(data)).convert("L"), np.float32)
    return resized(luma, LONG_SIDE / max(luma.shape))
