/** What the package and its worker say to each other. One request runs at a time; its events come before its reply. */

import type { PlainError } from "./errors.js";
import type { PackName } from "./generated/modules.js";
import type { Hints } from "./hints.js";
import type { PackedProgram } from "./pack.js";
import type { Reading } from "./reader.js";
import type {
  Answer,
  Decision,
  Device,
  Distribution,
  Engine,
  HunchEvent,
  Instance,
  Method,
  ModelCard,
  Numbers,
  Plan,
  ReadWarning,
  RobustAccount,
  Scenarios,
  TextFormat,
  UncertainInstance,
  Verdict,
  Written,
} from "./types.js";

/** An instance whose fields have been checked and copied; the wasm checks the numbers once more. */
export type Checked<I> = I extends unknown
  ? { [K in keyof I]: I[K] extends Numbers ? Float64Array : I[K] }
  : never;

export type CheckedInstance = Checked<Instance>;
export type CheckedUncertain = Checked<UncertainInstance>;

/** Options of a solve with every default filled in. */
export interface CheckedOptions {
  method: Method;
  engine: Engine;
  timeLimit: number | undefined;
  level: number;
  penalty: number;
  explain: boolean;
  memoryLimit: number | undefined;
  relativeGap: number | undefined;
  absoluteGap: number | undefined;
  nodeLimit: number | undefined;
  seed: number;
  repair: boolean;
  sensitivity: boolean;
  certificate: boolean;
  start: Hints | undefined;
  probabilities: Hints | undefined;
  priorities: Hints | undefined;
  /** At which points rows are asked for, if at any. */
  demand: Demand | undefined;
  /** How many answers are wanted, if more than one. */
  pool: CheckedPool | undefined;
}

/** At which points rows are asked for. */
export type Demand = "integral" | "all";

/** Several answers: at most `count`, within a gap of the best where that is given. */
export interface CheckedPool {
  count: number;
  relativeGap: number | undefined;
  absoluteGap: number | undefined;
}

/** Which events a call wants: every one, what an abort reports (incumbents and bounds), or none. */
export type Listen = "all" | "found" | "none";

/** What a solve wants to be told while it runs. */
export interface Wanted {
  listen: Listen;
  /** Whether the best point so far is told too: a call that may be aborted wants it, for its worker is then ended. */
  keep: boolean;
  /** For one of several workers: the seed of its strategy. The search then runs in slices, between which it takes notes. */
  seed?: number;
  /** Whether it asks how to go on between slices. */
  paced?: true;
}

/** What a search in slices is told while it runs; nothing is answered. */
export type Note =
  /** A point that another worker found, one value a column. */
  | { kind: "offer"; values: Float64Array }
  /** The race is over: answer with what there is. */
  | { kind: "stop" }
  /** How a paced search goes on: for a slice, or, in small, for the least piece of work. */
  | { kind: "go"; small: boolean }
  /** The rows that were asked for, packed (see `demand.ts`); none where whoever was asked has failed. */
  | { kind: "rows"; numbers?: Float64Array };

/** A feasible point, and what it means for an instance of a family. */
export interface Point {
  values: Float64Array;
  /** What it is worth; told by searches in slices and for instances. */
  objective?: number;
  plan?: Plan;
  decision?: Decision;
}

/** A point at which rows are asked for. */
export interface Question {
  values: Float64Array;
  /** Whether it is an answer unless rows come back that it violates. */
  integral: boolean;
  /** With the first question about a program given as text: names of its columns. */
  columns?: string[];
}

/** Predictions as typed arrays, one entry an instance. */
export interface Predictions {
  probabilities: Float32Array[];
  models: string[];
  /** Where answers are decisions: the repaired ones, their worth, and what became of the guesses. */
  decisions?: (Decision | undefined)[];
  objectives?: (number | undefined)[];
  accounts?: (RobustAccount | undefined)[];
  device: "cpu" | "webgpu";
  seconds: number;
}

/** Where predictions run. */
export interface DeviceChoice {
  device: Device;
  /** Whether the lack of WebGPU is an error (`predict` asked for it by name) or the CPU answers instead. */
  strict: boolean;
  /** The GPU module, when the device may need it. */
  gpu?: ModuleParts;
}

/** The module of the engine that a solve asks for, where that is not the main one. */
export interface EngineModule {
  microlp?: ModuleParts;
}

/** A module of the package: the wasm, compiled, and where its glue is, which the other side imports. */
export interface ModuleParts {
  module: WebAssembly.Module;
  glue: string;
}

