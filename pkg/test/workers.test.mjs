/** Several workers on one search: the same optimum, limits and errors as with one, and everybody's best in the answer. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HunchError, init } from "../dist/node.js";
import { Race } from "../dist/race.js";
import { rejection } from "./support/check.mjs";
import { weights } from "./support/weights.mjs";

/** SplitMix64 in 32 bits would do as well; a linear congruence (Numerical Recipes) is enough for weights. */
function numbers(seed) {
  let state = seed >>> 0;
  return (low, high) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((state >>> 8) % (high - low + 1));
  };
}

/** A multidimensional knapsack: many branchings, a feasible point at once. */
function knapsack(items, rows, seed) {
  const draw = numbers(seed);
  const weights = Array.from({ length: rows }, () => Array.from({ length: items }, () => draw(10, 100)));
  return {
    format: "hunch-program",
    version: 1,
    sense: "maximize",
    columns: Array.from({ length: items }, (_, j) => ({
      objective: weights.reduce((sum, row) => sum + row[j], 0) / rows + draw(0, 30),
      upper: 1,
      kind: "integer",
    })),
    rows: weights.map((row) => ({
      upper: row.reduce((a, b) => a + b, 0) / 2,
      terms: row.map((weight, j) => [j, weight]),
    })),
  };
}

const SMALL = knapsack(30, 4, 7);
/** Far longer than any test may take. */
const LARGE = knapsack(150, 8, 3);

async function withHunch(body, options = {}) {
  const hunch = await init({ weights: [], ...options });
  try {
    return await body(hunch);
  } finally {
    hunch.dispose();
  }
}

/** A program's point, checked by hand. */
function assertPacks(program, { values, objective }) {
  const total = (terms) => terms.reduce((sum, [j, a]) => sum + a * values[j], 0);
  for (const { upper, terms } of program.rows) assert.ok(total(terms) <= upper + 1e-6);
  assert.ok(values.every((value) => value === 0 || value === 1));
  assert.ok(Math.abs(total(program.columns.map((column, j) => [j, column.objective])) - objective) < 1e-6);
}

