/** The readers and writers of program texts: a module of its own, instantiated for a text and given up after it, so that its memory is freed. */

import { importGlue } from "./glue.js";
import type { PackedProgram } from "./pack.js";
import type { ModuleParts } from "./protocol.js";
import type { ReadWarning, TextFormat, Written } from "./types.js";

type Glue = typeof import("../wasm/hunch_text.js");

let isInstantiated = false;

/** How a text is read. */
export interface Reading {
  format: TextFormat | undefined;
  strict: boolean;
}

export async function readText(
  parts: ModuleParts,
  bytes: Uint8Array,
  { format, strict }: Reading,
): Promise<PackedProgram & { warnings: ReadWarning[]; seconds: number }> {
  return withGlue(parts, (text) => {
    const started = performance.now();
    const { numbers, columns, rows, warnings, places } = text.read(bytes, format, strict);
    const seconds = (performance.now() - started) / 1000;
    return { numbers, columns, rows, warnings: unpackWarnings(warnings, places), seconds };
  });
}

/** Reads a text and writes it in another format. */
export async function writeText(
  parts: ModuleParts,
  bytes: Uint8Array,
  { format, strict }: Reading,
  to: TextFormat,
): Promise<Written> {
  return withGlue(parts, (glue) => {
    const { text, warnings, places } = glue.write(bytes, format, to, strict);
    return { text, warnings: unpackWarnings(warnings, places) };
  });
}

async function withGlue<T>({ module, glue: address }: ModuleParts, work: (glue: Glue) => T): Promise<T> {
  const glue = await importGlue<Glue>(address);
  if (!isInstantiated) {
    glue.initSync({ module });
    isInstantiated = true;
  }
  try {
    return work(glue);
  } finally {
    glue.__wbg_reset_state();
  }
}

/** Each warning comes as kind and message, and as line and column. */
function unpackWarnings(words: string[], places: Uint32Array): ReadWarning[] {
  const count = words.length / 2;
  return Array.from({ length: count }, (_, k) => {
    const [kind, message] = words.slice(2 * k) as [ReadWarning["kind"], string];
    const [line, column] = places.subarray(2 * k) as unknown as [number, number];
    return { kind, message, line, column };
  });
}
