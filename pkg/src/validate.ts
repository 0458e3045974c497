/**
 * Checks of what callers pass in: types here, numbers in the wasm, so that each rule stands in one place.
 * Everything is copied into fresh typed arrays: a caller may change its own arrays while a solve runs.
 */

import { HunchError } from "./errors.js";
import type { CheckedInstance, CheckedOptions, CheckedRobust } from "./protocol.js";
import { LONGEST_TEXT } from "./text.js";
import type { Device, Distribution, Engine, InitOptions, Instance, Method, Numbers, Program, ProgramText, Radii, RobustDecision, RobustInstance, RobustKnapsackInstance, SolveOptions, TextFormat, UncertaintySet } from "./types.js";

/** Longest array of an instance: ten times the longest published horizon, as in the wasm. */
const LONGEST_ARRAY = 10_000;
/** Most columns and most rows of a program: what a tab's memory can be trusted with. The wasm holds texts to the same limit. */
const MOST_COLUMNS = 1_000_000;
const MOST_ROWS = 1_000_000;
/** Most instances of one `predict`. */
const LARGEST_BATCH = 65_536;

/** Most numbers of a matrix of an instance; the wasm says which shapes it takes. */
const LONGEST_MATRIX = 1_000_000;
/** Most cases of one `scenarios`, as in the wasm. */
const MOST_SCENARIOS = 1_000_000;

const FAMILIES: Record<Instance["family"], true> = { clsp: true, "robust-knapsack": true, "robust-inventory": true };
const SETS: Record<UncertaintySet, true> = { box: true, ellipsoid: true };
const DOMAINS: Record<RobustKnapsackInstance["domain"], true> = { continuous: true, binary: true };
const METHODS: Record<Method, true> = { guess: true, search: true, exact: true, start: true, cuts: true };
const ENGINES: Record<Engine, true> = { microlp: true, hunch: true };
const FORMATS: Record<TextFormat, true> = { mps: true, lp: true, json: true };
const EVENTS: Record<"all" | "found", true> = { all: true, found: true };
const DEVICES: Record<Device, true> = { auto: true, cpu: true, webgpu: true };

/** The default level: the paper's balance of time, infeasibility and gap. */
const DEFAULT_LEVEL = 85;
/** Between bold and cautious, as in the wasm. */
const DEFAULT_PENALTY = 10;

/** Most workers of one solve: beyond it, strategies repeat and memory is divided too finely. */
const MOST_WORKERS = 32;

/** Bytes that a search cannot do without; the wasm has the same limit. */
const LEAST_MEMORY = 2 ** 20;

export function isProgram(problem: Instance | Program | ProgramText): problem is Program {
  return isObject(problem) && "format" in problem;
}

export function isText(problem: Instance | Program | ProgramText): problem is ProgramText {
  return typeof problem === "string" || problem instanceof ArrayBuffer || problem instanceof Uint8Array;
}

/** The bytes of a text, copied; unpacking and reading come later. */
export function checkText(text: ProgramText): Uint8Array {
  const length = typeof text === "string" ? text.length : text.byteLength;
  if (length > LONGEST_TEXT) throw tooLong("text", { length }, LONGEST_TEXT);
  if (typeof text === "string") return new TextEncoder().encode(text);
  return text instanceof ArrayBuffer ? new Uint8Array(text.slice(0)) : text.slice();
}

export function checkFormat(format: TextFormat | undefined): TextFormat | undefined {
  if (format !== undefined && !oneOf(FORMATS, format)) throw invalid("format", format, list(FORMATS));
  return format;
}

export function checkInstance(instance: Instance, path = ""): CheckedInstance {
  if (!isObject(instance)) throw invalid(path || "instance", instance, "an object with a family, such as { family: \"clsp\", … }");
  const at = (name: string) => (path ? `${path}.${name}` : name);
  if (isRobust(instance)) return checkRobust(instance, path);
  if (instance.family !== "clsp") throw invalid(at("family"), (instance as { family: unknown }).family, list(FAMILIES));
  return {
    family: "clsp",
    demand: numbers(instance.demand, at("demand")),
    capacity: numbers(instance.capacity, at("capacity")),
    productionCost: numbers(instance.productionCost, at("productionCost")),
    setupCost: numbers(instance.setupCost, at("setupCost")),
    holdingCost: numbers(instance.holdingCost, at("holdingCost")),
  };
}

/** Whether an instance, of any family or none, says that it is robust. */
export function isRobust(instance: Instance): instance is RobustInstance {
  return instance.family === "robust-knapsack" || instance.family === "robust-inventory";
}

