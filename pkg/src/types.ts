/**
 * The public types of `hunch-solver`. They are written by hand and come first: the worker, the wasm and the page keep to them.
 * Units: money, pieces and periods as in your data; times in seconds unless a name says otherwise; levels in percent.
 */

import type {
  Decision,
  Distribution,
  Instance,
  Plan,
  Plans,
  UncertainInstance,
} from "./generated/instances.js";
import type { ModuleName } from "./generated/modules.js";

export type * from "./generated/instances.js";

/** A problem that must hold up against every case of an uncertainty set. */
export type RobustInstance = UncertainInstance;

/** What to do, for robust families. It holds in every case of the uncertainty set. */
export type RobustDecision = Decision;

/** Any array of numbers; typed arrays travel to the worker without being boxed. */
export type Numbers = readonly number[] | Float64Array | Float32Array | Int32Array;

/**
 * Where uncertain numbers lie: within `rho` of their nominal values, each by itself (`"box"`) or in the sum of squares (`"ellipsoid"`).
 * At `rho` 0 nothing is uncertain: the same instance with `rho: 0` is the nominal one.
 */
export type UncertaintySet = "box" | "ellipsoid";

/** The radii of a distribution: drawn uniformly between the two. */
export interface Radii {
  low: number;
  high: number;
}

/**
 * A linear or mixed-integer program in Hunch's own JSON form, version 1 or 2. Absent bounds are `null`, at least 10²⁰ in size, or left out.
 * `hunch-solver/model` makes programs with names and parameters; what is marked (2) needs version 2.
 */
export interface Program {
  format: "hunch-program";
  version: 1 | 2;
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
    /** `"binary"` (2) is an integer between 0 and 1; bounds may restrict it further. */
    kind?: "continuous" | "integer" | "binary";
  }>;
  rows: ReadonlyArray<{
    name?: string;
    lower?: number | null;
    upper?: number | null;
    /** Pairs [column index, coefficient]. */
    terms: ReadonlyArray<readonly [number, number]>;
  }>;
  /** What depends on parameters (2). It is solved where each of them has a value. */
  parametric?: Parametric | null;
}

/** Numbers of a program that depend on parameters: each is what the program says, plus its terms. */
export interface Parametric {
  /** Names, with a value each where the program is to be solved. */
  parameters: ReadonlyArray<string | { name: string; value?: number }>;
  /** Each adds `coefficient` times a parameter, given by its place, to one number. A bound that a term moves must be finite. */
  terms: ReadonlyArray<
    { parameter: number; coefficient: number } & (
      | { target: "offset" }
      | { target: "cost" | "columnLower" | "columnUpper"; column: number }
      | { target: "rowLower" | "rowUpper"; row: number }
      | { target: "coefficient"; row: number; column: number }
    )
  >;
}

/**
 * The text of a program: MPS (fixed or free), CPLEX-LP, MathOptFormat (`.mof.json`), or JSON in the form of {@link Program}. A string, or UTF-8 bytes, which may be
 * gzipped; so the bytes of a file can be given as they are.
 */
export type ProgramText = string | ArrayBuffer | Uint8Array;

/** A text format of programs. */
export type TextFormat = "mps" | "lp" | "json" | "mof";

/**
 * A place of a text that was read as most readers do, although its author may have meant something else; or, from {@link Hunch.write}, what was
 * written otherwise than it is (`renamed`, `rounded`).
 */
export interface ReadWarning {
  /** What it is about; more kinds may come. `more` counts those that are left out after the first hundred. */
  kind:
    | "declared-late"
    | "ignored"
    | "overridden"
    | "constant-moved"
    | "assumed"
    | "summed"
    | "renamed"
    | "rounded"
    | "more";
  /** The same in words. */
  message: string;
  /** Where, in lines and characters counted from 1; 0 for what is about no text that was read. */
  line: number;
  column: number;
}

