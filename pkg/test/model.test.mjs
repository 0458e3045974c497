/** Models with names: what they become, what they refuse, and that their programs are solved right. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { model, nameOf, sum } from "../dist/model/index.js";
import { HunchError, init } from "../dist/node.js";

/** A blend of grains: what is bought pays a fixed price too, and enough protein must be in it. */
function blend() {
  const m = model("blend");
  const grain = m.set("grain", ["barley", "maize", "wheat"]);
  const cost = m.parameter("cost", grain);
  const demand = m.parameter("demand", 100);
  const use = m.variable("use", grain, { upper: 60 });
  const open = m.binary("open", grain);
  const protein = { barley: 10, maize: 9, wheat: 14 };
  const link = m.rows("link", grain, (g) => use[g].le(open[g].times(60)));
  m.row("total", sum(grain, (g) => use[g]).eq(demand));
  m.row("protein", sum(grain, (g) => use[g].times(protein[g])).ge(demand.times(10)));
  m.minimize(sum(grain, (g) => use[g].times(cost[g]).plus(open[g].times(40))));
  return { m, grain, cost, demand, use, open, link };
}
const prices = { barley: 9, maize: 8, wheat: 11 };

const refused = (call, message, field) => {
  assert.throws(call, (error) => {
    assert.ok(error instanceof HunchError, String(error));
    assert.equal(error.message, message);
    if (field !== undefined) assert.equal(error.field, field);
    return true;
  });
};

