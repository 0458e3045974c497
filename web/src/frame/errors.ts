/** Errors as sentences for a person. */

import type { HunchErrorShape } from "hunch-solver";

/** An error as a sentence for a person; the package's errors name the field and the value. */
export function explain(error: unknown): string {
  const known = asHunchError(error);
  if (!known) return error instanceof Error ? error.message : String(error);
  // The package speaks to programmers here; a person cannot load a model.
  if (known.code === "no-model") return "no trained model fits this instance";
  // A reader's message names its place and what stands there; where nothing does, the text has ended.
  if (known.line !== undefined) return known.message.replace('found ""', "found the end of the text");
  const where =
    known.field === undefined
      ? ""
      : ` (${known.field}${known.value === undefined ? "" : ` is ${known.value}`})`;
  return known.field !== undefined && known.message.includes(known.field)
    ? known.message
    : `${known.message}${where}`;
}

export function asHunchError(error: unknown): HunchErrorShape | null {
  return error instanceof Error && error.name === "HunchError" ? (error as HunchErrorShape) : null;
}
