/**
 * The instance as a program of one's own, for engines that know nothing of lot sizing and for the formulas on
 * the page. The package's own formulation is `crates/families/src/clsp/program.rs`; a test holds both to the
 * same optimum.
 */

import type { Program } from "hunch-solver";
import type { Values } from "./problem";

/** Columns: production of all periods, then set-ups, then stock. */
export function toProgram(values: Values, setups: readonly boolean[] | null = null): Program {
  const { demand, capacity, productionCost, setupCost, holdingCost } = values;
  const count = demand.length;
  const kind = "continuous";
  const fixed = (t: number): { lower: number; upper: number } =>
    setups ? { lower: setups[t] ? 1 : 0, upper: setups[t] ? 1 : 0 } : { lower: 0, upper: 1 };
  return {
    format: "hunch-program",
    version: 1,
    name: "lot sizing",
    sense: "minimize",
    columns: [
      ...demand.map(
        (_, t) => ({ name: `x${t + 1}`, objective: productionCost[t] ?? 0, lower: 0, kind }) as const,
      ),
      ...demand.map(
        (_, t) =>
          ({ name: `y${t + 1}`, objective: setupCost[t] ?? 0, ...fixed(t), kind: "integer" }) as const,
      ),
      ...demand.map(
        (_, t) => ({ name: `s${t + 1}`, objective: holdingCost[t] ?? 0, lower: 0, kind }) as const,
      ),
    ],
    rows: [
      ...demand.map((pieces, t) => ({
        name: `balance${t + 1}`,
        lower: pieces,
        upper: pieces,
        terms: [
          [t, 1] as const,
          ...(t > 0 ? [[2 * count + t - 1, 1] as const] : []),
          [2 * count + t, -1] as const,
        ],
      })),
      ...capacity.map((pieces, t) => ({
        name: `capacity${t + 1}`,
        upper: 0,
        terms: [[t, 1] as const, [count + t, -pieces] as const],
      })),
    ],
  };
}
