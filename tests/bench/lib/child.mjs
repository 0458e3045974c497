/**
 * A process that runs one solver: reads programs from files, solves them on demand, tells times, status and a
 * checked objective.
 */
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { open } from "../solvers/index.mjs";
import { check, plain } from "./program.mjs";

/**
 * Solves before the first timed one: compiled code, grown memory and caches are then as in a page that has
 * been used.
 */
const WARM_UP_ROUNDS = 10;

const solver = await open(process.argv[2]);
let loaded = { file: null };

/**
 * A knapsack with ten items and a transportation problem of 4 × 5: small, and they touch both kinds of
 * search.
 */
function warmUpPrograms() {
  const header = { format: "hunch-program", version: 1 };
  const items = Array.from({ length: 10 }, (_, j) => j);
  const knapsack = {
    ...header,
    sense: "maximize",
    columns: items.map((j) => ({ objective: 10 + ((7 * j) % 11), upper: 1, kind: "integer" })),
    rows: [{ upper: 25, terms: items.map((j) => [j, 3 + ((5 * j) % 7)]) }],
  };
  const cells = Array.from({ length: 20 }, (_, k) => k);
  const transportation = {
    ...header,
    columns: cells.map((k) => ({ objective: 1 + ((3 * k) % 8) })),
    rows: [
      ...[0, 1, 2, 3].map((i) => ({
        upper: 9,
        terms: cells.filter((k) => Math.floor(k / 5) === i).map((k) => [k, 1]),
      })),
      ...[0, 1, 2, 3, 4].map((j) => ({
        lower: 4 + j,
        terms: cells.filter((k) => k % 5 === j).map((k) => [k, 1]),
      })),
    ],
  };
  return [knapsack, transportation];
}

async function warmUp() {
  const prepared = warmUpPrograms().map((json) => solver.prepare(json));
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    for (const program of prepared) await solver.solve(program, 1);
  }
}

async function run({ file, timeLimit }) {
  if (loaded.file !== file) {
    const json = JSON.parse(readFileSync(file, "utf8"));
    loaded = { file, program: plain(json), prepared: solver.prepare(json) };
  }
  const before = process.cpuUsage();
  const started = performance.now();
  const { status, values, bound, points = null } = await solver.solve(loaded.prepared, timeLimit);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { feasible, objective } = check(loaded.program, values);
  const hasBound = typeof bound === "number" && Number.isFinite(bound);
  const cpuSeconds = (user + system) / 1e6;
  return {
    status,
    seconds,
    cpuSeconds,
    feasible,
    objective: feasible ? objective : null,
    bound: hasBound ? bound : null,
    first: points?.[0]?.[0] ?? null,
    points,
  };
}

process.on("message", async (request) => {
  try {
    process.send({ ok: true, result: await run(request) });
  } catch (error) {
    process.send({ ok: false, reason: String(error?.message ?? error).slice(0, 200) });
  }
});

await warmUp();
process.send({ ready: true });
