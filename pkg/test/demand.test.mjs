/** Rows on demand: a travelling salesman, and what becomes of a call whose function throws, waits or answers nonsense. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { init, model, squared, sum } from "../dist/node.js";
import { rejection } from "./support/check.mjs";
import { draw, salesman, shortest, tours } from "./support/salesman.mjs";
import { random } from "./support/weights.mjs";

/** The largest x + y + z in whole numbers to 9, within the ball of radius 7: told by its tangents. */
function ball() {
  const m = model("ball");
  const axes = m.set("axes", ["x", "y", "z"]);
  const at = m.integer("at", axes, { upper: 9 });
  m.maximize(sum(axes, (a) => at[a]));
  const tangent = ({ values }) => {
    const length = Math.hypot(...values);
    if (length <= 7) return [];
    return [{ upper: 7, terms: Array.from(values, (v, j) => [j, v / length]) }];
  };
  return { m, at, tangent };
}

/** The best by trying all. */
function bestInBall() {
  let best = 0;
  for (let x = 0; x <= 9; x++)
    for (let y = 0; y <= 9; y++)
      for (let z = 0; z <= 9; z++) if (x * x + y * y + z * z <= 49) best = Math.max(best, x + y + z);
  return best;
}

describe("rows on demand", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  test("carry on into later objectives", async () => {
    const { m, at, tangent } = ball();
    // Of the points with the greatest sum that with the least x, and then the one whose y is nearest to 5.
    m.thenMinimize(at.x, { name: "x" });
    m.thenMinimize(squared(at.y.minus(5)), { name: "y" });
    const points = [];
    for (let x = 0; x <= 9; x++)
      for (let y = 0; y <= 9; y++)
        for (let z = 0; z <= 9; z++) if (x * x + y * y + z * z <= 49) points.push([x, y, z]);
    const order = ([x, y, z]) => [-(x + y + z), x, (y - 5) ** 2];
    const compare = (a, b) => {
      const k = order(a).findIndex((value, k) => value !== order(b)[k]);
      return k < 0 ? 0 : order(a)[k] - order(b)[k];
    };
    const [best] = points.sort(compare);
    for (const rowsAt of ["integral", "all"]) {
      const answer = await hunch.solve(m.at(), { rows: tangent, rowsAt });
      assert.equal(answer.status, "optimal", answer.reason);
      const [sum, x, y] = order(best);
      assert.deepEqual(
        answer.objectives.map(({ reached }) => Math.round(1e6 * reached) / 1e6),
        [-sum, x, y],
      );
      assert.ok(answer.objectives.every(({ proven }) => proven));
    }
  });

  test("tell which points are the best ones", async () => {
    const { m, tangent } = ball();
    const sums = [];
    for (let x = 0; x <= 9; x++)
      for (let y = 0; y <= 9; y++)
        for (let z = 0; z <= 9; z++) if (x * x + y * y + z * z <= 49) sums.push(x + y + z);
    sums.sort((a, b) => b - a);
    const told = [];
    const { points, complete } = await hunch.solve(m.at(), {
      rows: tangent,
      pool: { count: 20 },
      onEvent: (event) => event.type === "point" && told.push(event.objective),
    });
    assert.ok(complete);
    assert.deepEqual(
      points.map(({ objective }) => objective),
      sums.slice(0, 20),
    );
    assert.equal(told.length, 20);
    for (const { values } of points) assert.ok(Math.hypot(...values) <= 7 + 1e-9);
  });

  test("make the shortest tour of 60 cities", { timeout: 300_000 }, async (t) => {
    const places = draw(60, random(3));
    const { program, rows, way } = salesman(places);
    const asked = { integral: 0, fractional: 0, rows: 0 };
    const started = performance.now();
    const answer = await hunch.solve(program, {
      rowsAt: "all",
      rows: (point) => {
        asked[point.integral ? "integral" : "fractional"] += 1;
        const told = rows(point);
        asked.rows += told.length;
        return told;
      },
    });
    t.diagnostic(
      `${(performance.now() - started).toFixed(0)} ms, ${answer.statistics.nodes} nodes, ${JSON.stringify(asked)}`,
    );
    assert.equal(answer.status, "optimal");
    const weight = places.map((_, a) => places.map((_, b) => (a === b ? 0 : answer.value(way(a, b)))));
    for (const row of weight)
      assert.equal(
        row.reduce((sum, value) => sum + value, 0),
        2,
      );
    assert.equal(tours(weight).length, 1);
    assert.ok(asked.integral > 0 && asked.rows > 0);
  });

  test("are as the README has them", { timeout: 300_000 }, async (t) => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const block = readme
      .split("```")
      .find((text) => text.startsWith("js\n") && text.includes('model("tour")'));
    const entry = new URL("../dist/node.js", import.meta.url).href;
    const code = `${block.slice(3).replace('"hunch-solver"', `"${entry}"`)}\nexport { hunch, tour, cities, way };`;
    const started = performance.now();
    const example = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    t.diagnostic(`${(performance.now() - started).toFixed(0)} ms`);
    example.hunch.dispose();
    const { tour, cities, way } = example;
    const weight = cities.map((a) => cities.map((b) => (a === b ? 0 : tour.value(way(a, b)))));
    assert.deepEqual([tour.status, tours(weight).length], ["optimal", 1]);
  });

  test("make the tours that a dynamic programme finds, whether cuts are asked for or not", async () => {
    for (const seed of [1, 2, 3, 4]) {
      const places = draw(11, random(seed));
      const { program, rows } = salesman(places);
      for (const rowsAt of ["integral", "all"]) {
        const answer = await hunch.solve(program, { rows, rowsAt });
        assert.deepEqual([answer.status, answer.objective], ["optimal", shortest(places)], `seed ${seed}`);
      }
    }
  });

  test("are asked for at answers alone unless all points are wanted, and are awaited", async () => {
    const { m, tangent } = ball();
    const seen = new Set();
    const answer = await hunch.solve(m.at(), {
      rows: async (point) => {
        seen.add(point.integral);
        await new Promise((resolve) => setTimeout(resolve, 1));
        return tangent(point);
      },
    });
    assert.deepEqual([answer.status, answer.objective], ["optimal", bestInBall()]);
    assert.ok(Math.hypot(...answer.values) <= 7 + 1e-6);
    assert.deepEqual([...seen], [true]);
    assert.equal(answer.strategy, undefined);
  });

  test("are told as objects by name, index or variable, and as constraints of a model", async () => {
    const { m, at } = ball();
    const most = (rows) => hunch.solve(m.at(), { rows: () => rows });
    for (const rows of [
      [
        {
          upper: 4,
          terms: [
            ["at[x]", 1],
            [1, 1],
            [at.z, 1],
          ],
        },
      ],
      [
        {
          upper: 4,
          terms: [
            [0, 0.5],
            [0, 0.5],
            [1, 1],
            [2, 1],
          ],
        },
      ],
      [at.x.plus(at.y).plus(at.z).le(4)],
      [at.x.plus(at.y).le(sum([4, at.z.times(-1)]))],
      [at.x.between(0, 1), at.y.plus(at.z).minus(3).eq(0)],
    ])
      assert.equal((await most(rows)).objective, 4);
    for (const none of [[], null, undefined]) assert.equal((await most(none)).objective, 27);
  });

  test("are asked for with programs as texts, whose columns have names", async () => {
    const text = "maximize\n o: a + 2 b\nsubject to\n c: a + b <= 9\ngeneral\n a b\nend";
    const answer = await hunch.solve(text, {
      rows: ({ value }) => (value("b") > 3 ? [{ upper: 3, terms: [["b", 1]] }] : []),
    });
    assert.deepEqual([answer.objective, [...answer.values], answer.columns], [12, [6, 3], ["a", "b"]]);
  });

  test("go through the calling thread as through a worker", async () => {
    const inline = await init({ weights: [], worker: false });
    const { m, tangent } = ball();
    assert.equal((await inline.solve(m.at(), { rows: tangent })).objective, bestInBall());
    inline.dispose();
  });

  test("reject the call with what their function throws, and the next call works", async () => {
    const { m, tangent } = ball();
    const thrown = new Error("no cuts today");
    for (const rows of [
      () => {
        throw thrown;
      },
      async () => Promise.reject(thrown),
    ]) {
      const error = await rejection(hunch.solve(m.at(), { rows }));
      assert.deepEqual(
        [error.name, error.code, error.message, error.cause],
        ["HunchError", "callback", "rows failed: no cuts today", thrown],
      );
      assert.equal((await hunch.solve(m.at(), { rows: tangent })).objective, bestInBall());
    }
  });

  test("are refused by field where they are none", async () => {
    const { m, at } = ball();
    const other = model("other");
    const [foreign, parameter] = [other.variable("foreign"), m.parameter("p", 2)];
    for (const [rows, field, message] of [
      ["none", "rows", /an array/],
      [[3], "rows[0]", /an object \{ terms, lower\?, upper\? \}/],
      [[{ upper: 1 }], "rows[0].terms", /an array of pairs/],
      [[{ upper: 1, terms: [[0]] }], "rows[0].terms[0]", /a pair/],
      [[{ upper: 1, terms: [["at[w]", 1]] }], "rows[0].terms[0][0]", /did you mean "at\[x\]"/],
      [[{ upper: 1, terms: [[3, 1]] }], "rows[0].terms[0][0]", /one of the 3 columns/],
      [[{ upper: 1, terms: [[0, "1"]] }], "rows[0].terms[0][1]", /a number/],
      [[{ upper: 1, terms: [[0, NaN]] }], 'rows[0]: the coefficient of "at[x]"', /a number/],
      [[{ upper: NaN, terms: [] }], "rows[0].upper", /a number above/],
      [[{ lower: 1e30, terms: [] }], "rows[0].lower", /a number below/],
      [[{ uper: 1, terms: [] }], "rows[0].uper", /did you mean "upper"/],
      [[{ terms: [[0, 1]] }], "rows[0].upper", /a row without sides says nothing/],
      [[at.x.le(1), foreign.le(2)], "rows[1]", /foreign is no variable of the program/],
      [[at.x.le(parameter)], "rows[0]", /p is no variable of the program/],
      [[at.x.times(at.y).le(1)], "rows[0]", /is not linear/],
      [[at.x.le(NaN)], "rows[0]", /a side is NaN/],
      [Array(100_001).fill(at.x.le(1)), "rows", /at most 100000/],
    ]) {
      const error = await rejection(hunch.solve(m.at({ p: 1 }), { rows: () => rows }));
      assert.deepEqual([error.code, error.field], ["invalid-input", field], error.message);
      assert.match(error.message, message);
    }
    assert.equal((await hunch.solve(m.at(), { rows: () => [] })).objective, 27);
  });

  test("end with a signal and with the time limit, also while their function waits", async () => {
    const { m } = ball();
    const never = () => new Promise(() => undefined);
    const controller = new AbortController();
    const aborted = hunch.solve(m.at(), {
      signal: controller.signal,
      rows: () => {
        controller.abort();
        return never();
      },
    });
    assert.equal((await rejection(aborted)).name, "AbortError");
    const late = await hunch.solve(m.at(), { rows: never, timeLimit: 0.2 });
    assert.deepEqual([late.status, late.values.length], ["limit", 0]);
    assert.equal((await hunch.solve(m.at(), { rows: () => [] })).objective, 27);
  });

  test("go with sets and semi-continuous columns", async () => {
    const { m, tangent } = ball();
    const members = [0, 1, 2].map((j) => [j, j + 1]);
    const lone = await hunch.solve({ ...m.at(), sos: [{ type: 1, members }] }, { rows: tangent });
    assert.deepEqual([lone.status, lone.objective], ["optimal", 7]);
    const pair = await hunch.solve({ ...m.at(), sos: [{ type: 2, members }] }, { rows: tangent });
    // 5 + 4 = 9: the largest sum of two squares up to 49 is of 6 and 3, or of 5 and 4.
    assert.deepEqual([pair.status, pair.objective], ["optimal", 9]);
  });

  test("are for programs, one worker and our own search, and for questions that they do not change", async () => {
    const { m } = ball();
    const rows = () => [];
    for (const [options, field] of [
      [{ workers: 2 }, "workers"],
      [{ engine: "microlp" }, "engine"],
      [{ certificate: true }, "certificate"],
      [{ sensitivity: true }, "sensitivity"],
      [{ explain: true }, "explain"],
      [{ pool: { count: 2 }, start: { 0: 1 } }, "start"],
    ]) {
      const error = await rejection(hunch.solve(m.at(), { rows, ...options }));
      assert.deepEqual([error.code, error.field], ["not-applicable", field]);
    }
    const clsp = {
      family: "clsp",
      demand: [3],
      capacity: [9],
      productionCost: [1],
      setupCost: [5],
      holdingCost: [1],
    };
    const error = await rejection(hunch.solve(clsp, { rows }));
    assert.deepEqual([error.code, error.field], ["not-applicable", "rows"]);
    assert.equal((await rejection(hunch.solve(m.at(), { rows: 3 }))).field, "rows");
    assert.equal((await rejection(hunch.solve(m.at(), { rowsAt: "some" }))).field, "rowsAt");
  });

  test("stand beside a quadratic objective", async () => {
    const { m, tangent } = ball();
    // The largest x + y + z - x^2 within the ball: y and z are all that pays.
    let best = 0;
    for (let y = 0; y <= 9; y++)
      for (let z = 0; z <= 9; z++) if (y * y + z * z <= 49) best = Math.max(best, y + z);
    const answer = await hunch.solve({ ...m.at(), quadratic: [[0, 0, -2]] }, { rows: tangent });
    assert.equal(answer.status, "optimal");
    assert.ok(Math.abs(answer.objective - best) < 1e-6, `${answer.objective}, ${best}`);
  });
});
