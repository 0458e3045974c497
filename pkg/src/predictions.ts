/** Predictions of several groups of instances, put back in the order in which the instances came. */

import type { Predictions } from "./protocol.js";

/** `keys` says of each instance which group it is in; the groups keep the order of their own instances. */
export function inOrder(keys: readonly string[], groups: ReadonlyMap<string, Predictions>): Predictions {
  const all = [...groups.values()];
  if (all.length === 1) return all[0]!;
  const merged: Predictions = {
    probabilities: [],
    models: [],
    decisions: [],
    objectives: [],
    accounts: [],
    device: all[all.length - 1]!.device,
    seconds: all.reduce((sum, group) => sum + group.seconds, 0),
  };
  const taken = new Map<string, number>();
  keys.forEach((key, k) => {
    const [group, from] = [groups.get(key)!, taken.get(key) ?? 0];
    taken.set(key, from + 1);
    for (const name of ["probabilities", "models", "decisions", "objectives", "accounts"] as const)
      (merged[name] as unknown[])[k] = group[name]?.[from];
  });
  return merged;
}
