/**
 * Models of the packages javascript-lp-solver and YALPS, read into programs. What those packages pass over in
 * silence is refused where it changes the answer.
 */

import { HunchError } from "../errors.js";
import { isName } from "../names.js";
import { invalid, isObject, nearestOf, unknown } from "../schema.js";
import type { JavascriptLpModel, ModelObject, Program, YalpsModel } from "../types.js";

/** A model as a program, with what the program has no place for. */
export interface FromModel<K = string> {
  program: Program;
  /** The names of the columns as texts. */
  columns: string[];
  /** The variables' keys, in the order of the columns. */
  keys: K[];
  /** What the model itself says of its solve. */
  limits: { timeLimit: number | undefined; relativeGap: number | undefined };
  /** Whether some columns are whole. */
  hasIntegers: boolean;
}

/** A model of either package, by the fields that only one of them has. */
export function fromModelObject(model: ModelObject): FromModel<unknown> {
  const isYalps =
    "direction" in model || "objective" in model || "integers" in model || isIterable(model.variables);
  const isOther = "optimize" in model || "opType" in model || "ints" in model;
  return isYalps && !isOther ? fromYalps(model as YalpsModel) : fromJavascriptLp(model as JavascriptLpModel);
}

const FIELDS = [
  "name",
  "optimize",
  "opType",
  "constraints",
  "variables",
  "ints",
  "binaries",
  "unrestricted",
  "tolerance",
  "timeout",
  "options",
  "external",
];
const YALPS_FIELDS = [
  "direction",
  "objective",
  "constraints",
  "variables",
  "integers",
  "binaries",
  "unrestricted",
];
const SIDES = ["min", "max", "equal"];
/** Milliseconds of a second: both packages count in these. */
const MILLISECONDS = 1000;

/** Reads a model of javascript-lp-solver. */
export function fromJavascriptLp(model: JavascriptLpModel): FromModel {
  checkFields(model, FIELDS);
  if (model.external !== undefined) throw unsolved("external", "other solvers are not called from here");
  const objective = objectiveOf(model);
  if (model.opType !== undefined && model.opType !== "max" && model.opType !== "min")
    throw invalid("opType", model.opType, '"max", "min"');
  const builder = new Builder(objective.sense ?? (model.opType === "max" ? "maximize" : "minimize"));
  for (const [name, bounds] of entriesOf(model.constraints, "constraints")) {
    const field = `constraints.${name}`;
    for (const soft of ["weight", "priority"])
      if (isObject(bounds) && Reflect.get(bounds, soft) !== undefined)
        throw unsolved(`${field}.${soft}`, "constraints that may be broken at a price are not solved");
    builder.constrain(name, bounds, field);
  }
  const variables = [...entriesOf(model.variables, "variables")];
  const isAttribute = variables.some(
    ([, unit]) => isObject(unit) && Object.hasOwn(unit, objective.name ?? ""),
  );
  for (const [name, unit] of variables) {
    const field = `variables.${name}`;
    const [isBinary, isWhole] = [isTrue(model.binaries, name), isTrue(model.ints, name)];
    const column = builder.add(name, isBinary ? "binary" : isWhole ? "integer" : "continuous");
    if (isTrue(model.unrestricted, name)) builder.free(column);
    if (!isAttribute && name === objective.name) builder.cost(column, 1);
    for (const [attribute, amount] of entriesOf(unit, field)) {
      const value = amountOf(amount, `${field}.${attribute}`);
      if (value === undefined) continue;
      if (attribute === objective.name) builder.cost(column, value);
      builder.coefficient(attribute, column, value);
    }
  }
  const { options } = model;
  return builder.done(options?.timeout || model.timeout, model.tolerance || options?.tolerance);
}

