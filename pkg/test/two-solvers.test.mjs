/** Several solvers in one thread: they share the instances of modules, and nothing that one of them keeps there is another's. */

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";
import { lots } from "./support/instances.mjs";
import { weights } from "./support/weights.mjs";

/** A desk maker's program: 3 chairs + 2 tables ≤ wood, whose optimum tells `wood` apart. */
const desk = (wood, kind = "continuous") => ({
  format: "hunch-program",
  version: 1,
  sense: "maximize",
  columns: [
    { name: "chairs", objective: 3, upper: 4, kind },
    { name: "tables", objective: 5, upper: 6, kind },
  ],
  rows: [
    {
      name: "wood",
      upper: wood,
      terms: [
        [0, 3],
        [1, 2],
      ],
    },
  ],
});
/** The optimum by hand: tables bring more for less wood. */
const best = (wood) => 5 * Math.min(6, wood / 2) + Math.max(0, wood - 12);
/** 6 a + 4 b ≤ 12 with 5 a + 4 b + c: a node with a ≥ 2 leaves nothing for b. */
const KNAPSACK = {
  format: "hunch-program",
  version: 1,
  sense: "maximize",
  columns: ["a", "b", "c"].map((name, j) => ({ name, objective: [5, 4, 1][j], upper: 3, kind: "integer" })),
  rows: [
    {
      name: "w",
      upper: 12,
      terms: [
        [0, 6],
        [1, 4],
      ],
    },
  ],
};
/** Sums that can hardly be met (Cornuéjols and Dawande, "A class of hard small 0-1 programs", 1998). */
const HARD = {
  format: "hunch-program",
  version: 1,
  columns: [
    ...Array.from({ length: 24 }, (_, j) => ({ name: `x${j}`, upper: 1, kind: "integer" })),
    ...["s0", "t0", "s1", "t1"].map((name) => ({ name, objective: 1 })),
  ],
  rows: [3, 5].map((m, i) => {
    const weights = Array.from({ length: 24 }, (_, j) => ((j + 1) * (j + 1) * m * 7_919 + 31 * j) % 100);
    const half = Math.floor(weights.reduce((sum, w) => sum + w, 0) / 2);
    const terms = [...weights.map((w, j) => [j, w]), [24 + 2 * i, 1], [25 + 2 * i, -1]];
    return { name: `r${i}`, lower: half, upper: half, terms };
  }),
};
const said = ({ status, objective, bound, statistics }) => [status, objective, bound, statistics.nodes];

/** Makes the module of a solver fail, without the noise on the console. */
async function failure(hunch) {
  const loud = console.error;
  console.error = () => undefined;
  try {
    return await rejection(hunch.provokePanic("provoked"));
  } finally {
    console.error = loud;
  }
}

