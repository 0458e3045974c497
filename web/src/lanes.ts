/** The table of the race: a row a lane, with a clock that all lanes share. */

import { RaceClock } from "./clock";
import { CourseChart } from "./course";
import { byId, el } from "./dom";
import { amount, duration, percent } from "./format";
import { aboveOptimum, bestCost, LANES, optimum, secondsOf, type Lane, type LaneName, type Race } from "./race";

export const LANE_LABELS: Readonly<Record<LaneName, string>> = {
  guess: "Guess + search",
  search: "Search alone",
  exact: "Exact algorithm",
};

const LANE_ABOUT: Readonly<Record<LaneName, string>> = {
  guess: "fixes the most confident guesses, searches the rest",
  search: "branch and bound without a guess",
  exact: "a dynamic program made for this very problem",
};

interface LaneRow {
  readonly state: HTMLElement;
  readonly bar: HTMLElement;
  readonly dots: HTMLElement;
  readonly cost: HTMLElement;
  readonly above: HTMLElement;
  readonly gap: HTMLElement;
  readonly time: HTMLElement;
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
    row.cost.textContent = cost === null ? "–" : amount(cost);
    row.above.textContent = cost === null || best === null ? "–" : percent(aboveOptimum(cost, best));
    row.gap.textContent = gapText(lane);
    this.showTime(row, lane);
  }

  private showTime(row: LaneRow, lane: Lane): void {
    const seconds = secondsOf(lane, performance.now());
    row.time.textContent = seconds === null ? "–" : duration(seconds);
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
  const cell = (className: string, label: string): HTMLElement => el("div", { role: "cell", class: className, "data-label": label }, "–");
  const state = el("span", { class: "lane-state" });
  const bar = el("div", { class: "lane-bar" });
  const dots = el("div", { class: "lane-dots" });
  const row = {
    state,
    bar,
    dots,
    cost: cell("number lane-cost", "Cost"),
    above: cell("number lane-above", "Above optimum"),
    gap: cell("number lane-gap", "Proven gap"),
    time: cell("number lane-time", "Time"),
  };
  const title = el(
    "div",
    { role: "rowheader", class: "lane-name" },
    el("strong", {}, LANE_LABELS[name]),
    el("span", { class: "lane-about" }, LANE_ABOUT[name]),
    state,
  );
  const clock = el("div", { role: "cell", class: "lane-clock" }, el("div", { class: "lane-track", "aria-hidden": "true" }, bar, dots));
  body.append(el("div", { role: "row", class: "lane", id: `lane-${name}`, "data-lane": name }, title, clock, row.time, row.cost, row.above, row.gap));
  return row;
}

function gapText(lane: Lane): string {
  const { answer } = lane;
  if (answer) return answer.gap ? percent(answer.gap.relative) : "none proven";
  const cost = lane.incumbents.at(-1)?.value;
  const bound = lane.bounds.at(-1)?.value;
  return cost === undefined || bound === undefined ? "–" : percent(Math.max(0, (cost - bound) / Math.max(1e-9, Math.abs(cost))));
}

/** How a lane stands, in a few words. */
export function stateText(lane: Lane): string {
  switch (lane.state) {
    case "idle":
      return "";
    case "waiting":
      return "waits for its turn";
    case "running":
      return runningText(lane);
    case "stopped":
      return lane.incumbents.length === 0 ? "stopped" : "stopped; the best cost until then";
    case "failed":
      return lane.error ?? "failed";
    case "done":
      return lane.answer ? doneText(lane.answer.status, lane) : "";
  }
}

function runningText(lane: Lane): string {
  const nodes = lane.nodes === 0 ? "" : `, ${amount(lane.nodes)} nodes`;
  return `running${nodes}`;
}

function doneText(status: string, lane: Lane): string {
  switch (status) {
    case "optimal":
      return lane.answer?.method === "guess" ? `${guessText(lane)}; optimal, proven` : "optimal, proven";
    case "feasible":
      return lane.answer?.method === "guess" ? guessText(lane) : "time is up; the best plan found";
    case "infeasible":
      return "no plan exists (proven)";
    case "limit":
      return "time is up; no plan found";
    default:
      return status;
  }
}

function guessText(lane: Lane): string {
  const level = lane.answer?.level;
  const proof = lane.answer?.statistics.certifySeconds ?? 0;
  const of = proof >= 0.0005 ? ` (${duration(proof)} of the time is the proof)` : "";
  const failed = lane.levels.filter((tried) => !tried.feasible).length;
  if (level === undefined) return "a checked plan";
  if (level === 0) return "no guess could be kept";
  const fixed = failed === 0 ? `${level} % fixed` : `${level} % fixed after ${failed} higher ${failed === 1 ? "level" : "levels"} failed`;
  return `checked; ${fixed}${of}`;
}
