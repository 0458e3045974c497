// Programs that stay: changed, solved again, in variants, after an abort, and set back.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { init } from "../dist/node.js";

const hunch = await init();
after(() => hunch.dispose());

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
  ],
};

test("a loaded program is changed and solved again", async () => {
  const loaded = await hunch.load(desk);
  assert.deepEqual([loaded.columns, loaded.rows], [["chairs", "tables"], ["wood"]]);
  const first = await loaded.solve();
  assert.equal(first.objective, 36);
  assert.equal(first.dual("wood"), 1);
  await loaded.change({ rows: { wood: { upper: 12 } } });
  assert.equal((await loaded.solve()).objective, 30);
  await loaded.change({ costs: { chairs: 9 }, columns: { tables: { upper: 3 } } });
  const third = await loaded.solve({ sensitivity: true });
  assert.equal(third.objective, 36);
  assert.match(third.report, /"wood"/);
  await loaded.change({ offset: 100, coefficients: [["wood", "chairs", 6]] });
  assert.equal((await loaded.solve()).objective, 124);
  await loaded.unload();
  await assert.rejects(loaded.solve(), { code: "disposed" });
});

test("rows and columns come and go, by name", async () => {
  const loaded = await hunch.load(desk);
  await loaded.solve();
  await loaded.change({
    addColumns: [{ name: "beds", objective: 20, upper: 2, kind: "integer", terms: [["wood", 9]] }],
    addRows: [
      {
        name: "paint",
        upper: 5,
        terms: [
          ["tables", 1],
          ["beds", 2],
        ],
      },
    ],
  });
  assert.deepEqual(loaded.columns, ["chairs", "tables", "beds"]);
  const answer = await loaded.solve();
  assert.equal(answer.value("beds"), 2);
  assert.equal(answer.objective, 40);
  await loaded.change({ removeColumns: ["chairs", "beds"], removeRows: ["paint"] });
  assert.deepEqual([loaded.columns, loaded.rows], [["tables"], ["wood"]]);
  assert.equal((await loaded.solve()).objective, 30);
});

test("changes are made all or none, and what does not fit is named", async () => {
  const loaded = await hunch.load(desk);
  await assert.rejects(loaded.change({ costs: { chairs: 1, tabels: 2 } }), /did you mean "tables"/);
  await assert.rejects(loaded.change({ cost: { chairs: 1 } }), /did you mean "costs"/);
  await assert.rejects(loaded.change({ columns: { chairs: { upper: NaN } } }), { code: "invalid-input" });
  await assert.rejects(loaded.change({ rows: { wood: { equal: 3, upper: 4 } } }), { code: "invalid-input" });
  await assert.rejects(loaded.change({ addColumns: [{ name: "chairs" }] }), { code: "invalid-input" });
  assert.equal((await loaded.solve()).objective, 36);
});

test("thousands of variants are solved in order and leave the program as it was", async () => {
  const loaded = await hunch.load(desk);
  const variants = Array.from({ length: 3000 }, (_, k) => ({ rows: { wood: { upper: 6 + (k % 18) } } }));
  let count = 0;
  for await (const { index, status, objective, values, duals } of loaded.solveMany(variants, {
    duals: true,
  })) {
    assert.equal(index, count);
    assert.equal(status, "optimal");
    const wood = 6 + (index % 18);
    const tables = Math.min(6, wood / 2);
    const expected = 5 * tables + 3 * Math.min(4, (wood - 2 * tables) / 3);
    assert.ok(Math.abs(objective - expected) < 1e-9, `${wood}: ${objective}, not ${expected}`);
    assert.equal(values.length, 2);
    assert.equal(duals.length, 1);
    count += 1;
  }
  assert.equal(count, 3000);
  assert.equal((await loaded.solve()).objective, 36);
});

