"""A library of programs, natively: our example `anytime` beside HiGHS, in turns, each in a process of its own.

    pip install highspy
    cargo build --release -p hunch-search --features hunch-model/gzip --example anytime
    python tests/bench/library.py FOLDER... --seconds 20 --optima optima.csv --out library.jsonl

Seconds, limits included, are of the processor. One line a run goes to the output; runs that it has already are left
out, so that it can be stopped and started again. In the end (or with `--report` alone) a table in Markdown is printed:
ratios of times, geometric means, and primal integrals (Berthold 2013: the distance of the incumbent from the best
known objective, from 0 to 1, summed up over the time).
"""

import argparse
import csv
import json
import math
import pathlib
import re
import subprocess
import sys

ENDINGS = (".mps", ".mps.gz", ".lp", ".lp.gz")
# Relative difference between objectives up to which they are the same: the gap at which a program counts as solved.
SAME = 1.1e-6
# Seconds below which times are not told apart: most of them is reading clocks.
SHORTEST = 0.01


def stem(path: pathlib.Path) -> str:
    return path.name.split(".")[0]


def integral(points: list, best: float | None, end: float) -> float | None:
    if best is None:
        return None
    area, before, gap = 0.0, 0.0, 1.0
    for moment, objective in points:
        moment = min(moment, end)
        area += gap * (moment - before)
        before = moment
        if objective * best < 0:
            gap = 1.0
        else:
            gap = abs(objective - best) / max(abs(objective), abs(best), 1e-9)
    return area + gap * max(end - before, 0.0)


def highs(path: pathlib.Path, seconds: float, best: float | None) -> dict:
    import highs_native

    run = highs_native.solve(path, seconds)
    end = run["seconds"] if run["proven"] else min(run["seconds"], seconds)
    kept = ("proven", "objective", "bound", "nodes", "seconds")
    return {name: run[name] for name in kept} | {"integral": integral(run["trace"], best, end)}


def number(text: str) -> float | None:
    return None if text == "-" else float(text)


def ours(path: pathlib.Path, seconds: float, arguments: argparse.Namespace) -> dict:
    command = [str(arguments.anytime), "--seconds", str(seconds)]
    if arguments.optima:
        command += ["--optima", str(arguments.optima)]
    run = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    line = re.search(
        r"(\w+)\s+objective (\S+)\s+bound (\S+)\s+nodes (\d+)\s+cpu (\S+) .*? integral (\S+)\s+over (\S+)", run.stdout
    )
    if line is None:
        return {"proven": False, "failed": (run.stderr or run.stdout).strip()[-300:]}
    status, objective, bound, nodes, cpu, area, over = line.groups()
    return {
        "proven": status in ("Optimal", "Infeasible"),
        "objective": number(objective),
        "bound": number(bound),
        "nodes": int(nodes),
        "seconds": float(cpu),
        "integral": float(area),
        "over": float(over),
    }


def mean(ratios: list) -> float:
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def shown(run: dict) -> str:
    if "failed" in run:
        return "failed"
    end = f"{run['seconds']:.2f} s" if run["proven"] else "open"
    point = "no point" if run["objective"] is None else f"{run['objective']:.8g}"
    bound = "" if run["proven"] or run["bound"] is None else f" ({run['bound']:.6g})"
    return f"{end}, {point}{bound}, {run['nodes']}"


