"""HiGHS on a folder of MPS files, natively, for tables beside our own runs.

    pip install highspy
    python tests/bench/highs_mps.py FOLDER --seconds 60 --out highs.jsonl

One line a file in the format of the example `predopt` of `crates/guide` (instance, lane, seconds, objective, bound);
files that the output has already are left out, so that it can be stopped and started again. One thread; seconds,
the limit too, are of the processor.
"""

import argparse
import json
import pathlib

import highs_native


def solve(path: pathlib.Path, seconds: float) -> dict:
    run = highs_native.solve(path, seconds)
    names = ("seconds", "objective", "bound", "trace", "bounds")
    named = {"instance": path.stem, "lane": f"HiGHS {seconds:g} s", "limited": not run["proven"]}
    return named | {name: run[name] for name in names}


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
