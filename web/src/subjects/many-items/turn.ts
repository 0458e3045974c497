/**
 * Your turn: set-ups made by hand, with what they make, cost and overload at once, and the cheapest amounts for
 * them from the engine, beside the best plan.
 */

import type { MclspInstance } from "hunch-solver";
import { latestOnly } from "../../frame/requests";
import { byId, el, setIdle, setText } from "../../ui/dom";
import { amount } from "../../ui/format";
import { type Judged, judgePlan, judgeSetups } from "./attempt";
import { type Choice, cellsOf, isSmall, MOST_LIVE } from "./choice";
import type { Told } from "./told";
import { turnVerdict } from "./wording";

export interface TurnActions {
  changed(cells: Uint8Array): void;
  /** What the cheapest amounts for set-ups cost; null where none meet the demand. */
  cheapest(instance: MclspInstance, setups: Uint8Array): Promise<number | null>;
}

export class Turn {
  private readonly table = byId<HTMLTableElement>("mclsp-mine");
  private buttons: HTMLButtonElement[] = [];
  private uses: HTMLElement[] = [];
  private limits: HTMLElement[] = [];
  private cells: Uint8Array = new Uint8Array();
  private count = 0;
  /** The cell that Tab leads to; arrow keys move it. */
  private at = 0;
  private periods = 0;
  private shown: { instance: MclspInstance; told: Told | null } | null = null;
  /** What the engine says of set-ups, with these. */
  private best: { of: string; cost: number | null } | null = null;
  private readonly askLatest = latestOnly((of: string) => this.ask(of));

  constructor(private readonly actions: TurnActions) {
    this.table.addEventListener("keydown", (event) => this.onKey(event));
    byId("mclsp-clear").addEventListener("click", () => {
      if (this.count > 0) this.actions.changed(new Uint8Array(this.cells.length));
    });
  }

  show(instance: MclspInstance, choice: Choice, told: Told | null): void {
    const small = isSmall(choice);
    for (const id of ["mclsp-mine-frame", "mclsp-turn-verdict", "mclsp-turn-broken", "mclsp-turn-compare"])
      byId(id).hidden = !small;
    setText(
      byId("mclsp-turn-note"),
      small
        ? "Click a cell, or move with the arrow keys and press Space, to set an item up in a period. A set-up makes what is asked until the next one. Can you find a plan as cheap as the best?"
        : `Set-ups are made by hand for at most ${MOST_LIVE} of them: choose 4 × 12 above.`,
    );
    const cells = cellsOf(choice.mine, small ? instance.items * instance.capacity.length : 0);
    this.cells = cells;
    this.count = cells.reduce((sum, cell) => sum + cell, 0);
    setIdle(byId("mclsp-clear"), this.count === 0);
    this.shown = { instance, told };
    if (!small) return;
    if (this.buttons.length !== cells.length) this.build(instance);
    this.fill();
    if (this.count > 0) this.askLatest(this.asked());
  }

  private asked(): string {
    return `${this.cells.join("")}/${this.shown?.told?.key ?? ""}`;
  }

  private async ask(of: string): Promise<void> {
    const { shown } = this;
    if (!shown || of !== this.asked() || this.best?.of === of) return;
    try {
      this.best = { of, cost: await this.actions.cheapest(shown.instance, this.cells) };
    } catch {
      return;
    }
    if (of === this.asked()) this.fill();
  }

  private build(instance: MclspInstance): void {
    const periods = instance.capacity.length;
    this.periods = periods;
    this.at = 0;
    this.buttons = Array.from(this.cells, (_, k) => this.button(k));
    const cells = (): HTMLElement[] => Array.from({ length: periods }, () => el("td", {}));
    this.uses = cells();
    this.limits = cells();
    const row = (name: string, parts: readonly HTMLElement[]): HTMLElement =>
      el("tr", {}, el("th", { scope: "row" }, name), ...parts);
    const heads = Array.from({ length: periods }, (_, t) => el("th", { scope: "col" }, String(t + 1)));
    const items = Array.from({ length: instance.items }, (_, i) => {
      const own = this.buttons.slice(i * periods, (i + 1) * periods);
      return row(
        `item ${i + 1}`,
        own.map((button) => el("td", {}, button)),
      );
    });
    this.table.replaceChildren(
      el("caption", { class: "visually-hidden" }, "Your set-ups, by items and periods"),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Period"), ...heads)),
      el("tbody", {}, ...items, row("made", this.uses), row("capacity", this.limits)),
    );
    this.buttons[0]?.setAttribute("tabindex", "0");
  }

