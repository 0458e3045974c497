/** Listeners: whatever they do, the solve goes on, the process lives, and what they threw reaches the caller. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { HunchError, init } from "../dist/node.js";
import { Listener } from "../dist/listener.js";
import { rejection } from "./support/check.mjs";
import { lots, program } from "./support/instances.mjs";
import { weights } from "./support/weights.mjs";

for (const worker of [true, false]) {
  describe(`a listener (${worker ? "worker" : "same thread"})`, () => {
    async function withHunch(body) {
      const hunch = await init({ worker, weights: [weights()] });
      try {
        return await body(hunch);
      } finally {
        hunch.dispose();
      }
    }

    for (const [what, fail] of [
      [
        "throws",
        (thrown) => {
          throw thrown;
        },
      ],
      ["returns a promise that rejects", (thrown) => Promise.reject(thrown)],
      [
        "is asynchronous and throws",
        async (thrown) => {
          throw thrown;
        },
      ],
      [
        "returns something with a bad then",
        (thrown) => ({
          get then() {
            throw thrown;
          },
        }),
      ],
    ]) {
      test(`that ${what} is called no more; the solve ends and rejects with the cause and the answer`, async () => {
        await withHunch(async (hunch) => {
          for (const [problem, options] of [
            [program, {}],
            [lots, { method: "search" }],
            [lots, { method: "guess" }],
          ]) {
            const plain = await hunch.solve(problem, options);
            const thrown = new RangeError("no more");
            let calls = 0;
            const onEvent = () => {
              calls += 1;
              return fail(thrown);
            };
            const error = await rejection(hunch.solve(problem, { ...options, onEvent }));
            assert.ok(error instanceof HunchError, `${error}`);
            assert.deepEqual([error.code, error.cause], ["listener", thrown]);
            assert.match(error.message, /no more/);
            assert.deepEqual([error.answer.status, error.answer.objective], [plain.status, plain.objective]);
            // Where a promise rejects, the events that come before it has are still told.
            if (what === "throws") assert.equal(calls, 1);
            assert.equal((await hunch.solve(problem, options)).status, plain.status);
          }
        });
      });
    }

    test("that throws what is no error is told as it is", async () => {
      await withHunch(async (hunch) => {
        for (const thrown of [undefined, null, "text", 0]) {
          const error = await rejection(
            hunch.solve(program, {
              onEvent: () => {
                throw thrown;
              },
            }),
          );
          assert.equal(error.code, "listener");
          assert.equal(error.cause, thrown);
          assert.ok("cause" in error);
        }
      });
    });

    test("that is no function is refused before anything runs", async () => {
      await withHunch(async (hunch) => {
        for (const onEvent of [5, null, "log", {}]) {
          assert.equal((await rejection(hunch.solve(program, { onEvent }))).field, "onEvent");
          assert.equal((await rejection(hunch.predict(lots, { onEvent }))).field, "onEvent");
        }
      });
    });

    test("may call the same solver: solve, predict, sample", async () => {
      await withHunch(async (hunch) => {
        const inner = [];
        const answer = await hunch.solve(program, {
          onEvent: () => {
            if (inner.length === 0)
              inner.push(
                hunch.solve(program),
                hunch.predict(lots),
                hunch.sample({ family: "clsp", c: 3, f: 1000, horizon: 5 }, 1),
              );
          },
        });
        assert.equal(answer.objective, 9);
        const [solved, predicted, sampled] = await Promise.all(inner);
        assert.deepEqual(
          [solved.objective, predicted.probabilities.length, sampled.demand.length],
          [9, 2, 5],
        );
      });
    });

    test("may abort its own call", async () => {
      await withHunch(async (hunch) => {
        const controller = new AbortController();
        const reason = new Error("enough");
        const ended = rejection(
          hunch.solve(program, { signal: controller.signal, onEvent: () => controller.abort(reason) }),
        );
        assert.equal(await ended, reason);
        assert.equal((await hunch.solve(program)).objective, 9);
      });
    });

    test("may dispose its own solver", async () => {
      await withHunch(async (hunch) => {
        const error = await rejection(hunch.solve(program, { onEvent: () => hunch.dispose() }));
        assert.equal(error.code, "disposed");
        const other = await init({ worker });
        assert.equal((await other.solve(program)).objective, 9);
        other.dispose();
      });
    });

    test("may change the events that it is given", async () => {
      await withHunch(async (hunch) => {
        const onEvent = (event) => {
          for (const name of Object.keys(event)) delete event[name];
        };
        assert.equal((await hunch.solve(program, { onEvent })).objective, 9);
      });
    });
  });
}

test("a listener that fails leaves a Node process alone", async () => {
  const entry = new URL("../dist/node.js", import.meta.url).href;
  const script = `import { init } from ${JSON.stringify(entry)};
    const hunch = await init();
    for (const onEvent of [() => { throw new Error("sync"); }, async () => { throw new Error("async"); }]) {
      await hunch.solve(${JSON.stringify(program)}, { onEvent }).catch((error) => console.log(error.code, error.cause.message, error.answer.objective));
    }
    await hunch.solve(${JSON.stringify(program)}, { onEvent: 5 }).catch((error) => console.log(error.code, error.field));`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "-e",
    script,
  ]);
  assert.equal(stdout, "listener sync 9\nlistener async 9\ninvalid-input onEvent\n");
  assert.equal(stderr, "");
});

test("a promise that rejects after the answer harms nothing", async () => {
  let reject;
  const listener = new Listener(() => new Promise((_, no) => (reject = no)));
  listener.tell({ type: "stage", name: "search", seconds: 0 });
  assert.equal(await listener.settle("answer"), "answer");
  reject(new Error("late"));
  await new Promise((resolve) => setTimeout(resolve, 0));
});
