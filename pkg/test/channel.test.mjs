/** The line to the worker: only its own messages count, and a worker that dies is a typed error after which the next call works. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Client } from "../dist/client.js";
import { HunchError } from "../dist/errors.js";
import { Models } from "../dist/models.js";
import { isMessage, isRequest } from "../dist/protocol.js";
import { rejection } from "./support/check.mjs";

const program = { format: "hunch-program", version: 1, columns: [{ objective: 1 }], rows: [] };
const ANSWER = { status: "optimal", objective: 0 };

function partsWith(open) {
  const none = () => Promise.reject(new Error("not needed"));
  return {
    open,
    module: async () => ({ module: {}, glue: "" }),
    models: new Models([], [], none),
    device: "cpu",
    hasThreads: true,
    preload: [],
  };
}

/** A client whose workers are written in the test: `play` gets each request but `start`, and the receiver of its worker. */
function clientOf(play) {
  const workers = [];
  const open = (receiver) => {
    const worker = { requests: [], isClosed: false, receiver };
    workers.push(worker);
    return {
      post: (request) => {
        worker.requests.push(request);
        queueMicrotask(() => {
          if (worker.isClosed) return;
          if (request.kind === "start") receiver.message({ type: "done", value: undefined });
          else play(request, receiver, workers.length - 1);
        });
      },
      close: () => (worker.isClosed = true),
    };
  };
  return { client: new Client(partsWith(open)), workers };
}

const answers = (receiver) => receiver.message({ type: "done", value: ANSWER });

/** What developers' tools, extensions and mistakes may post. */
const STRAY = [
  undefined,
  null,
  5,
  "done",
  [],
  {},
  { type: 5 },
  { type: "toString" },
  { type: "other", value: 1 },
  { source: "devtools" },
  Object.create({ type: "done", value: 1 }),
];

describe("messages from elsewhere", () => {
  test("are ignored by the package, before, during and after a call", async () => {
    const events = [];
    const { client, workers } = clientOf((request, receiver) => {
      for (const message of STRAY) receiver.message(message);
      receiver.message({ type: "events", events: [{ type: "stage", name: "search", seconds: 0 }] });
      for (const message of STRAY) receiver.message(message);
      answers(receiver);
    });
    assert.deepEqual(await client.solve(program, { onEvent: (event) => events.push(event.type) }), ANSWER);
    assert.deepEqual(events, ["stage"]);
    for (const message of [...STRAY, { type: "done", value: "late" }]) workers[0].receiver.message(message);
    assert.deepEqual(await client.solve(program), ANSWER);
    assert.equal(workers.length, 1);
  });

  test("are ignored by the worker", () => {
    for (const message of STRAY) assert.ok(!isMessage(message) && !isRequest(message));
    for (const kind of ["constructor", "__proto__", "hasOwnProperty", 1])
      assert.ok(!isRequest({ kind }) && !isMessage({ type: kind }));
    assert.ok(isRequest({ kind: "stop" }) && isMessage({ type: "done", value: undefined }));
  });
});

describe("an abort", () => {
  test("starts another worker with the modules of the one that it ended, before any call asks", async () => {
    const controller = new AbortController();
    const { client, workers } = clientOf(() => controller.abort());
    await rejection(client.solve(program, { signal: controller.signal }));
    while (workers[1]?.requests.length !== 1) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(
      workers.map(({ requests, isClosed }) => [requests[0].kind, requests[0].pack, isClosed]),
      [
        ["start", "programs", true],
        ["start", "programs", false],
      ],
    );
  });
});

describe("a worker that dies", () => {
  test("during a call is a typed error; the calls behind it and the next are served by another one", async () => {
    const { client, workers } = clientOf((request, receiver, k) =>
      k === 0 ? receiver.failure("the worker ended with code 134") : answers(receiver),
    );
    const [died, queued] = [rejection(client.solve(program)), client.solve(program)];
    const error = await died;
    assert.ok(error instanceof HunchError);
    assert.equal(error.code, "internal");
    assert.match(error.message, /code 134/);
    assert.deepEqual(await queued, ANSWER);
    assert.deepEqual(await client.solve(program), ANSWER);
    assert.deepEqual(
      workers.map(({ isClosed }) => isClosed),
      [true, false],
    );
  });

  test("between two calls is replaced unnoticed", async () => {
    const { client, workers } = clientOf((_, receiver) => answers(receiver));
    await client.solve(program);
    workers[0].receiver.failure("out of memory");
    assert.deepEqual(await client.solve(program), ANSWER);
    assert.equal(workers.length, 2);
  });

  test("tells of it late without harm to its successor", async () => {
    const { client, workers } = clientOf((_, receiver, k) =>
      k === 0 ? receiver.failure("gone") : answers(receiver),
    );
    await rejection(client.solve(program));
    const next = client.solve(program);
    workers[0].receiver.failure("gone again");
    workers[0].receiver.message({ type: "done", value: "a ghost's" });
    assert.deepEqual(await next, ANSWER);
  });

  test("before it could be started is a typed error, every time", async () => {
    const broken = new Client(
      partsWith(() => {
        throw new Error("blocked by a policy");
      }),
    );
    for (let k = 0; k < 2; k++) {
      const error = await rejection(broken.solve(program));
      assert.equal(error.code, "internal");
      assert.match(error.message, /blocked by a policy/);
    }
  });
});
