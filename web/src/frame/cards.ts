/** The models' cards, to read. */

import type { ModelCard } from "hunch-solver";
import { byId, el } from "../ui/dom";
import { amount } from "../ui/format";

/** Opens the cards in a dialog. */
export function showCards(cards: readonly ModelCard[]): void {
  byId("card-list").replaceChildren(
    ...cards.map((card) => el("section", {}, el("h3", {}, card.name), definition(card))),
  );
  byId<HTMLDialogElement>("card-dialog").showModal();
}

/** Names and values of a card, nested as the card is. */
function definition(value: Readonly<Record<string, unknown>>): HTMLElement {
  const list = el("dl", {});
  for (const [name, entry] of Object.entries(value))
    list.append(el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, nodeOf(entry)));
  return list;
}

function nodeOf(value: unknown): Node | string {
  if (Array.isArray(value)) {
    return value.every((entry) => !isRecord(entry))
      ? value.map(plain).join(", ")
      : el("ul", {}, ...value.map((entry) => el("li", {}, inline(entry))));
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
