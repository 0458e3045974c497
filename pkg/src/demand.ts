/** Rows on demand: a caller's function is shown points, and what it returns goes to the worker as numbers. It loads when a call first has one. */

import { HunchError } from "./errors.js";
import { Places } from "./insight.js";
import { Constraint } from "./model/expression.js";
import { flatRow } from "./model/rows.js";
import { COEFFICIENT } from "./pack.js";
import type { CheckedOptions, Question } from "./protocol.js";
import { checkLength, INFINITE, invalid, isObject, read, type Rule, rule } from "./schema.js";
import type { DemandPoint, Reference, SolveOptions } from "./types.js";

/** Most rows of one answer, as in the wasm: a mistake would otherwise fill the memory before it is noticed. */
const MOST_ROWS = 100_000;

/** A side of a row; `sign` is −1 for lower ones. Numbers of great size stand for none. */
const side = (sign: 1 | -1): Rule<number> => {
  const expected = `a number ${sign < 0 ? "below " : "above -"}${INFINITE}, or null for none`;
  return {
    expected,
    read: (value, path) => {
      if (value === undefined || value === null) return sign * Infinity;
      if (!(typeof value === "number" && sign * value > -INFINITE)) throw invalid(path, value, expected);
      return sign * value < INFINITE ? value : sign * Infinity;
    },
  };
};
const ROW = { lower: side(-1), upper: side(1), terms: rule<unknown>("pairs", () => true) };
const SHAPE = "an object { terms, lower?, upper? }, or what .le(…), .ge(…) and .eq(…) make";

/** What is said of a program by itself: not of one with rows on demand, nor of each of several points. */
const OF_ONE = ["certificate", "sensitivity", "repair", "explain"] as const;

/** Refuses what cannot be asked together with rows on demand, or with a pool. */
export function checkAlone(options: CheckedOptions, workers: number): void {
  const hints = ["start", "probabilities", "priorities"] as const;
  const foreign = [...OF_ONE, ...(options.pool ? hints : [])];
  const what = options.pool ? "a pool" : "rows on demand";
  const named = foreign.find((name) => options[name]);
  const field = named ?? (workers > 1 ? "workers" : options.engine === "hunch" ? undefined : "engine");
  if (field === undefined) return;
  const message = `${field} does not go with ${what}, which one worker of our own search alone finds`;
  throw new HunchError("not-applicable", message, { field });
}

/** A caller's function, and what became of it. */
export class Demand {
  readonly #rows: NonNullable<SolveOptions["rows"]>;
  #names: readonly string[] | undefined;
  #places: Places | undefined;
  #failure: { error: unknown } | undefined;

  /** `names` are those of columns, where they are known before the first question. */
  constructor(rows: NonNullable<SolveOptions["rows"]>, names: readonly string[] | undefined) {
    this.#rows = rows;
    this.#names = names;
  }

  /** The rows at a point, packed; nothing once the function has failed. */
  async answer({ values, integral, columns }: Question): Promise<Float64Array | undefined> {
    this.#names = columns ?? this.#names ?? Array.from(values, () => "");
    this.#places ??= new Places(this.#names, "column");
    const places = this.#places;
    const point: DemandPoint = {
      values,
      integral,
      value: (column: Reference) => values[places.of(column)]!,
    };
    let given: unknown;
    try {
      const rows = this.#rows;
      given = await rows(point);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      const error = new HunchError("callback", `rows failed: ${reason}`);
      return this.#fail(Object.assign(error, { cause: thrown }));
    }
    try {
      return packed(given, this.#names, places);
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** What a call rejects with: why the function failed, if that is why. */
  reason(error: unknown): unknown {
    return this.#failure ? this.#failure.error : error;
  }

  #fail(error: unknown): undefined {
    this.#failure = { error };
    return undefined;
  }
}

/** How many rows, then of each its sides, how many terms it has, and these. */
function packed(given: unknown, names: readonly string[], places: Places): Float64Array {
  if (given === undefined || given === null) return new Float64Array(1);
  if (!Array.isArray(given)) throw invalid("rows", given, `an array, of which each is ${SHAPE}`);
  checkLength("rows", given.length, MOST_ROWS);
  const numbers: number[] = [given.length];
  given.forEach((row: unknown, k) => {
    const field = `rows[${k}]`;
    const { lower, upper, columns, values } =
      row instanceof Constraint ? flatRow(row, names, field) : flatObject(row, places, field);
    if (lower === -Infinity && upper === Infinity)
      throw invalid(`${field}.upper`, undefined, "given, or else lower: a row without sides says nothing");
    numbers.push(lower, upper, columns.length);
    columns.forEach((column, t) => {
      if (Number.isNaN(COEFFICIENT.pack(values[t])))
        throw invalid(`${field}: the coefficient of "${names[column]}"`, values[t], COEFFICIENT.expected);
      numbers.push(column, values[t]!);
    });
  });
  return Float64Array.from(numbers);
}

interface FlatRow {
  lower: number;
  upper: number;
  columns: readonly number[];
  values: readonly number[];
}

function flatObject(row: unknown, places: Places, field: string): FlatRow {
  if (!isObject(row)) throw invalid(field, row, SHAPE);
  const { lower, upper, terms } = read(row, ROW, SHAPE, field);
  if (!Array.isArray(terms))
    throw invalid(`${field}.terms`, terms, "an array of pairs [column, coefficient]");
  const [columns, values]: [number[], number[]] = [[], []];
  terms.forEach((term: unknown, t) => {
    const at = `${field}.terms[${t}]`;
    if (!Array.isArray(term) || term.length !== 2) throw invalid(at, term, "a pair [column, coefficient]");
    if (typeof term[1] !== "number") throw invalid(`${at}[1]`, term[1], COEFFICIENT.expected);
    columns.push(places.of(term[0], `${at}[0]`));
    values.push(term[1]);
  });
  return { lower, upper, columns, values };
}
