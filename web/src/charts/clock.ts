/**
 * The clock that all lanes share: logarithmic, since one lane takes milliseconds and another takes the whole
 * time limit.
 */

import { el } from "../ui/dom";

/** The clock begins here: what is faster, a person cannot tell apart. */
const START_SECONDS = 0.001;

/** Even the fastest lane leaves a mark of this share of the width. */
const LEAST_SHARE = 0.015;

export class RaceClock {
  constructor(
    /** Seconds; where the clock ends. */
    readonly end: number,
  ) {}

  /** Share of the width, from 0 to 1. */
  at(seconds: number): number {
    const share =
      Math.log(Math.max(seconds, START_SECONDS) / START_SECONDS) / Math.log(this.end / START_SECONDS);
    return Math.min(1, Math.max(LEAST_SHARE, share));
  }

  /** Powers of ten within the clock, as labels placed along it. */
  marks(): HTMLElement[] {
    return this.decades().map((seconds) => {
      const place = seconds === START_SECONDS ? "first" : seconds > this.end * 0.9999 ? "last" : null;
      const mark = el(
        "span",
        { class: place },
        seconds < 0.9 ? `${Math.round(seconds * 1_000)} ms` : `${Math.round(seconds)} s`,
      );
      mark.style.insetInlineStart = `${this.share(seconds) * 100}%`;
      return mark;
    });
  }

  decades(): number[] {
    const decades: number[] = [];
    for (let seconds = START_SECONDS; seconds <= this.end * 1.0001; seconds *= 10) decades.push(seconds);
    return decades;
  }

  /** As `at`, without the least mark. */
  share(seconds: number): number {
    return seconds <= START_SECONDS ? 0 : this.at(seconds);
  }
}
