/**
 * Checks of what callers pass in, by tables (`schema.ts` says how they are read). Everything is copied: a caller may change its own arrays
 * while a solve runs. The tables of instances are in `generated/families.ts`, programs are read in `pack.ts`.
 */

import { HunchError } from "./errors.js";
import { checkInstance, FAMILY_NAMES } from "./families.js";
import { MODULE_NAMES, type ModuleName } from "./generated/modules.js";
import { byColumn } from "./hints.js";
import { METHOD_NAMES } from "./methods.js";
import { LONE_SURROGATE } from "./names.js";
import type { CheckedInstance, CheckedOptions } from "./protocol.js";
import {
  checkLength,
  choice,
  fieldsOf,
  flag,
  INFINITE,
  invalid,
  isObject,
  list,
  number,
  object,
  optional,
  own,
  type Read,
  read,
  type Rule,
  rule,
  whole,
} from "./schema.js";
import { LONGEST_TEXT } from "./text.js";
import type {
  InitOptions,
  Instance,
  ModelObject,
  PoolOptions,
  PredictOptions,
  Program,
  ProgramText,
  SolveOptions,
} from "./types.js";

/** Most instances of one `predict`. */
const LARGEST_BATCH = 65_536;
/** Most cases of one `scenarios`, as in the wasm. */
const MOST_SCENARIOS = 1_000_000;
/** Most weights files of one solver: far above the models that there are. */
const MOST_WEIGHTS = 1_000;

/** The default level: the paper's balance of time, infeasibility and gap. */
const DEFAULT_LEVEL = 85;
/** Between bold and cautious, as in the wasm. */
const DEFAULT_PENALTY = 10;
/** Most workers of one solve: beyond it, strategies repeat and memory is divided too finely. */
const MOST_WORKERS = 32;
/** Most answers of one solve: each is kept with all its values. */
const MOST_ANSWERS = 10_000;
/** A relative gap that any answer closes. */
const MOST_GAP = 1;
/** Strategies are named by 32 bits. */
const MOST_SEED = 2 ** 32 - 1;
/** Bytes that a search cannot do without; the wasm has the same limit. */
const LEAST_MEMORY = 2 ** 20;

export const textFormat = choice("mps", "lp", "json", "mof");
const device = choice("auto", "cpu", "webgpu");
const isBytes = (value: unknown) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
const isAddress = (value: unknown) => typeof value === "string" || value instanceof URL;
type WasmSource = WebAssembly.Module | string | URL | BufferSource;
const wasm = rule<WasmSource>(
  "a URL, bytes or a compiled module",
  (value) => isAddress(value) || isBytes(value) || value instanceof WebAssembly.Module,
);
const weights = rule<string | URL | ArrayBuffer | Uint8Array>(
  "a URL or bytes",
  (value) => isAddress(value) || value instanceof ArrayBuffer || value instanceof Uint8Array,
);

/** Whatever keeps to the part of the interface that is used: hosts and tests have signals of their own. */
const signal = rule<AbortSignal>("an AbortSignal", (value) => {
  if (!isObject(value)) return false;
  const { aborted, addEventListener, removeEventListener } = value as AbortSignal;
  return (
    typeof aborted === "boolean" &&
    typeof addEventListener === "function" &&
    typeof removeEventListener === "function"
  );
});
const isFunction = (value: unknown) => typeof value === "function";
const listener = rule<NonNullable<SolveOptions["onEvent"]>>("a function", isFunction);
const pacer = rule<NonNullable<SolveOptions["pace"]>>("a function", isFunction);
const callback = rule<NonNullable<SolveOptions["rows"]>>("a function", isFunction);

/** Above 0, and finite: what a guess is multiplied with. */
const penalty = number({ low: 0, high: Number.MAX_VALUE, above: true });

export type OptionsTable<T> = { [K in keyof Required<T>]: Rule<unknown> };

