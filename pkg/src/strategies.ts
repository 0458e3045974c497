/** Programs with parameters as files of strategies know them: loaded when such a file is there. */

import { loaded } from "./errors.js";
import { INTEGER, type Packed, type PackedProgram, settleBinaries } from "./pack.js";
import { at, type ReadParametric, readParametric } from "./parametric.js";
import type { CheckedOptions } from "./protocol.js";

/** A program by its numbers at 0, its terms, and the values of its parameters. */
export interface LearnedProgram extends ReadParametric {
  numbers: Float64Array;
}

/** What a program with parameters is, for its file and for a search. */
export interface WithParameters {
  /** The program at its values. It is made when it is asked for: where a file answers, it is not needed. */
  program: () => PackedProgram;
  /** As what was learned of it knows it. */
  learned: LearnedProgram;
  /** Its plain numbers at 0. */
  base: Float64Array;
}

/** What reads what a program says beyond linear rows and integers, once a program does: a dynamic import costs its time at every call. */
let kinds: typeof import("./kinds.js") | undefined;

/** The program at its values, and as what was learned of it knows it. */
export async function withParameters(packed: Packed): Promise<WithParameters> {
  const { parametric, more, columns, rows } = packed;
  const base = packed.numbers;
  const read = readParametric(base, parametric);
  const plain = { numbers: at(base.slice(), read), columns, rows };
  settleBinaries(base, INTEGER);
  if (more === undefined) return { program: () => plain, learned: { ...read, numbers: base }, base };
  kinds ??= await loaded(import("./kinds.js"));
  const { withKinds } = kinds;
  const { numbers } = withKinds({ numbers: base, columns, rows }, more);
  let program: PackedProgram | undefined;
  return {
    program: () => (program ??= withKinds(plain, more)),
    learned: { ...read, numbers },
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