describe("a model", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  test("becomes a program with names, and what depends on parameters beside it", () => {
    const m = model("two");
    const place = m.set("place", ["a", "b"]);
    const price = m.parameter("price", place, { a: 2 });
    const limit = m.parameter("limit", 7);
    const x = m.variable("x", place, { lower: null, upper: { a: limit, b: 5 } });
    m.row("both", x.a.plus(x.b.times(2)).minus(limit.times(3)).plus(1).le(10));
    m.row("part", x.a.times(price.b.plus(1)).between(-1, limit));
    m.maximize(sum(place, (p) => x[p].times(price[p])).plus(4));
    assert.deepEqual(m.at({ price: { b: 3 } }), {
      format: "hunch-program",
      version: 2,
      name: "two",
      sense: "maximize",
      offset: 4,
      columns: [
        { name: "x[a]", lower: null, upper: 0 },
        { name: "x[b]", lower: null, upper: 5 },
      ],
      rows: [
        {
          name: "both",
          upper: 9,
          terms: [
            [0, 1],
            [1, 2],
          ],
        },
        { name: "part", lower: -1, upper: 0, terms: [[0, 1]] },
      ],
      parametric: {
        parameters: [
          { name: "price[a]", value: 2 },
          { name: "price[b]", value: 3 },
          { name: "limit", value: 7 },
        ],
        terms: [
          { target: "cost", column: 0, parameter: 0, coefficient: 1 },
          { target: "cost", column: 1, parameter: 1, coefficient: 1 },
          { target: "columnUpper", column: 0, parameter: 2, coefficient: 1 },
          { target: "rowUpper", row: 0, parameter: 2, coefficient: 3 },
          { target: "coefficient", row: 1, column: 0, parameter: 1, coefficient: 1 },
          { target: "rowUpper", row: 1, parameter: 2, coefficient: 1 },
        ],
      },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(m)).parametric.parameters, [
      { name: "price[a]", value: 2 },
      "price[b]",
      { name: "limit", value: 7 },
    ]);
  });

  test("is solved at values, and at others without being built again", async () => {
    const { m } = blend();
    const first = await hunch.solve(m.at({ cost: prices }));
    // Cheapest first, as far as protein goes: 25 barley, 60 maize, 15 wheat, and all three open.
    assert.equal(first.status, "optimal");
    assert.ok(
      Math.abs(first.objective - (25 * 9 + 60 * 8 + 15 * 11 + 3 * 40)) < 1e-6,
      String(first.objective),
    );
    const dear = await hunch.solve(m.at({ cost: { ...prices, maize: 20 }, demand: 50 }));
    // Without maize, barley alone has the protein.
    assert.ok(Math.abs(dear.objective - (50 * 9 + 40)) < 1e-6, String(dear.objective));
    assert.equal(m.at({ cost: prices }).rows, m.at({ cost: prices, demand: 3 }).rows);
  });

  test("is what its answers are asked by", async () => {
    const { m, use, cost } = blend();
    const answer = await hunch.solve(m.at({ cost: prices }));
    assert.deepEqual(
      [use.barley, use.maize, use.wheat].map((one) => Math.round(answer.value(one))),
      [25, 60, 15],
    );
    assert.ok(Math.abs(answer.value("use[maize]") - 60) < 1e-6);
    assert.throws(() => answer.value(cost.maize), { code: "invalid-input" });
    const relaxed = model();
    const [x, y] = [relaxed.variable("x"), relaxed.variable("y")];
    const total = relaxed.row("total", x.plus(y).ge(4));
    relaxed.minimize(x.times(3).plus(y.times(2)));
    const priced = await hunch.solve(relaxed.at());
    assert.ok(Math.abs(priced.dual(total) - 2) < 1e-9);
  });

  test("names variables, parameters and rows, one set or two", () => {
    const { use, cost, demand, link } = blend();
    assert.deepEqual([use.maize, cost.maize, demand, link.wheat].map(nameOf), [
      "use[maize]",
      "cost[maize]",
      "demand",
      "link[wheat]",
    ]);
    assert.equal(nameOf("total"), "total");
    assert.throws(() => nameOf(undefined), { code: "invalid-input" });
    const m = model();
    const [plants, markets] = [m.set("plants", ["p", "q"]), m.set("markets", [1, 2, 3])];
    const distance = { p: { 1: 4, 2: 3, 3: 9 }, q: { 1: 2, 2: 8, 3: 5 } };
    const ship = m.integer("ship", [plants, markets], { upper: (i, j) => distance[i][j] });
    assert.equal(ship.q[3].name, "ship[q,3]");
    const rows = m.rows("pair", [plants, markets], (i, j) => ship[i][j].ge(j));
    assert.equal(rows.p[2].name, "pair[p,2]");
    m.minimize(sum([plants, markets], (i, j) => ship[i][j].times(distance[i][j])));
    const program = m.at();
    assert.deepEqual(program.columns[4], { name: "ship[q,2]", upper: 8, kind: "integer", objective: 8 });
    assert.deepEqual(program.rows[5], { name: "pair[q,3]", lower: 3, terms: [[5, 1]] });
    assert.equal("parametric" in program, false);
  });

  test("adds terms of one column up, also where they cancel", () => {
    const m = model();
    const [x, y] = [m.variable("x"), m.variable("y")];
    m.row("r", x.plus(y).plus(x.times(2)).minus(y).minus(4).ge(x.plus(1)));
    m.row("s", sum([x, 3, y, x]).eq(x.times(2)));
    assert.deepEqual(m.at().rows, [
      { name: "r", lower: 5, terms: [[0, 2]] },
      { name: "s", lower: -3, upper: -3, terms: [[1, 1]] },
    ]);
  });

  test("takes an end without limit for none", () => {
    const m = model();
    const x = m.variable("x", { lower: -Infinity, upper: Infinity });
    m.row("r", x.le(Infinity));
    m.row("s", x.between(-Infinity, 4));
    assert.deepEqual(m.at().columns, [{ name: "x", lower: null, upper: null }]);
    assert.deepEqual(m.at().rows, [
      { name: "r", terms: [[0, 1]] },
      { name: "s", upper: 4, terms: [[0, 1]] },
    ]);
  });

  test("has elements of any name", () => {
    const m = model();
    const odd = m.set("odd", ["name", "__proto__", "then", "constructor", "le"]);
    const x = m.variable("x", odd);
    for (const element of odd) assert.equal(x[element].name, `x[${element}]`);
    m.row("r", sum(odd, (o) => x[o]).le(1));
    assert.equal(m.at().rows[0].terms.length, 5);
  });

  test("can be waited for and printed piece by piece", async () => {
    const { use, m } = blend();
    assert.equal(await use, use);
    assert.equal(String(use.maize.plus(use.wheat.times(2))), "use[maize] + 2 · use[wheat]");
    assert.equal(typeof JSON.stringify(m), "string");
  });

  test("refuses what is not linear where a row takes it, by the row's name", () => {
    const { m, use, open, cost, demand } = blend();
    refused(
      () => m.row("protein 2", use.maize.times(use.wheat).ge(2)),
      'row "protein 2": use[maize] · use[wheat] is not linear; convex quadratic terms belong in the objective',
      "protein 2",
    );
    refused(
      () => m.rows("r", m.set("s", ["a"]), () => use.maize.plus(use.wheat).times(open.maize.plus(1)).le(0)),
      'row "r[a]": (use[maize] + use[wheat]) · (open[maize] + 1) is not linear; convex quadratic terms belong in the objective',
      "r[a]",
    );
    refused(
      () => m.row("q", use.maize.times(demand).times(cost.maize).le(3)),
      'row "q": use[maize] · demand · cost[maize] is not linear in the parameters',
    );
    refused(
      () => m.variable("z", { upper: use.maize }),
      'variable "z": use[maize] has variables; it may depend on parameters alone',
      "z",
    );
  });

  test("refuses names and values that it does not know, with the nearest", () => {
    const { m, use } = blend();
    refused(() => use.maze, 'variable "use" has no element "maze"; did you mean "maize"?', "maze");
    refused(
      () => m.at({ demnad: 3 }),
      'the model has no parameter "demnad"; did you mean "demand"?',
      "demnad",
    );
    refused(
      () => m.at({ cost: { barly: 3 } }),
      'cost has no element "barly"; did you mean "barley"?',
      "barly",
    );
    refused(
      () => m.at({ cost: { maize: 8 } }),
      "no value is given for cost[barley], cost[wheat]",
      "cost[barley]",
    );
    refused(
      () => m.at({ cost: { ...prices, maize: "8" } }),
      'cost[maize] is "8"; it must be a finite number',
    );
    refused(() => m.at({ cost: 5, demand: NaN }), "demand is NaN; it must be a finite number", "demand");
    refused(
      () => m.variable("z", { uper: 3 }),
      'variable "z" has no bound "uper"; did you mean "upper"?',
      "z",
    );
    refused(() => m.variable("use"), 'there is a variable "use" already');
  });

  test("refuses names given twice, numbers that are none, and models mixed up", () => {
    const { m, use } = blend();
    refused(() => m.row("total", use.maize.le(3)), 'there is a row "total" already', "total");
    refused(() => m.set("s", ["a", "a"]), 'set "s": the element "a" occurs twice', "s");
    refused(
      () => m.row("nan", use.maize.times(NaN).le(2)),
      'row "nan": the coefficient of use[maize] is NaN; it must be a number between -100000000000000000000 and 100000000000000000000',
    );
    refused(
      () => m.row("mixed", blend().use.maize.plus(use.maize).le(1)),
      'row "mixed": use[maize] belongs to another model, "blend"',
    );
    refused(
      () => m.row("b", use.maize < 3),
      "use[maize] is an expression: write .plus(…), .minus(…), .times(…), .le(…) for +, -, *, <=",
    );
    refused(
      () => m.row("t", true),
      'row "t" is true; it must be made by .le(…), .ge(…), .eq(…) or .between(…)',
    );
    refused(() => use.maize.plus("3"), 'plus(…) was given "3"; it takes numbers and expressions');
  });

  test("leaves nothing of a row that was refused", () => {
    const m = model();
    const [x, p] = [m.variable("x"), m.parameter("p", 1)];
    assert.throws(() => m.row("r", x.times(p).le(NaN)));
    m.row("r", x.le(2));
    assert.deepEqual(m.at().parametric.terms, []);
    assert.deepEqual(m.at().rows, [{ name: "r", upper: 2, terms: [[0, 1]] }]);
  });

  test("does as much for the last of many terms as for the first", () => {
    const m = model();
    const many = m.set(
      "many",
      Array.from({ length: 20_000 }, (_, k) => k),
    );
    const x = m.variable("x", many);
    let total = x[0];
    for (const k of many) if (k > 0) total = total.plus(x[k]);
    m.row("one by one", total.le(1));
    m.row("at once", sum(many, (k) => x[k]).le(1));
    const [first, second] = m.at().rows;
    assert.deepEqual(first.terms, second.terms);
  });

  test("has types that know its elements", async () => {
    const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
    const project = fileURLToPath(new URL("types/", import.meta.url));
    await promisify(execFile)(process.execPath, [compiler, "--project", project]);
  });
});
