/** The second engine: a module of its own, instantiated when a solve first asks for it, and driven by the pack that solves. */

import { importGlue } from "./glue.js";
import type { ModuleParts } from "./protocol.js";

type Glue = typeof import("../wasm/hunch_microlp.js");

/** The part of a pack's glue that takes the engine. */
interface Host {
  bringMicrolp(run: Glue["MicrolpRun"]): void;
}

let glue: Glue | undefined;

/** Gives a running pack a fresh instance of the engine. */
export async function bringMicrolp({ module, glue: address }: ModuleParts, host: Host): Promise<void> {
  const known = glue;
  glue = await importGlue<Glue>(address);
  if (known) {
    glue.__wbg_reset_state();
  } else {
    glue.initSync({ module });
  }
  host.bringMicrolp(glue.MicrolpRun);
}

/** What the engine said when it panicked; nothing when it did not. */
export function microlpPanic(): string | undefined {
  return glue?.lastPanic();
}
