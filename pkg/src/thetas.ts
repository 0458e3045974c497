/** Variants of a loaded program that are values of its parameters: as files of strategies take them, and as changes for a search. */

import { checkValue } from "./model/checks.js";
import type { Packed, PackedProgram } from "./pack.js";
import { changesAt } from "./parametric.js";
import { invalid, isObject } from "./schema.js";
import { type LearnedProgram, withParameters } from "./strategies.js";

/** A program with parameters, as it was given. */
export class Thetas {
  /** As files of strategies know it. */
  readonly learned: LearnedProgram;
  readonly #base: Float64Array;
  readonly #names: readonly string[];

  /** The program at the values that it states, and what its variants are made of. */
  static async of(packed: Packed): Promise<{ program: PackedProgram; thetas: Thetas }> {
    const { program, learned, base } = await withParameters(packed);
    const known = (packed.parametric as { parameters: ReadonlyArray<string | { name: string }> }).parameters;
    const names = known.map((parameter) => (typeof parameter === "string" ? parameter : parameter.name));
    return { program: program(), thetas: new Thetas(learned, base, names) };
  }

  private constructor(learned: LearnedProgram, base: Float64Array, names: readonly string[]) {
    [this.learned, this.#base, this.#names] = [learned, base, names];
  }

  /**
   * Values of all parameters: a list of them, or some by name, the others as they were when the program was loaded.
   *
   * @throws HunchError `invalid-input`, with the field.
   */
  read(given: unknown, path: string): Float64Array {
    const names = this.#names;
    if (Array.isArray(given) || given instanceof Float64Array) {
      if (given.length !== names.length)
        throw invalid(path, given, `a list of ${names.length} numbers, one a parameter`);
      return Float64Array.from(given, (value, k) => checkValue(value, names[k]!, `${path}[${k}]`));
    }
    if (!isObject(given)) throw invalid(path, given, "numbers, or an object of them by name");
    const theta = this.learned.theta.slice();
    for (const [name, value] of Object.entries(given)) {
      const place = names.indexOf(name);
      if (place < 0) throw invalid(`${path}.${name}`, value, `left out: the program has no such parameter`);
      theta[place] = checkValue(value as number, name, `${path}.${name}`);
    }
    return theta;
  }

  /** The changes that make the loaded program the one at these values, packed as in `changes.ts`. */
  changes(theta: Float64Array): Float64Array {
    return changesAt(this.#base, { theta, terms: this.learned.terms });
  }
}
