/** What is known of the ways to choose, in the terms of the views. */

/** `structure` uses subsets or prices; `search` knows the program alone. */
export const LANES = ["structure", "search"] as const;
export type LaneName = (typeof LANES)[number];

export interface Result {
  readonly state: "waiting" | "running" | "done" | "failed";
  /** One entry a period and item; null where nothing was found yet. */
  readonly chosen: ArrayLike<number> | null;
  readonly earns: number | null;
  readonly bound: number | null;
  readonly optimal: boolean;
  readonly seconds: number | null;
  readonly error: string | null;
}

export const WAITING: Result = {
  state: "waiting",
  chosen: null,
  earns: null,
  bound: null,
  optimal: false,
  seconds: null,
  error: null,
};

export type Results = Readonly<Record<LaneName, Result>>;

export const NO_RESULTS: Results = { structure: WAITING, search: WAITING };

/** How far the choices may be below the best, as a share of what they earn. */
export function gap({ earns, bound, optimal }: Result): number | null {
  if (optimal) return 0;
  return earns !== null && bound !== null && earns > 0 ? Math.max(0, (bound - earns) / earns) : null;
}
