// What answers say beside their values: duals, ranges, reports, repairs, risks, by name and by index; starts and limits.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { init } from "../dist/node.js";

const hunch = await init({ worker: false });
after(() => hunch.dispose());

/** Chairs and tables from wood: 3 chairs + 2 tables <= 18. */
const desk = {
  format: "hunch-program",
  version: 1,
  sense: "maximize",
  columns: [
    { name: "chairs", objective: 3, upper: 4 },
    { name: "tables", objective: 5, upper: 6 },
  ],
  rows: [
    {
      name: "wood",
      upper: 18,
      terms: [
        [0, 3],
        [1, 2],
      ],
    },
    {
      name: "glue",
      upper: 100,
      terms: [
        [0, 1],
        [1, 1],
      ],
    },
  ],
};

test("a linear program's answer has duals, reduced costs, activities, slacks and a basis, by name and by index", async () => {
  const answer = await hunch.solve(desk);
  assert.equal(answer.status, "optimal");
  assert.deepEqual([...answer.values], [2, 6]);
  assert.equal(answer.value("chairs"), 2);
  assert.equal(answer.value(1), 6);
  assert.equal(answer.value({ name: "tables" }), 6);
  assert.equal(answer.dual("wood"), 1);
  assert.equal(answer.dual("glue"), 0);
  assert.equal(answer.reducedCost("tables"), 3);
  assert.equal(answer.activity("wood"), 18);
  assert.equal(answer.slack("glue"), 92);
  assert.equal(answer.basisStatus("chairs"), "basic");
  assert.equal(answer.basisStatus("tables"), "upper");
  assert.equal(answer.basisStatus("wood"), "upper");
  assert.deepEqual(answer.proof, { by: "multipliers", holds: "safe" });
  assert.equal(answer.range("chairs"), undefined);
});

test("the calls of an answer are no fields of it", async () => {
  const answer = await hunch.solve(desk);
  assert.ok(!Object.keys(answer).includes("value"));
  assert.deepEqual(structuredClone(answer).values, answer.values);
});

test("unknown columns and rows are refused with the nearest", async () => {
  const answer = await hunch.solve(desk);
  assert.throws(() => answer.value("chair"), { code: "invalid-input", message: /did you mean "chairs"/ });
  assert.throws(() => answer.dual(2), { code: "invalid-input" });
});

test("sensitivity says how far numbers may move, and in words", async () => {
  const answer = await hunch.solve(desk, { sensitivity: true });
  assert.deepEqual(answer.range("chairs"), {
    cost: { low: 0, high: 7.5 },
    lower: { low: -Infinity, high: 2 },
    upper: { low: 2, high: Infinity },
  });
  assert.deepEqual(answer.range("wood"), { upper: { low: 12, high: 24 } });
  assert.match(
    answer.report,
    /row "wood" is at most 18: one more changes the objective by \+1, while it is between 12 and 24/,
  );
  assert.match(answer.report, /row "glue" is 8: 92 is left/);
  assert.equal(answer.integersFixed, false);
});

test("duals of an integer program are those with its integers fixed, and marked so", async () => {
  const text = `
    maximize total: 3 sold - 10 open
    subject to
      only: sold - 20 open <= 0
      stock: sold <= 8
    binary open
    end`;
  const plain = await hunch.solve(text);
  assert.equal(plain.dual("stock"), undefined);
  const answer = await hunch.solve(text, { sensitivity: true });
  assert.equal(answer.objective, 14);
  assert.equal(answer.integersFixed, true);
  assert.equal(answer.dual("stock"), 3);
  assert.deepEqual(answer.range("stock"), { upper: { low: 0, high: 20 } });
  assert.deepEqual(answer.proof, { by: "search", holds: "safe" });
});

test("an infeasible program says what would make it feasible", async () => {
  const text = "minimize beds\nsubject to\n wood: 4 beds <= 12\n orders: beds >= 5\ngeneral\n beds\nend";
  const answer = await hunch.solve(text, { repair: true });
  assert.equal(answer.status, "infeasible");
  assert.deepEqual(answer.repair.rows, [{ index: 1, name: "orders", lower: 3, by: 2 }]);
  assert.equal(answer.repair.total, 2);
  assert.match(answer.repair.text, /row "orders": at least 3 \(by 2\)/);
});

