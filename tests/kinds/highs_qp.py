"""Our quadratic engine beside HiGHS' (a dense active-set method), on portfolios and relaxed vehicles.

Needs `pip install highspy numpy scipy`, and a release build: `cargo build --release -p hunch-kinds`.
Usage: python tests/kinds/highs_qp.py PATH_OF_hunch-kinds [REPEATS]
Prints objective, status and the median time of HiGHS; ours are printed by the command itself (`qp-time`).
"""

import json
import statistics
import subprocess
import sys
import time

import highspy
import numpy as np
from scipy.sparse import csc_matrix

INSTANCES = [("portfolio", n) for n in (50, 100, 200, 400)] + [("vehicle", t) for t in (10, 20, 30, 40)]


def column_wise(rows, columns, triplets):
    i, j, v = (list(part) for part in zip(*triplets)) if triplets else ([], [], [])
    return csc_matrix((v, (i, j)), shape=(rows, columns))


def bounds(values, absent):
    return np.array([absent if value is None else value for value in values], dtype=float)


def model(document):
    program = highspy.HighsModel()
    n, m = len(document["cost"]), len(document["row_lower"])
    lp = program.lp_
    lp.num_col_, lp.num_row_ = n, m
    lp.offset_ = document["offset"]
    lp.col_cost_ = np.array(document["cost"], dtype=float)
    lp.col_lower_ = bounds(document["column_lower"], -highspy.kHighsInf)
    lp.col_upper_ = bounds(document["column_upper"], highspy.kHighsInf)
    lp.row_lower_ = bounds(document["row_lower"], -highspy.kHighsInf)
    lp.row_upper_ = bounds(document["row_upper"], highspy.kHighsInf)
    matrix = column_wise(m, n, document["matrix"])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    lower = column_wise(n, n, document["quadratic_lower"])
    program.hessian_.dim_ = n
    program.hessian_.format_ = highspy.HessianFormat.kTriangular
    program.hessian_.start_, program.hessian_.index_ = lower.indptr, lower.indices
    program.hessian_.value_ = lower.data
    return program


def main():
    binary = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print("| program | ours | HiGHS | ours, ms (taking in + solving) | HiGHS, ms | status of HiGHS |")
    print("|---|--:|--:|--:|--:|---|")
    for family, size in INSTANCES:
        document = json.loads(subprocess.check_output([binary, "qp-dump", family, str(size)]))
        ours = json.loads(subprocess.check_output([binary, "qp-time", family, str(size), "--repeats", str(repeats)]))
        times = []
        for _ in range(repeats):
            highs = highspy.Highs()
            highs.setOptionValue("output_flag", False)
            highs.setOptionValue("time_limit", 60.0)
            highs.passModel(model(document))
            started = time.perf_counter()
            highs.run()
            times.append(1e3 * (time.perf_counter() - started))
            if times[-1] > 2e4:
                break
        status = highs.modelStatusToString(highs.getModelStatus())
        objective = highs.getInfo().objective_function_value
        print(
            f"| {family}-{size} | {ours['objective']:.9g} | {objective:.9g} "
            f"| {ours['setup']:.2f} + {ours['solve']:.2f} | {statistics.median(times):.2f} | {status} |"
        )


if __name__ == "__main__":
    main()
