"""How well held-out pictures' bolts are told, by the detector as it is built."""

import json
import subprocess

import numpy as np


def detections(remnant, pictures):
    """Rows of x, y, radius, score of every picture."""
    out = []
    for picture in pictures:
        said = subprocess.run([remnant, "extract", picture.path, "--json"], capture_output=True, text=True, check=True)
        out.append(np.array([[b["x"], b["y"], b["radius"], b["score"]] for b in json.loads(said.stdout)["bolts"]]).reshape(-1, 4))
    return out


def curve(pictures, found):
    """Precision and recall at falling scores, scored as `Scripts/evaluate` does: (score, precision, recall) rows."""
    hits, total = [], 0
    for picture, said in zip(pictures, found):
        used = set()
        for x, y, _, score in sorted(said.tolist(), key=lambda row: -row[3]):
            away = np.hypot(picture.bolts[:, 0] - x, picture.bolts[:, 1] - y) if len(picture.bolts) else np.zeros(0)
            near = [j for j in np.argsort(away) if away[j] <= max(3.0, 0.8 * picture.bolts[j, 2]) and j not in used]
            if not near:
                hits.append((score, 0))
                continue
            used.add(near[0])
            if picture.bolts[near[0], 4] and picture.bolts[near[0], 2] >= 2.5:
                hits.append((score, 1))
        total += int(((picture.bolts[:, 4] > 0) & (picture.bolts[:, 2] >= 2.5)).sum()) if len(picture.bolts) else 0
    hits.sort(key=lambda h: -h[0])
    right = np.cumsum([h[1] for h in hits])
    return [(h[0], right[i] / (i + 1), right[i] / max(1, total)) for i, h in enumerate(hits)]
