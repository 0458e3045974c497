/** The object that `init` returns: a queue of calls over a channel that is replaced when a call is aborted or the module fails. */

import type { Caller } from "./calls.js";
import { Channel, type OpenWire, type Tell } from "./channel.js";
import { complete, isComplete } from "./complete.js";
import { abortReason, earlyReason, HunchError, inputError, loaded } from "./errors.js";
import { checkDecision, checkDistribution, checkInstance, checkUncertain, familyOf } from "./families.js";
import { isNeeding, isOfKinds } from "./form.js";
import type { ModuleName, PackName } from "./generated/modules.js";
import { type Names, withInsight } from "./insight.js";
import { Listener } from "./listener.js";
import type { Models, Selection } from "./models.js";
import { type Packed, type PackedProgram, packProgram } from "./pack.js";
import { Pool } from "./pool.js";
import { inOrder } from "./predictions.js";
import type {
  CheckedInstance,
  CheckedOptions,
  DeviceChoice,
  EngineModule,
  Listen,
  ModuleParts,
  Predictions,
  Wanted,
} from "./protocol.js";
import type { Reading } from "./reader.js";
import { unpacked } from "./text.js";
import type {
  AbortCause,
  Answer,
  CheckOptions,
  Decision,
  Device,
  Distribution,
  Engine,
  Hunch,
  HunchEvent,
  Instance,
  LoadedProgram,
  LoadOptions,
  ModelCard,
  ModelObject,
  Pace,
  Prediction,
  PredictOptions,
  Problem,
  Program,
  ProgramText,
  Scenarios,
  SolveOptions,
  UncertainInstance,
  Verdict,
  WriteOptions,
  Written,
} from "./types.js";
import {
  checkCount,
  checkInstances,
  checkPredictOptions,
  checkSeed,
  checkSolveOptions,
  checkText,
  checkWorkers,
  isModelObject,
  isProgram,
  isText,
} from "./validate.js";

/** What a client works with; the hosts (browser, Node) provide it. */
export interface Parts {
  open: OpenWire;
  /** Fetches and compiles a module; called when it is first needed, and again after a failure. */
  module: (name: ModuleName) => Promise<ModuleParts>;
  models: Models;
  device: Device;
  /** Whether there are workers, so that several may search. */
  hasThreads: boolean;
  /** The packs that are there before the first call. */
  preload: readonly PackName[];
}

/** A solve whose input has been checked and copied. */
interface Ask {
  options: CheckedOptions;
  /** Whether its answers are decisions. */
  decides: boolean;
  /** Names of the columns, where the answer is to have them. */
  columns?: readonly string[];
  /** Names of a program that is given as an object. */
  names?: Names;
  /** Whether the points that it tells are events of their own. */
  tellsAnswers: boolean;
  /** Whether the bounds that it tells hold for the problem. */
  tellsBounds: boolean;
  /** The pack that answers on a channel. */
  pack(channel: Channel): PackName;
  /** Sends it to a worker, as it is or as one of several, whose options may differ. */
  send(channel: Channel, options: CheckedOptions, wanted: Wanted, tell: Tell): Promise<Answer>;
}

/** Options of a solve, checked. */
type Given = ReturnType<typeof checkSolveOptions>;

interface Job {
  run(channel: Channel): Promise<void>;
  reject(error: unknown): void;
  /** Ends the wait: rejects, and ends the worker if the job is running. */
  release(): void;
}

/** Bytes that a search may use where the caller says nothing: the wasm's default. */
const DEFAULT_MEMORY = 2 ** 30;

/** Options for whose sake names travel with a program. */
const NAMING = ["explain", "repair", "sensitivity", "start", "probabilities", "priorities"] as const;

/** Methods that ask a network. */
const GUIDED: ReadonlySet<string> = new Set(["auto", "guess", "start", "cuts", "predopt"]);

/** Methods whose search is not that of the whole program. */
const FIXING: ReadonlySet<string> = new Set(["guess", "start", "cuts"]);

export class Client implements Hunch {
  readonly #parts: Parts;
  readonly #queue: Job[] = [];
  #channel: Channel | undefined;
  readonly #pool = new Pool(() => this.#open());
  #running: Job | undefined;
  readonly #modules = new Map<ModuleName, Promise<ModuleParts>>();
  #disposed = false;

