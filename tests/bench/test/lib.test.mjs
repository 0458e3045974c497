/**
 * The benchmark believes nobody: what it checks, compares and reports is itself tested here. Run with `node
 * --test test/`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, losses, primalIntegral, ratioToBest } from "../lib/judge.mjs";
import { check, plain } from "../lib/program.mjs";
import { report } from "../lib/report.mjs";
import { geometricMean, median } from "../lib/statistics.mjs";
import { open } from "../solvers/index.mjs";

/**
 * max 5a + 4b − c + 1, 2a + 3b <= 12, a − b >= −2 (range to 3), c free with c >= a − 4; a, b integer; a in
 * [1, 4].
 */
const JSON_PROGRAM = {
  format: "hunch-program",
  version: 1,
  sense: "maximize",
  offset: 1,
  columns: [
    { objective: 5, lower: 1, upper: 4, kind: "integer" },
    { objective: 4, kind: "integer" },
    { objective: -1, lower: null },
  ],
  rows: [
    {
      upper: 12,
      terms: [
        [0, 2],
        [1, 3],
      ],
    },
    {
      lower: -2,
      upper: 3,
      terms: [
        [0, 1],
        [1, -1],
      ],
    },
    {
      upper: 4,
      terms: [
        [0, 1],
        [2, -1],
      ],
    },
  ],
};
/** a = 4, b = 1, c = 0: by hand, 20 + 4 + 1. */
const OPTIMUM = 25;

test("defaults of the JSON form become infinite bounds where it says so", () => {
  const program = plain(JSON_PROGRAM);
  assert.deepEqual([...program.lower], [1, 0, -Infinity]);
  assert.deepEqual([...program.upper], [4, Infinity, Infinity]);
  assert.deepEqual([...program.rowLower], [-Infinity, -2, -Infinity]);
  assert.deepEqual([...program.starts], [0, 2, 4, 6]);
});

test("a point is checked for rows, bounds and integrality, and its objective is computed anew", () => {
  const program = plain(JSON_PROGRAM);
  assert.deepEqual(check(program, [4, 1, 0]), { feasible: true, objective: OPTIMUM });
  assert.equal(check(program, [4, 2, 0]).feasible, false);
  assert.equal(check(program, [5, 0, 1]).feasible, false);
  assert.equal(check(program, [3.5, 1, 0]).feasible, false);
  assert.equal(check(program, [NaN, 1, 0]).feasible, false);
  assert.equal(check(program, null).feasible, false);
});

for (const name of ["highs", "glpk", "yalps"]) {
  test(`the adapter of ${name} hands over every kind of bound and row`, async () => {
    const solver = await open(name);
    const answer = await solver.solve(solver.prepare(JSON_PROGRAM), 5);
    assert.equal(answer.status, "optimal");
    const { feasible, objective } = check(plain(JSON_PROGRAM), answer.values);
    assert.ok(feasible);
    assert.ok(Math.abs(objective - OPTIMUM) < 1e-6, `${objective}`);
  });
}

const result = (status, objective, seconds, bound = null) => ({ status, objective, seconds, bound });
const INSTANCE = { name: "i", family: "f", optimum: null };

test("a claim that a checked point refutes is wrong, whoever makes it", () => {
  const results = {
    a: result("optimal", 10, 0.1),
    b: result("optimal", 11, 0.1),
    c: result("infeasible", null, 0.1),
    d: result("limit", 12, 5, 10.5),
    e: result("optimal", null, 0.1),
  };
  const verdict = judge(INSTANCE, results, false, 5);
  assert.equal(verdict.best, 10);
  assert.deepEqual(
    Object.values(verdict.results).map((r) => r.wrong),
    [false, true, true, true, true],
  );
  assert.deepEqual(
    Object.values(
      judge(INSTANCE, { a: result("optimal", 10, 1), b: result("optimal", 11, 1) }, true, 5).results,
    ).map((r) => r.wrong),
    [true, false],
  );
});

test("losses are by time, by proof and by objective, worst first", () => {
  const judged = (us, them) => judge(INSTANCE, { us, them }, false, 5);
  const kinds = (us, them) => losses([judged(us, them)], "us").map((l) => l.kind);
  assert.deepEqual(kinds(result("optimal", 10, 2), result("optimal", 10, 1)), ["slower"]);
  assert.deepEqual(kinds(result("optimal", 10, 1), result("optimal", 10, 1)), []);
  assert.deepEqual(kinds(result("feasible", 10, 5), result("optimal", 10, 1)), ["not proven"]);
  assert.deepEqual(kinds(result("feasible", 11, 5), result("feasible", 10, 5)), ["worse point"]);
  assert.deepEqual(kinds(result("limit", null, 5), result("feasible", 10, 5)), ["no feasible point"]);
  assert.deepEqual(kinds(result("feasible", 10, 5), result("limit", null, 5)), []);
  assert.deepEqual(kinds(result("optimal", 11, 1), result("optimal", 10, 5)), ["wrong"]);
});

