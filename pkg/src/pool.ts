/** The workers beyond the first, which races use. They are started when a call first asks for them, and wait for the next one afterwards. */

import type { Channel } from "./channel.js";

export class Pool {
  readonly #open: () => Channel;
  readonly #channels: Channel[] = [];

  constructor(open: () => Channel) {
    this.#open = open;
  }

  /** `count` channels, of which none is used by anybody else; failed ones have been replaced. */
  take(count: number): Channel[] {
    for (let k = 0; k < count; k += 1) {
      const channel = this.#channels[k];
      if (channel?.isUsable && !channel.isBusy) continue;
      channel?.close();
      this.#channels[k] = this.#open();
    }
    return this.#channels.slice(0, count);
  }

  /** Ends all of them; a later race starts others. */
  close(): void {
    for (const channel of this.#channels) channel.close();
    this.#channels.length = 0;
  }
}
