/**
 * The workers that the subjects share: one samples and predicts at any moment, the other runs what takes
 * long, so that editing stays live while a search is busy.
 */

import { type Hunch, type Instance, init, type ModelCard } from "hunch-solver";
import { breathe } from "../ui/breathe";

export class Workers {
  /** Answers at once, since nothing that takes long runs in it. */
  readonly quick: Promise<Hunch> = breathe().then(() => init());
  private slow: Promise<Hunch> | null = null;
  /** Seen so far, by name. */
  private readonly cards = new Map<string, ModelCard>();

  constructor() {
    // It may fail before a subject is there to ask: whoever asks then gets the failure.
    this.quick.catch(() => {});
  }

  /** The worker for what takes long; started when first needed. */
  search(): Promise<Hunch> {
    this.slow ??= init();
    return this.slow;
  }

  /**
   * Cards of the models that come with the page: all of them, which fetches what no instance has asked for
   * yet.
   */
  async models(): Promise<ModelCard[]> {
    return (await this.quick).models();
  }

  /**
   * The card of the model that has answered for an instance; nothing where it is not to be had, for it only
   * explains.
   */
  async card(model: string, instance: Instance): Promise<ModelCard | undefined> {
    const known = this.cards.get(model);
    if (known) return known;
    const cards = await (await this.quick).models(instance).catch(() => []);
    for (const card of cards) this.cards.set(card.name, card);
    return this.cards.get(model);
  }

  /** Does `work` in both workers. What fails here fails there again, and is shown there. */
  async warmUp(work: (hunch: Hunch) => Promise<unknown>): Promise<void> {
    await Promise.allSettled([this.quick, this.search()].map((worker) => worker.then(work)));
  }
}
