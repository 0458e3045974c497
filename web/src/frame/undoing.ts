/** What subjects have in common: undo and redo by their history, and, where a link says all that is chosen, the link as the measure of what has changed. */

import type { History } from "./history";
import type { LinkFields } from "./link";
import type { Frame } from "./subject";

/** Undo and redo of whatever state a subject has. */
export abstract class Undoing<State> {
  /** The history of what is shown. */
  protected abstract readonly history: History<State>;

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  undo(): boolean {
    return this.history.undo();
  }

  redo(): boolean {
    return this.history.redo();
  }

  /** A folder with one subject has no choice. */
  choose(_name: string): void {}

  async warmUp(): Promise<void> {}
}

/** A choice as links write it. */
export interface LinkOf<Choice> {
  readonly start: Choice;
  write(choice: Choice): string;
  /** Throws `LinkError`. */
  read(fields: LinkFields): Choice;
}

/** A subject whose whole state is a choice: two choices with the same link are the same. */
export abstract class Choosing<Choice extends object> extends Undoing<Choice> {
  constructor(
    protected readonly frame: Frame,
    protected readonly history: History<Choice>,
    private readonly link: LinkOf<Choice>,
  ) {
    super();
  }

  abstract show(): Promise<void>;

  get canReset(): boolean {
    return !this.isPresent(this.link.start);
  }

  fragment(): string {
    return this.link.write(this.history.present);
  }

  follow(fields: LinkFields): void {
    const choice = this.link.read(fields);
    if (!this.isPresent(choice)) this.history.change(choice);
  }

  reset(): void {
    this.change(this.link.start);
  }

  protected change(part: Partial<Choice>, gesture: string | null = null): void {
    const next = { ...this.history.present, ...part };
    if (this.isPresent(next)) return;
    this.frame.alert(null);
    this.history.change(next, gesture);
    void this.show();
  }

  private isPresent(choice: Choice): boolean {
    return this.link.write(choice) === this.fragment();
  }
}
