/** The parameters: each with its value, a slider, how far it alone may go, and how much it decides. */

import { byId, el, setText } from "../../ui/dom";
import { percent } from "../../ui/format";
import { readNumber } from "../../ui/numbers";
import { stepOf, stepped } from "./choice";
import type { Card, Look } from "./messages";
import { letterOf } from "./palette";
import { short } from "./wording";

interface Line {
  readonly name: HTMLElement;
  readonly text: HTMLInputElement;
  readonly slider: HTMLInputElement;
  readonly reach: HTMLElement;
  readonly decides: HTMLElement;
}

export class NumbersView {
  private lines: Line[] = [];
  private card: Card | null = null;

  constructor(
    /** Hears of a new value; with null that a gesture is over. */
    private readonly change: (parameter: number, value: number | null) => void,
    private readonly problem: (text: string) => void,
  ) {}

  /** The lines of a file; made anew for another one alone. */
  open(card: Card): void {
    if (this.card?.name === card.name) return;
    this.card = card;
    this.lines = card.parameters.map((name, j) => this.line(card, name, j));
    const rows = this.lines.map(({ name, text, slider, reach, decides }) =>
      el("tr", {}, name, el("td", {}, text), el("td", {}, slider), reach, decides),
    );
    byId("strategies-numbers").replaceChildren(...rows);
  }

  showValues(theta: readonly number[], axes: readonly [number, number]): void {
    for (const [j, { name, text, slider }] of this.lines.entries()) {
      const value = theta[j] ?? 0;
      if (document.activeElement !== text) text.value = short(value).replaceAll(",", "").replace("−", "-");
      text.removeAttribute("aria-invalid");
      slider.value = String(value);
      slider.setAttribute("aria-valuetext", short(value));
      const mark = j === axes[0] ? " →" : j === axes[1] ? " ↑" : "";
      setText(name, (this.card?.parameters[j] ?? "") + mark);
    }
  }

  showReach({ reach }: Look): void {
    for (const [j, line] of this.lines.entries()) {
      const [down, up] = reach[j] ?? [];
      const low = this.card?.domain.lower[j] ?? 0;
      const high = this.card?.domain.upper[j] ?? 0;
      const from =
        down?.at != null && down.at >= low ? `${short(down.at)}${beyond(down.number)}` : "its least";
      const to = up?.at != null && up.at <= high ? `${short(up.at)}${beyond(up.number)}` : "its most";
      const isFree = from === "its least" && to === "its most";
      setText(line.reach, reach.length === 0 ? "–" : isFree ? "everywhere" : `${from} … ${to}`);
    }
  }

  showImportance(shares: ArrayLike<number>): void {
    for (const [j, { decides }] of this.lines.entries())
      setText(decides, j < shares.length ? percent(Math.max(0, shares[j] ?? 0)) : "–");
  }

  private line(card: Card, parameter: string, j: number): Line {
    const [low, high] = [card.domain.lower[j] ?? 0, card.domain.upper[j] ?? 0];
    const text = el("input", { type: "text", inputmode: "decimal", maxlength: 16, "aria-label": parameter });
    const slider = el("input", {
      type: "range",
      min: low,
      max: high,
      step: stepOf(low, high),
      "aria-label": `${parameter}, slider`,
    });
    slider.addEventListener("input", () => this.change(j, stepped(Number(slider.value), low, high)));
    slider.addEventListener("change", () => this.change(j, null));
    text.addEventListener("change", () => {
      const reading = readNumber(text.value);
      const isRight = "value" in reading && reading.value >= low && reading.value <= high;
      text.setAttribute("aria-invalid", String(!isRight));
      if (isRight) {
        this.change(j, reading.value);
        this.change(j, null);
      } else
        this.problem(
          `${parameter} is “${text.value}”; it must be a number from ${short(low)} to ${short(high)}, where the file was learned.`,
        );
    });
    return {
      name: el("th", { scope: "row" }, parameter),
      text,
      slider,
      reach: el("td", {}),
      decides: el("td", {}),
    };
  }
}

function beyond(number: number | null): string {
  return number === null ? "" : ` (${letterOf(number)})`;
}
