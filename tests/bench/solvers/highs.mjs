/** HiGHS in wasm through its persistent interface: sparse arrays in, typed arrays out, no text in between. */
import loadHighs from "highs";
import { hasIntegers, plain } from "../lib/program.mjs";
import { packageVersion } from "../lib/versions.mjs";

export const version = () => packageVersion("highs");

export async function load() {
  const highs = await loadHighs();
  const { modelStatus, variableType, objectiveSense } = highs.constants;
  const statuses = new Map([
    [modelStatus.optimal, "optimal"],
    [modelStatus.infeasible, "infeasible"],
    [modelStatus.unbounded, "unbounded"],
    [modelStatus.timeLimit, "limit"],
  ]);
  return {
    prepare(json) {
      const program = plain(json);
      const rows = program.rowLower.length;
      const columns = program.cost.length;
      const integrality = Array.from(program.integer, (i) =>
        i ? variableType.integer : variableType.continuous,
      );
      const { starts, indices, values } = program;
      return {
        numCols: columns,
        numRows: rows,
        sense: program.maximize ? objectiveSense.maximize : objectiveSense.minimize,
        offset: program.offset,
        colCost: program.cost,
        colLower: program.lower,
        colUpper: program.upper,
        rowLower: program.rowLower,
        rowUpper: program.rowUpper,
        matrix: { format: "csr", numRows: rows, numCols: columns, starts, indices, values },
        ...(hasIntegers(program) ? { integrality } : {}),
      };
    },
    /** Duals of rows and reduced costs of columns, of a linear program. */
    duals(data) {
      return highs.withModel((model) => {
        model.options.set({ output_flag: false });
        model.passModel(data);
        model.run();
        const { rowDual, colDual } = model.getSolution();
        return { rows: Array.from(rowDual), columns: Array.from(colDual) };
      });
    },
    solve(data, timeLimit) {
      return highs.withModel((model) => {
        model.options.set({
          output_flag: false,
          time_limit: timeLimit,
          mip_rel_gap: 1e-6,
          mip_abs_gap: 1e-9,
        });
        model.passModel(data);
        model.run();
        const status = statuses.get(model.getModelStatus()) ?? `status ${model.getModelStatus()}`;
        const values = Float64Array.from(model.getSolution().colValue);
        const bound = data.integrality ? model.info.get("mip_dual_bound") : null;
        return { status, values, bound };
      });
    },
  };
}
