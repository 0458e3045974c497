/** Branch and bound by hand: the visitor says what is split, the solver solves each part's relaxation. */

import type { Hunch, Program } from "hunch-solver";
import { MOST_BRANCHED, MOST_NODES_BY_HAND } from "./limits";
import { number } from "./numbers";
import type { Shape } from "./shape";

/** How far from a whole number a value counts as whole; the solver's own tolerance for integers. */
const WHOLE = 1e-6;
/** Within this share of its size a bound is no better than the best point: the gap at which answers are optimal. */
const GAP = 1e-6;
/** The same where the best objective is 0, in its units. */
const LEAST_GAP = 1e-9;

export type HandState = "open" | "branched" | "infeasible" | "bound" | "integral";

export interface HandNode {
  readonly id: number;
  readonly parent: HandNode | null;
  readonly children: HandNode[];
  /** What makes it a part, in words; empty for the root. */
  readonly branch: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  state: HandState;
  /** Objective and point of its relaxation; `null` where it has none. */
  objective: number | null;
  values: readonly number[];
}

/** Why a program is not branched by hand, in words. */
export function whyNoBranching(shape: Shape): string | null {
  if (!shape.isLinear) return "Only linear programs with integers are branched by hand here.";
  if (!shape.columns.some(isWhole)) return "There is nothing to branch on: no column has to be whole.";
  if (shape.columns.length > MOST_BRANCHED)
    return `Programs of at most ${MOST_BRANCHED} columns are branched by hand; this one has ${shape.columns.length}.`;
  return null;
}

function isWhole({ kind }: { readonly kind: string }): boolean {
  return kind === "integer" || kind === "binary";
}

export class Branching {
  readonly nodes: HandNode[] = [];
  best: { readonly objective: number; readonly values: readonly number[] } | null = null;

  constructor(
    private readonly shape: Shape,
    private readonly hunch: Hunch,
  ) {}

  /** Opens the root. */
  async begin(): Promise<void> {
    const { columns } = this.shape;
    await this.add(
      null,
      "",
      columns.map(({ lower }) => lower),
      columns.map(({ upper }) => upper),
    );
  }

  /** Columns of a node that have to be whole and are not. */
  broken({ values }: HandNode): number[] {
    return this.shape.columns.flatMap((column, j) => {
      const value = values[j] ?? 0;
      return isWhole(column) && Math.abs(value - Math.round(value)) > WHOLE ? [j] : [];
    });
  }

  /** Splits an open node by a column whose value there is broken. */
  async split(node: HandNode, column: number): Promise<void> {
    const value = node.values[column];
    if (node.state !== "open" || value === undefined || !this.broken(node).includes(column)) return;
    if (this.nodes.length + 2 > MOST_NODES_BY_HAND) return;
    node.state = "branched";
    const name = this.shape.columns[column]?.name ?? "";
    const below = Math.floor(value);
    const put = (list: readonly number[], side: number): number[] =>
      list.map((one, j) => (j === column ? side : one));
    await this.add(node, `${name} ≤ ${number(below)}`, node.lower, put(node.upper, below));
    await this.add(node, `${name} ≥ ${number(below + 1)}`, put(node.lower, below + 1), node.upper);
  }

  /** The open node whose bound is the best, and the column of it that is the farthest from whole. */
  get next(): { readonly node: HandNode; readonly column: number } | null {
    const open = this.nodes.filter(({ state }) => state === "open");
    const sign = this.shape.maximizes ? -1 : 1;
    const [node] = open.sort((a, b) => sign * ((a.objective ?? 0) - (b.objective ?? 0)));
    if (!node) return null;
    const part = (j: number): number =>
      Math.abs((node.values[j] ?? 0) - Math.floor(node.values[j] ?? 0) - 0.5);
    const [column] = this.broken(node).sort((a, b) => part(a) - part(b));
    return column === undefined ? null : { node, column };
  }

  /** Bound that all open nodes prove together, or the best objective where none is open. */
  get bound(): number | null {
    const open = this.nodes.flatMap(({ state, objective }) =>
      state === "open" && objective !== null ? [objective] : [],
    );
    const all = this.best ? [...open, this.best.objective] : open;
    if (all.length === 0) return null;
    return this.shape.maximizes ? Math.max(...all) : Math.min(...all);
  }

  private async add(
    parent: HandNode | null,
    branch: string,
    lower: readonly number[],
    upper: readonly number[],
  ): Promise<void> {
    const node: HandNode = {
      id: this.nodes.length,
      parent,
      children: [],
      branch,
      lower,
      upper,
      state: "open",
      objective: null,
      values: [],
    };
    const answer = await this.hunch.solve(relaxation(this.shape, lower, upper));
    node.objective = answer.objective;
    node.values = [...answer.values];
    if (answer.status !== "optimal") node.state = answer.status === "infeasible" ? "infeasible" : "open";
    else if (this.broken(node).length === 0) {
      node.state = "integral";
      if (answer.objective !== null && !this.isNoBetter(answer.objective))
        this.keep(answer.objective, node.values);
    } else if (answer.objective !== null && this.isNoBetter(answer.objective)) node.state = "bound";
    this.nodes.push(node);
    parent?.children.push(node);
  }

  private keep(objective: number, values: readonly number[]): void {
    this.best = { objective, values };
    for (const node of this.nodes)
      if (node.state === "open" && node.objective !== null && this.isNoBetter(node.objective))
        node.state = "bound";
  }

  private isNoBetter(objective: number): boolean {
    if (!this.best) return false;
    const sign = this.shape.maximizes ? -1 : 1;
    return sign * (objective - this.best.objective) >= -GAP * Math.abs(this.best.objective) - LEAST_GAP;
  }
}

/** The program without its demand of whole numbers, within bounds. */
export function relaxation(shape: Shape, lower?: readonly number[], upper?: readonly number[]): Program {
  const { program } = shape;
  if (!program) throw new Error("the program itself is not at hand");
  return {
    ...program,
    columns: shape.columns.map(({ name, objective, ...column }, j) => ({
      name,
      objective,
      lower: finite(lower?.[j] ?? column.lower),
      upper: finite(upper?.[j] ?? column.upper),
      kind: "continuous" as const,
    })),
  };
}

function finite(bound: number): number | null {
  return Number.isFinite(bound) ? bound : null;
}
