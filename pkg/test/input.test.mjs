/** Bad input: each a typed error that names field and value, and the next call works. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { HunchError, init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";
import { lots as good } from "./support/instances.mjs";
import { card, file, tensors, weights } from "./support/weights.mjs";

/** Input, the field that must be named and the value that must be shown. */
const BAD_INSTANCES = [
  ["NaN", { ...good, demand: [3, NaN] }, "demand[1]", "NaN"],
  ["an infinite cost", { ...good, setupCost: [Infinity, 5] }, "setupCost[0]", "Infinity"],
  ["a negative demand", { ...good, demand: [-3, 4] }, "demand[0]", "-3"],
  ["a negative capacity", { ...good, capacity: [9, -1] }, "capacity[1]", "-1"],
  ["a number too large to compute with", { ...good, holdingCost: [1, 1e300] }, "holdingCost[1]"],
  ["lengths that differ", { ...good, capacity: [9] }, "capacity", "1 entries"],
  [
    "no periods",
    { family: "clsp", demand: [], capacity: [], productionCost: [], setupCost: [], holdingCost: [] },
    "demand",
    "0 entries",
  ],
  ["too many periods", { ...good, demand: new Float64Array(20_000) }, "demand", "20000 entries"],
  ["a missing array", { ...good, setupCost: undefined }, "setupCost", "undefined"],
  ["text in an array", { ...good, demand: [3, "4"] }, "demand[1]", '"4"'],
  ["text instead of an array", { ...good, demand: "3,4" }, "demand", '"3,4"'],
  ["an unknown family", { ...good, family: "tsp" }, "family", '"tsp"'],
  ["a prototype's name as family", { ...good, family: "constructor" }, "family", '"constructor"'],
  ["null", null, "instance", "null"],
  ["a number", 7, "instance", "7"],
];

const program = {
  format: "hunch-program",
  version: 1,
  columns: [{ objective: 1 }],
  rows: [{ lower: 1, terms: [[0, 1]] }],
};

const BAD_PROGRAMS = [
  ["another format", { ...program, format: "lp" }, "format"],
  ["a later version", { ...program, version: 3 }, "version"],
  ["no columns", { ...program, columns: undefined }, "columns"],
  ["NaN in the objective", { ...program, columns: [{ objective: NaN }] }, "columns[0].objective"],
  [
    "a column that is not there",
    { ...program, rows: [{ lower: 1, terms: [[3, 1]] }] },
    "rows[0].terms[0][0]",
  ],
  ["a NaN coefficient", { ...program, rows: [{ lower: 1, terms: [[0, NaN]] }] }, "rows[0].terms[0][1]"],
  ["a misspelt field", { ...program, columns: [{ objectve: 1 }] }, "columns[0].objectve"],
  ["a kind that is none", { ...program, columns: [{ kind: "binary" }] }, "columns[0].kind"],
];

const BAD_OPTIONS = [
  ["a level of zero", { level: 0 }, "level", "0"],
  ["a level of NaN", { level: NaN }, "level", "NaN"],
  ["a negative time limit", { timeLimit: -1 }, "timeLimit", "-1"],
  ["an unknown method", { method: "magic" }, "method", '"magic"'],
  ["an unknown engine", { engine: "cplex" }, "engine", '"cplex"'],
];

