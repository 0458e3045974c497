/**
 * The charts as a whole: three groups of rows (demand, the plan, the other numbers) that share one axis, one
 * cursor and one horizontal scroll position. On a phone they stand below each other, so that demand and plan
 * are neighbours; on a desk the plan stands beside what it follows from.
 */

import type { ClspPlan } from "hunch-solver";
import { PeriodAxis } from "../../charts/axis";
import { BarRow, type BarEdits } from "./bars";
import { Cursor } from "../../charts/cursor";
import { breathe } from "../../ui/breathe";
import { byId, showParts } from "../../ui/dom";
import { amount, probability } from "../../ui/format";
import { ProductionRow, SetupRow, StockRow } from "./plan";
import { SERIES, type Series, type SeriesName, type Values } from "./problem";
import { AxisRow, type Row } from "../../charts/row";
import { GuessRow, type Guess } from "./strip";

const BAR_HEIGHTS_PX: Readonly<Record<SeriesName, number>> = {
  demand: 72,
  capacity: 48,
  setupCost: 36,
  productionCost: 36,
  holdingCost: 36,
};

/** The scrollers' padding at their end, for the ring of a focused row. */
const EDGE_PX = 3;

export class Charts {
  readonly cursor = new Cursor();
  private readonly bars: ReadonlyMap<SeriesName, BarRow>;
  private readonly guessRow = new GuessRow(this.cursor);
  private readonly production = new ProductionRow(this.cursor);
  private readonly setups = new SetupRow(this.cursor);
  private readonly stock = new StockRow(this.cursor);
  private readonly rows: readonly Row[];
  private readonly scrollers = [byId("problem-rows"), byId("plan-rows-chart"), byId("cost-rows")] as const;
  private readonly readout = byId("problem-readout");
  private axis: PeriodAxis | null = null;
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
    const axis = (): Row => new AxisRow(this.cursor);
    const [demand, ...others] = this.bars.values();
    const groups: Row[][] = [
      demand ? [demand, axis()] : [],
      [this.production, this.setups, this.stock, this.guessRow, axis()],
      [...others, axis()],
    ];
    for (const [index, rows] of groups.entries())
      this.scrollers[index]?.append(...rows.map((row) => row.element));
    this.rows = groups.flat();
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

  /**
   * Shows a plan beside the optimal set-ups, where they are known. `lane` names the colour; an old plan
   * belongs to the values before the last change.
   */
  setPlan(
    plan: ClspPlan | null,
    optimalSetups: ArrayLike<number> | null,
    lane: string,
    isOld: boolean,
  ): void {
    if (!this.values) return;
    this.scrollers[1].dataset["old"] = String(isOld);
    const shown = [this.values, plan, optimalSetups, lane];
    // While a search reports its progress the plan stays the same for thousands of events.
    if (shown.every((part, index) => part === this.shownPlan[index])) return;
    this.shownPlan = shown;
    // A plan of another horizon says nothing of these periods.
    if (plan && plan.setup.length !== this.values.demand.length) plan = null;
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
    const axis = new PeriodAxis(values.demand.length, scroller.clientWidth - gutter - EDGE_PX);
    void this.setAxis(axis);
  }

  /** The rows one after the other: a long horizon has hundreds of bars. */
  private async setAxis(axis: PeriodAxis): Promise<void> {
    this.axis = axis;
    for (const row of this.rows) {
      row.setAxis(axis);
      await breathe();
      // The width or the horizon has changed meanwhile.
      if (axis !== this.axis) return;
    }
  }

  private scrollTogether(): void {
    for (const from of this.scrollers) {
      from.addEventListener("scroll", () => {
        for (const to of this.scrollers)
          if (to !== from && Math.abs(to.scrollLeft - from.scrollLeft) > 1) to.scrollLeft = from.scrollLeft;
      });
    }
  }

  /** Everything known of one period, in a line above each group of rows. */
  private read(): void {
    const { values, guess, plan } = this;
    const period = this.cursor.period;
    if (!values) return;
    const value = ({ name, label }: Series): string =>
      `${label.toLowerCase()} ${amount(values[name][period] ?? 0)}`;
    const parts = [`Period ${period + 1}`, ...SERIES.map(value)];
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
    showParts(this.readout, parts);
  }
}
