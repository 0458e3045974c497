/**
 * Your turn: set-ups and quantities by hand, their cost and broken rows at once, beside the guess and the
 * optimum.
 */

import type { ClspPlan } from "hunch-solver";
import { byId, el, setIdle } from "../../ui/dom";
import { amount, percent } from "../../ui/format";
import { readNumber } from "../../ui/numbers";
import { attemptOf, type Cost, judge } from "./attempt";
import { type Edits, MOST_BY_HAND, type Values } from "./problem";
import { above } from "./wording";

/** Digits kept of a quantity that the engine has found. */
const DIGITS = 1e6;

export interface TurnActions {
  changed(mine: Edits): void;
  problem(text: string | null): void;
  /** The cheapest quantities for set-ups, from the engine; null where none meets the demand. */
  quantities(setups: readonly boolean[]): Promise<Edits | null>;
}

export interface TurnShown {
  readonly values: Values;
  readonly mine: Edits;
  readonly guess: ClspPlan | null;
  readonly best: ClspPlan | null;
  /** Whether the best plan is proven to be the cheapest. */
  readonly isOptimal: boolean;
}

interface Column {
  readonly setup: HTMLInputElement;
  readonly pieces: HTMLInputElement;
  readonly stock: HTMLElement;
  readonly demand: HTMLElement;
  readonly capacity: HTMLElement;
}

export class Turn {
  private readonly grid = byId("turn-grid");
  private columns: Column[] = [];
  private shown: TurnShown | null = null;

  constructor(private readonly actions: TurnActions) {
    byId("turn-clear").addEventListener("click", () => this.put(new Map()));
    byId("turn-guess").addEventListener("click", () => {
      if (this.shown?.guess) this.put(attemptOf(this.shown.guess));
    });
    byId("turn-best").addEventListener("click", () => void this.best());
  }

  show(shown: TurnShown | null): void {
    this.shown = shown;
    const isShort = shown !== null && shown.values.demand.length <= MOST_BY_HAND;
    for (const id of ["turn-grid", "turn-verdict", "turn-broken", "turn-compare"]) byId(id).hidden = !isShort;
    for (const id of ["turn-best", "turn-guess", "turn-clear"]) setIdle(byId(id), !isShort);
    setIdle(byId("turn-guess"), !isShort || !shown?.guess);
    byId("turn-note").textContent = isShort
      ? "Tick the periods in which the machine is started, and say how much it makes. Can you find the cheapest plan before you look at it?"
      : `Plans are set by hand for ${MOST_BY_HAND} periods; choose T = ${MOST_BY_HAND} above.`;
    if (!shown || !isShort) return;
    if (this.columns.length !== shown.values.demand.length) this.build(shown.values.demand.length);
    this.fill(shown);
  }

  private put(mine: Edits): void {
    if (this.shown && this.columns.length > 0) this.change(mine);
  }

  private change(mine: Edits): void {
    // The next change may come before this one is drawn.
    if (this.shown) this.shown = { ...this.shown, mine };
    this.actions.changed(mine);
  }

  private async best(): Promise<void> {
    const { shown } = this;
    if (!shown || this.columns.length === 0) return;
    const setups = shown.values.demand.map((_, period) => shown.mine.has(period));
    const mine = await this.actions.quantities(setups);
    if (this.shown?.values !== shown.values) return;
    this.actions.problem(
      mine ? null : "No quantities meet the demand with these set-ups: tick more periods, or earlier ones.",
    );
    if (mine)
      this.put(new Map([...mine].map(([period, pieces]) => [period, Math.round(pieces * DIGITS) / DIGITS])));
  }

