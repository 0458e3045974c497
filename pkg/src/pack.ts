/**
 * Programs are read field by field into a row of numbers, the form of `crates/wasm/src/parcel`: it crosses to the worker and into the wasm as one
 * block, where an object would be walked a second time (measured: most of the time of a small linear program).
 */

import { HunchError } from "./errors.js";
import { FORM } from "./form.js";
import { isName, LONGEST_NAME } from "./names.js";
import {
  checkLength,
  choice,
  INFINITE,
  invalid,
  isObject,
  optional,
  own,
  read,
  type Rule,
  rule,
  unknown,
} from "./schema.js";
import type { Program } from "./types.js";

/** Most columns and most rows of a program: what a tab's memory can be trusted with. The wasm holds texts to the same limit. */
export const MOST_COLUMNS = 1_000_000;
const MOST_ROWS = 1_000_000;
/** Most coefficients of a program: as three numbers each they fill what browsers give to one array at most, 2 GiB. */
export const MOST_ENTRIES = 80_000_000;
/** A program as the wasm takes it. */
export interface PackedProgram {
  numbers: Float64Array;
  /** Names; both empty where they need not travel. */
  columns: string[];
  rows: string[];
}

/** A field that becomes one number. */
interface NumberField {
  /** Its place among the numbers of its column or row. */
  at: number;
  fallback: number;
  expected: string;
  /** The number; NaN for what is refused. */
  pack(value: unknown): number;
}

const finite = (at: number): NumberField => ({
  at,
  fallback: 0,
  expected: `a number between -${INFINITE} and ${INFINITE}`,
  pack: (value) => (typeof value === "number" && Math.abs(value) < INFINITE ? value : NaN),
});
const lower = (at: number, fallback: number): NumberField => ({
  at,
  fallback,
  expected: `a number below ${INFINITE}, or null for none`,
  pack: (value) =>
    value === null
      ? -Infinity
      : !(typeof value === "number" && value < INFINITE)
        ? NaN
        : value > -INFINITE
          ? value
          : -Infinity,
});
const upper = (at: number): NumberField => ({
  at,
  fallback: Infinity,
  expected: `a number above -${INFINITE}, or null for none`,
  pack: (value) =>
    value === null
      ? Infinity
      : !(typeof value === "number" && value > -INFINITE)
        ? NaN
        : value < INFINITE
          ? value
          : Infinity,
});
/** How the wasm calls kinds, and one that it does not know: {@link settleBinaries} makes integers of binaries. */
export const INTEGER = 1;
export const BINARY = 2;
const kind = (kinds: Readonly<Record<string, number>>): NumberField => ({
  at: 3,
  fallback: 0,
  expected: Object.keys(kinds)
    .map((name) => `"${name}"`)
    .join(", "),
  pack: (value) => (typeof value === "string" && Object.hasOwn(kinds, value) ? kinds[value]! : NaN),
});
const KINDS = { continuous: 0, integer: INTEGER };
/** Zero, or what lies between the bounds. */
const SEMI = { semicontinuous: 3, semiinteger: 4 };

/** Columns and rows come by the hundred thousand, so their tables say what each field packs to, without an object in between. */
const column = (kinds: Readonly<Record<string, number>>): ReadonlyMap<string, NumberField> =>
  new Map(Object.entries({ objective: finite(0), lower: lower(1, 0), upper: upper(2), kind: kind(kinds) }));
/** By version. */
const COLUMNS = [column(KINDS), column({ ...KINDS, binary: BINARY, ...SEMI })] as const;
const ROW: ReadonlyMap<string, NumberField> = new Map(
  Object.entries({ lower: lower(0, -Infinity), upper: upper(1) }),
);
export const COEFFICIENT = finite(0);

const NAME = rule<string>(`a text of at most ${LONGEST_NAME} bytes, without half characters`, isName);
/** Parts of the form that are read elsewhere: see {@link packProgram}. */
const part = rule<unknown>("left out", () => true);

const VERSION = rule<1 | 2>("1 or 2, the versions that this release reads", (v) => v === 1 || v === 2);

const PROGRAM = {
  format: choice("hunch-program"),
  version: VERSION,
  name: optional(NAME, ""),
  sense: optional(choice("minimize", "maximize"), "minimize"),
  offset: optional(
    rule<number>(COEFFICIENT.expected, (value) => !Number.isNaN(COEFFICIENT.pack(value))),
    0,
  ),
  columns: members(MOST_COLUMNS),
  rows: members(MOST_ROWS),
  quadratic: part,
  parametric: part,
  tree: part,
};

