/** The words of the subject. */

import type { Shape } from "../../inspector/shape";
import { duration, percent, whole } from "../../ui/format";
import { number } from "../../inspector/numbers";
import type { ProgramAnswer } from "../../inspector/answer";

const HOLDS = {
  safe: "That holds in exact numbers, the rounding of the proof counted",
  exact: "That was settled in exact arithmetic",
  tolerance: "That holds up to the tolerance of the rows",
} as const;

/** Beside prices and ranges of a program with integers. */
export const INTEGERS_FIXED =
  "An integer program has no prices of its own: prices and ranges are those with its integers fixed at these values.";

/** What the answer is, and how right. */
export function verdict(answer: ProgramAnswer): string {
  const took = `${duration(answer.statistics.seconds)}${answer.statistics.nodes > 1 ? `, ${whole(answer.statistics.nodes)} nodes` : ""}`;
  const trust =
    answer.status === "optimal" && answer.proof?.trusts?.includes("convexity")
      ? ", if the objective is as convex as double precision tells"
      : "";
  const why = answer.proof ? ` ${HOLDS[answer.proof.holds]}${trust}.` : "";
  const reason = answer.reason ? ` ${sentence(answer.reason)}` : "";
  switch (answer.status) {
    case "optimal":
      return `The optimum is ${number(answer.objective ?? Number.NaN)}, proven (${took}).${why}${reason}`;
    case "feasible":
      return `The best point so far has ${number(answer.objective ?? Number.NaN)}; ${openGap(answer)} (${took}).${reason}`;
    case "infeasible":
      return `Nothing fits: no point satisfies all rows and bounds (${took}).${why}`;
    case "unbounded":
      return `Without end: the objective can be improved for ever (${took}).${why}`;
    case "limit":
      return `Nothing was found within the limit (${took}).${answer.bound === null ? "" : ` No point can be better than ${number(answer.bound)}.`}${reason}`;
    default:
      return `The solver ended without an answer.${reason}`;
  }
}

function openGap({ bound, gap }: ProgramAnswer): string {
  if (bound === null || !gap) return "how far it is from the best is not known yet";
  return `no point can be better than ${number(bound)}, so that at most ${percent(gap.relative)} is missing`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

/** Columns of a direction that are written out. */
const MOST_COLUMNS = 12;

/** What is wrong, or would have to give way; of a program without end, where it goes. */
export function whyWords({ columns }: Shape, { explanation, repair, ray }: ProgramAnswer): string {
  return [explanation?.text, repair?.text, ray && rayWords(columns, ray)]
    .filter((text) => text !== undefined)
    .join("\n");
}

function rayWords(columns: Shape["columns"], ray: Float64Array): string {
  const moved = columns.flatMap(({ name }, j) => {
    const by = ray[j] ?? 0;
    return by === 0 ? [] : [`${name} by ${by > 0 ? "+" : ""}${number(by)}`];
  });
  const rest = moved.length > MOST_COLUMNS ? ` and ${moved.length - MOST_COLUMNS} more` : "";
  return `From any point that fits it gets better for ever by moving ${moved.slice(0, MOST_COLUMNS).join(", ")}${rest}.`;
}

/** While typing, a program that takes longer is left to the button. */
export const TAKES_LONGER = "This takes more than a tenth of a second: press Solve.";

/** In place of a text. */
export const NO_PROGRAM = "There is no program yet: type one, choose an example, or open a file.";

/** Of a text that is none of the forms. */
export const UNKNOWN_FORM =
  "What this is cannot be told: a program begins with min or max (CPLEX-LP), with NAME or ROWS (MPS), or with { (JSON).";
