/** The second engine: a module of its own, instantiated when a solve first asks for it, and driven by the CPU module of its thread. */

import * as cpu from "../wasm/hunch_cpu.js";
import * as microlp from "../wasm/hunch_microlp.js";

let isInstantiated = false;

/** Gives the running CPU module a fresh instance of the engine. */
export function bringMicrolp(module: WebAssembly.Module): void {
  if (isInstantiated) {
    microlp.__wbg_reset_state();
  } else {
    microlp.initSync({ module });
    isInstantiated = true;
  }
  cpu.bringMicrolp(microlp.MicrolpRun);
}

/** What the engine said when it panicked; nothing when it did not. */
export function microlpPanic(): string | undefined {
  return isInstantiated ? microlp.lastPanic() : undefined;
}