def report(runs: list, seconds: float, optima: dict) -> None:
    pairs, wrong = {}, []
    for run in runs:
        if run["limit"] == seconds:
            pairs.setdefault((run["folder"], run["instance"]), {})[run["solver"]] = run
    rows, groups = [], {}
    for (folder, name), pair in pairs.items():
        if len(pair) < 2:
            continue
        us, them = pair["hunch"], pair["highs"]
        times = [max(r["seconds"] if r["proven"] else seconds, SHORTEST) for r in (us, them)]
        best = optima.get(name)
        for solver, r in pair.items():
            known = best is not None and r["proven"] and r["objective"] is not None
            if known and abs(r["objective"] - best) > SAME * max(1.0, abs(best)):
                wrong.append(f"{name}: {solver} {r['objective']!r}, known {best!r}")
        ratio = times[0] / times[1]
        areas = [r.get("integral") for r in (us, them)]
        group = groups.setdefault(folder, {"ratios": [], "proven": [0, 0], "integrals": []})
        group["ratios"].append(ratio)
        group["proven"] = [p + r["proven"] for p, r in zip(group["proven"], (us, them), strict=True)]
        if None not in areas:
            group["integrals"].append(areas)
        area = " / ".join("-" if a is None else f"{a:.2f}" for a in areas)
        rows.append((ratio, f"| {folder}/{name} | {shown(us)} | {shown(them)} | {ratio:.2f} | {area} |"))
    print("| folder | programs | proven, ours / HiGHS | time, ours / HiGHS | worst | primal integral, ours / HiGHS |")
    print("|---|---|---|---|---|---|")
    for folder, group in groups.items():
        areas = group["integrals"]
        means = [sum(a[k] for a in areas) / len(areas) for k in (0, 1)] if areas else []
        area = " / ".join(f"{m:.2f} s" for m in means)
        count, (a, b) = len(group["ratios"]), group["proven"]
        print(f"| {folder} | {count} | {a} / {b} | {mean(group['ratios']):.2f} | {max(group['ratios']):.2f} | {area} |")
    print("\n| program | ours: time, objective (bound), nodes | HiGHS | ratio | primal integral |")
    print("|---|---|---|---|---|")
    for _, row in sorted(rows, key=lambda r: -r[0]):
        print(row)
    print("\nWrong:", "; ".join(wrong) or "none")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--optima", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--anytime", type=pathlib.Path, default=pathlib.Path("target/release/examples/anytime"))
    parser.add_argument("--report", action="store_true", help="the table of what was run, nothing more")
    parser.add_argument("--highs", action="store_true", help="one run of HiGHS, as JSON: what each child does")
    arguments = parser.parse_args()
    optima = {}
    if arguments.optima:
        with arguments.optima.open() as file:
            for row in csv.reader(file):
                if row and re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", row[-1]):
                    optima[stem(pathlib.Path(row[0]))] = float(row[-1])
    if arguments.highs:
        path = arguments.folders[0]
        print(json.dumps(highs(path, arguments.seconds, optima.get(stem(path)))))
        return
    text = arguments.out.read_text() if arguments.out.exists() else ""
    runs = [json.loads(line) for line in text.splitlines()]
    known = {(r["folder"], r["instance"], r["solver"], r["limit"]) for r in runs}
    paths = [path for folder in arguments.folders for path in sorted(folder.iterdir()) if path.name.endswith(ENDINGS)]
    for path in [] if arguments.report else paths:
        for solver in ("hunch", "highs"):
            key = {"folder": path.parent.name, "instance": stem(path), "solver": solver, "limit": arguments.seconds}
            if tuple(key.values()) in known:
                continue
            if solver == "hunch":
                result = ours(path, arguments.seconds, arguments)
            else:
                again = [sys.executable, __file__, str(path), "--highs", "--out", "-"]
                again += ["--seconds", str(arguments.seconds)]
                again += ["--optima", str(arguments.optima)] if arguments.optima else []
                child = subprocess.run(again, capture_output=True, text=True, check=False)
                lines = child.stdout.splitlines()
                result = json.loads(lines[-1]) if lines else {"proven": False, "failed": child.stderr[-300:]}
            runs.append({**key, **result})
            with arguments.out.open("a") as out:
                out.write(json.dumps(runs[-1]) + "\n")
            print(path.name, solver, result, file=sys.stderr, flush=True)
    report(runs, arguments.seconds, optima)


if __name__ == "__main__":
    main()
