/** How a race is put into words: for its table and the live region alike. */

import { amount, duration, percent } from "../ui/format";
import {
  bestKnown,
  bestOf,
  firstAfter,
  type Lane,
  type LaneName,
  lanesOf,
  optimum,
  type Race,
  rightAfter,
  SAME,
  type Sense,
  worse,
} from "./lane";

export const LANE_LABELS: Readonly<Record<LaneName, string>> = {
  guess: "Guess + search",
  structure: "Structure alone",
  search: "Search alone",
  exact: "Exact algorithm",
  auto: "Structure + search",
  microlp: "microlp",
  highs: "HiGHS",
};

export const LANE_ABOUT: Readonly<Record<LaneName, string>> = {
  guess: "fixes the surest guesses, searches the rest",
  structure: "the same without a network, by what the structure says",
  search: "branch and bound without a guess",
  exact: "made for this very problem",
  auto: "what its structure says at once, then a search",
  microlp: "another branch and bound, in Rust",
  highs: "the best known open solver, in C++",
};

/** Names and descriptions of ways that are other ones for a subject. */
export type LaneWords = Partial<Record<LaneName, { readonly label: string; readonly about: string }>>;

/** The proven gap; for a lane that has not ended, that of its latest value and bound. */
export function gapText(lane: Lane): string {
  const { answer, status, objective, bound } = lane;
  if (answer) return answer.gap ? percent(answer.gap.relative) : "none proven";
  if (status === "optimal") return "0 %";
  const value = objective ?? lane.incumbents.at(-1)?.value;
  const proven = bound ?? lane.bounds.at(-1)?.value;
  return value === undefined || proven === undefined
    ? "–"
    : percent(Math.abs(value - proven) / Math.max(1e-9, Math.abs(value)));
}

/** What proved the bound, where it was not the lane itself. */
export function boundText({ answer }: Lane): string {
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
    case "loading":
      return "is being loaded";
    case "running":
      return "running";
    case "stopped":
      return bestOf(lane) === null ? "stopped" : "stopped; the best until then";
    case "failed":
      return lane.error ?? "failed";
    case "done":
      return doneText(lane);
  }
}

function doneText(lane: Lane): string {
  const isGuess = lane.answer?.method === "guess";
  switch (lane.status) {
    case "optimal":
      return isGuess ? `${guessText(lane)}; optimal, proven` : `optimal, proven${winnerText(lane)}`;
    case "feasible":
      if (isGuess) return guessText(lane);
      return isTimeUp(lane) ? "time is up; the best found" : "ended without a proof; the best found";
    case "infeasible":
      return "nothing fits (proven)";
    case "unbounded":
      return "without end";
    case "limit":
      return isTimeUp(lane) ? "time is up; nothing found" : "gave up; nothing found";
    case "error":
      return `gave up${lane.answer?.reason ? `: ${lane.answer.reason}` : ""}`;
    default:
      return "";
  }
}

/** Which of several workers finished first. */
function winnerText({ answer }: Lane): string {
  if (answer?.worker === undefined) return "";
  return ` by worker ${answer.worker + 1}${answer.searchStrategy === undefined ? "" : `, strategy “${answer.searchStrategy}”`}`;
}

/** Limits are looked at between steps: a little before or after is at the limit. */
function isTimeUp({ seconds, timeLimit }: Lane): boolean {
  return (seconds ?? 0) >= 0.95 * timeLimit;
}

function guessText(lane: Lane): string {
  const level = lane.answer?.level;
  const failed = lane.levels.filter((tried) => !tried.feasible).length;
  if (level === undefined) return "checked";
  if (level === 0) return "no guess could be kept";
  const fixed =
    failed === 0
      ? `${level} % fixed`
      : `${level} % fixed after ${failed} higher ${failed === 1 ? "level" : "levels"} failed`;
  const timeWasUp = isTimeUp(lane) ? "; time was up" : "";
  return `checked; ${fixed}${timeWasUp}`;
}

/** Whether a lane was right, and when: the last word of its row. */
export function verdictText(lane: Lane, race: Race, sense: Sense): string {
  const best = optimum(race, sense);
  const value = bestOf(lane);
  if (lane.state === "failed" || lane.state === "idle" || lane.state === "waiting") return "–";
  const claimsNothing = lane.status === "infeasible" || lane.status === "unbounded";
  if (claimsNothing) return bestKnown(race, sense) === null ? "–" : "wrong: others found a point";
  if (value === null) return "nothing yet";
  const known = best ?? bestKnown(race, sense);
  if (known === null) return "–";
  const share = worse(value, known, sense);
  if (share <= SAME) {
    if (best === null) return "best known";
    const after = rightAfter(lane, best, sense);
    return `right${after === null ? "" : ` after ${duration(after)}`}`;
  }
  const than = `${percent(share)} ${sense === "minimize" ? "above" : "below"} the ${best === null ? "best known" : "optimum"}`;
  return lane.status === "optimal" ? `wrong: ${than}` : than;
}

/** When the lane had anything, and when it had a proof. */
export function whenText(lane: Lane): string {
  const first = firstAfter(lane);
  const parts = first === null ? [] : [`first after ${duration(first)}`];
  if (lane.status === "optimal" && lane.seconds !== null) parts.push(`proof after ${duration(lane.seconds)}`);
  return parts.join(", ");
}

/** A lane's outcome as a sentence for the live region. */
export function spoken(name: LaneName, race: Race, sense: Sense, words: LaneWords): string {
  const lane = race[name];
  if (!lane) return "";
  const value = bestOf(lane);
  const found = value === null ? "" : ` ${amount(value)}, ${verdictText(lane, race, sense)}.`;
  return `${labelOf(name, words)}: ${stateText(lane)}.${found}`;
}

/** What the race has shown, in a sentence. */
export function summary(race: Race, sense: Sense, words: LaneWords): string {
  const lanes = lanesOf(race);
  const isOver = lanes.length > 0 && lanes.every(([, { state }]) => OVER.has(state));
  if (!isOver) return "";
  const best = optimum(race, sense);
  if (best === null) {
    const known = bestKnown(race, sense);
    return known === null
      ? "No way found anything."
      : `The best known is ${amount(known)}; no way proved that there is nothing better.`;
  }
  const rights = lanes
    .flatMap(([name, lane]) => {
      const after = rightAfter(lane, best, sense);
      return after === null ? [] : [{ name, after }];
    })
    .sort((a, b) => a.after - b.after);
  const proofs = lanes
    .flatMap(([name, { status, seconds }]) =>
      status === "optimal" && seconds !== null ? [{ name, seconds }] : [],
    )
    .sort((a, b) => a.seconds - b.seconds);
  const [right] = rights;
  const [proof] = proofs;
  if (!right || !proof) return `The optimum is ${amount(best)}.`;
  const proved =
    proof.name === right.name
      ? `and proved it after ${duration(proof.seconds)}`
      : `${labelOf(proof.name, words)} proved it first, after ${duration(proof.seconds)}`;
  const joint = proof.name === right.name ? ", " : "; ";
  return `The optimum is ${amount(best)}. ${labelOf(right.name, words)} had it first, after ${duration(right.after)}${joint}${proved}.`;
}

function labelOf(name: LaneName, words: LaneWords): string {
  return words[name]?.label ?? LANE_LABELS[name];
}

export const OVER: ReadonlySet<Lane["state"]> = new Set(["done", "stopped", "failed"]);
