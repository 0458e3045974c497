/** The words of the subject. */

import { amount, duration, percent } from "../../ui/format";
import { type Choice, MOST_FOR_SUBSETS } from "./choice";
import { gap, type LaneName, type Result, type Results } from "./results";

export function laneWords(lane: LaneName, { items }: Choice): { name: string; about: string } {
  if (lane === "search") return { name: "Search", about: "branch and bound on the program alone" };
  return items <= MOST_FOR_SUBSETS
    ? { name: "All subsets", about: `the best of all ${amount(2 ** items)} sets of every period` }
    : {
        name: "Prices, then search",
        about: "prices on the capacities, subsets of the items in doubt, search",
      };
}

export function stateWords({ state, error, earns }: Result): string {
  if (state === "running") return "running …";
  if (state === "done" && earns === null) return "no answer within the time limit";
  return state === "failed" ? (error ?? "failed") : "";
}

/** Digits of an exponent. */
function superscript(exponent: number): string {
  return Array.from(String(exponent), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}

/** What is seen, in a sentence or two. */
export function verdict(choice: Choice, { structure, search }: Results): string {
  if (structure.earns === null || structure.seconds === null) return "";
  const open = gap(structure);
  if (open === null) {
    return `These choices earn ${amount(structure.earns)}, found after ${duration(structure.seconds)}; the search goes on.`;
  }
  const cells = choice.items * choice.periods;
  const first =
    `These choices earn ${amount(structure.earns)}, ` +
    (structure.optimal
      ? `and none of the 2${superscript(cells)} possible ones earn more: ${duration(structure.seconds)} for the proof.`
      : `at most ${percent(open)} below the best, after ${duration(structure.seconds)}.`);
  if (search.state !== "done" || search.earns === null || search.seconds === null) {
    return structure.optimal ? `${first} A network would have to be quicker than that.` : first;
  }
  const lost = (structure.earns - search.earns) / structure.earns;
  const second =
    lost > 0
      ? `The search alone ends ${percent(lost)} lower after ${duration(search.seconds)}.`
      : search.optimal
        ? `The search alone proves the same in ${duration(search.seconds)}.`
        : `The search alone finds as good ones and leaves ${percent(gap(search) ?? 1)} open after ${duration(search.seconds)}.`;
  return `${first} ${second}`;
}
