/** Predictions: the same alone and in a batch, short and long, on whichever device answers. */

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";
import { weights } from "./support/weights.mjs";

describe("predict", () => {
  let hunch;
  const sizes = [{ c: 3, f: 10000, T: 30 }];
  before(async () => {
    hunch = await init({
      weights: [
        weights({ layers: 3, hidden: 8, sizes }),
        weights({ name: "wide", sizes: [{ c: 8, f: 10000, T: 30 }] }, 2),
      ],
    });
  });
  after(() => hunch.dispose());

  test("a batch gives what its instances give one by one, in their order", async () => {
    const instances = await Promise.all(
      [1, 2, 3, 4, 5].map((seed) =>
        hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 10 + 5 * seed }, seed),
      ),
    );
    const batch = await hunch.predict(instances);
    assert.equal(batch.length, 5);
    for (const [k, instance] of instances.entries()) {
      const alone = await hunch.predict(instance);
      assert.deepEqual(batch[k].probabilities, alone.probabilities);
      assert.equal(alone.probabilities.length, instance.demand.length);
      assert.ok(alone.probabilities.every((p) => p >= 0 && p <= 1));
      assert.equal(alone.device, "cpu");
    }
    assert.deepEqual(await hunch.predict([]), []);
  });

  test("beyond the trained horizon predictions of windows stand side by side", async () => {
    const long = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 60 }, 1);
    const half = (from) =>
      Object.fromEntries(
        Object.entries(long).map(([name, values]) => [
          name,
          name === "family" ? values : values.slice(from, from + 30),
        ]),
      );
    const [whole, first, second] = await hunch.predict([long, half(0), half(30)]);
    assert.deepEqual([...whole.probabilities], [...first.probabilities, ...second.probabilities]);
  });

  test("the model whose training instances look most like the instance answers", async () => {
    for (const [c, name] of [
      [3, "random"],
      [8, "wide"],
    ]) {
      const instance = await hunch.sample({ family: "clsp", c, f: 10000, horizon: 30 }, 1);
      assert.equal((await hunch.predict(instance)).model, name);
    }
    assert.deepEqual(
      (await hunch.models()).map((model) => model.name),
      ["random", "wide"],
    );
  });

  test("without WebGPU the CPU answers with an event, and only a call that insists is refused", async () => {
    const gpu = await init({ weights: [weights({ sizes })], device: "webgpu" });
    try {
      const instance = await gpu.sample({ family: "clsp", c: 3, f: 10000, horizon: 30 }, 1);
      const events = [];
      const prediction = await gpu.predict(instance, { onEvent: (event) => events.push(event) });
      assert.equal(prediction.device, "cpu");
      assert.deepEqual(
        events.map(({ type, from, to }) => [type, from, to]),
        [["deviceFallback", "webgpu", "cpu"]],
      );
      const answer = await gpu.solve(instance, { timeLimit: 5 });
      assert.ok(["optimal", "feasible"].includes(answer.status));
      assert.equal((await rejection(gpu.predict(instance, { device: "webgpu" }))).code, "no-webgpu");
    } finally {
      gpu.dispose();
    }
  });

  test("the models that come with the package load, and say what they are", async () => {
    const files = (await readdir(new URL("../weights/", import.meta.url))).filter((name) =>
      name.endsWith(".safetensors"),
    );
    const bundled = await init();
    try {
      const cards = await bundled.models();
      assert.equal(cards.length, files.length);
      for (const card of cards)
        assert.ok(card.name && card.family && card.licence && card.training, JSON.stringify(card));
    } finally {
      bundled.dispose();
    }
  });
});
