/** A program that stays in the worker. What it was made of is kept here, so that a worker that was lost is given it again. */

import type { Channel, Tell } from "./channel.js";
import { packChanges, type PackedChanges } from "./changes.js";
import { checkLoadedOptions, checkVariantOptions } from "./checks.js";
import { HunchError } from "./errors.js";
import { isNeeding, isOfKinds } from "./form.js";
import type { PackName } from "./generated/modules.js";
import { type Names, withInsight } from "./insight.js";
import { Listener } from "./listener.js";
import type { PackedProgram } from "./pack.js";
import { invalid, isObject } from "./schema.js";
import type { CheckedOptions, Listen, TakenProgram, TextRequest, Variants } from "./protocol.js";
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
/** Variants of the first request of a series, and the most of one: the first answer is not to wait for others. */
const FIRST_BATCH = 1;
const LARGEST_BATCH = 1024;
/** Milliseconds that a request for variants should take: long enough that crossing costs little, short enough that answers stream. */
const BATCH_TIME = 20;

/** What a loaded program asks of its client. */
export interface Host {
  /** Runs `run` in the client's turn, with a channel that has the pack, or one for programs. */
  enqueue<T>(
    signal: AbortSignal | undefined,
    run: (channel: Channel) => Promise<T>,
    found?: AbortCause,
    pack?: PackName,
  ): Promise<T>;
  /** Has the channel's other side start a pack. */
  bring(channel: Channel, pack: PackName): Promise<void>;
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
  /** Frozen: whoever is shown them cannot move names to other columns. */
  #names: Names = frozen({ columns: [], rows: [] });
  #warnings: readonly ReadWarning[] = [];
  #isUnloaded = false;
  /** The pack that it needs, where that is a certain one. */
  #pack: PackName | undefined;

