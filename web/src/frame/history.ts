/** Undo and redo over immutable states. */

import { MAX_UNDO_STEPS } from "./limits";

export class History<State> {
  private past: State[] = [];
  private future: State[] = [];
  private gesture: string | null = null;

  constructor(private current: State) {}

  get present(): State {
    return this.current;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Changes that share a `gesture` (one drag, one run of key presses on a bar) are undone together. */
  change(next: State, gesture: string | null = null): void {
    const continues = gesture !== null && gesture === this.gesture && this.past.length > 0;
    if (!continues) {
      this.past.push(this.current);
      if (this.past.length > MAX_UNDO_STEPS) this.past.shift();
    }
    this.gesture = gesture;
    this.current = next;
    this.future = [];
  }

  /** A beginning of its own: what was before it is forgotten. */
  restart(state: State): void {
    this.past = [];
    this.future = [];
    this.gesture = null;
    this.current = state;
  }

  /** The next change starts a step of its own, whatever its gesture. */
  endGesture(): void {
    this.gesture = null;
  }

  undo(): boolean {
    const previous = this.past.pop();
    if (previous === undefined) return false;
    this.future.push(this.current);
    this.current = previous;
    this.gesture = null;
    return true;
  }

  redo(): boolean {
    const next = this.future.pop();
    if (next === undefined) return false;
    this.past.push(this.current);
    this.current = next;
    this.gesture = null;
    return true;
  }
}
