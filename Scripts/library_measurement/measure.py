"""Searches the same descriptors with FAISS's binary IVF and prints the table of a library's measures.

usage: measure.py FOLDER [--write FILE]    FOLDER as library-measurement leaves it, its output as report.json
"""

import json
import pathlib
import re
import sys
import time

import faiss
import numpy as np

CELLS = 4096
QUERIES_A_FRAME = 1000


def descriptors(path):
    return np.fromfile(path, np.uint8).reshape(-1, 32)


def faiss_rows(folder, ours_ms):
    """(probes, milliseconds a frame, recall@1) of FAISS; and our recall@1, against the exact nearest."""
    faiss.omp_set_num_threads(1)
    base, queries = descriptors(folder / "indexed.bin"), descriptors(folder / "queries.bin")
    flat = faiss.IndexBinaryFlat(256)
    flat.add(base)
    exact = flat.search(queries, 1)[0][:, 0]
    # Neighbours that are no nearer than chance would have them decide nothing.
    near = exact <= 80
    found = np.fromfile(folder / "found.bin", np.int32)
    rows = []
    quantizer = faiss.IndexBinaryFlat(256)
    index = faiss.IndexBinaryIVF(quantizer, 256, CELLS)
    index.cp.niter = 4
    index.train(base[:: max(1, len(base) // (CELLS * 40))])
    index.add(base)
    for probes in (1, 2, 4, 8, 16, 32):
        index.nprobe = probes
        times = []
        distances = []
        for start in range(0, len(queries), QUERIES_A_FRAME):
            begin = time.perf_counter()
            distances.append(index.search(queries[start : start + QUERIES_A_FRAME], 1)[0][:, 0])
            times.append(1e3 * (time.perf_counter() - begin))
        rows.append((probes, float(np.median(times)), float((np.concatenate(distances) == exact)[near].mean())))
    return rows, float((found == exact)[near].mean()), int(near.sum()), len(base)


def table(folder):
    report = json.loads((folder / "report.json").read_text())
    ours_ms = 1e3 * report["searchSeconds"]
    rows, recall, near, base = faiss_rows(folder, ours_ms)
    ratio = report["wholeSeconds"] / report["hundredSeconds"]
    lines = [
        f"{report['references']:,} references, one thread; medians of 12 frames.",
        "",
        "| what | measured | aim |",
        "|---|---:|---:|",
        f"| file, a reference | {report['bytesPerReference'] / 1e3:.1f} kB | ≤ 60 kB |",
        f"| opening | {report['openingSeconds']:.3f} s | ≤ 0.5 s |",
        f"| indexing, a reference | {1e3 * report['indexingSeconds'] / report['references']:.2f} ms | |",
        f"| a frame against 100 references | {1e3 * report['hundredSeconds']:.0f} ms | |",
        f"| a frame against all | {1e3 * report['wholeSeconds']:.0f} ms | |",
        f"| of that the shortlist ({report['shortlistCount']:.0f} references) | {1e3 * report['shortlistSeconds']:.0f} ms | |",
        f"| ratio | {ratio:.2f} | ≤ 1.5 |",
        "",
        "Frames in which a comparison with the right reference agrees, and those of them whose shortlist has it:",
        "",
        "| what the frame shows | agree | in the shortlist | recall |",
        "|---|---:|---:|---:|",
    ]
    for row in report["recall"]:
        share = f"{row['found'] / row['agreeing']:.3f}" if row["agreeing"] else "–"
        lines.append(f"| {row['name']} | {row['agreeing']} | {row['found']} | {share} |")
    lines += [
        "",
        f"The nearest of {base:,} descriptors for {QUERIES_A_FRAME:,} of a frame; recall@1 over the {near:,} queries whose",
        "nearest is within 80 bits.",
        "",
        "| search | ms a frame | recall@1 |",
        "|---|---:|---:|",
        f"| remnant | {ours_ms:.0f} | {recall:.3f} |",
    ]
    lines += [f"| FAISS binary IVF, {CELLS:,} cells, {p} probed | {ms:.0f} | {r:.3f} |" for p, ms, r in rows]
    return "\n".join(lines) + "\n"


def main():
    text = table(pathlib.Path(sys.argv[1]))
    print(text)
    if "--write" in sys.argv:
        path = pathlib.Path(sys.argv[sys.argv.index("--write") + 1])
        start, end = "<!-- measured: start -->\n", "<!-- measured: end -->"
        old = path.read_text()
        path.write_text(re.sub(f"{start}.*{end}", lambda _: start + text + end, old, flags=re.S))


if __name__ == "__main__":
    main()
