/** What the entries for browsers and Node share. */

import { BUNDLED_MODELS } from "./bundled-models.js";
import type { OpenWire } from "./channel.js";
import { Client } from "./client.js";
import { HunchError, inputError } from "./errors.js";
import { familyOf } from "./families.js";
import { MODULES, type ModuleName, type PackName } from "./generated/modules.js";
import { inlineWire } from "./inline.js";
import { Models } from "./models.js";
import type { Hunch, InitOptions } from "./types.js";
import { checkInitOptions } from "./validate.js";

/** What differs between browsers and Node. */
export interface HostParts {
  openWorker: OpenWire;
  read(source: string | URL): Promise<Uint8Array>;
  compile(source: string | URL): Promise<WebAssembly.Module>;
}

type CheckedInit = ReturnType<typeof checkInitOptions>;

type WasmSource = string | URL | BufferSource | WebAssembly.Module;

export async function initWith(host: HostParts, given: InitOptions): Promise<Hunch> {
  const options = readInit(given);
  const client = new Client({
    open: options.worker ? host.openWorker : await inlineWire(),
    module: async (name) => ({
      module: await module(host, options.wasm?.[name], name),
      glue: MODULES[name].glue.href,
    }),
    models: new Models(options.weights, BUNDLED_MODELS, (source) => host.read(source)),
    device: options.device,
    hasThreads: options.worker,
    preload: (options.preload ?? []).map(packOf),
  });
  try {
    await client.start();
  } catch (error) {
    client.dispose();
    throw error;
  }
  return client;
}

/** The options, copied. What goes wrong while they are read is told as for any other input. */
function readInit(given: InitOptions): CheckedInit {
  try {
    return checkInitOptions(given);
  } catch (thrown) {
    throw inputError(thrown);
  }
}

/** The pack that solves what a name stands for. */
function packOf(name: CheckedInit["preload"] extends (infer N)[] | undefined ? N : never): PackName {
  return name === "programs" || name === "kinds" ? name : familyOf({ family: name }).pack;
}

/** A module from where the caller says it is, else from the package's own file. */
function module(
  host: HostParts,
  source: WasmSource | undefined,
  name: ModuleName,
): Promise<WebAssembly.Module> {
  const field = `wasm.${name}`;
  return source === undefined ? compileOwn(host, MODULES[name].wasm, field) : compile(host, source, field);
}

/** Modules of the package's own files, so that a page with several solvers downloads and compiles once. */
const compiled = new Map<URL, Promise<WebAssembly.Module>>();

function compileOwn(host: HostParts, source: URL, field: string): Promise<WebAssembly.Module> {
  const known = compiled.get(source);
  if (known) return known;
  const module = compile(host, source, field);
  compiled.set(source, module);
  // A failed download is tried again.
  module.catch(() => compiled.delete(source));
  return module;
}

async function compile(host: HostParts, source: WasmSource, field: string): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const isAddress = typeof source === "string" || source instanceof URL;
  try {
    return isAddress ? await host.compile(source) : await WebAssembly.compile(source);
  } catch (error) {
    const value = isAddress ? String(source) : "bytes";
    const reason = error instanceof Error ? error.message : String(error);
    throw new HunchError("invalid-input", `${field} could not be compiled from ${value}: ${reason}`, {
      field,
      value,
    });
  }
}
