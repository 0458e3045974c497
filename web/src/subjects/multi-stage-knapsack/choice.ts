/** What is chosen of the multi-stage knapsack, and how a link says it. */

import type { MsmkInstance } from "hunch-solver";
import { MAX_SEED } from "../../frame/limits";
import { LinkError, type LinkFields, oneOf, onlyFields, wholeNumber } from "../../frame/link";

export interface Choice {
  readonly items: number;
  readonly periods: number;
  readonly seed: number;
  /** Percent of the drawn capacities. */
  readonly hold: number;
  /** Percent of the drawn bonuses. */
  readonly bonus: number;
  /** The cells chosen by hand, as hexadecimal digits of four cells each; null where none was begun. */
  readonly mine: string | null;
}

/** The paper's sizes, and 12 periods, which one can grasp. */
export const ITEMS = [8, 10, 16, 20, 32] as const;
export const PERIODS = [12, 30, 60] as const;

/** The sliders' ends, in percent. */
export const SCALES = { hold: { low: 20, high: 200 }, bonus: { low: 0, high: 300 } } as const;

export const START: Choice = { items: 8, periods: 12, seed: 1, hold: 100, bonus: 100, mine: null };

/**
 * Up to so many items, all sets of a period are looked at here; for twenty that takes seconds, in which
 * nothing would be seen.
 */
export const MOST_FOR_SUBSETS = 16;

/** Cells that are chosen by hand at most: more cannot be taken in. */
export const MOST_BY_HAND = 120;

/** As in the paper: five knapsacks for 8, 16, 24 and 32 items, four for 10, 20, 30 and 40. */
export function knapsacks(items: number): number {
  return items % 8 === 0 ? 5 : 4;
}

/** Equal keys mean equal instances. */
export function keyOf({ items, periods, seed, hold, bonus }: Choice): string {
  return [items, periods, seed, hold, bonus].join(";");
}

/** The drawn instance with its capacities and bonuses scaled. */
export function scaled(drawn: MsmkInstance, { hold, bonus }: Choice): MsmkInstance {
  const by = (numbers: ArrayLike<number>, percent: number): number[] =>
    Array.from(numbers, (number) => Math.round((number * percent) / 100));
  return { ...drawn, capacities: by(drawn.capacities, hold), bonuses: by(drawn.bonuses, bonus) };
}

export function writeLink({ items, periods, seed, hold, bonus, mine }: Choice): string {
  const fields = [`#subject=msmk&items=${items}&periods=${periods}&seed=${seed}`];
  if (hold !== START.hold) fields.push(`hold=${hold}`);
  if (bonus !== START.bonus) fields.push(`bonus=${bonus}`);
  if (mine !== null) fields.push(`mine=${mine}`);
  return fields.join("&");
}

/** Fields that a link leaves out come from the start. Throws `LinkError`. */
export function readLink(fields: LinkFields): Choice {
  onlyFields(fields, ["subject", "items", "periods", "seed", "hold", "bonus", "mine"]);
  const items = oneOf(fields, "items", ITEMS, START.items);
  const periods = oneOf(fields, "periods", PERIODS, START.periods);
  return {
    items,
    periods,
    seed: wholeNumber(fields, "seed", 0, MAX_SEED, START.seed),
    hold: wholeNumber(fields, "hold", SCALES.hold.low, SCALES.hold.high, START.hold),
    bonus: wholeNumber(fields, "bonus", SCALES.bonus.low, SCALES.bonus.high, START.bonus),
    mine: readMine(fields, items * periods),
  };
}

function readMine(fields: LinkFields, cells: number): string | null {
  const text = fields.get("mine");
  if (text === undefined) return null;
  const digits = Math.ceil(cells / 4);
  const isRight = cells <= MOST_BY_HAND && text.length === digits && /^[0-9a-f]+$/.test(text);
  if (!isRight)
    throw new LinkError("mine", text, `${digits} hexadecimal digits, for at most ${MOST_BY_HAND} cells`);
  return text;
}

/** One entry a cell, 0 or 1. */
export function cellsOf(mine: string | null, cells: number): Uint8Array {
  return Uint8Array.from({ length: cells }, (_, k) => {
    const digit = Number.parseInt(mine?.[Math.floor(k / 4)] ?? "0", 16);
    return (digit >> (k % 4)) & 1;
  });
}

export function packed(cells: Uint8Array): string {
  const digits = Array.from({ length: Math.ceil(cells.length / 4) }, (_, digit) =>
    [0, 1, 2, 3].reduce((sum, bit) => sum + ((cells[4 * digit + bit] ?? 0) << bit), 0).toString(16),
  );
  return digits.join("");
}
