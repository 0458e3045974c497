/** Variants of a loaded program as they travel, and their answers. */

import { packChanges, type PackedChanges } from "./changes.js";
import type { Names } from "./insight.js";
import type { LearnedVariants, Variants } from "./protocol.js";
import { invalid, isObject } from "./schema.js";
import type { Thetas } from "./thetas.js";
import type { AtParameters, Changes, Status, Variant } from "./types.js";

/** The order of `Status` in the wasm. */
const STATUSES: readonly Status[] = ["optimal", "feasible", "infeasible", "unbounded", "limit", "error"];
/** The order of proofs in the wasm. */
const PROOFS = [
  "by the multipliers of a strategy",
  "by a stored tree",
  "by a few steps from a strategy",
  "by a search",
] as const;
/** A variant: packed changes, or values of all parameters. */
export type Asked = PackedChanges | { theta: Float64Array };

/** Variants as they travel, up to the first that does not fit. */
export function packBatch(
  batch: readonly (Changes | AtParameters)[],
  names: Names,
  first: number,
  thetas: Thetas | undefined,
): { asked: Asked[]; failure?: { reason: unknown } } {
  const asked: Asked[] = [];
  for (const variant of batch) {
    const path = `variants[${first + asked.length}]`;
    try {
      if (isObject(variant) && "parameters" in variant) {
        asked.push({ theta: values(variant as AtParameters, path, thetas) });
      } else asked.push(packChanges(variant as Changes, names, path));
    } catch (reason) {
      return { asked, failure: { reason } };
    }
  }
  return { asked };
}

/** Runs of variants of the same kind: changes, or values of parameters. */
export function runs(asked: readonly Asked[]): Asked[][] {
  const found: Asked[][] = [];
  for (const one of asked) {
    const last = found.at(-1);
    if (last && "theta" in last[0]! === "theta" in one) last.push(one);
    else found.push([one]);
  }
  return found;
}

function values(variant: AtParameters, path: string, thetas: Thetas | undefined): Float64Array {
  const { parameters, ...others } = variant;
  const other = Object.keys(others)[0];
  if (other !== undefined)
    throw invalid(`${path}.${other}`, others, "left out: a variant is changes, or values of parameters");
  return valuesOf(parameters, `${path}.parameters`, thetas);
}

/** Values of all parameters of a program that was loaded with some. */
export function valuesOf(given: unknown, path: string, thetas: Thetas | undefined): Float64Array {
  if (!thetas)
    throw invalid(path, given, "left out: the program was loaded without parameters, or changed since");
  return thetas.read(given, path);
}

/** Answers from a file of strategies. */
export function answers(
  reply: LearnedVariants,
  asked: readonly Asked[],
  columns: number,
): Omit<Variant, "index">[] {
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  return asked.map((_, k) => {
    const point = reply.values.subarray(k * columns, (k + 1) * columns);
    const number = reply.strategies[k]!;
    return {
      status: STATUSES[reply.statuses[k]!] ?? "error",
      objective: known(reply.objectives[k]!),
      bound: known(reply.bounds[k]!),
      ...(point.length > 0 && !Number.isNaN(point[0]) && { values: point.slice() }),
      strategy: { number: number < 0 ? null : number, proven: PROOFS[reply.proofs[k]!] ?? "by a search" },
    };
  });
}

/** Packed changes one after the other, and where each ends. */
export function joined(packed: readonly Float64Array[]): { numbers: Float64Array; ends: Uint32Array } {
  const ends = new Uint32Array(packed.length);
  let end = 0;
  packed.forEach((part, k) => {
    end += part.length;
    ends[k] = end;
  });
  const numbers = new Float64Array(end);
  packed.forEach((part, k) => {
    numbers.set(part, ends[k]! - part.length);
  });
  return { numbers, ends };
}

/** The answers to variants, each with values and duals of its own columns and rows. */
export function unpacked(reply: Variants, packed: readonly PackedChanges[]): Omit<Variant, "index">[] {
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  let [column, row] = [0, 0];
  return packed.map(({ after }, k) => {
    const part = (list: Float64Array, from: number, length: number) => {
      if (list.length === 0 || (length > 0 && Number.isNaN(list[from]))) return undefined;
      return list.slice(from, from + length);
    };
    const values = part(reply.values, column, after.columns.length);
    const duals = part(reply.duals, row, after.rows.length);
    column += after.columns.length;
    row += after.rows.length;
    return {
      status: STATUSES[reply.statuses[k]!] ?? "error",
      objective: known(reply.objectives[k]!),
      bound: known(reply.bounds[k]!),
      ...(values && { values }),
      ...(duals && { duals }),
    };
  });
}

/** What is not there yet. */
const LATER = Symbol("later");

/**
 * What is there, copied, in parts of at most the size that is asked for at the time. A slow source is not waited for where something is there
 * already: it may wait for the answers. What came before a source failed is given before its error.
 */
export async function* batches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: () => number,
): AsyncGenerator<T[], void, undefined> {
  const source = isObject(items) ? (items as Partial<Iterable<T> & AsyncIterable<T>>) : {};
  const open = (source[Symbol.asyncIterator] ?? source[Symbol.iterator]) as unknown;
  if (typeof open !== "function") throw invalid("variants", items, "an iterable, or an asynchronous one");
  const iterator = open.call(items) as Iterator<T> | AsyncIterator<T>;
  let coming: Promise<IteratorResult<T>> | undefined;
  let isOver = false;
  try {
    while (!isOver) {
      const batch: T[] = [];
      let failure: { reason: unknown } | undefined;
      const later = new Promise<typeof LATER>((resolve) => setTimeout(resolve, 0, LATER));
      while (batch.length < size()) {
        try {
          coming ??= Promise.resolve(iterator.next());
          const next = await (batch.length === 0 ? coming : Promise.race([coming, later]));
          if (next === LATER) break;
          coming = undefined;
          isOver = next.done === true;
          if (isOver) break;
          batch.push(structuredClone(next.value));
        } catch (reason) {
          failure = { reason };
          isOver = true;
          break;
        }
      }
      if (batch.length > 0) yield batch;
      if (failure) throw failure.reason;
    }
  } finally {
    if (!isOver) await iterator.return?.();
  }
}
