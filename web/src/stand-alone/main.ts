/**
 * The script of a page that stands alone: everything that the solver takes is in the page itself. The worker is made of a block of text, the modules
 * are unpacked from others, and nothing is fetched.
 */

import { useSolver } from "../../../pkg/dist/element/index.js";
import { initWith } from "../../../pkg/dist/init.js";

type Options = Parameters<typeof initWith>[1];
type Host = Parameters<typeof initWith>[0];

const refuse = (): never => {
  throw new Error("this page fetches nothing; the module is not among those that were saved with it");
};

const host: Host = {
  openWorker: (receiver) => {
    const script = new Blob([block("#worker").textContent ?? ""], { type: "text/javascript" });
    const address = URL.createObjectURL(script);
    const worker = new Worker(address);
    worker.onmessage = (event) => receiver.message(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      receiver.failure(`the worker failed: ${event.message || "its script could not be run"}`);
    };
    worker.onmessageerror = () => receiver.failure("the worker sent what could not be read");
    return {
      post: (request) => worker.postMessage(request),
      close: () => {
        worker.terminate();
        URL.revokeObjectURL(address);
      },
    };
  },
  read: async () => refuse(),
  compile: async () => refuse(),
};

function block(selector: string): Element {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`the page lacks the block ${selector}`);
  return found;
}

/** The modules of the page, unpacked. */
async function modules(): Promise<NonNullable<Options["wasm"]>> {
  const blocks = [...document.querySelectorAll<HTMLElement>("script[data-module]")];
  const entries = blocks.map(async ({ dataset, textContent }) => {
    const stream = new Blob([bytes(textContent ?? "")]).stream().pipeThrough(new DecompressionStream("gzip"));
    return [dataset["module"], await new Response(stream).arrayBuffer()] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Base64 of URLs. */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

useSolver(modules().then((wasm) => initWith(host, { wasm, weights: [] })));

const { problem, panels } = JSON.parse(block("#problem").textContent ?? "");
const element = document.querySelector("hunch-solver");
if (element) {
  element.panels = panels;
  element.editable = true;
  element.program = typeof problem === "object" && "bytes" in problem ? bytes(problem.bytes) : problem;
  element.auto = true;
}
