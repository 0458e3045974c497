/** What the robust views draw, in their own terms. */

/** The plans that are put side by side, in the order in which they are shown. */
export const PLANS = ["nominal", "network", "guess", "proven"] as const;
/**
 * `nominal` trusts the numbers; `network` is what the network said, as it said it; `guess` is that, repaired so that it keeps its
 * promise for every number of the uncertainty set; `proven` is the best that the search found from there, with a proven bound.
 */
export type PlanName = (typeof PLANS)[number];

/** Those of the plans that are put beside the nominal one. */
export const ROBUST_PLANS = ["guess", "proven"] as const satisfies readonly PlanName[];
export type RobustPlanName = (typeof ROBUST_PLANS)[number];

export interface Plan {
  /** Share of each item, or stock of each shop; null for the network's word, which is known by its account alone. */
  readonly amounts: ArrayLike<number> | null;
  /** What the plan promises: the value of the items, or the profit for every number of its own uncertainty set. */
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
  /** By how much a limit is passed in the worst case of all numbers within ρ, drawn or not; 0 where none is. */
  readonly worstViolation: number;
}

export type PlanState = "waiting" | "running" | "done" | "stopped" | "failed";

/** All that is known of one of the plans. */
export interface Standing {
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

export const WAITING: Standing = {
  state: "waiting",
  plan: null,
  cloud: null,
  seconds: null,
  bound: null,
  optimal: false,
  error: null,
};

export type Standings = Readonly<Record<PlanName, Standing>>;

export const NOTHING_YET: Standings = { nominal: WAITING, network: WAITING, guess: WAITING, proven: WAITING };

/** One radius of the curve that shows what robustness costs. */
export interface CurvePoint {
  readonly rho: number;
  /** What the repaired guess promises; without a guess, the search's plan. */
  readonly promise: number;
  /** By how much the network's own answer broke a limit; null where no network was asked. */
  readonly violation: number | null;
}
