/**
 * Expressions of variables and parameters. They are kept as they are written, so that adding to a long sum
 * costs no more than to a short one; a row or an objective takes them apart once (`terms.ts`).
 */

import { describe } from "../schema.js";
import { type Element, inputOf, isOver, type Over, type ElementsOf, setsOf } from "./sets.js";

/** What an expression has in it, as bits. */
export const VARIABLES = 1;
export const PARAMETERS = 2;

declare const holds: unique symbol;

/** A sum of parameters with numbers as factors, and a constant: what bounds and coefficients may be. */
export interface Affine {
  readonly [holds]?: "parameters";
  plus(other: number | Affine): Affine;
  plus(other: Operand): Linear;
  plus(other: Quadratic): Quadratic;
  minus(other: number | Affine): Affine;
  minus(other: Operand): Linear;
  minus(other: Quadratic): Quadratic;
  times(factor: number): Affine;
  times(factor: Linear): Linear;
  /** The row that says that this is at most `other`. */
  le(other: Operand): Constraint;
  /** The row that says that this is at least `other`. */
  ge(other: Operand): Constraint;
  /** The row that says that this equals `other`. */
  eq(other: Operand): Constraint;
}

/** A sum of variables with numbers or {@link Affine} expressions as factors, and one as constant. */
export interface Linear {
  readonly [holds]?: "variables";
  plus(other: Operand): Linear;
  plus(other: Quadratic): Quadratic;
  minus(other: Operand): Linear;
  minus(other: Quadratic): Quadratic;
  times(factor: number | Affine): Linear;
  times(factor: Linear): Quadratic;
  /** The row that says that this is at most `other`. */
  le(other: Operand): Constraint;
  /** The row that says that this is at least `other`. */
  ge(other: Operand): Constraint;
  /** The row that says that this equals `other`. */
  eq(other: Operand): Constraint;
  /** The row that says that this lies between two numbers, or expressions of parameters. */
  between(lower: number | Affine, upper: number | Affine): Constraint;
}

/**
 * An expression with products of two variables, `use[g].times(use[h])`: for the objective alone, which must be
 * convex where it is minimized and concave where it is maximized. Their coefficients are numbers.
 */
export interface Quadratic {
  readonly [holds]?: "squares";
  plus(other: Operand | Quadratic): Quadratic;
  minus(other: Operand | Quadratic): Quadratic;
  times(factor: number): Quadratic;
}

/** What can be added and compared. */
export type Operand = number | Affine | Linear;

/** A parameter: a number that may differ from solve to solve. */
export interface Parameter extends Affine {
  /** `demand`, `cost[barley]`. */
  readonly name: string;
}

/** A variable: a column of the program. */
export interface Variable extends Linear {
  /** `open`, `use[barley]`. */
  readonly name: string;
  /** That it has a value: the condition of an indicator row, `m.indicator("shut", open.wheat.is(0), …)`. */
  is(value: 0 | 1): Condition;
}

/** What `is` gives: see {@link Variable.is}. */
export interface Condition {
  readonly variable: Variable;
  readonly value: 0 | 1;
}

/** What tells the variables and parameters of one model from those of another. */
export interface Owner {
  readonly name: string;
}

/** A row before it has a name: `body` between two ends, of which one may be missing. */
export class Constraint {
  readonly body: AnyExpression;
  readonly lower: number | AnyExpression | undefined;
  readonly upper: number | AnyExpression | undefined;

  constructor(
    body: AnyExpression,
    lower: number | AnyExpression | undefined,
    upper: number | AnyExpression | undefined,
  ) {
    this.body = body;
    this.lower = lower;
    this.upper = upper;
  }
}

/**
 * The expressions that there are, as classes; callers see them by the interfaces above, which say what may be
 * combined.
 */
export abstract class AnyExpression {
  /** {@link VARIABLES}, {@link PARAMETERS}, both or none. */
  abstract readonly holds: number;

  /** As people would write it; long ones are cut. */
  abstract text(): string;

  plus(other: unknown): AnyExpression {
    return new Sum([this, operand(other, "plus")]);
  }

  minus(other: unknown): AnyExpression {
    const taken = operand(other, "minus");
    return new Sum([this, typeof taken === "number" ? -taken : new Multiple(taken, -1)]);
  }

  times(factor: unknown): AnyExpression {
    const by = operand(factor, "times");
    return typeof by === "number" ? new Multiple(this, by) : new Product(this, by);
  }

  le(other: unknown): Constraint {
    return new Constraint(this, undefined, operand(other, "le"));
  }

  ge(other: unknown): Constraint {
    return new Constraint(this, operand(other, "ge"), undefined);
  }

  eq(other: unknown): Constraint {
    const value = operand(other, "eq");
    return new Constraint(this, value, value);
  }

  between(lower: unknown, upper: unknown): Constraint {
    return new Constraint(this, operand(lower, "between"), operand(upper, "between"));
  }

  /** JavaScript's own `*`, `+` and `<=` would make numbers of expressions. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.text();
    throw inputOf(
      this.text(),
      `${this.text()} is an expression: write .plus(…), .minus(…), .times(…), .le(…) for +, -, *, <=`,
    );
  }
}

/**
 * What is added or compared; anything but a number or an expression is refused here, where it was written.
 */
function operand(value: unknown, call: string): number | AnyExpression {
  if (typeof value === "number" || value instanceof AnyExpression) return value;
  throw inputOf(call, `${call}(…) was given ${describe(value)}; it takes numbers and expressions`);
}

export class ModelVariable extends AnyExpression {
  readonly name: string;
  readonly owner: Owner;
  readonly column: number;

  constructor(name: string, owner: Owner, column: number) {
    super();
    this.name = name;
    this.owner = owner;
    this.column = column;
  }

