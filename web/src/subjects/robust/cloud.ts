/**
 * The cloud: the same few hundred draws of the uncertain numbers, met by the nominal and by the robust plan.
 * One strip a plan, one mark a draw: a dot where the plan holds, a cross where it breaks.
 */

import { roundedRange, type Range } from "../../charts/axis";
import { byId, el, setAttributes, svg } from "../../ui/dom";
import { legendItem } from "../../charts/row";
import type { Cloud, PlanName } from "./results";
import type { CloudWords } from "./wording";

const STRIP_HEIGHT_PX = 76;
const DOT_RADIUS_PX = 2.4;
const CROSS_PX = 2.8;

/**
 * Where outcomes are an excess, the draws without any share a band of this width: they would all lie on the
 * line.
 */
const BAND_PX = 96;
const NARROW_BAND_PX = 56;

/** Room at both ends of a strip, so that the outer marks are not cut. */
const MARGIN_PX = 8;

/**
 * Multiples of the golden ratio, less their whole part, spread the marks evenly over a strip's height, and
 * the same way each time.
 */
const GOLDEN = 0.618_033_988_749_895;

/**
 * The same for a second direction: the square root of 2, less its whole part, goes with none of the first
 * one's steps.
 */
const SECOND_RATIO = 0.414_213_562_373_095;

export interface Strip {
  readonly name: PlanName;
  readonly cloud: Cloud;
  /** Outcome at which the plan breaks: the limit, or the promised profit. */
  readonly threshold: number;
}

interface StripView {
  readonly element: HTMLElement;
  readonly drawing: SVGSVGElement;
  readonly dots: SVGPathElement;
  readonly crosses: SVGPathElement;
  readonly grid: SVGGElement;
  readonly threshold: SVGLineElement;
  readonly summary: HTMLElement;
  readonly title: HTMLElement;
}

export class CloudChart {
  private readonly frame = byId("cloud-strips");
  private readonly axis = svg("svg", {
    class: "cloud-axis",
    height: 20,
    "aria-hidden": "true",
    focusable: "false",
  });
  private readonly views = [stripView(), stripView()] as const;
  private readonly table = new CloudTable();
  private strips: readonly Strip[] = [];
  private words: CloudWords | null = null;

