/**
 * Programs as plain arrays, from Hunch's JSON form. Infinite bounds are infinite numbers here.
 *
 * @typedef {object} Plain
 * @property {string} name
 * @property {boolean} maximize
 * @property {number} offset
 * @property {Float64Array} cost
 * @property {Float64Array} lower
 * @property {Float64Array} upper
 * @property {Uint8Array} integer 1 where the column is integer
 * @property {Float64Array} rowLower
 * @property {Float64Array} rowUpper
 * @property {Int32Array} starts first entry of each row; one more for the end
 * @property {Int32Array} indices column of each entry
 * @property {Float64Array} values
 */

/** @returns {Plain} */
export function plain(json) {
  const bound = (value, absent, infinite) =>
    value === undefined ? absent : value === null ? infinite : value;
  const entries = json.rows.reduce((sum, row) => sum + row.terms.length, 0);
  const program = {
    name: json.name ?? "",
    maximize: json.sense === "maximize",
    offset: json.offset ?? 0,
    cost: Float64Array.from(json.columns, (c) => c.objective ?? 0),
    lower: Float64Array.from(json.columns, (c) => bound(c.lower, 0, -Infinity)),
    upper: Float64Array.from(json.columns, (c) => bound(c.upper, Infinity, Infinity)),
    integer: Uint8Array.from(json.columns, (c) => (c.kind === "integer" ? 1 : 0)),
    rowLower: Float64Array.from(json.rows, (r) => bound(r.lower, -Infinity, -Infinity)),
    rowUpper: Float64Array.from(json.rows, (r) => bound(r.upper, Infinity, Infinity)),
    starts: new Int32Array(json.rows.length + 1),
    indices: new Int32Array(entries),
    values: new Float64Array(entries),
  };
  let next = 0;
  json.rows.forEach((row, i) => {
    for (const [column, value] of row.terms) {
      program.indices[next] = column;
      program.values[next] = value;
      next += 1;
    }
    program.starts[i + 1] = next;
  });
  return program;
}

export const hasIntegers = (program) => program.integer.includes(1);

/** Feasibility tolerances of the project: rows and bounds 1e-6·(1+|rhs|), integrality 1e-6. */
const TOLERANCE = 1e-6;

/** The objective of `values` and whether they are feasible; nobody's own word is taken for either. */
export function check(program, values) {
  if (!values || values.length !== program.cost.length) return { feasible: false, objective: null };
  const outside = (value, lower, upper) =>
    !(
      value >= lower - TOLERANCE * (1 + Math.abs(lower)) && value <= upper + TOLERANCE * (1 + Math.abs(upper))
    );
  let feasible = true;
  let objective = program.offset;
  values.forEach((value, j) => {
    objective += program.cost[j] * value;
    if (outside(value, program.lower[j], program.upper[j])) feasible = false;
    if (program.integer[j] && Math.abs(value - Math.round(value)) > TOLERANCE) feasible = false;
  });
  for (let i = 0; i < program.rowLower.length; i += 1) {
    let activity = 0;
    for (let k = program.starts[i]; k < program.starts[i + 1]; k += 1) {
      activity += program.values[k] * values[program.indices[k]];
    }
    if (outside(activity, program.rowLower[i], program.rowUpper[i])) feasible = false;
  }
  return { feasible, objective };
}
