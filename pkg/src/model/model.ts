/**
 * The model: what is declared is written into the parts of a program at once, so that a program at some
 * values shares them.
 */

import { isName } from "../names.js";
import { describe, INFINITE, nearestOf } from "../schema.js";
import type { Parametric, Program } from "../types.js";
import {
  BOUNDS,
  checked,
  hasVariables,
  isBound,
  isNumber,
  later,
  NAME,
  overAndRest,
  termsOf,
  ZERO,
} from "./checks.js";
import {
  type Affine,
  AnyExpression,
  Constraint,
  type Linear,
  ModelParameter,
  ModelVariable,
  type Parameter,
  type Variable,
} from "./expression.js";
import {
  type Element,
  type ElementsOf,
  ElementSet,
  type Indexed,
  indexed,
  inputOf,
  isOver,
  nameAt,
  type Over,
  setsOf,
  type ValuesOver,
  valuesOver,
} from "./sets.js";
import { type ParameterValues, Parameters, type Theta } from "./parameters.js";
import { Flattener } from "./terms.js";

/** What a variable lies between. */
export interface Bounds {
  /** Default 0; `null` or -Infinity for none. */
  readonly lower?: number | Affine | null;
  /** Default: none, and 1 for binaries. */
  readonly upper?: number | Affine | null;
}

/**
 * The same for variables over sets: one for all, a function of the elements, or an object by element, such as
 * a parameter over the same sets.
 */
export interface BoundsOver<O> {
  readonly lower?: ValuesOver<O, number | Affine | null>;
  readonly upper?: ValuesOver<O, number | Affine | null>;
}

/** A row of the program. */
export interface Row {
  /** `total`, `link[barley]`. */
  readonly name: string;
}

type Column = Program["columns"][number];
type ProgramRow = Program["rows"][number];
type AffineTerm = Parametric["terms"][number];
type Kind = "continuous" | "integer" | "binary";

/**
 * A linear or mixed-integer program with names, whose numbers may depend on parameters. What {@link at} gives
 * is a plain object that `solve` takes.
 */
