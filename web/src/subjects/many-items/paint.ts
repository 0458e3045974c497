/** What the map shows of a set-up: its colour, how strong it is, and the same in words. */

import type { MclspInstance } from "hunch-solver";
import { amount, percent, probability } from "../../ui/format";
import type { Paint } from "./choice";
import type { Told } from "./told";

export interface Painted {
  /** Names the colour, for the style. */
  readonly kind: "none" | "made" | "believed" | "pays" | "costs" | "one" | "zero" | "free" | "full";
  /** Strength of the colour, from 0 to 1. */
  readonly share: number;
  /** A number, as the table shows it. */
  readonly text: string;
}

const NOTHING: Painted = { kind: "none", share: 0, text: "–" };

/** The least strength of a colour that says yes, so that it is told from one that says no. */
const LEAST = 0.35;

/** From this share of its capacity on a period is full: capacities are met exactly or missed by whole lots. */
export const FULL = 0.999;

export const PAINT_LABELS: Readonly<Record<Paint, string>> = {
  plan: "The plan",
  beliefs: "Beliefs",
  marginals: "Worth",
  fixed: "Fixed",
  tight: "Tight",
};

/** What a picture means, below it. */
export const LEGENDS: Readonly<Record<Paint, ReadonlyArray<readonly [swatch: string, text: string]>>> = {
  plan: [
    ["made", "made in this period; stronger where more is made"],
    ["none", "not made"],
  ],
  beliefs: [
    ["believed", "believed to be set up; stronger where more surely"],
    ["dot", "set up in the plan"],
    ["cross", "the plan overrules the belief"],
  ],
  marginals: [
    ["pays", "a set-up pays, by the prices"],
    ["costs", "it costs more than it saves"],
  ],
  fixed: [
    ["one", "fixed: set up"],
    ["zero", "fixed: not set up"],
    ["free", "left to the search"],
    ["cross", "overruled later"],
  ],
  tight: [
    ["full", "made in a period whose capacity is used up"],
    ["made", "made in a period with room"],
  ],
};

/** How one cell is painted. `uses` is what each period makes of all items. */
export function painted(
  paint: Paint,
  k: number,
  instance: MclspInstance,
  told: Told,
  uses: ArrayLike<number>,
): Painted {
  const period = k % instance.capacity.length;
  const made = told.plan?.production[k] ?? 0;
  const isSetUp = told.plan?.setup[k] === 1;
  switch (paint) {
    case "plan": {
      if (!told.plan) return NOTHING;
      const text = amount(made);
      if (!isSetUp) return { kind: "none", share: 0, text };
      const most = Math.max(1, instance.capacity[period] ?? 1);
      return { kind: "made", share: LEAST + (1 - LEAST) * Math.min(1, made / most), text };
    }
    case "beliefs": {
      const belief = told.beliefs?.[k];
      return belief === undefined ? NOTHING : { kind: "believed", share: belief, text: probability(belief) };
    }
    case "marginals": {
      const marginal = told.marginals?.[k];
      if (marginal === undefined) return NOTHING;
      if (marginal === Infinity) return { kind: "pays", share: 1, text: "needed" };
      const setup = Math.max(1, instance.setupCost[k] ?? 1);
      const share = Math.abs(marginal) / (Math.abs(marginal) + setup);
      return { kind: marginal > 0 ? "pays" : "costs", share, text: amount(marginal).replace("-", "−") };
    }
    case "fixed": {
      const fixed = told.fixed?.[k];
      if (fixed === undefined) return NOTHING;
      if (fixed < 0) return { kind: "free", share: 1, text: "free" };
      return fixed === 1 ? { kind: "one", share: 1, text: "1" } : { kind: "zero", share: 1, text: "0" };
    }
    case "tight": {
      if (!told.plan) return NOTHING;
      const isFull = isTight(uses, instance.capacity, period);
      if (!isSetUp) return { kind: "none", share: 0, text: "" };
      return { kind: isFull ? "full" : "made", share: isFull ? 1 : LEAST, text: isFull ? "full" : "room" };
    }
  }
}

/** The mark on a cell: what the plan says beside a belief or a fixing. */
export function markOf(paint: Paint, k: number, { plan, beliefs, fixed }: Told): "dot" | "cross" | null {
  if (!plan || (paint !== "beliefs" && paint !== "fixed")) return null;
  const isSetUp = plan.setup[k] === 1;
  const said = paint === "beliefs" ? sideOf(beliefs?.[k]) : (fixed?.[k] ?? -1);
  if (said >= 0 && said !== Number(isSetUp)) return "cross";
  return paint === "beliefs" && isSetUp ? "dot" : null;
}

/** What a belief says of a set-up: 0 or 1, and −1 where there is none. */
export function sideOf(belief: number | undefined): number {
  return belief === undefined ? -1 : Number(belief >= 0.5);
}

/** What each period makes of all items. */
export function usesOf(production: ArrayLike<number> | undefined, periods: number): Float64Array {
  const uses = new Float64Array(periods);
  for (let k = 0; production && k < production.length; k++) uses[k % periods]! += production[k] ?? 0;
  return uses;
}

export function isTight(uses: ArrayLike<number>, capacity: ArrayLike<number>, period: number): boolean {
  return (uses[period] ?? 0) >= FULL * (capacity[period] ?? 0) && (uses[period] ?? 0) > 0;
}

/** Everything that is known of one cell, as parts of a line. */
export function readOut(k: number, instance: MclspInstance, told: Told | null): string[] {
  const periods = instance.capacity.length;
  const period = k % periods;
  const parts = [
    `Item ${Math.floor(k / periods) + 1}, period ${period + 1}`,
    `demand ${amount(instance.demand[k] ?? 0)}`,
    `set-up ${amount(instance.setupCost[k] ?? 0)}`,
  ];
  if (!told) return parts;
  const { beliefs, marginals, prices, fixed, plan } = told;
  if (plan) parts.push(plan.setup[k] === 1 ? `makes ${amount(plan.production[k] ?? 0)}` : "makes nothing");
  if (beliefs) parts.push(`belief ${probability(beliefs[k] ?? 0)}`);
  if (marginals) parts.push(`worth ${painted("marginals", k, instance, told, []).text}`);
  if (fixed) parts.push((fixed[k] ?? -1) < 0 ? "left free" : `fixed at ${fixed[k]}`);
  if (plan) {
    const use = (usesOf(plan.production, periods)[period] ?? 0) / Math.max(1, instance.capacity[period] ?? 1);
    parts.push(`capacity used ${percent(use)}`);
  }
  if (prices) parts.push(`price ${amount(prices[period] ?? 0)}`);
  return parts;
}
