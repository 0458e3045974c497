/**
 * The stuff that random programs are made of: columns and rows around a known point.
 *
 * @typedef {object} Draft
 * @property {boolean} maximize
 * @property {number} offset
 * @property {{objective: number, lower: number, upper: number, integer: boolean}[]} columns
 * @property {{lower: number, upper: number, terms: Map<number, number>}[]} rows
 */

/** @typedef {{ columns: number, rows: number, density: number, whole: boolean, integers: number, equalities: number, free: number, boxed: number, width: number, slack: number, miss: number }} Shape
 * `integers`, `equalities`, `free`, `boxed`: shares. `width`: widest range of a box. `slack`: largest
 * distance of the known point from a bound. `miss`: largest distance by which a row is moved off the known
 * point (0: the point is feasible).
 */

function boundsAround(r, x, { equality = 0, free = 0, boxed, width }) {
  const side = () => (r.chance(0.5) ? 0 : r.integer(0, width));
  if (r.chance(free)) return [-Infinity, Infinity];
  if (r.chance(equality)) return [x, x];
  if (r.chance(boxed)) return [x - side(), x + side()];
  return r.chance(0.5) ? [x - side(), Infinity] : [-Infinity, x + side()];
}

const coefficient = (r, whole, size) => (whole ? r.integer(-size, size) : 2 * size * r.unit() - size);

/**
 * Integer columns stay within boxes unless `openIntegers`: an infeasible program over endless integers has an
 * endless search tree.
 */
function column(r, x, shape) {
  const integer = r.chance(shape.integers);
  const boxed = integer && !shape.openIntegers ? 1 : shape.boxed;
  const free = integer && !shape.openIntegers ? 0 : shape.free;
  const [lower, upper] = boundsAround(r, x, { equality: 0.04, free, boxed, width: shape.width });
  return { objective: coefficient(r, shape.whole, 6), lower, upper, integer };
}

/** @returns {Draft & {point: number[]}} */
export function around(r, shape) {
  const point = Array.from({ length: shape.columns }, () =>
    r.chance(shape.zeros ?? 0) ? 0 : r.integer(-4, 4),
  );
  const columns = point.map((x) => column(r, x, shape));
  const rows = Array.from({ length: shape.rows }, () => {
    const terms = new Map();
    let activity = 0;
    for (let j = 0; j < shape.columns; j += 1) {
      if (!r.chance(shape.density)) continue;
      const value = coefficient(r, shape.whole, 4);
      if (value === 0) continue;
      terms.set(j, value);
      activity += value * point[j];
    }
    const middle = activity + r.integer(-shape.miss, shape.miss);
    const [lower, upper] = boundsAround(r, middle, {
      equality: shape.equalities,
      free: 0.03,
      boxed: shape.boxed,
      width: shape.slack,
    });
    return { lower, upper, terms };
  });
  return { maximize: r.chance(0.5), offset: r.chance(0.3) ? r.integer(-9, 9) : 0, columns, rows, point };
}

/**
 * Multiplies rows and continuous columns by factors between 10^-decades and 10^decades; the program stays the
 * same in other units.
 */
export function rescale(r, draft, decades) {
  const factor = () => 10 ** (2 * decades * r.unit() - decades);
  const units = draft.columns.map((c) => (c.integer ? 1 : factor()));
  draft.columns.forEach((c, j) => {
    c.objective *= units[j];
    c.lower /= units[j];
    c.upper /= units[j];
  });
  for (const row of draft.rows) {
    const f = factor();
    row.lower *= f;
    row.upper *= f;
    row.terms = new Map([...row.terms].map(([j, v]) => [j, v * f * units[j]]));
  }
  return draft;
}

/** Hunch's JSON form. */
export function toJson(draft, name) {
  const finite = (value) => (Number.isFinite(value) ? value + 0 : null);
  return {
    format: "hunch-program",
    version: 1,
    name,
    sense: draft.maximize ? "maximize" : "minimize",
    offset: draft.offset,
    columns: draft.columns.map((c, j) => ({
      name: `x${j}`,
      objective: c.objective,
      lower: finite(c.lower),
      upper: finite(c.upper),
      kind: c.integer ? "integer" : "continuous",
    })),
    rows: draft.rows.map((row, i) => ({
      name: `r${i}`,
      lower: finite(row.lower),
      upper: finite(row.upper),
      terms: [...row.terms],
    })),
  };
}
