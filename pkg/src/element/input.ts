/** Where an element's program comes from: an address, the markup around it, or what somebody types. */

import { HunchError } from "../errors.js";
import type { Problem, ProgramText } from "../types.js";

/** The bytes at an address. */
export async function fetched(address: URL, signal: AbortSignal): Promise<Uint8Array> {
  let reason: string;
  try {
    const response = await fetch(address, { signal });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    reason = `the server answered ${response.status}`;
  } catch (error) {
    signal.throwIfAborted();
    reason = error instanceof Error ? error.message : String(error);
  }
  const value = address.href;
  throw new HunchError("invalid-input", `src could not be fetched from ${value}: ${reason}`, {
    field: "src",
    value,
  });
}

/** Bytes as text; nothing where they are packed, or no text at all. */
export function textOf(given: Problem): string | undefined {
  if (!(given instanceof ArrayBuffer || given instanceof Uint8Array)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(given);
  } catch {
    return undefined;
  }
}

/** Without the indentation of the markup around it, which would matter to MPS, and without empty lines before it. */
export function dedented(text: string): string {
  const lines = text
    .replace(/^(?:[ \t]*\r?\n)+/, "")
    .trimEnd()
    .split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)![0].length);
  const least = Math.min(...indents);
  return lines.map((line) => `${line.slice(least)}\n`).join("");
}

/** A text is a program, or an instance of a family as JSON. */
export function fromText(text: string): ProgramText | Problem {
  if (!/^\s*\{/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "family" in value ? (value as Problem) : text;
  } catch {
    // The reader of programs says where it goes wrong.
    return text;
  }
}
