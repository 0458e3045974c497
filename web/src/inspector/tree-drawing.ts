/**
 * A tree at a moment, drawn on a canvas: few nodes with lines and words, many as dots of a picture that is filled by hand, so
 * that 50 000 of them follow a slider.
 */

import { roundedRange } from "../charts/axis";
import { colour, pixel } from "./colours";
import { MOST_DETAILED } from "./limits";
import type { NodeState, RunLog } from "./log";
import { number } from "./numbers";
import { type Layout, OPEN, STATES } from "./tree-layout";

/** The colour of each state. */
export const STATE_COLOURS: Readonly<Record<NodeState, string>> = {
  open: "--guess",
  branched: "--parameter",
  infeasible: "--bad-ink",
  bound: "--exact",
  integral: "--search",
  restart: "--open-bar",
};

/** Room around the tree, in pixels of the page. */
const MARGIN = { top: 34, bottom: 34, side: 44 };
const RADIUS = 5;
/** Lines of heights, about. */
const HEIGHTS = 4;
/** Pixels that a word needs beside its neighbour. */
const WORD_ROOM = 62;

/** Which part of the tree is seen: from `left`, 0 to 1, so many times as wide as the canvas. */
export interface View {
  readonly left: number;
  readonly zoom: number;
}

/** What is drawn. */
export interface Scene {
  readonly log: RunLog;
  readonly layout: Layout;
  readonly moment: number;
  readonly view: View;
  readonly chosen: number | null;
  readonly now: number | null;
}

/** Places on a canvas of so many pixels of the page. */
export function placer(layout: Layout, { left, zoom }: View, width: number, height: number) {
  const across = (width - 2 * MARGIN.side) * zoom;
  const down = height - MARGIN.top - MARGIN.bottom;
  return {
    x: (node: number): number => MARGIN.side + ((layout.x[node] ?? 0) - left) * across,
    y: (node: number): number => MARGIN.top + (layout.y[node] ?? 0) * down,
    /** The height of a share from top to bottom. */
    at: (share: number): number => MARGIN.top + share * down,
    /** Pixels between two leaves. */
    step: across / layout.leaves,
  };
}

/** How many nodes there are at the moment, how many of them are open, and how many in sight. */
export interface Counts {
  readonly nodes: number;
  readonly open: number;
  readonly seen: number;
}

/** Nodes in sight, with their places in screen pixels and their states: made anew for each picture. */
interface Sight {
  readonly nodes: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly states: Uint8Array;
}

/** Draws; `ratio` screen pixels make one of the page. */
export function drawScene(canvas: HTMLCanvasElement, scene: Scene, ratio: number): Counts {
  const context = canvas.getContext("2d");
  if (!context) return { nodes: 0, open: 0, seen: 0 };
  const place = placer(scene.layout, scene.view, canvas.width / ratio, canvas.height / ratio);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { sight, counts } = look(scene, place, canvas.width / ratio, ratio);
  if (counts.seen > MOST_DETAILED) drawDots(context, scene.layout, sight, place, ratio);
  else drawNodes(context, scene, sight, place, ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawHeights(context, scene.layout, place, canvas.width / ratio);
  drawMarks(context, scene, place);
  return counts;
}

type Place = ReturnType<typeof placer>;

function look(
  { layout, moment }: Scene,
  place: Place,
  width: number,
  ratio: number,
): { sight: Sight; counts: Counts } {
  const { nodes, openedAt, closedAt, fate } = layout;
  const room = place.step + RADIUS;
  const [seen, states] = [new Int32Array(nodes.length), new Uint8Array(nodes.length)];
  const [xs, ys] = [new Int32Array(nodes.length), new Int32Array(nodes.length)];
  let [count, open, found] = [0, 0, 0];
  for (const node of nodes) {
    if (openedAt[node]! > moment) continue;
    const state = closedAt[node]! > moment ? OPEN : fate[node]!;
    count += 1;
    if (state === OPEN) open += 1;
    const x = place.x(node);
    if (x < -room || x > width + room) continue;
    seen[found] = node;
    states[found] = state;
    xs[found] = Math.round(x * ratio) - 1;
    ys[found] = Math.round(place.y(node) * ratio) - 1;
    found += 1;
  }
  const sight = {
    nodes: seen.subarray(0, found),
    x: xs.subarray(0, found),
    y: ys.subarray(0, found),
    states: states.subarray(0, found),
  };
  return { sight, counts: { nodes: count, open, seen: found } };
}

function drawNodes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  sight: Sight,
  place: Place,
  ratio: number,
): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.strokeStyle = colour("--line-strong");
  context.lineWidth = 1;
  context.beginPath();
  for (const node of sight.nodes) {
    const parent = scene.layout.parent[node] ?? -1;
    if (parent < 0) continue;
    context.moveTo(place.x(parent), place.y(parent));
    context.lineTo(place.x(node), place.y(node));
  }
  context.stroke();
  for (const [k, state] of STATES.entries()) {
    context.fillStyle = colour(STATE_COLOURS[state]);
    context.beginPath();
    for (const [index, node] of sight.nodes.entries()) {
      if (sight.states[index] !== k) continue;
      const [x, y] = [place.x(node), place.y(node)];
      context.moveTo(x + RADIUS, y);
      if (state === "infeasible")
        context.rect(x - RADIUS + 1, y - RADIUS + 1, 2 * RADIUS - 2, 2 * RADIUS - 2);
      else context.arc(x, y, RADIUS, 0, 2 * Math.PI);
    }
    context.fill();
  }
  if (place.step < WORD_ROOM) return;
  context.fillStyle = colour("--ink");
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "center";
  for (const node of sight.nodes)
    context.fillText(scene.log.branchWords(node), place.x(node), place.y(node) + RADIUS + 13);
}

