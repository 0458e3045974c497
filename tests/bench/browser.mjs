/**
 * Times in a real browser: one prediction and a batch on both devices, and the page until it can be used.
 * Prints a Markdown table; the figures of docs/results/browser.md come from it. Needs the built package and
 * page (`cargo xtask demo --no-serve`) and the browser that the tests use (`HUNCH_BROWSER`, default
 * /usr/bin/chromium).
 *
 * node browser.mjs [--runs 40] [--batch 256] [--gpu-batch 256] [--robust-batch 4096] [--gpu-limit 240]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, open, serve } from "../browser/harness.mjs";
import { median } from "./lib/statistics.mjs";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Calls before the clock counts: the first ones compile. */
const WARM_UP = 5;
/** Loads of the page, each in a context of its own with an empty cache. */
const LOADS = 5;

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "40" },
    batch: { type: "string", default: "256" },
    "gpu-batch": { type: "string", default: "256" },
    "robust-batch": { type: "string", default: "4096" },
    "gpu-limit": { type: "string", default: "240" },
  },
});
const [runs, batch, gpuBatch, robustBatch, gpuLimit] = [
  "runs",
  "batch",
  "gpu-batch",
  "robust-batch",
  "gpu-limit",
].map((name) => Number(options[name]));

const LOT_SIZING = { family: "clsp", c: 3, f: 10_000, horizon: 120 };
/** The sizes of the paper; each prediction is repaired and checked within the call. */
const ROBUST = {
  "robust knapsack, 50 items": {
    family: "robust-knapsack",
    items: 50,
    rows: 5,
    set: "box",
    domain: "continuous",
    rho: { low: 0, high: 0.2 },
  },
  "robust inventory, 50 retailers": {
    family: "robust-inventory",
    retailers: 50,
    factors: 5,
    set: "box",
    rho: { low: 0, high: 0.5 },
  },
};

const server = await serve({ pkg: folder("../../pkg/"), page: folder("../../web/dist/") });
const browser = await launch({ webgpu: true });
const rows = [];
try {
  rows.push(["page usable after load, empty cache", LOADS, await times(LOADS, loadPage)]);
  const tab = await open(browser, server.address);
  await tab.page.evaluate(async () => {
    globalThis.hunch = await (await import("/pkg/dist/index.js")).init();
  });
  rows.push(["prediction, T = 120, batch 1, CPU", runs, await predict(tab.page, LOT_SIZING, 1, "cpu", runs)]);
  rows.push([
    `prediction, T = 120, batch ${batch}, CPU`,
    5,
    await predict(tab.page, LOT_SIZING, batch, "cpu", 5),
  ]);
  for (const [name, distribution] of Object.entries(ROBUST)) {
    rows.push([`${name}, batch 1, CPU`, runs, await predict(tab.page, distribution, 1, "cpu", runs)]);
    rows.push([
      `${name}, batch ${robustBatch}, CPU`,
      5,
      await predict(tab.page, distribution, robustBatch, "cpu", 5, 1),
    ]);
    rows.push([
      `${name}, batch ${robustBatch}, WebGPU`,
      3,
      await limited(predict(tab.page, distribution, robustBatch, "webgpu", 3, 1)),
    ]);
  }
  rows.push([
    "prediction, T = 120, batch 1, WebGPU",
    3,
    await limited(predict(tab.page, LOT_SIZING, 1, "webgpu", 3, 1)),
  ]);
  rows.push([
    `prediction, T = 120, batch ${gpuBatch}, WebGPU`,
    1,
    await limited(predict(tab.page, LOT_SIZING, gpuBatch, "webgpu", 1, 0)),
  ]);
} finally {
  await browser.close();
  await server.close();
}
console.log(`| what | runs | median ms | largest ms |\n|---|---:|---:|---:|`);
for (const [what, count, seconds] of rows) {
  const text = seconds
    ? [median(seconds), Math.max(...seconds)].map((s) => (1000 * s).toFixed(2))
    : [`not within ${gpuLimit} s`, ""];
  console.log(`| ${what} | ${seconds ? count : 0} | ${text.join(" | ")} |`);
}

async function times(count, run) {
  const seconds = [];
  for (let k = 0; k < count; k++) seconds.push(await run());
  return seconds;
}

/** Seconds from the start of the navigation until the button that solves can be pressed. */
async function loadPage() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.address}page/index.html`, { waitUntil: "commit" });
  const milliseconds = await page.evaluate(async () => {
    const usable = () =>
      [...document.querySelectorAll("button")].some((b) => b.textContent.trim() === "Solve" && !b.disabled);
    while (!usable()) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now();
  });
  await context.close();
  return milliseconds / 1000;
}

/** Seconds of each call, measured in the page, so that the messages to and from the worker count. */
function predict(page, distribution, size, device, count, warmUp = WARM_UP) {
  return page.evaluate(
    async ({ distribution, size, device, count, warmUp }) => {
      const draw = (k) => globalThis.hunch.sample(distribution, k);
      const instances = await Promise.all(Array.from({ length: size }, (_, k) => draw(k)));
      const seconds = [];
      for (let k = -warmUp; k < count; k++) {
        const started = performance.now();
        await globalThis.hunch.predict(instances, { device });
        if (k >= 0) seconds.push((performance.now() - started) / 1000);
      }
      return seconds;
    },
    { distribution, size, device, count, warmUp },
  );
}

/** The result, or nothing once the limit has passed: a software adapter may take minutes. */
function limited(promise) {
  promise.catch(() => undefined);
  return Promise.race([
    promise,
    new Promise((resolve) => setTimeout(() => resolve(undefined), 1000 * gpuLimit)),
  ]);
}
