/** The package in a real browser, in its worker, without WebGPU. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { weights } from "../../pkg/test/support/weights.mjs";
import { launch, open, serve } from "./harness.mjs";

/** Bytes as text, for the trip into the page. */
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

describe("the package in a browser", () => {
  let server;
  let browser;
  let tab;
  before(async () => {
    server = await serve();
    browser = await launch();
    tab = await open(browser, server.address);
    await tab.page.evaluate(
      async (text) => {
        globalThis.bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        globalThis.hunchModule = await import("/pkg/dist/index.js");
        globalThis.small = {
          family: "clsp",
          demand: [3, 4],
          capacity: [9, 9],
          productionCost: [1, 1],
          setupCost: [5, 5],
          holdingCost: [1, 1],
        };
        globalThis.rejection = (promise) =>
          promise.then(
            () => null,
            ({ name, code, field, value, message }) => ({ name, code, field, value, message }),
          );
      },
      base64(weights({ layers: 3, hidden: 40, sizes: [{ c: 3, f: 10000, T: 120 }] })),
    );
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  test("finds the shortest tour of 60 cities by rows on demand, and loads their module for it", async (t) => {
    const before = server.sent.length;
    const seen = await tab.page.evaluate(async () => {
      const { draw, salesman, tours } = await import("/pkg/test/support/salesman.mjs");
      const hunch = await globalThis.hunchModule.init({ weights: [] });
      let state = 3;
      const next = () => {
        state = (state * 16807) % 2147483647;
        return state / 2147483647;
      };
      const places = draw(60, next);
      const { program, rows, way } = salesman(places);
      let asked = 0;
      const count = (point) => {
        asked += 1;
        return rows(point);
      };
      const started = performance.now();
      const answer = await hunch.solve(program, { rows: count, rowsAt: "all" });
      const elapsed = performance.now() - started;
      const weight = places.map((_, a) => places.map((_, b) => (a === b ? 0 : answer.value(way(a, b)))));
      const failed = await globalThis.rejection(
        hunch.solve(program, {
          rows: () => {
            throw new Error("none today");
          },
        }),
      );
      const controller = new AbortController();
      const aborted = await globalThis.rejection(
        hunch.solve(program, {
          signal: controller.signal,
          rows: () => {
            controller.abort();
            return new Promise(() => undefined);
          },
        }),
      );
      const again = await hunch.solve(program, { rows, rowsAt: "all" });
      hunch.dispose();
      return {
        asked,
        elapsed,
        status: answer.status,
        circles: tours(weight).length,
        codes: [failed.code, aborted.name],
        same: again.objective === answer.objective,
      };
    });
    t.diagnostic(`${seen.elapsed.toFixed(0)} ms, asked ${seen.asked} times`);
    assert.deepEqual([seen.status, seen.circles, seen.same], ["optimal", 1, true]);
    assert.deepEqual(seen.codes, ["callback", "AbortError"]);
    const loaded = server.sent.slice(before).map(({ path }) => path);
    assert.ok(loaded.includes("/pkg/wasm/hunch_kinds_bg.wasm"));
    assert.ok(!loaded.includes("/pkg/wasm/hunch_programs_bg.wasm"));
    assert.deepEqual(tab.problems, []);
  });

  test("samples, predicts and solves in a worker, and nothing goes wrong on the console", async (t) => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init({ weights: [globalThis.bytes] });
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 120 }, 7);
      const times = [];
      let prediction;
      for (let run = 0; run < 10; run++) {
        prediction = await hunch.predict(instance);
        times.push(prediction.seconds * 1000);
      }
      const exact = await hunch.solve(instance, { method: "exact" });
      const events = [];
      const answer = await hunch.solve(instance, {
        method: "guess",
        timeLimit: 3,
        onEvent: (event) => events.push(event.type),
      });
      hunch.dispose();
      return {
        times,
        device: prediction.device,
        count: prediction.probabilities.length,
        exact: exact.objective,
        status: answer.status,
        objective: answer.objective,
        bound: answer.bound,
        events,
      };
    });
    t.diagnostic(`prediction of 120 periods: ${Math.min(...seen.times).toFixed(2)} ms at best of ten`);
    assert.equal(seen.device, "cpu");
    assert.equal(seen.count, 120);
    assert.ok(["optimal", "feasible"].includes(seen.status));
    assert.ok(seen.objective >= seen.exact * (1 - 1e-9) && seen.bound <= seen.exact * (1 + 1e-6));
    assert.ok(seen.events.includes("fixingLevel"));
    assert.deepEqual(tab.problems, []);
  });

  test("agrees with Node to the last bit: both run the same wasm", async () => {
    const { init } = await import("../../pkg/dist/node.js");
    const node = await init({ weights: [weights()] });
    const instance = await node.sample({ family: "clsp", c: 3, f: 10000, horizon: 50 }, 3);
    const expected = await node.predict(instance);
    node.dispose();
    const seen = await tab.page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const hunch = await globalThis.hunchModule.init({ weights: [bytes] });
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 50 }, 3);
      const { probabilities } = await hunch.predict(instance);
      hunch.dispose();
      return { demand: [...instance.demand], probabilities: [...probabilities] };
    }, base64(weights()));
    assert.deepEqual(seen.demand, [...instance.demand]);
    assert.deepEqual(seen.probabilities, [...expected.probabilities]);
  });

  test("the second engine and the readers of texts load when asked for and not before; the browser unpacks gzip", async () => {
    const text = gzipSync(
      "minimize\n cost: 2 x + 3 y\nsubject to\n need: x + y >= 4\nbounds\n x <= 3\nend\n",
    ).toString("base64");
    const seen = await tab.page.evaluate(async (packed) => {
      const hunch = await globalThis.hunchModule.init({ weights: [globalThis.bytes] });
      const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
      const loaded = () =>
        ["text", "microlp"].filter((module) =>
          performance
            .getEntriesByType("resource")
            .some(({ name }) => name.includes(`hunch_${module}_bg.wasm`)),
        );
      const start = loaded();
      const first = await hunch.solve(bytes);
      const before = loaded();
      const second = await hunch.solve(bytes, { engine: "microlp" });
      hunch.dispose();
      return {
        objectives: [first.objective, second.objective],
        columns: first.columns,
        start,
        before,
        after: loaded(),
      };
    }, text);
    assert.deepEqual(seen, {
      objectives: [9, 9],
      columns: ["x", "y"],
      start: [],
      before: ["text"],
      after: ["text", "microlp"],
    });
    assert.deepEqual(tab.problems, []);
  });

  test("without WebGPU the CPU answers with an event and a silent console", async () => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init({ weights: [globalThis.bytes], device: "webgpu" });
      const events = [];
      const { device } = await hunch.predict(globalThis.small, {
        onEvent: (event) => events.push([event.type, event.to]),
      });
      const strict = await globalThis.rejection(hunch.predict(globalThis.small, { device: "webgpu" }));
      hunch.dispose();
      return { device, events, strict: strict.code };
    });
    assert.deepEqual(seen, { device: "cpu", events: [["deviceFallback", "cpu"]], strict: "no-webgpu" });
    assert.deepEqual(tab.problems, []);
  });

  test("an abort ends a running search; the call behind it is served", async (t) => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init();
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 120 }, 1);
      const controller = new AbortController();
      let started;
      const begun = new Promise((resolve) => (started = resolve));
      const running = hunch.solve(instance, {
        method: "search",
        signal: controller.signal,
        onEvent: (event) => event.type === "incumbent" && started(),
      });
      const ended = running.then(
        () => null,
        (error) => ({ name: error.name, found: error.cause?.objective, at: performance.now() }),
      );
      const queued = hunch.solve(globalThis.small, { method: "exact" });
      await begun;
      const start = performance.now();
      controller.abort();
      const error = await ended;
      const answer = await queued;
      hunch.dispose();
      return {
        error,
        milliseconds: error.at - start,
        served: performance.now() - start,
        status: answer.status,
      };
    });
    t.diagnostic(
      `aborted after ${seen.milliseconds.toFixed(1)} ms; the queued call was served after ${seen.served.toFixed(0)} ms`,
    );
    assert.equal(seen.error.name, "AbortError");
    assert.ok(seen.error.found > 0);
    assert.equal(seen.status, "optimal");
    assert.deepEqual(tab.problems, []);
  });

  test("bad input is a typed error with field and value, and the next call works", async () => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init({ weights: [globalThis.bytes] });
      const { small, rejection } = globalThis;
      const bad = [
        { ...small, demand: [3, NaN] },
        { ...small, demand: [-1, 2] },
        { ...small, capacity: [1] },
        { ...small, family: "tsp" },
      ];
      const errors = [];
      for (const instance of bad) errors.push(await rejection(hunch.solve(instance)));
      const truncated = await rejection(
        globalThis.hunchModule.init({ weights: [globalThis.bytes.slice(0, 5000)] }),
      );
      const edited = globalThis.bytes.slice();
      edited[edited.length - 9] ^= 1;
      const changed = await rejection(globalThis.hunchModule.init({ weights: [edited] }));
      const missing = await rejection(
        globalThis.hunchModule.init({
          wasm: { lots: "data:application/wasm;base64,AAAA" },
          preload: ["clsp"],
        }),
      );
      const next = await hunch.solve(small, { method: "exact" });
      hunch.dispose();
      return { errors, truncated, changed, missing, next: next.status };
    });
    assert.deepEqual(
      seen.errors.map(({ name, code, field, value }) => [name, code, field, value]),
      [
        ["HunchError", "invalid-input", "demand[1]", "NaN"],
        ["HunchError", "invalid-input", "demand[0]", "-1"],
        ["HunchError", "invalid-input", "capacity", "1 entries"],
        ["HunchError", "invalid-input", "family", '"tsp"'],
      ],
    );
    assert.equal(seen.truncated.code, "invalid-weights");
    assert.equal(seen.changed.code, "invalid-weights");
    assert.equal(seen.missing.field, "wasm.lots");
    assert.equal(seen.next, "optimal");
    assert.deepEqual(tab.problems, []);
  });

  test("after a panic a fresh module serves the next call, models and all", async () => {
    const second = await open(browser, server.address);
    const seen = await second.page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const { init } = await import("/pkg/dist/index.js");
      const hunch = await init({ weights: [bytes] });
      const error = await hunch.provokePanic("provoked").catch(({ code, message }) => ({ code, message }));
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 1000, horizon: 20 }, 1);
      const { probabilities } = await hunch.predict(instance);
      hunch.dispose();
      return { error, count: probabilities.length };
    }, base64(weights()));
    assert.equal(seen.error.code, "internal");
    assert.match(seen.error.message, /provoked/);
    assert.equal(seen.count, 20);
    assert.ok(
      second.problems.some((problem) => problem.includes("provoked")),
      "the console tells of the panic",
    );
    await second.close();
  });

  test("dispose rejects what runs and what comes later", async () => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init();
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 120 }, 1);
      const running = globalThis.rejection(hunch.solve(instance, { method: "search" }));
      hunch.dispose();
      return [(await running).code, (await globalThis.rejection(hunch.models())).code];
    });
    assert.deepEqual(seen, ["disposed", "disposed"]);
  });

  test("runs on the calling thread when told to", async () => {
    const status = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init({ worker: false });
      const { status } = await hunch.solve(globalThis.small, { method: "exact" });
      hunch.dispose();
      return status;
    });
    assert.equal(status, "optimal");
    assert.deepEqual(tab.problems, []);
  });
});
