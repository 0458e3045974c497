/** Version 2 of programs as objects: binaries, and parameters with values. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { init } from "../dist/node.js";
import { packProgram } from "../dist/pack.js";
import { instantiate } from "../dist/parametric.js";
import { rejection } from "./support/check.mjs";
import { random } from "./support/weights.mjs";

const header = { format: "hunch-program", version: 2 };

/** One of everything that a parameter can move. */
const base = {
  ...header,
  offset: 1,
  columns: [
    { name: "x", objective: 1, lower: 0, upper: 4 },
    { name: "y", objective: 2 },
  ],
  rows: [{ name: "r", lower: 3, upper: 3, terms: [[0, 1]] }],
};
const terms = [
  { target: "rowLower", row: 0, parameter: 0, coefficient: 2 },
  { target: "rowUpper", row: 0, parameter: 0, coefficient: 2 },
  { target: "cost", column: 1, parameter: 1, coefficient: -1 },
  { target: "coefficient", row: 0, column: 1, parameter: 1, coefficient: 1 },
  { target: "offset", parameter: 0, coefficient: 1 },
  { target: "columnUpper", column: 0, parameter: 0, coefficient: 1 },
  { target: "columnLower", column: 0, parameter: 1, coefficient: 3 },
];
const at = (a, b, given = terms) => ({
  ...base,
  parametric: {
    parameters: [
      { name: "a", value: a },
      { name: "b", value: b },
    ],
    terms: given,
  },
});
const numbersOf = (program) => [...instantiate(packProgram(program)).numbers];
const plain = (program) => [...packProgram(program).numbers];

