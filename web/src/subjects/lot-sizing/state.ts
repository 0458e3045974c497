/**
 * What is solved, with undo: the problem, the values that the package drew for it, and how much of the guess
 * is fixed.
 */

import { History } from "../../frame/history";
import type { Shared } from "./link";
import { applyEdits, keyOf, type Problem, type Values } from "./problem";

export const START: Shared = {
  problem: { sampling: { c: 3, f: 10_000, horizon: 120, seed: 1 }, edits: {} },
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
  private drawn: Problem | null = null;

  get problem(): Problem {
    return this.history.present;
  }

  get key(): string {
    return keyOf(this.problem);
  }

  /** The values, unless they are still those of an earlier problem. */
  get current(): Values | null {
    return this.drawn === this.problem ? this.values : null;
  }

  /** Takes what a link says: the beginning where nothing was shown yet, else a change. */
  follow({ problem, level }: Shared): void {
    this.level = level;
    if (this.drawn === null) this.history.restart(problem);
    else if (keyOf(problem) !== this.key) this.history.change(problem);
  }

  /** The draw of the present problem has come. */
  keepDraw(sampled: Values): Values {
    this.sampled = sampled;
    this.values = applyEdits(sampled, this.problem.edits);
    this.drawn = this.problem;
    return this.values;
  }
}
