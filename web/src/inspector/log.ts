/**
 * The events of a run as columns of numbers, with an index: what there was at any moment is found by looking it up, not by
 * replaying. A moment is a number of events: at moment m the first m have happened.
 */

import type { HunchEvent } from "hunch-solver";
import { MOST_EVENTS, MOST_TERMS_WRITTEN } from "./limits";
import { number } from "./numbers";
import { whole } from "../ui/format";

export type Outcome = "branched" | "infeasible" | "bound" | "integral" | "restart";
export type NodeState = Outcome | "open";

/** Something that was told at a moment. */
interface Told {
  /** The moment from which on it is so. */
  readonly at: number;
  readonly seconds: number;
}

export interface Incumbent extends Told {
  readonly objective: number;
  readonly source: string;
}

export interface Bound extends Told {
  readonly bound: number;
}

export interface CutRound extends Told {
  readonly round: number;
  readonly cuts: number;
  readonly bound: number;
}

/** A cut: a row that the search added to the relaxation. */
export interface CutRow extends Told {
  readonly id: number;
  /** The class of cuts that found it. */
  readonly family: string;
  readonly terms: ReadonlyArray<readonly [column: number, coefficient: number]>;
  readonly upper: number;
  /** By how much the relaxation's point violated it. */
  readonly violation: number;
  /** The round at the root that added it; `null` below the root. */
  readonly round: number | null;
  /** The moment from which on it is no row any more. */
  goneAt: number;
}

/** What was done until a node was closed. */
export interface Effort extends Told {
  /** Nodes closed. */
  readonly nodes: number;
  /** Simplex iterations of the whole tree. */
  readonly iterations: number;
}

/** The moment that a node has never reached. */
const NEVER = Number.POSITIVE_INFINITY;

/** Nodes by their place in the log; a parent always comes before its children. */
export class Nodes {
  readonly id: number[] = [];
  /** Place of the parent; −1 for a root. */
  readonly parent: number[] = [];
  readonly depth: number[] = [];
  /** Column that the parent was split by, −1 where it is none of the program; its bounds here. */
  readonly column: number[] = [];
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  /** The bound that it was opened with, and the one that it was closed with. */
  readonly inherited: number[] = [];
  readonly closing: number[] = [];
  readonly openedAt: number[] = [];
  readonly closedAt: number[] = [];
  readonly outcome: Outcome[] = [];
  /** Which tree it belongs to: a search that starts again has a root of its own. */
  readonly tree: number[] = [];

  get length(): number {
    return this.id.length;
  }

  /** `null` before it was opened. */
  stateAt(node: number, moment: number): NodeState | null {
    if ((this.openedAt[node] ?? NEVER) > moment) return null;
    return (this.closedAt[node] ?? NEVER) > moment ? "open" : (this.outcome[node] ?? "open");
  }

  /** The best bound known of it: what it was closed with, unless nothing is in it. */
  bound(node: number): number {
    const closing = this.closing[node] ?? Number.NaN;
    return Number.isFinite(closing) ? closing : (this.inherited[node] ?? Number.NaN);
  }

  /** From the root down to it. */
  path(node: number): number[] {
    const path: number[] = [];
    for (let at = node; at >= 0; at = this.parent[at] ?? -1) path.push(at);
    return path.reverse();
  }

  /** Its children, in the order in which they were opened. */
  children(node: number): number[] {
    const children: number[] = [];
    for (let k = node + 1; k < this.length; k++) if (this.parent[k] === node) children.push(k);
    return children;
  }
}

/** Which of a log's lists an event stands in, and where. */
type Entry =
  | readonly ["opened" | "closed", node: number]
  | readonly ["incumbent" | "bound" | "cuts" | "cut" | "words", place: number];

/** The state at one moment. */
export interface Moment {
  readonly count: number;
  readonly best: number | null;
  readonly bound: number | null;
  /** The node that the event is about. */
  readonly now: number | null;
  readonly sentence: string;
}

export class RunLog {
  readonly nodes = new Nodes();
  readonly incumbents: Incumbent[] = [];
  readonly bounds: Bound[] = [];
  readonly cuts: CutRound[] = [];
  readonly efforts: Effort[] = [];
  readonly cutRows: CutRow[] = [];
  /** Those in force, by their numbers; and how many of the round that was told last are still to come. */
  private readonly inForce = new Map<number, CutRow>();
  private ofRound = 0;
  private readonly entries: Entry[] = [];
  private readonly said: string[] = [];
  private readonly places = new Map<number, number>();
  private trees = 0;
  /** Events after the limit, which are not kept. */
  private lost = 0;
  private columns: readonly string[] = [];

