/** Numbers of a person's own program: no rounding that would matter, none that nobody asked for. */

import { significant } from "../ui/format";

/** Digits of a number that was computed. */
const COMPUTED = 8;
/** As many as a double holds for certain: what was given is shown as it was given. */
const ALL = 15;

/** A number that was computed: 8 digits, whole numbers whole. */
export function number(value: number): string {
  return written(value, Number.isInteger(value) ? ALL : COMPUTED, 4);
}

/** A number of the program, with all its digits. */
export function given(value: number): string {
  return written(value, ALL, undefined);
}

function written(value: number, most: number, places: number | undefined): string {
  if (value === Number.POSITIVE_INFINITY) return "∞";
  if (value === Number.NEGATIVE_INFINITY) return "−∞";
  if (Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e12) ? value.toExponential(places) : significant(value, most);
  return text.replace(/^-0$/, "0").replaceAll("-", "−");
}

/** `from` to `to`, as far as there are ends: sides and bounds of the program. */
export function interval(from: number, to: number, write = given): string {
  if (Number.isNaN(from) && Number.isNaN(to)) return "–";
  if (from === to) return `= ${write(from)}`;
  if (!(from > Number.NEGATIVE_INFINITY)) return to < Number.POSITIVE_INFINITY ? `≤ ${write(to)}` : "any";
  return to < Number.POSITIVE_INFINITY ? `${write(from)} … ${write(to)}` : `≥ ${write(from)}`;
}
