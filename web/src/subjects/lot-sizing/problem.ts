/** What is being solved: a sampled instance and the values that a person changed in it. */

import type { ClspInstance } from "hunch-solver";
import * as limits from "./limits";

export type SeriesName = "demand" | "capacity" | "productionCost" | "setupCost" | "holdingCost";

/** How one row of parameters is named, drawn and edited. */
export interface Series {
  readonly name: SeriesName;
  /** Field of a link; short, since it is repeated in every shared address. */
  readonly linkField: string;
  readonly label: string;
  readonly unit: string;
  readonly max: number;
  readonly decimals: number;
  /** Change by one press of an arrow key; with Shift it is the finest step. */
  readonly step: number;
}

export const SERIES: readonly Series[] = [
  {
    name: "demand",
    linkField: "demand",
    label: "Demand",
    unit: "pieces",
    max: limits.MAX_DEMAND,
    decimals: 0,
    step: 10,
  },
  {
    name: "capacity",
    linkField: "capacity",
    label: "Capacity",
    unit: "pieces",
    max: limits.MAX_CAPACITY,
    decimals: 0,
    step: 50,
  },
  {
    name: "setupCost",
    linkField: "setup",
    label: "Set-up cost",
    unit: "per set-up",
    max: limits.MAX_SETUP_COST,
    decimals: 0,
    step: 100,
  },
  {
    name: "productionCost",
    linkField: "production",
    label: "Production cost",
    unit: "per piece",
    max: limits.MAX_PRODUCTION_COST,
    decimals: limits.MAX_DECIMALS,
    step: 0.5,
  },
  {
    name: "holdingCost",
    linkField: "holding",
    label: "Holding cost",
    unit: "per piece and period",
    max: limits.MAX_HOLDING_COST,
    decimals: limits.MAX_DECIMALS,
    step: 0.1,
  },
];

export function seriesOf(name: SeriesName): Series {
  const series = SERIES.find((one) => one.name === name);
  if (!series) throw new Error(`no series is called ${name}`);
  return series;
}

/** The paper's twelve ways to draw an instance, and 12 periods, which one can grasp. */
export const CAPACITY_RATIOS = [3, 5, 8] as const;
export const SETUP_RATIOS = [1_000, 10_000] as const;
export const HORIZONS = [12, 90, 120] as const;

/** The longest horizon that is planned by hand: more set-ups cannot be taken in. */
export const MOST_BY_HAND = 12;

/** One draw: the distribution and the seed. */
export interface Sampling {
  readonly c: number;
  readonly f: number;
  readonly horizon: number;
  readonly seed: number;
}

/** Changed values by period (from 0). Only values that differ from the sampled ones are kept. */
export type Edits = ReadonlyMap<number, number>;

export interface Problem {
  readonly sampling: Sampling;
  readonly edits: Readonly<Partial<Record<SeriesName, Edits>>>;
  /** The plan set by hand: pieces by period for the periods with a set-up; null where none was begun. */
  readonly mine: Edits | null;
}

/** The arrays of an instance as the page draws them. */
export type Values = Readonly<Record<SeriesName, readonly number[]>>;

export function valuesOf(instance: ClspInstance): Values {
  return {
    demand: Array.from(instance.demand),
    capacity: Array.from(instance.capacity),
    productionCost: Array.from(instance.productionCost),
    setupCost: Array.from(instance.setupCost),
    holdingCost: Array.from(instance.holdingCost),
  };
}

/** The sampled values with a person's changes written over them. */
export function applyEdits(sampled: Values, edits: Problem["edits"]): Values {
  const changed: Record<SeriesName, readonly number[]> = { ...sampled };
  for (const { name } of SERIES) {
    const changes = edits[name];
    if (!changes || changes.size === 0) continue;
    const values = [...sampled[name]];
    for (const [period, value] of changes) if (period < values.length) values[period] = value;
    changed[name] = values;
  }
  return changed;
}

/** The same problem with one value changed; setting the sampled value again removes the change. */
export function withEdit(
  problem: Problem,
  sampled: Values,
  name: SeriesName,
  period: number,
  value: number,
): Problem {
  const changes = new Map(problem.edits[name]);
  if (sampled[name][period] === value) changes.delete(period);
  else changes.set(period, value);
  return { ...problem, edits: { ...problem.edits, [name]: changes } };
}

export function editCount(problem: Problem): number {
  return SERIES.reduce((count, { name }) => count + (problem.edits[name]?.size ?? 0), 0);
}

/** Rounds to what the series keeps, and holds the value inside its limits. */
export function admissible(series: Series, value: number): number {
  const scale = 10 ** series.decimals;
  return Math.min(series.max, Math.max(0, Math.round(value * scale) / scale));
}

export function toInstance(values: Values): ClspInstance {
  return { family: "clsp", ...values };
}

/**
 * The first period by which more is demanded than can have been produced, or `null`.
 * These prefix sums are the whole condition for a plan to exist, since stock may be kept without limit.
 */
export function firstShortage(
  values: Values,
): { period: number; demanded: number; producible: number } | null {
  let demanded = 0;
  let producible = 0;
  for (let period = 0; period < values.demand.length; period++) {
    demanded += values.demand[period] ?? 0;
    producible += values.capacity[period] ?? 0;
    if (demanded > producible) return { period, demanded, producible };
  }
  return null;
}

/** Equal keys mean equal problems; results are remembered under it. */
export function keyOf(problem: Problem): string {
  const { c, f, horizon, seed } = problem.sampling;
  const edits = SERIES.map(({ name }) => {
    const changes = [...(problem.edits[name] ?? [])].sort((a, b) => a[0] - b[0]);
    return changes.map(([period, value]) => `${period}:${value}`).join(",");
  });
  return [c, f, horizon, seed, ...edits].join(";");
}
