/**
 * A program of two columns as a picture: its walls, the points that they leave (and the whole ones among them), the optimum and
 * the line of equal objective through it; the relaxation's optimum with the prices as forces; cuts, a part of the tree, and the
 * way of the simplex.
 */

import { svg } from "../ui/dom";
import { PLANE_HEIGHT, PLANE_MARGIN, PLANE_WIDTH } from "./limits";
import { number } from "./numbers";
import {
  across,
  clip,
  corners,
  halfPlanes,
  type HalfPlane,
  isReached,
  lattice,
  type Point,
  type Scale,
  scaleOf,
  windowOf,
} from "./plane-geometry";
import type { Shape } from "./shape";

/** Pixels from a point to the head of its longest arrow. */
const ARROW = 70;
/** Room that an arrow's head takes. */
const HEAD = 11;
/** Prices below this share of the largest are no forces that one would see. */
const LEAST_FORCE = 1e-6;

/** The optimum without the demand of whole numbers, and what its prices are. */
export interface Relaxed {
  readonly point: readonly number[];
  readonly duals: ArrayLike<number>;
  readonly reducedCosts: ArrayLike<number>;
}

/** What is drawn besides. */
export interface Extras {
  readonly relaxed?: Relaxed | null;
  readonly cuts?: ReadonlyArray<{ readonly terms: readonly number[]; readonly side: number }>;
  /** Points of dictionaries, in the order in which they were reached. */
  readonly path?: ReadonlyArray<readonly number[]>;
  /** A part of the tree: a box. */
  readonly part?: {
    readonly lower: readonly number[];
    readonly upper: readonly number[];
    readonly point: readonly number[] | null;
  } | null;
  /** Rows and columns that cannot hold together. */
  readonly conflict?: ReadonlyArray<HalfPlane["of"]>;
  /** The row or column that is chosen. */
  readonly chosen?: HalfPlane["of"] | null;
}

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

/** A force: which wall pushes, and how strongly in the units of the objective per unit of each column. */
export interface Force {
  readonly name: string;
  readonly of: HalfPlane["of"];
  readonly x: number;
  readonly y: number;
}

/**
 * The forces at the optimum of the relaxation: the objective pulls, and each wall pushes back along its normal, as hard as its
 * price says. That they add up to nothing is the optimality of the point (duality as equilibrium).
 */
export function forcesOf(shape: Shape, { duals, reducedCosts }: Relaxed): Force[] {
  const sign = shape.maximizes ? -1 : 1;
  const rows = shape.rows.map(({ name, terms }, index): Force => {
    const share = (column: number): number =>
      terms.reduce((sum, [j, a]) => (j === column ? sum + a : sum), 0) * sign * (duals[index] ?? 0);
    return { name, of: { kind: "row", index }, x: share(0), y: share(1) };
  });
  const columns = shape.columns.map(({ name }, index): Force => {
    const push = sign * (reducedCosts[index] ?? 0);
    return { name, of: { kind: "column", index }, x: index === 0 ? push : 0, y: index === 1 ? push : 0 };
  });
  const all = [...rows, ...columns];
  const largest = Math.max(0, ...all.map(({ x, y }) => Math.hypot(x, y)));
  return all.filter(({ x, y }) => Math.hypot(x, y) > LEAST_FORCE * largest);
}

