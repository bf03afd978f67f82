"""The job: frames in, rows and verdicts out."""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys

from batch_checks import REMNANT
from pyspark import StorageLevel
from pyspark.sql import SparkSession

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# A film is one line, whose frames nobody has counted yet: it is dealt out as if it were a long clip.
FRAMES_OF_A_FILM = 1000
ROW, CLIP = '{"schema":"remnant.result/1"', '{"schema":"remnant.clip/1"'


def partitions(lines, count):
    """Deals lines of `remnant frames --json` into about `count` lists of whole clips, evenly by frames."""
    clips, lengths = {}, {}
    for line in lines:
        frame = json.loads(line)
        index = frame["clipIndex"]
        clips.setdefault(index, []).append(line)
        lengths[index] = lengths.get(index, 0) + (FRAMES_OF_A_FILM if frame.get("film") else 1)
    slices = [[] for _ in range(max(1, min(count, len(clips))))]
    loads = [0] * len(slices)
    # The longest clips first, each to the slice with least to do so far; equal ones in the order of the footage.
    for index in sorted(clips, key=lambda index: (-lengths[index], index)):
        target = loads.index(min(loads))
        slices[target].extend(clips[index])
        loads[target] += lengths[index]
    return slices


def match(spark, arguments):
    """Runs the job and writes its results. Returns the number of rows."""
    program = [os.path.abspath(arguments.remnant)]
    kind, place = ("--library", arguments.library) if arguments.library else ("--references", arguments.references)
    references = [kind, os.path.abspath(place), "--frames-per-second", str(arguments.frames_per_second)]
    os.makedirs(arguments.output, exist_ok=True)
    described = os.path.abspath(os.path.join(arguments.output, "description.json"))
    with open(described, "wb") as out:
        subprocess.check_call([*program, "worker", *references, "--describe"], stdout=out)
    listed = subprocess.run([*program, "frames", *arguments.footage, "--json"], check=True, stdout=subprocess.PIPE)
    lines = listed.stdout.decode().splitlines()
    order = {}
    for line in lines:
        frame = json.loads(line)
        order.setdefault(frame["clip"], frame["clipIndex"])
    slices = partitions(lines, arguments.partitions or 4 * spark.sparkContext.defaultParallelism)
    command = [*program, "worker", "--clips", *references, "--expect", described]
    # A worker that fails fails its task: without checkCode Spark would take what it wrote for all there is.
    answers = (
        spark.sparkContext.parallelize(slices, len(slices))
        .flatMap(lambda slice: slice)
        .pipe(shlex.join(command), checkCode=True)
        .persist(StorageLevel.MEMORY_AND_DISK)
    )
    rows = answers.filter(lambda line: line.startswith(ROW))
    positions = spark.sparkContext.broadcast(order)
    # Verdicts were reached where the frames were; Spark brings them together, in the order of the footage.
    clips = (
        answers.filter(lambda line: line.startswith(CLIP))
        .map(lambda line: json.loads(line)["clip"])
        .sortBy(lambda clip: positions.value[clip["name"]])
        .collect()
    )
    ordered = (
        rows.zipWithIndex()
        .map(lambda pair: ((positions.value[json.loads(pair[0])["clip"]], pair[1]), pair[0]))
        .sortByKey()
        .values()
    )
    for name in ("results.jsonl", "results.parquet"):
        shutil.rmtree(os.path.join(arguments.output, name), ignore_errors=True)
    ordered.saveAsTextFile(os.path.abspath(os.path.join(arguments.output, "results.jsonl")))
    spark.read.json(ordered).write.parquet(os.path.abspath(os.path.join(arguments.output, "results.parquet")))
    with open(os.path.join(arguments.output, "summary.json"), "w") as out:
        json.dump({"schema": "remnant.summary/1", "footage": clips}, out, indent=2, ensure_ascii=False)
        out.write("\n")
    return rows.count()


def parser():
    options = argparse.ArgumentParser(prog="spark-match", description="Matches footage on Apache Spark.")
    options.add_argument("footage", nargs="+", help="pictures, folders and films, at the same paths on every machine")
    known = options.add_mutually_exclusive_group(required=True)
    known.add_argument("--references", help="folder of references, at the same path on every machine")
    known.add_argument("--library", help="library of references, likewise; workers only read it")
    options.add_argument("--frames-per-second", type=float, default=2.0, help="frames taken from a second of a film (2)")
    options.add_argument("--output", required=True, help="folder for the results")
    options.add_argument("--master", default="local[2]", help="the cluster (local[2])")
    options.add_argument("--partitions", type=int, help="tasks; by default four for each core")
    options.add_argument(
        "--remnant", default=REMNANT, help="the program, on every machine"
    )
    return options


def session(master):
    """A quiet session that gives a task four more chances, as a machine may go away."""
    spark = (
        SparkSession.builder.master(master)
        .appName("remnant")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.task.maxFailures", "5")
    )
    if master.startswith("local"):
        spark = spark.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    made = spark.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


def main():
    arguments = parser().parse_args()
    spark = session(arguments.master)
    count = match(spark, arguments)
    spark.stop()
    print(f"{count} frames. Results: {arguments.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