describe("several workers", () => {
  test("prove the same optimum as one, for programs, texts and instances", async () => {
    await withHunch(async (hunch) => {
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 20 }, 1);
      for (const problem of [
        SMALL,
        JSON.stringify({ ...SMALL, columns: SMALL.columns.map((c, j) => ({ ...c, name: `x${j}` })) }),
        instance,
      ]) {
        const alone = await hunch.solve(problem, { method: "search" });
        for (const workers of [1, 2, 3]) {
          const answer = await hunch.solve(problem, { method: "search", workers });
          assert.equal(answer.status, "optimal");
          assert.ok(Math.abs(answer.objective - alone.objective) <= 1e-6 * Math.abs(alone.objective));
          assert.equal(answer.values.length, alone.values.length);
          assert.equal(answer.plan === undefined, alone.plan === undefined);
          assert.deepEqual(answer.columns, alone.columns);
          if (workers === 1) assert.equal(answer.worker, undefined);
          else if (answer.worker !== undefined)
            assert.ok(answer.worker < workers && typeof answer.searchStrategy === "string");
        }
      }
    });
  });

  test("tell who speaks; incumbents and bounds only get better", async () => {
    await withHunch(async (hunch) => {
      const events = [];
      const answer = await hunch.solve(LARGE, {
        workers: 2,
        timeLimit: 2,
        onEvent: (event) => events.push(event),
      });
      assert.equal(answer.status, "feasible");
      assertPacks(LARGE, answer);
      assert.ok(answer.bound >= answer.objective);
      const objectives = events.filter((e) => e.type === "incumbent").map((e) => e.objective);
      const bounds = events.filter((e) => e.type === "bound").map((e) => e.bound);
      assert.ok(
        objectives.length > 0 && objectives.every((o, k) => k === 0 || o > objectives[k - 1]),
        `${objectives}`,
      );
      assert.ok(bounds.length > 0 && bounds.every((b, k) => k === 0 || b < bounds[k - 1]), `${bounds}`);
      assert.deepEqual([...new Set(events.map((e) => e.worker))].sort(), [0, 1]);
      assert.equal(answer.objective, Math.max(...objectives));
      assert.equal(answer.worker, undefined, "a limit came first");
      assert.ok(events.every((e) => e.type !== "incumbent" || e.source !== "partner"));
    });
  });

  test("are told each other's points: each counts as checked in the others' answers", async () => {
    await withHunch(async (hunch) => {
      const [one, two] = [
        await hunch.solve(LARGE, { timeLimit: 1 }),
        await hunch.solve(LARGE, { timeLimit: 1, workers: 2 }),
      ];
      assert.ok(two.statistics.nodes > 0 && one.statistics.nodes > 0);
      assertPacks(LARGE, two);
    });
  });

  test("say why a program is infeasible as one does", async () => {
    await withHunch(async (hunch) => {
      const text =
        "minimize\n c: beds\nsubject to\n wood: 4 beds <= 12\n orders: beds >= 5\n room: beds <= 9\ngenerals\n beds\nend\n";
      const answer = await hunch.solve(text, { workers: 2, explain: true });
      assert.equal(answer.status, "infeasible");
      assert.deepEqual(
        answer.explanation.rows.map((row) => row.name),
        ["wood", "orders"],
      );
    });
  });

  test("are aborted together, tell what they had found, and the next call is served", async (t) => {
    await withHunch(async (hunch) => {
      const controller = new AbortController();
      const first = [];
      // By a worker's own clock: two seconds after its first point, that has long been posted.
      const onEvent = ({ type, worker, seconds }) => {
        if (type === "incumbent") first[worker] ??= seconds;
        if (seconds > (first[worker] ?? Infinity) + 2) controller.abort();
      };
      const start = performance.now();
      const error = await rejection(hunch.solve(LARGE, { workers: 3, signal: controller.signal, onEvent }));
      t.diagnostic(`ended after ${(performance.now() - start).toFixed(0)} ms`);
      assert.equal(error.name, "AbortError");
      const { values, objective } = error.cause;
      const packed = LARGE.columns.reduce((sum, column, j) => sum + column.objective * values[j], 0);
      assertPacks(LARGE, { values, objective: packed });
      assert.ok(packed <= objective + 1e-6, "a better point may have been found in the last milliseconds");
      const next = await hunch.solve(SMALL, { workers: 3 });
      assert.equal(next.status, "optimal");
    });
  });

  test("refuse what one alone must do, and bad numbers by name", async () => {
    await withHunch(async (hunch) => {
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 20 }, 1);
      const robust = await hunch.sample(
        {
          family: "robust-knapsack",
          items: 10,
          rows: 2,
          set: "box",
          domain: "binary",
          rho: { low: 0.1, high: 0.1 },
        },
        1,
      );
      for (const [problem, options] of [
        [instance, { method: "exact" }],
        [SMALL, { engine: "microlp" }],
        [robust, { method: "search" }],
      ]) {
        const error = await rejection(hunch.solve(problem, { workers: 2, ...options }));
        assert.ok(error instanceof HunchError);
        assert.deepEqual([error.code, error.field], ["not-applicable", "workers"]);
      }
      for (const workers of [0, 1.5, 33, NaN]) {
        const error = await rejection(hunch.solve(SMALL, { workers }));
        assert.deepEqual(
          [error.code, error.field, error.value],
          ["invalid-input", "workers", String(workers)],
        );
      }
      const divided = await rejection(hunch.solve(SMALL, { workers: 4, memoryLimit: 3 * 2 ** 20 }));
      assert.deepEqual([divided.code, divided.field], ["invalid-input", "memoryLimit"]);
      assert.equal((await hunch.solve(SMALL, { workers: 2 })).status, "optimal");
    });
    await withHunch(
      async (hunch) => {
        const error = await rejection(hunch.solve(SMALL, { workers: 2 }));
        assert.deepEqual([error.code, error.field], ["invalid-input", "workers"]);
      },
      { worker: false },
    );
  });

  test("end with dispose, and malformed input is refused as by one", async () => {
    await withHunch(async (hunch) => {
      const broken = { ...SMALL, rows: [{ upper: 3, terms: [[99, 1]] }] };
      const [alone, raced] = [
        await rejection(hunch.solve(broken)),
        await rejection(hunch.solve(broken, { workers: 2 })),
      ];
      assert.deepEqual([raced.code, raced.field, raced.message], [alone.code, alone.field, alone.message]);
      const running = rejection(hunch.solve(LARGE, { workers: 2 }));
      setTimeout(() => hunch.dispose(), 300);
      assert.equal((await running).code, "disposed");
    });
  });
});

/** A worker whose side of the conversation is written in the test. */
function scripted(play) {
  const notes = [];
  const channel = {
    ready: Promise.resolve(),
    isClosed: false,
    notes,
    note: (note) => notes.push(note),
    close: () => (channel.isClosed = true),
  };
  return Object.assign(channel, { play });
}

const statistics = { seconds: 1, predictSeconds: 0, certifySeconds: 0, work: 5, nodes: 2, iterations: 3 };
const reply = (more) => ({
  status: "limit",
  objective: null,
  bound: null,
  boundSource: null,
  gap: null,
  values: new Float64Array(),
  method: "search",
  statistics,
  ...more,
});
const point = (objective) => ({ values: Float64Array.of(objective), objective });
/** Waits until a worker has been told to stop. */
const stopped = async ({ notes }) => {
  while (!notes.some(({ kind }) => kind === "stop")) await new Promise((resolve) => setTimeout(resolve, 1));
};

async function race(...channels) {
  const events = [];
  const send = (channel, seed, elapsed, tell) => channel.play(tell, channel, seed);
  const tell = { event: (event) => events.push(event) };
  const prepare = () => Promise.resolve();
  return { answer: await new Race(channels, prepare, send, tell).run(), events };
}

