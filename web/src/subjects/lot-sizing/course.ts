/**
 * The course of the race: how each lane's cost came down and its proven bound came up, over the shared clock.
 */

import type { RaceClock } from "../../charts/clock";
import { byId, setAttributes, svg } from "../../ui/dom";
import { LANES, optimum, secondsOf, type Lane, type Point, type Race } from "./race";

const HEIGHT_PX = 170;

/**
 * Shares are drawn linearly up to this one and logarithmically beyond, so that 0.1 % and 10 % are both seen.
 */
const LINEAR_SHARE = 0.001;

/** Marks of the vertical axis, as shares above the reference cost. */
const MARKS = [1, 0.1, 0.01, 0, -0.01, -0.1, -1] as const;

/** The farthest share that is drawn. */
const FARTHEST = 1;

export class CourseChart {
  private readonly frame = byId("course");
  private readonly drawing = svg("svg", {
    class: "course-drawing",
    height: HEIGHT_PX,
    "aria-hidden": "true",
    focusable: "false",
  });
  private race: Race | null = null;
  private clock: RaceClock | null = null;

  constructor() {
    byId("course-chart").append(this.drawing);
    new ResizeObserver(() => this.draw()).observe(byId("course-chart"));
  }

  show(race: Race, clock: RaceClock): void {
    this.race = race;
    this.clock = clock;
    this.frame.hidden = !LANES.some(
      (name) => race[name].incumbents.length > 0 || race[name].answer?.objective != null,
    );
    if (!this.frame.hidden) this.draw();
  }

  private draw(): void {
    const { race, clock } = this;
    const width = byId("course-chart").clientWidth;
    if (!race || !clock || width === 0) return;
    const reference = optimum(race) ?? lowestCost(race);
    if (reference === null) return;
    const x = (seconds: number): number => clock.share(seconds) * width;
    setAttributes(this.drawing, { width, viewBox: `0 0 ${width} ${HEIGHT_PX}` });
    const at = (share: number): number => HEIGHT_PX * (0.5 - 0.5 * height(share));
    const grid = MARKS.map((share) =>
      svg("line", { x1: 0, x2: width, y1: at(share), y2: at(share), class: share === 0 ? "base" : null }),
    );
    const zero = optimum(race) === null ? "best so far" : "optimum";
    const labels = MARKS.map((share) =>
      svg(
        "text",
        { x: 2, y: at(share) - 3 },
        share === 0 ? zero : `${share > 0 ? "+" : "−"}${Math.abs(share) * 100} %`,
      ),
    );
    const decades = clock
      .decades()
      .slice(1)
      .map((seconds) =>
        svg("line", { class: "decade", x1: x(seconds), x2: x(seconds), y1: 0, y2: HEIGHT_PX }),
      );
    byId("course-marks").replaceChildren(...clock.marks());
    const y = (cost: number): number => at((cost - reference) / Math.max(1e-9, Math.abs(reference)));
    const lines = LANES.map((name) => laneCourse(race[name], name, width, x, y));
    this.drawing.replaceChildren(...decades, svg("g", { class: "grid" }, ...grid), ...lines, ...labels);
  }
}

/**
 * A lane's cost and bound, a dot where it ended, and a thin line on to the right: what it found stays found.
 */
function laneCourse(
  lane: Lane,
  name: string,
  width: number,
  x: (seconds: number) => number,
  y: (cost: number) => number,
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
  const { answer } = lane;
  const close = (points: readonly Point[], value: number | null | undefined): readonly Point[] =>
    value == null ? points : [...points, { seconds: end, value }];
  return {
    incumbents: close(lane.incumbents, answer?.objective),
    bounds: close(lane.bounds, answer?.bound),
    end,
  };
}

function lowestCost(race: Race): number | null {
  const costs = LANES.flatMap((name) => courseOf(race[name]).incumbents.map((point) => point.value));
  return costs.length === 0 ? null : Math.min(...costs);
}

/** A step line that keeps each value until the next one, and the last one until the end. */
function steps(
  points: readonly Point[],
  end: number,
  x: (seconds: number) => number,
  y: (cost: number) => number,
): string {
  let path = "";
  for (const { seconds, value } of points)
    path += path === "" ? `M${x(seconds)} ${y(value)}` : `H${x(seconds)}V${y(value)}`;
  return path === "" ? "" : `${path}H${x(end)}`;
}
