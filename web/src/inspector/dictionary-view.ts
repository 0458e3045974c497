/** The simplex as a dictionary in which the visitor chooses the pivots, and cuts where the point is not whole. */

import { byId, el, setIdle } from "../ui/dom";
import {
  type Cut,
  cuttable,
  type Dictionary,
  firstDictionary,
  isDualFeasible,
  isFeasible,
  objectiveOf,
  pivot,
  pointOf,
  ratios,
  suggested,
  whyNoDictionary,
  withCut,
} from "./dictionary";
import type { Fraction } from "./fraction";
import type { Shape } from "./shape";
import type { Store } from "./store";

/** Pivots until which "to the end" goes; the rules end long before. */
const MOST_PIVOTS = 1_000;

interface Step {
  readonly dictionary: Dictionary;
  readonly cuts: readonly Cut[];
  /** What led here. */
  readonly words: string;
}

/** What the plane shows of it. */
export interface Walk {
  readonly points: ReadonlyArray<readonly number[]>;
  readonly cuts: ReadonlyArray<{ readonly terms: readonly number[]; readonly side: number }>;
}

export class DictionaryView {
  private steps: Step[] = [];
  private shape: Shape | null = null;
  private entering: number | null = null;
  private readonly table = byId("inspector-dictionary");

  constructor(
    store: Store,
    private readonly onWalk: (walk: Walk) => void,
  ) {
    byId("inspector-pivot").addEventListener("click", () => this.follow());
    byId("inspector-to-end").addEventListener("click", () => this.toEnd());
    byId("inspector-cut").addEventListener("click", () => this.cut());
    byId("inspector-unpivot").addEventListener("click", () => this.back());
    byId("inspector-from-start").addEventListener("click", () => this.begin(this.shape));
    store.onChange((changed) => {
      if (changed === "run" && store.run?.shape !== this.shape) this.begin(store.run?.shape ?? null);
    });
  }

  private get step(): Step | undefined {
    return this.steps.at(-1);
  }

  private begin(shape: Shape | null): void {
    this.shape = shape;
    this.entering = null;
    const why =
      shape === null || shape.program === null
        ? "The program is too long for a dictionary."
        : whyNoDictionary(shape);
    byId("inspector-no-dictionary").textContent = why ?? "";
    byId("inspector-no-dictionary").hidden = why === null;
    byId("inspector-dictionary-part").hidden = why !== null;
    this.steps =
      why === null && shape
        ? [{ dictionary: firstDictionary(shape), cuts: [], words: "All slacks are on the left." }]
        : [];
    this.draw();
  }

  private follow(): boolean {
    const { step } = this;
    if (!step) return false;
    const next = suggested(step.dictionary);
    if (typeof next === "string") return false;
    this.change(next.entering, next.leaving);
    return true;
  }

  private toEnd(): void {
    for (let k = 0; k < MOST_PIVOTS && this.follow(); k++);
  }

  private change(entering: number, leaving: number): void {
    const { step } = this;
    if (!step) return;
    const { dictionary } = step;
    const nameOf = (variable = 0): string => dictionary.variables[variable]?.name ?? "";
    const words = `${nameOf(dictionary.nonbasic[entering])} has entered, ${nameOf(dictionary.basic[leaving])} has left.`;
    this.entering = null;
    this.steps.push({ ...step, dictionary: pivot(dictionary, { entering, leaving }), words });
    this.draw();
  }

  private cut(): void {
    const { step } = this;
    const [equation] = step && suggested(step.dictionary) === "optimal" ? cuttable(step.dictionary) : [];
    if (!step || equation === undefined || !this.shape) return;
    const { dictionary, cut } = withCut(step.dictionary, equation);
    const words = `The cut ${cutWords(cut, this.shape)} holds at every whole point, and not at this one.`;
    this.steps.push({ dictionary, cuts: [...step.cuts, cut], words });
    this.draw();
  }

  private back(): void {
    if (this.steps.length < 2) return;
    this.entering = null;
    this.steps.pop();
    this.draw();
  }

  private draw(): void {
    const { step } = this;
    this.onWalk({
      points: this.steps.map(({ dictionary }) => pointOf(dictionary).map(Number)),
      cuts: (step?.cuts ?? []).map(({ terms, side }) => ({ terms: terms.map(Number), side: Number(side) })),
    });
    if (!step) {
      this.table.replaceChildren();
      return;
    }
    const { dictionary } = step;
    const end = suggested(dictionary);
    const isOver = typeof end === "string";
    setIdle(byId("inspector-pivot"), isOver);
    setIdle(byId("inspector-to-end"), isOver);
    setIdle(byId("inspector-unpivot"), this.steps.length < 2);
    setIdle(byId("inspector-from-start"), this.steps.length < 2);
    setIdle(byId("inspector-cut"), end !== "optimal" || cuttable(dictionary).length === 0);
    byId("inspector-dictionary-words").textContent = this.words(step);
    this.table.replaceChildren(this.tableOf(dictionary, isOver ? null : end));
  }

