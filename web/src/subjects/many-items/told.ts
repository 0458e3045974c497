/** What a run has told until now: what the structure says, plans, bounds, and its end. */

import type { Answer, HunchEvent, MclspInstance, MclspPlan, Status } from "hunch-solver";
import { type Point, withPoint } from "../../race/lane";

export interface Told {
  /** Of the choice. */
  readonly key: string;
  /** Price of a piece of each period's capacity; null until it is told, and so for the others. */
  readonly prices: ArrayLike<number> | null;
  /** What the set-up of each item and period is worth at these prices. */
  readonly marginals: ArrayLike<number> | null;
  /** How far each set-up is believed in, from 0 to 1. */
  readonly beliefs: ArrayLike<number> | null;
  /** At what it was fixed: 0 or 1, and −1 where it was left free. */
  readonly fixed: ArrayLike<number> | null;
  /** Share of the set-ups that was fixed, in percent. */
  readonly level: number | null;
  readonly plan: MclspPlan | null;
  readonly plans: readonly Point[];
  readonly bounds: readonly Point[];
  readonly cost: number | null;
  readonly bound: number | null;
  /** Once it has ended. */
  readonly status: Status | "stopped" | null;
  readonly seconds: number;
  /** The model that the beliefs are from; none where they are the structure's. */
  readonly model: string | null;
  readonly error: string | null;
}

export function nothingYet(key: string): Told {
  return {
    key,
    prices: null,
    marginals: null,
    beliefs: null,
    fixed: null,
    level: null,
    plan: null,
    plans: [],
    bounds: [],
    cost: null,
    bound: null,
    status: null,
    seconds: 0,
    model: null,
    error: null,
  };
}

export function isOver({ status, error }: Told): boolean {
  return status !== null || error !== null;
}

/** What is known after an event. */
export function after(told: Told, event: HunchEvent): Told {
  const { seconds } = event;
  switch (event.type) {
    case "numbers":
      return event.name === "shares" ? told : { ...told, [event.name]: event.values };
    case "fixingLevel":
      return event.feasible ? { ...told, level: event.level } : told;
    case "bound":
      return { ...told, bound: event.bound, bounds: withPoint(told.bounds, seconds, event.bound) };
    case "incumbent":
      return {
        ...told,
        cost: event.objective,
        plans: withPoint(told.plans, seconds, event.objective),
      };
    case "answer":
      return event.plan && "setup" in event.plan && "production" in event.plan
        ? { ...told, plan: event.plan as MclspPlan }
        : told;
    default:
      return told;
  }
}

/** What is known at the end. */
export function ended(told: Told, answer: Answer<MclspInstance>): Told {
  return {
    ...told,
    plan: answer.plan ?? told.plan,
    cost: answer.objective ?? told.cost,
    bound: answer.bound ?? told.bound,
    level: answer.level ?? told.level,
    status: answer.status,
    seconds: answer.statistics.seconds,
    model: answer.model ?? null,
  };
}

/** How far the plan may be above the cheapest one, as a share of its cost. */
export function gapOf({ cost, bound, status }: Told): number | null {
  if (status === "optimal") return 0;
  return cost !== null && bound !== null && cost > 0 ? Math.max(0, (cost - bound) / cost) : null;
}
