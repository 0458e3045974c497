/** glpk.js. Its licence (GPL-3.0) keeps it out of everything that ships: it is run here and nowhere else. */
import loadGlpk from "glpk.js/node";
import { plain } from "../lib/program.mjs";
import { packageVersion } from "../lib/versions.mjs";

export const version = () => packageVersion("glpk.js");

export async function load() {
  const glpk = await loadGlpk();
  const statuses = new Map([
    [glpk.GLP_OPT, "optimal"],
    [glpk.GLP_FEAS, "limit"],
    [glpk.GLP_NOFEAS, "infeasible"],
    [glpk.GLP_UNBND, "unbounded"],
    [glpk.GLP_UNDEF, "limit"],
  ]);
  const bounds = (lb, ub) => {
    const [low, high] = [Number.isFinite(lb), Number.isFinite(ub)];
    if (low && high) return { type: lb === ub ? glpk.GLP_FX : glpk.GLP_DB, lb, ub };
    if (low) return { type: glpk.GLP_LO, lb, ub: 0 };
    return high ? { type: glpk.GLP_UP, lb: 0, ub } : { type: glpk.GLP_FR, lb: 0, ub: 0 };
  };
  return {
    prepare(json) {
      const program = plain(json);
      const name = (j) => `c${j}`;
      const terms = (i) => {
        const vars = [];
        for (let k = program.starts[i]; k < program.starts[i + 1]; k += 1) {
          vars.push({ name: name(program.indices[k]), coef: program.values[k] });
        }
        return vars;
      };
      const columns = Array.from(program.cost, (cost, j) => ({ name: name(j), coef: cost }));
      return {
        columns,
        model: {
          name: "benchmark",
          objective: {
            direction: program.maximize ? glpk.GLP_MAX : glpk.GLP_MIN,
            name: "objective",
            vars: columns,
          },
          subjectTo: Array.from(program.rowLower, (lower, i) => ({
            name: `r${i}`,
            vars: terms(i),
            bnds: bounds(lower, program.rowUpper[i]),
          })),
          bounds: columns.map((c, j) => ({ name: c.name, ...bounds(program.lower[j], program.upper[j]) })),
          generals: columns.filter((_, j) => program.integer[j]).map((c) => c.name),
        },
      };
    },
    async solve({ model, columns }, timeLimit) {
      const { result } = await glpk.solve(model, {
        msglev: glpk.GLP_MSG_OFF,
        presol: true,
        tmlim: timeLimit,
      });
      const values = result.vars && Float64Array.from(columns, (c) => result.vars[c.name] ?? 0);
      return { status: statuses.get(result.status) ?? `status ${result.status}`, values, bound: null };
    },
  };
}
