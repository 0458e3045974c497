/** Constraints that are no rows of a model, but are told while a search runs. */

import { INFINITE } from "../schema.js";
import { summandsOf } from "./constraints.js";
import { type Constraint, ModelVariable } from "./expression.js";
import { inputOf } from "./sets.js";
import { Flattener } from "./terms.js";

/**
 * A constraint as sides, columns and coefficients. `names` are those of the program's columns: a variable must stand at
 * its own place among them.
 */
export function flatRow(
  constraint: Constraint,
  names: readonly string[],
  field: string,
): { lower: number; upper: number; columns: readonly number[]; values: readonly number[] } {
  const { lower, upper } = constraint;
  const { summands, moved } = summandsOf(constraint, field, field);
  const flattener = new Flattener((node) =>
    node instanceof ModelVariable && names[node.column] === node.name
      ? undefined
      : `${node.name} is no variable of the program that is solved`,
  );
  const { columns, values, constant } = flattener.flatten(summands, field, field);
  const end = (side: Constraint["lower"], absent: number): number => {
    if (side === undefined) return absent;
    const flat = moved === undefined ? flattener.affine(side, field, field) : undefined;
    const value = (flat?.constant ?? 0) - constant.constant;
    if (Number.isNaN(value)) throw inputOf(field, `${field}: a side is ${value}; it must be a number`);
    return Math.abs(value) < INFINITE || Math.sign(value) !== Math.sign(absent) ? value : absent;
  };
  return { lower: end(lower, -Infinity), upper: end(upper, Infinity), columns, values };
}
