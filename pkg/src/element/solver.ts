/** The solver that all elements of a page share: one worker, which starts when the first of them solves. */

import type { Hunch } from "../types.js";

/** Milliseconds that the worker waits for the next element after the last one has left: a router takes pages away and brings them back. */
const IDLE = 5_000;

let given: Hunch | PromiseLike<Hunch> | undefined;
let own: Promise<Hunch> | undefined;
let users = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Sets the solver that all elements use from now on; it stays yours to dispose of. `undefined` goes back to one that they start themselves. Without
 * it, that solver starts as `init()` does.
 *
 * @example
 * useSolver(init({ wasm: { programs: "/assets/programs.wasm" } }));
 */
export function useSolver(hunch: Hunch | PromiseLike<Hunch> | undefined): void {
  given = hunch;
}

/** Ends the solver that elements have started, if they did; the next solve starts another. */
export async function dispose(): Promise<void> {
  const ending = own;
  own = undefined;
  (await ending?.catch(() => undefined))?.dispose();
}

export async function solver(): Promise<Hunch> {
  if (given) return given;
  own ??= start();
  return own;
}

async function start(): Promise<Hunch> {
  try {
    const { init } = await import("../index.js");
    return await init();
  } catch (error) {
    // A failed download is tried again.
    own = undefined;
    throw error;
  }
}

/** An element is in the page. */
export function enter(): void {
  users += 1;
  clearTimeout(timer);
}

/** It has left. */
export function leave(): void {
  users -= 1;
  if (users === 0) timer = setTimeout(() => void dispose(), IDLE);
}
