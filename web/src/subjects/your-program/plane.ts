/**
 * A program of two columns as a picture: its walls, the points that they leave (and the whole ones among them), the
 * optimum and the line of equal objective through it.
 */

import { svg } from "../../ui/dom";
import { MOST_LATTICE } from "./limits";
import { number } from "./numbers";
import type { Shape } from "./shape";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** `a·x + b·y <= c`. */
interface HalfPlane {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly name: string;
}

const WIDTH = 560;
const HEIGHT = 380;
const MARGIN = 36;
/** Room around what is shown, as a share of it. */
const AROUND = 0.12;
/** Within this share of the size of its terms a wall counts as reached. */
const TIGHT = 1e-6;

/** Pixels from the optimum to the head of the arrow along which the objective gets better. */
const ARROW = 70;
/** Room that the arrow's head takes. */
const HEAD = 11;

/** The picture, and how a place on it says where the objective points. */
export interface Plane {
  readonly picture: SVGSVGElement;
  /** The angle of the objective, as of {@link angleOf}, whose arrow points to a place on the screen. */
  angleAt(clientX: number, clientY: number): number | null;
}

/** Whether a program can be drawn: two columns, linear rows. */
export function isPlane({ columns, isLinear }: Shape): boolean {
  return (
    columns.length === 2 && isLinear && columns.every(({ lower, upper }) => !Number.isNaN(lower + upper))
  );
}

/** Where the objective gets better, in degrees from the first column's axis towards the second's; 0 where it is zero. */
export function angleOf(shape: Shape): number {
  const [a, b] = shape.columns.map(({ objective }) => (shape.maximizes ? objective : -objective));
  return (Math.atan2(b ?? 0, a ?? 0) * 180) / Math.PI;
}

