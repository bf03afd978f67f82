"""The job: frames in, rows and verdicts out."""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys

from pyspark import StorageLevel
from pyspark.sql import SparkSession

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROW, CLIP = '{"schema":"remnant.result/1"', '{"schema":"remnant.clip/1"'


def partitions(lines, count):
    """Deals lines of `remnant frames --json` into about `count` lists of whole clips, evenly by frames."""
    clips = {}
    for line in lines:
        clips.setdefault(json.loads(line)["clipIndex"], []).append(line)
    slices = [[] for _ in range(max(1, min(count, len(clips))))]
    # The longest clips first, each to the slice that is shortest so far; equal ones in the order of the footage.
    for index, clip in sorted(clips.items(), key=lambda item: (-len(item[1]), item[0])):
        min(slices, key=len).extend(clip)
    return slices


def match(spark, arguments):
    """Runs the job and writes its results. Returns the number of rows."""
    program = [os.path.abspath(arguments.remnant)]
    references = os.path.abspath(arguments.references)
    os.makedirs(arguments.output, exist_ok=True)
    described = os.path.abspath(os.path.join(arguments.output, "description.json"))
    with open(described, "wb") as out:
        subprocess.check_call([*program, "worker", "--references", references, "--describe"], stdout=out)
    listed = subprocess.run([*program, "frames", *arguments.footage, "--json"], check=True, stdout=subprocess.PIPE)
    lines = listed.stdout.decode().splitlines()
    order = {}
    for line in lines:
        frame = json.loads(line)
        order.setdefault(frame["clip"], frame["clipIndex"])
    slices = partitions(lines, arguments.partitions or 4 * spark.sparkContext.defaultParallelism)
    command = [*program, "worker", "--clips", "--references", references, "--expect", described]
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
    options.add_argument("footage", nargs="+", help="pictures and folders, at the same paths on every machine")
    options.add_argument("--references", required=True, help="folder of references, at the same path on every machine")
    options.add_argument("--output", required=True, help="folder for the results")
    options.add_argument("--master", default="local[2]", help="the cluster (local[2])")
    options.add_argument("--partitions", type=int, help="tasks; by default four for each core")
    options.add_argument(
        "--remnant", default=os.path.join(ROOT, ".build", "release", "remnant"), help="the program, on every machine"
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
