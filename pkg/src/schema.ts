/**
 * Input is read by tables: a table names the fields of one kind of object, and a rule says what a field must be. Rules give checked copies or throw
 * a `HunchError` with the path, the value and what would be right. Only own enumerable properties count as input: nothing is taken
 * from a prototype, whoever has written to it.
 */

import { HunchError } from "./errors.js";

/** Bounds of this size and beyond are none, as in every solver; costs and coefficients must be smaller. The wasm has the same. */
export const INFINITE = 1e20;

/** What a value must be. `undefined` is a field left out: a rule that gives something for it makes the field optional. */
export interface Rule<T> {
  /** In words, after "it must be". */
  readonly expected: string;
  read(value: unknown, path: string): T;
}

/** The fields of one kind of object. */
export type Table = Readonly<Record<string, Rule<unknown>>>;

/** What reading by a table gives. */
export type Read<F extends Table> = { -readonly [K in keyof F]: F[K] extends Rule<infer T> ? T : never };

/** A rule for values that a test accepts as they are. */
export function rule<T>(expected: string, accepts: (value: unknown) => boolean): Rule<T> {
  return {
    expected,
    read: (value, path) => {
      if (!accepts(value)) throw invalid(path, value, expected);
      return value as T;
    },
  };
}

/** Where numbers lie. */
export interface Range {
  low: number;
  high: number;
  /** What they count, for messages. */
  unit?: string;
  /** Whether `low` itself is too low. */
  above?: boolean;
}

function words({ low, high, unit = "", above = false }: Range): string {
  const of = unit && ` of ${unit}`;
  if (above) return `${of} above ${low}${high === Infinity ? "" : ` and at most ${high}`}`;
  return `${of} from ${low}${high === Infinity ? "" : ` to ${high}`}`;
}

/** A number. NaN is none; infinity is one where the range has no end. */
export function number(range: Range): Rule<number> {
  const { low, high, above = false } = range;
  return rule(
    `a number${words(range)}`,
    (value) => typeof value === "number" && (above ? value > low : value >= low) && value <= high,
  );
}

