/**
 * A linear program as a dictionary (V. Chvátal, "Linear Programming", 1983, chapter 2), in exact fractions: each basic variable
 * is written in terms of the nonbasic ones, and a pivot lets two change places.
 *
 * Variables are all at least 0. The first ones stand for the program's columns, measured from the bound at which they begin; the
 * others are what rows and second bounds have left ("slacks"). The objective is always made as large as possible.
 */

import { Fraction } from "./fraction";
import { MOST_IN_DICTIONARY } from "./limits";
import type { Shape } from "./shape";

/** A variable of a dictionary. */
export interface Variable {
  readonly name: string;
  /** Column of the program that it stands for, if it does: `value = from + sign · variable`. */
  readonly column: { readonly index: number; readonly from: Fraction; readonly sign: 1 | -1 } | null;
  /** The slack as the program's columns make it: `constant + Σ terms · column`. */
  readonly slack: { readonly constant: Fraction; readonly terms: readonly Fraction[] } | null;
  /** Whether it is whole wherever the program's columns are. */
  readonly isWhole: boolean;
}

/** `left = value + Σ coefficients · nonbasic`. */
export interface Equation {
  readonly value: Fraction;
  readonly coefficients: readonly Fraction[];
}

export interface Dictionary {
  readonly variables: readonly Variable[];
  /** Variables on the left, one an equation, and those on the right. */
  readonly basic: readonly number[];
  readonly nonbasic: readonly number[];
  readonly equations: readonly Equation[];
  readonly objective: Equation;
  /** 1 where the program maximizes, −1 where it minimizes and this is turned round. */
  readonly sense: 1 | -1;
}

export interface Pivot {
  /** Place among the nonbasic variables. */
  readonly entering: number;
  /** Place among the basic ones. */
  readonly leaving: number;
}

/** Why a program has no dictionary here, in words; `null` where it has one. */
export function whyNoDictionary(shape: Shape): string | null {
  if (!shape.isLinear) return "Only linear rows and objectives make a dictionary.";
  const free = shape.columns.find(({ lower, upper }) => !Number.isFinite(lower) && !Number.isFinite(upper));
  if (free) return `A dictionary counts from a bound, and ${free.name} has none.`;
  const size = shape.columns.length + shape.rows.length + shape.columns.filter(isBoxed).length;
  if (shape.columns.length > MOST_IN_DICTIONARY || size > 2 * MOST_IN_DICTIONARY)
    return `Dictionaries are written out for programs of at most ${MOST_IN_DICTIONARY} columns and ${2 * MOST_IN_DICTIONARY} variables in all; this one would have ${size}.`;
  return null;
}

function isBoxed({ lower, upper }: { lower: number; upper: number }): boolean {
  return Number.isFinite(lower) && Number.isFinite(upper);
}

/** The dictionary whose basic variables are the slacks. To be asked for where {@link whyNoDictionary} has no objection. */
export function firstDictionary(shape: Shape): Dictionary {
  const sense = shape.maximizes ? 1 : -1;
  const columns = shape.columns.map(({ name, lower, upper, kind }, index): Variable => {
    const isUp = Number.isFinite(lower);
    const from = Fraction.from(isUp ? lower : upper);
    const label = from.sign === 0 && isUp ? name : isUp ? `${name} − ${from}` : `${from} − ${name}`;
    const isWhole = kind !== "continuous" && from.isWhole;
    return { name: label, column: { index, from, sign: isUp ? 1 : -1 }, slack: null, isWhole };
  });
  const [slacks, equations]: [Variable[], Equation[]] = [[], []];
  const add = (name: string, constant: Fraction, terms: readonly Fraction[]): void => {
    slacks.push(slackOf(shape, name, constant, terms));
    equations.push(inColumns(columns, constant, terms));
  };
  for (const { name, lower, upper, terms: sparse } of shape.rows) {
    const terms = dense(sparse, shape.columns.length);
    const both = Number.isFinite(lower) && Number.isFinite(upper);
    const [low, high] = both ? [`${name}↓`, `${name}↑`] : [name, name];
    if (Number.isFinite(upper))
      add(
        high,
        Fraction.from(upper),
        terms.map((a) => a.negated()),
      );
    if (Number.isFinite(lower)) add(low, Fraction.from(lower).negated(), terms);
  }
  for (const [j, column] of shape.columns.entries()) {
    if (!isBoxed(column)) continue;
    const terms = shape.columns.map((_, k) => (k === j ? Fraction.ONE.negated() : Fraction.ZERO));
    add(`${column.name}↑`, Fraction.from(column.upper), terms);
  }
  const costs = shape.columns.map(({ objective }) => Fraction.from(sense * objective));
  return {
    variables: [...columns, ...slacks],
    nonbasic: columns.map((_, j) => j),
    basic: slacks.map((_, i) => columns.length + i),
    equations,
    objective: inColumns(columns, Fraction.from(sense * offsetOf(shape)), costs),
    sense,
  };
}

