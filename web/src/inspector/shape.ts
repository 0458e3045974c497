/** The program behind a text, as far as the tables and the plane need it. */

import type { Hunch, Program } from "hunch-solver";
import { breathe } from "../ui/breathe";

export interface ShapeColumn {
  readonly name: string;
  readonly objective: number;
  readonly lower: number;
  readonly upper: number;
  readonly kind: string;
}

export interface ShapeRow {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  readonly terms: ReadonlyArray<readonly [number, number]>;
  /** The binary column and its value at which the row has to hold, if it has an indicator. */
  readonly when?: { readonly column: number; readonly value: number };
}

export interface Shape {
  /** The program itself; none where it is too long to be read beside the solver. */
  readonly program: Program | null;
  readonly maximizes: boolean;
  readonly columns: readonly ShapeColumn[];
  readonly rows: readonly ShapeRow[];
  /** Whether rows, columns and integers are all that it says. */
  readonly isLinear: boolean;
}

/** What a program of Hunch's JSON form may say besides. */
const BEYOND = ["quadratic", "sos", "indicators", "piecewise", "objectives"] as const;

/** The program of a text. Of a long one each step is some work. */
export async function read(hunch: Hunch, text: string | Uint8Array): Promise<Shape> {
  const { text: json } = await hunch.write(text, { to: "json" });
  await breathe();
  const program = JSON.parse(json) as Program;
  await breathe();
  return shapeOf(program);
}

export function shapeOf(program: Program): Shape {
  const when = new Map((program.indicators ?? []).map(({ row, column, value }) => [row, { column, value }]));
  const says = program as unknown as Readonly<Record<string, unknown>>;
  return {
    program,
    maximizes: program.sense === "maximize",
    columns: program.columns.map(({ name = "", objective = 0, lower, upper, kind = "continuous" }) => ({
      name,
      objective,
      lower: lower === undefined ? 0 : (lower ?? Number.NEGATIVE_INFINITY),
      upper: Math.min(upper ?? Number.POSITIVE_INFINITY, kind === "binary" ? 1 : Number.POSITIVE_INFINITY),
      kind,
    })),
    rows: program.rows.map(({ name = "", lower, upper, terms }, i) => ({
      ...(when.has(i) ? { when: when.get(i)! } : {}),
      name,
      lower: lower ?? Number.NEGATIVE_INFINITY,
      upper: upper ?? Number.POSITIVE_INFINITY,
      terms,
    })),
    isLinear:
      BEYOND.every((part) => !says[part]) &&
      program.columns.every(({ kind = "" }) => !kind.startsWith("semi")),
  };
}

/** What the names alone say. */
export function namesOf(columns: readonly string[], rows: readonly string[]): Shape {
  const unknown = { lower: Number.NaN, upper: Number.NaN };
  return {
    program: null,
    maximizes: false,
    columns: columns.map((name) => ({ name, objective: Number.NaN, kind: "–", ...unknown })),
    rows: rows.map((name) => ({ name, terms: [], ...unknown })),
    isLinear: false,
  };
}

/** The same with other costs. */
export function withCosts(shape: Shape, costs: readonly number[]): Shape {
  const changed = <C extends object>(columns: readonly C[]): C[] =>
    columns.map((column, j) => ({ ...column, objective: costs[j] ?? 0 }));
  const { program } = shape;
  return {
    ...shape,
    program: program && { ...program, columns: changed(program.columns) },
    columns: changed(shape.columns),
  };
}
