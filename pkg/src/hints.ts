/** What a caller tells of single columns: read where the call is made, resolved by `resolve.ts` where the names are known. */

import { checkLength, invalid, isObject, type Rule } from "./schema.js";

/** Most numbers of one list: no program has more columns. */
const MOST = 1_000_000;

/** Columns by name or index, and as many numbers. */
export interface Hints {
  columns: (string | number)[];
  values: number[];
}

/** Numbers by column: an object, pairs, or (where `whole` says so) a typed array with one a column. */
export function byColumn(low: number, high: number, whole: boolean): Rule<Hints> {
  const expected = `numbers from ${low} to ${high} by column: an object of names, or pairs${whole ? ", or a Float64Array" : ""}`;
  return {
    expected,
    read: (given, path) => {
      const entries = entriesOf(given, whole);
      if (!entries) throw invalid(path, given, expected);
      checkLength(path, entries.length, MOST);
      const hints: Hints = { columns: [], values: [] };
      entries.forEach((entry: unknown, k) => {
        if (!Array.isArray(entry) || entry.length !== 2)
          throw invalid(`${path}[${k}]`, entry, "a pair of a column and a number");
        const [column, value] = entry as [unknown, unknown];
        if (typeof column !== "string" && typeof column !== "number")
          throw invalid(`${path}[${k}][0]`, column, "the name or index of a column");
        if (!(typeof value === "number" && value >= low && value <= high))
          throw invalid(`${path}.${column}`, value, `a number from ${low} to ${high}`);
        hints.columns.push(column);
        hints.values.push(value);
      });
      return hints;
    },
  };
}

function entriesOf(given: unknown, whole: boolean): readonly unknown[] | undefined {
  if (whole && given instanceof Float64Array) return Array.from(given, (value, k) => [k, value]);
  if (Array.isArray(given)) return given;
  return isObject(given) && Object.prototype.toString.call(given) === "[object Object]"
    ? Object.entries(given)
    : undefined;
}
