/** Measures solvers side by side: one at a time, in turn, each in its process. */
import { fileHash } from "./cache.mjs";
import { median } from "./statistics.mjs";

/** Most runs of one solver on one program. */
const MAX_RUNS = 5;
/** Runs that take longer than this, in seconds, are not repeated: their noise is small beside them. */
const LONG = 1;

/**
 * Runs every solver that has no cached result on one instance. The solvers take turns, and each round begins
 * with another one, so that what disturbs the machine for a while disturbs all of them.
 */
export async function measure(instance, solvers, { timeLimit, cache, fresh }) {
  const hash = fileHash(instance.file);
  const entries = solvers.map((solver) => {
    const key = { program: hash, solver: solver.name, version: solver.version, timeLimit };
    return { solver, key, cached: fresh ? null : cache.get(key), runs: [], done: false };
  });
  const open = entries.filter((entry) => !entry.cached);
  for (let round = 0; round < MAX_RUNS; round += 1) {
    const turn = open.map((_, k) => open[(k + round) % open.length]).filter((entry) => !entry.done);
    for (const entry of turn) {
      const run = await entry.solver.process.run(instance.file, timeLimit);
      entry.runs.push(run);
      entry.done = run.seconds === null || run.seconds > LONG;
    }
  }
  for (const entry of open) cache.set(entry.key, summary(entry.runs));
  return Object.fromEntries(
    entries.map((entry) => [entry.solver.name, entry.cached ?? cache.get(entry.key)]),
  );
}

/**
 * The median times of the runs; the answer is the last one's, and a run that differs in status is reported.
 */
function summary(runs) {
  const medianOf = (field) => {
    const times = runs.map((run) => run[field] ?? null).filter((time) => time !== null);
    return times.length > 0 ? median(times) : null;
  };
  const status = [...new Set(runs.map((run) => run.status))].join("/");
  return {
    ...runs.at(-1),
    status,
    seconds: medianOf("seconds"),
    cpuSeconds: medianOf("cpuSeconds"),
    first: medianOf("first"),
    runs: runs.length,
  };
}
