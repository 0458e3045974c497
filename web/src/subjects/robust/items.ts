/** The plans side by side: one column an item or shop, the nominal plan above the robust one. */

import type { RobustInstance } from "hunch-solver";
import { PeriodAxis, valueScale, type ValueScale } from "../../charts/axis";
import { Cursor } from "../../charts/cursor";
import { byId, el, setAttributes, showParts, svg } from "../../ui/dom";
import { amount } from "../../ui/format";
import { AxisRow, legendItem, ReadableRow, Row } from "../../charts/row";
import type { Plan } from "./results";
import type { Family } from "./choice";
import { ITEM_WORDS, type ItemWords } from "./item-words";

const PARAMETER_HEIGHT_PX = 48;
const PLAN_HEIGHT_PX = 90;

export interface ItemValues {
  /** What an item is worth, or what a shop earns on a unit. */
  readonly worth: readonly number[];
  /** Demand that is expected of a shop; null for items. */
  readonly demand: readonly number[] | null;
}

/** What the charts show of an instance. Demand is that at the forecast factors. */
export function itemValues(instance: RobustInstance): ItemValues {
  if (instance.family === "robust-knapsack") return { worth: Array.from(instance.values), demand: null };
  const { revenue, cost, demand, sensitivity, factors } = instance;
  const moved = (shop: number): number =>
    Array.from(factors).reduce(
      (sum, factor, index) => sum + factor * (sensitivity[shop * factors.length + index] ?? 0),
      0,
    );
  return {
    worth: Array.from(revenue, (money, shop) => money - (cost[shop] ?? 0)),
    demand: Array.from(demand, (pieces, shop) => pieces + moved(shop)),
  };
}

/** Bars over the axis, and a line across each of them to compare with. */
function bars(
  axis: PeriodAxis,
  values: ArrayLike<number>,
  height: number,
  y: (value: number) => number,
): string {
  let path = "";
  for (let position = 0; position < axis.count; position++) {
    const top = y(values[position] ?? 0);
    if (top < height) path += `M${axis.barLeft(position)} ${height}V${top}h${axis.barWidth}V${height}z`;
  }
  return path;
}

class WorthRow extends Row {
  private values: readonly number[] = [];
  private readonly layer = svg("path", { class: "worth" });

  constructor(cursor: Cursor, words: ItemWords) {
    super({ title: words.worth, unit: words.worthUnit, height: PARAMETER_HEIGHT_PX, cursor });
    this.element.setAttribute("aria-hidden", "true");
    this.drawing.append(this.layer);
  }

  setValues(values: readonly number[]): void {
    this.values = values;
    this.draw();
  }

  protected override draw(): void {
    if (!this.axis || this.values.length === 0) return;
    const scale = valueScale(Math.max(...this.values), 2);
    this.drawScale(scale);
    this.layer.setAttribute(
      "d",
      bars(this.axis, this.values, this.height, (value) => this.y(value, scale)),
    );
  }
}

class PlanRow extends Row {
  protected plan: Plan | null = null;
  private compared: ArrayLike<number> | null = null;
  private scale: ValueScale = valueScale(1, 2);
  private readonly amounts = svg("path", { class: "production" });
  private readonly lines = svg("path", { class: "demand" });

  constructor(cursor: Cursor, title: string, words: ItemWords, legend: readonly HTMLElement[]) {
    super({ title, unit: words.amountUnit, height: PLAN_HEIGHT_PX, cursor, legend });
    this.drawing.append(this.amounts, this.lines);
    setAttributes(this.track, { role: "img", "aria-label": "No plan yet." });
  }

  setPlan(plan: Plan | null, compared: ArrayLike<number> | null, scale: ValueScale, spoken: string): void {
    this.plan = plan;
    this.compared = compared;
    this.scale = scale;
    this.track.setAttribute("aria-label", spoken);
    this.draw();
  }

  protected override draw(): void {
    const { axis, compared } = this;
    if (!axis) return;
    this.drawScale(this.scale);
    const y = (value: number): number => this.y(value, this.scale);
    this.amounts.setAttribute("d", this.plan?.amounts ? bars(axis, this.plan.amounts, this.height, y) : "");
    let lines = "";
    for (let position = 0; compared && position < axis.count; position++) {
      const value = compared[position] ?? 0;
      if (value > 0) lines += `M${axis.barLeft(position)} ${y(value)}h${axis.barWidth}`;
    }
    this.lines.setAttribute("d", lines);
  }
}

/** The axis of the columns: it is also where the keyboard reads them one by one. */
class ColumnRow extends ReadableRow {
  constructor(
    cursor: Cursor,
    words: ItemWords,
    private readonly read: (position: number) => string,
  ) {
    super({ title: "", unit: "", height: 10, cursor, label: words.reading });
    this.element.classList.add("column-row");
  }

  protected override draw(): void {
    this.describe();
  }

  refresh(): void {
    this.describe();
  }

  protected override spoken(position: number): string {
    return this.read(position);
  }
}

class ItemRows {
  readonly rows: readonly Row[];
  readonly cursor = new Cursor();
  private readonly worth: WorthRow;
  private readonly nominal: PlanRow;
  private readonly robust: PlanRow;
  private readonly column: ColumnRow;

