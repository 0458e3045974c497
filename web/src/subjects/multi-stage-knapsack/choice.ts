/** What is chosen of the multi-stage knapsack, and how a link says it. */

import { MAX_SEED } from "../../frame/limits";
import { type LinkFields, oneOf, onlyFields, wholeNumber } from "../../frame/link";

export interface Choice {
  readonly items: number;
  readonly periods: number;
  readonly seed: number;
}

/** The paper's sizes, and 12 periods, which one can grasp. */
export const ITEMS = [8, 10, 16, 20, 32] as const;
export const PERIODS = [12, 30, 60] as const;

export const START: Choice = { items: 8, periods: 12, seed: 1 };

/** Up to so many items, all sets of a period are looked at here; for twenty that takes seconds, in which nothing would be seen. */
export const MOST_FOR_SUBSETS = 16;

/** As in the paper: five knapsacks for 8, 16, 24 and 32 items, four for 10, 20, 30 and 40. */
export function knapsacks(items: number): number {
  return items % 8 === 0 ? 5 : 4;
}

/** Equal keys mean equal choices. */
export function keyOf({ items, periods, seed }: Choice): string {
  return [items, periods, seed].join(";");
}

export function writeLink({ items, periods, seed }: Choice): string {
  return `#subject=msmk&items=${items}&periods=${periods}&seed=${seed}`;
}

/** Fields that a link leaves out come from the start. Throws `LinkError`. */
export function readLink(fields: LinkFields): Choice {
  onlyFields(fields, ["subject", "items", "periods", "seed"]);
  return {
    items: oneOf(fields, "items", ITEMS, START.items),
    periods: oneOf(fields, "periods", PERIODS, START.periods),
    seed: wholeNumber(fields, "seed", 0, MAX_SEED, START.seed),
  };
}
