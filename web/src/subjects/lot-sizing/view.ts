/**
 * The charts as a whole: two groups of rows that share one axis, one cursor and one horizontal scroll
 * position.
 */

import type { ClspPlan } from "hunch-solver";
import { PeriodAxis } from "../../charts/axis";
import { BarRow, type BarEdits } from "./bars";
import { Cursor } from "../../charts/cursor";
import { byId, showParts } from "../../ui/dom";
import { amount, probability } from "../../ui/format";
import { ProductionRow, SetupRow, StockRow } from "./plan";
import { SERIES, type Series, type SeriesName, type Values } from "./problem";
import { AxisRow, type Row } from "../../charts/row";
import { GuessRow, type Guess } from "./strip";

const BAR_HEIGHTS_PX: Readonly<Record<SeriesName, number>> = {
  demand: 64,
  capacity: 64,
  setupCost: 40,
  productionCost: 40,
  holdingCost: 40,
};

export class Charts {
  readonly cursor = new Cursor();
  private readonly bars: ReadonlyMap<SeriesName, BarRow>;
  private readonly guessRow = new GuessRow(this.cursor);
  private readonly production = new ProductionRow(this.cursor);
  private readonly setups = new SetupRow(this.cursor);
  private readonly stock = new StockRow(this.cursor);
  private readonly rows: readonly Row[];
  private readonly scrollers = [byId("problem-rows"), byId("plan-rows-chart")] as const;
  private readonly readouts = { problem: byId("problem-readout"), plan: byId("plan-readout") };
  private values: Values | null = null;
  private guess: Guess | null = null;
  private plan: ClspPlan | null = null;
  private shownPlan: readonly unknown[] = [];

  constructor(edits: BarEdits) {
    this.bars = new Map(
      SERIES.map((series) => [
        series.name,
        new BarRow(series, this.cursor, BAR_HEIGHTS_PX[series.name], edits),
      ]),
    );
    const above: Row[] = [...this.bars.values(), new AxisRow(this.cursor)];
    const below: Row[] = [this.guessRow, this.production, this.setups, this.stock, new AxisRow(this.cursor)];
    this.scrollers[0].append(...above.map((row) => row.element));
    this.scrollers[1].append(...below.map((row) => row.element));
    this.rows = [...above, ...below];
    this.scrollTogether();
    new ResizeObserver(() => this.fit()).observe(this.scrollers[0]);
    this.cursor.onChange(() => this.read());
  }

  setValues(values: Values, sampled: Values): void {
    const resized = values.demand.length !== this.values?.demand.length;
    this.values = values;
    for (const [name, row] of this.bars) row.setValues(values[name], sampled[name]);
    if (resized) {
      this.cursor.limitTo(values.demand.length);
      this.fit();
    }
    this.read();
  }

  setGuess(guess: Guess | null): void {
    this.guess = guess;
    this.guessRow.setGuess(guess);
    this.read();
  }

  /** Shows a plan beside the optimal set-ups, where they are known. `lane` names the colour. */
  setPlan(plan: ClspPlan | null, optimalSetups: ArrayLike<number> | null, lane: string): void {
    if (!this.values) return;
    const shown = [this.values, plan, optimalSetups, lane];
    // While a search reports its progress the plan stays the same for thousands of events.
    if (shown.every((part, index) => part === this.shownPlan[index])) return;
    this.shownPlan = shown;
    this.plan = plan;
    this.scrollers[1].dataset["lane"] = lane;
    this.production.setPlan(plan, this.values);
    this.setups.setPlans(plan?.setup ?? null, optimalSetups);
    this.stock.setStock(plan?.inventory ?? null);
    this.read();
  }

  setActive(series: Series): void {
    for (const [name, row] of this.bars) row.setActive(name === series.name);
  }

  focusBar(name: SeriesName): void {
    this.bars.get(name)?.element.querySelector<HTMLElement>("[role=slider]")?.focus();
  }

  private fit(): void {
    const { values } = this;
    if (!values) return;
    const [scroller] = this.scrollers;
    const gutter = scroller.querySelector<HTMLElement>(".gutter")?.offsetWidth ?? 0;
    const axis = new PeriodAxis(values.demand.length, scroller.clientWidth - gutter);
    for (const row of this.rows) row.setAxis(axis);
  }

  private scrollTogether(): void {
    const [above, below] = this.scrollers;
    const follow = (from: HTMLElement, to: HTMLElement): void => {
      from.addEventListener("scroll", () => {
        if (Math.abs(to.scrollLeft - from.scrollLeft) > 1) to.scrollLeft = from.scrollLeft;
      });
    };
    follow(above, below);
    follow(below, above);
  }

  /** Everything known of one period, in a line above each group of rows. */
  private read(): void {
    const { values, guess, plan } = this;
    const period = this.cursor.period;
    if (!values) return;
    const value = ({ name, label }: Series): string =>
      `${label.toLowerCase()} ${amount(values[name][period] ?? 0)}`;
    showParts(this.readouts.problem, [`Period ${period + 1}`, ...SERIES.map(value)]);
    const parts = [`Period ${period + 1}`, `demand ${amount(values.demand[period] ?? 0)}`];
    if (guess)
      parts.push(
        `guess ${probability(guess.probabilities[period] ?? 0)}${guess.fixed[period] ? ", fixed" : ""}`,
      );
    if (plan) {
      parts.push(
        plan.setup[period] ? `set up and produce ${amount(plan.production[period] ?? 0)}` : "no set-up",
      );
      parts.push(`stock ${amount(plan.inventory[period] ?? 0)}`);
    }
    showParts(this.readouts.plan, parts);
  }
}
