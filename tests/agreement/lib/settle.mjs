/**
 * One says "unbounded", the other does not: is there a point far beyond every objective that a small program
 * could end at?
 */
import { plain } from "../../bench/lib/program.mjs";
import { violation } from "./compare.mjs";

/** Bounds, costs and coefficients of the programs here are far smaller, so are their optima. */
const FAR = 1e7;
/** The row that asks for it is as long as the objective; this much of `FAR` is rounding. */
const NOISE = 1e-8;

/**
 * The program without objective, and a row that asks for an objective of at least `FAR` (in the good
 * direction).
 */
function farProgram(json) {
  const terms = json.columns.map((c, j) => [j, c.objective]).filter(([, v]) => v !== 0);
  const row = json.sense === "maximize" ? { lower: FAR, upper: null } : { lower: null, upper: -FAR };
  return {
    ...json,
    offset: 0,
    columns: json.columns.map((c) => ({ ...c, objective: 0 })),
    rows: [...json.rows, { name: "far", ...row, terms }],
  };
}

/**
 * Settles a `tolerance` verdict between "unbounded" and another status; returns other verdicts as they are.
 */
export async function settle(json, answers, solvers, found) {
  const { ours, highs } = answers;
  const conflict =
    found.verdict === "tolerance" && (ours.status === "unbounded") !== (highs.status === "unbounded");
  if (!conflict) return found;
  const far = farProgram(json);
  const program = plain(far);
  const points = [(await solvers.ours(far)).values, (await solvers.highs(program)).values].filter(
    (x) => x?.length === program.cost.length,
  );
  const reached = points.some((x) => violation(program, x) <= NOISE);
  const right = (status) => (status === "unbounded") === reached;
  const why = `${found.why}; ${reached ? "a" : "no"} point with an objective beyond ${FAR} was found`;
  return { ...found, why, verdict: right(ours.status) ? "peer wrong" : "wrong" };
}
