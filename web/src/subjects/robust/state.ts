/** What is chosen of each robust family, with undo, and the instance that belongs to the choice. */

import type { RobustInstance } from "hunch-solver";
import { History } from "../../frame/history";
import { type Choice, type Family, keyOf, START, withSet } from "./choice";

export class RobustState {
  family: Family = "robust-knapsack";
  /** Whether the page shows this subject now: only then a search starts by itself. */
  active = false;
  /** The instance of the choice whose key is with it; null until the package has answered. */
  private drawn: { readonly key: string; readonly instance: RobustInstance } | null = null;
  private readonly histories: Readonly<Record<Family, History<Choice>>> = {
    "robust-knapsack": new History(START["robust-knapsack"]),
    "robust-inventory": new History(START["robust-inventory"]),
  };
  private readonly visited = new Set<Family>();

  get history(): History<Choice> {
    return this.histories[this.family];
  }

  get choice(): Choice {
    return this.history.present;
  }

  /** Equal keys mean equal choices. */
  get key(): string {
    return keyOf(this.family, this.choice);
  }

  /** The sliders as they stood at first, for the present draw. */
  get start(): Choice {
    const { set, domain, seed } = this.choice;
    return { ...withSet(START[this.family], this.family, set), domain, seed };
  }

  /** Takes a choice from a link: the beginning of a family that was not shown yet, else a change of it. */
  follow(choice: Choice): void {
    if (!this.visited.has(this.family)) this.history.restart(choice);
    else if (keyOf(this.family, choice) !== this.key) this.history.change(choice);
  }

  enter(): void {
    this.visited.add(this.family);
    this.active = true;
  }

  keepInstance(key: string, instance: RobustInstance): void {
    this.drawn = { key, instance };
  }

  get hasInstance(): boolean {
    return this.drawn !== null;
  }

  /** The instance of the present choice; with a `key`, only if that is the present one. */
  instance(key = this.key): RobustInstance | null {
    return this.drawn?.key === key && this.key === key ? this.drawn.instance : null;
  }
}
