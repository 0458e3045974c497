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
import { choice, INFINITE, invalid, list, number, optional, read, type Rule, rule, whole } from "./schema.js";

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

/**
 * Reads parameters and terms against the numbers of the program, those at 0.
 *
 * @throws HunchError `invalid-input` for a parameter without a value, and a term that fits no number of the program or moves a bound that is infinite.
 */
export function readParametric(numbers: Float64Array, parametric: unknown): ReadParametric {
  const path = "parametric";
  const PARAMETRIC = {
    parameters: list(parameter, MOST_COLUMNS),
    terms: list(any, MOST_ENTRIES),
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
  const index = (value: unknown, count: number, field: string): number =>
    whole({ low: 0, high: count - 1 }).read(value, field);
  const terms = new Float64Array(OF_TERM * given.terms.length);
  for (let k = 0; k < given.terms.length; k++) {
    const field = `${path}.terms[${k}]`;
    const term = read(given.terms[k], TERM, "an object { target, parameter, coefficient, … }", field);
    const parameter = index(term.parameter, theta.length, `${field}.parameter`);
    const needed: readonly string[] = TARGETS[term.target];
    for (const name of ["row", "column"] as const)
      if (term[name] !== undefined && !needed.includes(name))
        throw invalid(`${field}.${name}`, term[name], `left out: the target "${term.target}" has none`);
    const row = needed.includes("row") ? index(term.row, layout.rows, `${field}.row`) : 0;
    const column = needed.includes("column") ? index(term.column, layout.columns, `${field}.column`) : 0;
    if (term.target !== "coefficient") {
      const at = layout.place(term.target, row, column);
      if (!Number.isFinite(numbers[at]!))
        throw new HunchError(
          "invalid-input",
          `${field} moves a bound that is ${numbers[at]} in the program; only finite bounds can depend on a parameter`,
          { field },
        );
    }
    terms.set([NAMES.indexOf(term.target), row, column, parameter, term.coefficient], OF_TERM * k);
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
    const [target, row, column, parameter, coefficient] = terms.subarray(k, k + OF_TERM) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    const change = coefficient * theta[parameter]!;
    const name = NAMES[target]!;
    if (name === "coefficient") {
      const key = column * layout.rows + row;
      changes.set(key, (changes.get(key) ?? 0) + change);
    } else {
      numbers[layout.place(name, row, column)]! += change;
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
    const number = (target: Exclude<Target, "coefficient">) => settled[layout.place(target, row, column)]!;
    if (target === "coefficient") {
      changes.push(CHANGE_COEFFICIENT, row, column, layout.coefficient(row, column));
    } else if (target === "offset") changes.push(CHANGE_OFFSET, number(target));
    else if (target === "cost") changes.push(CHANGE_COST, column, number(target));
    else if (kind === "column")
      changes.push(CHANGE_COLUMN, column, number("columnLower"), number("columnUpper"));
    else changes.push(CHANGE_ROW, row, number("rowLower"), number("rowUpper"));
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

  place(target: Exclude<Target, "coefficient">, row: number, column: number): number {
    const [ofColumn, ofRow] = [4 + 4 * column, 5 + 4 * this.columns + 2 * row];
    return {
      offset: 2,
      cost: ofColumn,
      columnLower: ofColumn + 1,
      columnUpper: ofColumn + 2,
      rowLower: ofRow,
      rowUpper: ofRow + 1,
    }[target];
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

  /** Makes bounds of great size infinite, and refuses what is no number of a program. */
  check(numbers: Float64Array): void {
    const number = (at: number, field: string) => {
      if (Number.isNaN(COEFFICIENT.pack(numbers[at])))
        throw refused(field, numbers[at], COEFFICIENT.expected);
    };
    const bound = (at: number, absent: number, field: string) => {
      if (Math.abs(numbers[at]!) >= INFINITE) numbers[at] = numbers[at]! > 0 ? Infinity : -Infinity;
      if (Number.isNaN(numbers[at]!) || numbers[at] === -absent)
        throw refused(field, numbers[at], `a number ${absent < 0 ? "below " : "above -"}${INFINITE}`);
    };
    number(2, "offset");
    for (let j = 0; j < this.columns; j++) {
      number(this.place("cost", 0, j), `columns[${j}].objective`);
      bound(this.place("columnLower", 0, j), -Infinity, `columns[${j}].lower`);
      bound(this.place("columnUpper", 0, j), Infinity, `columns[${j}].upper`);
    }
    for (let i = 0; i < this.rows; i++) {
      bound(this.place("rowLower", i, 0), -Infinity, `rows[${i}].lower`);
      bound(this.place("rowUpper", i, 0), Infinity, `rows[${i}].upper`);
    }
    const count = numbers[this.#entries]!;
    for (let k = 0, at = this.#entries + 1; k < count; k++, at += 3)
      number(at + 2, `the coefficient of columns[${numbers[at + 1]}] in rows[${numbers[at]}]`);
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
