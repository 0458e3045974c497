/**
 * The instances of packs in this thread. The glue of a module has one instance at a time, so the services of a thread share it, each with
 * objects of its own in it.
 */

import type { PlainError } from "./errors.js";
import type { PackName } from "./generated/modules.js";

/** An instance, as long as its memory is to be trusted. */
export interface Instance {
  /** Services that have objects in it. */
  users: number;
  /** Whether it has failed: nothing of it may be called, freed or read any more. */
  isBroken: boolean;
}

/** What makes instances. */
interface Glue {
  initSync(parts: { module: WebAssembly.Module }): unknown;
  __wbg_reset_state(): void;
}

const instances = new Map<PackName, Instance>();

/** The instance of a pack, for one more service: the one that others use, or a fresh one where it failed or nobody does, whose memory is free again then. */
export function takeInstance(name: PackName, glue: Glue, module: WebAssembly.Module): Instance {
  const known = instances.get(name);
  if (known && !known.isBroken && known.users > 0) {
    known.users += 1;
    return known;
  }
  if (known) glue.__wbg_reset_state();
  else glue.initSync({ module });
  const instance = { users: 1, isBroken: false };
  instances.set(name, instance);
  return instance;
}

/** What is told where the instance of a request has failed in another solver's hands. */
const BROKEN: PlainError = {
  code: "internal",
  message: "another solver of this thread failed in the same module",
};

/** Refuses an instance that has failed: its objects point into memory that is not theirs any more. */
export function assertWhole(instance: Instance): void {
  if (instance.isBroken) throw BROKEN;
}