/** Reads a model of YALPS. Keys need not be texts. */
export function fromYalps<V, C>(model: YalpsModel<V, C>): FromModel<V> {
  checkFields(model, YALPS_FIELDS);
  const { direction = "maximize", objective } = model;
  if (direction !== "maximize" && direction !== "minimize")
    throw invalid("direction", direction, '"maximize", "minimize"');
  const builder = new Builder<V, C>(direction);
  for (const [key, bounds] of entriesOf<C>(model.constraints, "constraints"))
    builder.constrain(key, bounds, `constraints.${String(key)}`);
  const [binaries, integers] = [membersOf(model.binaries, "binaries"), membersOf(model.integers, "integers")];
  const unrestricted = membersOf(model.unrestricted, "unrestricted");
  for (const [key, unit] of entriesOf<V>(model.variables, "variables")) {
    const field = `variables.${String(key)}`;
    const column = builder.add(key, binaries(key) ? "binary" : integers(key) ? "integer" : "continuous");
    if (unrestricted(key)) builder.free(column);
    // Of several amounts under one key the last counts.
    for (const [attribute, amount] of new Map(entriesOf<C>(unit, field))) {
      const value = amountOf(amount, `${field}.${String(attribute)}`);
      if (value === undefined) continue;
      if (objective !== undefined && attribute === objective) builder.cost(column, value);
      builder.coefficient(attribute, column, value);
    }
  }
  return builder.done();
}

/** Puts a program together. */
class Builder<V = string, C = string> {
  readonly #sense: "maximize" | "minimize";
  readonly #keys: V[] = [];
  readonly #columns: Array<{ name?: string; objective?: number; lower?: null; kind?: "integer" | "binary" }> =
    [];
  readonly #rows = new Map<C, { lower: number; upper: number; terms: Array<[number, number]> }>();

  constructor(sense: "maximize" | "minimize") {
    this.#sense = sense;
  }

  /** Bounds under one key hold together. */
  constrain(key: C, bounds: unknown, field: string): void {
    if (!isObject(bounds)) throw invalid(field, bounds, "an object { min, max } or { equal }");
    const row = this.#rows.get(key) ?? { lower: -Infinity, upper: Infinity, terms: [] };
    for (const name of Object.keys(bounds))
      if (!SIDES.includes(name) && name !== "weight" && name !== "priority")
        throw unknown(name, bounds, SIDES, field);
    const { equal, min, max } = bounds as { equal?: unknown; min?: unknown; max?: unknown };
    if (equal !== undefined) {
      const value = boundOf(equal, `${field}.equal`, 0);
      row.lower = Math.max(row.lower, value);
      row.upper = Math.min(row.upper, value);
    } else {
      if (min !== undefined) row.lower = Math.max(row.lower, boundOf(min, `${field}.min`, -Infinity));
      if (max !== undefined) row.upper = Math.min(row.upper, boundOf(max, `${field}.max`, Infinity));
    }
    this.#rows.set(key, row);
  }

  /** A column, at least 0; its place. */
  add(key: V, kind: "continuous" | "integer" | "binary"): number {
    this.#keys.push(key);
    this.#columns.push(kind === "continuous" ? {} : { kind });
    return this.#columns.length - 1;
  }

  free(column: number): void {
    this.#columns[column]!.lower = null;
  }

  cost(column: number, value: number): void {
    if (value !== 0) this.#columns[column]!.objective = value;
  }

  /** Attributes without a constraint are of no consequence. */
  coefficient(key: C, column: number, value: number): void {
    if (value !== 0) this.#rows.get(key)?.terms.push([column, value]);
  }

  done(timeout?: number, tolerance?: number): FromModel<V> {
    const columns = this.#keys.map(String);
    const columnNames = names(columns, "x");
    const rowNames = names([...this.#rows.keys()].map(String), "r");
    const hasIntegers = this.#columns.some(({ kind }) => kind !== undefined);
    const rows = [...this.#rows.values()].map(({ lower, upper, terms }, i) => ({
      name: rowNames[i]!,
      ...(lower > -Infinity && { lower }),
      ...(upper < Infinity && { upper }),
      terms,
    }));
    return {
      program: {
        format: "hunch-program",
        version: 2,
        sense: this.#sense,
        columns: this.#columns.map((column, j) => ({ name: columnNames[j]!, ...column })),
        rows,
      },
      columns,
      keys: this.#keys,
      limits: limitsOf(timeout, tolerance, hasIntegers),
      hasIntegers,
    };
  }
}

