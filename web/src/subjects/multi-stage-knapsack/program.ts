/**
 * The instance as a program of one's own, for engines that know nothing of its structure. The package's own
 * formulation is `crates/families/src/msmk/program.rs`; a test holds both to the same optimum.
 */

import type { MsmkInstance, Program } from "hunch-solver";

type Row = Program["rows"][number];

/** Columns: whether an item is chosen, period by period, then whether the next period treats it alike. */
export function toProgram(instance: MsmkInstance): Program {
  const { items, periods, knapsacks, profits, bonuses, weights, capacities } = instance;
  const chosen = (t: number, i: number): number => t * items + i;
  const kept = (t: number, i: number): number => (periods + t) * items + i;
  const each = <Value>(count: number, of: (index: number) => Value): Value[] =>
    Array.from({ length: count }, (_, index) => of(index));
  const column = (name: string, objective: number, upper: number) =>
    ({ name, objective, lower: 0, upper, kind: "integer" }) as const;
  const cells = each(periods * items, (k) => k);
  const at = (k: number): string => `${(k % items) + 1}_${Math.floor(k / items) + 1}`;
  const rows: Row[] = each(periods * knapsacks, (row) => {
    const t = Math.floor(row / knapsacks);
    return {
      name: `knapsack${(row % knapsacks) + 1}_${t + 1}`,
      upper: capacities[row] ?? 0,
      terms: each(items, (i) => [chosen(t, i), weights[row * items + i] ?? 0] as const),
    };
  });
  for (let t = 0; t + 1 < periods; t++) {
    for (let i = 0; i < items; i++) {
      const [now, next] = [chosen(t, i), chosen(t + 1, i)];
      const row = (name: string, sign: 1 | -1): Row => ({
        name: `${name}${i + 1}_${t + 1}`,
        upper: 1,
        terms: [[kept(t, i), 1] as const, [now, sign] as const, [next, -sign] as const],
      });
      rows.push(row("dropped", 1), row("taken", -1));
    }
  }
  return {
    format: "hunch-program",
    version: 1,
    name: "multi-stage knapsack",
    sense: "maximize",
    columns: [
      ...cells.map((k) => column(`x${at(k)}`, profits[k] ?? 0, 1)),
      ...cells.map((k) => {
        const isLast = k >= (periods - 1) * items;
        return column(`y${at(k)}`, isLast ? 0 : (bonuses[k] ?? 0), isLast ? 0 : 1);
      }),
    ],
    rows,
  };
}
