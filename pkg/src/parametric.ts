/**
 * Programs whose numbers depend on parameters, at the values that they state: what
 * `crates/model/src/parametric.rs` does to programs.
 */

import { HunchError } from "./errors.js";
import {
  COEFFICIENT,
  INTEGER,
  MOST_COLUMNS,
  MOST_ENTRIES,
  type PackedProgram,
  settleBinaries,
} from "./pack.js";
import { checkDistribution } from "./distribution.js";
import { isName, LONGEST_NAME } from "./names.js";
import {
  checkLength,
  choice,
  INFINITE,
  invalid,
  isObject,
  list,
  number,
  optional,
  read,
  type Rule,
  rule,
  whole,
} from "./schema.js";

/** What a term may move, with the indices that say which. */
const TARGETS = {
  offset: [],
  cost: ["column"],
  columnLower: ["column"],
  columnUpper: ["column"],
  rowLower: ["row"],
  rowUpper: ["row"],
  coefficient: ["row", "column"],
} as const satisfies Record<string, ReadonlyArray<"row" | "column">>;
type Target = keyof typeof TARGETS;

const finite = number({ low: -Number.MAX_VALUE, high: Number.MAX_VALUE });
const name = rule<string>(`a text of at most ${LONGEST_NAME} bytes, without half characters`, isName);
const PARAMETER = { name, value: optional(finite) };
const parameter: Rule<{ name: string; value: number | undefined }> = {
  expected: "a name, or an object { name, value }",
  read: (value, path) =>
    typeof value === "string"
      ? { name: name.read(value, path), value: undefined }
      : read(value, PARAMETER, parameter.expected, path),
};
/** Indices are checked where it is known how many there may be. */
const any = rule<unknown>("an index", () => true);
const TERM = {
  target: choice(...(Object.keys(TARGETS) as Target[])),
  row: any,
  column: any,
  parameter: any,
  coefficient: finite,
};

/** A term of the right form: row and column are there where its target has such. */
interface Term {
  target: Target;
  row?: number;
  column?: number;
  parameter: number;
  coefficient: number;
}

/** Terms come by the thousand: {@link isTerm} looks at each, without the objects and texts that tables make of it. */
const TERMS: Rule<readonly unknown[]> = {
  expected: list(any, MOST_ENTRIES).expected,
  read: (value, path) => {
    if (!Array.isArray(value)) throw invalid(path, value, TERMS.expected);
    checkLength(path, value.length, MOST_ENTRIES);
    return value;
  },
};

/** What a program says of its parameters, checked. */
export interface ReadParametric {
  /** A value each. */
  theta: Float64Array;
  /** Per term its target (by its place in {@link TARGETS}), row, column, parameter and coefficient; 0 where it has none. */
  terms: Float64Array;
}

/** Kinds of changes, as `changes.ts` packs them. */
const [CHANGE_OFFSET, CHANGE_COST, CHANGE_COLUMN, CHANGE_ROW, CHANGE_COEFFICIENT] = [0, 1, 2, 3, 4];

/** Numbers of a packed term; the wasm has the same. */
const OF_TERM = 5;
const NAMES = Object.keys(TARGETS) as Target[];
/** Targets by their places. */
const [OFFSET, COST, COLUMN_LOWER, COLUMN_UPPER, ROW_LOWER, ROW_UPPER, COEFFICIENT_TARGET] = [
  0, 1, 2, 3, 4, 5, 6,
];

/** Fields that all terms have; what a prototype has is none. */
const OF_ALL = ["target", "parameter", "coefficient"] as const;

/** Whether a term is right as it is. What is not, {@link readTerm} tells in words. */
function isTerm(entry: unknown, parameters: number, layout: Layout): entry is Term {
  if (!isObject(entry) || Object.getOwnPropertySymbols(entry).length > 0) return false;
  const fields = Object.keys(entry);
  for (let f = 0; f < fields.length; f++) if (!Object.hasOwn(TERM, fields[f]!)) return false;
  const { target, row, column, parameter, coefficient } = entry as Record<keyof typeof TERM, unknown>;
  if (typeof target !== "string" || !Object.hasOwn(TARGETS, target)) return false;
  const needed: readonly string[] = TARGETS[target as Target];
  return (
    OF_ALL.every((name) => fields.includes(name)) &&
    needed.every((name) => fields.includes(name)) &&
    (needed.includes("row") ? isIndex(row, layout.rows) : row === undefined) &&
    (needed.includes("column") ? isIndex(column, layout.columns) : column === undefined) &&
    isIndex(parameter, parameters) &&
    Number.isFinite(coefficient)
  );
}

function isIndex(value: unknown, count: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < count;
}