  private build(count: number): void {
    this.columns = Array.from({ length: count }, (_, period) => this.column(period));
    const heads = this.columns.map((_, period) => el("th", { scope: "col" }, String(period + 1)));
    const row = (name: string, of: (column: Column) => Node): HTMLElement =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, name),
        ...this.columns.map((column) => {
          const content = of(column);
          return content instanceof HTMLTableCellElement ? content : el("td", {}, content);
        }),
      );
    this.grid.replaceChildren(
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Period"), ...heads)),
      el(
        "tbody",
        {},
        row("Demand", ({ demand }) => demand),
        row("Start?", ({ setup }) => setup),
        row("Make", ({ pieces }) => pieces),
        row("Capacity", ({ capacity }) => capacity),
        row("Stock left", ({ stock }) => stock),
      ),
    );
  }

  private column(period: number): Column {
    const setup = el("input", {
      type: "checkbox",
      "aria-label": `Start the machine in period ${period + 1}`,
    });
    const pieces = el("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      size: 5,
      "aria-label": `Pieces made in period ${period + 1}`,
    });
    setup.addEventListener("change", () => this.tick(period, setup.checked));
    // What is being typed stays, although the change before it is drawn meanwhile.
    pieces.addEventListener("input", () => {
      pieces.dataset["typing"] = "true";
    });
    for (const over of ["change", "blur"])
      pieces.addEventListener(over, () => {
        delete pieces.dataset["typing"];
      });
    pieces.addEventListener("change", () => this.type(period, pieces));
    return { setup, pieces, stock: el("td"), demand: el("td"), capacity: el("td") };
  }

  /** A new set-up makes what is missing until the next one, as far as the capacity goes. */
  private tick(period: number, isOn: boolean): void {
    const { shown } = this;
    if (!shown) return;
    const mine = new Map(shown.mine);
    if (!isOn) mine.delete(period);
    else mine.set(period, missing(shown, period));
    this.change(mine);
  }

  private type(period: number, input: HTMLInputElement): void {
    const { shown } = this;
    if (!shown) return;
    const text = input.value.trim();
    const mine = new Map(shown.mine);
    const reading = text === "" ? null : readNumber(text, { whole: true });
    const isWrong = reading !== null && ("problem" in reading || reading.value < 0);
    input.setAttribute("aria-invalid", String(isWrong));
    if (reading === null) mine.delete(period);
    else if ("problem" in reading || reading.value < 0) {
      const what = "problem" in reading ? reading.problem : "it must be 0 or more";
      this.actions.problem(`Pieces made in period ${period + 1} is “${text.slice(0, 40)}”; ${what}.`);
      return;
    } else mine.set(period, reading.value);
    this.actions.problem(null);
    this.change(mine);
  }

  private fill(shown: TurnShown): void {
    const { values, mine } = shown;
    const { stock, cost, broken } = judge(mine, values);
    const brokenIn = new Set(broken.map(({ period }) => period));
    for (const [period, column] of this.columns.entries()) {
      column.demand.textContent = amount(values.demand[period] ?? 0);
      column.capacity.textContent = amount(values.capacity[period] ?? 0);
      column.stock.textContent = amount(stock[period] ?? 0).replace("-", "−");
      column.stock.dataset["broken"] = String((stock[period] ?? 0) < 0);
      column.setup.checked = mine.has(period);
      const pieces = mine.get(period);
      if (column.pieces.dataset["typing"] !== "true")
        column.pieces.value = pieces === undefined ? "" : String(pieces);
      column.pieces.removeAttribute("aria-invalid");
      column.pieces.dataset["broken"] = String(brokenIn.has(period) && (stock[period] ?? 0) >= 0);
    }
    const told = mine.size === 0 ? [] : broken;
    byId("turn-broken").replaceChildren(...told.map(({ text }) => el("li", {}, text)));
    byId("turn-verdict").textContent = turnVerdict(shown, cost, broken.length);
    this.compare(shown, mine.size === 0 ? null : cost, broken.length);
  }

  private compare({ values, guess, best, isOptimal }: TurnShown, mine: Cost | null, broken: number): void {
    const of = (plan: ClspPlan | null): Cost | null => plan && judge(attemptOf(plan), values).cost;
    const bestCost = of(best);
    const heads = ["Plan", "Costs", "Set-ups", "for set-ups", "for production", "for stock", "Rows broken"];
    const line = (name: string, cost: Cost | null, isBroken: string): HTMLElement => {
      const parts = cost
        ? [cost.total, cost.count, cost.setups, cost.production, cost.stock].map(amount)
        : ["–", "–", "–", "–", "–"];
      const cells = [...parts, isBroken].map((text) => el("td", {}, text));
      return el("tr", {}, el("th", { scope: "row" }, name), ...cells);
    };
    byId("turn-compare").replaceChildren(
      el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col" }, text)))),
      el(
        "tbody",
        {},
        line("Yours", mine, mine ? String(broken) : "–"),
        line("From the guess", of(guess), guess ? "0" : "–"),
        line(isOptimal ? "Optimum" : "Best known", bestCost, best ? "0" : "–"),
      ),
    );
  }
}

/** What is missing from a period on until the next set-up, within the capacity. */
function missing({ values, mine }: TurnShown, period: number): number {
  const next = [...mine.keys()].filter((other) => other > period).sort((a, b) => a - b)[0];
  const until = next ?? values.demand.length;
  const { stock } = judge(mine, values);
  const before = period === 0 ? 0 : (stock[period - 1] ?? 0);
  const demanded = values.demand.slice(period, until).reduce((sum, pieces) => sum + pieces, 0);
  return Math.min(values.capacity[period] ?? 0, Math.max(0, demanded - Math.max(0, before)));
}

function turnVerdict({ best, isOptimal, values, mine }: TurnShown, cost: Cost, broken: number): string {
  if (mine.size === 0) return "Nothing is made yet.";
  if (broken > 0)
    return `Your plan costs ${amount(cost.total)}, but breaks ${broken} ${broken === 1 ? "row" : "rows"}:`;
  if (!best) return `Your plan holds and costs ${amount(cost.total)}.`;
  const share = above(cost.total, judge(attemptOf(best), values).cost.total);
  if (share > 0)
    return `Your plan holds and costs ${amount(cost.total)}: ${percent(share)} above the ${isOptimal ? "optimum" : "best known"}.`;
  return share === 0 && isOptimal
    ? `Your plan holds and costs ${amount(cost.total)}: that is the optimum. Nobody can do better.`
    : `Your plan holds and costs ${amount(cost.total)}: as good as the best known.`;
}
