/** Takes expressions apart into flat lists of columns, coefficients and what depends on parameters. */

import type { HunchError } from "../errors.js";
import {
  type AnyExpression,
  ModelParameter,
  ModelVariable,
  Multiple,
  Product,
  Sum,
  VARIABLES,
} from "./expression.js";
import { inputOf } from "./sets.js";

/** Most terms of one row or objective: an expression that holds itself again and again would never end. */
const MOST_TERMS = 80_000_000;

/**
 * A number affine in parameters: `constant` plus the sum of `coefficients[k]` times parameter
 * `parameters[k]`.
 */
export interface Flat {
  constant: number;
  parameters: number[];
  coefficients: number[];
}

/** What an expression amounts to. */
export class Terms {
  /** Columns, each once, in the order of their first term; `values` are their coefficients. */
  readonly columns: number[] = [];
  readonly values: number[] = [];
  readonly constant: Flat = { constant: 0, parameters: [], coefficients: [] };
  /** Coefficients that depend on parameters: column, parameter, factor. */
  readonly varying: Array<readonly [column: number, parameter: number, factor: number]> = [];
  /** Products of two columns with their coefficients; the same two may occur again. */
  readonly products: Array<readonly [column: number, column: number, factor: number]> = [];
}

/** What an expression may be: the sides of a product are linear, and then nothing higher comes out. */
export type Degree = "linear" | "quadratic" | "factor";

/** Why a variable or parameter cannot stand here; nothing where it can. */
export type Refuse = (node: ModelVariable | ModelParameter) => string | undefined;

/**
 * Reads expressions, of one model or of what else `refuse` lets pass. Terms of one column are added up by a table that is as long as the model
 * has columns and is never cleared, so that a row costs what it has of terms.
 */
export class Flattener {
  readonly #refuse: Refuse;
  /** By column: the last expression that had it, and where it stands there. */
  readonly #seen: number[] = [];
  readonly #places: number[] = [];
  #stamp = 0;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  /** The sum of expressions, each times its factor. `subject` begins messages: `row "protein"`. */
  flatten(
    summands: ReadonlyArray<readonly [AnyExpression, number]>,
    subject: string,
    field: string,
    degree: Degree = "linear",
  ): Terms {
    const terms = new Terms();
    this.#stamp += 1;
    let visited = 0;
    const nodes: Array<number | AnyExpression> = [];
    const factors: number[] = [];
    /** What else the nodes are multiplied with; most have nothing. */
    const affines: Array<Flat | undefined> = [];
    const push = (node: number | AnyExpression, factor: number, affine: Flat | undefined) => {
      nodes.push(node);
      factors.push(factor);
      affines.push(affine);
    };
    for (let k = summands.length - 1; k >= 0; k--) push(summands[k]![0], summands[k]![1], undefined);
    while (nodes.length > 0) {
      const node = nodes.pop()!;
      const factor = factors.pop()!;
      const affine = affines.pop();
      if (++visited > MOST_TERMS) throw inputOf(field, `${subject} has more than ${MOST_TERMS} terms`);
      if (typeof node === "number") {
        addConstant(terms.constant, factor * node, affine);
      } else if (node instanceof ModelVariable) {
        this.#check(node, subject, field);
        this.#addColumn(terms, node.column, affine === undefined ? factor : factor * affine.constant);
        addVarying(terms, node.column, factor, affine);
      } else if (node instanceof Multiple) {
        push(node.of, factor * node.by, affine);
      } else if (node instanceof Sum) {
        for (let k = node.parts.length - 1; k >= 0; k--) push(node.parts[k]!, factor, affine);
      } else if (node instanceof ModelParameter) {
        this.#check(node, subject, field);
        // A product of parameters has been refused, so the factor is a number.
        terms.constant.parameters.push(node.index);
        terms.constant.coefficients.push(affine === undefined ? factor : factor * affine.constant);
      } else if (node instanceof Product) {
        if (!node.isLinear) {
          if (degree !== "quadratic" || !node.isQuadratic) throw notLinear(node, subject, field, degree);
          this.#expand(terms, node, factor, affine, subject, field);
          continue;
        }
        const isLeft = (node.right.holds & VARIABLES) !== 0;
        const [by, of] = isLeft ? [node.left, node.right] : [node.right, node.left];
        push(of, factor, times(affine, this.affine(by, subject, field)));
      }
    }
    return terms;
  }