  /** What calls ask of this that load when they are first made. */
  readonly #caller: Caller = {
    enqueue: (signal, run, found, pack) =>
      this.#enqueue(
        signal,
        async (channel) => {
          await this.#bring(channel, pack ?? packOfPrograms(channel));
          return run(channel);
        },
        found,
      ),
    bring: (channel, pack) => this.#bring(channel, pack),
    checked: (call) => this.#checked(call),
    pack: (channel) => packOfPrograms(channel),
    module: (name) => this.#module(name),
  };

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Waits until the packs asked for run, and the weights that the caller gave are loaded and checked. */
  async start(): Promise<void> {
    await this.#enqueue(undefined, async (channel) => {
      for (const pack of this.#parts.preload) await this.#bring(channel, pack);
      await this.#loadModels(channel, "given");
    });
  }

  sample<D extends Distribution>(
    distribution: D,
    seed: number,
  ): Promise<Extract<Instance, { family: D["family"] }>> {
    return this.#checked(() => {
      const content = { distribution: checkDistribution(distribution), seed: checkSeed(seed) };
      const { pack } = familyOf(content.distribution);
      // The module draws from the family that the distribution names.
      type Drawn = Promise<Extract<Instance, { family: D["family"] }>>;
      return this.#enqueue(undefined, async (channel) => {
        await this.#bring(channel, pack);
        return channel.request("sample", { pack, ...content }) as Promise<unknown> as Drawn;
      });
    });
  }

  scenarios(
    instance: UncertainInstance,
    decision: Decision,
    count: number,
    seed: number,
  ): Promise<Scenarios> {
    return this.#checked(() => {
      const [checked, draws] = [
        checkUncertain(instance),
        { count: checkCount(count), seed: checkSeed(seed) },
      ];
      const content = { instance: checked, decision: checkDecision(checked, decision), ...draws };
      const { pack } = familyOf(checked);
      return this.#enqueue(undefined, async (channel) => {
        await this.#bring(channel, pack);
        return channel.request("scenarios", { pack, ...content });
      });
    });
  }

  predict(instance: Instance, options?: PredictOptions): Promise<Prediction>;
  predict(instances: readonly Instance[], options?: PredictOptions): Promise<Prediction[]>;
  predict(
    problem: Instance | readonly Instance[],
    options: PredictOptions = {},
  ): Promise<Prediction | Prediction[]> {
    return this.#checked(() => {
      const isBatch = Array.isArray(problem);
      const instances = isBatch
        ? checkInstances(problem as readonly Instance[])
        : [checkInstance(problem as Instance)];
      const { signal, onEvent, device, penalty } = checkPredictOptions(options);
      const listener = onEvent && new Listener(onEvent);
      return this.#enqueue(signal, async (channel): Promise<Prediction | Prediction[]> => {
        if (instances.length === 0) return [];
        await this.#loadModels(channel, instances);
        const on = await this.#deviceChoice(device ?? this.#parts.device, device === "webgpu");
        const tell = listener && { event: (event: HunchEvent) => listener.tell(event) };
        const reply = await this.#predict(channel, instances, { penalty, on }, tell);
        const predictions = reply.probabilities.map((probabilities, k): Prediction => {
          const prediction: Prediction = {
            probabilities,
            model: reply.models[k] ?? "",
            device: reply.device,
            seconds: reply.seconds,
          };
          const [decision, objective, robust] = [
            reply.decisions?.[k],
            reply.objectives?.[k],
            reply.accounts?.[k],
          ];
          return decision && robust && objective !== undefined
            ? { ...prediction, decision, objective, robust }
            : prediction;
        });
        const answer = isBatch ? predictions : (predictions[0] as Prediction);
        return listener ? listener.settle(answer) : answer;
      });
    });
  }

  /** Asks each pack for the instances of its families. */
  async #predict(
    channel: Channel,
    instances: readonly CheckedInstance[],
    asked: { penalty: number; on: DeviceChoice },
    tell: Tell | undefined,
  ): Promise<Predictions> {
    const packs = instances.map((instance) => familyOf(instance).pack);
    const groups = new Map<string, Predictions>();
    for (const pack of new Set(packs)) {
      await this.#bring(channel, pack);
      const own = instances.filter((_, k) => packs[k] === pack);
      groups.set(pack, await channel.request("predict", { pack, instances: own, ...asked }, tell));
    }
    return inOrder(packs, groups);
  }

  solve<P extends Problem>(problem: P, options: SolveOptions = {}): Promise<Answer<P>> {
    return this.#checked(() => {
      const isInstance = !isText(problem) && !isProgram(problem) && !isModelObject(problem);
      const given = checkSolveOptions(options, isInstance);
      const ask = this.#ask(problem, given.checked, given.reading);
      if (given.rows || given.checked.pool) return this.#solveAlone(ask, given) as Promise<Answer<P>>;
      // Only what a part of the package has to be loaded for waits for it: other calls keep their turns.
      const answer =
        ask instanceof Promise ? ask.then((ask) => this.#solve(ask, given)) : this.#solve(ask, given);
      // The answer is of the family that was asked.
      return answer as Promise<Answer<P>>;
    });
  }

  /** A solve that asks its caller for rows, or for several points. */
  async #solveAlone(given: Ask | Promise<Ask>, options: Given): Promise<Answer> {
    const { checkAlone, Demand } = await loaded(import("./demand.js"));
    checkAlone(options.checked, options.workers);
    const ask = await given;
    if (!options.rows) return this.#solve(ask, options);
    const demand = new Demand(options.rows, ask.names?.columns);
    try {
      const answer = await this.#solve(ask, options, (question) => demand.answer(question));
      // That is for races.
      delete answer.strategy;
      return answer;
    } catch (error) {
      throw demand.reason(error);
    }
  }

  #solve(ask: Ask, given: Given, question?: Tell["question"]): Promise<Answer> {
    return this.#checked(() => {
      const { signal, onEvent, events, workers, pace } = given;
      const checked = ask.options;
      checkWorkers(workers, checked, ask.decides, this.#parts.hasThreads);
      const pacer = pace && paced(pace, workers, checked, ask.decides);
      const keep = signal !== undefined || (onEvent !== undefined && ask.tellsAnswers);
      const listen: Listen = onEvent ? events : keep ? "found" : "none";
      const listener = onEvent && new Listener(onEvent);
      const found: AbortCause = {};
      const tell = {
        ...remember(found, listener, ask),
        ...(question && { question }),
        ...(pacer && { pace: pacer.ask }),
      };
      return this.#enqueue(
        signal,
        async (channel) => {
          const isAlone = workers === 1;
          if (isAlone) await this.#bring(channel, ask.pack(channel));
          const answer = isAlone
            ? await ask.send(channel, checked, { listen, keep, ...(pace && { paced: true }) }, tell)
            : await this.#race(channel, workers, ask, listen, tell);
          pacer?.check();
          if (ask.columns) answer.columns = [...ask.columns];
          const { columns, rows } = answer;
          withInsight(answer, columns && rows ? { columns, rows } : ask.names);
          return listener ? listener.settle(answer) : answer;
        },
        found,
      );
    });
  }

  /** Checks and copies what a solve was given. What few programs need is loaded for those that do. */
  #ask(problem: Problem, checked: CheckedOptions, reading: Reading): Ask | Promise<Ask> {
    if (isText(problem)) {
      const packed = checkText(problem);
      return {
        options: checked,
        decides: false,
        tellsAnswers: false,
        tellsBounds: true,
        pack: (channel) => packOfPrograms(channel, checked),
        send: async (channel, options, wanted, tell) => {
          const [text, reader] = [await unpacked(packed), await this.#module("text")];
          const engine = await this.#engineModule(options.engine);
          const content = { reading, options, ...wanted, text, reader, ...engine };
          const pack = packOfPrograms(channel, options);
          const answer = await channel.request("solveText", { pack, ...content }, tell);
          if (!isNeeding(answer)) return answer;
          await this.#bring(channel, answer.needs);
          const again = { pack: answer.needs, ...content };
          return (await channel.request("solveText", again, tell)) as Answer;
        },
      };
    }
    if (isModelObject(problem)) {
      const copy = copied(problem);
      return loaded(import("./compat/read.js"))
        .then(({ fromModelObject }) => {
          const { program, columns, limits } = fromModelObject(copy);
          // What the call says wins over what the model says.
          const options = {
            ...checked,
            timeLimit: checked.timeLimit ?? limits.timeLimit,
            relativeGap: checked.relativeGap ?? limits.relativeGap,
          };
          return { ...this.#askProgram(packProgram(program), options), columns };
        })
        .catch((thrown: unknown) => {
          throw inputError(thrown);
        });
    }
    if (isProgram(problem)) {
      const packed = packProgram(problem);
      if (isComplete(packed)) return this.#askProgram(packed, checked);
      if (packed.parametric !== undefined && this.#parts.models.hasStrategies)
        return this.#askLearned(packed, checked);
      return complete(packed).then((packed) => this.#askProgram(packed, checked));
    }
    const instance = checkInstance(problem);
    const { pack, answers } = familyOf(instance);
    const decides = answers === "decision";
    return {
      pack: () => pack,
      options: checked,
      decides,
      tellsAnswers: checked.method === "auto",
      // Where a guess fixes columns, the search speaks of the program so restricted: its incumbents hold, its
      // bounds need not.
      tellsBounds: decides || !FIXING.has(checked.method),
      send: async (channel, options, wanted, tell) => {
        const isGuided = GUIDED.has(options.method);
        if (isGuided) await this.#loadModels(channel, [instance]);
        // One instance is guessed the fastest on the CPU, and `auto` asks a network only where a model fits.
        const device = isGuided && options.method !== "auto" ? this.#parts.device : "cpu";
        const on = await this.#deviceChoice(device, false);
        return channel.request(
          "solve",
          { pack, instance, options, ...wanted, on, ...(await this.#engineModule(options.engine)) },
          tell,
        );
      },
    };
  }

  /** A program that may be one of which strategies are known; where it is not, it is solved as any other. */
  async #askLearned(packed: Packed, checked: CheckedOptions): Promise<Ask> {
    const { isPlain, withParameters } = await loaded(import("./strategies.js"));
    const { program, learned } = await withParameters(packed);
    const plain = this.#askProgram(program, checked);
    if (!isPlain(checked)) return plain;
    const { columns, rows } = program;
    return {
      ...plain,
      pack: () => "strategies",
      send: async (channel, options, wanted, tell) => {
        // Several workers search, and so does one that is paced.
        if (wanted.seed === undefined && !wanted.paced) {
          await this.#loadModels(channel, "strategies");
          const content = { ...learned, columns, rows, options, ...wanted };
          const answer = await channel.request("answer", { pack: "strategies", ...content }, tell);
          if (answer) return answer;
        }
        await this.#bring(channel, plain.pack(channel));
        return plain.send(channel, options, wanted, tell);
      },
    };
  }

  #askProgram(packed: PackedProgram, options: CheckedOptions): Ask {
    const { numbers, columns, rows } = packed;
    const isNamed = isOfKinds(packed) || NAMING.some((name) => options[name]);
    const sent = isNamed ? packed : { numbers, columns: [], rows: [] };
    return {
      options,
      names: { columns, rows },
      decides: false,
      tellsAnswers: false,
      tellsBounds: true,
      pack: (channel) => packOfPrograms(channel, options, isOfKinds(packed)),
      send: async (channel, options, wanted, tell) => {
        const engine = await this.#engineModule(options.engine);
        const pack = packOfPrograms(channel, options, isOfKinds(packed));
        const content = { pack, options, ...wanted, ...engine, packed: sent };
        return channel.request("solvePacked", content, tell);
      },
    };
  }

  /** Has several workers search: the one whose turn it is, and others of the pool. */
  async #race(channel: Channel, workers: number, ask: Ask, listen: Listen, tell: Tell): Promise<Answer> {
    const { timeLimit, memoryLimit = DEFAULT_MEMORY } = ask.options;
    const wanted: Wanted = { listen: listen === "none" ? "found" : listen, keep: true };
    const send = (channel: Channel, seed: number, elapsed: number, tell: Tell) => {
      const left = timeLimit === undefined ? undefined : timeLimit - elapsed;
      const options = { ...ask.options, timeLimit: left, memoryLimit: Math.floor(memoryLimit / workers) };
      return ask.send(channel, options, { ...wanted, seed }, tell);
    };
    const prepare = (channel: Channel) => this.#bring(channel, ask.pack(channel));
    const { Race } = await loaded(import("./calls.js"));
    return new Race([channel, ...this.#pool.take(workers - 1)], prepare, send, tell).run();
  }

  write(problem: Program | ProgramText, options: WriteOptions): Promise<Written> {
    return this.#later(problem, ({ write }, problem) => write(this.#caller, problem, options));
  }

  load(problem: Program | ProgramText | ModelObject, options: LoadOptions = {}): Promise<LoadedProgram> {
    return this.#later(problem, ({ load }, problem) => load(this.#caller, problem, options));
  }

  check(
    problem: Program | ProgramText,
    certificate: string | ArrayBuffer | Uint8Array,
    options: CheckOptions = {},
  ): Promise<Verdict> {
    const copy = copied(certificate);
    return this.#later(problem, ({ check }, problem) => check(this.#caller, problem, copy, options));
  }

  /** Makes a call that loads when it is first made. Input is copied before that. */
  #later<P, T>(problem: P, call: (calls: typeof import("./calls.js"), problem: P) => Promise<T>): Promise<T> {
    return this.#checked(async () => {
      const copy = copied(problem);
      const calls = await loaded(import("./calls.js"));
      return this.#checked(() => call(calls, copy));
    });
  }

  models(instance?: Instance): Promise<ModelCard[]> {
    return this.#checked(() => {
      const selection: Selection = instance === undefined ? "all" : [checkInstance(instance)];
      return this.#enqueue(undefined, async (channel) => {
        await this.#loadModels(channel, selection);
        return this.#parts.models.cards(selection);
      });
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#channel?.close();
    this.#channel = undefined;
    this.#pool.close();
    const jobs = this.#running ? [this.#running, ...this.#queue] : [...this.#queue];
    this.#queue.length = 0;
    this.#running = undefined;
    for (const job of jobs) {
      job.release();
      job.reject(disposedError());
    }
  }

  /** For the package's own tests: makes the wasm panic. Not part of the interface. */
  provokePanic(message: string): Promise<never> {
    return this.#enqueue(undefined, async (channel) => {
      const pack = packOfPrograms(channel);
      await this.#bring(channel, pack);
      return channel.request("panic", { pack, message });
    });
  }

  /** Turns what reading the input throws into a rejection, so that no method throws synchronously. */
  async #checked<T>(call: () => Promise<T>): Promise<T> {
    if (this.#disposed) throw disposedError();
    let answer: Promise<T>;
    try {
      answer = call();
    } catch (thrown) {
      throw inputError(thrown);
    }
    return answer;
  }

  #enqueue<T>(
    signal: AbortSignal | undefined,
    run: (channel: Channel) => Promise<T>,
    found?: AbortCause,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(earlyReason(signal));
        return;
      }
      const job: Job = {
        run: async (channel) => {
          await channel.ready;
          // A page's policy may forbid workers, for one.
          if (channel.failure) throw channel.failure;
          if (this.#running === job) resolve(await run(channel));
        },
        reject,
        release: () => signal?.removeEventListener("abort", onAbort),
      };
      const onAbort = () => {
        job.release();
        this.#drop(job);
        if (signal) reject(abortReason(signal, found && Object.keys(found).length > 0 ? found : undefined));
      };
      signal?.addEventListener("abort", onAbort);
      this.#queue.push(job);
      this.#pump();
    });
  }

  /** Takes a job out. A running one cannot be interrupted from outside, so its workers end and another one starts. */
  #drop(job: Job): void {
    if (job === this.#running) {
      const packs = this.#channel?.packs ?? [];
      this.#pool.close();
      this.#channel?.close();
      this.#channel = undefined;
      this.#running = undefined;
      // Starting a worker takes a moment: the caller of the aborted job need not wait for it.
      setTimeout(() => this.#warm(packs), 0);
    } else {
      const position = this.#queue.indexOf(job);
      if (position >= 0) this.#queue.splice(position, 1);
    }
  }

  #pump(): void {
    if (this.#running) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#running = job;
    if (!this.#channel?.isUsable) {
      this.#channel?.close();
      this.#channel = this.#open();
    }
    const finish = () => {
      job.release();
      // After an abort or `dispose` another job, or none, is running.
      if (this.#running !== job) return;
      this.#running = undefined;
      this.#pump();
    };
    job.run(this.#channel).then(finish, (error: unknown) => {
      job.reject(error);
      finish();
    });
  }

  /** Serves the next job, or starts a worker with the packs of the one before ahead of it. */
  #warm(packs: readonly PackName[]): void {
    this.#pump();
    if (this.#disposed || this.#channel) return;
    const channel = this.#open();
    this.#channel = channel;
    for (const pack of packs) this.#bring(channel, pack).catch(() => undefined);
  }

  #open(): Channel {
    return new Channel(this.#parts.open);
  }

  #bring(channel: Channel, pack: PackName): Promise<void> {
    return channel.bring(pack, () => this.#module(pack));
  }

  async #loadModels(channel: Channel, selection: Selection): Promise<void> {
    const { models } = this.#parts;
    for (const file of await models.files(selection)) {
      if (channel.loaded.has(file.position)) continue;
      const { pack, bytes } = file;
      await this.#bring(channel, pack);
      file.card = await channel.request("load", { pack, bytes });
      channel.loaded.add(file.position);
    }
  }

  /** Adds the GPU module where the host may have a use for it. Without it the CPU answers, or a strict call is refused. */
  async #deviceChoice(device: Device, strict: boolean): Promise<DeviceChoice> {
    if (device === "cpu" || !globalThis.navigator?.gpu) return { device, strict };
    try {
      return { device, strict, gpu: await this.#module("gpu") };
    } catch (error) {
      if (strict) throw error;
      return { device, strict };
    }
  }

  /** A module, fetched once. What failed is tried again by the next call: a download may have. */
  async #module(name: ModuleName): Promise<ModuleParts> {
    const parts = this.#modules.get(name) ?? this.#parts.module(name);
    this.#modules.set(name, parts);
    try {
      return await parts;
    } catch (error) {
      this.#modules.delete(name);
      throw error;
    }
  }

  /** The module of the engine that a solve asks for, where that is not the main one. */
  async #engineModule(engine: Engine): Promise<EngineModule> {
    return engine === "microlp" ? { microlp: await this.#module("microlp") } : {};
  }
}

