/**
 * The model: what is declared is written into the parts of a program at once, so that a program at some
 * values shares them.
 */

import { isName } from "../names.js";
import { describe } from "../schema.js";
import type { FurtherObjective, Parametric, Program } from "../types.js";
import {
  BOUNDS,
  checkFields,
  checked,
  isBound,
  isNumber,
  NAME,
  overAndRest,
  Taken,
  termsOf,
} from "./checks.js";
import { rowOf } from "./constraints.js";
import {
  type Affine,
  type AnyExpression,
  type Condition,
  Constraint,
  type Linear,
  ModelParameter,
  ModelVariable,
  type Operand,
  type Parameter,
  type Quadratic,
  type Variable,
} from "./expression.js";
import { type Breakpoints, Kinds, type VariableSet } from "./kinds.js";
import {
  type FirstObjective,
  firstObjective,
  furtherObjective,
  type ObjectiveOptions,
  type Sense,
} from "./objective.js";
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
import { Flattener, type Refuse } from "./terms.js";

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

/** How rows hold. */
export interface RowOptions {
  /** Whether the search may leave them out until a point violates them. */
  readonly lazy?: boolean;
}

type Column = Program["columns"][number];
type ProgramRow = Program["rows"][number];
type AffineTerm = Parametric["terms"][number];
type Kind = NonNullable<Column["kind"]>;

const NO_OBJECTIVE: FirstObjective = { offset: 0, costs: new Map(), terms: [], quadratic: [] };
const ROW_OPTIONS: readonly string[] = ["lazy"];
const OBJECTIVE_OPTIONS: readonly string[] = ["degradation", "name"];

/**
 * A program with names, whose numbers may depend on parameters. What {@link at} gives
 * is a plain object that `solve` takes.
 */
export class Model {
  readonly name: string;
  readonly #columns: Column[] = [];
  readonly #rows: ProgramRow[] = [];
  readonly #terms: AffineTerm[] = [];
  #objective: FirstObjective & ObjectiveOptions = NO_OBJECTIVE;
  #sense: Sense = "minimize";
  #further: readonly FurtherObjective[] = [];
  readonly #parameters = new Parameters();
  readonly #taken = new Taken();
  readonly #refuse: Refuse = (node) =>
    node.owner === this ? undefined : `${node.name} belongs to another model, "${node.owner.name}"`;
  readonly #flattener = new Flattener(this.#refuse);
  readonly #kinds = new Kinds(this.#refuse);
  /** The parts that programs share, until something is added. */
  #base: (Omit<Program, "format" | "version"> & { terms: readonly AffineTerm[] }) | undefined;

  constructor(name: string) {
    if (!isName(name)) throw inputOf("name", `name is ${describe(name)}; it must be ${NAME}`);
    this.name = name;
  }

  /** A set of elements, texts or numbers, each once. */
  set<const E extends Element>(name: string, elements: Iterable<E>): ElementSet<E> {
    this.#taken.take("set", name);
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
    if (sets.length > 0) this.#taken.take("parameter", name);
    this.#parameters.declare(name, sets);
    this.#base = undefined;
    let k = 0;
    return indexed(`parameter "${name}"`, sets, (elements) => {
      const full = this.#taken.take("parameter", nameAt(name, elements));
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

  /** A variable that is 0 or lies between its bounds, or one for each element. */
  semicontinuous(name: string, bounds?: Bounds): Variable;
  semicontinuous<const O extends Over>(name: string, over: O, bounds?: BoundsOver<O>): Indexed<O, Variable>;
  semicontinuous(name: string, ...given: unknown[]): unknown {
    return this.#variables(name, "semicontinuous", given);
  }

  /** A variable that is 0 or a whole number between its bounds, or one for each element. */
  semiinteger(name: string, bounds?: Bounds): Variable;
  semiinteger<const O extends Over>(name: string, over: O, bounds?: BoundsOver<O>): Indexed<O, Variable>;
  semiinteger(name: string, ...given: unknown[]): unknown {
    return this.#variables(name, "semiinteger", given);
  }

  /** Adds a row: `m.row("total", use.barley.plus(use.maize).eq(demand))`. */
  row(name: string, constraint: Constraint, options: RowOptions = {}): Row {
    return this.#addRow(name, constraint, options);
  }

  /**
   * Adds a row for each element (each pair, …): `m.rows("link", grain, g => use[g].le(open[g].times(60)))`.
   */
  rows<const O extends Over>(
    name: string,
    over: O,
    constraint: (...elements: ElementsOf<O>) => Constraint,
    options: RowOptions = {},
  ): Indexed<O, Row> {
    return this.#over(name, over, (full, elements) =>
      this.#addRow(full, constraint(...(elements as ElementsOf<O>)), options),
    ) as Indexed<O, Row>;
  }

  /** Adds a row that has to hold only where a binary has a value: `m.indicator("no wheat", open.wheat.is(0), use.maize.ge(5))`. */
  indicator(name: string, condition: Condition, constraint: Constraint): Row {
    const isBinary = (column: number) => this.#columns[column]!.kind === "binary";
    const found = this.#kinds.condition(condition, `row "${name}"`, name, isBinary);
    const row = this.#rows.length;
    const added = this.#addRow(name, constraint, {});
    this.#kinds.indicators.push({ ...found, row });
    return added;
  }

  /** Adds such a row for each element: `m.indicators("least", grain, g => [open[g].is(1), use[g].ge(5)])`. */
  indicators<const O extends Over>(
    name: string,
    over: O,
    pair: (...elements: ElementsOf<O>) => readonly [Condition, Constraint],
  ): Indexed<O, Row> {
    return this.#over(name, over, (full, elements) => {
      const given: unknown = pair(...(elements as ElementsOf<O>));
      if (!Array.isArray(given) || given.length !== 2)
        throw inputOf(full, `row "${full}" is ${describe(given)}; it must be [condition, constraint]`);
      return this.indicator(full, given[0] as Condition, given[1] as Constraint);
    }) as Indexed<O, Row>;
  }

