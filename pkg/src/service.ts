/** The worker's side: holds the wasm and answers requests. The same code runs in a browser's worker, in Node's, and inline. */

import type { Bindings, Sliced } from "../wasm/hunch_lots.js";
import type { LoadedProgram } from "../wasm/hunch_programs.js";
import type { Strategies } from "../wasm/hunch_strategies.js";
import { checkCertificate } from "./checker.js";
import { type PlainError, toPlain } from "./errors.js";
import { isOfKinds } from "./form.js";
import { importGlue } from "./glue.js";
import type { PackName } from "./generated/modules.js";
import { assertWhole, type Instance, takeInstance } from "./instances.js";
import { bringMicrolp, microlpPanic } from "./microlp.js";
import { type Fallback, Predictor } from "./predictor.js";
import type { PackedProgram } from "./pack.js";
import {
  type Addressed,
  type CheckedOptions,
  isRequest,
  type Message,
  type ModuleParts,
  type Point,
  type Request,
  type Requests,
  type Wanted,
} from "./protocol.js";
import { readText, writeText } from "./reader.js";
import { resolved } from "./resolve.js";
import type { Answer, HunchEvent, ReadWarning } from "./types.js";

/** The glue of a pack: those with families and those for programs alone have parts of their own, and are asked for these alone. */
type Glue = typeof import("../wasm/hunch_lots.js") &
  Pick<typeof import("../wasm/hunch_programs.js"), "LoadedProgram"> &
  Pick<typeof import("../wasm/hunch_strategies.js"), "Strategies">;

/** A pack that runs. */
interface Pack {
  glue: Glue;
  bindings: Bindings;
  predictor: Predictor;
  /** Files of strategies, in the pack that reads them, once there are some. */
  strategies?: Strategies;
  /** What its objects are in. */
  instance: Instance;
  /** Whether the instance has the second engine. */
  hasMicrolp: boolean;
}

export class Service {
  readonly #send: (message: Message) => void;
  readonly #packs = new Map<PackName, Pack>();
  /** Programs that stay, by the client's numbers. */
  readonly #programs = new Map<number, { program: LoadedProgram; instance: Instance }>();
  /** Points of other workers that the running search has not taken up yet. */
  #offers: Float64Array[] = [];
  #isStopped = false;
  /** Names of columns that go with the first question. */
  #untold: string[] | undefined;
  /** Takes the rows that the running search waits for. */
  #takeRows: ((numbers: Float64Array | undefined) => void) | undefined;
  /** Events that wait for others, and when the last ones were sent. */
  #untoldEvents: HunchEvent[] = [];
  #toldAt = 0;
  /** Takes how the running search goes on. */
  #go: ((small: boolean) => void) | undefined;
  /** Requests under way. */
  #running = 0;
  #isClosed = false;

  constructor(send: (message: Message) => void) {
    this.#send = send;
  }

