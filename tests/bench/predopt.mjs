/**
 * How soon `predopt` answers lot sizing of many items in the package: seconds on the processor to the guess, to the first plan, and to a plan
 * within 0.1 % of the best one that it finds in all its time.
 *
 *     node tests/bench/predopt.mjs [--items 8] [--periods 200] [--c 10] [--instances 3] [--seconds 10] [--plain]
 *
 * `--plain` leaves out the package's weights, so that the guess is what the structure believes. One thread, no worker.
 */

import { parseArgs } from "node:util";
import { init } from "../../pkg/dist/node.js";

/** Set-up to holding cost ratio, the paper's. */
const F = 1000;
/** Seed of the first instance. */
const SEED = 41_001;
/** How close to the best plan counts. */
const CLOSE = 1e-3;

const { values: options } = parseArgs({
  options: {
    items: { type: "string", default: "8" },
    periods: { type: "string", default: "200" },
    c: { type: "string", default: "10" },
    instances: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    plain: { type: "boolean", default: false },
  },
});
const [items, horizon, c, instances, seconds] = [
  options.items,
  options.periods,
  options.c,
  options.instances,
  options.seconds,
].map(Number);

/** Seconds of this process on the processor since `started`. */
function spent(started) {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

const hunch = await init({ worker: false, ...(options.plain && { weights: [] }) });
const rows = [];
// The first one also loads module and weights, and is not counted.
for (let k = 0; k <= instances; k++) {
  const instance = await hunch.sample({ family: "mclsp", items, periods: horizon, c, f: F }, SEED + k);
  const events = [];
  const started = process.cpuUsage();
  const answer = await hunch.solve(instance, {
    method: "predopt",
    timeLimit: k === 0 ? 1 : seconds,
    onEvent: (event) => events.push([spent(started), event]),
  });
  if (k === 0) continue;
  const told = (is) => events.find(([, event]) => is(event))?.[0];
  rows.push({
    guess: told(({ type, name }) => type === "stage" && name === "search"),
    "first plan": told(({ type }) => type === "incumbent"),
    "within 0.1 %": told(
      ({ type, objective }) => type === "incumbent" && objective <= (1 + CLOSE) * answer.objective,
    ),
    objective: answer.objective,
    "open %": 100 * (1 - answer.bound / answer.objective),
    model: answer.model ?? "–",
  });
}
console.table(rows);
hunch.dispose();