/** Limits as `solve` takes them. In both packages they are for programs with integers. */
export function limitsOf(timeout: unknown, tolerance: unknown, hasIntegers: boolean): FromModel["limits"] {
  const isNumber = (value: unknown): value is number => typeof value === "number" && value >= 0;
  if (timeout !== undefined && !isNumber(timeout))
    throw invalid("timeout", timeout, "a number of milliseconds from 0");
  if (tolerance !== undefined && !isNumber(tolerance))
    throw invalid("tolerance", tolerance, "a number from 0");
  const isLimited = hasIntegers && timeout !== undefined && timeout < Infinity;
  return {
    // A limit of 0 would be none.
    timeLimit: isLimited ? Math.max(timeout, Number.MIN_VALUE) / MILLISECONDS || Number.MIN_VALUE : undefined,
    relativeGap: hasIntegers && tolerance ? Math.min(tolerance, 1) : undefined,
  };
}

/** What to optimize. Several objectives at once are refused by name. */
function objectiveOf({ optimize }: JavascriptLpModel): { name?: string; sense?: "maximize" | "minimize" } {
  if (optimize === undefined || typeof optimize === "string")
    return optimize === undefined ? {} : { name: optimize };
  if (!isObject(optimize)) throw invalid("optimize", optimize, "the name of an attribute");
  const [only, ...others] = Object.entries(optimize);
  if (only === undefined) return {};
  if (others.length > 0)
    throw unsolved("optimize", "several objectives at once (MultiObjective) are not solved");
  const [name, sense] = only;
  if (sense !== "max" && sense !== "min") throw invalid(`optimize.${name}`, sense, '"max", "min"');
  return { name, sense: sense === "max" ? "maximize" : "minimize" };
}

/**
 * Fields that look like a misspelt one are refused; others, and those set aside by an underscore, are the
 * caller's own.
 */
function checkFields(model: unknown, known: readonly string[]): void {
  if (!isObject(model)) throw invalid("model", model, "an object with variables and constraints");
  for (const name of Object.keys(model))
    if (!known.includes(name) && !name.startsWith("_") && nearestOf(name, known) !== undefined)
      throw unknown(name, model, known, "");
}

function isTrue(flags: unknown, name: string): boolean {
  return isObject(flags) && Object.hasOwn(flags, name) && Boolean(Reflect.get(flags, name));
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return isObject(value) && typeof Reflect.get(value, Symbol.iterator) === "function";
}

/** Pairs of an iterable, or the own fields of an object. */
function* entriesOf<K = string>(value: unknown, field: string): Generator<[K, unknown]> {
  if (!isObject(value)) throw invalid(field, value, "an object, or an iterable of pairs");
  if (!isIterable(value)) {
    for (const name of Object.keys(value)) yield [name as K, Reflect.get(value, name)];
    return;
  }
  for (const entry of value) {
    if (!isObject(entry)) throw invalid(field, entry, "an iterable of pairs [key, value]");
    yield [Reflect.get(entry, 0) as K, Reflect.get(entry, 1)];
  }
}

/** Which keys a list has: all, none, or those of an iterable. */
function membersOf(list: unknown, field: string): (key: unknown) => boolean {
  if (list === undefined || list === null || typeof list === "boolean") return () => list === true;
  if (field === "unrestricted" && isObject(list) && !isIterable(list))
    return (key) => isTrue(list, String(key));
  if (!isIterable(list)) throw invalid(field, list, "true, false, or an iterable of keys");
  const members = new Set(list);
  return (key) => members.has(key);
}

function amountOf(value: unknown, field: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) throw invalid(field, value, "a finite number");
  return value;
}

/** `absent` is the bound that is none; 0 where all must be finite. */
function boundOf(value: unknown, field: string, absent: number): number {
  if (typeof value === "number" && (Number.isFinite(value) || value === absent)) return value;
  throw invalid(field, value, "a finite number");
}

/** Names as programs may have them: each once, and not too long. */
function names(wanted: readonly string[], letter: string): string[] {
  const taken = new Set<string>();
  return wanted.map((name, k) => {
    let free = isName(name) && !taken.has(name) ? name : `${letter}${k}`;
    while (taken.has(free)) free += "'";
    taken.add(free);
    return free;
  });
}

function unsolved(field: string, why: string): HunchError {
  return new HunchError("not-applicable", `${field}: ${why}`, { field });
}
