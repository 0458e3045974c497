#!/usr/bin/env python3
"""Solves the programs that `hunch-kinds draw` has drawn and solved, by SCIP and, where everything is bounded, by
HiGHS on explicit linearisations, and holds every answer against ours.

    pip install pyscipopt highspy
    cargo run --release -p hunch-kinds -- draw sets --count 500 --seed 1 > sets.jsonl
    python3 tests/kinds/compare.py sets.jsonl

A line of the input is an object with the program in Hunch's JSON form, and `status`, `objective`, `bound` and `values`
of our answer. Where a solver's optimum is worse than our point, and that point is checked here to satisfy everything,
the solver is refuted; where ours has no end, the solver is asked for a point far beyond its own optimum. Several objectives are held against SCIP one after the other, over what our values of those
before leave. Printed are
counts and every other disagreement; the exit status is 1 when there is one.
"""

import argparse
import copy
import json
import math
import multiprocessing
import statistics
import sys

INFINITE = 1e20
# Gaps up to which two solvers with feasibility tolerances of 1e-6 may differ.
RELATIVE = 1e-5
ABSOLUTE = 1e-5


def bound(value, default):
    return default if value is None else max(-INFINITE, min(INFINITE, value))


# Seconds of SCIP's solves in this process.
TIMES = []


class Parts:
    """The program's parts with defaults filled in."""

    def __init__(self, program):
        self.maximize = program.get("sense", "minimize") == "maximize"
        self.offset = program.get("offset", 0.0)
        self.columns = []
        for column in program["columns"]:
            kind = column.get("kind", "continuous")
            lower, upper = bound(column.get("lower", 0.0), -INFINITE), bound(column.get("upper"), INFINITE)
            if kind == "binary":
                kind, lower, upper = "integer", max(lower, 0.0), min(upper, 1.0)
            self.columns.append((column.get("objective", 0.0), lower, upper, kind))
        self.rows = [
            (bound(row.get("lower"), -INFINITE), bound(row.get("upper"), INFINITE), row["terms"])
            for row in program["rows"]
        ]
        self.quadratic = program.get("quadratic") or []
        self.sets = program.get("sos") or []
        self.indicators = program.get("indicators") or []
        self.piecewise = program.get("piecewise") or []
        self.indicator_of = {indicator["row"]: indicator for indicator in self.indicators}
        # Objectives that are kept: terms, quadratic entries, whether the most is best, and the worst that they may be.
        self.kept = []

    def put(self, objective):
        """Makes an objective that of the program."""
        costs = dict(map(tuple, objective["terms"]))
        self.columns = [(costs.get(j, 0.0), *rest) for j, (_, *rest) in enumerate(self.columns)]
        self.maximize, self.offset = objective["maximize"], objective["offset"]
        self.quadratic = objective["quadratic"]


