/** The parameters of a model, and how values for them are read. */

import { describe, nearestOf } from "../schema.js";
import type { Parametric } from "../types.js";
import { checkValue, isNumber } from "./checks.js";
import { type ElementSet, inputOf, valuesOver } from "./sets.js";

/**
 * Values of parameters by name; those over sets by element, `{ cost: { barley: 9 } }`, or one number for all.
 */
export interface ParameterValues {
  readonly [name: string]: number | ParameterValues;
}

/** Values in the order of the parameters; `undefined` where there is none. */
export type Theta = ReadonlyArray<number | undefined>;

/** Most names that a message lists. */
const MOST_LISTED = 10;

export class Parameters {
  readonly #names: string[] = [];
  readonly #defaults: Array<number | undefined> = [];
  /** By the name without elements: the sets, and the place of the first. */
  readonly #declared = new Map<string, { readonly sets: readonly ElementSet[]; readonly first: number }>();

  get size(): number {
    return this.#names.length;
  }

  /** The values that the parameters were declared with. */
  get defaults(): Theta {
    return this.#defaults;
  }

  /** Says that parameters of this name follow. */
  declare(name: string, sets: readonly ElementSet[]): void {
    this.#declared.set(name, { sets, first: this.size });
  }

  /** Adds one, and gives its place. */
  add(name: string, value: unknown): number {
    const checked = value === undefined ? undefined : checkValue(value, `parameter "${name}"`, name);
    this.#names.push(name);
    this.#defaults.push(checked);
    return this.size - 1;
  }

  /** The defaults, with the values given in their places. Every parameter without a value is named. */
  read(values: unknown): Theta {
    const theta = this.#defaults.slice();
    if (typeof values !== "object" || values === null)
      throw inputOf(
        "values",
        `values are ${describe(values)}; they must be an object of values by the parameters' names`,
      );
    for (const name of Object.keys(values)) {
      const known = this.#declared.get(name);
      if (known === undefined) throw this.#unknown(name);
      let k = known.first;
      for (const value of valuesOver(name, known.sets, Reflect.get(values, name), isNumber)) {
        const full = this.#names[k]!;
        if (value !== undefined) theta[k] = checkValue(value, full, full);
        k += 1;
      }
    }
    const missing = this.#names.filter((_, k) => theta[k] === undefined);
    if (missing.length > 0) {
      const more = missing.length > MOST_LISTED ? ` and ${missing.length - MOST_LISTED} more` : "";
      throw inputOf(missing[0]!, `no value is given for ${missing.slice(0, MOST_LISTED).join(", ")}${more}`);
    }
    return theta;
  }

  /** As programs have them. */
  written(theta: Theta): Parametric["parameters"] {
    return this.#names.map((name, k) => {
      const value = theta[k];
      return value === undefined ? name : { name, value };
    });
  }

  #unknown(name: string) {
    const names = [...this.#declared.keys()];
    const nearest = nearestOf(name, names);
    const hint =
      nearest === undefined
        ? `known are ${names.slice(0, MOST_LISTED).join(", ") || "none"}`
        : `did you mean "${nearest}"?`;
    return inputOf(name, `the model has no parameter ${describe(name)}; ${hint}`);
  }
}
