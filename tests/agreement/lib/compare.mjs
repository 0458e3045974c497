/**
 * Who is right? The checker judges both points; a claim is refuted only by a point that is feasible beyond
 * doubt.
 */
import { check } from "../../bench/lib/program.mjs";

/** Objectives this close, relative to max(1, |objective|), are the same: both stop at a gap of 1e-6. */
const SAME = 2e-6;
/**
 * A point whose relative violations stay below this refutes a claim; between this and 1e-6 it is a matter of
 * tolerances.
 */
const BEYOND_DOUBT = 1e-9;

/**
 * Verdicts, worst first:
 * `wrong`: our answer is refuted, by a point, by enumeration, or by our own point failing the checker;
 * `no answer`: we gave none where the other did;
 * `peer wrong`: theirs is refuted by our point or by enumeration;
 * `tolerance`: the answers differ, and by the tolerances either may be right;
 * `both open`: nobody answered; `agree`.
 */
export const VERDICTS = ["wrong", "no answer", "peer wrong", "tolerance", "both open", "agree"];

/** Largest violation of a bound, a row or integrality, each relative to 1 + its right-hand side. */
export function violation(program, values) {
  const beyond = (value, lower, upper) =>
    Math.max(0, (lower - value) / (1 + Math.abs(lower)) || 0, (value - upper) / (1 + Math.abs(upper)) || 0);
  let worst = 0;
  values.forEach((value, j) => {
    worst = Math.max(worst, beyond(value, program.lower[j], program.upper[j]));
    if (program.integer[j]) worst = Math.max(worst, Math.abs(value - Math.round(value)));
  });
  for (let i = 0; i < program.rowLower.length; i += 1) {
    let activity = 0;
    for (let k = program.starts[i]; k < program.starts[i + 1]; k += 1)
      activity += program.values[k] * values[program.indices[k]];
    worst = Math.max(worst, beyond(activity, program.rowLower[i], program.rowUpper[i]));
  }
  return worst;
}

/** What the checker says of an answer's point. */
function judgePoint(program, answer) {
  if (!answer.values || answer.values.length !== program.cost.length) return null;
  return { ...check(program, answer.values), violation: violation(program, answer.values) };
}

const same = (a, b) => Math.abs(a - b) <= SAME * Math.max(1, Math.abs(a), Math.abs(b));

/** Compares our answer with a reference. @returns {{verdict: string, why: string}} */
function against(program, ours, mine, reference, theirs, sign) {
  const statuses = `${ours.status} against ${reference.status}`;
  const sure = (point) => point !== null && point.violation <= BEYOND_DOUBT;
  if (!["optimal", "infeasible", "unbounded"].includes(reference.status)) {
    return ["optimal", "infeasible", "unbounded"].includes(ours.status)
      ? { verdict: "agree", why: `the reference has no answer (${reference.status})` }
      : { verdict: "both open", why: statuses };
  }
  if (!["optimal", "infeasible", "unbounded"].includes(ours.status))
    return { verdict: "no answer", why: statuses };
  if (ours.status !== reference.status) {
    if (ours.status === "infeasible") return { verdict: sure(theirs) ? "wrong" : "tolerance", why: statuses };
    if (reference.status === "infeasible")
      return { verdict: sure(mine) ? "peer wrong" : "tolerance", why: statuses };
    return { verdict: "tolerance", why: statuses };
  }
  if (ours.status !== "optimal") return { verdict: "agree", why: statuses };
  const beyond = sign * ((ours.bound ?? -sign * Infinity) - theirs.objective);
  if (beyond > SAME * Math.max(1, Math.abs(theirs.objective)) && sure(theirs))
    return { verdict: "wrong", why: `our bound ${ours.bound} passes ${theirs.objective}` };
  if (same(mine.objective, theirs.objective)) return { verdict: "agree", why: statuses };
  const worse = sign * mine.objective > sign * theirs.objective;
  const why = `objective ${mine.objective} against ${theirs.objective}`;
  if (worse) return { verdict: sure(theirs) ? "wrong" : "tolerance", why };
  return { verdict: sure(mine) ? "peer wrong" : "tolerance", why };
}

/**
 * @param {import("../../bench/lib/program.mjs").Plain} program
 * @param exact the answer by enumeration, or null
 */
export function compare(program, ours, highs, exact) {
  const sign = program.maximize ? -1 : 1;
  const mine = judgePoint(program, ours);
  const points = { ours: mine, highs: judgePoint(program, highs) };
  if (ours.status === "optimal" && !mine?.feasible)
    return { verdict: "wrong", why: "our point fails the checker", points };
  const found = against(program, ours, mine, highs, points.highs, sign);
  if (!exact) return { ...found, points };
  // Enumeration settles it: its points are whole and its rows have been summed one by one.
  const settled = against(program, ours, mine, exact, judgePoint(program, exact), sign);
  if (settled.verdict !== "agree") return { ...settled, why: `enumeration: ${settled.why}`, points };
  return found.verdict === "agree"
    ? { ...found, points }
    : { verdict: "peer wrong", why: `enumeration agrees with us; ${found.why}`, points };
}
