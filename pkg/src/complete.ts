/** What few programs have: parameters, and what is beyond linear rows and integers. What reads it loads when it is first needed. */

import { loaded } from "./errors.js";
import type { Packed, PackedProgram } from "./pack.js";

/** What reads them, once a program had some: a dynamic import costs its time at every call. */
const modules: {
  parametric?: typeof import("./parametric.js");
  kinds?: typeof import("./kinds.js");
} = {};

/** Whether nothing is left to be read. */
export function isComplete(packed: Packed): boolean {
  return packed.parametric === undefined && packed.more === undefined;
}

/** The program at the values of its parameters, with all that it says. */
export async function complete({ parametric, more, ...packed }: Packed): Promise<PackedProgram> {
  let program: PackedProgram = packed;
  if (parametric !== undefined) {
    modules.parametric ??= await loaded(import("./parametric.js"));
    program = modules.parametric.instantiate({ ...packed, parametric });
  }
  if (more === undefined) return program;
  modules.kinds ??= await loaded(import("./kinds.js"));
  return modules.kinds.withKinds(program, more);
}
