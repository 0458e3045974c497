/** Programs cross as a row of numbers: nothing is lost on the way, and what does not fit the form is refused. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { packProgram } from "../dist/pack.js";
import { rejection } from "./support/check.mjs";
import { random } from "./support/weights.mjs";

const header = { format: "hunch-program", version: 1 };

const small = {
  ...header,
  sense: "maximize",
  offset: 0.5,
  columns: [
    { name: "a", objective: 3, upper: 4, kind: "integer" },
    { lower: null, upper: 2 },
    { objective: -1, lower: -1, upper: undefined },
  ],
  rows: [
    {
      upper: 7,
      terms: [
        [2, 2],
        [0, 1],
      ],
    },
    { lower: 0.1 + 0.2, upper: null, terms: [[0, 5]] },
  ],
};

describe("a packed program", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  test("has its numbers in the order that the wasm reads, entries by column", () => {
    const { numbers, columns, rows } = packProgram(small);
    const expected = [
      [1, 1, 0.5],
      [3, 3, 0, 4, 1, 0, -Infinity, 2, 0, -1, -1, Infinity, 0],
      [2, -Infinity, 7, 0.1 + 0.2, Infinity],
      [3, 0, 0, 1, 1, 0, 5, 0, 2, 2],
      [0],
    ];
    assert.deepEqual([...numbers], expected.flat());
    assert.deepEqual(
      [columns, rows],
      [
        ["a", "x1", "x2"],
        ["r0", "r1"],
      ],
    );
  });

  test("gives bit by bit the answer that its JSON text gives, which is read by other code", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const program = draw(seed);
      assert.ok(packProgram(program), `seed ${seed}`);
      for (const explain of [false, true]) {
        const packed = await hunch.solve(program, { explain, timeLimit: 20 });
        const { columns, rows, warnings, ...read } = await hunch.solve(JSON.stringify(program), {
          explain,
          timeLimit: 20,
        });
        assert.equal(columns.length, program.columns.length);
        assert.deepEqual(warnings, []);
        assert.deepEqual(withoutTimes(packed), withoutTimes(read), `seed ${seed}`);
      }
    }
  });

  test("takes what is undefined for left out, as objects in JavaScript mean it", async () => {
    const program = { ...header, columns: [{ objective: 1, lower: undefined, name: undefined }], rows: [] };
    assert.equal((await hunch.solve(program)).objective, 0);
  });

  const REFUSED = [
    [
      "a name given twice",
      { ...header, columns: [{ name: "a" }, { name: "a" }], rows: [] },
      /"a" occurs twice/,
    ],
    [
      "a name that is another's default",
      { ...header, columns: [{}, { name: "x0" }], rows: [] },
      /"x0" occurs twice/,
    ],
    [
      "a column twice in a row",
      {
        ...header,
        columns: [{}],
        rows: [
          {
            terms: [
              [0, 1],
              [0, 2],
            ],
          },
        ],
      },
      /rows\[0\]\.terms\[1\]\[0\]/,
    ],
    [
      "a name that is too long",
      { ...header, columns: [{ name: "n".repeat(300) }], rows: [] },
      /columns\[0\]\.name/,
    ],
    ["half an entry", { ...header, columns: [{}], rows: [{ terms: [[0]] }] }, /rows\[0\]\.terms\[0\]/],
    ["a row of no terms field", { ...header, columns: [{}], rows: [{ upper: 1 }] }, /rows\[0\]\.terms/],
    ["a hole for a column", { ...header, columns: [null], rows: [] }, /columns\[0\]/],
  ];
  for (const [what, program, message] of REFUSED) {
    test(`is not made of ${what}; the error says so`, async () => {
      assert.throws(() => packProgram(program), message);
      assert.match((await rejection(hunch.solve(program))).message, message);
    });
  }

  test("takes names of up to 255 bytes", async () => {
    const program = {
      ...header,
      sense: "maximize",
      columns: [{ name: "n".repeat(255), objective: 1, upper: 3 }],
      rows: [],
    };
    assert.equal((await hunch.solve(program)).objective, 3);
  });
});

/** Small programs of every kind: some infeasible, some unbounded, with equations, ranges, free and fixed columns. */
function draw(seed) {
  const next = random(seed);
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
  const bound = (low, high) => (next() < 0.3 ? null : whole(low, high) / 2);
  const columns = Array.from({ length: whole(1, 8) }, () => ({
    objective: whole(-5, 5),
    lower: bound(-4, 0),
    upper: bound(0, 6),
    kind: next() < 0.4 ? "integer" : "continuous",
  }));
  // An endless integer may make an endless search.
  for (const column of columns)
    if (column.kind === "integer")
      Object.assign(column, { lower: column.lower ?? -4, upper: column.upper ?? 6 });
  const rows = Array.from({ length: whole(0, 6) }, (_, i) => {
    const terms = columns
      .map((_, j) => [j, whole(-3, 3)])
      .filter(() => next() < 0.6)
      .reverse();
    const lower = bound(-6, 6);
    return {
      name: `row ${i}`,
      lower,
      upper: next() < 0.2 ? lower : lower === null ? bound(-6, 6) : lower + whole(0, 4),
      terms,
    };
  });
  return { ...header, sense: next() < 0.5 ? "minimize" : "maximize", offset: whole(-2, 2), columns, rows };
}

function withoutTimes({ statistics: { work, nodes, iterations }, ...answer }) {
  return { ...answer, work, nodes, iterations };
}
