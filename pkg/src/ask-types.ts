/** What `solve` and `predict` take: problems, options, and the events that they tell. */

import type {
  Decision,
  Instance,
  Plan,
  Plans,
  ToldNumbers,
  UncertainInstance,
} from "./generated/instances.js";
import type { Constraint } from "./model/expression.js";
import type { ModelObject, Program, ProgramText, TextFormat } from "./program-types.js";

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

/** What `solve` takes. */
export type Problem = Instance | Program | ProgramText | ModelObject;

/** The plan of a problem's family; none where it has no family, or one that answers with decisions. */
export type PlanOf<P> = P extends { family: infer F extends keyof Plans } ? Plans[F] : never;

/** How a solve ended. Limits and infeasibility are statuses, not errors. */
export type Status = "optimal" | "feasible" | "infeasible" | "unbounded" | "limit" | "error";

/** Where a network runs. `auto` measures once and keeps the faster. */
export type Device = "auto" | "cpu" | "webgpu";

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
  | "cuts"
  /**
   * For lot sizing of many items: the most confident set-ups are fixed up to the highest level that has a plan, the rest is searched, and what
   * was fixed is freed step by step, the least sure first. By what the structure believes, or by a network where one is loaded.
   */
  | "predopt";

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
  /** Seconds, reading a text included; when they pass, the best answer so far is returned with status `feasible` or `limit`. */
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
   * How many workers search, 1 (the default) to 32; for the method `search` with our own engine, which the default method is for programs. An instance
   * with another method, the default among them, is rejected with `not-applicable` and the field `workers`. Each follows another strategy, they tell each other
   * their points, the first to finish ends the rest, and the memory limit is divided among them. Which point is returned among equally good ones, and all counts, may then
   * differ from call to call; what is proven holds as ever.
   */
  workers?: number;
  /**
   * For our own search with one worker: called before each of its slices of some milliseconds, and awaited, so that a search can be watched, held and
   * stepped. It goes on for another slice after `"go"`, for the least piece of work (at most some simplex iterations) after `"step"`, and
   * answers with what it has after `"stop"`. The time limit runs on meanwhile. When it throws, the call rejects with a {@link HunchError} of
   * code `callback`.
   */
  pace?: () => Pace | PromiseLike<Pace>;
  /**
   * For programs: the rows that a point violates, of more than anybody can write down; none where it violates none. Called at every point that would be
   * an answer, and awaited; rows that it returns hold from then on. "optimal" and "infeasible" are true of the program with all rows that it would
   * return. When it throws, the call rejects with a {@link HunchError} of code `callback`. It must not await another call of the same solver, which
   * would wait for this one. The time limit runs on while it works.
   *
   * @example
   * const rows = ({ values }) => values[0] + values[1] > 3 ? [{ upper: 3, terms: [[0, 1], [1, 1]] }] : [];
   */
  rows?: (point: DemandPoint) => RowsOnDemand | PromiseLike<RowsOnDemand>;
  /** Whether `rows` is called at points alone that would be answers (`"integral"`, the default), or at fractional ones too, where rows only help. */
  rowsAt?: "integral" | "all";
  /**
   * For programs: whether the answer is to have several `points`, the best ones. Points differ in integer columns, so that a program without any has
   * one. Each is told as an event of type `point` when it is found, the best first up to the gap at which a search ends. For one objective, one worker
   * and our own search; with `rows`, the best of the points that violate none; time and node limits are for all points together.
   *
   * @example
   * const { points, complete } = await hunch.solve(program, { pool: { count: 20, relativeGap: 0.01 } });
   */
  pool?: PoolOptions;
}

/** How a search goes on between two slices. */
export type Pace = "go" | "step" | "stop";

/** A point at which rows are asked for. */
export interface DemandPoint {
  /** One value a column of the program. */
  readonly values: Float64Array;
  /** Whether it is an answer unless rows come back that it violates. */
  readonly integral: boolean;
  /** The value of a column. */
  value(column: Reference): number;
}

