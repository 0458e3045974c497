/** Numbers as text. One place, so that the same number reads the same everywhere. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const upToThree = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });

/**
 * Money and pieces. Costs of plans are far above 1, so cents would be noise; small unit costs keep their
 * digits.
 */
export function amount(value: number): string {
  return Math.abs(value) >= 1_000 || Number.isInteger(value) ? whole.format(value) : upToThree.format(value);
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
  if (value >= 1_000_000) return `${upToThree.format(value / 1_000_000)}M`;
  if (value >= 10_000) return `${upToThree.format(value / 1_000)}k`;
  return upToThree.format(value);
}
