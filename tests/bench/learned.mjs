/**
 * What a file of strategies is worth in the package: time on the processor of `solve` with it and without it, on parameters from the middle of its
 * domain, the same for both.
 *
 *     node tests/bench/learned.mjs NAME [NAME …]
 *
 * reads NAME.safetensors and NAME.model.json, as `hunch learn` writes them.
 */

import { readFileSync } from "node:fs";
import { init, withValues } from "../../pkg/dist/node.js";

/** Calls that are measured, after as many that are not. */
const CALLS = 200;
/** Parameters lie between these shares of their domain's extent. */
const [FROM, TO] = [0.35, 0.65];

/** Park and Miller's generator: the same draws everywhere. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

async function measured(hunch, programs) {
  const started = process.cpuUsage();
  let searched = 0;
  for (const program of programs) {
    const { strategy } = await hunch.solve(program);
    searched += strategy?.searched === false ? 0 : 1;
  }
  const { user, system } = process.cpuUsage(started);
  return { micros: Math.round((user + system) / programs.length), searched };
}

for (const name of process.argv.slice(2)) {
  const [learned, plain] = [
    await init({ weights: [readFileSync(`${name}.safetensors`)], worker: false }),
    await init({ weights: [], worker: false }),
  ];
  const program = JSON.parse(readFileSync(`${name}.model.json`, "utf8"));
  const [card] = await learned.models();
  const { lower, upper } = card.domain;
  const next = random(1);
  const share = () => FROM + (TO - FROM) * next();
  const programs = Array.from({ length: CALLS }, () =>
    withValues(
      program,
      lower.map((low, k) => low + (upper[k] - low) * share()),
    ),
  );
  for (const hunch of [learned, plain]) await measured(hunch, programs);
  const [file, search] = [await measured(learned, programs), await measured(plain, programs)];
  console.log(
    `${card.name}: ${file.micros} µs from the file (${file.searched} of ${CALLS} searched), ${search.micros} µs by a search`,
  );
  learned.dispose();
  plain.dispose();
}
