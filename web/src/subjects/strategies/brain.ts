/** A worker of the map, asked by promises. */

import type { Asked, Reply } from "./messages";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  part: ((value: never) => void) | undefined;
}

export class Brain {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => this.hear(data);
    this.worker.onerror = (event) => {
      for (const { reject } of this.waiting.values()) reject(new Error(event.message || "its worker failed"));
      this.waiting.clear();
    };
  }

  /** `part` hears what comes before the end. */
  ask<Value, Part = never>(asked: Asked, part?: (value: Part) => void): Promise<Value> {
    this.last += 1;
    const id = this.last;
    return new Promise<Value>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, part });
      this.worker.postMessage({ ...asked, id });
    });
  }

  private hear(reply: Reply): void {
    const one = this.waiting.get(reply.id);
    if (!one) return;
    if (reply.type === "part") {
      one.part?.(reply.value as never);
      return;
    }
    this.waiting.delete(reply.id);
    if (reply.type === "done") one.resolve(reply.value);
    else one.reject(new Error(reply.message));
  }
}