test("an unbounded linear program has a ray, an infeasible one multipliers", async () => {
  const rows = [{ name: "r", lower: 1, terms: [[0, 1]] }];
  const unbounded = await hunch.solve({ ...desk, columns: [{ name: "x", objective: 1 }], rows });
  assert.equal(unbounded.status, "unbounded");
  assert.ok(unbounded.ray[0] > 0);
  const infeasible = await hunch.solve({ ...desk, columns: [{ name: "x", upper: 0 }], rows });
  assert.equal(infeasible.status, "infeasible");
  assert.equal(infeasible.farkas.length, 1);
  assert.deepEqual(infeasible.proof, { by: "multipliers", holds: "safe" });
});

test("numbers that endanger an answer are told, with names", async () => {
  const program = {
    ...desk,
    sense: "minimize",
    columns: [
      { name: "made", objective: 1, upper: 60 },
      { name: "open", objective: 10, upper: 1, kind: "integer" },
    ],
    rows: [
      {
        name: "link",
        upper: 0,
        terms: [
          [0, 1],
          [1, -1e7],
        ],
      },
    ],
  };
  const { risks } = await hunch.solve(program);
  assert.equal(risks.length, 1);
  assert.deepEqual([risks[0].kind, risks[0].row, risks[0].column], ["big-m", 0, 1]);
  assert.match(risks[0].message, /row "link": 60 would do in place of 10000000 at "open"/);
  assert.equal((await hunch.solve(desk)).risks, undefined);
});

/** A knapsack whose best point takes some search. */
const knapsack = {
  format: "hunch-program",
  version: 2,
  sense: "maximize",
  columns: Array.from({ length: 30 }, (_, j) => ({
    name: `item${j}`,
    objective: 10 + ((j * 7919) % 41),
    kind: "binary",
  })),
  rows: [0, 1, 2].map((i) => ({
    upper: 150,
    terms: Array.from({ length: 30 }, (_, j) => [j, 5 + ((j * 104729 + i * 7907) % 29)]),
  })),
};

test("starts, probabilities and priorities are told by name, by pair and as an array, and change no answer", async () => {
  const best = await hunch.solve(knapsack);
  assert.equal(best.status, "optimal");
  for (const options of [
    { start: best.values },
    { start: { item0: 1, item3: 0 } },
    { start: [["item0", 1]], probabilities: [[2, 0.9]] },
    { priorities: { item5: 10, item6: 5 }, seed: 3 },
  ]) {
    const answer = await hunch.solve(knapsack, options);
    assert.equal(answer.objective, best.objective);
  }
  const started = [];
  await hunch.solve(knapsack, { start: best.values, onEvent: (event) => started.push(event) });
  const first = started.find(({ type }) => type === "incumbent");
  assert.equal(first.objective, best.objective);
});

test("what is told of columns is checked", async () => {
  const refused = (options, message) =>
    assert.rejects(hunch.solve(knapsack, options), { code: "invalid-input", message });
  await refused({ start: { item77: 1 } }, /no column "item77"/);
  await refused({ start: "all" }, /start is "all"/);
  await refused({ probabilities: { item0: 2 } }, /probabilities.item0 is 2/);
  await refused({ start: new Float64Array(31) }, /start/);
  await refused({ nodeLimit: 0 }, /nodeLimit is 0/);
  const instance = await hunch
    .sample({ family: "clsp", periods: 5, c: 3, f: 1000 }, 1)
    .catch(() => undefined);
  if (instance)
    await assert.rejects(hunch.solve(instance, { sensitivity: true }), { code: "not-applicable" });
});

test("a node limit ends a search, which repeats itself", async () => {
  const [a, b] = [
    await hunch.solve(knapsack, { nodeLimit: 3 }),
    await hunch.solve(knapsack, { nodeLimit: 3 }),
  ];
  assert.ok(a.statistics.nodes <= 3);
  assert.deepEqual([a.objective, a.bound, a.statistics.work], [b.objective, b.bound, b.statistics.work]);
});
