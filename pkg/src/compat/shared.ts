/** The solver behind the calls of other packages, and how its answers are made theirs. */

import { HunchError } from "../errors.js";
import type { Answer, Hunch, Program } from "../types.js";
import type { FromModel } from "./read.js";

/**
 * The gap without a tolerance: both packages answer with the best to the digits that they show, where 10⁻⁶
 * would show in the last ones.
 */
const EXACT = 1e-9;

let given: Hunch | undefined;
let own: Promise<Hunch> | undefined;

/**
 * Sets the solver that answers from now on; it stays yours to dispose of. Without one, the first call starts
 * one.
 */
export function useSolver(hunch: Hunch | undefined): void {
  given = hunch;
}

/** Ends the solver that the first call started, if it did; the next call starts another. */
export async function dispose(): Promise<void> {
  const ending = own;
  own = undefined;
  (await ending)?.dispose();
}

/** Solves what was read of a model. */
export async function answerOf(
  { program }: FromModel<unknown>,
  limits: FromModel["limits"],
): Promise<Answer> {
  if (given === undefined) own ??= start();
  const hunch = given ?? (await own!);
  const answer = await hunch.solve(program, {
    ...(limits.timeLimit !== undefined && { timeLimit: limits.timeLimit }),
    relativeGap: limits.relativeGap ?? EXACT,
  });
  if (answer.status === "error") throw new HunchError("internal", answer.reason ?? "the solve failed");
  return answer;
}

async function start(): Promise<Hunch> {
  try {
    // By the package's own name, which stands for the right file in browsers and in Node.
    const { init } = await import("hunch-solver");
    return await init({ weights: [] });
  } catch (error) {
    // A failed download is tried again.
    own = undefined;
    throw error;
  }
}

/**
 * Values and objective without the rounding of the search: whole columns are whole, and digits end at the
 * precision; unless coefficients are so large that the digits beyond it matter to a row or to the objective:
 * then they stay.
 */
export function cleaned(
  { program }: FromModel<unknown>,
  answer: Answer,
  precision: number,
): { values: number[]; objective: number } {
  const exact = program.columns.map(({ kind }, j) =>
    kind === "integer" || kind === "binary" ? Math.round(answer.values[j]!) : answer.values[j]!,
  );
  const short = exact.map((value) => rounded(value, precision));
  const [objective, shorter] = [exact, short].map((values) => objectiveAt(program, values)) as [
    number,
    number,
  ];
  const isSame = Math.abs(objective - shorter) <= HARMLESS * (1 + Math.abs(objective));
  return {
    values: isSame && keepsRows(program, short) ? short : exact.map((value) => value + 0),
    objective: rounded(objective, precision),
  };
}

/** What rounding may change of a row's side or of the objective, relative: a tenth of what counts as kept. */
const HARMLESS = 1e-7;

function objectiveAt({ columns }: Program, values: readonly number[]): number {
  return columns.reduce((sum, { objective = 0 }, j) => sum + objective * values[j]!, 0);
}

function keepsRows({ rows }: Program, values: readonly number[]): boolean {
  return rows.every(({ lower, upper, terms }) => {
    const activity = terms.reduce((sum, [j, value]) => sum + value * values[j]!, 0);
    const [low, high] = [lower ?? -Infinity, upper ?? Infinity];
    return (
      activity >= low - HARMLESS * (1 + Math.abs(low)) && activity <= high + HARMLESS * (1 + Math.abs(high))
    );
  });
}

/** The nearest multiple of the precision, where doubles can tell multiples apart; no negative zero. */
function rounded(value: number, precision: number): number {
  const scale = Math.round(1 / precision);
  const scaled = value * scale;
  const isFine = Math.abs(scaled) < Number.MAX_SAFE_INTEGER && scale > 0;
  return (isFine ? Math.round(scaled) / scale : value) + 0;
}
