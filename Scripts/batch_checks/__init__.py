"""What the checks of batches share: many frames out of few, the program, and a comparison of results."""

import json
import os
import random
import shutil
import struct
import subprocess
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Another program than the one built here: so that a long check is not disturbed by a build.
REMNANT = os.environ.get("REMNANT", os.path.join(ROOT, ".build", "release", "remnant"))
SAMPLES = os.path.join(ROOT, "SampleFrames")


def marked_jpeg(data, text):
    """The same JPEG with a comment behind its first marker: the same pixels, another digest."""
    comment = text.encode()
    return data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:]


def make_footage(folder, count, per_clip=4):
    """Writes `count` frames of distinct content, made of the sample frames in turn, in clips of `per_clip`."""
    shutil.rmtree(folder, ignore_errors=True)
    clips = sorted(os.listdir(os.path.join(SAMPLES, "footage")))
    sources = [
        open(os.path.join(SAMPLES, "footage", clip, name), "rb").read()
        for clip in clips
        for name in sorted(os.listdir(os.path.join(SAMPLES, "footage", clip)))
    ]
    for number in range(count):
        clip = os.path.join(folder, f"clip-{number // per_clip:04d}")
        os.makedirs(clip, exist_ok=True)
        with open(os.path.join(clip, f"{number:06d}.jpg"), "wb") as out:
            # 37 is prime to the number of sample frames, so that neighbours differ.
            out.write(marked_jpeg(sources[number * 37 % len(sources)], f"frame {number}"))


def png(width, height, rows):
    """A grey PNG of rows of bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def blots(seed, width=320, height=180):
    """A small made picture: dark and bright blots on grey, in which keypoints are found."""
    chance = random.Random(seed)
    values = [[128.0] * width for _ in range(height)]
    for _ in range(160):
        x, y, radius, depth = chance.uniform(0, width), chance.uniform(0, height), chance.uniform(2, 8), chance.uniform(-90, 90)
        for row in range(max(0, int(y - radius)), min(height, int(y + radius) + 1)):
            for column in range(max(0, int(x - radius)), min(width, int(x + radius) + 1)):
                square = ((column - x) ** 2 + (row - y) ** 2) / radius**2
                if square < 1:
                    values[row][column] += depth * (1 - square) ** 2
    return png(width, height, [[min(255, max(0, int(value))) for value in row] for row in values])


def make_small_footage(folder, count, per_clip):
    """Writes `count` small made frames of distinct digests: what follows a PNG's end is no part of the picture."""
    shutil.rmtree(folder, ignore_errors=True)
    pictures = [blots(seed) for seed in range(24)]
    for number in range(count):
        clip = os.path.join(folder, f"clip-{number // per_clip:04d}")
        os.makedirs(clip, exist_ok=True)
        with open(os.path.join(clip, f"{number:06d}.png"), "wb") as out:
            out.write(pictures[number % len(pictures)] + str(number).encode())


def make_references(folder, systems):
    """Copies the sample references of the first `systems` systems."""
    shutil.rmtree(folder, ignore_errors=True)
    names = sorted(os.listdir(os.path.join(SAMPLES, "references")))[:systems]
    for name in names:
        shutil.copytree(os.path.join(SAMPLES, "references", name), os.path.join(folder, name))


class Workplace:
    """Footage, references, and what a run that is left alone makes of them."""

    def __init__(self, folder, frames, systems):
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.footage = os.path.join(folder, "footage")
        self.references = os.path.join(folder, "references")
        self.undisturbed = os.path.join(folder, "undisturbed")
        make_footage(self.footage, frames)
        make_references(self.references, systems)
        started = time.time()
        self.run(self.undisturbed)
        self.seconds = time.time() - started

    def start(self, output, *more, references=None, library=None, stderr=None):
        """Starts a match into `output`, with a folder of references or with a library."""
        known = ["--library", library] if library else ["--references", references or self.references]
        command = [REMNANT, "match", self.footage, *known, "--output", output]
        return subprocess.Popen([*command, "--quiet", *more], stderr=stderr)

    def run(self, output, *more, **references):
        """Runs a match into `output` to its end, which must be a good one."""
        if self.start(output, *more, **references).wait() != 0:
            raise SystemExit(f"the run into {output} failed")

    def journal_lines(self, output):
        """Lines of the journal in `output`, torn ones included."""
        try:
            return open(os.path.join(output, "journal.jsonl"), "rb").read().count(b"\n")
        except FileNotFoundError:
            return 0


def results(folder):
    """The files of a finished run, by name, without what may differ: the journal, and the times of run.json."""
    files = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            key = os.path.relpath(path, folder)
            content = open(path, "rb").read()
            if key == "run.json":
                run = json.loads(content)
                run.pop("execution")
                content = json.dumps(run).encode()
            if key != "journal.jsonl":
                files[key] = content
    return files


def differences(expected, found):
    """What differs between two folders of results, as sentences."""
    one, other = results(expected), results(found)
    wrong = [f"{name} is missing" for name in sorted(one.keys() - other.keys())]
    wrong += [f"{name} is extra" for name in sorted(other.keys() - one.keys())]
    return wrong + [f"{name} differs" for name in sorted(one.keys() & other.keys()) if one[name] != other[name]]
