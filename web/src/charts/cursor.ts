/**
 * Which period the read-out speaks of (the one under the pointer, else the chosen one), and which one is
 * edited (the chosen one).
 */

export class Cursor {
  private chosenPeriod = 0;
  private hovered: number | null = null;
  private readonly listeners: Array<(period: number) => void> = [];

  get period(): number {
    return this.hovered ?? this.chosenPeriod;
  }

  get chosen(): number {
    return this.chosenPeriod;
  }

  choose(period: number): void {
    this.chosenPeriod = period;
    this.hovered = null;
    this.notify();
  }

  hover(period: number | null): void {
    if (period === this.hovered) return;
    this.hovered = period;
    this.notify();
  }

  /** A shorter horizon may have lost the chosen period. */
  limitTo(count: number): void {
    this.chosenPeriod = Math.min(this.chosenPeriod, count - 1);
    this.hovered = null;
    this.notify();
  }

  onChange(listener: (period: number) => void): void {
    this.listeners.push(listener);
  }

  private notify(): void {
    for (const listener of this.listeners) listener(this.period);
  }
}
