/** Objectives taken apart: constant, costs, quadratic entries, and what depends on parameters. */

import { describe } from "../schema.js";
import type { FurtherObjective, Parametric, Program } from "../types.js";
import { checked, termsOf } from "./checks.js";
import { AnyExpression } from "./expression.js";
import { inputOf } from "./sets.js";
import type { Flattener, Terms } from "./terms.js";

type AffineTerm = Parametric["terms"][number];
export type Sense = "minimize" | "maximize";

/** How much of an objective may be given up for those after it, and what it is called. */
export interface ObjectiveOptions {
  /** Units of the objective, and a share of its optimum: the larger of both. */
  readonly degradation?: { readonly absolute?: number; readonly relative?: number };
  /** What answers call it. */
  readonly name?: string;
}

/** The first objective of a program. */
export interface FirstObjective {
  offset: number;
  costs: ReadonlyMap<number, number>;
  terms: readonly AffineTerm[];
  quadratic: NonNullable<Program["quadratic"]>;
}

/** Above the number of columns of any program. */
const STRIDE = 2 ** 24;

/** Names a column, for messages. */
type NameOf = (column: number) => string;

export function firstObjective(flattener: Flattener, objective: unknown, nameOf: NameOf): FirstObjective {
  const subject = "objective";
  const found = flattened(flattener, objective, subject, subject);
  const { constant, varying, products } = found;
  const { offset, costs } = linear(found, subject, subject, nameOf);
  const terms: AffineTerm[] = [];
  for (const [parameter, coefficient] of termsOf(constant, 1, subject, subject))
    terms.push({ target: "offset", parameter, coefficient });
  for (const [column, parameter, factor] of varying) {
    const coefficient = checked(factor, subject, subject, "a coefficient");
    terms.push({ target: "cost", column, parameter, coefficient });
  }
  return { offset, costs, terms, quadratic: lowerTriangle(products, nameOf, subject, subject) };
}

/** An objective after the first; parameters have no place in it. */
export function furtherObjective(
  flattener: Flattener,
  sense: Sense,
  objective: unknown,
  { name, degradation }: ObjectiveOptions,
  subject: string,
  nameOf: NameOf,
): FurtherObjective {
  const field = name ?? subject;
  const found = flattened(flattener, objective, subject, field);
  if (found.constant.parameters.length > 0 || found.varying.length > 0)
    throw inputOf(field, `${subject} has parameters; objectives after the first are of numbers`);
  const { offset, costs } = linear(found, subject, field, nameOf);
  const quadratic = lowerTriangle(found.products, nameOf, subject, field);
  return {
    ...(name !== undefined && { name }),
    sense,
    ...(offset !== 0 && { offset }),
    terms: [...costs].filter(([, cost]) => cost !== 0),
    ...(quadratic.length > 0 && { quadratic }),
    ...(degradation && { degradation }),
  };
}

function flattened(flattener: Flattener, objective: unknown, subject: string, field: string): Terms {
  if (objective instanceof AnyExpression)
    return flattener.flatten([[objective, 1]], subject, field, "quadratic");
  if (typeof objective !== "number")
    throw inputOf(field, `the ${subject} is ${describe(objective)}; it must be an expression`);
  const terms = flattener.flatten([], subject, field);
  terms.constant.constant = objective;
  return terms;
}

function linear({ columns, values, constant }: Terms, subject: string, field: string, nameOf: NameOf) {
  const costs = new Map<number, number>();
  for (let k = 0; k < columns.length; k++) {
    const [column, value] = [columns[k]!, values[k]!];
    costs.set(column, checked(value, subject, field, `the coefficient of ${nameOf(column)}`));
  }
  return { offset: checked(constant.constant, subject, field, "the constant"), costs };
}

/**
 * Products of columns as the lower triangle of Q in ½·xᵀQx: the coefficient of a square counts twice there, that of a
 * product of two columns once.
 */
function lowerTriangle(
  products: Terms["products"],
  nameOf: NameOf,
  subject: string,
  field: string,
): Array<readonly [number, number, number]> {
  const sums = new Map<number, number>();
  for (const [a, b, value] of products) {
    const key = Math.max(a, b) * STRIDE + Math.min(a, b);
    sums.set(key, (sums.get(key) ?? 0) + (a === b ? 2 * value : value));
  }
  const entries: Array<readonly [number, number, number]> = [];
  for (const [key, value] of [...sums].sort(([a], [b]) => a - b)) {
    const [i, j] = [Math.floor(key / STRIDE), key % STRIDE];
    const what = `the coefficient of ${nameOf(i)} · ${nameOf(j)}`;
    if (value !== 0) entries.push([i, j, checked(value, subject, field, what)]);
  }
  return entries;
}
