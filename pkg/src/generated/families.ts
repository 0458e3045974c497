// Made by `cargo xtask generate` from the tables in crates/families and the features of crates/wasm.

import type { Family } from "../families.js";
import { choice, number, object, vector, whole } from "../schema.js";

export const FAMILIES = {
  clsp: {
    pack: "lots",
    fields: {
      family: choice("clsp"),
      demand: vector({ low: 0, high: 1000000000000 }, 10000),
      capacity: vector({ low: 0, high: 1000000000000 }, 10000),
      productionCost: vector({ low: 0, high: 1000000000000 }, 10000),
      setupCost: vector({ low: 0, high: 1000000000000 }, 10000),
      holdingCost: vector({ low: 0, high: 1000000000000 }, 10000),
    },
    sizes: { periods: { of: "demand", most: 10000 } },
    shapes: { demand: ["periods"], capacity: ["periods"], productionCost: ["periods"], setupCost: ["periods"], holdingCost: ["periods"], production: ["periods"], setup: ["periods"], inventory: ["periods"] },
    distribution: {
      family: choice("clsp"),
      c: whole({ low: 1, high: 1000000 }),
      f: whole({ low: 1, high: 1000000 }),
      horizon: whole({ low: 1, high: 10000 }),
    },
    answers: "plan",
    parts: ["production", "setup", "inventory"],
    isUncertain: false,
    exact: {},
  },
  "robust-knapsack": {
    pack: "robust",
    fields: {
      family: choice("robust-knapsack"),
      values: vector({ low: 0, high: 1000000000 }, 10000),
      weights: vector({ low: 0, high: 1000000000 }, 1000000),
      capacities: vector({ low: 0, high: 1000000000 }, 10000),
      set: choice("box", "ellipsoid"),
      rho: number({ low: 0, high: 1000000000 }),
      domain: choice("continuous", "binary"),
    },
    sizes: { items: { of: "values", most: 10000 }, rows: { of: "capacities", most: 1000 } },
    shapes: { values: ["items"], weights: ["rows", "items"], capacities: ["rows"], x: ["items"] },
    distribution: {
      family: choice("robust-knapsack"),
      items: whole({ low: 1, high: 10000 }),
      rows: whole({ low: 1, high: 1000 }),
      set: choice("box", "ellipsoid"),
      domain: choice("continuous", "binary"),
      rho: object({ low: number({ low: 0, high: 1000000000 }), high: number({ low: 0, high: 1000000000 }) }, "an object with low and high"),
    },
    answers: "decision",
    parts: ["x"],
    isUncertain: true,
    exact: { items: { length: "values" }, rows: { length: "capacities" }, binary: { field: "domain", is: "binary" }, ellipsoid: { field: "set", is: "ellipsoid" } },
  },
  "robust-inventory": {
    pack: "robust",
    fields: {
      family: choice("robust-inventory"),
      revenue: vector({ low: 0, high: 1000000000 }, 10000),
      cost: vector({ low: 0, high: 1000000000 }, 10000),
      demand: vector({ low: 0, high: 1000000000 }, 10000),
      sensitivity: vector({ low: -1000000000, high: 1000000000 }, 1000000),
      factors: vector({ low: -1000000000, high: 1000000000 }, 10000),
      upper: vector({ low: 0, high: 1000000000 }, 10000),
      capacity: number({ low: 0, high: 1000000000 }),
      set: choice("box", "ellipsoid"),
      rho: number({ low: 0, high: 1000000000 }),
    },
    sizes: { retailers: { of: "revenue", most: 2000 }, factors: { of: "factors", most: 100 } },
    shapes: { revenue: ["retailers"], cost: ["retailers"], demand: ["retailers"], sensitivity: ["retailers", "factors"], factors: ["factors"], upper: ["retailers"], x: ["retailers"], y0: ["retailers"], y: ["retailers", "factors"] },
    distribution: {
      family: choice("robust-inventory"),
      retailers: whole({ low: 1, high: 2000 }),
      factors: whole({ low: 1, high: 100 }),
      set: choice("box", "ellipsoid"),
      rho: object({ low: number({ low: 0, high: 1000000000 }), high: number({ low: 0, high: 1000000000 }) }, "an object with low and high"),
    },
    answers: "decision",
    parts: ["x", "y0", "y"],
    isUncertain: true,
    exact: { retailers: { length: "revenue" }, factors: { length: "factors" }, ellipsoid: { field: "set", is: "ellipsoid" } },
  },
} as const satisfies Record<string, Family>;