export function checkRobust(instance: RobustInstance, path = ""): CheckedRobust {
  if (!isObject(instance)) throw invalid(path || "instance", instance, "an object with a family, such as { family: \"robust-knapsack\", … }");
  const at = (name: string) => (path ? `${path}.${name}` : name);
  if (!isRobust(instance)) throw invalid(at("family"), (instance as { family: unknown }).family, '"robust-knapsack" or "robust-inventory"');
  const { set, rho } = instance;
  if (!oneOf(SETS, set)) throw invalid(at("set"), set, list(SETS));
  if (typeof rho !== "number") throw invalid(at("rho"), rho, "a number");
  const matrix = (values: Numbers, name: string) => numbers(values, at(name), LONGEST_MATRIX);
  const vector = (values: Numbers, name: string) => numbers(values, at(name));
  if (instance.family === "robust-knapsack") {
    const { family, domain } = instance;
    if (!oneOf(DOMAINS, domain)) throw invalid(at("domain"), domain, list(DOMAINS));
    const weights = matrix(instance.weights, "weights");
    return { family, values: vector(instance.values, "values"), weights, capacities: vector(instance.capacities, "capacities"), set, rho, domain };
  }
  const { family, capacity } = instance;
  if (typeof capacity !== "number") throw invalid(at("capacity"), capacity, "a number");
  return {
    family,
    revenue: vector(instance.revenue, "revenue"),
    cost: vector(instance.cost, "cost"),
    demand: vector(instance.demand, "demand"),
    sensitivity: matrix(instance.sensitivity, "sensitivity"),
    factors: vector(instance.factors, "factors"),
    upper: vector(instance.upper, "upper"),
    capacity,
    set,
    rho,
  };
}

/** The numbers of a decision in one array: `x`, then `y0` and `y` if the family has them. */
export function checkDecision(instance: CheckedRobust, decision: RobustDecision): Float64Array {
  if (!isObject(decision)) throw invalid("decision", decision, "an object with x (and y0 and y for robust-inventory)");
  const names = instance.family === "robust-knapsack" ? (["x"] as const) : (["x", "y0", "y"] as const);
  const parts = names.map((name) => numbers(decision[name] as Float64Array, `decision.${name}`, LONGEST_MATRIX));
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    joined.set(part, place);
    place += part.length;
  }
  return joined;
}

export function checkScenarios(count: number, seed: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MOST_SCENARIOS) throw invalid("count", count, `a whole number from 1 to ${MOST_SCENARIOS}`);
  checkSeed(seed);
}

export function checkPenalty(penalty: number = DEFAULT_PENALTY): number {
  if (!(typeof penalty === "number" && penalty > 0 && penalty < Infinity)) throw invalid("penalty", penalty, "a finite number above 0");
  return penalty;
}

export function checkInstances(instances: readonly Instance[]): CheckedInstance[] {
  if (instances.length > LARGEST_BATCH) throw tooLong("instances", instances, LARGEST_BATCH);
  return instances.map((instance, k) => checkInstance(instance, `instances[${k}]`));
}

/** A program is read in the wasm, field by field; here only what must hold before it is copied to the worker. */
export function checkProgram(program: Program): Program {
  const { columns, rows } = program;
  if (!Array.isArray(columns)) throw invalid("columns", columns, "an array");
  if (!Array.isArray(rows)) throw invalid("rows", rows, "an array");
  if (columns.length > MOST_COLUMNS) throw tooLong("columns", columns, MOST_COLUMNS);
  if (rows.length > MOST_ROWS) throw tooLong("rows", rows, MOST_ROWS);
  return program;
}

export function checkSolveOptions(options: SolveOptions, isInstance: boolean): CheckedOptions {
  const { timeLimit, level = DEFAULT_LEVEL, engine = "hunch", method = isInstance ? "guess" : "search", explain = false, memoryLimit } = options;
  if (!oneOf(METHODS, method)) throw invalid("method", method, list(METHODS));
  if (!oneOf(ENGINES, engine)) throw invalid("engine", engine, list(ENGINES));
  if (timeLimit !== undefined && !(typeof timeLimit === "number" && timeLimit > 0)) {
    throw invalid("timeLimit", timeLimit, "a number of seconds above 0");
  }
  if (!(typeof level === "number" && level > 0 && level <= 100)) {
    throw invalid("level", level, "a percentage above 0 and at most 100");
  }
  if (typeof explain !== "boolean") throw invalid("explain", explain, "true or false");
  if (memoryLimit !== undefined && !(Number.isSafeInteger(memoryLimit) && memoryLimit >= LEAST_MEMORY)) {
    throw invalid("memoryLimit", memoryLimit, `a whole number of bytes from ${LEAST_MEMORY}`);
  }
  if (!isInstance && method !== "search") {
    throw new HunchError("not-applicable", `method is "${method}"; a program of no family can only be solved by "search"`, {
      field: "method",
      value: method,
    });
  }
  const penalty = checkPenalty(options.penalty);
  return { method, engine, timeLimit: timeLimit === Infinity ? undefined : timeLimit, level, penalty, explain, memoryLimit };
}

