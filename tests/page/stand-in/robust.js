/**
 * The robust families of the stand-in: greedy answers that keep the package's promises in kind (a repaired
 * guess holds, the nominal plan fills its limits, bounds are above promises), so that the page has something
 * true to show.
 */

import { generator, pause } from "./tools.js";

/** The card of one model; those of the others are not at hand. */
export const CARD = {
  version: 1,
  name: "robust-inventory-stand-in",
  family: "robust-inventory",
  licence: "MIT OR Apache-2.0",
  sizes: [
    { retailers: 50, factors: 5, ellipsoid: 0, rhoLow: 0, rhoHigh: 0.4, penaltyLow: 1, penaltyHigh: 100 },
  ],
  features: [{ name: "revenue[1]" }, { name: "rho" }, { name: "logPenalty" }],
};

const between = (random, least, most) => least + random() * (most - least);
const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const dualNorm = (set, numbers) => (set === "box" ? total(numbers.map(Math.abs)) : Math.hypot(...numbers));

export function draw(distribution, seed) {
  const random = generator(seed * 7919 + distribution.family.length);
  const many = (count, make) => Float64Array.from({ length: count }, make);
  const { family, set } = distribution;
  if (family === "robust-knapsack") {
    const { items, rows, domain } = distribution;
    const values = many(items, () => between(random, 0.2, 1));
    const weights = many(items * rows, () => between(random, 0.2, 1));
    const capacities = many(
      rows,
      (_, row) => between(random, 0.4, 0.6) * total([...weights.slice(row * items, (row + 1) * items)]),
    );
    return { family, values, weights, capacities, set, rho: distribution.rho.low, domain };
  }
  const { retailers, factors } = distribution;
  const revenue = many(retailers, () => between(random, 2, 4));
  const demand = many(retailers, () => between(random, 5, 15));
  return {
    family,
    revenue,
    cost: revenue.map((money) => money * between(random, 0.3, 0.7)),
    demand,
    sensitivity: many(
      retailers * factors,
      (_, index) => (demand[Math.floor(index / factors)] * between(random, -1, 1)) / factors,
    ),
    factors: many(factors, () => between(random, -0.5, 0.5)),
    upper: demand.map((pieces) => pieces * between(random, 0.8, 1.6)),
    capacity: total([...demand]) * between(random, 1.5, 2),
    set,
    rho: distribution.rho.low,
  };
}

const row = (matrix, index, width) => [...matrix.slice(index * width, (index + 1) * width)];
const dot = (a, b) => a.reduce((sum, one, index) => sum + one * b[index], 0);

/** Excess of the worst limit of a knapsack for errors that add `margin` to each. */
function excess({ weights, capacities }, x, margin) {
  return Math.max(
    ...[...capacities].map((capacity, limit) => dot(row(weights, limit, x.length), x) + margin - capacity),
  );
}

const worstExcess = (instance, x) => excess(instance, x, instance.rho * dualNorm(instance.set, [...x]));

/** What a shop sells at most for every number within the radius. */
function sure({ demand, sensitivity, factors, set, rho }, shop) {
  const slopes = row(sensitivity, shop, factors.length);
  return demand[shop] + dot(slopes, factors) - rho * dualNorm(set, slopes);
}

/** By how much a decision whose rule does not respond breaks a limit in the worst case. */
function worstViolation(instance, { x, y0 }) {
  if (instance.family === "robust-knapsack") return Math.max(0, worstExcess(instance, x));
  return Math.max(0, ...[...x.keys()].map((shop) => y0[shop] - Math.min(x[shop], sure(instance, shop))));
}

/** Takes items by value for weight while the worst case leaves `room`. */
function pack(instance, room) {
  const count = instance.values.length;
  const weight = (item) =>
    total(
      [...instance.capacities].map((capacity, limit) => instance.weights[limit * count + item] / capacity),
    );
  const order = [...instance.values.keys()].sort(
    (a, b) => instance.values[b] / weight(b) - instance.values[a] / weight(a),
  );
  const x = new Float64Array(count);
  for (const item of order) {
    x[item] = 1;
    if (worstExcess(instance, x) > room) x[item] = 0;
  }
  return x;
}

