/** The families' fields, as tables: what each array holds, how many numbers it has, and which of them are taken. The wasm has the same rules. */

import type { CheckedInstance, CheckedRobust } from "./protocol.js";
import { choice, invalid, isObject, lengthError, number, object, own, read, type Rule, type Table, vector, whole } from "./schema.js";
import type { ClspDistribution, ClspInstance, Distribution, Instance, RobustDecision, RobustInventoryDistribution, RobustInventoryInstance, RobustKnapsackDistribution, RobustKnapsackInstance } from "./types.js";

/** A family. Every number of `shapes` names a size: an array has as many entries as the product of its sizes. */
interface Family {
  fields: Table;
  /** The array whose length is the size, and the most that are taken. */
  sizes: Readonly<Record<string, { of: string; most: number }>>;
  shapes: Readonly<Record<string, readonly string[]>>;
  /** What `sample` takes. */
  distribution: Table;
  /** The parts of a decision, in order, for families that `scenarios` tries them on. */
  decision?: Table;
}

/** Most entries of an array that has one a period, item or retailer. */
const LONGEST_ARRAY = 10_000;
/** Most numbers of a matrix of an instance. */
const LONGEST_MATRIX = 1_000_000;
/** Numbers of lot sizing. */
const LOTS = { low: 0, high: 1e12 };
/** Numbers of robust families, and those of either sign. */
const AMOUNTS = { low: 0, high: 1e9 };
const SIGNED = { low: -1e9, high: 1e9 };

const periods = vector(LOTS, LONGEST_ARRAY);
const amounts = vector(AMOUNTS, LONGEST_ARRAY);
const anyNumbers = vector({ low: -Number.MAX_VALUE, high: Number.MAX_VALUE }, LONGEST_MATRIX);
const set = choice("box", "ellipsoid");
const domain = choice("continuous", "binary");
const radii = object({ low: number(AMOUNTS), high: number(AMOUNTS) }, "an object with low and high");
const count = (most: number) => whole({ low: 1, high: most });

type FieldsOf<T> = Record<keyof T, Rule<unknown>>;

export const FAMILIES: Readonly<Record<Instance["family"], Family>> = {
  clsp: {
    fields: {
      family: choice("clsp"),
      demand: periods,
      capacity: periods,
      productionCost: periods,
      setupCost: periods,
      holdingCost: periods,
    } satisfies FieldsOf<ClspInstance>,
    sizes: { periods: { of: "demand", most: 10_000 } },
    shapes: { demand: ["periods"], capacity: ["periods"], productionCost: ["periods"], setupCost: ["periods"], holdingCost: ["periods"] },
    distribution: { family: choice("clsp"), c: count(1_000_000), f: count(1_000_000), horizon: count(10_000) } satisfies FieldsOf<ClspDistribution>,
  },
  "robust-knapsack": {
    fields: {
      family: choice("robust-knapsack"),
      values: amounts,
      weights: vector(AMOUNTS, LONGEST_MATRIX),
      capacities: amounts,
      set,
      rho: number(AMOUNTS),
      domain,
    } satisfies FieldsOf<RobustKnapsackInstance>,
    sizes: { items: { of: "values", most: 10_000 }, rows: { of: "capacities", most: 1_000 } },
    shapes: { values: ["items"], weights: ["rows", "items"], capacities: ["rows"], x: ["items"] },
    distribution: { family: choice("robust-knapsack"), items: count(10_000), rows: count(1_000), set, domain, rho: radii } satisfies FieldsOf<RobustKnapsackDistribution>,
    decision: { x: anyNumbers },
  },
  "robust-inventory": {
    fields: {
      family: choice("robust-inventory"),
      revenue: amounts,
      cost: amounts,
      demand: amounts,
      sensitivity: vector(SIGNED, LONGEST_MATRIX),
      factors: vector(SIGNED, LONGEST_ARRAY),
      upper: amounts,
      capacity: number(AMOUNTS),
      set,
      rho: number(AMOUNTS),
    } satisfies FieldsOf<RobustInventoryInstance>,
    sizes: { retailers: { of: "revenue", most: 2_000 }, factors: { of: "factors", most: 100 } },
    shapes: {
      revenue: ["retailers"],
      cost: ["retailers"],
      demand: ["retailers"],
      sensitivity: ["retailers", "factors"],
      factors: ["factors"],
      upper: ["retailers"],
      x: ["retailers"],
      y0: ["retailers"],
      y: ["retailers", "factors"],
    },
    distribution: { family: choice("robust-inventory"), retailers: count(2_000), factors: count(100), set, rho: radii } satisfies FieldsOf<RobustInventoryDistribution>,
    decision: { x: anyNumbers, y0: anyNumbers, y: anyNumbers } satisfies FieldsOf<RobustDecision>,
  },
};

export function checkInstance(instance: Instance, path = ""): CheckedInstance {
  const family = familyOf(instance, path, "instance", FAMILIES);
  const fields = read(instance, family.fields, "", path);
  checkShapes(family, fields, fields, path);
  return fields as unknown as CheckedInstance;
}

/** An instance of a family that `scenarios` knows. */
export function checkRobust(instance: Instance): CheckedRobust {
  const robust = Object.fromEntries(Object.entries(FAMILIES).filter(([, family]) => family.decision));
  familyOf(instance, "", "instance", robust);
  return checkInstance(instance) as CheckedRobust;
}

/** The numbers of a decision in one array, part after part. */
export function checkDecision(instance: CheckedRobust, decision: RobustDecision): Float64Array {
  const family = FAMILIES[instance.family];
  const table = family.decision ?? {};
  const parts = read(decision, table, `an object with ${Object.keys(table).join(", ")}`, "decision");
  checkShapes(family, parts, instance as unknown as Record<string, unknown>, "decision");
  return Float64Array.from(Object.values(parts as Record<string, Float64Array>).flatMap((part) => [...part]));
}

export function checkDistribution(distribution: Distribution): Distribution {
  const family = familyOf(distribution, "", "distribution", FAMILIES);
  return read(distribution, family.distribution, "") as unknown as Distribution;
}

/** The table of the family that a value says it is of. */
function familyOf(value: unknown, path: string, noun: string, families: Readonly<Record<string, Family>>): Family {
  if (!isObject(value)) throw invalid(path || noun, value, `an object with a family, such as { family: "clsp", … }`);
  const name = own(value, "family");
  if (typeof name === "string" && Object.hasOwn(families, name)) return families[name]!;
  throw invalid(path ? `${path}.family` : "family", name, choice(...Object.keys(families)).expected);
}

/** Holds the arrays among `fields` against the sizes of `instance`. */
function checkShapes({ sizes, shapes }: Family, fields: Record<string, unknown>, instance: Record<string, unknown>, path: string): void {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const lengthOf = (array: unknown) => (array as Float64Array).length;
  for (const { of, most } of Object.values(sizes)) {
    const length = lengthOf(instance[of]);
    if (length < 1 || length > most) throw lengthError(at(of), length, `from 1 to ${most}`);
  }
  for (const [name, shape] of Object.entries(shapes)) {
    if (!(name in fields)) continue;
    const expected = shape.reduce((product, size) => product * lengthOf(instance[sizes[size]!.of]), 1);
    const length = lengthOf(fields[name]);
    if (length !== expected) throw lengthError(at(name), length, `${expected}, the number of ${shape.join(" × ")}`);
  }
}
