/** Models that say more than linear rows: what they become, and errors that name what was written. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { model, squared, sum } from "../dist/model/index.js";

function blend() {
  const m = model("blend");
  const grain = m.set("grain", ["barley", "maize", "wheat"]);
  const use = m.variable("use", grain, { upper: 60 });
  const open = m.binary("open", grain);
  const [cost, demand] = [m.parameter("cost", grain, 2), m.parameter("demand", 100)];
  return { m, grain, use, open, cost, demand };
}

function refused(call, message, field) {
  assert.throws(call, (error) => {
    assert.deepEqual([error.name, error.code, error.message], ["HunchError", "invalid-input", message]);
    if (field !== undefined) assert.equal(error.field, field);
    return true;
  });
}

describe("a model", () => {
  test("has products of variables in its objective, expanded and added up", () => {
    const { m, use } = blend();
    const { barley, maize, wheat } = use;
    // 3·(barley + 2·maize − 4)² + barley·wheat − wheat·barley/2 + maize
    m.minimize(
      squared(barley.plus(maize.times(2)).minus(4))
        .times(3)
        .plus(barley.times(wheat))
        .minus(wheat.times(barley).times(0.5))
        .plus(maize),
    );
    const { quadratic, columns, offset } = m.at();
    assert.equal(offset, 48);
    assert.deepEqual(
      columns.slice(0, 3).map(({ objective = 0 }) => objective),
      [-24, -48 + 1, 0],
    );
    assert.deepEqual(quadratic, [
      [0, 0, 6],
      [1, 0, 12],
      [1, 1, 24],
      [2, 0, 0.5],
    ]);
  });

  test("adds quadratic terms over sets, and has none where they cancel", () => {
    const { m, grain, use } = blend();
    m.minimize(sum(grain, (g) => squared(use[g])).plus(sum([grain, grain], (g, h) => use[g].times(use[h]))));
    assert.deepEqual(m.at().quadratic, [
      [0, 0, 4],
      [1, 0, 2],
      [1, 1, 4],
      [2, 0, 2],
      [2, 1, 2],
      [2, 2, 4],
    ]);
    m.minimize(squared(use.maize).minus(use.maize.times(use.maize)));
    assert.equal("quadratic" in m.at(), false);
  });

  test("has parameters beside quadratic terms, not in them", () => {
    const { m, use, cost, demand } = blend();
    m.minimize(use.maize.minus(3).times(use.wheat.plus(demand)));
    const { quadratic, parametric, offset = 0 } = m.at();
    assert.deepEqual([quadratic, offset], [[[2, 1, 1]], 0]);
    assert.deepEqual(parametric.terms, [
      { target: "offset", parameter: 3, coefficient: -3 },
      { target: "cost", column: 1, parameter: 3, coefficient: 1 },
    ]);
    refused(
      () => m.minimize(use.maize.times(use.wheat).times(cost.maize)),
      "objective: a parameter is a coefficient of use[maize] · use[wheat]; quadratic terms have numbers there",
      "objective",
    );
    refused(
      () => m.minimize(squared(use.maize.minus(demand))),
      "objective: (use[maize] + -1 · demand) · (use[maize] + -1 · demand) is not linear in the parameters",
    );
  });

  test("refuses products of variables elsewhere, by the row's name", () => {
    const { m, use, open } = blend();
    refused(
      () => m.row("protein", use.maize.times(use.wheat).ge(2)),
      'row "protein": use[maize] · use[wheat] is not linear; convex quadratic terms belong in the objective',
      "protein",
    );
    refused(
      () => m.indicator("if", open.maize.is(1), squared(use.maize).le(2)),
      'row "if": use[maize] · use[maize] is not linear; convex quadratic terms belong in the objective',
    );
    refused(
      () => m.minimize(squared(use.maize).times(use.wheat)),
      "objective: use[maize] · use[maize] is not linear: an objective has products of two variables at most",
    );
    refused(
      () => m.thenMinimize(squared(use.maize).times(use.wheat), { name: "change" }),
      'objective "change": use[maize] · use[maize] is not linear: an objective has products of two variables at most',
      "change",
    );
    m.minimize(use.wheat);
    m.thenMinimize(squared(use.maize).plus(use.maize.times(use.wheat)), { name: "change" });
    const [{ terms, quadratic }] = m.at().objectives;
    const place = (wanted) => m.at().columns.findIndex(({ name }) => name === wanted);
    const [j, i] = [place("use[maize]"), place("use[wheat]")];
    assert.deepEqual(terms, []);
    const pair = [Math.max(i, j), Math.min(i, j), 1];
    assert.deepEqual(new Set(quadratic.map(String)), new Set([[j, j, 2], pair].map(String)));
    refused(() => squared(3), "squared(…) was given a number; it takes expressions");
  });

  test("has variables that are zero or between their bounds", () => {
    const m = model();
    const set = m.set("s", ["a", "b"]);
    const p = m.parameter("p", 7);
    m.semicontinuous("x", set, { lower: 2, upper: { a: 5, b: p } });
    m.semiinteger("n", { lower: 3, upper: 9 });
    assert.deepEqual(m.at().columns, [
      { name: "x[a]", lower: 2, upper: 5, kind: "semicontinuous" },
      { name: "x[b]", lower: 2, upper: 0, kind: "semicontinuous" },
      { name: "n", lower: 3, upper: 9, kind: "semiinteger" },
    ]);
    assert.deepEqual(m.at().parametric.terms, [
      { target: "columnUpper", column: 1, parameter: 0, coefficient: 1 },
    ]);
  });

  test("has sets of variables in their order, or by weights", () => {
    const { m, grain, use } = blend();
    assert.deepEqual(m.sos1("one", Object.values(use)), { name: "one" });
    m.sos2("two", [use.maize, use.barley], [10, -1]);
    m.sos2(
      "all",
      Array.from(grain, (g) => use[g]),
    );
    const weighted = (...pairs) => pairs;
    assert.deepEqual(m.at().sos, [
      { name: "one", type: 1, members: weighted([0, 1], [1, 2], [2, 3]) },
      { name: "two", type: 2, members: weighted([1, 10], [0, -1]) },
      { name: "all", type: 2, members: weighted([0, 1], [1, 2], [2, 3]) },
    ]);
    refused(() => m.sos1("one", [use.maize]), 'there is a special ordered set "one" already');
    refused(() => m.sos1("n", use), 'set "n" is of an object; it must be an array of variables', "n");
    refused(() => m.sos1("n", [use.maize, 3]), 'set "n": 3 is no variable');
    refused(() => m.sos1("n", [use.maize, use.maize]), 'set "n" has use[maize] twice');
    refused(() => m.sos1("n", [use.maize, use.wheat], [1, 1]), 'set "n" has the weight 1 twice');
    refused(
      () => m.sos1("n", [use.maize], [1, 2]),
      'set "n" has weights an array of 2; there must be one for each variable',
    );
    refused(() => m.sos1("n", [blend().use.maize]), 'set "n": use[maize] belongs to another model, "blend"');
    assert.equal(m.at().sos.length, 3);
  });

  test("has rows that hold where a binary has a value", () => {
    const { m, grain, use, open } = blend();
    assert.deepEqual(m.indicator("no wheat, then maize", open.wheat.is(0), use.maize.ge(5)), {
      name: "no wheat, then maize",
    });
    const least = m.indicators("least", grain, (g) => [open[g].is(1), use[g].ge(2)]);
    assert.equal(least.maize.name, "least[maize]");
    assert.deepEqual(m.at().indicators, [
      { column: 5, value: 0, row: 0 },
      { column: 3, value: 1, row: 1 },
      { column: 4, value: 1, row: 2 },
      { column: 5, value: 1, row: 3 },
    ]);
    assert.deepEqual(m.at().rows[0], { name: "no wheat, then maize", lower: 5, terms: [[1, 1]] });
    refused(
      () => m.indicator("i", use.maize.is(1), use.maize.ge(5)),
      'row "i": use[maize] is no binary variable, so it is no condition',
      "i",
    );
    refused(
      () => m.indicator("i", open.maize, use.maize.ge(5)),
      'row "i" has the condition an object; it must be made by .is(0) or .is(1)',
    );
    refused(() => open.maize.is(2), "open[maize].is(…) was given 2; it takes 0 and 1");
    refused(
      () => m.indicators("i", grain, (g) => use[g].ge(2)),
      'row "i[barley]" is an object; it must be [condition, constraint]',
    );
    assert.deepEqual([m.at().indicators.length, m.at().rows.length], [4, 4]);
  });

  test("has piecewise-linear functions of variables and of expressions", () => {
    const { m, use } = blend();
    const points = [
      [0, 0],
      [10, 5],
      [30, -2],
    ];
    const price = m.piecewise("price", use.maize, points);
    const total = m.piecewise("total", use.maize.plus(use.wheat), new Map(points));
    m.minimize(price.plus(total));
    const { piecewise, columns, rows } = m.at();
    assert.deepEqual(columns.slice(6), [
      { name: "price", lower: -2, upper: 5, objective: 1 },
      { name: "total.argument", lower: null },
      { name: "total", lower: -2, upper: 5, objective: 1 },
    ]);
    const pairs = (...list) => list;
    assert.deepEqual(rows, [
      { name: "total.argument", lower: 0, upper: 0, terms: pairs([7, 1], [1, -1], [2, -1]) },
    ]);
    assert.deepEqual(piecewise, [
      { name: "price", argument: 1, value: 6, points },
      { name: "total", argument: 7, value: 8, points },
    ]);
    const right = "they must be pairs [argument, value], two or more, their arguments ascending";
    refused(
      () => m.piecewise("p", use.maize, [[0, 0]]),
      `term "p" has breakpoints an array of 1; ${right}`,
      "p",
    );
    refused(
      () => m.piecewise("p", use.maize, pairs([0, 0], [0, 1])),
      `term "p": breakpoint 1 is [0, 1]; ${right}`,
    );
    refused(() => m.piecewise("p", use.maize, [0, 1]), `term "p": breakpoint 0 is 0; ${right}`);
    refused(() => m.piecewise("price", use.maize, points), 'there is a term "price" already');
  });

  test("has several objectives, and says what may be given up", () => {
    const { m, use, open } = blend();
    m.maximize(use.maize, { degradation: { relative: 0.01 } });
    m.thenMinimize(open.maize.plus(open.wheat), { name: "mills", degradation: { absolute: 1 } });
    m.thenMaximize(use.wheat.minus(3));
    const { sense, objectives, degradation } = m.at();
    assert.deepEqual([sense, degradation], ["maximize", { relative: 0.01 }]);
    const pairs = (...list) => list;
    assert.deepEqual(objectives, [
      { name: "mills", sense: "minimize", terms: pairs([4, 1], [5, 1]), degradation: { absolute: 1 } },
      { sense: "maximize", offset: -3, terms: pairs([2, 1]) },
    ]);
    m.minimize(use.maize);
    assert.deepEqual(["objectives" in m.at(), "degradation" in m.at()], [false, false]);
    refused(
      () => m.thenMinimize(use.maize.times(m.parameter("q", 2))),
      "objective 2 has parameters; objectives after the first are of numbers",
    );
    refused(
      () => m.minimize(use.maize, { degradaton: 3 }),
      'objective has no option "degradaton"; did you mean "degradation"?',
    );
  });

  test("has rows that may be left out until they are violated", () => {
    const { m, grain, use } = blend();
    m.row("a", use.maize.le(3));
    m.row("b", use.maize.plus(use.wheat).le(3), { lazy: true });
    m.rows("c", grain, (g) => use[g].le(9), { lazy: true });
    assert.deepEqual(m.at().lazy, [1, 2, 3, 4]);
    refused(
      () => m.row("d", use.maize.le(3), { lasy: true }),
      'row "d" has no option "lasy"; did you mean "lazy"?',
      "d",
    );
  });
});
