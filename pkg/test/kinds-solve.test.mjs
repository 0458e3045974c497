/** Programs that say more than linear rows and integers are solved: small ones as enumeration does, quadratic ones as their own conditions of optimality say. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { init, model, squared, sum } from "../dist/node.js";
import { rejection } from "./support/check.mjs";
import { random } from "./support/weights.mjs";

const header = { format: "hunch-program", version: 2 };

describe("programs that say more than linear rows", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  test("have the optimum of enumeration: semi-integers, sets, indicators and piecewise terms", async () => {
    let infeasible = 0;
    for (let seed = 1; seed <= 120; seed++) {
      const program = draw(seed);
      const best = enumerate(program);
      const answer = await hunch.solve(seed % 2 === 0 ? program : JSON.stringify(program), { timeLimit: 20 });
      if (best === undefined) {
        infeasible += 1;
        assert.equal(answer.status, "infeasible", `seed ${seed}`);
        continue;
      }
      assert.equal(answer.status, "optimal", `seed ${seed}: ${answer.reason}`);
      assert.ok(
        Math.abs(answer.objective - best) <= 1e-6 * (1 + Math.abs(best)),
        `seed ${seed}: ${answer.objective}, ${best}`,
      );
      assert.ok(holds(program, [...answer.values]), `seed ${seed}: ${[...answer.values]}`);
    }
    assert.ok(infeasible > 5 && infeasible < 80, String(infeasible));
  });

  test("keep to what a model says, between integers too", async () => {
    const m = model("mill");
    const grain = m.set("grain", ["barley", "maize", "wheat"]);
    const use = m.semicontinuous("use", grain, { lower: 20, upper: 60 });
    const open = m.binary("open", grain);
    m.rows("link", grain, (g) => use[g].le(open[g].times(60)));
    m.row("total", sum(grain, (g) => use[g]).eq(70));
    m.indicator("no wheat, then maize", open.wheat.is(0), use.maize.ge(25));
    const price = m.piecewise("price", use.barley, [
      [0, 0],
      [20, 40],
      [60, 60],
    ]);
    const fixed = sum(grain, (g) => open[g].times(40));
    m.minimize(price.plus(use.maize.times(3)).plus(use.wheat.times(4)).plus(fixed));
    // 45 of barley cost 52.5 and leave 25 of maize; 50 of it leave 20 of wheat: 55 + 80.
    const answer = await hunch.solve(m.at());
    assert.equal(answer.status, "optimal");
    assert.ok(Math.abs(answer.objective - (52.5 + 75 + 80)) < 1e-6, String(answer.objective));
    assert.ok(Math.abs(answer.value(use.barley) - 45) < 1e-6);
    assert.equal(answer.value(open.wheat), 0);
  });

  test("have convex objectives, with prices and with what is trusted", async () => {
    const m = model("least squares");
    const set = m.set("s", ["a", "b", "c"]);
    const x = m.variable("x", set, { lower: null });
    const target = { a: 1, b: 5, c: 3 };
    const cap = m.row("cap", sum(set, (s) => x[s]).le(6));
    m.minimize(sum(set, (s) => squared(x[s].minus(target[s]))));
    const answer = await hunch.solve(m.at());
    assert.equal(answer.status, "optimal");
    // The excess of 3 is shared: each gives up 1, and one more of the cap would save 2.
    for (const s of set) assert.ok(Math.abs(answer.value(x[s]) - (target[s] - 1)) < 1e-6);
    assert.ok(Math.abs(answer.objective - 3) < 1e-6);
    assert.ok(Math.abs(answer.dual(cap) + 2) < 1e-6);
    assert.deepEqual(answer.proof.trusts, ["convexity"]);
  });

  test("have convex objectives over integers too", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const program = drawQuadratic(seed);
      const best = enumerate(program);
      const answer = await hunch.solve(program, { timeLimit: 20 });
      if (best === undefined) {
        assert.equal(answer.status, "infeasible", `seed ${seed}`);
        continue;
      }
      assert.equal(answer.status, "optimal", `seed ${seed}: ${answer.reason}`);
      assert.ok(
        Math.abs(answer.objective - best) <= 1e-6 * (1 + Math.abs(best)),
        `seed ${seed}: ${answer.objective}, ${best}`,
      );
    }
  });

  test("have several objectives, each over what those before it leave", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { program, values } = drawObjectives(seed);
      const answer = await hunch.solve(seed % 2 === 0 ? program : JSON.stringify(program), { timeLimit: 20 });
      if (values === undefined) {
        assert.equal(answer.status, "infeasible", `seed ${seed}`);
        continue;
      }
      assert.equal(answer.status, "optimal", `seed ${seed}: ${answer.reason}`);
      const { objectives } = answer;
      assert.deepEqual(
        objectives.map(({ name }) => name),
        [undefined, ...program.objectives.map(({ name }) => name)],
      );
      for (const [k, { reached, value, bound, proven }] of objectives.entries()) {
        const near = (found) => Math.abs(found - values[k]) <= 1e-6 * (1 + Math.abs(values[k]));
        assert.ok(
          near(reached) && near(bound) && proven,
          `seed ${seed}: ${JSON.stringify(objectives)}, ${values}`,
        );
        assert.ok(k < values.length - 1 || near(value), `seed ${seed}`);
      }
      assert.equal(answer.objective, objectives[0].value);
    }
  });

  test("have the best points of all, as many as are asked for or within a gap", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const program = draw(seed);
      const sign = program.sense === "maximize" ? -1 : 1;
      const own = (x) => x.reduce((sum, value, j) => sum + value * program.columns[j].objective, 0);
      const all = pointsOf(program)
        .map(own)
        .sort((a, b) => sign * (a - b));
      for (const pool of [{ count: 6 }, { count: 40, absoluteGap: 2 }]) {
        const told = [];
        const onEvent = (event) => event.type === "point" && told.push(event);
        const answer = await hunch.solve(program, { pool, onEvent, timeLimit: 20 });
        const { absoluteGap = Infinity, count } = pool;
        const wanted = all.filter((value) => sign * (value - all[0]) <= absoluteGap).slice(0, count);
        if (wanted.length === 0) {
          assert.deepEqual([answer.status, answer.points], ["infeasible", []], `seed ${seed}`);
          continue;
        }
        assert.ok(answer.complete, `seed ${seed}: ${answer.reason}`);
        assert.equal(answer.status, "optimal");
        const { points } = answer;
        assert.deepEqual(
          points.map(({ objective }) => Math.round(objective)),
          wanted.map(Math.round),
          `seed ${seed}`,
        );
        assert.ok(
          points.every(
            ({ values, objective }) =>
              holds(program, [...values]) && Math.abs(own([...values]) - objective) < 1e-6,
          ),
        );
        assert.equal(new Set(points.map(({ values }) => values.join())).size, points.length);
        assert.deepEqual(
          told.map(({ index }) => index),
          points.map((_, k) => k),
        );
        assert.equal(answer.objective, points[0].objective);
        assert.ok(sign * answer.bound <= sign * answer.objective);
      }
    }
  });

  test("of which several points are asked, are linear and searched by one worker", async () => {
    const program = { ...header, columns: [{ kind: "integer", upper: 3, objective: 1 }], rows: [] };
    for (const [options, field] of [
      [{ workers: 2 }, "workers"],
      [{ engine: "microlp" }, "engine"],
      [{ certificate: true }, "certificate"],
      [{ start: { x0: 1 } }, "start"],
    ]) {
      const error = await rejection(hunch.solve(program, { pool: { count: 2 }, ...options }));
      assert.deepEqual([error.code, error.field], ["not-applicable", field]);
    }
    for (const [pool, field] of [
      [{ count: 0 }, "pool.count"],
      [{ count: 3, gap: 1 }, "pool.gap"],
      [{ count: 3, relativeGap: -1 }, "pool.relativeGap"],
      [3, "pool"],
    ])
      assert.equal((await rejection(hunch.solve(program, { pool }))).field, field);
    const several = { ...program, objectives: [{ terms: [] }] };
    assert.match(
      (await rejection(hunch.solve(several, { pool: { count: 2 } }))).message,
      /several objectives/,
    );
    const points = await hunch.solve(program, { pool: { count: 3 } });
    assert.deepEqual(
      points.points.map(({ objective }) => objective),
      [0, 1, 2],
    );
  });

  test("race in several workers, unless several objectives would be compared by one", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const program = draw(seed);
      const [alone, raced] = [await hunch.solve(program), await hunch.solve(program, { workers: 2 })];
      assert.equal(raced.status, alone.status, `seed ${seed}`);
      if (alone.objective !== null)
        assert.ok(Math.abs(raced.objective - alone.objective) < 1e-6, `seed ${seed}`);
    }
    const { program } = drawObjectives(1);
    const error = await rejection(hunch.solve(program, { workers: 2 }));
    assert.deepEqual([error.code, error.field], ["not-applicable", "method"]);
    assert.match(error.message, /several objectives .* by one worker/);
  });

  test("stay loaded: quadratic ones from where they are, others searched anew", async () => {
    const m = model();
    const [x, y] = [m.variable("x", { upper: 9 }), m.variable("y", { upper: 9 })];
    m.row("cap", x.plus(y).le(6));
    m.minimize(squared(x.minus(3)).plus(squared(y.minus(5))));
    const loaded = await hunch.load(m.at());
    assert.deepEqual([...(await loaded.solve()).values], [2, 4]);
    await loaded.change({ rows: { cap: { upper: 4 } } });
    assert.deepEqual([...(await loaded.solve()).values], [1, 3]);
    const objectives = [];
    const variants = [4, 6, 8].map((upper) => ({ rows: { cap: { upper } } }));
    for await (const { objective } of loaded.solveMany(variants))
      objectives.push(Math.round(1e6 * objective) / 1e6);
    assert.deepEqual(objectives, [8, 2, 0]);
    await loaded.change({ addRows: [{ name: "low", lower: 2, terms: [["x", 1]] }] });
    assert.deepEqual([...(await loaded.solve()).values], [2, 2]);
    const error = await rejection(loaded.change({ removeRows: ["low"] }));
    assert.match(error.message, /a quadratic objective/);
    await loaded.unload();

    const sets = await hunch.load(
      JSON.stringify({
        ...header,
        sense: "maximize",
        columns: [
          { name: "a", objective: 2, upper: 3 },
          { name: "b", objective: 1, upper: 5 },
        ],
        rows: [],
        sos: [
          {
            type: 1,
            members: [
              [0, 1],
              [1, 2],
            ],
          },
        ],
      }),
    );
    assert.equal((await sets.solve()).objective, 6);
    await sets.change({ columns: { b: { upper: 8 } } });
    assert.equal((await sets.solve()).objective, 8);
    const before = await sets.snapshot();
    await sets.change({ costs: { a: 4 } });
    assert.equal((await sets.solve()).objective, 12);
    await sets.restore(before);
    assert.equal((await sets.solve()).objective, 8);
  });

  test("are explained by name where they are infeasible", async () => {
    const m = model();
    const set = m.set("s", ["a", "b", "c"]);
    const x = m.variable("x", set, { upper: 5 });
    const open = m.binary("open");
    m.sos1("only one", Object.values(x));
    m.row("most", sum(set, (s) => x[s]).ge(4));
    m.indicator("then", open.is(0), x.a.plus(x.b).ge(1));
    m.indicator("else", open.is(1), x.b.ge(1));
    m.row("c too", x.c.ge(1));
    const { status, explanation } = await hunch.solve(m.at(), { explain: true });
    assert.equal(status, "infeasible");
    assert.deepEqual(explanation.sets, [{ index: 0, name: "only one" }]);
    const conditions = explanation.rows.map(({ name, indicator }) => [
      name,
      indicator?.name,
      indicator?.value,
    ]);
    assert.deepEqual(conditions, [
      ["then", "open", 0],
      ["else", "open", 1],
      ["c too", undefined, undefined],
    ]);
    assert.match(explanation.text, /set "only one"/);
  });

  test("are refused by name where the objective is not convex, with a direction in names", async () => {
    const m = model();
    const [x, y] = [m.variable("x", { upper: 4 }), m.variable("y", { upper: 4 })];
    m.minimize(x.times(y));
    const error = await rejection(hunch.solve(m.at()));
    assert.equal(error.code, "not-applicable");
    assert.equal(error.field, "quadratic");
    assert.match(error.message, /not convex.*"x".*"y"|not convex.*"y".*"x"/);
    m.maximize(squared(x));
    assert.match((await rejection(hunch.solve(m.at()))).message, /not concave|not convex/);
  });

  test("are refused by name by what does not take them", async () => {
    const program = { ...header, columns: [{ upper: 3 }], rows: [], sos: [{ type: 1, members: [[0, 1]] }] };
    for (const [options, field] of [
      [{ engine: "microlp" }, undefined],
      [{ certificate: true }, undefined],
    ]) {
      const error = await rejection(hunch.solve(program, options));
      assert.deepEqual([error.code, error.field], ["not-applicable", field]);
      assert.match(error.message, /the program has special ordered sets/);
    }
    const plain = { ...header, columns: [{ upper: 3 }], rows: [] };
    const { certificate } = await hunch.solve(plain, { certificate: true });
    const verdict = await hunch.check(program, certificate);
    assert.deepEqual(
      [verdict.accepted, verdict.reason],
      [false, "the program has special ordered sets; certificates are for linear rows and integers"],
    );
    const lazy = {
      ...header,
      columns: [{ objective: 1, upper: 3 }],
      rows: [{ lower: 1, terms: [[0, 1]] }],
      lazy: [0],
    };
    const proven = await hunch.solve(lazy, { certificate: true });
    assert.equal(proven.objective, 1);
    assert.ok((await hunch.check(lazy, proven.certificate)).accepted);
  });

  test("come back from JSON as they were", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const program = draw(seed);
      const { text } = await hunch.write(program, { to: "json" });
      const again = JSON.parse(text);
      for (const part of ["sos", "indicators", "piecewise"])
        assert.equal(again[part]?.length ?? 0, program[part].length);
      const [first, second] = [await hunch.solve(program), await hunch.solve(text)];
      assert.deepEqual([first.status, first.objective], [second.status, second.objective], `seed ${seed}`);
    }
  });
});

/** A small program whose columns are all whole numbers. */
function draw(seed) {
  const next = random(seed);
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
  const kinds = ["integer", "semiinteger", "semiinteger", "binary"];
  const columns = Array.from({ length: whole(3, 5) }, () => {
    const kind = kinds[whole(0, 3)];
    const lower = kind === "semiinteger" ? whole(1, 2) : 0;
    return { kind, objective: whole(-5, 5), lower, upper: kind === "binary" ? 1 : whole(2, 4) };
  });
  columns.push({ kind: "binary", objective: whole(-2, 2), lower: 0, upper: 1 });
  const rows = Array.from({ length: whole(1, 4) }, () => {
    const lower = next() < 0.5 ? whole(-3, 4) : null;
    const terms = columns.map((_, j) => [j, whole(-2, 3)]).filter(([, a]) => a !== 0 && next() < 0.7);
    return { lower, upper: lower === null || next() < 0.3 ? whole(2, 9) : null, terms };
  });
  const some = () => columns.map((_, j) => j).filter(() => next() < 0.6);
  const sos = Array.from({ length: whole(0, 2) }, () => {
    return { type: whole(1, 2), members: some().map((j, k) => [j, ((k * 7) % 5) + k / 10]) };
  });
  const indicators = next() < 0.6 ? [{ column: columns.length - 1, value: whole(0, 1), row: 0 }] : [];
  const piecewise = [];
  if (next() < 0.6) {
    const points = Array.from({ length: 5 }, (_, x) => [x, whole(-3, 3)]);
    columns.push({ kind: "integer", objective: whole(-3, 3), lower: -3, upper: 3 });
    piecewise.push({ argument: 0, value: columns.length - 1, points });
  }
  return {
    ...header,
    sense: next() < 0.5 ? "minimize" : "maximize",
    columns,
    rows,
    sos,
    indicators,
    piecewise,
  };
}

