/**
 * Duals and ranges of linear programs: `node duals.mjs FILE...` checks, for each program, that the duals prove the objective and go with the
 * point (complementarity), compares them with those of HiGHS where the basis is the only optimal one, and solves again just inside
 * and just outside of ranges. Prints a table, and exits with 1 if a check fails.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { init } from "../../pkg/dist/node.js";
import { load } from "../bench/solvers/highs.mjs";

/** Relative tolerance of the checks. */
const TOLERANCE = 1e-6;
/** Ranges of each kind that are tried, spread over the program. */
const TRIED = 12;
/** Share of a range that counts as just inside, and how far beyond its end as just outside. */
const INSIDE = 0.99;
const OUTSIDE = 0.02;

const close = (a, b, scale = 1) =>
  Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b), scale);
const hunch = await init({ preload: ["programs"] });
const peer = await load();
let failures = 0;

console.log(
  "| program | rows × columns | dual objective | complementary | degenerate | largest difference to HiGHS | inside a range | outside |",
);
console.log("|---|---:|---|---|---|---:|---:|---:|");
for (const file of process.argv.slice(2)) {
  const bytes = new Uint8Array(readFileSync(file));
  const program = JSON.parse((await hunch.write(bytes, { to: "json" })).text);
  const answer = await hunch.solve(bytes, { sensitivity: true, timeLimit: 120 });
  if (answer.status !== "optimal" || program.columns.some(({ kind }) => kind !== "continuous")) continue;
  const { duals, reducedCosts, objective, ranges } = answer;
  const proven = provenBy(program, answer);
  const complementary = isComplementary(program, answer);
  const degenerate = [ranges.primalDegenerate && "primal", ranges.dualDegenerate && "dual"].filter(Boolean);
  const other = peer.duals(peer.prepare(program));
  const largest = Math.max(
    ...[...duals].map((y, i) => Math.abs(y - other.rows[i])),
    ...[...reducedCosts].map((d, j) => Math.abs(d - other.columns[j])),
  );
  const size = Math.max(1, ...[...duals, ...reducedCosts].map(Math.abs));
  const agrees = degenerate.includes("primal") || largest <= TOLERANCE * size;
  const tried = await tryRanges(bytes, program, answer);
  const isRight = close(proven, objective) && complementary && agrees && tried.inside === tried.ofInside;
  if (!isRight) failures += 1;
  console.log(
    `| ${basename(file)} | ${program.rows.length} × ${program.columns.length} | ${close(proven, objective) ? "equal" : `**${proven}, not ${objective}**`} | ${complementary ? "yes" : "**no**"} | ${degenerate.join(", ") || "no"} | ${largest.toExponential(1)}${agrees ? "" : " **differs**"} | ${tried.inside} of ${tried.ofInside} as told | ${tried.outside} of ${tried.ofOutside} not |`,
  );
}
hunch.dispose();
process.exitCode = failures > 0 ? 1 : 0;

/** What duals and reduced costs say of the objective: each is paid at the side that its row or column rests at. */
function provenBy(program, { basis, duals, reducedCosts }) {
  const at = (status, { lower, upper }) => (status === 2 ? upper : lower) ?? 0;
  const rows = program.rows.map((row, i) => (duals[i] === 0 ? 0 : duals[i] * at(basis.rows[i], row)));
  const columns = program.columns.map((column, j) =>
    reducedCosts[j] === 0 ? 0 : reducedCosts[j] * at(basis.columns[j], column),
  );
  return [...rows, ...columns].reduce((sum, term) => sum + term, program.offset ?? 0);
}

/** A price other than zero has its row or column at a side, and the sign that the sense asks for. */
function isComplementary(program, { duals, reducedCosts, activities, values }) {
  const sign = program.sense === "maximize" ? -1 : 1;
  const holds = (price, value, { lower, upper }) => {
    if (Math.abs(price) <= TOLERANCE) return true;
    const atLower = lower !== null && close(value, lower);
    const atUpper = upper !== null && close(value, upper);
    return (sign * price > 0 && atLower) || (sign * price < 0 && atUpper);
  };
  return (
    program.rows.every((row, i) => holds(duals[i], activities[i], row)) &&
    program.columns.every((column, j) => holds(reducedCosts[j], values[j], column))
  );
}

/** Solves again inside and outside of the ranges of costs and of sides. */
async function tryRanges(bytes, program, answer) {
  const loaded = await hunch.load(bytes);
  await loaded.solve({ timeLimit: 120 });
  const found = { inside: 0, ofInside: 0, outside: 0, ofOutside: 0 };
  const every = (count) => Math.max(1, Math.floor(count / TRIED));
  const variants = [];
  for (let j = 0; j < program.columns.length; j += every(program.columns.length)) {
    const { cost } = answer.range(j);
    const now = program.columns[j].objective;
    for (const [by, isInside] of moves(cost, now)) {
      const expected = answer.objective + by * answer.values[j];
      variants.push([{ costs: [[j, now + by]] }, expected, isInside]);
    }
  }
  for (let i = 0; i < program.rows.length; i += every(program.rows.length)) {
    const row = program.rows[i];
    const isEquation = row.lower === row.upper;
    for (const side of isEquation ? ["lower"] : ["lower", "upper"]) {
      const range = rowRange(answer, i, side);
      if (row[side] === null || !range) continue;
      const rests = isEquation || answer.basis.rows[i] === (side === "upper" ? 2 : 1);
      const price = rests && answer.basis.rows[i] !== 0 ? answer.duals[i] : 0;
      for (const [by, isInside] of moves(range, row[side])) {
        const bounds = isEquation ? { equal: row[side] + by } : { [side]: row[side] + by };
        variants.push([{ rows: [[i, bounds]] }, answer.objective + by * price, isInside]);
      }
    }
  }
  for (const [changes, expected, isInside] of variants) {
    const [{ status, objective }] = await collected(loaded.solveMany([changes], { values: false }));
    const asTold = status === "optimal" && close(objective, expected, Math.abs(answer.objective));
    found[isInside ? "ofInside" : "ofOutside"] += 1;
    if (isInside && asTold) found.inside += 1;
    if (!isInside && !asTold) found.outside += 1;
  }
  await loaded.unload();
  return found;
}

function rowRange({ ranges }, i, side) {
  const at = 4 * i + (side === "upper" ? 2 : 0);
  return Number.isNaN(ranges.rows[at]) ? undefined : { low: ranges.rows[at], high: ranges.rows[at + 1] };
}

/** Moves from the present number: towards each end, and beyond it where it is not infinite. */
function moves({ low, high }, now) {
  const list = [];
  for (const [end, way] of [
    [low, -1],
    [high, 1],
  ]) {
    const reach = Number.isFinite(end) ? end - now : way * (1 + Math.abs(now));
    list.push([INSIDE * reach, true]);
    if (Number.isFinite(end)) list.push([reach + way * OUTSIDE * (1 + Math.abs(end)), false]);
  }
  return list;
}

async function collected(series) {
  const list = [];
  for await (const item of series) list.push(item);
  return list;
}
