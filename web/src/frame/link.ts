/**
 * The part of the address after `#`: it holds everything that makes the state, so that a link reproduces it.
 * Links come from strangers: every field is checked against the limits before it is used, and a link that
 * fails is refused as a whole with a message that names the field and the value.
 *
 * Form: `#field=value&field=value`. The field `subject` says what the page is about; each subject knows its
 * own fields. A long one may be packed as a whole, `#z=…` (`packed-link.ts`).
 */

import { MAX_LINK_LENGTH, MAX_QUOTED } from "./limits";

export type LinkFields = ReadonlyMap<string, string>;

/** What a stranger's link or file says is not used, and why. */
export class Refusal extends Error {}

export class LinkError extends Refusal {
  override readonly name = "LinkError";
  constructor(
    readonly field: string,
    readonly value: string,
    expected: string,
  ) {
    super(`${field} is “${quoted(value)}”; it must be ${expected}.`);
  }
}

/** Throws {@link LinkError}, as all functions here do. */
export function splitLink(fragment: string, most = MAX_LINK_LENGTH): LinkFields {
  const text = fragment.replace(/^#/, "");
  if (text.length > most) {
    throw new LinkError("the link's length", String(text.length), `at most ${most} characters`);
  }
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

/** Refuses fields that nobody would read. */
export function onlyFields(fields: LinkFields, known: readonly string[]): void {
  for (const field of fields.keys()) {
    if (!known.includes(field))
      throw new LinkError("a field of the link", field, `one of ${known.join(", ")}`);
  }
}

export function wholeNumber(
  fields: LinkFields,
  field: string,
  least: number,
  most: number,
  fallback: number,
): number {
  const text = fields.get(field);
  if (text === undefined) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new LinkError(field, text, `a whole number from ${least} to ${most}`);
  return value;
}

export function oneOf<Value extends string | number>(
  fields: LinkFields,
  field: string,
  allowed: readonly Value[],
  fallback: Value,
): Value {
  const text = fields.get(field);
  if (text === undefined) return fallback;
  const value = allowed.find((one) => String(one) === text);
  if (value === undefined) throw new LinkError(field, text, `one of ${allowed.join(", ")}`);
  return value;
}

function quoted(value: string): string {
  return value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}…` : value;
}
