/**
 * The lot-sizing table: guess and search, the paper's other two uses of a guess, microlp alone, HiGHS and the
 * exact algorithm on the same instances in one Node run. Writes docs/results/clsp-times-C-F-T.json and,
 * between two markers, the table in docs/results/clsp.md.
 *
 * node clsp.mjs [--c 3] [--f 10000] [--horizon 120] [--count 20] [--seed 1] [--time-limit 10] [--level 85]
 * [--weights FILE]
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { init } from "../../pkg/dist/node.js";
import { clspInstances } from "./lib/instances.mjs";
import { replaceBetween } from "./lib/markers.mjs";
import { check, plain } from "./lib/program.mjs";
import { median } from "./lib/statistics.mjs";
import { open, versionOf } from "./solvers/index.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Runs of the quick methods; the median counts. Methods that take longer than a second run once. */
const RUNS = 5;
const LONG = 1;
/** Instances solved before the clock counts, by every method, with a second each. */
const WARM_UP = 2;

const { values: options } = parseArgs({
  options: {
    c: { type: "string", default: "3" },
    f: { type: "string", default: "10000" },
    horizon: { type: "string", default: "120" },
    count: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    level: { type: "string", default: "85" },
    "time-limit": { type: "string", default: "10" },
    weights: { type: "string" },
    work: { type: "string", default: join(ROOT, "tests/out/bench") },
    out: { type: "string", default: join(ROOT, "docs/results") },
  },
});
const setting = Object.fromEntries(
  ["c", "f", "horizon", "count", "seed", "level"].map((k) => [k, Number(options[k])]),
);
const timeLimit = Number(options["time-limit"]);

/** The methods in the order of the table; each takes an instance and returns one value a column. */
async function methods() {
  const weights = options.weights ? [new Uint8Array(readFileSync(options.weights))] : undefined;
  const hunch = await init({ worker: false, ...(weights ? { weights } : {}) });
  const highs = await open("highs");
  const ours = (extra) => async (item, limit) =>
    (await hunch.solve(item.instance, { timeLimit: limit, ...extra })).values;
  const guess = (engine) => ours({ method: "guess", level: setting.level, engine });
  return {
    hunch,
    list: [
      { name: "guess + search (microlp)", run: guess("microlp") },
      { name: "guess + search (our engine)", run: guess("hunch") },
      {
        name: "100 (MS): the guess as a start (our engine)",
        run: ours({ method: "start", engine: "hunch" }),
      },
      {
        name: "100 (UC): the guess as user cuts (our engine)",
        run: ours({ method: "cuts", engine: "hunch" }),
      },
      { name: "our engine alone", run: ours({ method: "search", engine: "hunch" }) },
      { name: "microlp alone", run: ours({ method: "search", engine: "microlp" }) },
      { name: "HiGHS (npm highs)", run: (item, limit) => highs.solve(item.highs, limit).values },
      { name: "exact algorithm", run: ours({ method: "exact" }), exact: true },
    ],
    prepare: (json) => highs.prepare(json),
  };
}

async function load({ hunch, prepare }) {
  const distribution = { family: "clsp", c: setting.c, f: setting.f, horizon: setting.horizon };
  return Promise.all(
    clspInstances({ ...setting }, resolve(options.work)).map(async ({ name, seed, file }) => {
      const json = JSON.parse(readFileSync(file, "utf8"));
      const instance = await hunch.sample(distribution, seed);
      return { name, seed, instance, program: plain(json), highs: prepare(json) };
    }),
  );
}

/** One timed run; a method that cannot answer has a reason and no time. */
async function once(method, item, limit) {
  const started = performance.now();
  try {
    const values = await method.run(item, limit);
    const seconds = (performance.now() - started) / 1000;
    const { feasible, objective } = check(item.program, values);
    return { seconds, objective: feasible ? objective : null };
  } catch (error) {
    return { seconds: null, objective: null, reason: String(error?.message ?? error) };
  }
}

