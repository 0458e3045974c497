/** How a race is put into words: for the table, the notes and the live region alike. */

import type { ClspPlan } from "hunch-solver";
import { amount, duration, percent } from "../../ui/format";
import type { Values } from "./problem";
import { aboveOptimum, optimum, type Lane, type LaneName, type Race } from "./race";

export const LANE_LABELS: Readonly<Record<LaneName, string>> = {
  guess: "Guess + search",
  search: "Search alone",
  exact: "Exact algorithm",
};

export const LANE_ABOUT: Readonly<Record<LaneName, string>> = {
  guess: "fixes the most confident guesses, searches the rest",
  search: "branch and bound without a guess",
  exact: "a dynamic program made for this very problem",
};

/** The proven gap; for a lane without an answer, that of its latest cost and bound. */
export function gapText(lane: Lane): string {
  const { answer } = lane;
  if (answer) return answer.gap ? percent(answer.gap.relative) : "none proven";
  const cost = lane.incumbents.at(-1)?.value;
  const bound = lane.bounds.at(-1)?.value;
  return cost === undefined || bound === undefined
    ? "–"
    : percent(Math.max(0, (cost - bound) / Math.max(1e-9, Math.abs(cost))));
}

/** What proved the bound, where it was not the lane itself. */
export function boundText(lane: Lane): string {
  const { answer } = lane;
  if (answer?.method !== "guess" || answer.boundSource === null) return "";
  return { exact: "by the exact algorithm", search: "by the search", relaxation: "by a relaxation" }[
    answer.boundSource
  ];
}

/** What a guided answer's time is made of. */
export function timeText({ answer }: Lane): string {
  if (answer?.method !== "guess") return "";
  const { predictSeconds, certifySeconds } = answer.statistics;
  return `guess ${duration(predictSeconds)}, proof ${duration(certifySeconds)}`;
}

/** How a lane stands, in a few words. */
export function stateText(lane: Lane): string {
  switch (lane.state) {
    case "idle":
      return "";
    case "waiting":
      return "waits for its turn";
    case "running":
      return runningText(lane);
    case "stopped":
      return lane.incumbents.length === 0 ? "stopped" : "stopped; the best cost until then";
    case "failed":
      return lane.error ?? "failed";
    case "done":
      return lane.answer ? doneText(lane.answer.status, lane) : "";
  }
}

function runningText(lane: Lane): string {
  const nodes = lane.nodes === 0 ? "" : `, ${amount(lane.nodes)} nodes`;
  return `running${nodes}`;
}

/** Which of several workers finished first. */
function winnerText({ answer }: Lane): string {
  if (answer?.worker === undefined) return "";
  return ` by worker ${answer.worker + 1}${answer.searchStrategy === undefined ? "" : `, strategy “${answer.searchStrategy}”`}`;
}

function doneText(status: string, lane: Lane): string {
  switch (status) {
    case "optimal":
      return lane.answer?.method === "guess"
        ? `${guessText(lane)}; optimal, proven`
        : `optimal, proven${winnerText(lane)}`;
    case "feasible":
      return lane.answer?.method === "guess" ? guessText(lane) : "time is up; the best plan found";
    case "infeasible":
      return "no plan exists (proven)";
    case "limit":
      return "time is up; no plan found";
    default:
      return status;
  }
}

function guessText(lane: Lane): string {
  const level = lane.answer?.level;
  const failed = lane.levels.filter((tried) => !tried.feasible).length;
  if (level === undefined) return "a checked plan";
  if (level === 0) return "no guess could be kept";
  const fixed =
    failed === 0
      ? `${level} % fixed`
      : `${level} % fixed after ${failed} higher ${failed === 1 ? "level" : "levels"} failed`;
  const timeWasUp = (lane.answer?.statistics.seconds ?? 0) >= lane.timeLimit ? "; time was up" : "";
  return `checked; ${fixed}${timeWasUp}`;
}

/** A lane's outcome as a sentence for the live region. */
export function spoken(name: LaneName, race: Race): string {
  const lane = race[name];
  const answer = lane.answer;
  if (!answer || answer.objective === null) return `${LANE_LABELS[name]}: ${stateText(lane)}.`;
  const best = optimum(race);
  const above = best === null ? "" : `, ${percent(aboveOptimum(answer.objective, best))} above the optimum`;
  const gap = answer.gap ? `, proven gap ${percent(answer.gap.relative)}` : "";
  return `${LANE_LABELS[name]}: ${stateText(lane)}. Cost ${amount(answer.objective)}${above}${gap}, in ${duration(answer.statistics.seconds)}.`;
}

/** What a plan's cost is made of. */
function costText(plan: ClspPlan, values: Values): string {
  const sum = (quantities: ArrayLike<number>, costs: readonly number[]): number =>
    costs.reduce((total, cost, period) => total + cost * (quantities[period] ?? 0), 0);
  const setups = plan.setup.reduce((count, one) => count + one, 0);
  const parts = [
    sum(plan.setup, values.setupCost),
    sum(plan.production, values.productionCost),
    sum(plan.inventory, values.holdingCost),
  ].map(amount);
  return `Of the cost, ${parts[0]} is for ${setups} set-ups, ${parts[1]} for production and ${parts[2]} for stock.`;
}

/**
 * What the charts of guess and plan do not say by themselves. `level`: that of the race; `chosenLevel`: that
 * of the guess shown.
 */
export function planNote(
  race: Race,
  values: Values,
  shown: LaneName,
  level: number,
  chosenLevel: number,
): string {
  const lane = race[shown];
  const sentences: string[] = [];
  if (lane.plan) sentences.push(costText(lane.plan, values));
  if (!lane.answer?.plan) sentences.push(`${LANE_LABELS[shown]}: ${stateText(lane) || "no plan"}.`);
  else if (shown === "guess" && level !== chosenLevel)
    sentences.push(`This plan was made with ${level} % fixed; the guess shows ${chosenLevel} %.`);
  const { probabilities } = race.guess.answer ?? {};
  const setups = race.exact.answer?.plan?.setup;
  if (probabilities && setups) {
    const agreeing = setups.filter(
      (setup, period) => (setup === 1) === (probabilities[period] ?? 0) >= 0.5,
    ).length;
    sentences.push(
      `Rounded at 50 %, the guess agrees with the exact optimum in ${agreeing} of ${setups.length} periods.`,
    );
  }
  return sentences.join(" ");
}
