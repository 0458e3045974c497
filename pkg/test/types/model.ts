/** Compiles only if the types of models and of the other packages' calls are exact: what is marked as an error must be one. */

import {
  type Hunch,
  type Linear,
  model,
  type Parameter,
  type Program,
  sum,
  type Variable,
} from "hunch-solver";
import type { Row } from "hunch-solver/model";
import solver, { Solve } from "hunch-solver/javascript-lp-solver";
import { lessEq, type Model, solve } from "hunch-solver/yalps";

const m = model("types");
const grain = m.set("grain", ["barley", "maize"]);
const mills = m.set("mills", [1, 2]);
const use = m.variable("use", grain, { upper: { barley: 3 } });
const ship = m.integer("ship", [grain, mills], { lower: (g, k) => g.length + k });
const open = m.binary("open");
const cost = m.parameter("cost", grain, { maize: 2 });
const demand = m.parameter("demand", 100);

export const leaf: Variable = use.barley;
export const deep: Variable = ship.maize[2];
export const parameter: Parameter = cost.maize;
export const total: Linear = sum(grain, (g) => use[g].times(cost[g]));
export const rows: { readonly barley: Row; readonly maize: Row } = m.rows("link", grain, (g) =>
  use[g].le(sum(mills, (k) => ship[g][k]).plus(open.times(demand))),
);
export const pairs = m.rows("pairs", [grain, mills], (g, k) => ship[g][k].between(0, demand.plus(k)));
export const row: Row = pairs.barley[1];
m.minimize(sum([grain, mills], (g, k) => ship[g][k].times(k)));
export const program: Program = m.at({ cost: { barley: 1 }, demand: 3 });

/** Never called: each of these is refused by the compiler, and when it runs. */
export function refused(): void {
  // @ts-expect-error an element that the set does not have
  use.rye;
  // @ts-expect-error an element of the other set
  ship.barley[3];
  // @ts-expect-error not linear
  use.barley.times(use.maize);
  // @ts-expect-error not linear in the parameters
  demand.times(demand);
  // @ts-expect-error bounds depend on parameters alone
  m.variable("x", { upper: use.barley });
  // @ts-expect-error a bound by an element that there is not
  m.variable("y", grain, { upper: { rye: 3 } });
  // @ts-expect-error a comparison, not an expression
  m.minimize(use.barley.le(3));
}

/** Sets of data have elements that the compiler does not know. */
export function built(names: readonly string[]): Program {
  const data = model();
  const set = data.set("set", names);
  const x = data.variable("x", set);
  data.row("all", sum(set, (s) => x[s] ?? 0).le(1));
  return data.at();
}

export async function others(hunch: Hunch): Promise<number> {
  const old: Model = { constraints: { a: lessEq(3) }, variables: new Map([["x", { a: 1 }]]), objective: "a" };
  const { variables } = await solve(old);
  const first: number = variables[0]?.[1] ?? 0;
  const lp = {
    optimize: "a",
    opType: "max" as const,
    constraints: { a: { max: 3 } },
    variables: { x: { a: 1 } },
  };
  const { feasible, result } = await Solve(lp);
  const full = await solver.Solve(lp, 1e-9, true);
  const answers = [await hunch.solve(lp), await hunch.solve(old)];
  return feasible ? result + first + (full.answer.bound ?? 0) + answers.length : NaN;
}