/** A small quadratic program over whole numbers: the objective is a sum of squares, and linear terms. */
function drawQuadratic(seed) {
  const next = random(seed);
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
  const n = whole(2, 4);
  const columns = Array.from({ length: n }, () => ({
    kind: "integer",
    objective: whole(-6, 6),
    lower: whole(-2, 0),
    upper: whole(1, 3),
  }));
  const squares = Array.from({ length: whole(1, 3) }, () => Array.from({ length: n }, () => whole(-2, 2)));
  const quadratic = [];
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = squares.reduce((sum, square) => sum + square[i] * square[j], 0);
      if (value !== 0) quadratic.push([i, j, value]);
    }
  const rows = Array.from({ length: whole(0, 2) }, () => ({
    upper: whole(0, 4),
    terms: columns.map((_, j) => [j, whole(-2, 2)]),
  }));
  const isMaximized = next() < 0.3;
  if (isMaximized) for (const entry of quadratic) entry[2] *= -1;
  return { ...header, sense: isMaximized ? "maximize" : "minimize", columns, rows, quadratic };
}

/** A small program with objectives after its own, and the value that each reaches; no values where there is no point. */
function drawObjectives(seed) {
  const program = draw(seed);
  const next = random(1000 + seed);
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
  const allowance = () => (next() < 0.4 ? { absolute: whole(0, 2), relative: whole(0, 2) / 10 } : {});
  /** One square of a sum of columns, or nothing. */
  const square = (sense) => {
    if (next() < 0.5) return [];
    const f = program.columns.map(() => whole(-1, 1));
    const sign = sense === "maximize" ? -1 : 1;
    const pairs = f.flatMap((_, i) => f.slice(0, i + 1).map((_, j) => [i, j, sign * f[i] * f[j]]));
    return pairs.filter(([, , q]) => q !== 0);
  };
  program.degradation = allowance();
  program.quadratic = square(program.sense);
  program.objectives = Array.from({ length: whole(1, 2) }, (_, k) => {
    const sense = next() < 0.5 ? "minimize" : "maximize";
    return {
      name: `goal ${k}`,
      sense,
      offset: whole(-2, 2),
      terms: program.columns.map((_, j) => [j, whole(-3, 3)]).filter(() => next() < 0.8),
      quadratic: square(sense),
      degradation: allowance(),
    };
  });
  const own = {
    sense: program.sense,
    offset: 0,
    terms: program.columns.map(({ objective }, j) => [j, objective]),
    quadratic: program.quadratic,
    degradation: program.degradation,
  };
  let points = pointsOf(program);
  if (points.length === 0) return { program };
  const values = [own, ...program.objectives].map(({ sense, offset, terms, quadratic, degradation }) => {
    const sign = sense === "maximize" ? -1 : 1;
    const value = (x) =>
      quadratic.reduce(
        (sum, [i, j, q]) => sum + (i === j ? 0.5 : 1) * q * x[i] * x[j],
        terms.reduce((sum, [j, a]) => sum + a * x[j], offset),
      );
    const best = Math.min(...points.map((x) => sign * value(x)));
    const { absolute = 0, relative = 0 } = degradation;
    const most = best + Math.max(absolute, relative * Math.abs(best)) + 1e-9;
    points = points.filter((x) => sign * value(x) <= most);
    return sign * best;
  });
  return { program, values };
}

