"""The Slurm array of docs/labels-at-scale.md, of which a whole node is killed at a random moment.

    apt-get install slurm-wlm
    python tests/shards/slurm_killed.py PATH_OF_hunch [ROUNDS]        as root

A controller and two nodes run on this machine, each node in its own process namespace, so that SIGKILL (seeded moment)
takes its daemon, its steps and what they label at once, as a lost machine would. Slurm finds the node lost, and runs its
task again by `--requeue` once a node is there. Nothing is submitted twice, and the union must be the bytes of the
undisturbed one.
"""

import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time

SHARDS = 8
WHICH = "--family suppliers --samples 12000"
NODES = {"a": 26818, "b": 26819}

# Timeouts far below those of a real cluster: a round is to take seconds.
CONFIGURATION = """
ClusterName=shards
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=26817
SlurmUser=root
AuthType=auth/none
AuthInfo=cred_expire=5
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/controller.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/controller.log
SlurmdLogFile={folder}/%n.log
SlurmdTimeout=5
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
JobRequeue=1
{nodes}
PartitionName=all Nodes={names} Default=YES MaxTime=INFINITE State=UP
"""

ARRAY = """#!/bin/sh
#SBATCH --array=1-{shards}
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output=/dev/null
srun {hunch} label {which} --shard "$SLURM_ARRAY_TASK_ID/{shards}" --threads "$SLURM_CPUS_PER_TASK" --out {out}
"""


class Cluster:
    def __init__(self, folder):
        self.folder, self.nodes = folder, {}
        host = socket.gethostname()
        lines = [f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=1" for name, port in NODES.items()]
        text = CONFIGURATION.format(host=host, folder=folder, nodes="\n".join(lines), names=",".join(NODES))
        (folder / "slurm.conf").write_text(text)
        (folder / "state").mkdir()
        os.environ["SLURM_CONF"] = str(folder / "slurm.conf")
        self.controller = self.start("slurmctld", "-D")
        time.sleep(2)
        for name in NODES:
            self.start_node(name)
        self.until(lambda: self.states() == {name: "idle" for name in NODES})

    def start(self, *command):
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def start_node(self, name):
        spool = self.folder / f"spool-{name}"
        spool.mkdir(exist_ok=True)
        # All that the node starts ends with it.
        self.nodes[name] = self.start("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "slurmd", "-D", "-N", name)

    def kill_node(self, name):
        self.nodes[name].send_signal(signal.SIGKILL)
        self.nodes[name].wait()

    def states(self):
        text = subprocess.run(["sinfo", "-hN", "-o", "%N %t"], capture_output=True, text=True).stdout
        return dict(line.split() for line in text.splitlines())

    def until(self, holds, seconds=60):
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"nodes are {self.states()}"
            time.sleep(0.5)

    def array(self, hunch, out):
        """Submits it; the process ends with the array, successfully if all of its tasks were."""
        script = ARRAY.format(shards=SHARDS, hunch=hunch, which=WHICH, out=out)
        return subprocess.Popen(["sbatch", "--wait"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True), script

    def stop(self):
        for node in self.nodes.values():
            node.kill()
        self.controller.kill()


def run(cluster, hunch, out, moment=None, victim=None):
    """Runs the array; where a victim is named, kills it after so many seconds and brings it back once it was found lost."""
    process, script = cluster.array(hunch, out)
    process.stdin.write(script)
    process.stdin.close()
    at_work = False
    if victim:
        time.sleep(moment)
        at_work = cluster.states().get(victim, "").startswith("alloc")
        cluster.kill_node(victim)
        cluster.until(lambda: cluster.states().get(victim, "").startswith("down"))
        cluster.start_node(victim)
    assert process.wait(timeout=300) == 0, "a task failed"
    return at_work


def union(hunch, out):
    merged = out.with_suffix(".parquet")
    subprocess.run([hunch, "merge", str(out), "--out", str(merged)], check=True, stdout=subprocess.DEVNULL)
    return merged.read_bytes()


def main():
    hunch = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hunch-slurm-"))
    cluster = Cluster(folder)
    try:
        started = time.monotonic()
        run(cluster, hunch, folder / "undisturbed")
        whole = time.monotonic() - started
        expected = union(hunch, folder / "undisturbed")
        at_work, half_made = 0, 0
        for seed in range(1, rounds + 1):
            draw, out = random.Random(seed), folder / f"round-{seed}"
            at_work += run(cluster, hunch, out, draw.uniform(0, 0.8 * whole), draw.choice(sorted(NODES)))
            half_made += any(out.glob("*.tmp"))
            assert union(hunch, out) == expected, f"seed {seed}"
    finally:
        cluster.stop()
    print(f"{rounds} rounds, {at_work} nodes killed at work, {half_made} left a half-made shard: the union is the same")


main()
