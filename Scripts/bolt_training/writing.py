"""Writes trees as Swift."""

import numpy as np

HEAD = """// Written by Scripts/train-bolts; see Documentation/bolt-training.md. Do not edit.

// swift-format-ignore-file

extension BoltModels {{
  /// {what}
  static let {name} = BoostedTrees(
    depth: {depth},
    splits: [
"""
WIDTH = 116


def _lines(words):
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) + 1 > WIDTH:
            lines.append("      " + line.rstrip())
            line = ""
        line += word + ", "
    return lines + ["      " + line.rstrip()]


def write(trees, name, what, path):
    with open(path, "w") as out:
        out.write(HEAD.format(name=name, what=what, depth=trees.depth))
        out.write("\n".join(_lines(str(s) for s in trees.splits)) + "\n    ],\n    thresholds: [\n")
        out.write("\n".join(_lines(np.format_float_positional(t, trim="0") for t in trees.thresholds)) + "\n    ],\n    leaves: [\n")
        out.write("\n".join(_lines(str(v) for v in trees.leaves)) + "\n    ],\n")
        out.write(f"    leafUnit: {trees.unit!r},\n    bias: {trees.bias!r})\n}}\n")