  /** Whether an instance has failed, here or in the hands of another service of this thread. */
  get isStale(): boolean {
    return [...this.#packs.values()].some(({ instance }) => instance.isBroken);
  }

  async handle(request: unknown): Promise<void> {
    if (!isRequest(request)) return;
    if (request.kind === "offer") {
      this.#offers.push(request.values);
      return;
    }
    if (request.kind === "stop") {
      this.#isStopped = true;
      this.#go?.(false);
      return;
    }
    if (request.kind === "go") {
      this.#go?.(request.small);
      return;
    }
    if (request.kind === "rows") {
      this.#takeRows?.(request.numbers);
      return;
    }
    // Notes that came too late were for the request before.
    this.#offers = [];
    this.#isStopped = false;
    this.#running += 1;
    try {
      const value = await this.#answer(request);
      this.#flush();
      this.#send({ type: "done", value });
    } catch (thrown) {
      this.#flush();
      this.#send({ type: "failed", error: this.#describe(thrown, request) });
    } finally {
      this.#running -= 1;
      if (this.#isClosed) this.close();
    }
  }

  /** Frees what it has in its instances: at once, or, where a listener closes the solver that calls it, after the request that runs. */
  close(): void {
    this.#isClosed = true;
    this.#takeRows?.(undefined);
    this.#go?.(false);
    if (this.#running > 0) return;
    for (const { program, instance } of this.#programs.values()) if (!instance.isBroken) program.free();
    this.#programs.clear();
    for (const { bindings, strategies, instance } of this.#packs.values()) {
      instance.users -= 1;
      if (instance.isBroken) continue;
      bindings.free();
      strategies?.free();
    }
    this.#packs.clear();
  }

  /**
   * Passes an event on. Those of nodes and heuristics, of which there may be tens of thousands a second, go together some tens of times a second:
   * each message is a task of the other side.
   */
  #tell(event: HunchEvent): void {
    this.#untoldEvents.push(event);
    const isOften = OFTEN.has(event.type);
    if (!isOften || performance.now() - this.#toldAt > GATHERED) this.#flush();
  }

  /** Sends the events that wait. */
  #flush(): void {
    if (this.#untoldEvents.length === 0) return;
    this.#send({ type: "events", events: this.#untoldEvents });
    this.#untoldEvents = [];
    this.#toldAt = performance.now();
  }

  async #answer(request: Request): Promise<unknown> {
    const started = performance.now();
    const tell = (event: HunchEvent) => this.#tell(event);
    const tellPoint = (point: Point) => this.#send({ type: "point", point });
    const tellFallback = (event: Fallback) =>
      tell({ ...event, seconds: (performance.now() - started) / 1000 });
    if (request.kind === "start") return this.#start(request.pack, request);
    if (request.kind === "check") {
      const { numbers } =
        "packed" in request ? request.packed : await readText(request.reader, request.text, request.reading);
      return checkCertificate(request.checker, numbers, request.certificate);
    }
    if (request.kind === "write") return writeText(request.reader, request.text, request.reading, request.to);
    const pack = this.#packs.get(request.pack);
    if (!pack) throw new Error(`the module ${request.pack} was not started`);
    assertWhole(pack.instance);
    const { bindings, predictor } = pack;
    if ("microlp" in request && request.microlp && !pack.hasMicrolp) {
      await bringMicrolp(request.microlp, pack.glue);
      pack.hasMicrolp = true;
      assertWhole(pack.instance);
    }
    switch (request.kind) {
      case "load":
        return request.pack === "strategies"
          ? strategiesOf(pack).load(request.bytes)
          : predictor.load(request.bytes);
      case "sample":
        return bindings.sample(request.distribution, request.seed);
      case "scenarios":
        return bindings.scenarios(request.instance, request.decision, request.count, request.seed);
      case "predict":
        return predictor.predict(request.instances, request.penalty, request.on, tellFallback);
      case "solve":
        return this.#solve(pack, request, tell, tellPoint, tellFallback);
      case "solvePacked":
        return this.#solvePacked(pack, request.packed, request, tell, tellPoint);
      case "answer": {
        const { numbers, terms, theta, options } = request;
        return strategiesOf(pack).answer(
          numbers,
          terms,
          theta,
          told(options, request, []),
          listenerFor(request, tell),
          keeperFor(request, tellPoint),
        );
      }
      case "answerMany": {
        const { numbers, terms, width, thetas, options, values } = request;
        const found = strategiesOf(pack).answerMany(
          numbers,
          terms,
          width,
          thetas,
          told(options, QUIET, []),
          values,
        );
        const reply = found && {
          statuses: found.statuses,
          objectives: found.objectives,
          bounds: found.bounds,
          values: found.values,
          proofs: found.proofs,
          strategies: found.strategies,
        };
        found?.free();
        return reply;
      }
      case "solveText":
        return this.#solveText(pack, request, tell, tellPoint);
      case "loadProgram":
        return this.#loadProgram(pack, request);
      case "changeProgram":
        return this.#program(request.id).change(request.numbers, request.names);
      case "solveLoaded":
        return this.#program(request.id).solve(
          told(request.options, request, request.columns),
          listenerFor(request, tell),
          keeperFor(request, tellPoint),
        );
      case "solveVariants":
        return this.#solveVariants(request);
      case "explainNode":
        return this.#program(request.id).nodeAccount(request.path, request.best, request.timeLimit);
      case "snapshotProgram":
        return this.#program(request.id).snapshot();
      case "restoreProgram":
        return this.#restoreProgram(pack, request);
      case "unloadProgram":
        this.#program(request.id).free();
        this.#programs.delete(request.id);
        return undefined;
      case "panic":
        return pack.glue.panic(request.message);
    }
  }

  #program(id: number): LoadedProgram {
    const held = this.#programs.get(id);
    if (!held) throw new Error(`the program ${id} was not loaded`);
    assertWhole(held.instance);
    return held.program;
  }

  async #loadProgram(
    { glue, instance }: Pack,
    request: Requests["loadProgram"]["request"] & Addressed,
  ): Promise<Requests["loadProgram"]["reply"]> {
    const read =
      "packed" in request ? request.packed : await readText(request.reader, request.text, request.reading);
    if (isElsewhere(read, request)) return { needs: "kinds" };
    const { numbers, columns, rows } = read;
    const options = told(request.options, QUIET, columns);
    assertWhole(instance);
    const before = this.#programs.get(request.id);
    if (before && !before.instance.isBroken) before.program.free();
    const program = new glue.LoadedProgram(numbers, columns, rows, options);
    this.#programs.set(request.id, { program, instance });
    return { columns, rows, warnings: "warnings" in read ? (read.warnings as ReadWarning[]) : [] };
  }