/** A model as the package javascript-lp-solver takes them; `hunch-solver/javascript-lp-solver` has its calls too. */
export interface JavascriptLpModel {
  name?: string;
  /** The attribute of variables that is added up, or the name of a variable. */
  optimize?: string | Readonly<Record<string, "max" | "min">>;
  /** Default `"min"`. */
  opType?: "max" | "min";
  /** By attribute: what the sum over the variables lies between. */
  constraints: Readonly<
    Record<
      string,
      { min?: number; max?: number; equal?: number; weight?: number; priority?: number | string }
    >
  >;
  /** By name: how much of each attribute one unit has. Variables are at least 0. */
  variables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  ints?: Readonly<Record<string, boolean | 0 | 1>>;
  binaries?: Readonly<Record<string, boolean | 0 | 1>>;
  /** Variables that may be negative. */
  unrestricted?: Readonly<Record<string, boolean | 0 | 1>>;
  tolerance?: number;
  /** Milliseconds. */
  timeout?: number;
  options?: { tolerance?: number; timeout?: number; [other: string]: unknown };
  external?: unknown;
}

/** A model as the package YALPS takes them, of objects, maps and iterables; `hunch-solver/yalps` has its calls too. */
export interface YalpsModel<VariableKey = string, ConstraintKey = string> {
  readonly direction?: "maximize" | "minimize";
  readonly objective?: ConstraintKey;
  readonly constraints: YalpsEntries<ConstraintKey, YalpsConstraint>;
  readonly variables: YalpsEntries<VariableKey, YalpsEntries<ConstraintKey, number>>;
  readonly integers?: boolean | Iterable<VariableKey>;
  readonly binaries?: boolean | Iterable<VariableKey>;
  /** Variables that may be negative: YALPS itself has none. An object of flags too, as javascript-lp-solver has it. */
  readonly unrestricted?: boolean | Iterable<VariableKey> | Readonly<Record<string, boolean | 0 | 1>>;
}

/** `equal` wins over the other two. */
export interface YalpsConstraint {
  readonly equal?: number;
  readonly min?: number;
  readonly max?: number;
}

/** Pairs [key, value], or an object where the keys are texts. */
export type YalpsEntries<K, V> =
  | Iterable<readonly [K, V]>
  | ([K] extends [string] ? Readonly<Partial<Record<K, V>>> : never);

export type ModelObject = JavascriptLpModel | YalpsModel;

/** How {@link Hunch.write} writes. */
export interface WriteOptions {
  /** The format to write. MPS is written in its free form, JSON in its newest version. */
  to: TextFormat;
  /** For a program given as text: its format. Default: what the beginning of the text says. */
  format?: TextFormat;
  /** Whether what would be read or written with a warning is refused instead. Default `false`. */
  strict?: boolean;
}

/** A program that was written. */
export interface Written {
  text: string;
  /** What a text that was read leaves in doubt; then what the format cannot carry and how it was written. Empty where nothing is. */
  warnings: ReadWarning[];
}

/** What `solve` takes. */
export type Problem = Instance | Program | ProgramText | ModelObject;

/** The plan of a problem's family; none where it has no family, or one that answers with decisions. */
export type PlanOf<P> = P extends { family: infer F extends keyof Plans } ? Plans[F] : never;

/** How a solve ended. Limits and infeasibility are statuses, not errors. */
export type Status = "optimal" | "feasible" | "infeasible" | "unbounded" | "limit" | "error";

/** Where a network runs. `auto` measures once and keeps the faster. */
export type Device = "auto" | "cpu" | "webgpu";

/**
 * Every input (options, instances, programs, distributions, decisions) is checked field by field before anything runs. Fields are an object's own
 * enumerable ones: what a prototype has is no input, so spread an instance of a class that keeps its data behind getters. A field that is
 * `undefined` is left out; `null` is a value only for the bounds of a program. Unknown fields are refused.
 */
export interface InitOptions {
  /**
   * Where wasm modules are, by their names: a URL, bytes or a compiled module each. Default: beside the package. A module is loaded when a
   * call first needs it: `programs` for programs, a family's own pack (`lots`, `robust`, `stages`) for its instances, `text` for a text,
   * `microlp` for the second engine, `gpu` for WebGPU.
   */
  wasm?: { readonly [M in ModuleName]?: string | URL | BufferSource | WebAssembly.Module };
  /** What to load before the first call asks for it: `"programs"`, or families by name. Default: nothing. */
  preload?: ReadonlyArray<"programs" | Instance["family"]>;
  /** Trained models to load: URLs or bytes. Default: the models that come with the package, loaded when first needed. */
  weights?: ReadonlyArray<string | URL | ArrayBuffer | Uint8Array>;
  /** Default `"cpu"`: the GPU part is not loaded unless asked for (`"webgpu"` or `"auto"`). */
  device?: Device;
  /** Run in a worker (default in browsers and Node) or on the calling thread. */
  worker?: boolean;
}