export class Model {
  readonly name: string;
  readonly #columns: Column[] = [];
  readonly #rows: ProgramRow[] = [];
  readonly #terms: AffineTerm[] = [];
  /** What the objective has of parametric terms. */
  #objectiveTerms: AffineTerm[] = [];
  #costs = new Map<number, number>();
  #offset = 0;
  #sense: "minimize" | "maximize" = "minimize";
  readonly #parameters = new Parameters();
  /** Names taken, by what has them. */
  readonly #taken = {
    set: new Set<string>(),
    parameter: new Set<string>(),
    variable: new Set<string>(),
    row: new Set<string>(),
  };
  readonly #flattener = new Flattener(this);
  /** The parts that programs share, until something is added. */
  #base:
    | { columns: readonly Column[]; rows: readonly ProgramRow[]; terms: readonly AffineTerm[] }
    | undefined;

  constructor(name: string) {
    if (!isName(name)) throw inputOf("name", `name is ${describe(name)}; it must be ${NAME}`);
    this.name = name;
  }

  /** A set of elements, texts or numbers, each once. */
  set<const E extends Element>(name: string, elements: Iterable<E>): ElementSet<E> {
    this.#take("set", name);
    return new ElementSet(name, elements);
  }

  /**
   * A parameter: a number that the model leaves open, or one for each element. `value` is what it is where
   * {@link at} is not told; without it, `at` has to be told.
   */
  parameter(name: string, value?: number): Parameter;
  parameter<const O extends Over>(
    name: string,
    over: O,
    values?: ValuesOver<O, number>,
  ): Indexed<O, Parameter>;
  parameter(name: string, ...given: unknown[]): unknown {
    const [sets, value] = overAndRest(given);
    const values = [...valuesOver(`parameter "${name}"`, sets, value, isNumber)];
    if (sets.length > 0) this.#take("parameter", name);
    this.#parameters.declare(name, sets);
    this.#base = undefined;
    let k = 0;
    return indexed(`parameter "${name}"`, sets, (elements) => {
      const full = this.#take("parameter", nameAt(name, elements));
      return new ModelParameter(full, this, this.#parameters.add(full, values[k++]));
    });
  }

  /** A variable that may take any value between its bounds, or one for each element. */
  variable(name: string, bounds?: Bounds): Variable;
  variable<const O extends Over>(name: string, over: O, bounds?: BoundsOver<O>): Indexed<O, Variable>;
  variable(name: string, ...given: unknown[]): unknown {
    return this.#variables(name, "continuous", given);
  }

  /** A variable that takes whole numbers, or one for each element. */
  integer(name: string, bounds?: Bounds): Variable;
  integer<const O extends Over>(name: string, over: O, bounds?: BoundsOver<O>): Indexed<O, Variable>;
  integer(name: string, ...given: unknown[]): unknown {
    return this.#variables(name, "integer", given);
  }

  /** A variable that is 0 or 1, or one for each element. Bounds may fix it. */
  binary(name: string, bounds?: Bounds): Variable;
  binary<const O extends Over>(name: string, over: O, bounds?: BoundsOver<O>): Indexed<O, Variable>;
  binary(name: string, ...given: unknown[]): unknown {
    return this.#variables(name, "binary", given);
  }

  /** Adds a row: `m.row("total", use.barley.plus(use.maize).eq(demand))`. */
  row(name: string, constraint: Constraint): Row {
    return this.#addRow(name, constraint);
  }

  /**
   * Adds a row for each element (each pair, …): `m.rows("link", grain, g => use[g].le(open[g].times(60)))`.
   */
  rows<const O extends Over>(
    name: string,
    over: O,
    constraint: (...elements: ElementsOf<O>) => Constraint,
  ): Indexed<O, Row> {
    if (!isOver(over)) throw inputOf(name, `rows "${name}" run over ${describe(over)}; they run over sets`);
    const one = constraint as unknown as (...elements: readonly Element[]) => Constraint;
    return indexed(`rows "${name}"`, setsOf(over), (elements) =>
      this.#addRow(nameAt(name, elements), one(...elements)),
    ) as Indexed<O, Row>;
  }

  /** Sets the objective; a later one takes its place. */
  minimize(objective: number | Affine | Linear): void {
    this.#objective("minimize", objective);
  }

  /** Sets the objective; a later one takes its place. */
  maximize(objective: number | Affine | Linear): void {
    this.#objective("maximize", objective);
  }

  /**
   * The program at some values of the parameters; those left out keep the values that they were declared
   * with. Programs of one model share what does not depend on the values, so thousands of them cost little;
   * do not change them.
   *
   * @throws HunchError `invalid-input` where a name is unknown, a value is no number, or a parameter has
   * none: all of these are named.
   * @example
   * const answer = await hunch.solve(m.at({ cost: { barley: 9, maize: 8, wheat: 11 }, demand: 100 }));
   */
  at(values: ParameterValues = {}): Program {
    return this.#program(this.#parameters.read(values));
  }

  /**
   * The program with the values that parameters were declared with, and without where they were not;
   * `JSON.stringify(m)` writes it.
   */
  toJSON(): Program {
    return this.#program(this.#parameters.defaults);
  }

  /** Not in this release. */
  indicator(name: string, ..._: unknown[]): never {
    throw later(name, "indicator rows");
  }

  /** Not in this release. */
  semicontinuous(name: string, ..._: unknown[]): never {
    throw later(name, "semicontinuous variables");
  }

  /** Not in this release. */
  sos(name: string, ..._: unknown[]): never {
    throw later(name, "special ordered sets");
  }

  #variables(name: string, kind: Kind, given: readonly unknown[]): unknown {
    const [sets, bounds = {}] = overAndRest(given);
    if (typeof bounds !== "object" || bounds === null || isOver(bounds))
      throw inputOf(
        name,
        `variable "${name}": bounds are ${describe(bounds)}; they must be { lower, upper }`,
      );
    for (const field of Object.keys(bounds))
      if (!BOUNDS.includes(field)) {
        const nearest = nearestOf(field, BOUNDS);
        const hint = nearest === undefined ? "known are lower, upper" : `did you mean "${nearest}"?`;
        throw inputOf(name, `variable "${name}" has no bound ${describe(field)}; ${hint}`);
      }
    const { lower, upper } = bounds as BoundsOver<never>;
    const [lowers, uppers] = [lower, upper].map((side, k) => {
      if (side === undefined || isBound(side)) return undefined;
      return [...valuesOver(`variable "${name}": ${BOUNDS[k]}`, sets, side, isBound)];
    });
    if (sets.length > 0) this.#take("variable", name);
    this.#base = undefined;
    let k = 0;
    return indexed(`variable "${name}"`, sets, (elements) => {
      const full = this.#take("variable", nameAt(name, elements));
      const column = this.#columns.length;
      const low = this.#bound(full, "columnLower", lowers === undefined ? lower : lowers[k]);
      const high = this.#bound(full, "columnUpper", uppers === undefined ? upper : uppers[k]);
      k += 1;
      this.#columns.push({
        name: full,
        ...(low !== undefined && { lower: low }),
        ...(high !== undefined && { upper: high }),
        ...(kind !== "continuous" && { kind }),
      });
      return new ModelVariable(full, this, column);
    });
  }

  /** A bound of the next column as the program has it; what depends on parameters becomes terms. */
  #bound(name: string, target: "columnLower" | "columnUpper", given: unknown): number | null | undefined {
    if (given === undefined || given === null) return given;
    const subject = `variable "${name}"`;
    const absent = target === "columnLower" ? -Infinity : Infinity;
    if (given === absent) return null;
    if (!isBound(given))
      throw inputOf(
        name,
        `${subject}: a bound is ${describe(given)}; it must be a number, an expression of parameters, or null`,
      );
    const flat = this.#flattener.affine(given as number | AnyExpression, subject, name);
    const column = this.#columns.length;
    for (const [parameter, coefficient] of termsOf(flat, 1, subject, name))
      this.#terms.push({ target, column, parameter, coefficient });
    return checked(flat.constant, subject, name, "a bound");
  }

  #addRow(name: string, constraint: Constraint): Row {
    const subject = `row "${name}"`;
    if (!(constraint instanceof Constraint))
      throw inputOf(
        name,
        `${subject} is ${describe(constraint)}; it must be made by .le(…), .ge(…), .eq(…) or .between(…)`,
      );
    const { body, lower, upper } = constraint;
    // With variables on the right, both ends of an equation are the same expression: it goes to the left.
    const moved = [lower, upper].find(hasVariables);
    if (moved !== undefined && lower !== undefined && upper !== undefined && lower !== upper)
      throw inputOf(name, `${subject}: between(…) takes numbers and expressions of parameters`);
    const { columns, values, constant, varying } = this.#flattener.flatten(
      moved === undefined
        ? [[body, 1]]
        : [
            [body, 1],
            [moved, -1],
          ],
      subject,
      name,
    );
    const row = this.#rows.length;
    const parametric: AffineTerm[] = [];
    const terms: Array<readonly [number, number]> = [];
    for (let k = 0; k < columns.length; k++) {
      const value = this.#checkedAt(columns[k]!, values[k]!, subject, name);
      if (value !== 0) terms.push([columns[k]!, value]);
    }
    for (const [column, parameter, factor] of varying) {
      const coefficient = this.#checkedAt(column, factor, subject, name);
      parametric.push({ target: "coefficient", row, column, parameter, coefficient });
    }
    const end = (side: number | AnyExpression | undefined, target: "rowLower" | "rowUpper") => {
      if (side === undefined) return undefined;
      const bound = moved === undefined ? this.#flattener.affine(side, subject, name) : ZERO;
      // No end at all, which data have where something is not limited.
      if (bound.constant === (target === "rowLower" ? -Infinity : Infinity)) return undefined;
      for (const [of, sign] of [[bound, 1] as const, [constant, -1] as const])
        for (const [parameter, coefficient] of termsOf(of, sign, subject, name))
          parametric.push({ target, row, parameter, coefficient });
      return checked(bound.constant - constant.constant, subject, name, "the right-hand side");
    };
    const [low, high] = [end(lower, "rowLower"), end(upper, "rowUpper")];
    // From here on nothing fails: a row that was refused has left no trace.
    this.#take("row", name);
    this.#base = undefined;
    for (const term of parametric) this.#terms.push(term);
    this.#rows.push({
      name,
      ...(low !== undefined && { lower: low }),
      ...(high !== undefined && { upper: high }),
      terms,
    });
    return { name };
  }

  #checkedAt(column: number, value: number, subject: string, field: string): number {
    if (Math.abs(value) < INFINITE) return value;
    return checked(value, subject, field, `the coefficient of ${this.#columns[column]!.name}`);
  }

  #objective(sense: "minimize" | "maximize", objective: unknown): void {
    const subject = "objective";
    const isTerm = typeof objective === "number" || objective instanceof AnyExpression;
    if (!isTerm) throw inputOf(subject, `the objective is ${describe(objective)}; it must be an expression`);
    const flat = typeof objective === "number" ? undefined : objective;
    const { columns, values, constant, varying } = this.#flattener.flatten(
      flat === undefined ? [] : [[flat, 1]],
      subject,
      subject,
    );
    const offset = checked(
      typeof objective === "number" ? objective : constant.constant,
      subject,
      subject,
      "the constant",
    );
    const costs = new Map<number, number>();
    for (let k = 0; k < columns.length; k++)
      costs.set(columns[k]!, this.#checkedAt(columns[k]!, values[k]!, subject, subject));
    const terms: AffineTerm[] = [];
    for (const [parameter, coefficient] of termsOf(constant, 1, subject, subject))
      terms.push({ target: "offset", parameter, coefficient });
    for (const [column, parameter, coefficient] of varying)
      terms.push({
        target: "cost",
        column,
        parameter,
        coefficient: checked(coefficient, subject, subject, "a coefficient"),
      });
    this.#base = undefined;
    [this.#sense, this.#offset, this.#costs, this.#objectiveTerms] = [sense, offset, costs, terms];
  }

  #program(theta: Theta): Program {
    this.#base ??= {
      columns: this.#columns.map((column, j) => {
        const objective = this.#costs.get(j) ?? 0;
        return objective === 0 ? column : { ...column, objective };
      }),
      rows: this.#rows.slice(),
      terms: [...this.#objectiveTerms, ...this.#terms],
    };
    const { columns, rows, terms } = this.#base;
    return {
      format: "hunch-program",
      version: 2,
      ...(this.name !== "" && { name: this.name }),
      sense: this.#sense,
      ...(this.#offset !== 0 && { offset: this.#offset }),
      columns,
      rows,
      ...(this.#parameters.size > 0 && {
        parametric: { parameters: this.#parameters.written(theta), terms },
      }),
    };
  }

  /** Gives a name to something, once. */
  #take(what: "set" | "parameter" | "variable" | "row", name: string): string {
    if (!isName(name) || name === "")
      throw inputOf(what, `a ${what}'s name is ${describe(name)}; it must be ${NAME}`);
    const names = this.#taken[what];
    if (names.has(name)) throw inputOf(name, `there is a ${what} "${name}" already`);
    names.add(name);
    return name;
  }
}

/** Begins a model. The name, if any, goes into its programs. */
export function model(name = ""): Model {
  return new Model(name);
}
