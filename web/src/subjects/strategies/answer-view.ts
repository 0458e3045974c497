/** The answer at a point: rows and columns with their prices, by a search that knows nothing of the file. */

import type { Program } from "hunch-solver";
import type { ProgramAnswer } from "../../inspector/answer";
import { writeMathematics } from "../../inspector/mathematics";
import { interval } from "../../inspector/numbers";
import { type Shape, shapeOf } from "../../inspector/shape";
import { byId, el } from "../../ui/dom";
import type { FileAnswer } from "./messages";
import { short } from "./wording";

/** Rows and columns of a table; programs of this page have fewer. */
const MOST_LINES = 200;
/** Room that counts as none, of a row or a bound. */
const TIGHT = 1e-7;
/** Difference of two optima that is rounding. */
const SAME = 1e-6;

export class AnswerView {
  private shape: Shape | null = null;

  constructor(private readonly problem: (text: string) => void) {
    byId<HTMLDetailsElement>("strategies-written").addEventListener("toggle", () => void this.write());
  }

  show(program: Program, answer: ProgramAnswer, file: FileAnswer | null): void {
    const shape = shapeOf(program);
    this.shape = shape;
    byId("strategies-answer-words").textContent = words(answer, file);
    byId("strategies-rows").replaceChildren(...rowsTable(shape, answer));
    byId("strategies-columns").replaceChildren(...columnsTable(shape, answer));
    void this.write();
  }

  /** The mathematics, where it is unfolded. */
  private async write(): Promise<void> {
    if (!this.shape || !byId<HTMLDetailsElement>("strategies-written").open) return;
    try {
      await writeMathematics(this.shape, byId("strategies-maths"));
    } catch (error) {
      this.problem(
        `The mathematics could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function words({ status, objective, integersFixed }: ProgramAnswer, file: FileAnswer | null): string {
  if (status !== "optimal" || objective === null) return `The engine, asked without the file: ${status}.`;
  const other = file?.objective;
  const agrees =
    other == null
      ? ""
      : Math.abs(other - objective) <= SAME * Math.max(1, Math.abs(objective))
        ? " The file’s answer is worth the same."
        : ` The file’s answer is worth ${short(other)}: the two differ.`;
  const prices = integersFixed
    ? " The prices hold while the integers keep their values."
    : " A price is what one unit more of a row’s side would cost.";
  return `The engine, asked without the file, finds ${short(objective)}.${agrees}${prices}`;
}

type Line = { readonly name: string; readonly cells: readonly string[]; readonly isTight: boolean };

function rowsTable({ rows }: Shape, { activities, duals }: ProgramAnswer): HTMLElement[] {
  const lines = rows.slice(0, MOST_LINES).map(({ name, lower, upper }, i): Line => {
    const activity = activities?.[i] ?? Number.NaN;
    const room = Math.min(upper - activity, activity - lower);
    const isTight = room <= TIGHT * (1 + Math.abs(activity));
    const price = duals ? short(clean(duals[i] ?? Number.NaN)) : "–";
    return {
      name,
      cells: [short(clean(activity)), interval(lower, upper, short), isTight ? "tight" : short(room), price],
      isTight,
    };
  });
  // What is tight says the strategy: it stands first.
  const sorted = [...lines.filter(({ isTight }) => isTight), ...lines.filter(({ isTight }) => !isTight)];
  return table("Rows, the tight ones first", ["Row", "Activity", "Sides", "Room", "Price"], sorted);
}

function columnsTable({ columns }: Shape, { values, reducedCosts }: ProgramAnswer): HTMLElement[] {
  const lines = columns.slice(0, MOST_LINES).map(({ name, lower, upper, kind }, j): Line => {
    const value = values[j] ?? Number.NaN;
    const isTight = Math.min(upper - value, value - lower) <= TIGHT * (1 + Math.abs(value));
    const isWhole = kind === "integer" || kind === "binary";
    const cost = reducedCosts ? short(clean(reducedCosts[j] ?? Number.NaN)) : "–";
    const held = isWhole ? "whole" : isTight ? "at a bound" : "between";
    return {
      name,
      cells: [short(clean(value)), interval(lower, upper, short), held, isWhole ? "–" : cost],
      isTight,
    };
  });
  return table("Columns", ["Column", "Value", "Bounds", "Held", "Reduced cost"], lines);
}

/** What is left of a zero after a factorisation is none. */
function clean(value: number): number {
  return Math.abs(value) < 1e-9 ? 0 : value;
}

function table(caption: string, heads: readonly string[], lines: readonly Line[]): HTMLElement[] {
  return [
    el("caption", { class: "visually-hidden" }, caption),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el(
      "tbody",
      {},
      ...lines.map(({ name, cells, isTight }) =>
        el(
          "tr",
          { "data-tight": String(isTight) },
          el("th", { scope: "row" }, name),
          ...cells.map((text) => el("td", {}, text)),
        ),
      ),
    ),
  ];
}
