/** The words of the subject. */

import { percent, significant, whole } from "../../ui/format";
import { CODES, type Card, type FileAnswer, type Look, type Worth } from "./messages";
import { letterOf } from "./palette";
import type { Agreement } from "./raster";

/** Digits of numbers that are read, not computed with. */
const DIGITS = 5;
/** Ways that are as quick to this factor are called so: times of single runs say no more. */
const ALIKE = 1.25;

export function short(value: number): string {
  const text = Math.abs(value) >= 10 ** DIGITS ? whole(value) : significant(value, DIGITS);
  return text.replace("-", "−");
}

/** A strategy in words: the file's sentence, or what a code stands for. */
export function said(code: number, card: Card): string {
  if (code === CODES.infeasible) return "the program has no point";
  if (code === CODES.unbounded) return "the objective has no bound";
  if (code === CODES.unsettled) return "not settled within the limits";
  if (code === CODES.nothing) return "not looked at yet";
  return card.strategies[code] ?? "a strategy that the file has not";
}

/** The parameters and their values. */
export function thetaWords(card: Card, theta: readonly number[]): string {
  return card.parameters.map((name, j) => `${name} = ${short(theta[j] ?? 0)}`).join(", ");
}

/** The strategy of a point, as a heading: the optimum's where that is known, before that what the file names. */
export function sentence(card: Card, look: Look, answer: FileAnswer | null): string {
  const found = answer?.strategy?.number ?? null;
  if (answer && answer.status !== "optimal") return `No optimum: ${answer.status}`;
  if (answer && found === null) return "A strategy that the file has not";
  const number = found ?? look.number;
  if (number === null) return "The file names no strategy at once: it answers by searching.";
  return `${letterOf(number)}: ${said(number, card)}`;
}

/** What the file named at once, and whether that was right. */
export function namedWords(card: Card, paintedBy: string, look: Look, answer: FileAnswer | null): string {
  const who = paintedBy === "tree" ? "the tree" : "the file’s ranking";
  const Who = who.replace("t", "T");
  if (look.number === null) return "Nothing in the file names a strategy at once.";
  if (!answer) return `${Who} says so at once; the proof follows.`;
  const found = answer.strategy?.number ?? null;
  const named = `${letterOf(look.number)}, ${said(look.number, card)}`;
  if (answer.status !== "optimal") return `${Who} names ${named}.`;
  if (found === look.number) return `That is the strategy of the optimum, and ${who} named it at once.`;
  return `That is the strategy of the optimum; ${who} named another one, ${named}, and cost a moment, not the answer.`;
}

export function valueWords({ status, objective }: FileAnswer): string {
  if (status === "infeasible") return "Nothing: no point meets all rows at these numbers.";
  if (objective === null || status !== "optimal") return `No proven answer: ${status}.`;
  return `${short(objective)}, optimal`;
}

/** What the answer's proof rests on. */
export function proofWords({ provenBy, status, strategy }: FileAnswer): string {
  if (status !== "optimal") return "A search has seen that there is no optimum.";
  const of = strategy?.number == null ? "the strategy" : letterOf(strategy.number);
  return {
    multipliers: `Proven by multipliers: the equations of ${of} give the point, their prices prove that no point is better. Nothing was searched.`,
    warm: "Proven after a few steps of the simplex method from the strategy named; no search from nothing.",
    tree: "Proven by a stored tree: each of its leaves was evaluated again at these numbers. Nothing was searched.",
    search: "Proven by a search: nothing that is stored proves it.",
  }[provenBy];
}

export function boundaryWords(card: Card, { strategy }: FileAnswer): string {
  const boundary = strategy?.boundary;
  if (!boundary) return "No other strategy is known to be near.";
  const known = card.strategies.indexOf(boundary.beyond ?? "");
  const beyond =
    boundary.beyond === undefined
      ? "another strategy begins"
      : `${known >= 0 ? letterOf(known) : "another one"} begins: ${boundary.beyond}`;
  const whose = boundary.exact
    ? "This is exact, from the slacks and prices of the strategy."
    : "This is the tree’s boundary.";
  return `The nearest place is ${percent(boundary.distance)} of the numbers’ ranges away, with ${boundary.text}. There ${beyond}. ${whose}`;
}

/** How far tree and engine agree on the map. */
export function agreementWords(paintedBy: string, agreement: Agreement | null): string {
  if (!agreement || agreement.cells === 0) return "The engine is about to solve this map, cell by cell.";
  const { size, cells, agreed, unseen, isWhole } = agreement;
  const who = paintedBy === "tree" ? "the tree names" : "the file names";
  const where = isWhole ? `all ${size} × ${size} cells` : `${cells} of ${size} × ${size} cells so far`;
  const others =
    agreed === cells
      ? ""
      : ` The other cells are chequered${unseen > 0 ? `; in ${percent(unseen / cells)} the true one is none of the file’s` : ""}. A map also has days whose numbers did not occur together when it was learned.`;
  return `The engine has solved ${where}: in ${percent(agreed / cells)} of them ${who} the true strategy.${others}`;
}

/** One sentence: what the file was worth here against a search. */
export function worthWords(card: Card, worth: Worth | null, answer: FileAnswer | null): string {
  if (!worth || !answer) return "What the file is worth here is measured when the point rests.";
  const queries = worth.queries.map((count) => whole(count)).join(" and ");
  const ratio = worth.search / worth.file;
  const times = `an answer took ${micro(worth.file)} from the file and ${micro(worth.search)} by a search from nothing, at best of ${queries} tries`;
  if (card.ranking.by === "search" || card.ranking.by === "guess")
    return `What the file was worth here: its words, and no time. It answers by the same search, since nothing stored was quicker when it was learned. Just now that took ${micro(worth.file)} from the file and ${micro(worth.search)} from nothing, at best of ${queries} tries: a difference between the two is what else the device does.`;
  if (ratio > ALIKE)
    return `What the file was worth here: it was ${short(Math.round(ratio * 10) / 10)} times as fast. Just now ${times}. Who has one question alone does not feel that; who has thousands an hour does.`;
  return ratio < 1 / ALIKE
    ? `What the file was worth here: its words, and less than no time: the search was ${short(Math.round(10 / ratio) / 10)} times as fast. Just now ${times}.`
    : `What the file was worth here: its words, and no time: both are as fast. Just now ${times}.`;
}

function micro(microseconds: number): string {
  return microseconds < 1000
    ? `${short(Math.round(microseconds * 10) / 10)} µs`
    : `${short(microseconds / 1000)} ms`;
}
