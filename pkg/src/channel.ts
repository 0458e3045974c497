/** A line to one instance of the wasm, which runs one request at a time. */

import { fromPlain, HunchError } from "./errors.js";
import type { PackName } from "./generated/modules.js";
import {
  type Addressed,
  isMessage,
  type Kind,
  type ModuleParts,
  type Note,
  type Point,
  type Question,
  type Request,
  type Requests,
} from "./protocol.js";
import type { HunchEvent, Pace } from "./types.js";

/** The end of a line, as a host provides it: a worker of either kind, or the same thread. */
export interface Wire {
  post(request: Request | Note): void;
  /** Ends the other side at once, whatever it is doing. */
  close(): void;
  /** Lets a Node process end although the worker waits (`false`) or keeps it alive (`true`). */
  keepAlive?(alive: boolean): void;
  /** Whether somebody else has replaced the instance behind this line. */
  isStale?(): boolean;
}

/** Called with each message, or with the reason why no further one will come. */
export interface Receiver {
  message(message: unknown): void;
  failure(reason: string): void;
}

export type OpenWire = (receiver: Receiver) => Wire;

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  tell: Tell | undefined;
}

/** Takes what a request tells before its reply. */
export interface Tell {
  event(event: HunchEvent): void;
  point?(point: Point): void;
  /** Whether more is better, and the objective's constant: told once by a search in slices, before anything else. */
  scale?(maximizes: boolean, constant: number): void;
  /** Rows at a point, packed; nothing where whoever is asked has failed. */
  question?(question: Question): Promise<Float64Array | undefined>;
  /** How a paced search goes on. */
  pace?(): Promise<Pace>;
}

export class Channel {
  readonly #wire: Wire | undefined;
  #pending: Pending | undefined;
  #failure: HunchError | undefined;
  /** Positions of the client's weights files that the other side has. */
  readonly loaded = new Set<number>();
  /** The packs that the other side has, or will have. */
  readonly #packs = new Map<PackName, Promise<void>>();
  #ready: Promise<void> = Promise.resolve();

  constructor(open: OpenWire) {
    try {
      this.#wire = open({
        message: (message) => this.#receive(message),
        failure: (reason) => this.#fail(reason),
      });
    } catch (error) {
      // For one, a policy of the page that forbids workers.
      this.#fail(
        `the worker could not be started: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Resolves once every pack asked for so far runs, or has failed to. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** The packs that the other side has, or will have. */
  get packs(): PackName[] {
    return [...this.#packs.keys()];
  }

  /** Has the other side start a pack, if it has not yet. What failed, such as a download, is tried again by the next call. */
  bring(pack: PackName, parts: () => Promise<ModuleParts>): Promise<void> {
    const known = this.#packs.get(pack);
    if (known) return known;
    const started = this.#ready.then(async () => this.request("start", { pack, ...(await parts()) }));
    this.#packs.set(pack, started);
    // Whoever needs the pack awaits `started`; until then a failure must not count as unhandled.
    this.#ready = started.catch(() => {
      this.#packs.delete(pack);
    });
    return started;
  }

  /** Why no request can be sent, once that is so. */
  get failure(): HunchError | undefined {
    return this.#failure;
  }

  /** Whether requests can be sent: false after a failure, a panic, or when somebody else replaced the instance. */
  get isUsable(): boolean {
    return this.#failure === undefined && this.#wire?.isStale?.() !== true;
  }

  request<K extends Kind>(
    kind: K,
    content: Requests[K]["request"] & Addressed,
    tell?: Tell,
  ): Promise<Requests[K]["reply"]> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      try {
        this.#wire?.post({ kind, ...content } as unknown as Request);
      } catch (error) {
        reject(uncopyable(error));
        return;
      }
      this.#pending = { resolve: resolve as (value: unknown) => void, reject, tell };
      this.#wire?.keepAlive?.(true);
    });
  }

  /** Whether a request is under way. */
  get isBusy(): boolean {
    return this.#pending !== undefined;
  }

  /** Tells the running request something; there is no reply. */
  note(note: Note): void {
    this.#wire?.post(note);
  }

  /** Ends the other side; a pending request is never settled. */
  close(): void {
    this.#pending = undefined;
    this.#failure ??= new HunchError("internal", "the worker was ended");
    this.#wire?.close();
  }

  #receive(message: unknown): void {
    const pending = this.#pending;
    // Whatever else finds its way into the line, by tools of developers say, is not ours.
    if (!pending || !isMessage(message)) return;
    if (message.type === "events") {
      for (const event of message.events) pending.tell?.event(event);
      return;
    }
    if (message.type === "point") {
      pending.tell?.point?.(message.point);
      return;
    }
    if (message.type === "scale") {
      pending.tell?.scale?.(message.maximizes, message.constant);
      return;
    }
    if (message.type === "question") {
      void this.#ask(pending, message.question);
      return;
    }
    if (message.type === "pace") {
      void this.#pace(pending);
      return;
    }
    this.#pending = undefined;
    this.#wire?.keepAlive?.(false);
    if (message.type === "done") {
      pending.resolve(message.value);
      return;
    }
    const error = fromPlain(message.error);
    // A panic leaves the instance in an unknown state: it is not asked again.
    if (error.code === "internal") this.#failure = error;
    pending.reject(error);
  }

  /** Has a question of the running request answered. */
  async #ask(pending: Pending, question: Question): Promise<void> {
    const numbers = await pending.tell?.question?.(question);
    // The request may have ended meanwhile.
    if (this.#pending === pending) this.note(numbers ? { kind: "rows", numbers } : { kind: "rows" });
  }

  /** Has the running request told how it goes on. */
  async #pace(pending: Pending): Promise<void> {
    const pace = await pending.tell?.pace?.();
    // The request may have ended meanwhile.
    if (this.#pending !== pending) return;
    this.note(pace === "stop" ? { kind: "stop" } : { kind: "go", small: pace === "step" });
  }

  #fail(reason: string): void {
    this.#failure = new HunchError("internal", reason);
    this.#pending?.reject(this.#failure);
    this.#pending = undefined;
  }
}

/** What `postMessage` throws for input with functions and the like in it. */
function uncopyable(error: unknown): HunchError {
  const reason = error instanceof Error ? error.message : String(error);
  return new HunchError("invalid-input", `the input cannot be copied to the worker: ${reason}`);
}
