/** How the live answers are put into words. */

import type { ClspPlan } from "hunch-solver";
import { amount, duration, percent } from "../../ui/format";
import type { LiveAnswer } from "./live";
import type { Values } from "./problem";

export type PlanName = "best" | "guess" | "mine";

export const PLAN_LABELS: Readonly<Record<PlanName, string>> = {
  best: "Best",
  guess: "Guess",
  mine: "Yours",
};

/** Below this share two costs are the same. */
const SAME = 1e-6;

const METHODS: Readonly<Record<string, string>> = {
  exact: "the exact algorithm",
  search: "the search",
  auto: "the guess and the search",
  guess: "the guess and the search",
};

/** How far a cost is above another one, as a share. */
export function above(cost: number, best: number): number {
  const share = (cost - best) / Math.max(1e-9, Math.abs(best));
  return Math.abs(share) < SAME ? 0 : share;
}

/** The answer to the present values, in a line that stands above the charts. */
export function verdict(best: LiveAnswer | null): string {
  if (best === null) return "The first answer is on its way.";
  if (best.error !== null) return `There is no answer: ${best.error}`;
  if (best.status === "infeasible") return `No plan exists, proven in ${duration(best.seconds)}.`;
  if (best.cost === null)
    return `No plan was found in ${duration(best.seconds)}; the race below gives more time.`;
  const by = METHODS[best.method] ?? best.method;
  if (best.status === "optimal")
    return `The cheapest plan costs ${amount(best.cost)}: proven by ${by} in ${duration(best.seconds)}.`;
  const gap =
    best.bound === null ? "" : `, at most ${percent(above(best.cost, best.bound))} above the cheapest`;
  return `A plan of ${amount(best.cost)} is there after ${duration(best.seconds)}${gap}; the race below gives more time.`;
}

/** One sentence: what the guess was worth here, and when it would be. */
export function worth(best: LiveAnswer | null, guess: LiveAnswer | null): string {
  if (!best || best.cost === null || !guess) return "";
  if (guess.error !== null) return `There is no guess here: ${guess.error}.`;
  if (guess.cost === null) return "The guess led to no plan in half a second; it was worth nothing here.";
  const cost = above(guess.cost, best.cost);
  const quality =
    cost === 0
      ? "the same plan’s worth"
      : `a plan ${percent(Math.abs(cost))} ${cost > 0 ? "dearer" : "cheaper"}`;
  const isExact = best.method === "exact" && best.status === "optimal";
  const ours = `the guess and its search gave ${quality} in ${duration(guess.seconds)}`;
  if (isExact) {
    const than = `the exact algorithm has the proof in ${duration(best.seconds)}`;
    return guess.seconds < best.seconds
      ? `What the guess was worth here: ${duration(best.seconds - guess.seconds)}, for ${ours}, while ${than}. It pays where no exact algorithm exists.`
      : `What the guess was worth here: nothing, for ${than}, and ${ours}. It pays where no exact algorithm exists and the search alone is slow; the race shows how slow.`;
  }
  return cost <= 0
    ? `What the guess was worth here: ${ours}, and no exact algorithm was quick enough to ask.`
    : `What the guess was worth here: a first plan; ${ours}, which the search has bettered.`;
}

/** What a plan's cost is made of. */
export function costText(plan: ClspPlan, values: Values): string {
  const sum = (quantities: ArrayLike<number>, costs: readonly number[]): number =>
    costs.reduce((total, cost, period) => total + cost * (quantities[period] ?? 0), 0);
  const setups = plan.setup.reduce((count, one) => count + one, 0);
  const parts = [
    sum(plan.setup, values.setupCost),
    sum(plan.production, values.productionCost),
    sum(plan.inventory, values.holdingCost),
  ].map(amount);
  return `${parts[0]} for ${setups} ${setups === 1 ? "set-up" : "set-ups"}, ${parts[1]} for production, ${parts[2]} for stock`;
}
