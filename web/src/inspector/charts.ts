/** Lines over the time of a run, drawn by uPlot; it loads with the panel that shows it. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, onColours } from "./colours";
import { number } from "./numbers";

/** Pixels. */
const HEIGHT = 220;

export interface Line {
  readonly name: string;
  /** A custom property of the page. */
  readonly colour: string;
  readonly values: ReadonlyArray<number | null>;
  /** Whether a value holds until the next one. */
  readonly isStepped: boolean;
}

/** What a chart shows; `now` is where the moment stands, in the units of `x`. */
export interface Lines {
  readonly x: readonly number[];
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly now: number;
}

export class Chart {
  private plot: uPlot | null = null;
  private shown: Lines | null = null;

  constructor(private readonly host: HTMLElement) {
    onColours(() => this.rebuild());
    new ResizeObserver(() => {
      if (this.plot && host.clientWidth > 0) this.plot.setSize({ width: host.clientWidth, height: HEIGHT });
      else this.rebuild();
    }).observe(host);
  }

  show(lines: Lines): void {
    const isAlike = this.shown?.lines.length === lines.lines.length && this.shown.unit === lines.unit;
    this.shown = lines;
    if (this.plot && isAlike) this.plot.setData(dataOf(lines));
    else this.rebuild();
  }

  private rebuild(): void {
    const { shown, host } = this;
    this.plot?.destroy();
    this.plot = null;
    if (!shown || host.clientWidth === 0) return;
    const grid = { stroke: colour("--line"), width: 1 };
    const axis = { stroke: colour("--ink-soft"), grid, ticks: grid, font: "12px system-ui" };
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    this.plot = new uPlot(
      {
        width: host.clientWidth,
        height: HEIGHT,
        scales: { x: { time: false } },
        cursor: { drag: { x: false, y: false } },
        axes: [
          { ...axis, values: (_, ticks) => ticks.map((tick) => `${number(tick)}${shown.unit}`) },
          { ...axis, size: 74, values: (_, ticks) => ticks.map(number) },
        ],
        series: [
          { label: shown.unit === " s" ? "seconds" : "nodes", value: (_, x) => number(x ?? Number.NaN) },
          ...shown.lines.map((line) => ({
            label: line.name,
            stroke: colour(line.colour),
            width: 2,
            points: { show: line.values.length < 60, size: 5 },
            value: (_: uPlot, y: number | null) => number(y ?? Number.NaN),
            spanGaps: true,
            ...(line.isStepped && stepped ? { paths: stepped } : {}),
          })),
        ],
        hooks: { draw: [(plot) => this.drawNow(plot)] },
      },
      dataOf(shown),
      host,
    );
  }

  /** A line where the moment stands. */
  private drawNow(plot: uPlot): void {
    if (!this.shown) return;
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos(this.shown.now, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.save();
    ctx.strokeStyle = colour("--focus");
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }
}

function dataOf({ x, lines }: Lines): uPlot.AlignedData {
  return [[...x], ...lines.map(({ values }) => [...values])];
}
