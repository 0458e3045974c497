/**
 * When the first point of a file of strategies stands in a real browser, and when it is proven: by the clock of the page, from the call of `solve`
 * with a program as an object until the event is told, and of a loaded program at values of its parameters, in a worker and without one, on rows of a history.
 *
 *     node tests/bench/learned-browser.mjs THETA.csv NAME [NAME …]
 *
 * reads NAME.safetensors and NAME.model.json, as `hunch learn` writes them. It needs the built package (`cargo xtask build`) and the browser that the
 * tests use (`HUNCH_BROWSER`, default /usr/bin/chromium).
 */

import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, open, serve } from "../browser/harness.mjs";

/** Rows of the history that are only warmed up with, and those that are measured. */
const [WARM, MEASURED] = [5, 100];
/** Relative difference of two objectives that are the same answer. */
const SAME = 1e-6;

const [history, ...names] = process.argv.slice(2);
const thetas = readFileSync(history, "utf8")
  .trim()
  .split("\n")
  .slice(1, 1 + WARM + MEASURED)
  .map((row) => row.split(",").map(Number));

/** Runs in the page: for each row when the first point was told and when the answer came, in milliseconds. */
async function run({ name, thetas, worker, isLoaded }) {
  const { init, withValues } = await import("/pkg/dist/index.js");
  const model = await (await fetch(`/files/${name}.model.json`)).json();
  const weights = new Uint8Array(await (await fetch(`/files/${name}.safetensors`)).arrayBuffer());
  const hunch = await init({ weights: [weights], worker });
  const loaded = isLoaded && (await hunch.load(withValues(model, thetas[0])));
  const runs = [];
  for (const theta of thetas) {
    const asked = withValues(model, theta);
    const started = performance.now();
    let first;
    const onEvent = ({ type, objective }) => {
      if (type === "incumbent") first ??= { objective, after: performance.now() - started };
    };
    const { status, objective } = loaded
      ? await loaded.solve({ parameters: theta, onEvent })
      : await hunch.solve(asked, { onEvent });
    if (status !== "optimal") throw new Error(status);
    runs.push({ first, objective, proven: performance.now() - started });
    // As on a page: each answer is shown before the next question.
    await new Promise((resolve) => setTimeout(resolve));
  }
  hunch.dispose();
  return runs;
}

const share = (values, part) =>
  values.toSorted((a, b) => a - b)[Math.ceil(part * values.length) - 1].toFixed(1);

const server = await serve({
  pkg: fileURLToPath(new URL("../../pkg/", import.meta.url)),
  files: resolve(dirname(names[0])),
});
const browser = await launch();
console.log(
  "| file | program | where | first point, ms: median, 95 % | the optimum already | proven, ms: median, 95 % |\n|---|---|---|--:|--:|--:|",
);
for (const name of names.map((name) => basename(name))) {
  for (const [isLoaded, worker] of [
    [false, true],
    [false, false],
    [true, true],
    [true, false],
  ]) {
    const { page, close } = await open(browser, server.address);
    const runs = (await page.evaluate(run, { name, thetas, worker, isLoaded })).slice(WARM);
    const isRight = ({ first, objective }) =>
      Math.abs(first.objective - objective) <= SAME * Math.max(1, Math.abs(objective));
    const after = runs.map(({ first }) => first.after);
    const proven = runs.map(({ proven }) => proven);
    console.log(
      `| ${name} | ${isLoaded ? "loaded" : "an object"} | ${worker ? "a worker" : "the page's thread"} | ${share(after, 0.5)}, ${share(after, 0.95)} | ${runs.filter(isRight).length} of ${runs.length} | ${share(proven, 0.5)}, ${share(proven, 0.95)} |`,
    );
    await close();
  }
}
await browser.close();
await server.close();
