/** Promises of the comparison: a wrong answer is called wrong, and an answer that may be right is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, plain } from "../bench/lib/program.mjs";
import { bruteForce } from "./lib/brute.mjs";
import { compare } from "./lib/compare.mjs";
import { FLAVOURS, generate } from "./lib/generate.mjs";
import { toLp } from "./lib/text.mjs";

/** Maximise x + y, x + 2y <= 4, 0 <= x, y <= 3: the optimum is 3.5 at (3, 0.5), and 3 over the integers. */
const program = (kind) =>
  plain({
    sense: "maximize",
    columns: ["x", "y"].map((name) => ({ name, objective: 1, upper: 3, kind })),
    rows: [
      {
        name: "r",
        upper: 4,
        terms: [
          [0, 1],
          [1, 2],
        ],
      },
    ],
  });
const optimal = (values, objective, bound = objective) => ({ status: "optimal", values, objective, bound });
const verdict = (kind, ours, highs) => {
  const p = program(kind);
  return compare(p, ours, highs, bruteForce(p, check)).verdict;
};
const right = optimal([3, 0.5], 3.5);

test("the same answer agrees", () => {
  assert.equal(verdict("continuous", right, right), "agree");
  assert.equal(verdict("integer", optimal([2, 1], 3), optimal([3, 0], 3)), "agree");
});

test("a worse optimum, an infeasible point, a bound that passes the optimum and a false infeasibility are wrong", () => {
  assert.equal(verdict("continuous", optimal([3, 0], 3), right), "wrong");
  assert.equal(verdict("continuous", optimal([3, 1], 4), right), "wrong");
  assert.equal(verdict("continuous", optimal([3, 0.5], 3.5, 3.4), right), "wrong");
  assert.equal(verdict("continuous", { status: "infeasible", values: [] }, right), "wrong");
  assert.equal(
    verdict("integer", optimal([2, 0], 2), optimal([2, 0], 2)),
    "wrong",
    "enumeration knows better than both",
  );
});

test("no answer is called none, whoever gave none", () => {
  assert.equal(verdict("continuous", { status: "error", values: [] }, right), "no answer");
  assert.equal(
    verdict("continuous", { status: "limit", values: [] }, { status: "timeLimit", values: null }),
    "both open",
  );
});

test("a peer is wrong only when a point says so", () => {
  assert.equal(verdict("continuous", right, { status: "infeasible", values: null }), "peer wrong");
  assert.equal(verdict("continuous", right, optimal([3, 0], 3)), "peer wrong");
  const blurred = optimal([3, 0.5 + 1e-6], 3.500001);
  assert.equal(verdict("continuous", right, optimal([3, 0.50001], 3.50001)), "tolerance");
  assert.equal(verdict("continuous", right, blurred), "agree");
});

test("the same seed gives the same program, and every kind is drawn", () => {
  for (const kind of Object.keys(FLAVOURS)) {
    const drawn = Array.from({ length: 60 }, (_, seed) => generate(kind, seed));
    assert.deepEqual(
      drawn,
      Array.from({ length: 60 }, (_, seed) => generate(kind, seed)),
    );
    assert.deepEqual(new Set(drawn.map((d) => d.flavour)), new Set(Object.keys(FLAVOURS[kind])));
    assert.ok(drawn.every((d) => toLp(d.json).endsWith("end\n")));
    assert.ok(drawn.every((d) => d.json.columns.some((c) => c.kind === "integer") === (kind === "mip")));
  }
});
