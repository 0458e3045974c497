/** The forms of packed programs, by their first number; the wasm has the same. */

import type { Needs } from "./protocol.js";

/** Linear rows and integers. */
export const FORM = 1;
/** More than these. */
export const FORM_OF_KINDS = 2;

/** Whether a packed program is one for the module `kinds`. */
export function isOfKinds({ numbers }: { readonly numbers: Float64Array }): boolean {
  return numbers[0] === FORM_OF_KINDS;
}

/** Whether a reply asks for another pack. */
export function isNeeding(reply: object): reply is Needs {
  return Object.hasOwn(reply, "needs");
}