const BY_NAME = "an object of URLs, bytes or compiled modules, each under its module's name";
const MODULES = Object.fromEntries(MODULE_NAMES.map((name) => [name, optional(wasm)])) as Record<
  ModuleName,
  Rule<WasmSource | undefined>
>;

/** A URL or bytes by themselves are objects too, without fields: they would count as no module at all. */
const wasmOfModules: Rule<Read<typeof MODULES>> = {
  expected: BY_NAME,
  read: (value, path) => {
    if (Object.prototype.toString.call(value) !== "[object Object]") throw invalid(path, value, BY_NAME);
    return object(MODULES, BY_NAME).read(value, path);
  },
};

const INIT = {
  wasm: optional(wasmOfModules),
  preload: optional(list(choice("programs", "kinds", ...FAMILY_NAMES), FAMILY_NAMES.length + 2)),
  weights: optional(list(weights, MOST_WEIGHTS)),
  device: optional(device, "cpu"),
  worker: optional(flag, true),
} satisfies OptionsTable<InitOptions>;

const POOL = {
  count: whole({ low: 1, high: MOST_ANSWERS }),
  relativeGap: optional(number({ low: 0, high: Number.MAX_VALUE })),
  absoluteGap: optional(number({ low: 0, high: Number.MAX_VALUE })),
} satisfies OptionsTable<PoolOptions>;

export const SOLVE = {
  signal: optional(signal),
  onEvent: optional(listener),
  events: optional(choice("all", "found"), "all"),
  timeLimit: optional(number({ low: 0, high: Infinity, unit: "seconds", above: true })),
  level: optional(number({ low: 0, high: 100, unit: "percent", above: true }), DEFAULT_LEVEL),
  relativeGap: optional(number({ low: 0, high: MOST_GAP })),
  absoluteGap: optional(number({ low: 0, high: Number.MAX_VALUE })),
  method: optional(choice(...METHOD_NAMES), "auto"),
  penalty: optional(penalty, DEFAULT_PENALTY),
  engine: optional(choice("hunch", "microlp"), "hunch"),
  format: optional(textFormat),
  strict: optional(flag, false),
  explain: optional(flag, false),
  memoryLimit: optional(whole({ low: LEAST_MEMORY, high: Number.MAX_SAFE_INTEGER, unit: "bytes" })),
  workers: optional(whole({ low: 1, high: MOST_WORKERS }), 1),
  start: optional(byColumn(-INFINITE, INFINITE, true)),
  probabilities: optional(byColumn(0, 1, false)),
  priorities: optional(byColumn(-INFINITE, INFINITE, false)),
  nodeLimit: optional(whole({ low: 1, high: Number.MAX_SAFE_INTEGER, unit: "nodes" })),
  seed: optional(whole({ low: 0, high: MOST_SEED }), 0),
  sensitivity: optional(flag, false),
  repair: optional(flag, false),
  certificate: optional(flag, false),
  rows: optional(callback),
  pace: optional(pacer),
  rowsAt: optional(choice("integral", "all"), "integral"),
  pool: optional(object(POOL, "an object { count, relativeGap?, absoluteGap? }")),
} satisfies OptionsTable<SolveOptions>;

/** Options that speak of a program's own columns and rows. */
const OF_PROGRAMS = [
  "start",
  "probabilities",
  "priorities",
  "sensitivity",
  "certificate",
  "demand",
  "pool",
] as const;

const PREDICT = {
  signal: optional(signal),
  device: optional(device),
  penalty: optional(penalty, DEFAULT_PENALTY),
  onEvent: optional(listener),
} satisfies OptionsTable<PredictOptions>;

export const OPTIONS = "an object, or left out";

export function checkInitOptions(options: InitOptions) {
  return read(options, INIT, OPTIONS, "", "options");
}

export function checkPredictOptions(options: PredictOptions) {
  return read(options, PREDICT, OPTIONS, "", "options");
}