  #restoreProgram({ glue, instance }: Pack, request: Requests["restoreProgram"]["request"]): void {
    const { id, numbers, columns, rows, options } = request;
    // An empty program: what it is to be follows.
    const program = this.#programs.has(id)
      ? this.#program(id)
      : new glue.LoadedProgram(EMPTY, [], [], told(options, QUIET, []));
    this.#programs.set(id, { program, instance });
    program.restore(numbers, columns, rows);
  }

  #solveVariants(request: Requests["solveVariants"]["request"]): Requests["solveVariants"]["reply"] {
    const { id, numbers, ends, options, values, duals, columns } = request;
    const found = this.#program(id).solveMany(numbers, ends, told(options, QUIET, columns), values, duals);
    const reply = {
      statuses: found.statuses,
      objectives: found.objectives,
      bounds: found.bounds,
      values: found.values,
      duals: found.duals,
    };
    found.free();
    return reply;
  }

  async #start(name: PackName, { module, glue: address }: ModuleParts): Promise<void> {
    const glue = await importGlue<Glue>(address);
    const instance = takeInstance(name, glue, module);
    const bindings = new glue.Bindings();
    const predictor = new Predictor(bindings, instance);
    this.#packs.set(name, { glue, bindings, predictor, instance, hasMicrolp: false });
  }

  /** Where the GPU may be the faster one, it predicts first; else the module predicts by itself. */
  async #solve(
    pack: Pack,
    { instance, options, on, ...wanted }: Requests["solve"]["request"],
    tell: Tell,
    tellPoint: TellPoint,
    tellFallback: (event: Fallback) => void,
  ): Promise<unknown> {
    const { bindings, predictor } = pack;
    const solve = (tell: Tell, outputs?: Float32Array) => {
      return bindings.solveInstance(
        instance,
        told(options, wanted, []),
        listenerFor(wanted, tell),
        keeperFor(wanted, tellPoint),
        outputs,
      );
    };
    if (wanted.seed !== undefined || wanted.paced) {
      const search = bindings.sliceInstance(instance, told(options, wanted, []));
      return this.#inSlices(search, pack.instance, wanted, tell, tellPoint);
    }
    if (on.device === "cpu") return solve(tell);
    const started = performance.now();
    const prediction = await predictor.predict([instance], options.penalty, on, tellFallback);
    assertWhole(pack.instance);
    const elapsed = (performance.now() - started) / 1000;
    const later = (event: HunchEvent) => tell({ ...event, seconds: event.seconds + elapsed });
    const answer = solve(later, prediction.probabilities[0]) as Answer;
    answer.statistics.predictSeconds = prediction.seconds;
    answer.statistics.seconds += elapsed;
    if (prediction.models[0] !== undefined) answer.model = prediction.models[0];
    return answer;
  }

  #solvePacked(
    { bindings, instance }: Pack,
    { numbers, columns, rows }: PackedProgram,
    request: Wanted & { options: CheckedOptions },
    tell: Tell,
    tellPoint: TellPoint,
  ): unknown {
    // Names that are known are only sent on where the answer speaks of them.
    const { explain, repair, sensitivity } = request.options;
    const isNamed = explain || repair || sensitivity || isOfKinds({ numbers });
    const names: [string[], string[]] = isNamed ? [columns, rows] : [[], []];
    const options = told(request.options, request, columns);
    const { demand, pool } = request.options;
    if (pool) {
      // Pools are asked of the module that has them.
      const kinds = bindings as unknown as BindingsOfKinds;
      if (demand) {
        const search = kinds.slicePool(numbers, ...names, options);
        return this.#inSlices(search, instance, request, tell, tellPoint, request.options.timeLimit);
      }
      return kinds.poolPacked(numbers, ...names, options, listenerFor(request, tell));
    }
    if (request.seed === undefined && !demand && !request.paced) {
      return bindings.solvePacked(
        numbers,
        ...names,
        options,
        listenerFor(request, tell),
        keeperFor(request, tellPoint),
      );
    }
    const search = bindings.slicePacked(numbers, ...names, options);
    return this.#inSlices(search, instance, request, tell, tellPoint, request.options.timeLimit);
  }

  async #solveText(
    pack: Pack,
    request: Requests["solveText"]["request"] & Addressed,
    tell: Tell,
    tellPoint: TellPoint,
  ): Promise<Requests["solveText"]["reply"]> {
    const packed = await readText(request.reader, request.text, request.reading);
    if (isElsewhere(packed, request)) return { needs: "kinds" };
    assertWhole(pack.instance);
    if (request.options.demand) this.#untold = packed.columns;
    // The limit is one on the whole: what reading a long text took is not there any more.
    const { timeLimit } = request.options;
    const left = timeLimit === undefined ? undefined : Math.max(0, timeLimit - packed.seconds);
    const asked = { ...request, options: { ...request.options, timeLimit: left } };
    const answer = (await this.#solvePacked(pack, packed, asked, tell, tellPoint)) as Answer;
    answer.columns = packed.columns;
    answer.rows = packed.rows;
    answer.warnings = packed.warnings;
    return answer;
  }

  /** A search in slices: after each it takes up what other workers have found, asks for rows, or stops. */
  async #inSlices(
    search: Sliced | SlicedPool,
    instance: Instance,
    wanted: Wanted,
    tell: Tell,
    tellPoint: TellPoint,
    seconds = Infinity,
  ): Promise<unknown> {
    const end = performance.now() + 1000 * seconds;
    const [listener, keeper] = [listenerFor(wanted, tell), keeperFor(wanted, tellPoint)];
    const pause = new Pause();
    let isSmall = false;
    try {
      this.#send({ type: "scale", maximizes: search.maximizes, constant: search.constant });
      for (;;) {
        if (wanted.paced) {
          isSmall = await this.#askPace();
          if (this.#isStopped || this.#isClosed) break;
        }
        assertWhole(instance);
        const state = search.step(listener, keeper, isSmall ? LEAST_WORK : undefined);
        if (state === FINISHED) break;
        if (state === ASKED) {
          if (await this.#ask(search as SlicedOfKinds | SlicedPool, instance, end)) continue;
          break;
        }
        if (!wanted.paced) await pause.forMessages();
        if (this.#isStopped || this.#isClosed) break;
        // The last one is the best.
        const offer = this.#offers.pop();
        this.#offers = [];
        assertWhole(instance);
        if (offer) search.offer(offer);
      }
      assertWhole(instance);
      return search.answer(listener);
    } finally {
      pause.close();
      if (!instance.isBroken) search.free();
    }
  }

  /** Waits until it is told how to go on; whether with the least piece of work. */
  #askPace(): Promise<boolean> {
    return new Promise((take) => {
      this.#go = take;
      this.#flush();
      this.#send({ type: "pace" });
    });
  }

  /** Asks for rows at the point that the search shows. Whether they came before the time limit. */
  async #ask(search: SlicedOfKinds | SlicedPool, instance: Instance, end: number): Promise<boolean> {
    const columns = this.#untold;
    this.#untold = undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const coming = new Promise<Float64Array | "late" | undefined>((take) => {
      this.#takeRows = take;
      // Timers take no more than 32 bits of milliseconds.
      const left = end - performance.now();
      if (left < 2 ** 31) timer = setTimeout(take, left, "late");
    });
    const question = { values: search.asked(), integral: search.asksIntegral, ...(columns && { columns }) };
    this.#send({ type: "question", question });
    const rows = await coming;
    clearTimeout(timer);
    this.#takeRows = undefined;
    if (!rows) throw UNANSWERED;
    assertWhole(instance);
    if (rows !== "late") search.answerRows(rows);
    return rows !== "late";
  }

  /** What a module said when it panicked; nothing when it ended in another way, such as by running out of memory. */
  #lastPanic(): string | undefined {
    try {
      const said = [...this.#packs.values()].map(({ glue }) => glue.lastPanic());
      return said.find((text) => text !== undefined) ?? microlpPanic();
    } catch {
      return undefined;
    }
  }

  #describe(thrown: unknown, request: Request): PlainError {
    const error = toPlain(thrown);
    if (error.code !== "internal") return error;
    // A panic leaves an instance in an unknown state, for all that have objects in it.
    const failed = "pack" in request && this.#packs.get(request.pack);
    if (failed) failed.instance.isBroken = true;
    return {
      ...error,
      message: `the solver failed and was replaced by a fresh one (${this.#lastPanic() ?? error.message})`,
    };
  }
}

