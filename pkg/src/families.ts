/** Instances, distributions and decisions, checked by the tables of their families, which `cargo xtask generate` writes. */

import { FAMILIES } from "./generated/families.js";
import type { PackName } from "./generated/modules.js";
import type { CheckedInstance, CheckedUncertain } from "./protocol.js";
import { invalid, isObject, lengthError, nearestOf, own, read, type Table, vector } from "./schema.js";
import type { Decision, Distribution, Instance } from "./types.js";

/** A family. Every array of `shapes` has as many entries as the product of its sizes. */
export interface Family {
  /** The pack that has it. */
  readonly pack: PackName;
  readonly fields: Table;
  /** The array whose length is the size, or the number that it is, and the most that are taken. */
  readonly sizes: Readonly<Record<string, { readonly of: string; readonly most: number }>>;
  readonly shapes: Readonly<Record<string, readonly string[]>>;
  /** What `sample` takes. */
  readonly distribution: Table;
  /** The field of an answer that holds its parts. */
  readonly answers: "plan" | "decision";
  readonly parts: readonly string[];
  /** Whether some data are uncertain, so that `scenarios` has cases to draw. */
  readonly isUncertain: boolean;
  /** Numbers that a model's card and an instance must share: the length of an array, or whether a field is a text. */
  readonly exact: Readonly<
    Record<string, { readonly length: string } | { readonly field: string; readonly is: string }>
  >;
}

type Families = Readonly<Record<string, Family>>;

const ALL: Families = FAMILIES;

/** Most numbers of one part of a decision. */
const LONGEST_PART = 1_000_000;
const anyNumbers = vector({ low: -Number.MAX_VALUE, high: Number.MAX_VALUE }, LONGEST_PART);

/** The names of all families. */
export const FAMILY_NAMES = Object.keys(FAMILIES) as CheckedInstance["family"][];

/** The family of a checked instance. */
export function familyOf(instance: { family: CheckedInstance["family"] }): Family {
  return FAMILIES[instance.family];
}

export function checkInstance(instance: Instance, path = ""): CheckedInstance {
  const family = named(instance, path, "instance", ALL);
  const fields = read(instance, family.fields, "", path);
  checkShapes(family, fields, fields, path);
  return fields as unknown as CheckedInstance;
}

/** An instance of a family that `scenarios` knows. */
export function checkUncertain(instance: Instance): CheckedUncertain {
  const uncertain = Object.fromEntries(Object.entries(ALL).filter(([, family]) => family.isUncertain));
  named(instance, "", "instance", uncertain);
  return checkInstance(instance) as CheckedUncertain;
}

/** The numbers of a decision in one array, part after part. */
export function checkDecision(instance: CheckedUncertain, decision: Decision): Float64Array {
  const family = familyOf(instance);
  const table: Table = Object.fromEntries(family.parts.map((part) => [part, anyNumbers]));
  const parts = read(decision, table, `an object with ${family.parts.join(", ")}`, "decision");
  checkShapes(family, parts, instance as unknown as Record<string, unknown>, "decision");
  return Float64Array.from(Object.values(parts as Record<string, Float64Array>).flatMap((part) => [...part]));
}

export function checkDistribution(distribution: Distribution): Distribution {
  const family = named(distribution, "", "distribution", ALL);
  return read(distribution, family.distribution, "") as unknown as Distribution;
}

/** What an instance is, by the names on cards. */
export function exactNumbers(instance: CheckedInstance): Readonly<Record<string, number>> {
  const fields = instance as unknown as Record<string, unknown>;
  const number = (rule: Family["exact"][string]) =>
    "length" in rule ? sizeOf(fields[rule.length]) : Number(fields[rule.field] === rule.is);
  return Object.fromEntries(
    Object.entries(familyOf(instance).exact).map(([name, rule]) => [name, number(rule)]),
  );
}

/** The table of the family that a value says it is of. */
function named(value: unknown, path: string, noun: string, families: Families): Family {
  const known = Object.keys(families);
  if (!isObject(value))
    throw invalid(path || noun, value, `an object with a family, such as { family: "${known[0]}", … }`);
  const name = own(value, "family");
  if (typeof name === "string" && Object.hasOwn(families, name)) return families[name]!;
  const nearest = typeof name === "string" ? nearestOf(name, known) : undefined;
  const names = known.map((name) => `"${name}"`).join(", ");
  throw invalid(
    path ? `${path}.family` : "family",
    name,
    nearest === undefined ? names : `${names}; did you mean "${nearest}"?`,
  );
}

/** A size: an array's length, or the number itself. */
function sizeOf(value: unknown): number {
  return typeof value === "number" ? value : (value as Float64Array).length;
}

/** Holds the arrays among `fields` against the sizes of `instance`. */
function checkShapes(
  { sizes, shapes }: Family,
  fields: Record<string, unknown>,
  instance: Record<string, unknown>,
  path: string,
): void {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  for (const { of, most } of Object.values(sizes)) {
    const length = sizeOf(instance[of]);
    if (length < 1 || length > most) throw lengthError(at(of), length, `from 1 to ${most}`);
  }
  for (const [name, shape] of Object.entries(shapes)) {
    if (!(name in fields)) continue;
    const expected = shape.reduce((product, size) => product * sizeOf(instance[sizes[size]!.of]), 1);
    const length = sizeOf(fields[name]);
    if (length !== expected)
      throw lengthError(at(name), length, `${expected}, the number of ${shape.join(" × ")}`);
  }
}
