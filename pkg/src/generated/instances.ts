// Made by `cargo xtask generate` from the tables in crates/families and the features of crates/wasm.

import type { Numbers, Radii } from "../types.js";

/** Single-item capacitated lot sizing: in which periods to set up, and how much to produce in each. */
export interface ClspInstance {
  family: "clsp";
  /** Pieces demanded in each period (periods, pieces, from 0 to 1e12). */
  demand: Numbers;
  /** Largest production of each period (periods, pieces, from 0 to 1e12). */
  capacity: Numbers;
  /** Cost of producing one piece (periods, money, from 0 to 1e12). */
  productionCost: Numbers;
  /** Cost of producing at all in a period (periods, money, from 0 to 1e12). */
  setupCost: Numbers;
  /** Cost of holding one piece to the next period (periods, money, from 0 to 1e12). */
  holdingCost: Numbers;
}

/** What instances of the family `clsp` are drawn from. */
export interface ClspDistribution {
  family: "clsp";
  /** Capacity-to-demand ratio; the paper has 3, 5, 8 (from 1 to 1000000). */
  c: number;
  /** Setup-to-holding cost ratio; the paper has 1 000 and 10 000 (from 1 to 1000000). */
  f: number;
  /** Number of periods; the paper has 90 and 120 (from 1 to 10000). */
  horizon: number;
}

/** An answer of the family `clsp`. */
export interface ClspPlan {
  /** Pieces produced in each period (periods). */
  production: Float64Array;
  /** Whether each period is set up (periods), 0 or 1. */
  setup: Uint8Array;
  /** Stock at the end of each period (periods). */
  inventory: Float64Array;
}

/** Multidimensional knapsack whose weights are uncertain: which items to take, whatever they weigh. */
export interface RobustKnapsackInstance {
  family: "robust-knapsack";
  /** What each item is worth (items, money, from 0 to 1e9). */
  values: Numbers;
  /** Nominal weights, row by row (rows × items, weight, from 0 to 1e9). */
  weights: Numbers;
  /** What each row holds at most (rows, weight, from 0 to 1e9). */
  capacities: Numbers;
  /** The set of each row's weights. */
  set: "box" | "ellipsoid";
  /** The radius of the set (weight, from 0 to 1e9). */
  rho: number;
  /** Any share of an item, or an item or none of it. */
  domain: "continuous" | "binary";
}

/** What instances of the family `robust-knapsack` are drawn from. */
export interface RobustKnapsackDistribution {
  family: "robust-knapsack";
  /** Number of items; the paper has 50 (from 1 to 10000). */
  items: number;
  /** Number of rows; the paper has 5 (from 1 to 1000). */
  rows: number;
  /** The set of each row's weights. */
  set: "box" | "ellipsoid";
  /** Any share of an item, or an item or none of it. */
  domain: "continuous" | "binary";
  /** The radii, drawn uniformly between the two (from 0 to 1e9). */
  rho: Radii;
}

/** An answer of the family `robust-knapsack`. */
export interface RobustKnapsackDecision {
  /** How much of each item is taken (items). */
  x: Float64Array;
}

/** Stocks of retailers whose demand follows uncertain factors; sales follow the factors by a linear rule. */
export interface RobustInventoryInstance {
  family: "robust-inventory";
  /** Revenue of a unit sold (retailers, money, from 0 to 1e9). */
  revenue: Numbers;
  /** Cost of a unit stocked (retailers, money, from 0 to 1e9). */
  cost: Numbers;
  /** Expected demand at factors 0 (retailers, pieces, from 0 to 1e9). */
  demand: Numbers;
  /** Change of demand a unit of each factor, retailer by retailer (retailers × factors, pieces, from -1e9 to 1e9). */
  sensitivity: Numbers;
  /** Nominal factors (factors, from -1e9 to 1e9). */
  factors: Numbers;
  /** Most stock of each retailer (retailers, pieces, from 0 to 1e9). */
  upper: Numbers;
  /** Most stock of all together (pieces, from 0 to 1e9). */
  capacity: number;
  /** The set of the factors. */
  set: "box" | "ellipsoid";
  /** The radius of the set, in units of the factors (from 0 to 1e9). */
  rho: number;
}

/** What instances of the family `robust-inventory` are drawn from. */
export interface RobustInventoryDistribution {
  family: "robust-inventory";
  /** Number of retailers; the paper has 50 (from 1 to 2000). */
  retailers: number;
  /** Number of factors; the paper has 5 (from 1 to 100). */
  factors: number;
  /** The set of the factors. */
  set: "box" | "ellipsoid";
  /** The radii, drawn uniformly between the two (from 0 to 1e9). */
  rho: Radii;
}

/** An answer of the family `robust-inventory`. */
export interface RobustInventoryDecision {
  /** Units stocked by each retailer (retailers). */
  x: Float64Array;
  /** Sales at factors 0 (retailers). */
  y0: Float64Array;
  /** Change of sales a unit of each factor, retailer by retailer (retailers × factors). */
  y: Float64Array;
}

