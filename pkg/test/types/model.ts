/** Compiles only if the types of models and of the other packages' calls are exact: what is marked as an error must be one. */

import {
  type Hunch,
  type Linear,
  model,
  type Parameter,
  type ParameterGroup,
  type Program,
  type Quadratic,
  squared,
  sum,
  type Variable,
  withValues,
} from "hunch-solver";
import type { Row, VariableSet } from "hunch-solver/model";
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
export const quadratic: Quadratic = sum(grain, (g) => squared(use[g].minus(cost[g])).plus(use[g].times(3)));
m.minimize(quadratic.minus(total).times(2), { degradation: { relative: 0.01 } });
m.thenMaximize(total, { name: "second" });
m.thenMinimize(squared(use.barley).plus(total), { name: "third" });
export const some: Variable = m.semicontinuous("some", { lower: 2, upper: 5 });
export const few: { readonly barley: Variable; readonly maize: Variable } = m.semiinteger("few", grain);
export const set: VariableSet = m.sos2("order", [use.barley, use.maize]);
export const price: Variable = m.piecewise("price", use.barley.plus(some), [
  [0, 0],
  [10, 5],
]);
export const conditional: Row = m.indicator("if", open.is(0), use.maize.ge(5));
export const conditionals: Row = m.indicators("ifs", grain, (g) => [open.is(1), use[g].ge(1)]).maize;
m.row("lazy", use.maize.le(3), { lazy: true });
export const program: Program = m.at({ cost: { barley: 1 }, demand: 3 });

/** Never called: each of these is refused by the compiler, and when it runs. */
export function refused(): void {
  // @ts-expect-error an element that the set does not have
  use.rye;
  // @ts-expect-error an element of the other set
  ship.barley[3];
  // @ts-expect-error not linear: for the objective alone
  m.row("r", use.barley.times(use.maize).le(3));
  // @ts-expect-error nothing higher than products of two variables
  squared(use.barley).times(use.maize);
  // @ts-expect-error a condition is of a variable
  m.indicator("i", use.barley.plus(use.maize).is(1), use.maize.le(3));
  // @ts-expect-error 0 or 1
  open.is(2);
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

export async function demanded(hunch: Hunch): Promise<number> {
  const answer = await hunch.solve(m.at(), {
    rowsAt: "all",
    rows: async ({ values, integral, value }) => {
      if (integral && value(use.maize) + (values[0] ?? 0) < 3) return;
      return [
        {
          upper: 3,
          terms: [
            [use.maize, 1],
            ["open", 2],
            [0, 1],
          ],
        },
        use.barley.le(3),
      ];
    },
  });
  // @ts-expect-error rows are no text
  await hunch.solve(m.at(), { rows: () => "none" });
  const points = await hunch.solve(m.at(), { pool: { count: 3, relativeGap: 0.1 } });
  return answer.value(use.maize) + points.values.length;
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

export async function learned(hunch: Hunch): Promise<number> {
  const program = m.toJSON();
  const answer = await hunch.solve(withValues(program, { demand: 100, "cost[maize]": 8 }));
  const { strategy, proof } = answer;
  const by: "multipliers" | "search" | "structure" | "relaxation" | "tree" | undefined = proof?.by;
  const said: string | null | undefined = strategy?.sentence;
  const tests: string[] = strategy?.path ?? [];
  // @ts-expect-error values are numbers
  withValues(program, { demand: "100" });
  const distribution: ParameterGroup[] = [{ law: "ball", parameters: [0], centre: [1], radius: 2 }];
  // @ts-expect-error a box has two ends
  distribution.push({ law: "box", parameters: [0], lower: [1] });
  const boundary = strategy?.boundary;
  return (boundary ? boundary.distance : NaN) + tests.length + `${by}${said}${answer.searchStrategy}`.length;
}
