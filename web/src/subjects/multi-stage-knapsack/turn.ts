/** Your turn: choices made by hand, what they earn and overfill at once, beside the optimum. */

import type { MsmkInstance } from "hunch-solver";
import { byId, el, setIdle } from "../../ui/dom";
import { amount } from "../../ui/format";
import { judge } from "./attempt";
import { type Choice, cellsOf, MOST_BY_HAND } from "./choice";
import { Grid } from "./grid";
import { type Live, turnVerdict } from "./wording";

export class Turn {
  private readonly grid: Grid;
  private cells: Uint8Array = new Uint8Array();
  private count = 0;

  constructor(private readonly changed: (cells: Uint8Array) => void) {
    this.grid = new Grid("msmk-mine", "Your choices", (cell) => this.toggle(cell));
    byId("msmk-clear").addEventListener("click", () => {
      if (this.count > 0) this.changed(new Uint8Array(this.cells.length));
    });
  }

  show(instance: MsmkInstance, choice: Choice, live: Live | null): void {
    const cells = instance.items * instance.periods;
    const isSmall = cells <= MOST_BY_HAND;
    for (const id of ["msmk-mine-frame", "msmk-turn-verdict", "msmk-turn-broken", "msmk-turn-compare"])
      byId(id).hidden = !isSmall;
    byId("msmk-turn-note").textContent = isSmall
      ? "Click a cell, or move with the arrow keys and press Space, to choose an item in a period. Can you earn as much as the best choices?"
      : "Choices are made by hand for 8 or 10 items and 12 periods.";
    this.cells = cellsOf(choice.mine, cells);
    this.count = this.cells.reduce((sum, cell) => sum + cell, 0);
    setIdle(byId("msmk-clear"), !isSmall || this.count === 0);
    if (!isSmall) return;
    this.grid.show(instance, this.cells);
    const mine = judge(this.cells, instance);
    byId("msmk-turn-verdict").textContent = turnVerdict(mine, this.count, live);
    byId("msmk-turn-broken").replaceChildren(...mine.broken.map(({ text }) => el("li", {}, text)));
    const best = live?.chosen ? judge(live.chosen, instance) : null;
    const line = (name: string, parts: string[]): HTMLElement =>
      el("tr", {}, el("th", { scope: "row" }, name), ...parts.map((text) => el("td", {}, text)));
    const of = (judged: ReturnType<typeof judge> | null): string[] =>
      judged
        ? [judged.earns, judged.profit, judged.bonus, judged.broken.length].map(amount)
        : ["–", "–", "–", "–"];
    const heads = ["Choices", "Earn", "by profits", "by bonuses", "Knapsacks overfilled"];
    byId("msmk-turn-compare").replaceChildren(
      el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, line("Yours", of(mine)), line(live?.optimal ? "Optimum" : "Best known", of(best))),
    );
  }

  private toggle(cell: number): void {
    const cells = this.cells.slice();
    cells[cell] = 1 - (cells[cell] ?? 0);
    // The next click may come before this one is drawn.
    this.cells = cells;
    this.changed(cells);
  }
}
