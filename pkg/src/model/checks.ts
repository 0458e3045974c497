/** What names and numbers of models must be. */

import { HunchError } from "../errors.js";
import { LONGEST_NAME } from "../names.js";
import { describe, INFINITE } from "../schema.js";
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

export function later(name: string, what: string): HunchError {
  return new HunchError("not-applicable", `"${name}": ${what} are not in this release`, { field: name });
}