/** Parts of version 2 alone that say more than linear rows and integers. */
const MORE = ["sos", "indicators", "piecewise", "objectives", "degradation", "lazy"] as const;
const PROGRAM_2: typeof PROGRAM = { ...PROGRAM, ...Object.fromEntries(MORE.map((name) => [name, part])) };
const PARTS = ["quadratic", "parametric", "tree", ...MORE] as const;

/** A program that has been packed, and copies of parts that few programs have: `complete.ts` reads them. */
export interface Packed extends PackedProgram {
  parametric: unknown;
  /** What it says more than linear rows and integers, by part. */
  more: object | undefined;
}

/**
 * The program, packed. Names are checked; they travel only where the answer needs them. Where it depends on parameters, the numbers are those at 0,
 * with {@link BINARY} for binaries.
 */
export function packProgram(program: Program): Packed {
  // Format and version come first: another one explains all else that may look wrong.
  for (const name of ["format", "version"] as const)
    if (isObject(program)) PROGRAM[name].read(own(program, name), name);
  const isSecond = isObject(program) && own(program, "version") === 2;
  const { sense, offset, columns, rows, ...parts } = read(
    program,
    isSecond ? PROGRAM_2 : PROGRAM,
    "a program",
    "",
    "program",
  );
  const more: Record<string, unknown> = {};
  for (const part of PARTS) {
    const value = own(parts, part);
    if (value === undefined || value === null || (isSecond && part === "parametric")) continue;
    if (part === "parametric" || part === "tree")
      throw new HunchError(
        "not-applicable",
        `the program has a part "${part}"; as an object only programs without one are solved${part === "tree" ? " (give it as JSON text)" : ""}`,
        { field: part },
      );
    more[part] = value;
  }
  const columnFields = new Float64Array(4 * columns.length);
  const columnNames = put(columns, "columns", COLUMNS[isSecond ? 1 : 0], columnFields, "x");
  const rowFields = new Float64Array(2 * rows.length);
  const terms: unknown[][] = [];
  const rowNames = put(rows, "rows", ROW, rowFields, "r", terms);
  const starts = countEntries(terms, columns.length);
  const total = starts[columns.length]!;
  const numbers = new Float64Array(7 + columnFields.length + rowFields.length + 3 * total);
  numbers.set([FORM, sense === "maximize" ? 1 : 0, offset, columns.length]);
  numbers.set(columnFields, 4);
  const place = 4 + columnFields.length;
  numbers[place] = rows.length;
  numbers.set(rowFields, place + 1);
  const entries = place + 1 + rowFields.length;
  numbers[entries] = total;
  putEntries(terms, starts, numbers, entries + 1);
  // The last number stays 0: there is no quadratic term.
  const parametric = structuredClone(parts.parametric) ?? undefined;
  const isBeyond = settleBinaries(numbers, parametric === undefined ? INTEGER : BINARY);
  const says = isBeyond || Object.keys(more).length > 0;
  return {
    numbers,
    columns: [...columnNames],
    rows: [...rowNames],
    parametric,
    more: says ? structuredClone(more) : undefined,
  };
}

/** Holds binaries between 0 and 1, and calls their kind `kind`. Whether there are columns of the kinds after theirs. */
export function settleBinaries(numbers: Float64Array, kind: number): boolean {
  let isBeyond = false;
  for (let j = 0, at = 4; j < numbers[3]!; j++, at += 4) {
    if (numbers[at + 3]! > BINARY) isBeyond = true;
    if (numbers[at + 3] !== BINARY) continue;
    const [lower, upper] = [Math.max(numbers[at + 1]!, 0), Math.min(numbers[at + 2]!, 1)];
    if (lower > upper) {
      const isLower = lower > 1;
      const side = isLower ? "lower" : "upper";
      throw invalid(
        `columns[${j}].${side}`,
        numbers[at + (isLower ? 1 : 2)],
        `such that the bounds of a binary leave it something between 0 and 1`,
      );
    }
    numbers[at + 1] = lower;
    numbers[at + 2] = upper;
    numbers[at + 3] = kind;
  }
  return isBeyond;
}

// These loops are run a few times only, by an interpreter: they go without iterators, closures and
// destructuring with defaults, which take it several times as long.

