/** What an answer and an error are, in sentences. */

import type { Answer } from "../types.js";
import { number } from "./dom.js";

export function verdict(answer: Answer): string {
  const { status, objective, bound, gap, statistics, reason, proof } = answer;
  const took = ` (${seconds(statistics.seconds)})`;
  const best = number(objective ?? Number.NaN);
  const trust = proof?.trusts ? ", if the objective is as convex as double precision tells" : "";
  const why = reason ? ` ${reason}` : "";
  switch (status) {
    case "optimal":
      return `The optimum is ${best}, proven${trust}${took}.${why}`;
    case "feasible":
      return bound === null || !gap
        ? `The best answer so far is ${best}; how far it is from the optimum is not known${took}.${why}`
        : `The best answer so far is ${best}; none can be better than ${number(bound)}, so that at most ${percent(gap.relative)} is missing${took}.${why}`;
    case "infeasible":
      return `Nothing fits: no point satisfies all rows and bounds${took}.${why}`;
    case "unbounded":
      return `There is no end: the objective can be improved for ever${took}.${why}`;
    case "limit":
      return `Nothing was found within the limit${took}.${bound === null ? "" : ` No answer can be better than ${number(bound)}.`}${why}`;
    default:
      return `The solver ended without an answer.${why}`;
  }
}

export function problem(error: unknown): string {
  const { message, line, column, name } = error as {
    message?: unknown;
    line?: number;
    column?: number;
    name?: string;
  };
  if (name === "AbortError") return "Stopped.";
  const text = typeof message === "string" ? message : String(error);
  // A reader's message begins with its place.
  const isPlaced = line === undefined || /^line \d/i.test(text);
  const place = isPlaced ? "" : `Line ${line}, column ${column ?? 1}: `;
  return `There is no answer. ${place}${text}`;
}

/** While a search runs. */
export function soFar(objective: number | undefined, bound: number | undefined): string {
  const parts = [
    objective === undefined ? "nothing found yet" : `best so far ${number(objective)}`,
    ...(bound === undefined ? [] : [`bound ${number(bound)}`]),
  ];
  return `Solving: ${parts.join(", ")} …`;
}

function seconds(value: number): string {
  if (value < 0.001) return "below 1 ms";
  return value < 1 ? `${(value * 1000).toFixed(value < 0.01 ? 1 : 0)} ms` : `${value.toFixed(1)} s`;
}

/** Tiny shares are not rounded to a zero that was never proven. */
function percent(share: number): string {
  const value = share * 100;
  return value > 0 && value < 0.001 ? "0.001 %" : `${number(Number(value.toPrecision(3)))} %`;
}
