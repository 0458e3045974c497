/** Numbers of a person's own program: no rounding that would matter, none that nobody asked for. */

const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 8 });

export function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "∞";
  if (value === Number.NEGATIVE_INFINITY) return "−∞";
  if (Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e12) ? value.toExponential(4) : digits.format(value);
  return text.replace(/^-0$/, "0").replaceAll("-", "−");
}

/** `from` to `to`, as far as there are ends. */
export function interval(from: number, to: number): string {
  if (Number.isNaN(from) && Number.isNaN(to)) return "–";
  if (from === to) return `= ${number(from)}`;
  if (!(from > Number.NEGATIVE_INFINITY)) return to < Number.POSITIVE_INFINITY ? `≤ ${number(to)}` : "any";
  return to < Number.POSITIVE_INFINITY ? `${number(from)} … ${number(to)}` : `≥ ${number(from)}`;
}
