/** What a caller tells of single columns, by index: the worker's part of `hints.ts`, kept small. */

import type { PlainError } from "./errors.js";
import type { Hints } from "./hints.js";

/** Index and number, one pair after the other; throws for a column that there is not. */
export function resolved({ columns, values }: Hints, names: readonly string[], field: string): Float64Array {
  const places = new Map(names.map((name, k) => [name, k]));
  const pairs = new Float64Array(2 * columns.length);
  columns.forEach((column, k) => {
    const place = typeof column === "string" ? places.get(column) : column;
    if (place !== undefined && names[place] !== undefined) {
      pairs.set([place, values[k]!], 2 * k);
      return;
    }
    const value = JSON.stringify(column);
    throw {
      code: "invalid-input",
      message: `${field}: there is no column ${value}`,
      field,
      value,
    } satisfies PlainError;
  });
  return pairs;
}
