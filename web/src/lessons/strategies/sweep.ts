/**
 * The same program at many sides of one row: which rows and bounds are tight, read from the engine's answers.
 */

import type { Program } from "hunch-solver";
import type { Engine } from "../lesson";
import { boundsOf, nameOf, rowName, sidesOf } from "../parts/programs";

const TIGHT = 1e-6;

/** Programs solved along the way; each takes a fraction of a millisecond. */
const PROBES = 48;

/** Probes stand off the middle of their part, so that none hits a change by chance. */
const OFF_MIDDLE = 0.37;

/** Halvings of the part in which the strategy changes. */
const HALVINGS = 24;

export interface Probe {
  readonly theta: number;
  /** What is tight, as words in a fixed order; null where nothing fits. */
  readonly strategy: string | null;
  readonly objective: number | null;
  readonly values: readonly number[];
}

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly strategy: string | null;
}

export interface Sweep {
  readonly row: number;
  readonly low: number;
  readonly high: number;
  readonly probes: readonly Probe[];
  readonly bands: readonly Band[];
}

/** The program with the side of a row at θ. */
export function at(program: Program, row: number, theta: number): Program {
  const rows = program.rows.map((one, index) => {
    if (index !== row) return one;
    const { lower, upper } = sidesOf(one);
    return {
      ...one,
      ...(Number.isFinite(lower) ? { lower: theta } : {}),
      ...(Number.isFinite(upper) ? { upper: theta } : {}),
    };
  });
  return { ...program, rows };
}

export async function probe(engine: Engine, program: Program, row: number, theta: number): Promise<Probe> {
  const given = at(program, row, theta);
  const { status, objective, values, activities } = await engine.solve(given);
  if (status !== "optimal" || objective === null)
    return { theta, strategy: null, objective: null, values: [] };
  const rows = given.rows.flatMap((one, i) => {
    const { lower, upper } = sidesOf(one);
    const activity = activities?.[i] ?? 0;
    return Math.min(Math.abs(upper - activity), Math.abs(activity - lower)) <= TIGHT
      ? [rowName(given, i)]
      : [];
  });
  const columns = given.columns.flatMap((column, j) => {
    const { lower, upper } = boundsOf(column);
    const value = values[j] ?? 0;
    if (Math.abs(value - lower) <= TIGHT) return [`${nameOf(given, j)} at its least`];
    return Math.abs(upper - value) <= TIGHT ? [`${nameOf(given, j)} at its most`] : [];
  });
  return {
    theta,
    strategy: [...rows, ...columns].join(" and ") || "nothing",
    objective,
    values: Array.from(values),
  };
}

export async function sweep(engine: Engine, program: Program, row: number): Promise<Sweep> {
  const { lower, upper } = sidesOf(program.rows[row]);
  const side = Number.isFinite(upper) ? upper : lower;
  const reach = Math.max(1, Math.abs(side));
  const [low, high] = [side - 0.9 * reach, side + 0.9 * reach];
  const probes: Probe[] = [];
  for (let k = 0; k < PROBES; k++)
    probes.push(await probe(engine, program, row, low + ((k + OFF_MIDDLE) / PROBES) * (high - low)));
  const bands: Band[] = [];
  for (const [k, here] of probes.entries()) {
    const last = bands.at(-1);
    if (last && last.strategy === here.strategy) continue;
    const from = k === 0 ? low : await change(engine, program, row, probes[k - 1] ?? here, here);
    if (last) bands[bands.length - 1] = { ...last, to: from };
    bands.push({ from, to: high, strategy: here.strategy });
  }
  return { row, low, high, probes, bands };
}

/** Where the strategy of the first probe ends. */
async function change(
  engine: Engine,
  program: Program,
  row: number,
  before: Probe,
  after: Probe,
): Promise<number> {
  let [from, to] = [before.theta, after.theta];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (from + to) / 2;
    const { strategy } = await probe(engine, program, row, middle);
    if (strategy === before.strategy) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
