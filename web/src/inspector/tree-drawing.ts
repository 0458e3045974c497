/**
 * A tree at a moment, drawn on a canvas: few nodes with lines and words, many as dots of a picture that is filled by hand, so
 * that 50 000 of them follow a slider.
 */

import { colour, pixel } from "./colours";
import { MOST_DETAILED } from "./limits";
import type { NodeState, Nodes, RunLog } from "./log";
import type { Layout } from "./tree-layout";

/** The colour of each state. */
export const STATE_COLOURS: Readonly<Record<NodeState, string>> = {
  open: "--guess",
  branched: "--parameter",
  infeasible: "--bad-ink",
  bound: "--exact",
  integral: "--search",
  restart: "--open-bar",
};

const STATES = Object.keys(STATE_COLOURS) as NodeState[];
/** Later ones are drawn over earlier ones where there is no room for all. */
const ORDER: readonly NodeState[] = ["branched", "bound", "infeasible", "restart", "open", "integral"];

/** Room around the tree, in pixels of the page. */
const MARGIN = { top: 30, bottom: 34, side: 16 };
const RADIUS = 5;
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

/** Draws; `ratio` screen pixels make one of the page. Returns how many nodes are in sight. */
export function drawScene(canvas: HTMLCanvasElement, scene: Scene, ratio: number): number {
  const context = canvas.getContext("2d");
  if (!context) return 0;
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  const place = placer(scene.layout, scene.view, width, height);
  const { nodes } = scene.log;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const seen = scene.layout.nodes.filter((node) => {
    if ((nodes.openedAt[node] ?? 0) > scene.moment) return false;
    const x = place.x(node);
    return x > -place.step - RADIUS && x < width + place.step + RADIUS;
  });
  if (seen.length > MOST_DETAILED) drawDots(context, scene, seen, place, ratio);
  else drawNodes(context, scene, seen, place, ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawMarks(context, scene, place);
  return seen.length;
}

type Place = ReturnType<typeof placer>;

function drawNodes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  seen: Int32Array,
  place: Place,
  ratio: number,
): void {
  const { nodes } = scene.log;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.strokeStyle = colour("--line-strong");
  context.lineWidth = 1;
  context.beginPath();
  for (const node of seen) {
    const parent = nodes.parent[node] ?? -1;
    if (parent < 0) continue;
    context.moveTo(place.x(parent), place.y(parent));
    context.lineTo(place.x(node), place.y(node));
  }
  context.stroke();
  for (const state of STATES) {
    context.fillStyle = colour(STATE_COLOURS[state]);
    context.beginPath();
    for (const node of seen) {
      if (nodes.stateAt(node, scene.moment) !== state) continue;
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
  for (const node of seen)
    context.fillText(scene.log.branchWords(node), place.x(node), place.y(node) + RADIUS + 13);
}

/** The same with a dot a node, written into the pixels themselves. */
function drawDots(
  context: CanvasRenderingContext2D,
  scene: Scene,
  seen: Int32Array,
  place: Place,
  ratio: number,
): void {
  const { canvas } = context;
  const { width, height } = canvas;
  const { nodes } = scene.log;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const thread = (pixel("--line-strong") & 0x00ffffff) | (0x59 << 24);
  for (const node of seen) {
    const parent = nodes.parent[node] ?? -1;
    if (parent >= 0)
      line(pixels, width, height, spot(parent, place, ratio), spot(node, place, ratio), thread >>> 0);
  }
  const size = Math.max(2, Math.round(2 * ratio));
  const groups = new Map<NodeState, number[]>(ORDER.map((state) => [state, []]));
  for (const node of seen) {
    const state = nodes.stateAt(node, scene.moment);
    if (state) groups.get(state)?.push(node);
  }
  for (const [state, group] of groups) {
    const value = pixel(STATE_COLOURS[state]);
    for (const node of group) {
      const [x, y] = spot(node, place, ratio);
      for (let dy = 0; dy < size; dy++) {
        const [row, from] = [y + dy, Math.max(0, x)];
        if (row >= 0 && row < height && from < width)
          pixels.fill(value, row * width + from, row * width + Math.min(width, x + size));
      }
    }
  }
  context.putImageData(image, 0, 0);
}

function spot(node: number, place: Place, ratio: number): [number, number] {
  return [Math.round(place.x(node) * ratio) - 1, Math.round(place.y(node) * ratio) - 1];
}

/** A line of pixels; its ends may lie outside. */
function line(
  pixels: Uint32Array,
  width: number,
  height: number,
  [x1, y1]: [number, number],
  [x2, y2]: [number, number],
  value: number,
): void {
  const steps = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1), 1);
  const [dx, dy] = [(x2 - x1) / steps, (y2 - y1) / steps];
  for (let k = 0; k < steps; k++) {
    const [x, y] = [Math.round(x1 + k * dx), Math.round(y1 + k * dy)];
    if (x >= 0 && x < width && y >= 0 && y < height) pixels[y * width + x] = value;
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
  { log, layout, moment, view }: Scene,
  width: number,
  height: number,
  x: number,
  y: number,
  reach: number,
): number | null {
  const place = placer(layout, view, width, height);
  const { nodes }: { nodes: Nodes } = log;
  let found: { node: number; distance: number } | null = null;
  for (const node of layout.nodes) {
    if ((nodes.openedAt[node] ?? 0) > moment) continue;
    const distance = Math.hypot(place.x(node) - x, place.y(node) - y);
    if (distance <= reach && distance < (found?.distance ?? Number.POSITIVE_INFINITY))
      found = { node, distance };
  }
  return found?.node ?? null;
}
