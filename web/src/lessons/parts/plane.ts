/**
 * The picture of a program with two variables: its walls, what they leave, lines of equal objective, points.
 */

import type { Program } from "hunch-solver";
import { svg } from "../../ui/dom";
import { type Box, boxOf, type Half, halvesOf, lattice, type Point, polygon, segment } from "./geometry";
import { nameOf, number, rowName } from "./programs";
import { ticks } from "./ticks";

const WIDTH = 460;
const HEIGHT = 380;
const EDGE = { left: 42, right: 12, top: 14, bottom: 40 };

/** Where along a wall its name stands: others for neighbours, so that names do not meet where walls do. */
const NAME_PLACES = [0.12, 0.78, 0.3, 0.62] as const;

/** More whole points than these are a grey field. */
const MOST_POINTS = 400;

export interface Mark {
  readonly at: Point;
  readonly text?: string;
  readonly kind: "optimum" | "corner" | "asked" | "incumbent";
}

export interface PlaneOptions {
  readonly program: Program;
  /** A row that the step speaks of. */
  readonly row?: number | null;
  readonly marks?: readonly Mark[];
  /** Whether whole points are drawn. */
  readonly whole?: boolean;
  /** Lines of equal objective, by its value. */
  readonly levels?: readonly number[];
  /** Further walls: cuts and branchings. */
  readonly cuts?: ReadonlyArray<{ readonly half: Omit<Half, "row">; readonly text: string }>;
  /** The arrow along which the objective improves. */
  readonly arrow?: boolean;
  /** What is seen, where it is not the program's own polygon. */
  readonly box?: Box;
  /** A further polygon inside. */
  readonly inner?: Program;
}

export function plane(options: PlaneOptions): SVGSVGElement {
  const { program, marks = [] } = options;
  const box =
    options.box ??
    boxOf(
      program,
      marks.map(({ at }) => at),
    );
  const x = (value: number): number =>
    EDGE.left + ((value - box.x[0]) / (box.x[1] - box.x[0])) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value: number): number =>
    HEIGHT - EDGE.bottom - ((value - box.y[0]) / (box.y[1] - box.y[0])) * (HEIGHT - EDGE.top - EDGE.bottom);
  const at = ([px, py]: Point): string => `${x(px).toFixed(1)} ${y(py).toFixed(1)}`;
  const drawing = svg("svg", {
    class: "plane-picture",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "presentation",
    "aria-hidden": "true",
    focusable: "false",
  });
  const path = (points: readonly Point[]): string =>
    points.length === 0 ? "" : `M${points.map(at).join("L")}z`;
  drawing.append(...axes(program, box, x, y));
  drawing.append(svg("path", { class: "plane-room", d: path(polygon(halvesOf(program), box)) }));
  if (options.inner)
    drawing.append(svg("path", { class: "plane-inner", d: path(polygon(halvesOf(options.inner), box)) }));
  if (options.whole) {
    for (const [px, py] of lattice(program, box, MOST_POINTS))
      drawing.append(svg("circle", { class: "plane-whole", cx: x(px), cy: y(py), r: 2.5 }));
  }
  for (const half of halvesOf(program)) {
    if (half.row !== null) drawing.append(...wall(half, program, options.row ?? null, box, at));
  }
  for (const { half, text } of options.cuts ?? [])
    drawing.append(...line(half, box, at, "plane-cut", text, 0.5));
  const [cx = 0, cy = 0] = [0, 1].map((column) => program.columns[column]?.objective ?? 0);
  for (const level of options.levels ?? []) {
    const half = { a: cx, b: cy, c: level - (program.offset ?? 0) };
    drawing.append(...line(half, box, at, "plane-level", number(level), 0.18));
  }
  if (options.arrow) drawing.append(arrow(program, cx, cy, box, x, y));
  for (const { at: point, text = "", kind } of marks) {
    const [px, py] = [x(point[0]), y(point[1])];
    drawing.append(
      svg("circle", { class: `plane-mark plane-${kind}`, cx: px, cy: py, r: kind === "corner" ? 4 : 6 }),
    );
    const isRight = px > WIDTH * 0.72;
    const place = { x: px + (isRight ? -9 : 9), y: py - 8, "text-anchor": isRight ? "end" : "start" };
    drawing.append(svg("text", { class: "plane-text plane-strong", ...place }, text));
  }
  return drawing;
}

