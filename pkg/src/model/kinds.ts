/** What a model says beyond linear rows: sets, indicators, piecewise-linear terms, lazy rows. */

import { describe, INFINITE } from "../schema.js";
import type { Indicator, PiecewiseLinear, SpecialOrderedSet } from "../types.js";
import { type Condition, ModelVariable, type Variable } from "./expression.js";
import { inputOf } from "./sets.js";
import type { Refuse } from "./terms.js";

/** A special ordered set of the program. */
export interface VariableSet {
  readonly name: string;
}

/** Breakpoints: pairs of argument and value. */
export type Breakpoints = Iterable<readonly [argument: number, value: number]>;

const PAIRS = "pairs [argument, value], two or more, their arguments ascending";

function isList(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === "object" && value !== null && typeof Reflect.get(value, Symbol.iterator) === "function"
  );
}

export class Kinds {
  readonly sos: SpecialOrderedSet[] = [];
  readonly indicators: Indicator[] = [];
  readonly piecewise: PiecewiseLinear[] = [];
  readonly lazy: number[] = [];
  readonly #refuse: Refuse;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  /** The parts that there are, as programs have them. */
  get parts() {
    const { sos, indicators, piecewise, lazy } = this;
    return {
      ...(sos.length > 0 && { sos: sos.slice() }),
      ...(indicators.length > 0 && { indicators: indicators.slice() }),
      ...(piecewise.length > 0 && { piecewise: piecewise.slice() }),
      ...(lazy.length > 0 && { lazy: lazy.slice() }),
    };
  }

  /** A set of variables, in their order or by weights. */
  set(name: string, type: 1 | 2, variables: Iterable<Variable>, weights: unknown): SpecialOrderedSet {
    const subject = `set "${name}"`;
    if (!isList(variables))
      throw inputOf(name, `${subject} is of ${describe(variables)}; it must be an array of variables`);
    const given = [...variables];
    const isOrdered = weights === undefined;
    if (!isOrdered && !(Array.isArray(weights) && weights.length === given.length))
      throw inputOf(name, `${subject} has weights ${describe(weights)}; there must be one for each variable`);
    const seen = new Set<unknown>();
    const members = given.map((variable: unknown, k) => {
      const column = this.column(variable, subject, name);
      const weight: unknown = isOrdered ? k + 1 : weights[k];
      if (typeof weight !== "number" || !(Math.abs(weight) < INFINITE))
        throw inputOf(name, `${subject}: a weight is ${describe(weight)}; it must be a number`);
      for (const [known, what] of [
        [variable, `${(variable as Variable).name}`],
        [weight, `the weight ${weight}`],
      ] as const) {
        if (seen.has(known)) throw inputOf(name, `${subject} has ${what} twice`);
        seen.add(known);
      }
      return [column, weight] as const;
    });
    return { name, type, members };
  }

  /** The condition of an indicator row. `isBinary` tells of a column. */
  condition(
    condition: Condition,
    subject: string,
    field: string,
    isBinary: (column: number) => boolean,
  ): Omit<Indicator, "row"> {
    const { variable, value } =
      typeof condition === "object" && condition !== null ? condition : ({} as Condition);
    if (!(variable instanceof ModelVariable) || (value !== 0 && value !== 1))
      throw inputOf(
        field,
        `${subject} has the condition ${describe(condition)}; it must be made by .is(0) or .is(1)`,
      );
    const column = this.column(variable, subject, field);
    if (!isBinary(column))
      throw inputOf(field, `${subject}: ${variable.name} is no binary variable, so it is no condition`);
    return { column, value };
  }

  /** Breakpoints, checked. */
  points(given: Breakpoints, subject: string, field: string): PiecewiseLinear["points"] {
    const points = isList(given) ? [...given] : [];
    if (points.length < 2)
      throw inputOf(field, `${subject} has breakpoints ${describe(given)}; they must be ${PAIRS}`);
    let last = -Infinity;
    return points.map((point: unknown, k) => {
      const isPair = Array.isArray(point) && point.length === 2;
      const [x, y] = isPair ? (point as unknown[]) : [];
      const areNumbers = [x, y].every((v) => typeof v === "number" && Math.abs(v) < INFINITE);
      if (!areNumbers || !((x as number) > last)) {
        const what = isPair ? `[${describe(x)}, ${describe(y)}]` : describe(point);
        throw inputOf(field, `${subject}: breakpoint ${k} is ${what}; they must be ${PAIRS}`);
      }
      last = x as number;
      return [x as number, y as number] as const;
    });
  }

  /** The column of a variable of this model. */
  column(variable: unknown, subject: string, field: string): number {
    if (!(variable instanceof ModelVariable))
      throw inputOf(field, `${subject}: ${describe(variable)} is no variable`);
    const reason = this.#refuse(variable);
    if (reason !== undefined) throw inputOf(field, `${subject}: ${reason}`);
    return variable.column;
  }
}
