/** Input is checked field by field: whatever is passed, the error names the field, the value and what would be right, and the next call works. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { HunchError, init } from "../dist/node.js";
import { checkInitOptions } from "../dist/validate.js";
import { rejection } from "./support/check.mjs";
import { lots } from "./support/instances.mjs";
import { weights } from "./support/weights.mjs";

const knapsack = {
  family: "robust-knapsack",
  values: [1, 2],
  weights: [1, 1],
  capacities: [1],
  set: "box",
  rho: 0.1,
  domain: "binary",
};
const inventory = {
  family: "robust-inventory",
  revenue: [3],
  cost: [1],
  demand: [5],
  sensitivity: [1, -1],
  factors: [0, 0],
  upper: [9],
  capacity: 9,
  set: "box",
  rho: 0.1,
};
const program = {
  format: "hunch-program",
  version: 1,
  columns: [{ name: "x", objective: 1 }, {}],
  rows: [{ lower: 1, terms: [[0, 1]] }],
};

function cyclic() {
  const value = {};
  value.self = value;
  return value;
}

function deep(levels = 100_000) {
  let value = [];
  for (let k = 0; k < levels; k++) value = [value];
  return value;
}

/** Values that are right nowhere. */
const NASTY = [
  ["null", null],
  ["a symbol", Symbol("s")],
  ["a big integer", 7n],
  ["a date", new Date(0)],
  ["a function", () => 1],
  ["a cyclic object", cyclic()],
  ["a very deep array", deep()],
  [
    "an object that cannot be printed",
    {
      toString: () => {
        throw new Error("no");
      },
      toJSON: () => {
        throw new Error("no");
      },
    },
  ],
  ["an object without a prototype", Object.create(null)],
  ["an array", [[1, 2]]],
  ["NaN", NaN],
  ["a number's object", new Number(5)],
];

