/** What names and numbers of models must be. */

import { isName, LONGEST_NAME } from "../names.js";
import { describe, INFINITE, nearestOf } from "../schema.js";
import { AnyExpression, VARIABLES } from "./expression.js";
import { type ElementSet, inputOf, isOver, setsOf } from "./sets.js";
import type { Flat } from "./terms.js";

export const NAME = `a text of 1 to ${LONGEST_NAME} bytes, without half characters`;
export const BOUNDS: readonly string[] = ["lower", "upper"];
export const ZERO: Flat = { constant: 0, parameters: [], coefficients: [] };

export function hasVariables(side: number | AnyExpression | undefined): side is AnyExpression {
  return side instanceof AnyExpression && (side.holds & VARIABLES) !== 0;
}

export function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

export function isBound(value: unknown): boolean {
  return typeof value === "number" || value === null || value instanceof AnyExpression;
}

/** The sets that a declaration begins with, and what follows. */
export function overAndRest(given: readonly unknown[]): readonly [readonly ElementSet[], unknown] {
  return isOver(given[0]) ? [setsOf(given[0]), given[1]] : [[], given[0]];
}

export function checkValue(value: unknown, subject: string, field: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw inputOf(field, `${subject} is ${describe(value)}; it must be a finite number`);
}

export function checked(value: number, subject: string, field: string, what: string): number {
  if (Math.abs(value) < INFINITE) return value;
  throw inputOf(
    field,
    `${subject}: ${what} is ${value}; it must be a number between -${INFINITE} and ${INFINITE}`,
  );
}

/** What depends on parameters, times a sign. */
export function termsOf(
  { parameters, coefficients }: Flat,
  sign: 1 | -1,
  subject: string,
  field: string,
): Array<readonly [number, number]> {
  return parameters.map((parameter, k) => [
    parameter,
    sign * checked(coefficients[k]!, subject, field, "the coefficient of a parameter"),
  ]);
}

/** Refuses options that there are not. */
export function checkFields(
  options: unknown,
  known: readonly string[],
  subject: string,
  field: string,
  noun = "option",
): void {
  if (typeof options !== "object" || options === null)
    throw inputOf(field, `${subject}: options are ${describe(options)}; they must be an object`);
  const foreign = Object.keys(options).find((name) => !known.includes(name));
  if (foreign === undefined) return;
  const nearest = nearestOf(foreign, known);
  const hint = nearest === undefined ? `known are ${known.join(", ")}` : `did you mean "${nearest}"?`;
  throw inputOf(field, `${subject} has no ${noun} ${describe(foreign)}; ${hint}`);
}

/** Names taken, by what has them. */
export class Taken {
  readonly #names = new Map<string, Set<string>>();

  /** Gives a name to something, once. */
  take(what: string, name: string): string {
    if (!isName(name) || name === "")
      throw inputOf(what, `a ${what}'s name is ${describe(name)}; it must be ${NAME}`);
    const names = this.#names.get(what) ?? new Set();
    this.#names.set(what, names);
    if (names.has(name)) throw inputOf(name, `there is a ${what} "${name}" already`);
    names.add(name);
    return name;
  }
}
