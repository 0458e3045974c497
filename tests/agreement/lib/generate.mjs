/** Seeded small programs of every kind that an engine gets wrong first. */
import { around, rescale, toJson } from "./base.mjs";
import { Random } from "./random.mjs";

/** This share of the programs is larger. */
const LARGE = 0.1;
const SIZES = { lp: { small: 12, large: 40 }, mip: { small: 7, large: 14 } };

function shape(r, kind, more = {}) {
  const size = SIZES[kind][r.chance(LARGE) ? "large" : "small"];
  return {
    columns: r.integer(1, size),
    rows: r.integer(0, size),
    density: r.pick([0.2, 0.5, 0.9]),
    whole: r.chance(kind === "mip" ? 0.8 : 0.5),
    integers: kind === "mip" ? r.pick([0.3, 0.7, 1]) : 0,
    equalities: r.pick([0, 0.2]),
    free: r.pick([0, 0.1]),
    boxed: r.pick([0.2, 0.6, 1]),
    width: kind === "mip" ? 3 : 6,
    slack: 5,
    miss: 0,
    ...more,
  };
}

const total = (draft, factors) => {
  const terms = new Map();
  factors.forEach(([i, f]) => {
    for (const [j, v] of draft.rows[i].terms) terms.set(j, (terms.get(j) ?? 0) + f * v);
  });
  for (const [j, v] of terms) if (v === 0) terms.delete(j);
  return terms;
};

/** Two rows that are kept and a third that contradicts their sum. */
function contradict(r, draft) {
  const n = draft.columns.length;
  const terms = () =>
    new Map(Array.from({ length: n }, (_, j) => [j, r.integer(-3, 3)]).filter(([, v]) => v !== 0));
  const [a, b] = [r.integer(-5, 5), r.integer(-5, 5)];
  const first = draft.rows.length;
  draft.rows.push(
    { lower: a, upper: Infinity, terms: terms() },
    { lower: b, upper: Infinity, terms: terms() },
  );
  const [f, g] = [r.integer(1, 3), r.integer(1, 3)];
  draft.rows.push({
    lower: -Infinity,
    upper: f * a + g * b - r.integer(1, 4),
    terms: total(draft, [
      [first, f],
      [first + 1, g],
    ]),
  });
  return draft;
}

/** Two columns that cancel in every row and pay together. */
function addRay(r, draft) {
  const n = draft.columns.length;
  const pays = draft.maximize ? 1 : -1;
  const cost = r.integer(-4, 4);
  draft.columns.push({ objective: cost, lower: 0, upper: Infinity, integer: false });
  draft.columns.push({ objective: pays * r.integer(1, 3) - cost, lower: 0, upper: Infinity, integer: false });
  for (const row of draft.rows) {
    const v = r.integer(-3, 3);
    if (v !== 0) row.terms.set(n, v).set(n + 1, -v);
  }
  return draft;
}

function emptySome(r, draft) {
  for (const row of draft.rows) {
    if (!r.chance(0.3)) continue;
    row.terms.clear();
    // An empty row has activity 0; one in six says otherwise.
    [row.lower, row.upper] = r.chance(1 / 6)
      ? [1, 2]
      : r.pick([
          [0, 0],
          [-3, 1],
          [-Infinity, 0],
          [-2, Infinity],
        ]);
  }
  draft.columns.forEach((_, j) => {
    if (r.chance(0.3)) for (const row of draft.rows) row.terms.delete(j);
  });
  return draft;
}

/** Costs that no point can bring below 0, which the origin reaches. */
function zeroOptimum(r, draft) {
  for (const c of draft.columns) {
    const sign = draft.maximize ? -1 : 1;
    c.objective = r.chance(0.3) ? 0 : sign * r.integer(0, 5);
    [c.lower, c.upper] = [0, r.pick([1, 4, c.integer ? 3 : Infinity])];
  }
  for (const row of draft.rows)
    [row.lower, row.upper] = r.pick([
      [0, 0],
      [-Infinity, r.integer(0, 3)],
      [r.integer(-3, 0), Infinity],
    ]);
  draft.offset = 0;
  return draft;
}

function duplicateSome(r, draft) {
  for (const row of [...draft.rows]) {
    if (!r.chance(0.5)) continue;
    const f = r.pick([1, 1, -1, 2, -3]);
    let [lower, upper] = f > 0 ? [f * row.lower, f * row.upper] : [f * row.upper, f * row.lower];
    // Sometimes tighter, sometimes looser, sometimes in conflict.
    if (r.chance(0.4)) lower += r.integer(-2, 2);
    if (r.chance(0.4)) upper += r.integer(-2, 2);
    if (lower > upper) [lower, upper] = [upper, lower];
    draft.rows.push({ lower, upper, terms: new Map([...row.terms].map(([j, v]) => [j, f * v])) });
  }
  return draft;
}

/** All bounds negative, some columns fixed; rows stay around the point. */
function negativeBounds(r, s) {
  const draft = around(r, s);
  draft.columns.forEach((c, j) => {
    const x = draft.point[j];
    c.lower = x - r.integer(0, 2);
    c.upper = r.chance(0.2) ? x : x + r.integer(0, 2);
    const shift = c.upper >= 0 ? -1 - c.upper : 0;
    c.lower += shift;
    c.upper += shift;
    for (const row of draft.rows) {
      const move = (row.terms.get(j) ?? 0) * shift;
      row.lower += move;
      row.upper += move;
    }
  });
  return draft;
}

