/** The plane of two columns as geometry: half-planes, what they leave, and how it is brought onto a picture. */

import { MOST_LATTICE, PLANE_HEIGHT, PLANE_MARGIN, PLANE_WIDTH } from "./limits";
import type { Shape } from "./shape";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `a·x + b·y <= c`. */
export interface HalfPlane {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly name: string;
  /** The row or column that it comes from. */
  readonly of: { readonly kind: "row" | "column"; readonly index: number };
}

/** Room around what is shown, as a share of it. */
const AROUND = 0.12;
/** Within this share of the size of its terms a wall counts as reached. */
const TIGHT = 1e-6;

export function halfPlanes({ columns, rows }: Shape): HalfPlane[] {
  const walls: HalfPlane[] = [];
  const add = (
    a: number,
    b: number,
    lower: number,
    upper: number,
    name: string,
    of: HalfPlane["of"],
  ): void => {
    if (a === 0 && b === 0) return;
    if (upper < Number.POSITIVE_INFINITY) walls.push({ a, b, c: upper, name, of });
    if (lower > Number.NEGATIVE_INFINITY) walls.push({ a: -a, b: -b, c: -lower, name, of });
  };
  for (const [index, { terms, lower, upper, name }] of rows.entries()) {
    const coefficient = (column: number): number =>
      terms.reduce((sum, [j, value]) => (j === column ? sum + value : sum), 0);
    add(coefficient(0), coefficient(1), lower, upper, name, { kind: "row", index });
  }
  for (const [index, { lower, upper, name }] of columns.entries())
    add(index === 0 ? 1 : 0, index === 1 ? 1 : 0, lower, upper, lower === 0 ? "" : name, {
      kind: "column",
      index,
    });
  return walls;
}

export interface Window {
  readonly low: Point;
  readonly high: Point;
}

/** Where walls cross within all others, the optimum and the origin are in sight. */
export function windowOf(walls: readonly HalfPlane[], optimum: Point | null): Window {
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

export function fits(wall: HalfPlane, point: Point): boolean {
  return wall.a * point.x + wall.b * point.y <= wall.c + sizeOf(wall, point);
}

export function isReached(wall: HalfPlane, point: Point): boolean {
  return Math.abs(wall.a * point.x + wall.b * point.y - wall.c) <= sizeOf(wall, point);
}

export function corners({ low, high }: Window): Point[] {
  return [low, { x: high.x, y: low.y }, high, { x: low.x, y: high.y }];
}

/** What a half-plane leaves of a convex polygon (Sutherland and Hodgman, "Reentrant polygon clipping", 1974). */
export function clip(polygon: readonly Point[], { a, b, c }: HalfPlane): Point[] {
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
export function across(a: number, b: number, c: number, window: Window): [Point, Point] | null {
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

export function lattice(walls: readonly HalfPlane[], { low, high }: Window): Point[] {
  const [columns, rows] = [Math.floor(high.x) - Math.ceil(low.x), Math.floor(high.y) - Math.ceil(low.y)];
  if ((columns + 1) * (rows + 1) > MOST_LATTICE) return [];
  const points: Point[] = [];
  for (let x = Math.ceil(low.x); x <= high.x; x++)
    for (let y = Math.ceil(low.y); y <= high.y; y++)
      if (walls.every((wall) => fits(wall, { x, y }))) points.push({ x, y });
  return points;
}

export interface Scale {
  scale(point: Point): Point;
  /** Pixels a unit. */
  readonly along: number;
  readonly up: number;
}

export function scaleOf({ low, high }: Window): Scale {
  const along = (PLANE_WIDTH - 2 * PLANE_MARGIN) / (high.x - low.x);
  const up = (PLANE_HEIGHT - 2 * PLANE_MARGIN) / (high.y - low.y);
  const scale = ({ x, y }: Point): Point => ({
    x: PLANE_MARGIN + (x - low.x) * along,
    y: PLANE_HEIGHT - PLANE_MARGIN - (y - low.y) * up,
  });
  return { scale, along, up };
}