function offsetOf({ program }: Shape): number {
  return program?.offset ?? 0;
}

function dense(terms: ReadonlyArray<readonly [number, number]>, columns: number): Fraction[] {
  const sums = Array.from({ length: columns }, () => Fraction.ZERO);
  for (const [j, value] of terms) sums[j] = (sums[j] ?? Fraction.ZERO).plus(Fraction.from(value));
  return sums;
}

function slackOf(shape: Shape, name: string, constant: Fraction, terms: readonly Fraction[]): Variable {
  const isWhole =
    constant.isWhole &&
    terms.every((a, j) => a.sign === 0 || (a.isWhole && shape.columns[j]?.kind !== "continuous"));
  return { name, column: null, slack: { constant, terms }, isWhole };
}

/** `constant + Σ terms · column`, in the variables that stand for the columns. */
function inColumns(columns: readonly Variable[], constant: Fraction, terms: readonly Fraction[]): Equation {
  let value = constant;
  const coefficients = terms.map((a, j) => {
    const { from, sign } = columns[j]?.column ?? { from: Fraction.ZERO, sign: 1 };
    value = value.plus(a.times(from));
    return sign === 1 ? a : a.negated();
  });
  return { value, coefficients };
}

/** Lets two variables change places. The coefficient between them must not be 0. */
export function pivot(dictionary: Dictionary, { entering, leaving }: Pivot): Dictionary {
  const { basic, nonbasic, equations, objective } = dictionary;
  const row = equations[leaving];
  const key = row?.coefficients[entering];
  if (!row || !key || key.sign === 0)
    throw new RangeError("a pivot's coefficient is 0; it must be another number");
  // left = value + … + key · entering, solved for the entering one.
  const solved: Equation = {
    value: row.value.negated().dividedBy(key),
    coefficients: row.coefficients.map((a, j) =>
      j === entering ? Fraction.ONE.dividedBy(key) : a.negated().dividedBy(key),
    ),
  };
  const put = ({ value, coefficients }: Equation): Equation => {
    const share = coefficients[entering] ?? Fraction.ZERO;
    return {
      value: value.plus(share.times(solved.value)),
      coefficients: coefficients.map((a, j) => {
        const gained = share.times(solved.coefficients[j] ?? Fraction.ZERO);
        return j === entering ? gained : a.plus(gained);
      }),
    };
  };
  return {
    ...dictionary,
    basic: basic.map((variable, i) => (i === leaving ? (nonbasic[entering] ?? 0) : variable)),
    nonbasic: nonbasic.map((variable, j) => (j === entering ? (basic[leaving] ?? 0) : variable)),
    equations: equations.map((equation, i) => (i === leaving ? solved : put(equation))),
    objective: put(objective),
  };
}

export const isFeasible = ({ equations }: Dictionary): boolean =>
  equations.every(({ value }) => value.sign >= 0);

/** Whether no nonbasic variable would improve the objective. */
export const isDualFeasible = ({ objective }: Dictionary): boolean =>
  objective.coefficients.every(({ sign }) => sign <= 0);

/** How far the entering variable may grow until each equation's left side is 0; `null` where it never is. */
export function ratios({ equations }: Dictionary, entering: number): Array<Fraction | null> {
  return equations.map(({ value, coefficients }) => {
    const share = coefficients[entering] ?? Fraction.ZERO;
    return share.sign < 0 && value.sign >= 0 ? value.negated().dividedBy(share) : null;
  });
}

/** What a dictionary says of its program when there is no pivot left to make. */
export type End = "optimal" | "infeasible" | "unbounded";

/**
 * The pivot that one would make next, by the rules that always end: Bland's least indices for the primal and the dual simplex ("New
 * finite pivoting rules for the simplex method", 1977), and where neither side is feasible yet, a criss-cross step with the objective aside (Terlaky, "A
 * convergent criss-cross method", 1985).
 */
export function suggested(dictionary: Dictionary): Pivot | End {
  const { basic, nonbasic, equations, objective } = dictionary;
  const improving = least(nonbasic, (j) => (objective.coefficients[j]?.sign ?? 0) > 0);
  const broken = least(basic, (i) => (equations[i]?.value.sign ?? 0) < 0);
  if (improving === null && broken === null) return "optimal";
  if (broken === null) return primal(dictionary, improving ?? 0);
  if (improving === null) return dual(dictionary, broken);
  return crissCross(dictionary, broken);
}

/** The place whose variable has the least index among those that `fits` holds for. */
function least(variables: readonly number[], fits: (place: number) => boolean): number | null {
  let found: number | null = null;
  for (const [place, variable] of variables.entries())
    if (fits(place) && (found === null || variable < (variables[found] ?? 0))) found = place;
  return found;
}

