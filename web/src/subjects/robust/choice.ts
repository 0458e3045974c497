/**
 * What is chosen of a robust problem: how it is drawn, how much uncertainty it guards against, and how
 * cautious the network is.
 */

import type { RobustInstance, RobustKnapsackInstance, UncertaintySet } from "hunch-solver";

export type Family = RobustInstance["family"];

export type Domain = RobustKnapsackInstance["domain"];

export const DOMAINS: readonly Domain[] = ["continuous", "binary"];
export const SETS: readonly UncertaintySet[] = ["box", "ellipsoid"];

export interface Choice {
  /** Of the knapsack; stocks are always divisible. */
  readonly domain: Domain;
  readonly set: UncertaintySet;
  readonly seed: number;
  /** Radius of the uncertainty set. */
  readonly rho: number;
  /** Penalty on broken limits that the network is asked to answer for: larger is more cautious. */
  readonly nu: number;
}

/**
 * The paper's sizes: items with as many uncertain weights in each limit, and shops whose demand follows
 * uncertain factors.
 */
export const SIZES = { items: 50, limits: 5, shops: 50, factors: 5 } as const;

interface FamilyLimits {
  /**
   * Largest radius of the slider, of each set: twice the usual one of the knapsack; where demands could
   * become negative, of the stocks.
   */
  readonly maxRho: Readonly<Record<UncertaintySet, number>>;
  /**
   * What the slider of ν offers, from bold to cautious: penalties of the paper that the trained networks
   * cover, and steps between them.
   */
  readonly penalties: readonly number[];
}

export const FAMILIES: Readonly<Record<Family, FamilyLimits>> = {
  "robust-knapsack": { maxRho: { box: 0.2, ellipsoid: 1 }, penalties: [1, 2, 3, 5, 7, 10, 15, 20, 30, 50] },
  "robust-inventory": {
    maxRho: { box: 0.5, ellipsoid: 1 },
    penalties: [50, 70, 100, 150, 200, 300, 500, 700, 1000],
  },
};

/** Steps of the slider of ρ, from none to the largest. */
export const RHO_STEPS = 40;

/** Draws of the numbers from the uncertainty set that a cloud shows. */
export const CLOUD_SIZE = 400;

/**
 * The stocks' draw is one in which trusting the forecast is seen to cost: in a good part of the cases the
 * nominal plan earns less than the robust one promises.
 */
export const START: Readonly<Record<Family, Choice>> = {
  "robust-knapsack": { domain: "continuous", set: "box", seed: 1, rho: 0.1, nu: 10 },
  "robust-inventory": { domain: "continuous", set: "ellipsoid", seed: 2, rho: 0.2, nu: 200 },
};

/**
 * The radius at a step of the slider; rounded, so that links stay short and equal steps give equal problems.
 */
export function rhoAt(step: number, family: Family, set: UncertaintySet): number {
  return Number(((FAMILIES[family].maxRho[set] * step) / RHO_STEPS).toFixed(4));
}

/** The step nearest to a radius. */
export function stepOf(rho: number, family: Family, set: UncertaintySet): number {
  return Math.round((rho / FAMILIES[family].maxRho[set]) * RHO_STEPS);
}

/** All steps of the slider, in order. */
export function allRhos(family: Family, set: UncertaintySet): number[] {
  return Array.from({ length: RHO_STEPS + 1 }, (_, step) => rhoAt(step, family, set));
}

/** Every fourth of them, both ends among them: where each point takes a search, these draw the same curve. */
export function fewRhos(family: Family, set: UncertaintySet): number[] {
  return allRhos(family, set).filter((_, step) => step % 4 === 0);
}

/**
 * The same choice with another set; the slider stays where it is, since radii of two sets cannot be compared.
 */
export function withSet(choice: Choice, family: Family, set: UncertaintySet): Choice {
  return { ...choice, set, rho: rhoAt(stepOf(choice.rho, family, choice.set), family, set) };
}

/** Equal keys mean equal draws, whatever the radius. */
export function drawKey(family: Family, { domain, set, seed }: Choice): string {
  return [family, domain, set, seed].join(";");
}

/** Equal keys mean equal problems, whatever the network is asked. */
export function problemKey(family: Family, choice: Choice): string {
  return `${drawKey(family, choice)};${choice.rho}`;
}

/** Equal keys mean equal curves over all radii. */
export function curveKey(family: Family, choice: Choice): string {
  return `${drawKey(family, choice)};${choice.nu}`;
}

/** Equal keys mean equal choices. */
export function keyOf(family: Family, choice: Choice): string {
  return `${problemKey(family, choice)};${choice.nu}`;
}
