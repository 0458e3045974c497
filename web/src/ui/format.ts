/** Numbers as text. One place, so that the same number reads the same everywhere. */

/** From here on `toFixed` and `String` write an exponent. */
const EXPONENTS = 1e21;

/**
 * A number with at most so many digits after the point, thousands set apart as English does. By hand: the browser's own formatter keeps the
 * main thread for 14 ms until the first number is written.
 */
export function decimal(value: number, most: number): string {
  const size = Math.abs(value);
  if (!(size < EXPONENTS)) return String(value);
  const text = String(size);
  // A tie is one of the digits that are written, not of the binary number next to them: 1.0005 becomes 1.001.
  const rounded = text.includes("e") ? size : Math.round(Number(`${text}e${most}`)) / 10 ** most;
  const [integer = "", fraction = ""] = rounded.toFixed(most).split(".");
  const kept = fraction.replace(/0+$/, "");
  return grouped(kept === "" ? integer : `${integer}.${kept}`, value < 0);
}

/** The same with at most so many digits that count. */
export function significant(value: number, most: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits = "0", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const rounded = Math.round(Number(`${digits}e${most - 1}`));
  return grouped(String(Number(`${rounded}e${Number(exponent) - most + 1}`)), value < 0);
}

/** How many of something. */
export function whole(value: number): string {
  return decimal(value, 0);
}

/** Digits without a sign, with the thousands set apart; what is nothing has no minus. */
function grouped(text: string, isNegative: boolean): string {
  const sign = isNegative && Number(text) !== 0 ? "-" : "";
  if (text.includes("e")) return sign + text;
  const [integer = "", fraction] = text.split(".");
  const set = integer.replace(/\B(?=(\d{3})+$)/g, ",");
  return sign + (fraction === undefined ? set : `${set}.${fraction}`);
}

/**
 * Money and pieces. Costs of plans are far above 1, so cents would be noise; small unit costs keep their
 * digits.
 */
export function amount(value: number): string {
  return Math.abs(value) >= 1_000 || Number.isInteger(value) ? decimal(value, 0) : decimal(value, 3);
}

/** A share such as a gap. Tiny ones are not rounded to a zero that was never proven. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return "0 %";
  if (Math.abs(value) < 0.001) return value > 0 ? "< 0.001 %" : "> −0.001 %";
  const digits = Math.abs(value) < 0.1 ? 3 : Math.abs(value) < 10 ? 2 : 1;
  return `${value.toFixed(digits).replace("-", "−")} %`;
}

/** A probability. Rounding never makes the network sound certain. */
export function probability(value: number): string {
  if (value > 0.9995) return "> 99.9 %";
  if (value < 0.0005) return "< 0.1 %";
  return `${(value * 100).toFixed(1)} %`;
}

export function duration(seconds: number): string {
  if (seconds < 0.001) return "< 1 ms";
  if (seconds < 0.01) return `${(seconds * 1_000).toFixed(1)} ms`;
  if (seconds < 1) return `${(seconds * 1_000).toFixed(0)} ms`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** For axis marks: 12 000 as 12k. */
export function compact(value: number): string {
  if (value >= 1_000_000) return `${decimal(value / 1_000_000, 3)}M`;
  if (value >= 10_000) return `${decimal(value / 1_000, 3)}k`;
  return decimal(value, 3);
}
