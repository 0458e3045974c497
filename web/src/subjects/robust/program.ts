/**
 * The robust knapsack with a box as a program of one's own, for engines that know nothing of uncertainty: each weight is its
 * estimate and ρ more. The package's own formulation is `crates/families/src/robust_knapsack/program.rs`; a test holds both
 * to the same optimum. With a ball the counterpart has a cone, which programs here do not have.
 */

import type { Program, RobustKnapsackInstance } from "hunch-solver";

export function boxProgram({ values, weights, capacities, rho, domain }: RobustKnapsackInstance): Program {
  const kind = domain === "binary" ? "integer" : "continuous";
  const items = values.length;
  return {
    format: "hunch-program",
    version: 1,
    name: "robust knapsack",
    sense: "maximize",
    columns: Array.from(
      values,
      (objective, i) => ({ name: `x${i + 1}`, objective, lower: 0, upper: 1, kind }) as const,
    ),
    rows: Array.from(capacities, (upper, j) => ({
      name: `capacity${j + 1}`,
      upper,
      terms: Array.from({ length: items }, (_, i) => [i, (weights[j * items + i] ?? 0) + rho] as const),
    })),
  };
}