export function whole(range: Range): Rule<number> {
  const { low, high } = range;
  return rule(
    `a whole number${words(range)}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high,
  );
}

export const flag: Rule<boolean> = rule("true or false", (value) => typeof value === "boolean");

/** One of some texts. */
export function choice<const K extends string>(...names: readonly K[]): Rule<K> {
  return rule(names.map((name) => `"${name}"`).join(", "), (value) => names.includes(value as K));
}

/** A field that may be left out: then it is `fallback`. */
export function optional<T>(inner: Rule<T>, fallback: T): Rule<T>;
export function optional<T>(inner: Rule<T>): Rule<T | undefined>;
export function optional<T>(inner: Rule<T>, fallback?: T): Rule<T | undefined> {
  return {
    expected: inner.expected,
    read: (value, path) => (value === undefined ? fallback : inner.read(value, path)),
  };
}

/** Numbers in an array or a typed array, copied. How many there must be is up to the object that they belong to. */
export function vector({ low, high }: Range, longest: number): Rule<Float64Array> {
  const expected = `an array of numbers${words({ low, high })}`;
  const one = `a number${words({ low, high })}`;
  return {
    expected,
    read: (value, path) => {
      const isTyped = ArrayBuffer.isView(value) && !(value instanceof DataView);
      if (!isTyped && !Array.isArray(value)) throw invalid(path, value, expected);
      const given = value as ArrayLike<unknown>;
      checkLength(path, given.length, longest);
      // What was transferred away has no entries, and cannot be copied from either.
      const copy =
        isTyped && given.length > 0 && !isBig(value)
          ? new Float64Array(value as Float64Array)
          : copied(given);
      for (let k = 0; k < copy.length; k++) {
        if (!(copy[k]! >= low && copy[k]! <= high)) throw invalid(`${path}[${k}]`, given[k], one);
      }
      return copy;
    },
  };
}

/** Typed arrays of big integers are none of numbers. */
function isBig(array: ArrayBufferView): boolean {
  return array instanceof BigInt64Array || array instanceof BigUint64Array;
}

/** The entries, with NaN for those that are no numbers. */
function copied(given: ArrayLike<unknown>): Float64Array {
  const copy = new Float64Array(given.length);
  for (let k = 0; k < copy.length; k++) {
    const entry = given[k];
    copy[k] = typeof entry === "number" ? entry : NaN;
  }
  return copy;
}

/** An array of anything that `inner` takes, copied. */
export function list<T>(inner: Rule<T>, longest: number): Rule<T[]> {
  const expected = `an array, of which each is ${inner.expected}`;
  return {
    expected,
    read: (value, path) => {
      if (!Array.isArray(value)) throw invalid(path, value, expected);
      checkLength(path, value.length, longest);
      return Array.from(value, (entry: unknown, k) => inner.read(entry, `${path}[${k}]`));
    },
  };
}

/** An object within another. */
export function object<F extends Table>(table: F, what: string): Rule<Read<F>> {
  return { expected: what, read: (value, path) => read(value, table, what, path) };
}

/** Reads the fields of `value`. `path` is where it is in the input of a call, empty for the input itself, which is called `root`; `what` describes it. */
export function read<F extends Table>(
  value: unknown,
  table: F,
  what: string,
  path = "",
  root = "input",
): Read<F> {
  if (!isObject(value)) throw invalid(path || root, value, what);
  const given = fieldsOf(value, path || root);
  for (const name of given) {
    if (!Object.hasOwn(table, name))
      throw unknown(name, value, Object.keys(table), path, root === "options" ? "option" : "field");
  }
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(table)) {
    const found = given.includes(name) ? (value as Record<string, unknown>)[name] : undefined;
    fields[name] = table[name]!.read(found, path ? `${path}.${name}` : name);
  }
  return fields as Read<F>;
}

/** The value of a field that is an object's own; `undefined` for any other. */
export function own(value: object, name: string): unknown {
  return Object.prototype.propertyIsEnumerable.call(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** The names of an object's fields. A symbol can be no field's name, so it is refused as every unknown field is. */
export function fieldsOf(value: object, path: string): string[] {
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    if (Object.prototype.propertyIsEnumerable.call(value, symbol)) {
      throw new HunchError(
        "invalid-input",
        `${path} has a field ${String(symbol)}; fields have texts for names`,
        { field: path, value: String(symbol) },
      );
    }
  }
  return Object.keys(value);
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function checkLength(path: string, length: number, longest: number): void {
  if (length > longest) throw lengthError(path, length, `at most ${longest}`);
}

export function lengthError(field: string, length: number, expected: string): HunchError {
  const value = `${length} entries`;
  return new HunchError("invalid-input", `${field} has ${value}; it must have ${expected}`, { field, value });
}

export function invalid(field: string, found: unknown, expected: string): HunchError {
  const value = describe(found);
  return new HunchError("invalid-input", `${field} is ${value}; it must be ${expected}`, { field, value });
}

/** A field that no table has: most likely a misspelling of the nearest one. */
export function unknown(
  name: string,
  holder: object,
  known: readonly string[],
  path: string,
  noun = "field",
): HunchError {
  const nearest = nearestOf(name, known);
  const hint = nearest === undefined ? `known are ${known.join(", ")}` : `did you mean "${nearest}"?`;
  const field = path ? `${path}.${quoted(name)}` : quoted(name);
  return new HunchError("invalid-input", `unknown ${noun} "${field}"; ${hint}`, {
    field,
    value: describe(own(holder, name)),
  });
}

/** Longest text of a value or a name in a message, in UTF-16 units. */
const LONGEST_QUOTE = 80;

function quoted(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

/** Of the known names the one that the fewest edits make, where they are at most half of it; case does not count. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  // Longer ones are no misspelling of anything.
  if (name.length > LONGEST_QUOTE) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const distance = edits(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least && distance <= candidate.length / 2) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and substitutions, by rows of the table. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]));
    }
    row = next;
  }
  return row[b.length]!;
}

/** A value in a few words. Objects are not looked into: they may be endless, or run code when they are. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quoted(JSON.stringify(value.slice(0, LONGEST_QUOTE + 1)));
    case "bigint":
      return quoted(`${value}n`);
    case "symbol":
      return quoted(String(value));
    case "function":
      return "a function";
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return `an array of ${value.length}`;
      return value instanceof Date ? "a Date" : "an object";
    default:
      return String(value);
  }
}
