/** Programs that stay in the worker: what may be changed, and what comes back. */

import type { Answer, LearnedStrategy } from "./answer-types.js";
import type { Reference, SolveOptions, Status } from "./ask-types.js";
import type { ReadWarning, TextFormat } from "./program-types.js";

/** How a program is taken. */
export interface LoadOptions {
  /** As in {@link SolveOptions}. */
  format?: TextFormat;
  strict?: boolean;
  memoryLimit?: number;
  signal?: AbortSignal;
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

/** Options of a solve of a loaded program: those that hold for programs, and values of its parameters. */
export interface LoadedOptions extends SearchOptions {
  /**
   * Of a program that was loaded with parameters and not changed since: values of these, in their order, or some by name, the others as loaded. The answer
   * is that of the program there, and the program stays as it is. Where weights of `hunch learn` are of it, they answer (without hints, sensitivity and
   * memory limits), and nothing is read, checked or sent anew but the values.
   */
  parameters?: AtParameters["parameters"];
}

/** Options of a search of a loaded program. */
export type SearchOptions = Pick<
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
export interface VariantOptions extends Omit<SearchOptions, "onEvent" | "events" | "sensitivity"> {
  /** Whether answers have `values`; default `true`. Without them thousands take less memory. */
  values?: boolean;
  /** Whether answers of linear programs have `duals`; default `false`. */
  duals?: boolean;
}

/** A variant of a program that was loaded with parameters: their values, in their order, or some by name, the others as loaded. */
export interface AtParameters {
  parameters: readonly number[] | Float64Array | Readonly<Record<string, number>>;
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
  /**
   * Where a file of strategies answered: what proved it, and the number of the stored strategy that did, by which the card of the file lists it in words
   * (`models()`); `null` where none of those stored did.
   */
  strategy?: { number: number | null; proven: LearnedStrategy["proven"] };
}

/** What a loaded program can be set back to. */
export interface Snapshot {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

/** A step from the root of a tree down to a node: the column that was split and its bounds after it, as the event `nodeOpened` has them. Without a column it is passed over. */
export interface NodeStep {
  column?: Reference;
  lower?: number | null;
  upper?: number | null;
}

/** A node of a tree, and what was known when it was looked at. */
export interface NodeQuestion {
  /** From the root down; none for the root itself. */
  path: readonly NodeStep[];
  /** The best objective that was known then: what is no better is of no interest. */
  best?: number;
  /** Seconds after which no more relaxations are solved; default 2. */
  timeLimit?: number;
}

/** What says that something holds at a node. */
export interface NodeReason {
  /**
   * A step of the path; a row, which leaves nothing else; the objective, which would become no better than the best; the relaxation, by its reduced costs or
   * since nothing in it is better.
   */
  by: "branching" | "row" | "objective" | "relaxation";
  /** Which row, by its place. */
  row?: number;
}

/** A change of a column's bounds on the way to a node. */
export interface NodeBound extends NodeReason {
  /** Which column, by its place. */
  column: number;
  /** Its bounds from then on. */
  lower: number;
  upper: number;
  /** How many steps had been taken: 0 at the root. */
  depth: number;
}

/** What holds at a node for every point that is better than the best, and what says so. */
export interface NodeExplanation {
  /** Of each column whose bounds are not the program's the last change of either side, in the order in which they were found. */
  bounds: NodeBound[];
  /** Where it turned out that nothing is left there: after how many steps, and what says so. */
  end?: NodeReason & { depth: number };
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
   *
   * Of a program that was loaded with parameters and not changed since, a variant may be values of these. Where weights of `hunch learn` are of it, they
   * answer (without `duals`, hints and memory limits), each with its proof; else each is solved from where the one before ended.
   */
  solveMany(
    variants: Iterable<Changes | AtParameters> | AsyncIterable<Changes | AtParameters>,
    options?: VariantOptions,
  ): AsyncGenerator<Variant, void, undefined>;
  /**
   * Tells what fixed which column at a node of a search of the program as it is now: the steps of its path are taken again, with what propagation of the
   * rows and reduced costs say after each. What a search learns besides (reductions before it, symmetry, closed nodes) is not told. Programs of linear rows
   * and integers alone.
   */
  explainNode(question: NodeQuestion): Promise<NodeExplanation>;
  /** Takes program, basis and point down. */
  snapshot(): Promise<Snapshot>;
  /** Sets the program back to a snapshot of its own. */
  restore(snapshot: Snapshot): Promise<void>;
  /** Frees its memory. Calls after this reject. */
  unload(): Promise<void>;
}