  constructor() {
    this.frame.append(...this.views.map((view) => view.element), this.axis);
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  show(strips: readonly Strip[], words: CloudWords): void {
    this.strips = strips;
    this.words = words;
    this.draw();
    this.table.show(strips, words);
  }

  private draw(): void {
    const { strips, words } = this;
    const width = this.frame.clientWidth;
    if (!words || width === 0) return;
    const values = strips.flatMap(({ cloud, threshold }) => [threshold, ...Array.from(cloud.outcomes)]);
    const range =
      values.length > 0
        ? roundedRange(Math.min(...values), Math.max(...values), width < 500 ? 4 : 8)
        : { min: 0, max: 1, ticks: [] };
    const band = !words.isExcess ? 0 : width < 500 ? NARROW_BAND_PX : BAND_PX;
    const x = (value: number): number =>
      MARGIN_PX + band + ((value - range.min) / (range.max - range.min)) * (width - 2 * MARGIN_PX - band);
    for (const [index, view] of this.views.entries()) {
      const strip = strips[index];
      view.element.hidden = strip === undefined;
      if (strip) drawStrip(view, strip, words, range, width, band, x);
    }
    setAttributes(this.axis, { width, viewBox: `0 0 ${width} 20` });
    const tickLabel = (tick: number): SVGTextElement => {
      const anchor = tick === range.max ? "end" : tick === range.min && band === 0 ? "start" : "middle";
      return svg(
        "text",
        { x: anchor === "start" ? 0 : anchor === "end" ? width : x(tick), y: 14, "text-anchor": anchor },
        words.tick(tick),
      );
    };
    const bandLabel = band === 0 ? [] : [svg("text", { x: MARGIN_PX, y: 14 }, "holds")];
    this.axis.replaceChildren(...bandLabel, ...range.ticks.map(tickLabel));
  }
}

function stripView(): StripView {
  const dots = svg("path", { class: "cloud-dots" });
  const crosses = svg("path", { class: "cloud-crosses" });
  const grid = svg("g", { class: "grid" });
  const threshold = svg("line", { class: "cloud-threshold", y1: 0, y2: STRIP_HEIGHT_PX });
  const drawing = svg(
    "svg",
    { height: STRIP_HEIGHT_PX, role: "img", "aria-label": "No draws yet." },
    grid,
    threshold,
    dots,
    crosses,
  );
  const title = el("span", { class: "row-name" });
  const summary = el("span", { class: "cloud-summary" });
  const head = el("div", { class: "row-title" }, title, summary);
  return {
    element: el("div", { class: "cloud-strip" }, head, drawing),
    drawing,
    dots,
    crosses,
    grid,
    threshold,
    summary,
    title,
  };
}

function drawStrip(
  view: StripView,
  { name, cloud, threshold }: Strip,
  words: CloudWords,
  range: Range,
  width: number,
  band: number,
  x: (value: number) => number,
): void {
  let dots = "";
  let crosses = "";
  const usable = STRIP_HEIGHT_PX - 14;
  for (let draw = 0; draw < cloud.outcomes.length; draw++) {
    const inBand = band > 0 && !cloud.broken[draw];
    const at = inBand
      ? MARGIN_PX + (((draw + 1) * SECOND_RATIO) % 1) * (band - 2 * MARGIN_PX)
      : x(cloud.outcomes[draw] ?? 0);
    const y = 7 + (((draw + 1) * GOLDEN) % 1) * usable;
    if (cloud.broken[draw])
      crosses += `M${at - CROSS_PX} ${y - CROSS_PX}l${2 * CROSS_PX} ${2 * CROSS_PX}m0 ${-2 * CROSS_PX}l${-2 * CROSS_PX} ${2 * CROSS_PX}`;
    else
      dots += `M${at - DOT_RADIUS_PX} ${y}a${DOT_RADIUS_PX} ${DOT_RADIUS_PX} 0 1 0 ${2 * DOT_RADIUS_PX} 0a${DOT_RADIUS_PX} ${DOT_RADIUS_PX} 0 1 0 ${-2 * DOT_RADIUS_PX} 0`;
  }
  view.dots.setAttribute("d", dots);
  view.crosses.setAttribute("d", crosses);
  view.grid.replaceChildren(
    ...range.ticks.map((tick) => svg("line", { x1: x(tick), x2: x(tick), y1: 0, y2: STRIP_HEIGHT_PX })),
  );
  setAttributes(view.threshold, { x1: x(threshold), x2: x(threshold) });
  view.element.dataset["lane"] = name;
  view.title.textContent = words.plan(name);
  view.summary.textContent = words.summary(cloud);
  setAttributes(view.drawing, {
    width,
    viewBox: `0 0 ${width} ${STRIP_HEIGHT_PX}`,
    "aria-label": words.spoken(name, cloud),
  });
}

/** The same draws as numbers; filled when first opened. */
class CloudTable {
  private readonly details = byId<HTMLDetailsElement>("cloud-table");
  private strips: readonly Strip[] = [];
  private words: CloudWords | null = null;

  constructor() {
    this.details.addEventListener("toggle", () => this.fill());
  }

  show(strips: readonly Strip[], words: CloudWords): void {
    this.strips = strips;
    this.words = words;
    this.details.hidden = strips.length === 0;
    this.fill();
  }

  private fill(): void {
    const { strips, words } = this;
    if (!words || !this.details.open) return;
    const head = strips.map(({ name }) =>
      el("th", { scope: "col" }, `${words.plan(name)}: ${words.outcome}`),
    );
    byId("cloud-head").replaceChildren(el("th", { scope: "col" }, "Draw"), ...head);
    const count = strips[0]?.cloud.outcomes.length ?? 0;
    const cell = ({ cloud }: Strip, draw: number): HTMLElement => {
      const outcome = words.tick(cloud.outcomes[draw] ?? 0, true);
      return el("td", {}, cloud.broken[draw] ? `${outcome}, ${words.broken}` : outcome);
    };
    const rows = Array.from({ length: count }, (_, draw) =>
      el("tr", {}, el("th", { scope: "row" }, String(draw + 1)), ...strips.map((strip) => cell(strip, draw))),
    );
    byId("cloud-rows").replaceChildren(...rows);
  }
}

/** What the marks of the strips mean. */
export function cloudLegend(holds: string, breaks: string, threshold: string): HTMLElement[] {
  return [
    legendItem("cloud-dot", holds),
    legendItem("cloud-cross", breaks),
    legendItem("cloud-line", threshold),
  ];
}
