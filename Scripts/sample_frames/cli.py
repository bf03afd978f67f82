"""The command line of render-sample-frames."""

import argparse
import hashlib
import json
import os
import sys

from . import jobs, plan, sheets

USAGE = """Renders wreckage footage and reference pictures of fictional airframes, with ground truth.

A run can be stopped and started again: frames already rendered (in the work folder) are kept. The same seed and options
give the same scenes. Scenes are rendered in an order that makes a small whole set first and then enlarges it."""


def arguments(argv):
    p = argparse.ArgumentParser(
        prog="render-sample-frames", description=USAGE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("out", help="folder of the set")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument(
        "--quick",
        action="store_true",
        help="a small set: 3 airframes with 2 views, 4 clips of 2 frames, 640 x 360, few samples",
    )
    p.add_argument("--large", type=int, metavar="N", help="a set of N airframes with 2 N known and N unknown clips")
    p.add_argument("--samples", type=int, help="samples a pixel before the denoiser (default 6; quick 4)")
    p.add_argument(
        "--scales",
        type=float,
        nargs=2,
        default=(0.8, 0.7),
        metavar=("REFERENCES", "FOOTAGE"),
        help="render at these shares of the size and enlarge (default 0.8 0.7)",
    )
    p.add_argument("--threads", type=int, default=1, help="render threads (default 1)")
    p.add_argument("--work", help="folder for frames in linear light (default OUT/../<OUT>-work)")
    p.add_argument("--only", help="render only scenes whose name contains this")
    p.add_argument("--finish", action="store_true", help="render nothing: make the set from the frames that are there")
    p.add_argument("--contact-sheets", metavar="DIR", help="also draw every picture with its truth into DIR")
    return p.parse_args(argv)


def order(references, clips):
    """References and first frames early, so that a run cut short leaves a set that can be used."""
    steps = [("reference", r, None) for r in references[:4]] + [
        ("clip", c, 2) for c in clips if c.system in {r.name for r in references[:4]}
    ]
    steps += [("clip", c, 2) for c in clips if c.system is None][:3]
    steps += (
        [("reference", r, None) for r in references[4:]]
        + [("clip", c, 2) for c in clips]
        + [("clip", c, 4) for c in clips]
        + [("clip", c, None) for c in clips]
    )
    return steps


def main(argv=None):
    a = arguments(argv)
    if a.quick:
        references, clips = plan.make(a.seed, systems=3, known=3, unknown=1, frames=2, views=["face", "side"])
        settings = jobs.Settings(640, 360, a.samples or 4, a.threads, tuple(a.scales))
    else:
        n = a.large
        references, clips = plan.make(a.seed, n, 2 * n, n) if n else plan.make(a.seed)
        settings = jobs.Settings(1280, 720, a.samples or 6, a.threads, tuple(a.scales))
    out = os.path.abspath(a.out)
    place = jobs.Workplace(a.work or out + "-work")
    if not a.finish:
        for kind, item, limit in order(references, clips):
            if a.only and a.only not in item.name:
                continue
            if kind == "reference":
                jobs.render_reference(item, place, settings, _say)
            else:
                jobs.render_clip(item, place, settings, _say, limit)
    images = jobs.finish(references, clips, place, out, settings)
    write_truth(out, images, references, clips, a.seed)
    if a.contact_sheets:
        sheets.make(out, a.contact_sheets)
    _say(f"{len(images)} pictures in {out}")


def write_truth(out, images, references, clips, seed):
    about = {r.name: {"kind": r.design.kind, "note": r.design.note} for r in references}
    shown = {
        c.name: {
            "system": c.system,
            "object": c.design.name,
            "style": c.style.label,
            "light": c.style.light,
            "wear": c.style.wear,
        }
        for c in clips
    }
    facts = {"seed": seed, "systems": about, "clips": shown, "images": {k: images[k] for k in sorted(images)}}
    with open(os.path.join(out, "truth.json"), "w") as file:
        json.dump(facts, file, separators=(",", ":"))
        file.write("\n")
    with open(os.path.join(out, "SHA256SUMS"), "w") as file:
        for path in sorted([*images, "truth.json"]):
            with open(os.path.join(out, path), "rb") as picture:
                file.write(f"{hashlib.sha256(picture.read()).hexdigest()}  {path}\n")


def _say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