test("a series may be left early, may come slowly, and says what does not fit", async () => {
  const loaded = await hunch.load(desk);
  async function* slowly() {
    for (const upper of [6, 12, 18]) yield { rows: { wood: { upper } } };
  }
  const found = [];
  for await (const { objective, values } of loaded.solveMany(slowly(), { values: false }))
    found.push([objective, values]);
  assert.deepEqual(found, [
    [15, undefined],
    [30, undefined],
    [36, undefined],
  ]);
  for await (const { index } of loaded.solveMany(Array(100).fill({}))) if (index === 3) break;
  const wrong = async () => {
    for await (const _ of loaded.solveMany([{ costs: { nothing: 1 } }]));
  };
  await assert.rejects(wrong(), { code: "invalid-input", field: "variants[0].costs.nothing" });
  const impossible = [{ rows: { wood: { upper: -1 } } }, { columns: { tables: { upper: null } } }];
  const statuses = [];
  for await (const { status, values } of loaded.solveMany(impossible))
    statuses.push([status, values?.length]);
  assert.deepEqual(statuses, [
    ["infeasible", undefined],
    ["optimal", 2],
  ]);
});

test("a snapshot brings back the program, also to a new worker", async () => {
  const loaded = await hunch.load(desk);
  await loaded.change({ rows: { wood: { upper: 12 } } });
  const snapshot = await loaded.snapshot();
  await loaded.change({ removeRows: ["wood"] });
  assert.equal((await loaded.solve()).objective, 42);
  await loaded.restore(snapshot);
  assert.deepEqual(loaded.rows, ["wood"]);
  assert.equal((await loaded.solve()).objective, 30);
  const other = await hunch.load(desk);
  await assert.rejects(other.restore(snapshot), { code: "invalid-input" });
});

/** Hard enough to be aborted. */
const hard = {
  format: "hunch-program",
  version: 2,
  sense: "maximize",
  columns: Array.from({ length: 60 }, (_, j) => ({ objective: 100 + ((j * 7919) % 97), kind: "binary" })),
  rows: Array.from({ length: 8 }, (_, i) => ({
    upper: 900,
    terms: Array.from({ length: 60 }, (_, j) => [j, 50 + ((j * 104729 + i * 15485863) % 83)]),
  })),
};

test("after an abort nothing is lost", async () => {
  const loaded = await hunch.load(desk);
  await loaded.change({ rows: { wood: { upper: 12 } } });
  const busy = await hunch.load(hard);
  const controller = new AbortController();
  const running = busy.solve({ signal: controller.signal, timeLimit: 60, onEvent: () => controller.abort() });
  await assert.rejects(running, { name: "AbortError" });
  assert.equal((await loaded.solve()).objective, 30);
  const limited = await busy.solve({ nodeLimit: 5 });
  assert.ok(limited.objective > 0);
});

test("texts, models of other packages and programs with parameters are loaded too", async () => {
  const text = await hunch.load("minimize 2 x + y\nsubject to\n need: x + y >= 4\nend");
  assert.deepEqual(text.columns, ["x", "y"]);
  await text.change({ columns: { y: { upper: 1 } }, rows: [["need", { equal: 3 }]] });
  assert.equal((await text.solve()).objective, 5);
  const foreign = await hunch.load({
    optimize: "profit",
    opType: "max",
    constraints: { wood: { max: 300 } },
    variables: { table: { wood: 30, profit: 1200 }, dresser: { wood: 20, profit: 1600 } },
  });
  assert.equal((await foreign.solve()).objective, 24000);
});

test("variants are copied as they come, and each has the shape of its own program", async () => {
  const loaded = await hunch.load(desk);
  function* reused() {
    const changes = { rows: { wood: { upper: 0 } } };
    for (const upper of [6, 12, 18]) {
      changes.rows.wood.upper = upper;
      yield changes;
    }
  }
  const objectives = [];
  for await (const { objective } of loaded.solveMany(reused())) objectives.push(objective);
  assert.deepEqual(objectives, [15, 30, 36]);
  const shaped = [
    { removeColumns: ["chairs"] },
    { addColumns: [{ name: "beds", objective: 9, upper: 1 }] },
    { removeRows: ["wood"] },
    {},
  ];
  const found = [];
  for await (const { values, duals } of loaded.solveMany(shaped, { duals: true }))
    found.push([[...values], [...(duals ?? [])]]);
  assert.deepEqual(found, [
    [[6], [0]],
    [[2, 6, 1], [1]],
    [[4, 6], []],
    [[2, 6], [1]],
  ]);
});

