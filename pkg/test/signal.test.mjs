/** Signals: a call rejects with the signal's own reason, whoever made the signal, and leaves nothing behind on it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HunchError, init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";
import { lots } from "./support/instances.mjs";

/** Far longer than any test may take: only an abort ends it. */
const HARD = { family: "clsp", c: 3, f: 10000, horizon: 120 };

async function withHunch(body) {
  const hunch = await init({ weights: [] });
  try {
    return await body(hunch);
  } finally {
    hunch.dispose();
  }
}

/** A signal that is no AbortSignal, and counts its listeners. */
function foreign({ reason, aborted = false } = {}) {
  const listeners = new Set();
  const signal = {
    aborted,
    reason,
    most: 0,
    // Options such as `once` mean nothing to it.
    addEventListener: (type, listener) => {
      listeners.add(listener);
      signal.most = Math.max(signal.most, listeners.size);
    },
    removeEventListener: (type, listener) => listeners.delete(listener),
    abort: () => {
      signal.aborted = true;
      for (const listener of [...listeners]) listener();
    },
    get count() {
      return listeners.size;
    },
  };
  return signal;
}

describe("an abort", () => {
  test("rejects with the reason itself: running, waiting, before the call, and of predict", async () => {
    await withHunch(async (hunch) => {
      const instance = await hunch.sample(HARD, 1);
      for (const reason of [
        new TypeError("mine"),
        "text",
        0,
        null,
        { code: 7 },
        Object.freeze(new Error("frozen")),
      ]) {
        const controller = new AbortController();
        const { signal } = controller;
        const running = rejection(
          hunch.solve(instance, {
            method: "search",
            signal,
            onEvent: ({ type }) => type === "incumbent" && controller.abort(reason),
          }),
        );
        const waiting = rejection(hunch.solve(lots, { method: "exact", signal }));
        assert.equal(await running, reason);
        assert.equal(await waiting, reason);
        assert.equal(await rejection(hunch.solve(lots, { method: "exact", signal })), reason);
        assert.equal(await rejection(hunch.predict(lots, { signal })), reason);
        assert.equal((await hunch.solve(lots, { method: "exact" })).status, "optimal");
      }
    });
  });

  test("without a reason rejects with the signal's AbortError, in whose cause is what was found", async () => {
    await withHunch(async (hunch) => {
      const controller = new AbortController();
      const onEvent = ({ type }) => type === "incumbent" && controller.abort();
      const error = await rejection(
        hunch.solve(await hunch.sample(HARD, 1), { method: "search", signal: controller.signal, onEvent }),
      );
      assert.equal(error, controller.signal.reason);
      assert.equal(error.name, "AbortError");
      assert.ok(error.cause.objective > 0);
    });
  });

  test("of several solvers on one signal tells each what it has found itself", async () => {
    await withHunch((one) =>
      withHunch(async (two) => {
        const controller = new AbortController();
        const { signal } = controller;
        const instance = await one.sample(HARD, 1);
        let ready = 0;
        const heard = [false, false];
        const onEvent =
          (k) =>
          ({ type }) => {
            if (type !== "incumbent" || heard[k]) return;
            heard[k] = true;
            ready += 1;
            if (ready === 2) controller.abort();
          };
        const other = await two.sample({ ...HARD, f: 1000 }, 2);
        const errors = await Promise.all([
          rejection(one.solve(instance, { method: "search", signal, onEvent: onEvent(0) })),
          rejection(two.solve(other, { method: "search", signal, onEvent: onEvent(1) })),
          rejection(two.solve(lots, { method: "exact", signal })),
        ]);
        assert.deepEqual(
          errors.map(({ name }) => name),
          ["AbortError", "AbortError", "AbortError"],
        );
        assert.notEqual(errors[0].cause.objective, errors[1].cause.objective);
        assert.equal(errors[2].cause, undefined);
        assert.equal((await rejection(one.solve(lots, { signal }))).cause, undefined);
      }),
    );
  });

  test("by AbortSignal.timeout rejects with its TimeoutError", async () => {
    await withHunch(async (hunch) => {
      const signal = AbortSignal.timeout(300);
      const error = await rejection(hunch.solve(await hunch.sample(HARD, 1), { method: "search", signal }));
      assert.equal(error, signal.reason);
      assert.equal(error.name, "TimeoutError");
    });
  });

  test("by AbortSignal.any passes on the reason of the one that aborted", {
    skip: !AbortSignal.any,
  }, async () => {
    await withHunch(async (hunch) => {
      const controller = new AbortController();
      const signal = AbortSignal.any([controller.signal, new AbortController().signal]);
      const ended = rejection(hunch.solve(await hunch.sample(HARD, 1), { method: "search", signal }));
      controller.abort("either");
      assert.equal(await ended, "either");
    });
  });
});

describe("a signal", () => {
  test("of another maker is taken, with its reason or an AbortError", async () => {
    await withHunch(async (hunch) => {
      for (const reason of [undefined, new Error("theirs")]) {
        const signal = foreign({ reason });
        const ended = rejection(
          hunch.solve(await hunch.sample(HARD, 1), {
            method: "search",
            signal,
            onEvent: ({ type }) => type === "incumbent" && signal.abort(),
          }),
        );
        const error = await ended;
        if (reason) assert.equal(error, reason);
        else assert.equal(error.name, "AbortError");
        assert.equal(signal.count, 0);
        assert.equal(
          (await rejection(hunch.solve(lots, { signal: foreign({ aborted: true, reason }) }))).name,
          reason?.name ?? "AbortError",
        );
      }
    });
  });

  test("that is none is refused", async () => {
    await withHunch(async (hunch) => {
      for (const signal of [5, {}, new AbortController(), { aborted: false }, null]) {
        const error = await rejection(hunch.solve(lots, { signal }));
        assert.ok(error instanceof HunchError);
        assert.equal(error.field, "signal");
      }
    });
  });

  test("keeps no listener of calls that have ended, however they ended", async () => {
    await withHunch(async (hunch) => {
      const signal = foreign();
      for (let k = 0; k < 200; k++) await hunch.solve(lots, { method: "exact", signal });
      await Promise.all(Array.from({ length: 50 }, () => hunch.solve(lots, { method: "exact", signal })));
      await rejection(hunch.solve(lots, { method: "guess", signal }));
      await rejection(hunch.solve({ ...lots, demand: 5 }, { signal }));
      await rejection(
        hunch.solve(lots, {
          method: "exact",
          signal,
          onEvent: () => {
            throw new Error("no");
          },
        }),
      );
      await rejection(hunch.predict(lots, { signal }));
      assert.equal(signal.count, 0);
      assert.ok(signal.most <= 50);
      const last = rejection(hunch.solve(await hunch.sample(HARD, 1), { method: "search", signal }));
      hunch.dispose();
      await last;
      assert.equal(signal.count, 0);
    });
  });
});
