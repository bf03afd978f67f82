"""The command line of `Scripts/measure`."""

import argparse
import glob
import os
import platform
import re

from measurement import accuracy, ellipses, line_matching, speed
from measurement import lines as segments

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHARED = os.path.join(os.path.dirname(ROOT), "shared", "data")
START, END = "<!-- measured: start -->", "<!-- measured: end -->"


def processor():
    with open("/proc/cpuinfo") as file:
        names = re.findall(r"model name\s*: (.*)", file.read())
    return names[0] if names else platform.machine()


def edge_table(remnant, pairs, discs):
    """Lines over the planar pairs, ellipses over the pictures of discs: a table each, where the pictures are there."""
    text = []
    if os.path.isdir(pairs):
        text += ["", "Line segments over the same pairs, as many of each program as the one with fewest gives, but not over"]
        text += [f"{segments.COUNT}: the share met again, and how far off across the line."]
        text += ["", "| method | repeatability | distance, px |", "|---|---:|---:|"]
        text += [f"| {name} | {share:.3f} | {off:.2f} |" for name, share, off, _ in segments.measure(remnant, pairs)]
        text += ["", f"The {line_matching.COUNT} most significant lines of each picture, matched by what lies beside them: of the matches that"]
        text += ["are each other's nearest, the share that is right, and the share of lines with a true counterpart that"]
        text += ["find it; means over the pairs that show a line in common."]
        text += ["", "| method | right | found | pairs |", "|---|---:|---:|---:|"]
        rows = line_matching.measure(remnant, pairs)
        text += [f"| {name} | {right:.3f} | {found:.3f} | {count} |" for name, right, found, count in rows]
    if os.path.isdir(discs):
        text += ["", f"Ellipses of semi-minor axis from {ellipses.LEAST_SEMI_MINOR:.0f} px, at IoU {ellipses.OVERLAP}."]
        text += ["", "| method | precision | recall | F |", "|---|---:|---:|---:|"]
        text += [f"| {name} | {p:.3f} | {r:.3f} | {f:.3f} |" for name, p, r, f in ellipses.measure(remnant, discs)]
    return text


def table(remnant, pictures, pairs, rounds):
    rows, instruction_set = speed.measure(remnant, pictures, rounds)
    size = f"{len(pictures)} pictures ({', '.join(os.path.basename(path) for path in pictures)})"
    lines = [
        f"One thread of {processor()}, instruction set {instruction_set}, {size}; medians, both programs in turn.",
        "",
        "| stage | remnant, ms | peer | peer, ms | ratio | aim |",
        "|---|---:|---|---:|---:|---:|",
    ]
    for stage, mine, peer, other, ratio, aim in rows:
        lines.append(f"| {stage} | {mine:.2f} | {peer} | {other:.2f} | {ratio:.3f} | ≤ {aim} |")
    if os.path.isdir(pairs):
        rows, count = accuracy.measure(remnant, pairs)
        heads = " | ".join(f"AUC@{limit} px" for limit in accuracy.LIMITS)
        lines += ["", f"Homography accuracy over {count} planar pairs with known truth: area under the curve of the mean"]
        lines += ["corner error.", "", f"| method | {heads} |", "|---|" + "---:|" * len(accuracy.LIMITS)]
        lines += [f"| {name} | " + " | ".join(f"{area:.3f}" for area in areas) + " |" for name, areas in rows]
    lines += edge_table(remnant, pairs, os.path.join(SHARED, "ellipses"))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="measure", description="Speed and accuracy beside OpenCV, as a table.")
    parser.add_argument("pictures", nargs="*", help="pictures to time on; default: 1080p frames, if there, or SampleFrames")
    parser.add_argument("--pairs", default=os.path.join(SHARED, "homography"), help="folder of scenes with H_1_K")
    parser.add_argument("--remnant", default=os.path.join(ROOT, ".build", "release", "remnant"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    options = parser.parse_args()
    if not os.path.exists(options.remnant):
        parser.error(f"{options.remnant} is not there: build it with `swift build -c release` first")
    frames = sorted(glob.glob(os.path.join(SHARED, "bench", "*.jpg")))
    samples = sorted(glob.glob(os.path.join(ROOT, "SampleFrames", "footage", "*", "001.jpg")))[:3]
    result = table(options.remnant, options.pictures or frames or samples, options.pairs, options.rounds)
    print(result)
    if options.write:
        path = os.path.join(ROOT, "README.md")
        with open(path) as file:
            text = file.read()
        before, after = text.split(START)[0], text.split(END)[1]
        with open(path, "w") as file:
            file.write(f"{before}{START}\n{result}\n{END}{after}")


main()
