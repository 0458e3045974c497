/** Answers: right, checked, and the same everywhere. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { assertPlan, bruteForceCost } from "./support/check.mjs";
import { random, weights } from "./support/weights.mjs";

describe("solve", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [weights()] });
  });
  after(() => hunch.dispose());

  test("a seed gives the instance that it gives natively", async () => {
    const golden = JSON.parse(await readFile(new URL("golden/sample.json", import.meta.url), "utf8"));
    const { family, seed, c, f, horizon, ...expected } = golden;
    const instance = await hunch.sample({ family, c, f, horizon }, seed);
    for (const [name, values] of Object.entries(expected))
      assert.deepEqual([...instance[name]], values, name);
  });

  test("search and exact algorithm agree with brute force on tiny instances", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const instance = tiny(seed);
      const expected = bruteForceCost(instance);
      for (const method of ["search", "exact"]) {
        const answer = await hunch.solve(instance, { method });
        if (expected === Infinity) {
          assert.equal(answer.status, "infeasible", `seed ${seed}, ${method}`);
          assert.equal(answer.objective, null);
        } else {
          assert.equal(answer.status, "optimal", `seed ${seed}, ${method}`);
          assert.ok(
            Math.abs(answer.objective - expected) <= 1e-6 * (1 + expected),
            `seed ${seed}, ${method}: ${answer.objective}, by brute force ${expected}`,
          );
          assertPlan(instance, answer);
        }
      }
    }
  });

  test("random weights never give an infeasible answer or a false bound, whatever the level", async () => {
    for (const [seed, level] of [
      [1, 25],
      [2, 85],
      [3, 100],
    ]) {
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 60 }, seed);
      const exact = await hunch.solve(instance, { method: "exact" });
      const answer = await hunch.solve(instance, { method: "guess", level, timeLimit: 2 });
      assert.ok(
        ["optimal", "feasible"].includes(answer.status),
        `seed ${seed}, level ${level}: ${answer.status}`,
      );
      assertPlan(instance, answer);
      assert.ok(answer.level <= level);
      assert.ok(
        answer.objective >= exact.objective * (1 - 1e-9),
        `seed ${seed}: ${answer.objective} beats the optimum ${exact.objective}`,
      );
      assert.ok(
        answer.bound === null || answer.bound <= exact.objective * (1 + 1e-6),
        `seed ${seed}: bound ${answer.bound} above the optimum`,
      );
      assert.equal(answer.probabilities.length, 60);
      assert.equal(answer.fixed.length, 60);
      assert.equal(answer.model, "random");
    }
  });

  test("a prediction as start or as cuts keeps the answer checked", async () => {
    const instance = await hunch.sample({ family: "clsp", c: 5, f: 1000, horizon: 12 }, 4);
    const exact = await hunch.solve(instance, { method: "exact" });
    for (const method of ["start", "cuts"]) {
      const answer = await hunch.solve(instance, { method, timeLimit: 20 });
      assertPlan(instance, answer);
      assert.equal(answer.method, method);
      assert.ok(answer.objective >= exact.objective * (1 - 1e-9));
    }
  });

  test("an instance that cannot meet its demand is infeasible, which is a status", async () => {
    const answer = await hunch.solve({
      family: "clsp",
      demand: [5, 9],
      capacity: [6, 6],
      productionCost: [1, 1],
      setupCost: [1, 1],
      holdingCost: [1, 1],
    });
    assert.equal(answer.status, "infeasible");
    assert.deepEqual([answer.objective, answer.gap, answer.values.length], [null, null, 0]);
    assert.equal(answer.plan, undefined);
  });

  test("zero capacity is an answer, not a crash", async () => {
    const zero = {
      family: "clsp",
      demand: [0, 0],
      capacity: [0, 0],
      productionCost: [1, 1],
      setupCost: [1, 1],
      holdingCost: [1, 1],
    };
    for (const method of ["search", "exact", "guess"]) {
      const answer = await hunch.solve(zero, { method });
      assertPlan(zero, answer);
      // A guess may set up for nothing; it must not claim that this is best.
      assert.equal(answer.bound, 0, method);
      assert.equal(answer.status === "optimal", answer.objective === 0, method);
      assert.equal((await hunch.solve({ ...zero, demand: [1, 0] }, { method })).status, "infeasible", method);
    }
  });

  test("a knapsack given as a program is solved as brute force solves it", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { program, best } = knapsack(seed);
      const answer = await hunch.solve(program);
      assert.equal(answer.status, "optimal", `seed ${seed}`);
      assert.equal(answer.objective, best, `seed ${seed}`);
      assert.equal(answer.boundSource, "search");
    }
  });

  test("both engines agree on a program", async () => {
    const { program, best } = knapsack(9);
    for (const engine of ["microlp", "hunch"]) {
      assert.equal((await hunch.solve(program, { engine })).objective, best, engine);
    }
  });

  test("an unbounded program has that status", async () => {
    const answer = await hunch.solve({
      format: "hunch-program",
      version: 1,
      sense: "maximize",
      columns: [{ objective: 1 }],
      rows: [],
    });
    assert.equal(answer.status, "unbounded");
  });

  test("a time limit returns what was found, with a status that claims no more", async () => {
    const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 120 }, 3);
    const answer = await hunch.solve(instance, { method: "search", timeLimit: 0.5 });
    assert.ok(["feasible", "limit"].includes(answer.status), answer.status);
    if (answer.status === "feasible") assertPlan(instance, answer);
  });

  test("events come in order, with rising times, and name stages and levels", async () => {
    const instance = await hunch.sample({ family: "clsp", c: 3, f: 1000, horizon: 30 }, 5);
    const events = [];
    const answer = await hunch.solve(instance, {
      method: "guess",
      onEvent: (event) => events.push(event),
      timeLimit: 20,
    });
    assert.deepEqual(
      events
        .filter((e) => e.type === "stage")
        .map((e) => e.name)
        .slice(0, 2),
      ["predict", "search"],
    );
    const levels = events.filter((e) => e.type === "fixingLevel");
    assert.equal(levels.at(-1).feasible, true);
    assert.equal(levels.at(-1).level, answer.level);
    for (let k = 1; k < events.length; k++)
      assert.ok(events[k].seconds >= events[k - 1].seconds, `event ${k}`);
  });

  test("the default is proven the best, by the exact algorithm where that is quick", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const instance = tiny(seed);
      const [answer, exact] = [await hunch.solve(instance), await hunch.solve(instance, { method: "exact" })];
      assert.equal(answer.method, exact.status === "infeasible" ? "auto" : "exact", `seed ${seed}`);
      assert.deepEqual([answer.status, answer.objective], [exact.status, exact.objective], `seed ${seed}`);
    }
  });

  test("where the exact algorithm does not apply, the default tells of each better answer with its plan, and proves the last", async () => {
    const whole = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 14 }, 3);
    // No common unit: the dynamic programme refuses such data. The ratios stay those that the model was trained on.
    const scaled = (name) => whole[name].map((value) => value * Math.PI);
    const instance = { ...whole, demand: scaled("demand"), capacity: scaled("capacity") };
    const own = await init({ weights: [weights({ name: "short", sizes: [{ c: 3, f: 10000, T: 14 }] })] });
    try {
      const answers = [];
      const answer = await own.solve(instance, {
        timeLimit: 60,
        onEvent: (event) => event.type === "answer" && answers.push(event),
      });
      assert.deepEqual([answer.method, answer.status, answer.model], ["auto", "optimal", "short"]);
      assertPlan(instance, answer);
      assert.ok(answers.length > 0);
      for (const [k, told] of answers.entries()) {
        assertPlan(instance, { ...told, bound: null });
        assert.ok(k === 0 || told.objective < answers[k - 1].objective);
      }
      assert.ok(Math.abs(answers.at(-1).objective - answer.objective) <= 1e-9 * answer.objective);
      const enough = await own.solve(instance, { relativeGap: 0.5, timeLimit: 60 });
      assert.ok(enough.gap.relative <= 0.5);
      const search = await own.solve(instance, { method: "search", timeLimit: 60 });
      assert.ok(Math.abs(search.objective - answer.objective) <= 2e-6 * answer.objective);
    } finally {
      own.dispose();
    }
  });

  test("the caller's arrays are not kept: changing them while a solve runs changes nothing", async () => {
    const instance = tiny(2);
    const expected = await hunch.solve(instance, { method: "exact" });
    const copy = structuredClone(instance);
    const pending = hunch.solve(copy, { method: "exact" });
    copy.demand.fill(0);
    assert.equal((await pending).objective, expected.objective);
  });
});

/** Seven periods with small integers; some seeds are infeasible. */
function tiny(seed) {
  const next = random(seed);
  const draw = (low, high) => Array.from({ length: 7 }, () => low + Math.floor(next() * (high - low + 1)));
  return {
    family: "clsp",
    demand: draw(0, 9),
    capacity: draw(4, 14),
    productionCost: draw(1, 4),
    setupCost: draw(5, 30),
    holdingCost: draw(0, 2),
  };
}

function knapsack(seed) {
  const next = random(seed);
  const items = Array.from({ length: 10 }, () => ({
    value: 1 + Math.floor(next() * 50),
    weight: 1 + Math.floor(next() * 20),
  }));
  const capacity = 60;
  let best = 0;
  for (let mask = 0; mask < 1024; mask++) {
    const chosen = items.filter((_, k) => (mask >> k) & 1);
    const weight = chosen.reduce((sum, item) => sum + item.weight, 0);
    if (weight <= capacity)
      best = Math.max(
        best,
        chosen.reduce((sum, item) => sum + item.value, 0),
      );
  }
  const columns = items.map((item, k) => ({
    name: `take ${k}`,
    objective: item.value,
    upper: 1,
    kind: "integer",
  }));
  const rows = [{ name: "weight", upper: capacity, terms: items.map((item, k) => [k, item.weight]) }];
  return { best, program: { format: "hunch-program", version: 1, sense: "maximize", columns, rows } };
}
