/** The price of robustness: what the plan still promises when it guards against more and more uncertainty. */

import { roundedRange } from "../../charts/axis";
import { byId, el, setAttributes, svg } from "../../ui/dom";
import { percent } from "../../ui/format";
import type { CurvePoint } from "./results";

const HEIGHT_PX = 190;

/** Room of the numbers on the left and below. */
const LEFT_PX = 46;
const BOTTOM_PX = 22;
const RIGHT_PX = 10;
const TOP_PX = 8;

const UNKNOWN = "The price of robustness: not known yet.";

export interface Curve {
  readonly points: readonly CurvePoint[];
  /** Radii at which the search has finished, and what its plan promises there. */
  readonly proven: ReadonlyArray<{ readonly rho: number; readonly promise: number }>;
  /** The promise of the nominal plan: robustness is paid for from there. */
  readonly nominal: number | null;
  readonly rho: number;
  readonly maxRho: number;
}

export class CurveChart {
  private readonly frame = byId("curve-chart");
  private readonly drawing = svg("svg", {
    class: "curve-drawing",
    height: HEIGHT_PX,
    role: "img",
    "aria-label": UNKNOWN,
  });
  private readonly table = byId<HTMLDetailsElement>("curve-table");
  private curve: Curve | null = null;

  constructor() {
    this.frame.append(this.drawing);
    new ResizeObserver(() => this.draw()).observe(this.frame);
    this.table.addEventListener("toggle", () => this.fill());
  }

  show(curve: Curve): void {
    this.curve = curve;
    byId("curve-line-label").textContent =
      curve.points.every(({ violation }) => violation === null) && curve.points.length > 0
        ? "search, a moment for each ρ"
        : "repaired guess";
    this.draw();
    this.fill();
  }

  private draw(): void {
    const { curve } = this;
    const width = this.frame.clientWidth;
    if (!curve || width === 0) return;
    setAttributes(this.drawing, {
      width,
      viewBox: `0 0 ${width} ${HEIGHT_PX}`,
      "aria-label": spokenCurve(curve),
    });
    const { nominal, points, proven, maxRho } = curve;
    if (nominal === null || points.length === 0) {
      this.drawing.replaceChildren();
      return;
    }
    const shares = [...points, ...proven].map(({ promise }) => promise / nominal);
    const vertical = roundedRange(Math.min(0.9, ...shares) * 100, Math.max(1, ...shares) * 100, 4);
    const horizontal = roundedRange(0, maxRho, width < 500 ? 4 : 8);
    const x = (rho: number): number => LEFT_PX + (rho / maxRho) * (width - LEFT_PX - RIGHT_PX);
    const y = (promise: number): number =>
      TOP_PX +
      (1 - ((promise / nominal) * 100 - vertical.min) / (vertical.max - vertical.min)) *
        (HEIGHT_PX - TOP_PX - BOTTOM_PX);
    const atShare = (share: number): number => y((share / 100) * nominal);
    const grid = vertical.ticks.map((share) =>
      svg("line", {
        x1: LEFT_PX,
        x2: width - RIGHT_PX,
        y1: atShare(share),
        y2: atShare(share),
        class: share === 100 ? "base" : null,
      }),
    );
    const shareLabels = vertical.ticks.map((share) =>
      svg(
        "text",
        { x: LEFT_PX - 6, y: atShare(share) + 4, "text-anchor": "end" },
        `${Number(share.toFixed(1))} %`,
      ),
    );
    const rhoLabels = horizontal.ticks
      .filter((rho) => rho <= maxRho * 1.0001)
      .map((rho) =>
        svg(
          "text",
          { x: x(rho), y: HEIGHT_PX - 6, "text-anchor": rho > maxRho * 0.99 ? "end" : "middle" },
          String(Number(rho.toFixed(3))),
        ),
      );
    const line = points
      .map(({ rho, promise }, index) => `${index === 0 ? "M" : "L"}${x(rho)} ${y(promise)}`)
      .join("");
    this.drawing.replaceChildren(
      svg("g", { class: "grid" }, ...grid),
      svg("line", {
        class: "curve-now",
        x1: x(curve.rho),
        x2: x(curve.rho),
        y1: TOP_PX,
        y2: HEIGHT_PX - BOTTOM_PX,
      }),
      svg("path", { class: "curve-guess", d: line }),
      ...proven.map(({ rho, promise }) =>
        svg("rect", { class: "curve-proven", x: x(rho) - 3.5, y: y(promise) - 3.5, width: 7, height: 7 }),
      ),
      ...shareLabels,
      ...rhoLabels,
    );
  }

  private fill(): void {
    const { curve } = this;
    this.table.hidden = !curve || curve.points.length === 0;
    if (!curve || !this.table.open) return;
    const { nominal } = curve;
    const share = (promise: number | undefined): string =>
      promise === undefined || nominal === null ? "–" : percent(promise / nominal);
    const provenAt = new Map(curve.proven.map(({ rho, promise }) => [rho, promise]));
    const rows = curve.points.map(({ rho, promise, violation }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, String(rho)),
        el("td", {}, share(promise)),
        el("td", {}, share(provenAt.get(rho))),
        el("td", {}, wordText(violation)),
      ),
    );
    byId("curve-rows").replaceChildren(...rows);
  }
}

function wordText(violation: number | null): string {
  if (violation === null) return "not asked";
  return violation === 0 ? "kept all limits" : `over by ${violation.toPrecision(2)}`;
}

function spokenCurve({ points, nominal, rho }: Curve): string {
  const last = points.at(-1);
  if (nominal === null || !last) return UNKNOWN;
  const at = points.reduce((nearest, point) =>
    Math.abs(point.rho - rho) < Math.abs(nearest.rho - rho) ? point : nearest,
  );
  const plan = at.violation === null ? "the search’s plan" : "the repaired guess";
  return `The price of robustness: at ρ = ${at.rho} ${plan} keeps ${percent(at.promise / nominal)} of the nominal promise, at ρ = ${last.rho} ${percent(last.promise / nominal)}.`;
}
