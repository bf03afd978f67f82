"""Contact sheets: every picture with its truth drawn on, for eyes."""

import json
import os

import numpy as np
from PIL import Image, ImageDraw, ImageFont

VISIBLE, HIDDEN, HOLE, FITTING, RING = (60, 255, 80), (255, 70, 60), (255, 190, 0), (90, 170, 255), (255, 80, 255)


def _drawn(path, truth, width):
    image = Image.open(path).convert("RGB")
    scale = width / image.width
    image = image.resize((width, round(image.height * scale)), Image.LANCZOS)
    draw = ImageDraw.Draw(image)
    for ring in truth["rings"].values():
        e = ring.get("ellipse")
        if e and ring["kind"] in ("face", "girth"):
            t = np.linspace(0, 2 * np.pi, 90)
            c, s = np.cos(e["angle"]), np.sin(e["angle"])
            x, y = (
                e["x"] + e["a"] * np.cos(t) * c - e["b"] * np.sin(t) * s,
                e["y"] + e["a"] * np.cos(t) * s + e["b"] * np.sin(t) * c,
            )
            draw.line([(a * scale, b * scale) for a, b in zip(x, y)], fill=RING, width=1)
    for bolt in truth["bolts"]:
        colour = (
            FITTING if bolt.get("fitting") else HOLE if bolt.get("hole") else VISIBLE if bolt["visible"] else HIDDEN
        )
        if colour is HIDDEN and bolt["radius_px"] * scale < 2:
            continue
        r = bolt["radius_px"] * scale + 1.5
        x, y = bolt["x"] * scale, bolt["y"] * scale
        draw.ellipse([x - r, y - r, x + r, y + r], outline=colour)
    return image


def make(root, out, width=640, columns=2):
    """One sheet a system and one a clip; left plain, right with truth."""
    with open(os.path.join(root, "truth.json")) as file:
        images = json.load(file)["images"]
    groups = {}
    for path in sorted(images):
        groups.setdefault("-".join(path.split("/")[:2]), []).append(path)
    os.makedirs(out, exist_ok=True)
    for name, paths in groups.items():
        cells = []
        for path in paths:
            full = os.path.join(root, path)
            plain = Image.open(full).convert("RGB")
            height = round(plain.height * width / plain.width)
            cells += [plain.resize((width, height), Image.LANCZOS), _drawn(full, images[path], width)]
        high = cells[0].height + 22
        sheet = Image.new("RGB", (columns * width, high * ((len(cells) + columns - 1) // columns)), (24, 24, 24))
        draw = ImageDraw.Draw(sheet)
        for k, cell in enumerate(cells):
            x, y = (k % columns) * width, (k // columns) * high
            sheet.paste(cell, (x, y + 22))
            if k % 2 == 0:
                system = images[paths[k // 2]]["system"]
                draw.text(
                    (x + 6, y + 4),
                    f"{paths[k // 2]}   system: {system}",
                    font=ImageFont.load_default(14),
                    fill=(230, 230, 230),
                )
        sheet.save(os.path.join(out, name + ".jpg"), quality=88)
    return len(groups)
