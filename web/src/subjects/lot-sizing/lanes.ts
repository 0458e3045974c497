/** The table of the race: a row a lane, with a clock that all lanes share. */

import { RaceClock } from "../../charts/clock";
import { CourseChart } from "./course";
import { byId, el } from "../../ui/dom";
import { figure, type Figure } from "../../charts/figure";
import { amount, duration, percent } from "../../ui/format";
import {
  aboveOptimum,
  bestCost,
  LANES,
  optimum,
  secondsOf,
  type Lane,
  type LaneName,
  type Race,
} from "./race";
import { boundText, gapText, LANE_ABOUT, LANE_LABELS, stateText, timeText } from "./wording";

interface LaneRow {
  readonly state: HTMLElement;
  readonly bar: HTMLElement;
  readonly dots: HTMLElement;
  readonly cost: Figure;
  readonly above: Figure;
  readonly gap: Figure;
  readonly time: Figure;
}

export class LaneTable {
  private readonly rows: Readonly<Record<LaneName, LaneRow>>;
  private readonly marks = byId("clock-marks");
  private readonly course = new CourseChart();
  private clock = new RaceClock(1);
  private race: Race | null = null;
  private ticking = false;

  constructor() {
    const body = byId("lanes");
    const rows = LANES.map((name) => [name, laneRow(name, body)] as const);
    this.rows = Object.fromEntries(rows) as Record<LaneName, LaneRow>;
  }

  show(race: Race, timeLimit: number): void {
    this.race = race;
    if (timeLimit !== this.clock.end) {
      this.clock = new RaceClock(timeLimit);
      this.marks.replaceChildren(...this.clock.marks());
    }
    for (const name of LANES) this.showLane(this.rows[name], race[name], optimum(race));
    this.course.show(race, this.clock);
    if (LANES.some((name) => race[name].state === "running")) this.tick();
  }

  private showLane(row: LaneRow, lane: Lane, best: number | null): void {
    const cost = bestCost(lane);
    row.state.textContent = stateText(lane);
    row.state.dataset["state"] = lane.error === null ? lane.state : "failed";
    row.cost.value.textContent = cost === null ? "–" : amount(cost);
    row.above.value.textContent = cost === null || best === null ? "–" : percent(aboveOptimum(cost, best));
    row.gap.value.textContent = gapText(lane);
    row.gap.detail.textContent = boundText(lane);
    row.time.detail.textContent = timeText(lane);
    this.showTime(row, lane);
  }

  private showTime(row: LaneRow, lane: Lane): void {
    const seconds = secondsOf(lane, performance.now());
    row.time.value.textContent = seconds === null ? "–" : duration(seconds);
    row.bar.style.inlineSize = seconds === null ? "0" : `${this.clock.at(seconds) * 100}%`;
    const dots = lane.incumbents.map(({ seconds: at }) => {
      const dot = el("i", {});
      dot.style.insetInlineStart = `${this.clock.at(at) * 100}%`;
      return dot;
    });
    row.dots.replaceChildren(...dots);
  }

  /** Keeps the clocks of running lanes moving between events. */
  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    const step = (): void => {
      const { race } = this;
      const running = race ? LANES.filter((name) => race[name].state === "running") : [];
      this.ticking = running.length > 0;
      if (!race || !this.ticking) return;
      for (const name of running) this.showTime(this.rows[name], race[name]);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}

function laneRow(name: LaneName, body: HTMLElement): LaneRow {
  const state = el("span", { class: "lane-state" });
  const bar = el("div", { class: "lane-bar" });
  const dots = el("div", { class: "lane-dots" });
  const row = {
    state,
    bar,
    dots,
    cost: figure("lane-cost", "Cost"),
    above: figure("lane-above", "Above optimum"),
    gap: figure("lane-gap", "Proven gap"),
    time: figure("lane-time", "Time"),
  };
  const title = el(
    "div",
    { role: "rowheader", class: "lane-name" },
    el("strong", {}, LANE_LABELS[name]),
    el("span", { class: "lane-about" }, LANE_ABOUT[name]),
    state,
  );
  const clock = el(
    "div",
    { role: "cell", class: "lane-clock" },
    el("div", { class: "lane-track", "aria-hidden": "true" }, bar, dots),
  );
  body.append(
    el(
      "div",
      { role: "row", class: "lane", id: `lane-${name}`, "data-lane": name },
      title,
      clock,
      row.time.cell,
      row.cost.cell,
      row.above.cell,
      row.gap.cell,
    ),
  );
  return row;
}
