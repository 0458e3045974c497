// Proofs in the tab: certificates are made by one module and verified by another that has no code of the solver.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { init } from "../dist/node.js";

const hunch = await init();
after(() => hunch.dispose());

const text = `
  maximize total: 5 a + 4 b + 3 c
  subject to
    first: 2 a + 3 b + c <= 5
    second: 4 a + b + 2 c <= 11
    third: 3 a + 4 b + 2 c <= 8
  general
    a b c
  end`;

test("a certificate of an optimum is made, and verified", async () => {
  const answer = await hunch.solve(text, { certificate: true });
  assert.equal(answer.objective, 13);
  assert.equal(answer.certificateEnd, "complete");
  const verdict = await hunch.check(text, answer.certificate);
  assert.equal(verdict.accepted, true);
  assert.equal(verdict.claim, "optimal");
  assert.equal(verdict.bound, 13);
  assert.equal(verdict.point.exact, true);
});

test("a certificate of another program, or one that was tampered with, is refused", async () => {
  const { certificate } = await hunch.solve(text, { certificate: true });
  const other = await hunch.check(text.replace("<= 11", "<= 12"), certificate);
  assert.equal(other.accepted, false);
  assert.match(other.reason, /another|fingerprint/);
  const tampered = JSON.parse(certificate);
  tampered.bound = 12;
  const verdict = await hunch.check(text, JSON.stringify(tampered)).catch((error) => error);
  assert.notEqual(verdict.accepted, true);
  await assert.rejects(hunch.check(text, "no certificate"), { code: "invalid-input" });
});

test("infeasible and unbounded programs have certificates too", async () => {
  const infeasible = "minimize x\nsubject to\n r: 2 x + 2 y = 3\ngeneral\n x y\nend";
  const first = await hunch.solve(infeasible, { certificate: true });
  assert.equal(first.status, "infeasible");
  assert.equal((await hunch.check(infeasible, first.certificate)).claim, "infeasible");
  const program = {
    format: "hunch-program",
    version: 1,
    columns: [{ name: "x", objective: -1 }],
    rows: [{ lower: 1, terms: [[0, 1]] }],
  };
  const second = await hunch.solve(program, { certificate: true });
  assert.equal(second.status, "unbounded");
  const verdict = await hunch.check(program, second.certificate);
  assert.deepEqual([verdict.accepted, verdict.claim], [true, "unbounded"]);
});

test("what has no rows of its own has no certificate", async () => {
  const instance = {
    family: "clsp",
    demand: [3, 5],
    capacity: [9, 9],
    productionCost: [1, 1],
    setupCost: [2, 2],
    holdingCost: [1, 1],
  };
  await assert.rejects(hunch.solve(instance, { certificate: true }), { code: "not-applicable" });
});
