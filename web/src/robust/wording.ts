/** How robust plans are put into words: for the table, the charts and the live region alike. */

import { amount, duration, percent } from "../format";
import { PLANS, type Cloud, type Plan, type PlanName, type Standing, type Standings } from "./answers";
import { FAMILIES, SIZES, type Choice, type Family } from "./choice";

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

/** How items and shops are spoken of. */
export interface ItemWords {
  readonly item: string;
  readonly worth: string;
  readonly worthUnit: string;
  readonly amount: string;
  readonly amountUnit: string;
  readonly demand: string | null;
  readonly reading: string;
  quantity(amount: number): string;
  spoken(which: "nominal" | "robust", plan: Plan | null): string;
}

/** Shares below this one are solvers' dust, not decisions. */
const DUST = 1e-6;

function shareText(share: number): string {
  if (share < DUST) return "left out";
  return share > 1 - DUST ? "taken" : `${percent(share)} taken`;
}

export const ITEM_WORDS: Readonly<Record<Family, ItemWords>> = {
  "robust-knapsack": {
    item: "Item",
    worth: "Value",
    worthUnit: "points for the whole item",
    amount: "share taken",
    amountUnit: "share of the item",
    demand: null,
    reading: "Read the plans item by item",
    quantity: shareText,
    spoken: (which, plan) => {
      if (!plan?.amounts) return `The ${which} plan is not known yet.`;
      const taken = Array.from(plan.amounts).filter((share) => share > DUST);
      const whole = taken.filter((share) => share > 1 - DUST).length;
      const parts = taken.length - whole;
      return `The ${which} plan takes ${whole} of ${plan.amounts.length} items${parts > 0 ? ` and a part of ${parts} more` : ""}.`;
    },
  },
  "robust-inventory": {
    item: "Shop",
    worth: "Margin",
    worthUnit: "money for a piece sold",
    amount: "stock",
    amountUnit: "pieces",
    demand: "expected demand",
    reading: "Read the plans shop by shop",
    quantity: (pieces) => `${amount(Number(pieces.toFixed(2)))} pieces`,
    spoken: (which, plan) =>
      plan?.amounts
        ? `The ${which} plan stocks ${amount(Math.round(Array.from(plan.amounts).reduce((sum, pieces) => sum + pieces, 0)))} pieces in ${plan.amounts.length} shops.`
        : `The ${which} plan is not known yet.`,
  },
};

/** What a slider says: below it, and to assistive technology. */
interface SliderText {
  readonly hint: string;
  readonly spoken: string;
}

export function guardText(family: Family, { set, rho }: Choice): SliderText {
  const isKnapsack = family === "robust-knapsack";
  const what = isKnapsack ? "weight" : "factor behind the demand";
  const count = isKnapsack ? SIZES.items : SIZES.factors;
  const scale = isKnapsack
    ? "Estimated weights lie between 0.2 and 1."
    : "A factor is about −0.5 to 0.5, and moves the demand of every shop up or down.";
  if (rho === 0)
    return { hint: `No error at all: the plan trusts the estimates. ${scale}`, spoken: "rho 0, no error" };
  const each = Number((rho / Math.sqrt(count)).toPrecision(2));
  const hint =
    set === "box"
      ? `Every ${what} may be up to ${rho} off its estimate, all of them at once. ${scale}`
      : `One ${what} may be ${rho} off its estimate, or all ${count} ${isKnapsack ? "of a limit " : ""}by ${each} each: the squares of the errors share one budget. ${scale}`;
  return { hint, spoken: `rho ${rho}` };
}

export function cautionText(family: Family, { nu }: Choice): SliderText {
  const { penalties } = FAMILIES[family];
  const place = penalties.indexOf(nu) / (penalties.length - 1);
  const mood = place < 0.3 ? "bold" : place < 0.7 ? "balanced" : "cautious";
  return {
    hint: `The network answers as if a broken limit cost ${nu} times its size. Bold answers promise more and need more repair.`,
    spoken: `nu ${nu}, ${mood}`,
  };
}

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
  readonly promise: FigureText;
  readonly worst: FigureText;
  readonly breaks: FigureText;
  readonly gap: FigureText;
  readonly time: FigureText;
}

const NOTHING: FigureText = { value: "–", detail: "" };

/** The lowest bound that was proven on the robust optimum, and whether a plan reaches it. */
export function bestBound(standings: Standings): { bound: number; reached: boolean } | null {
  const robust = [standings.guess, standings.proven];
  const bounds = robust.flatMap(({ bound }) => (bound === null ? [] : [bound]));
  if (bounds.length === 0) return null;
  return { bound: Math.min(...bounds), reached: robust.some(({ optimal }) => optimal) };
}

/** How far a promise is below a bound, as a share of the bound; differences below the solvers' tolerance are none. */
export function belowBound(promise: number, bound: number): number {
  const share = (bound - promise) / Math.max(1e-9, Math.abs(bound));
  return share < 1e-6 ? 0 : share;
}

export function planWords(family: Family, standings: Standings): Readonly<Record<PlanName, PlanWords>> {
  return Object.fromEntries(PLANS.map((name) => [name, wordsOf(family, name, standings)])) as Record<
    PlanName,
    PlanWords
  >;
}

function wordsOf(family: Family, name: PlanName, standings: Standings): PlanWords {
  const standing = standings[name];
  const { plan, cloud } = standing;
  return {
    name: PLAN_LABELS[name],
    about: PLAN_ABOUT[name],
    state: stateText(name, standing),
    failed: standing.state === "failed",
    promise: plan
      ? {
          value: promiseText(family, plan.promise),
          detail: family === "robust-knapsack" ? "points" : "profit",
        }
      : NOTHING,
    worst: plan ? worstText(family, name, plan) : NOTHING,
    breaks: cloud ? breaksText(cloud) : NOTHING,
    gap: gapText(name, standings),
    time: standing.seconds === null ? NOTHING : { value: duration(standing.seconds), detail: "" },
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

/** Only plans that hold can be compared with the robust optimum; the nominal one promises for its own numbers alone. */
function gapText(name: PlanName, standings: Standings): FigureText {
  const { plan } = standings[name];
  const best = bestBound(standings);
  if (!plan || !best || name === "nominal" || plan.violation > 0) return NOTHING;
  const below = belowBound(plan.promise, best.bound);
  if (below === 0) return { value: "0 %", detail: "optimal" };
  return best.reached
    ? { value: percent(below), detail: "optimum known" }
    : { value: percent(below), detail: "at most, proven" };
}

function stateText(name: PlanName, { state, plan, error, optimal, bound }: Standing): string {
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
export function atOnce(family: Family, { nominal, network, guess }: Standings): string[] {
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
export function spokenProof(family: Family, standings: Standings): string {
  const { plan, seconds } = standings.proven;
  const best = bestBound(standings);
  if (!plan) return `${PLAN_LABELS.proven}: ${stateText("proven", standings.proven)}.`;
  const below = best ? belowBound(plan.promise, best.bound) : null;
  const gap =
    below === null
      ? ""
      : below === 0
        ? ", the robust optimum"
        : `, at most ${percent(below)} below the robust optimum`;
  return `The robust plan promises ${promiseText(family, plan.promise)}${gap}${seconds === null ? "" : `, in ${duration(seconds)}`}.`;
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
