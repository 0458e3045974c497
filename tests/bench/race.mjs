/**
 * What several workers are worth: the package's own search with one worker and with more, on seeded
 * instances, in turns. Writes docs/results/workers.md between two markers, losses first. Needs the built
 * package (`cargo xtask build`) and cargo, which makes the instances.
 *
 * node race.mjs [--workers 1,2] [--count 3] [--only '^(clsp-90|mclsp-8x40|mkp-60x5)'] [--time-limit 3] [--out
 * FILE]
 */
import { mkdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { init } from "../../pkg/dist/node.js";
import { seededInstances } from "./lib/instances.mjs";
import { replaceBetween } from "./lib/markers.mjs";
import { check, plain } from "./lib/program.mjs";
import { geometricMean, median } from "./lib/statistics.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A loss is by more than this factor: less is noise. */
const NOTABLE = 1.1;
/** Gaps closer than this are the same. */
const SAME_GAP = 1e-4;

const { values: options } = parseArgs({
  options: {
    workers: { type: "string", default: "1,2" },
    count: { type: "string", default: "3" },
    only: { type: "string", default: "^(clsp-90|mclsp-8x40|mkp-60x5)" },
    "time-limit": { type: "string", default: "3" },
    work: { type: "string", default: join(ROOT, "tests/out/bench") },
    out: { type: "string", default: join(ROOT, "docs/results/workers.md") },
  },
});
const counts = options.workers.split(",").map(Number);
const timeLimit = Number(options["time-limit"]);

/** One run: by the wall, by the processor, and checked. */
async function run(hunch, json, program, workers) {
  const before = process.cpuUsage();
  const started = performance.now();
  const answer = await hunch.solve(json, { workers, timeLimit });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { feasible } = check(program, answer.values);
  if (answer.objective !== null && !feasible)
    throw new Error(`${workers} workers: the point is not feasible`);
  const proven = answer.status === "optimal" && seconds <= timeLimit;
  const gap = answer.status === "optimal" ? 0 : (answer.gap?.relative ?? 1);
  // A proof that comes after the limit is none within it.
  return {
    proven,
    seconds: proven ? seconds : timeLimit,
    gap,
    nodes: answer.statistics.nodes,
    cores: (user + system) / 1e6 / seconds,
    strategy: answer.strategy,
  };
}

const digits = (value, count = 3) => String(Number(value.toPrecision(count)));
const outcome = ({ proven, seconds, gap }) =>
  proven ? `${digits(seconds)} s` : `${digits(100 * gap, 2)} % open`;
const table = (head, rows) =>
  [
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");

function isLoss(one, more) {
  if (one.proven || more.proven) return more.seconds > NOTABLE * one.seconds;
  return more.gap > one.gap + SAME_GAP;
}

/** Geometric mean of the ratio of times, over all runs; unproven ones count as the limit. */
const timeRatio = (rows, k) => geometricMean(rows.map(({ runs }) => runs[k].seconds / runs[0].seconds));

function report(rows) {
  const others = counts.slice(1);
  const lost = rows.flatMap(({ name, runs }) =>
    runs
      .slice(1)
      .flatMap((run, k) => (isLoss(runs[0], run) ? [[name, others[k], outcome(runs[0]), outcome(run)]] : [])),
  );
  const families = [...new Set(rows.map((row) => row.family))];
  const cores = counts.map((_, k) => digits(median(rows.map(({ runs }) => runs[k].cores)), 2));
  const summary = families.map((family) => {
    const members = rows.filter((row) => row.family === family);
    const cells = counts.map((_, k) => {
      const runs = members.map((row) => row.runs[k]);
      const gap = runs.reduce((sum, run) => sum + run.gap, 0) / runs.length;
      const nodes = runs.reduce((sum, run) => sum + run.nodes, 0) / runs.length;
      return `${runs.filter((run) => run.proven).length}/${runs.length}, ${digits(geometricMean(runs.map((run) => run.seconds)))} s, ${digits(100 * gap, 2)} %, ${Math.round(nodes)}`;
    });
    return [family, ...cells, ...others.map((_, k) => digits(timeRatio(members, k + 1), 2))];
  });
  const command = `node tests/bench/race.mjs --workers ${options.workers} --count ${options.count} --only '${options.only}' --time-limit ${timeLimit}`;
  return [
    `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim()}, ${availableParallelism()} logical cores, Node ${process.version.slice(1)}; ${timeLimit} s each, the numbers of workers in turns.`,
    `The runs had ${cores.map((c, k) => `${c} cores with ${counts[k]}`).join(", ")} (median; processor time over the wall's): with fewer cores than workers, the workers share them.`,
    "",
    `**Losses**: ${lost.length} of ${rows.length * others.length}.`,
    "",
    ...(lost.length > 0 ? [table(["instance", "workers", "one worker", "with them"], lost), ""] : []),
    table(
      [
        "family",
        ...counts.map((c) => `${c}: proven, mean time, mean gap, mean nodes`),
        ...others.map((c) => `time ${c} / ${counts[0]}`),
      ],
      summary,
    ),
    "",
    table(
      ["instance", ...counts.flatMap((c) => [`${c}`, "nodes"]), "finished first"],
      rows.map(({ name, runs }) => [
        name,
        ...runs.flatMap((run) => [outcome(run), run.nodes]),
        runs.at(-1).strategy ?? "–",
      ]),
    ),
  ].join("\n");
}

const pattern = new RegExp(options.only);
const instances = seededInstances(Number(options.count), resolve(options.work)).filter(({ name }) =>
  pattern.test(name),
);
const hunch = await init({ weights: [] });
const rows = [];
for (const { name, family, file } of instances) {
  const json = JSON.parse(readFileSync(file, "utf8"));
  const program = plain(json);
  // The first instance warms up: it starts the workers and compiles their code.
  if (rows.length === 0) for (const workers of counts) await hunch.solve(json, { workers, timeLimit: 1 });
  const runs = [];
  const turn = rows.length % counts.length;
  for (let k = 0; k < counts.length; k += 1) {
    const at = (k + turn) % counts.length;
    runs[at] = await run(hunch, json, program, counts[at]);
  }
  rows.push({ name, family, runs });
  console.error(`${rows.length}/${instances.length} ${name}: ${runs.map(outcome).join(", ")}`);
}
hunch.dispose();
mkdirSync(dirname(options.out), { recursive: true });
replaceBetween(options.out, "workers", report(rows));
