/** Which model answers, and whether it was trained for what is asked. */

import type { ModelCard } from "hunch-solver";
import { amount } from "../../ui/format";
import type { Sampling } from "./problem";

/**
 * The model's fit, in words; `exact` says whether it was trained on these very sizes. `edited`: the draw was
 * changed by hand.
 */
export function describeFit(
  card: ModelCard | undefined,
  name: string,
  sampling: Sampling,
  edited: boolean,
): { exact: boolean; text: string } {
  const sizes = sizesOf(card);
  const { c, f, horizon } = sampling;
  const exact = sizes.some((size) => size["c"] === c && size["f"] === f && size["T"] === horizon);
  const beyond = edited ? " Your changes may lie outside of what it has seen." : "";
  if (exact)
    return { exact, text: `The guess comes from the model ${name}, trained for these sizes.${beyond}` };
  const trained = sizes.length > 0 ? ` (trained for ${sizes.map(sizeText).join("; ")})` : "";
  return {
    exact,
    text: `No model was trained for ${sizeText({ c, f, T: horizon })}. The guess comes from ${name}${trained}, so it may be weaker. What is shown is checked all the same.`,
  };
}

function sizesOf(card: ModelCard | undefined): ReadonlyArray<Record<string, number>> {
  const sizes = card?.["sizes"];
  return Array.isArray(sizes) ? (sizes as Record<string, number>[]) : [];
}

function sizeText(size: Record<string, number>): string {
  return ["c", "f", "T"]
    .filter((name) => size[name] !== undefined)
    .map((name) => `${name} = ${amount(size[name] ?? 0)}`)
    .join(", ");
}
