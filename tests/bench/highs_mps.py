"""HiGHS on a folder of MPS files, natively, for tables beside our own runs.

    pip install highspy
    python tests/bench/highs_mps.py FOLDER --seconds 60 --out highs.jsonl

One line a file in the format of the example `predopt` of `crates/guide` (instance, lane, seconds, objective, bound);
files that the output has already are left out, so that it can be stopped and started again. One thread; seconds are of
the processor.
"""

import argparse
import json
import pathlib
import time

import highspy


def solve(path: pathlib.Path, seconds: float) -> dict:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 1e-6)
    # The limit is of the clock; where the machine has other work, a run gets less than it says.
    highs.setOptionValue("time_limit", seconds)
    highs.readModel(str(path))
    started = time.process_time()
    highs.run()
    used = time.process_time() - started
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return {
        "instance": path.stem,
        "lane": f"HiGHS {seconds:g} s",
        "seconds": used,
        "objective": info.objective_function_value if found else None,
        "bound": info.mip_dual_bound,
        "limited": highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    known = set()
    if arguments.out.exists():
        lines = arguments.out.read_text().splitlines()
        known = {(run["instance"], run["lane"]) for run in map(json.loads, lines)}
    for path in sorted(arguments.folder.glob("*.mps")):
        if (path.stem, f"HiGHS {arguments.seconds:g} s") in known:
            continue
        run = solve(path, arguments.seconds)
        with arguments.out.open("a") as out:
            out.write(json.dumps(run) + "\n")
        print(run["instance"], run["objective"], f"{run['seconds']:.1f} s", flush=True)


if __name__ == "__main__":
    main()