def by_scip(parts, seconds, beyond=None, any_point=False):
    """SCIP on its own constraint types: SOS1, SOS2, indicators; indicators for the rest. With `beyond`, only points
    with at least so good an objective; with `any_point`, no objective."""
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    model.setParam("limits/time", seconds)
    model.setParam("limits/gap", 0.0)
    big = model.infinity()
    side = lambda value: big if value >= INFINITE else -big if value <= -INFINITE else value
    x = []
    for j, (_, lower, upper, kind) in enumerate(parts.columns):
        semi = kind.startswith("semi")
        low, high = (min(lower, 0.0), max(upper, 0.0)) if semi else (lower, upper)
        vtype = "I" if kind in ("integer", "semiinteger") else "C"
        x.append(model.addVar(f"x{j}", vtype=vtype, lb=side(low), ub=side(high)))
        if semi and not lower <= 0.0 <= upper:
            # z = 0: x = 0; z = 1: within the bounds.
            z, no = model.addVar(f"z{j}", vtype="B"), model.addVar(f"no{j}", vtype="B")
            model.addCons(z + no == 1)
            model.addConsIndicator(x[j] <= 0, binvar=no)
            model.addConsIndicator(-x[j] <= 0, binvar=no)
            if lower > -INFINITE:
                model.addConsIndicator(-x[j] <= -lower, binvar=z)
            if upper < INFINITE:
                model.addConsIndicator(x[j] <= upper, binvar=z)
    for i, (lower, upper, terms) in enumerate(parts.rows):
        activity = quicksum(a * x[j] for j, a in terms)
        indicator = parts.indicator_of.get(i)
        if indicator is None:
            if lower > -INFINITE:
                model.addCons(activity >= lower)
            if upper < INFINITE:
                model.addCons(activity <= upper)
            continue
        binary, active = x[indicator["column"]], bool(indicator["value"])
        flag = model.addVar(f"flag{i}", vtype="B")
        model.addCons(flag == binary if active else flag + binary == 1)
        if lower > -INFINITE:
            model.addConsIndicator(-1 * activity <= -lower, binvar=flag)
        if upper < INFINITE:
            model.addConsIndicator(activity <= upper, binvar=flag)
    for special in parts.sets:
        members = sorted(special["members"], key=lambda member: member[1])
        add = model.addConsSOS1 if special["type"] == 1 else model.addConsSOS2
        add([x[j] for j, _ in members], [float(k + 1) for k in range(len(members))])
    for piecewise in parts.piecewise:
        points = piecewise["points"]
        weights = [model.addVar(f"w{len(x)}_{k}_{id(piecewise)}", lb=0.0, ub=1.0) for k in range(len(points))]
        model.addCons(quicksum(weights) == 1)
        model.addCons(quicksum(p[0] * w for p, w in zip(points, weights)) == x[piecewise["argument"]])
        model.addCons(quicksum(p[1] * w for p, w in zip(points, weights)) == x[piecewise["value"]])
        model.addConsSOS2(weights, [float(k + 1) for k in range(len(points))])
    curve = lambda entries: quicksum((0.5 if i == j else 1.0) * q * x[i] * x[j] for i, j, q in entries)
    for terms, quadratic, maximize, worst in parts.kept:
        value = quicksum(a * x[j] for j, a in terms) + curve(quadratic)
        model.addCons(value >= worst if maximize else value <= worst)
    linear = quicksum(column[0] * v for column, v in zip(parts.columns, x)) + parts.offset
    if any_point:
        linear = quicksum([])
    elif parts.quadratic:
        t = model.addVar("t", lb=None, ub=None)
        square = curve(parts.quadratic)
        model.addCons(square <= t if not parts.maximize else square >= t)
        linear = linear + t
    if beyond is not None:
        model.addCons(linear >= beyond if parts.maximize else linear <= beyond)
    model.setObjective(linear, "maximize" if parts.maximize else "minimize")
    model.optimize()
    status = model.getStatus()
    TIMES.append(model.getSolvingTime())
    if status == "optimal":
        return "optimal", model.getObjVal()
    return {"infeasible": "infeasible", "unbounded": "unbounded", "inforunbd": "no optimum"}.get(status, "open"), None