/** The picture, or `null` where the program is not one of two columns and linear rows. */
export function plane(shape: Shape, values: ArrayLike<number> | null, extras: Extras = {}): Plane | null {
  const [first, second] = shape.columns;
  if (!isPlane(shape) || !first || !second) return null;
  const walls = halfPlanes(shape);
  const optimum = pointAt(values);
  const window = windowOf(walls, optimum);
  const scale = scaleOf(window);
  const forces = extras.relaxed ? forcesOf(shape, extras.relaxed) : [];
  const picture = svg("svg", {
    viewBox: `0 0 ${PLANE_WIDTH} ${PLANE_HEIGHT}`,
    width: PLANE_WIDTH,
    height: PLANE_HEIGHT,
    role: "img",
    "aria-label": describe(shape, walls, optimum, forces),
  });
  const draw = new Drawing(picture, scale);
  const box = corners(window);
  draw.polygon(walls.reduce(clip, box), "polygon");
  if (extras.part) drawPart(draw, walls, box, extras.part);
  for (const wall of walls) {
    const ends = across(wall.a, wall.b, wall.c, window);
    if (!ends) continue;
    const isTight = optimum !== null && isReached(wall, optimum);
    const isChosen = extras.chosen?.kind === wall.of.kind && extras.chosen.index === wall.of.index;
    const clashes = extras.conflict?.some(
      ({ kind, index }) => kind === wall.of.kind && index === wall.of.index,
    );
    const marks = [isTight ? " tight" : "", clashes ? " conflict" : "", isChosen ? " chosen" : ""];
    draw.line(ends[0], ends[1], `wall${marks.join("")}`);
    draw.wallName(ends, wall.name);
  }
  for (const [k, { terms, side }] of (extras.cuts ?? []).entries()) {
    const ends = across(terms[0] ?? 0, terms[1] ?? 0, side, window);
    if (!ends) continue;
    draw.line(ends[0], ends[1], "cut");
    draw.wallName(ends, `cut ${k + 1}`);
  }
  const isLattice = shape.columns.every(({ kind }) => kind === "integer" || kind === "binary");
  for (const point of isLattice ? lattice(walls, window) : []) draw.dot(point, "lattice", 2.5);
  drawWalk(draw, extras.path ?? []);
  const relaxed = extras.relaxed ? pointAt(extras.relaxed.point) : null;
  if (relaxed) {
    drawForces(draw, shape, relaxed, forces);
    draw.dot(relaxed, "relaxed", 5);
  }
  if (optimum)
    drawOptimum(
      draw,
      shape,
      optimum,
      across(
        first.objective,
        second.objective,
        first.objective * optimum.x + second.objective * optimum.y,
        window,
      ),
    );
  picture.append(
    svg("text", { x: PLANE_WIDTH - 8, y: PLANE_HEIGHT - 8, "text-anchor": "end" }, first.name),
    svg("text", { x: 8, y: 16 }, second.name),
  );
  const at = optimum && scale.scale(optimum);
  return {
    picture,
    angleAt: (clientX, clientY) => {
      const matrix = picture.getScreenCTM();
      if (!at || !matrix) return null;
      const place = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
      return (Math.atan2((at.y - place.y) * scale.up, (place.x - at.x) * scale.along) * 180) / Math.PI;
    },
  };
}

function pointAt(values: ArrayLike<number> | null | undefined): Point | null {
  return values && values.length === 2 ? { x: values[0] ?? 0, y: values[1] ?? 0 } : null;
}

/** Marks on the picture, given in the program's units. */
class Drawing {
  constructor(
    private readonly picture: SVGSVGElement,
    readonly scale: Scale,
  ) {}