function primal(dictionary: Dictionary, entering: number): Pivot | End {
  const limits = ratios(dictionary, entering);
  const least_ = limits.reduce<Fraction | null>(
    (best, one) => (one && (!best || one.compare(best) < 0) ? one : best),
    null,
  );
  if (!least_) return "unbounded";
  const leaving = least(dictionary.basic, (i) => limits[i]?.compare(least_) === 0);
  return { entering, leaving: leaving ?? 0 };
}

function dual({ equations, nonbasic, objective }: Dictionary, leaving: number): Pivot | End {
  const row = equations[leaving]?.coefficients ?? [];
  const limit = (j: number): Fraction | null => {
    const [share, cost] = [row[j], objective.coefficients[j]];
    return share && cost && share.sign > 0 ? cost.negated().dividedBy(share) : null;
  };
  const limits = row.map((_, j) => limit(j));
  const best = limits.reduce<Fraction | null>(
    (low, one) => (one && (!low || one.compare(low) < 0) ? one : low),
    null,
  );
  if (!best) return "infeasible";
  return { leaving, entering: least(nonbasic, (j) => limits[j]?.compare(best) === 0) ?? 0 };
}

/** A step towards a point, the objective aside: a variable below 0 leaves for one that lifts it. */
function crissCross({ nonbasic, equations }: Dictionary, broken: number): Pivot | End {
  const entering = least(nonbasic, (j) => (equations[broken]?.coefficients[j]?.sign ?? 0) > 0);
  return entering === null ? "infeasible" : { entering, leaving: broken };
}

/** The value of each of the program's columns where all nonbasic variables are 0. */
export function pointOf({ variables, basic, equations }: Dictionary): Fraction[] {
  const values = variables.map(() => Fraction.ZERO);
  for (const [i, variable] of basic.entries()) values[variable] = equations[i]?.value ?? Fraction.ZERO;
  return variables.flatMap(({ column }, k) => {
    if (!column) return [];
    const value = values[k] ?? Fraction.ZERO;
    return [column.from.plus(column.sign === 1 ? value : value.negated())];
  });
}

/** The program's own objective there. */
export function objectiveOf({ objective, sense }: Dictionary): Fraction {
  return sense === 1 ? objective.value : objective.value.negated();
}

/** A cut: `Σ terms · column ≤ side`, which every whole point satisfies and the point of the dictionary does not. */
export interface Cut {
  readonly terms: readonly Fraction[];
  readonly side: Fraction;
}

/** Equations that a cut can be made of: of a whole variable with a broken value, all variables of it whole. */
export function cuttable({ variables, basic, nonbasic, equations }: Dictionary): number[] {
  return basic.flatMap((variable, i) => {
    const equation = equations[i];
    const isPure =
      variables[variable]?.isWhole === true &&
      equation?.value.isWhole === false &&
      nonbasic.every(
        (other, j) => equation.coefficients[j]?.sign === 0 || variables[other]?.isWhole === true,
      );
    return isPure ? [i] : [];
  });
}

/**
 * The fractional cut of an equation (R. E. Gomory, "Outline of an algorithm for integer solutions to linear programs", 1958):
 * from x + Σ a·t = b with whole x, t ≥ 0 follows Σ frac(a)·t ≥ frac(b). The dictionary with its slack as a basic variable more,
 * and the cut in the program's columns.
 */
export function withCut(dictionary: Dictionary, equation: number): { dictionary: Dictionary; cut: Cut } {
  const { variables, nonbasic, basic, equations } = dictionary;
  const { value, coefficients } = equations[equation] ?? { value: Fraction.ZERO, coefficients: [] };
  const part = (a: Fraction): Fraction => a.minus(a.floor());
  const shares = coefficients.map((a) => part(a.negated()));
  const row: Equation = { value: part(value).negated(), coefficients: shares };
  let constant = row.value;
  const columns = variables.filter(({ column }) => column).length;
  let terms = Array.from({ length: columns }, () => Fraction.ZERO);
  for (const [j, share] of shares.entries()) {
    const { column, slack } = variables[nonbasic[j] ?? 0] ?? { column: null, slack: null };
    if (column) {
      const signed = column.sign === 1 ? share : share.negated();
      constant = constant.minus(signed.times(column.from));
      terms = terms.map((a, k) => (k === column.index ? a.plus(signed) : a));
    } else if (slack) {
      constant = constant.plus(share.times(slack.constant));
      terms = terms.map((a, k) => a.plus(share.times(slack.terms[k] ?? Fraction.ZERO)));
    }
  }
  const number = variables.filter(({ name }) => name.startsWith("cut ")).length + 1;
  // The slack is a whole number too, as Gomory shows: x minus the floors of the rest.
  const variable: Variable = {
    name: `cut ${number}`,
    column: null,
    slack: { constant, terms },
    isWhole: true,
  };
  return {
    dictionary: {
      ...dictionary,
      variables: [...variables, variable],
      basic: [...basic, variables.length],
      equations: [...equations, row],
    },
    cut: { terms: terms.map((a) => a.negated()), side: constant },
  };
}
