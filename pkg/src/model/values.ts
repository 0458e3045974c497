/** Programs with parameters that come as data: a file of `hunch learn`, `JSON.stringify(m)`. */

import type { Program } from "../types.js";
import { checkValue } from "./checks.js";
import { inputOf } from "./sets.js";

/**
 * A program at values of its parameters: numbers in their order, or by their full names (`cost[maize]`). Parameters left out keep the values that
 * the program has for them. Everything else is shared.
 *
 * @throws HunchError `invalid-input` for a name that there is not, a wrong number of values, or one that is none.
 * @example
 * const program = await (await fetch("blend.model.json")).json();
 * const answer = await hunch.solve(withValues(program, { "cost[0]": 14.8, demand: 120 }));
 */
export function withValues(
  program: Program,
  values: readonly number[] | Readonly<Record<string, number>>,
): Program {
  const { parametric } = program;
  if (!parametric) throw inputOf("program", "the program has no parameters");
  const names = parametric.parameters.map((known) => (typeof known === "string" ? known : known.name));
  const given = new Map<number, number>();
  if (Array.isArray(values)) {
    const expected = `a list of ${names.length} numbers, one a parameter`;
    if (values.length !== names.length)
      throw inputOf("values", `values are a list of ${values.length}; they must be ${expected}`);
    values.forEach((value, k) => given.set(k, checkValue(value, names[k]!, names[k]!)));
  } else {
    const places = new Map(names.map((name, k) => [name, k]));
    for (const [name, value] of Object.entries(values)) {
      const place = places.get(name);
      if (place === undefined)
        throw inputOf(
          name,
          `the program has no parameter "${name}"; its first are ${names.slice(0, 10).join(", ")}`,
        );
      given.set(place, checkValue(value, name, name));
    }
  }
  const parameters = parametric.parameters.map((known, k) => {
    const value = given.get(k);
    return value === undefined ? known : { name: names[k]!, value };
  });
  return { ...program, parametric: { ...parametric, parameters } };
}
