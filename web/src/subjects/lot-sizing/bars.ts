/**
 * A row of bars that a person can change: by dragging (mouse, pen; by touch, tap a bar and drag its handle,
 * so that swiping still scrolls), or by keyboard. For assistive technology the row is one slider that speaks
 * period and value.
 */

import { valueScale, type ValueScale } from "../../charts/axis";
import type { Cursor } from "../../charts/cursor";
import { el, setAttributes, svg } from "../../ui/dom";
import { amount } from "../../ui/format";
import { admissible, type Series } from "./problem";
import { Row } from "../../charts/row";

/** Pointer travel below which a press is a choice, not a drag. */
const DRAG_THRESHOLD_PX = 3;

/** A Page key counts as this many arrow keys. */
const PAGE_FACTOR = 10;

export interface BarEdits {
  /** `gesture` joins the steps of one drag or one run of keys into one undo step. */
  change(series: Series, period: number, value: number, gesture: string): void;
  endGesture(): void;
  /** Back to the sampled value. */
  restore(series: Series, period: number): void;
  /** A bar was chosen; the number box shows it. */
  choose(series: Series, period: number): void;
  /** Enter was pressed: the person wants to type the value. */
  type(series: Series, period: number): void;
}

interface Drag {
  readonly pointer: number;
  readonly period: number;
  readonly startY: number;
  readonly startValue: number;
  moved: boolean;
}

export class BarRow extends Row {
  private values: readonly number[] = [];
  private sampled: readonly number[] = [];
  private scale: ValueScale = valueScale(1, 1);
  private bars: SVGRectElement[] = [];
  private readonly barLayer = svg("g", { class: "bars" });
  private readonly originLayer = svg("path", { class: "origin" });
  private readonly handle = el("div", { class: "handle", hidden: true });
  private drag: Drag | null = null;
  private active = false;
  private gestureNumber = 0;

  constructor(
    private readonly series: Series,
    cursor: Cursor,
    height: number,
    private readonly edits: BarEdits,
  ) {
    super({ title: series.label, unit: series.unit, height, cursor });
    this.drawing.append(this.barLayer, this.originLayer);
    this.track.append(this.handle);
    this.track.classList.add("editable");
    setAttributes(this.track, {
      tabindex: 0,
      role: "slider",
      "aria-orientation": "vertical",
      "aria-label": `${series.label}, ${series.unit}`,
      "aria-describedby": "bar-help",
      "aria-valuemin": 0,
      "aria-valuemax": series.max,
    });
    this.listen();
    cursor.onChange(() => this.describe());
  }

  setValues(values: readonly number[], sampled: readonly number[]): void {
    // A drag changes one row; the others need not be drawn again.
    if (this.values === values && this.sampled === sampled) return;
    this.values = values;
    this.sampled = sampled;
    this.draw();
  }

  /** Whether this row's bar is the one that the number box edits. */
  setActive(active: boolean): void {
    this.active = active;
    this.placeHandle();
  }

  protected override draw(): void {
    const axis = this.axis;
    if (!axis || this.values.length !== axis.count) return;
    // A scale that moved under the pointer would make the bar run away from it.
    if (!this.drag) this.scale = valueScale(Math.max(...this.values, 1e-3), this.height > 50 ? 3 : 2);
    this.drawScale(this.scale);
    if (this.bars.length !== this.values.length) {
      this.bars = this.values.map(() => svg("rect", {}));
      this.barLayer.replaceChildren(...this.bars);
    }
    let origins = "";
    for (const [period, value] of this.values.entries()) {
      const y = this.y(value, this.scale);
      const edited = value !== this.sampled[period];
      setAttributes(this.bars[period] as SVGRectElement, {
        x: axis.barLeft(period),
        width: axis.barWidth,
        y,
        height: this.height - y,
        class: edited ? "edited" : null,
      });
      if (edited)
        origins += `M${axis.left(period)} ${this.y(this.sampled[period] ?? 0, this.scale)}h${axis.step}`;
    }
    this.originLayer.setAttribute("d", origins);
    this.describe();
  }

