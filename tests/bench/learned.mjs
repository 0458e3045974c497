/**
 * What a file of strategies is worth in the package: time on the processor of `solve`, and of `solveMany` of a loaded program, with it and without it,
 * on parameters from the middle of its domain, the same for all.
 *
 *     node tests/bench/learned.mjs NAME [NAME …]
 *
 * reads NAME.safetensors and NAME.model.json, as `hunch learn` writes them. Where answers are proven by a search, the first point is what the file brings:
 *
 *     node tests/bench/learned.mjs --history THETA.csv NAME [NAME …]
 *
 * says when it stands, how often it is the optimum, and when that is proven, on the rows of a history.
 */

import { readFileSync } from "node:fs";
import { init, withValues } from "../../pkg/dist/node.js";

/** Calls that are measured, after as many that are not; and variants of a loaded program. */
const CALLS = 200;
const VARIANTS = 5000;
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

/** Microseconds a variant, the better of two passes, and how many of them were searched. */
async function variants(hunch, program, thetas) {
  const loaded = await hunch.load(withValues(program, thetas[0]));
  let best = { micros: Infinity, searched: 0 };
  for (let pass = 0; pass < 2; pass++) {
    const started = process.cpuUsage();
    let searched = 0;
    const all = loaded.solveMany(thetas.map((parameters) => ({ parameters })));
    for await (const { status, strategy } of all) {
      if (status !== "optimal") throw new Error(status);
      searched += !strategy || strategy.proven === "by a search" ? 1 : 0;
    }
    const { user, system } = process.cpuUsage(started);
    const micros = (user + system) / thetas.length;
    if (micros < best.micros) best = { micros: Math.round(10 * micros) / 10, searched };
  }
  await loaded.unload();
  return best;
}

/** Rows of a history that are only warmed up with, and those that are measured. */
const [WARM, MEASURED] = [5, 40];
/** Relative difference of two objectives that are the same answer. */
const SAME = 1e-6;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** When the first point of each row stands and when its proof does, in milliseconds of the processor; `solve` answers a row and tells of points. */
async function points(solve, thetas) {
  const runs = [];
  for (const theta of thetas) {
    const started = process.cpuUsage();
    const spent = () => {
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    };
    let first;
    const onEvent = ({ type, objective }) => {
      if (type === "incumbent") first ??= { objective, after: spent() };
    };
    const { status, objective } = await solve(theta, onEvent);
    if (status !== "optimal") throw new Error(status);
    const right = Math.abs(first.objective - objective) <= SAME * Math.max(1, Math.abs(objective));
    runs.push({ after: first.after, right, proven: spent() });
  }
  return runs.slice(WARM);
}

const given = process.argv.slice(2);
if (given[0] === "--history") {
  const [, history, ...names] = given;
  const rows = readFileSync(history, "utf8").trim().split("\n").slice(1);
  const thetas = rows.slice(0, WARM + MEASURED).map((row) => row.split(",").map(Number));
  for (const name of names) {
    const hunch = await init({ weights: [readFileSync(`${name}.safetensors`)], worker: false });
    const program = JSON.parse(readFileSync(`${name}.model.json`, "utf8"));
    const loaded = await hunch.load(withValues(program, thetas[0]));
    const roads = {
      "a program as an object": (theta, onEvent) => hunch.solve(withValues(program, theta), { onEvent }),
      "a loaded program": (parameters, onEvent) => loaded.solve({ parameters, onEvent }),
    };
    for (const [road, solve] of Object.entries(roads)) {
      const runs = await points(solve, thetas);
      const [after, proven] = ["after", "proven"].map((key) =>
        median(runs.map((run) => run[key])).toFixed(1),
      );
      const right = runs.filter((run) => run.right).length;
      console.log(
        `${name}, ${road}: first point after ${after} ms, the optimum in ${right} of ${runs.length}; proven after ${proven} ms`,
      );
    }
    hunch.dispose();
  }
  process.exit(0);
}

for (const name of given) {
  const [learned, plain] = [
    await init({ weights: [readFileSync(`${name}.safetensors`)], worker: false }),
    await init({ weights: [], worker: false }),
  ];
  const program = JSON.parse(readFileSync(`${name}.model.json`, "utf8"));
  const [card] = await learned.models();
  const { lower, upper } = card.domain;
  const next = random(1);
  const share = () => FROM + (TO - FROM) * next();
  const drawn = () => lower.map((low, k) => low + (upper[k] - low) * share());
  const programs = Array.from({ length: CALLS }, () => withValues(program, drawn()));
  for (const hunch of [learned, plain]) await measured(hunch, programs);
  const [file, search] = [await measured(learned, programs), await measured(plain, programs)];
  console.log(
    `${card.name}: ${file.micros} µs from the file (${file.searched} of ${CALLS} searched), ${search.micros} µs by a search`,
  );
  const thetas = Array.from({ length: VARIANTS }, drawn);
  const [from, by] = [await variants(learned, program, thetas), await variants(plain, program, thetas)];
  console.log(
    `  solveMany: ${from.micros} µs from the file (${from.searched} of ${VARIANTS} searched), ${by.micros} µs by searches that go on from the last`,
  );
  learned.dispose();
  plain.dispose();
}
