/**
 * What programs say beyond linear rows and integers: sets, indicators, piecewise-linear terms, further objectives, lazy rows, a quadratic part. It is
 * put behind the numbers of a packed program as `crates/wasm/src/parcel/kinds.rs` reads it. Most programs have nothing of the kind: this loads for
 * those that do.
 */

import { FORM_OF_KINDS } from "./form.js";
import { isName, LONGEST_NAME } from "./names.js";
import { COEFFICIENT, INTEGER, MOST_ENTRIES, type PackedProgram } from "./pack.js";
import { checkLength, choice, INFINITE, invalid, optional, own, read, type Rule, rule } from "./schema.js";

/** Most sets and piecewise-linear terms: of either no more than columns. */
const MOST_PARTS = 1_000_000;
/** Most breakpoints of all piecewise-linear terms: each may become a column. */
const MOST_POINTS = 1_000_000;
/** Most objectives after the first: each is a search of its own. The wasm has the same. */
const MOST_OBJECTIVES = 1000;

/** Features in the order of the wasm; what comes first names a program to modules that do not know such. */
const FEATURES = ["quadratic", "semi", "sos", "indicators", "piecewise", "objectives", "lazy"] as const;

const SEMI_LEAST = 3;
const NUMBER = COEFFICIENT.expected;
const PLACE = (count: number, what: string) => `the index of one of the ${count} ${what}`;

const name = optional(
  rule<string>(`a text of at most ${LONGEST_NAME} bytes, without half characters`, isName),
  "",
);
const any = rule<unknown>("anything", () => true);
const either = <A extends number>(...values: A[]) =>
  rule<A>(values.join(" or "), (value) => values.includes(value as A));
const number = rule<number>(NUMBER, (value) => !Number.isNaN(COEFFICIENT.pack(value)));
const allowance = optional(
  rule<number>(`a number from 0 to ${INFINITE}`, (value) => {
    return typeof value === "number" && value >= 0 && value < INFINITE;
  }),
  0,
);

const SET = { name, type: either(1, 2), members: any };
const INDICATOR = { column: any, value: either(0, 1), row: any };
const TERM = { name, argument: any, value: any, points: any };
const SENSE = optional(choice("minimize", "maximize"));
const OBJECTIVE = {
  name,
  sense: SENSE,
  offset: optional(number, 0),
  terms: any,
  quadratic: any,
  degradation: any,
};
const DEGRADATION = { absolute: allowance, relative: allowance };

/** The packed program with what else it says; the program as it was where that is nothing. */
export function withKinds(packed: PackedProgram, more: object): PackedProgram {
  const reader = new Reader(packed.numbers);
  const has = reader.read(more);
  const feature = FEATURES.findIndex((name) => has[name]);
  if (feature < 0) return packed;
  // The last of the numbers is that of quadratic entries: none so far.
  const plain = packed.numbers.subarray(1, -1);
  const { quadratic, behind } = reader;
  const numbers = new Float64Array(2 + plain.length + 1 + quadratic.length + behind.length);
  numbers.set([FORM_OF_KINDS, feature]);
  numbers.set(plain, 2);
  const place = 2 + plain.length;
  numbers[place] = quadratic.length / 3;
  numbers.set(quadratic, place + 1);
  numbers.set(behind, place + 1 + quadratic.length);
  return { ...packed, numbers };
}