def by_highs(parts):
    """HiGHS on an explicit linearisation; None where a bound that it needs is infinite."""
    import highspy
    import numpy as np

    if parts.quadratic:
        return None
    costs, lower, upper, integer, rows = [], [], [], [], []
    for cost, low, high, kind in parts.columns:
        costs.append(cost)
        semi = kind.startswith("semi")
        lower.append(min(low, 0.0) if semi else low)
        upper.append(max(high, 0.0) if semi else high)
        integer.append(kind in ("integer", "semiinteger"))

    def column(low, high, is_integer):
        for values, value in ((costs, 0.0), (lower, low), (upper, high), (integer, is_integer)):
            values.append(value)
        return len(costs) - 1

    def finite(j):
        return lower[j] > -INFINITE and upper[j] < INFINITE

    def gate(j, z):
        """x within its bounds where z = 1, else 0."""
        rows.append((-INFINITE, 0.0, [(j, 1.0), (z, -upper[j])]))
        rows.append((0.0, INFINITE, [(j, 1.0), (z, -lower[j])]))

    for j, (_, low, high, kind) in enumerate(parts.columns):
        if kind.startswith("semi") and not low <= 0.0 <= high:
            if not finite(j):
                return None
            z = column(0.0, 1.0, True)
            rows.append((-INFINITE, 0.0, [(j, 1.0), (z, -high)]))
            rows.append((0.0, INFINITE, [(j, 1.0), (z, -low)]))
    for special in parts.sets:
        members = [j for j, _ in sorted(special["members"], key=lambda member: member[1])]
        if not all(finite(j) for j in members):
            return None
        if any(lower[j] > 0.0 or upper[j] < 0.0 for j in members):
            # Zero is outside the bounds: the member is never 0. The rows below then say so.
            pass
        if special["type"] == 1 or len(members) < 3:
            most = 1 if special["type"] == 1 else 2
            gates = [column(0.0, 1.0, True) for _ in members]
            for j, z in zip(members, gates):
                gate(j, z)
            rows.append((-INFINITE, float(most), [(z, 1.0) for z in gates]))
        else:
            pairs = [column(0.0, 1.0, True) for _ in members[1:]]
            rows.append((-INFINITE, 1.0, [(z, 1.0) for z in pairs]))
            for k, j in enumerate(members):
                around = [pairs[p] for p in (k - 1, k) if 0 <= p < len(pairs)]
                rows.append((-INFINITE, 0.0, [(j, 1.0)] + [(z, -upper[j]) for z in around]))
                rows.append((0.0, INFINITE, [(j, 1.0)] + [(z, -lower[j]) for z in around]))
    for piecewise in parts.piecewise:
        points = piecewise["points"]
        weights = [column(0.0, 1.0, False) for _ in points]
        pieces = [column(0.0, 1.0, True) for _ in points[1:]]
        rows.append((1.0, 1.0, [(w, 1.0) for w in weights]))
        rows.append((1.0, 1.0, [(z, 1.0) for z in pieces]))
        for place, j in ((0, piecewise["argument"]), (1, piecewise["value"])):
            rows.append((0.0, 0.0, [(w, p[place]) for w, p in zip(weights, points) if p[place] != 0.0] + [(j, -1.0)]))
        for k, w in enumerate(weights):
            around = [pieces[p] for p in (k - 1, k) if 0 <= p < len(pieces)]
            rows.append((-INFINITE, 0.0, [(w, 1.0)] + [(z, -1.0) for z in around]))
    for i, (low, high, terms) in enumerate(parts.rows):
        indicator = parts.indicator_of.get(i)
        if indicator is None:
            rows.append((low, high, terms))
            continue
        if not all(finite(j) for j, _ in terms):
            return None
        least = sum(min(a * lower[j], a * upper[j]) for j, a in terms)
        most = sum(max(a * lower[j], a * upper[j]) for j, a in terms)
        z, active = indicator["column"], bool(indicator["value"])
        sides = []
        if high < INFINITE and most > high:
            sides.append((1.0, high, most - high))
        if low > -INFINITE and least < low:
            sides.append((-1.0, -low, low - least))
        for sign, right, m in sides:
            # sign · a x <= right + m (1 - z), or + m z where it is active at 0.
            entries = {}
            for j, a in terms:
                entries[j] = entries.get(j, 0.0) + sign * a
            entries[z] = entries.get(z, 0.0) + (m if active else -m)
            rows.append((-INFINITE, right + m if active else right, list(entries.items())))
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    infinite = highspy.kHighsInf
    side = lambda v: infinite if v >= INFINITE else -infinite if v <= -INFINITE else v
    for cost, low, high in zip(costs, lower, upper):
        solver.addCol(cost, side(low), side(high), 0, [], [])
    for j, is_integer in enumerate(integer):
        if is_integer:
            solver.changeColIntegrality(j, highspy.HighsVarType.kInteger)
    for low, high, terms in rows:
        merged = {}
        for j, a in terms:
            merged[j] = merged.get(j, 0.0) + a
        solver.addRow(side(low), side(high), len(merged), np.array(list(merged), dtype=np.int32), np.array(list(merged.values())))
    if parts.maximize:
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    solver.run()
    status = solver.getModelStatus()
    named = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnbounded: "unbounded",
        highspy.HighsModelStatus.kUnboundedOrInfeasible: "no optimum",
    }.get(status, "open")
    return named, solver.getObjectiveValue() + parts.offset if named == "optimal" else None