  constructor(host: Host, origin: { packed: PackedProgram } | TextRequest, options: CheckedOptions) {
    this.#host = host;
    this.#origin = origin;
    this.#options = options;
    if ("packed" in origin && isOfKinds(origin.packed)) this.#pack = "kinds";
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
    return this.#enqueue(signal, async (channel) => {
      await this.#bring(channel);
      return this;
    });
  }

  change(changes: Changes): Promise<void> {
    return this.#call(() => {
      // Read now, by the names that there are when its turn comes; copied all the same.
      const copy = structuredClone(changes);
      packChanges(copy, this.#names);
      return this.#enqueue(undefined, async (channel) => {
        await this.#bring(channel);
        const { numbers, names, after } = packChanges(copy, this.#names);
        await channel.request("changeProgram", { ...this.#at(channel), numbers, names });
        this.#journal.push({ numbers, names });
        this.#names = frozen(after);
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
      return this.#enqueue(
        signal,
        async (channel) => {
          await this.#bring(channel);
          const content = { ...this.#at(channel), options: checked, columns: this.#names.columns };
          const answer = await channel.request("solveLoaded", { ...content, listen, keep }, tell);
          if ("text" in this.#origin) Object.assign(answer, namesOf(this.#names));
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
      const { found, failure } = await this.#call(() =>
        this.#enqueue(signal, async (channel) => {
          await this.#bring(channel);
          const { columns } = this.#names;
          const { packed, failure } = packBatch(batch, this.#names, first);
          const parts = joined(packed.map(({ numbers }) => numbers));
          const content = { ...this.#at(channel), ...wanted, ...parts, columns };
          const reply = packed.length > 0 ? await channel.request("solveVariants", content) : undefined;
          return { found: reply && unpacked(reply, packed), failure };
        }),
      );
      for (const answer of found ?? []) yield { index: index++, ...answer };
      if (failure !== undefined) throw failure.reason;
      const elapsed = performance.now() - started;
      if (elapsed < BATCH_TIME) size = Math.min(2 * size, LARGEST_BATCH);
      if (elapsed > 4 * BATCH_TIME) size = Math.max(size >> 1, 1);
    }
  }

  snapshot(): Promise<Snapshot> {
    return this.#call(() =>
      this.#enqueue(undefined, async (channel) => {
        await this.#bring(channel);
        const numbers = await channel.request("snapshotProgram", this.#at(channel));
        const taken: Taken = { ...this.#names, numbers, id: this.#id };
        return taken;
      }),
    );
  }

  restore(snapshot: Snapshot): Promise<void> {
    return this.#call(() => {
      const taken = snapshot as Taken | null | undefined;
      const isOwn =
        taken?.numbers instanceof Float64Array &&
        taken.id === this.#id &&
        [taken.columns, taken.rows].every((names) => Array.isArray(names));
      if (!isOwn) throw invalid("snapshot", snapshot, "one that this program's snapshot() gave");
      const [numbers, names] = [taken.numbers.slice(), frozen(namesOf(taken))];
      return this.#enqueue(undefined, async (channel) => {
        await this.#bring(channel);
        const content = { numbers, ...namesOf(names), options: this.#options };
        await channel.request("restoreProgram", { ...this.#at(channel), ...content });
        [this.#origin, this.#journal] = [{ snapshot: numbers, names }, []];
        this.#names = names;
      });
    });
  }

  unload(): Promise<void> {
    return this.#call(() =>
      this.#enqueue(undefined, async (channel) => {
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

  #enqueue<T>(
    signal: AbortSignal | undefined,
    run: (channel: Channel) => Promise<T>,
    found?: AbortCause,
  ): Promise<T> {
    return this.#host.enqueue(signal, run, found, this.#pack);
  }

  #at(channel: Channel) {
    return { pack: this.#pack ?? this.#host.pack(channel), id: this.#id };
  }

  /** Gives the channel's other side the program, if it has not got it. */
  async #bring(channel: Channel): Promise<void> {
    if (this.#channel === channel && channel.isUsable) return;
    const options = this.#options;
    if ("snapshot" in this.#origin) {
      const { snapshot, names } = this.#origin;
      const content = { numbers: snapshot, ...namesOf(names), options };
      await channel.request("restoreProgram", { ...this.#at(channel), ...content });
    } else {
      const { columns, rows, warnings } = await this.#load(channel, this.#origin);
      if (this.#journal.length === 0) this.#names = frozen({ columns, rows });
      this.#warnings = warnings;
    }
    const at = this.#at(channel);
    for (const changes of this.#journal) await channel.request("changeProgram", { ...at, ...changes });
    this.#channel = channel;
  }

  /** Gives the other side the program as it was given, and it needs another pack if a text turns out to. */
  async #load(channel: Channel, origin: { packed: PackedProgram } | TextRequest): Promise<TakenProgram> {
    const content = { ...origin, options: this.#options };
    const reply = await channel.request("loadProgram", { ...this.#at(channel), ...content });
    if (!isNeeding(reply)) return reply;
    this.#pack = reply.needs;
    await this.#host.bring(channel, reply.needs);
    return (await channel.request("loadProgram", { ...this.#at(channel), ...content })) as TakenProgram;
  }

  /** Takes the program down where its changes have become many. */
  async #shorten(channel: Channel): Promise<void> {
    const length = this.#journal.reduce((sum, { numbers }) => sum + numbers.length + 1, 0);
    if (length <= LONGEST_JOURNAL) return;
    const snapshot = await channel.request("snapshotProgram", this.#at(channel));
    [this.#origin, this.#journal] = [{ snapshot, names: this.#names }, []];
  }
}

/** Copies that nobody can change. */
function frozen(names: Names): Names {
  const { columns, rows } = namesOf(names);
  return { columns: Object.freeze(columns), rows: Object.freeze(rows) };
}

function namesOf({ columns, rows }: Names): { columns: string[]; rows: string[] } {
  return { columns: [...columns], rows: [...rows] };
}

/** Variants as they travel, up to the first that does not fit. */
function packBatch(
  batch: readonly Changes[],
  names: Names,
  first: number,
): { packed: PackedChanges[]; failure?: { reason: unknown } } {
  const packed: PackedChanges[] = [];
  for (const changes of batch) {
    try {
      packed.push(packChanges(changes, names, `variants[${first + packed.length}]`));
    } catch (reason) {
      return { packed, failure: { reason } };
    }
  }
  return { packed };
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

/** The answers to variants, each with values and duals of its own columns and rows. */
function unpacked(reply: Variants, packed: readonly PackedChanges[]): Omit<Variant, "index">[] {
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  let [column, row] = [0, 0];
  return packed.map(({ after }, k) => {
    const part = (list: Float64Array, from: number, length: number) => {
      if (list.length === 0 || (length > 0 && Number.isNaN(list[from]))) return undefined;
      return list.slice(from, from + length);
    };
    const values = part(reply.values, column, after.columns.length);
    const duals = part(reply.duals, row, after.rows.length);
    column += after.columns.length;
    row += after.rows.length;
    return {
      status: STATUSES[reply.statuses[k]!] ?? "error",
      objective: known(reply.objectives[k]!),
      bound: known(reply.bounds[k]!),
      ...(values && { values }),
      ...(duals && { duals }),
    };
  });
}

/** What is not there yet. */
const LATER = Symbol("later");

/**
 * What is there, copied, in parts of at most the size that is asked for at the time. A slow source is not waited for where something is there
 * already: it may wait for the answers. What came before a source failed is given before its error.
 */
async function* batches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: () => number,
): AsyncGenerator<T[], void, undefined> {
  const source = isObject(items) ? (items as Partial<Iterable<T> & AsyncIterable<T>>) : {};
  const open = (source[Symbol.asyncIterator] ?? source[Symbol.iterator]) as unknown;
  if (typeof open !== "function") throw invalid("variants", items, "an iterable, or an asynchronous one");
  const iterator = open.call(items) as Iterator<T> | AsyncIterator<T>;
  let coming: Promise<IteratorResult<T>> | undefined;
  let isOver = false;
  try {
    while (!isOver) {
      const batch: T[] = [];
      let failure: { reason: unknown } | undefined;
      const later = new Promise<typeof LATER>((resolve) => setTimeout(resolve, 0, LATER));
      while (batch.length < size()) {
        try {
          coming ??= Promise.resolve(iterator.next());
          const next = await (batch.length === 0 ? coming : Promise.race([coming, later]));
          if (next === LATER) break;
          coming = undefined;
          isOver = next.done === true;
          if (isOver) break;
          batch.push(structuredClone(next.value));
        } catch (reason) {
          failure = { reason };
          isOver = true;
          break;
        }
      }
      if (batch.length > 0) yield batch;
      if (failure) throw failure.reason;
    }
  } finally {
    if (!isOver) await iterator.return?.();
  }
}
