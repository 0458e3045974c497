/** Items × periods: which item is chosen when, what it earns, and where a choice changes. */

import type { MsmkInstance } from "hunch-solver";
import { byId, el } from "../../ui/dom";
import { amount } from "../../ui/format";

/** The least share of the colour that a chosen cell has, so that it is told from one that is not. */
const LEAST_SHARE = 35;

export class Grid {
  private readonly table = byId<HTMLTableElement>("msmk-grid");

  show(instance: MsmkInstance, chosen: ArrayLike<number> | null): void {
    const { items, periods, profits } = instance;
    const most = Array.from(profits).reduce((a, b) => Math.max(a, b), 1);
    const heads = Array.from({ length: periods }, (_, t) => el("th", { scope: "col" }, String(t + 1)));
    const rows = Array.from({ length: items }, (_, i) => {
      const cells = Array.from({ length: periods }, (_, t) => {
        const k = t * items + i;
        const isChosen = chosen !== null && chosen[k] === 1;
        const changes = chosen !== null && t > 0 && chosen[k] !== chosen[k - items];
        const profit = profits[k] ?? 0;
        const words =
          chosen === null ? "" : `${isChosen ? "chosen" : "left out"}${changes ? ", changed" : ""}`;
        const cell = el(
          "td",
          {
            "data-chosen": String(isChosen),
            "data-change": String(changes),
            title: `item ${i + 1}, period ${t + 1}: ${words || "not decided"}; earns ${amount(profit)}`,
          },
          el("span", { class: "visually-hidden" }, words),
        );
        cell.style.setProperty("--share", `${LEAST_SHARE + (100 - LEAST_SHARE) * (profit / most)}%`);
        return cell;
      });
      return el("tr", {}, el("th", { scope: "row" }, `item ${i + 1}`), ...cells);
    });
    const corner = el("td", {}, el("span", { class: "visually-hidden" }, "item"));
    this.table.replaceChildren(
      el("caption", { class: "visually-hidden" }, "Which items are chosen in which periods"),
      el("thead", {}, el("tr", {}, corner, ...heads)),
      el("tbody", {}, ...rows),
    );
  }
}
