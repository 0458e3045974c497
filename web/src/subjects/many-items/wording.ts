/** The words of the subject. */

import { lanesOf, optimum, bestKnown, rightAfter, type LaneName } from "../../race/lane";
import type { RaceResult } from "../../race/mount";
import type { LaneWords } from "../../race/wording";
import { amount, duration, percent } from "../../ui/format";
import type { Judged } from "./attempt";
import { sideOf } from "./paint";
import { gapOf, isOver, type Told } from "./told";

export const LANE_WORDS: LaneWords = {
  guess: { label: "Guess + search", about: "fixes what a network is surest of, then frees it" },
  structure: { label: "Structure + search", about: "fixes what the prices are surest of, then frees it" },
};

/** What is seen, in a sentence or two. */
export function verdict(told: Told | null): string {
  if (!told) return "The first answer is on its way.";
  const { cost, bound, status, seconds, error } = told;
  if (error !== null) return `There is no answer: ${error}`;
  if (status === "infeasible")
    return "No plan exists: what is asked until some period is more than the capacity until then.";
  const open = gapOf(told);
  if (cost === null) {
    if (isOver(told)) return "No plan was found within the time limit.";
    return bound === null
      ? "Searching …"
      : `No plan costs less than ${amount(bound)}, by the prices. Searching …`;
  }
  if (status === "optimal")
    return `The cheapest plan costs ${amount(cost)}, proven after ${duration(seconds)}.`;
  const above = open === null ? "" : `, at most ${percent(open)} above the cheapest`;
  if (!isOver(told)) return `A plan of ${amount(cost)} is there${above}; the search goes on.`;
  const end = status === "stopped" ? "stopped" : `ended after ${duration(seconds)}`;
  return `The best plan costs ${amount(cost)}${above}; ${end}, not proven.`;
}

export interface Step {
  readonly name: string;
  readonly value: string;
  readonly after: string;
  readonly gap: string;
}

/** How the answer came about: always the same steps, so that nothing moves. */
export function steps(told: Told | null): Step[] {
  const none = { value: "–", after: "–", gap: "–" };
  const { plans, bounds } = told ?? { plans: [], bounds: [] };
  const at = (seconds: number, of: ReadonlyArray<{ seconds: number; value: number }>): number | undefined =>
    of.filter((point) => point.seconds <= seconds).at(-1)?.value;
  const step = (name: string, point: { seconds: number; value: number } | undefined): Step => {
    if (!point) return { name, ...none };
    const [cost, bound] = [at(point.seconds, plans), at(point.seconds, bounds)];
    const gap = cost === undefined || bound === undefined ? "–" : percent(Math.max(0, (cost - bound) / cost));
    return { name, value: amount(point.value), after: duration(point.seconds), gap };
  };
  const bound = told?.bound ?? null;
  const isProven = told?.status === "optimal" && told.cost !== null;
  return [
    step("First bound, by the prices", bounds[0]),
    step("First plan", plans[0]),
    step("Best plan", plans.at(-1)),
    isProven
      ? { name: "Proof", value: amount(told.cost ?? 0), after: duration(told.seconds), gap: "0 %" }
      : { ...step("Best bound", bounds.at(-1)), value: bound === null ? "–" : amount(bound) },
  ];
}

/** How many set-ups a guess and the plan agree on. */
export function agreement({ beliefs, fixed, plan }: Told): {
  readonly all: number;
  readonly right: number;
  readonly fixed: number;
  readonly fixedRight: number;
} | null {
  if (!plan || !beliefs || !fixed) return null;
  const count = (of: (k: number) => boolean): number =>
    plan.setup.reduce((sum, _, k) => sum + (of(k) ? 1 : 0), 0);
  return {
    all: plan.setup.length,
    right: count((k) => sideOf(beliefs[k]) === plan.setup[k]),
    fixed: count((k) => (fixed[k] ?? -1) >= 0),
    fixedRight: count((k) => fixed[k] === plan.setup[k]),
  };
}

