"""Times HiGHS, native, on the programs that `tables --programs` has written: pip install highspy.

    cargo run --release -p hunch-strategies --example tables -- FOLDER --programs
    python tests/kinds/highs_tables.py FOLDER

One line a row: median milliseconds of `run()` (the program is read before), one thread, default tolerances. HiGHS
takes no quadratic objective over integers; those rows are left out.
"""

import pathlib
import re
import statistics
import sys
import time

import highspy


def seconds(path):
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    if solver.readModel(str(path)) == highspy.HighsStatus.kError:
        return None
    started = time.perf_counter()
    solver.run()
    spent = time.perf_counter() - started
    return spent if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else None


def main():
    rows = {}
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.mps")):
        name = re.sub(r"\.\d+\.mps$", "", path.name)
        rows.setdefault(name, []).append(seconds(path))
    for name, times in rows.items():
        done = [t for t in times if t is not None]
        if done:
            print(f"{name}: {1e3 * statistics.median(done):.2f} ms, {len(done)} of {len(times)} optimal")
        else:
            print(f"{name}: not taken")


main()
