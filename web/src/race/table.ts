/**
 * The table of a race: a row a way, with a clock that all ways share, and the course of their values below
 * it.
 */

import { RaceClock } from "../charts/clock";
import { type Figure, figure } from "../charts/figure";
import { el, setText } from "../ui/dom";
import { amount, duration } from "../ui/format";
import { CourseChart } from "./course";
import {
  bestOf,
  IDLE,
  type Lane,
  type LaneName,
  laneAt,
  lanesOf,
  type Race,
  secondsOf,
  type Sense,
} from "./lane";
import {
  boundText,
  gapText,
  LANE_ABOUT,
  LANE_LABELS,
  type LaneWords,
  stateText,
  timeText,
  verdictText,
  whenText,
} from "./wording";

interface LaneRow {
  readonly element: HTMLElement;
  readonly state: HTMLElement;
  readonly bar: HTMLElement;
  readonly dots: HTMLElement;
  readonly value: Figure;
  readonly verdict: Figure;
  readonly gap: Figure;
  readonly time: Figure;
}

/** What is drawn. */
export interface Shown {
  readonly race: Race;
  readonly lanes: readonly LaneName[];
  readonly sense: Sense;
  readonly timeLimit: number;
  /** Seconds of the clock up to which the race is shown; all of it where there is none. */
  readonly until: number | null;
  /** Whether it belongs to the problem before a change. */
  readonly isOld: boolean;
}

export class RaceTable {
  readonly element: HTMLElement;
  private readonly marks = el("div", { class: "clock-marks", "aria-hidden": "true" });
  private readonly rows = new Map<LaneName, LaneRow>();
  private readonly course = new CourseChart();
  private clock = new RaceClock(1);
  private shown: Shown | null = null;
  private ticking = false;

  constructor(
    private readonly prefix: string,
    private readonly words: LaneWords,
  ) {
    const head = (text: string, ...more: Array<string | Node>): HTMLElement =>
      el("div", { role: "columnheader", class: "number" }, text, ...more);
    const clock = el("div", { role: "columnheader", class: "clock-head" });
    clock.append(el("span", { class: "visually-hidden" }, "Clock"), this.marks);
    const heads = el(
      "div",
      { role: "row", class: "lane lane-heads" },
      el("div", { role: "columnheader" }, "Way"),
      clock,
      head("Ended after"),
      head("Says"),
      head("Right?"),
      head("Proven gap"),
    );
    const table = el(
      "div",
      { id: `${prefix}lanes`, class: "lanes", role: "table", "aria-label": "Who was right, and when" },
      heads,
    );
    this.element = el("div", { class: "race-results" }, table, this.course.element);
    this.table = table;
  }

  private readonly table: HTMLElement;

  show(shown: Shown): void {
    this.shown = shown;
    const { lanes, timeLimit } = shown;
    if (timeLimit !== this.clock.end) {
      this.clock = new RaceClock(timeLimit);
      this.marks.replaceChildren(...this.clock.marks());
    }
    for (const name of lanes) if (!this.rows.has(name)) this.rows.set(name, this.addRow(name));
    for (const [name, { element }] of this.rows) element.hidden = !lanes.includes(name);
    this.element.dataset["old"] = String(shown.isOld);
    this.draw();
    if (lanesOf(shown.race).some(([, lane]) => lane.state === "running")) this.tick();
  }

  /** The race as it stood at the moment that is shown. */
  private get atMoment(): Race {
    const { race, until } = this.shown ?? { race: {}, until: null };
    if (until === null) return race;
    return Object.fromEntries(lanesOf(race).map(([name, lane]) => [name, laneAt(lane, until)]));
  }

  private draw(): void {
    const { shown } = this;
    if (!shown) return;
    const race = this.atMoment;
    for (const name of shown.lanes) {
      const row = this.rows.get(name);
      if (row) this.showLane(row, race[name] ?? IDLE, race, shown.sense);
    }
    this.course.show(race, shown.race, this.clock, shown.sense);
  }

  private showLane(row: LaneRow, lane: Lane, race: Race, sense: Sense): void {
    const value = bestOf(lane);
    setText(row.state, stateText(lane));
    row.state.dataset["state"] = lane.error === null ? lane.state : "failed";
    setText(row.value.value, value === null ? "–" : amount(value));
    setText(row.value.detail, whenText(lane));
    setText(row.verdict.value, verdictText(lane, race, sense));
    setText(row.gap.value, gapText(lane));
    setText(row.gap.detail, boundText(lane));
    setText(row.time.detail, timeText(lane));
    this.showTime(row, lane);
  }

  private showTime(row: LaneRow, lane: Lane): void {
    const seconds = secondsOf(lane, performance.now());
    setText(row.time.value, seconds === null ? "–" : duration(seconds));
    const width = seconds === null ? "0" : `${(this.clock.at(seconds) * 100).toFixed(1)}%`;
    if (row.bar.style.inlineSize !== width) row.bar.style.inlineSize = width;
    // Dots that would lie upon each other are one; what has not changed is not drawn again.
    const places = [
      ...new Set(lane.incumbents.map(({ seconds: at }) => Math.round(this.clock.at(at) * 100))),
    ];
    if (row.dots.dataset["places"] === places.join()) return;
    row.dots.dataset["places"] = places.join();
    row.dots.replaceChildren(
      ...places.map((place) => {
        const dot = el("i", {});
        dot.style.insetInlineStart = `${place}%`;
        return dot;
      }),
    );
  }

  /** Keeps the clocks of running lanes moving between events. */
  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    const step = (): void => {
      const running = lanesOf(this.shown?.race ?? {}).filter(([, { state }]) => state === "running");
      this.ticking = running.length > 0 && this.shown?.until === null;
      if (!this.ticking) return;
      for (const [name, lane] of running) {
        const row = this.rows.get(name);
        if (row) this.showTime(row, lane);
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  private addRow(name: LaneName): LaneRow {
    const state = el("span", { class: "lane-state" });
    const bar = el("div", { class: "lane-bar" });
    const dots = el("div", { class: "lane-dots" });
    const title = el(
      "div",
      { role: "rowheader", class: "lane-name" },
      el("strong", {}, this.words[name]?.label ?? LANE_LABELS[name]),
      el("span", { class: "lane-about" }, this.words[name]?.about ?? LANE_ABOUT[name]),
      state,
    );
    const track = el("div", { class: "lane-track", "aria-hidden": "true" }, bar, dots);
    const value = figure("lane-cost", "Says");
    const verdict = figure("lane-verdict", "Right?");
    const gap = figure("lane-gap", "Proven gap");
    const time = figure("lane-time", "Ended after");
    const element = el(
      "div",
      { role: "row", class: "lane", id: `${this.prefix}lane-${name}`, "data-lane": name },
      title,
      el("div", { role: "cell", class: "lane-clock" }, track),
      time.cell,
      value.cell,
      verdict.cell,
      gap.cell,
    );
    this.table.append(element);
    return { element, state, bar, dots, value, verdict, gap, time };
  }
}
