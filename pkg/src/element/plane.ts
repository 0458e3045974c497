/**
 * A program of two columns as a picture: its walls, the polygon that they leave and the whole points in it, the answer
 * and the line of equal objective through it.
 */

import { figure, number, svg } from "./dom.js";
import type { Shape } from "./shape.js";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** `a·x + b·y <= c`. */
interface Wall {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly name: string;
}

interface Window {
  readonly low: Point;
  readonly high: Point;
}

const WIDTH = 480;
const HEIGHT = 320;
const MARGIN = 34;
/** Room around what is shown, as a share of it. */
const AROUND = 0.12;
/** Within this share of the size of its terms a wall counts as reached. */
const TIGHT = 1e-6;
/** Whole points that are drawn; more would be a grey surface. */
const MOST_POINTS = 1_500;
/** Walls that are drawn: where they cross takes the square of their number. */
const MOST_WALLS = 100;

/** The picture, or `null` where the program is not one of two columns and linear rows. */
export function plane(shape: Shape, values: ArrayLike<number>): HTMLElement | null {
  const [first, second] = shape.columns;
  if (!shape.isLinear || shape.columns.length !== 2 || !first || !second) return null;
  const walls = wallsOf(shape);
  if (walls.length > MOST_WALLS || values.length !== 2) return null;
  const optimum = { x: values[0]!, y: values[1]! };
  const window = windowOf(walls, optimum);
  const { low, high } = window;
  const place = ({ x, y }: Point): Point => ({
    x: MARGIN + ((x - low.x) / (high.x - low.x)) * (WIDTH - 2 * MARGIN),
    y: HEIGHT - MARGIN - ((y - low.y) / (high.y - low.y)) * (HEIGHT - 2 * MARGIN),
  });
  const reached = walls.filter((wall) => isReached(wall, optimum));
  const resting = [...new Set(reached.map(({ name }) => name).filter((name) => name !== ""))];
  const label = `The plane of ${first.name} and ${second.name}: the answer is at ${number(optimum.x)}, ${number(optimum.y)}${resting.length > 0 ? `; it rests on ${resting.join(", ")}` : ""}.`;
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: "img",
    "aria-label": label,
  });
  const polygon = walls.reduce(clip, corners(window));
  if (polygon.length > 2) {
    const points = polygon.map(place).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`);
    picture.append(svg("polygon", { class: "polygon", points: points.join(" ") }));
  }
  const line = (kind: string, [from, to]: readonly [Point, Point]): SVGElement => {
    const [a, b] = [place(from), place(to)];
    return svg("line", { class: kind, x1: a.x, y1: a.y, x2: b.x, y2: b.y });
  };
  for (const wall of walls) {
    const ends = across(wall, window);
    if (!ends) continue;
    picture.append(line(reached.includes(wall) ? "wall tight" : "wall", ends));
    const at = place(ends[0].y > ends[1].y ? ends[0] : ends[1]);
    const x = Math.min(Math.max(at.x, MARGIN), WIDTH - MARGIN);
    picture.append(svg("text", { x, y: at.y - 4, "text-anchor": "middle" }, wall.name));
  }
  if (first.kind !== "continuous" && second.kind !== "continuous") {
    for (const point of wholePoints(walls, window)) {
      const { x, y } = place(point);
      picture.append(svg("circle", { class: "point", cx: x, cy: y, r: 2.5 }));
    }
  }
  const [a, b] = [first.objective, second.objective];
  const level = across({ a, b, c: a * optimum.x + b * optimum.y, name: "" }, window);
  if (level) picture.append(line("level", level));
  const { x, y } = place(optimum);
  const isRight = x > WIDTH * 0.7;
  picture.append(
    svg("circle", { class: "optimum", cx: x, cy: y, r: 6 }),
    svg(
      "text",
      { x: isRight ? x - 9 : x + 9, y: y - 9, "text-anchor": isRight ? "end" : "start", class: "strong" },
      `(${number(optimum.x)}, ${number(optimum.y)})`,
    ),
    svg("text", { x: WIDTH - 6, y: HEIGHT - 8, "text-anchor": "end" }, first.name),
    svg("text", { x: 6, y: 14 }, second.name),
  );
  return figure("plane", `The plane of ${first.name} and ${second.name}`, picture);
}

function wallsOf({ columns, rows }: Shape): Wall[] {
  const walls: Wall[] = [];
  const add = (a: number, b: number, lower: number, upper: number, name: string): void => {
    if (a === 0 && b === 0) return;
    if (upper < Number.POSITIVE_INFINITY) walls.push({ a, b, c: upper, name });
    if (lower > Number.NEGATIVE_INFINITY) walls.push({ a: -a, b: -b, c: -lower, name });
  };
  for (const { terms, lower, upper, name } of rows) {
    // Terms of one column add up.
    const coefficient = (column: number): number =>
      terms.reduce((sum, [j, value]) => (j === column ? sum + value : sum), 0);
    add(coefficient(0), coefficient(1), lower, upper, name);
  }
  for (const [j, { lower, upper }] of columns.entries())
    add(j === 0 ? 1 : 0, j === 1 ? 1 : 0, lower, upper, "");
  return walls;
}

/** Where walls cross within all others, the answer and the origin are in sight. */
function windowOf(walls: readonly Wall[], optimum: Point): Window {
  const seen: Point[] = [{ x: 0, y: 0 }, optimum];
  for (const [k, one] of walls.entries()) {
    for (const other of walls.slice(k + 1)) {
      const crossing = cross(one, other);
      if (crossing && walls.every((wall) => fits(wall, crossing))) seen.push(crossing);
    }
  }
  const range = (all: readonly number[]): [number, number] => {
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = AROUND * (high - low || Math.abs(high) || 10);
    return [low - room, high + room];
  };
  const [left, right] = range(seen.map(({ x }) => x));
  const [bottom, top] = range(seen.map(({ y }) => y));
  return { low: { x: left, y: bottom }, high: { x: right, y: top } };
}

function cross(p: Wall, q: Wall): Point | null {
  const determinant = p.a * q.b - q.a * p.b;
  if (Math.abs(determinant) < 1e-12 * (Math.abs(p.a * q.b) + Math.abs(q.a * p.b))) return null;
  return { x: (p.c * q.b - q.c * p.b) / determinant, y: (p.a * q.c - q.a * p.c) / determinant };
}

function tolerance({ a, b, c }: Wall, { x, y }: Point): number {
  return TIGHT * (1 + Math.abs(a * x) + Math.abs(b * y) + Math.abs(c));
}

function fits(wall: Wall, point: Point): boolean {
  return wall.a * point.x + wall.b * point.y <= wall.c + tolerance(wall, point);
}

function isReached(wall: Wall, point: Point): boolean {
  return Math.abs(wall.a * point.x + wall.b * point.y - wall.c) <= tolerance(wall, point);
}

function corners({ low, high }: Window): Point[] {
  return [low, { x: high.x, y: low.y }, high, { x: low.x, y: high.y }];
}

/** What a wall leaves of a convex polygon (Sutherland and Hodgman, "Reentrant polygon clipping", 1974). */
function clip(polygon: readonly Point[], { a, b, c }: Wall): Point[] {
  const depth = ({ x, y }: Point): number => c - a * x - b * y;
  return polygon.flatMap((point, k) => {
    const next = polygon[(k + 1) % polygon.length] ?? point;
    const [here, there] = [depth(point), depth(next)];
    const kept = here >= 0 ? [point] : [];
    if (here < 0 !== there < 0) kept.push(between(point, next, here / (here - there)));
    return kept;
  });
}

/** Where a wall enters and leaves the window. */
function across({ a, b, c }: Wall, window: Window): readonly [Point, Point] | null {
  const square = corners(window);
  const depth = ({ x, y }: Point): number => c - a * x - b * y;
  const [from, to] = square.flatMap((point, k): Point[] => {
    const next = square[(k + 1) % square.length] ?? point;
    const [here, there] = [depth(point), depth(next)];
    return here > 0 === there > 0 ? [] : [between(point, next, here / (here - there))];
  });
  return from && to ? [from, to] : null;
}

function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

function wholePoints(walls: readonly Wall[], { low, high }: Window): Point[] {
  const [across, up] = [Math.floor(high.x) - Math.ceil(low.x), Math.floor(high.y) - Math.ceil(low.y)];
  if ((across + 1) * (up + 1) > MOST_POINTS) return [];
  const points: Point[] = [];
  for (let x = Math.ceil(low.x); x <= high.x; x++)
    for (let y = Math.ceil(low.y); y <= high.y; y++)
      if (walls.every((wall) => fits(wall, { x, y }))) points.push({ x, y });
  return points;
}
