/** The controls of a robust problem: how it is drawn, and the two sliders. */

import type { UncertaintySet } from "hunch-solver";
import { Choices, SeedBox } from "../../ui/controls";
import { byId, setAttributes } from "../../ui/dom";
import { FAMILIES, RHO_STEPS, rhoAt, stepOf, withSet, type Choice, type Domain, type Family } from "./choice";
import { cautionText, guardText } from "./item-words";

export interface FormActions {
  /** `gesture` joins the steps of one slide into one undo step. */
  change(change: (choice: Choice) => Choice, gesture: string | null): void;
  endGesture(): void;
  problem(text: string): void;
}

export class RobustForm {
  private readonly domain: Choices<Domain>;
  private readonly set: Choices<UncertaintySet>;
  private readonly seed: SeedBox;
  private readonly rho = byId<HTMLInputElement>("rho");
  private readonly nu = byId<HTMLInputElement>("nu");
  private family: Family = "robust-knapsack";
  private choice: Choice | null = null;

  constructor(actions: FormActions) {
    this.domain = new Choices<Domain>(
      "choices-domain",
      [
        { value: "continuous", text: "can be cut" },
        { value: "binary", text: "all or nothing" },
      ],
      (domain) => actions.change((choice) => ({ ...choice, domain }), null),
    );
    this.set = new Choices<UncertaintySet>(
      "choices-set",
      [
        { value: "box", text: "each on its own" },
        { value: "ellipsoid", text: "not all at once" },
      ],
      (set) => actions.change((choice) => withSet(choice, this.family, set), null),
    );
    this.seed = new SeedBox(
      "robust-seed",
      "robust-draw",
      (seed) => actions.change((choice) => ({ ...choice, seed }), null),
      (text) => actions.problem(text),
    );
    byId("robust-sampling").addEventListener("submit", (event) => event.preventDefault());
    this.rho.max = String(RHO_STEPS);
    this.rho.addEventListener("input", () => {
      const step = Number(this.rho.value);
      actions.change((choice) => ({ ...choice, rho: rhoAt(step, this.family, choice.set) }), "rho");
    });
    this.nu.addEventListener("input", () => {
      const nu = FAMILIES[this.family].penalties[Number(this.nu.value)];
      if (nu !== undefined) actions.change((choice) => ({ ...choice, nu }), "nu");
    });
    // One slide, or one run of keys, is one step of undo.
    for (const slider of [this.rho, this.nu]) {
      for (const end of ["pointerdown", "blur"]) slider.addEventListener(end, () => actions.endGesture());
    }
  }

  show(family: Family, choice: Choice): void {
    if (this.family === family && this.choice === choice) return;
    this.family = family;
    this.choice = choice;
    const { penalties } = FAMILIES[family];
    this.domain.show(choice.domain);
    this.set.show(choice.set);
    this.seed.show(choice.seed);
    this.rho.value = String(stepOf(choice.rho, family, choice.set));
    this.nu.max = String(penalties.length - 1);
    this.nu.value = String(penalties.indexOf(choice.nu));
    const guard = guardText(family, choice);
    const caution = cautionText(family, choice);
    byId("rho-text").textContent = `ρ = ${choice.rho}`;
    byId("rho-hint").textContent = guard.hint;
    byId("nu-text").textContent = `ν = ${choice.nu}`;
    byId("nu-hint").textContent = caution.hint;
    setAttributes(this.rho, { "aria-valuetext": guard.spoken });
    setAttributes(this.nu, { "aria-valuetext": caution.spoken });
  }
}