/** All methods on one instance, in turns. */
async function measure(list, item) {
  const runs = list.map(() => []);
  for (let round = 0; round < RUNS; round += 1) {
    for (let turn = 0; turn < list.length; turn += 1) {
      const k = (turn + round) % list.length;
      const last = runs[k].at(-1);
      if (last && (last.seconds === null || last.seconds > LONG)) continue;
      runs[k].push(await once(list[k], item, timeLimit));
    }
  }
  return runs.map((all) => {
    const times = all.map((run) => run.seconds).filter((seconds) => seconds !== null);
    return { ...all.at(-1), seconds: times.length > 0 ? median(times) : null };
  });
}

/** One line a method: times, and distances from the exact algorithm's optimum. */
function summarise(list, measured) {
  const exact = list.findIndex((method) => method.exact);
  return list.map((method, k) => {
    const times = measured.map((results) => results[k].seconds).filter((seconds) => seconds !== null);
    const gaps = measured
      .filter((results) => results[k].objective !== null && results[exact].objective !== null)
      .map((results) => (results[k].objective - results[exact].objective) / results[exact].objective);
    return {
      method: method.name,
      answered: gaps.length,
      medianSeconds: times.length > 0 ? median(times) : null,
      longestSeconds: times.length > 0 ? Math.max(...times) : null,
      meanGap: gaps.length > 0 ? gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length : null,
      largestGap: gaps.length > 0 ? Math.max(...gaps) : null,
      reason: measured.map((results) => results[k].reason).find(Boolean),
    };
  });
}

const digits = (value, unit, factor) =>
  value === null ? "–" : `${Number((factor * value).toPrecision(3))} ${unit}`;
const time = (value) => (value !== null && value < 1 ? digits(value, "ms", 1000) : digits(value, "s", 1));

function markdown(summary, machine) {
  const { c, f, horizon, count, seed, level } = setting;
  const command = `node tests/bench/clsp.mjs --c ${c} --f ${f} --horizon ${horizon} --count ${count} --seed ${seed} --level ${level} --time-limit ${timeLimit}`;
  const rows = summary.map((s) => {
    const answered = `${s.answered}/${count}`;
    const cells = [
      s.method,
      answered,
      time(s.medianSeconds),
      time(s.longestSeconds),
      digits(s.meanGap, "%", 100),
      digits(s.largestGap, "%", 100),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    `### Times, c = ${c}, f = ${f}, T = ${horizon}`,
    "",
    `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, ${machine}. All methods in one process,`,
    `warmed up, in turns; limit ${timeLimit} s; median of up to ${RUNS} runs (one where a run takes more than ${LONG} s); first level ${level} %. Gaps are`,
    "from the exact algorithm's optimum, objectives recomputed by the benchmark.",
    "",
    "| method | feasible answers | median time | longest | mean gap | largest gap |",
    "|---|---|---|---|---|---|",
    ...rows,
    ...summary.filter((s) => s.reason).map((s) => `\n${s.method}: ${s.reason}`),
    "",
  ].join("\n");
}

async function main() {
  const { hunch, list, prepare } = await methods();
  const items = await load({ hunch, prepare });
  for (const item of items.slice(0, WARM_UP)) for (const method of list) await once(method, item, 1);
  const measured = [];
  for (const item of items) {
    measured.push(await measure(list, item));
    console.error(
      `${measured.length}/${items.length} ${measured
        .at(-1)
        .map((r) => r.seconds?.toFixed(4) ?? "–")
        .join(" ")}`,
    );
  }
  hunch.dispose();
  const summary = summarise(list, measured);
  const machine = `${cpus()[0]?.model.trim()}, Node ${process.version.slice(1)}, highs ${await versionOf("highs")}`;
  const key = `clsp-times-${setting.c}-${setting.f}-${setting.horizon}`;
  mkdirSync(options.out, { recursive: true });
  const details = items.map((item, k) => ({ seed: item.seed, results: measured[k] }));
  writeFileSync(
    join(options.out, `${key}.json`),
    `${JSON.stringify({ ...setting, timeLimit, machine, summary, details }, null, 1)}\n`,
  );
  replaceBetween(join(options.out, "clsp.md"), key, markdown(summary, machine));
}

await main();
