/** Results of the problem before a change: they stay, and are marked as old unless the new ones come at once. */

/**
 * An answer that is not there after so many milliseconds is old: sooner, the page would flicker with every step of a drag.
 */
const OLD_AFTER_MS = 120;

export class Ageing {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `mark` writes it into the elements that show results. */
  constructor(private readonly mark: (isOld: boolean) => void) {}

  /** What is shown belongs to the present problem, or waits for its own answer; `isOld` is then what is marked. */
  show(waits: boolean, isOld = waits): void {
    clearTimeout(this.timer);
    if (waits) this.timer = setTimeout(() => this.mark(isOld), OLD_AFTER_MS);
    else this.mark(false);
  }

  /** Another subject is shown. */
  leave(): void {
    clearTimeout(this.timer);
  }
}
