/** Writes the results as Markdown, losses first. */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { losses, ratioToBest } from "./judge.mjs";
import { geometricMean, median } from "./statistics.mjs";

/** Losses listed one by one; the rest is counted. */
const LISTED = 60;

const CAUSES = JSON.parse(readFileSync(new URL("../causes.json", import.meta.url), "utf8"));

function cause(instance, kind) {
  const known = CAUSES.find(
    (c) => new RegExp(c.instances).test(instance.name) && (!c.kind || c.kind === kind),
  );
  return known?.cause ?? "not known";
}

const number = (value, digits = 3) =>
  value === null || value === undefined ? "–" : Number(value.toPrecision(digits)).toString();
const seconds = (value) =>
  value === null || value === undefined
    ? "–"
    : value < 0.1
      ? `${number(1000 * value)} ms`
      : `${number(value)} s`;
/** Distances below rounding are none. */
const percent = (value) => (value === null ? "–" : `${value < 1e-9 ? 0 : number(100 * value, 2)} %`);
const table = (head, rows) =>
  [
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");

/** How one solver ended, in a few characters. */
function outcome(result) {
  if (!result) return "–";
  if (result.wrong) return `**wrong** (${result.status})`;
  if (result.solved) return seconds(result.time);
  if (result.gap !== null) return `${percent(result.gap)} off`;
  return result.status === "limit" ? "nothing found" : result.status;
}

export function report(judgements, solvers, { us, timeLimit, clock, command }) {
  const parts = [
    "# The search beside other solvers",
    preamble(judgements, solvers, { us, timeLimit, clock, command }),
    "## Where we lose",
    lossTable(judgements, us),
    "## By family",
    familyTable(judgements, solvers, us),
    "## Beside the best opponent",
    bestTable(judgements, us),
    "## The first feasible point",
    firstTable(judgements, us, timeLimit),
    "## The primal integral",
    integralTable(judgements, us, timeLimit),
    "## Where the limit comes first",
    openTable(judgements, solvers, us),
    "## All instances",
    instanceTable(judgements, solvers),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** How much longer the clock on the wall ran than the processor worked: 1 on an idle machine. */
function business(judgements) {
  const ratios = judgements
    .flatMap((j) => Object.values(j.results))
    .filter((r) => r.cpuSeconds > 0)
    .map((r) => r.seconds / r.cpuSeconds);
  return ratios.length > 0 ? median(ratios) : null;
}

function preamble(judgements, solvers, { us, timeLimit, clock, command }) {
  const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} logical cores`;
  const versions = solvers.map((s) => `${s.label} ${s.version}`).join(", ");
  return [
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}; ${machine}; Node ${process.version.slice(1)}.`,
    `${judgements.length} instances, ${timeLimit} s each. Solvers: ${versions}. Ours is \`${us}\` (the number is a hash of its wasm).`,
    "Each solver runs in a process of its own, warmed up, on one thread; they take turns, one at a time. Times are medians of up to",
    "five runs (one where a run takes more than a second), from the program in memory to the answer. Every answer is checked by the",
    "benchmark itself; “wrong” is a claim that a checked point refutes. What is not proven optimal counts as the time limit.",
    `Times are ${clock === "cpu" ? "processor time (user and system) of the solver's process" : "wall-clock time"}; in the median a run took ${number(business(judgements), 2)} times its processor time by the wall.`,
  ].join("\n");
}

function lossTable(judgements, us) {
  const all = losses(judgements, us);
  if (all.length === 0) return "Nowhere on these instances.";
  const worst = new Map(); // the worst loss of each instance
  for (const loss of all) if (!worst.has(loss.instance.name)) worst.set(loss.instance.name, loss);
  const rows = [...worst.values()]
    .slice(0, LISTED)
    .map((loss) => [
      loss.instance.name,
      loss.kind,
      outcome(loss.ours),
      `${loss.peer}: ${outcome(loss.theirs)}`,
      loss.ratio ? `${number(loss.ratio, 2)}×` : "–",
      cause(loss.instance, loss.kind),
    ]);
  const more = worst.size > LISTED ? `\n\n… and ${worst.size - LISTED} more, in the table at the end.` : "";
  const head = ["instance", "how", "ours", "best opponent", "ratio", "cause"];
  return `${worst.size} of ${judgements.length} instances.\n\n${table(head, rows)}${more}`;
}

function familyTable(judgements, solvers, us) {
  const families = [...new Set(judgements.map((j) => j.instance.family))];
  const peers = solvers.filter((s) => s.name !== us);
  const rows = families.map((family) => {
    const members = judgements.filter((j) => j.instance.family === family);
    const cells = solvers.map(({ name }) => {
      const results = members.map((j) => j.results[name]).filter(Boolean);
      const solved = results.filter((r) => r.solved).length;
      return `${solved}/${results.length}, ${seconds(geometricMean(results.map((r) => r.time)))}`;
    });
    const ratios = peers.map(({ name }) => {
      const both = members.filter((j) => j.results[us] && j.results[name]);
      return number(geometricMean(both.map((j) => j.results[us].time / j.results[name].time)), 2);
    });
    return [family, ...cells, ...ratios];
  });
  const head = [
    "family",
    ...solvers.map((s) => `${s.name}: solved, mean`),
    ...peers.map((s) => `${us} / ${s.name}`),
  ];
  return `Geometric means of times and of their ratios; below 1 we are faster.\n\n${table(head, rows)}`;
}

/** Members of each family that we were run on. */
function byFamily(judgements, us) {
  const ours = judgements.filter(({ results }) => results[us]);
  const families = [...new Set(ours.map((j) => j.instance.family))];
  return families.map((family) => [family, ours.filter((j) => j.instance.family === family)]);
}

/** The ratio to whoever was best on each instance: a stricter measure than the ratio to any one of them. */
function bestTable(judgements, us) {
  const rows = byFamily(judgements, us).flatMap(([family, members]) => {
    const ratios = members.flatMap((j) => ratioToBest(j, us) ?? []);
    if (ratios.length === 0) return [];
    const worst = ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a));
    return [
      [
        family,
        ratios.length,
        number(geometricMean(ratios.map((r) => r.ratio)), 2),
        `${number(worst.ratio, 2)} (${worst.name}, ${worst.peer})`,
      ],
    ];
  });
  if (rows.length === 0) return "There was no opponent.";
  const head = ["family", "instances", "geometric mean", "worst"];
  return `Our time over the best opponent's on the same instance, whichever that was; below 1 we are faster. What is not solved counts as the limit.\n\n${table(head, rows)}`;
}

