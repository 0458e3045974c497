/**
 * How long a map takes in the wasm, on one thread: 256 × 256 cells painted by each file of the page, what is said of a θ, an answer with its
 * voice. Medians of many. `node tests/bench/map.mjs [FILE.safetensors …]`
 */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { initSync, Strategies } from "../../pkg/wasm/hunch_strategies.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
initSync({ module: await readFile(here("../../pkg/wasm/hunch_strategies_bg.wasm")) });
const files =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ["inventory", "canteen", "bakery"].map((name) =>
        here(`../../web/src/subjects/strategies/models/${name}.safetensors`),
      );

/** Milliseconds of each of so many calls, sorted. */
function times(count, call) {
  const found = Array.from({ length: count }, (_, k) => {
    const started = performance.now();
    call(k);
    return performance.now() - started;
  });
  return found.sort((a, b) => a - b);
}

const at = (sorted, share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(2);

console.log(
  "| file | ms a painting of 256 × 256: median, worst | ms a look | ms an answer with its voice: median, 95 % |",
);
console.log("|---|--:|--:|--:|");
for (const file of files) {
  const strategies = new Strategies();
  const { name, domain } = strategies.load(await readFile(file));
  const { lower, upper } = domain;
  const middle = lower.map((low, j) => (low + upper[j]) / 2);
  const width = lower.length;
  const view = (k) => {
    const [x, y] = [k % width, (k + 1) % width];
    return Float64Array.from([x, y, lower[x], upper[x], lower[y], upper[y], 256, 256]);
  };
  // θ on a walk through the domain, as a drag makes them.
  const point = (k) => Float64Array.from(middle, (m, j) => m + (upper[j] - m) * 0.8 * Math.sin(k / 7 + j));
  // Columns and rows have no names in the file; the page takes them from the program beside it.
  const program = JSON.parse(await readFile(file.replace(".safetensors", ".model.json"), "utf8"));
  const names = (list) => list.map((one) => one.name);
  const [columns, rows] = [names(program.columns), names(program.rows)];
  const painting = times(21, (k) => strategies.paint(name, Float64Array.from(middle), view(k)));
  const look = times(200, (k) => strategies.look(name, point(k)));
  const answer = times(200, (k) => strategies.respond(name, point(k), [...columns], [...rows], 5));
  console.log(
    `| ${basename(file, ".safetensors")} | ${at(painting, 0.5)}, ${at(painting, 1)} | ${at(look, 0.5)} | ${at(answer, 0.5)}, ${at(answer, 0.95)} |`,
  );
  strategies.free();
}
