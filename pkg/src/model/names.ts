/** What answers are asked by: a name, or anything that has one. */

import { invalid } from "../schema.js";

/** A name, or a variable, row or parameter of a model. */
export type Named = string | { readonly name: string };

/** The name that is meant. */
export function nameOf(what: Named): string {
  const name = typeof what === "object" && what !== null ? what.name : what;
  if (typeof name !== "string")
    throw invalid("name", what, "a name, or a variable, row or parameter of a model");
  return name;
}