  polygon(points: readonly Point[], kind: string): void {
    if (points.length < 3) return;
    const places = points.map(this.scale.scale).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`);
    this.picture.append(svg("polygon", { class: kind, points: places.join(" ") }));
  }

  line(from: Point, to: Point, kind: string): void {
    const [a, b] = [this.scale.scale(from), this.scale.scale(to)];
    this.picture.append(svg("line", { class: kind, x1: a.x, y1: a.y, x2: b.x, y2: b.y }));
  }

  dot(point: Point, kind: string, r: number): void {
    const { x, y } = this.scale.scale(point);
    this.picture.append(svg("circle", { class: kind, cx: x, cy: y, r }));
  }

  /** At the upper end of a wall, inside the picture. */
  wallName(ends: readonly [Point, Point], name: string): void {
    const at = this.scale.scale(ends[0].y > ends[1].y ? ends[0] : ends[1]);
    const x = Math.min(Math.max(at.x, PLANE_MARGIN), PLANE_WIDTH - PLANE_MARGIN);
    this.text(x, at.y - 4, name, "middle");
  }

  text(x: number, y: number, words: string, anchor: "start" | "middle" | "end"): void {
    this.picture.append(svg("text", { x, y, "text-anchor": anchor }, words));
  }

  /**
   * An arrow from a point along a covector, which stands at right angles to its lines as they are drawn; as long as its share of
   * the longest one. Returns its head.
   */
  arrow(from: Point, { x: a, y: b }: Point, longest: number, kind: string): { x: number; y: number } {
    const { x, y } = this.scale.scale(from);
    const [right, up] = [a / this.scale.along, b / this.scale.up];
    const share = Math.min(ARROW / longest, inside(x, right, PLANE_WIDTH), inside(y, -up, PLANE_HEIGHT));
    const head = { x: x + share * right, y: y - share * up };
    this.picture.append(svg("line", { class: kind, x1: x, y1: y, x2: head.x, y2: head.y }));
    return head;
  }

  /** How long a covector is on the picture, before it is scaled. */
  length({ x, y }: Point): number {
    return Math.hypot(x / this.scale.along, y / this.scale.up);
  }

  circle(x: number, y: number, kind: string, r: number): void {
    this.picture.append(svg("circle", { class: kind, cx: x, cy: y, r }));
  }

  /** The tip of an arrow whose line comes from a point. */
  tip(from: Point, head: { x: number; y: number }, kind: string): void {
    const { x, y } = this.scale.scale(from);
    const size = Math.hypot(head.x - x, head.y - y);
    if (size < 2) return;
    const [u, v] = [(head.x - x) / size, (head.y - y) / size];
    const corner = (back: number, aside: number): string =>
      `${(head.x - back * u - aside * v).toFixed(1)},${(head.y - back * v + aside * u).toFixed(1)}`;
    const points = [corner(-3, 0), corner(7, 5), corner(7, -5)].join(" ");
    this.picture.append(svg("polygon", { class: kind, points }));
  }
}

/** How far one may go from `from` until the head of an arrow would leave the picture. */
function inside(from: number, step: number, size: number): number {
  const room = step > 0 ? size - HEAD - from : from - HEAD;
  return step === 0 ? Number.POSITIVE_INFINITY : Math.max(room, 0) / Math.abs(step);
}

function drawPart(
  draw: Drawing,
  walls: readonly HalfPlane[],
  box: readonly Point[],
  part: NonNullable<Extras["part"]>,
): void {
  const of = { kind: "column", index: 0 } as const;
  const sides: HalfPlane[] = [
    { a: 1, b: 0, c: part.upper[0] ?? 0, name: "", of },
    { a: -1, b: 0, c: -(part.lower[0] ?? 0), name: "", of },
    { a: 0, b: 1, c: part.upper[1] ?? 0, name: "", of },
    { a: 0, b: -1, c: -(part.lower[1] ?? 0), name: "", of },
  ].filter(({ c }) => Number.isFinite(c));
  draw.polygon([...walls, ...sides].reduce<readonly Point[]>(clip, box), "part");
  const point = pointAt(part.point);
  if (point) draw.dot(point, "part-point", 6);
}

function drawWalk(draw: Drawing, path: ReadonlyArray<readonly number[]>): void {
  const points = path.flatMap((values) => pointAt(values) ?? []);
  if (points.length < 2) return;
  for (const [k, point] of points.entries()) {
    const next = points[k + 1];
    if (next) draw.line(point, next, "walk");
    draw.dot(point, "corner", 3.5);
  }
}

function drawForces(draw: Drawing, shape: Shape, at: Point, forces: readonly Force[]): void {
  const sign = shape.maximizes ? 1 : -1;
  const [a = 0, b = 0] = shape.columns.map(({ objective }) => sign * objective);
  const pull = { x: a, y: b };
  const longest = Math.max(draw.length(pull), ...forces.map((force) => draw.length(force)));
  if (!(longest > 0) || forces.length === 0) return;
  draw.tip(at, draw.arrow(at, pull, longest, "pull"), "pull-tip");
  for (const force of forces) draw.tip(at, draw.arrow(at, force, longest, "force"), "force-tip");
}

function drawOptimum(draw: Drawing, shape: Shape, optimum: Point, level: [Point, Point] | null): void {
  if (level) draw.line(level[0], level[1], "level");
  const { x, y } = draw.scale.scale(optimum);
  if (shape.columns.some(({ objective }) => objective !== 0)) {
    const radians = (angleOf(shape) * Math.PI) / 180;
    const direction = { x: Math.cos(radians), y: Math.sin(radians) };
    const head = draw.arrow(optimum, direction, draw.length(direction), "gradient");
    draw.circle(head.x, head.y, "program-handle", 9);
  }
  draw.dot(optimum, "optimum", 6);
  // On the side from which the arrow leaves.
  const isLeft = (shape.columns[0]?.objective ?? 0) * (shape.maximizes ? 1 : -1) > 0;
  const words = `(${number(optimum.x)}, ${number(optimum.y)})`;
  draw.text(
    isLeft ? x - 10 : x + 10,
    y + 18 > PLANE_HEIGHT - 8 ? y - 10 : y + 18,
    words,
    isLeft ? "end" : "start",
  );
}

function describe(
  { columns }: Shape,
  walls: readonly HalfPlane[],
  optimum: Point | null,
  forces: readonly Force[],
): string {
  const names = columns.map(({ name }) => name).join(" and ");
  if (!optimum) return `The walls of the rows in the plane of ${names}.`;
  const tight = walls.filter((wall) => isReached(wall, optimum)).map(({ name }) => name);
  const named = [...new Set(tight.filter((name) => name !== ""))];
  const reached = named.length > 0 ? `; it rests on ${named.join(", ")}` : "";
  const pushing =
    forces.length > 0
      ? ` Without the demand of whole numbers ${forces.map(({ name }) => name).join(" and ")} would hold it.`
      : "";
  return `The plane of ${names}: the answer is at ${number(optimum.x)}, ${number(optimum.y)}${reached}.${pushing}`;
}
