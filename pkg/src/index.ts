/** `hunch-solver` in browsers. */

import type { OpenWire } from "./channel.js";
import { type HostParts, initWith } from "./init.js";
import type { Hunch, InitOptions } from "./types.js";

export { HunchError } from "./errors.js";
export {
  type Affine,
  Constraint,
  ElementSet,
  type Indexed,
  type Linear,
  Model,
  model,
  nameOf,
  type Operand,
  type Parameter,
  type ParameterValues,
  type Quadratic,
  type Row,
  squared,
  sum,
  type Variable,
  withValues,
} from "./model/index.js";
export type * from "./types.js";

/** Starts a solver: loads the wasm, starts a worker, and checks the weights given. */
export function init(options: InitOptions = {}): Promise<Hunch> {
  return initWith(browser, options);
}

const openWorker: OpenWire = (receiver) => {
  // Bundlers recognise exactly this form.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = (event) => receiver.message(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    receiver.failure(`the worker failed: ${event.message || "its script could not be loaded"}`);
  };
  worker.onmessageerror = () => receiver.failure("the worker sent what could not be read");
  return { post: (request) => worker.postMessage(request), close: () => worker.terminate() };
};

async function fetched(source: string | URL): Promise<Response> {
  const response = await fetch(source);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response;
}

const browser: HostParts = {
  openWorker,
  read: async (source) => new Uint8Array(await (await fetched(source)).arrayBuffer()),
  compile: async (source) => {
    const response = await fetched(source);
    // Streaming insists on the media type, which not every static host knows.
    const isWasm = response.headers.get("Content-Type")?.startsWith("application/wasm");
    return isWasm
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  },
};
