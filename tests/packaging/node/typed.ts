/** Compiles only if the package's types hold under the strictest settings. */
import {
  type Answer,
  type ClspInstance,
  HunchError,
  init,
  type Prediction,
  type Program,
} from "hunch-solver";

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