  get holds(): number {
    return VARIABLES;
  }

  text(): string {
    return this.name;
  }

  is(value: 0 | 1): Condition {
    if (value !== 0 && value !== 1)
      throw inputOf("is", `${this.name}.is(…) was given ${describe(value)}; it takes 0 and 1`);
    return { variable: this as unknown as Variable, value };
  }
}

export class ModelParameter extends AnyExpression {
  readonly name: string;
  readonly owner: Owner;
  /** Its place among the parameters. */
  readonly index: number;

  constructor(name: string, owner: Owner, index: number) {
    super();
    this.name = name;
    this.owner = owner;
    this.index = index;
  }

  get holds(): number {
    return PARAMETERS;
  }

  text(): string {
    return this.name;
  }
}

/** Most parts of a sum that its text shows. */
const MOST_SHOWN = 3;

export class Sum extends AnyExpression {
  readonly holds: number;
  readonly parts: ReadonlyArray<number | AnyExpression>;

  constructor(parts: ReadonlyArray<number | AnyExpression>) {
    super();
    let held = 0;
    for (const part of parts) if (typeof part !== "number") held |= part.holds;
    this.holds = held;
    this.parts = parts;
  }

  text(): string {
    // Sums are often written one by one: ((a + b) + c) + d, as deep as they are long.
    const shown: string[] = [];
    let sum: Sum = this;
    let isCut = false;
    for (;;) {
      const [first, ...others] = sum.parts;
      shown.unshift(...others.slice(0, MOST_SHOWN + 1).map(textOf));
      if (!(first instanceof Sum) || shown.length > MOST_SHOWN) {
        if (first !== undefined) shown.unshift(first instanceof Sum ? "…" : textOf(first));
        break;
      }
      sum = first;
    }
    isCut = shown.length > MOST_SHOWN;
    return shown.length === 0 ? "0" : `${shown.slice(0, MOST_SHOWN).join(" + ")}${isCut ? " + …" : ""}`;
  }
}

/** A number times an expression. */
export class Multiple extends AnyExpression {
  readonly holds: number;
  readonly of: AnyExpression;
  readonly by: number;

  constructor(of: AnyExpression, by: number) {
    super();
    this.holds = of.holds;
    this.of = of;
    this.by = by;
  }

  text(): string {
    return `${this.by} · ${factorText(this.of)}`;
  }
}

/**
 * Two expressions, multiplied. Whether that is linear, or convex where it need not be, is judged where a row or an
 * objective takes it, which has a name to tell.
 */
export class Product extends AnyExpression {
  readonly holds: number;
  readonly left: AnyExpression;
  readonly right: AnyExpression;

  constructor(left: AnyExpression, right: AnyExpression) {
    super();
    this.holds = left.holds | right.holds;
    this.left = left;
    this.right = right;
  }

  /** Whether variables meet variables. */
  get isQuadratic(): boolean {
    return (this.left.holds & this.right.holds & VARIABLES) !== 0;
  }

  /** Whether no variable meets a variable and no parameter a parameter. */
  get isLinear(): boolean {
    return (this.left.holds & this.right.holds) === 0;
  }

  text(): string {
    return `${factorText(this.left)} · ${factorText(this.right)}`;
  }
}

function textOf(part: number | AnyExpression): string {
  return typeof part === "number" ? String(part) : part.text();
}

function factorText(factor: AnyExpression): string {
  return factor instanceof Sum ? `(${factor.text()})` : factor.text();
}

/**
 * Adds up over a set (or several): `sum(grain, g => use[g].times(cost[g]))`; over anything iterable; or the
 * terms of a list: `sum([a, b, 3])`.
 */
export function sum<const O extends Over>(
  over: O,
  term: (...elements: ElementsOf<O>) => number | Affine,
): Affine;
export function sum<const O extends Over>(over: O, term: (...elements: ElementsOf<O>) => Operand): Linear;
export function sum<const O extends Over>(
  over: O,
  term: (...elements: ElementsOf<O>) => Operand | Quadratic,
): Quadratic;
export function sum<E>(over: Iterable<E>, term: (element: E) => number | Affine): Affine;
export function sum<E>(over: Iterable<E>, term: (element: E) => Operand): Linear;
export function sum<E>(over: Iterable<E>, term: (element: E) => Operand | Quadratic): Quadratic;
export function sum(terms: Iterable<number | Affine>): Affine;
export function sum(terms: Iterable<Operand>): Linear;
export function sum(terms: Iterable<Operand | Quadratic>): Quadratic;
export function sum(over: Iterable<unknown>, term?: (...elements: never[]) => unknown): unknown {
  const parts: Array<number | AnyExpression> = [];
  if (term === undefined) {
    for (const part of over) parts.push(operand(part, "sum"));
  } else if (isOver(over)) {
    const sets = setsOf(over);
    const elements: Element[] = [];
    const at = (depth: number): void => {
      const set = sets[depth];
      if (set === undefined) {
        parts.push(operand((term as (...elements: Element[]) => unknown)(...elements), "sum"));
        return;
      }
      for (const element of set.elements) {
        elements[depth] = element;
        at(depth + 1);
      }
    };
    at(0);
  } else {
    for (const element of over) parts.push(operand((term as (element: unknown) => unknown)(element), "sum"));
  }
  return new Sum(parts);
}

/** An expression times itself: `squared(stock.minus(target))`. */
export function squared(expression: Linear): Quadratic {
  const factor = operand(expression, "squared");
  if (typeof factor === "number")
    throw inputOf("squared", "squared(…) was given a number; it takes expressions");
  return factor.times(factor) as unknown as Quadratic;
}