/** What each kind of request carries and is answered with. */
export interface Requests {
  /** Instantiates the pack. */
  start: { request: ModuleParts; reply: void };
  /** Loads a weights file. */
  load: { request: { bytes: Uint8Array }; reply: ModelCard };
  sample: { request: { distribution: Distribution; seed: number }; reply: Instance };
  scenarios: {
    request: { instance: CheckedUncertain; decision: Float64Array; count: number; seed: number };
    reply: Scenarios;
  };
  predict: {
    request: { instances: CheckedInstance[]; penalty: number; on: DeviceChoice };
    reply: Predictions;
  };
  solve: {
    request: { instance: CheckedInstance; options: CheckedOptions; on: DeviceChoice } & Wanted & EngineModule;
    reply: Answer;
  };
  solvePacked: {
    request: { packed: PackedProgram; options: CheckedOptions } & Wanted & EngineModule;
    reply: Answer;
  };
  /** Answers a program with parameters from the files of strategies; nothing where none is of it. Names stay on this side. */
  answer: {
    request: {
      numbers: Float64Array;
      terms: Float64Array;
      theta: Float64Array;
      options: CheckedOptions;
    } & Wanted;
    reply: Answer | undefined;
  };
  /** The same at many values of the parameters, one after the other; without names. */
  answerMany: {
    request: {
      numbers: Float64Array;
      terms: Float64Array;
      /** How many parameters there are. */
      width: number;
      thetas: Float64Array;
      options: CheckedOptions;
      values: boolean;
    };
    reply: LearnedVariants | undefined;
  };
  /** The text is UTF-8, unpacked; the module reads it. */
  solveText: {
    request: TextRequest & { options: CheckedOptions } & Wanted & EngineModule;
    reply: Answer | Needs;
  };
  /** The text is UTF-8, unpacked; the module that reads it writes it too, and no pack is asked. */
  write: {
    request: TextRequest & { to: TextFormat };
    reply: Written;
  };
  /** Takes a program that stays, under a number of the client's; its names come back. */
  loadProgram: {
    request: { id: number; options: CheckedOptions } & ({ packed: PackedProgram } | TextRequest);
    reply: TakenProgram | Needs;
  };
  /** Makes packed changes; see `changes.ts`. */
  changeProgram: { request: { id: number; numbers: Float64Array; names: string[] }; reply: void };
  solveLoaded: {
    request: { id: number; options: CheckedOptions; columns: readonly string[] } & Wanted;
    reply: Answer;
  };
  /** Solves variants; each one's changes end at its entry of `ends`. */
  solveVariants: {
    request: {
      id: number;
      numbers: Float64Array;
      ends: Uint32Array;
      options: CheckedOptions;
      columns: readonly string[];
      values: boolean;
      duals: boolean;
    };
    reply: Variants;
  };
  /** What fixed which column at a node of the tree; see `node-account.ts`. */
  explainNode: {
    request: { id: number; path: Float64Array; best: number | undefined; timeLimit: number };
    reply: Float64Array;
  };
  snapshotProgram: { request: { id: number }; reply: Float64Array };
  restoreProgram: {
    request: {
      id: number;
      numbers: Float64Array;
      columns: string[];
      rows: string[];
      options: CheckedOptions;
    };
    reply: void;
  };
  unloadProgram: { request: { id: number }; reply: void };
  /** Verifies a certificate, UTF-8; no pack is asked. */
  check: {
    request: { checker: ModuleParts; certificate: Uint8Array } & ({ packed: PackedProgram } | TextRequest);
    reply: Verdict;
  };
  /** For the package's own tests: the module panics. */
  panic: { request: { message: string }; reply: never };
}

/** A program that stays: its names, and what its text leaves in doubt. */
export interface TakenProgram {
  columns: string[];
  rows: string[];
  warnings: ReadWarning[];
}

/** What a text says needs another pack, as only its reader can tell. */
export interface Needs {
  needs: PackName;
}

/** A program's text, UTF-8, unpacked, and the module that reads it. */
export interface TextRequest {
  text: Uint8Array;
  reading: Reading;
  reader: ModuleParts;
}

/** Answers from a file of strategies, one entry each. */
export interface LearnedVariants extends Omit<Variants, "duals"> {
  /** What proved each, by its place in the package's list. */
  proofs: Uint8Array;
  /** The strategy that did, -1 where none of those stored. */
  strategies: Int32Array;
}

/** Answers to variants, one entry each. */
export interface Variants {
  statuses: Uint8Array;
  objectives: Float64Array;
  bounds: Float64Array;
  /** One value a column for each variant, NaN where it has none; empty unless they are wanted. */
  values: Float64Array;
  duals: Float64Array;
}

export type Kind = keyof Requests;

/** What every request says: the pack that answers it. */
export interface Addressed {
  pack: PackName;
}

export type Request = { [K in Kind]: { kind: K } & Addressed & Requests[K]["request"] }[Kind];

export type Message =
  | { type: "done"; value: unknown }
  | { type: "failed"; error: PlainError }
  | { type: "events"; events: HunchEvent[] }
  | { type: "scale"; maximizes: boolean; constant: number }
  | { type: "point"; point: Point }
  | { type: "question"; question: Question }
  | { type: "pace" };

const MESSAGES: Record<Message["type"], true> = {
  done: true,
  failed: true,
  events: true,
  scale: true,
  point: true,
  question: true,
  pace: true,
};
const KINDS: Record<Kind | Note["kind"], true> = {
  start: true,
  load: true,
  sample: true,
  scenarios: true,
  predict: true,
  solve: true,
  solvePacked: true,
  answer: true,
  answerMany: true,
  solveText: true,
  write: true,
  loadProgram: true,
  changeProgram: true,
  solveLoaded: true,
  solveVariants: true,
  explainNode: true,
  snapshotProgram: true,
  restoreProgram: true,
  unloadProgram: true,
  check: true,
  panic: true,
  offer: true,
  stop: true,
  go: true,
  rows: true,
};

/** Whether the worker's side said this. */
export function isMessage(data: unknown): data is Message {
  return says(data, "type", MESSAGES);
}

/** Whether the package's side said this. */
export function isRequest(data: unknown): data is Request | Note {
  return says(data, "kind", KINDS);
}

function says(data: unknown, field: string, known: object): boolean {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, field)) return false;
  const value = (data as Record<string, unknown>)[field];
  return typeof value === "string" && Object.hasOwn(known, value);
}
