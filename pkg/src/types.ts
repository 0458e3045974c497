/**
 * The public types of `hunch-solver`. They are written by hand and come first: the worker, the wasm and the page keep to them.
 * Units: money, pieces and periods as in your data; times in seconds unless a name says otherwise; levels in percent.
 */

/** Any array of numbers; typed arrays travel to the worker without being boxed. */
export type Numbers = readonly number[] | Float64Array | Float32Array | Int32Array;

/** Single-item capacitated lot sizing (CLSP): one entry a period in every array, all arrays of one length T. */
export interface ClspInstance {
  family: "clsp";
  /** Pieces demanded in each period, ≥ 0. */
  demand: Numbers;
  /** Largest production of each period, ≥ 0. */
  capacity: Numbers;
  /** Cost of producing one piece, ≥ 0. */
  productionCost: Numbers;
  /** Cost of producing at all in a period, ≥ 0. */
  setupCost: Numbers;
  /** Cost of holding one piece to the next period, ≥ 0. */
  holdingCost: Numbers;
}

/** A problem of a known family. */
export type Instance = ClspInstance;

/** A linear or mixed-integer program in Hunch's own JSON form, version 1. Absent bounds are `null` or left out. */
export interface Program {
  format: "hunch-program";
  version: 1;
  name?: string;
  sense?: "minimize" | "maximize";
  offset?: number;
  columns: ReadonlyArray<{
    name?: string;
    objective?: number;
    /** Default 0. `null` means no bound. */
    lower?: number | null;
    /** Default `null`: no bound. */
    upper?: number | null;
    kind?: "continuous" | "integer";
  }>;
  rows: ReadonlyArray<{
    name?: string;
    lower?: number | null;
    upper?: number | null;
    /** Pairs [column index, coefficient]. */
    terms: ReadonlyArray<readonly [number, number]>;
  }>;
}

/**
 * The text of a program: MPS (fixed or free), CPLEX-LP, or JSON in the form of {@link Program}. A string, or UTF-8 bytes, which may be
 * gzipped; so the bytes of a file can be given as they are.
 */
export type ProgramText = string | ArrayBuffer | Uint8Array;

/** A text format of programs. */
export type TextFormat = "mps" | "lp" | "json";

/** How a solve ended. Limits and infeasibility are statuses, not errors. */
export type Status = "optimal" | "feasible" | "infeasible" | "unbounded" | "limit" | "error";

/** Where a network runs. `auto` measures once and keeps the faster. */
export type Device = "auto" | "cpu" | "webgpu";

export interface InitOptions {
  /** Where the CPU wasm is: a URL, bytes or a compiled module. Default: beside the package. */
  wasm?: string | URL | BufferSource | WebAssembly.Module;
  /** Trained models to load: URLs or bytes. Default: the models that come with the package, loaded when first needed. */
  weights?: ReadonlyArray<string | URL | ArrayBuffer | Uint8Array>;
  /** Default `"cpu"`: the GPU part is not loaded unless asked for (`"webgpu"` or `"auto"`). */
  device?: Device;
  /** Where the GPU wasm is. Default: beside the package. */
  gpuWasm?: string | URL | BufferSource | WebAssembly.Module;
  /** Where the wasm of the second engine is, which loads when a solve first asks for it. Default: beside the package. */
  microlpWasm?: string | URL | BufferSource | WebAssembly.Module;
  /** Where the wasm that reads texts is, which loads when a solve is first given one. Default: beside the package. */
  textWasm?: string | URL | BufferSource | WebAssembly.Module;
  /** Run in a worker (default in browsers and Node) or on the calling thread. */
  worker?: boolean;
}

/** How to answer. */
export type Method =
  /** Fix the most confident predictions, search the rest, lower the level until feasible (the default for families with a model). */
  | "guess"
  /** The search alone. */
  | "search"
  /** The family's exact structured algorithm. */
  | "exact"
  /** The prediction as a start of the search (nothing is fixed for good). */
  | "start"
  /** The prediction as constraints that the search may drop (user cuts). */
  | "cuts";

