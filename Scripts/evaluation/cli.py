"""The command line of evaluate."""

import argparse
import json
import os
import sys
from collections import Counter

from . import edges, measure, programs, truthset

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EPILOG = """Bolts: a detection is right within max(3 px, 0.8 radius) of a visible head of radius 2.5 px or more; holes,
hidden and smaller bolts count neither way. Rings: those with five visible bolts or more; found when one detected ring
holds half of them and they are 60 % of it. Identification: 'candidate' with the right system first, or 'inconclusive'
for a stranger. Geometry: median distance between where `pair` puts one ring's bolts and where they are. Edges: log-odds of
right maps of a face against displaced ones and against other systems' rings laid on the frame's. Rims: the circles of
the references' rims and nozzles against the ellipses found, relative to the semi-major axis.
Exit: 0 measured, 1 measured but with failures, 66 no such set."""


NOT_MEASURED = "not measured"


def _text(value):
    return "no cases" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def rows(result):
    """(measure, figure) pairs of one program, in a fixed order; where a block is missing, every figure says so."""
    blocks = []
    for part, found in result["features"].items():
        blocks.append((f"{part}: ", found["bolts"], measure.bolt_figures(Counter())))
        blocks.append((f"{part}: ", found["rings"], measure.ring_figures(Counter())))
    t, pairs = result["identification"], result["geometry"] or {}
    blocks.append(("", t and measure.identification_figures(t), measure.IDENTIFICATION))
    blocks += [(f"pairs, {kind}: ", pairs.get(kind), measure.pair_figures([])) for kind in ("reference", "clip")]
    blocks.append(("edges: ", result["edges"], edges.NAMES))
    blocks.append(("references: ", result["rims"], measure.rim_figures(Counter())))
    out = []
    for label, figures, names in blocks:
        out += [(label + name, NOT_MEASURED if figures is None else figures[name]) for name in names]
    return out


def table(results):
    """Two columns of figures beside each other, by name."""
    columns = {program: dict(rows(result)) for program, result in results.items()}
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    wide = max(len(n) for n in names) + 2
    lines = ["".ljust(wide) + "".join(p.rjust(16) for p in columns)]
    for name in names:
        lines.append(name.ljust(wide) + "".join(_text(c[name]).rjust(16) for c in columns.values()))
    return "\n".join(lines)


def main(argv=None):
    p = argparse.ArgumentParser(
        prog="evaluate",
        description="Measures remnant and an OpenCV baseline on a set with ground truth.",
        epilog=EPILOG,
    )
    p.add_argument("set", nargs="?", default=os.path.join(ROOT, "SampleFrames"))
    p.add_argument(
        "--remnant", default=os.path.join(ROOT, ".build", "release", "remnant"), help="the program to measure"
    )
    p.add_argument("--no-baseline", action="store_true", help="leave OpenCV out")
    p.add_argument("--only", default="features,identification,geometry,edges,rims", help="which measures, by commas")
    p.add_argument(
        "--pairs-per-clip", type=int, default=2, help="frames of a clip that are paired with each reference view"
    )
    p.add_argument("--json", help="write the figures here")
    a = p.parse_args(argv)
    if not os.path.exists(os.path.join(a.set, "truth.json")):
        print(
            f"evaluate: {a.set} has no truth.json; name a folder made by Scripts/render-sample-frames", file=sys.stderr
        )
        return 66
    pictures, contenders = truthset.load(a.set), []
    if os.access(a.remnant, os.X_OK):
        contenders.append(programs.Remnant(os.path.abspath(a.remnant), a.set))
    else:
        print(
            f"evaluate: no program at {a.remnant}: remnant is not measured (swift build -c release makes it)",
            file=sys.stderr,
        )
    if not a.no_baseline:
        contenders.append(programs.OpenCV(a.set, pictures))
    results, failures = {}, []
    for program in contenders:
        result, wanted = {"features": {}, "identification": None, "geometry": None, "edges": None, "rims": None}, a.only.split(",")
        failed = []
        if "features" in wanted:
            result["features"], bad = measure.features(program, pictures, _say)
            failed += bad
        if "identification" in wanted:
            result["identification"], bad = measure.identify(program, pictures)
            failed += bad
            _say(f"{program.name}: identification done")
        if "geometry" in wanted:
            result["geometry"], bad = measure.geometry(program, pictures, a.pairs_per_clip)
            failed += bad
            _say(f"{program.name}: geometry done")
        if "edges" in wanted:
            result["edges"], bad = measure.verification(program, pictures, a.pairs_per_clip)
            failed += bad
            _say(f"{program.name}: edges done")
        if "rims" in wanted:
            result["rims"], bad = measure.rims_of(program, pictures, truthset.facts(a.set))
            failed += bad
            _say(f"{program.name}: rims done")
        result["failures"] = failed
        failures += failed
        results[program.name] = result
    if results:
        print(table(results))
    for line in failures[:10]:
        print(f"evaluate: {line}", file=sys.stderr)
    if len(failures) > 10:
        print(f"evaluate: and {len(failures) - 10} more failures (all in --json)", file=sys.stderr)
    if a.json:
        with open(a.json, "w") as out:
            json.dump(
                {
                    "schema": "remnant.evaluation/1",
                    "set": os.path.basename(os.path.normpath(a.set)),
                    "pictures": len(pictures),
                    "results": results,
                },
                out,
                indent=1,
            )
            out.write("\n")
    return 1 if failures else 0


def _say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