type Tell = (event: HunchEvent) => void;
type TellPoint = (point: Point) => void;

/** What the module `kinds` alone has: several answers, and searches that ask for rows. */
type BindingsOfKinds = import("../wasm/hunch_kinds.js").Bindings;
type SlicedOfKinds = import("../wasm/hunch_kinds.js").Sliced;
type SlicedPool = import("../wasm/hunch_kinds.js").SlicedPool;

/** How a slice ended, as the wasm has it. */
const FINISHED = 0;
const ASKED = 2;

/** Events that come in great numbers, and milliseconds for which they are gathered. */
const OFTEN: ReadonlySet<HunchEvent["type"]> = new Set(["nodeOpened", "nodeClosed", "heuristic"]);
const GATHERED = 30;

/** The least budget: a search ends a slice after any piece of work. */
const LEAST_WORK = 1;

/** Why a search ends whose question nobody answers: whoever was asked knows better. */
const UNANSWERED: PlainError = { code: "callback", message: "no rows came back" };

/** Whether a text that was read is for another pack than the one asked. That of certificates refuses it by name. */
function isElsewhere(program: PackedProgram, { pack }: Addressed): boolean {
  return isOfKinds(program) && pack !== "kinds" && pack !== "strategies" && pack !== "proof";
}

function strategiesOf(pack: Pack): Strategies {
  pack.strategies ??= new pack.glue.Strategies();
  return pack.strategies;
}