/** A search: our own, or the crate `microlp` as a second opinion. */
export type Engine = "microlp" | "hunch";

export interface SolveOptions {
  /** Aborting rejects with an `AbortError` within about 100 ms; what was found until then is in its `cause`, if anything. */
  signal?: AbortSignal;
  /** Called with every event, in order. */
  onEvent?: (event: HunchEvent) => void;
  /** Seconds; when they pass, the best answer so far is returned with status `feasible` or `limit`. */
  timeLimit?: number;
  /** Share of the binaries fixed first, in percent, 0 < level ≤ 100. Default 85. */
  level?: number;
  method?: Method;
  /** Which search runs: our own (the default), or microlp as a second opinion, whose module loads when it is first asked for. */
  engine?: Engine;
  /** For a program given as text: its format. Default: what the beginning of the text says. */
  format?: TextFormat;
  /** Whether an infeasible answer is to say why. Default `false`: that may take many further searches, within the same time limit. */
  explain?: boolean;
  /** Bytes that our own search may use, an estimate; at least 1 MiB, default 1 GiB. A larger program rejects with `not-applicable`; a search
   * that reaches it ends with status `feasible` or `limit`. */
  memoryLimit?: number;
}

/** What happened, in order. `seconds` count from the start of the call. More kinds may come: ignore those you do not know. */
export type HunchEvent = { seconds: number } & (
  | { type: "stage"; name: string }
  | { type: "progress"; done: number; total: number }
  | { type: "incumbent"; objective: number; source: string }
  | { type: "bound"; bound: number }
  | { type: "nodeOpened"; id: number; parent?: number; depth: number; bound: number; column?: number; lower: number; upper: number }
  | { type: "nodeClosed"; id: number; outcome: "branched" | "infeasible" | "bound" | "integral"; bound: number }
  | { type: "cutRound"; round: number; cuts: number; bound: number }
  | { type: "heuristic"; name: string; objective?: number; work: number }
  | { type: "fixingLevel"; level: number; fixed: number; feasible: boolean }
  | { type: "deviceFallback"; from: string; to: string; reason: string }
);

/** A lot-sizing plan, one entry a period. */
export interface ClspPlan {
  production: Float64Array;
  /** 0 or 1. */
  setup: Uint8Array;
  /** Stock at the end of each period. */
  inventory: Float64Array;
}

/** An answer. It has passed the independent checker: a status with values never comes with infeasible ones. */
export interface Answer {
  status: Status;
  /** Objective of `values`, recomputed by the checker; `null` without a feasible point. */
  objective: number | null;
  /** Proven bound on the optimum of the original problem; `null` when none was proven. */
  bound: number | null;
  /** What proved the bound: the search, the family's exact algorithm, or a relaxation. */
  boundSource: "search" | "exact" | "relaxation" | null;
  gap: { absolute: number; relative: number } | null;
  /** One value a column of the program. */
  values: Float64Array;
  method: Method;
  /** For a program given as text: the names of its columns, in the order of `values`. */
  columns?: string[];
  /** With `explain`, for an infeasible answer: why. Absent when the time limit came first. */
  explanation?: Explanation;
  /** The plan in the family's own terms, for family instances with a feasible answer. */
  plan?: ClspPlan;
  /** For guided methods: what the network said, one probability a binary. */
  probabilities?: Float32Array;
  /** For `guess`: 1 where the binary was fixed at the level that answered. */
  fixed?: Uint8Array;
  /** For `guess`: the level that answered, in percent. 0 means that no guess could be kept. */
  level?: number;
  /** For guided methods: the name on the card of the model that was asked. */
  model?: string;
  /** `seconds` is the whole call in the solver; prediction and proof of the bound are part of it. */
  statistics: { seconds: number; predictSeconds: number; certifySeconds: number; work: number; nodes: number; iterations: number };
}

