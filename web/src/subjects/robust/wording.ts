/** How robust plans are put into words: for the table, the charts and the live region alike. */

import { amount, duration, percent } from "../../ui/format";
import { PLANS, type Cloud, type Plan, type PlanName, type PlanResult, type PlanResults } from "./results";
import type { Family } from "./choice";

export const PLAN_LABELS: Readonly<Record<PlanName, string>> = {
  nominal: "Nominal plan",
  network: "The network’s word",
  guess: "Guess, repaired",
  proven: "Search from there",
};

const PLAN_ABOUT: Readonly<Record<PlanName, string>> = {
  nominal: "the best if all numbers are exactly as estimated",
  network: "the answer as it leaves the network",
  guess: "cut back until it holds for every number within ρ",
  proven: "improves the guess and proves a bound",
};

interface FigureText {
  readonly value: string;
  readonly detail: string;
  readonly verdict?: "good" | "bad";
}

export interface PlanWords {
  readonly name: string;
  readonly about: string;
  readonly state: string;
  readonly failed: boolean;
  /** Whether it belongs to the choice before. */
  readonly isOld?: boolean;
  readonly promise: FigureText;
  readonly worst: FigureText;
  readonly breaks: FigureText;
  readonly gap: FigureText;
  readonly time: FigureText;
}

const NOTHING: FigureText = { value: "–", detail: "" };

/** The lowest bound that was proven on the robust optimum, and whether a plan reaches it. */
export function bestBound(results: PlanResults): { bound: number; reached: boolean } | null {
  const robust = [results.guess, results.proven];
  const bounds = robust.flatMap(({ bound }) => (bound === null ? [] : [bound]));
  if (bounds.length === 0) return null;
  return { bound: Math.min(...bounds), reached: robust.some(({ optimal }) => optimal) };
}

/**
 * How far a promise is below a bound, as a share of the bound; differences below the solvers' tolerance are
 * none.
 */
export function belowBound(promise: number, bound: number): number {
  const share = (bound - promise) / Math.max(1e-9, Math.abs(bound));
  return share < 1e-6 ? 0 : share;
}

export function planWords(family: Family, results: PlanResults): Readonly<Record<PlanName, PlanWords>> {
  return Object.fromEntries(PLANS.map((name) => [name, wordsOf(family, name, results)])) as Record<
    PlanName,
    PlanWords
  >;
}

function wordsOf(family: Family, name: PlanName, results: PlanResults): PlanWords {
  const result = results[name];
  const { plan, cloud } = result;
  return {
    name: PLAN_LABELS[name],
    about: PLAN_ABOUT[name],
    state: stateText(name, result),
    failed: result.state === "failed",
    promise: plan
      ? {
          value: promiseText(family, plan.promise),
          detail: family === "robust-knapsack" ? "points" : "profit",
        }
      : NOTHING,
    worst: plan ? worstText(family, name, plan) : NOTHING,
    breaks: cloud ? breaksText(cloud) : NOTHING,
    gap: gapText(name, results),
    time: result.seconds === null ? NOTHING : { value: duration(result.seconds), detail: "" },
  };
}

export function promiseText(family: Family, promise: number): string {
  return family === "robust-knapsack" ? promise.toFixed(3) : amount(Number(promise.toFixed(1)));
}

function worstText(family: Family, name: PlanName, { violation }: Plan): FigureText {
  if (violation === 0) return { value: "holds", detail: "every limit, always", verdict: "good" };
  const unit = family === "robust-knapsack" ? "units of weight" : "pieces";
  return {
    value: `over by ${Number(violation.toPrecision(2))}`,
    detail: name === "nominal" ? `${unit}, for some numbers within ρ` : unit,
    verdict: "bad",
  };
}

function breaksText(cloud: Cloud): FigureText {
  const count = cloud.outcomes.length;
  return {
    value: percent(cloud.brokenCount / count),
    detail: `in ${cloud.brokenCount} of ${count} draws`,
    verdict: cloud.brokenCount === 0 ? "good" : "bad",
  };
}

/**
 * Only plans that hold can be compared with the robust optimum; the nominal one promises for its own numbers
 * alone.
 */
function gapText(name: PlanName, results: PlanResults): FigureText {
  const { plan } = results[name];
  const best = bestBound(results);
  if (!plan || !best || name === "nominal" || plan.violation > 0) return NOTHING;
  const below = belowBound(plan.promise, best.bound);
  if (below === 0) return { value: "0 %", detail: "optimal" };
  return best.reached
    ? { value: percent(below), detail: "optimum known" }
    : { value: percent(below), detail: "at most, proven" };
}

function stateText(name: PlanName, { state, plan, error, optimal, bound }: PlanResult): string {
  switch (state) {
    case "waiting":
      return name === "proven" ? "waits until the sliders rest" : "";
    case "running":
      return "running";
    case "stopped":
      return plan ? "stopped; the best plan until then" : "stopped";
    case "failed":
      return error ?? "failed";
    case "done":
      return doneText(name, optimal, bound);
  }
}

function doneText(name: PlanName, optimal: boolean, bound: number | null): string {
  if (name === "nominal") return optimal ? "" : "time was up; the best plan found";
  if (name !== "proven") return "";
  if (optimal) return "checked; optimal, proven";
  return bound === null ? "checked" : "checked; time was up";
}

