/** `hunch-solver/yalps`: the calls of the package YALPS. `solve` gives a promise; else it is as it was. */

import { invalid } from "../schema.js";
import type { YalpsConstraint, YalpsEntries, YalpsModel } from "../types.js";
import { fromYalps, limitsOf } from "./read.js";
import { answerOf, cleaned } from "./shared.js";

export { dispose, useSolver } from "./shared.js";

export type Constraint = YalpsConstraint;
export type Coefficients<ConstraintKey = string> = YalpsEntries<ConstraintKey, number>;
export type OptimizationDirection = "maximize" | "minimize";
export type Model<VariableKey = string, ConstraintKey = string> = YalpsModel<VariableKey, ConstraintKey>;
/** `"cycled"` never comes: the simplex method here cannot cycle. */
export type SolutionStatus = "optimal" | "infeasible" | "unbounded" | "timedout" | "cycled";

export interface Solution<VariableKey = string> {
  status: SolutionStatus;
  /** NaN where there is no point, ±Infinity where the objective has no end. */
  result: number;
  /** Variables that are not 0, in the order of the model. */
  variables: Array<[VariableKey, number]>;
}

export interface Options {
  /** Values are rounded to multiples of this. Default 1e-8. */
  readonly precision?: number;
  /** Taken, and of no consequence. */
  readonly checkCycles?: boolean;
  /** Taken, and of no consequence. */
  readonly maxPivots?: number;
  /**
   * For programs with integers: the relative gap at which an answer is good enough. Default 0: the best one.
   */
  readonly tolerance?: number;
  /** For programs with integers: milliseconds. Default Infinity. */
  readonly timeout?: number;
  /** Taken, and of no consequence. */
  readonly maxIterations?: number;
  /** Whether `variables` has those that are 0. Default false. */
  readonly includeZeroVariables?: boolean;
}

const DEFAULTS: Required<Options> = {
  precision: 1e-8,
  checkCycles: false,
  maxPivots: 8192,
  tolerance: 0,
  timeout: Infinity,
  maxIterations: 32768,
  includeZeroVariables: false,
};

/** What options are where they are left out. */
export const defaultOptions: Required<Options> = { ...DEFAULTS };

/** At most `value`. */
export const lessEq = (value: number): Constraint => ({ max: value });
/** At least `value`. */
export const greaterEq = (value: number): Constraint => ({ min: value });
/** Exactly `value`. */
export const equalTo = (value: number): Constraint => ({ equal: value });
/** Between the two. */
export const inRange = (lower: number, upper: number): Constraint => ({ min: lower, max: upper });

/**
 * Solves a model of objects, maps or iterables.
 *
 * @throws HunchError (as a rejection) where the model is malformed; statuses are no errors.
 * @example
 * const { status, result, variables } = await solve(model);
 */
export async function solve<VariableKey = string, ConstraintKey = string>(
  model: Model<VariableKey, ConstraintKey>,
  options: Options = {},
): Promise<Solution<VariableKey>> {
  const { precision, tolerance, timeout, includeZeroVariables } = { ...DEFAULTS, ...options };
  if (!(precision > 0 && precision < 1))
    throw invalid("precision", precision, "a number above 0 and below 1");
  const read = fromYalps(model);
  const answer = await answerOf(read, limitsOf(timeout, tolerance, read.hasIntegers));
  const { status } = answer;
  if (status === "infeasible") return { status, result: NaN, variables: [] };
  if (status === "unbounded")
    return { status, result: model.direction === "minimize" ? -Infinity : Infinity, variables: [] };
  if (answer.objective === null) return { status: "timedout", result: NaN, variables: [] };
  const { values, objective } = cleaned(read, answer, precision);
  const variables: Array<[VariableKey, number]> = [];
  for (const [j, value] of values.entries())
    if (value !== 0 || includeZeroVariables) variables.push([read.keys[j]!, value]);
  // An answer within the tolerance is what was asked for.
  const isDone = status === "optimal" || (answer.gap !== null && answer.gap.relative <= tolerance);
  return { status: isDone ? "optimal" : "timedout", result: objective, variables };
}