/** The picture, or `null` where the program is not one of two columns and linear rows. */
export function plane(shape: Shape, values: ArrayLike<number> | null): Plane | null {
  const [first, second] = shape.columns;
  if (!isPlane(shape) || !first || !second) return null;
  const walls = halfPlanes(shape);
  const optimum = values && values.length === 2 ? { x: values[0] ?? 0, y: values[1] ?? 0 } : null;
  const window = windowOf(walls, optimum);
  const polygon = walls.reduce(clip, corners(window));
  const { scale, along, up } = scaleOf(window);
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: "img",
    "aria-label": describe(shape, walls, optimum),
  });
  const line = (from: Point, to: Point, kind: string): SVGElement => {
    const [a, b] = [scale(from), scale(to)];
    return svg("line", { class: kind, x1: a.x, y1: a.y, x2: b.x, y2: b.y });
  };
  if (polygon.length > 2) {
    const points = polygon.map(scale).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`);
    picture.append(svg("polygon", { class: "polygon", points: points.join(" ") }));
  }
  for (const wall of walls) {
    const ends = across(wall.a, wall.b, wall.c, window);
    if (!ends) continue;
    const isTight = optimum !== null && isReached(wall, optimum);
    picture.append(line(ends[0], ends[1], isTight ? "wall tight" : "wall"));
    const at = scale(ends[0].y > ends[1].y ? ends[0] : ends[1]);
    const x = Math.min(Math.max(at.x, MARGIN), WIDTH - MARGIN);
    picture.append(svg("text", { x, y: at.y - 4, "text-anchor": "middle" }, wall.name));
  }
  const whole = shape.columns.map(({ kind }) => kind !== "continuous");
  for (const point of whole[0] && whole[1] ? lattice(walls, window) : []) {
    const { x, y } = scale(point);
    picture.append(svg("circle", { class: "lattice", cx: x, cy: y, r: 2.5 }));
  }
  if (optimum) {
    const { objective: a } = first;
    const { objective: b } = second;
    const ends = across(a, b, a * optimum.x + b * optimum.y, window);
    if (ends) picture.append(line(ends[0], ends[1], "level"));
    const { x, y } = scale(optimum);
    if (a !== 0 || b !== 0) {
      // At right angles to the line of equal objective as it is drawn.
      const angle = (angleOf(shape) * Math.PI) / 180;
      const [right, upwards] = [Math.cos(angle) / along, Math.sin(angle) / up];
      const share = Math.min(
        ARROW / Math.hypot(right, upwards),
        inside(x, right, WIDTH),
        inside(y, -upwards, HEIGHT),
      );
      const [headX, headY] = [x + share * right, y - share * upwards];
      picture.append(svg("line", { class: "gradient", x1: x, y1: y, x2: headX, y2: headY }));
      picture.append(svg("circle", { class: "program-handle", cx: headX, cy: headY, r: 9 }));
    }
    picture.append(svg("circle", { class: "optimum", cx: x, cy: y, r: 6 }));
    picture.append(svg("text", { x: x + 9, y: y - 9 }, `(${number(optimum.x)}, ${number(optimum.y)})`));
  }
  picture.append(
    svg("text", { x: WIDTH - 8, y: HEIGHT - 8, "text-anchor": "end" }, first.name),
    svg("text", { x: 8, y: 16 }, second.name),
  );
  const at = optimum && scale(optimum);
  return {
    picture,
    angleAt: (clientX, clientY) => {
      const matrix = picture.getScreenCTM();
      if (!at || !matrix) return null;
      const place = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
      return (Math.atan2((at.y - place.y) * up, (place.x - at.x) * along) * 180) / Math.PI;
    },
  };
}

/** How far one may go from `from` until the head of the arrow would leave the picture. */
function inside(from: number, step: number, size: number): number {
  const room = step > 0 ? size - HEAD - from : from - HEAD;
  return step === 0 ? Number.POSITIVE_INFINITY : room / Math.abs(step);
}

function halfPlanes({ columns, rows }: Shape): HalfPlane[] {
  const walls: HalfPlane[] = [];
  const add = (a: number, b: number, lower: number, upper: number, name: string): void => {
    if (a === 0 && b === 0) return;
    if (upper < Number.POSITIVE_INFINITY) walls.push({ a, b, c: upper, name });
    if (lower > Number.NEGATIVE_INFINITY) walls.push({ a: -a, b: -b, c: -lower, name });
  };
  for (const { terms, lower, upper, name } of rows) {
    const coefficient = (column: number): number => terms.find(([j]) => j === column)?.[1] ?? 0;
    add(coefficient(0), coefficient(1), lower, upper, name);
  }
  for (const [j, { lower, upper, name }] of columns.entries())
    add(j === 0 ? 1 : 0, j === 1 ? 1 : 0, lower, upper, lower === 0 ? "" : name);
  return walls;
}

interface Window {
  readonly low: Point;
  readonly high: Point;
}

/** Where walls cross within all others, the optimum and the origin are in sight. */
function windowOf(walls: readonly HalfPlane[], optimum: Point | null): Window {
  const seen: Point[] = [{ x: 0, y: 0 }, ...(optimum ? [optimum] : [])];
  for (const [k, one] of walls.entries()) {
    for (const other of walls.slice(k + 1)) {
      const crossing = cross(one, other);
      if (crossing && walls.every((wall) => fits(wall, crossing))) seen.push(crossing);
    }
  }
  const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
  const range = (all: readonly number[]): [number, number] => {
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = AROUND * (high - low || Math.abs(high) || 10);
    return [low - room, high + room];
  };
  const [[left, right], [bottom, top]] = [range(xs), range(ys)];
  return { low: { x: left, y: bottom }, high: { x: right, y: top } };
}

function cross(p: HalfPlane, q: HalfPlane): Point | null {
  const determinant = p.a * q.b - q.a * p.b;
  if (Math.abs(determinant) < 1e-12 * (Math.abs(p.a * q.b) + Math.abs(q.a * p.b))) return null;
  return { x: (p.c * q.b - q.c * p.b) / determinant, y: (p.a * q.c - q.a * p.c) / determinant };
}

function sizeOf({ a, b, c }: HalfPlane, { x, y }: Point): number {
  return TIGHT * (1 + Math.abs(a * x) + Math.abs(b * y) + Math.abs(c));
}

function fits(wall: HalfPlane, point: Point): boolean {
  return wall.a * point.x + wall.b * point.y <= wall.c + sizeOf(wall, point);
}

function isReached(wall: HalfPlane, point: Point): boolean {
  return Math.abs(wall.a * point.x + wall.b * point.y - wall.c) <= sizeOf(wall, point);
}

function corners({ low, high }: Window): Point[] {
  return [low, { x: high.x, y: low.y }, high, { x: low.x, y: high.y }];
}

/** What a half-plane leaves of a convex polygon (Sutherland and Hodgman, "Reentrant polygon clipping", 1974). */
function clip(polygon: readonly Point[], { a, b, c }: HalfPlane): Point[] {
  const depth = ({ x, y }: Point): number => c - a * x - b * y;
  return polygon.flatMap((point, k) => {
    const next = polygon[(k + 1) % polygon.length] ?? point;
    const [here, there] = [depth(point), depth(next)];
    const kept = here >= 0 ? [point] : [];
    if (here < 0 !== there < 0) {
      const share = here / (here - there);
      kept.push({ x: point.x + share * (next.x - point.x), y: point.y + share * (next.y - point.y) });
    }
    return kept;
  });
}

/** Where `a·x + b·y = c` enters and leaves the window. */
function across(a: number, b: number, c: number, window: Window): [Point, Point] | null {
  const square = corners(window);
  const on = ({ x, y }: Point): number => c - a * x - b * y;
  const ends = square.flatMap((point, k): Point[] => {
    const next = square[(k + 1) % square.length] ?? point;
    const [here, there] = [on(point), on(next)];
    if (here > 0 === there > 0) return [];
    const share = here / (here - there);
    return [{ x: point.x + share * (next.x - point.x), y: point.y + share * (next.y - point.y) }];
  });
  const [from, to] = ends;
  return from && to ? [from, to] : null;
}

function lattice(walls: readonly HalfPlane[], { low, high }: Window): Point[] {
  const [columns, rows] = [Math.floor(high.x) - Math.ceil(low.x), Math.floor(high.y) - Math.ceil(low.y)];
  if ((columns + 1) * (rows + 1) > MOST_LATTICE) return [];
  const points: Point[] = [];
  for (let x = Math.ceil(low.x); x <= high.x; x++)
    for (let y = Math.ceil(low.y); y <= high.y; y++)
      if (walls.every((wall) => fits(wall, { x, y }))) points.push({ x, y });
  return points;
}

interface Scale {
  scale(point: Point): Point;
  /** Pixels a unit. */
  readonly along: number;
  readonly up: number;
}

function scaleOf({ low, high }: Window): Scale {
  const along = (WIDTH - 2 * MARGIN) / (high.x - low.x);
  const up = (HEIGHT - 2 * MARGIN) / (high.y - low.y);
  const scale = ({ x, y }: Point): Point => ({
    x: MARGIN + (x - low.x) * along,
    y: HEIGHT - MARGIN - (y - low.y) * up,
  });
  return { scale, along, up };
}

function describe({ columns }: Shape, walls: readonly HalfPlane[], optimum: Point | null): string {
  const names = columns.map(({ name }) => name).join(" and ");
  if (!optimum) return `The walls of the rows in the plane of ${names}.`;
  const tight = walls.filter((wall) => isReached(wall, optimum)).map(({ name }) => name);
  const named = [...new Set(tight.filter((name) => name !== ""))];
  const reached = named.length > 0 ? `; it rests on ${named.join(", ")}` : "";
  return `The plane of ${names}: the answer is at ${number(optimum.x)}, ${number(optimum.y)}${reached}.`;
}
