"""Times HiGHS, native, on the programs that `tables --programs` has written: pip install highspy.

    cargo run --release -p hunch-strategies --example tables -- FOLDER --programs
    python tests/kinds/highs_tables.py FOLDER

One line a row: median milliseconds of `run()` on the processor (the program is read before), one thread, default
tolerances, a minute a program at most. HiGHS takes no quadratic objective over integers; those rows are left out.
"""

import pathlib
import re
import statistics
import sys
import time

import highspy

# Seconds of a program.
LIMIT = 60.0


def seconds(path):
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", LIMIT)
    if solver.readModel(str(path)) == highspy.HighsStatus.kError:
        return None
    started = time.process_time()
    solver.run()
    spent = time.process_time() - started
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
