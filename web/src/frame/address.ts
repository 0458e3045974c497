/** Keeps the address bar in step with the state, at a pace that browsers allow. */

/** Safari refuses more than 100 replacements in 30 seconds, and a drag makes that many in two. */
const LEAST_INTERVAL_MS = 500;

export class Address {
  private lastWrite = Number.NEGATIVE_INFINITY;
  /** The fragment that the shown state came from or went to. */
  private known = location.hash;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly fragment: () => string) {
    // Leaving, or being put aside on a phone, must not lose the last change.
    addEventListener("pagehide", () => this.write());
  }

  /** Writes now if the last time is long enough ago, else as soon as it is. */
  keep(): void {
    clearTimeout(this.timer);
    const wait = this.lastWrite + LEAST_INTERVAL_MS - performance.now();
    if (wait <= 0) this.write();
    else this.timer = setTimeout(() => this.write(), wait);
  }

  /** The link in the address has been followed, or refused: from here on it may be written over. */
  followed(): void {
    this.known = location.hash;
  }

  /** A new entry of the browser's history, for another subject: its back button leads to the one before. */
  push(): void {
    clearTimeout(this.timer);
    const fragment = this.fragment();
    if (fragment === location.hash) return;
    this.lastWrite = performance.now();
    history.pushState(null, "", fragment);
    this.known = location.hash;
  }

  /** Replaced, not pushed: within a subject undo is the page's. */
  write(): void {
    clearTimeout(this.timer);
    // A visitor who went back, forth or to a link is at another entry before the page is told of it.
    if (location.hash !== this.known) return;
    const fragment = this.fragment();
    if (fragment === location.hash) return;
    this.lastWrite = performance.now();
    history.replaceState(null, "", fragment);
    this.known = location.hash;
  }
}
