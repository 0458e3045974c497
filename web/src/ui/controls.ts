/** Form elements that the subjects share: groups of choices, the seed, the time limit. */

import { byId, el } from "./dom";
import { readNumber } from "./numbers";
import { MAX_SEED, TIME_LIMITS } from "../frame/limits";

/** A row of radio buttons that looks like one control. */
export class Choices<Value extends string | number> {
  private readonly inputs = new Map<Value, HTMLInputElement>();

  constructor(
    id: string,
    options: ReadonlyArray<{ value: Value; text: string }>,
    onChoice: (value: Value) => void,
  ) {
    const labels = options.map(({ value, text }) => {
      const input = el("input", { type: "radio", name: id, value });
      input.addEventListener("change", () => onChoice(value));
      this.inputs.set(value, input);
      return el("label", {}, input, el("span", {}, text));
    });
    // The build may have written the same into the page, so that nothing moves.
    byId(id).replaceChildren(...labels);
  }

  show(value: Value): void {
    const input = this.inputs.get(value);
    if (input) input.checked = true;
  }
}

/** The number that makes the draw: typed, or a fresh one at a press. */
export class SeedBox {
  private readonly input: HTMLInputElement;

  /** `id` is that of the text box, `drawId` that of the button. */
  constructor(
    id: string,
    drawId: string,
    onChange: (seed: number) => void,
    onProblem: (text: string) => void,
  ) {
    this.input = byId<HTMLInputElement>(id);
    this.input.addEventListener("change", () => {
      const text = this.input.value.trim();
      const reading = readNumber(text, { whole: true });
      const seed = "value" in reading && Number.isInteger(reading.value) ? reading.value : Number.NaN;
      const valid = seed >= 0 && seed <= MAX_SEED;
      this.input.setAttribute("aria-invalid", String(!valid));
      if (valid) onChange(seed);
      else onProblem(`Seed is “${text}”; it must be a whole number from 0 to ${MAX_SEED}.`);
    });
    byId(drawId).addEventListener("click", () => onChange(freshSeed()));
  }

  show(seed: number): void {
    this.input.value = String(seed);
    this.input.removeAttribute("aria-invalid");
  }
}

/** Short enough to read aloud; the whole range can be typed. */
function freshSeed(): number {
  return Math.floor(Math.random() * 1_000_000);
}

export function fillTimeLimits(select: HTMLSelectElement, chosen: number): void {
  select.append(
    ...TIME_LIMITS.map((seconds) =>
      el("option", { value: seconds, selected: seconds === chosen }, `${seconds} s`),
    ),
  );
}
