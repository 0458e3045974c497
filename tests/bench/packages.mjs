// Compares two copies of the package in Node on the same programs, in turn: `node packages.mjs OLD NEW [--runs N] [--nodes N]
// FILE...`, where OLD and NEW are folders that hold `dist` and `wasm` (a copy of `pkg` before a change, and `pkg`). Prints a table, the
// worst ratio first: milliseconds of the processor for a solve of each (the least of the runs: what else runs only adds), their ratio,
// nodes and iterations; then the ratio of the sums, the geometric mean of the ratios, and each program whose answer or path differs.
// With `--as MODULE` there is one folder, and beside it a copy of it whose module `programs` is another that solves programs too,
// such as `kinds`: what linear programs lose to what others may say. Exits with 1 if any differs. The times are of the whole process; every program is
// solved once by each before any time is taken, since V8 compiles meanwhile.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Milliseconds below which a solve is the crossing to the worker rather than the search. */
const LEAST = 5;

const args = process.argv.slice(2);
const take = (name, fallback) => {
  const at = args.indexOf(name);
  return at < 0 ? fallback : Number(args.splice(at, 2)[1]);
};
const runs = take("--runs", 5);
const nodes = take("--nodes", 2_000);
const at = args.indexOf("--as");
const other = at < 0 ? null : args.splice(at, 2)[1];
const [before, ...others] = args;
const [after, ...files] = other === null ? others : [copyWith(before, other), ...others];
if (files.length === 0) {
  console.error(
    "usage: node packages.mjs OLD NEW [--runs N] [--nodes N] FILE...\n   or: node packages.mjs PACKAGE --as MODULE [--runs N] [--nodes N] FILE...",
  );
  process.exit(2);
}

/** A copy of the package that answers programs by another of its modules. */
function copyWith(folder, module) {
  const copy = mkdtempSync(join(tmpdir(), "hunch-packages-"));
  process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
  for (const part of ["dist", "wasm", "package.json"])
    cpSync(join(folder, part), join(copy, part), { recursive: true });
  const file = (name) => join(copy, "wasm", name);
  cpSync(file(`hunch_${module}_bg.wasm`), file("hunch_programs_bg.wasm"));
  const glue = readFileSync(file(`hunch_${module}.js`), "utf8");
  writeFileSync(
    file("hunch_programs.js"),
    glue.replaceAll(`hunch_${module}_bg.wasm`, "hunch_programs_bg.wasm"),
  );
  return copy;
}

const solvers = [];
for (const folder of [before, after]) {
  const { init } = await import(pathToFileURL(resolve(folder, "dist/node.js")));
  solvers.push(await init({ preload: ["programs"] }));
}

/** One solve: milliseconds of the processor, and the answer. */
async function timed(hunch, program) {
  const from = process.cpuUsage();
  const answer = await hunch.solve(program, { nodeLimit: nodes });
  const { user, system } = process.cpuUsage(from);
  return [(user + system) / 1000, answer];
}

const path = ({ statistics }) => `${statistics.nodes} nodes, ${statistics.iterations} iterations`;
const programs = [];
for (const file of files) {
  const { text } = await solvers[0].write(readFileSync(file, "utf8"), { to: "json" });
  programs.push({ file, program: JSON.parse(text) });
}
// Not counted: V8 compiles while code runs first, and again what runs often.
for (const { program } of programs) for (const hunch of solvers) await timed(hunch, program);

const rows = [];
for (const { file, program } of programs) {
  const least = [Infinity, Infinity];
  const answers = [];
  for (let run = 0; run < runs; run++) {
    for (const [k, hunch] of solvers.entries()) {
      const [time, answer] = await timed(hunch, program);
      least[k] = Math.min(least[k], time);
      answers[k] = answer;
    }
  }
  const [old, now] = answers;
  const isSame =
    path(old) === path(now) && old.status === now.status && Object.is(old.objective, now.objective);
  rows.push({ file: basename(file), least, ratio: least[1] / least[0], path: path(now), isSame, old, now });
}
for (const hunch of solvers) hunch.dispose();

rows.sort((x, y) => y.ratio - x.ratio);
console.log("| program | old ms | new ms | ratio | path | same |\n|---|---:|---:|---:|---|---|");
for (const { file, least, ratio, path, isSame } of rows) {
  const [old, now] = least.map((time) => time.toFixed(1));
  console.log(`| ${file} | ${old} | ${now} | ${ratio.toFixed(3)} | ${path} | ${isSame ? "yes" : "no"} |`);
}
const counted = rows.filter(({ least }) => Math.min(...least) >= LEAST);
const sum = (k) => counted.reduce((total, { least }) => total + least[k], 0);
const mean = Math.exp(counted.reduce((total, { ratio }) => total + Math.log(ratio), 0) / counted.length);
console.log(
  `\n${counted.length} of ${rows.length} programs take ${LEAST} ms or more: sums ${(sum(1) / sum(0)).toFixed(3)}, geometric mean ${mean.toFixed(3)}`,
);
const different = rows.filter(({ isSame }) => !isSame);
for (const { file, old, now } of different)
  console.log(
    `differs: ${file}: ${old.status} ${old.objective}, ${path(old)}; ${now.status} ${now.objective}, ${path(now)}`,
  );
process.exitCode = different.length > 0 ? 1 : 0;