/** How many workers a solve asks for. The other options have been checked. */
export function checkWorkers(workers: number | undefined, { method, engine }: CheckedOptions, isRobust: boolean, hasThreads: boolean): number {
  if (workers === undefined || workers === 1) return 1;
  if (!(Number.isSafeInteger(workers) && workers >= 1 && workers <= MOST_WORKERS)) {
    throw invalid("workers", workers, `a whole number from 1 to ${MOST_WORKERS}`);
  }
  if (!hasThreads) throw invalid("workers", workers, "1, for this solver was made with `worker: false`");
  if (method === "search" && engine === "hunch" && !isRobust) return workers;
  const message = `workers is ${workers}; several of them take a program or a lot-sizing instance, the method "search" and the engine "hunch"`;
  throw new HunchError("not-applicable", message, { field: "workers", value: String(workers) });
}

export function checkEvents(events: SolveOptions["events"]): "all" | "found" {
  if (events !== undefined && !oneOf(EVENTS, events)) throw invalid("events", events, list(EVENTS));
  return events ?? "all";
}

export function checkDevice(device: Device | undefined, fallback: Device): Device {
  if (device === undefined) return fallback;
  if (!oneOf(DEVICES, device)) throw invalid("device", device, list(DEVICES));
  return device;
}

export function checkDistribution(distribution: Distribution, seed: number): Distribution {
  if (!isObject(distribution)) throw invalid("distribution", distribution, "an object with a family and its sizes");
  checkSeed(seed);
  switch (distribution.family) {
    case "clsp": {
      const { family, c, f, horizon } = distribution;
      checkCounts({ c, f, horizon });
      return { family, c, f, horizon };
    }
    case "robust-knapsack": {
      const { family, items, rows, set, domain, rho } = distribution;
      checkCounts({ items, rows });
      if (!oneOf(DOMAINS, domain)) throw invalid("domain", domain, list(DOMAINS));
      return { family, items, rows, ...checkUncertainty(set, rho), domain };
    }
    case "robust-inventory": {
      const { family, retailers, factors, set, rho } = distribution;
      checkCounts({ retailers, factors });
      return { family, retailers, factors, ...checkUncertainty(set, rho) };
    }
    default:
      throw invalid("family", (distribution as { family: unknown }).family, list(FAMILIES));
  }
}

function checkCounts(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1 || value > 0xffff_ffff) throw invalid(name, value, "a whole number from 1");
  }
}

function checkUncertainty(set: UncertaintySet, rho: Radii): { set: UncertaintySet; rho: Radii } {
  if (!oneOf(SETS, set)) throw invalid("set", set, list(SETS));
  if (!isObject(rho)) throw invalid("rho", rho, "an object with low and high");
  const { low, high } = rho;
  for (const [name, value] of Object.entries({ "rho.low": low, "rho.high": high })) {
    if (typeof value !== "number") throw invalid(name, value, "a number");
  }
  return { set, rho: { low, high } };
}

function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) throw invalid("seed", seed, "a whole number from 0 to 2^53 - 1");
}

export function checkInitOptions(options: InitOptions): void {
  if (!isObject(options)) throw invalid("options", options, "an object");
  checkDevice(options.device, "cpu");
  if (options.weights !== undefined && !Array.isArray(options.weights)) {
    throw invalid("weights", options.weights, "an array of URLs or bytes");
  }
}

function numbers(values: Numbers, path: string, longest = LONGEST_ARRAY): Float64Array {
  // Already what is wanted: a copy is all that is left to do, which matters for batches of thousands.
  if (values instanceof Float64Array && values.length <= longest) return values.slice();
  if (!Array.isArray(values) && !isTypedArray(values)) throw invalid(path, values, "an array of numbers");
  if (values.length > longest) throw tooLong(path, values, longest);
  const checked = new Float64Array(values.length);
  for (let k = 0; k < values.length; k++) {
    const value: unknown = values[k];
    if (typeof value !== "number") throw invalid(`${path}[${k}]`, value, "a number");
    checked[k] = value;
  }
  return checked;
}

function isTypedArray(values: unknown): boolean {
  return ArrayBuffer.isView(values) && !(values instanceof DataView);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function oneOf<K extends string>(names: Record<K, true>, name: unknown): name is K {
  return typeof name === "string" && Object.hasOwn(names, name);
}

function list(names: Record<string, true>): string {
  return Object.keys(names).map((name) => `"${name}"`).join(", ");
}

/** Longest text of a value in a message. */
const LONGEST_VALUE = 80;

function invalid(field: string, found: unknown, expected: string): HunchError {
  const value = describe(found);
  return new HunchError("invalid-input", `${field} is ${value}; it must be ${expected}`, { field, value });
}

function tooLong(field: string, array: { length: number }, limit: number): HunchError {
  const value = `${array.length} entries`;
  return new HunchError("invalid-input", `${field} has ${value}; it must have at most ${limit}`, { field, value });
}

function describe(value: unknown): string {
  let text: string;
  try {
    text = typeof value === "object" && value !== null ? (JSON.stringify(value) ?? "an object") : typeof value === "string" ? JSON.stringify(value) : String(value);
  } catch {
    text = "an object";
  }
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
