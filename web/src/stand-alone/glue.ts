/** The modules' scripts, in place of the package's `glue.ts`: in one file with the worker, instead of fetched. */

/** Of all modules that a saved page may hold: none for WebGPU, second opinions or certificates. */
const SCRIPTS = import.meta.glob(
  ["../../../pkg/wasm/hunch_*.js", "!../../../pkg/wasm/hunch_{gpu,microlp,proof,check}.js"],
  { eager: true },
);

/** `address` ends with the script's name. */
export async function importGlue<Glue>(address: string): Promise<Glue> {
  const name = address.split("/").at(-1);
  const found = Object.entries(SCRIPTS).find(([path]) => path.endsWith(`/${name}`));
  if (!found) throw new Error(`the script ${name} is not part of this page`);
  return found[1] as Glue;
}
