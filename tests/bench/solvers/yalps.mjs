/**
 * YALPS. Its columns are non-negative, so others are shifted by their lower bound or split in two; upper
 * bounds become rows.
 */
import { solve as solveYalps } from "yalps";
import { plain } from "../lib/program.mjs";
import { packageVersion } from "../lib/versions.mjs";

/**
 * Cells of its dense tableau beyond which it is not tried: 8 bytes each, and every pivot visits all of them.
 */
const MAX_CELLS = 20_000_000;

export const version = () => packageVersion("yalps");

export function load() {
  return {
    prepare(json) {
      const program = plain(json);
      const columns = program.cost.length;
      const shift = Float64Array.from(program.lower, (l) => (Number.isFinite(l) ? l : 0));
      const coefficients = Array.from(
        { length: columns },
        (_, j) => new Map([["objective", program.cost[j]]]),
      );
      const constraints = new Map();
      const shifted = Float64Array.from(program.rowLower, () => 0);
      for (let i = 0; i < program.rowLower.length; i += 1) {
        for (let k = program.starts[i]; k < program.starts[i + 1]; k += 1) {
          const j = program.indices[k];
          coefficients[j].set(`r${i}`, program.values[k]);
          shifted[i] += program.values[k] * shift[j];
        }
        const [low, high] = [program.rowLower[i] - shifted[i], program.rowUpper[i] - shifted[i]];
        if (low === high) constraints.set(`r${i}`, { equal: low });
        else constraints.set(`r${i}`, { min: low, max: high });
      }
      const variables = new Map();
      coefficients.forEach((map, j) => {
        if (Number.isFinite(program.upper[j])) {
          map.set(`u${j}`, 1);
          constraints.set(`u${j}`, { max: program.upper[j] - shift[j] });
        }
        variables.set(`p${j}`, map);
        if (!Number.isFinite(program.lower[j])) {
          variables.set(`n${j}`, new Map(Array.from(map, ([row, value]) => [row, -value])));
        }
      });
      const integers = [...variables.keys()].filter((name) => program.integer[Number(name.slice(1))]);
      const direction = program.maximize ? "maximize" : "minimize";
      const model = { direction, objective: "objective", constraints, variables, integers };
      return { model, shift, cells: constraints.size * variables.size };
    },
    solve({ model, shift, cells }, timeLimit) {
      if (cells > MAX_CELLS) return { status: "too large", values: null, bound: null };
      const solution = solveYalps(model, {
        timeout: timeLimit * 1000,
        maxIterations: Infinity,
        maxPivots: Infinity,
      });
      const values = Float64Array.from(shift);
      for (const [name, value] of solution.variables) {
        values[Number(name.slice(1))] += name.startsWith("n") ? -value : value;
      }
      const status = solution.status === "timedout" ? "limit" : solution.status;
      return { status, values: Number.isNaN(solution.result) ? null : values, bound: null };
    },
  };
}
