/**
 * A race as a panel: `mountRace(host, frame, contest)` builds it into any element. `contest` is asked
 * whenever the race starts or is drawn; `changed` tells the panel that it may have changed.
 */

import { dropOldest } from "../frame/requests";
import type { Frame } from "../frame/subject";
import { fillTimeLimits } from "../ui/controls";
import { el, paced, setText } from "../ui/dom";
import { duration } from "../ui/format";
import type { Contest } from "./contest";
import { type Lane, lanesOf, NO_RACE, type Race } from "./lane";
import { runRace, slots } from "./run";
import { RaceTable } from "./table";
import { type LaneWords, OVER, spoken, summary } from "./wording";
import "./style.css";

/** Results remembered, so that undo brings them back with the problem. */
const MAX_KEPT_RESULTS = 30;

/** Seconds a lane, unless another limit is chosen. */
const USUAL_TIME_LIMIT = 10;

/** The replay lasts this long, whatever the race took. */
const REPLAY_MS = 5_000;

/** Between two drawings of a race that runs; the clocks move on by themselves. */
const PAUSE_MS = 100;

/** Steps of the slider over the clock. */
const MOMENTS = 200;

/** The replay begins here, where the clock does. */
const FIRST_MOMENT = 0.001;

export interface RaceResult {
  readonly race: Race;
  readonly contest: Contest;
  readonly timeLimit: number;
}

export interface RaceOptions {
  /** What ids of the panel's elements begin with. */
  readonly prefix: string;
  /** Where a way is another one than usual. */
  readonly words?: LaneWords;
  /** Called when lanes have told something, at most once a frame. */
  readonly changed?: () => void;
}

export interface RacePanel {
  /** The contest may be another one now. */
  changed(): void;
  /** Another subject is shown: what runs, ends. */
  leave(): void;
  readonly running: boolean;
  /** What is known of a problem. */
  of(key: string): RaceResult | undefined;
}

export function mountRace(
  host: HTMLElement,
  frame: Frame,
  contest: () => Contest | null,
  options: RaceOptions,
): RacePanel {
  return new Panel(host, frame, contest, options);
}

class Panel implements RacePanel {
  private readonly results = new Map<string, RaceResult>();
  private current: { readonly key: string; readonly controller: AbortController } | null = null;
  private last: RaceResult | null = null;
  private until: number | null = null;
  private replaying = 0;
  private readonly table: RaceTable;
  private readonly words: LaneWords;
  private readonly start: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly timeLimit: HTMLSelectElement;
  private readonly workers: HTMLSelectElement;
  private readonly turns = el("p", { class: "hint race-turns" });
  private readonly old = el("p", { class: "warning race-old", hidden: true });
  private readonly summary: HTMLElement;
  private readonly replay: HTMLElement;
  private readonly moment: HTMLInputElement;
  private readonly momentText: HTMLOutputElement;

  constructor(
    host: HTMLElement,
    private readonly frame: Frame,
    private readonly contest: () => Contest | null,
    private readonly options: RaceOptions,
  ) {
    const { prefix } = options;
    this.words = options.words ?? {};
    const id = (name: string): string => `${prefix}${name}`;
    this.timeLimit = el("select", { id: id("time-limit") });
    fillTimeLimits(this.timeLimit, USUAL_TIME_LIMIT);
    this.workers = el("select", { id: id("workers") });
    this.workers.append(...[1, 2, 4].map((count) => el("option", { value: count }, String(count))));
    this.start = el("button", { type: "button", id: id("solve"), class: "primary", disabled: true }, "Race");
    this.stop = el("button", { type: "button", id: id("stop"), hidden: true }, "Stop");
    this.table = new RaceTable(prefix, this.words);
    this.summary = el("p", { id: id("summary"), class: "race-summary" });
    this.moment = el("input", {
      type: "range",
      id: id("moment"),
      min: 0,
      max: MOMENTS,
      value: MOMENTS,
      step: 1,
    });
    this.momentText = el("output", { for: id("moment") });
    const again = el("button", { type: "button", id: id("replay") }, "Replay");
    const label = el("label", { for: id("moment") }, "On one clock: ", this.momentText);
    this.replay = el("div", { class: "field race-replay", hidden: true }, label);
    this.replay.append(el("div", { class: "race-steps" }, again, this.moment));
    const field = (name: string, text: string, control: HTMLElement): HTMLElement =>
      el("div", { class: "field" }, el("label", { for: id(name) }, text), control);
    const controls = el(
      "div",
      { class: "controls" },
      field("time-limit", "Time limit of each", this.timeLimit),
      field("workers", "Workers of the search alone", this.workers),
      el("div", { class: "actions" }, this.start, this.stop),
    );
    host.append(controls, this.turns, this.old, this.table.element, this.replay, this.summary);
    this.start.addEventListener("click", () => void this.run());
    this.stop.addEventListener("click", () => this.current?.controller.abort());
    this.timeLimit.addEventListener("change", () => this.draw());
    this.moment.addEventListener("input", () => this.turnTo(Number(this.moment.value)));
    again.addEventListener("click", () => this.play());
    this.changed();
  }

  get running(): boolean {
    return this.current !== null;
  }