def by_cases(parts):
    """HiGHS on each choice of the indicators' binaries, whose rows then hold or are left out; None where a set or a
    semi-continuous column needs a bound that is infinite."""
    binaries = sorted({indicator["column"] for indicator in parts.indicators})
    answers = []
    for case in range(2 ** len(binaries)):
        chosen = {j: float(case >> k & 1) for k, j in enumerate(binaries)}
        part = copy.copy(parts)
        part.columns = [
            (cost, chosen.get(j, lower), chosen.get(j, upper), kind)
            for j, (cost, lower, upper, kind) in enumerate(parts.columns)
        ]
        idle = {i for i, indicator in parts.indicator_of.items() if chosen[indicator["column"]] != indicator["value"]}
        part.rows = [row for i, row in enumerate(parts.rows) if i not in idle]
        part.indicators, part.indicator_of = [], {}
        if any(
            j in chosen and not lower <= chosen[j] <= upper for j, (_, lower, upper, _) in enumerate(parts.columns)
        ):
            continue
        answer = by_highs(part)
        if answer is None or answer[0] in ("open", "no optimum"):
            return answer
        answers.append(answer)
    if any(status == "unbounded" for status, _ in answers):
        return "unbounded", None
    optima = [value for status, value in answers if status == "optimal"]
    return ("optimal", (max if parts.maximize else min)(optima)) if optima else ("infeasible", None)


def by_highs_or_cases(parts):
    """HiGHS on the linearisation, or else on the cases."""
    answer = by_highs(parts)
    return by_cases(parts) if answer is None and parts.indicators and not parts.quadratic else answer


def holds(parts, x):
    """Whether a point satisfies everything that the program says, rows within 1e-6 of their coefficients' size."""

    def row(lower, upper, terms):
        activity = math.fsum(a * x[j] for j, a in terms)
        slack = 1e-6 * min(1.0, max((abs(a) for _, a in terms), default=0.0)) + 1e-12 * sum(abs(a * x[j]) for j, a in terms)
        return lower - slack <= activity <= upper + slack

    for value, (_, lower, upper, kind) in zip(x, parts.columns):
        if kind in ("integer", "semiinteger") and value != round(value):
            return False
        if not lower <= value <= upper and not (kind.startswith("semi") and value == 0.0):
            return False
    for i, (lower, upper, terms) in enumerate(parts.rows):
        indicator = parts.indicator_of.get(i)
        if (indicator is None or x[indicator["column"]] == indicator["value"]) and not row(lower, upper, terms):
            return False
    for special in parts.sets:
        members = [j for j, _ in sorted(special["members"], key=lambda member: member[1])]
        others = [k for k, j in enumerate(members) if x[j] != 0.0]
        if len(others) > special["type"] or (len(others) == 2 and others[1] - others[0] != 1):
            return False
    for piecewise in parts.piecewise:
        value, points = x[piecewise["argument"]], piecewise["points"]
        pieces = [(p, q) for p, q in zip(points, points[1:]) if p[0] <= value <= q[0]]
        if not pieces:
            return False
        (from_x, from_y), (to_x, to_y) = pieces[0]
        slope = (to_y - from_y) / (to_x - from_x)
        if abs(x[piecewise["value"]] - from_y - slope * (value - from_x)) > 1e-6 * max(1.0, abs(slope)):
            return False
    return True


def objective(parts, x):
    square = math.fsum((0.5 if i == j else 1.0) * q * x[i] * x[j] for i, j, q in parts.quadratic)
    return parts.offset + square + math.fsum(column[0] * value for column, value in zip(parts.columns, x))


