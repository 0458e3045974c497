/** The readers of program texts: a module of its own, instantiated for a text and given up after it, so that its memory is freed. */

import * as text from "../wasm/hunch_text.js";
import type { PackedProgram } from "./pack.js";
import type { TextFormat } from "./types.js";

let isInstantiated = false;

export function readText(module: WebAssembly.Module, bytes: Uint8Array, format: TextFormat | undefined): PackedProgram {
  if (!isInstantiated) {
    text.initSync({ module });
    isInstantiated = true;
  }
  try {
    const { numbers, columns, rows } = text.read(bytes, format);
    return { numbers, columns, rows };
  } finally {
    text.__wbg_reset_state();
  }
}
