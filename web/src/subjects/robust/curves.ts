/**
 * What each radius costs: the network's answers for all of them, or the search's for a few where no network
 * fits.
 */

import type { RobustInstance } from "hunch-solver";
import { dropOldest } from "../../frame/requests";
import type { CurvePoint } from "./results";
import { allRhos, curveKey, fewRhos, type Choice, type Family } from "./choice";
import type { RobustRequests } from "./requests";

/** Curves remembered, so that undo brings them back. */
const MAX_KEPT_CURVES = 200;

export class Curves {
  private readonly kept = new Map<string, readonly CurvePoint[]>();

  /**
   * `changed` is called after every new point; `isShown` says whether the page still shows the curve of a
   * key.
   */
  constructor(
    private readonly requests: RobustRequests,
    private readonly isShown: (key: string) => boolean,
    private readonly changed: () => void,
  ) {}

  points(family: Family, choice: Choice): readonly CurvePoint[] {
    return this.kept.get(curveKey(family, choice)) ?? [];
  }

  async ask(instance: RobustInstance, family: Family, choice: Choice): Promise<void> {
    const key = curveKey(family, choice);
    if (this.kept.has(key)) return;
    try {
      const points = await this.requests.curve(instance, allRhos(family, choice.set), choice.nu);
      if (points) this.keep(key, points);
      else await this.search(instance, key, fewRhos(family, choice.set));
    } catch {
      // Why there is no answer, the guess says.
    }
  }

  /**
   * Without a network the curve is the search's, drawn point by point. It ends when another draw is chosen,
   * and goes on when that comes back.
   */
  private async search(instance: RobustInstance, key: string, rhos: readonly number[]): Promise<void> {
    const points: CurvePoint[] = [];
    for (const rho of rhos) {
      if (!this.isShown(key)) return void this.kept.delete(key);
      const point = await this.requests.searchedPoint(instance, rho);
      if (point) points.push(point);
      this.keep(key, [...points]);
    }
  }

  private keep(key: string, points: readonly CurvePoint[]): void {
    this.kept.set(key, points);
    dropOldest(this.kept, MAX_KEPT_CURVES);
    this.changed();
  }
}
