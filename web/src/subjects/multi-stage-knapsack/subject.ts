/**
 * The multi-stage knapsack: its structure answers every change at once; beside it a race with searches that
 * know nothing of it.
 */

import type { HunchEvent, MsmkInstance } from "hunch-solver";
import { Ageing } from "../../frame/ageing";
import { explain } from "../../frame/errors";
import { History } from "../../frame/history";
import { latestOnly, RequestCache } from "../../frame/requests";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Choosing } from "../../frame/undoing";
import type { Contest } from "../../race/contest";
import { mountRace, type RacePanel } from "../../race/mount";
import { Choices, SeedBox } from "../../ui/controls";
import { breathe } from "../../ui/breathe";
import { byId, oncePerFrame } from "../../ui/dom";
import {
  type Choice,
  ITEMS,
  keyOf,
  knapsacks,
  MOST_FOR_SUBSETS,
  PERIODS,
  packed,
  readLink,
  START,
  scaled,
  writeLink,
} from "./choice";
import { Grid } from "./grid";
import { toProgram } from "./program";
import { Turn } from "./turn";
import { type Live, verdict, worth } from "./wording";
import "./style.css";

/** Seconds that the structure's answer may take; with many items a search goes on from it. */
const LIVE_LIMIT = 5;

export function open(frame: Frame): Subject {
  return new MultiStageKnapsack(frame);
}

class MultiStageKnapsack extends Choosing<Choice> implements Subject {
  readonly name = "msmk";
  readonly landing = byId("msmk-plan-title");
  private readonly draws = new RequestCache<MsmkInstance>();
  private readonly grid = new Grid("msmk-grid", "Which items are chosen in which periods");
  private readonly turn = new Turn((cells) => this.change({ mine: packed(cells) }));
  private readonly items: Choices<number>;
  private readonly periods: Choices<number>;
  private readonly seed: SeedBox;
  private readonly race: RacePanel;
  private readonly solveLatest = latestOnly((key: string) => this.solve(key));
  private readonly draw = oncePerFrame(() => void this.drawNow());
  private instance: MsmkInstance | null = null;
  /** The choice that the instance belongs to. */
  private instanceOf = "";
  private live: Live | null = null;
  private running: AbortController | null = null;
  private readonly ageing = new Ageing((isOld) => this.showAge(isOld));

  constructor(frame: Frame) {
    super(frame, new History(START), { start: START, write: writeLink, read: readLink });
    const options = (values: readonly number[]) => values.map((value) => ({ value, text: String(value) }));
    this.items = new Choices<number>("choices-msmk-items", options(ITEMS), (items) =>
      this.change({ items, mine: null }),
    );
    this.periods = new Choices<number>("choices-msmk-periods", options(PERIODS), (periods) =>
      this.change({ periods, mine: null }),
    );
    this.seed = new SeedBox(
      "msmk-seed",
      "msmk-draw",
      (seed) => this.change({ seed, mine: null }),
      (text) => frame.alert(text),
    );
    byId("msmk-sampling").addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["hold", "bonus"] as const) {
      const slider = byId<HTMLInputElement>(`msmk-${name}`);
      slider.addEventListener("input", () => this.change({ [name]: Number(slider.value) }, name));
      slider.addEventListener("change", () => this.history.endGesture());
    }
    this.race = mountRace(byId("msmk-race"), frame, () => this.contest(), { prefix: "msmk-race-" });
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

  leave(): void {
    this.running?.abort();
    this.race.leave();
    this.ageing.leave();
  }

  async show(): Promise<void> {
    const choice = this.history.present;
    const key = keyOf(choice);
    this.showControls(choice);
    this.frame.changed();
    if (key !== this.instanceOf) {
      this.running?.abort();
      try {
        const drawn = await this.sample(choice);
        if (keyOf(this.history.present) !== key) return;
        this.instance = scaled(drawn, choice);
        this.instanceOf = key;
      } catch (error) {
        this.frame.alert(`The instance could not be drawn: ${explain(error)}`);
        return;
      }
      this.race.changed();
    }
    this.draw();
    if (this.live?.key !== key) this.solveLatest(key);
  }

