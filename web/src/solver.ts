/**
 * The page's only door to the package. Two workers: one samples and predicts at any moment, the other runs the lanes,
 * so that editing stays live while a search is busy.
 */

import { init, type ClspInstance, type Hunch, type HunchErrorShape, type ModelCard, type Prediction } from "hunch-solver";
import { valuesOf, type Sampling, type Values } from "./problem";

/** Predictions before a time counts: browsers optimise what has run a few times. */
const WARM_UP_RUNS = 4;

/** Draws kept for undo and redo; one is a few kilobytes. */
const MAX_KEPT_DRAWS = 64;

export class Solver {
  private readonly desk: Promise<Hunch> = init();
  private runner: Promise<Hunch> | null = null;
  private readonly draws = new Map<string, Promise<Values>>();

  /** The worker that runs the lanes; started when first needed. */
  lanes(): Promise<Hunch> {
    this.runner ??= init();
    return this.runner;
  }

  /**
   * Starts the second worker and predicts a few times in both, so that no time shown later holds the loading, or code that the
   * browser has not yet optimised. What fails here fails there again, and is shown there.
   */
  async warmUp(instance: ClspInstance): Promise<void> {
    const batch = Array.from({ length: WARM_UP_RUNS }, () => instance);
    await Promise.allSettled([this.desk, this.lanes()].map((worker) => worker.then((hunch) => hunch.predict(batch))));
  }

  /** The instance of a draw; the same draw is asked of the package once. */
  sample(sampling: Sampling): Promise<Values> {
    const { c, f, horizon, seed } = sampling;
    const key = `${c}/${f}/${horizon}/${seed}`;
    const known = this.draws.get(key);
    if (known) return known;
    const draw = this.desk.then((hunch) => hunch.sample({ family: "clsp", c, f, horizon }, seed)).then(valuesOf);
    draw.catch(() => this.draws.delete(key));
    this.draws.set(key, draw);
    for (const oldest of this.draws.keys()) {
      if (this.draws.size <= MAX_KEPT_DRAWS) break;
      this.draws.delete(oldest);
    }
    return draw;
  }

  async models(): Promise<ModelCard[]> {
    return (await this.desk).models();
  }

  async predict(instance: ClspInstance): Promise<Prediction> {
    return (await this.desk).predict(instance);
  }
}

/** Runs `task` for the latest input only: what arrives while it runs replaces what waits. */
export function latestOnly<Input>(task: (input: Input) => Promise<void>): (input: Input) => void {
  let waiting: { input: Input } | null = null;
  let running = false;
  async function drain(): Promise<void> {
    running = true;
    while (waiting) {
      const { input } = waiting;
      waiting = null;
      await task(input);
    }
    running = false;
  }
  return (input) => {
    waiting = { input };
    if (!running) void drain();
  };
}

/** An error as a sentence for a person; the package's errors name the field and the value. */
export function explain(error: unknown): string {
  const known = asHunchError(error);
  if (!known) return error instanceof Error ? error.message : String(error);
  // The package speaks to programmers here; a person cannot load a model.
  if (known.code === "no-model") return "no trained model fits this instance";
  const where = known.field === undefined ? "" : ` (${known.field}${known.value === undefined ? "" : ` is ${known.value}`})`;
  return known.field !== undefined && known.message.includes(known.field) ? known.message : `${known.message}${where}`;
}

export function asHunchError(error: unknown): HunchErrorShape | null {
  return error instanceof Error && error.name === "HunchError" ? (error as HunchErrorShape) : null;
}