describe("a program of version 2", () => {
  let hunch;
  before(async () => {
    hunch = await init({ weights: [] });
  });
  after(() => hunch.dispose());

  test("is one of version 1 where it uses nothing of its own", () => {
    assert.deepEqual(plain(base), plain({ ...base, version: 1 }));
    assert.deepEqual(plain({ ...base, parametric: null, tree: null, sos: null }), plain(base));
  });

  test("has binaries: integers between 0 and 1, within their own bounds", async () => {
    const bounds = [
      [{}, 0, 1],
      [{ upper: 5 }, 0, 1],
      [{ lower: null, upper: null }, 0, 1],
      [{ lower: -3, upper: 0 }, 0, 0],
      [{ lower: 1 }, 1, 1],
    ];
    const columns = bounds.map(([given]) => ({ kind: "binary", ...given }));
    const expected = bounds.map(([, lower, upper]) => ({ kind: "integer", lower, upper }));
    assert.deepEqual(
      plain({ ...header, columns, rows: [] }),
      plain({ ...header, columns: expected, rows: [] }),
    );
    const knapsack = {
      ...header,
      sense: "maximize",
      columns: [5, 4, 3].map((objective) => ({ kind: "binary", objective })),
      rows: [
        {
          upper: 5,
          terms: [
            [0, 4],
            [1, 3],
            [2, 2],
          ],
        },
      ],
    };
    const answer = await hunch.solve(knapsack);
    assert.deepEqual([answer.objective, [...answer.values]], [7, [0, 1, 1]]);
    const program = (column) => ({ ...header, columns: [{ kind: "binary", ...column }], rows: [] });
    for (const [column, field] of [
      [{ lower: 2 }, "columns[0].lower"],
      [{ upper: -1 }, "columns[0].upper"],
    ]) {
      const error = await rejection(hunch.solve(program(column)));
      assert.deepEqual([error.code, error.field], ["invalid-input", field]);
    }
    const old = await rejection(hunch.solve({ ...program({}), version: 1 }));
    assert.equal(old.message, 'columns[0].kind is "binary"; it must be "continuous", "integer"');
  });

  test("has every number at the values of its parameters", async () => {
    assert.deepEqual(
      numbersOf(at(10, 0.5)),
      plain({
        ...base,
        offset: 11,
        columns: [{ objective: 1, lower: 1.5, upper: 14 }, { objective: 1.5 }],
        rows: [
          {
            lower: 23,
            upper: 23,
            terms: [
              [0, 1],
              [1, 0.5],
            ],
          },
        ],
      }),
    );
    assert.deepEqual(numbersOf(at(0, 0)), plain(base));
    // 2·10 + 3 = x + y/2, x at most 14 and the cheaper: y is 18.
    const answer = await hunch.solve(at(10, 0.5));
    assert.deepEqual([answer.status, [...answer.values]], ["optimal", [14, 18]]);
    assert.ok(Math.abs(answer.objective - (11 + 14 + 1.5 * 18)) < 1e-9);
  });

  test("is the same as when its numbers are put in by hand, for random ones", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { program, expected } = draw(seed);
      assert.deepEqual(numbersOf(program), plain(expected), `seed ${seed}`);
    }
  });

  test("keeps a binary between 0 and 1 whatever its bounds become", () => {
    const binary = (bounds, value, target = "columnUpper") => ({
      ...header,
      columns: [{ kind: "binary", ...bounds }],
      rows: [],
      parametric: {
        parameters: [{ name: "open", value }],
        terms: [{ target, column: 0, parameter: 0, coefficient: 1 }],
      },
    });
    const bounds = (program) => numbersOf(program).slice(5, 8);
    assert.deepEqual(bounds(binary({ upper: 0 }, 0)), [0, 0, 1]);
    assert.deepEqual(bounds(binary({ upper: 0 }, 5)), [0, 1, 1]);
    assert.deepEqual(bounds(binary({}, -1)), [0, 0, 1]);
    assert.deepEqual(bounds(binary({}, 1, "columnLower")), [1, 1, 1]);
    assert.throws(() => bounds(binary({}, 2, "columnLower")), { field: "columns[0].lower" });
  });

  const REFUSED = [
    [
      "a parameter without a value",
      { parameters: ["a", { name: "b" }] },
      "parametric.parameters[0]",
      /\("a"\) has no value/,
    ],
    [
      "a value that is no number",
      { parameters: [{ name: "a", value: NaN }] },
      "parametric.parameters[0].value",
    ],
    [
      "a misspelt field",
      { parameters: [{ name: "a", valeu: 1 }] },
      "parametric.parameters[0].valeu",
      /did you mean "value"/,
    ],
    [
      "a target that there is not",
      { terms: [{ target: "bound", parameter: 0, coefficient: 1 }] },
      "parametric.terms[0].target",
    ],
    [
      "a row that there is not",
      { terms: [{ target: "rowLower", row: 1, parameter: 0, coefficient: 1 }] },
      "parametric.terms[0].row",
    ],
    ["no row", { terms: [{ target: "rowLower", parameter: 0, coefficient: 1 }] }, "parametric.terms[0].row"],
    [
      "a row too many",
      { terms: [{ target: "cost", row: 0, column: 0, parameter: 0, coefficient: 1 }] },
      "parametric.terms[0].row",
    ],
    [
      "a parameter that there is not",
      { terms: [{ target: "offset", parameter: 2, coefficient: 1 }] },
      "parametric.terms[0].parameter",
    ],
    [
      "an infinite coefficient",
      { terms: [{ target: "offset", parameter: 0, coefficient: Infinity }] },
      "parametric.terms[0].coefficient",
    ],
    [
      "a bound that is none",
      { terms: [{ target: "columnUpper", column: 1, parameter: 0, coefficient: 1 }] },
      "parametric.terms[0]",
      /only finite bounds/,
    ],
    [
      "a cost beyond all",
      {
        parameters: [
          { name: "a", value: 1 },
          { name: "b", value: 1e25 },
        ],
        terms: [terms[2]],
      },
      "columns[1].objective",
      /at the values of the parameters/,
    ],
    [
      "an equation beyond all",
      {
        parameters: [
          { name: "a", value: 1e25 },
          { name: "b", value: 0 },
        ],
        terms: [terms[0], terms[1]],
      },
      "rows[0].lower",
    ],
    ["a distribution that is no list", { distribution: {} }, "parametric.distribution"],
    [
      "a law that there is not",
      { distribution: [{ law: "cauchy", parameters: [0, 1] }] },
      "parametric.distribution[0].law",
    ],
    [
      "a law of another size",
      { distribution: [{ law: "box", parameters: [0, 1], lower: [0, 0], upper: [1] }] },
      "parametric.distribution[0].upper",
    ],
    [
      "a parameter without a law",
      { distribution: [{ law: "ball", parameters: [0], centre: [0], radius: 1 }] },
      "parametric.distribution",
    ],
    [
      "a parameter in two groups",
      {
        distribution: [
          { law: "samples", parameters: [0], points: [[1], [2]] },
          { law: "normal", parameters: [1, 0], mean: [0, 0], deviation: [1, 1] },
        ],
      },
      "parametric.distribution[1].parameters[1]",
    ],
  ];
  for (const [what, part, field, message = /./] of REFUSED)
    test(`is refused for ${what}`, async () => {
      const program = at(1, 1);
      const error = await rejection(
        hunch.solve({ ...program, parametric: { ...program.parametric, ...part } }),
      );
      assert.equal(error.field, field);
      assert.match(error.message, message);
    });

  test("may say how its parameters are distributed", () => {
    const distribution = [
      { law: "box", parameters: [1], lower: [0], upper: [1] },
      { law: "discrete", parameters: [0], points: [[9], [10]], weights: [1, 3] },
    ];
    const program = at(10, 0.5);
    const told = { ...program, parametric: { ...program.parametric, distribution } };
    assert.deepEqual(numbersOf(told), numbersOf(program));
  });

  test("lets a bound grow until it is none", () => {
    const lifted = at(1e25, 0, [terms[5]]);
    assert.deepEqual(
      numbersOf(lifted),
      plain({ ...base, columns: [{ objective: 1, upper: null }, { objective: 2 }] }),
    );
  });

  test("is not known to version 1", async () => {
    for (const part of ["sos", "indicators", "piecewise", "objectives", "lazy"])
      assert.match(
        (await rejection(hunch.solve({ ...base, version: 1, [part]: [] }))).message,
        /unknown field/,
      );
    assert.match(
      (await rejection(hunch.solve({ ...at(1, 1), version: 1 }))).message,
      /has a part "parametric"/,
    );
  });

  test("is copied when the call is made", async () => {
    const program = at(10, 0.5);
    const solved = hunch.solve(program);
    program.parametric.parameters[0].value = 0;
    program.parametric.terms.length = 0;
    assert.deepEqual([...(await solved).values], [14, 18]);
  });

  test("takes its turn, its abort and the end of the solver as all programs do", async () => {
    const controller = new AbortController();
    const aborted = hunch.solve(at(10, 0.5), { signal: controller.signal });
    controller.abort();
    assert.equal((await rejection(aborted)).name, "AbortError");
    const other = await init({ weights: [] });
    const ended = other.solve(at(10, 0.5));
    other.dispose();
    assert.equal((await rejection(ended)).code, "disposed");
  });
});

