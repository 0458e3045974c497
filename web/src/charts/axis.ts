/**
 * The axes of the charts: one horizontal scale over what is counted (periods, items), shared by the rows of a
 * group, and rounded ones of values.
 */

/** Narrower bars can be neither read nor hit; a longer horizon scrolls instead. */
const LEAST_STEP_PX = 8;

/** More marks than these are a row of numbers that nobody reads. */
const MOST_ALL_MARKED = 24;

/** A number of two digits and a gap. */
const ROOM_FOR_MARK_PX = 19;

/** Space between two bars, as a share of a period's width. */
const GAP_SHARE = 0.16;

/** Sizes of the parts of a vertical axis, times a power of ten. */
const EASY_STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** Horizontal scale: period t (from 0) covers `[t·step, (t+1)·step)` pixels. */
export class PeriodAxis {
  readonly step: number;

  constructor(
    readonly count: number,
    availableWidth: number,
  ) {
    this.step = Math.max(LEAST_STEP_PX, availableWidth / Math.max(1, count));
  }

  get width(): number {
    return this.step * this.count;
  }

  left(period: number): number {
    return period * this.step;
  }

  center(period: number): number {
    return (period + 0.5) * this.step;
  }

  barLeft(period: number): number {
    return (period + GAP_SHARE / 2) * this.step;
  }

  get barWidth(): number {
    return this.step * (1 - GAP_SHARE);
  }

  /** The period under a horizontal position, held inside the horizon. */
  at(px: number): number {
    return Math.min(this.count - 1, Math.max(0, Math.floor(px / this.step)));
  }

  /**
   * Periods (from 0) that carry a mark: all of them where they are few and have room, else the first and
   * every tenth.
   */
  marks(): number[] {
    if (this.count <= MOST_ALL_MARKED && this.step >= ROOM_FOR_MARK_PX)
      return Array.from({ length: this.count }, (_, period) => period);
    const marks = [0];
    for (let period = 9; period < this.count; period += 10) marks.push(period);
    return marks;
  }
}

/** A rounded vertical scale from 0. */
export interface ValueScale {
  readonly max: number;
  readonly ticks: readonly number[];
}

/**
 * Scale from 0 to a round number not below `largest`, with at most `intervals` equal parts whose size is easy
 * to read.
 */
export function valueScale(largest: number, intervals: number): ValueScale {
  const target = Math.max(largest, 1e-9) / intervals;
  const power = 10 ** Math.floor(Math.log10(target));
  const step =
    EASY_STEPS.map((factor) => factor * power).find((candidate) => candidate >= target * (1 - 1e-9)) ??
    10 * power;
  const parts = Math.max(1, Math.ceil(largest / step - 1e-9));
  return { max: step * parts, ticks: Array.from({ length: parts + 1 }, (_, index) => index * step) };
}

/** A rounded scale between two values. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** The smallest scale of round numbers around `least … largest`, with about `intervals` equal parts. */
export function roundedRange(least: number, largest: number, intervals: number): Range {
  const span = Math.max(largest - least, 1e-6 * Math.max(1, Math.abs(largest)));
  const step = valueScale(span, intervals).ticks[1] ?? span;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(largest / step - 1e-9));
  return {
    min: first * step,
    max: last * step,
    ticks: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step),
  };
}
