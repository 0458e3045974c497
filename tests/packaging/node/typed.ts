/** Compiles only if the package's types hold under the strictest settings. */
import {
  type Answer,
  type ClspInstance,
  HunchError,
  init,
  model,
  type Prediction,
  type Program,
  sum,
  type Variable,
} from "hunch-solver";
import { Solve } from "hunch-solver/javascript-lp-solver";
import type { Row } from "hunch-solver/model";
import { solve } from "hunch-solver/yalps";

export async function typed(
  instance: ClspInstance,
  program: Program,
  signal: AbortSignal,
): Promise<number | null> {
  const hunch = await init({ device: "auto" });
  const one: Prediction = await hunch.predict(instance);
  const many: Prediction[] = await hunch.predict([instance, instance]);
  const answer: Answer = await hunch.solve(program, {
    signal,
    timeLimit: 1,
    onEvent: (event) => event.seconds,
  });
  const read: Answer = await hunch.solve("minimize x", { format: "lp", explain: true, memoryLimit: 2 ** 24 });
  const names: string[] = read.columns ?? read.explanation?.rows.map((row) => row.name) ?? [];
  if (many.length + names.length + one.probabilities.length < 0)
    throw new HunchError("invalid-input", "never");
  return answer.objective;
}

export async function named(): Promise<number> {
  const m = model("blend");
  const grain = m.set("grain", ["barley", "maize"]);
  const use = m.variable("use", grain, { upper: 60 });
  const row: Row = m.row("total", sum(grain, (g) => use[g]).eq(m.parameter("demand", 100)));
  const maize: Variable = use.maize;
  const { result } = await Solve({ constraints: {}, variables: {} });
  const { variables } = await solve({ constraints: [], variables: [] });
  return m.at().rows.length + result + variables.length + row.name.length + maize.name.length;
}