describe("fields", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [weights()] });
  });
  after(() => hunch.dispose());

  /** Holds that a call is refused at `field`, and that the next one works. */
  async function refuses(promise, field, message, code = "invalid-input") {
    const error = await rejection(promise);
    assert.ok(error instanceof HunchError, `${error?.stack ?? error}`);
    assert.equal(error.code, code, error.message);
    if (field !== undefined) assert.equal(error.field, field, error.message);
    if (message !== undefined) assert.match(error.message, message);
    assert.ok(error.message.length < 500, "messages stay short");
    assert.equal((await hunch.solve(lots, { method: "exact" })).status, "optimal", "the next call works");
  }

  const SOLVE = [
    "signal",
    "onEvent",
    "events",
    "timeLimit",
    "level",
    "method",
    "penalty",
    "engine",
    "format",
    "explain",
    "memoryLimit",
    "workers",
  ];
  for (const [what, value] of NASTY) {
    test(`no option takes ${what}`, async () => {
      for (const name of SOLVE) {
        if (name === "onEvent" && typeof value === "function") continue;
        await refuses(hunch.solve(program, { [name]: value }), name, /must be/);
      }
      for (const name of ["signal", "device", "penalty"])
        await refuses(hunch.predict(lots, { [name]: value }), name);
      for (const name of ["preload", "weights", "device", "worker"]) {
        await refuses(
          init({ [name]: value }),
          ["weights", "preload"].includes(name) && Array.isArray(value) ? `${name}[0]` : name,
        );
      }
      await refuses(init({ wasm: { lots: value } }), "wasm.lots");
      const isPlain =
        typeof value === "object" && String(Object.prototype.toString.call(value)) === "[object Object]";
      if (!isPlain) await refuses(init({ wasm: value }), "wasm");
    });

    test(`no instance, no program and no other input takes ${what}`, async () => {
      for (const instance of [lots, knapsack, inventory]) {
        for (const name of Object.keys(instance)) {
          const isVector = Array.isArray(instance[name]);
          const bad = { ...instance, [name]: value };
          await refuses(hunch.solve(bad), isVector && Array.isArray(value) ? `${name}[0]` : name);
          if (!isVector) continue;
          const entry = { ...instance, [name]: [value, ...instance[name].slice(1)] };
          await refuses(hunch.solve(entry), `${name}[0]`);
          await refuses(hunch.predict([lots, entry]), `instances[1].${name}[0]`);
        }
      }
      for (const name of Object.keys(program)) {
        await refuses(
          hunch.solve({ ...program, [name]: value }),
          Array.isArray(value) && Array.isArray(program[name]) ? undefined : name,
        );
      }
      for (const name of ["name", "objective", "lower", "upper", "kind"]) {
        if (value === null && (name === "lower" || name === "upper")) continue;
        await refuses(hunch.solve({ ...program, columns: [{ [name]: value }, {}] }), `columns[0].${name}`);
      }
      if (value !== null)
        await refuses(hunch.solve({ ...program, rows: [{ lower: value, terms: [] }] }), "rows[0].lower");
      await refuses(
        hunch.solve({ ...program, rows: [{ terms: [value] }] }),
        Array.isArray(value) ? undefined : "rows[0].terms[0]",
      );
      await refuses(hunch.solve({ ...program, rows: [{ terms: [[0, value]] }] }), "rows[0].terms[0][1]");
      await refuses(hunch.solve({ ...program, rows: [{ terms: [[value, 1]] }] }), "rows[0].terms[0][0]");
      await refuses(hunch.solve(value));
      await refuses(hunch.predict(value));
      await refuses(hunch.sample({ family: "clsp", c: value, f: 1000, horizon: 5 }, 1), "c");
      await refuses(hunch.sample({ family: "clsp", c: 3, f: 1000, horizon: 5 }, value), "seed");
      await refuses(hunch.sample(value, 1));
      await refuses(hunch.scenarios(knapsack, value, 3, 1));
      await refuses(hunch.scenarios(knapsack, { x: value }, 3, 1));
      await refuses(hunch.scenarios(knapsack, { x: [0, 0] }, value, 1), "count");
      await refuses(hunch.models(value));
    });
  }

  test("options that are no object are refused, and undefined ones are left out", async () => {
    for (const options of [null, 5, "fast", () => 1, Symbol("s")]) {
      await refuses(hunch.solve(lots, options), "options");
      await refuses(hunch.predict(lots, options), "options");
      await refuses(init(options), "options");
    }
    const undefinedOnes = Object.fromEntries(SOLVE.map((name) => [name, undefined]));
    assert.equal((await hunch.solve(program, undefinedOnes)).status, "optimal");
    assert.equal(
      (await hunch.solve(program, Object.assign(Object.create(null), { timeLimit: 5 }))).status,
      "optimal",
    );
  });

  test("misspelt fields are refused with the nearest name", async () => {
    const unknown = [
      [
        () => hunch.solve(lots, { timelimit: 5 }),
        "timelimit",
        'unknown option "timelimit"; did you mean "timeLimit"?',
      ],
      [
        () => hunch.solve(lots, { time_limit: 5 }),
        "time_limit",
        'unknown option "time_limit"; did you mean "timeLimit"?',
      ],
      [
        () => hunch.solve(lots, { onevent: undefined }),
        "onevent",
        'unknown option "onevent"; did you mean "onEvent"?',
      ],
      [
        () => hunch.predict(lots, { devise: "cpu" }),
        "devise",
        'unknown option "devise"; did you mean "device"?',
      ],
      [() => init({ weigths: [] }), "weigths", 'unknown option "weigths"; did you mean "weights"?'],
      [
        () => hunch.solve({ ...lots, demands: [1] }),
        "demands",
        'unknown field "demands"; did you mean "demand"?',
      ],
      [
        () => hunch.predict([lots, { ...lots, Capacity: [1] }]),
        "instances[1].Capacity",
        'unknown field "instances[1].Capacity"; did you mean "capacity"?',
      ],
      [
        () => hunch.solve({ ...knapsack, value: [1] }),
        "value",
        'unknown field "value"; did you mean "values"?',
      ],
      [
        () => hunch.solve({ ...program, column: [] }),
        "column",
        'unknown field "column"; did you mean "columns"?',
      ],
      [
        () => hunch.solve({ ...program, columns: [{}, { uper: 4 }] }),
        "columns[1].uper",
        'unknown field "columns[1].uper"; did you mean "upper"?',
      ],
      [
        () => hunch.solve({ ...program, rows: [{ terms: [], ub: 4 }] }),
        "rows[0].ub",
        'unknown field "rows[0].ub"; known are name, lower, upper, terms',
      ],
      [
        () => hunch.sample({ family: "clsp", c: 3, f: 1000, horizont: 5 }, 1),
        "horizont",
        'unknown field "horizont"; did you mean "horizon"?',
      ],
      [
        () => hunch.scenarios(knapsack, { x: [0, 0], y0: [1] }, 3, 1),
        "decision.y0",
        'unknown field "decision.y0"; did you mean "x"?',
      ],
    ];
    for (const [call, field, message] of unknown) {
      const error = await rejection(call());
      assert.ok(error instanceof HunchError, `${error}`);
      assert.equal(error.field, field);
      if (field !== "decision.y0") assert.equal(error.message, message);
    }
    await refuses(hunch.solve(lots, { ["x".repeat(10_000)]: 1 }));
    await refuses(hunch.solve(lots, { constructor: 1 }), "constructor");
    await refuses(hunch.solve(lots, JSON.parse('{ "__proto__": 1 }')), "__proto__");
    await refuses(hunch.solve(lots, { [Symbol("level")]: 5 }), "options", /Symbol\(level\)/);
    await refuses(hunch.solve({ ...lots, [Symbol("level")]: 5 }), undefined, /Symbol\(level\)/);
    await refuses(hunch.solve({ ...program, [Symbol("sense")]: 5 }), undefined, /Symbol\(sense\)/);
  });

  test("a polluted prototype is no input", async () => {
    const polluted = {
      timeLimit: "soon",
      level: -1,
      method: "magic",
      onEvent: 5,
      signal: 5,
      workers: 99,
      objective: 1e9,
      lower: 7,
      upper: -7,
      kind: "odd",
      name: 5,
      sense: "up",
      quadratic: [[0, 0, 1]],
      lazy: [0],
      sos: [{ type: 1, members: [[0, 1]] }],
      more: { lazy: [0] },
      parametric: {},
      needs: "kinds",
      rows: () => [],
      pool: { count: 3 },
      demand: 5,
      format: "hunch-program",
      columns: [],
      family: "tsp",
      low: 5,
      device: "tpu",
      x: 5,
      terms: 5,
      wasm: 5,
    };
    const inline = await init({ worker: false, weights: [], preload: ["programs", "clsp"] });
    const plain = await hunch.solve(program);
    Object.assign(Object.prototype, polluted);
    try {
      assert.deepEqual((await hunch.solve(program)).values, plain.values);
      assert.equal((await hunch.solve(lots, { method: "exact" })).status, "optimal");
      assert.equal((await hunch.predict(lots, {})).probabilities.length, 2);
      // Node itself can neither start a worker nor load a module then.
      assert.deepEqual(
        Object.values(checkInitOptions({})).filter((value) => value !== undefined),
        ["cpu", true],
      );
      assert.deepEqual((await inline.solve(program)).values, plain.values);
      assert.equal((await inline.solve(lots, { method: "exact" })).status, "optimal");
      assert.equal((await rejection(hunch.solve({}))).code, "invalid-input");
      assert.equal(
        (await rejection(hunch.solve({ ...program, rows: [{ lower: 1 }] }))).field,
        "rows[0].terms",
      );
      const { demand, ...without } = lots;
      assert.equal((await rejection(hunch.solve(without))).field, "demand");
    } finally {
      for (const name of Object.keys(polluted)) delete Object.prototype[name];
      inline.dispose();
    }
  });

  test("what a class keeps on its prototype is no input; its own fields are", async () => {
    class Lots {
      family = "clsp";
      capacity = [9, 9];
      productionCost = [1, 1];
      setupCost = [5, 5];
      holdingCost = [1, 1];
    }
    class Hidden extends Lots {
      get demand() {
        return [3, 4];
      }
    }
    await refuses(hunch.solve(new Hidden()), "demand");
    class Shown extends Lots {
      demand = [3, 4];
    }
    assert.equal((await hunch.solve(new Shown(), { method: "exact" })).status, "optimal");
    await refuses(
      hunch.solve(Object.defineProperty({ ...lots }, "demand", { value: [3, 4], enumerable: false })),
      "demand",
    );
  });

  test("input whose getters throw, and revoked proxies, are typed errors with the cause", async () => {
    const thrown = new Error("not today");
    const bad = Object.defineProperty({ ...lots }, "demand", {
      enumerable: true,
      get: () => {
        throw thrown;
      },
    });
    const error = await rejection(hunch.solve(bad));
    assert.deepEqual([error.code, error.cause], ["invalid-input", thrown]);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const call of [
      () => hunch.solve(proxy),
      () => hunch.solve(lots, proxy),
      () => hunch.predict(proxy),
      () => hunch.solve({ ...lots, demand: proxy }),
      () => init(proxy),
    ]) {
      await refuses(call());
    }
    assert.equal((await hunch.solve(new Proxy(lots, {}), { method: "exact" })).status, "optimal");
  });

  test("arrays with holes and typed arrays are read number by number", async () => {
    await refuses(hunch.solve({ ...lots, demand: [3, ,] }), "demand[1]", /undefined/);
    await refuses(hunch.solve({ ...program, columns: [, {}] }), "columns[0]");
    await refuses(hunch.predict([, lots]), "instances[0]");
    await refuses(hunch.solve({ ...lots, demand: BigInt64Array.of(3n, 4n) }), "demand[0]", /3n/);
    await refuses(hunch.solve({ ...lots, demand: new DataView(new ArrayBuffer(16)) }), "demand");
    await refuses(hunch.solve({ ...lots, demand: { length: 2, 0: 3, 1: 4 } }), "demand");
    const exact = await hunch.solve(lots, { method: "exact" });
    for (const kind of [Float64Array, Float32Array, Int32Array, Uint8Array, Uint8ClampedArray]) {
      assert.equal(
        (await hunch.solve({ ...lots, demand: kind.of(3, 4) }, { method: "exact" })).objective,
        exact.objective,
      );
    }
    await refuses(hunch.solve({ ...lots, demand: Float64Array.of(3, NaN) }), "demand[1]");
    const gone = Float64Array.of(3, 4);
    structuredClone(gone, { transfer: [gone.buffer] });
    await refuses(hunch.solve({ ...lots, demand: gone }), "demand");
  });

  test("numbers, lengths and sizes out of range are refused by name, by every call", async () => {
    await refuses(hunch.solve({ ...lots, demand: [3, -1] }), "demand[1]", /from 0 to 1000000000000/);
    await refuses(hunch.solve({ ...lots, demand: [3, Infinity] }), "demand[1]");
    await refuses(hunch.solve({ ...lots, setupCost: [1] }), "setupCost", /it must have 2/);
    await refuses(hunch.solve({ ...lots, demand: [] }), "demand");
    await refuses(hunch.solve({ ...lots, demand: new Array(2 ** 32 - 1) }), "demand", /at most 10000/);
    await refuses(hunch.solve({ ...knapsack, weights: [1, 1, 1] }), "weights", /rows × items/);
    await refuses(hunch.solve({ ...knapsack, rho: -1 }), "rho");
    await refuses(hunch.solve({ ...inventory, sensitivity: [1] }), "sensitivity");
    await refuses(hunch.scenarios(inventory, { x: [1, 1], y0: [], y: [0, 0] }, 3, 1), "decision.x");
    await refuses(hunch.scenarios(inventory, { x: [1], y0: [NaN], y: [0, 0] }, 3, 1), "decision.y0[0]");
    await refuses(hunch.scenarios(lots, { x: [1] }, 3, 1), "family");
    await refuses(hunch.scenarios(knapsack, { x: [1, 1] }, 1e9, 1), "count");
    await refuses(hunch.predict(new Array(2 ** 32 - 1)), "instances");
    for (const level of [0, 100.1, Infinity, "85"])
      await refuses(hunch.solve(lots, { level }), "level", /percent/);
    for (const timeLimit of [0, -1, "5", new Date()])
      await refuses(hunch.solve(lots, { timeLimit }), "timeLimit", /seconds/);
    for (const workers of [0, 1.5, 33, "2"]) await refuses(hunch.solve(program, { workers }), "workers");
    assert.equal((await hunch.solve(program, { timeLimit: Infinity })).status, "optimal");
  });

  test("bounds of 10²⁰ and beyond are none; costs, coefficients and bounds that exclude everything are refused", async () => {
    for (const big of [1e20, 1e30, Infinity]) {
      const free = {
        ...program,
        columns: [{ objective: 1, lower: -big, upper: big }, {}],
        rows: [{ lower: 1, upper: big, terms: [[0, 1]] }],
      };
      assert.deepEqual((await hunch.solve(free)).objective, 1);
      await refuses(hunch.solve({ ...program, columns: [{ lower: big }, {}] }), "columns[0].lower");
      await refuses(hunch.solve({ ...program, columns: [{ upper: -big }, {}] }), "columns[0].upper");
      await refuses(hunch.solve({ ...program, rows: [{ lower: big, terms: [] }] }), "rows[0].lower");
      await refuses(hunch.solve({ ...program, columns: [{ objective: big }, {}] }), "columns[0].objective");
      await refuses(hunch.solve({ ...program, rows: [{ terms: [[0, -big]] }] }), "rows[0].terms[0][1]");
      await refuses(hunch.solve({ ...program, offset: big }), "offset");
    }
  });

  test("parts of a program that are not solved are refused, not dropped", async () => {
    for (const part of ["parametric", "tree"])
      await refuses(hunch.solve({ ...program, [part]: [] }), part, undefined, "not-applicable");
  });

  test("half characters are refused in names and texts, whole ones are taken", async () => {
    await refuses(
      hunch.solve({ ...program, columns: [{ name: "a\ud800" }, { name: "a\ud801" }] }),
      "columns[0].name",
    );
    await refuses(hunch.solve("minimize\n c: a\ud800\nend"), "text", /half/);
    await refuses(hunch.solve({ ...program, name: "\udc00" }), "name");
    assert.equal(
      (await hunch.solve({ ...program, columns: [{ name: "🍎" }, { name: "é".repeat(100) }] })).status,
      "optimal",
    );
    await refuses(
      hunch.solve({ ...program, columns: [{ name: "é".repeat(128) }, {}] }),
      "columns[0].name",
      /255 bytes/,
    );
  });
});
