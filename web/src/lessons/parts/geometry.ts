/** The plane of a program with two variables: half-planes, and the polygon that they leave. */

import type { Program } from "hunch-solver";
import { boundsOf, sidesOf } from "./programs";

export type Point = readonly [number, number];

/** a·x + b·y ≤ c. */
export interface Half {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** The row that it is from; none for a bound. */
  readonly row: number | null;
}

export interface Box {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Corners nearer than this share of the picture are one. */
const SAME = 1e-7;

/** Room around what is drawn, as a share of it. */
const MARGIN = 0.12;

export function halvesOf(program: Program): Half[] {
  const rows = program.rows.flatMap((row, index) => {
    const { lower, upper, terms } = sidesOf(row);
    const a = factor(terms, 0);
    const b = factor(terms, 1);
    return [
      ...(Number.isFinite(upper) ? [{ a, b, c: upper, row: index }] : []),
      ...(Number.isFinite(lower) ? [{ a: -a, b: -b, c: -lower, row: index }] : []),
    ];
  });
  const bounds = [0, 1].flatMap((column) => {
    const { lower, upper } = boundsOf(program.columns[column]);
    const [a, b] = column === 0 ? [1, 0] : [0, 1];
    return [
      ...(Number.isFinite(upper) ? [{ a, b, c: upper, row: null }] : []),
      ...(Number.isFinite(lower) ? [{ a: -a, b: -b, c: -lower, row: null }] : []),
    ];
  });
  return [...rows, ...bounds];
}

function factor(terms: ReadonlyArray<readonly [number, number]>, column: number): number {
  return terms.reduce((sum, [j, value]) => (j === column ? sum + value : sum), 0);
}

/** What the half-planes leave of a box. */
export function polygon(halves: readonly Half[], { x, y }: Box): Point[] {
  let corners: Point[] = [
    [x[0], y[0]],
    [x[1], y[0]],
    [x[1], y[1]],
    [x[0], y[1]],
  ];
  for (const { a, b, c } of halves) {
    const excess = ([px, py]: Point): number => a * px + b * py - c;
    corners = corners.flatMap((corner, index) => {
      const next = corners[(index + 1) % corners.length] ?? corner;
      const [here, there] = [excess(corner), excess(next)];
      const kept = here <= 0 ? [corner] : [];
      if (here < 0 === there < 0 || here === 0 || there === 0) return kept;
      const share = here / (here - there);
      const crossing: Point = [
        corner[0] + share * (next[0] - corner[0]),
        corner[1] + share * (next[1] - corner[1]),
      ];
      return [...kept, crossing];
    });
  }
  const size = Math.max(x[1] - x[0], y[1] - y[0]);
  const isSame = (p: Point, q: Point): boolean => Math.hypot(p[0] - q[0], p[1] - q[1]) < SAME * size;
  return corners.filter((corner, index) => !corners.slice(0, index).some((other) => isSame(other, corner)));
}

/** The line of a half-plane within a box; null where it does not cross it. */
export function segment(
  { a, b, c }: Pick<Half, "a" | "b" | "c">,
  { x, y }: Box,
): readonly [Point, Point] | null {
  const on = [
    ...(b === 0 ? [] : x.map((px): Point => [px, (c - a * px) / b])),
    ...(a === 0 ? [] : y.map((py): Point => [(c - b * py) / a, py])),
  ].filter(([px, py]) => px >= x[0] - 1e-9 && px <= x[1] + 1e-9 && py >= y[0] - 1e-9 && py <= y[1] + 1e-9);
  const first = on[0];
  const last = first && on.reduce((far, p) => (distance(p, first) > distance(far, first) ? p : far), first);
  return first && last && distance(first, last) > 0 ? [first, last] : null;
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

/** What has to be seen: the polygon, where its walls meet the axes, and points. */
export function boxOf(program: Program, points: readonly Point[]): Box {
  const far = 1e4;
  const halves = halvesOf(program);
  const corners = polygon(halves, { x: [-far, far], y: [-far, far] }).filter(
    ([px, py]) => Math.abs(px) < far * 0.99 && Math.abs(py) < far * 0.99,
  );
  const all = [...corners, ...points];
  if (all.length === 0) all.push([0, 0], [1, 1]);
  const range = (values: number[]): [number, number] => {
    const low = Math.min(0, ...values);
    const high = Math.max(...values, low + 1);
    const margin = (high - low) * MARGIN;
    return [low < 0 ? low - margin : low, high + 1.6 * margin];
  };
  return { x: range(all.map(([px]) => px)), y: range(all.map(([, py]) => py)) };
}

/** Corners of what a program allows, if that has no open side. */
export function cornersOf(program: Program): Point[] {
  const box = boxOf(program, []);
  const halves = halvesOf(program);
  const inside = ([px, py]: Point): boolean =>
    px < box.x[1] - 1e-9 && py < box.y[1] - 1e-9 && px > box.x[0] - 1e-12 && py > box.y[0] - 1e-12;
  return polygon(halves, box).filter(inside);
}

/** Whole points that a program allows, as far as a picture shows them. */
export function lattice(program: Program, box: Box, most: number): Point[] {
  const halves = halvesOf(program);
  const points: Point[] = [];
  for (let px = Math.ceil(box.x[0]); px <= box.x[1]; px++) {
    for (let py = Math.ceil(box.y[0]); py <= box.y[1]; py++) {
      if (halves.every(({ a, b, c }) => a * px + b * py <= c + 1e-9)) points.push([px, py]);
      if (points.length > most) return [];
    }
  }
  return points;
}
