/** The checker of certificates: a module of its own, which has no code of the solver. It is given up after each certificate. */

import { importGlue } from "./glue.js";
import type { ModuleParts } from "./protocol.js";
import type { Verdict } from "./types.js";

type Glue = typeof import("../wasm/hunch_check.js");

let isInstantiated = false;

export async function checkCertificate(
  { module, glue }: ModuleParts,
  numbers: Float64Array,
  certificate: Uint8Array,
): Promise<Verdict> {
  const check = await importGlue<Glue>(glue);
  if (!isInstantiated) {
    check.initSync({ module });
    isInstantiated = true;
  }
  try {
    return check.checkCertificate(numbers, certificate) as Verdict;
  } finally {
    check.__wbg_reset_state();
  }
}
