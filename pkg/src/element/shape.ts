/** What the panels need to know of a problem beside its answer. */

import type { Answer, Hunch, Instance, Problem, Program, ProgramText } from "../types.js";

/** Characters or bytes of a text that is read a second time, for bounds, kinds and terms; of a longer one the panels know the names alone. */
const MOST_READ = 1_000_000;

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
}

export interface Shape {
  readonly maximizes: boolean;
  readonly columns: readonly ShapeColumn[];
  readonly rows: readonly ShapeRow[];
  /** Whether rows, columns and integers are all that it says, and all of it is known. */
  readonly isLinear: boolean;
}

/** What a program may say besides. */
const BEYOND = ["quadratic", "sos", "indicators", "piecewise", "objectives", "parametric"] as const;

export function isInstance(problem: Problem): problem is Instance {
  return typeof problem === "object" && "family" in problem;
}

function isProgram(problem: Problem): problem is Program {
  return typeof problem === "object" && "columns" in problem && "rows" in problem;
}

/** The shape of what was solved; its names alone where no more is to be had. */
export function shapeOf(program: Program | undefined, answer: Answer): Shape {
  return program ? ofProgram(program) : ofNames(answer);
}

/** The program as an object; nothing where it is too long, or a model of another package. */
export async function programOf(hunch: Hunch, problem: Problem): Promise<Program | undefined> {
  if (isProgram(problem)) return problem;
  const isText =
    typeof problem === "string" || problem instanceof ArrayBuffer || problem instanceof Uint8Array;
  if (!isText) return undefined;
  const length = typeof problem === "string" ? problem.length : problem.byteLength;
  if (length > MOST_READ) return undefined;
  const { text } = await hunch.write(problem as ProgramText, { to: "json" });
  return JSON.parse(text) as Program;
}

function ofProgram(program: Program): Shape {
  const { columns, rows } = program;
  return {
    maximizes: program.sense === "maximize",
    columns: columns.map(({ name, objective = 0, lower = 0, upper, kind = "continuous" }, j) => ({
      name: name ?? `x${j}`,
      objective,
      lower: lower ?? Number.NEGATIVE_INFINITY,
      upper: upper ?? (kind === "binary" ? 1 : Number.POSITIVE_INFINITY),
      kind,
    })),
    rows: rows.map(({ name, lower, upper, terms }, i) => ({
      name: name ?? `r${i}`,
      lower: lower ?? Number.NEGATIVE_INFINITY,
      upper: upper ?? Number.POSITIVE_INFINITY,
      terms,
    })),
    isLinear:
      BEYOND.every((part) => !program[part]) && columns.every(({ kind = "" }) => !kind.startsWith("semi")),
  };
}

function ofNames({ columns = [], rows, activities, values }: Answer): Shape {
  const names = columns.length > 0 ? columns : Array.from(values, (_, j) => `x${j}`);
  const ofRows = rows ?? Array.from(activities ?? [], (_, i) => `r${i}`);
  const unknown = { lower: Number.NaN, upper: Number.NaN };
  return {
    maximizes: false,
    columns: names.map((name) => ({ name, objective: Number.NaN, kind: "–", ...unknown })),
    rows: ofRows.map((name) => ({ name, terms: [], ...unknown })),
    isLinear: false,
  };
}
