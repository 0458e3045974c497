/**
 * The part of the address after `#`: it holds everything that makes the problem, so that a link reproduces it.
 * Links come from strangers: every field is checked against the limits before it is used, and a link that
 * fails is refused as a whole with a message that names the field and the value.
 *
 * Form: `#c=3&f=10000&T=120&seed=7&level=85&demand=4:200,18:0&setup=9:12000` (periods count from 1).
 */

import { MAX_DECIMALS, MAX_LEVEL, MAX_LINK_LENGTH, MAX_QUOTED, MAX_SEED, MIN_LEVEL } from "./limits";
import { CAPACITY_RATIOS, HORIZONS, SERIES, SETUP_RATIOS, type Edits, type Problem, type Series } from "./problem";

export interface Shared {
  readonly problem: Problem;
  /** Percent. */
  readonly level: number;
}

export class LinkError extends Error {
  override readonly name = "LinkError";
  constructor(
    readonly field: string,
    readonly value: string,
    expected: string,
  ) {
    super(`${field} is “${quoted(value)}”; it must be ${expected}.`);
  }
}

export function writeLink({ problem, level }: Shared): string {
  const { c, f, horizon, seed } = problem.sampling;
  const fields = [`c=${c}`, `f=${f}`, `T=${horizon}`, `seed=${seed}`, `level=${level}`];
  for (const { name, linkField } of SERIES) {
    const changes = [...(problem.edits[name] ?? [])].sort((a, b) => a[0] - b[0]);
    if (changes.length > 0) fields.push(`${linkField}=${changes.map(([period, value]) => `${period + 1}:${value}`).join(",")}`);
  }
  return `#${fields.join("&")}`;
}

/** Fields that a link leaves out come from `defaults`. Throws {@link LinkError}. */
export function readLink(fragment: string, defaults: Shared): Shared {
  const text = fragment.replace(/^#/, "");
  if (text.length > MAX_LINK_LENGTH) {
    throw new LinkError("the link's length", String(text.length), `at most ${MAX_LINK_LENGTH} characters`);
  }
  const fields = splitFields(text);
  const known = new Set(["c", "f", "T", "seed", "level", ...SERIES.map((series) => series.linkField)]);
  for (const field of fields.keys()) {
    if (!known.has(field)) throw new LinkError("a field of the link", field, `one of ${[...known].join(", ")}`);
  }
  const { sampling } = defaults.problem;
  const horizon = oneOf(fields, "T", HORIZONS, sampling.horizon);
  return {
    level: wholeNumber(fields, "level", MIN_LEVEL, MAX_LEVEL, defaults.level),
    problem: {
      sampling: {
        c: oneOf(fields, "c", CAPACITY_RATIOS, sampling.c),
        f: oneOf(fields, "f", SETUP_RATIOS, sampling.f),
        horizon,
        seed: wholeNumber(fields, "seed", 0, MAX_SEED, sampling.seed),
      },
      edits: Object.fromEntries(SERIES.map((series) => [series.name, readEdits(fields, series, horizon)])),
    },
  };
}

function splitFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  if (text === "") return fields;
  for (const part of text.split("&")) {
    const equals = part.indexOf("=");
    if (equals < 1) throw new LinkError("a part of the link", part, "of the form field=value");
    const field = part.slice(0, equals);
    if (fields.has(field)) throw new LinkError(field, part.slice(equals + 1), "given once");
    fields.set(field, part.slice(equals + 1));
  }
  return fields;
}

function wholeNumber(fields: Map<string, string>, field: string, least: number, most: number, fallback: number): number {
  const text = fields.get(field);
  if (text === undefined) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new LinkError(field, text, `a whole number from ${least} to ${most}`);
  return value;
}

function oneOf(fields: Map<string, string>, field: string, allowed: readonly number[], fallback: number): number {
  const text = fields.get(field);
  if (text === undefined) return fallback;
  const value = allowed.find((one) => String(one) === text);
  if (value === undefined) throw new LinkError(field, text, `one of ${allowed.join(", ")}`);
  return value;
}

function readEdits(fields: Map<string, string>, series: Series, horizon: number): Edits {
  const edits = new Map<number, number>();
  const text = fields.get(series.linkField);
  if (text === undefined) return edits;
  const pattern = series.decimals === 0 ? /^(\d{1,4}):(\d{1,8})$/ : new RegExp(`^(\\d{1,4}):(\\d{1,8}(?:\\.\\d{1,${MAX_DECIMALS}})?)$`);
  for (const part of text.split(",")) {
    const match = pattern.exec(part);
    if (!match) throw new LinkError(series.linkField, part, "pairs period:value, separated by commas");
    const period = Number(match[1]);
    const value = Number(match[2]);
    if (period < 1 || period > horizon) throw new LinkError(`a period of ${series.linkField}`, String(period), `from 1 to ${horizon}`);
    if (value > series.max) throw new LinkError(`${series.linkField} in period ${period}`, String(value), `from 0 to ${series.max}`);
    if (edits.has(period - 1)) throw new LinkError(`${series.linkField} in period ${period}`, String(value), "given once");
    edits.set(period - 1, value);
  }
  return edits;
}

function quoted(value: string): string {
  return value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}…` : value;
}
