/** One run and what is looked at of it: every view draws from here, and follows. */

import type { RunLog } from "./log";
import type { Shape } from "./shape";
import type { ProgramAnswer } from "./answer";

/** A part of the run that all views show. */
export interface Selection {
  readonly kind: "row" | "column" | "node" | "objective" | "bound";
  /** Place of the row, the column or the node; 0 for the others. */
  readonly index: number;
}

export interface Run {
  readonly shape: Shape;
  /** None while it runs. */
  readonly answer: ProgramAnswer | null;
  readonly log: RunLog;
}

/** What fixed the columns at a node, in words. */
export interface NodeWords {
  readonly log: RunLog;
  readonly node: number;
  /** By the place of the column; none where its bounds are the program's own. */
  readonly columns: ReadonlyMap<number, string>;
  readonly sentences: readonly string[];
}

/** What has changed since a view last drew. */
export type Changed = "run" | "moment" | "selection" | "node";

export class Store {
  private current: Run | null = null;
  private count = 0;
  private chosen: Selection | null = null;
  private words: NodeWords | null = null;
  private readonly listeners: Array<(changed: Changed) => void> = [];

  get run(): Run | null {
    return this.current;
  }

  /** How many events have happened at the moment that is shown. */
  get moment(): number {
    return this.count;
  }

  get selection(): Selection | null {
    return this.chosen;
  }

  /** Shows a run at its end; `null` for none. A selection of rows and columns stays while there are as many. */
  show(run: Run | null): void {
    const before = this.current?.shape;
    const isAlike =
      run !== null &&
      before?.rows.length === run.shape.rows.length &&
      before.columns.length === run.shape.columns.length;
    this.current = run;
    this.count = run?.log.length ?? 0;
    if (!isAlike || this.chosen?.kind === "node") this.chosen = null;
    this.tell("run");
  }

  /** The same run has gone on: its end is shown unless an earlier moment is looked at. */
  grow(run: Run, hasFollowed: boolean): void {
    this.current = run;
    if (hasFollowed) this.count = run.log.length;
    this.tell("run");
  }

  /** Tells those who came late what there is. */
  again(): void {
    this.tell("run");
  }

  goTo(moment: number): void {
    const most = this.current?.log.length ?? 0;
    const held = Math.min(Math.max(Math.round(moment), 0), most);
    if (held === this.count) return;
    this.count = held;
    this.tell("moment");
  }

  select(selection: Selection | null): void {
    if (selection?.kind === this.chosen?.kind && selection?.index === this.chosen?.index) return;
    this.chosen = selection;
    this.tell("selection");
  }

  /** The place of what is selected, if it is of a kind. */
  selected(kind: Selection["kind"]): number | null {
    return this.chosen?.kind === kind ? this.chosen.index : null;
  }

  /** What fixed the columns at the chosen node, once that is known. */
  get nodeWords(): NodeWords | null {
    const { words } = this;
    return words && words.log === this.current?.log && words.node === this.selected("node") ? words : null;
  }

  tellOfNode(words: NodeWords): void {
    this.words = words;
    if (this.nodeWords) this.tell("node");
  }

  onChange(listener: (changed: Changed) => void): void {
    this.listeners.push(listener);
  }

  private tell(changed: Changed): void {
    for (const listener of this.listeners) listener(changed);
  }
}
