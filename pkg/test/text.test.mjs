/** Programs as text: read as the formats say, refused with the place, and answered in the names of the text. */

import assert from "node:assert/strict";
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
  rows: [{ name: "wood", upper: 20, terms: [[0, 2], [1, 4]] }],
});

const TEXTS = { "free MPS": FREE_MPS, "fixed MPS": FIXED_MPS, "CPLEX-LP": LP, JSON: JSON_TEXT };

describe("a program as text", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  for (const [format, text] of Object.entries(TEXTS)) {
    test(`${format} is read as a string, as bytes and gzipped, and the answer names its columns`, async () => {
      const bytes = new TextEncoder().encode(text);
      for (const given of [text, bytes, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), gzipSync(text)]) {
        const answer = await hunch.solve(given);
        assert.equal(answer.status, "optimal");
        assert.equal(answer.objective, 27);
        assert.deepEqual(answer.columns.map((name) => name.toLowerCase()), ["chairs", "tables"]);
        assert.deepEqual([...answer.values], [4, 3]);
      }
    });
  }

  test("either engine solves it, and events come", async () => {
    for (const engine of ["hunch", "microlp"]) {
      const incumbents = [];
      const answer = await hunch.solve(LP, { engine, onEvent: (event) => event.type === "incumbent" && incumbents.push(event.objective) });
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
    ["a misspelt number of LP", LP.replace("<= 20", "<= 2O"), {}, { field: "text", value: "O", line: 4, column: 32 }],
    ["an unknown row of MPS", FREE_MPS.replace("chairs profit 3 wood 2", "chairs profit 3 wool 2"), {}, { field: "text", value: "wool", line: 9, column: 18 }],
    ["special ordered sets", FREE_MPS.replace("ENDATA", "SOS\nENDATA"), {}, { field: "text", line: 17, column: 1 }],
    ["broken JSON", '{ "format": "hunch-program",\n  "version": }', {}, { field: "text", line: 2, column: 14 }],
    ["a wrong field of JSON", JSON_TEXT.replace('"upper":20', '"upper":"much"'), {}, { field: "rows[0].upper" }],
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
      for (const [name, wanted] of Object.entries(expected)) assert.equal(seen[name], wanted, `${name}: ${error.message}`);
      assert.equal((await hunch.solve(LP)).objective, 27);
    });
  }

  test("a small gzip stream that unpacks to too much is stopped", async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20, " "));
    assert.ok(bomb.length < 2 ** 17);
    const error = await rejection(hunch.solve(bomb));
    assert.deepEqual([error.code, error.field], ["invalid-input", "text"]);
  });

  test("a text has no family, so a method that needs one does not apply", async () => {
    assert.equal((await rejection(hunch.solve(LP, { method: "exact" }))).code, "not-applicable");
  });
});