# How far beyond a solver's optimum it is asked for a point where ours has no end.
FAR = 1000.0


def refuted(parts, entry, answer, seconds):
    """Whether what another solver says is disproven by a point."""
    status, value = answer
    better = (lambda a, b: a > b) if parts.maximize else (lambda a, b: a < b)
    if entry["status"] == "unbounded" and status == "optimal":
        beyond = value + FAR if parts.maximize else value - FAR
        return apart(by_scip, parts, seconds, beyond, seconds=seconds)[0] not in ("infeasible", "open")
    if entry["status"] == "unbounded" and status == "infeasible":
        return apart(by_scip, parts, seconds, None, True, seconds=seconds)[0] == "optimal"
    if entry["status"] != "optimal" or not holds(parts, entry["values"]):
        return False
    ours = objective(parts, entry["values"])
    return status == "infeasible" or (status == "optimal" and better(ours, value))


def apart(function, *arguments, seconds):
    """The answer of a solver in a process of its own: some programs end SCIP's, and some it does not end in time."""
    here, there = multiprocessing.Pipe()

    def answer():
        found = function(*arguments)
        there.send((found, TIMES))

    process = multiprocessing.Process(target=answer)
    process.start()
    there.close()
    try:
        if not here.poll(3.0 * seconds + 1.0):
            return "open", None
        found, times = here.recv()
        TIMES.extend(times[len(TIMES) :])
        return found
    except EOFError:
        return "open", None
    finally:
        process.kill()
        process.join()


