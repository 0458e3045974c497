/** How parameters are distributed, as programs say it: solving does not need it, and what is misspelt is refused all the same. */

import { choice, invalid, isObject, list, number, own, type Rule, read, rule, whole } from "./schema.js";

/** Most parameters of a group, and most points of a law: as many as a program has columns. */
const MOST = 1_000_000;

const finite = number({ low: -Number.MAX_VALUE, high: Number.MAX_VALUE });
const notNegative = number({ low: 0, high: Number.MAX_VALUE });
const numbers = list(finite, MOST);
const sizes = list(notNegative, MOST);
const points = list(numbers, MOST);
const any = rule<unknown>("an index", () => true);

/** The fields of each law beside its name and its parameters. */
const LAWS = {
  box: { lower: numbers, upper: numbers },
  ball: { centre: numbers, radius: notNegative },
  normal: { mean: numbers, deviation: sizes },
  discrete: { points, weights: sizes },
  samples: { points },
} as const satisfies Record<string, Record<string, Rule<unknown>>>;
const law = choice(...(Object.keys(LAWS) as (keyof typeof LAWS)[]));

/**
 * Checks a distribution: groups of parameters, a law each, every parameter in one of them.
 *
 * @throws HunchError `invalid-input`.
 */
export function checkDistribution(given: unknown, parameters: number, path: string): void {
  if (given === undefined || given === null) return;
  const groups = list(any, MOST).read(given, path);
  const seen = new Set<number>();
  groups.forEach((group, g) => {
    const field = `${path}[${g}]`;
    if (!isObject(group)) throw invalid(field, group, "an object { law, parameters, … }");
    const name = law.read(own(group, "law"), `${field}.law`);
    const table = { law, parameters: list(any, MOST), ...LAWS[name] };
    const fields = read(group, table, "an object { law, parameters, … }", field) as unknown as Record<
      string,
      readonly unknown[]
    >;
    const members = fields["parameters"]!;
    members.forEach((value, k) => {
      const at = `${field}.parameters[${k}]`;
      const index = whole({ low: 0, high: parameters - 1 }).read(value, at);
      if (seen.has(index)) throw invalid(at, index, "in one group only");
      seen.add(index);
    });
    for (const name of ["lower", "upper", "centre", "mean", "deviation"])
      checkSize(fields[name], members.length, `${field}.${name}`);
    const { points, weights } = fields;
    points?.forEach((point, k) => {
      checkSize(point as readonly unknown[], members.length, `${field}.points[${k}]`);
    });
    if (points && points.length === 0) throw invalid(`${field}.points`, points, "at least one point");
    checkSize(weights, points?.length ?? 0, `${field}.weights`);
  });
  if (seen.size < parameters) throw invalid(path, given, "a law for each parameter");
}

function checkSize(given: readonly unknown[] | undefined, size: number, path: string): void {
  if (given !== undefined && given.length !== size) throw invalid(path, given, `a list of ${size} numbers`);
}
