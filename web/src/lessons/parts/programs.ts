/** Programs changed in the ways in which lessons change them, and put into words. */

import type { Program } from "hunch-solver";

export type Column = Program["columns"][number];
export type Row = Program["rows"][number];

/** Digits of a number in a sentence. */
const SHOWN_DIGITS = 6;

export function number(value: number): string {
  const rounded = Number(value.toPrecision(SHOWN_DIGITS));
  return (rounded === 0 ? "0" : String(rounded)).replace("-", "−");
}

/** How far a typed answer may be off: rounded to one or two digits behind the point it is still the same. */
export function tolerance(answer: number): number {
  const size = Math.abs(answer);
  return Math.max(1e-6, 0.0005 * size, Math.min(0.051, 0.03 * size));
}

/** A share in percent, with the digits that matter. */
export function percentText(percent: number): string {
  return `${Number(percent.toPrecision(3))} %`;
}

export const maximizes = ({ sense }: Program): boolean => sense === "maximize";

/** The best of all is the largest or the least. */
export const bestWord = (program: Program): string => (maximizes(program) ? "largest" : "smallest");

export function nameOf(program: Program, column: number): string {
  return program.columns[column]?.name || `x${column + 1}`;
}

export function rowName(program: Program, row: number): string {
  return program.rows[row]?.name || `row ${row + 1}`;
}

/** A sum as people write it: 3 x + 2 y. */
export function sumText(program: Program, terms: ReadonlyArray<readonly [number, number]>): string {
  const parts = terms
    .filter(([, factor]) => factor !== 0)
    .map(([column, factor], index) => {
      const sign = factor < 0 ? (index === 0 ? "−" : " − ") : index === 0 ? "" : " + ";
      const size = Math.abs(factor);
      return `${sign}${size === 1 ? "" : `${number(size)} `}${nameOf(program, column)}`;
    });
  return parts.join("") || "0";
}

export function rowText(program: Program, row: number): string {
  const { lower, upper, terms } = sidesOf(program.rows[row]);
  const sum = sumText(program, terms);
  if (lower === upper) return `${sum} = ${number(upper)}`;
  const least = lower === Number.NEGATIVE_INFINITY ? "" : `${number(lower)} ≤ `;
  if (upper !== Number.POSITIVE_INFINITY) return `${least}${sum} ≤ ${number(upper)}`;
  return `${sum} ≥ ${number(lower)}`;
}

export function objectiveText(program: Program): string {
  const terms = program.columns.map(({ objective = 0 }, column) => [column, objective] as const);
  return `${maximizes(program) ? "maximize" : "minimize"} ${sumText(program, terms)}`;
}

export function sidesOf(row: Row | undefined): { lower: number; upper: number; terms: Row["terms"] } {
  return {
    lower: row?.lower ?? Number.NEGATIVE_INFINITY,
    upper: row?.upper ?? Number.POSITIVE_INFINITY,
    terms: row?.terms ?? [],
  };
}

export function boundsOf(column: Column | undefined): { lower: number; upper: number } {
  const lower = column?.lower === undefined ? 0 : (column.lower ?? Number.NEGATIVE_INFINITY);
  const isBinary = column?.kind === "binary";
  return { lower, upper: column?.upper ?? (isBinary ? 1 : Number.POSITIVE_INFINITY) };
}

export function isInteger(column: Column | undefined): boolean {
  return column?.kind === "integer" || column?.kind === "binary";
}

export function hasIntegers(program: Program): boolean {
  return program.columns.some(isInteger);
}

/** The same without integrality. */
export function relaxed(program: Program): Program {
  const columns = program.columns.map((column) => ({
    ...column,
    ...finite(boundsOf(column)),
    kind: "continuous" as const,
  }));
  return { ...program, columns };
}

function finite({ lower, upper }: { lower: number; upper: number }): {
  lower: number | null;
  upper: number | null;
} {
  return { lower: Number.isFinite(lower) ? lower : null, upper: Number.isFinite(upper) ? upper : null };
}

/** The same with a column's bounds tightened. */
export function bounded(program: Program, column: number, lower: number, upper: number): Program {
  const columns = program.columns.map((one, index) => {
    if (index !== column) return one;
    const now = boundsOf(one);
    return { ...one, ...finite({ lower: Math.max(now.lower, lower), upper: Math.min(now.upper, upper) }) };
  });
  return { ...program, columns };
}

/** The same with all columns at a point. */
export function fixedAt(program: Program, point: readonly number[]): Program {
  return {
    ...program,
    columns: program.columns.map((one, j) => ({ ...one, lower: point[j] ?? 0, upper: point[j] ?? 0 })),
  };
}

/** The same with the finite sides of a row moved. */
export function moved(program: Program, row: number, by: number): Program {
  const rows = program.rows.map((one, index) =>
    index === row
      ? {
          ...one,
          ...(one.lower == null ? {} : { lower: one.lower + by }),
          ...(one.upper == null ? {} : { upper: one.upper + by }),
        }
      : one,
  );
  return { ...program, rows };
}

export function withRow(program: Program, row: Row): Program {
  return { ...program, rows: [...program.rows, row] };
}

export function value(program: Program, point: ArrayLike<number>): number {
  return program.columns.reduce(
    (sum, { objective = 0 }, j) => sum + objective * (point[j] ?? 0),
    program.offset ?? 0,
  );
}

/** What a lesson can say of programs with two variables only. */
export function refusesUnlessPlane(program: Program): string | null {
  if (program.columns.length !== 2)
    return `it has ${program.columns.length} variables, and this lesson draws a plane, which has two`;
  return refusesUnlessLinear(program);
}

export function refusesUnlessLinear(program: Program): string | null {
  const beyond = [program.quadratic, program.sos, program.indicators, program.piecewise, program.objectives];
  if (
    beyond.some((part) => part && part.length > 0) ||
    program.columns.some(({ kind = "" }) => kind.startsWith("semi"))
  )
    return "it says more than linear rows and integers";
  return program.rows.length === 0 ? "it has no rows" : null;
}
