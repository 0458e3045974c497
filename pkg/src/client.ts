/** The object that `init` returns: a queue of calls over a channel that is replaced when a call is aborted or the module fails. */

import { type Ask, Asks, copied, packOfPrograms } from "./ask.js";
import type { Caller } from "./calls.js";
import { Channel, type Tell } from "./channel.js";
import { abortReason, earlyReason, HunchError, inputError, loaded } from "./errors.js";
import { checkDecision, checkDistribution, checkInstance, checkUncertain, familyOf } from "./families.js";
import type { PackName } from "./generated/modules.js";
import { withInsight } from "./insight.js";
import { Listener } from "./listener.js";
import { Means, type Parts } from "./means.js";
import type { Selection } from "./models.js";
import { Pool } from "./pool.js";
import { inOrder } from "./predictions.js";
import type {
  CheckedInstance,
  CheckedOptions,
  DeviceChoice,
  Listen,
  Predictions,
  Wanted,
} from "./protocol.js";
import type {
  AbortCause,
  Answer,
  CheckOptions,
  Decision,
  Distribution,
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
  checkWorkers,
  isModelObject,
  isProgram,
  isText,
} from "./validate.js";

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

export class Client implements Hunch {
  readonly #means: Means;
  readonly #asks: Asks;
  readonly #queue: Job[] = [];
  #channel: Channel | undefined;
  readonly #pool = new Pool(() => this.#open());
  #running: Job | undefined;
  #disposed = false;

  /** What calls ask of this that load when they are first made. */
  readonly #caller: Caller = {
    enqueue: (signal, run, found, pack) =>
      this.#enqueue(
        signal,
        async (channel) => {
          await this.#means.bring(channel, pack ?? packOfPrograms(channel));
          return run(channel);
        },
        found,
      ),
    bring: (channel, pack) => this.#means.bring(channel, pack),
    checked: (call) => this.#checked(call),
    pack: (channel) => packOfPrograms(channel),
    module: (name) => this.#means.module(name),
    learned: async (channel) => {
      if (!this.#means.parts.models.hasStrategies) return false;
      await this.#means.loadModels(channel, "strategies");
      return true;
    },
  };

  constructor(parts: Parts) {
    this.#means = new Means(parts);
    this.#asks = new Asks(this.#means);
  }

  /** Waits until the packs asked for run, and the weights that the caller gave are loaded and checked. */
  async start(): Promise<void> {
    await this.#enqueue(undefined, async (channel) => {
      for (const pack of this.#means.parts.preload) await this.#means.bring(channel, pack);
      await this.#means.loadModels(channel, "given");
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
        await this.#means.bring(channel, pack);
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
        await this.#means.bring(channel, pack);
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
        await this.#means.loadModels(channel, instances);
        const on = await this.#means.deviceChoice(device ?? this.#means.parts.device, device === "webgpu");
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
      await this.#means.bring(channel, pack);
      const own = instances.filter((_, k) => packs[k] === pack);
      groups.set(pack, await channel.request("predict", { pack, instances: own, ...asked }, tell));
    }
    return inOrder(packs, groups);
  }

  solve<P extends Problem>(problem: P, options: SolveOptions = {}): Promise<Answer<P>> {
    return this.#checked(() => {
      const isInstance = !isText(problem) && !isProgram(problem) && !isModelObject(problem);
      const given = checkSolveOptions(options, isInstance);
      const ask = this.#asks.of(problem, given.checked, given.reading);
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
      checkWorkers(workers, checked, ask.decides, this.#means.parts.hasThreads);
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
          if (isAlone) await this.#means.bring(channel, ask.pack(channel));
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

  /** Has several workers search: the one whose turn it is, and others of the pool. */
  async #race(channel: Channel, workers: number, ask: Ask, listen: Listen, tell: Tell): Promise<Answer> {
    const { timeLimit, memoryLimit = DEFAULT_MEMORY } = ask.options;
    const wanted: Wanted = { listen: listen === "none" ? "found" : listen, keep: true };
    const send = (channel: Channel, seed: number, elapsed: number, tell: Tell) => {
      const left = timeLimit === undefined ? undefined : timeLimit - elapsed;
      const options = { ...ask.options, timeLimit: left, memoryLimit: Math.floor(memoryLimit / workers) };
      return ask.send(channel, options, { ...wanted, seed }, tell);
    };
    const prepare = (channel: Channel) => this.#means.bring(channel, ask.pack(channel));
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
        await this.#means.loadModels(channel, selection);
        return this.#means.parts.models.cards(selection);
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
      await this.#means.bring(channel, pack);
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
    for (const pack of packs) this.#means.bring(channel, pack).catch(() => undefined);
  }

  #open(): Channel {
    return new Channel(this.#means.parts.open);
  }
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

function disposedError(): HunchError {
  return new HunchError("disposed", "dispose() was called; init() makes a new solver");
}
