/**
 * The models of javascript-lp-solver's and YALPS' own tests, and seeded ones in the same form, solved by both
 * packages and by ours through the calls that stand in for theirs, in turn. Times are of the whole call, for
 * ours with the way to the worker and back. README.md says more.
 */
import { parseArgs } from "node:util";
import { Solve, useSolver } from "../../pkg/dist/compat/javascript-lp-solver.js";
import { init } from "../../pkg/dist/node.js";
import { replaceBetween } from "../bench/lib/markers.mjs";
import { median } from "../bench/lib/statistics.mjs";
import { packageVersion } from "../bench/lib/versions.mjs";
import { generate } from "./lib/generate.mjs";
import { claimOf, fromProgram, judge, ownModels } from "./lib/models.mjs";
import { Peers } from "./lib/peers.mjs";
import { ourVersion } from "./lib/solvers.mjs";

const SOLVERS = ["Hunch", "javascript-lp-solver", "YALPS"];
/** Times below this are all the same to anyone who waits, so ratios begin here. */
const FLOOR_MS = 5;
/** Seeded cases of a solver that are listed; the others are counted. */
const MOST_LISTED = 5;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    "time-limit": { type: "string", default: "10" },
    hardware: { type: "string", default: "not stated" },
    out: { type: "string" },
  },
});
const [rounds, count, first, seconds] = ["rounds", "count", "seed", "time-limit"].map((name) =>
  Number(options[name]),
);

const peers = new Peers();
const hunch = await init({ weights: [] });
useSolver(hunch);

/** What a solver says of a model, and how long it took. */
async function ask(who, model) {
  if (who !== "Hunch") return peers.solve(who, model, seconds);
  const started = performance.now();
  let answer;
  try {
    const full = await Solve({ ...model, options: { timeout: 1000 * seconds } }, undefined, true);
    const { feasible, bounded, evaluation: result, solutionSet } = full;
    answer = { feasible, bounded, result, isLimited: full.answer.status === "feasible", ...solutionSet };
  } catch (error) {
    answer = { threw: String(error) };
  }
  return { answer, milliseconds: performance.now() - started };
}

/** All three on one model, in turn, after a round that is not counted. */
async function compareOn(model, rounds) {
  const times = SOLVERS.map(() => []);
  let claims = [];
  for (let round = rounds > 1 ? -1 : 0; round < rounds; round += 1) {
    claims = [];
    for (const [k, who] of SOLVERS.entries()) {
      const { answer, milliseconds } = await ask(who, model);
      // This package does not say that it ran out of time.
      if (who === "javascript-lp-solver") answer.isLimited = milliseconds >= 1000 * seconds;
      claims.push(claimOf(who, answer));
      if (round >= 0) times[k].push(milliseconds);
    }
    // What takes this long takes it every time.
    if (times.some((list) => list.at(-1) > 1000 * seconds)) break;
  }
  const worded = (k) => (times[k].length === 0 ? Infinity : median(times[k]));
  return { claims, verdicts: judge(model, claims), times: SOLVERS.map((_, k) => worded(k)) };
}

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map(() => "---")), ...rows.map(row)];
const shown = (ms) => (ms === Infinity ? "–" : ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/**
 * One line a model of the packages' own tests, those first on which ours is the slowest beside the better of
 * the others.
 */
async function onOwn() {
  const lines = [];
  for (const { name, model } of ownModels()) {
    const { claims, verdicts, times } = await compareOn(model, rounds);
    const [ours, ...others] = times.map((ms) => Math.max(ms, FLOOR_MS));
    const isRight = (k) => verdicts[k].verdict === "right";
    // An answer that is worse than another's has lost, whatever the time.
    const hasLost = !isRight(0) || verdicts[0].isWorse === true;
    const fastest = Math.min(...others.filter((_, k) => isRight(k + 1)), Infinity);
    const ratio = hasLost ? Infinity : ours / fastest;
    const cell = (k) => {
      const { verdict, why } = verdicts[k];
      return `${shown(times[k])}${verdict === "right" ? "" : `, **${verdict}**`}${why ? `: ${why}` : ""}`;
    };
    const size = `${Object.keys(model.constraints).length} × ${Object.keys(model.variables).length}`;
    const integers = Object.keys({ ...model.ints, ...model.binaries }).length;
    lines.push({ ratio, verdicts, cells: [name, size, integers, ...SOLVERS.map((_, k) => cell(k))] });
    console.error(
      `${name}: ${claims.map(({ status, result }, k) => `${SOLVERS[k]} ${status} ${result ?? ""}`).join(", ")}`,
    );
  }
  return lines.sort((a, b) => b.ratio - a.ratio);
}

/** Verdicts on seeded models, counted, with the first that were not right. */
async function onSeeded(kind) {
  const counts = SOLVERS.map(() => ({ right: 0, wrong: 0, none: 0 }));
  const listed = SOLVERS.map(() => []);
  let open = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const { verdicts } = await compareOn(fromProgram(generate(kind, seed).json), 1);
    open += verdicts.some(({ isOpen }) => isOpen) ? 1 : 0;
    for (const [k, { verdict, why }] of verdicts.entries()) {
      counts[k][verdict] += 1;
      if (verdict !== "right" && listed[k].length < MOST_LISTED) listed[k].push(`seed ${seed}: ${why}`);
    }
  }
  return { counts, listed, open };
}

const own = await onOwn();
const lost = own.filter(({ ratio }) => ratio > 1);
const text = [
  `\`node tests/agreement/models.mjs --rounds ${rounds} --count ${count} --seed ${first} --time-limit ${seconds}\`; ${options.hardware}; ${new Date().toISOString().slice(0, 10)}.`,
  `Build of the package (SHA-256 of the wasm): ${ourVersion()}; javascript-lp-solver ${packageVersion("javascript-lp-solver")}, YALPS ${packageVersion("yalps")}.`,
  "",
  `Of ${own.length} models of the two packages' own tests ours is slower than the better of the others, or worse, on ${lost.length}, by medians of ${rounds} in turn with a floor of ${FLOOR_MS} ms. Milliseconds of the whole call, for ours with the way to its worker and back:`,
  "",
  ...table(
    ["model", "constraints × variables", "integers", ...SOLVERS],
    own.map(({ cells }) => cells),
  ),
];
for (const [kind, words] of [
  ["lp", "linear"],
  ["mip", "mixed-integer"],
]) {
  if (count === 0) break;
  const { counts, listed, open } = await onSeeded(kind);
  text.push(
    "",
    `Of ${count} seeded ${words} models (seeds from ${first}); "wrong" is proven by a point. In ${open} of them one says that there is no bound where another gives a best point, or that there is no point; these count as right for both.`,
    "",
    ...table(
      ["", "right", "wrong", "no answer", "the first of these"],
      SOLVERS.map((who, k) => [
        who,
        counts[k].right,
        counts[k].wrong,
        counts[k].none,
        listed[k].join("; ") || "–",
      ]),
    ),
  );
}
peers.close();
hunch.dispose();
console.log(text.join("\n"));
if (options.out) replaceBetween(options.out, "models", text.join("\n"));
// Ours must be right; how fast it is is for people to judge.
process.exit(own.some(({ verdicts }) => verdicts[0].verdict === "wrong") ? 1 : 0);
