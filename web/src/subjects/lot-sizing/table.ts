/** The same data as tables: values to type, and the plan to read. They are filled when first opened. */

import type { ClspPlan } from "hunch-solver";
import { byId, el } from "../../ui/dom";
import { amount } from "../../ui/format";
import { SERIES, type Series, type Values } from "./problem";

/** Text of a number box as a value of the series, or what is wrong with it. */
export function parseValue(
  series: Series,
  period: number,
  text: string,
): { value: number } | { problem: string } {
  const value = Number(text.trim().replace(",", "."));
  const where = `${series.label} in period ${period + 1} is “${text.trim().slice(0, 40)}”`;
  if (text.trim() === "" || !Number.isFinite(value))
    return { problem: `${where}; it must be a number from 0 to ${amount(series.max)}.` };
  if (value < 0 || value > series.max)
    return { problem: `${where}; it must be from 0 to ${amount(series.max)}.` };
  if (series.decimals === 0 && !Number.isInteger(value))
    return { problem: `${where}; it must be a whole number.` };
  return { value: Math.round(value * 10 ** series.decimals) / 10 ** series.decimals };
}

export class ValueTable {
  private readonly details = byId<HTMLDetailsElement>("value-table");
  private readonly body = byId("value-rows");
  private values: Values | null = null;
  private inputs: HTMLInputElement[][] = [];

  constructor(private readonly change: (series: Series, period: number, text: string) => boolean) {
    byId("value-head").append(
      el("th", { scope: "col" }, "Period"),
      ...SERIES.map((series) => el("th", { scope: "col" }, series.label)),
    );
    this.details.addEventListener("toggle", () => this.fill());
    this.body.addEventListener("change", (event) => this.onChange(event.target as HTMLInputElement));
  }

  setValues(values: Values): void {
    this.values = values;
    this.fill();
  }

  private fill(): void {
    const { values } = this;
    if (!values || !this.details.open) return;
    if (this.inputs.length !== values.demand.length) this.build(values.demand.length);
    for (const [period, inputs] of this.inputs.entries()) {
      for (const [index, series] of SERIES.entries()) {
        const input = inputs[index];
        if (input && document.activeElement !== input)
          this.write(input, String(values[series.name][period] ?? 0));
      }
    }
  }

  private build(count: number): void {
    this.inputs = Array.from({ length: count }, (_, period) =>
      SERIES.map((series) => numberInput(series, period)),
    );
    const rows = this.inputs.map((inputs, period) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, String(period + 1)),
        ...inputs.map((input) => el("td", {}, input)),
      ),
    );
    this.body.replaceChildren(...rows);
  }

  private onChange(input: HTMLInputElement): void {
    const series = SERIES[Number(input.dataset["series"])];
    if (!series) return;
    const accepted = this.change(series, Number(input.dataset["period"]), input.value);
    input.setAttribute("aria-invalid", String(!accepted));
  }

  private write(input: HTMLInputElement, text: string): void {
    if (input.value !== text) input.value = text;
    input.removeAttribute("aria-invalid");
  }
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
