/** Sets of named elements, and objects that have one entry an element. */

import { HunchError } from "../errors.js";
import { isName, LONGEST_NAME } from "../names.js";
import { describe, nearestOf } from "../schema.js";

/** What elements of sets may be. Numbers stay numbers in callbacks, and are named as they are printed. */
export type Element = string | number;

/** A set of elements in their order, made by `m.set`: what variables, parameters, rows and sums run over. */
export class ElementSet<E extends Element = Element> implements Iterable<E> {
  readonly name: string;
  readonly elements: readonly E[];

  constructor(name: string, elements: Iterable<E>) {
    this.name = name;
    this.elements = [...elements];
    const seen = new Set<string>();
    for (const element of this.elements) {
      const isElement = typeof element === "number" ? Number.isFinite(element) : isName(element);
      if (!isElement || element === "")
        throw inputOf(
          name,
          `set "${name}": ${describe(element)} is no element; elements are texts of 1 to ${LONGEST_NAME} bytes, or numbers`,
        );
      const key = String(element);
      if (seen.has(key)) throw inputOf(name, `set "${name}": the element "${key}" occurs twice`);
      seen.add(key);
    }
  }

  get size(): number {
    return this.elements.length;
  }

  [Symbol.iterator](): Iterator<E> {
    return this.elements[Symbol.iterator]();
  }
}

/** One set, or several: `grain`, `[plants, markets]`. */
export type Over = ElementSet | readonly [ElementSet, ...ElementSet[]];

/** The elements that a callback over sets is given, one a set. */
export type ElementsOf<O> =
  O extends ElementSet<infer E>
    ? [element: E]
    : O extends readonly [ElementSet<infer E>, ...infer R]
      ? [element: E, ...ElementsOf<R>]
      : [];

/** An object with one entry an element, nested where there are several sets: `use.barley`, `ship[i][j]`. */
export type Indexed<O, V> =
  O extends ElementSet<infer E>
    ? { readonly [K in E]: V }
    : O extends readonly [ElementSet<infer E>, ...infer R]
      ? { readonly [K in E]: R extends readonly [] ? V : Indexed<R, V> }
      : V;

/** One value for all, a function of the elements, or an object by element, of which some may be left out. */
export type ValuesOver<O, T> = T | ((...elements: ElementsOf<O>) => T | undefined) | Nested<O, T>;

type Nested<O, T> =
  O extends ElementSet<infer E>
    ? { readonly [K in E]?: T | undefined }
    : O extends readonly [ElementSet<infer E>, ...infer R]
      ? { readonly [K in E]?: (R extends readonly [] ? T : Nested<R, T>) | undefined }
      : T;

export function setsOf(over: Over | undefined): readonly ElementSet[] {
  return over === undefined ? [] : over instanceof ElementSet ? [over] : over;
}

/** Whether an argument says what something runs over. */
export function isOver(value: unknown): value is Over {
  if (value instanceof ElementSet) return true;
  return Array.isArray(value) && value.length > 0 && value.every((entry) => entry instanceof ElementSet);
}

/** `use[barley]`, `ship[a,b]`; the name alone where there are no elements. */
export function nameAt(name: string, elements: readonly Element[]): string {
  return elements.length === 0 ? name : `${name}[${elements.join(",")}]`;
}

/** What hosts ask of any object, awaiting it or writing it as JSON. */
const ASKED_OF_ALL: ReadonlySet<string> = new Set(["then", "toJSON"]);

/**
 * The prototype of entries over a set: it answers what no entry does. A misspelt element is an error with the
 * nearest one, where `undefined` would fail later and elsewhere. Entries themselves are found before it, at
 * the speed of any object.
 */
function guard(subject: string, set: ElementSet): object {
  return new Proxy(Object.create(null) as object, {
    get: (_, key) => {
      if (typeof key === "symbol" || ASKED_OF_ALL.has(key)) return undefined;
      if (key in Object.prototype) return Reflect.get(Object.prototype, key);
      throw unknownElement(subject, key, set);
    },
  });
}

export function unknownElement(subject: string, key: string, set: ElementSet): HunchError {
  const nearest = nearestOf(key, set.elements.map(String));
  const hint = nearest === undefined ? `it is over the set "${set.name}"` : `did you mean "${nearest}"?`;
  return inputOf(key, `${subject} has no element ${describe(key)}; ${hint}`);
}

/**
 * Makes an entry for each element (of each pair, and so on); `make` gets the elements, in an array that it
 * must not keep.
 */
export function indexed<V>(
  subject: string,
  sets: readonly ElementSet[],
  make: (elements: readonly Element[]) => V,
): unknown {
  const guards = sets.map((set) => guard(subject, set));
  const elements: Element[] = [];
  const at = (depth: number): unknown => {
    const set = sets[depth];
    if (set === undefined) return make(elements);
    const entries = Object.create(null) as Record<string, unknown>;
    for (const element of set.elements) {
      elements[depth] = element;
      entries[String(element)] = at(depth + 1);
    }
    return Object.setPrototypeOf(entries, guards[depth] as object);
  };
  return at(0);
}

/**
 * The values that something over sets was given, in the order in which {@link indexed} makes its entries;
 * `undefined` where there is none. `isOne` tells a value from an object of values.
 */
export function* valuesOver(
  subject: string,
  sets: readonly ElementSet[],
  given: unknown,
  isOne: (value: unknown) => boolean,
): Generator<unknown> {
  const elements: Element[] = [];
  function* at(depth: number, values: unknown): Generator<unknown> {
    const set = sets[depth];
    if (set === undefined) {
      yield typeof values === "function" ? values(...elements) : values;
      return;
    }
    const isAll = values === undefined || typeof values === "function" || isOne(values);
    if (!isAll) checkKeys(nameAt(subject, elements.slice(0, depth)), values, set);
    for (const element of set.elements) {
      elements[depth] = element;
      const key = String(element);
      const one = isAll
        ? values
        : Object.hasOwn(values as object, key)
          ? Reflect.get(values as object, key)
          : undefined;
      yield* at(depth + 1, one);
    }
  }
  yield* at(0, given);
}

function checkKeys(subject: string, values: unknown, set: ElementSet): void {
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw inputOf(
      subject,
      `${subject} is ${describe(values)}; it must be a value for all, or an object by the elements of "${set.name}"`,
    );
  const known = new Set(set.elements.map(String));
  for (const key of Object.keys(values)) if (!known.has(key)) throw unknownElement(subject, key, set);
}

/** An input error whose field is a name of the model. */
export function inputOf(field: string, message: string): HunchError {
  return new HunchError("invalid-input", message, { field });
}
