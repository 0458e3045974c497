/** Our package, one adapter for each of its engines. It runs on the calling thread, as the peers do: the process is its worker. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { init } from "../../../pkg/dist/node.js";

const WASM = new URL("../../../pkg/wasm/hunch_cpu_bg.wasm", import.meta.url);

/** The version is the content of the wasm: results of another build are not this build's. */
export const version = () => createHash("sha256").update(readFileSync(WASM)).digest("hex").slice(0, 12);

export async function load(engine) {
  const hunch = await init({ worker: false, weights: [] });
  return {
    prepare: (json) => json,
    async solve(json, timeLimit) {
      const answer = await hunch.solve(json, { method: "search", engine, timeLimit });
      return { status: answer.status, values: answer.values, bound: answer.bound };
    },
  };
}