/** Conditions of a program that cannot hold together. */
export interface Explanation {
  /** Rows that take part, in the program's order. */
  rows: ExplanationMember[];
  /** Columns that take part, likewise. */
  columns: ExplanationMember[];
  /** Whether the others could hold together without any one of them; otherwise a limit came first and some may be superfluous. */
  irreducible: boolean;
  /** The same as a list in words. */
  text: string;
}

/** A row or a column with what it contributes. */
export interface ExplanationMember {
  /** Its place in the program. */
  index: number;
  name: string;
  /** Its lower bound, if that takes part. */
  lower?: number;
  /** Its upper bound, if that takes part. */
  upper?: number;
  /** Whether its integrality takes part; never for a row. */
  integer: boolean;
}

export interface PredictOptions {
  signal?: AbortSignal;
  /** Overrides the device of `init` for this call. `"webgpu"` here is strict: without WebGPU the call rejects with `no-webgpu`. */
  device?: Device;
  /** Called when another device than the wanted one answers. */
  onEvent?: (event: HunchEvent) => void;
}

export interface Prediction {
  /** One probability a binary of the instance (CLSP: one a period). */
  probabilities: Float32Array;
  /** Which model answered: the name on its card. */
  model: string;
  /** Where it ran. */
  device: "cpu" | "webgpu";
  seconds: number;
}

/** A model's card, as stored in its weights file. */
export interface ModelCard {
  name: string;
  family: string;
  licence: string;
  [key: string]: unknown;
}

/** The paper's way to draw CLSP instances (see the documentation of `sample`). */
export interface ClspDistribution {
  family: "clsp";
  /** Capacity-to-demand ratio; the paper has 3, 5, 8. */
  c: number;
  /** Setup-to-holding cost ratio; the paper has 1 000 and 10 000. */
  f: number;
  /** Number of periods; the paper has 90 and 120. */
  horizon: number;
}

export interface Hunch {
  /** Draws an instance; the same seed gives the same instance everywhere. */
  sample(distribution: ClspDistribution, seed: number): Promise<ClspInstance>;
  /** Asks the network. One instance gives one prediction, an array gives as many. */
  predict(instance: Instance, options?: PredictOptions): Promise<Prediction>;
  predict(instances: readonly Instance[], options?: PredictOptions): Promise<Prediction[]>;
  /** Solves an instance of a family, or any program, given as an object or as text. */
  solve(problem: Instance | Program | ProgramText, options?: SolveOptions): Promise<Answer>;
  /** Cards of the models at hand. */
  models(): Promise<ModelCard[]>;
  /** Ends the worker and frees its memory. Calls after this reject. */
  dispose(): void;
}

/** The `cause` of an `AbortError`: the best that a solve had told when it was aborted. */
export interface AbortCause {
  objective?: number;
  bound?: number;
  /** The best point, one value a column of the program, some milliseconds old at most. */
  values?: Float64Array;
  /** Its plan, for an instance of a family. */
  plan?: ClspPlan;
}

/** Codes of {@link HunchError}. */
export type ErrorCode =
  /** The instance or program is malformed; `field` and `value` say where. */
  | "invalid-input"
  /** The weights file is damaged, too large, or of an unknown version. */
  | "invalid-weights"
  /** No model fits the instance. */
  | "no-model"
  /** The method does not apply to this instance (the message says why). */
  | "not-applicable"
  /** WebGPU was demanded and is not there. */
  | "no-webgpu"
  /** `dispose()` was called. */
  | "disposed"
  /** The module failed; it was replaced by a fresh one, so the next call works. */
  | "internal";

/** Every rejection but `AbortError` is one of these. */
export interface HunchErrorShape extends Error {
  name: "HunchError";
  code: ErrorCode;
  /** Which input was wrong, as a path such as `demand[3]`. */
  field?: string;
  /** The value found there, as text. */
  value?: string;
  /** For a text that could not be read: where, in lines and characters counted from 1. */
  line?: number;
  column?: number;
}
