/** HiGHS in a worker of its own. It is loaded by the race alone, and is no part of the package. */

import loadHighs from "highs";
import wasm from "highs/runtime?url";
import type { Status } from "hunch-solver";
import type { FromHighs, ToHighs } from "./highs-messages";

const scope = globalThis as unknown as {
  postMessage(message: FromHighs): void;
  onmessage: ((event: MessageEvent<ToHighs>) => void) | null;
};

const GAP = 1e-6;

const SMALL = "max\n x + y\nst\n a: 2 x + 3 y <= 7\n b: 3 x + y <= 5\ngeneral\n x y\nend\n";

const loaded = loadHighs({ locateFile: () => new URL(wasm, import.meta.url).href });
loaded.then(
  (highs) => {
    // Once before the clock starts: browsers compile what has run.
    highs.withModel({ format: "lp", data: SMALL }, (model) => model.run());
    scope.postMessage({ type: "ready" });
  },
  (error) => scope.postMessage({ type: "failed", message: String(error) }),
);

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage(solve(await loaded, data));
  } catch (error) {
    scope.postMessage({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  }
};

function solve(highs: Awaited<typeof loaded>, { text, timeLimit }: ToHighs): FromHighs {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1_000;
  const { callbackType, modelStatus } = highs.constants;
  return highs.withModel({ format: "lp", data: text }, (model): FromHighs => {
    // The gap at which our own search calls a point optimal.
    model.options.set({ output_flag: false, time_limit: timeLimit, mip_rel_gap: GAP });
    model.run({
      [callbackType.mipImprovingSolution]({ data }) {
        const { objective_function_value: objective } = data;
        if (objective !== undefined) scope.postMessage({ type: "incumbent", seconds: seconds(), objective });
      },
      [callbackType.mipLogging]({ data }) {
        const { mip_dual_bound: bound } = data;
        if (bound !== undefined && Math.abs(bound) < highs.infinity)
          scope.postMessage({ type: "bound", seconds: seconds(), bound });
      },
    });
    const took = seconds();
    const state = model.getModelStatus();
    const hasPoint = model.info.get("primal_solution_status") === highs.constants.solutionStatus.feasible;
    const objective = hasPoint ? model.getObjectiveValue() : null;
    const known: Partial<Record<number, Status>> = {
      [modelStatus.optimal]: "optimal",
      [modelStatus.empty]: "optimal",
      [modelStatus.infeasible]: "infeasible",
      [modelStatus.unbounded]: "unbounded",
    };
    const status = known[state] ?? (hasPoint ? "feasible" : "limit");
    // Of a linear program that was cut short there is no bound.
    const isMip = Number(model.info.get("mip_node_count")) >= 0;
    const dual = isMip ? Number(model.info.get("mip_dual_bound")) : Number.NaN;
    const bound = status === "optimal" ? objective : Math.abs(dual) < highs.infinity ? dual : null;
    return { type: "ended", seconds: took, status, objective, bound };
  });
}