def agree(ours, theirs):
    (status, objective), (their_status, their_objective) = ours, theirs
    if their_status == "no optimum":
        return status in ("infeasible", "unbounded")
    if status != their_status:
        return False
    return status != "optimal" or math.isclose(objective, their_objective, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


# What a kept objective may be worse by where ours has to be no better than SCIP's.
LOOSE = 4e-6


def objectives_of(program):
    """All objectives of a program, its own first."""
    sense = program.get("sense", "minimize")
    costs = [(j, column.get("objective", 0.0)) for j, column in enumerate(program["columns"])]
    own = {"offset": program.get("offset", 0.0), "terms": costs, "degradation": program.get("degradation")}
    own["quadratic"] = program.get("quadratic")
    listed = []
    for objective in [own, *(program.get("objectives") or [])]:
        listed.append(
            {
                "maximize": objective.get("sense", sense) == "maximize",
                "offset": objective.get("offset", 0.0),
                "terms": [tuple(term) for term in objective["terms"]],
                "quadratic": objective.get("quadratic") or [],
                "degradation": objective.get("degradation") or {},
            }
        )
    return listed


def in_turn(entry, seconds):
    """What SCIP says against our answer to a program with several objectives, each over what our values of those
    before it leave: exactly, where ours has to be as good, and a little more, where it must not be better. Words, or
    None; and how many objectives were held against it."""
    parts, told, held = Parts(entry["program"]), entry["reached"], 0
    for k, objective in enumerate(objectives_of(entry["program"])):
        sign = -1.0 if objective["maximize"] else 1.0
        ours = told[k] if k < len(told) else None
        answers = []
        for loose in (0.0, LOOSE):
            part = copy.copy(parts)
            part.put(objective)
            part.kept = [
                (terms, quadratic, maximize, worst + (-1.0 if maximize else 1.0) * loose * (1.0 + abs(worst)))
                for terms, quadratic, maximize, worst in parts.kept
            ]
            answers.append(apart(by_scip, part, seconds, seconds=seconds) if loose == 0.0 or parts.kept else answers[0])
        (status, exact), (loosely, loose_value) = answers
        if ours is None:
            ended = entry["status"]
            if k == 0 and ended == "infeasible" and status == "optimal":
                return f"infeasible, SCIP has {exact}", held
            if ended == "unbounded" and status == "optimal":
                part = copy.copy(parts)
                part.put(objective)
                beyond = exact - sign * FAR
                if apart(by_scip, part, seconds, beyond, seconds=seconds)[0] in ("infeasible",):
                    return f"objective {k + 1} unbounded, SCIP has {exact}", held
            return None, held
        # SCIP's own tolerance is worth a quarter of what the looser side is.
        slack = 1e-4 * (1.0 + abs(ours))
        # Without the looser side's answer what SCIP's tolerance is worth is not known.
        both = status == loosely == "optimal"
        if both:
            slack += abs(exact - loose_value)
        if both and sign * ours > sign * exact + slack:
            return f"objective {k + 1} is {ours}, SCIP has {exact}", held
        if loosely == "optimal" and sign * ours < sign * loose_value - slack:
            return f"objective {k + 1} is {ours}, better than SCIP's {loose_value}", held
        if status == "infeasible" and not parts.kept:
            return f"objective {k + 1} is {ours}, SCIP says infeasible", held
        held += status == "optimal"
        give = objective["degradation"]
        allowance = max(give.get("absolute", 0.0), give.get("relative", 0.0) * abs(ours))
        worst = ours + sign * allowance - objective["offset"]
        parts.kept.append((objective["terms"], objective["quadratic"], objective["maximize"], worst))
    return None, held


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="+", help="lines of JSON, from `hunch-kinds draw`")
    multiprocessing.set_start_method("fork")
    arguments.add_argument("--seconds", type=float, default=20.0, help="for SCIP, a program")
    asked = arguments.parse_args()
    # Once, for all the processes that are forked from this one.
    import highspy
    import pyscipopt

    assert highspy and pyscipopt
    wrong = 0
    for path in asked.files:
        TIMES.clear()
        own = []
        counts = {"programs": 0, "by SCIP": 0, "by HiGHS": 0, "open": 0, "refuted": 0, "contradicted": 0, "disagree": 0}
        statuses = {}
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                entry = json.loads(line)
                ours = entry["status"], entry.get("objective")
                parts = Parts(entry["program"])
                counts["programs"] += 1
                own.append(entry["seconds"])
                statuses[ours[0]] = statuses.get(ours[0], 0) + 1
                if entry["program"].get("objectives"):
                    said, held = in_turn(entry, asked.seconds)
                    counts["by SCIP"] += held
                    if ours[0] == "optimal" and not holds(parts, entry["values"]):
                        said = "our point does not hold"
                    if said:
                        counts["disagree"] += 1
                        wrong += 1
                        print(f"{path}:{number + 1}: {said}", flush=True)
                    continue
                answers = {
                    "SCIP": apart(by_scip, parts, asked.seconds, seconds=asked.seconds),
                    "HiGHS": apart(by_highs_or_cases, parts, seconds=asked.seconds),
                }
                known = {name: answer for name, answer in answers.items() if answer and answer[0] != "open"}
                for name in known:
                    counts[f"by {name}"] += 1
                if not known or ours[0] not in ("optimal", "infeasible", "unbounded"):
                    counts["open"] += 1
                    continue
                if ours[0] == "optimal" and not holds(parts, entry["values"]):
                    counts["disagree"] += 1
                    wrong += 1
                    print(f"{path}:{number + 1}: our point does not hold", flush=True)
                against = {name: answer for name, answer in known.items() if not agree(ours, answer)}
                disproven = [n for n, answer in against.items() if refuted(parts, entry, answer, asked.seconds)]
                counts["refuted"] += len(disproven)
                # Where others contradict each other, one that agrees with ours refutes the rest: HiGHS has seen a plain
                # program, SCIP's indicators have big numbers inside.
                if len(against) > len(disproven):
                    is_wrong = len(against) == len(known)
                    counts["disagree" if is_wrong else "contradicted"] += 1
                    wrong += is_wrong
                    print(f"{path}:{number + 1}: ours {ours}, others {answers}", flush=True)
        print(f"{path}: " + ", ".join(f"{name} {count}" for name, count in counts.items()), statuses)
        if own and TIMES:
            print(f"  median seconds: ours {statistics.median(own):.4f}, SCIP {statistics.median(TIMES):.4f}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