/** What wants to hear nothing. */
const QUIET: Wanted = { listen: "none", keep: false };
/** A packed program without columns and rows. */
const EMPTY = new Float64Array([1, 0, 0, 0, 0, 0, 0]);

/** The options as the module reads them: hints by index, with the seed of one of several workers, and with what the listener wants to hear, so that nothing else is made. */
function told(options: CheckedOptions, { seed, listen }: Wanted, columns: readonly string[]) {
  const { start, probabilities, priorities, ...plain } = options;
  return {
    ...plain,
    foundOnly: listen === "found",
    ...(seed === undefined ? {} : { seed }),
    ...(start && { start: resolved(start, columns, "start") }),
    ...(probabilities && { probabilities: resolved(probabilities, columns, "probabilities") }),
    ...(priorities && { priorities: resolved(priorities, columns, "priorities") }),
  };
}

/** Lets the event loop take messages. A timer would wait for some milliseconds, which browsers grant timers at the least. */
class Pause {
  readonly #channel = new MessageChannel();

  forMessages(): Promise<void> {
    return new Promise((resolve) => {
      this.#channel.port1.onmessage = () => resolve();
      this.#channel.port2.postMessage(undefined);
    });
  }

  close(): void {
    this.#channel.port1.close();
  }
}

function listenerFor({ listen }: Wanted, tell: Tell): Tell | undefined {
  return listen === "none" ? undefined : tell;
}

function keeperFor({ keep }: Wanted, tellPoint: TellPoint): TellPoint | undefined {
  return keep ? tellPoint : undefined;
}
