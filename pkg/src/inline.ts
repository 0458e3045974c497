/** The same thread instead of a worker: for hosts without workers. A solve blocks the thread, so an abort waits until it ends. */

import type { OpenWire } from "./channel.js";
import type { Service as ServiceClass } from "./service.js";

/** The service's module is loaded first, so that pages that use a worker need not load it. */
export async function inlineWire(): Promise<OpenWire> {
  const { Service } = (await import("./service.js")) as { Service: typeof ServiceClass };
  return (receiver) => {
    const service = new Service((message) => receiver.message(message));
    return {
      // Not at once: callers rely on replies coming later.
      post: (request) => queueMicrotask(() => void service.handle(request)),
      close: () => service.close(),
      isStale: () => service.isStale,
    };
  };
}
