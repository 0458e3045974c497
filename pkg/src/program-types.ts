/** What a program is, as an object, as a text, and as other packages write it. */

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
