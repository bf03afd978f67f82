"""The comparisons behind the choices, and the page that records them."""
from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import peers, procedural, sources
from .boosting import Strategy, select
from .dataset import Plan, TrainingSet, View, training_set
from .evaluation import Figures, evaluate_tests, patches_of
from .keypoints import PATCH_SIDE

#: Widths of the patch over the keypoint's size (32 samples of its level) that the study compares.
EXTENTS = (0.75, 1.0, 1.25, 1.5)


@dataclass(frozen=True)
class Size:
    """How much is made and looked at."""

    training: Plan
    held_out: Plan
    strong: Plan
    keypoints: int
    real_keypoints: int
    per_view: int
    pairs: int
    pool: int


FULL = Size(Plan(6, 2, 5), Plan(2, 1, 3), Plan(1, 1, 3), 700, 700, 160, 16_384, 8192)
QUICK = Size(Plan(1, 1, 1), Plan(1, 1, 1), Plan(1, 1, 0), 300, 500, 100, 2048, 1024)

Row = tuple[str, list[Figures]]


def best_of_peer(name: str, sets: dict[str, list[View]]) -> Row:
    """A peer's figures at the extent where its mAP, averaged over the sets, is best."""
    tried = [(extent, [peers.measure(views, name, extent) for views in sets.values()]) for extent in peers.EXTENTS]
    extent, figures = max(tried, key=lambda pair: np.mean([f.mean_ap for f in pair[1]]))
    return f"{name} (window × {extent:g})", figures


def variants(chosen: Strategy) -> list[Strategy]:
    """The strategies that are compared with the chosen one."""
    change = dataclasses.replace
    return [
        change(chosen, name="random tests, no selection", loss="none"),
        chosen,
        change(chosen, name="the same, all thresholds 0", scaled=False, zero=True),
        change(chosen, name="the same, thresholds in grey levels", scaled=False, zero=False),
        change(chosen, name="triplets, exponential loss", loss="triplets"),
        change(chosen, name="triplets, bounded loss", loss="logistic"),
        change(chosen, name="the same, no refinement of tests", refine=False),
        change(chosen, name="the same, no limit on correlation", max_correlation=1.0),
    ]


def sections(training: list[View], sets: dict[str, list[View]], chosen: Strategy, options, size: Size, say):
    """(title, rows) of the comparisons: strategies, extents, 512 bits."""
    made = []

    def data_at(extent: float) -> TrainingSet:
        return training_set(training, extent, size.per_view, size.pairs, options.seed)

    def measured(title: str, data: TrainingSet, strategy: Strategy, bits: int, extent: float, patches) -> Row:
        tests = select(data, strategy, bits, size.pool, options.seed)
        say("measured " + title)
        return title, [evaluate_tests(sets[name], patches[name], tests) for name in sets]

    data = data_at(options.extent)
    patches = {name: patches_of(views, options.extent) for name, views in sets.items()}
    rows = [measured(s.name, data, s, options.bits, options.extent, patches) for s in variants(chosen)]
    made.append(("Selection and thresholds", rows))
    made.append(("Bits", [measured("512 bits", data, chosen, 512, options.extent, patches)]))
    rows = []
    for extent in EXTENTS:
        patches = {name: patches_of(views, extent) for name, views in sets.items()}
        title = f"width {extent:g} × {PATCH_SIDE} level pixels, table trained at this width"
        rows.append(measured(title, data_at(extent), chosen, options.bits, extent, patches))
    made.append(("Extent of the patch", rows))
    return made


def table(rows: list[Row], names: list[str]) -> str:
    """Markdown."""
    head = "| | " + " | ".join(f"{name}: mAP | precision | FPR95 | hard FPR95" for name in names) + " |"
    rule = "|---|" + "---|" * (4 * len(names))
    lines = [f"| {title} | " + " | ".join(f.row() for f in figures) + " |" for title, figures in rows]
    return "\n".join([head, rule] + lines)


def write_page(
    path: Path, command: str, options, size: Size, chosen: Strategy, data: TrainingSet, training: list[View],
    sets: dict[str, list[View]], rows: list[Row], parts: list[tuple[str, list[Row]]],
) -> None:
    """Writes Documentation/descriptor-training.md."""
    names = list(sets)
    detector = "`remnant extract`" if options.extractor else "the script's own detector (determinant of the Hessian)"
    shown = ", ".join(f"{name}: {len(views)} pairs" for name, views in sets.items())
    text = [
        "# How the descriptor was trained",
        f"Written by `{command}`. Keypoints: {detector}, {size.keypoints} an image.",
        f"Trained on {len(data)} pairs of corresponding patches from {len(training)} image pairs, patch width "
        f"{options.extent:g} × the keypoint's size, pool of {size.pool} random tests, strategy “{chosen.name}” "
        f"(rate {chosen.rate:g}, correlation ≤ {chosen.max_correlation:g}).",
        "Each view is a picture under a random homography (zoom 0.4–2.5, any rotation, tilt to 60°), with uneven "
        "light, gamma, gain, offset, blur, motion blur, noise and JPEG 30–95.",
        f"## Held out\n\n{shown}. “Strong light” widens the range of the change of light 2.2 times; “real planes” is "
        "a folder of photographs with known homographies, of which nothing was trained on.\n\n" + EVALUATION,
        table(rows, names),
    ]
    for title, part in parts:
        text.append(f"## {title}\n\n" + table(part, names))
    families = ", ".join(procedural.FAMILIES)
    text.append(f"## Pictures\n\nProcedural: {families}. Photographs, read from PyPI wheels:")
    listed = ["| picture | wheel | licence | used for |", "|---|---|---|---|"]
    for source in sources.SOURCES:
        use = "measuring" if source.held_out else "training"
        listed.append(f"| {source.name} | {sources.WHEELS[source.wheel][0]} | {source.licence} | {use} |")
    text.append("\n".join(listed))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(text) + "\n")


EVALUATION = """\
- mAP: matches of the first image's keypoints to their nearest neighbours in the second, ranked by the ratio of the
  nearest to the second nearest; recall counts keypoints that have a correspondence. Mean over image pairs.
- precision: share of keypoints with a correspondence whose nearest neighbour is right.
- FPR95: share of non-corresponding pairs of the same image pair accepted at the distance that accepts 95 % of the
  corresponding ones; hard: counting each keypoint's nearest stranger only.
- Peers are OpenCV's, on the same keypoints, each at the better of two window widths."""
