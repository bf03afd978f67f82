"""Two workers of a local cluster, one of which is killed during the run: the results are those of `remnant match`."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time

from batch_checks import REMNANT, make_footage, make_references
from spark_matching import job

FOLDER = os.path.join(job.ROOT, ".build", "check-spark")


def executors():
    """Process numbers of the executors that this process's Spark has started."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            command = open(f"/proc/{entry}/cmdline", "rb").read().split(b"\0")
        except (FileNotFoundError, NotADirectoryError, ProcessLookupError):
            continue
        if any(b"CoarseGrainedExecutorBackend" in part for part in command) and descends(int(entry)):
            found.append(int(entry))
    return sorted(found)


def descends(process):
    """Whether a process was started by this one, at whatever distance."""
    while process > 1:
        if process == os.getpid():
            return True
        try:
            process = int(open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[1])
        except FileNotFoundError:
            return False
    return False


def busy(executor):
    """Whether a worker of ours runs below an executor."""
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            if b"remnant\0worker" in open(f"/proc/{entry}/cmdline", "rb").read():
                parent = int(entry)
                while parent > 1:
                    if parent == executor:
                        return True
                    parent = int(open(f"/proc/{parent}/stat").read().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return False


def kill_one(killed):
    """Waits until two executors are at work, and kills the first."""
    deadline = time.time() + 120
    while time.time() < deadline and not killed:
        running = executors()
        if len(running) >= 2 and busy(running[0]):
            os.kill(running[0], signal.SIGKILL)
            killed.append(running[0])
        time.sleep(0.05)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    footage, references = os.path.join(FOLDER, "footage"), os.path.join(FOLDER, "references")
    make_footage(footage, 24, per_clip=3)
    make_references(references, 2)
    alone, output = os.path.join(FOLDER, "match"), os.path.join(FOLDER, "spark")
    command = [REMNANT, "match", footage, "--references", references, "--output", alone, "--overlays", "none", "--quiet"]
    subprocess.check_call(command)
    spark = job.session("local-cluster[2,1,1024]")
    killed = []
    threading.Thread(target=kill_one, args=(killed,), daemon=True).start()
    count = job.match(
        spark, job.parser().parse_args([footage, "--references", references, "--output", output, "--partitions", "8"])
    )
    parquet = spark.read.parquet(os.path.join(output, "results.parquet")).count()
    spark.stop()
    lines = []
    for name in sorted(os.listdir(os.path.join(output, "results.jsonl"))):
        if name.startswith("part-"):
            lines += open(os.path.join(output, "results.jsonl", name)).read().splitlines()
    expected = open(os.path.join(alone, "results.jsonl")).read().splitlines()
    checks = {
        "a worker was killed during the run": len(killed) == 1,
        "rows are those of match": lines == expected,
        "Parquet holds every row": parquet == count == len(expected),
        "verdicts are those of match": json.load(open(os.path.join(output, "summary.json")))
        == json.load(open(os.path.join(alone, "summary.json"))),
    }
    for name, holds in checks.items():
        print(f"{'ok  ' if holds else 'FAIL'}  {name}")
    raise SystemExit(0 if all(checks.values()) else 1)


if __name__ == "__main__":
    main()
