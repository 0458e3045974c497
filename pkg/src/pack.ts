/**
 * Programs as a row of numbers, the form of `crates/wasm/src/parcel`: it crosses to the worker and into the wasm as one block, where an
 * object would be walked field by field (measured: most of the time of a small linear program).
 */

import type { Program } from "./types.js";

/** First number of a packed program; the wasm has the same. */
const FORM = 1;
/** Numbers of this size stand for infinity as bounds and for nothing elsewhere; the wasm says which. */
const INFINITE = 1e20;
/** Longest name that surely fits the wasm's limit of 255 bytes: a UTF-16 unit takes at most three bytes of UTF-8. */
const LONGEST_NAME = 85;

const PROGRAM_FIELDS = ["format", "version", "name", "sense", "offset", "columns", "rows"];
const COLUMN_FIELDS = ["name", "objective", "lower", "upper", "kind"];
const ROW_FIELDS = ["name", "lower", "upper", "terms"];

/** A program as the wasm takes it. */
export interface PackedProgram {
  numbers: Float64Array;
  /** Both empty unless they are wanted. */
  columns: string[];
  rows: string[];
}

/**
 * The program, packed; nothing when there is anything about it that has to be said or that this form does not carry. Then the wasm reads
 * the object field by field and says it, so that each rule and each message stands there alone. Names are checked, and travel only where
 * the answer needs them.
 */
export function packProgram(program: Program, withNames: boolean): PackedProgram | undefined {
  const { name = "", sense = "minimize", offset = 0, columns, rows } = program;
  if (program.format !== "hunch-program" || program.version !== 1 || !hasOnly(program, PROGRAM_FIELDS)) return undefined;
  if (!isName(name) || !(sense === "minimize" || sense === "maximize") || !isFinite(offset)) return undefined;
  const starts = countEntries(program);
  if (starts === undefined) return undefined;
  const total = starts[columns.length]!;
  const numbers = new Float64Array(7 + 4 * columns.length + 2 * rows.length + 3 * total);
  numbers[0] = FORM;
  numbers[1] = sense === "maximize" ? 1 : 0;
  numbers[2] = offset;
  numbers[3] = columns.length;
  if (!putColumns(program, numbers, 4)) return undefined;
  const place = 4 + 4 * columns.length;
  numbers[place] = rows.length;
  if (!putRows(program, numbers, place + 1)) return undefined;
  const entries = place + 1 + 2 * rows.length;
  numbers[entries] = total;
  if (!putEntries(program, starts, numbers, entries + 1)) return undefined;
  // The last number stays 0: there is no quadratic term.
  if (!hasNames(columns, "x") || !hasNames(rows, "r")) return undefined;
  return { numbers, columns: withNames ? namesOf(columns, "x") : [], rows: withNames ? namesOf(rows, "r") : [] };
}

// These loops are run a few times only, by an interpreter: they go without iterators, closures and destructuring with defaults, which take it several
// times as long.

function putColumns({ columns }: Program, numbers: Float64Array, place: number): boolean {
  for (let j = 0; j < columns.length; j++, place += 4) {
    const column = columns[j]!;
    if (!hasOnly(column, COLUMN_FIELDS)) return false;
    const { objective, lower, upper, kind } = column;
    if (!(objective === undefined || isFinite(objective)) || !isBound(lower) || !isBound(upper)) return false;
    if (!(kind === undefined || kind === "continuous" || kind === "integer")) return false;
    numbers[place] = objective === undefined ? 0 : objective;
    numbers[place + 1] = lower === undefined ? 0 : lower === null ? -Infinity : lower;
    numbers[place + 2] = upper === undefined || upper === null ? Infinity : upper;
    numbers[place + 3] = kind === "integer" ? 1 : 0;
  }
  return true;
}

function putRows({ rows }: Program, numbers: Float64Array, place: number): boolean {
  for (let i = 0; i < rows.length; i++, place += 2) {
    const { lower, upper } = rows[i]!;
    if (!isBound(lower) || !isBound(upper)) return false;
    numbers[place] = lower === undefined || lower === null ? -Infinity : lower;
    numbers[place + 1] = upper === undefined || upper === null ? Infinity : upper;
  }
  return true;
}

/** Where each column's entries begin, and how many there are in all. The wasm keeps matrices by column, so they are handed over in that order. */
function countEntries({ columns, rows }: Program): Int32Array | undefined {
  const starts = new Int32Array(columns.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (!hasOnly(row, ROW_FIELDS) || !Array.isArray(row.terms)) return undefined;
    const terms = row.terms;
    for (let k = 0; k < terms.length; k++) {
      const term = terms[k]!;
      if (!Array.isArray(term) || term.length !== 2) return undefined;
      const column: unknown = term[0];
      if (typeof column !== "number" || !Number.isInteger(column) || column < 0 || column >= columns.length) return undefined;
      starts[column + 1]! += 1;
    }
  }
  for (let j = 0; j < columns.length; j++) starts[j + 1]! += starts[j]!;
  return starts;
}

function putEntries({ columns, rows }: Program, starts: Int32Array, numbers: Float64Array, place: number): boolean {
  const next = starts.slice(0, columns.length);
  const lastRow = new Int32Array(columns.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    const terms = rows[i]!.terms;
    for (let k = 0; k < terms.length; k++) {
      const term = terms[k]!;
      const column = term[0];
      const value = term[1];
      if (!isFinite(value) || lastRow[column] === i) return false;
      lastRow[column] = i;
      const at = place + 3 * next[column]!;
      next[column]! += 1;
      numbers[at] = i;
      numbers[at + 1] = column;
      numbers[at + 2] = value;
    }
  }
  return true;
}

type Named = ReadonlyArray<{ name?: string }>;

/** Whether all names, those left out by position, are names and occur once. */
function hasNames(members: Named, letter: string): boolean {
  const seen = new Set<string>();
  for (let k = 0; k < members.length; k++) {
    const { name = `${letter}${k}` } = members[k]!;
    if (!isName(name)) return false;
    seen.add(name);
  }
  return seen.size === members.length;
}

function namesOf(members: Named, letter: string): string[] {
  return members.map(({ name }, k) => (name === undefined ? `${letter}${k}` : name));
}

/** Whether the object has no fields but these. */
function hasOnly(value: object, fields: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  const names = Object.keys(value);
  for (let k = 0; k < names.length; k++) if (!fields.includes(names[k]!)) return false;
  return true;
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length <= LONGEST_NAME;
}

function isFinite(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) < INFINITE;
}

/** A finite number, or none. */
function isBound(value: unknown): boolean {
  return value === undefined || value === null || isFinite(value);
}
