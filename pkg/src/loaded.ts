/** A program that stays in the worker. What it was made of is kept here, so that a worker that was lost is given it again. */

import type { Channel, Tell } from "./channel.js";
import { packChanges, type PackedChanges } from "./changes.js";
import { checkLoadedOptions, checkVariantOptions } from "./checks.js";
import { HunchError, loaded } from "./errors.js";
import { isNeeding, isOfKinds } from "./form.js";
import type { PackName } from "./generated/modules.js";
import { type Names, withInsight } from "./insight.js";
import { Listener } from "./listener.js";
import { packQuestion, unpackExplanation } from "./node-account.js";
import type { PackedProgram } from "./pack.js";
import type { Thetas } from "./thetas.js";
import { invalid } from "./schema.js";
import type {
  CheckedOptions,
  LearnedVariants,
  Listen,
  TakenProgram,
  TextRequest,
  Wanted,
} from "./protocol.js";
import type {
  AbortCause,
  Answer,
  AtParameters,
  Changes,
  HunchEvent,
  LoadedOptions,
  LoadedProgram,
  NodeExplanation,
  NodeQuestion,
  ReadWarning,
  Snapshot,
  Variant,
  VariantOptions,
} from "./types.js";
import { type Asked, answers, batches, joined, packBatch, runs, unpacked, valuesOf } from "./variants.js";

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
  /** Has the channel's other side take the files of strategies; whether there are some. */
  learned(channel: Channel): Promise<boolean>;
}

/** What a program is made of: as it was given, or as the worker took it down. */
type Origin = { packed: PackedProgram } | TextRequest | { snapshot: Float64Array; names: Names };

interface Taken extends Snapshot {
  numbers: Float64Array;
  id: number;
}

let lastId = 0;