/** How to answer. */
export type Method =
  /**
   * The default. An instance's exact algorithm where its family has one and it is expected to be quick; else, where a model can read the
   * instance, its guess at once, which the search then improves with everything freed; else, where the family's structure gives a good answer
   * without a network, that answer and the search; else the search. It ends when the optimum is
   * proven, or at the gap, the time or the signal that you give: give one where an answer soon is worth more than a proof.
   */
  | "auto"
  /**
   * Fix the most confident predictions, search the rest, lower the level until feasible. For robust families: the prediction, repaired to
   * feasibility, with the bound of a relaxation.
   */
  | "guess"
  /** The search alone. For robust families: the exact robust counterpart. */
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
  /**
   * Aborting rejects with `signal.reason` itself within about 100 ms: an `AbortError`, the `TimeoutError` of `AbortSignal.timeout`, or the reason
   * given to `abort(reason)`. What was found until then is in the `cause` of the first two, if anything: further calls on the
   * same signal get copies of these, each with a `cause` of its own.
   */
  signal?: AbortSignal;
  /**
   * Called with every event, in order. When it throws, or returns a promise that rejects while the call runs, it is called no more and the solve goes
   * on to its end; then the call rejects with a {@link HunchError} of code `listener`, whose `cause` is what was thrown and whose `answer` is the
   * answer. It may call anything of the same solver.
   */
  onEvent?: (event: HunchEvent) => unknown;
  /** Which events: all of them (the default), or `"found"`, incumbents and bounds alone, which cost next to nothing. */
  events?: "all" | "found";
  /** Seconds; when they pass, the best answer so far is returned with status `feasible` or `limit`. */
  timeLimit?: number;
  /** The relative gap at which the answer is good enough, 0 ≤ gap < 1; default 10⁻⁶, at which it counts as optimal. */
  relativeGap?: number;
  /** The absolute gap at which the answer is good enough, ≥ 0; default 10⁻⁹. */
  absoluteGap?: number;
  /** Share of the binaries fixed first, in percent, 0 < level ≤ 100. Default 85. */
  level?: number;
  method?: Method;
  /** For robust families and models that take it as an input: how cautious the guess is, a penalty above 0 (1 is bold, 100 cautious). Default 10. */
  penalty?: number;
  /** Which search runs: our own (the default), or microlp as a second opinion, whose module loads when it is first asked for. */
  engine?: Engine;
  /** For a program given as text: its format. Default: what the beginning of the text says. */
  format?: TextFormat;
  /** For a program given as text: whether what is read with a warning is refused instead. Default `false`. */
  strict?: boolean;
  /**
   * For programs: a point to start from, complete or not. It is repaired where it is not feasible, and never trusted. Columns by name or index; a
   * typed array (such as `values` of an answer) has one value a column.
   */
  start?: ByColumn | Float64Array;
  /** For programs: the probability that a binary column is 1 in a good point, 0 to 1. The search tries what is likely first, and proves all the same. */
  probabilities?: ByColumn;
  /** For programs: of the integer columns that are not integral yet, those of the highest priority are branched on first. Default 0. */
  priorities?: ByColumn;
  /** Nodes of the search after which the best answer so far is returned. A search that ends there repeats itself bit for bit. */
  nodeLimit?: number;
  /** Names the search's strategy, from 0; default 0. Another one may be luckier on a hard program. */
  seed?: number;
  /**
   * For programs: whether the answer is to say what it is worth: `duals` and `reducedCosts` for programs with integers too (with the integers
   * fixed), `ranges`, and `report`. Linear programs have duals in any case. Default `false`.
   */
  sensitivity?: boolean;
  /** Whether an infeasible answer is to say which least changes would leave a feasible point. Default `false`. */
  repair?: boolean;
  /**
   * For programs: whether the answer is to be proven in a certificate that {@link Hunch.check} verifies. The module `proof` loads for it, which also
   * settles small programs in exact arithmetic where doubles cannot; the proof has the time limit once more. Default `false`.
   */
  certificate?: boolean;
  /** Whether an infeasible answer is to say why. Default `false`: that may take many further searches, within the same time limit. */
  explain?: boolean;
  /** Bytes that our own search may use, an estimate; at least 1 MiB, default 1 GiB. A larger program rejects with `not-applicable`; a search
   * that reaches it ends with status `feasible` or `limit`. */
  memoryLimit?: number;
  /**
   * How many workers search, 1 (the default) to 32; for the method `search` with our own engine. Each follows another strategy, they tell each other
   * their points, the first to finish ends the rest, and the memory limit is divided among them. Which point is returned among equally good ones, and all counts, may then
   * differ from call to call; what is proven holds as ever.
   */
  workers?: number;
}