  /** What columns are called from now on. */
  name(columns: readonly string[]): void {
    this.columns = columns;
  }

  get length(): number {
    return this.entries.length;
  }

  get hasTree(): boolean {
    return this.nodes.length > 0;
  }

  add(event: HunchEvent): void {
    if (this.entries.length >= MOST_EVENTS) {
      this.lost += 1;
      return;
    }
    const told = { at: this.entries.length + 1, seconds: event.seconds };
    switch (event.type) {
      case "incumbent":
        this.entries.push(["incumbent", this.incumbents.length]);
        this.incumbents.push({ ...told, objective: event.objective, source: event.source });
        break;
      case "bound":
        this.entries.push(["bound", this.bounds.length]);
        this.bounds.push({ ...told, bound: event.bound });
        break;
      case "cutRound":
        this.entries.push(["cuts", this.cuts.length]);
        this.cuts.push({ ...told, round: event.round, cuts: event.cuts, bound: event.bound });
        this.ofRound = event.cuts;
        break;
      case "cutAdded":
        this.addCut(event, told);
        break;
      case "cutsRemoved":
        this.entries.push(["words", this.said.length]);
        this.said.push(
          `${whole(event.ids.length)} ${event.ids.length === 1 ? "cut is" : "cuts are"} taken out again: slack for long.`,
        );
        for (const id of event.ids) this.drop(id, told.at);
        break;
      case "nodeOpened":
        this.open(event, told.at);
        break;
      case "nodeClosed":
        this.close(event, told);
        break;
      default:
        this.entries.push(["words", this.said.length]);
        this.said.push(otherWords(event));
    }
  }

  private open(event: Extract<HunchEvent, { type: "nodeOpened" }>, at: number): void {
    const { nodes } = this;
    const parent = event.parent === undefined ? -1 : (this.places.get(event.parent) ?? -1);
    if (parent < 0) this.trees += 1;
    this.places.set(event.id, nodes.length);
    this.entries.push(["opened", nodes.length]);
    nodes.id.push(event.id);
    nodes.parent.push(parent);
    nodes.depth.push(parent < 0 ? 0 : (nodes.depth[parent] ?? 0) + 1);
    nodes.column.push(event.column ?? -1);
    nodes.lower.push(event.lower ?? Number.NEGATIVE_INFINITY);
    nodes.upper.push(event.upper ?? Number.POSITIVE_INFINITY);
    nodes.inherited.push(event.bound ?? Number.NaN);
    nodes.closing.push(Number.NaN);
    nodes.openedAt.push(at);
    nodes.closedAt.push(NEVER);
    nodes.outcome.push("branched");
    nodes.tree.push(parent < 0 ? this.trees - 1 : (nodes.tree[parent] ?? 0));
  }

  private addCut(event: Extract<HunchEvent, { type: "cutAdded" }>, told: Told): void {
    const { id, family, terms, upper, violation } = event;
    // Another tree numbers its cuts anew: those of the tree before are over.
    if (this.inForce.has(id)) for (const old of [...this.inForce.keys()]) this.drop(old, told.at);
    const round = this.ofRound > 0 ? (this.cuts.at(-1)?.round ?? null) : null;
    this.ofRound = Math.max(0, this.ofRound - 1);
    const cut = { ...told, id, family, terms, upper, violation, round, goneAt: NEVER };
    this.inForce.set(id, cut);
    this.entries.push(["cut", this.cutRows.length]);
    this.cutRows.push(cut);
  }

  private drop(id: number, at: number): void {
    const cut = this.inForce.get(id);
    if (cut) cut.goneAt = at;
    this.inForce.delete(id);
  }

  private close(
    { id, outcome, bound, iterations }: Extract<HunchEvent, { type: "nodeClosed" }>,
    told: Told,
  ): void {
    const { nodes } = this;
    const node = this.places.get(id);
    if (node === undefined) return;
    this.entries.push(["closed", node]);
    nodes.closing[node] = bound ?? Number.NaN;
    nodes.closedAt[node] = told.at;
    nodes.outcome[node] = outcome;
    this.efforts.push({ ...told, nodes: this.efforts.length + 1, iterations });
  }

  /** The state after the first `count` events. */
  at(count: number): Moment {
    const entry = this.entries[count - 1];
    const isNode = entry !== undefined && (entry[0] === "opened" || entry[0] === "closed");
    return {
      count,
      best: lastUntil(this.incumbents, count)?.objective ?? null,
      bound: lastUntil(this.bounds, count)?.bound ?? null,
      now: isNode ? entry[1] : null,
      sentence: this.sentence(entry, count),
    };
  }

