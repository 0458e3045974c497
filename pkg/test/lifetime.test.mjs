/** Aborts, failures and the end: whatever happens to one call, the others are served. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { HunchError, init } from "../dist/node.js";
import { assertPlan, rejection } from "./support/check.mjs";
import { lots as small, program } from "./support/instances.mjs";
import { weights } from "./support/weights.mjs";

/** Far longer than any test may take: only an abort ends it. */
const HARD = { family: "clsp", c: 3, f: 10000, horizon: 120 };

async function withHunch(options, body) {
  const hunch = await init(options);
  try {
    return await body(hunch);
  } finally {
    hunch.dispose();
  }
}

/** Starts a search that will not end by itself, and waits until it has found something. `ended` is the error that ends it. */
async function startHardSearch(hunch, signal) {
  const instance = await hunch.sample(HARD, 1);
  let ended;
  await new Promise((resolve) => {
    const onEvent = (event) => event.type === "incumbent" && resolve();
    ended = rejection(hunch.solve(instance, { method: "search", onEvent, ...(signal && { signal }) }));
  });
  return { ended };
}

describe("abort", () => {
  test("a running solve is aborted, tells what it had found, and the calls behind it are served", async (t) => {
    await withHunch({}, async (hunch) => {
      const controller = new AbortController();
      const { ended } = await startHardSearch(hunch, controller.signal);
      const queued = hunch.solve(small, { method: "exact" });
      const start = performance.now();
      controller.abort();
      const error = await ended;
      t.diagnostic(`aborted after ${(performance.now() - start).toFixed(1)} ms`);
      assert.equal(error.name, "AbortError");
      assert.ok(error.cause.objective > 0, "the best found is in the cause");
      assert.equal((await queued).status, "optimal");
      t.diagnostic(`the queued call was served ${(performance.now() - start).toFixed(0)} ms after the abort`);
    });
  });

  test("what was found includes the best point and, for an instance, its plan", async () => {
    await withHunch({}, async (hunch) => {
      const instance = await hunch.sample(HARD, 1);
      const controller = new AbortController();
      let first = Infinity;
      // By the worker's own clock: two seconds after the first point, that has long been posted.
      const onEvent = (event) => {
        if (event.type === "incumbent") first = Math.min(first, event.seconds);
        if (event.seconds > first + 2) controller.abort();
      };
      const { cause } = await rejection(
        hunch.solve(instance, { method: "search", onEvent, signal: controller.signal }),
      );
      const { plan, values, bound } = cause;
      const cost = instance.demand.reduce(
        (sum, _, t) =>
          sum +
          instance.productionCost[t] * plan.production[t] +
          instance.setupCost[t] * plan.setup[t] +
          instance.holdingCost[t] * plan.inventory[t],
        0,
      );
      assertPlan(instance, { plan, objective: cost, bound });
      // A still better point may have been found in the last milliseconds.
      assert.ok(cost >= cause.objective * (1 - 1e-9));
      assert.equal(values.length, 3 * HARD.horizon);
    });
  });

  test("a call that waits is aborted without touching the one that runs", async () => {
    await withHunch({}, async (hunch) => {
      const controller = new AbortController();
      const running = hunch.solve(await hunch.sample({ ...HARD, horizon: 20 }, 1), { method: "search" });
      const waiting = rejection(hunch.solve(small, { signal: controller.signal }));
      controller.abort();
      assert.equal((await waiting).name, "AbortError");
      assert.equal((await running).status, "optimal");
    });
  });

  test("a signal that was aborted before the call rejects it, and an abort after the answer does nothing", async () => {
    await withHunch({}, async (hunch) => {
      assert.equal(
        (await rejection(hunch.solve(small, { method: "exact", signal: AbortSignal.abort() }))).name,
        "AbortError",
      );
      const controller = new AbortController();
      await hunch.solve(small, { method: "exact", signal: controller.signal });
      controller.abort();
      assert.equal((await hunch.solve(small, { method: "exact" })).status, "optimal");
    });
  });

  test("weights given to init are there again after an abort", async () => {
    await withHunch({ weights: [weights()] }, async (hunch) => {
      const before = await hunch.predict(small);
      const controller = new AbortController();
      const { ended } = await startHardSearch(hunch, controller.signal);
      controller.abort();
      assert.equal((await ended).name, "AbortError");
      assert.deepEqual((await hunch.predict(small)).probabilities, before.probabilities);
    });
  });
});

describe("a panic", () => {
  for (const worker of [true, false]) {
    test(`becomes a typed error and the next call is served (${worker ? "worker" : "same thread"})`, async () => {
      await withHunch({ worker, weights: [weights()] }, async (hunch) => {
        const quiet = console.error;
        console.error = () => undefined;
        try {
          const pending = rejection(hunch.provokePanic("provoked"));
          const queued = hunch.solve(small, { method: "exact" });
          const error = await pending;
          assert.ok(error instanceof HunchError);
          assert.equal(error.code, "internal");
          assert.match(error.message, /provoked/);
          assert.equal((await queued).status, "optimal");
          assert.equal((await hunch.predict(small)).probabilities.length, 2, "the models are there again");
        } finally {
          console.error = quiet;
        }
      });
    });
  }

  test("in one solver of a thread leaves the thread's other solvers working", async () => {
    const quiet = console.error;
    console.error = () => undefined;
    const [a, b] = [await init({ worker: false }), await init({ worker: false })];
    try {
      await rejection(a.provokePanic("provoked"));
      assert.equal((await b.solve(small, { method: "exact" })).status, "optimal");
      assert.equal((await a.solve(small, { method: "exact" })).status, "optimal");
      assert.equal((await b.solve(small, { method: "exact" })).status, "optimal");
    } finally {
      console.error = quiet;
      a.dispose();
      b.dispose();
    }
  });
});

