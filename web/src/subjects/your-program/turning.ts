/** The plane of two columns, and the objective that is turned in it by hand. */

import { byId } from "../../ui/dom";
import { number } from "./numbers";
import { angleOf, type Plane, plane } from "./plane";
import { type Shape, withCosts } from "./shape";

/** Digits after which costs that a hand has made end. */
const ROUNDED = 1_000;

export class Turning {
  private readonly slider = byId<HTMLInputElement>("program-direction");
  private readonly part = byId("program-plane-part");
  private readonly frame = byId("program-plane");
  private drawn: Plane | null = null;
  /** The program as it was written. */
  private written: Shape | null = null;
  private isDragging = false;

  constructor(private readonly solve: (turned: { shape: Shape; turned: boolean }) => void) {
    this.slider.addEventListener("input", () => this.turn(Number(this.slider.value)));
    byId("program-as-written").addEventListener("click", () => {
      if (this.written) this.solve({ shape: this.written, turned: false });
    });
    this.frame.addEventListener("pointerdown", (event) => {
      if (!(event.target instanceof SVGElement) || !event.target.classList.contains("program-handle")) return;
      event.preventDefault();
      this.isDragging = true;
      this.frame.setPointerCapture(event.pointerId);
    });
    this.frame.addEventListener("pointermove", (event) => {
      const angle = this.isDragging ? (this.drawn?.angleAt(event.clientX, event.clientY) ?? null) : null;
      if (angle !== null) this.turn(angle);
    });
    for (const end of ["pointerup", "pointercancel"] as const)
      this.frame.addEventListener(end, () => {
        this.isDragging = false;
      });
  }

  /** Draws the program at its answer; `turned` tells whether its objective is not the written one. */
  show(shape: Shape, values: ArrayLike<number> | null, turned: boolean): void {
    if (!turned) this.written = shape;
    this.drawn = plane(shape, values);
    this.frame.replaceChildren(...(this.drawn ? [this.drawn.picture] : []));
    this.part.hidden = this.drawn === null;
    if (!this.drawn) return;
    this.slider.value = String(Math.round(angleOf(shape)));
    this.slider.setAttribute("aria-valuetext", objectiveWords(shape));
    byId("program-as-written").hidden = !turned;
  }

  hide(): void {
    this.part.hidden = true;
    this.written = null;
  }

  private turn(degrees: number): void {
    const { written } = this;
    if (!written) return;
    const size = Math.hypot(...written.columns.map(({ objective }) => objective)) || 1;
    const sign = written.maximizes ? 1 : -1;
    const radians = (degrees * Math.PI) / 180;
    const costs = [Math.cos(radians), Math.sin(radians)].map(
      (share) => Math.round(sign * size * share * ROUNDED) / ROUNDED + 0,
    );
    this.solve({ shape: withCosts(written, costs), turned: true });
  }
}

/** The objective of two columns, as it is spoken. */
export function objectiveWords({ maximizes, columns }: Shape): string {
  const terms = columns.map(({ objective, name }) => `${number(objective)} ${name}`).join(" + ");
  return `${maximizes ? "maximize" : "minimize"} ${terms}`.replaceAll("+ −", "− ");
}
