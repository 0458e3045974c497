/** Programs with parameters as files of strategies know them: loaded when such a file is there. */

import { isComplete } from "./complete.js";
import { INTEGER, type Packed, type PackedProgram, settleBinaries } from "./pack.js";
import { at, type ReadParametric, readParametric } from "./parametric.js";
import type { CheckedOptions } from "./protocol.js";

/** A program by its numbers at 0, its terms, and the values of its parameters. */
export interface LearnedProgram extends ReadParametric {
  numbers: Float64Array;
}

/** The program at its values, as what was learned of it knows it, and its plain numbers at 0. */
export async function withParameters(
  packed: Packed,
): Promise<{ program: PackedProgram; learned: LearnedProgram; base: Float64Array }> {
  const { parametric, more, columns, rows } = packed;
  const base = packed.numbers.slice();
  const read = readParametric(base, parametric);
  const program = { numbers: at(packed.numbers, read), columns, rows };
  settleBinaries(base, INTEGER);
  const known = { numbers: base, columns, rows };
  if (isComplete({ ...packed, parametric: undefined }))
    return { program, learned: { ...read, ...known }, base };
  const { withKinds } = await import("./kinds.js");
  return {
    program: withKinds(program, more as object),
    learned: { ...read, numbers: withKinds(known, more as object).numbers },
    base,
  };
}

/** Options that ask for more than a point and its proof: with them a program is solved as any other. */
export function isPlain(options: CheckedOptions): boolean {
  const {
    engine,
    explain,
    repair,
    sensitivity,
    certificate,
    start,
    probabilities,
    priorities,
    demand,
    pool,
  } = options;
  const hints = start ?? probabilities ?? priorities;
  return (
    engine === "hunch" &&
    !(explain || repair || sensitivity || certificate) &&
    hints === undefined &&
    demand === undefined &&
    pool === undefined
  );
}
