/**
 * A stand-in for the package with which the tests reach states of the page that the real one shows rarely or
 * never on demand: a missing model, a failing module, a search that must be stopped. It is never part of a
 * shipped build. What it does is chosen in the page's query: `?stand-in=no-model,slow-search,broken`.
 */

import * as robust from "./robust.js";
import { generator, pause } from "./tools.js";

const states = new Set((new URLSearchParams(location.search).get("stand-in") ?? "").split(","));

class HunchError extends Error {
  name = "HunchError";
  constructor(code, message, details = {}) {
    super(message);
    Object.assign(this, { code }, details);
  }
}

function draw({ c, f, horizon }, seed) {
  const random = generator(seed * 7919 + c * 31 + f + horizon);
  const whole = (least, most) => Math.floor(least + random() * (most - least + 1));
  const many = (make) => Array.from({ length: horizon }, make);
  const demand = many(() => whole(1, 600));
  const mean = demand.reduce((a, b) => a + b, 0) / horizon;
  return {
    family: "clsp",
    demand,
    capacity: many(() => whole(0.7 * c * mean, 1.1 * c * mean)),
    productionCost: many(() => whole(1, 5)),
    setupCost: many(() => whole(0.9 * f, 1.1 * f)),
    holdingCost: many(() => 1),
  };
}

/** A feasible plan: backwards, produce in full lots as late as possible. */
function plan({ demand, capacity }, lot) {
  const count = demand.length;
  const production = new Float64Array(count);
  let open = 0;
  for (let t = count - 1; t >= 0; t--) {
    open += demand[t];
    if (open >= lot * capacity[t] || t === 0) {
      production[t] = Math.min(open, capacity[t]);
      open -= production[t];
    }
  }
  if (open > 0) return lot > 0 ? plan({ demand, capacity }, 0) : null;
  const inventory = new Float64Array(count);
  let stock = 0;
  for (let t = 0; t < count; t++) inventory[t] = stock += production[t] - demand[t];
  return { production, setup: Uint8Array.from(production, (x) => (x > 0 ? 1 : 0)), inventory };
}

function cost(instance, { production, setup, inventory }) {
  let total = 0;
  for (let t = 0; t < production.length; t++) {
    total +=
      instance.productionCost[t] * production[t] +
      instance.setupCost[t] * setup[t] +
      instance.holdingCost[t] * inventory[t];
  }
  return total;
}

function probabilities(instance) {
  const random = generator(instance.demand.reduce((a, b) => (a * 31 + b) | 0, 7));
  const setup = plan(instance, 0.9)?.setup ?? [];
  return Float32Array.from(instance.demand, (_, t) =>
    Math.min(1, Math.max(0, (setup[t] ? 0.97 : 0.03) + random() ** 6 * (setup[t] ? -0.7 : 0.7))),
  );
}