/** The packs that hold nothing of families: they say more of programs, and keep them. */
const OF_PROGRAMS: ReadonlySet<PackName> = new Set(["programs", "kinds", "proof", "strategies"]);

/**
 * Programs are solved by every pack: by one that the channel has, else by the one that holds nothing else; proven by one alone, and so are programs
 * of kinds and what is asked of such solved.
 */
function packOfPrograms(channel: Channel, options?: CheckedOptions, isOfKinds = false): PackName {
  if (options?.certificate) return "proof";
  if (isOfKinds || options?.demand || options?.pool) return "kinds";
  const isAny = options && !options.sensitivity && !options.repair;
  return channel.packs.find((pack) => isAny || OF_PROGRAMS.has(pack)) ?? "programs";
}

/** Keeps the best that a call told, for the `cause` of an abort, and tells of answers where the method has any before the last. */
function remember(
  found: AbortCause,
  listener: Listener | undefined,
  { tellsBounds, tellsAnswers }: Ask,
): Tell {
  const started = performance.now();
  return {
    event: (event) => {
      if (event.type === "incumbent") found.objective = event.objective;
      if (event.type === "bound" && tellsBounds) found.bound = event.bound;
      listener?.tell(event);
    },
    point: (point) => {
      Object.assign(found, point);
      if (!tellsAnswers || point.objective === undefined) return;
      const seconds = (performance.now() - started) / 1000;
      listener?.tell({ type: "answer", seconds, ...point, objective: point.objective });
    },
  };
}

/** A caller's `pace`: what it throws stops the search, and is told when that has stopped. */
function paced(
  pace: NonNullable<SolveOptions["pace"]>,
  workers: number,
  { method, engine, demand, pool }: CheckedOptions,
  decides: boolean,
): { ask: () => Promise<Pace>; check: () => void } {
  if (workers > 1 || method !== "search" || engine !== "hunch" || demand || pool || decides)
    throw new HunchError("not-applicable", "pace is for our own search alone, with one worker", {
      field: "pace",
    });
  let failure: HunchError | undefined;
  const ask = async (): Promise<Pace> => {
    try {
      return await pace();
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      failure = Object.assign(new HunchError("callback", `pace failed: ${reason}`), { cause: thrown });
      return "stop";
    }
  };
  const check = (): void => {
    if (failure) throw failure;
  };
  return { ask, check };
}

/** A copy, as of every input; of what cannot be copied, such as an iterator, the thing itself. */
function copied<T>(problem: T): T {
  try {
    return structuredClone(problem);
  } catch {
    return problem;
  }
}

function disposedError(): HunchError {
  return new HunchError("disposed", "dispose() was called; init() makes a new solver");
}