/** Which of a program, a text and an instance the options are for decides what some of them may be. */
export function checkSolveOptions(given: SolveOptions, isInstance: boolean) {
  const { signal, onEvent, events, format, strict, workers, rows, rowsAt, pace, ...others } = read(
    given,
    SOLVE,
    OPTIONS,
    "",
    "options",
  );
  const options = { ...others, demand: rows && rowsAt };
  const { timeLimit } = options;
  // What has no family is searched.
  const method = options.method === "auto" && !isInstance ? "search" : options.method;
  if (!isInstance && method !== "search") {
    const message = `method is "${method}"; a program of no family can only be solved by "search" or "auto"`;
    throw new HunchError("not-applicable", message, { field: "method", value: method });
  }
  const foreign = OF_PROGRAMS.find((name) => isInstance && options[name]);
  if (foreign) {
    const name = foreign === "demand" ? "rows" : foreign;
    const message = `${name} is for programs; an instance of a family has no columns and rows of its own`;
    throw new HunchError("not-applicable", message, { field: name });
  }
  const checked: CheckedOptions = {
    ...options,
    method,
    timeLimit: timeLimit === Infinity ? undefined : timeLimit,
  };
  return { signal, onEvent, events, reading: { format, strict }, workers, rows, pace, checked };
}

/** Whether several workers can search. The options have been checked each by itself. */
export function checkWorkers(
  workers: number,
  { method, engine }: CheckedOptions,
  decides: boolean,
  hasThreads: boolean,
): void {
  if (workers === 1) return;
  if (!hasThreads) throw invalid("workers", workers, "1, for this solver was made with `worker: false`");
  if (method === "search" && engine === "hunch" && !decides) return;
  const message = `workers is ${workers}; several of them take a program or a lot-sizing instance, the method "search" and the engine "hunch"`;
  throw new HunchError("not-applicable", message, { field: "workers", value: String(workers) });
}

/** Whether a problem is a program as an object, by the fields that no instance has. */
export function isProgram(problem: unknown): problem is Program {
  return isObject(problem) && ["format", "columns", "rows"].some((name) => own(problem, name) !== undefined);
}

/** Whether a problem is a model of javascript-lp-solver or YALPS, by the fields that all of them have and nothing else does. */
export function isModelObject(problem: unknown): problem is ModelObject {
  if (!isObject(problem)) return false;
  const has = (name: string) => own(problem, name) !== undefined;
  return (
    has("variables") &&
    (has("constraints") || has("optimize") || has("direction")) &&
    !has("format") &&
    !has("family")
  );
}

export function isText(problem: unknown): problem is ProgramText {
  return typeof problem === "string" || problem instanceof ArrayBuffer || problem instanceof Uint8Array;
}

/** The bytes of a text, copied; unpacking and reading come later. */
export function checkText(text: ProgramText, field = "text"): Uint8Array {
  if (typeof text !== "string") {
    checkLength(field, text.byteLength, LONGEST_TEXT);
    return text instanceof ArrayBuffer ? new Uint8Array(text.slice(0)) : new Uint8Array(text);
  }
  checkLength(field, text.length, LONGEST_TEXT);
  const place = text.search(LONE_SURROGATE);
  if (place >= 0)
    throw invalid(field, text.charAt(place), `text without half characters (there is one at unit ${place})`);
  return new TextEncoder().encode(text);
}

const COUNT = whole({ low: 1, high: MOST_SCENARIOS });
const SEED = whole({ low: 0, high: Number.MAX_SAFE_INTEGER });

export function checkCount(count: number): number {
  return COUNT.read(count, "count");
}

export function checkSeed(seed: number): number {
  return SEED.read(seed, "seed");
}

export function checkInstances(instances: readonly Instance[]): CheckedInstance[] {
  checkLength("instances", instances.length, LARGEST_BATCH);
  fieldsOf(instances, "instances");
  return Array.from(instances, (instance, k) => checkInstance(instance, `instances[${k}]`));
}
