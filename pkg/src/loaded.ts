/** A program that stays in the worker. What it was made of is kept here, so that a worker that was lost is given it again. */

import type { Channel, Tell } from "./channel.js";
import { packChanges } from "./changes.js";
import { checkLoadedOptions, checkVariantOptions } from "./checks.js";
import { HunchError } from "./errors.js";
import type { PackName } from "./generated/modules.js";
import { type Names, withInsight } from "./insight.js";
import { Listener } from "./listener.js";
import type { PackedProgram } from "./pack.js";
import type { CheckedOptions, Listen, TextRequest, Variants } from "./protocol.js";
import type {
  AbortCause,
  Answer,
  Changes,
  HunchEvent,
  LoadedOptions,
  LoadedProgram,
  ReadWarning,
  Snapshot,
  Status,
  Variant,
  VariantOptions,
} from "./types.js";

/** The order of `Status` in the wasm. */
const STATUSES: readonly Status[] = ["optimal", "feasible", "infeasible", "unbounded", "limit", "error"];
/** Numbers of changes after which what the worker holds is taken down instead of them. */
const LONGEST_JOURNAL = 100_000;
/** Variants of the first request of a series, and the most of one. */
const FIRST_BATCH = 16;
const LARGEST_BATCH = 1024;
/** Milliseconds that a request for variants should take: long enough that crossing costs little, short enough that answers stream. */
const BATCH_TIME = 20;

/** What a loaded program asks of its client. */
export interface Host {
  /** Runs `run` in the client's turn, with a channel that has the pack of programs. */
  enqueue<T>(
    signal: AbortSignal | undefined,
    run: (channel: Channel) => Promise<T>,
    found?: AbortCause,
  ): Promise<T>;
  /** Turns what reading the input throws into a rejection. */
  checked<T>(call: () => Promise<T>): Promise<T>;
  /** The pack of programs that the channel has. */
  pack(channel: Channel): PackName;
}

/** What a program is made of: as it was given, or as the worker took it down. */
type Origin = { packed: PackedProgram } | TextRequest | { snapshot: Float64Array; names: Names };

interface Taken extends Snapshot {
  numbers: Float64Array;
  id: number;
}

let lastId = 0;

export class Loaded implements LoadedProgram {
  readonly #host: Host;
  readonly #options: CheckedOptions;
  readonly #id = ++lastId;
  #origin: Origin;
  /** Changes since then. */
  #journal: { numbers: Float64Array; names: string[] }[] = [];
  /** The channel whose other side holds the program as it is now. */
  #channel: Channel | undefined;
  #names: Names = { columns: [], rows: [] };
  #warnings: readonly ReadWarning[] = [];
  #isUnloaded = false;

  constructor(host: Host, origin: { packed: PackedProgram } | TextRequest, options: CheckedOptions) {
    this.#host = host;
    this.#origin = origin;
    this.#options = options;
  }

  get columns(): readonly string[] {
    return this.#names.columns;
  }

  get rows(): readonly string[] {
    return this.#names.rows;
  }

  get warnings(): readonly ReadWarning[] {
    return this.#warnings;
  }

