/** A caller's listener. What it throws cannot break the call: it is kept, and told when the call has its answer. */

import { listenerError } from "./errors.js";
import type { Answer, HunchEvent, Prediction } from "./types.js";

export class Listener {
  readonly #onEvent: (event: HunchEvent) => unknown;
  #failure: { thrown: unknown } | undefined;
  /** Promises of asynchronous listeners that are not settled. */
  #waiting = 0;

  constructor(onEvent: (event: HunchEvent) => unknown) {
    this.#onEvent = onEvent;
  }

  /** Passes an event on, unless the listener has failed. */
  tell(event: HunchEvent): void {
    if (this.#failure) return;
    try {
      const onEvent = this.#onEvent;
      const returned = onEvent(event);
      if (isThenable(returned)) this.#await(returned);
    } catch (thrown) {
      this.#failure = { thrown };
    }
  }

  #await(returned: PromiseLike<unknown>): void {
    this.#waiting += 1;
    const settled = (): void => {
      this.#waiting -= 1;
    };
    Promise.resolve(returned).then(settled, (thrown: unknown) => {
      settled();
      this.#failure ??= { thrown };
    });
  }

  /** The answer, or the rejection if the listener has failed. */
  async settle<T extends Answer | Prediction | Prediction[]>(answer: T): Promise<T> {
    // An asynchronous listener that throws at once has rejected by then; one that takes longer is not waited
    // for.
    if (this.#waiting > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    if (this.#failure) throw listenerError(this.#failure.thrown, answer);
    return answer;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