/** What the sliders have done, in a line below them. */
export function atOnce(family: Family, { nominal, network, guess }: PlanResults): string[] {
  const { plan, cloud } = guess;
  if (!plan || !cloud) return [];
  const share = nominal.plan
    ? ` (${percent(plan.promise / nominal.plan.promise)} of the nominal promise)`
    : "";
  const parts = ["At once", `the repaired guess promises ${promiseText(family, plan.promise)}${share}`];
  if (nominal.cloud) parts.push(`the nominal plan ${CLOUD_WORDS[family].summary(nominal.cloud)}`);
  parts.push(`the guess ${CLOUD_WORDS[family].summary(cloud)}`);
  if (network.plan)
    parts.push(
      network.plan.violation === 0 ? "it held as the network said it" : "the network alone broke a limit",
    );
  return parts;
}

/** The search's outcome as a sentence for the live region. */
export function spokenProof(family: Family, results: PlanResults): string {
  const { plan, seconds } = results.proven;
  const best = bestBound(results);
  if (!plan) return `${PLAN_LABELS.proven}: ${stateText("proven", results.proven)}.`;
  const below = best ? belowBound(plan.promise, best.bound) : null;
  const gap =
    below === null
      ? ""
      : below === 0
        ? ", the robust optimum"
        : `, at most ${percent(below)} below the robust optimum`;
  return `The robust plan promises ${promiseText(family, plan.promise)}${gap}${seconds === null ? "" : `, in ${duration(seconds)}`}.`;
}

/** One sentence: what the guess was worth here, and when it would be. */
export function worth(family: Family, results: PlanResults): string {
  const { guess, proven, nominal } = results;
  const best = bestBound(results);
  if (!guess.plan || guess.seconds === null || !best || proven.state !== "done" || proven.seconds === null)
    return "";
  const below = belowBound(guess.plan.promise, best.bound);
  const quality =
    below === 0
      ? "the optimum"
      : `a plan ${percent(below)} below ${best.reached ? "the optimum" : "the bound"}`;
  const times = `${quality} after ${duration(guess.seconds)}; the search from there took ${duration(proven.seconds)}`;
  const first = `What the guess was worth here: ${times}. It pays while the slider moves, or where thousands are asked; a single decision can wait for the search.`;
  return `${first}${earnings(family, nominal, guess)}`;
}

/** What the nominal plan earned in the draws, beside what the robust one promises. */
function earnings(family: Family, nominal: PlanResult, guess: PlanResult): string {
  if (family !== "robust-inventory" || !nominal.cloud || !guess.plan) return "";
  const { promise } = guess.plan;
  const earned = Array.from(nominal.cloud.outcomes);
  const less = earned.filter((profit) => profit < promise).length;
  const mean = earned.reduce((sum, profit) => sum + profit, 0) / Math.max(1, earned.length);
  return ` Robustness is for promises that must be kept: the nominal plan earned less than this promise in ${less} of ${earned.length} draws, and ${promiseText(family, mean)} on average against the promised ${promiseText(family, promise)}.`;
}

/** The row of a proof of an earlier choice, shown until the present one has its own. */
export function oldProof(family: Family, old: PlanResult, now: PlanResult): PlanWords {
  const words = wordsOf(family, "proven", {
    nominal: old,
    network: { ...old, plan: null },
    guess: { ...old, plan: null, bound: null, optimal: false },
    proven: old,
  });
  return { ...words, state: `of the choice before; ${stateText("proven", now)}`, isOld: true };
}

/** How the cloud's marks and numbers are put. */
export interface CloudWords {
  readonly outcome: string;
  readonly broken: string;
  /** What is drawn as a line: beyond it a plan breaks. */
  readonly threshold: string;
  /** Whether outcomes are an excess, 0 wherever the plan holds. */
  readonly isExcess: boolean;
  plan(name: PlanName): string;
  tick(outcome: number, exact?: boolean): string;
  summary(cloud: Cloud): string;
  spoken(name: PlanName, cloud: Cloud): string;
}

export const CLOUD_WORDS: Readonly<Record<Family, CloudWords>> = {
  "robust-knapsack": cloudWords(
    "weight over the worst limit",
    "too heavy for a limit",
    "the limit",
    true,
    (over, exact) => (exact ? over.toFixed(3) : String(Number(over.toFixed(3)))),
  ),
  "robust-inventory": cloudWords(
    "profit",
    "counts on sales that do not come",
    "the promise",
    false,
    (profit, exact) => (exact ? profit.toFixed(1) : amount(Number(profit.toPrecision(6)))),
  ),
};

function cloudWords(
  outcome: string,
  broken: string,
  threshold: string,
  isExcess: boolean,
  tick: CloudWords["tick"],
): CloudWords {
  const summary = ({ outcomes, brokenCount }: Cloud): string =>
    brokenCount === 0
      ? `holds in all ${outcomes.length} draws`
      : `breaks in ${brokenCount} of ${outcomes.length} draws (${percent(brokenCount / outcomes.length)})`;
  return {
    outcome,
    broken,
    threshold,
    isExcess,
    plan: (name) => PLAN_LABELS[name],
    tick,
    summary,
    spoken: (name, cloud) => {
      const values = Array.from(cloud.outcomes);
      return `${PLAN_LABELS[name]} ${summary(cloud)}: ${outcome} from ${tick(Math.min(...values), true)} to ${tick(Math.max(...values), true)}.`;
    },
  };
}
