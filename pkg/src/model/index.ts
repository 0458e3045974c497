/**
 * `hunch-solver/model`: programs with names. What is declared here becomes a plain object that `solve` takes;
 * nothing of the solver is imported.
 *
 * @example
 * const m = model("blend");
 * const grain = m.set("grain", ["barley", "maize", "wheat"]);
 * const cost = m.parameter("cost", grain), demand = m.parameter("demand", 100);
 * const use = m.variable("use", grain, { upper: 60 });
 * m.row("total", sum(grain, g => use[g]).eq(demand));
 * m.minimize(sum(grain, g => use[g].times(cost[g])));
 * const answer = await hunch.solve(m.at({ cost: { barley: 9, maize: 8, wheat: 11 } }));
 */

export {
  type Affine,
  type Condition,
  Constraint,
  type Linear,
  type Operand,
  type Parameter,
  type Quadratic,
  squared,
  sum,
  type Variable,
} from "./expression.js";
export type { Breakpoints, VariableSet } from "./kinds.js";
export { type Bounds, type BoundsOver, Model, model, type Row, type RowOptions } from "./model.js";
export { type Named, nameOf } from "./names.js";
export type { ObjectiveOptions } from "./objective.js";
export type { ParameterValues } from "./parameters.js";
export {
  type Element,
  type ElementsOf,
  ElementSet,
  type Indexed,
  type Over,
  type ValuesOver,
} from "./sets.js";
export { withValues } from "./values.js";