  /** Says that at most one of some variables may be other than 0. */
  sos1(name: string, variables: Iterable<Variable>, weights?: readonly number[]): VariableSet {
    return this.#sos(name, 1, variables, weights);
  }

  /** Says that at most two of some variables may be other than 0, neighbours in the order given, or in that of weights. */
  sos2(name: string, variables: Iterable<Variable>, weights?: readonly number[]): VariableSet {
    return this.#sos(name, 2, variables, weights);
  }

  /**
   * A variable that is a piecewise-linear function of another, or of an expression, which stays between the first and the last
   * breakpoint: `m.piecewise("price", use.maize, [[0, 0], [10, 50], [40, 150]])`.
   */
  piecewise(name: string, argument: Operand, points: Breakpoints): Variable {
    const subject = `term "${name}"`;
    const checkedPoints = this.#kinds.points(points, subject, name);
    this.#taken.take("term", name);
    const at = this.#argument(name, argument);
    const values = checkedPoints.map(([, y]) => y);
    const value = this.variable(name, { lower: Math.min(...values), upper: Math.max(...values) });
    this.#kinds.piecewise.push({
      name,
      argument: at,
      value: (value as unknown as ModelVariable).column,
      points: checkedPoints,
    });
    return value;
  }

  /** Sets the objective; a later one takes its place, and that of those which came after it. */
  minimize(objective: Operand | Quadratic, options: ObjectiveOptions = {}): void {
    this.#first("minimize", objective, options);
  }

  /** Sets the objective; a later one takes its place, and that of those which came after it. */
  maximize(objective: Operand | Quadratic, options: ObjectiveOptions = {}): void {
    this.#first("maximize", objective, options);
  }

  /**
   * Adds an objective after those that there are: it is minimized over what they leave. `m.minimize(cost, { degradation: { relative: 0.01 } })`,
   * then `m.thenMinimize(changes)`: the fewest changes of all plans that cost at most 1 % more than the cheapest.
   */
  thenMinimize(objective: number | Linear | Quadratic, options: ObjectiveOptions = {}): void {
    this.#then("minimize", objective, options);
  }

  /** Adds an objective after those that there are: it is maximized over what they leave. */
  thenMaximize(objective: number | Linear | Quadratic, options: ObjectiveOptions = {}): void {
    this.#then("maximize", objective, options);
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

  #variables(name: string, kind: Kind, given: readonly unknown[]): unknown {
    const [sets, bounds = {}] = overAndRest(given);
    if (typeof bounds !== "object" || bounds === null || isOver(bounds))
      throw inputOf(
        name,
        `variable "${name}": bounds are ${describe(bounds)}; they must be { lower, upper }`,
      );
    checkFields(bounds, BOUNDS, `variable "${name}"`, name, "bound");
    const { lower, upper } = bounds as BoundsOver<never>;
    const [lowers, uppers] = [lower, upper].map((side, k) => {
      if (side === undefined || isBound(side)) return undefined;
      return [...valuesOver(`variable "${name}": ${BOUNDS[k]}`, sets, side, isBound)];
    });
    if (sets.length > 0) this.#taken.take("variable", name);
    this.#base = undefined;
    let k = 0;
    return indexed(`variable "${name}"`, sets, (elements) => {
      const full = this.#taken.take("variable", nameAt(name, elements));
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

  /** Something for each element. */
  #over(name: string, over: Over, one: (name: string, elements: readonly Element[]) => Row): unknown {
    if (!isOver(over)) throw inputOf(name, `rows "${name}" run over ${describe(over)}; they run over sets`);
    return indexed(`rows "${name}"`, setsOf(over), (elements) => one(nameAt(name, elements), elements));
  }

  #sos(name: string, type: 1 | 2, variables: Iterable<Variable>, weights: unknown): VariableSet {
    const set = this.#kinds.set(name, type, variables, weights);
    this.#taken.take("special ordered set", name);
    this.#base = undefined;
    this.#kinds.sos.push(set);
    return { name };
  }

  /** The column of an argument; an expression gets one, and a row that says what it is. */
  #argument(name: string, argument: unknown): number {
    if (argument instanceof ModelVariable) return this.#kinds.column(argument, `term "${name}"`, name);
    const column = this.variable(`${name}.argument`, { lower: null });
    this.row(`${name}.argument`, column.eq(argument as Operand));
    return (column as unknown as ModelVariable).column;
  }

  #addRow(name: string, constraint: Constraint, options: RowOptions): Row {
    checkFields(options, ROW_OPTIONS, `row "${name}"`, name);
    if (!(constraint instanceof Constraint))
      throw inputOf(
        name,
        `row "${name}" is ${describe(constraint)}; it must be made by .le(…), .ge(…), .eq(…) or .between(…)`,
      );
    const row = this.#rows.length;
    const { ends, terms, parametric } = rowOf(this.#flattener, constraint, row, name, this.#nameOf);
    // From here on nothing fails: a row that was refused has left no trace.
    this.#taken.take("row", name);
    this.#base = undefined;
    for (const term of parametric) this.#terms.push(term);
    this.#rows.push({ name, ...ends, terms });
    if (options.lazy === true) this.#kinds.lazy.push(row);
    return { name };
  }

  readonly #nameOf = (column: number) => this.#columns[column]!.name!;

  #first(sense: Sense, objective: unknown, options: ObjectiveOptions): void {
    checkFields(options, OBJECTIVE_OPTIONS, "objective", "objective");
    const first = firstObjective(this.#flattener, objective, this.#nameOf);
    this.#base = undefined;
    [this.#sense, this.#objective, this.#further] = [sense, { ...first, ...options }, []];
  }

  #then(sense: Sense, objective: unknown, options: ObjectiveOptions): void {
    const subject = `objective ${options.name === undefined ? this.#further.length + 2 : `"${options.name}"`}`;
    checkFields(options, OBJECTIVE_OPTIONS, subject, options.name ?? subject);
    const next = furtherObjective(this.#flattener, sense, objective, options, subject, this.#nameOf);
    this.#base = undefined;
    this.#further = [...this.#further, next];
  }

  #program(theta: Theta): Program {
    const { offset, costs, quadratic, degradation } = this.#objective;
    this.#base ??= {
      sense: this.#sense,
      ...(offset !== 0 && { offset }),
      columns: this.#columns.map((column, j) => {
        const objective = costs.get(j) ?? 0;
        return objective === 0 ? column : { ...column, objective };
      }),
      rows: this.#rows.slice(),
      terms: [...this.#objective.terms, ...this.#terms],
      ...(quadratic.length > 0 && { quadratic }),
      ...this.#kinds.parts,
      ...(this.#further.length > 0 && { objectives: this.#further }),
      ...(degradation && this.#further.length > 0 && { degradation }),
    };
    const { terms, ...shared } = this.#base;
    return {
      format: "hunch-program",
      version: 2,
      ...(this.name !== "" && { name: this.name }),
      ...shared,
      ...(this.#parameters.size > 0 && {
        parametric: { parameters: this.#parameters.written(theta), terms },
      }),
    };
  }
}

/** Begins a model. The name, if any, goes into its programs. */
export function model(name = ""): Model {
  return new Model(name);
}
