/**
 * What is solved, with undo: the problem, the values that the package drew for it, the plan set by hand, and
 * how much of the guess is fixed.
 */

import { History } from "../../frame/history";
import type { Shared } from "./link";
import { applyEdits, keyOf, type Problem, type Values } from "./problem";

/** Twelve periods can be grasped; the paper's sizes are a click away. */
export const START: Shared = {
  problem: { sampling: { c: 3, f: 1_000, horizon: 12, seed: 1 }, edits: {}, mine: null },
  level: 85,
};

export class LotState {
  readonly history = new History(START.problem);
  /** Percent of the periods that are fixed first. */
  level = START.level;
  /** The draw without changes, and with them; null until the package has answered. */
  sampled: Values | null = null;
  values: Values | null = null;
  /** The problem whose values are drawn; for a moment after a new draw it is the one before. */
  private drawn: string | null = null;

  get problem(): Problem {
    return this.history.present;
  }

  /** Of the problem alone: the plan set by hand changes nothing in it. */
  get key(): string {
    return keyOf(this.problem);
  }

  get guessKey(): string {
    return `${this.key};${this.level}`;
  }

  /** The values, unless they are still those of an earlier problem. */
  get current(): Values | null {
    return this.drawn === this.key ? this.values : null;
  }

  /** Takes what a link says: the beginning where nothing was shown yet, else a change. */
  follow({ problem, level }: Shared): void {
    this.level = level;
    if (this.drawn === null) this.history.restart(problem);
    else if (keyOf(problem) !== this.key || problem.mine !== this.problem.mine) this.history.change(problem);
  }

  /** The draw of the present problem has come. */
  keepDraw(sampled: Values): Values {
    if (this.drawn === this.key && this.sampled === sampled && this.values) return this.values;
    this.sampled = sampled;
    this.values = applyEdits(sampled, this.problem.edits);
    this.drawn = this.key;
    return this.values;
  }
}
