/** The same data as tables: values to type, and the plan to read. They are filled when first opened. */

import type { ClspPlan } from "hunch-solver";
import { nextFrame } from "../../ui/breathe";
import { byId, el } from "../../ui/dom";
import { amount } from "../../ui/format";
import { isBlock } from "../../ui/numbers";
import { SERIES, type Series, type Values } from "./problem";

/** Rows that are made in one frame, a part of the table: boxes to type in take long to be laid out and painted. Parts out of sight are not, by the style. */
const ROWS_AT_ONCE = 5;

export interface TableActions {
  /** Whether the text was accepted. */
  typed(series: Series, period: number, text: string): boolean;
  /** More than one cell was pasted into the cell of a column and a period. */
  pasted(column: number, period: number, text: string): void;
}

export class ValueTable {
  private readonly details = byId<HTMLDetailsElement>("value-table");
  private readonly table = byId("value-rows");
  private values: Values | null = null;
  private inputs: HTMLInputElement[][] = [];
  /** Rows that there are, or will be. */
  private count = 0;

  constructor(private readonly actions: TableActions) {
    byId("value-head").append(
      el("th", { scope: "col", role: "columnheader" }, "Period"),
      ...SERIES.map((series) => el("th", { scope: "col", role: "columnheader" }, series.label)),
    );
    this.details.addEventListener("toggle", () => this.fill());
    this.table.addEventListener("change", (event) => this.onChange(event.target as HTMLInputElement));
    this.table.addEventListener("input", (event) => {
      (event.target as HTMLInputElement).dataset["typing"] = "true";
    });
    this.table.addEventListener("paste", (event) => this.onPaste(event));
  }

  setValues(values: Values): void {
    this.values = values;
    this.fill();
  }

  private fill(): void {
    const { values } = this;
    if (!values || !this.details.open) return;
    if (this.count !== values.demand.length) void this.build(values.demand.length);
    this.write(0, this.inputs.length);
  }

  /** Another horizon: the rows are made anew, some at a time. */
  private async build(count: number): Promise<void> {
    this.count = count;
    this.inputs = [];
    this.details.dataset["whole"] = "false";
    for (const part of this.table.querySelectorAll("tbody")) part.remove();
    while (this.inputs.length < count) {
      const from = this.inputs.length;
      const until = Math.min(count, from + ROWS_AT_ONCE);
      const rows: HTMLElement[] = [];
      for (let period = from; period < until; period++) {
        const inputs = SERIES.map((series) => numberInput(series, period));
        this.inputs.push(inputs);
        const cells = inputs.map((input) => el("td", { role: "cell" }, input));
        const head = el("th", { scope: "row", role: "rowheader" }, String(period + 1));
        rows.push(el("tr", { role: "row" }, head, ...cells));
      }
      this.table.append(el("tbody", { role: "rowgroup" }, ...rows));
      this.write(from, until);
      const { inputs } = this;
      await nextFrame();
      // Another horizon has begun.
      if (inputs !== this.inputs) return;
    }
    this.details.dataset["whole"] = "true";
  }

  /** Writes the values into rows; what is being typed stays. */
  private write(from: number, until: number): void {
    const { values } = this;
    if (!values) return;
    for (let period = from; period < until; period++) {
      for (const [index, series] of SERIES.entries()) {
        const input = this.inputs[period]?.[index];
        if (input && input.dataset["typing"] !== "true") put(input, String(values[series.name][period] ?? 0));
      }
    }
  }

  private onChange(input: HTMLInputElement): void {
    const series = SERIES[Number(input.dataset["series"])];
    if (!series) return;
    delete input.dataset["typing"];
    const accepted = this.actions.typed(series, Number(input.dataset["period"]), input.value);
    input.setAttribute("aria-invalid", String(!accepted));
  }

  private onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const input = event.target as HTMLInputElement;
    if (!isBlock(text) || input.dataset["series"] === undefined) return;
    event.preventDefault();
    delete input.dataset["typing"];
    this.actions.pasted(Number(input.dataset["series"]), Number(input.dataset["period"]), text);
  }
}

function put(input: HTMLInputElement, text: string): void {
  if (input.value !== text) input.value = text;
  input.removeAttribute("aria-invalid");
}

function numberInput(series: Series, period: number): HTMLInputElement {
  return el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": `${series.label} in period ${period + 1}`,
    "data-series": SERIES.indexOf(series),
    "data-period": period,
  });
}

export class PlanTable {
  private readonly details = byId<HTMLDetailsElement>("plan-table");
  private readonly body = byId("plan-rows");
  private plan: ClspPlan | null = null;
  private demand: readonly number[] = [];

  constructor() {
    this.details.addEventListener("toggle", () => this.fill());
  }

  setPlan(plan: ClspPlan | null, demand: readonly number[]): void {
    this.plan = plan;
    this.demand = demand;
    this.details.hidden = plan === null;
    this.fill();
  }

  private fill(): void {
    const { plan, demand } = this;
    if (!plan || !this.details.open) return;
    const cell = (text: string): HTMLElement => el("td", {}, text);
    this.body.replaceChildren(
      ...demand.map((pieces, period) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, String(period + 1)),
          cell(amount(pieces)),
          cell(plan.setup[period] ? "yes" : "no"),
          cell(amount(plan.production[period] ?? 0)),
          cell(amount(plan.inventory[period] ?? 0)),
        ),
      ),
    );
  }
}
