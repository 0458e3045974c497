/**
 * The instance as a program of one's own, for engines that know nothing of its structure and for set-ups made
 * by hand. The package's own formulation is `crates/families/src/mclsp/program.rs`; a test holds both to the
 * same optimum.
 */

import type { MclspInstance, Program } from "hunch-solver";

type Row = Program["rows"][number];

/** Columns: production item by item, then set-ups, then stock. With `setups` (one a cell) these are fixed. */
export function toProgram(instance: MclspInstance, setups: ArrayLike<number> | null = null): Program {
  const { items, demand, capacity, productionCost, setupCost, holdingCost } = instance;
  const periods = capacity.length;
  const cells = items * periods;
  const all = Array.from({ length: cells }, (_, k) => k);
  const at = (k: number): string => `${Math.floor(k / periods) + 1}_${(k % periods) + 1}`;
  const amounts = (name: string, costs: ArrayLike<number>) =>
    all.map((k) => ({ name: `${name}${at(k)}`, objective: costs[k] ?? 0, lower: 0 }) as const);
  const rows: Row[] = all.map((k) => ({
    name: `balance${at(k)}`,
    lower: demand[k] ?? 0,
    upper: demand[k] ?? 0,
    terms: [
      [k, 1] as const,
      ...(k % periods > 0 ? [[2 * cells + k - 1, 1] as const] : []),
      [2 * cells + k, -1] as const,
    ],
  }));
  for (const k of all)
    rows.push({
      name: `setup${at(k)}`,
      upper: 0,
      terms: [[k, 1] as const, [cells + k, -(capacity[k % periods] ?? 0)] as const],
    });
  for (let t = 0; t < periods; t++)
    rows.push({
      name: `capacity${t + 1}`,
      upper: capacity[t] ?? 0,
      terms: Array.from({ length: items }, (_, i) => [i * periods + t, 1] as const),
    });
  return {
    format: "hunch-program",
    version: 1,
    name: "lot sizing of many items",
    sense: "minimize",
    columns: [
      ...amounts("x", productionCost),
      ...all.map((k) => {
        const [lower, upper] = setups ? [setups[k] ?? 0, setups[k] ?? 0] : [0, 1];
        return {
          name: `y${at(k)}`,
          objective: setupCost[k] ?? 0,
          lower,
          upper,
          kind: "integer",
        } as const;
      }),
      ...amounts("s", holdingCost),
    ],
    rows,
  };
}