describe("a race", () => {
  test("goes on without a worker that fails, and fails with the last", async () => {
    const fails = () => scripted(() => Promise.reject(new HunchError("internal", "trap")));
    const works = scripted(async () =>
      reply({ status: "optimal", ...point(4), bound: 4, strategy: "proof" }),
    );
    const { answer } = await race(fails(), works);
    assert.deepEqual(
      [answer.status, answer.objective, answer.worker, answer.searchStrategy],
      ["optimal", 4, 1, "proof"],
    );
    assert.equal((await rejection(race(fails(), fails()))).code, "internal");
    const refused = scripted(() => Promise.reject(new HunchError("invalid-input", "no")));
    const patient = scripted(async (_, channel) => {
      await stopped(channel);
      return reply({});
    });
    assert.equal((await rejection(race(refused, patient))).code, "invalid-input");
  });

  test("is over when one's bound meets another's point, for either sense", async () => {
    for (const [maximizes, objective] of [
      [false, 7],
      [true, -7],
    ]) {
      const finds = scripted(async (tell, channel) => {
        tell.scale(maximizes, 0);
        tell.event({ type: "incumbent", seconds: 0, objective, source: "rounding" });
        tell.point(point(objective));
        await stopped(channel);
        return reply({ status: "feasible", ...point(objective), bound: objective - (maximizes ? -2 : 2) });
      });
      const proves = scripted(async (tell, channel) => {
        tell.scale(maximizes, 0);
        tell.event({ type: "bound", seconds: 0, bound: objective });
        await stopped(channel);
        return reply({ bound: objective });
      });
      const { answer, events } = await race(finds, proves);
      assert.deepEqual(
        [answer.status, answer.objective, answer.bound, answer.worker],
        ["optimal", objective, objective, undefined],
      );
      assert.deepEqual([answer.gap.absolute, answer.statistics.nodes, answer.values[0]], [0, 4, objective]);
      assert.deepEqual(events.map(({ type, worker }) => `${type} ${worker}`).sort(), [
        "bound 1",
        "incumbent 0",
      ]);
    }
  });

  test("leaves the objective's constant out of the gap", async () => {
    for (const [constant, status] of [
      [0, "optimal"],
      [1e7, "feasible"],
    ]) {
      const finds = scripted(async (tell) => {
        tell.scale(false, constant);
        tell.point(point(1e7 + 10));
        return reply({ status: "feasible", ...point(1e7 + 10), bound: 1e7 + 1 });
      });
      const { answer } = await race(
        finds,
        scripted(async () => reply({})),
      );
      assert.deepEqual(
        [answer.status, answer.gap.absolute, answer.gap.relative],
        [status, 9, 9 / (1e7 + 10 - constant)],
      );
    }
  });

  test("passes each better point on to the others, and cuts off who does not stop", async () => {
    const never = scripted(async () => new Promise(() => undefined));
    const finds = scripted(async (tell) => {
      tell.scale(false, 0);
      for (const objective of [9, 5, 6]) tell.point(point(objective));
      return reply({ status: "optimal", ...point(5), bound: 5 });
    });
    const { answer } = await race(never, finds);
    assert.equal(answer.worker, 1);
    assert.deepEqual(
      never.notes.map(({ kind, values }) => values?.[0] ?? kind),
      [9, 5, "stop"],
    );
    assert.deepEqual(finds.notes, []);
    assert.ok(never.isClosed && !finds.isClosed);
  });

  test("takes no proof of infeasibility beside a checked point", async () => {
    const finds = scripted(async (tell) => {
      tell.scale(false, 0);
      tell.point(point(3));
      await new Promise((resolve) => setTimeout(resolve, 50));
      return reply({ status: "feasible", ...point(3), bound: 1 });
    });
    const denies = scripted(async (tell) => {
      tell.scale(false, 0);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return reply({ status: "infeasible" });
    });
    const { answer } = await race(finds, denies);
    assert.deepEqual(
      [answer.status, answer.objective, answer.bound, answer.worker],
      ["feasible", 3, 1, undefined],
    );
  });
});

test("events can be limited to incumbents and bounds", async () => {
  await withHunch(async (hunch) => {
    const types = new Set();
    await hunch.solve(SMALL, { events: "found", onEvent: (event) => types.add(event.type) });
    assert.ok(
      types.has("incumbent") && [...types].every((type) => type === "incumbent" || type === "bound"),
      [...types].join(),
    );
    assert.equal((await rejection(hunch.solve(SMALL, { events: "some" }))).field, "events");
  });
});

test("whoever wants incumbents and bounds alone hears each of them, by every method", async () => {
  await withHunch(
    async (hunch) => {
      const lots = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 20 }, 1);
      for (const method of ["search", "exact", "guess", "start", "cuts"]) {
        const heard = async (events) => {
          const told = [];
          await hunch.solve(lots, {
            method,
            events,
            onEvent: ({ type, objective, bound }) => told.push({ type, objective, bound }),
          });
          return told.filter(({ type }) => events === "found" || type === "incumbent" || type === "bound");
        };
        const found = await heard("found");
        assert.ok(
          found.some(({ type }) => type === "incumbent"),
          method,
        );
        assert.deepEqual(found, await heard("all"), method);
      }
    },
    { weights: [weights()] },
  );
});