/** A number for some columns: by name, or as pairs of a column's name or index and the number. */
export type ByColumn =
  | Readonly<Record<string, number>>
  | ReadonlyArray<readonly [column: string | number, value: number]>;

/** A column or a row: its name, its index, or anything that has its name, such as a variable of `hunch-solver/model`. */
export type Reference = string | number | { readonly name: string };

/** Where a number may be: `low` to `high`, its present value included. */
export interface Range {
  low: number;
  high: number;
}

/** Ranges of a basis. Each number moves by itself; where an optimum has several bases, others may have wider ones. */
export interface Ranges {
  /** Low and high of each column's objective coefficient: between them the point stays optimal. */
  costs: Float64Array;
  /** For each column low and high of its lower bound, then of its upper bound (NaN without one): between them the duals hold. */
  columns: Float64Array;
  /** For each row low and high of its lower side, then of its upper side, likewise; the sides of an equation move together. */
  rows: Float64Array;
  /** Whether other duals may prove the same optimum. */
  primalDegenerate: boolean;
  /** Whether other points may be as good. */
  dualDegenerate: boolean;
}

/** Where a variable stands in a basis: in it, at its lower or upper bound, or without any. */
export type BasisStatus = "basic" | "lower" | "upper" | "free";

/** What a claim rests on. */
export interface Proof {
  /** Multipliers of one linear program, a search, the exact algorithm of a family (`"structure"`), or a relaxation. */
  by: "multipliers" | "search" | "structure" | "relaxation";
  /**
   * How far it holds: in exact numbers, the rounding of the proof counted (`"safe"`); the same, settled in exact arithmetic (`"exact"`); or up to
   * `"tolerance"`: in exact numbers no point is as good, and this one satisfies the rows within tolerance.
   */
  holds: "safe" | "exact" | "tolerance";
}

/** Numbers of a program that endanger an answer's digits, or the time until it comes. More kinds may come. */
export interface Risk {
  kind: "coefficients" | "costs" | "big-m" | "far-bound";
  row?: number;
  column?: number;
  /** The same in words, with what would be better. */
  message: string;
}

/** The least changes after which an infeasible program has a point. Integrality stays, and so do the bounds of integer columns. */
export interface Repair {
  rows: Change[];
  columns: Change[];
  /** The sum of all changes, each in the units of its row or column. */
  total: number;
  /** Proven: no changes are less in sum. */
  least: number;
  /** The same as a list in words. */
  text: string;
}

/** A side of a row, or a bound of a column, that gives way. */
export interface Change {
  index: number;
  name: string;
  /** Its new lower side, if that changes. */
  lower?: number;
  /** Its new upper side, if that changes. */
  upper?: number;
  by: number;
}

/** What happened, in order. `seconds` count from the start of the call. More kinds may come: ignore those you do not know. */
export type HunchEvent = {
  seconds: number;
  /** With several workers: which one tells, from 0. Numbers of nodes and bounds of columns are its own; incumbents and bounds are told when they are the best of all. */
  worker?: number;
} & (
  | { type: "stage"; name: string }
  | { type: "progress"; done: number; total: number }
  | { type: "incumbent"; objective: number; source: string }
  | { type: "bound"; bound: number }
  /**
   * For instances and the method `auto`: a feasible answer, better than those before, with its values and its plan or decision. The first comes
   * as soon as there is one; the call goes on.
   */
  | { type: "answer"; objective: number; values: Float64Array; plan?: Plan; decision?: Decision }
  | {
      type: "nodeOpened";
      id: number;
      parent?: number;
      depth: number;
      bound: number;
      column?: number;
      lower: number;
      upper: number;
    }
  | {
      type: "nodeClosed";
      id: number;
      outcome: "branched" | "infeasible" | "bound" | "integral" | "restart";
      bound: number;
    }
  | { type: "cutRound"; round: number; cuts: number; bound: number }
  | { type: "heuristic"; name: string; objective?: number; work: number }
  | { type: "fixingLevel"; level: number; fixed: number; feasible: boolean }
  | { type: "deviceFallback"; from: string; to: string; reason: string }
);

