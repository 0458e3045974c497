/** The events of a run, and what the tree was at any moment of it. */

import type { HunchEvent } from "hunch-solver";
import { MOST_EVENTS, MOST_NODES } from "./limits";
import { number } from "./numbers";

export type NodeState = "open" | "branched" | "infeasible" | "bound" | "integral" | "restart";

export interface TreeNode {
  readonly id: number;
  readonly parent: number | null;
  /** What was branched on, in words. */
  readonly branch: string;
  readonly bound: number;
  state: NodeState;
}

/** A tree at one moment. */
export interface Moment {
  readonly nodes: readonly TreeNode[];
  /** Nodes that there are but that are not drawn. */
  readonly hidden: number;
  /** The node that the event is about. */
  readonly now: number | null;
  readonly best: number | null;
  readonly bound: number | null;
  readonly sentence: string;
}

export class RunLog {
  private readonly events: HunchEvent[] = [];
  /** Events after the limit, which are not kept. */
  private lost = 0;

  private columns: readonly string[] = [];

  /** What columns are called from now on. */
  name(columns: readonly string[]): void {
    this.columns = columns;
  }

  get length(): number {
    return this.events.length;
  }

  get hasTree(): boolean {
    return this.events.some(({ type }) => type === "nodeOpened");
  }

  add(event: HunchEvent): void {
    if (this.events.length < MOST_EVENTS) this.events.push(event);
    else this.lost += 1;
  }

  /** The state after the first `count` events. */
  at(count: number): Moment {
    const nodes: TreeNode[] = [];
    const byId = new Map<number, TreeNode>();
    let [hidden, best, bound] = [0, null as number | null, null as number | null];
    for (const event of this.events.slice(0, count)) {
      if (event.type === "incumbent") best = event.objective;
      else if (event.type === "bound") bound = event.bound;
      else if (event.type === "nodeOpened") {
        // A search that starts again has a root of its own.
        if (event.parent === undefined && nodes.length > 0) {
          nodes.length = 0;
          byId.clear();
          hidden = 0;
        }
        const parent = event.parent ?? null;
        if (nodes.length >= MOST_NODES || (parent !== null && !byId.has(parent))) hidden += 1;
        else {
          const node: TreeNode = {
            id: event.id,
            parent,
            branch: this.branchWords(event),
            bound: event.bound ?? Number.NaN,
            state: "open",
          };
          nodes.push(node);
          byId.set(node.id, node);
        }
      } else if (event.type === "nodeClosed") {
        const node = byId.get(event.id);
        if (node) node.state = event.outcome;
      }
    }
    const last = this.events[count - 1];
    const now = last && (last.type === "nodeOpened" || last.type === "nodeClosed") ? last.id : null;
    return { nodes, hidden, now, best, bound, sentence: this.sentence(last, count) };
  }

  private branchWords({
    column,
    lower,
    upper,
  }: {
    column?: number;
    lower: number | null;
    upper: number | null;
  }): string {
    const name = column === undefined ? undefined : this.columns[column];
    if (name === undefined) return "";
    if (lower !== null && lower === upper) return `${name} = ${number(lower)}`;
    if (upper !== null && Number.isFinite(upper) && (lower === null || !(lower > 0)))
      return `${name} ≤ ${number(upper)}`;
    if (lower !== null && (upper === null || !Number.isFinite(upper))) return `${name} ≥ ${number(lower)}`;
    return `${number(lower ?? Number.NEGATIVE_INFINITY)} ≤ ${name} ≤ ${number(upper ?? Number.POSITIVE_INFINITY)}`;
  }

  private sentence(event: HunchEvent | undefined, count: number): string {
    const place = `${count.toLocaleString("en")} of ${this.events.length.toLocaleString("en")}`;
    const lost = this.lost > 0 ? ` (${this.lost.toLocaleString("en")} later ones were not kept)` : "";
    return `${place}${lost}: ${event ? words(event, (fields) => this.branchWords(fields)) : "nothing has happened yet."}`;
  }
}

const OUTCOMES: Readonly<Record<NodeState, string>> = {
  open: "is open",
  branched: "is split in two",
  infeasible: "holds no point at all",
  bound: "holds nothing better than what is known",
  integral: "is solved: its relaxation is integral",
  restart: "is left, the search starts again with what it has learned",
};

type Opened = Extract<HunchEvent, { type: "nodeOpened" }>;

function words(event: HunchEvent, branch: (event: Opened) => string): string {
  switch (event.type) {
    case "stage":
      return `the stage “${event.name}” begins.`;
    case "incumbent":
      return `a point of ${number(event.objective)} is found by ${event.source}.`;
    case "bound":
      return `no point can be better than ${number(event.bound)}.`;
    case "nodeOpened": {
      const by = branch(event);
      return by === "" ? "the root is opened: the whole program." : `the part with ${by} is opened.`;
    }
    case "nodeClosed":
      return `node ${event.id} ${OUTCOMES[event.outcome]}.`;
    case "cutRound":
      return `round ${event.round} of cuts adds ${event.cuts}: the relaxation ends at ${number(event.bound)}.`;
    case "heuristic":
      return event.objective === undefined
        ? `the heuristic “${event.name}” finds nothing better.`
        : `the heuristic “${event.name}” finds a point of ${number(event.objective)}.`;
    default:
      return `${event.type}.`;
  }
}