  /** The tree that grows at a moment: the last one whose root is open by then. */
  treeAt(moment: number): number {
    const { nodes } = this;
    let [low, high] = [0, nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((nodes.openedAt[middle] ?? NEVER) <= moment) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (nodes.tree[low - 1] ?? 0);
  }

  /** What was branched on, in words; empty for a root, and where the column is none of the program's. */
  branchWords(node: number): string {
    const name = this.columns[this.nodes.column[node] ?? -1];
    if (name === undefined) return "";
    const lower = this.nodes.lower[node] ?? Number.NEGATIVE_INFINITY;
    const upper = this.nodes.upper[node] ?? Number.POSITIVE_INFINITY;
    if (lower === upper) return `${name} = ${number(lower)}`;
    if (Number.isFinite(upper) && !(lower > 0)) return `${name} ≤ ${number(upper)}`;
    if (!Number.isFinite(upper)) return `${name} ≥ ${number(lower)}`;
    return `${number(lower)} ≤ ${name} ≤ ${number(upper)}`;
  }

  /** A cut as an inequality in the names of the program; with the sign that makes its first coefficient positive. */
  cutWords({ terms, upper }: CutRow): string {
    const sign = (terms[0]?.[1] ?? 1) < 0 ? -1 : 1;
    const shown = terms.slice(0, MOST_TERMS_WRITTEN).map(([column, coefficient], k) => {
      const value = sign * coefficient;
      const size = Math.abs(value) === 1 ? "" : `${number(Math.abs(value))} `;
      const name = this.columns[column] ?? `column ${column}`;
      return `${value < 0 ? "− " : k === 0 ? "" : "+ "}${size}${name}`;
    });
    const rest = terms.length - shown.length;
    const more = rest > 0 ? ` + ${whole(rest)} more terms` : "";
    return `${shown.join(" ")}${more} ${sign < 0 ? "≥" : "≤"} ${number(sign * upper)}`;
  }

  private sentence(entry: Entry | undefined, count: number): string {
    const place = `${whole(count)} of ${whole(this.length)}`;
    const lost = this.lost > 0 ? ` (${whole(this.lost)} later ones were not kept)` : "";
    return `${place}${lost}: ${entry ? this.words(entry) : "nothing has happened yet."}`;
  }

  private words([kind, place]: Entry): string {
    switch (kind) {
      case "incumbent": {
        const { objective, source } = this.incumbents[place] ?? { objective: Number.NaN, source: "" };
        return `a point of ${number(objective)} is found by ${source}.`;
      }
      case "bound":
        return `no point can be better than ${number(this.bounds[place]?.bound ?? Number.NaN)}.`;
      case "cuts": {
        const { round, cuts, bound } = this.cuts[place] ?? { round: 0, cuts: 0, bound: Number.NaN };
        return `round ${round} of cuts adds ${cuts}: the relaxation ends at ${number(bound)}.`;
      }
      case "cut": {
        const cut = this.cutRows[place];
        return cut
          ? `the cut ${this.cutWords(cut)} is added, violated by ${number(cut.violation)}.`
          : "a cut is added.";
      }
      case "opened": {
        const by = this.branchWords(place);
        return (this.nodes.parent[place] ?? -1) < 0
          ? "the root is opened: the whole program."
          : `node ${this.nodes.id[place]}${by === "" ? "" : `, the part with ${by},`} is opened.`;
      }
      case "closed":
        return `node ${this.nodes.id[place]} ${OUTCOMES[this.nodes.outcome[place] ?? "branched"]}.`;
      default:
        return this.said[place] ?? "";
    }
  }
}

/** What became of a node, after its name. */
export const OUTCOMES: Readonly<Record<NodeState, string>> = {
  open: "is open",
  branched: "is split in two",
  infeasible: "holds no point at all",
  bound: "holds nothing better than what is known",
  integral: "is solved: its relaxation is integral",
  restart: "is left, the search starts again with what it has learned",
};

/** The last of a list that was told by a moment. */
export function lastUntil<T extends { readonly at: number }>(
  list: readonly T[],
  moment: number,
): T | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? NEVER) <= moment) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

function otherWords(event: HunchEvent): string {
  switch (event.type) {
    case "stage":
      return `the stage “${event.name}” begins.`;
    case "heuristic":
      return event.objective === undefined || event.objective === null
        ? `the heuristic “${event.name}” finds nothing better.`
        : `the heuristic “${event.name}” finds a point of ${number(event.objective)}.`;
    default:
      return `${event.type}.`;
  }
}
