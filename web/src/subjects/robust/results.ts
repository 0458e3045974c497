/** What is known of the plans, in the terms of the views. */

import type { RobustDecision } from "hunch-solver";

/** The plans that are put side by side, in the order in which they are shown. */
export const PLANS = ["nominal", "network", "guess", "proven"] as const;
/**
 * `nominal` trusts the numbers; `network` is what the network said, as it said it; `guess` is that, repaired
 * so that it keeps its promise for every number of the uncertainty set; `proven` is the best that the search
 * found from there, with a proven bound.
 */
export type PlanName = (typeof PLANS)[number];

/** Those of the plans that are put beside the nominal one. */
export const ROBUST_PLANS = ["guess", "proven"] as const satisfies readonly PlanName[];
export type RobustPlanName = (typeof ROBUST_PLANS)[number];

export interface Plan {
  /**
   * Share of each item, or stock of each shop; null for the network's own answer, of which only the figures
   * are known.
   */
  readonly amounts: ArrayLike<number> | null;
  /**
   * What the plan promises: the value of the items, or the profit for every number of its own uncertainty
   * set.
   */
  readonly promise: number;
  /** By how much the plan breaks a limit in the worst case. 0 where it keeps all of them. */
  readonly violation: number;
}

/** How a plan fares when the numbers turn out differently: one entry a draw. */
export interface Cloud {
  /** By how much the worst limit is passed (0: none is), or profit. */
  readonly outcomes: ArrayLike<number>;
  /** By how much the worst limit is passed. */
  readonly violations: ArrayLike<number>;
  /** 1 where a limit is passed. */
  readonly broken: ArrayLike<number>;
  readonly brokenCount: number;
  /**
   * By how much a limit is passed in the worst case of all numbers within ρ, drawn or not; 0 where none is.
   */
  readonly worstViolation: number;
}

export type PlanState = "waiting" | "running" | "done" | "stopped" | "failed";

/** All that is known of one of the plans. */
export interface PlanResult {
  readonly state: PlanState;
  readonly plan: Plan | null;
  readonly cloud: Cloud | null;
  /** Seconds that it took. */
  readonly seconds: number | null;
  /** Proven bound on the robust optimum, and whether the plan reaches it. */
  readonly bound: number | null;
  readonly optimal: boolean;
  readonly error: string | null;
}

export const WAITING: PlanResult = {
  state: "waiting",
  plan: null,
  cloud: null,
  seconds: null,
  bound: null,
  optimal: false,
  error: null,
};

export type PlanResults = Readonly<Record<PlanName, PlanResult>>;

export const NO_RESULTS: PlanResults = {
  nominal: WAITING,
  network: WAITING,
  guess: WAITING,
  proven: WAITING,
};

/** A plan that the package made, and what came with it. */
export interface Solved {
  readonly decision: RobustDecision | null;
  readonly promise: number;
  readonly seconds: number;
  readonly bound: number | null;
  readonly optimal: boolean;
}

/** The network's own answer and what the repair made of it. */
export interface Guessed {
  readonly model: string;
  readonly solved: Solved;
  /** What the network promised, and by how much it broke a limit in the worst case. */
  readonly network: { readonly promise: number; readonly violation: number };
}

/** What is known of a plan before it has met any draw. */
export function resultOf(
  { decision, promise, seconds, bound, optimal }: Solved,
  violation: number,
): PlanResult {
  const plan = decision && { amounts: decision.x, promise, violation };
  return { ...WAITING, state: "done", plan, seconds, bound, optimal };
}

/** One radius of the curve that shows what robustness costs. */
export interface CurvePoint {
  readonly rho: number;
  /** What the repaired guess promises; without a guess, the search's plan. */
  readonly promise: number;
  /** By how much the network's own answer broke a limit; null where no network was asked. */
  readonly violation: number | null;
}