/** A row: pairs of columns and coefficients between two sides, of which one may be missing. */
export interface RowOnDemand {
  readonly lower?: number | null;
  readonly upper?: number | null;
  readonly terms: ReadonlyArray<readonly [column: Reference, coefficient: number]>;
}

/** Rows, as objects or as `hunch-solver/model` writes them: `use.maize.le(3)`. */
export type RowsOnDemand = ReadonlyArray<RowOnDemand | Constraint> | null | undefined | void;

/** Several answers. */
export interface PoolOptions {
  /** How many at most. */
  count: number;
  /** How far from the best they may be, as a share of its magnitude (without the objective's constant); default: no limit. */
  relativeGap?: number;
  /** The same in units of the objective; default: no limit. */
  absoluteGap?: number;
}

/** A number for some columns: by name, or as pairs of a column's name or index and the number. */
export type ByColumn =
  | Readonly<Record<string, number>>
  | ReadonlyArray<readonly [column: string | number, value: number]>;

/** A column or a row: its name, its index, or anything that has its name, such as a variable of `hunch-solver/model`. */
export type Reference = string | number | { readonly name: string };

/** What happened, in order. `seconds` count from the start of the call. More kinds may come: ignore those you do not know. */
export type HunchEvent = {
  seconds: number;
  /** With several workers: which one tells, from 0. Numbers of nodes and bounds of columns are its own; incumbents and bounds are told when they are the best of all. */
  worker?: number;
} & (
  | { type: "stage"; name: string }
  | { type: "progress"; done: number; total: number }
  | { type: "incumbent"; objective: number; source: string }
  /** With `pool`: a further point, from 0. */
  | { type: "point"; index: number; objective: number; values: Float64Array }
  | { type: "bound"; bound: number }
  /**
   * For instances and the methods `auto` and `predopt`: a feasible answer, better than those before, with its values and its plan or decision. The first comes
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
      /** Simplex iterations of the whole tree until then, probes, dives and neighbourhoods included. */
      iterations: number;
    }
  | { type: "cutRound"; round: number; cuts: number; bound: number }
  /**
   * A cut became a row of the relaxation: the sum of `coefficient` times column is at most `upper`, at every feasible point that is better than the best one
   * known. `family` is the class that found it; `violation`, by how much the relaxation's point was beyond it. A search that begins another tree numbers
   * its cuts anew.
   */
  | {
      type: "cutAdded";
      id: number;
      family: string;
      terms: ReadonlyArray<readonly [column: number, coefficient: number]>;
      upper: number;
      violation: number;
    }
  /** Cuts were taken out of the relaxation again; one that comes back has another number. */
  | { type: "cutsRemoved"; ids: readonly number[] }
  | { type: "heuristic"; name: string; objective?: number; work: number }
  | { type: "fixingLevel"; level: number; fixed: number; feasible: boolean }
  /**
   * For the method `predopt`, and `auto` where the structure begins: numbers that it works with, once each, before the search. By their names what the
   * structure says ({@link ToldNumbers}); with `predopt` also `beliefs`, how far each set-up is believed in, from 0 to 1, by the network or, without
   * one, by the structure, and `fixed`, at what it is fixed at first: 0 or 1, and −1 where it is free.
   */
  | { type: "numbers"; name: keyof ToldNumbers | "beliefs" | "fixed"; values: readonly number[] }
  | { type: "deviceFallback"; from: string; to: string; reason: string }
);

export interface PredictOptions {
  signal?: AbortSignal;
  /** Overrides the device of `init` for this call. `"webgpu"` here is strict: without WebGPU the call rejects with `no-webgpu`. */
  device?: Device;
  /** As in {@link SolveOptions}. */
  penalty?: number;
  /** Called when another device than the wanted one answers. What it throws is told as in {@link SolveOptions}. */
  onEvent?: (event: HunchEvent) => unknown;
}
