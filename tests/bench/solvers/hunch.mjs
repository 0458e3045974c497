/**
 * Our package, one adapter for each of its engines. It runs on the calling thread, as the peers do: the
 * process is its worker.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { init } from "../../../pkg/dist/node.js";

/**
 * The module that an engine is in: microlp's own does not change with ours, so neither do its cached results.
 */
const WASM = {
  hunch: new URL("../../../pkg/wasm/hunch_programs_bg.wasm", import.meta.url),
  microlp: new URL("../../../pkg/wasm/hunch_microlp_bg.wasm", import.meta.url),
};

/** The version is the content of the wasm: results of another build are not this build's. */
export const version = (engine) =>
  createHash("sha256").update(readFileSync(WASM[engine])).digest("hex").slice(0, 12);

export async function load(engine) {
  const hunch = await init({ worker: false, weights: [] });
  return {
    prepare: (json) => json,
    async solve(json, timeLimit) {
      const points = [];
      const started = performance.now();
      // Incumbents and bounds alone: they are few, so that listening costs next to nothing.
      const onEvent = ({ type, objective }) => {
        if (type === "incumbent") points.push([(performance.now() - started) / 1000, objective]);
      };
      const answer = await hunch.solve(json, {
        method: "search",
        engine,
        timeLimit,
        onEvent,
        events: "found",
      });
      return { status: answer.status, values: answer.values, bound: answer.bound, points };
    },
  };
}
