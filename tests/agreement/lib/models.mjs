/**
 * Models in the form of javascript-lp-solver: where they come from, how the other forms are made of them, and
 * who is right about them. Nobody's own word is taken: a claim is wrong where a point proves it, and points
 * are checked here.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const CASES = new URL("../../cases/models/", import.meta.url);

/**
 * Feasibility, integrality and objectives are compared to this, absolute and relative: the packages round to
 * 1e-8.
 */
const TOLERANCE = 1e-6;

/** The models of both packages' own tests. */
export function ownModels() {
  const read = (name) => readFileSync(new URL(name, CASES));
  return [...JSON.parse(read("small.json")), ...JSON.parse(gunzipSync(read("large.json.gz")))];
}

/** The same as YALPS has it. */
export function toYalps({ optimize, opType, constraints, variables, ints, binaries }) {
  const keys = (flags = {}) => Object.keys(flags).filter((name) => flags[name]);
  const direction = opType === "max" ? "maximize" : "minimize";
  return {
    direction,
    objective: optimize,
    constraints,
    variables,
    integers: keys(ints),
    binaries: keys(binaries),
  };
}

/**
 * A program in Hunch's form as such a model. Variables are at least 0 there: those that may be negative are
 * the difference of two, and bounds are constraints.
 */
export function fromProgram(program) {
  const [constraints, variables, ints] = [{}, {}, {}];
  const put = (key, lower, upper) => {
    if (lower === null && upper === null) return;
    constraints[key] = lower === upper ? { equal: lower } : {};
    if (lower !== upper && lower !== null) constraints[key].min = lower;
    if (lower !== upper && upper !== null) constraints[key].max = upper;
  };
  program.columns.forEach(({ objective, lower, upper, kind }, j) => {
    const names = lower !== null && lower >= 0 ? [`x${j}`] : [`x${j}`, `-x${j}`];
    put(`b${j}`, lower === 0 ? null : lower, upper);
    for (const name of names) {
      variables[name] = { objective: signed(name, objective), [`b${j}`]: signed(name, 1) };
      if (kind === "integer") ints[name] = 1;
    }
  });
  program.rows.forEach(({ lower, upper, terms }, i) => {
    put(`r${i}`, lower, upper);
    for (const [j, value] of terms)
      for (const name of [`x${j}`, `-x${j}`])
        if (variables[name]) variables[name][`r${i}`] = signed(name, value);
  });
  const opType = program.sense === "maximize" ? "max" : "min";
  return { optimize: "objective", opType, constraints, variables, ints };
}

const signed = (name, value) => (name.startsWith("-") ? 0 - value : value);

/** What a solver said, in one form: status, objective and the point as an object. */
export function claimOf(who, answer) {
  if (answer.threw || answer.endless || answer.status === "cycled")
    return { status: "none", why: whyNone(answer) };
  if (who === "YALPS") {
    const { status, result, variables } = answer;
    if (status === "timedout" && Number.isNaN(result)) return { status: "none", why: "timed out" };
    if (status === "timedout") return { status: "feasible", result, point: Object.fromEntries(variables) };
    return { status, result, point: Object.fromEntries(variables) };
  }
  const { feasible, result, bounded, isLimited, isIntegral: _, ...point } = answer;
  if (feasible && bounded === false) return { status: "unbounded", result, point };
  if (!feasible) return { status: Number.isNaN(result) ? "none" : "infeasible", why: "timed out" };
  return { status: isLimited ? "feasible" : "optimal", result, point };
}

function whyNone({ threw, endless }) {
  return endless ? "did not end" : threw ? `threw ${threw.slice(0, 60)}` : "cycled";
}

/** The objective of a point, and the constraint that it breaks the most, if any. */
export function checkPoint(model, point) {
  const totals = new Map();
  let broken;
  const blame = (what) => {
    broken ??= what;
  };
  for (const [name, unit] of Object.entries(model.variables)) {
    const value = point[name] ?? 0;
    if (!Number.isFinite(value)) blame(`${name} is ${value}`);
    if (value < -TOLERANCE && !model.unrestricted?.[name]) blame(`${name} is ${value}`);
    const isWhole = model.ints?.[name] || model.binaries?.[name];
    if (isWhole && Math.abs(value - Math.round(value)) > TOLERANCE) blame(`${name} is ${value}`);
    if (model.binaries?.[name] && value > 1 + TOLERANCE) blame(`${name} is ${value}`);
    for (const [key, amount] of Object.entries(unit))
      totals.set(key, (totals.get(key) ?? 0) + amount * value);
  }
  for (const [key, { equal, min, max }] of Object.entries(model.constraints)) {
    const total = totals.get(key) ?? 0;
    const low = equal ?? min ?? -Infinity;
    const high = equal ?? max ?? Infinity;
    const isKept =
      total >= low - TOLERANCE * (1 + Math.abs(low)) && total <= high + TOLERANCE * (1 + Math.abs(high));
    if (!isKept) blame(`${key} is ${total}, not in [${low}, ${high}]`);
  }
  return { objective: totals.get(model.optimize) ?? 0, broken };
}

/**
 * Verdicts on claims about one model: `right` where nothing speaks against it, `wrong` with the reason, or
 * `none`.
 */
export function judge(model, claims) {
  const sign = model.opType === "max" ? 1 : -1;
  const checked = claims.map(({ status, point }) =>
    status === "optimal" || status === "feasible"
      ? checkPoint(model, point)
      : { objective: NaN, broken: "no point" },
  );
  const best = Math.max(...checked.map(({ objective, broken }) => (broken ? -Infinity : sign * objective)));
  const isUnbounded = claims.some(({ status }) => status === "unbounded");
  return claims.map(({ status, result, why }, k) => {
    if (status === "none") return { verdict: "none", why };
    const { objective, broken } = checked[k];
    const slack = TOLERANCE * Math.max(1, Math.abs(best));
    if (status === "infeasible" && best > -Infinity)
      return { verdict: "wrong", why: "infeasible, but there is a point" };
    if (status === "infeasible" || status === "unbounded")
      return { verdict: "right", isOpen: status === "infeasible" ? isUnbounded : best > -Infinity };
    if (broken) return { verdict: "wrong", why: broken };
    if (Math.abs(result - objective) > TOLERANCE * Math.max(1, Math.abs(objective)))
      return { verdict: "wrong", why: `the result is ${result}, its point's is ${objective}` };
    const isWorse = sign * objective < best - slack;
    // Out of time no more is claimed than the point.
    if (status === "feasible") return { verdict: "right", why: `${result} at the limit`, isWorse };
    if (isWorse) return { verdict: "wrong", why: `${objective}, but ${sign * best} is possible` };
    return { verdict: "right", isOpen: isUnbounded };
  });
}
