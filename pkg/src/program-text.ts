/**
 * Programs that are given as objects, as JSON text for the module that writes. `JSON.stringify` will not do: it makes nulls of what is no number,
 * which mean something as bounds, and asks prototypes for `toJSON`.
 */

import { checkLength, INFINITE, invalid, isObject } from "./schema.js";
import { LONGEST_TEXT } from "./text.js";
import type { Program } from "./types.js";
import { isWellFormed } from "./names.js";
import { isProgram } from "./validate.js";

/** Most levels of a program's objects and arrays: it has fewer, and what contains itself has no end. */
const DEEPEST = 16;
/** The program's JSON in UTF-8. Its fields are checked by the module that reads it. */
export function programText(program: Program): Uint8Array {
  if (!isProgram(program)) throw invalid("program", program, "a program, as an object or as text");
  const pieces: string[] = [];
  put(program, "program", 0, pieces);
  const text = pieces.join("");
  checkLength("program", text.length, LONGEST_TEXT);
  return new TextEncoder().encode(text);
}

function put(value: unknown, path: string, depth: number, pieces: string[]): void {
  if (depth > DEEPEST) throw invalid(path, value, `at most ${DEEPEST} levels deep`);
  if (typeof value === "number") {
    pieces.push(Number.isFinite(value) ? String(value) : infinite(value));
  } else if (typeof value === "string") {
    if (!isWellFormed(value)) throw invalid(path, value, "a text without half characters");
    pieces.push(JSON.stringify(value));
  } else if (value === null || typeof value === "boolean") {
    pieces.push(String(value));
  } else if (Array.isArray(value)) {
    for (let k = 0; k < value.length; k++) {
      pieces.push(k === 0 ? "[" : ",");
      put(value[k], `${path}[${k}]`, depth + 1, pieces);
    }
    pieces.push(value.length === 0 ? "[]" : "]");
  } else if (isObject(value)) {
    let opening = "{";
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      pieces.push(opening, JSON.stringify(name), ":");
      opening = ",";
      put(field, depth === 0 ? name : `${path}.${name}`, depth + 1, pieces);
    }
    pieces.push(opening === "{" ? "{}" : "}");
  } else {
    throw invalid(path, value, "a number, a text, true, false, null, an array or an object");
  }
}

/** What stands for a number that JSON has no word for: NaN is then refused as the text that it is. */
function infinite(value: number): string {
  return Number.isNaN(value) ? '"NaN"' : String(Math.sign(value) * INFINITE);
}
