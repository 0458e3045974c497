/**
 * Items × periods as a map, and below it, over the same periods, how far each capacity is used and what a piece
 * of it is worth. Arrow keys and pointer move the cell that is read out.
 */

import type { MclspInstance } from "hunch-solver";
import { nextFrame } from "../../ui/breathe";
import { byId, el, setAttributes, setText, showParts, svg } from "../../ui/dom";
import { amount, compact } from "../../ui/format";
import { isTight, LEGENDS, markOf, painted, PAINT_LABELS, readOut, usesOf } from "./paint";
import type { Paint } from "./choice";
import type { Told } from "./told";

/** Pixels: room for names and for the last number, of a period at least and at most, and of the parts below each other. */
const GUTTER = 58;
const MARGIN = 9;
const NARROWEST = 5;
const WIDEST = 88;
const ROW = 22;
const USE = 56;
const PRICE = 40;
const GAP = 20;
const AXIS = 16;

/** The least opacity, so that a cell is seen as one. */
const FAINTEST = 0.08;

/** Cells, and bars, that are painted in one frame. */
const AT_ONCE = 100;

/** Periods between two numbers of the axis need so many pixels. */
const LABEL_ROOM = 26;

interface Size {
  readonly items: number;
  readonly periods: number;
  readonly step: number;
}

export class HeatMap {
  private readonly host = byId("mclsp-map");
  private readonly drawing = svg("svg", {
    class: "mclsp-drawing",
    "aria-hidden": "true",
    focusable: "false",
  });
  private readonly table = byId<HTMLTableElement>("mclsp-numbers");
  private readonly details = byId<HTMLDetailsElement>("mclsp-table");
  private size: Size = { items: 0, periods: 0, step: 0 };
  private readonly cellLayer = svg("g");
  private readonly markLayer = svg("g");
  private readonly barLayer = svg("g");
  private cells: SVGRectElement[] = [];
  /** Of the cells that have one. */
  private readonly marks = new Map<number, SVGPathElement>();
  /** Counts the drawings: one that has begun ends where another one comes. */
  private drawn = 0;
  private uses: SVGRectElement[] = [];
  private prices: SVGRectElement[] = [];
  private readonly frame = svg("rect", { class: "mclsp-frame" });
  private readonly most = svg("text", { class: "mclsp-scale", x: GUTTER - 6, "text-anchor": "end" });
  private width = 0;
  /** The cell that is read out. */
  private at = 0;
  private shown: { instance: MclspInstance; told: Told | null; paint: Paint } | null = null;