/** What became of a guess, for robust families. */
export interface RobustAccount {
  /** The largest violation of a row in the worst case, as the network left it; 0 when the guess was feasible. */
  violation: number;
  /** What the guess promised before it was repaired. */
  objective: number;
  /** Whether it had to be repaired. */
  repaired: boolean;
}

/** Cases drawn from an uncertainty set, and how a decision fares in each. */
export interface Scenarios {
  /** The largest violation of a row in each case; a case breaks the decision when this is above 10⁻⁶ of the row's size. */
  violations: Float64Array;
  /** What the decision earns in each case: for inventory, with every retailer selling the lesser of stock and demand. */
  objectives: Float64Array;
  /** How many of the cases break the decision. */
  broken: number;
  /**
   * The worst case of the whole set, in closed form: the largest violation of a row, what the decision is worth at least (the objective of
   * answers), and whether it holds by the tolerances that answers are checked with.
   */
  worst: { violation: number; objective: number; holds: boolean };
}

/** An answer. It has passed the independent checker: a status with values never comes with infeasible ones. */
export interface Answer<P = Problem> {
  status: Status;
  /** Objective of `values`, recomputed by the checker; `null` without a feasible point. */
  objective: number | null;
  /** Proven bound on the optimum of the original problem; `null` when none was proven. */
  bound: number | null;
  /** What proved the bound: the search, the family's exact algorithm, or a relaxation. */
  boundSource: "search" | "exact" | "relaxation" | null;
  /**
   * `absolute` is |objective − bound|; `relative` is that over max(10⁻⁹, |objective − the objective's constant|). "optimal" is said when
   * `relative` is at most 10⁻⁶ or `absolute` at most 10⁻⁹.
   */
  gap: { absolute: number; relative: number } | null;
  /** One value a column of the program; for robust families the numbers of the decision: `x`, then `y0` and `y` if there are any. */
  values: Float64Array;
  /** The method that found it: the one asked for, or for `auto` `"exact"` or `"search"` where it chose one of them alone. */
  method: Method;
  /** For a program given as text, and for models of other packages: the names of its columns, in the order of `values`. */
  columns?: string[];
  /** For a program given as text: the names of its rows, in the order of `duals`. */
  rows?: string[];
  /** What the claim rests on; absent where none was made. */
  proof?: Proof;
  /** For programs: the sum of each row's terms. */
  activities?: Float64Array;
  /** For programs: the distance of each row's activity from its nearer side; infinite for a row without sides. */
  slacks?: Float64Array;
  /**
   * For programs: the change of the optimal objective per unit by which the tight side of each row rises, whether less or more of it is wanted. Of
   * linear programs that are solved to the end, and with `sensitivity` of programs with their integers fixed.
   */
  duals?: Float64Array;
  /** The same for the bound that each column rests at. */
  reducedCosts?: Float64Array;
  /** The basis that these belong to, as numbers: 0 basic, 1 at the lower bound, 2 at the upper one, 3 free. `basisStatus` has it in words. */
  basis?: { columns: Uint8Array; rows: Uint8Array };
  /** Whether duals, reduced costs, basis and ranges are those of the program with its integers fixed at `values`. */
  integersFixed?: boolean;
  /** With `sensitivity`: how far costs, bounds and sides may move. */
  ranges?: Ranges;
  /** With `sensitivity`: what limits the objective and what would change the plan, in plain words. */
  report?: string;
  /** For an infeasible linear program: multipliers of rows that prove it. */
  farkas?: Float64Array;
  /** For an unbounded linear program: a direction, one number a column, along which the objective improves for ever. */
  ray?: Float64Array;
  /** With `repair`, for an infeasible answer: what would make it feasible. Absent when the time limit came first. */
  repair?: Repair;
  /** For programs: numbers that a modeller may want to change; absent where there are none. */
  risks?: Risk[];
  /** With `certificate`: the proof as text, for {@link Hunch.check}; absent where nothing could be proven. */
  certificate?: string;
  /** With `certificate`: whether it proves all that the answer claims, or why not. */
  certificateEnd?: "complete" | "weaker" | "limit" | "unproven";
  /** For programs: the value of a column. Throws a {@link HunchError} for an unknown one, and so do the others. */
  value(column: Reference): number;
  /** For programs: the reduced cost of a column; `undefined` where the answer has none. */
  reducedCost(column: Reference): number | undefined;
  /** For programs: the dual of a row; `undefined` where the answer has none. */
  dual(row: Reference): number | undefined;
  /** For programs: the activity of a row. */
  activity(row: Reference): number;
  /** For programs: the slack of a row. */
  slack(row: Reference): number;
  /** For programs: where a column, or else a row of that name, stands in the basis. */
  basisStatus(reference: Reference): BasisStatus | undefined;
  /**
   * With `sensitivity`: how far the numbers of a column (its `cost`, `lower` and `upper` bound), or else of a row of that name (its `lower` and
   * `upper` side), may move by themselves.
   */
  range(reference: Reference): { cost?: Range; lower?: Range; upper?: Range } | undefined;
  /** Why no more is claimed, where that is neither a limit nor an abort: what double precision could not tell apart, say. */
  reason?: string;
  /** For a program given as text: what it leaves in doubt and how that was read, in the order of the text; empty where nothing is. */
  warnings?: ReadWarning[];
  /** With `explain`, for an infeasible answer: why. Absent when the time limit came first. */
  explanation?: Explanation;
  /** For robust families: what to do. */
  decision?: Decision;
  /** For guided methods of robust families: what became of the guess. */
  robust?: RobustAccount;
  /** The plan in the family's own terms, for family instances with a feasible answer. */
  plan?: PlanOf<P>;
  /** For guided methods: what the network said, one probability a binary; for robust families its outputs. */
  probabilities?: Float32Array;
  /** For `guess`: 1 where the binary was fixed at the level that answered. */
  fixed?: Uint8Array;
  /** For `guess`: the level that answered, in percent. 0 means that no guess could be kept. */
  level?: number;
  /** For guided methods: the name on the card of the model that was asked. */
  model?: string;
  /** With several workers: which one finished first. Absent when a limit came first, or when one's bound met another's point. */
  worker?: number;
  /** With several workers: the strategy of the one that finished first. */
  strategy?: string;
  /** `seconds` is the whole call in the solver; prediction and proof of the bound are part of it. */
  statistics: {
    seconds: number;
    predictSeconds: number;
    certifySeconds: number;
    work: number;
    nodes: number;
    iterations: number;
  };
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
  /** As in {@link SolveOptions}. */
  penalty?: number;
  /** Called when another device than the wanted one answers. What it throws is told as in {@link SolveOptions}. */
  onEvent?: (event: HunchEvent) => unknown;
}

