/**
 * The course of the race: how each lane's value came to the optimum and its proven bound met it, over the
 * shared clock.
 */

import type { RaceClock } from "../charts/clock";
import { el, setAttributes, svg } from "../ui/dom";
import {
  bestKnown,
  type Lane,
  lanesOf,
  optimum,
  type Point,
  type Race,
  secondsOf,
  type Sense,
  worse,
} from "./lane";

const HEIGHT_PX = 170;

/**
 * Shares are drawn linearly up to this one and logarithmically beyond, so that 0.1 % and 10 % are both seen.
 */
const LINEAR_SHARE = 0.001;

/** Marks of the vertical axis, as shares worse than the reference. */
const MARKS = [1, 0.1, 0.01, 0, -0.01, -0.1, -1] as const;

/** The farthest share that is drawn. */
const FARTHEST = 1;

export class CourseChart {
  readonly element: HTMLElement;
  private readonly chart = el("div", { class: "course-chart" });
  private readonly marks = el("div", { class: "clock-marks", "aria-hidden": "true" });
  private readonly drawing = svg("svg", {
    class: "course-drawing",
    height: HEIGHT_PX,
    "aria-hidden": "true",
    focusable: "false",
  });
  private width = 0;
  private drawn: { race: Race; whole: Race; clock: RaceClock; sense: Sense } | null = null;

  constructor() {
    this.chart.append(this.drawing);
    const caption =
      "Values found (lines) and proven bounds (dashes) over the same clock, against the optimum.";
    this.element = el(
      "figure",
      { class: "course", "data-figure": "Value and bound over time", hidden: true },
      el("figcaption", {}, caption),
    );
    this.element.append(this.chart, this.marks);
    // The width is kept: asking for it while drawing would lay the page out each time.
    new ResizeObserver(([entry]) => {
      this.width = entry?.contentRect.width ?? 0;
      this.draw();
    }).observe(this.chart);
  }

  /** `race` is drawn, beside the optimum of the `whole` one. */
  show(race: Race, whole: Race, clock: RaceClock, sense: Sense): void {
    this.drawn = { race, whole, clock, sense };
    this.element.hidden = bestKnown(whole, sense) === null;
    if (!this.element.hidden) this.draw();
  }

  private draw(): void {
    const { width } = this;
    if (!this.drawn || width === 0) return;
    const { race, whole, clock, sense } = this.drawn;
    const proven = optimum(whole, sense);
    const reference = proven ?? bestKnown(whole, sense);
    if (reference === null) return;
    const x = (seconds: number): number => clock.share(seconds) * width;
    setAttributes(this.drawing, { width, viewBox: `0 0 ${width} ${HEIGHT_PX}` });
    // Worse is always above: costs come down, worths are drawn by what is missing.
    const at = (share: number): number => HEIGHT_PX * (0.5 - 0.5 * height(share));
    const grid = MARKS.map((share) =>
      svg("line", { x1: 0, x2: width, y1: at(share), y2: at(share), class: share === 0 ? "base" : null }),
    );
    const zero = proven === null ? "best so far" : "optimum";
    const sign = (share: number): string => (share > 0 === (sense === "minimize") ? "+" : "−");
    const labels = MARKS.map((share) =>
      svg(
        "text",
        { x: 2, y: at(share) + (share === 1 ? 10 : -3) },
        share === 0 ? zero : `${sign(share)}${Math.abs(share) * 100} %`,
      ),
    );
    const decades = clock
      .decades()
      .slice(1)
      .map((seconds) =>
        svg("line", { class: "decade", x1: x(seconds), x2: x(seconds), y1: 0, y2: HEIGHT_PX }),
      );
    this.marks.replaceChildren(...clock.marks());
    const y = (value: number): number => at(worse(value, reference, sense));
    const lines = lanesOf(race).map(([name, lane]) => laneCourse(lane, name, width, x, y));
    this.drawing.replaceChildren(...decades, svg("g", { class: "grid" }, ...grid), ...lines, ...labels);
  }
}

/**
 * A lane's values and bounds, a dot where it ended, and a thin line on to the right: what it found stays
 * found.
 */
function laneCourse(
  lane: Lane,
  name: string,
  width: number,
  x: (seconds: number) => number,
  y: (value: number) => number,
): SVGGElement {
  const { incumbents, bounds, end } = courseOf(lane);
  const group = svg("g", { "data-lane": name });
  const last = incumbents.at(-1);
  if (last && lane.state !== "running") {
    group.append(svg("path", { class: "course-after", d: `M${x(end)} ${y(last.value)}H${width}` }));
  }
  group.append(
    svg("path", { class: "course-cost", d: steps(incumbents, end, x, y) }),
    svg("path", { class: "course-bound", d: steps(bounds, end, x, y) }),
  );
  if (last) group.append(svg("circle", { class: "course-end", cx: x(end), cy: y(last.value), r: 4 }));
  return group;
}

/** Signed height in [-1, 1] of a share. */
function height(share: number): number {
  const scale = (value: number): number => Math.log1p(value / LINEAR_SHARE);
  return Math.sign(share) * Math.min(1, scale(Math.abs(share)) / scale(FARTHEST));
}

/** A lane's points, ended by what its answer says. */
function courseOf(lane: Lane): { incumbents: readonly Point[]; bounds: readonly Point[]; end: number } {
  const end = secondsOf(lane, performance.now()) ?? 0;
  const close = (points: readonly Point[], value: number | null): readonly Point[] =>
    value === null ? points : [...points, { seconds: end, value }];
  return { incumbents: close(lane.incumbents, lane.objective), bounds: close(lane.bounds, lane.bound), end };
}

/** A step line that keeps each value until the next one, and the last one until the end. */
function steps(
  points: readonly Point[],
  end: number,
  x: (seconds: number) => number,
  y: (value: number) => number,
): string {
  let path = "";
  let last = "";
  for (const { seconds, value } of points) {
    const [px, py] = [x(seconds).toFixed(0), y(value).toFixed(1)];
    const step = path === "" ? `M${px} ${py}` : `H${px}V${py}`;
    // Thousands of bounds lie on few pixels.
    if (step !== last) path += step;
    last = step;
  }
  return path === "" ? "" : `${path}H${x(end)}`;
}
