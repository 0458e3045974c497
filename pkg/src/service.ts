/** The worker's side: holds the wasm and answers requests. The same code runs in a browser's worker, in Node's, and inline. */

import * as cpu from "../wasm/hunch_cpu.js";
import { type PlainError, toPlain } from "./errors.js";
import type { Message, Request } from "./protocol.js";
import type { HunchEvent } from "./types.js";

/** Counts the instances that this thread has made; all of a thread share the glue, so only the latest one is alive. */
let generation = 0;

export class Service {
  readonly #send: (message: Message) => void;
  #door: cpu.Door | undefined;
  #generation = -1;

  constructor(send: (message: Message) => void) {
    this.#send = send;
  }

  /** Whether another service of this thread has replaced the instance. */
  get isStale(): boolean {
    return this.#generation >= 0 && this.#generation !== generation;
  }

  async handle(request: Request): Promise<void> {
    try {
      this.#send({ type: "done", value: await this.#answer(request) });
    } catch (thrown) {
      this.#send({ type: "failed", error: this.#describe(thrown) });
    }
  }

  /** Frees the instance's memory. */
  close(): void {
    if (!this.isStale) this.#door?.free();
    this.#door = undefined;
  }

  #answer(request: Request): unknown {
    if (request.kind === "start") {
      this.#start(request.module);
      return undefined;
    }
    const door = this.#door;
    if (!door) throw new Error("the module was not started");
    switch (request.kind) {
      case "load":
        return door.load(request.bytes);
      case "sample":
        return door.sample(request.distribution, request.seed);
      case "predict":
        return door.predict(request.instances);
      case "solve":
        return door.solveClsp(request.instance, request.options, this.#listener(request.listen));
      case "solveProgram":
        return door.solveProgram(request.program, request.options, this.#listener(request.listen));
      case "panic":
        return cpu.panic(request.message);
    }
  }

  #start(module: WebAssembly.Module): void {
    if (generation === 0) {
      cpu.initSync({ module });
    } else {
      cpu.__wbg_reset_state();
    }
    generation += 1;
    this.#generation = generation;
    this.#door = new cpu.Door();
  }

  #listener(listen: boolean): ((event: HunchEvent) => void) | undefined {
    return listen ? (event) => this.#send({ type: "event", event }) : undefined;
  }

  #describe(thrown: unknown): PlainError {
    const error = toPlain(thrown);
    if (error.code !== "internal") return error;
    return { ...error, message: `the solver failed and was replaced by a fresh one (${lastPanic() ?? error.message})` };
  }
}

/** What the module said when it panicked; nothing when it ended in another way, such as by running out of memory. */
function lastPanic(): string | undefined {
  try {
    return cpu.lastPanic();
  } catch {
    return undefined;
  }
}