/** What knows files of strategies, once a program had parameters: a dynamic import costs its time at every call. */
let strategies: typeof import("./strategies.js") | undefined;

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
  /** What its variants by values of parameters are made of: of a program that has some, until it is changed. */
  #thetas: Thetas | undefined;

  constructor(
    host: Host,
    origin: { packed: PackedProgram; thetas?: Thetas } | TextRequest,
    options: CheckedOptions,
  ) {
    this.#host = host;
    this.#origin = "packed" in origin ? { packed: origin.packed } : origin;
    this.#options = options;
    if ("packed" in origin) this.#thetas = origin.thetas;
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
        this.#thetas = undefined;
        await this.#shorten(channel);
      });
    });
  }

  solve(options: LoadedOptions = {}): Promise<Answer> {
    return this.#call(() => {
      const { signal, onEvent, events, parameters, checked } = checkLoadedOptions(options);
      // Read now and at its turn, as changes are.
      const copy = parameters === undefined ? undefined : structuredClone(parameters);
      const theta = () => (copy === undefined ? undefined : valuesOf(copy, "parameters", this.#thetas));
      theta();
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
          const answer = await this.#solveAt(channel, theta(), checked, { listen, keep }, tell);
          if ("text" in this.#origin) Object.assign(answer, namesOf(this.#names));
          withInsight(answer, this.#names);
          return (listener ? listener.settle(answer) : answer) as Answer;
        },
        found,
      );
    });
  }

  /** Solves the program as it is, or as it is at values of its parameters, where its file answers if it has one. */
  async #solveAt(
    channel: Channel,
    theta: Float64Array | undefined,
    options: CheckedOptions,
    wanted: Wanted,
    tell: Tell,
  ): Promise<Answer> {
    const { learned } = this.#thetas ?? {};
    if (theta && learned && (await this.#isLearned(channel, options))) {
      const { numbers, terms } = learned;
      const content = { pack: "strategies", numbers, terms, theta, options, ...wanted } as const;
      const answer = await channel.request("answer", content, tell);
      if (answer) return answer;
    }
    await this.#bring(channel);
    const content = { ...this.#at(channel), options, columns: this.#names.columns, ...wanted };
    if (!theta) return channel.request("solveLoaded", content, tell);
    const move = (theta: Float64Array) =>
      channel.request("changeProgram", {
        ...this.#at(channel),
        numbers: this.#thetas?.changes(theta) ?? new Float64Array(),
        names: [],
      });
    // What fails in between leaves another program behind than the one that was loaded: it is then taken anew.
    this.#channel = undefined;
    await move(theta);
    const answer = await channel.request("solveLoaded", content, tell);
    await move(learned?.theta ?? theta);
    this.#channel = channel;
    return answer;
  }

  async *solveMany(
    variants: Iterable<Changes | AtParameters> | AsyncIterable<Changes | AtParameters>,
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
          const { asked, failure } = packBatch(batch, this.#names, first, this.#thetas);
          const found: Omit<Variant, "index">[] = [];
          for (const run of runs(asked)) found.push(...(await this.#answers(channel, run, wanted)));
          return { found, failure };
        }),
      );
      for (const answer of found) yield { index: index++, ...answer };
      if (failure !== undefined) throw failure.reason;
      const elapsed = performance.now() - started;
      if (elapsed < BATCH_TIME) size = Math.min(2 * size, LARGEST_BATCH);
      if (elapsed > 4 * BATCH_TIME) size = Math.max(size >> 1, 1);
    }
  }

  /** Answers to variants that are all changes, or all values of parameters. */
  async #answers(
    channel: Channel,
    asked: readonly Asked[],
    wanted: { options: CheckedOptions; values: boolean; duals: boolean },
  ): Promise<Omit<Variant, "index">[]> {
    const { columns } = this.#names;
    const learned = wanted.duals ? undefined : await this.#learned(channel, asked, wanted);
    if (learned) return answers(learned, asked, columns.length);
    await this.#bring(channel);
    const packed = asked.map((one) => this.#packed(one));
    const parts = joined(packed.map(({ numbers }) => numbers));
    const content = { ...this.#at(channel), ...wanted, ...parts, columns };
    return unpacked(await channel.request("solveVariants", content), packed);
  }

  /** Answers from the files of strategies, where values of parameters are asked for and a file is of the program. */
  async #learned(
    channel: Channel,
    asked: readonly Asked[],
    { options, values }: { options: CheckedOptions; values: boolean },
  ): Promise<LearnedVariants | undefined> {
    const { learned } = this.#thetas ?? {};
    const all = asked.flatMap((one) => ("theta" in one ? [one.theta] : []));
    if (!learned || all.length === 0) return undefined;
    if (!(await this.#isLearned(channel, options))) return undefined;
    const { numbers, terms } = learned;
    const thetas = joined(all).numbers;
    const content = { numbers, terms, width: learned.theta.length, thetas, options, values };
    return channel.request("answerMany", { pack: "strategies", ...content });
  }

  /** Whether files of strategies may be asked: there are some, and options ask for no more than they say. */
  async #isLearned(channel: Channel, options: CheckedOptions): Promise<boolean> {
    strategies ??= await loaded(import("./strategies.js"));
    const isPlain = strategies.isPlain(options) && options.memoryLimit === undefined;
    return isPlain && this.#host.learned(channel);
  }

  /** What is asked for as changes. */
  #packed(asked: Asked): PackedChanges {
    if (!("theta" in asked)) return asked;
    const numbers = this.#thetas?.changes(asked.theta) ?? new Float64Array();
    return { numbers, names: [], after: this.#names };
  }

  explainNode(question: NodeQuestion): Promise<NodeExplanation> {
    return this.#call(() => {
      const asked = packQuestion(question, this.#names);
      return this.#enqueue(undefined, async (channel) => {
        await this.#bring(channel);
        const numbers = await channel.request("explainNode", { ...this.#at(channel), ...asked });
        return unpackExplanation(numbers);
      });
    });
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
        this.#thetas = undefined;
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
