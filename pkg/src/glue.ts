/** The glue of a wasm module, fetched when the module is: a page never loads that of a module that it does not use. */

/** Imports the glue at an address. Bundlers copy the file there as it is, and leave this import to the browser. */
export function importGlue<Glue>(address: string): Promise<Glue> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ address) as Promise<Glue>;
}
