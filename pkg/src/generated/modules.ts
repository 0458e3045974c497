// Made by `cargo xtask generate` from the tables in crates/families and the features of crates/wasm.

/** A wasm module that solves by itself: the search, and what the instances of some families need. */
export type PackName = "programs" | "kinds" | "proof" | "strategies" | "lots" | "multilots" | "robust" | "stages";

/** A wasm module of the package. */
export type ModuleName = PackName | "check" | "gpu" | "microlp" | "text";

export const MODULE_NAMES: readonly ModuleName[] = ["programs", "kinds", "proof", "strategies", "lots", "multilots", "robust", "stages", "check", "gpu", "microlp", "text"];

/** Where each module is, and the script that speaks to it. */
export const MODULES: Readonly<Record<ModuleName, { readonly wasm: URL; readonly glue: URL }>> = {
  programs: {
    wasm: new URL("../../wasm/hunch_programs_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_programs.js", import.meta.url),
  },
  kinds: {
    wasm: new URL("../../wasm/hunch_kinds_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_kinds.js", import.meta.url),
  },
  proof: {
    wasm: new URL("../../wasm/hunch_proof_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_proof.js", import.meta.url),
  },
  strategies: {
    wasm: new URL("../../wasm/hunch_strategies_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_strategies.js", import.meta.url),
  },
  lots: {
    wasm: new URL("../../wasm/hunch_lots_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_lots.js", import.meta.url),
  },
  multilots: {
    wasm: new URL("../../wasm/hunch_multilots_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_multilots.js", import.meta.url),
  },
  robust: {
    wasm: new URL("../../wasm/hunch_robust_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_robust.js", import.meta.url),
  },
  stages: {
    wasm: new URL("../../wasm/hunch_stages_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_stages.js", import.meta.url),
  },
  check: {
    wasm: new URL("../../wasm/hunch_check_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_check.js", import.meta.url),
  },
  gpu: {
    wasm: new URL("../../wasm/hunch_gpu_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_gpu.js", import.meta.url),
  },
  microlp: {
    wasm: new URL("../../wasm/hunch_microlp_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_microlp.js", import.meta.url),
  },
  text: {
    wasm: new URL("../../wasm/hunch_text_bg.wasm", import.meta.url),
    glue: new URL("../../wasm/hunch_text.js", import.meta.url),
  },
};
