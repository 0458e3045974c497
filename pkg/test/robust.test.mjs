/** Robust families: whatever the weights are, decisions hold in every case of the uncertainty set, alone and by the thousand. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";
import { robustWeights, weights } from "./support/weights.mjs";

/** The tolerance of the project's claims. */
const TOLERANCE = 1e-6;

const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const norm = { box: (a) => a.reduce((sum, v) => sum + Math.abs(v), 0), ellipsoid: (a) => Math.hypot(...a) };
const row = (matrix, k, width) => matrix.slice(k * width, (k + 1) * width);

/** The worst case of every row and of the profit, by formulas that share nothing with the package. */
function assertHolds(instance, decision, objective) {
  const dual = norm[instance.set];
  const holds = (value, limit, what) =>
    assert.ok(value <= limit + TOLERANCE * (1 + Math.abs(limit)), `${what}: ${value} above ${limit}`);
  const { x, y0, y } = decision;
  if (instance.family === "robust-knapsack") {
    const { values, weights, capacities, rho } = instance;
    assert.equal(x.length, values.length);
    assert.ok(
      x.every((v) =>
        instance.domain === "binary" ? v === 0 || v === 1 : v >= -TOLERANCE && v <= 1 + TOLERANCE,
      ),
    );
    capacities.forEach((capacity, j) =>
      holds(dot(row(weights, j, x.length), x) + rho * dual([...x]), capacity, `row ${j}`),
    );
    assert.ok(Math.abs(dot([...values], x) - objective) <= TOLERANCE * (1 + objective));
    return;
  }
  const { revenue, cost, demand, sensitivity, factors, upper, capacity, rho } = instance;
  const k = factors.length;
  let profit = -dot([...cost], x);
  const exposure = new Array(k).fill(0);
  for (let i = 0; i < x.length; i++) {
    const [own, q] = [[...row(y, i, k)], [...row(sensitivity, i, k)]];
    const sales = y0[i] + dot(own, factors);
    assert.ok(x[i] >= -TOLERANCE);
    holds(x[i], upper[i], `stock ${i}`);
    holds(sales + rho * dual(own), x[i], `sales ${i} over stock`);
    holds(
      sales + rho * dual(q.map((v, f) => v - own[f])),
      demand[i] + dot(q, factors),
      `sales ${i} over demand`,
    );
    profit += revenue[i] * sales;
    own.forEach((v, f) => (exposure[f] += revenue[i] * v));
  }
  holds(dot(x, new Array(x.length).fill(1)), capacity, "capacity");
  profit -= rho * dual(exposure);
  assert.ok(
    Math.abs(profit - objective) <= TOLERANCE * (1 + Math.abs(profit)),
    `profit ${profit}, claimed ${objective}`,
  );
}

const knapsack = (set, domain, rho) => ({
  family: "robust-knapsack",
  items: 20,
  rows: 3,
  set,
  domain,
  rho: { low: rho, high: rho },
});
const inventory = (set, rho) => ({
  family: "robust-inventory",
  retailers: 10,
  factors: 3,
  set,
  rho: { low: rho, high: rho },
});
const DISTRIBUTIONS = [
  knapsack("box", "continuous", 0.1),
  knapsack("box", "binary", 0.1),
  knapsack("ellipsoid", "continuous", 0.4),
  knapsack("ellipsoid", "binary", 0.4),
  inventory("box", 0.4),
  inventory("ellipsoid", 0.6),
];

