/** What a program is, as an object, as a text, and as other packages write it. */

/**
 * A program in Hunch's own JSON form, version 1 or 2. Absent bounds are `null`, at least 10²⁰ in size, or left out.
 * `hunch-solver/model` makes programs with names and parameters; what is marked (2) needs version 2. What says more than linear rows and integers
 * (a quadratic objective, the last two kinds of columns, and from `sos` on) is solved by the module `kinds`, which loads for it.
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
    /**
     * `"binary"` (2) is an integer between 0 and 1; bounds may restrict it further. `"semicontinuous"` and `"semiinteger"` (2) are 0, or any number
     * or integer between the bounds.
     */
    kind?: "continuous" | "integer" | "binary" | "semicontinuous" | "semiinteger";
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
  /**
   * Entries [i, j, value] with i ≥ j, the lower triangle of the symmetric Q: the objective has ½·xᵀQx added. It must be convex where it is
   * minimized, concave where it is maximized. Entries of one place add up.
   */
  quadratic?: ReadonlyArray<readonly [number, number, number]> | null;
  /** Special ordered sets (2). */
  sos?: readonly SpecialOrderedSet[] | null;
  /** Rows that have to hold only where a binary column has a value (2). A row has one indicator at most. */
  indicators?: readonly Indicator[] | null;
  /** Columns that are piecewise-linear functions of others (2). */
  piecewise?: readonly PiecewiseLinear[] | null;
  /** Objectives after the program's own (2), the most important first: each is optimized over what those before it leave. */
  objectives?: readonly FurtherObjective[] | null;
  /** What of the program's own objective may be given up for those (2). */
  degradation?: Degradation | null;
  /** Rows, by index, that the search may leave out until a point violates them (2). They hold like all others. */
  lazy?: readonly number[] | null;
}

/** Of its members at most one (`type` 1), or two neighbours (`type` 2), may be other than 0. */
export interface SpecialOrderedSet {
  name?: string;
  type: 1 | 2;
  /** Pairs [column index, weight]; the weights, all different, say who is whose neighbour. */
  members: ReadonlyArray<readonly [number, number]>;
}

/** A row that has to hold only where a binary column has a value. */
export interface Indicator {
  /** Index of the column, a binary one. */
  column: number;
  value: 0 | 1;
  /** Index of the row. */
  row: number;
}

/** `value` = f(`argument`), f linear between breakpoints; the argument lies between the first and the last. */
export interface PiecewiseLinear {
  name?: string;
  /** Index of a column. */
  argument: number;
  /** Index of another column. */
  value: number;
  /** Breakpoints [argument, value], two or more, their arguments ascending. */
  points: ReadonlyArray<readonly [number, number]>;
}

/** An objective after the program's own. */
export interface FurtherObjective {
  name?: string;
  /** Default: that of the program. */
  sense?: "minimize" | "maximize";
  offset?: number;
  /** Pairs [column index, coefficient], each column once. */
  terms: ReadonlyArray<readonly [number, number]>;
  /** Its quadratic part ½·xᵀQx, as that of the program. */
  quadratic?: ReadonlyArray<readonly [number, number, number]> | null;
  /** What may be given up of it for the objectives after it. */
  degradation?: Degradation | null;
}

/** How much of an objective may be given up for those after it: the larger of both. Default: nothing. */
export interface Degradation {
  /** In units of the objective. */
  absolute?: number;
  /** As a share of the magnitude of its optimum. */
  relative?: number;
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
  /** How parameters are distributed, for what learns; solving does not need it. Each parameter stands in one group. */
  distribution?: readonly ParameterGroup[] | null;
}

/** Parameters, by their places, that are drawn together and independently of others; lists have an entry for each of them. */
export type ParameterGroup = { parameters: readonly number[] } & (
  | { law: "box"; lower: readonly number[]; upper: readonly number[] }
  | { law: "ball"; centre: readonly number[]; radius: number }
  | { law: "normal"; mean: readonly number[]; deviation: readonly number[] }
  | { law: "discrete"; points: ReadonlyArray<readonly number[]>; weights: readonly number[] }
  | { law: "samples"; points: ReadonlyArray<readonly number[]> }
);

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
