/**
 * Long work in pieces: between two of them the browser draws, and hears the visitor. A task of the main thread above 50 ms is felt, on a
 * processor of a fourth of this one's speed as well.
 */

/** Lets the browser do what waits, and goes on after it. */
export function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** A tab that is not seen draws no frames: after so many milliseconds the work goes on without one. */
const LONGEST_FRAME_MS = 100;

/** Waits until what has been done so far is laid out and drawn: for pieces whose cost is their layout. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_FRAME_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}
