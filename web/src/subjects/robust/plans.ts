/**
 * The table of the plans: what each promises, what it does in the worst case and in the draws, and how far it
 * is from the best.
 */

import { byId, el } from "../../ui/dom";
import { figure, type Figure } from "../../charts/figure";
import { PLANS, type PlanName } from "./results";
import type { PlanWords } from "./wording";

interface PlanRow {
  readonly element: HTMLElement;
  readonly name: HTMLElement;
  readonly about: HTMLElement;
  readonly state: HTMLElement;
  readonly promise: Figure;
  readonly worst: Figure;
  readonly breaks: Figure;
  readonly gap: Figure;
  readonly time: Figure;
}

export class PlansTable {
  private readonly rows: Readonly<Record<PlanName, PlanRow>>;

  constructor() {
    const body = byId("plans");
    const rows = PLANS.map((name) => [name, planRow(name, body)] as const);
    this.rows = Object.fromEntries(rows) as Record<PlanName, PlanRow>;
  }

  show(words: Readonly<Record<PlanName, PlanWords>>): void {
    for (const name of PLANS) {
      const row = this.rows[name];
      const text = words[name];
      row.name.textContent = text.name;
      row.about.textContent = text.about;
      row.state.textContent = text.state;
      row.element.dataset["old"] = String(text.isOld === true);
      row.state.dataset["state"] = text.failed ? "failed" : "";
      for (const part of ["promise", "worst", "breaks", "gap", "time"] as const) {
        row[part].value.textContent = text[part].value;
        row[part].detail.textContent = text[part].detail;
        row[part].cell.dataset["verdict"] = text[part].verdict ?? "";
      }
    }
  }
}

function planRow(plan: PlanName, body: HTMLElement): PlanRow {
  const parts = {
    name: el("strong", {}),
    about: el("span", { class: "lane-about" }),
    state: el("span", { class: "lane-state" }),
    promise: figure("plan-promise", "Promises"),
    worst: figure("plan-worst", "Worst case"),
    breaks: figure("plan-breaks", "Breaks"),
    gap: figure("plan-gap", "Below the best"),
    time: figure("plan-time", "Time"),
  };
  const title = el("div", { role: "rowheader", class: "lane-name" }, parts.name, parts.about, parts.state);
  const cells = [parts.promise, parts.worst, parts.breaks, parts.gap, parts.time].map(({ cell }) => cell);
  const attributes = { role: "row", class: "lane plan-lane", id: `plan-${plan}`, "data-lane": plan };
  const element = el("div", attributes, title, ...cells);
  body.append(element);
  return { element, ...parts };
}
