// Compares two builds of the engine on the same programs, in turn: `node builds.mjs OLD NEW [--runs N]
// [--nodes N] [--seconds S] FILE...`, where OLD and NEW are builds of the example `solve` of hunch-search
// (`cargo build --release -p hunch-search --example solve`). Prints a table, the worst ratio first: seconds
// of each (the median of the runs), their ratio, nodes, iterations, objectives; then the geometric mean of
// the ratios, the number of programs whose path (nodes and iterations) is the same, and each program whose
// status or objective differs. Exits with 1 if any does.
import { spawnSync } from "node:child_process";
import { basename } from "node:path";

/** Seconds that count as nothing: below them the clock and the operating system are what is measured. */
const FLOOR = 0.005;

const take = (args, name, fallback) => {
  const at = args.indexOf(name);
  return at < 0 ? fallback : Number(args.splice(at, 2)[1]);
};

const args = process.argv.slice(2);
const runs = take(args, "--runs", 3);
const nodes = take(args, "--nodes", 0);
const seconds = take(args, "--seconds", 60);
const [before, after, ...files] = args;
if (files.length === 0) {
  console.error("usage: node builds.mjs OLD NEW [--runs N] [--nodes N] [--seconds S] FILE...");
  process.exit(2);
}

/** One run: the line that `solve` prints, as an object. */
function solve(build, file) {
  const limits = [...(nodes ? ["--nodes", String(nodes)] : []), "--seconds", String(seconds)];
  const { stdout } = spawnSync(build, [...limits, file], { encoding: "utf8" });
  const found =
    /(\w+) objective (\S+) bound (\S+) nodes (\d+) iterations (\d+) work (\d+) seconds (\S+)/.exec(stdout);
  if (!found) return { status: "failed", objective: NaN, nodes: 0, iterations: 0, seconds: NaN };
  const number = (text) => Number(/\(([^)]+)\)/.exec(text)?.[1] ?? NaN);
  const [, status, objective, bound, nodeCount, iterations, work, time] = found;
  return {
    status,
    objective: number(objective),
    bound: number(bound),
    nodes: Number(nodeCount),
    iterations: Number(iterations),
    work: Number(work),
    seconds: Number(time),
  };
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const same = (a, b) =>
  a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a));

const rows = files.map((file) => {
  const times = [[], []];
  let answers = [];
  for (let run = 0; run < runs; run += 1) {
    answers = [before, after].map((build) => solve(build, file));
    answers.forEach((answer, k) => times[k].push(answer.seconds));
  }
  const [a, b] = times.map(median);
  const [old, now] = answers;
  return {
    file: basename(file),
    a,
    b,
    ratio: Math.max(b, FLOOR) / Math.max(a, FLOOR),
    old,
    now,
    samePath: old.nodes === now.nodes && old.iterations === now.iterations,
    sameAnswer: old.status === now.status && same(old.objective, now.objective),
  };
});

rows.sort((x, y) => y.ratio - x.ratio);
console.log(
  "| program | old s | new s | ratio | old nodes | new nodes | status | objective |\n|---|---:|---:|---:|---:|---:|---|---:|",
);
for (const { file, a, b, ratio, old, now } of rows) {
  const pair = (x, y) => (x === y || same(x, y) ? String(y) : `${x} → ${y}`);
  const cells = [
    file,
    a.toFixed(3),
    b.toFixed(3),
    ratio.toFixed(2),
    old.nodes,
    now.nodes,
    pair(old.status, now.status),
  ];
  console.log(`| ${cells.join(" | ")} | ${pair(old.objective, now.objective)} |`);
}
const mean = Math.exp(rows.reduce((sum, row) => sum + Math.log(row.ratio), 0) / rows.length);
const different = rows.filter((row) => !row.sameAnswer);
console.log(
  `\ngeometric mean ${mean.toFixed(3)} over ${rows.length} programs; the same path on ${rows.filter((r) => r.samePath).length}`,
);
for (const { file, old, now } of different)
  console.log(`differs: ${file}: ${old.status} ${old.objective} → ${now.status} ${now.objective}`);
process.exitCode = different.length > 0 ? 1 : 0;
