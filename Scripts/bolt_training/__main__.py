"""The command line of train-bolts."""

import argparse
import glob
import os
import subprocess
import sys

import numpy as np

from . import boosting, pictures, samples, writing

#: Of the candidates that are no bolts, how many for each bolt a stage's trees see at most: more would only cost time.
NEGATIVES = {"screening": 60, "scoring": 40}


#: What a place in a rendered picture counts, against one in a made-up scene.
RENDERED_WEIGHT = 2.5
#: Varied copies of a rendered picture.
COPIES = 2


def main():
    p = argparse.ArgumentParser(prog="train-bolts", description=__doc__)
    p.add_argument("--root", required=True)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--scenes", type=int, default=3000, help="made-up scenes to train on")
    p.add_argument("--rendered", nargs="*", default=[], help="folders of rendered sets to train on")
    p.add_argument("--processes", type=int, default=os.cpu_count())
    p.add_argument("--threads", type=int, default=1, help="of the fitting; more than one may change the last bits")
    p.add_argument("--quick", action="store_true", help="few scenes and trees: to see that it runs")
    a = p.parse_args()
    boosting.THREADS = a.threads
    work = os.path.join(a.root, ".build", "train-bolts")
    shown = pictures.made_up(os.path.join(work, "scenes"), 1000 * a.seed, 60 if a.quick else a.scenes, a.processes)
    for number, folder in enumerate(a.rendered):
        own = pictures.rendered(folder)
        shown += own + pictures.varied(own, os.path.join(work, "varied"), number, COPIES)
    shown += pictures.photographs(os.path.join(work, "photographs"))
    target = os.path.join(a.root, "Sources", "FeatureExtraction", "Bolts", "Detection")
    effort = 0.1 if a.quick else 1.0

    features, labels, sizes, holes, weights = gather(a.root, "screening", shown, work, a.seed)
    bolts = labels == samples.BOLT
    say(f"screening: {len(labels)} places, {bolts.sum()} bolts")
    trees = boosting.classifier(features, bolts, weights, int(48 * effort) or 4, 5, a.seed, rate=0.2)
    writing.write(trees, "screening", "Log-odds, in nats, that a bolt is round a candidate.", path(target, "Screening"))
    trees = boosting.regressor(features[bolts], sizes[bolts], weights[bolts], int(64 * effort) or 4, 4, a.seed)
    writing.write(trees, "size", "Logarithm of a bolt's radius over its candidate's.", path(target, "Size"))

    features, labels, _, holes, weights = gather(a.root, "scoring", shown, work, a.seed)
    bolts = labels == samples.BOLT
    say(f"scoring: {len(labels)} places, {bolts.sum()} bolts, {(holes & bolts).sum()} of them holes")
    trees = boosting.classifier(features, bolts, weights, int(320 * effort) or 4, 6, a.seed, rate=0.08)
    writing.write(trees, "scoring", "Log-odds, in nats, that a place is a bolt.", path(target, "Scoring"))
    trees = boosting.classifier(features[bolts], holes[bolts], weights[bolts], int(48 * effort) or 4, 5, a.seed, rate=0.15)
    writing.write(trees, "hole", "Log-odds, in nats, that a bolt is an empty hole.", path(target, "Hole"))
    build(a.root)


def path(target, name):
    return os.path.join(target, f"BoltModels+{name}.swift")


def gather(root, stage, shown, work, seed):
    """The samples of a stage, thinned: all bolts, and of the rest as many as NEGATIVES says, weighted to stand for all."""
    build(root)
    measured = samples.measure(
        os.path.join(root, ".build", "release", "bolt-samples"), stage, shown, os.path.join(work, f"{stage}.bin"))
    labels = np.concatenate([m.labels for m in measured])
    rng = np.random.default_rng(seed)
    keep = np.zeros(len(labels))
    keep[labels == samples.BOLT] = 1
    rest = np.flatnonzero(labels == samples.NONE)
    share = min(1.0, NEGATIVES[stage] * (labels == samples.BOLT).sum() / max(1, len(rest)))
    keep[rest[rng.random(len(rest)) < share]] = 1 / share
    chosen = keep > 0
    features = np.concatenate([m.features for m in measured])[chosen]
    # Made-up scenes are many; what matters is what rendered wreckage holds, whose light and wear are nearer to the world's.
    worth = np.concatenate([np.full(len(m.labels), RENDERED_WEIGHT if p.group == "rendered" else 1.0)
                            for m, p in zip(measured, shown)])
    keep = keep * worth
    return (features, labels[chosen], np.concatenate([m.sizes for m in measured])[chosen],
            np.concatenate([m.holes for m in measured])[chosen], keep[chosen])


def build(root):
    """The sampler is the detector: it is built anew after each table that a later stage asks."""
    command = ["swift", "build", "--configuration", "release", "--product", "bolt-samples"]
    subprocess.run(command, cwd=root, check=True, stdout=sys.stderr)


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
