/** Names of columns, rows and parameters, as all forms of programs have them. */

/** Bytes of the longest name, as the readers of texts have it. */
export const LONGEST_NAME = 255;

/** Half of a surrogate pair, which is no character; with the flag `u` whole pairs do not match. */
export const LONE_SURROGATE = /[\ud800-\udfff]/u;

export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

export function isName(name: unknown): name is string {
  if (typeof name !== "string" || name.length > LONGEST_NAME || !isWellFormed(name)) return false;
  // A UTF-16 unit takes at most three bytes of UTF-8.
  return 3 * name.length <= LONGEST_NAME || new TextEncoder().encode(name).length <= LONGEST_NAME;
}