/** Reads a term field by field. */
function readTerm(entry: unknown, field: string, parameters: number, layout: Layout): Term {
  const term = read(entry, TERM, "an object { target, parameter, coefficient, … }", field);
  const index = (value: unknown, count: number, field: string): number =>
    whole({ low: 0, high: count - 1 }).read(value, field);
  const parameter = index(term.parameter, parameters, `${field}.parameter`);
  const needed: readonly string[] = TARGETS[term.target];
  for (const name of ["row", "column"] as const)
    if (term[name] !== undefined && !needed.includes(name))
      throw invalid(`${field}.${name}`, term[name], `left out: the target "${term.target}" has none`);
  const row = needed.includes("row") ? index(term.row, layout.rows, `${field}.row`) : 0;
  const column = needed.includes("column") ? index(term.column, layout.columns, `${field}.column`) : 0;
  return { target: term.target, row, column, parameter, coefficient: term.coefficient };
}

/**
 * Reads parameters and terms against the numbers of the program, those at 0.
 *
 * @throws HunchError `invalid-input` for a parameter without a value, and a term that fits no number of the program or moves a bound that is infinite.
 */
export function readParametric(numbers: Float64Array, parametric: unknown): ReadParametric {
  const path = "parametric";
  const PARAMETRIC = {
    parameters: list(parameter, MOST_COLUMNS),
    terms: TERMS,
    distribution: any,
  };
  const given = read(parametric, PARAMETRIC, "an object { parameters, terms }", path);
  checkDistribution(given.distribution, given.parameters.length, `${path}.distribution`);
  const theta = given.parameters.map(({ name, value }, k) => {
    if (value !== undefined) return value;
    const field = `${path}.parameters[${k}]`;
    throw new HunchError("invalid-input", `${field} (${JSON.stringify(name)}) has no value`, { field });
  });
  const layout = new Layout(numbers);
  const terms = new Float64Array(OF_TERM * given.terms.length);
  for (let k = 0, at = 0; k < given.terms.length; k++, at += OF_TERM) {
    const entry = given.terms[k];
    const term = isTerm(entry, theta.length, layout)
      ? entry
      : readTerm(entry, `${path}.terms[${k}]`, theta.length, layout);
    const target = NAMES.indexOf(term.target);
    const [row, column] = [term.row ?? 0, term.column ?? 0];
    if (target !== COEFFICIENT_TARGET) {
      const found = numbers[layout.place(target, row, column)]!;
      if (!Number.isFinite(found)) {
        const field = `${path}.terms[${k}]`;
        throw new HunchError(
          "invalid-input",
          `${field} moves a bound that is ${found} in the program; only finite bounds can depend on a parameter`,
          { field },
        );
      }
    }
    terms[at] = target;
    terms[at + 1] = row;
    terms[at + 2] = column;
    terms[at + 3] = term.parameter;
    terms[at + 4] = term.coefficient;
  }
  return { theta: Float64Array.from(theta), terms };
}

/**
 * The program at the values of its parameters: every number is what it was plus the sum of its terms.
 *
 * @throws HunchError `invalid-input` as {@link readParametric}, and for numbers that no program can have.
 */
export function instantiate({
  numbers,
  columns,
  rows,
  parametric,
}: PackedProgram & { parametric?: unknown }): PackedProgram {
  return { numbers: at(numbers, readParametric(numbers, parametric)), columns, rows };
}

/** The numbers at the values of the parameters; those given are changed. */
export function at(numbers: Float64Array, { theta, terms }: ReadParametric): Float64Array {
  const layout = new Layout(numbers);
  // Sums begin with the terms, as in the Rust code: the same numbers come out.
  const changes = new Map<number, number>();
  for (let k = 0; k < terms.length; k += OF_TERM) {
    const [target, row, column] = [terms[k]!, terms[k + 1]!, terms[k + 2]!];
    const change = terms[k + 4]! * theta[terms[k + 3]!]!;
    if (target === COEFFICIENT_TARGET) {
      const key = column * layout.rows + row;
      changes.set(key, (changes.get(key) ?? 0) + change);
    } else {
      numbers[layout.place(target, row, column)]! += change;
    }
  }
  const settled = changes.size === 0 ? numbers : layout.withChanges(changes);
  layout.check(settled);
  settleBinaries(settled, INTEGER);
  return settled;
}

/**
 * The numbers at the values of the parameters as changes of the program, packed as in `changes.ts`: those that terms move, and no others.
 *
 * @throws HunchError `invalid-input` for numbers that no program can have.
 */
