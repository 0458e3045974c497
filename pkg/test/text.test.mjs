/** Programs as text: read as the formats say, refused with the place, and answered in the names of the text. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { HunchError, init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";

/** max 3 chairs + 5 tables, 2 chairs + 4 tables <= 20, chairs <= 4, both integer: 4 chairs and 3 tables by hand. */
const LP = `maximize
 profit: 3 chairs + 5 tables
subject to
 wood: 2 chairs + 4 tables <= 20
bounds
 chairs <= 4
general
 chairs tables
end
`;

const FREE_MPS = `NAME shop
OBJSENSE
    MAX
ROWS
 N profit
 L wood
COLUMNS
 MARK 'MARKER' 'INTORG'
 chairs profit 3 wood 2
 tables profit 5 wood 4
 MARK 'MARKER' 'INTEND'
RHS
 RHS wood 20
BOUNDS
 UP BND chairs 4
 PL BND tables
ENDATA
`;

/** Names with blanks are only possible where columns of characters tell fields apart. */
const FIXED_MPS = `NAME          SHOP
OBJSENSE
    MAX
ROWS
 N  PROFIT
 L  WOOD IN
COLUMNS
    MARKER                 'MARKER'                 'INTORG'
    CHAIRS    PROFIT               3   WOOD IN              2
    TABLES    PROFIT               5   WOOD IN              4
    MARKER                 'MARKER'                 'INTEND'
RHS
    RHS       WOOD IN             20
BOUNDS
 UP BND       CHAIRS               4
 PL BND       TABLES
ENDATA
`;

const JSON_TEXT = JSON.stringify({
  format: "hunch-program",
  version: 1,
  sense: "maximize",
  columns: [
    { name: "chairs", objective: 3, upper: 4, kind: "integer" },
    { name: "tables", objective: 5, kind: "integer" },
  ],
  rows: [
    {
      name: "wood",
      upper: 20,
      terms: [
        [0, 2],
        [1, 4],
      ],
    },
  ],
});

/** The same, its row at 0 plus twice a parameter that has a value. */
const JSON_2 = JSON.stringify({
  format: "hunch-program",
  version: 2,
  sense: "maximize",
  columns: [
    { name: "chairs", objective: 3, upper: 4, kind: "integer" },
    { name: "tables", objective: 5, kind: "integer" },
  ],
  rows: [
    {
      name: "wood",
      upper: 0,
      terms: [
        [0, 2],
        [1, 4],
      ],
    },
  ],
  parametric: {
    parameters: [{ name: "delivery", value: 10 }],
    terms: [{ target: "rowUpper", row: 0, parameter: 0, coefficient: 2 }],
  },
});

const caseOf = (name) => readFileSync(new URL(`../../tests/cases/mof/${name}`, import.meta.url), "utf8");
const MOF = caseOf("shop.mof.json");

const TEXTS = {
  "free MPS": FREE_MPS,
  "fixed MPS": FIXED_MPS,
  "CPLEX-LP": LP,
  JSON: JSON_TEXT,
  "JSON 2": JSON_2,
  MathOptFormat: MOF,
};

