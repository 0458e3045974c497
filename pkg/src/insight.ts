/** What an answer says of single columns and rows, by name, index, or anything that has the name. */

import { HunchError } from "./errors.js";
import { describe, invalid, isObject, nearestOf } from "./schema.js";
import type { Answer, BasisStatus, Range, Reference } from "./types.js";

/** Names of a program's columns and rows; none of an instance's. */
export interface Names {
  columns: readonly string[];
  rows: readonly string[];
}

const STATUSES: readonly BasisStatus[] = ["basic", "lower", "upper", "free"];

/** Finds places by reference. The map of names is made when it is first asked. */
export class Places {
  readonly #names: readonly string[];
  readonly #what: string;
  #known: ReadonlyMap<string, number> | undefined;

  constructor(names: readonly string[], what: "column" | "row") {
    this.#names = names;
    this.#what = what;
  }

  /** The place; throws for a reference to nothing. */
  of(reference: unknown, path = this.#what): number {
    const place = this.find(reference);
    if (place !== undefined) return place;
    const name = textOf(reference);
    if (name === undefined) {
      throw invalid(path, reference, `the name or index of one of the ${this.#names.length} ${this.#what}s`);
    }
    const nearest = nearestOf(name, this.#names);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    const value = describe(name);
    throw new HunchError("invalid-input", `there is no ${this.#what} ${value}${hint}`, {
      field: path,
      value,
    });
  }

  find(reference: unknown): number | undefined {
    if (typeof reference === "number") {
      return Number.isInteger(reference) && reference >= 0 && reference < this.#names.length
        ? reference
        : undefined;
    }
    this.#known ??= new Map(this.#names.map((name, k) => [name, k]));
    const name = textOf(reference);
    return name === undefined ? undefined : this.#known.get(name);
  }
}

function textOf(reference: unknown): string | undefined {
  const name = isObject(reference) ? (reference as { name?: unknown }).name : reference;
  return typeof name === "string" ? name : undefined;
}

/**
 * Adds the calls that answer by reference. They are no fields: an answer is still compared, copied and posted as the data that it is. An
 * instance's columns have no names here, only indices.
 */
export function withInsight(answer: Answer, names: Names | undefined): Answer {
  const { values, duals, slacks } = answer;
  const indices = (length: number) => Array.from({ length }, () => "");
  const columns = new Places(names?.columns ?? indices(values.length), "column");
  const rows = new Places(names?.rows ?? indices(slacks?.length ?? duals?.length ?? 0), "row");
  const at = (list: Float64Array | undefined, places: Places) => (reference: Reference) =>
    list?.[places.of(reference)];
  const either = (reference: Reference): ["columns" | "rows", number] => {
    const column = columns.find(reference);
    if (column !== undefined) return ["columns", column];
    return ["rows", rows.of(reference, "column or row")];
  };
  const pair = (list: Float64Array, k: number): Range | undefined =>
    Number.isNaN(list[k]) ? undefined : { low: list[k]!, high: list[k + 1]! };
  const calls: Pick<
    Answer,
    "value" | "reducedCost" | "dual" | "activity" | "slack" | "basisStatus" | "range"
  > = {
    value: at(values, columns) as Answer["value"],
    reducedCost: at(answer.reducedCosts, columns),
    dual: at(duals, rows),
    activity: at(answer.activities, rows) as Answer["activity"],
    slack: at(slacks, rows) as Answer["slack"],
    basisStatus: (reference) => {
      const [kind, k] = either(reference);
      return answer.basis && STATUSES[answer.basis[kind][k]!];
    },
    range: (reference) => {
      const [kind, k] = either(reference);
      const { ranges } = answer;
      if (!ranges) return undefined;
      const [cost, lower, upper] = [
        kind === "columns" ? pair(ranges.costs, 2 * k) : undefined,
        pair(ranges[kind], 4 * k),
        pair(ranges[kind], 4 * k + 2),
      ];
      return { ...(cost && { cost }), ...(lower && { lower }), ...(upper && { upper }) };
    },
  };
  for (const [name, value] of Object.entries(calls))
    Object.defineProperty(answer, name, { value, configurable: true });
  return named(answer, names);
}

/** Puts names into what was said without them: they travel to the solver only where they are needed. */
function named(answer: Answer, names: Names | undefined): Answer {
  if (!names || !answer.risks) return answer;
  for (const risk of answer.risks) {
    const { row, column } = risk;
    if (row !== undefined) risk.message = risk.message.replace(`"r${row}"`, () => `"${names.rows[row]}"`);
    if (column !== undefined)
      risk.message = risk.message.replace(`"x${column}"`, () => `"${names.columns[column]}"`);
  }
  return answer;
}
