/** A program with parameters, and the program that it is at one θ. */

import type { Program } from "hunch-solver";

/** A term: the number at `target` grows by `coefficient` for each unit of a parameter. */
interface Term {
  readonly target: string;
  readonly row?: number;
  readonly column?: number;
  readonly parameter: number;
  readonly coefficient: number;
}

/** The JSON form of version 2 (`docs/formats.md`), as `hunch learn` writes it. */
export type ParametricDocument = Program & {
  readonly parametric: {
    readonly parameters: ReadonlyArray<string | { readonly name: string }>;
    readonly terms: readonly Term[];
  };
};

/** What may be written over. */
interface Numbers {
  offset: number;
  columns: Array<{ objective: number; lower: number | null; upper: number | null }>;
  rows: Array<{ lower: number | null; upper: number | null; terms: Array<[number, number]> }>;
}

export function parametersOf({ parametric }: ParametricDocument): string[] {
  return parametric.parameters.map((one) => (typeof one === "string" ? one : one.name));
}

export function namesOf({ columns, rows }: Program): { columns: string[]; rows: string[] } {
  return {
    columns: columns.map(({ name }, j) => name ?? `x${j}`),
    rows: rows.map(({ name }, i) => name ?? `r${i}`),
  };
}

/** The program at θ, without parameters. The wasm does the same by itself: a test holds both to the same optimum. */
export function programAt(document: ParametricDocument, theta: readonly number[]): Program {
  const { parametric, ...base } = structuredClone(document) as ParametricDocument & Record<string, unknown>;
  const numbers = base as unknown as Numbers;
  for (const { target, row = -1, column = -1, parameter, coefficient } of parametric.terms) {
    const by = coefficient * (theta[parameter] ?? 0);
    const [own, line] = [numbers.columns[column], numbers.rows[row]];
    if (target === "offset") numbers.offset = (numbers.offset ?? 0) + by;
    else if (target === "cost" && own) own.objective = (own.objective ?? 0) + by;
    else if (target === "columnLower" && own) own.lower = (own.lower ?? 0) + by;
    else if (target === "columnUpper" && own) own.upper = (own.upper ?? 0) + by;
    else if (target === "rowLower" && line) line.lower = (line.lower ?? 0) + by;
    else if (target === "rowUpper" && line) line.upper = (line.upper ?? 0) + by;
    else if (target === "coefficient" && line) add(line.terms, column, by);
  }
  return { ...base, version: 1 } as unknown as Program;
}

function add(terms: Array<[number, number]>, column: number, by: number): void {
  const term = terms.find(([j]) => j === column);
  if (term) term[1] += by;
  else terms.push([column, by]);
}
