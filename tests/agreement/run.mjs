/**
 * Solves seeded small programs with our engine, HiGHS and enumeration, and tells where they disagree. See
 * README.md.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { check, plain } from "../bench/lib/program.mjs";
import { bruteForce } from "./lib/brute.mjs";
import { VERDICTS, compare } from "./lib/compare.mjs";
import { FLAVOURS, generate } from "./lib/generate.mjs";
import { highsVersion, openHighs, openNative, openOurs, ourVersion } from "./lib/solvers.mjs";
import { settle } from "./lib/settle.mjs";
import { toLp } from "./lib/text.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Programs between two writings of what is known so far. */
const SAVE_EVERY = 100;

const { values: options } = parseArgs({
  options: {
    kind: { type: "string", default: "lp" },
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    "time-limit": { type: "string", default: "5" },
    out: { type: "string", default: join(ROOT, "tests/out/agreement") },
    resume: { type: "boolean", default: false },
    native: { type: "string" },
  },
});

function whole(name) {
  const value = Number(options[name]);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${name} is ${options[name]}; it must be a whole number from 0`);
  return value;
}

if (!FLAVOURS[options.kind])
  throw new Error(`--kind is ${options.kind}; it must be one of ${Object.keys(FLAVOURS).join(", ")}`);
const [count, first, timeLimit] = [whole("count"), whole("seed"), whole("time-limit")];
const out = resolve(options.out);
const summaryFile = join(out, `${options.kind}-${first}.json`);

function fresh() {
  const flavours = Object.fromEntries(Object.keys(FLAVOURS[options.kind]).map((name) => [name, {}]));
  const versions = { hunch: ourVersion(options.native), highs: highsVersion() };
  return {
    kind: options.kind,
    seed: first,
    timeLimit,
    done: 0,
    enumerated: 0,
    versions,
    flavours,
    statuses: {},
    findings: [],
  };
}

/** What an earlier run left, if it was one with the same engines. */
function earlier() {
  if (!options.resume || !existsSync(summaryFile)) return null;
  const summary = JSON.parse(readFileSync(summaryFile, "utf8"));
  return JSON.stringify(summary.versions) === JSON.stringify(fresh().versions) &&
    summary.timeLimit === timeLimit
    ? summary
    : null;
}

const add = (table, key) => (table[key] = (table[key] ?? 0) + 1);

/** Prints a disagreement and saves its program in both forms. */
function printCase(summary, seed, flavour, json, { verdict, why, points }) {
  summary.findings.push({ seed, flavour, verdict, why, points });
  writeFileSync(join(out, `${options.kind}-${seed}.program.json`), JSON.stringify(json));
  writeFileSync(join(out, `${options.kind}-${seed}.lp`), toLp(json));
  console.log(
    `${verdict}: ${options.kind} seed ${seed} (${flavour}): ${why}; checker ${JSON.stringify(points)}`,
  );
  if (["wrong", "no answer"].includes(verdict)) console.log(toLp(json));
}

async function main() {
  mkdirSync(out, { recursive: true });
  const ours = options.native ? openNative(resolve(options.native), timeLimit) : await openOurs(timeLimit);
  const highs = await openHighs(timeLimit);
  const summary = earlier() ?? fresh();
  const save = () => writeFileSync(summaryFile, JSON.stringify(summary, null, 1));
  for (let seed = first + summary.done; seed < first + count; seed += 1) {
    const { flavour, json } = generate(options.kind, seed);
    const program = plain(json);
    const exact = bruteForce(program, check);
    const answer = await ours(json);
    const theirs = await highs(program);
    const found = await settle(
      json,
      { ours: answer, highs: theirs },
      { ours, highs },
      compare(program, answer, theirs, exact),
    );
    add(summary.flavours[flavour], found.verdict);
    add(summary.statuses, answer.status);
    summary.enumerated += exact ? 1 : 0;
    summary.done += 1;
    if (found.verdict !== "agree") printCase(summary, seed, flavour, json, found);
    if (summary.done % SAVE_EVERY === 0) save();
  }
  save();
  const totals = VERDICTS.map((v) => [
    v,
    Object.values(summary.flavours).reduce((s, f) => s + (f[v] ?? 0), 0),
  ]);
  console.log(
    `${options.kind}, seeds ${first} to ${first + summary.done - 1}: ${totals.map(([v, n]) => `${n} ${v}`).join(", ")}; ${summary.enumerated} enumerated; our statuses ${JSON.stringify(summary.statuses)}`,
  );
  return totals.some(([v, n]) => n > 0 && ["wrong", "no answer"].includes(v)) ? 1 : 0;
}

process.exit(await main());