test("a variant may wait for the answer before it, and what was found before an error is given", async () => {
  const loaded = await hunch.load(desk);
  let go;
  let answered = new Promise((resolve) => (go = resolve));
  async function* waiting() {
    for (const upper of [6, 12, 18]) {
      yield { rows: { wood: { upper } } };
      await answered;
      answered = new Promise((resolve) => (go = resolve));
    }
  }
  const objectives = [];
  for await (const { objective } of loaded.solveMany(waiting())) {
    objectives.push(objective);
    go();
  }
  assert.deepEqual(objectives, [15, 30, 36]);
  const variants = [...Array(40).fill({}), { costs: { nothing: 1 } }, {}];
  let count = 0;
  const failing = async () => {
    for await (const { objective } of loaded.solveMany(variants)) {
      assert.equal(objective, 36);
      count += 1;
    }
  };
  await assert.rejects(failing(), { code: "invalid-input", field: "variants[40].costs.nothing" });
  assert.equal(count, 40);
  await assert.rejects(loaded.solveMany(5).next(), { code: "invalid-input", field: "variants" });
});

test("names that are shown cannot be moved, and a damaged snapshot changes nothing", async () => {
  const loaded = await hunch.load(desk);
  assert.throws(() => loaded.columns.reverse(), TypeError);
  const snapshot = await loaded.snapshot();
  await loaded.change({ rows: { wood: { upper: 12 } } });
  for (const damaged of [
    undefined,
    {},
    { ...snapshot, rows: undefined },
    { ...snapshot, numbers: new Float64Array(3) },
  ])
    await assert.rejects(loaded.restore(damaged), { code: "invalid-input" });
  assert.equal((await loaded.solve()).objective, 30);
  await loaded.restore(structuredClone(snapshot));
  assert.equal((await loaded.solve()).objective, 36);
});

test("a node is explained: what its branchings, rows, objective and reduced costs leave of each column", async () => {
  const program = {
    format: "hunch-program",
    version: 1,
    sense: "maximize",
    columns: [
      { name: "a", objective: 5, upper: 3, kind: "integer" },
      { name: "b", objective: 4, upper: 3, kind: "integer" },
      { name: "c", objective: 1, upper: 1, kind: "integer" },
    ],
    rows: [
      {
        name: "machine",
        upper: 12,
        terms: [
          [0, 6],
          [1, 4],
        ],
      },
      {
        name: "either",
        lower: 1,
        terms: [
          [1, 1],
          [2, 1],
        ],
      },
    ],
  };
  const loaded = await hunch.load(program);
  // 6 a + 4 b ≤ 12 leaves a at most 2 at the root; with a ≥ 2 nothing is left for b, and `either` asks for c.
  const { bounds, end } = await loaded.explainNode({ path: [{ column: "a", lower: 2 }] });
  assert.equal(end, undefined);
  assert.deepEqual(
    bounds.map(({ column, lower, upper, depth, by, row }) => [column, lower, upper, depth, by, row]),
    [
      [0, 0, 2, 0, "row", 0],
      [0, 2, 2, 1, "branching", undefined],
      [1, 0, 0, 1, "row", 0],
      [2, 1, 1, 1, "row", 1],
    ],
  );
  // 13 is the best: b = 3 and c = 1. Nothing there is better with a = 2.
  assert.equal((await loaded.solve()).objective, 13);
  const closed = await loaded.explainNode({ path: [{ column: 0, lower: 2 }], best: 13 });
  assert.ok(["objective", "relaxation", "row"].includes(closed.end.by) && closed.end.depth <= 1);
  // An event is a step as it is; one without a column of the program is passed over.
  const skipped = await loaded.explainNode({
    path: [
      { type: "nodeOpened", id: 1 },
      { column: "b", upper: 0 },
    ],
  });
  assert.deepEqual(skipped.bounds.at(-1), { column: 2, lower: 1, upper: 1, depth: 2, by: "row", row: 1 });
  for (const [question, field] of [
    [{}, "path"],
    [{ path: [5] }, "path[0]"],
    [{ path: [{ column: "z" }] }, "path[0].column"],
    [{ path: [{}, { column: 0, lower: 2, upper: 1 }] }, "path[1]"],
    [{ path: [], best: Number.NaN }, "best"],
    [{ path: [], timeLimit: -1 }, "timeLimit"],
  ])
    await assert.rejects(loaded.explainNode(question), { code: "invalid-input", field }, field);
  await loaded.unload();
  const curved = await hunch.load("min\n x + [ 2 x^2 ] / 2\nst\n need: x >= 1.5\ngeneral\n x\nend\n");
  await assert.rejects(curved.explainNode({ path: [] }), { code: "not-applicable" });
});