/** Seconds within which half of a family's instances should have a feasible point, and all of them. */
const FIRST_MEDIAN = 0.1;
const FIRST_WORST = 1;

/** Our own events tell when the first point was found; opponents tell no such thing. */
function firstTable(judgements, us, timeLimit) {
  const rows = byFamily(judgements, us).flatMap(([family, members]) => {
    const feasible = members.filter((j) => j.best !== null);
    if (feasible.length === 0) return [];
    const times = feasible.map((j) => ({ name: j.instance.name, first: j.results[us].first ?? null }));
    const counted = times.map(({ first }) => first ?? timeLimit);
    const worst = times.reduce((a, b) => ((b.first ?? timeLimit) > (a.first ?? timeLimit) ? b : a));
    const met = median(counted) <= FIRST_MEDIAN && Math.max(...counted) <= FIRST_WORST;
    const late = worst.first === null ? "none within the limit" : seconds(worst.first);
    return [
      [
        family,
        `${times.filter(({ first }) => first !== null).length}/${times.length}`,
        seconds(median(counted)),
        `${late} (${worst.name})`,
        met ? "yes" : "**no**",
      ],
    ];
  });
  if (rows.length === 0) return "None was found.";
  const head = ["family", "with a point", "median", "worst", "target met"];
  const target = `The target is a median of ${seconds(FIRST_MEDIAN)} and ${seconds(FIRST_WORST)} at the most.`;
  return `Wall-clock time from the call to our first feasible point, by our events, on instances that have one; without a point it counts as the limit. ${target} The opponents tell no such time.\n\n${table(head, rows)}`;
}

/** Our own events tell when points came and how good they were; opponents tell no such thing. */
function integralTable(judgements, us, timeLimit) {
  const rows = byFamily(judgements, us).flatMap(([family, members]) => {
    const known = members.filter((j) => typeof j.results[us].integral === "number");
    if (known.length === 0) return [];
    const integrals = known.map((j) => ({ name: j.instance.name, integral: j.results[us].integral }));
    const mean = integrals.reduce((sum, { integral }) => sum + integral, 0) / integrals.length;
    const worst = integrals.reduce((a, b) => (b.integral > a.integral ? b : a));
    return [[family, integrals.length, seconds(mean), `${seconds(worst.integral)} (${worst.name})`]];
  });
  if (rows.length === 0) return "No instance has a point.";
  const head = ["family", "instances", "mean", "worst"];
  return `The distance of our point from the best known objective, from 0 (as good) to 1 (no point), summed up over the time of each run: ${seconds(timeLimit)} would be a run without any point (Berthold, “Measuring the impact of primal heuristics”, 2013). Wall-clock time, by our events; the table at the end has each instance.\n\n${table(head, rows)}`;
}

/**
 * Families with an instance that we leave open, where times say little: how many instances have a point, and
 * how far it is from the best known one.
 */
function openTable(judgements, solvers, us) {
  const open = judgements.filter(({ results }) => results[us] && !results[us].solved);
  const families = [...new Set(open.map((j) => j.instance.family))];
  if (families.length === 0) return "Nowhere on these instances.";
  const rows = families.map((family) => {
    const members = judgements.filter((j) => j.instance.family === family);
    return [
      family,
      ...solvers.map(({ name }) => distance(members.map((j) => j.results[name]).filter(Boolean))),
    ];
  });
  const head = ["family", ...solvers.map((s) => `${s.name}: with a point, mean distance`)];
  return `Instances with a feasible point at the limit, and the mean distance of those points from the best known ones.\n\n${table(head, rows)}`;
}

function distance(results) {
  const gaps = results.filter((r) => r.solved || r.gap !== null).map((r) => (r.solved ? 0 : r.gap));
  const mean = gaps.length > 0 ? gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length : null;
  return `${gaps.length}/${results.length}, ${percent(mean)}`;
}

function instanceTable(judgements, solvers) {
  const ours = solvers.find(({ name }) =>
    judgements.some((j) => typeof j.results[name]?.integral === "number"),
  );
  const rows = judgements.map(({ instance, best, results }) => [
    instance.name,
    number(best, 9),
    ...solvers.map((s) => outcome(results[s.name])),
    ...(ours ? [seconds(results[ours.name]?.integral)] : []),
  ]);
  const head = ["instance", "best known", ...solvers.map((s) => s.name)];
  return table(ours ? [...head, `primal integral of ${ours.name}`] : head, rows);
}
