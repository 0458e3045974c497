"""The Ray tasks of docs/labels-at-scale.md, of which one worker at a time is killed at a random moment.

    pip install ray
    python tests/shards/ray_killed.py PATH_OF_hunch [ROUNDS]

What is killed (SIGKILL, seeded moment) is a worker of Ray; what it had called goes on without it while Ray calls the same
command again elsewhere, so that two processes make one shard at once. Nothing is submitted twice, and the union must be
the bytes of the undisturbed one.
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

import ray

SHARDS = 8
WHICH = ["--family", "suppliers", "--samples", "12000", "--threads", "1"]


@ray.remote(num_cpus=1, max_retries=5)
def label(hunch, shard, out):
    command = [hunch, "label", *WHICH, "--shard", f"{shard}/{SHARDS}", "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run(hunch, out):
    ray.get([label.remote(hunch, shard, out) for shard in range(1, SHARDS + 1)])


def kill_one(out, moment, killed):
    """After a while kills the worker that called the oldest process that labels into `out`."""
    time.sleep(moment)
    found = subprocess.run(["pgrep", "-o", "-f", f"label .*--out {out}"], capture_output=True, text=True).stdout.split()
    parent = found and subprocess.run(["ps", "-o", "ppid=", found[0]], capture_output=True, text=True).stdout.split()
    if parent and parent[0] != "1":
        os.kill(int(parent[0]), signal.SIGKILL)
        killed.append(moment)


def union(hunch, out):
    merged = out.with_suffix(".parquet")
    subprocess.run([hunch, "merge", str(out), "--out", str(merged)], check=True, stdout=subprocess.DEVNULL)
    return merged.read_bytes()


def main():
    hunch = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hunch-ray-"))
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    run(hunch, folder / "first")  # starts the workers
    started = time.monotonic()
    run(hunch, folder / "undisturbed")
    whole = time.monotonic() - started
    expected = union(hunch, folder / "undisturbed")
    at_work = 0
    for seed in range(1, rounds + 1):
        out, killed = folder / f"round-{seed}", []
        killer = threading.Thread(target=kill_one, args=(out, random.Random(seed).uniform(0, 0.8 * whole), killed))
        killer.start()
        run(hunch, out)
        killer.join()
        at_work += len(killed)
        assert union(hunch, out) == expected, f"seed {seed}"
    print(f"{rounds} rounds, {at_work} workers killed at work: the union is the same")


main()