  constructor(
    readonly words: ItemWords,
    read: (position: number) => string,
  ) {
    this.worth = new WorthRow(this.cursor, words);
    this.nominal = new PlanRow(this.cursor, "Nominal plan", words, [
      legendItem("nominal", words.amount),
      ...(words.demand ? [legendItem("demand", words.demand)] : []),
    ]);
    this.robust = new PlanRow(this.cursor, "Robust plan", words, [
      legendItem("robust", words.amount),
      legendItem("demand", words.demand ?? "nominal plan"),
    ]);
    this.nominal.element.dataset["lane"] = "nominal";
    this.column = new ColumnRow(this.cursor, words, read);
    this.rows = [this.worth, this.nominal, this.robust, this.column, new AxisRow(this.cursor, words.item)];
  }

  setPlans(values: ItemValues, nominal: Plan | null, robust: Plan | null, lane: string): void {
    this.cursor.limitTo(values.worth.length);
    this.worth.setValues(values.worth);
    const largest = Math.max(
      ...values.worth.map((_, position) =>
        Math.max(
          nominal?.amounts?.[position] ?? 0,
          robust?.amounts?.[position] ?? 0,
          values.demand?.[position] ?? 1,
        ),
      ),
    );
    const scale = valueScale(largest, 2);
    this.nominal.setPlan(nominal, values.demand, scale, this.words.spoken("nominal", nominal));
    this.robust.setPlan(
      robust,
      values.demand ?? nominal?.amounts ?? null,
      scale,
      this.words.spoken("robust", robust),
    );
    this.robust.element.dataset["lane"] = lane;
    this.column.refresh();
  }
}

export class ItemCharts {
  private readonly scroller = byId("item-rows");
  private readonly readout = byId("item-readout");
  private readonly groups: Readonly<Record<Family, ItemRows>>;
  private readonly table = byId<HTMLDetailsElement>("item-table");
  private family: Family = "robust-knapsack";
  private values: ItemValues | null = null;
  private nominal: Plan | null = null;
  private robust: Plan | null = null;

  constructor() {
    const group = (family: Family): ItemRows =>
      new ItemRows(ITEM_WORDS[family], (position) => this.parts(position).join(", "));
    this.groups = {
      "robust-knapsack": group("robust-knapsack"),
      "robust-inventory": group("robust-inventory"),
    };
    for (const rows of Object.values(this.groups)) rows.cursor.onChange(() => this.read());
    new ResizeObserver(() => this.fit()).observe(this.scroller);
    this.table.addEventListener("toggle", () => this.fill());
  }

  show(family: Family, values: ItemValues, nominal: Plan | null, robust: Plan | null, lane: string): void {
    const resized =
      values.worth.length !== this.values?.worth.length ||
      family !== this.family ||
      this.scroller.childElementCount === 0;
    Object.assign(this, { family, values, nominal, robust });
    const group = this.groups[family];
    if (resized) {
      this.scroller.replaceChildren(...group.rows.map((row) => row.element));
      this.fit();
    }
    group.setPlans(values, nominal, robust, lane);
    this.read();
    this.fill();
  }

  private fit(): void {
    if (!this.values || this.scroller.clientWidth === 0) return;
    const gutter = this.scroller.querySelector<HTMLElement>(".gutter")?.offsetWidth ?? 0;
    const axis = new PeriodAxis(this.values.worth.length, this.scroller.clientWidth - gutter);
    for (const row of this.groups[this.family].rows) row.setAxis(axis);
  }

  /** Everything known of one item or shop. */
  private parts(position: number): string[] {
    const { values, nominal, robust } = this;
    const words = ITEM_WORDS[this.family];
    if (!values) return [];
    const parts = [
      `${words.item} ${position + 1}`,
      `${words.worth.toLowerCase()} ${amount(values.worth[position] ?? 0)}`,
    ];
    if (values.demand) parts.push(`expected demand ${amount(values.demand[position] ?? 0)}`);
    if (nominal) parts.push(`nominal plan ${words.quantity(nominal.amounts?.[position] ?? 0)}`);
    if (robust) parts.push(`robust plan ${words.quantity(robust.amounts?.[position] ?? 0)}`);
    return parts;
  }

  private read(): void {
    showParts(this.readout, this.parts(this.groups[this.family].cursor.period));
  }

  private fill(): void {
    const { values, nominal, robust } = this;
    this.table.hidden = values === null;
    if (!values || !this.table.open) return;
    const words = ITEM_WORDS[this.family];
    const heads = [
      words.item,
      words.worth,
      ...(values.demand ? ["Expected demand"] : []),
      "Nominal plan",
      "Robust plan",
    ];
    byId("item-head").replaceChildren(...heads.map((text) => el("th", { scope: "col" }, text)));
    const quantity = (plan: Plan | null, position: number): string =>
      plan ? words.quantity(plan.amounts?.[position] ?? 0) : "–";
    const rows = values.worth.map((worth, position) => {
      const cells = [
        amount(worth),
        ...(values.demand ? [amount(values.demand[position] ?? 0)] : []),
        quantity(nominal, position),
        quantity(robust, position),
      ];
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, String(position + 1)),
        ...cells.map((text) => el("td", {}, text)),
      );
    });
    byId("item-table-rows").replaceChildren(...rows);
  }
}
