/**
 * Checks of what callers pass in: types here, numbers in the wasm, so that each rule stands in one place.
 * Everything is copied into fresh typed arrays: a caller may change its own arrays while a solve runs.
 */

import { HunchError } from "./errors.js";
import type { CheckedClsp, CheckedOptions } from "./protocol.js";
import { LONGEST_TEXT } from "./text.js";
import type { ClspDistribution, Device, Engine, InitOptions, Instance, Method, Numbers, Program, ProgramText, SolveOptions, TextFormat } from "./types.js";

/** Longest array of an instance: ten times the longest published horizon, as in the wasm. */
const LONGEST_ARRAY = 10_000;
/** Most columns and most rows of a program: what a tab's memory can be trusted with. The wasm holds texts to the same limit. */
const MOST_COLUMNS = 1_000_000;
const MOST_ROWS = 1_000_000;
/** Most instances of one `predict`. */
const LARGEST_BATCH = 65_536;

const METHODS: Record<Method, true> = { guess: true, search: true, exact: true, start: true, cuts: true };
const ENGINES: Record<Engine, true> = { microlp: true, hunch: true };
const FORMATS: Record<TextFormat, true> = { mps: true, lp: true, json: true };
const DEVICES: Record<Device, true> = { auto: true, cpu: true, webgpu: true };

/** The default level: the paper's balance of time, infeasibility and gap. */
const DEFAULT_LEVEL = 85;

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

export function checkInstance(instance: Instance, path = ""): CheckedClsp {
  if (!isObject(instance)) throw invalid(path || "instance", instance, "an object with a family, such as { family: \"clsp\", … }");
  const at = (name: string) => (path ? `${path}.${name}` : name);
  if (instance.family !== "clsp") throw invalid(at("family"), instance.family, '"clsp"');
  return {
    family: "clsp",
    demand: numbers(instance.demand, at("demand")),
    capacity: numbers(instance.capacity, at("capacity")),
    productionCost: numbers(instance.productionCost, at("productionCost")),
    setupCost: numbers(instance.setupCost, at("setupCost")),
    holdingCost: numbers(instance.holdingCost, at("holdingCost")),
  };
}

export function checkInstances(instances: readonly Instance[]): CheckedClsp[] {
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
  return { method, engine, timeLimit: timeLimit === Infinity ? undefined : timeLimit, level, explain, memoryLimit };
}

export function checkDevice(device: Device | undefined, fallback: Device): Device {
  if (device === undefined) return fallback;
  if (!oneOf(DEVICES, device)) throw invalid("device", device, list(DEVICES));
  return device;
}

export function checkDistribution(distribution: ClspDistribution, seed: number): ClspDistribution {
  if (!isObject(distribution)) throw invalid("distribution", distribution, "an object with family, c, f and horizon");
  const { family, c, f, horizon } = distribution;
  if (family !== "clsp") throw invalid("family", family, '"clsp"');
  for (const [name, value] of Object.entries({ c, f, horizon })) {
    if (!Number.isInteger(value) || value < 1 || value > 0xffff_ffff) throw invalid(name, value, "a whole number from 1");
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw invalid("seed", seed, "a whole number from 0 to 2^53 - 1");
  return { family, c, f, horizon };
}

export function checkInitOptions(options: InitOptions): void {
  if (!isObject(options)) throw invalid("options", options, "an object");
  checkDevice(options.device, "cpu");
  if (options.weights !== undefined && !Array.isArray(options.weights)) {
    throw invalid("weights", options.weights, "an array of URLs or bytes");
  }
}

function numbers(values: Numbers, path: string): Float64Array {
  if (!Array.isArray(values) && !isTypedArray(values)) throw invalid(path, values, "an array of numbers");
  if (values.length > LONGEST_ARRAY) throw tooLong(path, values, LONGEST_ARRAY);
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
