/** A plan set by hand, and what it is worth: its cost, and the rows that it breaks. */

import type { ClspPlan } from "hunch-solver";
import { amount } from "../../ui/format";
import type { Edits, Values } from "./problem";

/** What a plan costs, by what for. */
export interface Cost {
  readonly total: number;
  readonly setups: number;
  readonly production: number;
  readonly stock: number;
  /** How many set-ups there are. */
  readonly count: number;
}

export interface Attempt {
  /** Pieces left after each period; below zero where demand is not met. */
  readonly stock: readonly number[];
  readonly cost: Cost;
  /** The rows that do not hold, in words. */
  readonly broken: ReadonlyArray<{ readonly period: number; readonly text: string }>;
}

/** Pieces by period (from 0) for the periods with a set-up. */
export function judge(mine: Edits, values: Values): Attempt {
  const broken: Array<{ period: number; text: string }> = [];
  const stock: number[] = [];
  let kept = 0;
  for (const [period, demand] of values.demand.entries()) {
    const made = mine.get(period) ?? 0;
    const over = made - (values.capacity[period] ?? 0);
    if (over > 0)
      broken.push({
        period,
        text: `Period ${period + 1} makes ${amount(over)} pieces more than its capacity.`,
      });
    kept += made - demand;
    stock.push(kept);
    if (kept < 0)
      broken.push({ period, text: `After period ${period + 1}, ${amount(-kept)} pieces are missing.` });
  }
  return { stock, cost: costOf(mine, stock, values), broken };
}

/** A missing piece costs nothing to hold: the plan is broken anyway. */
function costOf(mine: Edits, stock: readonly number[], values: Values): Cost {
  const sum = (costs: readonly number[], of: (period: number) => number): number =>
    costs.reduce((total, cost, period) => total + cost * of(period), 0);
  const setups = sum(values.setupCost, (period) => (mine.has(period) ? 1 : 0));
  const production = sum(values.productionCost, (period) => mine.get(period) ?? 0);
  const held = sum(values.holdingCost, (period) => Math.max(0, stock[period] ?? 0));
  return { total: setups + production + held, setups, production, stock: held, count: mine.size };
}

/** The plan of an answer as an attempt. */
export function attemptOf(plan: ClspPlan): Map<number, number> {
  const mine = new Map<number, number>();
  for (const [period, setup] of plan.setup.entries())
    if (setup === 1) mine.set(period, plan.production[period] ?? 0);
  return mine;
}
