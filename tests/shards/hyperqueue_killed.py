"""An array of shards under HyperQueue, of which one task at a time is killed at a random moment.

    pip install hyperqueue
    python tests/shards/hyperqueue_killed.py PATH_OF_hunch [ROUNDS]

HyperQueue's Python package brings its server and workers, in this process; the command `hq` is not in it. So what is
killed (SIGKILL, seeded moment) is the task's process, not the worker. HyperQueue reports the task as failed; the array is
submitted again as it was, as docs/labels-at-scale.md says, and the union must be the bytes of the undisturbed one.
"""

import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from hyperqueue import Job, LocalCluster
from hyperqueue.client import FailedJobsException
from hyperqueue.cluster import WorkerConfig
from hyperqueue.ffi.protocol import ResourceRequest

SHARDS = 8
WHICH = ["--family", "suppliers", "--samples", "12000", "--threads", "1"]


def submit(client, hunch, out):
    """Submits the array and waits; whether all tasks came to their end."""
    job = Job(max_fails=None)
    for shard in range(1, SHARDS + 1):
        args = [hunch, "label", *WHICH, "--shard", f"{shard}/{SHARDS}", "--out", str(out)]
        job.program(args, stdout=None, stderr=None, resources=ResourceRequest(cpus=1))
    try:
        return client.wait_for_jobs([client.submit(job)])
    except FailedJobsException:
        return False


def kill_one(out, moment, killed):
    """After a while kills the oldest process that labels into `out`."""
    time.sleep(moment)
    found = subprocess.run(["pgrep", "-o", "-f", f"label .*--out {out}"], capture_output=True, text=True)
    if found.stdout.strip():
        try:
            os.kill(int(found.stdout.split()[0]), signal.SIGKILL)
            killed.append(moment)
        except ProcessLookupError:
            pass


def union(hunch, out):
    merged = out.with_suffix(".parquet")
    subprocess.run([hunch, "merge", str(out), "--out", str(merged)], check=True, stdout=subprocess.DEVNULL)
    return merged.read_bytes()


def main():
    hunch = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hunch-hq-"))
    with LocalCluster() as cluster:
        for _ in range(2):
            cluster.start_worker(WorkerConfig(cores=1))
        client = cluster.client()
        started = time.monotonic()
        assert submit(client, hunch, folder / "undisturbed")
        whole = time.monotonic() - started
        expected = union(hunch, folder / "undisturbed")
        at_work, again = 0, 0
        for seed in range(1, rounds + 1):
            out, killed = folder / f"round-{seed}", []
            moment = random.Random(seed).uniform(0, 0.8 * whole)
            killer = threading.Thread(target=kill_one, args=(out, moment, killed))
            killer.start()
            while not submit(client, hunch, out):
                again += 1
            killer.join()
            at_work += len(killed)
            assert union(hunch, out) == expected, f"seed {seed}"
    print(f"{rounds} rounds, {at_work} tasks killed at work, the array submitted again {again} times: the union is the same")


main()
