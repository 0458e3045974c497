/** The multi-stage knapsack: what its structure settles at once, beside the search that knows nothing of it. */

import type { Hunch, HunchEvent, MsmkInstance } from "hunch-solver";
import { explain } from "../../frame/errors";
import { History } from "../../frame/history";
import type { LinkFields } from "../../frame/link";
import { latestOnly } from "../../frame/requests";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Choices, fillTimeLimits, SeedBox } from "../../ui/controls";
import { byId } from "../../ui/dom";
import {
  type Choice,
  ITEMS,
  keyOf,
  knapsacks,
  MOST_FOR_SUBSETS,
  PERIODS,
  readLink,
  START,
  writeLink,
} from "./choice";
import { Grid } from "./grid";
import { LanesTable } from "./lanes";
import { type LaneName, NO_RESULTS, type Result, type Results, WAITING } from "./results";
import { verdict } from "./wording";
import "./style.css";

/** Seconds that the search may take unless another limit is chosen. */
const USUAL_TIME_LIMIT = 5;

export function open(frame: Frame): Subject {
  return new MultiStageKnapsack(frame);
}

class MultiStageKnapsack implements Subject {
  readonly name = "msmk";
  readonly landing = byId("msmk-plan-title");
  private readonly history = new History(START);
  private readonly grid = new Grid();
  private readonly lanes = new LanesTable();
  private readonly items = new Choices<number>(
    "choices-msmk-items",
    ITEMS.map((value) => ({ value, text: String(value) })),
    (items) => this.change({ items }),
  );
  private readonly periods = new Choices<number>(
    "choices-msmk-periods",
    PERIODS.map((value) => ({ value, text: String(value) })),
    (periods) => this.change({ periods }),
  );
  private readonly seed: SeedBox;
  private readonly timeLimit = byId<HTMLSelectElement>("msmk-time-limit");
  private readonly structureLatest = latestOnly((key: string) => this.solveByStructure(key));
  private instance: MsmkInstance | null = null;
  private results: Results = NO_RESULTS;
  /** The choice that the results belong to. */
  private resultsOf = "";
  private running: AbortController | null = null;

  constructor(private readonly frame: Frame) {
    this.seed = new SeedBox(
      "msmk-seed",
      "msmk-draw",
      (seed) => this.change({ seed }),
      (text) => frame.alert(text),
    );
    fillTimeLimits(this.timeLimit, USUAL_TIME_LIMIT);
    byId("msmk-search").addEventListener("click", () => void this.search());
    byId("msmk-stop").addEventListener("click", () => this.running?.abort());
    byId("msmk-sampling").addEventListener("submit", (event) => event.preventDefault());
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  get canReset(): boolean {
    return keyOf(this.history.present) !== keyOf(START);
  }

  choose(): void {}

  fragment(): string {
    return writeLink(this.history.present);
  }

  portable(): Portable | null {
    if (!this.instance) return null;
    return {
      title: "Items over time",
      problem: this.instance,
      panels: "answer columns bound",
      words: "",
      values: [],
    };
  }

  follow(fields: LinkFields): void {
    const choice = readLink(fields);
    if (keyOf(choice) !== keyOf(this.history.present)) this.history.change(choice);
  }

  leave(): void {
    this.running?.abort();
  }

  undo(): boolean {
    return this.history.undo();
  }

  redo(): boolean {
    return this.history.redo();
  }

  reset(): void {
    this.change(START);
  }

  async warmUp(): Promise<void> {}

  async show(): Promise<void> {
    const choice = this.history.present;
    const key = keyOf(choice);
    this.items.show(choice.items);
    this.periods.show(choice.periods);
    this.seed.show(choice.seed);
    this.frame.changed();
    if (key === this.resultsOf) return this.draw();
    this.running?.abort();
    try {
      const { items, periods, seed } = choice;
      const size = { family: "msmk", items, periods, knapsacks: knapsacks(items) } as const;
      const instance = await (await this.frame.workers.quick).sample(size, seed);
      if (keyOf(this.history.present) !== key) return;
      this.instance = instance;
    } catch (error) {
      this.frame.alert(`The instance could not be drawn: ${explain(error)}`);
      return;
    }
    this.results = NO_RESULTS;
    this.resultsOf = key;
    this.draw();
    this.structureLatest(key);
  }

  private change(part: Partial<Choice>): void {
    const next = { ...this.history.present, ...part };
    if (keyOf(next) === keyOf(this.history.present)) return;
    this.frame.alert(null);
    this.history.change(next);
    void this.show();
  }

  private async solveByStructure(key: string): Promise<void> {
    if (this.resultsOf !== key || !this.instance) return;
    const method = this.history.present.items <= MOST_FOR_SUBSETS ? "exact" : "auto";
    await this.solve("structure", key, await this.frame.workers.quick, method, undefined);
  }

  private async search(): Promise<void> {
    if (this.running || !this.instance) return;
    this.running = new AbortController();
    const { signal } = this.running;
    this.showRunning();
    await this.solve("search", this.resultsOf, await this.frame.workers.search(), "search", signal);
    this.running = null;
    this.showRunning();
    this.frame.say(verdict(this.history.present, this.results));
  }

  private async solve(
    lane: LaneName,
    key: string,
    worker: Hunch,
    method: "exact" | "auto" | "search",
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { instance } = this;
    if (!instance) return;
    this.keep(lane, key, { ...WAITING, state: "running" });
    const timeLimit = Number(this.timeLimit.value);
    // What the structure finds is shown while the search still improves it.
    const onEvent = (event: HunchEvent): void => {
      if (event.type !== "answer" || !event.plan || !("chosen" in event.plan)) return;
      const { objective: earns, seconds, plan } = event;
      this.keep(lane, key, { ...WAITING, state: "running", chosen: plan.chosen, earns, seconds });
    };
    try {
      const answer = await worker.solve(instance, {
        method,
        timeLimit,
        events: "found",
        onEvent,
        ...(signal ? { signal } : {}),
      });
      this.keep(lane, key, {
        state: "done",
        chosen: answer.plan?.chosen ?? null,
        earns: answer.objective,
        bound: answer.bound,
        optimal: answer.status === "optimal",
        seconds: answer.statistics.seconds,
        error: null,
      });
    } catch (error) {
      if (signal?.aborted) this.keep(lane, key, WAITING);
      else this.keep(lane, key, { ...WAITING, state: "failed", error: explain(error) });
    }
  }

  /** A result of the present choice; one of another choice comes too late. */
  private keep(lane: LaneName, key: string, result: Result): void {
    if (key !== this.resultsOf) return;
    this.results = { ...this.results, [lane]: result };
    this.draw();
  }

  private draw(): void {
    const { structure, search } = this.results;
    if (this.instance) this.grid.show(this.instance, structure.chosen ?? search.chosen);
    this.lanes.show(this.history.present, this.results);
    byId("msmk-verdict").textContent = verdict(this.history.present, this.results);
    this.showRunning();
  }

  /** Search and Stop take each other's place, and the focus with it. */
  private showRunning(): void {
    const start = byId<HTMLButtonElement>("msmk-search");
    const stop = byId("msmk-stop");
    const focused = document.activeElement === start || document.activeElement === stop;
    start.disabled = !this.instance;
    start.hidden = this.running !== null;
    stop.hidden = this.running === null;
    if (focused) (this.running ? stop : start).focus();
  }
}
