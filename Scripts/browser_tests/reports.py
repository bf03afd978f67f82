"""Reports to test: one of sample frames, with names that mean harm, and one of a thousand clips."""

import json
import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, ".build", "release", "remnant")
SAMPLES = os.path.join(ROOT, "SampleFrames")

# One name for each way out of the place where names are shown. The last holds one user-perceived character of two scalars.
HOSTILE = ["<script>document.title='taken'<∕script>", "\"><img src=x onerror=document.title='taken'>", "\"\u0301 onpointerover=document.title='taken' x=\""]


def of_samples(folder):
    """Matches a clip that shares bolts with a reference, copies of it under hostile names, and one whose original is gone."""
    footage, references = os.path.join(folder, "footage"), os.path.join(folder, "references")
    frame = os.path.join(SAMPLES, "footage", "clip-01-field-noon", "001.jpg")
    for name in ["clip", *HOSTILE, "gone"]:
        os.makedirs(os.path.join(footage, name))
        shutil.copy(frame, os.path.join(footage, name, "001.jpg"))
    shutil.copytree(os.path.join(SAMPLES, "references", "basalt-1"), os.path.join(references, "basalt-1"))
    results = os.path.join(folder, "results")
    run("match", footage, "--references", references, "--output", results, "--quiet")
    shutil.rmtree(os.path.join(footage, "gone"))
    run("report", results, "--quiet")
    return os.path.join(results, "report")


def of_a_thousand(folder):
    """A thousand clips, the last of a thousand frames, whose originals are nowhere."""
    results = os.path.join(folder, "thousand")
    os.makedirs(results)
    clips, rows = [], []
    for number in range(1, 1001):
        name = f"clip-{number:04}"
        odds = round((number * 7919 % 1000) / 100 - 2, 3)
        candidate = {"reference": f"system-{number % 7}", "logOdds": odds, "frames": 1, "bestFrame": f"{name}/1.jpg", "bestView": "v.jpg",
                     "evidence": {"keypoints": -0.3, "bolts": odds + 1}}
        clips.append({"name": name, "verdict": "candidate" if odds >= 3 else "inconclusive", "frames": 1, "failedFrames": 0,
                      "candidates": [candidate] if number % 3 else [], "overlays": [], "reason": "A sentence that says why."})
        for frame in range(1, 1001 if number == 1000 else 2):
            rows.append({"frame": f"{name}/{frame}.jpg", "clip": name, "sha256": "0" * 64, "status": "ok", "width": 64, "height": 48, "keypoints": 9,
                         "candidates": []})
    documents = {"summary.json": {"schema": "remnant.summary/1", "footage": clips},
                 "run.json": {"schema": "remnant.run/1", "version": "0", "status": "complete", "options": {"candidateLogOdds": 3}, "references": [],
                              "inputs": [{"path": row["frame"], "sha256": row["sha256"]} for row in rows], "execution": {}}}
    for name, document in documents.items():
        with open(os.path.join(results, name), "w") as out:
            json.dump(document, out)
    with open(os.path.join(results, "results.jsonl"), "w") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    run("report", results, "--quiet")
    return os.path.join(results, "report")


def run(*arguments):
    """Runs the program; a failure shows what it said."""
    subprocess.run([PROGRAM, *arguments], check=True)