  private button(k: number): HTMLButtonElement {
    const button = el("button", { type: "button", tabindex: -1 });
    button.addEventListener("click", () => {
      this.moveTo(k);
      const cells = this.cells.slice();
      cells[k] = 1 - (cells[k] ?? 0);
      // The next click may come before this one is drawn.
      this.cells = cells;
      this.actions.changed(cells);
    });
    return button;
  }

  private fill(): void {
    if (!this.shown) return;
    const { instance, told } = this.shown;
    const { periods, cells } = this;
    const mine = judgeSetups(cells, instance);
    for (const [k, button] of this.buttons.entries()) {
      const isOn = cells[k] === 1;
      const place = `item ${Math.floor(k / periods) + 1}, period ${(k % periods) + 1}`;
      button.setAttribute("aria-pressed", String(isOn));
      button.setAttribute(
        "aria-label",
        `${place}, ${isOn ? `makes ${amount(mine.production[k] ?? 0)}` : "nothing made"}`,
      );
      setText(button, isOn ? amount(mine.production[k] ?? 0) : "");
    }
    for (let t = 0; t < periods; t++) {
      const [use, limit] = [this.uses[t], this.limits[t]];
      if (!use || !limit) continue;
      setText(use, amount(mine.uses[t] ?? 0));
      use.dataset["over"] = String((mine.uses[t] ?? 0) > (instance.capacity[t] ?? 0));
      setText(limit, amount(instance.capacity[t] ?? 0));
    }
    const broken = this.count === 0 ? [] : mine.broken;
    byId("mclsp-turn-broken").replaceChildren(...broken.map((text) => el("li", {}, text)));
    const cheapest = this.best?.of === this.asked() ? this.best.cost : undefined;
    setText(byId("mclsp-turn-verdict"), turnVerdict(mine, this.count, cheapest, told));
    this.compare(mine, cheapest, told, instance);
  }

  private compare(
    mine: Judged,
    cheapest: number | null | undefined,
    told: Told | null,
    instance: MclspInstance,
  ): void {
    const of = (judged: Judged | null): string[] =>
      judged
        ? [judged.cost, judged.setups, judged.ofSetups, judged.ofPieces, judged.ofStock].map(amount)
        : ["–", "–", "–", "–", "–"];
    const line = (name: string, parts: readonly string[]): HTMLElement =>
      el("tr", {}, el("th", { scope: "row" }, name), ...parts.map((text) => el("td", {}, text)));
    const any = this.count > 0;
    const best = told?.plan ? judgePlan(told.plan, instance) : null;
    const amounts = cheapest === null ? "no plan" : cheapest === undefined || !any ? "–" : amount(cheapest);
    const heads = ["Plan", "Costs", "Set-ups", "for set-ups", "for pieces", "for stock"];
    byId("mclsp-turn-compare").replaceChildren(
      el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col" }, text)))),
      el(
        "tbody",
        {},
        line("Yours, each set-up until the next", of(any ? mine : null)),
        line("Your set-ups, cheapest amounts", [amounts, any ? amount(this.count) : "–", "–", "–", "–"]),
        line(told?.status === "optimal" ? "Optimum" : "Best known", of(best)),
      ),
    );
  }

  private onKey(event: KeyboardEvent): void {
    const { periods, at } = this;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: at % periods > 0 ? -1 : 0,
      ArrowRight: at % periods < periods - 1 ? 1 : 0,
      ArrowUp: -periods,
      ArrowDown: periods,
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (this.buttons[at + step]) this.moveTo(at + step);
  }

  private moveTo(cell: number): void {
    this.buttons[this.at]?.setAttribute("tabindex", "-1");
    this.at = cell;
    this.buttons[cell]?.setAttribute("tabindex", "0");
    this.buttons[cell]?.focus();
  }
}
