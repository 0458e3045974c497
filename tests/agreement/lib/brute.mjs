/** The exact answer of a small pure integer program, by enumeration. */

/** Points that enumeration may visit. */
const MOST_POINTS = 20_000;

/**
 * @returns {{status: "optimal" | "infeasible", objective: number | null, values: number[] | null} | null}
 * `null` when the program is not one of these.
 */
export function bruteForce(program, check) {
  const n = program.cost.length;
  let points = 1;
  for (let j = 0; j < n; j += 1) {
    if (!program.integer[j]) return null;
    points *= Math.max(0, Math.floor(program.upper[j]) - Math.ceil(program.lower[j]) + 1);
    if (!(points <= MOST_POINTS)) return null;
  }
  if (points === 0 || n === 0) return null;
  const x = Float64Array.from(program.lower, Math.ceil);
  const sign = program.maximize ? -1 : 1;
  let best = { status: "infeasible", objective: null, values: null };
  for (;;) {
    const { feasible, objective } = check(program, x);
    if (feasible && (best.values === null || sign * objective < sign * best.objective))
      best = { status: "optimal", objective, values: [...x] };
    let j = 0;
    while (j < n) {
      x[j] += 1;
      if (x[j] <= program.upper[j]) break;
      x[j] = Math.ceil(program.lower[j]);
      j += 1;
    }
    if (j === n) return best;
  }
}
