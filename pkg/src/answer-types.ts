/** What comes back: answers, predictions, errors. */

import type { Decision } from "./generated/instances.js";
import type { Method, PlanOf, Problem, Reference, Status } from "./ask-types.js";
import type { ReadWarning } from "./program-types.js";

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
  /**
   * Multipliers of one linear program, a search, the exact algorithm of a family (`"structure"`), a relaxation, or the stored branch-and-bound tree of a
   * strategy (`"tree"`), whose leaves were judged again at these numbers.
   */
  by: "multipliers" | "search" | "structure" | "relaxation" | "tree";
  /**
   * How far it holds: in exact numbers, the rounding of the proof counted (`"safe"`); the same, settled in
   * exact arithmetic (`"exact"`); or up to `"tolerance"`: in exact numbers no point is as good, and this one
   * satisfies the rows within tolerance.
   */
  holds: "safe" | "exact" | "tolerance";
  /**
   * What it takes on trust, of programs for which there is no certificate. The point is never trusted: the
   * checker judges it by the program as it was given.
   *
   * - `"convexity"`: that the quadratic part of the objective, which is convex as far as double precision
   *   tells (no eigenvalue of it, scaled to a diagonal of ones, is below −10⁻¹¹), is so;
   * - `"reformulation"`: that the plain rows and binaries which semi-continuous variables, sets, indicator
   *   rows and piecewise-linear terms were turned into leave no point out;
   * - `"stages"`: that each of several objectives was kept, by a row, at what was found of it;
   * - `"rows"`: that the function which tells rows on demand has told one for each point that violates one.
   */
  trusts?: ReadonlyArray<"convexity" | "reformulation" | "stages" | "rows">;
}

/** One of several objectives at an answer. */
export interface ObjectiveValue {
  /** The name that the program gives it; the program's own has none. */
  name?: string;
  /** Its value at the answer's point. */
  value: number;
  /** What it was when it was optimized itself, over what those before it leave; `null` when its turn did not come. */
  reached: number | null;
  /** Proven bound on that. */
  bound: number | null;
  /** Whether the two agree as those of an optimal answer do. */
  proven: boolean;
}

/** One of several points. Two of them differ in an integer column, and each has the best values of the other columns. */
export interface PoolPoint {
  objective: number;
  /** One value a column. */
  values: Float64Array;
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
  /**
   * For programs: the distance of each row's activity from its nearer side; infinite for a row without sides,
   * negative for one that its indicator leaves out.
   */
  slacks?: Float64Array;
  /**
   * For programs: the change of the optimal objective per unit by which the tight side of each row rises,
   * whether less or more of it is wanted. Of linear programs that are solved to the end, and with
   * `sensitivity` of programs with their integers, and the choices of sets and their like, fixed.
   */
  duals?: Float64Array;
  /** The same for the bound that each column rests at. */
  reducedCosts?: Float64Array;
  /**
   * The basis that these belong to, as numbers: 0 basic, 1 at the lower bound, 2 at the upper one, 3 free.
   * `basisStatus` has it in words.
   */
  basis?: { columns: Uint8Array; rows: Uint8Array };
  /**
   * Whether duals, reduced costs, basis and ranges are those of the program with its integers, and all
   * choices of its sets and their like, fixed at `values`.
   */
  integersFixed?: boolean;
  /** With `sensitivity`: how far costs, bounds and sides may move. */
  ranges?: Ranges;
  /** With `sensitivity`: what limits the objective and what would change the plan, in plain words; or why that is not said. */
  report?: string;
  /** For an infeasible linear program: multipliers of rows that prove it. */
  farkas?: Float64Array;
  /** For an unbounded linear program: a direction, one number a column, along which the objective improves for ever. */
  ray?: Float64Array;
  /**
   * With `repair`, for an infeasible answer: what would make it feasible. Absent when the time limit came
   * first, and for programs with sets, indicators and their like.
   */
  repair?: Repair;
  /**
   * For programs with several objectives: all of them, the program's own first. `objective`, `bound` and
   * `gap` are then those of the first, whose gap counts what it gave up, and the status is that of all.
   */
  objectives?: ObjectiveValue[];
  /** With `pool`: the best points, the best first; of points of equal objective any may come first. */
  points?: PoolPoint[];
  /**
   * With `pool`: whether no point is missing that is better than the last of as many as were asked for, or
   * within the gap where there are fewer; "better" up to the gap at which a search ends.
   */
  complete?: boolean;
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
   * With `sensitivity`: how far the numbers of a column (its `cost`, `lower` and `upper` bound), or else of a
   * row of that name (its `lower` and `upper` side), may move by themselves.
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
  /** With several workers: the name of the search's strategy that finished first. */
  searchStrategy?: string;
  /** For a program with parameters that weights of its own answer (see `hunch learn`): what they say of this answer. */
  strategy?: LearnedStrategy;
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

/** What a file of strategies says of an answer. */
export interface LearnedStrategy {
  /** The name of the file's model. */
  model: string;
  /** The strategy's number in the file; `null` where the answer's is none of those stored. */
  number: number | null;
  /** The same in words: what is tight, and which integers have which values, as far as strategies differ. */
  sentence: string | null;
  /** The tests on the way through the tree, each a sentence that is true of these parameters; empty without a tree. */
  path: string[];
  /** Where another strategy begins, where that is known. */
  boundary: StrategyBoundary | null;
  /** What proved the answer, in words. */
  proven:
    | "by the multipliers of a strategy"
    | "by a stored tree"
    | "by a few steps from a strategy"
    | "by a search";
  /** Whether a search was needed; otherwise what is stored proves the answer, or a few steps from it do. */
  searched: boolean;
  /** Whether the strategy is the one that was tried first. */
  predicted: boolean;
  /** Whether the parameters lie where strategies were sampled. */
  inside: boolean;
}

/** Where another strategy begins. */
export interface StrategyBoundary {
  /** How far that is, each parameter measured in its extent over the sample. */
  distance: number;
  /** What has to move: `demand from 2.1 to 2.41`. */
  text: string;
  /** The strategy on the other side, in words, where it is a stored one. */
  beyond?: string;
  /** Whether it is the boundary of the strategy's own region, which multipliers and slacks give; else it is the tree's. */
  exact: boolean;
}

/** Conditions of a program that cannot hold together. */
export interface Explanation {
  /** Rows that take part, in the program's order. */
  rows: ExplanationMember[];
  /** Columns that take part, likewise. */
  columns: ExplanationMember[];
  /** Special ordered sets that take part, if any: by their places, with their names. */
  sets?: Array<{ index: number; name: string }>;
  /** Piecewise-linear terms that take part, likewise. */
  piecewise?: Array<{ index: number; name: string }>;
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
  /** Whether the bounds are those of a semi-continuous or semi-integer column, which may be 0 as well. */
  semi?: boolean;
  /** For a row with an indicator: the binary column, and its value at which the row has to hold. */
  indicator?: { column: number; name: string; value: number };
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
  /** `rows` or `pace` threw; `cause` is what. */
  | "callback"
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
  /**
   * For a quadratic objective that is not convex (concave where it is maximized): a direction along which it
   * is not, one number a column.
   */
  direction?: readonly number[];
  /** With the codes `listener` and `callback`: what was thrown; with `listener` also what the call would have answered. */
  cause?: unknown;
  answer?: Answer | Prediction | Prediction[];
}