/** The same with a dot a node, written into the pixels themselves. */
function drawDots(
  context: CanvasRenderingContext2D,
  layout: Layout,
  sight: Sight,
  place: Place,
  ratio: number,
): void {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const thread = ((pixel("--line-strong") & 0x00ffffff) | (0x59 << 24)) >>> 0;
  const { nodes, x, y, states } = sight;
  for (let k = 0; k < nodes.length; k++) {
    const parent = layout.parent[nodes[k]!]!;
    if (parent < 0) continue;
    const from = [Math.round(place.x(parent) * ratio) - 1, Math.round(place.y(parent) * ratio) - 1] as const;
    line(pixels, width, height, from, [x[k]!, y[k]!], thread);
  }
  const size = Math.max(2, Math.round(2 * ratio));
  const values = STATES.map((state) => pixel(STATE_COLOURS[state]));
  for (let state = 0; state < STATES.length; state++) {
    const value = values[state]!;
    for (let k = 0; k < nodes.length; k++) {
      if (states[k] !== state) continue;
      const [left, right] = [Math.max(0, x[k]!), Math.min(width, x[k]! + size)];
      const [top, bottom] = [Math.max(0, y[k]!), Math.min(height, y[k]! + size)];
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) pixels[row * width + column] = value;
    }
  }
  context.putImageData(image, 0, 0);
}

/** A line of pixels; its ends may lie outside. */
function line(
  pixels: Uint32Array,
  width: number,
  height: number,
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  value: number,
): void {
  const steps = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1), 1);
  const [dx, dy] = [(x2 - x1) / steps, (y2 - y1) / steps];
  for (let k = 0; k < steps; k++) {
    const [x, y] = [Math.round(x1 + k * dx), Math.round(y1 + k * dy)];
    if (x >= 0 && x < width && y >= 0 && y < height) pixels[y * width + x] = value;
  }
}

/** Round heights, as lines with their values at the left; of depths whole ones alone. */
function drawHeights(
  context: CanvasRenderingContext2D,
  { top, bottom, isCount }: Layout,
  place: Place,
  width: number,
): void {
  const [least, most] = [Math.min(top, bottom), Math.max(top, bottom)];
  if (!(most > least)) return;
  context.font = "11px system-ui, sans-serif";
  context.textAlign = "left";
  for (const tick of roundedRange(least, most, HEIGHTS).ticks) {
    if (tick < least || tick > most || (isCount && !Number.isInteger(tick))) continue;
    const y = Math.round(place.at((tick - top) / (bottom - top))) + 0.5;
    context.fillStyle = colour("--line");
    context.fillRect(0, y, width, 0.5);
    context.fillStyle = colour("--ink-soft");
    context.fillText(number(tick), 4, y - 3);
  }
}

/** The way to the chosen node, and the node that the event is about. */
function drawMarks(context: CanvasRenderingContext2D, scene: Scene, place: Place): void {
  const ring = (node: number, name: string): void => {
    context.strokeStyle = colour(name);
    context.lineWidth = 3;
    context.beginPath();
    context.arc(place.x(node), place.y(node), RADIUS + 2, 0, 2 * Math.PI);
    context.stroke();
  };
  const isHere = (node: number): boolean => Number.isFinite(scene.layout.x[node]);
  const { chosen, now } = scene;
  if (chosen !== null && isHere(chosen)) {
    context.strokeStyle = colour("--edited");
    context.lineWidth = 2;
    context.beginPath();
    for (const node of scene.log.nodes.path(chosen)) context.lineTo(place.x(node), place.y(node));
    context.stroke();
    ring(chosen, "--edited");
  }
  if (now !== null && now !== chosen && isHere(now)) ring(now, "--focus");
}

/** The node nearest to a point, if there is one within reach that is there at the moment. */
export function nearest(
  { layout, moment, view }: Scene,
  width: number,
  height: number,
  x: number,
  y: number,
  reach: number,
): number | null {
  const place = placer(layout, view, width, height);
  let found: { node: number; distance: number } | null = null;
  for (const node of layout.nodes) {
    if (layout.openedAt[node]! > moment) continue;
    const distance = Math.hypot(place.x(node) - x, place.y(node) - y);
    if (distance <= reach && distance < (found?.distance ?? Number.POSITIVE_INFINITY))
      found = { node, distance };
  }
  return found?.node ?? null;
}
