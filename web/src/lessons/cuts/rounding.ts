/**
 * Cuts by rounding: rows of whole variables, none below 0, are added with factors and rounded down (Gomory
 * 1958, Chvátal
 * 1973). The factors are looked for among small fractions, which is enough for programs that are drawn.
 */

import type { Program } from "hunch-solver";
import { maximizes, sidesOf } from "../parts/programs";

/** Denominators of the factors. */
const MOST_PARTS = 8;

/** A cut takes away less than this: nothing. */
const LEAST_CUT = 0.02;

const ROUNDING = 1e-9;

export interface Cut {
  /** A factor a row; rows that say “at least” are turned round first. */
  readonly factors: readonly number[];
  /** The sum of the rows before it is rounded. */
  readonly sum: { readonly terms: readonly number[]; readonly side: number };
  readonly terms: readonly number[];
  readonly side: number;
}

/** The rows as a·x ≤ c. */
export function atMost(program: Program): Array<{ terms: number[]; side: number }> {
  return program.rows.map((row) => {
    const { lower, upper, terms } = sidesOf(row);
    const sign = Number.isFinite(upper) ? 1 : -1;
    const dense = program.columns.map((_, j) =>
      terms.reduce((sum, [k, a]) => (k === j ? sum + sign * a : sum), 0),
    );
    return { terms: dense, side: sign === 1 ? upper : -lower };
  });
}

/** The cut that takes most away at a point; null where no such one does. */
export function findCut(program: Program, point: readonly number[]): Cut | null {
  const rows = atMost(program);
  let best: { cut: Cut; away: number } | null = null;
  for (const factors of combinations(rows.length)) {
    const terms = program.columns.map((_, j) =>
      rows.reduce((sum, row, i) => sum + (factors[i] ?? 0) * (row.terms[j] ?? 0), 0),
    );
    const side = rows.reduce((sum, row, i) => sum + (factors[i] ?? 0) * row.side, 0);
    const rounded = { terms: terms.map(down), side: down(side) };
    const length = Math.hypot(...rounded.terms);
    if (length === 0) continue;
    const excess = rounded.terms.reduce((sum, a, j) => sum + a * (point[j] ?? 0), 0) - rounded.side;
    const away = excess / length;
    if (away > LEAST_CUT && away > (best?.away ?? 0) + ROUNDING)
      best = { cut: { factors, sum: { terms, side }, ...rounded }, away };
  }
  return best?.cut ?? null;
}

function down(value: number): number {
  return Math.floor(value + ROUNDING);
}

/** Factors 0, 1/q … (q − 1)/q for one or two rows, the simplest first. */
function* combinations(rows: number): Generator<number[]> {
  for (let parts = 2; parts <= MOST_PARTS; parts++) {
    for (let i = 0; i < rows; i++) {
      for (let k = i; k < rows; k++) {
        for (let p = 1; p < parts; p++) {
          for (let q = k === i ? p : 1; q < (k === i ? p + 1 : parts); q++) {
            const factors = new Array<number>(rows).fill(0);
            factors[i] = p / parts;
            factors[k] = q / parts;
            yield factors;
          }
        }
      }
    }
  }
}

export const better = (program: Program): string => (maximizes(program) ? "lower" : "higher");