test("the best peer is whoever was fastest on the instance, unless it was wrong", () => {
  const results = {
    us: result("optimal", 10, 3),
    slow: result("optimal", 10, 2),
    fast: result("optimal", 10, 1),
    wrong: result("optimal", 11, 0.1),
  };
  assert.deepEqual(ratioToBest(judge(INSTANCE, results, false, 5), "us"), {
    name: "i",
    peer: "fast",
    ratio: 3,
  });
  const open = judge(INSTANCE, { us: result("feasible", 10, 5), peer: result("limit", null, 5) }, false, 5);
  assert.equal(ratioToBest(open, "us").ratio, 1);
  assert.equal(ratioToBest(judge(INSTANCE, { us: result("optimal", 10, 3) }, false, 5), "us"), null);
});

test("the report has the ratio to the best peer and the time to our first point, by family", () => {
  const ours = (seconds, first) => ({ ...result("optimal", 10, seconds), first });
  const judgements = [
    judge(
      { ...INSTANCE, name: "f-0" },
      { hunch: ours(1, 0.05), a: result("optimal", 10, 4), b: result("optimal", 10, 2) },
      false,
      5,
    ),
    judge(
      { ...INSTANCE, name: "f-1" },
      { hunch: ours(2, 0.07), a: result("optimal", 10, 1), b: result("optimal", 10, 3) },
      false,
      5,
    ),
    judge(
      { ...INSTANCE, name: "g-0", family: "g" },
      { hunch: { ...result("limit", null, 5), first: null }, a: result("optimal", 10, 1) },
      false,
      5,
    ),
  ];
  const solvers = ["hunch", "a", "b"].map((name) => ({ name, label: name, version: "1" }));
  const text = report(judgements, solvers, { us: "hunch", timeLimit: 5, clock: "wall", command: "test" });
  const best = text.slice(text.indexOf("## Beside the best"), text.indexOf("## The first"));
  assert.match(best, /\| f \| 2 \| 1 \| 2 \(f-1, a\) \|/);
  assert.match(best, /\| g \| 1 \| 5 \| 5 \(g-0, a\) \|/);
  const first = text.slice(text.indexOf("## The first"), text.indexOf("## Where the limit"));
  assert.match(first, /\| f \| 2\/2 \| 60 ms \| 70 ms \(f-1\) \| yes \|/);
  assert.match(first, /\| g \| 0\/1 \| 5 s \| none within the limit \(g-0\) \| \*\*no\*\* \|/);
});

test("what is not solved counts as the limit", () => {
  const { results } = judge(
    INSTANCE,
    { a: result("feasible", 10, 0.2), b: result("optimal", 10, 0.2) },
    false,
    5,
  );
  assert.equal(results.a.time, 5);
  assert.equal(results.b.time, 0.2);
});

test("the primal integral sums up how far points are from the best one", () => {
  assert.equal(primalIntegral([], 10, 4), 4);
  // No point for a second, half as good for two, the best one for the last.
  const points = [
    [1, 20],
    [3, 10],
  ];
  assert.equal(primalIntegral(points, 10, 4), 1 + 0.5 * 2);
  // A point of the other sign is as bad as none; what comes after the end does not count.
  assert.equal(primalIntegral([[1, -5]], 10, 3), 3);
  assert.equal(primalIntegral(points, 10, 2), 1 + 0.5);
  const told = { ...result("feasible", 10, 3), points };
  const { results } = judge(INSTANCE, { a: told, b: result("optimal", 10, 1) }, false, 5);
  assert.equal(results.a.integral, 2);
  assert.equal(results.b.integral, null);
});

test("means are the usual ones", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Math.abs(geometricMean([1, 4]) - 2) < 1e-12);
  assert.equal(geometricMean([]), null);
});

test("where we leave an instance open, the report says how far everybody's points are from the best known one", () => {
  const result = (status, objective) => ({ status, objective, bound: null, seconds: 1, cpuSeconds: 1 });
  const instance = (name, family) => ({ name, family, optimum: null });
  const judgements = [
    judge(instance("a-0", "a"), { hunch: result("feasible", 103), peer: result("feasible", 100) }, false, 3),
    judge(instance("a-1", "a"), { hunch: result("feasible", 101), peer: result("limit", null) }, false, 3),
    judge(instance("b-0", "b"), { hunch: result("optimal", 5), peer: result("optimal", 5) }, false, 3),
  ];
  const solvers = ["hunch", "peer"].map((name) => ({ name, label: name, version: "1" }));
  const text = report(judgements, solvers, { us: "hunch", timeLimit: 3, clock: "wall", command: "test" });
  const open = text.slice(text.indexOf("## Where the limit comes first"), text.indexOf("## All instances"));
  // 3 % and 0 % off for us; the peer has one point, the best known.
  assert.match(open, /\| a \| 2\/2, 1\.5 % \| 1\/2, 0 % \|/);
  assert.doesNotMatch(open, /\| b \|/);
});
