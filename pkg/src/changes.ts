/**
 * Changes of a loaded program, packed as a row of numbers (the form of `crates/wasm/src/parcel/changes.rs`): what kind, which column or row, its
 * numbers. A bound that is NaN stays as it is.
 */

import { Places, type Names } from "./insight.js";
import { choice, INFINITE, invalid, isObject, optional, read, type Rule, rule } from "./schema.js";
import { isName } from "./names.js";
import type { Bounds, Changes, Reference } from "./types.js";

const [OFFSET, COST, COLUMN_BOUNDS, ROW_BOUNDS, COEFFICIENT, ADD_COLUMN, ADD_ROW, REMOVE_COLUMN, REMOVE_ROW] =
  [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Changes as they travel, and the names that the program has after them. */
export interface PackedChanges {
  numbers: Float64Array;
  /** Names of new columns and rows, in order. */
  names: string[];
  after: Names;
}

const finite = rule<number>(
  `a number between -${INFINITE} and ${INFINITE}`,
  (value) => typeof value === "number" && Math.abs(value) < INFINITE,
);
const side = rule<number | null>(
  "a number, or null for none",
  (value) => value === null || (typeof value === "number" && !Number.isNaN(value)),
);
const name: Rule<string | undefined> = optional(
  rule<string>("a text of at most 255 bytes, without half characters", isName),
);
const anything = rule<unknown>("", () => true);

const CHANGES = {
  offset: optional(finite),
  costs: anything,
  columns: anything,
  rows: anything,
  coefficients: anything,
  removeColumns: anything,
  removeRows: anything,
  addColumns: anything,
  addRows: anything,
};
const BOUNDS = { lower: optional(side), upper: optional(side), equal: optional(finite) };
const COLUMN = {
  name,
  objective: optional(finite, 0),
  lower: optional(side, 0),
  upper: optional(side, null),
  kind: optional(choice("continuous", "integer", "binary"), "continuous"),
  terms: anything,
};
const ROW = { name, lower: optional(side, null), upper: optional(side, null), terms: anything };

/** Reads changes of a program with these names; `path` is where they are in the input. */
export function packChanges(changes: Changes, names: Names, path = ""): PackedChanges {
  const given = read(changes, CHANGES, "an object of changes", path, "changes");
  const under = (field: string) => (path ? `${path}.${field}` : field);
  const numbers: number[] = [];
  const added: string[] = [];
  let after = names;
  let [columns, rows] = [new Places(names.columns, "column"), new Places(names.rows, "row")];
  if (given.offset !== undefined) numbers.push(OFFSET, given.offset);
  for (const [reference, value, at] of pairs(given.costs, under("costs")))
    numbers.push(COST, columns.of(reference, at), finite.read(value, at));
  for (const [kind, places, field] of [
    [COLUMN_BOUNDS, columns, "columns"],
    [ROW_BOUNDS, rows, "rows"],
  ] as const) {
    for (const [reference, value, at] of pairs(given[field], under(field)))
      numbers.push(kind, places.of(reference, at), ...ends(value, at));
  }
  for (const [k, entry] of entries(given.coefficients, under("coefficients"))) {
    const at = `${under("coefficients")}[${k}]`;
    if (!Array.isArray(entry) || entry.length !== 3)
      throw invalid(at, entry, "a triple [row, column, value]");
    numbers.push(COEFFICIENT, rows.of(entry[0], at), columns.of(entry[1], at), finite.read(entry[2], at));
  }
  for (const [kind, field] of [
    [REMOVE_COLUMN, "removeColumns"],
    [REMOVE_ROW, "removeRows"],
  ] as const) {
    const [of, what] = kind === REMOVE_COLUMN ? (["columns", "column"] as const) : (["rows", "row"] as const);
    const places = kind === REMOVE_COLUMN ? columns : rows;
    // References are to what there is before any is removed: the last goes first.
    const gone = entries(given[field], under(field)).map(([k, reference]) =>
      places.of(reference, `${under(field)}[${k}]`),
    );
    for (const place of [...new Set(gone)].sort((a, b) => b - a)) numbers.push(kind, place);
    if (gone.length === 0) continue;
    after = { ...after, [of]: after[of].filter((_, k) => !gone.includes(k)) };
    if (what === "column") columns = new Places(after.columns, "column");
    else rows = new Places(after.rows, "row");
  }
  for (const [k, entry] of entries(given.addColumns, under("addColumns"))) {
    const at = `${under("addColumns")}[${k}]`;
    const column = read(entry, COLUMN, "a column", at);
    const isBinary = column.kind === "binary";
    const [lower, upper] = [column.lower ?? -Infinity, column.upper ?? Infinity];
    numbers.push(
      ADD_COLUMN,
      column.objective,
      isBinary ? Math.max(lower, 0) : lower,
      isBinary ? Math.min(upper, 1) : upper,
      column.kind === "continuous" ? 0 : 1,
      ...terms(column.terms ?? [], rows, `${at}.terms`),
    );
    const own = fresh(column.name, "x", after.columns, at);
    added.push(own);
    after = { ...after, columns: [...after.columns, own] };
  }
  columns = new Places(after.columns, "column");
  for (const [k, entry] of entries(given.addRows, under("addRows"))) {
    const at = `${under("addRows")}[${k}]`;
    const row = read(entry, ROW, "a row", at);
    numbers.push(
      ADD_ROW,
      row.lower ?? -Infinity,
      row.upper ?? Infinity,
      ...terms(row.terms, columns, `${at}.terms`),
    );
    const own = fresh(row.name, "r", after.rows, at);
    added.push(own);
    after = { ...after, rows: [...after.rows, own] };
  }
  return { numbers: new Float64Array(numbers), names: added, after };
}

/** The name, or one from the place that no other has. */
function fresh(given: string | undefined, letter: string, names: readonly string[], at: string): string {
  if (given !== undefined) {
    if (names.includes(given)) throw invalid(`${at}.name`, given, "a name that no other has");
    return given;
  }
  let k = names.length;
  while (names.includes(`${letter}${k}`)) k += 1;
  return `${letter}${k}`;
}

/** Lower and upper end; NaN for one that stays. */
function ends(value: unknown, at: string): [number, number] {
  const { lower, upper, equal } = read<typeof BOUNDS>(value as Bounds, BOUNDS, "bounds", at);
  if (equal !== undefined) {
    if (lower !== undefined || upper !== undefined)
      throw invalid(at, value, "either `equal`, or `lower` and `upper`");
    return [equal, equal];
  }
  return [lower === undefined ? NaN : (lower ?? -Infinity), upper === undefined ? NaN : (upper ?? Infinity)];
}

/** How many, and each as place and coefficient. */
function terms(given: unknown, places: Places, at: string): number[] {
  const list = entries(given, at);
  const numbers: number[] = [list.length];
  for (const [k, term] of list) {
    if (!Array.isArray(term) || term.length !== 2)
      throw invalid(`${at}[${k}]`, term, "a pair of a reference and a coefficient");
    numbers.push(places.of(term[0], `${at}[${k}]`), finite.read(term[1], `${at}[${k}][1]`));
  }
  return numbers;
}

function entries(given: unknown, at: string): [number, unknown][] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw invalid(at, given, "an array");
  return given.map((entry, k) => [k, entry]);
}

/** References, what becomes of each, and where it is said. */
function pairs(given: unknown, at: string): [Reference, unknown, string][] {
  if (given === undefined) return [];
  if (Array.isArray(given)) {
    return given.map((entry: unknown, k) => {
      if (!Array.isArray(entry) || entry.length !== 2)
        throw invalid(`${at}[${k}]`, entry, "a pair of a reference and what becomes of it");
      return [entry[0] as Reference, entry[1], `${at}[${k}]`];
    });
  }
  if (!isObject(given) || Object.prototype.toString.call(given) !== "[object Object]")
    throw invalid(at, given, "an object of names, or pairs");
  return Object.entries(given).map(([reference, value]) => [reference, value, `${at}.${reference}`]);
}
