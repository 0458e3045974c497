/** Set-ups made by hand: what is made at each, what that costs, and where the capacity does not suffice. */

import type { MclspInstance, MclspPlan } from "hunch-solver";
import { amount } from "../../ui/format";
import { usesOf } from "./paint";

export interface Judged {
  readonly production: Float64Array;
  readonly cost: number;
  readonly setups: number;
  readonly ofSetups: number;
  readonly ofPieces: number;
  readonly ofStock: number;
  /** What each period makes of all items. */
  readonly uses: Float64Array;
  readonly broken: readonly string[];
}

/** Each set-up makes what is asked until the next one; what is asked before the first is missing. */
export function judgeSetups(setups: ArrayLike<number>, instance: MclspInstance): Judged {
  const periods = instance.capacity.length;
  const cells = instance.items * periods;
  const production = new Float64Array(cells);
  const missing: string[] = [];
  for (let i = 0; i < instance.items; i++) {
    let last = -1;
    let lost = 0;
    for (let t = 0; t < periods; t++) {
      const k = i * periods + t;
      if (setups[k] === 1) last = k;
      const demand = instance.demand[k] ?? 0;
      if (last < 0) lost += demand;
      else production[last]! += demand;
    }
    if (lost > 0) missing.push(`Item ${i + 1} is set up too late: ${amount(lost)} pieces are missing.`);
  }
  const judged = judge(production, setups, instance);
  return { ...judged, broken: [...missing, ...judged.broken] };
}

/** A plan of the engine, judged in the same way. */
export function judgePlan({ production, setup }: MclspPlan, instance: MclspInstance): Judged {
  return judge(Float64Array.from(production), setup, instance);
}

function judge(production: Float64Array, setups: ArrayLike<number>, instance: MclspInstance): Judged {
  const { demand, capacity, productionCost, setupCost, holdingCost } = instance;
  const periods = capacity.length;
  let [ofSetups, ofPieces, ofStock, count, stock] = [0, 0, 0, 0, 0];
  for (let k = 0; k < production.length; k++) {
    const made = production[k] ?? 0;
    stock = Math.max(0, (k % periods === 0 ? 0 : stock) + made - (demand[k] ?? 0));
    count += setups[k] === 1 ? 1 : 0;
    ofSetups += setups[k] === 1 ? (setupCost[k] ?? 0) : 0;
    ofPieces += made * (productionCost[k] ?? 0);
    ofStock += stock * (holdingCost[k] ?? 0);
  }
  const uses = usesOf(production, periods);
  const broken: string[] = [];
  for (let t = 0; t < periods; t++) {
    const over = (uses[t] ?? 0) - (capacity[t] ?? 0);
    if (over > 1e-6 * (1 + (capacity[t] ?? 0)))
      broken.push(`Period ${t + 1} makes ${amount(over)} pieces more than it can.`);
  }
  const cost = ofSetups + ofPieces + ofStock;
  return { production, cost, setups: count, ofSetups, ofPieces, ofStock, uses, broken };
}
