/** What the entries for browsers and Node share. */

import { BUNDLED_MODELS } from "./bundled-models.js";
import type { OpenWire } from "./channel.js";
import { Client } from "./client.js";
import { HunchError, inputError } from "./errors.js";
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

const CPU_WASM = new URL("../wasm/hunch_cpu_bg.wasm", import.meta.url);
const GPU_WASM = new URL("../wasm/hunch_gpu_bg.wasm", import.meta.url);
const MICROLP_WASM = new URL("../wasm/hunch_microlp_bg.wasm", import.meta.url);
const TEXT_WASM = new URL("../wasm/hunch_text_bg.wasm", import.meta.url);

export async function initWith(host: HostParts, given: InitOptions): Promise<Hunch> {
  const options = readInit(given);
  const client = new Client({
    open: options.worker ? host.openWorker : await inlineWire(),
    module: await module(host, options, "wasm", CPU_WASM),
    gpuModule: () => module(host, options, "gpuWasm", GPU_WASM),
    microlpModule: () => module(host, options, "microlpWasm", MICROLP_WASM),
    textModule: () => module(host, options, "textWasm", TEXT_WASM),
    models: new Models(options.weights, BUNDLED_MODELS, (source) => host.read(source)),
    device: options.device,
    hasThreads: options.worker,
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

/** A module from where the caller says it is, else from the package's own file. */
function module(
  host: HostParts,
  options: CheckedInit,
  field: "wasm" | "gpuWasm" | "microlpWasm" | "textWasm",
  own: URL,
): Promise<WebAssembly.Module> {
  const source = options[field];
  return source === undefined ? compileOwn(host, own, field) : compile(host, source, field);
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
