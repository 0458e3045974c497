/** Items × periods: which item is chosen when, what it earns, and where a choice changes. */

import type { MsmkInstance } from "hunch-solver";
import { byId, el } from "../../ui/dom";
import { amount } from "../../ui/format";

/** The least share of the colour that a chosen cell has, so that it is told from one that is not. */
const LEAST_SHARE = 35;

export class Grid {
  private readonly table: HTMLTableElement;
  /** By cell, in the order of plans. */
  private cells: HTMLElement[] = [];
  /** Cells that can be changed; empty where the grid is only shown. */
  private buttons: HTMLButtonElement[] = [];
  private size = { items: 0, periods: 0 };
  /** The cell that Tab leads to; arrow keys move it. */
  private at = 0;

  /** With `toggle` each cell is a button that says its place. */
  constructor(
    id: string,
    private readonly caption: string,
    private readonly toggle: ((cell: number) => void) | null = null,
  ) {
    this.table = byId<HTMLTableElement>(id);
    if (toggle) this.table.addEventListener("keydown", (event) => this.onKey(event));
  }

  show(instance: MsmkInstance, chosen: ArrayLike<number> | null): void {
    const { items, periods } = instance;
    if (this.size.items !== items || this.size.periods !== periods) this.build(items, periods);
    const most = Array.from(instance.profits).reduce((a, b) => Math.max(a, b), 1);
    for (let k = 0; k < items * periods; k++) this.fill(k, instance, chosen, most);
  }

  /** Made anew for another size alone: a cell that is replaced under a finger loses its click. */
  private build(items: number, periods: number): void {
    this.size = { items, periods };
    this.cells = Array.from({ length: items * periods }, () => el("td", {}));
    this.buttons = this.toggle ? this.cells.map((cell, k) => this.button(cell, k)) : [];
    if (!this.toggle) for (const cell of this.cells) cell.append(el("span", { class: "visually-hidden" }));
    const heads = Array.from({ length: periods }, (_, t) => el("th", { scope: "col" }, String(t + 1)));
    const rows = Array.from({ length: items }, (_, i) => {
      const cells = Array.from({ length: periods }, (_, t) => this.cells[t * items + i] ?? "");
      return el("tr", {}, el("th", { scope: "row" }, `item ${i + 1}`), ...cells);
    });
    const corner = el("td", {}, el("span", { class: "visually-hidden" }, "item"));
    this.table.replaceChildren(
      el("caption", { class: "visually-hidden" }, this.caption),
      el("thead", {}, el("tr", {}, corner, ...heads)),
      el("tbody", {}, ...rows),
    );
    this.moveTo(0, false);
  }

  private button(cell: HTMLElement, k: number): HTMLButtonElement {
    const button = el("button", { type: "button", tabindex: -1 });
    button.addEventListener("click", () => {
      this.moveTo(k, true);
      this.toggle?.(k);
    });
    cell.append(button);
    return button;
  }

  private fill(k: number, instance: MsmkInstance, chosen: ArrayLike<number> | null, most: number): void {
    const { items, profits } = instance;
    const cell = this.cells[k];
    if (!cell) return;
    const isChosen = chosen !== null && chosen[k] === 1;
    const changes = chosen !== null && k >= items && chosen[k] !== chosen[k - items];
    const words = chosen === null ? "" : `${isChosen ? "chosen" : "left out"}${changes ? ", changed" : ""}`;
    const place = `item ${(k % items) + 1}, period ${Math.floor(k / items) + 1}`;
    const profit = profits[k] ?? 0;
    cell.dataset["chosen"] = String(isChosen);
    cell.dataset["change"] = String(changes);
    cell.title = `${place}: ${words || "not decided"}; earns ${amount(profit)}`;
    cell.style.setProperty("--share", `${LEAST_SHARE + (100 - LEAST_SHARE) * (profit / most)}%`);
    const button = this.buttons[k];
    if (button) {
      button.setAttribute("aria-pressed", String(isChosen));
      button.setAttribute("aria-label", `${place}, earns ${amount(profit)}`);
    } else if (cell.firstElementChild) cell.firstElementChild.textContent = words;
  }

  private onKey(event: KeyboardEvent): void {
    const { items, periods } = this.size;
    const [period, item] = [Math.floor(this.at / items), this.at % items];
    const target = {
      ArrowLeft: [period - 1, item],
      ArrowRight: [period + 1, item],
      ArrowUp: [period, item - 1],
      ArrowDown: [period, item + 1],
      Home: [0, item],
      End: [periods - 1, item],
    }[event.key];
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [t = 0, i = 0] = target;
    if (t >= 0 && t < periods && i >= 0 && i < items) this.moveTo(t * items + i, true);
  }

  private moveTo(cell: number, focus: boolean): void {
    this.buttons[this.at]?.setAttribute("tabindex", "-1");
    this.at = cell;
    const button = this.buttons[cell];
    button?.setAttribute("tabindex", "0");
    if (focus) button?.focus();
  }
}
