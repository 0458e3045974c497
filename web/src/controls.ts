/** The form elements: groups of choices, the seed, the number box of the chosen bar. */

import { byId, el } from "./dom";
import { amount } from "./format";
import { MAX_SEED, TIME_LIMITS } from "./limits";
import { CAPACITY_RATIOS, HORIZONS, SETUP_RATIOS, type Sampling, type Series, type Values } from "./problem";

/** A row of radio buttons that looks like one control. */
export class Choices<Value extends string | number> {
  private readonly inputs = new Map<Value, HTMLInputElement>();

  constructor(id: string, options: ReadonlyArray<{ value: Value; text: string }>, onChoice: (value: Value) => void) {
    const labels = options.map(({ value, text }) => {
      const input = el("input", { type: "radio", name: id, value });
      input.addEventListener("change", () => onChoice(value));
      this.inputs.set(value, input);
      return el("label", {}, input, el("span", {}, text));
    });
    byId(id).append(...labels);
  }

  show(value: Value): void {
    const input = this.inputs.get(value);
    if (input) input.checked = true;
  }
}

/** The draw: c, f, T and the seed. */
export class SamplingForm {
  private readonly seed = byId<HTMLInputElement>("seed");
  private readonly c: Choices<number>;
  private readonly f: Choices<number>;
  private readonly horizon: Choices<number>;

  constructor(onChange: (change: Partial<Sampling>) => void, onProblem: (text: string) => void) {
    const options = (values: readonly number[]): Array<{ value: number; text: string }> => values.map((value) => ({ value, text: amount(value) }));
    this.c = new Choices<number>("choices-c", options(CAPACITY_RATIOS), (c) => onChange({ c }));
    this.f = new Choices<number>("choices-f", options(SETUP_RATIOS), (f) => onChange({ f }));
    this.horizon = new Choices<number>("choices-horizon", options(HORIZONS), (horizon) => onChange({ horizon }));
    this.seed.addEventListener("change", () => {
      const text = this.seed.value.trim();
      const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
      const valid = seed <= MAX_SEED;
      this.seed.setAttribute("aria-invalid", String(!valid));
      if (valid) onChange({ seed });
      else onProblem(`Seed is “${text}”; it must be a whole number from 0 to ${MAX_SEED}.`);
    });
    byId("sampling").addEventListener("submit", (event) => event.preventDefault());
    byId("draw").addEventListener("click", () => onChange({ seed: freshSeed() }));
  }

  show({ c, f, horizon, seed }: Sampling): void {
    this.c.show(c);
    this.f.show(f);
    this.horizon.show(horizon);
    this.seed.value = String(seed);
    this.seed.removeAttribute("aria-invalid");
  }
}

/** Short enough to read aloud; the whole range can be typed. */
function freshSeed(): number {
  return Math.floor(Math.random() * 1_000_000);
}

export interface BarBoxActions {
  /** Whether the text was accepted. */
  typed(text: string): boolean;
  step(direction: 1 | -1): void;
  done(): void;
}

/** The number box of the chosen bar, the precise twin of dragging. */
export class BarBox {
  private readonly name = byId("bar-name");
  private readonly unit = byId("bar-unit");
  private readonly input = byId<HTMLInputElement>("bar-value");
  private shown = "";

  constructor(actions: BarBoxActions) {
    const accept = (): boolean => {
      const accepted = actions.typed(this.input.value);
      this.input.setAttribute("aria-invalid", String(!accepted));
      return accepted;
    };
    this.input.addEventListener("change", accept);
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && accept()) actions.done();
      if (event.key === "Escape") actions.done();
    });
    byId("bar-less").addEventListener("click", () => actions.step(-1));
    byId("bar-more").addEventListener("click", () => actions.step(1));
  }

  show(series: Series, period: number, values: Values): void {
    const name = `${series.label} in period ${period + 1}`;
    const text = String(values[series.name][period] ?? 0);
    // Pointer moves come here too; what is being typed stays.
    if (this.name.textContent === name && this.shown === text) return;
    this.shown = text;
    this.name.textContent = name;
    this.unit.textContent = series.unit;
    this.input.value = text;
    this.input.removeAttribute("aria-invalid");
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }
}

export function fillTimeLimits(select: HTMLSelectElement, chosen: number): void {
  select.append(...TIME_LIMITS.map((seconds) => el("option", { value: seconds, selected: seconds === chosen }, `${seconds} s`)));
}
