/**
 * The public types of `hunch-solver`. They are written by hand and come first: the worker, the wasm and the page keep to them.
 * Units: money, pieces and periods as in your data; times in seconds unless a name says otherwise; levels in percent.
 */

import type { Decision, Distribution, Instance, UncertainInstance } from "./generated/instances.js";
import type { ModuleName } from "./generated/modules.js";
import type { Answer, ModelCard, Prediction, Scenarios } from "./answer-types.js";
import type { Device, PredictOptions, Problem, SolveOptions } from "./ask-types.js";
import type { LoadOptions, LoadedProgram } from "./loaded-types.js";
import type {
  ModelObject,
  Program,
  ProgramText,
  TextFormat,
  WriteOptions,
  Written,
} from "./program-types.js";

export type * from "./answer-types.js";
export type * from "./ask-types.js";
export type * from "./generated/instances.js";
export type * from "./loaded-types.js";
export type * from "./program-types.js";

/**
 * Every input (options, instances, programs, distributions, decisions) is checked field by field before anything runs. Fields are an object's own
 * enumerable ones: what a prototype has is no input, so spread an instance of a class that keeps its data behind getters. A field that is
 * `undefined` is left out; `null` is a value only for the bounds of a program. Unknown fields are refused.
 */
export interface InitOptions {
  /**
   * Where wasm modules are, by their names: a URL, bytes or a compiled module each. Default: beside the package. A module is loaded when a
   * call first needs it: `programs` for programs, `kinds` for those that say more than linear rows and integers, a family's own pack (`lots`, `robust`, `stages`, `multilots`) for its instances, `text` for a text,
   * `microlp` for the second engine, `gpu` for WebGPU.
   */
  wasm?: { readonly [M in ModuleName]?: string | URL | BufferSource | WebAssembly.Module };
  /** What to load before the first call asks for it: `"programs"`, `"kinds"`, or families by name. Default: nothing. */
  preload?: ReadonlyArray<"programs" | "kinds" | Instance["family"]>;
  /**
   * Trained models to load: URLs or bytes, of families, or of programs of one's own (from `hunch learn`; the module `strategies` loads for those).
   * Default: the models that come with the package, loaded when first needed.
   */
  weights?: ReadonlyArray<string | URL | ArrayBuffer | Uint8Array>;
  /** Default `"cpu"`: the GPU part is not loaded unless asked for (`"webgpu"` or `"auto"`). */
  device?: Device;
  /** Run in a worker (default in browsers and Node) or on the calling thread. */
  worker?: boolean;
}

export interface Hunch {
  /** Draws an instance of the distribution's family; the same seed gives the same instance everywhere. */
  sample<D extends Distribution>(
    distribution: D,
    seed: number,
  ): Promise<Extract<Instance, { family: D["family"] }>>;
  /** Draws `count` cases of an instance's uncertainty set, uniformly, and tries a decision (of any origin) on each. */
  scenarios(instance: UncertainInstance, decision: Decision, count: number, seed: number): Promise<Scenarios>;
  /** Asks the network. One instance gives one prediction, an array gives as many. */
  predict(instance: Instance, options?: PredictOptions): Promise<Prediction>;
  predict(instances: readonly Instance[], options?: PredictOptions): Promise<Prediction[]>;
  /** Solves an instance of a family, or any program, given as an object or as text. */
  solve<P extends Problem>(problem: P, options?: SolveOptions): Promise<Answer<P>>;
  /**
   * Writes a program, given as an object or as text, in any of the text formats. Names that the format cannot carry (blanks in MPS and
   * CPLEX-LP, for one) are replaced by such as it can, with a warning each. Parameters take their values, but from JSON to JSON, which keeps all
   * parts.
   *
   * @example
   * const { text, warnings } = await hunch.write(program, { to: "lp" });
   */
  write(problem: Program | ProgramText, options: WriteOptions): Promise<Written>;
  /**
   * Takes a program that stays in the worker: it is changed and solved again, each time from where the last solve ended. What a lost worker held is
   * made again.
   */
  load(problem: Program | ProgramText | ModelObject, options?: LoadOptions): Promise<LoadedProgram>;
  /**
   * Whether a certificate proves what it claims about a program, in exact arithmetic and by code that shares nothing with the solver (the module
   * `check`).
   */
  check(
    problem: Program | ProgramText,
    certificate: string | ArrayBuffer | Uint8Array,
    options?: CheckOptions,
  ): Promise<Verdict>;
  /** Cards of the models at hand; with an instance, of those alone that may answer for it. Loads what it tells of. */
  models(instance?: Instance): Promise<ModelCard[]>;
  /** Ends the worker and frees its memory. Calls after this reject. */
  dispose(): void;
}

/** How the program of a certificate is read, as in {@link SolveOptions}. */
export interface CheckOptions {
  format?: TextFormat;
  strict?: boolean;
}

/** What a certificate was found to prove. */
export interface Verdict {
  /** Whether everything that it claims is proven. */
  accepted: boolean;
  /** Why it is not. */
  reason?: string;
  claim?: "optimal" | "feasible" | "bound" | "infeasible" | "unbounded";
  /** Objective of its point, and the bound that it proves. */
  objective?: number | null;
  bound?: number | null;
  gap?: number | null;
  /** Whether the point meets the bound only within the tolerance of rows. */
  upToTolerance?: boolean;
  /** How well the point satisfies the program. */
  point?: { exact: boolean; rowViolation: number } | null;
  /** What was checked. */
  nodes?: number;
  leaves?: number;
  implied?: number;
  derivedCuts?: number;
  /** Cuts that were taken on trust; with any, nothing is accepted. */
  trustedCuts?: number;
}
