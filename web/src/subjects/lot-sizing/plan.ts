/**
 * A plan as rows over the periods: production under the capacity, with demand and set-ups, and the stock that
 * remains.
 */

import type { ClspPlan } from "hunch-solver";
import { type PeriodAxis, valueScale } from "../../charts/axis";
import type { Cursor } from "../../charts/cursor";
import { setAttributes, svg } from "../../ui/dom";
import { amount } from "../../ui/format";
import type { Values } from "./problem";
import { legendItem, ReadableRow, Row } from "../../charts/row";

const PRODUCTION_HEIGHT_PX = 110;
const SETUP_HEIGHT_PX = 22;
const STOCK_HEIGHT_PX = 48;

export class ProductionRow extends ReadableRow {
  private plan: ClspPlan | null = null;
  private values: Values | null = null;
  private readonly production = svg("path", { class: "production" });
  private readonly capacity = svg("path", { class: "capacity" });
  private readonly demand = svg("path", { class: "demand" });

  constructor(cursor: Cursor) {
    super({
      title: "Production",
      unit: "pieces",
      height: PRODUCTION_HEIGHT_PX,
      cursor,
      label: "Read the plan period by period",
      legend: [
        legendItem("production", "produced"),
        legendItem("capacity", "capacity"),
        legendItem("demand", "demand"),
      ],
    });
    this.drawing.append(this.production, this.capacity, this.demand);
  }

  setPlan(plan: ClspPlan | null, values: Values): void {
    this.plan = plan;
    this.values = values;
    this.draw();
  }

  protected override draw(): void {
    const { axis, values, plan } = this;
    if (!axis || !values || values.demand.length !== axis.count) return;
    const scale = valueScale(Math.max(...values.capacity, ...values.demand, 1), 4);
    this.drawScale(scale);
    this.capacity.setAttribute(
      "d",
      stepLine(axis, values.capacity, (value) => this.y(value, scale)),
    );
    let production = "";
    let demand = "";
    for (let period = 0; period < axis.count; period++) {
      const height = this.height - this.y(plan?.production[period] ?? 0, scale);
      if (height > 0)
        production += `M${axis.barLeft(period)} ${this.height}v${-height}h${axis.barWidth}v${height}z`;
      demand += `M${axis.barLeft(period)} ${this.y(values.demand[period] ?? 0, scale)}h${axis.barWidth}`;
    }
    this.production.setAttribute("d", production);
    this.demand.setAttribute("d", demand);
    this.describe();
  }

  protected override spoken(period: number): string {
    const { plan, values } = this;
    if (!plan) return `period ${period + 1}: no plan yet`;
    const made = `${plan.setup[period] ? "set up" : "no set-up"}, produce ${amount(plan.production[period] ?? 0)}`;
    return `period ${period + 1}: demand ${amount(values?.demand[period] ?? 0)}, ${made}, stock at the end ${amount(plan.inventory[period] ?? 0)}`;
  }
}

/**
 * Marks of the periods with a set-up: above those of the plan shown, below those of the optimum to compare
 * with.
 */
export class SetupRow extends Row {
  private shown: ArrayLike<number> | null = null;
  private optimal: ArrayLike<number> | null = null;
  private readonly shownLayer = svg("path", { class: "setup-shown" });
  private readonly optimalLayer = svg("path", { class: "setup-optimal" });

  constructor(cursor: Cursor) {
    super({
      title: "Set-ups",
      unit: "",
      height: SETUP_HEIGHT_PX,
      cursor,
      legend: [legendItem("setup-shown", "this plan"), legendItem("setup-optimal", "exact optimum")],
    });
    this.drawing.append(this.shownLayer, this.optimalLayer);
    setAttributes(this.track, { role: "img", "aria-label": "No plan yet." });
  }

  setPlans(shown: ArrayLike<number> | null, optimal: ArrayLike<number> | null): void {
    this.shown = shown;
    this.optimal = optimal;
    this.draw();
  }

  protected override draw(): void {
    const { axis, shown, optimal } = this;
    if (!axis) return;
    this.shownLayer.setAttribute("d", this.marks(axis, shown, 3));
    this.optimalLayer.setAttribute("d", this.marks(axis, optimal, 14));
    if (!shown) return;
    const count = Array.from(shown).filter((one) => one === 1).length;
    const different = optimal
      ? Array.from(shown).filter((one, period) => one !== optimal[period]).length
      : null;
    const comparison =
      different === null ? "" : ` They differ from the exact optimum in ${different} periods.`;
    this.track.setAttribute("aria-label", `${count} set-ups in ${axis.count} periods.${comparison}`);
  }

  private marks(axis: PeriodAxis, setups: ArrayLike<number> | null, top: number): string {
    let path = "";
    for (let period = 0; setups && period < setups.length; period++) {
      if (setups[period]) path += `M${axis.barLeft(period)} ${top}h${axis.barWidth}v6h${-axis.barWidth}z`;
    }
    return path;
  }
}

export class StockRow extends Row {
  private stock: ArrayLike<number> | null = null;
  private readonly area = svg("path", { class: "stock" });

  constructor(cursor: Cursor) {
    super({ title: "Stock", unit: "pieces at the end of the period", height: STOCK_HEIGHT_PX, cursor });
    this.drawing.append(this.area);
    setAttributes(this.track, { role: "img", "aria-label": "No plan yet." });
  }

  setStock(stock: ArrayLike<number> | null): void {
    this.stock = stock;
    this.draw();
  }

  protected override draw(): void {
    const { axis } = this;
    if (!axis) return;
    const stock = Array.from(this.stock ?? []);
    const largest = Math.max(...stock, 0);
    const scale = valueScale(Math.max(largest, 1), 2);
    this.drawScale(scale);
    const outline = stock.length === axis.count ? stepLine(axis, stock, (value) => this.y(value, scale)) : "";
    this.area.setAttribute("d", outline === "" ? "" : `${outline}V${this.height}H0z`);
    if (this.stock) this.track.setAttribute("aria-label", `Stock: at most ${amount(largest)} pieces.`);
  }
}

function stepLine(axis: PeriodAxis, values: readonly number[], y: (value: number) => number): string {
  let path = "";
  for (const [period, value] of values.entries())
    path += `${period === 0 ? "M0 " : "V"}${y(value)}H${axis.left(period + 1)}`;
  return path;
}
