/**
 * The page's only door to the package. Two workers: one samples and predicts at any moment, the other runs what takes long,
 * so that editing stays live while a search is busy.
 */

import { init, type Hunch, type HunchErrorShape, type Instance, type ModelCard } from "hunch-solver";

/** Draws kept for undo and redo; one is a few kilobytes. */
const MAX_KEPT_DRAWS = 64;

export class Workers {
  readonly desk: Promise<Hunch> = init();
  private second: Promise<Hunch> | null = null;
  /** Seen so far, by name. */
  private readonly cards = new Map<string, ModelCard>();

  /** The worker for what takes long; started when first needed. */
  runner(): Promise<Hunch> {
    this.second ??= init();
    return this.second;
  }

  /** Cards of the models that come with the page: all of them, which fetches what no instance has asked for yet. */
  async models(): Promise<ModelCard[]> {
    return (await this.desk).models();
  }

  /** The card of the model that has answered for an instance; nothing where it is not to be had, for it only explains. */
  async card(model: string, instance: Instance): Promise<ModelCard | undefined> {
    const known = this.cards.get(model);
    if (known) return known;
    const cards = await (await this.desk).models(instance).catch(() => []);
    for (const card of cards) this.cards.set(card.name, card);
    return this.cards.get(model);
  }

  /** Does `work` in both workers. What fails here fails there again, and is shown there. */
  async warmUp(work: (hunch: Hunch) => Promise<unknown>): Promise<void> {
    await Promise.allSettled([this.desk, this.runner()].map((worker) => worker.then(work)));
  }
}

/** What was asked of the package lately: the same draw is asked once. A failure is forgotten, so that it is tried again. */
export class Draws<Value> {
  private readonly kept = new Map<string, Promise<Value>>();

  get(key: string, draw: () => Promise<Value>): Promise<Value> {
    const known = this.kept.get(key);
    if (known) return known;
    const drawn = draw();
    drawn.catch(() => this.kept.delete(key));
    this.kept.set(key, drawn);
    dropOldest(this.kept, MAX_KEPT_DRAWS);
    return drawn;
  }
}

/** Forgets the entries that were set first. */
export function dropOldest<Value>(kept: Map<string, Value>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
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
  const where =
    known.field === undefined
      ? ""
      : ` (${known.field}${known.value === undefined ? "" : ` is ${known.value}`})`;
  return known.field !== undefined && known.message.includes(known.field)
    ? known.message
    : `${known.message}${where}`;
}

export function asHunchError(error: unknown): HunchErrorShape | null {
  return error instanceof Error && error.name === "HunchError" ? (error as HunchErrorShape) : null;
}
