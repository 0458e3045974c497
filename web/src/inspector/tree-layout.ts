/**
 * Where the nodes of a tree stand: each leaf has a place of its own, in the order of the branches, and what is above stands over
 * the middle of its leaves. Two passes over the nodes, since parents come before their children.
 */

import type { Nodes, NodeState } from "./log";

/** What the height of a node shows. */
export type Height = "bound" | "depth";

/** The states of nodes, in the order in which they are drawn: later ones over earlier ones where there is no room for all. */
export const STATES: readonly NodeState[] = [
  "branched",
  "bound",
  "infeasible",
  "restart",
  "open",
  "integral",
];
/** The place of "open" among them. */
export const OPEN = STATES.indexOf("open");

export interface Layout {
  /** Places of the tree's nodes in the log, parents first. */
  readonly nodes: Int32Array;
  /** By place in the log: 0 to 1 from left to right, NaN for nodes of other trees. */
  readonly x: Float64Array;
  /** 0 at the root's height, 1 at the lowest. */
  readonly y: Float64Array;
  readonly leaves: number;
  /** By place in the log: the parent, the moments of opening and closing, and what became of it, by its place in {@link STATES}. */
  readonly parent: Int32Array;
  readonly openedAt: Float64Array;
  readonly closedAt: Float64Array;
  readonly fate: Uint8Array;
  /** What the heights 0 and 1 stand for, and whether that is counted in whole numbers. */
  readonly isCount: boolean;
  readonly top: number;
  readonly bottom: number;
}

export function layOut(nodes: Nodes, tree: number, height: Height): Layout {
  const count = nodes.length;
  const own = Int32Array.from({ length: count }, (_, k) => k).filter((k) => nodes.tree[k] === tree);
  const leaves = new Int32Array(count);
  for (let k = own.length - 1; k >= 0; k--) {
    const node = own[k] ?? 0;
    if (leaves[node] === 0) leaves[node] = 1;
    const parent = nodes.parent[node] ?? -1;
    if (parent >= 0) leaves[parent] = (leaves[parent] ?? 0) + (leaves[node] ?? 0);
  }
  const all = own.length > 0 ? (leaves[own[0] ?? 0] ?? 1) : 1;
  const [x, y] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count).fill(Number.NaN)];
  /** The first place that the next child of a node takes. */
  const next = new Int32Array(count);
  for (const node of own) {
    const parent = nodes.parent[node] ?? -1;
    const start = parent < 0 ? 0 : (next[parent] ?? 0);
    if (parent >= 0) next[parent] = start + (leaves[node] ?? 1);
    next[node] = start;
    x[node] = (start + (leaves[node] ?? 1) / 2) / all;
  }
  const value = (node: number): number => (height === "depth" ? (nodes.depth[node] ?? 0) : nodes.bound(node));
  const { top, bottom } = heights(own, nodes, value, height);
  const span = bottom - top || 1;
  for (const node of own) {
    const parent = nodes.parent[node] ?? -1;
    const known = (value(node) - top) / span;
    // A node whose bound nobody knows hangs where its parent does.
    y[node] = Number.isFinite(known) ? known : parent >= 0 ? (y[parent] ?? 0) : 0;
  }
  return {
    nodes: own,
    x,
    y,
    leaves: all,
    parent: Int32Array.from(nodes.parent),
    openedAt: Float64Array.from(nodes.openedAt),
    closedAt: Float64Array.from(nodes.closedAt),
    fate: Uint8Array.from(nodes.outcome, (outcome) => STATES.indexOf(outcome)),
    isCount: height === "depth",
    top,
    bottom,
  };
}

/** The root's height, and the one that is the farthest from it: bounds only get worse downwards. */
function heights(
  own: Int32Array,
  nodes: Nodes,
  value: (node: number) => number,
  height: Height,
): { top: number; bottom: number } {
  const known = Float64Array.from(own, value).filter(Number.isFinite);
  if (known.length === 0) return { top: 0, bottom: 1 };
  const [low, high] = known.reduce(
    ([a, b], v) => [Math.min(a, v), Math.max(b, v)],
    [known[0] ?? 0, known[0] ?? 0],
  );
  if (height === "depth") return { top: 0, bottom: Math.max(1, high) };
  // Which way is worse, the children tell.
  let drift = 0;
  for (const node of own) {
    const parent = nodes.parent[node] ?? -1;
    const step = parent >= 0 ? nodes.bound(node) - nodes.bound(parent) : 0;
    if (Number.isFinite(step)) drift += step;
  }
  return drift >= 0 ? { top: low, bottom: high } : { top: high, bottom: low };
}
