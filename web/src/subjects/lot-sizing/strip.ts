/**
 * The network's guess: one probability of a set-up a period, and which of them are fixed before the search
 * starts.
 */

import type { Cursor } from "../../charts/cursor";
import { setAttributes, svg } from "../../ui/dom";
import { legendItem, Row } from "../../charts/row";

const HEIGHT_PX = 48;

/** Probabilities are drawn on a scale of 0 to 1. */
const SCALE = { max: 1, ticks: [0, 0.5, 1] };

export interface Guess {
  readonly probabilities: ArrayLike<number>;
  /** 1 where the period is fixed. */
  readonly fixed: ArrayLike<number>;
}

/** How many of `count` periods a level in percent fixes. */
export function fixedCount(count: number, level: number): number {
  return Math.round((count * level) / 100);
}

/**
 * A preview, while the level is being chosen, of the package's rule: the `level` percent whose probability is
 * farthest from ½ are fixed, earlier periods first among equals. After a solve the answer itself says what
 * was fixed.
 */
export function mostConfident(probabilities: ArrayLike<number>, level: number): Uint8Array {
  const count = fixedCount(probabilities.length, level);
  // In 32 bits, as the network's own numbers are, so that ties are the same.
  const confidence = Array.from(probabilities, (p) => Math.max(p, Math.fround(1 - p)));
  const order = confidence
    .map((_, period) => period)
    .sort((a, b) => (confidence[b] ?? 0) - (confidence[a] ?? 0) || a - b);
  const fixed = new Uint8Array(probabilities.length);
  for (const period of order.slice(0, count)) fixed[period] = 1;
  return fixed;
}

export class GuessRow extends Row {
  private guess: Guess | null = null;
  private readonly freeLayer = svg("path", { class: "free" });
  private readonly fixedLayer = svg("path", { class: "fixed" });
  private readonly openLayer = svg("path", { class: "open" });

  constructor(cursor: Cursor) {
    super({
      title: "The guess",
      unit: "probability of a set-up",
      height: HEIGHT_PX,
      cursor,
      legend: [legendItem("guess-fixed", "fixed"), legendItem("guess-open", "left to the search")],
    });
    this.element.classList.add("guess-row");
    this.drawing.append(this.freeLayer, this.fixedLayer, this.openLayer);
    setAttributes(this.track, { role: "img", "aria-label": "No guess yet." });
  }

  setGuess(guess: Guess | null): void {
    this.guess = guess;
    this.draw();
  }

  protected override draw(): void {
    const axis = this.axis;
    if (!axis) return;
    this.drawScale(SCALE, (value) => `${value * 100} %`);
    const paths = { free: "", fixed: "", open: "" };
    const { guess } = this;
    if (guess && guess.probabilities.length === axis.count) {
      for (let period = 0; period < axis.count; period++) {
        // Even a probability of 0 leaves a visible foot, so that no period looks as if it had no guess.
        const height = Math.max(1.5, this.height * (guess.probabilities[period] ?? 0));
        const bar = `M${axis.barLeft(period)} ${this.height}v${-height}h${axis.barWidth}v${height}z`;
        if (guess.fixed[period]) {
          paths.fixed += bar;
        } else {
          paths.open += bar;
          paths.free += `M${axis.left(period)} 0h${axis.step}v${this.height}h${-axis.step}z`;
        }
      }
    }
    this.freeLayer.setAttribute("d", paths.free);
    this.fixedLayer.setAttribute("d", paths.fixed);
    this.openLayer.setAttribute("d", paths.open);
    this.describe();
  }

  private describe(): void {
    const { guess } = this;
    if (!guess) {
      this.track.setAttribute("aria-label", "No guess yet.");
      return;
    }
    const likely = Array.from(guess.probabilities).filter((p) => p >= 0.5).length;
    const fixed = Array.from(guess.fixed).filter((one) => one === 1).length;
    this.track.setAttribute(
      "aria-label",
      `The guess: a set-up is likelier than not in ${likely} of ${guess.probabilities.length} periods; ${fixed} periods are fixed, ${guess.probabilities.length - fixed} are left to the search.`,
    );
  }
}