/** Puts what `members` hold by `table` into `numbers`, as many each, and gives their names. The lists of terms go to `terms`, for members that have some. */
function put(
  members: readonly unknown[],
  what: string,
  table: ReadonlyMap<string, NumberField>,
  numbers: Float64Array,
  letter: string,
  terms?: unknown[][],
): Set<string> {
  const seen = new Set<string>();
  const fallbacks = [...table.values()];
  for (let k = 0, place = 0; k < members.length; k++, place += fallbacks.length) {
    const member = members[k];
    if (!isObject(member)) throw invalid(`${what}[${k}]`, member, "an object");
    for (let f = 0; f < fallbacks.length; f++) numbers[place + f] = fallbacks[f]!.fallback;
    let name: string | undefined;
    let list: unknown;
    // Symbols are not looked for: in programs of many columns that took longer than all else here.
    const fields = Object.keys(member);
    for (let f = 0; f < fields.length; f++) {
      const field = fields[f]!;
      const value = (member as Record<string, unknown>)[field];
      const known = table.get(field);
      if (known) {
        if (value === undefined) continue;
        const packed = known.pack(value);
        if (Number.isNaN(packed)) throw invalid(`${what}[${k}].${field}`, value, known.expected);
        numbers[place + known.at] = packed;
      } else if (field === "name") {
        if (value === undefined) continue;
        if (!isName(value)) throw invalid(`${what}[${k}].name`, value, NAME.expected);
        name = value;
      } else if (field === "terms" && terms) {
        list = value;
      } else {
        throw unknown(field, member, ["name", ...table.keys(), ...(terms ? ["terms"] : [])], `${what}[${k}]`);
      }
    }
    if (terms) {
      if (!Array.isArray(list))
        throw invalid(`${what}[${k}].terms`, list, "an array of pairs [column, coefficient]");
      terms.push(list);
    }
    name ??= `${letter}${k}`;
    if (seen.has(name)) throw twice(`${what}[${k}].name`, name);
    seen.add(name);
  }
  return seen;
}

/** Columns or rows, as they are: {@link put} looks at each. */
function members(most: number): Rule<readonly unknown[]> {
  const expected = "an array of objects";
  return {
    expected,
    read: (value, path) => {
      if (!Array.isArray(value)) throw invalid(path, value, expected);
      checkLength(path, value.length, most);
      return value;
    },
  };
}

function twice(field: string, name: string): HunchError {
  const value = JSON.stringify(name);
  return new HunchError(
    "invalid-input",
    `${field}: the name ${value} occurs twice; names left out are made from the position`,
    { field, value },
  );
}

/** Where each column's entries begin, and how many there are in all. The wasm keeps matrices by column, so they are handed over in that order. */
function countEntries(rows: ReadonlyArray<readonly unknown[]>, columns: number): Int32Array {
  const starts = new Int32Array(columns + 1);
  const lastRow = new Int32Array(columns).fill(-1);
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const terms = rows[i]!;
    total += terms.length;
    checkLength("rows", total, MOST_ENTRIES);
    for (let k = 0; k < terms.length; k++) {
      const term: unknown = terms[k];
      if (!Array.isArray(term) || term.length !== 2)
        throw invalid(`rows[${i}].terms[${k}]`, term, "a pair [column, coefficient]");
      const column: unknown = term[0];
      const isColumn =
        typeof column === "number" && Number.isInteger(column) && column >= 0 && column < columns;
      if (!isColumn)
        throw invalid(`rows[${i}].terms[${k}][0]`, column, `the index of one of the ${columns} columns`);
      if (lastRow[column] === i)
        throw invalid(
          `rows[${i}].terms[${k}][0]`,
          column,
          "a column that the row does not have yet: add its coefficients up",
        );
      lastRow[column] = i;
      starts[column + 1]! += 1;
    }
  }
  for (let j = 0; j < columns; j++) starts[j + 1]! += starts[j]!;
  return starts;
}

function putEntries(
  rows: ReadonlyArray<readonly unknown[]>,
  starts: Int32Array,
  numbers: Float64Array,
  place: number,
): void {
  const next = starts.slice();
  for (let i = 0; i < rows.length; i++) {
    const terms = rows[i]!;
    for (let k = 0; k < terms.length; k++) {
      const term = terms[k] as readonly [number, unknown];
      const value = COEFFICIENT.pack(term[1]);
      if (Number.isNaN(value)) throw invalid(`rows[${i}].terms[${k}][1]`, term[1], COEFFICIENT.expected);
      const at = place + 3 * next[term[0]]!;
      next[term[0]]! += 1;
      numbers[at] = i;
      numbers[at + 1] = term[0];
      numbers[at + 2] = value;
    }
  }
}