  private words({ dictionary, words }: Step): string {
    const names = this.shape?.columns.map(({ name }) => name) ?? [];
    const point = pointOf(dictionary)
      .map((value, j) => `${names[j]} = ${value}`)
      .join(", ");
    const feasible = isFeasible(dictionary);
    const where = feasible ? "a corner of the polyhedron" : "outside: a variable on the left is below 0";
    const end = suggested(dictionary);
    const fate = {
      optimal: "No variable on the right improves the objective: this is the optimum of the relaxation.",
      infeasible: "A left side below 0 that nothing can lift: no point satisfies all rows.",
      unbounded: "A variable improves the objective, and nothing limits it: there is no end.",
    };
    const next =
      typeof end === "string"
        ? fate[end]
        : isDualFeasible(dictionary) && !feasible
          ? "No improvement is left, but a left side is below 0: the dual simplex goes on."
          : "A variable on the right can improve this, or a left side is below 0.";
    return `${words} The objective is ${objectiveOf(dictionary)} at ${point}, ${where}. ${next}`;
  }

  private tableOf(dictionary: Dictionary, hint: { entering: number; leaving: number } | null): HTMLElement {
    const { variables, basic, nonbasic, equations, objective } = dictionary;
    const chosen = this.entering;
    const limits = chosen === null ? null : ratios(dictionary, chosen);
    const heads = nonbasic.map((variable, j) => {
      const button = el(
        "button",
        {
          type: "button",
          "aria-pressed": String(chosen === j),
          "data-hint": hint?.entering === j ? "true" : null,
        },
        variables[variable]?.name ?? "",
      );
      button.addEventListener("click", () => {
        this.entering = this.entering === j ? null : j;
        this.draw();
        this.table.querySelectorAll<HTMLElement>("thead button")[j]?.focus();
      });
      return el("th", { scope: "col" }, button);
    });
    const rows = equations.map(({ value, coefficients }, i) => {
      const cells = coefficients.map((a) => el("td", {}, signed(a)));
      const share = chosen === null ? undefined : coefficients[chosen];
      const leave = el("td", {});
      if (chosen !== null && share && share.sign !== 0) {
        const limit = limits?.[i];
        const button = el(
          "button",
          { type: "button", "data-hint": hint?.leaving === i && hint.entering === chosen ? "true" : null },
          limit ? `leaves, at ${limit}` : "leaves",
        );
        button.addEventListener("click", () => this.change(chosen, i));
        leave.append(button);
      }
      return el(
        "tr",
        { "data-broken": value.sign < 0 ? "true" : null },
        el("th", { scope: "row" }, `${variables[basic[i] ?? 0]?.name} =`),
        el("td", {}, String(value)),
        ...cells,
        ...(chosen === null ? [] : [leave]),
      );
    });
    const goal = el(
      "tr",
      { class: "goal" },
      el("th", { scope: "row" }, dictionary.sense === 1 ? "objective =" : "−objective ="),
      el("td", {}, String(objective.value)),
      ...objective.coefficients.map((a) =>
        el("td", { "data-improves": a.sign > 0 ? "true" : null }, signed(a)),
      ),
      ...(chosen === null ? [] : [el("td", {})]),
    );
    return el(
      "table",
      { class: "dictionary" },
      el(
        "caption",
        { class: "visually-hidden" },
        "The dictionary: each line is one variable in terms of those of the heads",
      ),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("td", {}),
          el("th", { scope: "col" }, "constant"),
          ...heads,
          ...(chosen === null ? [] : [el("th", { scope: "col" }, "what leaves")]),
        ),
      ),
      el("tbody", {}, ...rows, goal),
    );
  }
}

function signed(a: Fraction): string {
  return a.sign > 0 ? `+${a}` : String(a);
}

/** A cut in the names of the columns. */
export function cutWords({ terms, side }: Cut, { columns }: Shape): string {
  const parts = terms.flatMap((a, j) => (a.sign === 0 ? [] : [`${signed(a)} ${columns[j]?.name}`]));
  return `${parts
    .join(" ")
    .replace(/^\+/, "")
    .replaceAll(/ ([+−])/g, " $1 ")} ≤ ${side}`;
}