  /** Has the worker take the program. */
  open(signal: AbortSignal | undefined): Promise<this> {
    return this.#host.enqueue(signal, async (channel) => {
      await this.#bring(channel);
      return this;
    });
  }

  change(changes: Changes): Promise<void> {
    return this.#call(() => {
      // Read now, by the names that there are when its turn comes; copied all the same.
      const copy = structuredClone(changes);
      packChanges(copy, this.#names);
      return this.#host.enqueue(undefined, async (channel) => {
        await this.#bring(channel);
        const { numbers, names, after } = packChanges(copy, this.#names);
        await channel.request("changeProgram", { ...this.#at(channel), numbers, names });
        this.#journal.push({ numbers, names });
        this.#names = after;
        await this.#shorten(channel);
      });
    });
  }

  solve(options: LoadedOptions = {}): Promise<Answer> {
    return this.#call(() => {
      const { signal, onEvent, events, checked } = checkLoadedOptions(options);
      const listener = onEvent && new Listener(onEvent);
      const found: AbortCause = {};
      const keep = signal !== undefined;
      const listen: Listen = onEvent ? events : keep ? "found" : "none";
      const tell: Tell = {
        event: (event: HunchEvent) => {
          if (event.type === "incumbent") found.objective = event.objective;
          if (event.type === "bound") found.bound = event.bound;
          listener?.tell(event);
        },
        point: (point) => Object.assign(found, point),
      };
      return this.#host.enqueue(
        signal,
        async (channel) => {
          await this.#bring(channel);
          const content = { ...this.#at(channel), options: checked, columns: this.#names.columns };
          const answer = await channel.request("solveLoaded", { ...content, listen, keep }, tell);
          withInsight(answer, this.#names);
          return (listener ? listener.settle(answer) : answer) as Answer;
        },
        found,
      );
    });
  }

  async *solveMany(
    variants: Iterable<Changes> | AsyncIterable<Changes>,
    options: VariantOptions = {},
  ): AsyncGenerator<Variant, void, undefined> {
    const { signal, values, duals, checked } = checkVariantOptions(options);
    const wanted = { options: checked, values, duals };
    let index = 0;
    let size = FIRST_BATCH;
    for await (const batch of batches(variants, () => size)) {
      const started = performance.now();
      const first = index;
      const found = await this.#call(() =>
        this.#host.enqueue(signal, async (channel) => {
          await this.#bring(channel);
          const { columns } = this.#names;
          const packed = batch.map(
            (changes, k) => packChanges(changes, this.#names, `variants[${first + k}]`).numbers,
          );
          const content = { ...this.#at(channel), ...wanted, ...joined(packed), columns };
          const reply = await channel.request("solveVariants", content);
          return { reply, width: columns.length, height: this.#names.rows.length };
        }),
      );
      for (let k = 0; k < batch.length; k++, index++) yield variant(found, k, index);
      const elapsed = performance.now() - started;
      if (elapsed < BATCH_TIME) size = Math.min(2 * size, LARGEST_BATCH);
      if (elapsed > 4 * BATCH_TIME) size = Math.max(size >> 1, 1);
    }
  }

  snapshot(): Promise<Snapshot> {
    return this.#call(() =>
      this.#host.enqueue(undefined, async (channel) => {
        await this.#bring(channel);
        const numbers = await channel.request("snapshotProgram", this.#at(channel));
        const taken: Taken = { ...this.#names, numbers, id: this.#id };
        return taken;
      }),
    );
  }

  restore(snapshot: Snapshot): Promise<void> {
    return this.#call(() => {
      const { numbers, id, columns, rows } = snapshot as Taken;
      if (!(numbers instanceof Float64Array) || id !== this.#id) {
        throw new HunchError("invalid-input", "snapshot is not one of this program; it must be", {
          field: "snapshot",
        });
      }
      return this.#host.enqueue(undefined, async () => {
        const names = { columns, rows };
        [this.#origin, this.#journal, this.#channel] = [{ snapshot: numbers, names }, [], undefined];
        this.#names = names;
      });
    });
  }

  unload(): Promise<void> {
    return this.#call(() =>
      this.#host.enqueue(undefined, async (channel) => {
        this.#isUnloaded = true;
        if (this.#channel === channel) await channel.request("unloadProgram", this.#at(channel));
        this.#channel = undefined;
      }),
    );
  }

  #call<T>(call: () => Promise<T>): Promise<T> {
    return this.#host.checked(() => {
      if (this.#isUnloaded)
        throw new HunchError("disposed", "unload() was called; load() takes the program again");
      return call();
    });
  }

  #at(channel: Channel) {
    return { pack: this.#host.pack(channel), id: this.#id };
  }

  /** Gives the channel's other side the program, if it has not got it. */
  async #bring(channel: Channel): Promise<void> {
    if (this.#channel === channel && channel.isUsable) return;
    const [at, options] = [this.#at(channel), this.#options];
    if ("snapshot" in this.#origin) {
      const { snapshot, names } = this.#origin;
      const content = { numbers: snapshot, columns: [...names.columns], rows: [...names.rows], options };
      await channel.request("restoreProgram", { ...at, ...content });
    } else {
      const { columns, rows, warnings } = await channel.request("loadProgram", {
        ...at,
        ...this.#origin,
        options,
      });
      if (this.#journal.length === 0) this.#names = { columns, rows };
      this.#warnings = warnings;
    }
    for (const changes of this.#journal) await channel.request("changeProgram", { ...at, ...changes });
    this.#channel = channel;
  }

  /** Takes the program down where its changes have become many. */
  async #shorten(channel: Channel): Promise<void> {
    const length = this.#journal.reduce((sum, { numbers }) => sum + numbers.length + 1, 0);
    if (length <= LONGEST_JOURNAL) return;
    const snapshot = await channel.request("snapshotProgram", this.#at(channel));
    [this.#origin, this.#journal] = [{ snapshot, names: this.#names }, []];
  }
}

/** Packed changes one after the other, and where each ends. */
function joined(packed: readonly Float64Array[]): { numbers: Float64Array; ends: Uint32Array } {
  const ends = new Uint32Array(packed.length);
  let end = 0;
  packed.forEach((part, k) => {
    end += part.length;
    ends[k] = end;
  });
  const numbers = new Float64Array(end);
  packed.forEach((part, k) => {
    numbers.set(part, ends[k]! - part.length);
  });
  return { numbers, ends };
}

function variant(
  { reply, width, height }: { reply: Variants; width: number; height: number },
  k: number,
  index: number,
): Variant {
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const part = (list: Float64Array, length: number) => {
    if (list.length === 0) return undefined;
    const own = list.slice(k * length, (k + 1) * length);
    return length > 0 && Number.isNaN(own[0]) ? undefined : own;
  };
  const [values, duals] = [part(reply.values, width), part(reply.duals, height)];
  return {
    index,
    status: STATUSES[reply.statuses[k]!] ?? "error",
    objective: known(reply.objectives[k]!),
    bound: known(reply.bounds[k]!),
    ...(values && { values }),
    ...(duals && { duals }),
  };
}

/** What is there, in parts of the size that is asked for at the time. */
async function* batches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: () => number,
): AsyncGenerator<T[], void, undefined> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size()) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
