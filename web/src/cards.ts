/** Which model answers, whether it was trained for what is asked, and the cards to read. */

import type { ModelCard } from "hunch-solver";
import { byId, el } from "./dom";
import { amount } from "./format";
import type { Sampling } from "./problem";

/** The model's fit, in words; `exact` says whether it was trained on these very sizes. `edited`: the draw was changed by hand. */
export function describeFit(card: ModelCard | undefined, name: string, sampling: Sampling, edited: boolean): { exact: boolean; text: string } {
  const sizes = sizesOf(card);
  const { c, f, horizon } = sampling;
  const exact = sizes.some((size) => size["c"] === c && size["f"] === f && size["T"] === horizon);
  const beyond = edited ? " Your changes may lie outside of what it has seen." : "";
  if (exact) return { exact, text: `The guess comes from the model ${name}, trained for these sizes.${beyond}` };
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

/** Opens the cards in a dialog. */
export function showCards(cards: readonly ModelCard[]): void {
  byId("card-list").replaceChildren(...cards.map((card) => el("section", {}, el("h3", {}, card.name), definition(card))));
  byId<HTMLDialogElement>("card-dialog").showModal();
}

/** Names and values of a card, nested as the card is. */
function definition(value: Readonly<Record<string, unknown>>): HTMLElement {
  const list = el("dl", {});
  for (const [name, entry] of Object.entries(value)) list.append(el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, valueOf(entry)));
  return list;
}

function valueOf(value: unknown): Node | string {
  if (Array.isArray(value)) {
    return value.every((entry) => !isRecord(entry)) ? value.map(plain).join(", ") : el("ul", {}, ...value.map((entry) => el("li", {}, inline(entry))));
  }
  return isRecord(value) ? definition(value) : plain(value);
}

/** An entry of a list on one line: lists of features and layers are long enough as they are. */
function inline(entry: unknown): string {
  if (!isRecord(entry)) return plain(entry);
  return Object.entries(entry)
    .map(([name, value]) => `${name} ${isRecord(value) ? `(${inline(value)})` : plain(value)}`)
    .join(", ");
}

function plain(value: unknown): string {
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? amount(value) : String(Number(value.toPrecision(5)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
