/** How requests to the package are kept, and kept from piling up. */

/** Answers kept for undo and redo; one is a few kilobytes. */
const MAX_KEPT = 64;

/**
 * Answers of the package by key: the same thing is asked once. A failure is forgotten, so that it is tried
 * again.
 */
export class RequestCache<Value> {
  private readonly kept = new Map<string, Promise<Value>>();

  get(key: string, request: () => Promise<Value>): Promise<Value> {
    const known = this.kept.get(key);
    if (known) return known;
    const answer = request();
    answer.catch(() => this.kept.delete(key));
    this.kept.set(key, answer);
    dropOldest(this.kept, MAX_KEPT);
    return answer;
  }
}

/** Forgets the entries that were set first. */
export function dropOldest<Value>(kept: Map<string, Value>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}

/** Runs `task` for the latest input only: what arrives while it runs replaces what waits. */
export function latestOnly<Input>(task: (input: Input) => Promise<void>): (input: Input) => void {
  let waiting: { input: Input } | null = null;
  let running = false;
  async function drain(): Promise<void> {
    running = true;
    try {
      while (waiting) {
        const { input } = waiting;
        waiting = null;
        await task(input);
      }
    } finally {
      // What fails is told by the browser, and does not keep the next one from running.
      running = false;
    }
  }
  return (input) => {
    waiting = { input };
    if (!running) void drain();
  };
}