/** Multi-stage multidimensional knapsack: which items to choose in each period, with a bonus for a choice that stays. */
export interface MsmkInstance {
  family: "msmk";
  /** Number of items; the paper has 8 to 40 (from 1 to 400). */
  items: number;
  /** Number of periods; the paper has 15 to 200 (from 1 to 2000). */
  periods: number;
  /** Knapsacks of each period; the paper has 4 or 5 (from 1 to 50). */
  knapsacks: number;
  /** What an item earns in a period where it is chosen (periods × items, money, from 0 to 1e7). */
  profits: Numbers;
  /** What an item earns when the next period treats it alike; those of the last period do not count (periods × items, money, from 0 to 1e7). */
  bonuses: Numbers;
  /** What an item weighs in each knapsack of a period (periods × knapsacks × items, weight, from 0 to 1e7). */
  weights: Numbers;
  /** What each knapsack of a period holds (periods × knapsacks, weight, from 0 to 9.007199254740992e15). */
  capacities: Numbers;
}

/** What instances of the family `msmk` are drawn from. */
export interface MsmkDistribution {
  family: "msmk";
  /** Number of items; the paper has 8 to 40 (from 1 to 400). */
  items: number;
  /** Number of periods; the paper has 15 to 200 (from 1 to 2000). */
  periods: number;
  /** Knapsacks of each period; the paper has 4 or 5 (from 1 to 50). */
  knapsacks: number;
}

/** An answer of the family `msmk`. */
export interface MsmkPlan {
  /** Whether each item is chosen in each period (periods × items), 0 or 1. */
  chosen: Uint8Array;
  /** Whether the next period treats each item alike; 0 in the last period (periods × items), 0 or 1. */
  kept: Uint8Array;
}

/** Multi-item capacitated lot sizing: in which periods to set up which item, and how much to produce, with one capacity for all items. */
export interface MclspInstance {
  family: "mclsp";
  /** Number of items; the paper has 8 to 80 (from 1 to 800). */
  items: number;
  /** Pieces demanded of each item in each period (items × periods, pieces, from 0 to 1e9). */
  demand: Numbers;
  /** Largest production of each period, of all items together (periods, pieces, from 0 to 1e12). */
  capacity: Numbers;
  /** Cost of producing one piece (items × periods, money, from 0 to 1e9). */
  productionCost: Numbers;
  /** Cost of producing an item at all in a period (items × periods, money, from 0 to 1e9). */
  setupCost: Numbers;
  /** Cost of holding one piece to the next period (items × periods, money, from 0 to 1e9). */
  holdingCost: Numbers;
}

/** What instances of the family `mclsp` are drawn from. */
export interface MclspDistribution {
  family: "mclsp";
  /** Number of items; the paper trains on 8 and 12 (from 1 to 800). */
  items: number;
  /** Number of periods; the paper has 30 to 200 (from 1 to 2000). */
  periods: number;
  /** Ratio of capacity to the mean demand of one item; the paper has 10 for 8 items, 14 for 12 (from 1 to 1000000). */
  c: number;
  /** Setup-to-holding cost ratio; the paper has 1 000 (from 1 to 1000000). */
  f: number;
}

/** An answer of the family `mclsp`. */
export interface MclspPlan {
  /** Pieces produced of each item in each period (items × periods). */
  production: Float64Array;
  /** Whether each item is set up in each period (items × periods), 0 or 1. */
  setup: Uint8Array;
  /** Stock of each item at the end of each period (items × periods). */
  inventory: Float64Array;
}

/** A problem of a known family. */
export type Instance = ClspInstance | RobustKnapsackInstance | RobustInventoryInstance | MsmkInstance | MclspInstance;

/** A problem some of whose data are uncertain. */
export type UncertainInstance = RobustKnapsackInstance | RobustInventoryInstance;

/** What instances are drawn from. */
export type Distribution = ClspDistribution | RobustKnapsackDistribution | RobustInventoryDistribution | MsmkDistribution | MclspDistribution;

/** The plans of the families that have them, by the family's name. */
export interface Plans {
  clsp: ClspPlan;
  msmk: MsmkPlan;
  mclsp: MclspPlan;
}

/** A plan, in its family's own terms. */
export type Plan = Plans[keyof Plans];

/** A decision, of whichever family: parts that only some of them have may be missing. */
export interface Decision {
  /** How much of each item is taken (items). */
  x: Float64Array;
  /** Sales at factors 0 (retailers). */
  y0?: Float64Array;
  /** Change of sales a unit of each factor, retailer by retailer (retailers × factors). */
  y?: Float64Array;
}

/** Numbers that the structure of an instance says, by their names as events tell them, with the family that has them. */
export interface ToldNumbers {
  /** Family `mclsp`: What a piece of each period's capacity is worth, by the Lagrangean bound (periods, money a piece). */
  prices: "mclsp";
  /** Family `mclsp`: By how much an item's cheapest plan at these prices costs more without a set-up in a period than with it; infinite where it needs it (items × periods, money). */
  marginals: "mclsp";
  /** Family `mclsp`: Average set-ups of the items' cheapest plans on the way to these prices (items × periods, from 0 to 1). */
  shares: "mclsp";
}
