/** The colours and letters of strategies, on the map and in its legend. */

import { pixel } from "../../inspector/colours";
import { CODES } from "./messages";

/** Fills of the style sheet. */
const FILLS = 10;
/** Pixels between two stripes of the strategies beyond these, and of a stripe. */
const STRIPE_EVERY = 6;
const STRIPE = 2;
const LETTERS = 26;

/** A, B, …, Z, A2, … */
export function letterOf(code: number): string {
  if (code >= CODES.unsettled) return "–";
  const round = Math.floor(code / LETTERS);
  return String.fromCharCode(65 + (code % LETTERS)) + (round > 0 ? String(round + 1) : "");
}

export function fillOf(code: number): string {
  return code >= CODES.unsettled ? "--strategy-none" : `--strategy-${code % FILLS}`;
}

export function isStriped(code: number): boolean {
  return code < CODES.unsettled && Math.floor(code / FILLS) % 2 === 1;
}

/** Colours of pixels as numbers, as the page is now, light or dark. */
export class Palette {
  private readonly fills = Array.from({ length: FILLS }, (_, k) => pixel(`--strategy-${k}`));
  private readonly none = pixel("--strategy-none");
  private readonly stripe = pixel("--strategy-stripe");
  private readonly ink = pixel("--ink-soft");

  /** The colour of a code at a pixel. What has no strategy is a grid of dots. */
  at(code: number, x: number, y: number): number {
    if (code >= CODES.unsettled) return x % 4 === 0 && y % 4 === 0 ? this.ink : this.none;
    if (isStriped(code) && (x + y) % STRIPE_EVERY < STRIPE) return this.stripe;
    return this.fills[code % FILLS] ?? this.none;
  }
}
