/** Checks of answers that share nothing with the package. */

import assert from "node:assert/strict";

/** The tolerance of the project's claims, absolute and relative. */
const TOLERANCE = 1e-6;

/** Asserts that a plan meets demand within capacity and costs what the answer claims, and that the bound is below the cost. */
export function assertPlan(instance, answer) {
  const { production, setup, inventory } = answer.plan;
  let stock = 0;
  let cost = 0;
  for (let t = 0; t < instance.demand.length; t++) {
    stock += production[t] - instance.demand[t];
    assert.ok(
      Math.abs(stock - inventory[t]) <= TOLERANCE * (1 + stock),
      `period ${t}: stock ${inventory[t]}, by balance ${stock}`,
    );
    assert.ok(stock >= -TOLERANCE, `period ${t} is short by ${-stock}`);
    assert.ok(setup[t] === 0 || setup[t] === 1);
    assert.ok(
      production[t] >= -TOLERANCE &&
        production[t] <= instance.capacity[t] * setup[t] * (1 + TOLERANCE) + TOLERANCE,
      `period ${t} produces ${production[t]}`,
    );
    cost +=
      instance.productionCost[t] * production[t] +
      instance.setupCost[t] * setup[t] +
      instance.holdingCost[t] * inventory[t];
  }
  assert.ok(
    Math.abs(cost - answer.objective) <= TOLERANCE * (1 + cost),
    `cost ${cost}, claimed ${answer.objective}`,
  );
  if (answer.bound !== null)
    assert.ok(
      answer.bound <= answer.objective * (1 + TOLERANCE),
      `bound ${answer.bound} above ${answer.objective}`,
    );
}

/** The error that a promise rejects with. */
export async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was fulfilled");
}

/** The lot-sizing costs by brute force over all set-ups, each filled by the cheapest production (a transport problem by greed). */
export function bruteForceCost(instance) {
  const periods = instance.demand.length;
  let best = Infinity;
  for (let mask = 0; mask < 2 ** periods; mask++) {
    best = Math.min(best, costOfSetups(instance, mask));
  }
  return best;
}

function costOfSetups({ demand, capacity, productionCost, setupCost, holdingCost }, mask) {
  const periods = demand.length;
  const left = Array.from({ length: periods }, (_, t) => ((mask >> t) & 1 ? capacity[t] : 0));
  let cost = 0;
  for (let t = 0; t < periods; t++) if ((mask >> t) & 1) cost += setupCost[t];
  // Each period's demand in turn from the cheapest earlier source. Sources' costs to a later period differ by constants, so greed is
  // optimal (the constraint matrix of prefix demands is a matroid's).
  for (let t = 0; t < periods; t++) {
    let need = demand[t];
    const sources = Array.from({ length: t + 1 }, (_, s) => {
      let unit = productionCost[s];
      for (let k = s; k < t; k++) unit += holdingCost[k];
      return { s, unit };
    }).sort((a, b) => a.unit - b.unit);
    for (const { s, unit } of sources) {
      const amount = Math.min(need, left[s]);
      left[s] -= amount;
      need -= amount;
      cost += amount * unit;
    }
    if (need > 0) return Infinity;
  }
  return cost;
}
