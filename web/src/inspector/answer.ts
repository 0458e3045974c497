/** The answer of a program, given as text or as an object. */

import type { Answer, Program } from "hunch-solver";
import type { Shape } from "./shape";

export type ProgramAnswer = Answer<string> | Answer<Program>;

export function hasPoint({ status }: ProgramAnswer): boolean {
  return status === "optimal" || status === "feasible";
}

/** Whether duals and ranges say anything of its rows: with all columns fixed there is nothing left that a row could price. */
export function isPriced(shape: Shape, answer: ProgramAnswer): boolean {
  return !answer.integersFixed || shape.columns.some(({ kind }) => kind === "continuous");
}

/** Of a column that is fixed for the prices' sake, cost and reduced cost say nothing. */
export function isFixedForPrices({ kind }: { kind: string }, answer: ProgramAnswer): boolean {
  return answer.integersFixed === true && kind !== "continuous";
}

/** Whether a row's indicator leaves it out at the answer. */
export function isIdle(shape: Shape, row: number, values: ArrayLike<number>): boolean {
  const when = shape.rows[row]?.when;
  return when !== undefined && values[when.column] !== when.value;
}

/** Within this share of its size a value counts as being at its bound. */
const AT = 1e-9;

/** What is left of a row to its nearer side: 0 where that is rounding alone, such as 1e-14 of 120.5. */
export function roomLeft(answer: ProgramAnswer, i: number): number {
  const slack = answer.slacks?.[i] ?? Number.NaN;
  return Math.abs(slack) <= AT * Math.max(1, Math.abs(answer.activities?.[i] ?? 0)) ? 0 : slack;
}

/** What holds a column at its value. */
export interface Holder {
  readonly by: "program" | "lower" | "upper" | "rows" | "nothing";
  /** Tight rows that it is in. */
  readonly rows: readonly string[];
}

export function holderOf(shape: Shape, answer: ProgramAnswer, j: number): Holder {
  const { lower, upper } = shape.columns[j] ?? { lower: Number.NaN, upper: Number.NaN };
  const value = answer.values[j] ?? Number.NaN;
  const near = (bound: number): boolean =>
    Number.isFinite(bound) && Math.abs(value - bound) <= AT * Math.max(1, Math.abs(bound));
  if (lower === upper) return { by: "program", rows: [] };
  if (near(lower)) return { by: "lower", rows: [] };
  if (near(upper)) return { by: "upper", rows: [] };
  const rows = shape.rows.flatMap(({ name, terms }, i) => {
    const isTight = roomLeft(answer, i) === 0 && !isIdle(shape, i, answer.values);
    return isTight && terms.some(([k, a]) => k === j && a !== 0) ? [name] : [];
  });
  return { by: rows.length > 0 ? "rows" : "nothing", rows };
}
