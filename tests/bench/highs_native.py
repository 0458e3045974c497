"""HiGHS natively on one file, held to seconds of the processor, with what it told on the way.

    pip install highspy
"""

import pathlib
import time

import highspy

# Seconds of the processor between two notes of the bound.
BOUND_EVERY = 1.0


def solve(path: pathlib.Path, seconds: float) -> dict:
    """One run on one thread. `trace` has better points and `bounds` the bound, each with its second of the processor."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 1e-6)):
        highs.setOptionValue(option, value)
    highs.readModel(str(path))
    trace, bounds = [], []
    started = time.process_time()
    kinds = highspy.cb.HighsCallbackType
    improving = kinds.kCallbackMipImprovingSolution
    interrupts = (kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt)

    def called(kind, _message, told, answer, _data) -> None:
        used = time.process_time() - started
        if kind == improving:
            trace.append((used, told.objective_function_value))
            return
        if kind == interrupts[0] and used >= (bounds[-1][0] if bounds else 0.0) + BOUND_EVERY:
            bounds.append((used, told.mip_dual_bound))
        if used > seconds:
            answer.user_interrupt = True

    highs.setCallback(called, None)
    for kind in (improving, *interrupts):
        highs.startCallback(kind)
    highs.run()
    used = time.process_time() - started
    info, status = highs.getInfo(), highs.getModelStatus()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    objective = info.objective_function_value if found else None
    if found and not trace:
        trace.append((used, objective))
    is_mixed = info.mip_node_count >= 0
    return {
        "proven": status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible),
        "objective": objective,
        "bound": info.mip_dual_bound if is_mixed else objective,
        "nodes": max(info.mip_node_count, 0),
        "seconds": used,
        "trace": trace,
        "bounds": bounds,
    }
