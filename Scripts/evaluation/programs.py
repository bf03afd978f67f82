"""The two programs under test, behind one interface: each method returns None where the program does not do that."""

import json
import os
import subprocess
import tempfile


class Failed(Exception):
    """The program could not be run on this input; the message says why."""


class Remnant:
    name = "remnant"

    def __init__(self, binary, root):
        self.binary, self.root = binary, root

    def _run(self, *arguments):
        done = subprocess.run([self.binary, *arguments], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise Failed(f"remnant {arguments[0]}: exit {done.returncode}: {done.stderr.strip()[-300:]}")
        return done.stdout

    def _document(self, *arguments):
        try:
            return json.loads(self._run(*arguments))
        except json.JSONDecodeError as error:
            raise Failed(f"remnant {arguments[0]}: no JSON: {error}") from error

    def features(self, path):
        """(bolts, rings) of a picture; either is None where the output has no such key."""
        document = self._document("extract", os.path.join(self.root, path), "--json")
        return document.get("bolts"), document.get("rings")

    def homography(self, a, b):
        return self._document("pair", os.path.join(self.root, a), os.path.join(self.root, b), "--json").get(
            "homography"
        )

    def ellipses(self, path):
        """The elliptic edges of a picture."""
        return self._document("extract", os.path.join(self.root, path), "--json").get("ellipses", [])

    def edges_under(self, a, b, questions):
        """What edges say of maps from picture `a` to picture `b`, a log-odds each, None where they cannot be compared."""
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump([{"map": q.map.ravel().tolist(), "places": q.places} for q in questions], file)
            file.flush()
            pictures = os.path.join(self.root, a), os.path.join(self.root, b)
            return [answer.get("logOdds") for answer in self._document("pair", *pictures, "--under", file.name)]

    def identify(self):
        """The verdict for each clip."""
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out")
            self._run(
                "match",
                os.path.join(self.root, "footage"),
                "--references",
                os.path.join(self.root, "references"),
                "--output",
                out,
            )
            with open(os.path.join(out, "summary.json")) as file:
                return {c["name"]: c for c in json.load(file)["footage"]}


class OpenCV:
    """What OpenCV offers for the job: its blob detector, RootSIFT and MAGSAC. It knows no rings."""

    name = "opencv"
    FEATURES, RATIO, LEAST_INLIERS, REACH = 2000, 0.85, 15, 3.0

    def __init__(self, root, pictures):
        import cv2
        import numpy as np

        cv2.setRNGSeed(7)
        self.cv2, self.np, self.root, self.pictures, self.known = cv2, np, root, pictures, {}
        self.detector, self.matcher = cv2.SIFT_create(self.FEATURES), cv2.BFMatcher(cv2.NORM_L2)
        settings = cv2.SimpleBlobDetector_Params()
        settings.filterByColor = settings.filterByConvexity = settings.filterByInertia = False
        settings.minArea, settings.maxArea = 20, 2000
        settings.filterByCircularity, settings.minCircularity = True, 0.6
        self.blobs = cv2.SimpleBlobDetector_create(settings)

    def _grey(self, path):
        image = self.cv2.imread(os.path.join(self.root, path), self.cv2.IMREAD_GRAYSCALE)
        if image is None:
            raise Failed(f"OpenCV cannot read {path}")
        return image

    def features(self, path):
        spots = self.blobs.detect(self._grey(path))
        return [{"x": s.pt[0], "y": s.pt[1], "radius": s.size / 2, "score": s.response} for s in spots], None

    def _described(self, path):
        if path not in self.known:
            points, rows = self.detector.detectAndCompute(self._grey(path), None)
            if rows is None:
                rows = self.np.zeros((0, 128), self.np.float32)
            rows = self.np.sqrt(rows / self.np.maximum(rows.sum(1, keepdims=True), 1e-9))
            self.known[path] = self.np.float32([p.pt for p in points]).reshape(-1, 2), rows
        return self.known[path]

    def _agreement(self, a, b):
        (pa, da), (pb, db) = self._described(a), self._described(b)
        if len(da) < 4 or len(db) < 4:
            return None, 0
        good = [
            m[0] for m in self.matcher.knnMatch(da, db, 2) if len(m) == 2 and m[0].distance < self.RATIO * m[1].distance
        ]
        if len(good) < 4:
            return None, 0
        one, two = pa[[m.queryIdx for m in good]], pb[[m.trainIdx for m in good]]
        matrix, mask = self.cv2.findHomography(one, two, self.cv2.USAC_MAGSAC, self.REACH, None, 5000, 0.999)
        return (None, 0) if matrix is None else (matrix.ravel().tolist(), int(mask.sum()))

    def homography(self, a, b):
        return self._agreement(a, b)[0]

    def identify(self):
        best = {}
        references = [p for p in self.pictures if p.part == "references"]
        for frame in (p for p in self.pictures if p.part == "footage"):
            votes = best.setdefault(frame.group, {})
            for view in references:
                votes[view.system] = max(votes.get(view.system, 0), self._agreement(frame.path, view.path)[1])
        answers = {}
        for clip, votes in best.items():
            ranked = sorted(votes.items(), key=lambda v: (-v[1], v[0]))
            enough = bool(ranked) and ranked[0][1] >= self.LEAST_INLIERS
            answers[clip] = {
                "verdict": "candidate" if enough else "inconclusive",
                "candidates": [{"reference": s, "logOdds": n} for s, n in ranked[:5]],
            }
        return answers
