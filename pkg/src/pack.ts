/**
 * Programs as a row of numbers, the form of `crates/wasm/src/parcel`: it crosses to the worker and into the wasm as one block, where an
 * object would be walked field by field (measured: most of the time of a small linear program).
 */

import type { Program } from "./types.js";

/** First number of a packed program; the wasm has the same. */
const FORM = 1;
/** Longest name that surely fits the wasm's limit of 255 bytes: a UTF-16 unit takes at most three bytes of UTF-8. */
const LONGEST_NAME = 85;

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
  if (!hasOnly(program, PROGRAM_FIELDS) || program.format !== "hunch-program" || program.version !== 1) return undefined;
  const { name = "", sense = "minimize", offset = 0, columns, rows } = program;
  if (!isName(name) || !(sense === "minimize" || sense === "maximize") || !isFinite(offset)) return undefined;
  const entries = countEntries(program);
  if (entries === undefined) return undefined;
  const numbers = new Float64Array(7 + 4 * columns.length + 2 * rows.length + 3 * entries.total);
  let place = 0;
  const put = (value: number) => void (numbers[place++] = value);
  put(FORM);
  put(sense === "maximize" ? 1 : 0);
  put(offset);
  put(columns.length);
  for (const column of columns) {
    if (!hasOnly(column, COLUMN_FIELDS)) return undefined;
    const { objective = 0, lower = 0, upper = null, kind = "continuous" } = column;
    if (!isFinite(objective) || !(kind === "continuous" || kind === "integer")) return undefined;
    put(objective);
    put(lower ?? -Infinity);
    put(upper ?? Infinity);
    put(kind === "integer" ? 1 : 0);
    if (!isBound(lower) || !isBound(upper)) return undefined;
  }
  put(rows.length);
  for (const { lower = null, upper = null } of rows) {
    put(lower ?? -Infinity);
    put(upper ?? Infinity);
    if (!isBound(lower) || !isBound(upper)) return undefined;
  }
  put(entries.total);
  if (!putEntries(program, entries, numbers, place)) return undefined;
  // The last number stays 0: there is no quadratic term.
  if (!hasNames(columns, "x") || !hasNames(rows, "r")) return undefined;
  return { numbers, columns: withNames ? namesOf(columns, "x") : [], rows: withNames ? namesOf(rows, "r") : [] };
}

const PROGRAM_FIELDS = ["format", "version", "name", "sense", "offset", "columns", "rows"];
const COLUMN_FIELDS = ["name", "objective", "lower", "upper", "kind"];
const ROW_FIELDS = ["name", "lower", "upper", "terms"];

interface Entries {
  total: number;
  /** Where each column's entries begin. */
  starts: Int32Array;
}

/** How many entries each column has. The wasm keeps matrices by column, so they are handed over in that order. */
function countEntries({ columns, rows }: Program): Entries | undefined {
  const starts = new Int32Array(columns.length + 1);
  let total = 0;
  for (const row of rows) {
    if (!hasOnly(row, ROW_FIELDS) || !Array.isArray(row.terms)) return undefined;
    for (const term of row.terms) {
      if (!Array.isArray(term) || term.length !== 2) return undefined;
      const column: unknown = term[0];
      if (typeof column !== "number" || !Number.isInteger(column) || column < 0 || column >= columns.length) return undefined;
      starts[column + 1]! += 1;
      total += 1;
    }
  }
  for (let j = 0; j < columns.length; j++) starts[j + 1]! += starts[j]!;
  return { total, starts };
}

function putEntries({ columns, rows }: Program, { starts }: Entries, numbers: Float64Array, place: number): boolean {
  const next = starts.slice(0, columns.length);
  const lastRow = new Int32Array(columns.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    for (const [column, value] of rows[i]!.terms) {
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

/** A short list is searched faster than a set. */
function hasOnly(value: object, fields: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  for (const name in value) if (!fields.includes(name)) return false;
  return true;
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length <= LONGEST_NAME;
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

/** A finite number, or none. */
function isBound(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}
