// What a loaded program is worth: `node loaded.mjs [--relax] [--variants N] FILE...` prints, for each program, the median time of a cold call
// (`solve` of the text) and of a solve after one change of a loaded one, both through the package with its worker, crossing included;
// then how many variants a second `solveMany` gives on transportation, 20 suppliers and 20 customers. Times of a line are taken in turn.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { init } from "../../pkg/dist/node.js";

const args = process.argv.slice(2);
const at = args.indexOf("--variants");
const count = at < 0 ? 10_000 : Number(args.splice(at, 2)[1]);
/** Whether integer columns become continuous. */
const relaxes = args.includes("--relax");
if (relaxes) args.splice(args.indexOf("--relax"), 1);
/** Solves of either kind, of which the median counts. */
const RUNS = 9;
/** How far a changed number moves: this share of its size, or one where it is zero. */
const STEP = 0.05;

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const timed = async (call) => {
  const started = performance.now();
  const value = await call();
  return [performance.now() - started, value];
};

const hunch = await init({ preload: ["programs"] });
const shares = [];
console.log(
  "| program | columns | cold ms | after a change ms | share | same |\n|---|---:|---:|---:|---:|---|",
);
for (const file of args) {
  const text = await textOf(file);
  const loaded = await hunch.load(text);
  await hunch.solve(text, { timeLimit: 60 });
  const first = await loaded.solve({ timeLimit: 60 });
  if (first.status !== "optimal") continue;
  const [cold, warm] = [[], []];
  let same = true;
  for (let run = 0; run < RUNS; run++) {
    // One cost of a column that the answer uses goes up, another one each time.
    const used = [...first.values.keys()].filter((j) => first.values[j] !== 0);
    const column = used[Math.floor((run * used.length) / RUNS)] ?? 0;
    const changes = {
      columns: [
        [column, { lower: first.values[column] * (1 - STEP), upper: first.values[column] * (1 - STEP) }],
      ],
    };
    const bounds =
      run % 2 === 0 ? changes : { costs: [[column, (first.reducedCosts?.[column] ?? 0) + 1 + STEP * run]] };
    cold.push((await timed(() => hunch.solve(text, { timeLimit: 60 })))[0]);
    const snapshot = await loaded.snapshot();
    await loaded.change(bounds);
    const [time, answer] = await timed(() => loaded.solve({ timeLimit: 60 }));
    warm.push(time);
    same &&= ["optimal", "infeasible", "unbounded"].includes(answer.status);
    await loaded.restore(snapshot);
    await loaded.solve({ timeLimit: 60 });
  }
  const [a, b] = [median(cold), median(warm)];
  shares.push(b / a);
  console.log(
    `| ${basename(file)} | ${first.values.length} | ${a.toFixed(2)} | ${b.toFixed(2)} | ${((100 * b) / a).toFixed(1)} % | ${same ? "yes" : "no"} |`,
  );
  await loaded.unload();
}
if (shares.length > 0)
  console.log(`| median of ${shares.length} | | | | ${(100 * median(shares)).toFixed(1)} % | |`);

/** The program's text, in JSON where it is relaxed. */
async function textOf(file) {
  const text = new Uint8Array(readFileSync(file));
  if (!relaxes) return text;
  const program = JSON.parse((await hunch.write(text, { to: "json" })).text);
  for (const column of program.columns) column.kind = "continuous";
  return JSON.stringify(program);
}

/** A seeded stream, the same everywhere. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const draw = random(1);
const sizes = Array.from({ length: 20 }, (_, k) => k);
const transportation = {
  format: "hunch-program",
  version: 1,
  columns: sizes.flatMap((i) =>
    sizes.map((j) => ({ name: `x${i},${j}`, objective: 1 + Math.floor(50 * draw()) })),
  ),
  rows: [
    ...sizes.map((i) => ({ name: `supply${i}`, upper: 100, terms: sizes.map((j) => [20 * i + j, 1]) })),
    ...sizes.map((j) => ({ name: `demand${j}`, lower: 70, terms: sizes.map((i) => [20 * i + j, 1]) })),
  ],
};
const variants = Array.from({ length: count }, () => ({
  rows: Object.fromEntries(sizes.map((j) => [`demand${j}`, { lower: 60 + Math.floor(30 * draw()) }])),
}));
const loaded = await hunch.load(transportation);
await loaded.solve();
for (const values of [true, false]) {
  const started = process.cpuUsage();
  const [time, solved] = await timed(async () => {
    let solved = 0;
    for await (const { status } of loaded.solveMany(variants, { values }))
      solved += status === "optimal" ? 1 : 0;
    return solved;
  });
  const { user, system } = process.cpuUsage(started);
  const cpu = (user + system) / 1e6;
  console.log(
    `\ntransportation 20 × 20, all 20 demands changed, ${values ? "with" : "without"} values: ${count} variants (${solved} optimal) in ${(time / 1000).toFixed(2)} s, ${Math.round((1000 * count) / time)} a second; ${Math.round(count / cpu)} a second of one core`,
  );
}
hunch.dispose();