export interface Prediction {
  /** One probability a binary of the instance (CLSP: one a period); for robust families the network's outputs as they are. */
  probabilities: Float32Array;
  /** For robust families: the decision, repaired to robust feasibility and checked. */
  decision?: Decision;
  /** For robust families: what the decision is worth in the worst case. */
  objective?: number;
  /** For robust families: what became of the guess. */
  robust?: RobustAccount;
  /** Which model answered: the name on its card. */
  model: string;
  /** Where it ran. */
  device: "cpu" | "webgpu";
  seconds: number;
}

/** A model's card, as stored in its weights file. */
export interface ModelCard {
  name: string;
  /** How it was trained; empty where its file does not say. */
  method: string;
  family: string;
  licence: string;
  [key: string]: unknown;
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

/** How a program is taken. */
export interface LoadOptions {
  /** As in {@link SolveOptions}. */
  format?: TextFormat;
  strict?: boolean;
  memoryLimit?: number;
  signal?: AbortSignal;
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

/** New bounds of a column, or sides of a row: `null` is none, what is left out stays as it is, `equal` is both. */
export interface Bounds {
  lower?: number | null;
  upper?: number | null;
  equal?: number;
}

/** Pairs of a column or row and what becomes of it, or an object of names. */
export type ByReference<T> =
  | Readonly<Record<string, T>>
  | ReadonlyArray<readonly [reference: Reference, value: T]>;

/** Changes of a loaded program. They are made in the order of these fields, all or none; references are to what there is at their turn. */
export interface Changes {
  /** The constant of the objective. */
  offset?: number;
  /** Objective coefficients of columns. */
  costs?: ByReference<number>;
  /** Bounds of columns. A binary column is an integer one from 0 to 1: other bounds make it a wider one. */
  columns?: ByReference<Bounds>;
  /** Sides of rows. */
  rows?: ByReference<Bounds>;
  /** Coefficients: row, column, value; 0 takes one out. */
  coefficients?: ReadonlyArray<readonly [row: Reference, column: Reference, value: number]>;
  removeColumns?: readonly Reference[];
  removeRows?: readonly Reference[];
  /** Columns to add after the others, with their coefficients in rows that there are. */
  addColumns?: ReadonlyArray<{
    name?: string;
    objective?: number;
    lower?: number | null;
    upper?: number | null;
    kind?: "continuous" | "integer" | "binary";
    terms?: ReadonlyArray<readonly [row: Reference, value: number]>;
  }>;
  /** Rows to add after the others. */
  addRows?: ReadonlyArray<{
    name?: string;
    lower?: number | null;
    upper?: number | null;
    terms: ReadonlyArray<readonly [column: Reference, value: number]>;
  }>;
}

/** Options of a solve of a loaded program: those that hold for programs. */
export type LoadedOptions = Pick<
  SolveOptions,
  | "signal"
  | "onEvent"
  | "events"
  | "timeLimit"
  | "nodeLimit"
  | "relativeGap"
  | "absoluteGap"
  | "memoryLimit"
  | "seed"
  | "start"
  | "probabilities"
  | "priorities"
  | "sensitivity"
>;

/** How variants are solved. */
export interface VariantOptions extends Omit<LoadedOptions, "onEvent" | "events" | "sensitivity"> {
  /** Whether answers have `values`; default `true`. Without them thousands take less memory. */
  values?: boolean;
  /** Whether answers of linear programs have `duals`; default `false`. */
  duals?: boolean;
}

/** The answer to a variant. */
export interface Variant {
  /** Its place among the variants. */
  index: number;
  status: Status;
  objective: number | null;
  bound: number | null;
  /** One value a column of the variant, if they are wanted and there is a point. */
  values?: Float64Array;
  /** One dual a row of it, if they are wanted and there are any. */
  duals?: Float64Array;
}

/** What a loaded program can be set back to. */
export interface Snapshot {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

/** A program that stays in the worker. Calls are queued with those of its solver. */
export interface LoadedProgram {
  /** The names of its columns and rows, as they are now. */
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** For a text: what it leaves in doubt. */
  readonly warnings: readonly ReadWarning[];
  /** Makes changes, all or none. */
  change(changes: Changes): Promise<void>;
  /** Solves the program as it is now: a linear one from the last basis, one with integers with the last point as a start. */
  solve(options?: LoadedOptions): Promise<Answer>;
  /**
   * Solves variants: each is a list of changes, made on the program as it is now and undone after it. Answers come as they are found, in order.
   * Time and node limits hold for each. Leaving the loop early ends it.
   */
  solveMany(
    variants: Iterable<Changes> | AsyncIterable<Changes>,
    options?: VariantOptions,
  ): AsyncGenerator<Variant, void, undefined>;
  /** Takes program, basis and point down. */
  snapshot(): Promise<Snapshot>;
  /** Sets the program back to a snapshot of its own. */
  restore(snapshot: Snapshot): Promise<void>;
  /** Frees its memory. Calls after this reject. */
  unload(): Promise<void>;
}

/** The `cause` of an `AbortError` or a `TimeoutError`: the best that a solve had told when it was aborted. */
export interface AbortCause<P = Problem> {
  objective?: number;
  bound?: number;
  /** The best point, one value a column of the program, some milliseconds old at most. */
  values?: Float64Array;
  /** Its plan, for families that answer with one. */
  plan?: PlanOf<P>;
  /** What to do, for robust families; its worst case is worth `objective`. */
  decision?: Decision;
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
  /** `onEvent` threw; `cause` is what, and `answer` is the answer all the same. */
  | "listener"
  /** The module failed; it was replaced by a fresh one, so the next call works. */
  | "internal";

/** Every rejection but that of an abort, which is the signal's reason, is one of these. */
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
  /** With code `listener`: what was thrown, and what the call would have answered. */
  cause?: unknown;
  answer?: Answer | Prediction | Prediction[];
}