/** Stocks that sell even in the worst case, with a rule that does not respond. */
function stock(instance, share) {
  const { revenue, cost, sensitivity, upper, capacity } = instance;
  const wanted = [...upper].map((most, shop) => Math.min(most, Math.max(0, sure(instance, shop) * share)));
  const scale = Math.min(1, capacity / total(wanted));
  const x = Float64Array.from(wanted, (pieces) => pieces * scale);
  const promise = total([...x].map((pieces, shop) => (revenue[shop] - cost[shop]) * pieces));
  return { decision: { x, y0: x.slice(), y: new Float64Array(sensitivity.length) }, promise };
}

function answer(instance, share) {
  if (instance.family === "robust-inventory") return stock(instance, share);
  const x = pack(instance, 1 - share < 1e-9 ? 0 : share - 1);
  return { decision: { x }, promise: dot([...instance.values], x) };
}

export function predict(instance, { penalty = 10 } = {}) {
  const bold = instance.rho === 0 ? 0 : 0.6 / Math.sqrt(penalty);
  const { decision, promise } = answer(
    instance,
    instance.family === "robust-inventory" ? 1 - 0.02 / Math.sqrt(penalty) : 1,
  );
  return {
    probabilities: new Float32Array(decision.x.length),
    decision,
    objective: promise * 0.985,
    robust: { violation: bold > 0.1 ? bold : 0, objective: promise * (1 + bold / 10), repaired: bold > 0.1 },
    model: `${instance.family}-stand-in`,
    device: "cpu",
    seconds: 0.0007,
  };
}

export async function solve(instance, { method = "guess", signal, timeLimit = 10 } = {}, states) {
  const slow = states.has("slow-proof") && instance.rho > 0;
  const { decision, promise } = answer(instance, 1);
  await pause(slow ? timeLimit * 1_000 : 60, signal).catch((error) => {
    const cause = { decision, objective: promise, bound: promise * 1.02 };
    throw Object.defineProperty(new DOMException(error.message, "AbortError"), "cause", { value: cause });
  });
  const bound = promise * (slow ? 1.02 : 1);
  return {
    status: slow ? "feasible" : "optimal",
    objective: promise,
    bound,
    boundSource: "search",
    gap: { absolute: bound - promise, relative: 1 - promise / bound },
    values: decision.x,
    decision,
    method,
    statistics: {
      seconds: 0.06,
      predictSeconds: 0.0007,
      certifySeconds: 0.01,
      work: 1,
      nodes: 1,
      iterations: 10,
    },
  };
}

export function scenarios(instance, decision, count, seed) {
  const random = generator(seed + 17);
  const violations = new Float64Array(count);
  const objectives = new Float64Array(count);
  /** A point of the unit ball or box. */
  const error = (dimensions) => {
    const point = Array.from({ length: dimensions }, () => 2 * random() - 1);
    const length = Math.hypot(...point);
    return instance.set === "box"
      ? point
      : point.map((part) => (part / length) * random() ** (1 / dimensions));
  };
  for (let k = 0; k < count; k++) {
    if (instance.family === "robust-knapsack") {
      const { x } = decision;
      const loads = [...instance.capacities].map(
        (capacity, limit) =>
          dot(row(instance.weights, limit, x.length), x) + instance.rho * dot(error(x.length), x) - capacity,
      );
      violations[k] = Math.max(0, ...loads);
      objectives[k] = dot([...instance.values], x);
    } else {
      const u = error(instance.factors.length).map(
        (part, factor) => instance.factors[factor] + instance.rho * part,
      );
      const demand = (shop) => instance.demand[shop] + dot(row(instance.sensitivity, shop, u.length), u);
      const shops = [...decision.x.keys()];
      violations[k] = Math.max(
        0,
        ...shops.map((shop) => decision.y0[shop] - Math.min(decision.x[shop], demand(shop))),
      );
      objectives[k] = total(
        shops.map(
          (shop) =>
            instance.revenue[shop] * Math.min(decision.x[shop], demand(shop)) -
            instance.cost[shop] * decision.x[shop],
        ),
      );
    }
  }
  const violation = worstViolation(instance, decision);
  const worst = { violation, objective: answer(instance, 1).promise, holds: violation <= 1e-6 };
  return { violations, objectives, broken: violations.filter((violation) => violation > 1e-6).length, worst };
}
