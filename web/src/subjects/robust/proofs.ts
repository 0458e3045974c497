/**
 * The search that improves the guess and proves a bound: by itself once the sliders rest, or at the press of
 * a button.
 */

import type { RobustInstance } from "hunch-solver";
import { explain } from "../../frame/errors";
import { dropOldest } from "../../frame/requests";
import { type Choice, problemKey } from "./choice";
import { foundUntil, type RobustRequests } from "./requests";
import { type PlanResult, resultOf, WAITING } from "./results";
import type { RobustState } from "./state";

/** The sliders rest when nothing has changed for this long: then the search starts by itself. */
const REST_MS = 400;

/** Robust problems of this size are mostly settled within a second. */
const START_TIME_LIMIT_SECONDS = 5;

/** Results remembered, so that undo and moving a slider back bring them back. */
const MAX_KEPT_RESULTS = 200;

export interface ProofsListener {
  changed(): void;
  /** A search of the present problem has ended by itself. */
  finished(result: PlanResult): void;
}

export class Proofs {
  /** Seconds. */
  timeLimit = START_TIME_LIMIT_SECONDS;
  /** By problem. */
  private readonly kept = new Map<string, PlanResult>();
  private current: { readonly key: string; readonly controller: AbortController } | null = null;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly state: RobustState,
    private readonly requests: RobustRequests,
    private readonly listener: ProofsListener,
  ) {}

  get running(): boolean {
    return this.current !== null;
  }

  /** What the search found for a choice; nothing yet where it has not run. */
  of(choice: Choice): PlanResult {
    return this.kept.get(problemKey(this.state.family, choice)) ?? WAITING;
  }

  /** What the last search of the family found, whatever it was for. */
  last(): PlanResult | null {
    const { family } = this.state;
    const found = [...this.kept].filter(([key, { plan }]) => key.startsWith(`${family};`) && plan !== null);
    return found.at(-1)?.[1] ?? null;
  }

  /** Ends the search that runs; the best plan until then is kept. */
  interrupt(): void {
    this.current?.controller.abort();
  }

  /** Ends whatever runs or waits. */
  stop(): void {
    clearTimeout(this.rest);
    this.interrupt();
  }

  /** Ends the search of another problem, and whatever waits for the sliders to rest. */
  stopOthers(): void {
    clearTimeout(this.rest);
    if (this.current && this.current.key !== this.key) this.current.controller.abort();
  }

  /** Each move aborts a search and its worker with it, so that none starts before the sliders rest. */
  startAtRest(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => void this.start(false), REST_MS);
  }

  /** By itself a search runs once a problem; `again` is for the button. */
  async start(again: boolean): Promise<void> {
    const instance = this.state.instance();
    const { key } = this;
    if (!instance || !this.state.active || this.current) return;
    if (!again && this.kept.get(key)?.state === "done") return;
    const { signal } = this.begin(key);
    const { nu, seed } = this.state.choice;
    const startedAt = performance.now();
    try {
      const solved = await this.requests.improve(instance, nu, { timeLimit: this.timeLimit, signal });
      const result = await this.requests.evaluate(instance, solved, seed);
      this.keep(key, result);
      if (this.key === key) this.listener.finished(result);
    } catch (error) {
      const aborted = error instanceof Error && error.name === "AbortError";
      const seconds = (performance.now() - startedAt) / 1_000;
      if (aborted) this.keep(key, await this.stopped(instance, error, seconds, seed));
      else this.keep(key, { ...WAITING, state: "failed", error: explain(error) });
    }
    this.current = null;
    this.listener.changed();
    // A problem that was chosen meanwhile gets its search once the sliders rest.
    if (this.key !== key) this.startAtRest();
  }

  private get key(): string {
    return problemKey(this.state.family, this.state.choice);
  }

  private begin(key: string): AbortController {
    const controller = new AbortController();
    this.current = { key, controller };
    this.keep(key, { ...WAITING, state: "running" });
    return controller;
  }

  /** The best plan until a search was stopped, which holds like any other. */
  private async stopped(
    instance: RobustInstance,
    reason: Error,
    seconds: number,
    seed: number,
  ): Promise<PlanResult> {
    const found = foundUntil(reason, seconds);
    if (!found) return { ...WAITING, state: "stopped", seconds };
    // Without its draws the plan is still worth showing.
    const result = await this.requests.evaluate(instance, found, seed).catch(() => resultOf(found, 0));
    return { ...result, state: "stopped" };
  }

  private keep(key: string, result: PlanResult): void {
    this.kept.delete(key);
    this.kept.set(key, result);
    dropOldest(this.kept, MAX_KEPT_RESULTS);
    this.listener.changed();
  }
}