describe("two solvers of one thread", () => {
  let [first, second] = [];
  /** What a solver says that has its thread to itself. */
  let alone;
  const solvers = [];
  const start = async () => {
    const hunch = await init({ worker: false, weights: [] });
    solvers.push(hunch);
    return hunch;
  };
  before(async () => {
    alone = await init({ weights: [] });
  });
  after(() => alone.dispose());
  beforeEach(async () => {
    [first, second] = [await start(), await start()];
  });
  afterEach(() => {
    for (const hunch of solvers.splice(0)) hunch.dispose();
  });

  test("answer their first calls at once", async () => {
    const answers = await Promise.all([
      first.solve(desk(18)),
      second.solve(desk(10)),
      first.load(desk(14)).then((loaded) => loaded.solve()),
      second.load(desk(8)).then((loaded) => loaded.solve()),
    ]);
    assert.deepEqual(
      answers.map(({ objective }) => objective),
      [18, 10, 14, 8].map(best),
    );
  });

  test("keep their loaded programs: solved, changed, set back, in variants, explained", async () => {
    const one = await first.load(desk(18));
    const other = await second.load(desk(10));
    const again = async (wood, otherWood) => {
      assert.equal((await one.solve()).objective, best(wood));
      assert.equal((await other.solve()).objective, best(otherWood));
      const [a, b] = await Promise.all([
        one.solve({ sensitivity: true }),
        other.solve({ sensitivity: true }),
      ]);
      assert.deepEqual([a.objective, b.objective], [wood, otherWood].map(best));
      assert.deepEqual(
        [a.dual("wood"), b.dual("wood")],
        [wood, otherWood].map((w) => (w > 12 ? 1 : 2.5)),
      );
      assert.match(a.report, /"wood"/);
    };
    await again(18, 10);
    const snapshot = await one.snapshot();
    await one.change({ rows: { wood: { upper: 16 } } });
    await again(16, 10);
    await other.change({ rows: { wood: { upper: 8 } } });
    await again(16, 8);
    await one.restore(snapshot);
    await again(18, 8);

    const variants = (from) =>
      Array.from({ length: 40 }, (_, k) => ({ rows: { wood: { upper: from + k / 4 } } }));
    const found = [[], []];
    const [ones, others] = [one.solveMany(variants(8)), other.solveMany(variants(4))];
    for (let k = 0; k < 40; k++) {
      found[0].push((await ones.next()).value.objective);
      found[1].push((await others.next()).value.objective);
    }
    assert.deepEqual(
      found,
      [8, 4].map((from) => Array.from({ length: 40 }, (_, k) => best(from + k / 4))),
    );
    await again(18, 8);

    const knapsack = await first.load(KNAPSACK);
    const path = [{ column: "a", lower: 2 }];
    const account = await knapsack.explainNode({ path });
    const third = await start();
    await third.solve(KNAPSACK);
    await other.unload();
    assert.deepEqual(await knapsack.explainNode({ path }), account);
    assert.equal((await knapsack.solve()).objective, 15);
    assert.equal((await one.solve()).objective, best(18));
  });

  test("hold a search each between its slices while others start, solve and end", async () => {
    const options = { nodeLimit: 40 };
    const whole = said(await alone.solve(HARD, options));
    let asked = 0;
    const pace = async () => {
      asked += 1;
      if (asked === 5) assert.equal((await second.solve(desk(10))).objective, best(10));
      if (asked === 10) {
        const third = await start();
        const loaded = await third.load(desk(18));
        assert.equal((await loaded.solve()).objective, best(18));
        third.dispose();
      }
      if (asked === 15) assert.deepEqual(said(await second.solve(HARD, options)), whole);
      return "step";
    };
    assert.deepEqual(said(await first.solve(HARD, { ...options, pace })), whole);
    assert.ok(asked > 15);
    const both = [first, second].map((hunch) => hunch.solve(HARD, { ...options, pace: async () => "step" }));
    for (const answer of await Promise.all(both)) assert.deepEqual(said(answer), whole);
  });

  test("keep the models that each was given", async () => {
    const files = [weights({}, 1), weights({}, 2)];
    const predicted = async (hunch) => [...(await hunch.predict(lots)).probabilities];
    const expected = [];
    for (const file of files) {
      const own = await init({ weights: [file] });
      expected.push(await predicted(own));
      own.dispose();
    }
    assert.notDeepEqual(...expected);
    const both = await Promise.all(files.map((file) => init({ worker: false, weights: [file] })));
    solvers.push(...both);
    for (const hunch of [...both, both[0]])
      assert.deepEqual(await predicted(hunch), expected[both.indexOf(hunch)]);
    assert.deepEqual(await Promise.all(both.map(predicted)), expected);
    both[0].dispose();
    assert.deepEqual(await predicted(both[1]), expected[1]);
  });

  test("go on where one aborts a held search, or is disposed of", async () => {
    const other = await second.load(desk(10));
    const controller = new AbortController();
    let asked = 0;
    const pace = async () => {
      asked += 1;
      if (asked === 5) controller.abort();
      return "step";
    };
    const error = await rejection(first.solve(HARD, { signal: controller.signal, pace }));
    assert.equal(error.name, "AbortError");
    assert.equal((await other.solve()).objective, best(10));
    assert.equal((await first.solve(desk(18))).objective, best(18));
    first.dispose();
    await other.change({ rows: { wood: { upper: 14 } } });
    assert.equal((await other.solve()).objective, best(14));
  });

  test("ask for rows while others solve", async () => {
    const rows = async ({ values }) => {
      const third = await start();
      assert.equal((await third.solve(desk(10))).objective, best(10));
      assert.equal((await second.solve(desk(10, "integer"), { pool: { count: 2 } })).objective, best(10));
      return values[1] > 3 ? [{ upper: 3, terms: [[1, 1]] }] : [];
    };
    const answer = await first.solve(desk(18, "integer"), { rows });
    assert.equal(answer.objective, 3 * 4 + 5 * 3);
  });

  test("are served by a fresh module where it failed for one of them; a held search of the other is refused", async () => {
    const one = await first.load(desk(18));
    const other = await second.load(desk(10));
    await other.change({ rows: { wood: { upper: 14 } } });
    let asked = 0;
    const pace = async () => {
      asked += 1;
      if (asked === 5) assert.match((await failure(first)).message, /provoked/);
      return "step";
    };
    const error = await rejection(second.solve(HARD, { pace }));
    assert.equal(error.code, "internal");
    assert.match(error.message, /another solver of this thread/);
    const third = await start();
    assert.equal((await third.solve(desk(8))).objective, best(8));
    for (const [loaded, wood] of [
      [one, 18],
      [other, 14],
      [one, 18],
    ])
      assert.equal((await loaded.solve()).objective, best(wood));
  });
});
