/** Marks of an axis, at numbers that are easy to read: 1, 2 or 5 times a power of ten apart. */

/** About so many marks. */
const PARTS = 6;

export function ticks(low: number, high: number): number[] {
  const target = Math.max(high - low, 1e-9) / PARTS;
  const power = 10 ** Math.floor(Math.log10(target));
  const step = ([1, 2, 5].find((factor) => factor * power >= target) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}
