/** The plane of two columns, and the objective that is turned in it by hand. */

import { number } from "../../inspector/numbers";
import { angleOf, type Extras, forcesOf, type Plane, plane, type Relaxed } from "../../inspector/plane";
import { type Shape, withCosts } from "../../inspector/shape";
import { byId, setIdle } from "../../ui/dom";

/** Digits after which costs that a hand has made end. */
const ROUNDED = 1_000;

export class Turning {
  private readonly slider = byId<HTMLInputElement>("program-direction");
  private readonly part = byId("program-plane-part");
  private readonly frame = byId("program-plane");
  private readonly forces = byId<HTMLInputElement>("program-forces");
  private drawn: Plane | null = null;
  /** The program as it was written. */
  private written: Shape | null = null;
  private shown: { shape: Shape; values: ArrayLike<number> | null; relaxed: Relaxed | null } | null = null;
  private extras: Extras = {};
  private isTurned = false;
  private isDragging = false;

  constructor(private readonly solve: (turned: { shape: Shape; turned: boolean }) => void) {
    this.slider.addEventListener("input", () => this.turn(Number(this.slider.value)));
    this.forces.addEventListener("change", () => this.draw());
    byId("program-as-written").addEventListener("click", () => {
      if (this.written && this.isTurned) this.solve({ shape: this.written, turned: false });
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
  show(shape: Shape, values: ArrayLike<number> | null, relaxed: Relaxed | null, turned: boolean): void {
    if (!turned) this.written = shape;
    this.isTurned = turned;
    this.shown = { shape, values, relaxed };
    this.draw();
  }

  /** What is drawn besides the program and its answer. */
  add(extras: Extras): void {
    this.extras = { ...this.extras, ...extras };
    this.draw();
  }

  hide(): void {
    this.part.hidden = true;
    this.written = null;
    this.shown = null;
  }

  private draw(): void {
    if (!this.shown) return;
    const { shape, values, relaxed } = this.shown;
    const shownForces = this.forces.checked ? relaxed : null;
    this.drawn = plane(shape, values, { ...this.extras, relaxed: shownForces });
    this.frame.replaceChildren(...(this.drawn ? [this.drawn.picture] : []));
    this.part.hidden = this.drawn === null;
    if (!this.drawn) return;
    this.slider.value = String(Math.round(angleOf(shape)));
    this.slider.setAttribute("aria-valuetext", objectiveWords(shape));
    byId("program-forces-words").textContent = shownForces ? forceWords(shape, shownForces) : "";
    setIdle(byId("program-as-written"), !this.isTurned);
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

/** What holds the optimum of the relaxation, and how hard. */
function forceWords(shape: Shape, relaxed: Relaxed): string {
  const [x, y] = relaxed.point;
  const whole = shape.columns.some(({ kind }) => kind !== "continuous");
  const where = `${whole ? "Without the demand of whole numbers the optimum is" : "The optimum is"} at (${number(x ?? 0)}, ${number(y ?? 0)})`;
  const forces = forcesOf(shape, relaxed).map(({ name, of }) => {
    const price = of.kind === "row" ? relaxed.duals[of.index] : relaxed.reducedCosts[of.index];
    return `${of.kind === "row" ? name : `the bound of ${name}`} at the price ${number(price ?? 0)}`;
  });
  return forces.length === 0
    ? `${where}.`
    : `${where}, held by ${forces.join(" and ")}: their pushes balance the pull of the objective.`;
}