  /** An expression without variables. */
  affine(expression: number | AnyExpression, subject: string, field: string): Flat {
    if (typeof expression === "number") return { constant: expression, parameters: [], coefficients: [] };
    if ((expression.holds & VARIABLES) !== 0)
      throw inputOf(
        field,
        `${subject}: ${expression.text()} has variables; it may depend on parameters alone`,
      );
    if (expression instanceof ModelParameter) {
      this.#check(expression, subject, field);
      return { constant: 0, parameters: [expression.index], coefficients: [1] };
    }
    // A reader of its own: the terms of the expression around this one are being added up.
    return new Flattener(this.#refuse).flatten([[expression, 1]], subject, field).constant;
  }

  #addColumn(terms: Terms, column: number, value: number): void {
    // Without gaps: engines keep arrays that have some as slow tables.
    for (let j = this.#seen.length; j <= column; j++) {
      this.#seen.push(0);
      this.#places.push(0);
    }
    if (this.#seen[column] === this.#stamp) {
      terms.values[this.#places[column]!]! += value;
      return;
    }
    this.#seen[column] = this.#stamp;
    this.#places[column] = terms.columns.length;
    terms.columns.push(column);
    terms.values.push(value);
  }

  /** Adds a product of two sums of variables, term by term. */
  #expand(
    terms: Terms,
    product: Product,
    factor: number,
    affine: Flat | undefined,
    subject: string,
    field: string,
  ): void {
    const [left, right] = [product.left, product.right].map((side) =>
      new Flattener(this.#refuse).flatten([[side, 1]], subject, field, "factor"),
    ) as [Terms, Terms];
    const isNumber = affine === undefined || affine.parameters.length === 0;
    if (!isNumber || left.varying.length > 0 || right.varying.length > 0)
      throw inputOf(
        field,
        `${subject}: a parameter is a coefficient of ${product.text()}; quadratic terms have numbers there`,
      );
    if (left.constant.parameters.length > 0 && right.constant.parameters.length > 0)
      throw notLinear(product, subject, field, "quadratic");
    if (left.columns.length * right.columns.length + terms.products.length > MOST_TERMS)
      throw inputOf(field, `${subject} has more than ${MOST_TERMS} terms`);
    const by = factor * (affine?.constant ?? 1);
    for (let a = 0; a < left.columns.length; a++)
      for (let b = 0; b < right.columns.length; b++)
        terms.products.push([left.columns[a]!, right.columns[b]!, by * left.values[a]! * right.values[b]!]);
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const)
      for (let k = 0; k < one.columns.length; k++) {
        const value = by * one.values[k]! * other.constant.constant;
        if (value !== 0) this.#addColumn(terms, one.columns[k]!, value);
        addVarying(terms, one.columns[k]!, by * one.values[k]!, other.constant);
      }
    addConstant(terms.constant, by, times(left.constant, right.constant));
  }

  #check(node: ModelVariable | ModelParameter, subject: string, field: string): void {
    const reason = this.#refuse(node);
    if (reason !== undefined) throw inputOf(field, `${subject}: ${reason}`);
  }
}

/** Adds what a coefficient has of parameters. */
function addVarying(terms: Terms, column: number, factor: number, affine: Flat | undefined): void {
  if (affine === undefined) return;
  for (let k = 0; k < affine.parameters.length; k++)
    terms.varying.push([column, affine.parameters[k]!, factor * affine.coefficients[k]!]);
}

function addConstant(into: Flat, value: number, affine: Flat | undefined): void {
  into.constant += affine === undefined ? value : value * affine.constant;
  if (affine === undefined) return;
  for (let k = 0; k < affine.parameters.length; k++) {
    into.parameters.push(affine.parameters[k]!);
    into.coefficients.push(value * affine.coefficients[k]!);
  }
}

/** The product of two factors, of which one at most has parameters. */
function times(a: Flat | undefined, b: Flat): Flat {
  if (a === undefined) return b;
  const [varying, by] = a.parameters.length > 0 ? [a, b.constant] : [b, a.constant];
  return {
    constant: varying.constant * by,
    parameters: varying.parameters,
    coefficients: varying.coefficients.map((coefficient) => coefficient * by),
  };
}

function notLinear(product: Product, subject: string, field: string, degree: Degree): HunchError {
  const text = `${subject}: ${product.text()} is not`;
  if (!product.isQuadratic || degree === "quadratic")
    return inputOf(field, `${text} linear in the parameters`);
  if (degree === "factor")
    return inputOf(field, `${text} linear: an objective has products of two variables at most`);
  return inputOf(field, `${text} linear; convex quadratic terms belong in the objective`);
}
