/** Choices made by hand: what they earn, and which knapsacks they overfill. */

import type { MsmkInstance } from "hunch-solver";
import { amount } from "../../ui/format";

export interface Judged {
  readonly earns: number;
  readonly profit: number;
  readonly bonus: number;
  readonly broken: ReadonlyArray<{ readonly period: number; readonly text: string }>;
}

/** `chosen` has one entry a period and item, as plans have. */
export function judge(chosen: ArrayLike<number>, instance: MsmkInstance): Judged {
  const { items, periods, knapsacks, profits, bonuses, weights, capacities } = instance;
  let profit = 0;
  let bonus = 0;
  for (let k = 0; k < items * periods; k++) {
    if (chosen[k] === 1) profit += profits[k] ?? 0;
    if (k + items < items * periods && chosen[k] === chosen[k + items]) bonus += bonuses[k] ?? 0;
  }
  const broken: Array<{ period: number; text: string }> = [];
  for (let row = 0; row < periods * knapsacks; row++) {
    const period = Math.floor(row / knapsacks);
    let weight = 0;
    for (let i = 0; i < items; i++)
      if (chosen[period * items + i] === 1) weight += weights[row * items + i] ?? 0;
    const over = weight - (capacities[row] ?? 0);
    if (over > 0)
      broken.push({
        period,
        text: `Period ${period + 1}: knapsack ${(row % knapsacks) + 1} holds ${amount(over)} too much.`,
      });
  }
  return { earns: profit + bonus, profit, bonus, broken };
}