describe("robust families", () => {
  let hunch;
  before(async () => {
    hunch = await init({
      weights: DISTRIBUTIONS.map((distribution, k) =>
        robustWeights(distribution, { name: `model ${k}` }, k + 1),
      ),
    });
  });
  after(() => hunch.dispose());

  test("a seed gives the instances that it gives natively", async () => {
    const golden = JSON.parse(await readFile(new URL("golden/robust.json", import.meta.url), "utf8"));
    for (const [family, name] of [
      ["robust-knapsack", "knapsack"],
      ["robust-inventory", "inventory"],
    ]) {
      const [distribution, expected] = golden[name];
      const instance = await hunch.sample({ family, ...distribution }, golden.seed);
      const plain = Object.fromEntries(
        Object.entries(instance).map(([key, value]) => [key, ArrayBuffer.isView(value) ? [...value] : value]),
      );
      assert.deepEqual(plain, expected);
    }
  });

  test("a seed gives the same instance, and other distributions give others", async () => {
    for (const distribution of DISTRIBUTIONS) {
      const instance = await hunch.sample(distribution, 7);
      assert.deepEqual(await hunch.sample(distribution, 7), instance);
      assert.equal(instance.family, distribution.family);
      assert.equal(instance.rho, distribution.rho.low);
    }
  });

  test("guesses are repaired, starts and searches are optimal, and all hold in the worst case", async () => {
    for (const [k, distribution] of DISTRIBUTIONS.entries()) {
      const instance = await hunch.sample(distribution, 3);
      const exact = await hunch.solve(instance, { method: "search" });
      assert.equal(exact.status, "optimal");
      assert.equal(exact.boundSource, "search");
      assertHolds(instance, exact.decision, exact.objective);
      const guess = await hunch.solve(instance, { method: "guess" });
      assert.equal(guess.method, "guess");
      assert.equal(guess.model, `model ${k}`);
      assert.equal(guess.boundSource, "relaxation");
      assert.ok(guess.robust.repaired ? guess.robust.violation >= 0 : guess.robust.violation <= 1e-4);
      assertHolds(instance, guess.decision, guess.objective);
      assert.ok(
        guess.objective <= exact.objective * (1 + TOLERANCE) &&
          guess.bound >= exact.objective * (1 - TOLERANCE),
      );
      const start = await hunch.solve(instance, { method: "start", timeLimit: 20 });
      assert.equal(start.status, "optimal");
      assertHolds(instance, start.decision, start.objective);
      const nominal = await hunch.solve({ ...instance, rho: 0 }, { method: "search" });
      assert.ok(nominal.objective >= exact.objective * (1 - TOLERANCE), "certainty costs nothing");
    }
  });

  test("a batch of thousands gives what its instances give one by one, repaired and checked", async () => {
    const some = [];
    for (const distribution of DISTRIBUTIONS)
      for (let seed = 0; seed < 4; seed++) some.push(await hunch.sample(distribution, seed));
    const lots = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 10 }, 1);
    const many = Array.from({ length: 2400 }, (_, k) => some[k % some.length]);
    const batch = await hunch.predict(many);
    assert.equal(batch.length, many.length);
    for (const [k, instance] of some.entries()) {
      const alone = await hunch.predict(instance);
      assert.deepEqual(batch[k].decision, alone.decision);
      assert.deepEqual(batch[k + some.length].probabilities, alone.probabilities);
      assert.equal(batch[k].model, alone.model);
      assertHolds(instance, alone.decision, alone.objective);
    }
    assert.equal((await rejection(hunch.predict([some[0], lots]))).code, "no-model");
  });

  test("a batch of several families keeps its order", async () => {
    const mixed = await init({ weights: [weights(), robustWeights(DISTRIBUTIONS[3], { name: "items" })] });
    try {
      const lots = await mixed.sample({ family: "clsp", c: 3, f: 10000, horizon: 10 }, 1);
      const items = await mixed.sample(DISTRIBUTIONS[3], 1);
      const batch = await mixed.predict([items, lots, items]);
      assert.deepEqual(
        batch.map((prediction) => prediction.probabilities.length),
        [20, 10, 20],
      );
      assert.deepEqual(
        batch.map((prediction) => prediction.decision !== undefined),
        [true, false, true],
      );
      assert.deepEqual(batch[2].decision, (await mixed.predict(items)).decision);
    } finally {
      mixed.dispose();
    }
  });

  test("an inadmissible penalty is refused, and another one changes what a model that takes it says", async () => {
    const distribution = DISTRIBUTIONS[0];
    const slider = await init({
      weights: [robustWeights(distribution, { name: "slider", extras: ["rho", "logPenalty"] })],
    });
    try {
      const instance = await slider.sample(distribution, 1);
      const [bold, cautious] = await Promise.all(
        [1, 100].map((penalty) => slider.predict(instance, { penalty })),
      );
      assert.notDeepEqual(bold.probabilities, cautious.probabilities);
      const answer = await slider.solve(instance, { method: "guess", penalty: 100 });
      assert.deepEqual(answer.probabilities, cautious.probabilities);
      for (const penalty of [0, -1, NaN, "10"]) {
        assert.equal((await rejection(slider.solve(instance, { penalty }))).field, "penalty");
        assert.equal((await rejection(slider.predict(instance, { penalty }))).field, "penalty");
      }
    } finally {
      slider.dispose();
    }
  });

  test("scenarios break the nominal decision and not the robust one", async () => {
    for (const distribution of DISTRIBUTIONS) {
      const instance = await hunch.sample(distribution, 5);
      const robust = await hunch.solve(instance, { method: "search" });
      const cases = await hunch.scenarios(instance, robust.decision, 500, 1);
      assert.equal(cases.broken, 0);
      assert.ok(
        cases.worst.holds &&
          cases.worst.violation <= 1e-4 &&
          Math.abs(cases.worst.objective - robust.objective) <= TOLERANCE * (1 + robust.objective),
      );
      assert.equal(cases.violations.length, 500);
      assert.ok(
        cases.objectives.every((v) => v >= robust.objective - TOLERANCE * (1 + robust.objective)),
        "no case earns less than promised",
      );
      assert.deepEqual(await hunch.scenarios(instance, robust.decision, 500, 1), cases);
      const nominal = await hunch.solve({ ...instance, rho: 0 }, { method: "search" });
      const broken = await hunch.scenarios(instance, nominal.decision, 500, 1);
      assert.ok(
        !broken.worst.holds && broken.worst.violation >= Math.max(...broken.violations) - TOLERANCE,
        "no draw is worse than the worst case",
      );
      assert.ok(broken.broken > 100, `${distribution.family}, ${distribution.set}: ${broken.broken} of 500`);
    }
  });

  test("an aborted search tells of the best decision so far, which holds and is worth what it says", async () => {
    const large = [
      { ...knapsack("box", "binary", 0.1), items: 200, rows: 10 },
      { ...knapsack("ellipsoid", "binary", 0.5), items: 200, rows: 10 },
      { ...inventory("ellipsoid", 0.6), retailers: 120, factors: 6 },
    ];
    for (const distribution of large) {
      const instance = await hunch.sample(distribution, 1);
      const controller = new AbortController();
      // The first decision is told at once, and every further event finds it kept; the search takes far longer.
      let told = 0;
      const onEvent = (event) => {
        if (told > 0) controller.abort();
        if (event.type === "incumbent") told += 1;
      };
      const { name, cause } = await rejection(
        hunch.solve(instance, { method: "search", onEvent, signal: controller.signal }),
      );
      assert.equal(name, "AbortError");
      assertHolds(instance, cause.decision, cause.objective);
      if (cause.bound !== undefined) assert.ok(cause.bound >= cause.objective * (1 - TOLERANCE));
    }
  });

  test("what is malformed is refused by field, and the next call works", async () => {
    const instance = await hunch.sample(DISTRIBUTIONS[1], 2);
    const stocks = await hunch.sample(DISTRIBUTIONS[4], 2);
    const wrong = [
      [{ ...instance, set: "ball" }, "set"],
      [{ ...instance, domain: "integer" }, "domain"],
      [{ ...instance, rho: -1 }, "rho"],
      [{ ...instance, rho: "1" }, "rho"],
      [{ ...instance, weights: instance.weights.slice(1) }, "weights"],
      [{ ...instance, values: instance.values.map((v, k) => (k === 3 ? NaN : v)) }, "values[3]"],
      [{ ...instance, family: "robust" }, "family"],
      [{ ...instance, family: "robust-knapsac" }, "family"],
      [{ ...stocks, capacity: undefined }, "capacity"],
      [{ ...stocks, sensitivity: [1] }, "sensitivity"],
      [{ ...stocks, factors: ["a"] }, "factors[0]"],
    ];
    for (const [bad, field] of wrong) {
      const error = await rejection(hunch.solve(bad));
      assert.deepEqual([error.code, error.field], ["invalid-input", field]);
    }
    assert.match(
      (await rejection(hunch.solve({ ...instance, family: "robust-knapsac" }))).message,
      /did you mean "robust-knapsack"\?$/,
    );
    assert.equal((await rejection(hunch.predict([instance, wrong[4][0]]))).field, "instances[1].weights");
    assert.equal((await rejection(hunch.solve(instance, { method: "cuts" }))).code, "not-applicable");
    assert.equal((await rejection(hunch.sample({ ...DISTRIBUTIONS[0], rho: 1 }, 1))).field, "rho");
    assert.equal(
      (await rejection(hunch.sample({ ...DISTRIBUTIONS[0], rho: { low: 2, high: 1 } }, 1))).field,
      "rho.high",
    );
    assert.equal((await rejection(hunch.scenarios(instance, { x: [1] }, 5, 1))).field, "decision.x");
    assert.equal((await rejection(hunch.scenarios(instance, { x: [1] }, 0, 1))).field, "count");
    const unknown = await rejection(
      hunch.solve(
        {
          ...instance,
          set: "ellipsoid",
          values: instance.values.slice(1),
          weights: instance.weights.slice(3),
        },
        { method: "guess" },
      ),
    );
    assert.equal(unknown.code, "no-model");
    assert.ok((await hunch.solve(instance)).decision.x.length === 20);
  });
});