describe("bad input", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [weights()] });
  });
  after(() => hunch.dispose());

  async function refuses(promise, code, field, value) {
    const error = await rejection(promise);
    assert.ok(error instanceof HunchError, `${error}`);
    assert.equal(error.code, code, error.message);
    if (field !== undefined) assert.equal(error.field, field, error.message);
    if (value !== undefined) assert.equal(error.value, value, error.message);
    assert.equal((await hunch.solve(good, { method: "exact" })).status, "optimal", "the next call works");
  }

  for (const [what, instance, field, value] of BAD_INSTANCES) {
    test(`solve refuses ${what}`, () => refuses(hunch.solve(instance), "invalid-input", field, value));
  }

  for (const [what, instance, field] of BAD_INSTANCES.slice(0, 10)) {
    test(`predict refuses ${what} and says in which instance`, () =>
      refuses(hunch.predict([good, instance]), "invalid-input", `instances[1].${field}`));
  }

  for (const [what, bad, field] of BAD_PROGRAMS) {
    test(`solve refuses a program with ${what}`, () => refuses(hunch.solve(bad), "invalid-input", field));
  }

  for (const [what, options, field, value] of BAD_OPTIONS) {
    test(`solve refuses ${what}`, () => refuses(hunch.solve(good, options), "invalid-input", field, value));
  }

  test("a method that needs a family does not apply to a program", () =>
    refuses(hunch.solve(program, { method: "guess" }), "not-applicable", "method", "guess"));

  test("input that cannot be copied to a worker is refused", () =>
    refuses(hunch.solve({ ...program, name: () => 1 }), "invalid-input"));

  test("sample refuses what it cannot draw", async () => {
    const distribution = { family: "clsp", c: 3, f: 1000, horizon: 10 };
    await refuses(hunch.sample({ ...distribution, family: "tsp" }, 1), "invalid-input", "family");
    await refuses(hunch.sample({ ...distribution, horizon: 0 }, 1), "invalid-input", "horizon", "0");
    await refuses(hunch.sample({ ...distribution, horizon: 1e9 }, 1), "invalid-input", "horizon");
    await refuses(hunch.sample({ ...distribution, c: 2.5 }, 1), "invalid-input", "c", "2.5");
    await refuses(hunch.sample(distribution, -1), "invalid-input", "seed", "-1");
    await refuses(hunch.sample(distribution, 0.5), "invalid-input", "seed", "0.5");
  });

  test("without a model a guess is refused and the others work", async () => {
    const bare = await init({ weights: [] });
    try {
      assert.equal((await rejection(bare.solve(good, { method: "guess" }))).code, "no-model");
      assert.equal((await rejection(bare.predict(good))).code, "no-model");
      assert.equal((await bare.solve(good, { method: "search" })).status, "optimal");
      assert.equal((await bare.solve(good)).status, "optimal");
    } finally {
      bare.dispose();
    }
  });
});

describe("untrusted weights", () => {
  const refused = async (bytes, code = "invalid-weights") => {
    const error = await rejection(init({ weights: [bytes] }));
    assert.ok(error instanceof HunchError, `${error}`);
    assert.equal(error.code, code, error.message);
    return error;
  };
  const whole = weights();

  test("a truncated file is refused wherever it ends", async () => {
    for (const length of [0, 7, 8, 100, whole.length >> 1, whole.length - 1])
      await refused(whole.slice(0, length));
  });

  test("an edited file is refused: header, card, weights", async () => {
    for (const place of [3, 20, 60, whole.length - 3]) {
      const edited = whole.slice();
      edited[place] ^= 1;
      await refused(edited);
    }
  });

  test("a file with a wrong digest, a NaN, an unknown operator, another version or another family is refused", async () => {
    const theCard = card();
    const theTensors = tensors(theCard);
    const { message } = await refused(file(theCard, theTensors, "00"));
    assert.match(message, /sha256/);
    const withNaN = tensors(theCard);
    withNaN[0].values[2] = NaN;
    await refused(file(theCard, withNaN));
    await refused(file({ ...theCard, architecture: [{ op: "teleport" }] }, theTensors));
    assert.match((await refused(file({ ...theCard, version: 99 }, theTensors))).message, /99/);
    assert.match((await refused(file({ ...theCard, family: "tsp" }, theTensors))).message, /tsp/);
  });

  test("a header that is no JSON, nests without end or holds what a card cannot is refused in words", async () => {
    const raw = (text) => {
      const bytes = new Uint8Array(8 + text.length);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
      bytes.set(new TextEncoder().encode(text), 8);
      return bytes;
    };
    const nested = (levels) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;
    for (const text of ["", "{", "[]", "null", '{"__metadata__": 5}', '{"__proto__": {"hunch": "{}"}}'])
      assert.match((await refused(raw(text))).message, /header|metadata/);
    for (const text of [nested(40), nested(100_000), `{"a": ${nested(17)}}`])
      assert.match((await refused(raw(text))).message, /nested|header/);
    const theCard = card();
    const theTensors = tensors(theCard);
    const deep = JSON.parse(nested(20));
    assert.match((await refused(file({ ...theCard, note: deep }, theTensors))).message, /nested/);
    const training = { ...theCard.training, seed: -1 };
    for (const [field, wrong] of [
      ["name", 5],
      ["method", null],
      ["sizes", [{ c: "3" }]],
      ["training", training],
      ["training", { ...training, seed: 0.5 }],
      ["version", 2 ** 60],
    ]) {
      const { message } = await refused(file({ ...theCard, [field]: wrong }, theTensors));
      assert.match(message, new RegExp(field), message);
    }
  });

  test("something that is no file at all is refused", async () => {
    await refused(42, "invalid-input");
    await refused("/no/such/file.safetensors");
  });
});
