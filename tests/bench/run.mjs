/**
 * Runs our package beside other solvers and writes docs/results/search.md. See README.md for the options.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Cache } from "./lib/cache.mjs";
import { publicInstances, seededInstances } from "./lib/instances.mjs";
import { judge } from "./lib/judge.mjs";
import { measure } from "./lib/measure.mjs";
import { SolverProcess } from "./lib/process.mjs";
import { report } from "./lib/report.mjs";
import { SOLVERS, versionOf } from "./solvers/index.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const { values: options } = parseArgs({
  options: {
    instances: { type: "string" },
    seeded: { type: "string", default: "10" },
    only: { type: "string", default: "" },
    solvers: { type: "string", default: Object.keys(SOLVERS).join(",") },
    us: { type: "string", default: "hunch" },
    clock: { type: "string", default: "wall" },
    "time-limit": { type: "string", default: "10" },
    work: { type: "string", default: join(ROOT, "tests/out/bench") },
    out: { type: "string", default: join(ROOT, "docs/results/search.md") },
    command: { type: "string" },
    fresh: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

function wholeNumber(name) {
  const value = Number(options[name]);
  if (!Number.isFinite(value) || value < 0)
    throw new Error(`--${name} is ${options[name]}; it must be a number from 0`);
  return value;
}

function chosenInstances() {
  const work = resolve(options.work);
  const all = [
    ...(options.instances ? publicInstances(resolve(options.instances), work) : []),
    ...(wholeNumber("seeded") > 0 ? seededInstances(wholeNumber("seeded"), work) : []),
  ];
  const pattern = new RegExp(options.only);
  return all.filter((instance) => pattern.test(instance.name) || pattern.test(instance.family));
}

async function chosenSolvers() {
  const names = options.solvers.split(",");
  const unknown = names.find((name) => !SOLVERS[name]);
  if (unknown) throw new Error(`--solvers names ${unknown}; known are ${Object.keys(SOLVERS).join(", ")}`);
  return Promise.all(
    names.map(async (name) => ({
      name,
      label: SOLVERS[name].label,
      version: await versionOf(name),
      process: new SolverProcess(name),
    })),
  );
}

/**
 * How the report says it was made: the options given, with words for folders, which differ from machine to
 * machine.
 */
function commandLine() {
  const given = process.argv.slice(2).map((word, k, all) => {
    const before = all[k - 1] ?? "";
    return /^--(instances|work|out)$/.test(before)
      ? before.slice(2).toUpperCase()
      : word.replace(/^(--(instances|work|out))=.*/, "$1");
  });
  return options.command ?? ["node tests/bench/run.mjs", ...given].join(" ");
}

const maximizes = (file) => JSON.parse(readFileSync(file, "utf8")).sense === "maximize";

async function main() {
  if (!["wall", "cpu"].includes(options.clock))
    throw new Error(`--clock is ${options.clock}; it must be wall or cpu`);
  const instances = chosenInstances();
  const solvers = await chosenSolvers();
  const timeLimit = wholeNumber("time-limit");
  const cache = new Cache(join(resolve(options.work), "cache"));
  const judgements = [];
  try {
    for (const [k, instance] of instances.entries()) {
      const results = await measure(instance, solvers, { timeLimit, cache, fresh: options.fresh });
      judgements.push(judge(instance, results, maximizes(instance.file), timeLimit, options.clock));
      const line = solvers.map(
        (s) => `${s.name} ${results[s.name].status} ${results[s.name].seconds?.toFixed(4) ?? "–"}`,
      );
      console.error(`${k + 1}/${instances.length} ${instance.name}: ${line.join(", ")}`);
    }
  } finally {
    for (const solver of solvers) solver.process.stop();
  }
  const text = report(judgements, solvers, {
    us: options.us,
    timeLimit,
    clock: options.clock,
    command: commandLine(),
  });
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, text);
  if (options.json) console.log(JSON.stringify(judgements));
}

await main();
