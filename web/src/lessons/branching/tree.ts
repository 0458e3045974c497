/**
 * Branch and bound by hand: each node is a relaxation that the engine solves; branched is on the first column
 * that is not whole.
 */

import type { Program } from "hunch-solver";
import type { Engine } from "../lesson";
import { bounded, isInteger, maximizes, relaxed } from "../parts/programs";

/** A number this near to a whole one is whole. */
const WHOLE = 1e-6;

/** Larger trees teach no more. */
const MOST_NODES = 15;

export type Fate = "branched" | "whole" | "empty" | "bound" | "open";

export interface Node {
  readonly id: number;
  readonly parent: number | null;
  /** How it differs from its parent; empty for the root. */
  readonly branch: { readonly column: number; readonly side: "≤" | "≥"; readonly value: number } | null;
  readonly program: Program;
  /** The relaxation's objective; null where nothing fits. */
  readonly bound: number | null;
  readonly point: readonly number[];
  /** The column that is branched on. */
  readonly column: number | null;
  fate: Fate;
}

export interface Tree {
  readonly nodes: readonly Node[];
  /** The best whole point, and the node that had it. */
  readonly best: { readonly value: number; readonly node: number } | null;
  readonly isComplete: boolean;
}

/**
 * The nodes in the order in which they are solved: breadth first, so that brothers stand beside each other.
 */
export async function grow(engine: Engine, program: Program): Promise<Tree> {
  const root = await solved(engine, program, relaxed(program), 0, null, null);
  const nodes: Node[] = [root];
  let best: { value: number; node: number } | null = null;
  const way = maximizes(program) ? 1 : -1;
  for (let next = 0; next < nodes.length; next++) {
    const node = nodes[next];
    if (!node) break;
    if (node.bound === null) node.fate = "empty";
    else if (best !== null && way * (node.bound - best.value) <= WHOLE) node.fate = "bound";
    else if (node.column === null) {
      node.fate = "whole";
      if (best === null || way * (node.bound - best.value) > 0) best = { value: node.bound, node: node.id };
    } else if (nodes.length + 2 <= MOST_NODES) {
      node.fate = "branched";
      nodes.push(...(await children(engine, program, node, nodes.length)));
    }
  }
  return { nodes, best, isComplete: nodes.every(({ fate }) => fate !== "open") };
}

async function children(engine: Engine, program: Program, node: Node, id: number): Promise<Node[]> {
  const column = node.column ?? 0;
  const at = node.point[column] ?? 0;
  const [low, high] = [Math.floor(at), Math.ceil(at)];
  return [
    await solved(engine, program, bounded(node.program, column, -Infinity, low), id, node.id, {
      column,
      side: "≤",
      value: low,
    }),
    await solved(engine, program, bounded(node.program, column, high, Infinity), id + 1, node.id, {
      column,
      side: "≥",
      value: high,
    }),
  ];
}

async function solved(
  engine: Engine,
  program: Program,
  relaxation: Program,
  id: number,
  parent: number | null,
  branch: Node["branch"],
): Promise<Node> {
  const answer = await engine.solve(relaxation);
  const has = answer.status === "optimal" && answer.objective !== null;
  const point = has ? Array.from(answer.values) : [];
  const column = point.findIndex(
    (value, j) => isInteger(program.columns[j]) && Math.abs(value - Math.round(value)) > WHOLE,
  );
  const bound = has ? answer.objective : null;
  return {
    id,
    parent,
    branch,
    program: relaxation,
    bound,
    point,
    column: column < 0 ? null : column,
    fate: "open",
  };
}