/** Supplies and demands that balance: as degenerate as a linear program gets. */
function transportation(r, kind) {
  const [a, b] = [r.integer(2, 4), r.integer(2, kind === "lp" ? 6 : 4)];
  const flow = Array.from({ length: a * b }, () => (r.chance(0.5) ? 0 : r.integer(1, 5)));
  const cell = () => ({
    objective: r.integer(1, 9),
    lower: 0,
    upper: r.chance(0.3) ? 5 : Infinity,
    integer: kind === "mip" && r.chance(0.6),
  });
  const sum = (keep) => flow.reduce((s, v, k) => (keep(k) ? s + v : s), 0);
  const row = (keep, exact) => ({
    lower: exact ? sum(keep) : -Infinity,
    upper: sum(keep),
    terms: new Map(
      flow
        .map((_, k) => k)
        .filter(keep)
        .map((k) => [k, 1]),
    ),
  });
  const rows = [];
  for (let i = 0; i < a; i += 1) rows.push(row((k) => Math.floor(k / b) === i, r.chance(0.5)));
  for (let j = 0; j < b; j += 1) rows.push(row((k) => k % b === j, true));
  return { maximize: false, offset: 0, columns: flow.map(cell), rows };
}

const BOTH = {
  feasible: (r, s) => around(r, s()),
  anything: (r, s) => around(r, s({ miss: 4 })),
  infeasible: (r, s) => contradict(r, around(r, s())),
  unbounded: (r, s) => addRay(r, around(r, s())),
  degenerate: (r, s) => around(r, s({ slack: 0, zeros: 0.7, boxed: 0.1 })),
  "badly scaled": (r, s) => rescale(r, around(r, s()), r.pick([1, 2, 3, 4])),
  "free columns": (r, s) => around(r, s({ free: 0.8 })),
  "equalities only": (r, s) => around(r, s({ equalities: 1, miss: r.pick([0, 0, 3]) })),
  "empty rows and columns": (r, s) => emptySome(r, around(r, s())),
  "optimum 0": (r, s) => zeroOptimum(r, around(r, s())),
  "duplicate rows": (r, s) => duplicateSome(r, around(r, s())),
  "negative bounds": (r, s) => negativeBounds(r, s()),
  transportation: (r, _, kind) => transportation(r, kind),
};

/** Indicator columns that switch continuous ones on. */
function bigM(r, s) {
  const draft = around(r, s({ integers: 0, free: 0, miss: 0 }));
  const n = draft.columns.length;
  const big = r.pick([10, 100, 1e4]);
  for (let j = 0; j < n; j += 1) {
    if (!r.chance(0.6)) continue;
    const y = draft.columns.length;
    draft.columns.push({
      objective: (draft.maximize ? -1 : 1) * r.integer(1, 20),
      lower: 0,
      upper: 1,
      integer: true,
    });
    draft.rows.push({
      lower: -Infinity,
      upper: 0,
      terms: new Map([
        [j, 1],
        [y, -big],
      ]),
    });
  }
  return draft;
}

function binaries(r, s) {
  const draft = around(r, s({ integers: 1, whole: true, miss: 2 }));
  for (const c of draft.columns) [c.lower, c.upper] = [0, 1];
  for (const row of draft.rows) {
    const sum = [...row.terms.values()].reduce((a, v) => a + Math.max(v, 0), 0);
    [row.lower, row.upper] = r.pick([
      [-Infinity, Math.floor(sum / 2)],
      [1, Infinity],
      [1, 1],
      [-Infinity, 1],
    ]);
  }
  return draft;
}

/** An equation over general integers; half of them fail by parity, which no relaxation sees. */
function diophantine(r, s) {
  const draft = around(r, s({ integers: 1, whole: true, width: 6 }));
  const even = r.chance(0.5);
  const terms = new Map(draft.columns.map((_, j) => [j, (even ? 2 : 1) * r.integer(1, 9)]));
  const activity = [...terms].reduce((sum, [j, v]) => sum + v * draft.point[j], 0);
  const value = activity + (even && r.chance(0.5) ? 1 : 0);
  draft.rows.push({ lower: value, upper: value, terms });
  return draft;
}

const MIP_ONLY = {
  "general integers": (r, s) => around(r, s({ integers: 1, width: 9 })),
  "open integers": (r, s) => around(r, { ...s(), integers: 0.7, openIntegers: true }),
  binaries,
  "big M": bigM,
  "integer equation": diophantine,
};

export const FLAVOURS = { lp: BOTH, mip: { ...BOTH, ...MIP_ONLY } };

/** Small shares leave some programs without integers: then one column becomes one, in a box. */
function withInteger(r, draft) {
  if (draft.columns.some((c) => c.integer)) return draft;
  const c = r.pick(draft.columns);
  c.integer = true;
  c.lower = Math.ceil(Number.isFinite(c.lower) ? c.lower : Math.min(c.upper, 3) - 6);
  c.upper = Math.floor(Number.isFinite(c.upper) ? c.upper : c.lower + 6);
  return draft;
}

/** The program of a seed. @returns {{flavour: string, json: object}} */
export function generate(kind, seed) {
  const flavours = Object.keys(FLAVOURS[kind]);
  const flavour = flavours[seed % flavours.length];
  const r = new Random(seed + (kind === "mip" ? 2 ** 33 : 0));
  const draft = FLAVOURS[kind][flavour](r, (more) => shape(r, kind, more), kind);
  return {
    flavour,
    json: toJson(kind === "mip" ? withInteger(r, draft) : draft, `${kind} ${seed}: ${flavour}`),
  };
}
