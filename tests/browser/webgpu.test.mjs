/**
 * Prediction on WebGPU in a real browser (with its software adapter): the CPU's answers, and what happens
 * when the device is lost.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { weights } from "../../pkg/test/support/weights.mjs";
import { launch, open, serve } from "./harness.mjs";

/** Both paths compute in 32 bits; sums in another order differ in the last digits. */
const TOLERANCE = 1e-4;

describe("WebGPU", () => {
  let server;
  let browser;
  let tab;
  before(async () => {
    server = await serve();
    browser = await launch({ webgpu: true });
    tab = await open(browser, server.address);
    await tab.page.evaluate(
      async (text) => {
        globalThis.bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        globalThis.hunchModule = await import("/pkg/dist/index.js");
      },
      Buffer.from(weights({ layers: 3, hidden: 40, sizes: [{ c: 3, f: 10000, T: 40 }] })).toString("base64"),
    );
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  test("gives the CPU's answers for one instance, a batch, and horizons in windows", async (t) => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init({ weights: [globalThis.bytes], device: "webgpu" });
      const instances = await Promise.all(
        [40, 13, 100, 40].map((horizon, k) => hunch.sample({ family: "clsp", c: 3, f: 10000, horizon }, k)),
      );
      const events = [];
      const onEvent = (event) => events.push(event);
      const one = await hunch.predict(instances[0], { onEvent });
      const gpu = await hunch.predict(instances, { onEvent });
      const cpu = await hunch.predict(instances, { device: "cpu" });
      const difference = Math.max(
        ...gpu.flatMap((p, k) => [...p.probabilities].map((v, t) => Math.abs(v - cpu[k].probabilities[t]))),
      );
      hunch.dispose();
      return {
        devices: [one.device, gpu[0].device, cpu[0].device],
        difference,
        lengths: gpu.map((p) => p.probabilities.length),
        events,
        adapter: !!navigator.gpu,
      };
    });
    t.diagnostic(`largest difference ${seen.difference.toExponential(1)}`);
    assert.deepEqual(seen.events, []);
    assert.deepEqual(seen.devices, ["webgpu", "webgpu", "cpu"]);
    assert.deepEqual(seen.lengths, [40, 13, 100, 40]);
    assert.ok(seen.difference <= TOLERANCE, `differs by ${seen.difference}`);
    assert.deepEqual(tab.problems, []);
  });

  test("auto measures both, answers, and says which one ran", async () => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init({ weights: [globalThis.bytes], device: "auto" });
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 40 }, 1);
      const [first, second] = [await hunch.predict(instance), await hunch.predict(instance)];
      const cpu = await hunch.predict(instance, { device: "cpu" });
      const answer = await hunch.solve(instance, { method: "guess", timeLimit: 5 });
      hunch.dispose();
      const difference = Math.max(
        ...[...first.probabilities].map((v, t) => Math.abs(v - cpu.probabilities[t])),
      );
      return {
        first: first.device,
        second: second.device,
        difference,
        status: answer.status,
        model: answer.model,
      };
    });
    assert.ok(["cpu", "webgpu"].includes(seen.first));
    assert.equal(seen.second, seen.first, "the choice stays");
    assert.ok(seen.difference <= TOLERANCE);
    assert.ok(["optimal", "feasible"].includes(seen.status));
    assert.equal(seen.model, "random");
  });

  test("a solve uses the GPU's prediction and says so in its time", async () => {
    const seen = await tab.page.evaluate(async () => {
      const hunch = await globalThis.hunchModule.init({ weights: [globalThis.bytes], device: "webgpu" });
      const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 40 }, 1);
      const [answer, prediction] = [
        await hunch.solve(instance, { method: "guess", timeLimit: 5 }),
        await hunch.predict(instance),
      ];
      hunch.dispose();
      const difference = Math.max(
        ...[...answer.probabilities].map((v, t) => Math.abs(v - prediction.probabilities[t])),
      );
      return { difference, status: answer.status, predictSeconds: answer.statistics.predictSeconds };
    });
    assert.ok(["optimal", "feasible"].includes(seen.status));
    assert.ok(seen.difference <= TOLERANCE);
    assert.ok(seen.predictSeconds > 0);
  });

  test("a device that is lost is made anew once, then the CPU takes over, with an event each", async () => {
    // In the same thread, so that the test can take the device away.
    const lossy = await open(browser, server.address);
    const seen = await lossy.page.evaluate(
      async (text) => {
        const devices = [];
        const request = GPUAdapter.prototype.requestDevice;
        GPUAdapter.prototype.requestDevice = async function (...descriptor) {
          const device = await request.apply(this, descriptor);
          devices.push(device);
          return device;
        };
        const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        const { init } = await import("/pkg/dist/index.js");
        const hunch = await init({ weights: [bytes], device: "webgpu", worker: false });
        const instance = await hunch.sample({ family: "clsp", c: 3, f: 10000, horizon: 40 }, 1);
        const events = [];
        const onEvent = (event) => events.push([event.type, event.to]);
        const used = [];
        const ask = async () => used.push((await hunch.predict(instance, { onEvent })).device);
        const lose = async () => {
          const device = devices.at(-1);
          device.destroy();
          await device.lost;
          await new Promise((resolve) => setTimeout(resolve));
        };
        await ask();
        await lose();
        await ask();
        await lose();
        await ask();
        await ask();
        hunch.dispose();
        return { used, events, devices: devices.length };
      },
      Buffer.from(weights({ sizes: [{ c: 3, f: 10000, T: 40 }] })).toString("base64"),
    );
    assert.deepEqual(seen.used, ["webgpu", "webgpu", "cpu", "cpu"]);
    assert.deepEqual(seen.events, [
      ["deviceFallback", "webgpu"],
      ["deviceFallback", "cpu"],
    ]);
    assert.equal(seen.devices, 2);
    assert.deepEqual(
      lossy.problems.filter((problem) => problem.startsWith("uncaught")),
      [],
    );
    await lossy.close();
  });
});