/** Reads the parts of one program. */
class Reader {
  readonly #numbers: Float64Array;
  readonly #columns: number;
  readonly #rows: number;
  quadratic: readonly number[] = [];
  /** What comes behind the quadratic entries. */
  readonly behind: number[] = [];

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
    this.#columns = numbers[3]!;
    this.#rows = numbers[4 + 4 * this.#columns]!;
  }

  /** Reads all parts, in the order of the wasm, and tells which there are. */
  read(more: object): Record<(typeof FEATURES)[number], boolean> {
    this.#quadratic(own(more, "quadratic"));
    const sos = this.#list(own(more, "sos"), "sos", MOST_PARTS, this.#set());
    const indicators = this.#list(own(more, "indicators"), "indicators", this.#rows, this.#indicator());
    const piecewise = this.#list(own(more, "piecewise"), "piecewise", MOST_PARTS, this.#term());
    this.#degradation(own(more, "degradation"), "degradation");
    const objectives = this.#list(own(more, "objectives"), "objectives", MOST_OBJECTIVES, this.#objective());
    const lazy = this.#list(own(more, "lazy"), "lazy", this.#rows, this.#lazy());
    const semi = this.#hasSemi();
    return { quadratic: this.quadratic.length > 0, semi, sos, indicators, piecewise, objectives, lazy };
  }

  #hasSemi(): boolean {
    for (let j = 0; j < this.#columns; j++) if (this.#numbers[7 + 4 * j]! >= SEMI_LEAST) return true;
    return false;
  }

  /** A part that is a list: its length, then what `put` makes of each entry. */
  #list(given: unknown, field: string, most: number, put: (entry: unknown, field: string) => void): boolean {
    const entries = given === undefined ? [] : arrayOf(given, field, "an array", most);
    this.behind.push(entries.length);
    for (let k = 0; k < entries.length; k++) put(entries[k], `${field}[${k}]`);
    return entries.length > 0;
  }

  #quadratic(given: unknown): void {
    if (given !== undefined) this.quadratic = this.#triangle(given, "quadratic");
  }

  /** Entries of a lower triangle, one after another. Where each is stands in words only for an error: most have none. */
  #triangle(given: unknown, name: string): number[] {
    const entries = arrayOf(given, name, "an array of triples [i, j, value]", MOST_ENTRIES);
    const numbers: number[] = [];
    for (let k = 0; k < entries.length; k++) {
      const entry = entries[k];
      if (!Array.isArray(entry) || entry.length !== 3)
        throw invalid(`${name}[${k}]`, entry, "a triple [i, j, value]");
      const [i, j]: unknown[] = entry;
      if (!isPlace(i, this.#columns)) throw invalid(`${name}[${k}][0]`, i, PLACE(this.#columns, "columns"));
      if (!isPlace(j, this.#columns)) throw invalid(`${name}[${k}][1]`, j, PLACE(this.#columns, "columns"));
      if (j > i)
        throw invalid(
          `${name}[${k}][1]`,
          j,
          `at most ${i}, the index before it: the lower triangle is given`,
        );
      const value = COEFFICIENT.pack(entry[2]);
      if (Number.isNaN(value)) throw invalid(`${name}[${k}][2]`, entry[2], NUMBER);
      numbers.push(i, j, value);
    }
    return numbers;
  }

  #set() {
    const budget = new Budget("sos", MOST_ENTRIES);
    return (entry: unknown, field: string) => {
      const set = read(entry, SET, "an object { name?, type, members }", field);
      this.#text(set.name);
      this.behind.push(set.type - 1);
      const members = this.#pairs(set.members, `${field}.members`, "[column, weight]", budget);
      const seen = new Map<number, number>();
      members.forEach(([, weight], k) => {
        const before = seen.get(weight);
        if (before !== undefined)
          throw invalid(
            `${field}.members[${k}][1]`,
            weight,
            `another weight than that of members[${before}]: weights are the order`,
          );
        seen.set(weight, k);
      });
    };
  }

  #indicator() {
    const rows = new Set<number>();
    return (entry: unknown, field: string) => {
      const { column, value, row } = read(entry, INDICATOR, "an object { column, value, row }", field);
      const j = this.#column(column, `${field}.column`);
      const [, lower, upper, kind] = this.#numbers.subarray(4 + 4 * j) as unknown as number[];
      if (kind !== INTEGER || lower! < 0 || upper! > 1)
        throw invalid(
          `${field}.column`,
          column,
          "the index of a binary column, or of an integer one within 0 and 1",
        );
      const i = this.#row(row, `${field}.row`);
      if (rows.has(i)) throw invalid(`${field}.row`, row, "the index of a row that has no indicator yet");
      rows.add(i);
      this.behind.push(j, value, i);
    };
  }

  #term() {
    const budget = new Budget("piecewise", MOST_POINTS);
    return (entry: unknown, field: string) => {
      const term = read(entry, TERM, "an object { name?, argument, value, points }", field);
      this.#text(term.name);
      const argument = this.#column(term.argument, `${field}.argument`);
      const value = this.#column(term.value, `${field}.value`);
      if (value === argument) throw invalid(`${field}.value`, value, "another column than the argument");
      this.behind.push(argument, value);
      this.#points(term.points, `${field}.points`, budget);
    };
  }

  #points(given: unknown, field: string, budget: Budget): void {
    const expected = "an array of two pairs [argument, value] or more";
    const points = arrayOf(given, field, expected, MOST_POINTS);
    if (points.length < 2) throw invalid(field, given, expected);
    budget.take(points.length);
    this.behind.push(points.length);
    let last = -Infinity;
    points.forEach((point, k) => {
      const at = `${field}[${k}]`;
      if (!Array.isArray(point) || point.length !== 2) throw invalid(at, point, "a pair [argument, value]");
      const x = number.read(point[0], `${at}[0]`);
      if (x <= last) throw invalid(`${at}[0]`, x, `above ${last}, the argument before it`);
      last = x;
      this.behind.push(x, number.read(point[1], `${at}[1]`));
    });
  }

  #objective() {
    const budget = new Budget("objectives", MOST_ENTRIES);
    return (entry: unknown, field: string) => {
      const objective = read(
        entry,
        OBJECTIVE,
        "an object { name?, sense?, offset?, terms, quadratic?, degradation? }",
        field,
      );
      this.#text(objective.name);
      const isMaximized =
        objective.sense === undefined ? this.#numbers[1] === 1 : objective.sense === "maximize";
      this.behind.push(isMaximized ? 1 : 0, objective.offset);
      this.#pairs(objective.terms, `${field}.terms`, "[column, coefficient]", budget);
      const triangle = this.#triangle(objective.quadratic ?? [], `${field}.quadratic`);
      budget.take(triangle.length / 3);
      this.behind.push(triangle.length / 3);
      // Spreading many would overflow the stack.
      for (const value of triangle) this.behind.push(value);
      this.#degradation(objective.degradation, `${field}.degradation`);
    };
  }

  #degradation(given: unknown, field: string): void {
    const { absolute, relative } = read(
      given ?? {},
      DEGRADATION,
      "an object { absolute?, relative? }",
      field,
    );
    this.behind.push(absolute, relative);
  }

  #lazy() {
    const rows = new Set<number>();
    return (entry: unknown, field: string) => {
      const row = this.#row(entry, field);
      if (rows.has(row)) throw invalid(field, entry, "the index of a row that is not named yet");
      rows.add(row);
      this.behind.push(row);
    };
  }

  /** Pairs of a column, each once, and a number. */
  #pairs(given: unknown, field: string, pair: string, budget: Budget): Array<readonly [number, number]> {
    const entries = arrayOf(given, field, `an array of pairs ${pair}`, MOST_ENTRIES);
    budget.take(entries.length);
    this.behind.push(entries.length);
    const seen = new Set<number>();
    return entries.map((entry, k) => {
      const at = `${field}[${k}]`;
      if (!Array.isArray(entry) || entry.length !== 2) throw invalid(at, entry, `a pair ${pair}`);
      const column = this.#column(entry[0], `${at}[0]`);
      if (seen.has(column)) throw invalid(`${at}[0]`, column, "a column that is not there yet");
      seen.add(column);
      const value = number.read(entry[1], `${at}[1]`);
      this.behind.push(column, value);
      return [column, value] as const;
    });
  }

  /** A text as its UTF-16 units. */
  #text(text: string): void {
    this.behind.push(text.length);
    for (let k = 0; k < text.length; k++) this.behind.push(text.charCodeAt(k));
  }

  #column(value: unknown, field: string): number {
    return place(this.#columns, "columns").read(value, field);
  }

  #row(value: unknown, field: string): number {
    return place(this.#rows, "rows").read(value, field);
  }
}

function isPlace(value: unknown, count: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < count;
}

function place(count: number, what: string): Rule<number> {
  return rule(PLACE(count, what), (value) => isPlace(value, count));
}

/** How many entries the lists of a part may have together. */
class Budget {
  readonly #field: string;
  readonly #most: number;
  #taken = 0;

  constructor(field: string, most: number) {
    this.#field = field;
    this.#most = most;
  }

  take(count: number): void {
    this.#taken += count;
    checkLength(this.#field, this.#taken, this.#most);
  }
}

function arrayOf(value: unknown, field: string, expected: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(field, value, expected);
  checkLength(field, value.length, most);
  return value;
}