/** One sentence or two: what the guess was worth here, and whose it was. */
export function worth(told: Told | null): string {
  if (!told || !isOver(told)) return "";
  const counts = agreement(told);
  if (!counts) return "";
  const whose = told.model === null ? "the prices’ beliefs" : "the network’s guesses";
  const best = told.status === "optimal" ? "the cheapest plan" : "the best plan";
  const { all, right, fixed, fixedRight } = counts;
  const kept =
    fixed === 0
      ? "none could be fixed"
      : `${amount(fixed)} were fixed, ${amount(fixedRight)} of these as in ${best}`;
  const first = told.plans[0];
  const start =
    first && told.cost !== null && first.value > told.cost
      ? ` The first plan, after ${duration(first.seconds)}, was ${percent((first.value - told.cost) / told.cost)} dearer than the last.`
      : "";
  const without = told.model === null ? " No network has answered: nothing here was learned." : "";
  // A plan that was found from fixings agrees with them.
  const doubt = told.status === "optimal" ? "" : " (it was found from them, and is not proven)";
  return `What the guess was worth here: ${whose} say ${amount(right)} of ${amount(all)} set-ups as ${best} has them; ${kept}${doubt}.${start}${without}`;
}

export function turnVerdict(
  mine: Judged,
  count: number,
  cheapest: number | null | undefined,
  told: Told | null,
): string {
  if (count === 0) return "Nothing is set up yet.";
  const setups = `${count} ${count === 1 ? "set-up" : "set-ups"}`;
  const isBroken = mine.broken.length > 0;
  const own = isBroken
    ? `Made until the next set-up, these ${setups} cost ${amount(mine.cost)} and break ${mine.broken.length === 1 ? "one row" : `${mine.broken.length} rows`}.`
    : `Made until the next set-up, these ${setups} cost ${amount(mine.cost)}.`;
  if (cheapest === undefined) return own;
  if (cheapest === null) return `${own} No amounts meet the demand with these set-ups.`;
  const best = told?.cost;
  const said = `${own} With the cheapest amounts they cost ${amount(cheapest)}`;
  if (best == null) return `${said}.`;
  const share = (cheapest - best) / Math.max(1e-9, best);
  const name = told?.status === "optimal" ? "optimum" : "best known";
  if (share > 1e-6) return `${said}: ${percent(share)} above the ${name}.`;
  return told?.status === "optimal"
    ? `${said}: that is the optimum. Nobody can do better.`
    : `${said}: as good as the best known.`;
}

const NAMES: Readonly<Partial<Record<LaneName, string>>> = {
  guess: "the guess",
  structure: "the structure",
  search: "the search alone",
  highs: "HiGHS",
};

/** Who won a race that is over, and why, as far as its numbers say. */
export function why({ race }: RaceResult): string {
  const lanes = lanesOf(race);
  if (lanes.some(([, { state }]) => !["done", "stopped", "failed"].includes(state))) return "";
  const goal = optimum(race, "minimize") ?? bestKnown(race, "minimize");
  if (goal === null) return "";
  const reached = lanes
    .flatMap(([name, lane]) => {
      const after = rightAfter(lane, goal, "minimize");
      return after === null ? [] : [{ name, after, lane }];
    })
    .sort((a, b) => a.after - b.after);
  const [first, second] = reached;
  if (!first) return "";
  const than = second
    ? `, ${duration(second.after - first.after)} before ${NAMES[second.name] ?? second.name}`
    : ", and no other way did";
  const won = `${capital(NAMES[first.name] ?? first.name)} won: it had this plan after ${duration(first.after)}${than}.`;
  return `${won} ${reason(first.name, race)}`;
}

function reason(winner: LaneName, race: RaceResult["race"]): string {
  if (winner === "guess" || winner === "structure") {
    const fixed = race[winner]?.answer?.fixed;
    const count = fixed?.reduce((sum, one) => sum + one, 0) ?? 0;
    return fixed
      ? `Why: its search began with ${amount(count)} of ${amount(fixed.length)} set-ups fixed, and later looked at some periods at a time, while the others search all of them at once.`
      : "Why: its first plan was as good, before any search.";
  }
  return "Why: fixing and freeing costs several searches here, and one search of everything was through sooner; on longer horizons that turns.";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