/** The best objective by trying all; nothing where there is no point. */
function enumerate(program) {
  const { columns, sense, quadratic = [] } = program;
  const values = pointsOf(program).map((x) => {
    const linear = x.reduce((sum, value, k) => sum + value * columns[k].objective, 0);
    return quadratic.reduce((sum, [i, k, q]) => sum + (i === k ? 0.5 : 1) * q * x[i] * x[k], linear);
  });
  if (values.length === 0) return undefined;
  return sense === "maximize" ? Math.max(...values) : Math.min(...values);
}

/** All points of a program of whole numbers. */
function pointsOf(program) {
  const found = [];
  const x = [];
  const at = (j) => {
    if (j === program.columns.length) {
      if (holds(program, x)) found.push(x.slice());
      return;
    }
    const { lower, upper, kind } = program.columns[j];
    const values = Array.from({ length: upper - lower + 1 }, (_, k) => lower + k);
    if (kind === "semiinteger") values.push(0);
    for (const value of values) {
      x[j] = value;
      at(j + 1);
    }
  };
  at(0);
  return found;
}

/** Whether a point keeps to all that a program says. */
function holds({ columns, rows, sos = [], indicators = [], piecewise = [] }, x) {
  const isWithin = columns.every(({ kind, lower, upper }, j) => {
    return (
      (kind === "semiinteger" && x[j] === 0) || (x[j] >= lower && x[j] <= upper && Number.isInteger(x[j]))
    );
  });
  const isIdle = (i) => indicators.some(({ column, value, row }) => row === i && x[column] !== value);
  const keeps = rows.every(({ lower, upper, terms }, i) => {
    const activity = terms.reduce((sum, [j, a]) => sum + a * x[j], 0);
    return isIdle(i) || (activity >= (lower ?? -Infinity) && activity <= (upper ?? Infinity));
  });
  const isSet = sos.every(({ type, members }) => {
    const ordered = members.toSorted(([, a], [, b]) => a - b).map(([j]) => x[j] !== 0);
    const places = ordered.flatMap((is, k) => (is ? [k] : []));
    return places.length < 2 || (type === 2 && places.length === 2 && places[1] - places[0] === 1);
  });
  const isFunction = piecewise.every(({ argument, value, points }) => {
    return points.some(([at, y]) => at === x[argument] && y === x[value]);
  });
  return isWithin && keeps && isSet && isFunction;
}
