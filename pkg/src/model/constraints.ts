/** Constraints taken apart: rows of a program, and what of them depends on parameters. */

import { INFINITE } from "../schema.js";
import type { Parametric, Program } from "../types.js";
import { checked, hasVariables, termsOf, ZERO } from "./checks.js";
import type { AnyExpression, Constraint } from "./expression.js";
import { inputOf } from "./sets.js";
import type { Flattener } from "./terms.js";

type AffineTerm = Parametric["terms"][number];

/** A row of a program without its name. */
export interface ReadRow {
  ends: { lower?: number; upper?: number };
  terms: Program["rows"][number]["terms"];
  parametric: readonly AffineTerm[];
}

/** What is to be added up for a constraint, and the end that is then part of it. */
export function summandsOf(
  { body, lower, upper }: Constraint,
  subject: string,
  field: string,
): {
  summands: ReadonlyArray<readonly [AnyExpression, number]>;
  moved: AnyExpression | undefined;
} {
  // With variables on the right, both ends of an equation are the same expression: it goes to the left.
  const moved = [lower, upper].find(hasVariables);
  if (moved !== undefined && lower !== undefined && upper !== undefined && lower !== upper)
    throw inputOf(field, `${subject}: between(…) takes numbers and expressions of parameters`);
  const first = [body, 1] as const;
  return { summands: moved === undefined ? [first] : [first, [moved, -1]], moved };
}

/** A constraint as the row of that number and name. */
export function rowOf(
  flattener: Flattener,
  constraint: Constraint,
  row: number,
  name: string,
  nameOf: (column: number) => string,
): ReadRow {
  const subject = `row "${name}"`;
  const { lower, upper } = constraint;
  const { summands, moved } = summandsOf(constraint, subject, name);
  const { columns, values, constant, varying } = flattener.flatten(summands, subject, name);
  const parametric: AffineTerm[] = [];
  const terms: Array<readonly [number, number]> = [];
  const coefficientAt = (column: number, value: number) => {
    if (Math.abs(value) < INFINITE) return value;
    return checked(value, subject, name, `the coefficient of ${nameOf(column)}`);
  };
  for (let k = 0; k < columns.length; k++) {
    const value = coefficientAt(columns[k]!, values[k]!);
    if (value !== 0) terms.push([columns[k]!, value]);
  }
  for (const [column, parameter, factor] of varying) {
    const coefficient = coefficientAt(column, factor);
    parametric.push({ target: "coefficient", row, column, parameter, coefficient });
  }
  const end = (side: number | AnyExpression | undefined, target: "rowLower" | "rowUpper") => {
    if (side === undefined) return undefined;
    const bound = moved === undefined ? flattener.affine(side, subject, name) : ZERO;
    // No end at all, which data have where something is not limited.
    if (bound.constant === (target === "rowLower" ? -Infinity : Infinity)) return undefined;
    for (const [of, sign] of [[bound, 1] as const, [constant, -1] as const])
      for (const [parameter, coefficient] of termsOf(of, sign, subject, name))
        parametric.push({ target, row, parameter, coefficient });
    return checked(bound.constant - constant.constant, subject, name, "the right-hand side");
  };
  const [low, high] = [end(lower, "rowLower"), end(upper, "rowUpper")];
  const ends = { ...(low !== undefined && { lower: low }), ...(high !== undefined && { upper: high }) };
  return { ends, terms, parametric };
}
