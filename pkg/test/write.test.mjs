/** Programs are written in every text format: the same program comes back, and what a format cannot carry is said. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { HunchError, init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";

const FORMATS = ["mps", "lp", "json", "mof"];

/** max 3 chairs + 5 tables - 2 + 0.1 w, 2 chairs + 4 tables <= 20, chairs <= 4, -5 <= w <= -3: 24.7 by hand. */
const PROGRAM = {
  format: "hunch-program",
  version: 1,
  name: "shop",
  sense: "maximize",
  offset: -2,
  columns: [
    { name: "chairs", objective: 3, upper: 4, kind: "integer" },
    { name: "tables", objective: 5, upper: Infinity, kind: "integer" },
    { name: "w", objective: 0.1, lower: -5, upper: -3 },
    { name: "free", lower: null },
  ],
  rows: [
    {
      name: "wood",
      lower: -Infinity,
      upper: 20,
      terms: [
        [0, 2],
        [1, 4],
      ],
    },
    {
      name: "band",
      lower: -1.5,
      upper: 1e30,
      terms: [
        [3, 1 / 3],
        [2, 1e-7],
      ],
    },
    { name: "same", lower: 0, upper: 0, terms: [[3, 1]] },
  ],
};

describe("write", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  /** The program as JSON has it, without what CPLEX-LP cannot carry: its name, and one that is a word of the format. */
  async function canonical(problem) {
    const program = JSON.parse((await hunch.write(problem, { to: "json" })).text);
    program.columns[3].name = program.columns[3].name.replace("_free", "free");
    return { ...program, name: "" };
  }

  for (const to of FORMATS) {
    test(`an object written as ${to} is the same program, also by way of every other format`, async () => {
      const { text, warnings } = await hunch.write(PROGRAM, { to });
      assert.deepEqual(
        warnings.map(({ kind, line, column }) => [kind, line, column]),
        to === "lp" ? [["renamed", 0, 0]] : [],
      );
      const answer = await hunch.solve(text);
      assert.deepEqual([answer.status, answer.objective], ["optimal", 24.7]);
      assert.deepEqual([...answer.values], [4, 3, -3, 0]);
      assert.deepEqual(answer.columns, ["chairs", "tables", "w", to === "lp" ? "_free" : "free"]);
      for (const other of FORMATS) {
        const again = await hunch.write(text, { to: other });
        assert.deepEqual(await canonical(again.text), await canonical(PROGRAM), `${to}, ${other}`);
      }
    });
  }

  test("the texts are those of the formats", async () => {
    const text = async (to) => (await hunch.write(PROGRAM, { to })).text;
    assert.match(await text("mps"), /^NAME {10}shop\nOBJSENSE\n {4}MAX\nROWS\n/);
    assert.match(await text("lp"), /^\\ shop\nmaximize\n obj: \+ 3 chairs \+ 5 tables/);
    const json = JSON.parse(await text("json"));
    assert.deepEqual([json.format, json.version, json.columns[2].upper], ["hunch-program", 2, -3]);
    assert.deepEqual(json.rows[1], {
      name: "band",
      lower: -1.5,
      upper: null,
      terms: [
        [2, 1e-7],
        [3, 1 / 3],
      ],
    });
    const mof = JSON.parse(await text("mof"));
    assert.deepEqual(mof.version, { major: 1, minor: 0 });
    assert.deepEqual(mof.objective.sense, "max");
    assert.deepEqual(mof.constraints.at(-1), {
      name: "same",
      function: { type: "ScalarAffineFunction", terms: [{ coefficient: 1, variable: "free" }], constant: 0 },
      set: { type: "EqualTo", value: 0 },
    });
  });

  test("a text is read as when it is solved: gzipped too, by its format, with its warnings first", async () => {
    const lp = "min x st\n my[row]: x >= 2\nbounds\n x <= 9\n x <= 7\nend";
    for (const given of [lp, gzipSync(lp), new TextEncoder().encode(lp)]) {
      const mps = await hunch.write(given, { to: "mps", format: "lp" });
      assert.deepEqual(
        mps.warnings.map(({ kind, line }) => [kind, line]),
        [["overridden", 5]],
      );
      const back = await hunch.write(mps.text, { to: "lp" });
      assert.deepEqual(
        back.warnings.map(({ kind, line }) => [kind, line]),
        [["renamed", 0]],
      );
      assert.match(back.warnings[0].message, /"my\[row\]".*"my_row_"/);
      assert.match(back.text, / my_row_: \+ x >= 2/);
    }
  });

  test("from JSON to JSON all parts are kept, and elsewhere parameters take their values", async () => {
    const program = {
      format: "hunch-program",
      version: 2,
      columns: [{ objective: 1, kind: "binary" }],
      rows: [{ lower: 0, terms: [[0, 1]] }],
      parametric: {
        parameters: [{ name: "need", value: 1 }],
        terms: [{ target: "rowLower", row: 0, parameter: 0, coefficient: 0.5 }],
      },
    };
    const { text } = await hunch.write(program, { to: "json" });
    assert.deepEqual(JSON.parse(text).parametric, program.parametric);
    assert.match((await hunch.write(program, { to: "lp" })).text, / r0: \+ x0 >= 0.5\nbinary\n x0\n/);
    program.parametric.parameters = ["need"];
    const error = await rejection(hunch.write(program, { to: "mof" }));
    assert.deepEqual([error.code, error.field], ["invalid-input", "parametric.parameters[0]"]);
  });

  const column = (fields) => ({ ...PROGRAM, columns: [fields, ...PROGRAM.columns.slice(1)] });
  /** Problem, options, and what the error must say. */
  const BAD = [
    ["no format to write", PROGRAM, {}, { code: "invalid-input", field: "to" }],
    ["an unknown format", PROGRAM, { to: "gms" }, { code: "invalid-input", field: "to", value: '"gms"' }],
    ["an unknown option", PROGRAM, { to: "lp", tight: true }, { code: "invalid-input", field: "tight" }],
    ["a family's instance", { family: "clsp" }, { to: "lp" }, { code: "invalid-input", field: "program" }],
    [
      "NaN",
      column({ lower: NaN }),
      { to: "lp" },
      { code: "invalid-input", field: "columns[0].lower", value: '"NaN"' },
    ],
    [
      "an infinite cost",
      column({ objective: Infinity }),
      { to: "lp" },
      { code: "invalid-input", field: "columns[0].objective" },
    ],
    [
      "no lower end",
      column({ lower: Infinity }),
      { to: "lp" },
      { code: "invalid-input", field: "columns[0].lower" },
    ],
    [
      "a function",
      column({ lower: () => 0 }),
      { to: "lp" },
      { code: "invalid-input", field: "columns[0].lower" },
    ],
    [
      "half a character",
      column({ name: "\ud800" }),
      { to: "lp" },
      { code: "invalid-input", field: "columns[0].name" },
    ],
    [
      "a misspelt field",
      column({ lowr: 0 }),
      { to: "lp" },
      { code: "invalid-input", field: "columns[0].lowr" },
    ],
    ["a name twice", column({ name: "w" }), { to: "lp" }, { code: "invalid-input" }],
    [
      "a strict name",
      PROGRAM,
      { to: "lp", strict: true },
      { code: "not-applicable", field: "column", value: '"free"' },
    ],
    [
      "a piecewise-linear term, which MPS has not",
      {
        ...PROGRAM,
        version: 2,
        piecewise: [
          {
            argument: 0,
            value: 1,
            points: [
              [0, 0],
              [1, 1],
            ],
          },
        ],
      },
      { to: "mps" },
      { code: "not-applicable" },
    ],
    ["a text of no format", "hello", { to: "mps" }, { code: "invalid-input", field: "format" }],
    [
      "a broken text",
      "min x st\n c: x >= 2O\nend",
      { to: "mps" },
      { code: "invalid-input", line: 2, column: 11 },
    ],
  ];

  for (const [what, problem, options, expected] of BAD) {
    test(`${what}: a typed error, and the next call works`, async () => {
      const error = await rejection(hunch.write(problem, options));
      assert.ok(error instanceof HunchError, `${error}`);
      for (const [name, wanted] of Object.entries(expected))
        assert.equal(error[name], wanted, `${name}: ${error.message}`);
      assert.equal((await hunch.write("min x st c: x >= 1 end", { to: "mps" })).warnings.length, 0);
    });
  }

  test("a quadratic objective is written as each format has it", async () => {
    const program = { ...PROGRAM, quadratic: [[0, 0, 1]] };
    assert.match((await hunch.write(program, { to: "mps" })).text, /QUADOBJ/);
    assert.match((await hunch.write(program, { to: "lp" })).text, /\^ ?2 \] ?\/ ?2/);
  });

  test("an object that contains itself is refused", async () => {
    const program = { ...PROGRAM };
    program.columns = [program];
    assert.equal((await rejection(hunch.write(program, { to: "lp" }))).code, "invalid-input");
  });

  test("nothing is taken from a prototype", async () => {
    class Cost {
      objective = 1;
      toJSON() {
        return { objective: 7 };
      }
    }
    const program = { format: "hunch-program", version: 1, columns: [new Cost()], rows: [] };
    const { text } = await hunch.write(program, { to: "json" });
    assert.equal(JSON.parse(text).columns[0].objective, 1);
  });

  test("calls stand in the queue with others", async () => {
    const [answer, written, sample] = await Promise.all([
      hunch.solve(PROGRAM),
      hunch.write(PROGRAM, { to: "mps" }),
      hunch.sample({ family: "clsp", c: 3, f: 1000, horizon: 5 }, 1),
    ]);
    assert.equal(answer.objective, 24.7);
    assert.ok(written.text.endsWith("ENDATA\n"));
    assert.equal(sample.family, "clsp");
  });
});
