/** What is chosen of lot sizing of many items, and how a link says it. */

import type { MclspInstance } from "hunch-solver";
import { MAX_SEED } from "../../frame/limits";
import { LinkError, type LinkFields, oneOf, onlyFields, wholeNumber } from "../../frame/link";

/** What the map shows of a set-up. */
export type Paint = "plan" | "beliefs" | "marginals" | "fixed" | "tight";

export const PAINTS: readonly Paint[] = ["plan", "beliefs", "marginals", "fixed", "tight"];

export interface Choice {
  readonly size: string;
  readonly seed: number;
  /** Percent of the drawn capacities. */
  readonly capacity: number;
  /** Percent of the drawn set-up costs. */
  readonly setup: number;
  readonly paint: Paint;
  /** The set-ups made by hand, as hexadecimal digits of four cells each; null where none was begun. */
  readonly mine: string | null;
}

export interface Size {
  readonly items: number;
  readonly periods: number;
  /** Ratio of a period's capacity to the mean demand of one item. */
  readonly c: number;
}

/** One that can be grasped, then the paper's: c is 10 for 8 items there and 14 for 12; 5 is the same for 4. */
export const SIZES: Readonly<Record<string, Size>> = {
  "4x12": { items: 4, periods: 12, c: 5 },
  "8x40": { items: 8, periods: 40, c: 10 },
  "12x100": { items: 12, periods: 100, c: 14 },
  "8x200": { items: 8, periods: 200, c: 10 },
};

/** Ratio of set-up to holding cost, the paper's. */
export const SETUP_RATIO = 1_000;

/** The sliders' ends, in percent. */
export const SCALES = { capacity: { low: 70, high: 200 }, setup: { low: 0, high: 300 } } as const;

/** A draw whose capacities can be cut by a fifth before nothing is possible any more, and is proven in a tenth of a second. */
export const START: Choice = {
  size: "4x12",
  seed: 29,
  capacity: 100,
  setup: 100,
  paint: "plan",
  mine: null,
};

/** Cells that are answered under the finger, and that are set by hand: more take longer, and cannot be taken in. */
export const MOST_LIVE = 60;

export function sizeOf({ size }: Choice): Size {
  return SIZES[size] ?? { items: 4, periods: 12, c: 5 };
}

export function isSmall(choice: Choice): boolean {
  const { items, periods } = sizeOf(choice);
  return items * periods <= MOST_LIVE;
}

/** Equal keys mean equal instances. */
export function keyOf({ size, seed, capacity, setup }: Choice): string {
  return [size, seed, capacity, setup].join(";");
}

/** The drawn instance with its capacities and set-up costs scaled. */
export function scaled(drawn: MclspInstance, { capacity, setup }: Choice): MclspInstance {
  const by = (numbers: ArrayLike<number>, percent: number): number[] =>
    Array.from(numbers, (number) => Math.round((number * percent) / 100));
  return { ...drawn, capacity: by(drawn.capacity, capacity), setupCost: by(drawn.setupCost, setup) };
}

export function writeLink({ size, seed, capacity, setup, paint, mine }: Choice): string {
  const fields = [`#subject=mclsp&size=${size}&seed=${seed}`];
  if (capacity !== START.capacity) fields.push(`capacity=${capacity}`);
  if (setup !== START.setup) fields.push(`setup=${setup}`);
  if (paint !== START.paint) fields.push(`paint=${paint}`);
  if (mine !== null) fields.push(`mine=${mine}`);
  return fields.join("&");
}

/** Fields that a link leaves out come from the start. Throws `LinkError`. */
export function readLink(fields: LinkFields): Choice {
  onlyFields(fields, ["subject", "size", "seed", "capacity", "setup", "paint", "mine"]);
  const choice: Choice = {
    size: oneOf(fields, "size", Object.keys(SIZES), START.size),
    seed: wholeNumber(fields, "seed", 0, MAX_SEED, START.seed),
    capacity: wholeNumber(fields, "capacity", SCALES.capacity.low, SCALES.capacity.high, START.capacity),
    setup: wholeNumber(fields, "setup", SCALES.setup.low, SCALES.setup.high, START.setup),
    paint: oneOf(fields, "paint", PAINTS, START.paint),
    mine: null,
  };
  return { ...choice, mine: readMine(fields, choice) };
}

function readMine(fields: LinkFields, choice: Choice): string | null {
  const text = fields.get("mine");
  if (text === undefined) return null;
  const { items, periods } = sizeOf(choice);
  const digits = Math.ceil((items * periods) / 4);
  if (!isSmall(choice) || text.length !== digits || !/^[0-9a-f]+$/.test(text))
    throw new LinkError("mine", text, `${digits} hexadecimal digits, for at most ${MOST_LIVE} set-ups`);
  return text;
}

/** One entry a cell, 0 or 1. */
export function cellsOf(mine: string | null, cells: number): Uint8Array {
  return Uint8Array.from({ length: cells }, (_, k) => {
    const digit = Number.parseInt(mine?.[Math.floor(k / 4)] ?? "0", 16);
    return (digit >> (k % 4)) & 1;
  });
}

export function packed(cells: ArrayLike<number>): string {
  const digits = Array.from({ length: Math.ceil(cells.length / 4) }, (_, digit) =>
    [0, 1, 2, 3].reduce((sum, bit) => sum + ((cells[4 * digit + bit] ?? 0) << bit), 0).toString(16),
  );
  return digits.join("");
}