describe("dispose", () => {
  test("rejects what runs, what waits and what comes later", async () => {
    const hunch = await init();
    const { ended } = await startHardSearch(hunch);
    const waiting = rejection(hunch.solve(small));
    hunch.dispose();
    for (const error of [
      await ended,
      await waiting,
      await rejection(hunch.solve(small)),
      await rejection(hunch.models()),
    ]) {
      assert.ok(error instanceof HunchError);
      assert.equal(error.code, "disposed");
    }
    hunch.dispose();
  });

  test("is not needed for a Node process to end", async () => {
    const entry = new URL("../dist/node.js", import.meta.url).href;
    const script = `import { init } from ${JSON.stringify(entry)};
      const hunch = await init();
      console.log((await hunch.solve(${JSON.stringify(small)}, { method: "exact" })).status);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    assert.equal(stdout.trim(), "optimal");
  });
});

describe("the second engine", () => {
  for (const worker of [true, false]) {
    test(`is loaded when first asked for, and again after its worker ended (${worker ? "worker" : "same thread"})`, async (t) => {
      let loads = 0;
      const bytes = await readFile(new URL("../wasm/hunch_microlp_bg.wasm", import.meta.url));
      t.mock.method(globalThis, "fetch", async () => {
        loads += 1;
        return new Response(bytes);
      });
      await withHunch(
        { worker, weights: [], wasm: { microlp: "https://example.org/microlp.wasm" } },
        async (hunch) => {
          await hunch.solve(program);
          assert.equal(loads, 0, "our own engine does not need it");
          for (let run = 0; run < 2; run++)
            assert.equal((await hunch.solve(program, { engine: "microlp" })).objective, 9);
          const quiet = console.error;
          console.error = () => undefined;
          await rejection(hunch.provokePanic("provoked"));
          console.error = quiet;
          assert.equal((await hunch.solve(program, { engine: "microlp" })).objective, 9);
          assert.equal(loads, 1);
        },
      );
    });
  }

  test("is aborted like the first, within its slice", async () => {
    await withHunch({}, async (hunch) => {
      const instance = await hunch.sample(HARD, 1);
      const controller = new AbortController();
      const ended = rejection(
        hunch.solve(instance, { method: "search", engine: "microlp", signal: controller.signal }),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      controller.abort();
      assert.equal((await ended).name, "AbortError");
      assert.equal((await hunch.solve(program, { engine: "microlp" })).objective, 9);
    });
  });

  test("keeps a time limit and guides like the first", async () => {
    await withHunch({ weights: [weights()] }, async (hunch) => {
      const instance = await hunch.sample({ ...HARD, horizon: 30 }, 2);
      const exact = await hunch.solve(instance, { method: "exact" });
      const answer = await hunch.solve(instance, {
        method: "guess",
        engine: "microlp",
        timeLimit: 2,
        level: 50,
      });
      assert.ok(answer.objective >= exact.objective * (1 - 1e-9));
      assert.equal(answer.fixed.length, 30);
    });
  });

  test("that is not there is refused by name, and the next call works", async () => {
    await withHunch({ wasm: { microlp: "/no/such/file.wasm" } }, async (hunch) => {
      assert.equal((await rejection(hunch.solve(program, { engine: "microlp" }))).field, "wasm.microlp");
      assert.equal((await hunch.solve(program)).objective, 9);
    });
  });
});

describe("init", () => {
  test("a wasm that is not there or no wasm is refused by name", async () => {
    for (const lots of ["/no/such/file.wasm", new Uint8Array([1, 2, 3])]) {
      const wasm = { lots };
      assert.equal((await rejection(init({ wasm, preload: ["clsp"] }))).field, "wasm.lots");
      await withHunch({ wasm }, async (hunch) => {
        assert.equal((await rejection(hunch.solve(small))).field, "wasm.lots");
        assert.equal((await hunch.solve(program)).objective, 9, "other modules are there");
      });
    }
  });

  test("loads a module when a call first needs it, or ahead of the calls", async (t) => {
    const loaded = [];
    const wasm = Object.fromEntries(
      ["programs", "lots", "robust"].map((name) => [name, `https://example.org/hunch_${name}_bg.wasm`]),
    );
    t.mock.method(globalThis, "fetch", async (address) => {
      const name = String(address).split("/").pop();
      loaded.push(name.slice("hunch_".length, -"_bg.wasm".length));
      return new Response(await readFile(new URL(`../wasm/${name}`, import.meta.url)));
    });
    const taken = () => loaded.splice(0);
    await withHunch({ wasm, weights: [] }, async (hunch) => {
      assert.deepEqual(taken(), []);
      await hunch.solve(program);
      assert.deepEqual(taken(), ["programs"]);
      await hunch.solve(small, { method: "exact" });
      await hunch.solve(program);
      assert.deepEqual(taken(), ["lots"]);
    });
    await withHunch(
      { wasm, weights: [], preload: ["robust-knapsack", "robust-inventory"] },
      async (hunch) => {
        assert.deepEqual(taken(), ["robust"]);
        await hunch.solve(program);
        assert.deepEqual(taken(), [], "every pack solves programs");
      },
    );
  });

  test("takes the wasm as bytes and as a compiled module", async () => {
    const bytes = await readFile(new URL("../wasm/hunch_lots_bg.wasm", import.meta.url));
    for (const lots of [bytes, await WebAssembly.compile(bytes)]) {
      await withHunch({ wasm: { lots } }, async (hunch) =>
        assert.equal((await hunch.solve(small, { method: "exact" })).status, "optimal"),
      );
    }
  });

  test("refuses an unknown device", async () => {
    assert.equal((await rejection(init({ device: "tpu" }))).field, "device");
  });
});