  private describe(): void {
    const period = this.cursor.chosen;
    const value = this.values[period];
    if (value === undefined) return;
    setAttributes(this.track, {
      "aria-valuenow": value,
      "aria-valuetext": `period ${period + 1}: ${amount(value)} ${this.series.unit}`,
    });
    this.placeHandle();
  }

  private placeHandle(): void {
    const period = this.cursor.chosen;
    const value = this.values[period];
    this.handle.hidden = !this.active || value === undefined || !this.axis;
    if (this.handle.hidden || !this.axis || value === undefined) return;
    this.handle.style.transform = `translate(${this.axis.center(period)}px, ${this.y(value, this.scale)}px)`;
  }

  private listen(): void {
    this.track.addEventListener("pointerdown", (event) => {
      const onHandle = event.target === this.handle;
      if (event.button !== 0 || (event.pointerType === "touch" && !onHandle)) return;
      this.startDrag(event, onHandle ? this.cursor.chosen : this.periodUnder(event));
    });
    this.track.addEventListener("pointermove", (event) => this.moveDrag(event));
    this.track.addEventListener("pointerup", (event) => this.endDrag(event));
    this.track.addEventListener("pointercancel", (event) => this.endDrag(event));
    this.track.addEventListener("click", () => this.edits.choose(this.series, this.cursor.chosen));
    this.track.addEventListener("focus", () => {
      this.edits.choose(this.series, this.cursor.chosen);
      this.reveal(this.cursor.chosen);
    });
    this.track.addEventListener("blur", () => this.newGesture());
    this.track.addEventListener("keydown", (event) => this.onKey(event));
  }

  private startDrag(event: PointerEvent, period: number): void {
    const value = this.values[period];
    if (value === undefined) return;
    this.track.setPointerCapture(event.pointerId);
    this.drag = { pointer: event.pointerId, period, startY: event.clientY, startValue: value, moved: false };
    this.cursor.choose(period);
    this.edits.choose(this.series, period);
    this.newGesture();
  }

  private moveDrag(event: PointerEvent): void {
    const drag = this.drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    const travel = drag.startY - event.clientY;
    if (!drag.moved && Math.abs(travel) < DRAG_THRESHOLD_PX) return;
    drag.moved = true;
    this.cursor.hover(drag.period);
    const value = admissible(this.series, drag.startValue + (travel * this.scale.max) / this.height);
    this.edits.change(this.series, drag.period, value, this.gesture());
  }

  private endDrag(event: PointerEvent): void {
    if (!this.drag || event.pointerId !== this.drag.pointer) return;
    const { period } = this.drag;
    this.drag = null;
    this.cursor.choose(period);
    this.newGesture();
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const period = this.cursor.chosen;
    const finest = 10 ** -this.series.decimals;
    const step = event.shiftKey ? finest : this.series.step;
    switch (event.key) {
      case "ArrowLeft":
        this.moveTo(period - 1);
        break;
      case "ArrowRight":
        this.moveTo(period + 1);
        break;
      case "Home":
        this.moveTo(0);
        break;
      case "End":
        this.moveTo(this.values.length - 1);
        break;
      case "ArrowUp":
        this.raise(period, step);
        break;
      case "ArrowDown":
        this.raise(period, -step);
        break;
      case "PageUp":
        this.raise(period, this.series.step * PAGE_FACTOR);
        break;
      case "PageDown":
        this.raise(period, -this.series.step * PAGE_FACTOR);
        break;
      case "Delete":
      case "Backspace":
        this.edits.restore(this.series, period);
        break;
      case "Enter":
        this.edits.type(this.series, period);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  private moveTo(period: number): void {
    const next = Math.min(this.values.length - 1, Math.max(0, period));
    this.newGesture();
    this.cursor.choose(next);
    this.edits.choose(this.series, next);
    this.reveal(next);
  }

  private raise(period: number, change: number): void {
    const value = this.values[period];
    if (value !== undefined)
      this.edits.change(this.series, period, admissible(this.series, value + change), this.gesture());
  }

  private gesture(): string {
    return `${this.series.name}/${this.gestureNumber}`;
  }

  private newGesture(): void {
    this.gestureNumber += 1;
    this.edits.endGesture();
  }
}
