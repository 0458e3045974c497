/** The two engines that must agree, with one shape of answer: `{ status, values, objective, bound }`. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { init } from "../../../pkg/dist/node.js";

/** The peers of the benchmark are installed there. */
const peers = createRequire(new URL("../../bench/package.json", import.meta.url));
const WASM = new URL("../../../pkg/wasm/hunch_programs_bg.wasm", import.meta.url);

/**
 * Feasibility tolerance asked of HiGHS: the smallest that it takes is 1e-10; ours is 1e-9 on the scaled
 * program.
 */
const HIGHS_TOLERANCE = 1e-9;

/** The version is the content: of the package's wasm, or of the native program. */
export const ourVersion = (native) =>
  `${native ? "native " : ""}${createHash("sha256")
    .update(readFileSync(native ?? WASM))
    .digest("hex")
    .slice(0, 12)}`;

export const highsVersion = () => {
  const manifest = new URL("../../bench/node_modules/highs/package.json", import.meta.url);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
};

/** Our engine as the package ships it, on this thread. */
export async function openOurs(timeLimit) {
  const hunch = await init({ worker: false, weights: [] });
  return async (json) => {
    const { status, values, objective, bound } = await hunch.solve(json, {
      method: "search",
      engine: "hunch",
      timeLimit,
    });
    return { status, values, objective, bound };
  };
}

/** Our engine as a native program that reads a program a line and writes a solution a line. */
export function openNative(file, timeLimit) {
  const child = spawn(file, ["--seconds", String(timeLimit)], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
  child.on("exit", (code) =>
    waiting.forEach(({ reject }) => reject(new Error(`${file} ended with ${code}`))),
  );
  return (json) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(json)}\n`);
    });
}

export async function openHighs(timeLimit) {
  const load = (await import(pathToFileURL(peers.resolve("highs")).href)).default;
  let highs = await load();
  const { modelStatus, variableType, objectiveSense } = highs.constants;
  const named = new Map(Object.entries(modelStatus).map(([name, code]) => [code, name]));
  const options = {
    output_flag: false,
    time_limit: timeLimit,
    mip_rel_gap: 0,
    mip_abs_gap: 1e-9,
    primal_feasibility_tolerance: HIGHS_TOLERANCE,
    dual_feasibility_tolerance: HIGHS_TOLERANCE,
    mip_feasibility_tolerance: HIGHS_TOLERANCE,
  };

  const model = (program, objective) => ({
    numCols: program.cost.length,
    numRows: program.rowLower.length,
    sense: program.maximize ? objectiveSense.maximize : objectiveSense.minimize,
    offset: objective ? program.offset : 0,
    colCost: objective ? program.cost : new Float64Array(program.cost.length),
    colLower: program.lower,
    colUpper: program.upper,
    rowLower: program.rowLower,
    rowUpper: program.rowUpper,
    matrix: {
      format: "csr",
      numRows: program.rowLower.length,
      numCols: program.cost.length,
      starts: program.starts,
      indices: program.indices,
      values: program.values,
    },
    ...(program.integer.includes(1)
      ? {
          integrality: Array.from(program.integer, (i) =>
            i ? variableType.integer : variableType.continuous,
          ),
        }
      : {}),
  });

  const attempt = (program, objective, extra) =>
    highs.withModel((instance) => {
      instance.options.set({ ...options, ...extra });
      instance.passModel(model(program, objective));
      instance.run();
      const status = named.get(instance.getModelStatus()) ?? "unknown";
      return {
        status,
        values: status === "optimal" ? Float64Array.from(instance.getSolution().colValue) : null,
      };
    });

  /**
   * A run of HiGHS may fail outright, mostly in its presolve: then once more without it. A trap leaves its
   * memory broken: then afresh.
   */
  const run = async (program, objective, extra) => {
    for (const more of [{}, { presolve: "off" }]) {
      try {
        return attempt(program, objective, { ...extra, ...more });
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) highs = await load();
        else if (!(error instanceof highs.errors.HighsError)) throw error;
      }
    }
    return { status: "failed", values: null };
  };

  /**
   * HiGHS may answer "infeasible or unbounded"; the same program without its objective tells which. It is
   * asked about "unbounded" and about an integer program's "infeasible" too: the former is claimed of the
   * relaxation, and presolve may say the latter of both.
   */
  return async (program) => {
    const first = await run(program, true, {});
    const ambiguous = ["unboundedOrInfeasible", "unbounded"].includes(first.status);
    if (!ambiguous && !(first.status === "infeasible" && program.integer.includes(1))) return first;
    const feasibility = await run(program, false, { presolve: "off" });
    if (feasibility.status === "infeasible") return { status: "infeasible", values: null };
    if (feasibility.status !== "optimal")
      return { status: `${first.status}, then ${feasibility.status}`, values: null };
    if (ambiguous) return { status: "unbounded", values: feasibility.values };
    const again = await run(program, true, { presolve: "off" });
    return again.status === "unboundedOrInfeasible"
      ? { status: "unbounded", values: feasibility.values }
      : again;
  };
}
