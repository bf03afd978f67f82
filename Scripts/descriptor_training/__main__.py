"""Entry point: `Scripts/train-descriptor`."""
from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from . import __doc__ as DESCRIPTION
from . import peers, study
from .boosting import Strategy, select
from .cache import cached
from .dataset import Plan, real_views, synthetic_views, training_set
from .evaluation import evaluate_tests, patches_of
from .writing import write_swift

#: What the study found best (Documentation/descriptor-training.md): triplets match as well but give no common distance
#: limit; thresholds of 0 or in grey levels lose 0.6 to 4 points of mAP where light or scene changes.
CHOSEN = Strategy("pairs, exponential loss")
#: Wider patches gain up to 2 points on planes, all that is measured here, but must suffer more where a surface bends.
EXTENT = 1.0
TABLE = "Sources/FeatureExtraction/Keypoints/DescriptorTests.swift"
PAGE = "Documentation/descriptor-training.md"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="train-descriptor", description=DESCRIPTION)
    parser.add_argument("--root", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--bits", type=int, default=256, help="tests to choose, a multiple of 64")
    parser.add_argument("--extent", type=float, default=EXTENT, help="patch width over the keypoint's size")
    parser.add_argument("--quick", action="store_true", help="a smoke test; writes under .build/ only")
    parser.add_argument("--study", action="store_true", help="also compare strategies, extents and 512 bits")
    parser.add_argument("--peers", action="store_true", help="also measure OpenCV's descriptors on the same keypoints")
    parser.add_argument("--held-out", type=Path, help="real planar pairs to measure on: SCENE/{1,2,…}.png and H_1_K")
    parser.add_argument("--output", type=Path, help="where to write, instead of into the repository")
    parser.add_argument("--extractor", help="a built `remnant`, whose keypoints replace our own detector's")
    return parser.parse_args()


def main() -> None:
    """Makes the pairs, chooses the tests, measures them, writes the table and the page."""
    options = arguments()
    work = options.root / ".build/train-descriptor"
    wheels, began = work / "wheels", time.monotonic()
    output = options.output or (work / "quick" if options.quick else options.root)
    size = study.QUICK if options.quick else study.FULL

    def say(text: str) -> None:
        print(f"[{time.monotonic() - began:4.0f} s] {text}", file=sys.stderr, flush=True)

    def views(seed: int, held_out: bool, plan: Plan, light: float = 1.0):
        def make():
            return synthetic_views(seed, held_out, plan, size.keypoints, wheels, options.extractor, light)

        # The keypoints of an extractor that may have been built anew are not kept.
        key = (seed, held_out, plan, size.keypoints, light)
        return make() if options.extractor else cached(work / "views", key, make)

    say("making training views")
    training = views(options.seed, False, size.training)
    say("making held-out views")
    sets = {"synthetic": views(options.seed, True, size.held_out)}
    sets["strong light"] = views(options.seed + 1, True, size.strong, light=2.2)
    if options.held_out and options.held_out.is_dir():
        sets["real planes"] = real_views(options.held_out, size.real_keypoints, options.extractor)
    data = training_set(training, options.extent, size.per_view, size.pairs, options.seed)
    say(f"choosing {options.bits} tests on {len(data)} pairs of patches from {len(training)} views")
    tests = select(data, CHOSEN, options.bits, size.pool, options.seed)

    rows = []
    patches = {name: patches_of(group, options.extent) for name, group in sets.items()}
    rows.append((f"Remnant-{options.bits}", [evaluate_tests(sets[k], patches[k], tests) for k in sets]))
    say("measured " + rows[0][0] + ": " + " | ".join(figures.row() for figures in rows[0][1]))
    if options.peers:
        for name in peers.names():
            rows.append(study.best_of_peer(name, sets))
            say("measured " + rows[-1][0])
    sections = []
    if options.study:
        sections = study.sections(training, sets, CHOSEN, options, size, say)

    flags = {
        "--quick": options.quick,
        "--study": options.study,
        "--peers": options.peers,
        "--held-out DIR": "real planes" in sets,
        "--extractor PATH": options.extractor,
    }
    command = " ".join([f"Scripts/train-descriptor --seed {options.seed}"] + [flag for flag, on in flags.items() if on])
    figures = rows[0][1][0]
    summary = f"{len(data)} training pairs; held out: mAP {figures.mean_ap:.3f}, FPR95 {figures.fpr95:.4f} (synthetic)."
    write_swift(output / TABLE, tests, command, summary)
    study.write_page(output / PAGE, command, options, size, CHOSEN, data, training, sets, rows, sections)
    say(f"wrote {output / TABLE} and {output / PAGE}")


if __name__ == "__main__":
    main()
