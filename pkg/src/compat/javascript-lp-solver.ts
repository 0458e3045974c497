/**
 * `hunch-solver/javascript-lp-solver`: the calls of the package javascript-lp-solver. `Solve` gives a
 * promise; else it is as it was.
 */

import { HunchError } from "../errors.js";
import { describe, invalid, isObject, nearestOf } from "../schema.js";
import type { Answer, JavascriptLpModel } from "../types.js";
import { reformat } from "./lp-text.js";
import { fromJavascriptLp } from "./read.js";
import { answerOf, cleaned, dispose, useSolver } from "./shared.js";

export { dispose, useSolver } from "./shared.js";

export type Model = JavascriptLpModel;
export type ModelDefinition = JavascriptLpModel;

/** What `Solve` gives. Variables that are 0 are left out. */
export interface SolveResult {
  /** Whether there is a point; false too where a timeout came before one was found. */
  feasible: boolean;
  /**
   * 0 where nothing is feasible, ±Infinity where the objective has no end, NaN where a timeout came before a
   * point.
   */
  result: number;
  bounded: boolean;
  /** For programs with integers that have an answer. */
  isIntegral?: boolean;
  [variable: string]: number | boolean | undefined;
}

/** What `Solve` gives with `full`. */
export interface Solution {
  feasible: boolean;
  evaluation: number;
  bounded: boolean;
  isIntegral?: boolean;
  /** Variables that are not 0. */
  solutionSet: Record<string, number>;
  /** The answer as `hunch.solve` gives it, with its proven bound. */
  answer: Answer;
}

/** Values are rounded to multiples of this, unless the call says otherwise. */
const PRECISION = 1e-8;

/**
 * Solves a model, or the lines of a text that {@link ReformatLP} reads.
 *
 * @param precision values are rounded to multiples of it; default 1e-8
 * @param full whether to answer with {@link Solution}
 * @param validate whether names in `ints`, `binaries` and `unrestricted` that are no variables are refused
 * @throws HunchError (as a rejection) where the model is malformed, or has several objectives or soft
 * constraints
 * @example
 * const { feasible, result, x } = await Solve(model);
 */
export function Solve(
  model: Model | string | readonly string[],
  precision?: number | null,
  full?: false,
  validate?: boolean,
): Promise<SolveResult>;
export function Solve(
  model: Model | string | readonly string[],
  precision: number | null | undefined,
  full: true,
  validate?: boolean,
): Promise<Solution>;
export async function Solve(
  model: Model | string | readonly string[],
  precision?: number | null,
  full = false,
  validate = false,
): Promise<SolveResult | Solution> {
  const step = precision ?? PRECISION;
  if (!(step > 0 && step < 1)) throw invalid("precision", step, "a number above 0 and below 1");
  const asked = typeof model === "string" || Array.isArray(model) ? ReformatLP(model) : (model as Model);
  const read = fromJavascriptLp(asked);
  if (validate) checkNames(asked);
  const answer = await answerOf(read, read.limits);
  const isUnbounded = answer.status === "unbounded";
  const hasPoint = answer.objective !== null;
  const { values, objective } = hasPoint ? cleaned(read, answer, step) : { values: [], objective: NaN };
  const result = isUnbounded
    ? read.program.sense === "maximize"
      ? Infinity
      : -Infinity
    : answer.status === "infeasible"
      ? 0
      : objective;
  const common = {
    feasible: hasPoint || isUnbounded,
    bounded: !isUnbounded,
    ...(hasPoint && read.hasIntegers && { isIntegral: true }),
  };
  const set = values.flatMap(
    (value, j): Array<[string, number]> => (value === 0 ? [] : [[read.keys[j]!, value]]),
  );
  if (full) return { ...common, evaluation: result, solutionSet: Object.fromEntries(set), answer };
  const { feasible, ...others } = common;
  return { feasible, result, ...others, ...Object.fromEntries(set) };
}

/**
 * A text, as one string or in lines, made a model; a model made a text. Lines are `max: 3x + 2y`, `2x + y <=
 * 4`, `int x`, `bin y`, `unrestricted z`; the constraint of line 1 is called `__1`. What it does not
 * understand is refused with its line.
 */
export function ReformatLP(model: string | readonly string[]): Model;
export function ReformatLP(model: Model): string;
export function ReformatLP(model: Model | string | readonly string[]): Model | string {
  return reformat(model);
}

/**
 * Refused: a compromise between objectives has no single right answer. Solve for one, then bound it and solve
 * for the next.
 */
export function MultiObjective(_model?: unknown): never {
  throw new HunchError(
    "not-applicable",
    "MultiObjective: several objectives at once are not solved; solve for one, make it a constraint, and solve for the next",
    { field: "optimize" },
  );
}

function checkNames(model: Model): void {
  const known = Object.keys(model.variables);
  for (const part of ["ints", "binaries", "unrestricted"] as const) {
    const flags = model[part];
    if (flags !== undefined && !isObject(flags)) throw invalid(part, flags, "an object of flags by name");
    for (const name of Object.keys(flags ?? {})) {
      if (known.includes(name)) continue;
      const nearest = nearestOf(name, known);
      const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      throw new HunchError("invalid-input", `${part}: there is no variable ${describe(name)}${hint}`, {
        field: `${part}.${name}`,
      });
    }
  }
}

export default { Solve, ReformatLP, MultiObjective, useSolver, dispose };