type Scale = (value: number) => number;
type Place = (point: Point) => string;

function axes(program: Program, box: Box, x: Scale, y: Scale): Element[] {
  const bottom = HEIGHT - EDGE.bottom;
  const parts: Element[] = [];
  for (const tick of ticks(box.x[0], box.x[1])) {
    parts.push(svg("line", { class: "plane-grid", x1: x(tick), x2: x(tick), y1: EDGE.top, y2: bottom }));
    parts.push(
      svg("text", { class: "plane-tick", x: x(tick), y: bottom + 15, "text-anchor": "middle" }, number(tick)),
    );
  }
  for (const tick of ticks(box.y[0], box.y[1])) {
    parts.push(
      svg("line", { class: "plane-grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(tick), y2: y(tick) }),
    );
    parts.push(
      svg(
        "text",
        { class: "plane-tick", x: EDGE.left - 6, y: y(tick) + 4, "text-anchor": "end" },
        number(tick),
      ),
    );
  }
  const right = { x: WIDTH - EDGE.right, y: HEIGHT - 6, "text-anchor": "end" };
  parts.push(svg("text", { class: "plane-text", ...right }, nameOf(program, 0)));
  const top = { x: 12, y: EDGE.top, "text-anchor": "end", transform: `rotate(-90 12 ${EDGE.top})` };
  parts.push(svg("text", { class: "plane-text", ...top }, nameOf(program, 1)));
  return parts;
}

function wall(half: Half, program: Program, chosen: number | null, box: Box, at: Place): Element[] {
  const isChosen = chosen === half.row;
  const share = NAME_PLACES[(half.row ?? 0) % NAME_PLACES.length] ?? 0;
  const name = rowName(program, half.row ?? 0);
  return line(half, box, at, isChosen ? "plane-wall plane-chosen" : "plane-wall", name, share);
}

/** A line across the picture with its name at a share of its length. */
function line(
  half: Pick<Half, "a" | "b" | "c">,
  box: Box,
  at: Place,
  className: string,
  text: string,
  share: number,
): Element[] {
  const ends = segment(half, box);
  if (!ends) return [];
  const sorted = [...ends].sort((p, q) => q[1] - p[1] || p[0] - q[0]);
  const [from, to] = sorted as [Point, Point];
  const [tx, ty] = at([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])])
    .split(" ")
    .map(Number);
  const label = svg(
    "text",
    { class: `plane-text ${className}-text`, x: (tx ?? 0) + 7, y: (ty ?? 0) - 3 },
    text,
  );
  return [svg("path", { class: className, d: `M${at(from)}L${at(to)}` }), label];
}

function arrow(program: Program, cx: number, cy: number, box: Box, x: Scale, y: Scale): Element {
  const way = program.sense === "maximize" ? 1 : -1;
  const start: Point = [box.x[0] + 0.72 * (box.x[1] - box.x[0]), box.y[0] + 0.72 * (box.y[1] - box.y[0])];
  // In pixels, so that the arrow is square to the lines of equal objective only where both scales agree; it
  // points to better values in any case.
  const [dx, dy] = [way * cx * (x(1) - x(0)), way * cy * (y(1) - y(0))];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [(46 * dx) / length, (46 * dy) / length];
  const [px, py] = [x(start[0]), y(start[1])];
  const tip = `M${px} ${py}l${ux} ${uy}m${-0.28 * ux - 0.16 * uy} ${-0.28 * uy + 0.16 * ux}l${0.28 * ux + 0.16 * uy} ${0.28 * uy - 0.16 * ux}l${-0.28 * ux + 0.16 * uy} ${-0.28 * uy - 0.16 * ux}`;
  return svg("path", { class: "plane-arrow", d: tip });
}
