/** One row of a chart: a title, a gutter with marks, and a track whose horizontal axis all rows share. */

import type { PeriodAxis, ValueScale } from "./axis";
import type { Cursor } from "./cursor";
import { el, setAttributes, svg } from "../ui/dom";
import { compact } from "../ui/format";

export interface RowOptions {
  readonly title: string;
  readonly unit: string;
  /** Pixels. */
  readonly height: number;
  readonly cursor: Cursor;
  /** Explains the marks of the row, after its title. */
  readonly legend?: readonly HTMLElement[];
}

export abstract class Row {
  readonly element: HTMLElement;
  protected readonly track: HTMLElement;
  protected readonly drawing: SVGSVGElement;
  protected readonly grid: SVGGElement;
  protected readonly height: number;
  protected readonly cursor: Cursor;
  protected axis: PeriodAxis | null = null;
  private readonly gutter: HTMLElement;
  private readonly cursorBand: SVGRectElement;

  protected constructor(options: RowOptions) {
    this.height = options.height;
    this.cursor = options.cursor;
    this.gutter = el("div", { class: "gutter", "aria-hidden": "true" });
    this.cursorBand = svg("rect", { class: "cursor-band", y: 0, height: options.height });
    this.grid = svg("g", { class: "grid" });
    this.drawing = svg(
      "svg",
      { height: options.height, "aria-hidden": "true", focusable: "false" },
      this.cursorBand,
      this.grid,
    );
    this.track = el("div", { class: "track" }, this.drawing);
    const title = el(
      "div",
      { class: "row-title" },
      el("span", { class: "row-name" }, options.title),
      el("span", { class: "unit" }, options.unit),
    );
    if (options.legend) title.append(...options.legend);
    this.element = el(
      "div",
      { class: "row" },
      title,
      el("div", { class: "row-body" }, this.gutter, this.track),
    );
    this.followPointer();
    this.cursor.onChange(() => this.placeCursor());
  }

  setAxis(axis: PeriodAxis): void {
    this.axis = axis;
    setAttributes(this.drawing, { width: axis.width, viewBox: `0 0 ${axis.width} ${this.height}` });
    this.placeCursor();
    this.draw();
  }

  /** Draws the row's data on the current axis; does nothing useful before the first one is set. */
  protected abstract draw(): void;

  protected y(value: number, scale: ValueScale): number {
    return this.height * (1 - Math.min(1, value / scale.max));
  }

  /** Lines across the track at the scale's marks, and their numbers in the gutter. */
  protected drawScale(scale: ValueScale, text: (value: number) => string = compact): void {
    const width = this.axis?.width ?? 0;
    this.grid.replaceChildren(
      ...scale.ticks.map((tick) => {
        const y = Math.round(this.y(tick, scale)) + (tick === 0 ? -0.5 : 0.5);
        return svg("line", { x1: 0, x2: width, y1: y, y2: y, class: tick === 0 ? "base" : null });
      }),
    );
    this.gutter.replaceChildren(
      ...scale.ticks.map((tick) => {
        const label = el("span", {}, text(tick));
        label.style.top = `${this.y(tick, scale)}px`;
        return label;
      }),
    );
  }

  private placeCursor(): void {
    if (!this.axis) return;
    setAttributes(this.cursorBand, { x: this.axis.left(this.cursor.period), width: this.axis.step });
  }

  private followPointer(): void {
    this.track.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch" && this.axis) this.cursor.hover(this.periodUnder(event));
    });
    this.track.addEventListener("pointerleave", () => this.cursor.hover(null));
    this.track.addEventListener("click", (event) => {
      if (this.axis) this.cursor.choose(this.periodUnder(event));
    });
  }

  protected periodUnder(event: MouseEvent): number {
    return this.axis ? this.axis.at(event.clientX - this.drawing.getBoundingClientRect().left) : 0;
  }

  /** Keeps a period in view when the rows scroll. */
  protected reveal(period: number): void {
    const scroller = this.element.closest<HTMLElement>(".scroller");
    if (!scroller || !this.axis) return;
    const gutter = this.gutter.offsetWidth;
    const visible = scroller.clientWidth - gutter;
    const left = this.axis.left(period);
    if (left < scroller.scrollLeft) scroller.scrollLeft = left - this.axis.step;
    else if (left + this.axis.step > scroller.scrollLeft + visible)
      scroller.scrollLeft = left + 2 * this.axis.step - visible;
  }
}

/**
 * A row that is read, not changed: one read-only slider over the axis, whose arrow keys move the read-out and
 * whose text is spoken.
 */
export abstract class ReadableRow extends Row {
  protected constructor(options: RowOptions & { readonly label: string }) {
    super(options);
    setAttributes(this.track, {
      tabindex: 0,
      role: "slider",
      "aria-label": options.label,
      "aria-valuemin": 1,
      "aria-valuemax": 1,
      "aria-valuenow": 1,
    });
    this.track.addEventListener("keydown", (event) => this.onKey(event));
    this.cursor.onChange(() => this.describe());
  }

  /** What is said of a position (from 0) of the axis. */
  protected abstract spoken(position: number): string;

  protected describe(): void {
    const count = this.axis?.count ?? 1;
    const position = this.cursor.period;
    setAttributes(this.track, {
      "aria-valuemax": count,
      "aria-valuenow": Math.min(count, position + 1),
      "aria-valuetext": this.spoken(position),
    });
  }

  private onKey(event: KeyboardEvent): void {
    const count = this.axis?.count ?? 0;
    const position = this.cursor.period;
    const target = {
      ArrowLeft: position - 1,
      ArrowRight: position + 1,
      ArrowDown: position - 1,
      ArrowUp: position + 1,
      PageDown: position - 10,
      PageUp: position + 10,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, target));
    this.cursor.choose(next);
    this.reveal(next);
  }
}

/** The numbers of the periods (or of what else the axis counts), below a group of rows. */
export class AxisRow extends Row {
  constructor(
    cursor: Cursor,
    private readonly noun = "Period",
  ) {
    super({ title: "", unit: "", height: 20, cursor });
    this.element.classList.add("axis-row");
    this.element.setAttribute("aria-hidden", "true");
  }

  protected override draw(): void {
    const axis = this.axis;
    if (!axis) return;
    this.grid.replaceChildren(
      ...axis.marks().map((period) => {
        // The outer two are set inwards, so that the edge does not cut them.
        const isSparse = axis.marks().length < axis.count;
        // Where all are numbered the noun would lie over the second one.
        if (period === 0 && isSparse) return svg("text", { x: axis.barLeft(0), y: 14 }, `${this.noun} 1`);
        const isLast = isSparse && period === axis.count - 1;
        return svg(
          "text",
          { x: isLast ? axis.width : axis.center(period), y: 14, "text-anchor": isLast ? "end" : "middle" },
          String(period + 1),
        );
      }),
    );
  }
}

/** An entry of a legend: a mark that is drawn by its class, and its meaning. */
export function legendItem(mark: string, text: string): HTMLElement {
  return el(
    "span",
    { class: "legend-item" },
    el("span", { class: `mark ${mark}`, "aria-hidden": "true" }),
    text,
  );
}