  constructor() {
    this.host.append(this.drawing);
    new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (Math.abs(width - this.width) < 1) return;
      this.width = width;
      this.draw();
    }).observe(this.host);
    this.host.addEventListener("keydown", (event) => this.onKey(event));
    this.drawing.addEventListener("pointermove", (event) => this.onPointer(event));
    this.drawing.addEventListener("pointerdown", (event) => this.onPointer(event));
    this.details.addEventListener("toggle", () => this.fillTable());
  }

  show(instance: MclspInstance, told: Told | null, paint: Paint): void {
    this.shown = { instance, told, paint };
    this.draw();
    this.showLegend(paint);
    this.fillTable();
  }

  private draw(): void {
    if (!this.shown || this.width === 0) return;
    const { instance, told } = this.shown;
    const periods = instance.capacity.length;
    const step = Math.max(NARROWEST, Math.min(WIDEST, (this.width - GUTTER - MARGIN) / periods));
    const { size } = this;
    if (size.items !== instance.items || size.periods !== periods || size.step !== step)
      this.build({ items: instance.items, periods, step });
    const made = usesOf(told?.plan?.production, periods);
    this.drawn += 1;
    void this.paintAll(this.shown, made, this.drawn);
    this.read();
  }

  /** The cells, then the bars, which of a small instance come in the same frame. */
  private async paintAll(
    shown: NonNullable<HeatMap["shown"]>,
    made: Float64Array,
    drawn: number,
  ): Promise<void> {
    const { items, periods } = this.size;
    const isLarge = (items + 1) * periods > AT_ONCE;
    const isPainted = this.paintCells(shown, made, drawn);
    if (isLarge && !(await isPainted)) return;
    for (let from = 0; from < periods; from += AT_ONCE) {
      if (isLarge) await nextFrame();
      if (drawn !== this.drawn) return;
      this.drawBars(shown.instance, shown.told, made, from, Math.min(periods, from + AT_ONCE));
    }
  }

  /** Piece by piece: a large instance has thousands of cells. Whether no other drawing came in between. */
  private async paintCells(
    { instance, told, paint }: NonNullable<HeatMap["shown"]>,
    made: Float64Array,
    drawn: number,
  ): Promise<boolean> {
    const count = this.size.items * this.size.periods;
    for (let from = 0; from < count; from += AT_ONCE) {
      if (from > 0) await nextFrame();
      if (drawn !== this.drawn) return false;
      const until = Math.min(count, from + AT_ONCE);
      for (let k = this.cells.length; k < until; k++) this.cells.push(this.makeCell(k));
      this.cellLayer.append(...this.cells.slice(from, until).filter(({ parentNode }) => !parentNode));
      for (let k = from; k < until; k++) {
        const { kind, share } = told ? painted(paint, k, instance, told, made) : { kind: "none", share: 0 };
        this.paintCell(k, kind, Math.max(FAINTEST, share).toFixed(3));
        this.putMark(k, told ? markOf(paint, k, told) : null);
      }
    }
    return true;
  }

  /** What is as it was would be styled and laid out again. */
  private paintCell(k: number, kind: string, share: string): void {
    const cell = this.cells[k];
    if (!cell) return;
    if (cell.dataset["kind"] !== kind) cell.dataset["kind"] = kind;
    if (cell.dataset["share"] === share) return;
    cell.dataset["share"] = share;
    cell.style.setProperty("--share", share);
  }

  private putMark(k: number, kind: "dot" | "cross" | null): void {
    const known = this.marks.get(k);
    if ((known?.dataset["mark"] ?? null) === kind) return;
    if (kind === null) {
      known?.remove();
      this.marks.delete(k);
      return;
    }
    const mark = known ?? svg("path", { class: "mclsp-mark" });
    setAttributes(mark, { d: this.markPath(k, kind), "data-mark": kind });
    if (!known) this.markLayer.append(mark);
    this.marks.set(k, mark);
  }

  /** The bars of capacity used and of prices, of some periods. */
  private drawBars(
    instance: MclspInstance,
    told: Told | null,
    made: Float64Array,
    from: number,
    until: number,
  ): void {
    const top = this.size.items * ROW + GAP;
    const prices = told?.prices ?? null;
    const highest = prices ? Array.from(prices).reduce((a, b) => Math.max(a, b), 0) : 0;
    for (let t = from; t < until; t++) {
      const share = (made[t] ?? 0) / Math.max(1, instance.capacity[t] ?? 1);
      const height = USE * Math.min(1, share);
      const [use, price] = [this.uses[t], this.prices[t]];
      if (!use || !price) continue;
      if (!use.parentNode) this.barLayer.append(use, price);
      setAttributes(use, {
        y: top + USE - height,
        height,
        "data-full": String(isTight(made, instance.capacity, t)),
      });
      const tall = highest > 0 ? (PRICE * (prices?.[t] ?? 0)) / highest : 0;
      setAttributes(price, { y: top + USE + GAP + PRICE - tall, height: tall });
    }
    setText(this.most, highest > 0 ? `≤ ${compact(Number(highest.toPrecision(3)))}` : "");
  }

  /** Made anew for another size alone. */
  private build(size: Size): void {
    this.size = size;
    const { items, periods, step } = size;
    const [width, top] = [GUTTER + step * periods, items * ROW];
    const [use, price] = [top + GAP, top + GAP + USE + GAP];
    const height = price + PRICE + AXIS;
    const wide = width + MARGIN;
    setAttributes(this.drawing, { width: wide, height, viewBox: `0 0 ${wide} ${height}` });
    const gap = gapOf(step);
    const bar = (name: string, t: number): SVGRectElement =>
      svg("rect", { class: name, x: GUTTER + t * step + gap, width: Math.max(1, step - 2 * gap), height: 0 });
    this.cells = [];
    this.marks.clear();
    for (const layer of [this.cellLayer, this.markLayer, this.barLayer]) layer.replaceChildren();
    this.uses = Array.from({ length: periods }, (_, t) => bar("mclsp-use", t));
    this.prices = Array.from({ length: periods }, (_, t) => bar("mclsp-price", t));
    const name = (text: string, y: number): SVGTextElement =>
      svg("text", { class: "mclsp-name", x: GUTTER - 6, y, "text-anchor": "end" }, text);
    const names = Array.from({ length: items }, (_, i) => name(`item ${i + 1}`, i * ROW + ROW / 2 + 4));
    const line = (y: number, kind: string): SVGLineElement =>
      svg("line", { class: kind, x1: GUTTER, x2: width, y1: y, y2: y });
    this.most.setAttribute("y", String(price + PRICE));
    const parts = [
      ...names,
      name("capacity", use + 10),
      name("used", use + 24),
      name("price of", price + 8),
      name("a piece", price + 22),
      line(use, "mclsp-limit"),
      line(use + USE, "mclsp-base"),
      line(price + PRICE, "mclsp-base"),
      ...this.axis(size, height - 4),
    ];
    this.drawing.replaceChildren(
      ...parts,
      this.cellLayer,
      this.markLayer,
      this.barLayer,
      this.most,
      this.frame,
    );
    this.at = Math.min(this.at, items * periods - 1);
  }

  private makeCell(k: number): SVGRectElement {
    const { periods, step } = this.size;
    const gap = gapOf(step);
    return svg("rect", {
      class: "mclsp-cell",
      x: GUTTER + (k % periods) * step + gap / 2,
      y: Math.floor(k / periods) * ROW + 1,
      width: Math.max(1, step - gap),
      height: ROW - 2,
    });
  }

  private axis({ periods, step }: Size, y: number): SVGTextElement[] {
    const every = [1, 2, 5, 10, 20, 50].find((n) => n * step >= LABEL_ROOM) ?? 100;
    const labelled = Array.from({ length: periods }, (_, t) => t + 1).filter(
      (t) => t % every === 0 || t === 1,
    );
    return labelled.map((t) =>
      svg(
        "text",
        { class: "mclsp-scale", x: GUTTER + (t - 0.5) * step, y, "text-anchor": "middle" },
        String(t),
      ),
    );
  }

  private markPath(k: number, mark: "dot" | "cross"): string {
    const { periods, step } = this.size;
    const x = GUTTER + ((k % periods) + 0.5) * step;
    const y = (Math.floor(k / periods) + 0.5) * ROW;
    const r = Math.min(4, Math.max(1.5, step / 2 - 1.5));
    return mark === "dot"
      ? `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
      : `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`;
  }

  private onPointer(event: PointerEvent): void {
    const { items, periods, step } = this.size;
    const box = this.drawing.getBoundingClientRect();
    const t = Math.floor((event.clientX - box.left - GUTTER) / step);
    const i = Math.floor((event.clientY - box.top) / ROW);
    if (t >= 0 && t < periods && i >= 0) this.moveTo(Math.min(i, items - 1) * periods + t);
  }

  private onKey(event: KeyboardEvent): void {
    const { items, periods } = this.size;
    const [item, period] = [Math.floor(this.at / periods), this.at % periods];
    const target = {
      ArrowLeft: [item, period - 1],
      ArrowRight: [item, period + 1],
      ArrowUp: [item - 1, period],
      ArrowDown: [item + 1, period],
      Home: [item, 0],
      End: [item, periods - 1],
    }[event.key];
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [i = 0, t = 0] = target;
    if (i >= 0 && i < items && t >= 0 && t < periods) this.moveTo(i * periods + t);
  }

  private moveTo(cell: number): void {
    if (cell === this.at) return;
    this.at = cell;
    this.read();
  }

  /** The line about one cell, and a frame around it. */
  private read(): void {
    if (!this.shown) return;
    const { instance, told } = this.shown;
    const { periods, step } = this.size;
    const box = { x: GUTTER + (this.at % periods) * step, y: Math.floor(this.at / periods) * ROW };
    setAttributes(this.frame, { ...box, width: step, height: ROW });
    showParts(byId("mclsp-read"), readOut(this.at, instance, told));
  }

  private showLegend(paint: Paint): void {
    const legend = byId("mclsp-legend");
    if (legend.dataset["paint"] === paint) return;
    legend.dataset["paint"] = paint;
    legend.replaceChildren(
      ...LEGENDS[paint].map(([swatch, text]) => {
        const mark = el("span", { class: `mclsp-swatch mclsp-${swatch}`, "aria-hidden": "true" });
        return el("span", { class: "legend-item" }, mark, text);
      }),
    );
  }

  /** The map's numbers, exactly; made when they are asked for. */
  private fillTable(): void {
    if (!this.shown || !this.details.open) return;
    const { instance, told, paint } = this.shown;
    const periods = instance.capacity.length;
    const made = usesOf(told?.plan?.production, periods);
    const row = (name: string, of: (t: number) => string): HTMLElement =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, name),
        ...Array.from({ length: periods }, (_, t) => el("td", {}, of(t))),
      );
    const text = (k: number): string => (told ? painted(paint, k, instance, told, made).text : "–");
    const items = Array.from({ length: instance.items }, (_, i) =>
      row(`item ${i + 1}`, (t) => text(i * periods + t)),
    );
    const price = (t: number): string => (told?.prices ? amount(told.prices[t] ?? 0) : "–");
    const heads = Array.from({ length: periods }, (_, t) => el("th", { scope: "col" }, String(t + 1)));
    this.table.replaceChildren(
      el("caption", { class: "visually-hidden" }, `${PAINT_LABELS[paint]}, by items and periods`),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Period"), ...heads)),
      el(
        "tbody",
        {},
        ...items,
        row("capacity", (t) => amount(instance.capacity[t] ?? 0)),
        row("used", (t) => (told?.plan ? amount(made[t] ?? 0) : "–")),
        row("price", price),
      ),
    );
  }
}

/** Pixels between two cells. */
function gapOf(step: number): number {
  return step > 12 ? 2 : step > 7 ? 1 : 0;
}
