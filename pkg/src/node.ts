/** `hunch-solver` in Node. */

import { readFile } from "node:fs/promises";
import { Worker, type WorkerOptions } from "node:worker_threads";
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

/** Starts a solver: loads the wasm, starts a worker thread, and checks the weights given. */
export function init(options: InitOptions = {}): Promise<Hunch> {
  return initWith(node, options);
}

const openWorker: OpenWire = (receiver) => {
  // Without the flags of the process: some, such as --input-type, are not for files; and without a prototype,
  // from which Node would take options.
  const options: WorkerOptions = { execArgv: [] };
  Object.setPrototypeOf(options, null);
  const worker = new Worker(new URL("./node-worker.js", import.meta.url), options);
  let isClosed = false;
  worker.on("message", (message) => receiver.message(message));
  worker.on("error", (error) => receiver.failure(`the worker failed: ${error}`));
  worker.on("exit", (code) => {
    if (!isClosed) receiver.failure(`the worker ended with code ${code}`);
  });
  return {
    post: (request) => worker.postMessage(request),
    close: () => {
      isClosed = true;
      void worker.terminate();
    },
    keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
  };
};

/** A URL, or a path of the file system. */
async function read(source: string | URL): Promise<Uint8Array> {
  const isRemote = /^https?:/.test(String(source));
  if (isRemote) {
    const response = await fetch(source);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
  const isFileUrl = typeof source === "string" && source.startsWith("file:");
  return new Uint8Array(await readFile(isFileUrl ? new URL(source) : source));
}

const node: HostParts = {
  openWorker,
  read,
  compile: async (source) => WebAssembly.compile((await read(source)) as Uint8Array<ArrayBuffer>),
};
