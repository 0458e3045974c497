/**
 * A thread with javascript-lp-solver and YALPS, so that a solve that does not end can be ended. It is told a
 * model, and answers with what the package said and with the milliseconds that it took.
 */
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { toYalps } from "./models.mjs";

const BENCH = new URL("../../bench/", import.meta.url);

if (!isMainThread) {
  const [{ default: lp }, { solve }] = await Promise.all([
    import(new URL("node_modules/javascript-lp-solver/dist/index.mjs", BENCH).href),
    import(new URL("node_modules/yalps/dist/index.js", BENCH).href),
  ]);
  parentPort.on("message", ({ who, model, timeout }) => {
    // Neither may change what the other is given, and neither is charged for the copy.
    const own =
      who === "javascript-lp-solver" ? { ...structuredClone(model), options: { timeout } } : toYalps(model);
    const started = performance.now();
    let answer;
    try {
      answer =
        who === "javascript-lp-solver"
          ? lp.Solve(own, undefined, false, false)
          : solve(own, { timeout, maxIterations: Infinity });
    } catch (error) {
      answer = { threw: String(error) };
    }
    parentPort.postMessage({ answer, milliseconds: performance.now() - started });
  });
}

/** Solves by peers, one model after another. */
export class Peers {
  #worker;

  /** What `who` says within `seconds`; its thread is ended a second later. */
  solve(who, model, seconds) {
    this.#worker ??= new Worker(new URL(import.meta.url));
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const settle = (call, value) => {
        clearTimeout(timer);
        worker.off("message", onMessage);
        worker.off("error", onError);
        call(value);
      };
      const onMessage = (message) => settle(resolve, message);
      const onError = (error) => settle(reject, error);
      const timer = setTimeout(
        () => {
          this.close();
          settle(resolve, { answer: { endless: true }, milliseconds: Infinity });
        },
        1000 * (seconds + 1),
      );
      worker.on("message", onMessage);
      worker.on("error", onError);
      worker.postMessage({ who, model, timeout: 1000 * seconds });
    });
  }

  close() {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
