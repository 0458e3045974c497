/** How a search under way goes on: held, from event to event, or to its end. */

import type { Pace } from "hunch-solver";

/** Pieces of work that one step takes at the most, if nothing is told meanwhile. */
const MOST_PIECES = 2_000;

export class Pacer {
  private held = false;
  private isStopped = false;
  /** Pieces of work that the present step may still take. */
  private pieces = 0;
  private answer: ((pace: Pace) => void) | null = null;

  get isHeld(): boolean {
    return this.held;
  }

  /** What the solver asks between two slices. */
  readonly pace = (): Pace | Promise<Pace> => {
    if (this.isStopped) return "stop";
    if (!this.held) return "go";
    if (this.pieces > 0) {
      this.pieces -= 1;
      return "step";
    }
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  };

  hold(): void {
    this.held = true;
  }

  go(): void {
    this.held = false;
    this.say("go");
  }

  /** Until something is told. */
  step(): void {
    this.pieces = MOST_PIECES;
    this.say("step");
  }

  /** Something was told: a step ends there. */
  told(): void {
    this.pieces = 0;
  }

  stop(): void {
    this.isStopped = true;
    this.say("stop");
  }

  private say(pace: Pace): void {
    this.answer?.(pace);
    this.answer = null;
  }
}