/** A random program with parameters, and the same with the numbers put in. */
function draw(seed) {
  const next = random(seed);
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
  const columns = Array.from({ length: whole(1, 6) }, () => ({
    objective: whole(-4, 4),
    lower: whole(-3, 0),
    upper: next() < 0.3 ? null : whole(1, 6),
    kind: next() < 0.4 ? "integer" : "continuous",
  }));
  const rows = Array.from({ length: whole(1, 5) }, () => ({
    lower: next() < 0.4 ? null : whole(-5, 0),
    upper: whole(0, 9),
    terms: columns.flatMap((_, j) => (next() < 0.5 ? [[j, whole(1, 9) / 2]] : [])),
  }));
  const theta = Array.from({ length: whole(1, 3) }, () => whole(-8, 8) / 4);
  const program = { ...header, offset: whole(-2, 2), columns, rows };
  const expected = structuredClone(program);
  const parts = Array.from({ length: whole(0, 12) }, () => {
    const [row, column] = [whole(0, rows.length - 1), whole(0, columns.length - 1)];
    const [parameter, coefficient] = [whole(0, theta.length - 1), whole(-4, 4) / 2];
    const change = coefficient * theta[parameter];
    const common = { parameter, coefficient };
    const moves = (holder, side) => {
      holder[side] += change;
    };
    switch (whole(0, 6)) {
      case 0:
        expected.offset += change;
        return { target: "offset", ...common };
      case 1:
        expected.columns[column].objective += change;
        return { target: "cost", column, ...common };
      case 2:
        moves(expected.columns[column], "lower");
        return { target: "columnLower", column, ...common };
      case 3:
        if (columns[column].upper === null) return undefined;
        moves(expected.columns[column], "upper");
        return { target: "columnUpper", column, ...common };
      case 4:
        if (rows[row].lower === null) return undefined;
        moves(expected.rows[row], "lower");
        return { target: "rowLower", row, ...common };
      case 5:
        moves(expected.rows[row], "upper");
        return { target: "rowUpper", row, ...common };
      default: {
        const entries = expected.rows[row].terms;
        const entry = entries.find(([j]) => j === column);
        if (entry) entry[1] += change;
        else entries.push([column, change]);
        return { target: "coefficient", row, column, ...common };
      }
    }
  }).filter(Boolean);
  // Halves and eighths add up exactly in any order; what has become zero is no entry.
  if (parts.some(({ target }) => target === "coefficient"))
    for (const row of expected.rows) row.terms = row.terms.filter(([, value]) => value !== 0);
  const parameters = theta.map((value, k) => ({ name: `p${k}`, value }));
  return { program: { ...program, parametric: { parameters, terms: parts } }, expected };
}