export function changesAt(base: Float64Array, { theta, terms }: ReadParametric): Float64Array {
  const settled = at(base.slice(), { theta, terms });
  const layout = new Layout(settled);
  const [changes, seen] = [[] as number[], new Set<string>()];
  for (let k = 0; k < terms.length; k += OF_TERM) {
    const [target, row, column] = [NAMES[terms[k]!]!, terms[k + 1]!, terms[k + 2]!];
    // Both ends of a column or row are one change.
    const kind = target.replace(/Lower$|Upper$/, "");
    const key = `${kind} ${row} ${column}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const number = (target: number) => settled[layout.place(target, row, column)]!;
    if (target === "coefficient") {
      changes.push(CHANGE_COEFFICIENT, row, column, layout.coefficient(row, column));
    } else if (target === "offset") changes.push(CHANGE_OFFSET, number(OFFSET));
    else if (target === "cost") changes.push(CHANGE_COST, column, number(COST));
    else if (kind === "column")
      changes.push(CHANGE_COLUMN, column, number(COLUMN_LOWER), number(COLUMN_UPPER));
    else changes.push(CHANGE_ROW, row, number(ROW_LOWER), number(ROW_UPPER));
  }
  return Float64Array.from(changes);
}

/** Where things are among the numbers of a packed program, as `packProgram` puts them. */
class Layout {
  readonly columns: number;
  readonly rows: number;
  readonly #numbers: Float64Array;
  /** Where the number of entries stands, which they follow. */
  readonly #entries: number;

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
    this.columns = numbers[3]!;
    this.rows = numbers[4 + 4 * this.columns]!;
    this.#entries = 5 + 4 * this.columns + 2 * this.rows;
  }

  /** Where a number is that a term moves, by its target's place; coefficients are entries. */
  place(target: number, row: number, column: number): number {
    if (target === OFFSET) return 2;
    if (target < ROW_LOWER) return 4 + 4 * column + (target - COST);
    return 5 + 4 * this.columns + 2 * row + (target - ROW_LOWER);
  }

  /**
   * The numbers with coefficients changed, by place in the order of columns; those that were not there are
   * put in.
   */
  withChanges(changes: ReadonlyMap<number, number>): Float64Array {
    const numbers = this.#numbers;
    const [entries, count] = [this.#entries, numbers[this.#entries]!];
    const left = [...changes].sort(([a], [b]) => a - b);
    const merged: number[] = [];
    let next = 0;
    const put = (key: number, value: number) => {
      if (value !== 0) merged.push(key % this.rows, Math.floor(key / this.rows), value);
    };
    for (let k = 0, at = entries + 1; k < count; k++, at += 3) {
      const key = numbers[at + 1]! * this.rows + numbers[at]!;
      for (; next < left.length && left[next]![0] < key; next++) put(...left[next]!);
      const isChanged = next < left.length && left[next]![0] === key;
      put(key, isChanged ? left[next++]![1] + numbers[at + 2]! : numbers[at + 2]!);
    }
    for (; next < left.length; next++) put(...left[next]!);
    const changed = new Float64Array(entries + 2 + merged.length);
    changed.set(numbers.subarray(0, entries));
    changed[entries] = merged.length / 3;
    changed.set(merged, entries + 1);
    return changed;
  }

  /** A coefficient; 0 where there is none. */
  coefficient(row: number, column: number): number {
    const count = this.#numbers[this.#entries]!;
    for (let k = 0, at = this.#entries + 1; k < count; k++, at += 3)
      if (this.#numbers[at] === row && this.#numbers[at + 1] === column) return this.#numbers[at + 2]!;
    return 0;
  }

  /** Makes bounds of great size infinite, and refuses what is no number of a program. Fields are named where something is wrong, and not before: there are many. */
  check(numbers: Float64Array): void {
    const isNumber = (at: number) => Math.abs(numbers[at]!) < INFINITE;
    /** Whether it is one; `absent` is what it is where there is none. */
    const isBound = (at: number, absent: number) => {
      const bound = numbers[at]!;
      if (Math.abs(bound) >= INFINITE) numbers[at] = bound > 0 ? Infinity : -Infinity;
      return !Number.isNaN(bound) && numbers[at] !== -absent;
    };
    const [below, above] = [`a number below ${INFINITE}`, `a number above -${INFINITE}`];
    if (!isNumber(2)) throw refused("offset", numbers[2], COEFFICIENT.expected);
    for (let j = 0, at = 4; j < this.columns; j++, at += 4) {
      if (!isNumber(at)) throw refused(`columns[${j}].objective`, numbers[at], COEFFICIENT.expected);
      if (!isBound(at + 1, -Infinity)) throw refused(`columns[${j}].lower`, numbers[at + 1], below);
      if (!isBound(at + 2, Infinity)) throw refused(`columns[${j}].upper`, numbers[at + 2], above);
    }
    for (let i = 0, at = 5 + 4 * this.columns; i < this.rows; i++, at += 2) {
      if (!isBound(at, -Infinity)) throw refused(`rows[${i}].lower`, numbers[at], below);
      if (!isBound(at + 1, Infinity)) throw refused(`rows[${i}].upper`, numbers[at + 1], above);
    }
    const count = numbers[this.#entries]!;
    for (let k = 0, at = this.#entries + 1; k < count; k++, at += 3) {
      if (isNumber(at + 2)) continue;
      const field = `the coefficient of columns[${numbers[at + 1]}] in rows[${numbers[at]}]`;
      throw refused(field, numbers[at + 2], COEFFICIENT.expected);
    }
  }
}

function refused(field: string, found: number | undefined, expected: string): HunchError {
  const value = String(found);
  return new HunchError(
    "invalid-input",
    `${field} is ${value} at the values of the parameters; it must be ${expected}`,
    { field, value },
  );
}
