/** Searches that are held, stepped and stopped between their slices. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";

/** Sums that can hardly be met (Cornuéjols and Dawande, "A class of hard small 0-1 programs", 1998). */
const HARD = (() => {
  const columns = Array.from({ length: 30 }, (_, j) => `x${j}`);
  const rows = [3, 5, 7, 11].map((m, i) => {
    const weights = columns.map((_, j) => ((j + 1) * (j + 1) * m * 7_919 + 31 * j) % 100);
    const half = Math.floor(weights.reduce((a, b) => a + b, 0) / 2);
    return ` r${i}: ${weights.map((w, j) => `+ ${w} x${j}`).join(" ")} + s${i} - t${i} = ${half}`;
  });
  return `min\n ${rows.map((_, i) => `+ s${i} + t${i}`).join(" ")}\nst\n${rows.join("\n")}\nbinary\n ${columns.join(" ")}\nend\n`;
})();
const KNAPSACK =
  "max\n 41 a + 34 b + 47 c + 53 d + 29 e\nst\n w: 82 a + 67 b + 95 c + 106 d + 57 e <= 310\n v: 31 a + 45 b + 28 c + 52 d + 40 e <= 155\nbounds\n a <= 2\n b <= 2\n c <= 2\n d <= 2\n e <= 2\ngeneral\n a b c d e\nend\n";

describe("pace", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  test("a search in slices answers as one without", async () => {
    const said = ({ status, objective, bound, statistics }) => [status, objective, bound, statistics.nodes];
    const whole = await hunch.solve(HARD, { nodeLimit: 50 });
    const asked = { go: 0, step: 0 };
    for (const way of ["go", "step"]) {
      const pace = () => {
        asked[way] += 1;
        return way;
      };
      assert.deepEqual(said(await hunch.solve(HARD, { nodeLimit: 50, pace })), said(whole));
    }
    assert.ok(asked.go > 0 && asked.step > 50 * asked.go, JSON.stringify(asked));
  });

  test("nothing happens while it waits, a step is less than a slice, and a stop keeps what there is", async () => {
    const events = [];
    const counts = [];
    const answer = await hunch.solve(HARD, {
      onEvent: (event) => events.push(event),
      pace: async () => {
        counts.push(events.length);
        if (counts.length < 20) return "go";
        const before = events.length;
        await new Promise((resolve) => setTimeout(resolve, 5));
        assert.equal(events.length, before);
        return counts.length < 60 ? "step" : "stop";
      },
    });
    assert.equal(answer.status, "feasible");
    assert.ok(answer.bound <= answer.objective);
    assert.equal(counts.length, 60);
    const [slices, steps] = [counts[19] - counts[0], counts[59] - counts[19]];
    assert.ok(slices > steps, `${slices} events in slices, ${steps} in steps`);
    const closed = events.filter(({ type }) => type === "nodeClosed");
    assert.ok(closed.at(-1).iterations > 0 && closed.at(-1).iterations <= answer.statistics.iterations);
  });

  test("what it throws is told, and the next call works", async () => {
    const error = await rejection(
      hunch.solve(HARD, {
        pace: () => {
          throw new Error("no more");
        },
      }),
    );
    assert.deepEqual([error.code, error.message], ["callback", "pace failed: no more"]);
    assert.equal((await hunch.solve(KNAPSACK)).status, "optimal");
  });

  test("where no search runs in slices it is refused, with its name", async () => {
    const pace = () => "go";
    for (const options of [{ engine: "microlp" }, { workers: 2 }, { pool: { count: 2 } }]) {
      const error = await rejection(hunch.solve(KNAPSACK, { pace, ...options }));
      assert.deepEqual([error.code, error.field], ["not-applicable", "pace"], JSON.stringify(options));
    }
    assert.equal((await rejection(hunch.solve(KNAPSACK, { pace: "go" }))).field, "pace");
  });
});
