/**
 * The answer that follows every change. Of few set-ups there is one at once, in the worker that answers at any
 * moment; once nothing changes any more, and of many set-ups from the beginning, a search in the other worker goes
 * on to the time limit, until it is stopped or a change ends it.
 */

import type { Hunch, HunchEvent, MclspInstance } from "hunch-solver";
import { explain } from "../../frame/errors";
import { latestOnly } from "../../frame/requests";
import type { Workers } from "../../frame/workers";
import { after, ended, isOver, nothingYet, type Told } from "./told";

/** Seconds of the answer that follows a slider: a plan and a bound are there after one or two milliseconds. */
const QUICK_LIMIT = 0.08;

/** Once nothing has changed for so long, the search goes on to the time limit. */
const REST_MS = 200;

/** What is to be answered now. */
export interface Asked {
  readonly key: string;
  readonly instance: MclspInstance;
  /** Whether it is answered at once. */
  readonly isSmall: boolean;
  /** Seconds. */
  readonly timeLimit: number;
}

export class Live {
  /** The latest that was told. */
  told: Told | null = null;
  /** The same once it has a plan; until then the last one that had and is of the same size. */
  mapped: Told | null = null;
  /** The search that can be stopped. */
  private running: { readonly controller: AbortController; readonly since: number } | null = null;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private readonly solveLatest = latestOnly((key: string) => this.solve(key));

  constructor(
    private readonly workers: Workers,
    private readonly present: () => Asked | null,
    /** Something was told; whether it may wait for what comes after it. */
    private readonly changed: (mayWait: boolean) => void,
    /** A search began or ended. */
    private readonly turned: () => void,
  ) {}

  /** Of `performance.now()`; null where no search runs. */
  get since(): number | null {
    return this.running?.since ?? null;
  }

  /** Answers what is present, unless that is known or under way. */
  ask(): void {
    const asked = this.present();
    if (asked && this.told?.key !== asked.key) this.solveLatest(asked.key);
  }

  /** Searches from the beginning. */
  again(): void {
    const asked = this.present();
    if (!asked || this.running) return;
    this.told = nothingYet(asked.key);
    void this.search(asked.key);
  }

  /** What runs is not asked for any more. */
  end(): void {
    clearTimeout(this.resting);
    this.running?.controller.abort();
  }

  private of(key: string): Asked | null {
    const asked = this.present();
    return asked?.key === key ? asked : null;
  }

  private async solve(key: string): Promise<void> {
    const asked = this.of(key);
    if (!asked) return;
    if (asked.isSmall) {
      const told = await this.run(asked, this.workers.quick, QUICK_LIMIT);
      const isKnown = told.error !== null || told.status === "optimal" || told.status === "infeasible";
      this.keep(isKnown ? told : { ...told, status: null });
      if (isKnown) return;
    }
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.search(key), asked.isSmall ? REST_MS : 0);
  }

  private async search(key: string): Promise<void> {
    const asked = this.of(key);
    if (!asked || this.running) return;
    const running = { controller: new AbortController(), since: performance.now() };
    this.running = running;
    this.turned();
    const told = await this.run(asked, this.workers.search(), asked.timeLimit, running.controller.signal);
    this.running = null;
    this.turned();
    this.keep(told);
    // A change came before this one had ended.
    const now = this.present();
    const isKnown = this.told?.key === now?.key && this.told !== null && isOver(this.told);
    if (now && now.key !== key && !isKnown) void this.search(now.key);
  }

  /** Solves, and keeps what is told on the way. It never rejects. */
  private async run(
    { key, instance }: Asked,
    worker: Promise<Hunch>,
    timeLimit: number,
    signal: AbortSignal | null = null,
  ): Promise<Told> {
    const started = performance.now();
    let told = nothingYet(key);
    const onEvent = (event: HunchEvent): void => {
      const next = after(told, event);
      if (next === told) return;
      told = next;
      // A plan that is dearer than the one that is seen waits for a better one.
      const seen = this.told?.key === key ? this.told.cost : null;
      if (seen === null || (told.cost !== null && told.cost <= seen)) this.keep(told, true);
    };
    try {
      const options = { method: "predopt", timeLimit, onEvent, ...(signal ? { signal } : {}) } as const;
      // What was told by then is part of the end.
      const answer = await (await worker).solve(instance, options);
      return ended(told, answer);
    } catch (error) {
      const seconds = (performance.now() - started) / 1_000;
      // Stopped by hand: what was found stays.
      if (signal?.aborted) return { ...told, status: "stopped", seconds };
      return { ...told, error: explain(error) };
    }
  }

  /** What is told of another problem than the present one comes too late. */
  private keep(told: Told, goesOn = false): void {
    const asked = this.of(told.key);
    if (!asked) return;
    const isFirst = told.plan !== null && (this.told?.key !== told.key || this.told.plan === null);
    this.told = told;
    const cells = asked.instance.demand.length;
    if (!goesOn || told.plan !== null || this.mapped?.plan?.setup.length !== cells) this.mapped = told;
    this.changed(goesOn && !isFirst);
  }
}
