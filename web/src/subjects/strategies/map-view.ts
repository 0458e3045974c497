/** The map on the page: its picture, axes, letters, and the point that is dragged or moved by keys. */

import { ticks } from "../../lessons/parts/ticks";
import { byId, el } from "../../ui/dom";
import type { Layer } from "./choice";
import { fillOf, isStriped, letterOf } from "./palette";
import type { Raster, Region } from "./raster";
import { short } from "./wording";

/** Steps of an arrow key along a side; with Shift ten at once. */
const STEPS = 100;
/** Marks nearer to an end than that share would stand on top of each other. */
const EDGE = 0.02;

/** The rectangle that the map shows, and where the point is, in the parameters' own numbers. */
export interface Place {
  readonly names: readonly [string, string];
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
  readonly at: readonly [number, number];
}

export class MapView {
  private readonly map = byId("strategies-map");
  private readonly canvas = byId<HTMLCanvasElement>("strategies-canvas");
  private place: Place | null = null;
  private dragging = false;

  /** `move` hears of a new point, and with null that a drag is over. */
  constructor(private readonly move: (at: readonly [number, number] | null, by: "drag" | "keys") => void) {
    this.map.addEventListener("pointerdown", (event) => this.onDown(event));
    this.map.addEventListener("pointermove", (event) => {
      if (this.dragging) this.moveTo(event);
    });
    for (const end of ["pointerup", "pointercancel"] as const)
      this.map.addEventListener(end, () => {
        if (this.dragging) this.move(null, "drag");
        this.dragging = false;
      });
    this.map.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** The axes and the point; the words are for those who do not see the map. */
  showPlace(place: Place, words: string): void {
    const isNew = JSON.stringify(axesOf(place)) !== JSON.stringify(this.place && axesOf(this.place));
    this.place = place;
    if (isNew) this.drawAxes(place);
    const point = byId("strategies-point");
    point.style.insetInlineStart = `${100 * this.share(place, 0)}%`;
    point.style.insetBlockEnd = `${100 * this.share(place, 1)}%`;
    this.map.setAttribute("aria-label", words);
  }

  async showRegions(raster: Raster, layer: Layer): Promise<void> {
    await raster.draw(this.canvas, layer);
    this.map.dataset["painted"] = String(raster.isPainted);
  }

  showLetters(regions: readonly Region[]): void {
    byId("strategies-letters").replaceChildren(
      ...regions.flatMap(({ code, at }) => {
        if (!at) return [];
        const letter = el("span", { class: "strategies-letter" }, letterOf(code));
        letter.style.insetInlineStart = `${100 * at[0]}%`;
        letter.style.insetBlockStart = `${100 * at[1]}%`;
        return [letter];
      }),
    );
  }

  private share({ at, low, high }: Place, axis: 0 | 1): number {
    return (at[axis] - low[axis]) / (high[axis] - low[axis]);
  }

  private drawAxes({ names, low, high }: Place): void {
    const marks = (axis: 0 | 1, side: "insetInlineStart" | "insetBlockEnd"): HTMLElement[] =>
      ticks(low[axis], high[axis]).flatMap((value) => {
        const share = (value - low[axis]) / (high[axis] - low[axis]);
        if (share < EDGE || share > 1 - EDGE) return [];
        const mark = el("span", {}, short(value));
        mark.style[side] = `${100 * share}%`;
        // Upwards a mark's middle stands at its value.
        if (side === "insetBlockEnd") mark.style.translate = "0 50%";
        return [mark];
      });
    byId("strategies-ticks-across").replaceChildren(...marks(0, "insetInlineStart"));
    byId("strategies-ticks-up").replaceChildren(...marks(1, "insetBlockEnd"));
    byId("strategies-map")
      .closest("[data-figure]")
      ?.setAttribute("data-figure", `Strategies over ${names.join(" and ")}`);
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || !this.place) return;
    event.preventDefault();
    this.map.focus();
    this.map.setPointerCapture(event.pointerId);
    this.dragging = true;
    this.moveTo(event);
  }

  private moveTo(event: PointerEvent): void {
    const { place } = this;
    if (!place) return;
    const box = this.canvas.getBoundingClientRect();
    const held = (share: number): number => Math.min(1, Math.max(0, share));
    const across = held((event.clientX - box.left) / box.width);
    const up = 1 - held((event.clientY - box.top) / box.height);
    this.move([value(place, 0, across), value(place, 1, up)], "drag");
  }

  private onKey(event: KeyboardEvent): void {
    const { place } = this;
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[
      event.key
    ];
    if (!place || !direction || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const steps = event.shiftKey ? 10 : 1;
    const moved = ([0, 1] as const).map((axis) => {
      const size = (place.high[axis] - place.low[axis]) / STEPS;
      return place.at[axis] + (direction[axis] ?? 0) * steps * size;
    });
    this.move([moved[0] ?? 0, moved[1] ?? 0], "keys");
  }
}

function axesOf({ names, low, high }: Place): unknown {
  return [names, low, high];
}

function value({ low, high }: Place, axis: 0 | 1, share: number): number {
  return low[axis] + share * (high[axis] - low[axis]);
}

/** A strategy's mark in the legend. */
export function swatch(code: number): HTMLElement {
  const mark = el(
    "span",
    { class: "strategies-swatch", "data-striped": String(isStriped(code)) },
    el("b", {}, letterOf(code)),
  );
  mark.style.setProperty("--fill", `var(${fillOf(code)})`);
  return mark;
}