  of(key: string): RaceResult | undefined {
    return this.results.get(key);
  }

  changed(): void {
    const now = this.contest();
    if (this.current && this.current.key !== now?.key) this.current.controller.abort();
    this.until = null;
    this.draw();
  }

  leave(): void {
    this.current?.controller.abort();
    cancelAnimationFrame(this.replaying);
  }

  private async run(): Promise<void> {
    const contest = this.contest();
    if (!contest || this.current) return;
    const controller = new AbortController();
    this.current = { key: contest.key, controller };
    const timeLimit = Number(this.timeLimit.value);
    this.frame.say("The race begins.");
    this.until = null;
    // A search may report thousands of events a second; nobody reads more than ten.
    const draw = paced(() => {
      this.draw();
      this.options.changed?.();
    }, PAUSE_MS);
    this.draw();
    const settings = { timeLimit, workers: Number(this.workers.value), signal: controller.signal };
    await runRace(contest, settings, (race) => {
      this.announce(contest, this.results.get(contest.key)?.race ?? NO_RACE, race);
      this.keep({ race, contest, timeLimit });
      draw();
    });
    this.current = null;
    this.draw();
    this.options.changed?.();
    this.frame.say(this.summary.textContent ?? "");
  }

  private keep(result: RaceResult): void {
    const { key } = result.contest;
    this.results.delete(key);
    this.results.set(key, result);
    this.last = result;
    dropOldest(this.results, MAX_KEPT_RESULTS);
  }

  private announce({ sense }: Contest, before: Race, after: Race): void {
    for (const [name, lane] of lanesOf(after)) {
      const ended = before[name]?.state !== lane.state && OVER.has(lane.state);
      if (ended) this.frame.say(spoken(name, after, sense, this.words));
    }
  }

  /** The results of the present problem; until there are any, the last ones, marked as old. */
  private draw(): void {
    const now = this.contest();
    const own = now ? this.results.get(now.key) : undefined;
    const shown = own ?? this.last;
    const isOld = own === undefined && shown !== null;
    const limit = shown?.timeLimit ?? Number(this.timeLimit.value);
    const lanes = (isOld ? shown?.contest.lanes : now?.lanes) ?? [];
    const race = shown?.race ?? NO_RACE;
    const sense = (shown?.contest ?? now)?.sense ?? "minimize";
    this.table.show({ race, lanes, sense, timeLimit: limit, until: this.until, isOld });
    this.old.hidden = !isOld;
    setText(
      this.old,
      isOld
        ? "These are the results of the problem before your last change. Race again for the new one."
        : "",
    );
    const isOver = lanesOf(race).length > 0 && lanesOf(race).every(([, { state }]) => OVER.has(state));
    this.replay.hidden = !isOver;
    setText(this.summary, isOver && !isOld ? summary(race, sense, this.words) : "");
    setText(this.turns, now ? turnsText(now.lanes.length) : "");
    this.showMoment(limit);
    this.showRunning();
  }

  private showMoment(limit: number): void {
    this.moment.value = String(this.until === null ? MOMENTS : momentOf(this.until, limit));
    setText(this.momentText, this.until === null ? "the end" : duration(this.until));
    this.moment.setAttribute("aria-valuetext", this.momentText.textContent);
  }

  private turnTo(moment: number): void {
    cancelAnimationFrame(this.replaying);
    const limit = this.last?.timeLimit ?? USUAL_TIME_LIMIT;
    this.until = moment >= MOMENTS ? null : FIRST_MOMENT * (limit / FIRST_MOMENT) ** (moment / MOMENTS);
    this.draw();
  }

  /**
   * All lanes on one clock, which runs as the axis does: quickly at first, so that milliseconds can be seen.
   */
  private play(): void {
    cancelAnimationFrame(this.replaying);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.turnTo(0);
      return;
    }
    const start = performance.now();
    const step = (now: number): void => {
      const moment = (MOMENTS * (now - start)) / REPLAY_MS;
      this.turnTo(Math.max(0, moment));
      if (moment < MOMENTS) this.replaying = requestAnimationFrame(step);
    };
    this.replaying = requestAnimationFrame(step);
  }

  /** Race and Stop take each other's place, and the focus with it. */
  private showRunning(): void {
    const { start, stop } = this;
    const focused = document.activeElement === start || document.activeElement === stop;
    start.disabled = this.contest() === null;
    start.hidden = this.running;
    stop.hidden = !this.running;
    if (focused) (this.running ? stop : start).focus();
  }
}

function momentOf(seconds: number, limit: number): number {
  return Math.round((MOMENTS * Math.log(seconds / FIRST_MOMENT)) / Math.log(limit / FIRST_MOMENT));
}

/** How many ways run at once, and what that means for the clock. */
function turnsText(lanes: number): string {
  const at = slots();
  const loaded = "Each has a worker of its own, and its modules are loaded before its clock starts.";
  if (at >= lanes) return `All ${lanes} run at once. ${loaded}`;
  const many = at === 1 ? "one runs at a time" : `${at} run at a time`;
  return `This device has ${at + 1} cores, so that ${many} and the others take their turn; each clock starts at zero, and Replay shows all on one clock. ${loaded}`;
}

export type { Contest, Lane };
