/** Why is it infeasible? In the names of rows and columns, and only when asked. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";

/** Five beds need 20 of the 12 planks, whatever else is made. */
const WORKSHOP = `minimize
 cost: beds + shelves
subject to
 wood: 4 beds + 3 shelves <= 12
 orders: beds >= 5
 space: beds + shelves <= 100
end
`;

/** A whole number between 1.2 and 1.8: only integrality forbids it. */
const BETWEEN = `minimize
 z: x + y
subject to
 low: x >= 1.2
 high: x <= 1.8
 other: x + y >= 1
bounds
 x <= 9
general
 x
end
`;

describe("an explanation", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  test("names rows and bounds that cannot hold together, and leaves out the others", async () => {
    const { status, explanation } = await hunch.solve(WORKSHOP, { explain: true });
    assert.equal(status, "infeasible");
    assert.deepEqual(explanation.rows, [
      { index: 0, name: "wood", upper: 12, integer: false },
      { index: 1, name: "orders", lower: 5, integer: false },
    ]);
    assert.deepEqual(explanation.columns, [{ index: 1, name: "shelves", lower: 0, integer: false }]);
    assert.equal(explanation.irreducible, true);
    assert.match(explanation.text, /row "wood" is at most 12\n/);
  });

  test("names integrality where that is to blame, with either engine", async () => {
    for (const engine of ["hunch", "microlp"]) {
      const { explanation } = await hunch.solve(BETWEEN, { explain: true, engine });
      assert.deepEqual(
        explanation.rows.map((row) => row.name),
        ["low", "high"],
        engine,
      );
      assert.deepEqual(explanation.columns, [{ index: 0, name: "x", integer: true }], engine);
    }
  });

  test("speaks of a lot-sizing instance in its periods, whatever the method", async () => {
    const short = {
      family: "clsp",
      demand: [5, 9, 1],
      capacity: [6, 6, 9],
      productionCost: [1, 1, 1],
      setupCost: [1, 1, 1],
      holdingCost: [1, 1, 1],
    };
    for (const method of ["search", "exact", "guess"]) {
      const { status, explanation } = await hunch.solve(short, { method, explain: true });
      assert.equal(status, "infeasible", method);
      assert.ok(
        explanation.rows.some((row) => row.name === "balance[2]"),
        method,
      );
      assert.ok(!explanation.rows.some((row) => row.name === "balance[3]"), method);
    }
  });

  test("is not given when nobody asked, nor when there is a feasible answer", async () => {
    assert.equal((await hunch.solve(WORKSHOP)).explanation, undefined);
    assert.equal(
      (await hunch.solve(WORKSHOP.replace(">= 5", ">= 2"), { explain: true })).explanation,
      undefined,
    );
    assert.equal((await rejection(hunch.solve(WORKSHOP, { explain: "yes" }))).field, "explain");
  });
});

describe("a memory limit", () => {
  test("refuses a program that needs more before it is built, and takes what fits", async () => {
    const hunch = await init({ weights: [] });
    const columns = Array.from({ length: 20_000 }, () => ({ objective: 1, upper: 1, kind: "integer" }));
    const large = { format: "hunch-program", version: 1, columns, rows: [] };
    try {
      const error = await rejection(hunch.solve(large, { memoryLimit: 2 ** 20 }));
      assert.equal(error.code, "not-applicable", error.message);
      assert.match(error.message, /1048576/);
      assert.equal((await hunch.solve(large)).objective, 0);
      assert.equal((await rejection(hunch.solve(large, { memoryLimit: 1000 }))).field, "memoryLimit");
    } finally {
      hunch.dispose();
    }
  });
});