async function solve(
  instance,
  { method: asked = "guess", level = 85, signal, onEvent, timeLimit = 10 } = {},
) {
  // As the real package does where the exact algorithm is quick.
  const method = asked === "auto" ? "exact" : asked;
  const lots = { guess: 0.9, exact: 0.9, search: 0.6 };
  const seconds = { guess: 0.021, exact: 0.0046, search: 2.2 }[method];
  if (states.has("broken") && method === "search")
    throw new HunchError("internal", "The module failed and was replaced by a fresh one.");
  if (states.has("bad-input"))
    throw new HunchError("invalid-input", "capacity[3] is 0; it must be above 0", {
      field: "capacity[3]",
      value: "0",
    });
  const result = plan(instance, lots[method]);
  if (!result)
    return {
      status: "infeasible",
      objective: null,
      bound: null,
      boundSource: null,
      gap: null,
      values: new Float64Array(),
      method,
      statistics: { seconds, predictSeconds: 0, certifySeconds: 0, work: 0, nodes: 0, iterations: 0 },
    };
  const optimum = cost(instance, plan(instance, 0.9));
  const objective = cost(instance, result) * (method === "guess" ? 1.0002 : 1);
  const answer = (share) => ({
    status: method === "exact" ? "optimal" : "feasible",
    objective: objective * share,
    bound: optimum * 0.98,
    boundSource: "search",
    gap: {
      absolute: objective * share - optimum * 0.98,
      relative: 1 - (optimum * 0.98) / (objective * share),
    },
    values: new Float64Array(),
    method,
    plan: result,
    statistics: {
      seconds,
      predictSeconds: 0.001,
      certifySeconds: 0.004,
      work: 1,
      nodes: 10,
      iterations: 100,
    },
  });
  if (method === "search") {
    const steps = states.has("slow-search") ? 600 : 12;
    for (let step = 0; step < steps; step++) {
      onEvent?.({
        type: "incumbent",
        objective: objective * (1 + 0.1 / (step + 1)),
        source: "stand-in",
        seconds: 0.01 * 1.6 ** Math.min(step, 10),
      });
      onEvent?.({
        type: "bound",
        bound: optimum * (0.98 - 0.2 / (step + 1)),
        seconds: 0.01 * 1.6 ** Math.min(step, 10),
      });
      await pause(100, signal).catch((error) => {
        throw Object.defineProperty(new DOMException(error.message, "AbortError"), "cause", {
          value: { objective, plan: result },
        });
      });
    }
    return answer(1);
  }
  if (method === "guess") {
    const p = probabilities(instance);
    const count = Math.round((p.length * level) / 100);
    const order = [...p.keys()].sort(
      (a, b) => Math.max(p[b], Math.fround(1 - p[b])) - Math.max(p[a], Math.fround(1 - p[a])) || a - b,
    );
    const fixed = new Uint8Array(p.length);
    for (const t of order.slice(0, count)) fixed[t] = 1;
    return { ...answer(1), probabilities: p, fixed, level };
  }
  return { ...answer(1), bound: objective, gap: { absolute: 0, relative: 0 }, boundSource: "exact" };
}

function predict(instance, options) {
  if (instance.family !== "clsp") return robust.predict(instance, options);
  return {
    probabilities: probabilities(instance),
    model: "clsp-c3-f10000-T120",
    device: "cpu",
    seconds: 0.0014,
  };
}

export async function init() {
  if (states.has("no-wasm")) throw new HunchError("internal", "The module could not be loaded.");
  return {
    sample: async (distribution, seed) =>
      distribution.family === "clsp" ? draw(distribution, seed) : robust.draw(distribution, seed),
    scenarios: async (instance, decision, count, seed) => robust.scenarios(instance, decision, count, seed),
    predict: async (instance, options) => {
      if (states.has("no-model")) throw new HunchError("no-model", "no trained model fits the family");
      if (Array.isArray(instance)) return instance.map((one) => predict(one, options));
      return predict(instance, options);
    },
    solve: async (instance, options) => {
      if (instance.family === "clsp") {
        if (states.has("no-model") && options.method === "guess")
          throw new HunchError("no-model", "no trained model fits the family");
        return solve(instance, options);
      }
      // The small program with which an engine is loaded.
      if (!("family" in instance)) return { status: "optimal", objective: 1, values: new Float64Array([1]) };
      if (states.has("no-model") && options.method === "start")
        throw new HunchError("no-model", "no trained model fits the family");
      return robust.solve(instance, options, states);
    },
    write: async () => {
      throw new HunchError("internal", "the stand-in writes no programs");
    },
    // With an instance the real package tells of fewer; the page looks for the one that answered.
    models: async () => [
      {
        version: 1,
        name: "clsp-c3-f10000-T120",
        family: "clsp",
        licence: "MIT OR Apache-2.0",
        sizes: [{ T: 120, c: 3, f: 10000 }],
        training: { seed: 1, instances: 1000 },
      },
      robust.CARD,
    ],
    dispose() {},
  };
}
