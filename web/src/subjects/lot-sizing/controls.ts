/** The form elements of lot sizing: how an instance is drawn, and the number box of the chosen bar. */

import { Choices, SeedBox } from "../../ui/controls";
import { byId } from "../../ui/dom";
import { amount } from "../../ui/format";
import { CAPACITY_RATIOS, HORIZONS, SETUP_RATIOS, type Sampling, type Series, type Values } from "./problem";

/** The draw: c, f, T and the seed. */
export class SamplingForm {
  private readonly seed: SeedBox;
  private readonly c: Choices<number>;
  private readonly f: Choices<number>;
  private readonly horizon: Choices<number>;

  constructor(onChange: (change: Partial<Sampling>) => void, onProblem: (text: string) => void) {
    const options = (values: readonly number[]): Array<{ value: number; text: string }> =>
      values.map((value) => ({ value, text: amount(value) }));
    this.c = new Choices<number>("choices-c", options(CAPACITY_RATIOS), (c) => onChange({ c }));
    this.f = new Choices<number>("choices-f", options(SETUP_RATIOS), (f) => onChange({ f }));
    this.horizon = new Choices<number>("choices-horizon", options(HORIZONS), (horizon) =>
      onChange({ horizon }),
    );
    this.seed = new SeedBox("seed", "draw", (seed) => onChange({ seed }), onProblem);
    byId("sampling").addEventListener("submit", (event) => event.preventDefault());
  }

  show({ c, f, horizon, seed }: Sampling): void {
    this.c.show(c);
    this.f.show(f);
    this.horizon.show(horizon);
    this.seed.show(seed);
  }
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
      // What the page itself has written there needs no reading.
      const accepted = this.input.value === this.shown || actions.typed(this.input.value);
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