  private sample({ items, periods, seed }: Choice): Promise<MsmkInstance> {
    return this.draws.get(`${items}/${periods}/${seed}`, async () => {
      const size = { family: "msmk", items, periods, knapsacks: knapsacks(items) } as const;
      return (await this.frame.workers.quick).sample(size, seed);
    });
  }

  private contest(): Contest | null {
    const { instance } = this;
    const choice = this.history.present;
    if (!instance || keyOf(choice) !== this.instanceOf) return null;
    const structure = choice.items <= MOST_FOR_SUBSETS ? "exact" : "auto";
    return {
      key: this.instanceOf,
      sense: "maximize",
      problem: instance,
      lanes: [structure, "search", "microlp", "highs"],
      program: () => toProgram(instance),
      preload: "msmk",
    };
  }

  private async solve(key: string): Promise<void> {
    const { instance } = this;
    if (!instance || this.instanceOf !== key) return;
    this.running = new AbortController();
    const { signal } = this.running;
    const nothing = { key, chosen: null, earns: null, bound: null, optimal: false, seconds: null };
    const onEvent = (event: HunchEvent): void => {
      if (event.type !== "answer" || !event.plan || !("chosen" in event.plan)) return;
      const { objective: earns, seconds, plan } = event;
      this.keep({ ...nothing, chosen: plan.chosen, earns, seconds, isOver: false, error: null });
    };
    // What takes long runs in the other worker, so that the next change is answered at once.
    const isQuick = this.history.present.items <= MOST_FOR_SUBSETS;
    const { workers } = this.frame;
    try {
      const worker = await (isQuick ? workers.quick : workers.search());
      const method = isQuick ? "exact" : "auto";
      const asked = { method, timeLimit: LIVE_LIMIT, events: "found", onEvent, signal } as const;
      const answer = await worker.solve(instance, asked);
      this.keep({
        key,
        chosen: answer.plan?.chosen ?? null,
        earns: answer.objective,
        bound: answer.bound,
        optimal: answer.status === "optimal",
        seconds: answer.statistics.seconds,
        isOver: true,
        error: null,
      });
    } catch (error) {
      if (!signal.aborted) this.keep({ ...nothing, isOver: true, error: explain(error) });
    }
  }

  /** A result of the present choice; one of another choice comes too late. */
  private keep(live: Live): void {
    if (live.key !== this.instanceOf) return;
    this.live = live;
    this.draw();
  }

  private showControls(choice: Choice): void {
    this.items.show(choice.items);
    this.periods.show(choice.periods);
    this.seed.show(choice.seed);
    for (const name of ["hold", "bonus"] as const) {
      byId<HTMLInputElement>(`msmk-${name}`).value = String(choice[name]);
      byId(`msmk-${name}-text`).textContent = `${choice[name]} %`;
    }
  }

  private async drawNow(): Promise<void> {
    const { instance, live } = this;
    const choice = this.history.present;
    if (!instance || keyOf(choice) !== this.instanceOf) return;
    const isOld = live !== null && live.key !== this.instanceOf;
    this.ageing.show(isOld);
    const cells = instance.items * instance.periods;
    const chosen = live?.chosen?.length === cells ? live.chosen : null;
    this.grid.show(instance, chosen);
    if (!isOld) {
      byId("msmk-verdict").textContent = verdict(choice, live);
      byId("msmk-worth").textContent = live?.isOver ? worth(choice, live) : "";
    }
    await breathe();
    // What is told meanwhile is drawn in the next frame; another instance has a drawing of its own.
    if (instance === this.instance && choice === this.history.present)
      this.turn.show(instance, choice, isOld ? null : live);
  }

  private showAge(isOld: boolean): void {
    for (const id of ["msmk-verdict", "msmk-grid", "msmk-worth"]) byId(id).dataset["old"] = String(isOld);
  }
}
