"""Speed beside OpenCV: both programs take turns on the same pictures, one thread each, so that a noisy machine slows both."""

import json
import statistics
import subprocess
import time

import cv2
import numpy

FEATURES = 2000
# Stage of `remnant bench`, the peer, and the aim for their ratio.
FIGURES = [
    ("decode", "OpenCV imdecode to grey", 1.0),
    ("keypoints", f"OpenCV ORB, {FEATURES} features", 0.33),
    ("edges", "OpenCV EdgeDrawing, lines and ellipses", 0.15),
    ("bolts", "OpenCV imdecode to grey", 0.5),
    ("extract", "OpenCV imdecode to grey", 2.5),
    ("match", f"OpenCV BFMatcher knnMatch, {FEATURES} × {FEATURES}", 0.10),
]


def median_ms(work, repeats=3):
    """The median time of `work` in milliseconds, after one run that does not count."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def peers(path):
    """The peers' work on one picture, by the stage that it answers to."""
    data = numpy.fromfile(path, numpy.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    orb, matcher = cv2.ORB_create(FEATURES), cv2.BFMatcher(cv2.NORM_HAMMING)
    drawing = cv2.ximgproc.createEdgeDrawing()

    def edges():
        drawing.detectEdges(picture)
        drawing.detectLines()
        drawing.detectEllipses()

    def decode():
        return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)

    random = numpy.random.default_rng(7)
    queries, train = (random.integers(0, 256, (FEATURES, 32), numpy.uint8) for _ in range(2))
    return {
        "decode": decode,
        "keypoints": lambda: orb.detectAndCompute(picture, None),
        "edges": edges,
        # No peer finds bolts: they and the whole are held against the least that any program does with a frame.
        "bolts": decode,
        "extract": decode,
        "match": lambda: matcher.knnMatch(queries, train, 2),
    }


def measure(remnant, pictures, rounds):
    """Rows of (stage, own median ms, peer, its median ms, ratio, aim), and the instruction set in use."""
    cv2.setNumThreads(1)
    own, theirs, instruction_set = {}, {}, ""
    for path in pictures:
        work = peers(path)
        for _ in range(rounds):
            for stage, run in work.items():
                theirs.setdefault(stage, []).append(median_ms(run))
            command = [remnant, "bench", path, "--threads", "1", "--features", str(FEATURES), "--json"]
            report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            instruction_set = report["isa"]
            for stage, figures in report["stages"].items():
                own.setdefault(stage, []).append(figures["p50_ms"])
    rows = []
    for stage, peer, aim in FIGURES:
        mine, other = statistics.median(own[stage]), statistics.median(theirs[stage])
        rows.append((stage, mine, peer, other, mine / other, aim))
    return rows, instruction_set