describe("a program as text", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  for (const [format, text] of Object.entries(TEXTS)) {
    test(`${format} is read as a string, as bytes and gzipped, and the answer names its columns`, async () => {
      const bytes = new TextEncoder().encode(text);
      for (const given of [
        text,
        bytes,
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
        gzipSync(text),
      ]) {
        const answer = await hunch.solve(given);
        assert.equal(answer.status, "optimal");
        assert.equal(answer.objective, 27);
        assert.deepEqual(
          answer.columns.map((name) => name.toLowerCase()),
          ["chairs", "tables"],
        );
        assert.deepEqual([...answer.values], [4, 3]);
      }
    });
  }

  test("the cases of MathOptFormat have their right values", async () => {
    for (const [name, objective, values] of [
      ["every-set.mof.json", 26, [2, 3, -1, 1]],
      ["vectors.mof.json", 25, [0, 5, 5]],
    ]) {
      const answer = await hunch.solve(caseOf(name), { strict: true, format: "mof" });
      assert.deepEqual([answer.status, answer.objective], ["optimal", objective], name);
      assert.deepEqual([...answer.values], values, name);
    }
    const { warnings } = await hunch.solve(caseOf("doubtful.mof.json"));
    assert.deepEqual(
      warnings.map(({ kind, line }) => [kind, line]),
      [
        ["assumed", 2],
        ["ignored", 3],
        ["assumed", 4],
        ["ignored", 7],
        ["ignored", 8],
        ["ignored", 8],
        ["constant-moved", 8],
      ],
    );
  });

  test("either engine solves it, and events come", async () => {
    for (const engine of ["hunch", "microlp"]) {
      const incumbents = [];
      const answer = await hunch.solve(LP, {
        engine,
        onEvent: (event) => event.type === "incumbent" && incumbents.push(event.objective),
      });
      assert.deepEqual([answer.objective, incumbents.at(-1)], [27, 27], engine);
    }
  });

  test("the caller's bytes are not kept", async () => {
    const bytes = new TextEncoder().encode(LP);
    const pending = hunch.solve(bytes);
    bytes.fill(32);
    assert.equal((await pending).objective, 27);
  });

  /** Text, options, and what the error must say. */
  const BAD = [
    [
      "a misspelt number of LP",
      LP.replace("<= 20", "<= 2O"),
      {},
      { field: "text", value: "O", line: 4, column: 32 },
    ],
    [
      "an unknown row of MPS",
      FREE_MPS.replace("chairs profit 3 wood 2", "chairs profit 3 wool 2"),
      {},
      { field: "text", value: "wool", line: 9, column: 18 },
    ],
    [
      "a section of MPS that nobody reads",
      FREE_MPS.replace("ENDATA", "CSECTION\nENDATA"),
      {},
      { field: "text", line: 17, column: 1 },
    ],
    [
      "broken JSON",
      '{ "format": "hunch-program",\n  "version": }',
      {},
      { field: "text", line: 2, column: 14 },
    ],
    [
      "a wrong field of JSON",
      JSON_TEXT.replace('"upper":20', '"upper":"much"'),
      {},
      { field: "rows[0].upper" },
    ],
    [
      "a parameter without a value",
      JSON_2.replace('{"name":"delivery","value":10}', '"delivery"'),
      {},
      { field: "parametric.parameters[0]", value: '"delivery"' },
    ],
    [
      "a set of no members",
      JSON_2.replace('"rows"', '"sos":[{"type":1}],"rows"'),
      {},
      { field: "sos[0].members" },
    ],
    [
      "a set that is not solved here",
      caseOf("every-set.mof.json").replace('"type": "ZeroOne"', '"type": "Parameter"'),
      {},
      { field: "text", line: 24, column: 5 },
    ],
    [
      "a wrong field of MathOptFormat",
      caseOf("every-set.mof.json").replace('"upper": -1 }', '"upper": "low" }'),
      {},
      { field: "constraints[2].set.upper", value: '"low"', line: 22, column: 5 },
    ],
    ["bytes that are not UTF-8", new Uint8Array([0x4e, 0x41, 0xff]), {}, { field: "text", value: "byte 2" }],
    ["a damaged gzip stream", gzipSync(LP).subarray(0, 40), {}, { field: "text" }],
    ["a text of no known beginning", "hello", {}, { field: "format" }],
    ["an empty text", "", {}, { field: "format" }],
    ["an unknown format", LP, { format: "gms" }, { field: "format", value: '"gms"' }],
    ["the wrong format", LP, { format: "mps" }, { field: "text", line: 1, column: 1 }],
  ];

  for (const [what, text, options, expected] of BAD) {
    test(`${what}: a typed error with the place, and the next call works`, async () => {
      const error = await rejection(hunch.solve(text, options));
      assert.ok(error instanceof HunchError, `${error}`);
      assert.equal(error.code, "invalid-input", error.message);
      const { field, value, line, column } = error;
      const seen = { field, value, line, column };
      for (const [name, wanted] of Object.entries(expected))
        assert.equal(seen[name], wanted, `${name}: ${error.message}`);
      assert.equal((await hunch.solve(LP)).objective, 27);
    });
  }

  test("a small gzip stream that unpacks to too much is stopped", async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20, " "));
    assert.ok(bomb.length < 2 ** 17);
    const error = await rejection(hunch.solve(bomb));
    assert.deepEqual([error.code, error.field], ["invalid-input", "text"]);
  });

  const DOUBTFUL = `minimize x subject to c: x >= 2 bounds x <= 9 x <= 7 z <= 4 end of it`;

  test("what a text leaves in doubt is said with its place, and refused when asked to", async () => {
    const answer = await hunch.solve(DOUBTFUL);
    assert.deepEqual([answer.objective, answer.columns], [2, ["x", "z"]]);
    assert.deepEqual(
      answer.warnings.map(({ kind, line, column }) => [kind, line, column]),
      [
        ["overridden", 1, 47],
        ["declared-late", 1, 54],
        ["ignored", 1, 65],
      ],
    );
    for (const { message } of answer.warnings) assert.ok(message.length > 20, message);
    const error = await rejection(hunch.solve(DOUBTFUL, { strict: true }));
    assert.deepEqual([error.code, error.field, error.line, error.column], ["invalid-input", "text", 1, 47]);
    assert.match(error.message, /strict/);
    assert.deepEqual((await hunch.solve(LP, { strict: true })).warnings, []);
    assert.equal((await rejection(hunch.solve(LP, { strict: "yes" }))).field, "strict");
  });

  test("numbers of 1e20 and more are infinite in texts and in objects alike", async () => {
    const program = {
      format: "hunch-program",
      version: 1,
      columns: [
        { objective: 1, upper: 1e30 },
        { objective: -1, upper: 3 },
      ],
      rows: [],
    };
    program.rows = [
      { lower: 3, upper: 1e20, terms: [[0, 1]] },
      { lower: -1e25, upper: Infinity, terms: [[1, 1]] },
    ];
    assert.equal((await hunch.solve(program)).objective, 0);
    delete program.rows[1].upper;
    assert.equal((await hunch.solve(JSON.stringify(program))).objective, 0);
    const wrong = { ...program, columns: [{ lower: 1e20 }, { objective: 1e20 }] };
    for (const given of [wrong, JSON.stringify(wrong)])
      assert.equal((await rejection(hunch.solve(given))).field, "columns[0].lower");
    wrong.columns[0] = {};
    for (const given of [wrong, JSON.stringify(wrong)])
      assert.equal((await rejection(hunch.solve(given))).field, "columns[1].objective");
  });

  test("the columns of a tree's group take the same value in texts; an object with a tree is refused, not read in part", async () => {
    const program = {
      format: "hunch-program",
      version: 1,
      columns: [{ objective: 1 }, { objective: 3 }],
      rows: [
        { lower: 2, terms: [[0, 1]] },
        { lower: 5, terms: [[1, 1]] },
      ],
      tree: { stages: ["now"], nodes: [{ columns: [] }], groups: [[0, 1]] },
    };
    assert.equal((await hunch.solve(JSON.stringify(program))).objective, 20);
    const error = await rejection(hunch.solve(program));
    assert.deepEqual([error.code, error.field], ["not-applicable", "tree"]);
  });

  test("a text has no family, so a method that needs one does not apply", async () => {
    assert.equal((await rejection(hunch.solve(LP, { method: "exact" }))).code, "not-applicable");
  });
});
