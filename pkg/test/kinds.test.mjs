/** What programs say beyond linear rows and integers: how it travels, and what is refused by field, value and what would be right. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { complete, isComplete } from "../dist/complete.js";
import { packProgram } from "../dist/pack.js";
import { rejection } from "./support/check.mjs";

const header = { format: "hunch-program", version: 2 };
const row = (...columns) => ({ upper: 10, terms: columns.map((j) => [j, 1]) });
const base = {
  ...header,
  columns: [
    { name: "x", upper: 5 },
    { name: "y", lower: 1, upper: 9, kind: "integer" },
    { name: "b", kind: "binary" },
  ],
  rows: [row(0, 1), row(1)],
};
/** The numbers of `base` without the first and the last. */
const plain = () => [...packProgram(base).numbers].slice(1, -1);
const numbersOf = async (program) => [...(await complete(packProgram(program))).numbers];

describe("what a program says beyond linear rows", () => {
  test("travels behind its numbers, after the number of the feature that is to be named", async () => {
    const program = {
      ...base,
      quadratic: [
        [0, 0, 2],
        [1, 0, 0.5],
      ],
      sos: [
        {
          name: "a€",
          type: 1,
          members: [
            [0, 1],
            [1, 2.5],
          ],
        },
        { type: 2, members: [] },
      ],
      indicators: [{ column: 2, value: 0, row: 1 }],
      piecewise: [
        {
          name: "p",
          argument: 0,
          value: 1,
          points: [
            [0, 0],
            [10, -5],
          ],
        },
      ],
      degradation: { relative: 0.01 },
      objectives: [
        {
          name: "o",
          sense: "maximize",
          offset: 3,
          terms: [[1, 2]],
          quadratic: [[1, 0, 0.25]],
          degradation: { absolute: 1 },
        },
        { terms: [] },
      ],
      lazy: [1],
    };
    assert.deepEqual(await numbersOf(program), [
      ...[2, 0, ...plain()],
      ...[2, 0, 0, 2, 1, 0, 0.5],
      ...[2, 2, 97, 8364, 0, 2, 0, 1, 1, 2.5, 0, 1, 0],
      ...[1, 2, 0, 1],
      ...[1, 1, 112, 0, 1, 2, 0, 0, 10, -5],
      ...[0, 0.01],
      ...[2, 1, 111, 1, 3, 1, 1, 2, 1, 1, 0, 0.25, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      ...[1, 1],
    ]);
  });

  test("is of each kind by itself, and the first that changes the meaning is named", async () => {
    const none = [0, 0, 0, 0, 0, 0, 0, 0];
    for (const [parts, feature, quadratic, behind] of [
      [{ quadratic: [[2, 1, 3]] }, 0, [1, 2, 1, 3], [0, 0, 0, 0, 0, 0, 0]],
      [{ sos: [{ type: 2, members: [[0, 1]] }] }, 2, [0], [1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0]],
      [{ indicators: [{ column: 2, value: 1, row: 0 }] }, 3, [0], [0, 1, 2, 1, 0, 0, 0, 0, 0, 0]],
      [{ objectives: [{ terms: [] }] }, 5, [0], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
      [{ lazy: [0, 1], sos: [] }, 6, [0], [0, 0, 0, 0, 0, 0, 2, 0, 1]],
    ])
      assert.deepEqual(await numbersOf({ ...base, ...parts }), [
        2,
        feature,
        ...plain(),
        ...quadratic,
        ...behind,
      ]);
    const semi = {
      ...header,
      columns: [{ kind: "semicontinuous", lower: 2 }, { kind: "semiinteger" }],
      rows: [],
    };
    assert.deepEqual(await numbersOf(semi), [
      ...[2, 1, 0, 0, 2, 0, 2, Infinity, 3, 0, 0, Infinity, 4, 0, 0],
      ...none,
    ]);
  });

  test("leaves plain programs as they are, at once and to the bit", async () => {
    assert.ok(isComplete(packProgram(base)));
    const empty = { quadratic: [], sos: [], indicators: [], piecewise: [], objectives: [], lazy: [] };
    for (const parts of [
      empty,
      { quadratic: null, lazy: null, sos: undefined },
      { degradation: { absolute: 3 } },
    ])
      assert.deepEqual(await numbersOf({ ...base, ...parts }), [1, ...plain(), 0]);
  });

  test("takes the direction of the program where a further objective has none", async () => {
    const of = async (sense) => (await numbersOf({ ...base, sense, objectives: [{ terms: [] }] })).at(-7);
    assert.deepEqual([await of("minimize"), await of("maximize")], [0, 1]);
  });

  test("is read at the values of parameters, and copied when the call is made", async () => {
    const quadratic = [[0, 0, 2]];
    const parametric = {
      parameters: [{ name: "p", value: 3 }],
      terms: [{ target: "cost", column: 0, parameter: 0, coefficient: 2 }],
    };
    const packed = packProgram({
      ...base,
      quadratic,
      parametric,
      indicators: [{ column: 2, value: 1, row: 0 }],
    });
    quadratic[0][2] = 9;
    const { numbers } = await complete(packed);
    assert.deepEqual([...numbers.subarray(0, 6)], [2, 0, 0, 0, 3, 6]);
    const place = 2 + plain().length;
    assert.deepEqual([...numbers.subarray(place, place + 4)], [1, 0, 0, 2]);
  });

  const pairs = (...list) => list;
  const REFUSED = [
    ["a quadratic part that is no array", { quadratic: 3 }, "quadratic", "an array of triples"],
    ["half an entry", { quadratic: [[0, 0]] }, "quadratic[0]", "a triple [i, j, value]"],
    ["an entry of the upper triangle", { quadratic: [[0, 1, 2]] }, "quadratic[0][1]", "at most 0"],
    [
      "an entry of no column",
      { quadratic: [[3, 0, 2]] },
      "quadratic[0][0]",
      "the index of one of the 3 columns",
    ],
    ["an entry that is no number", { quadratic: [[1, 0, NaN]] }, "quadratic[0][2]", "a number between"],
    ["a set of a third type", { sos: [{ type: 3, members: [] }] }, "sos[0].type", "1 or 2"],
    ["a set without members", { sos: [{ type: 1 }] }, "sos[0].members", "an array of pairs [column, weight]"],
    [
      "a set with a misspelt field",
      { sos: [{ type: 1, member: [] }] },
      "sos[0].member",
      'did you mean "members"',
    ],
    [
      "a column twice in a set",
      { sos: [{ type: 1, members: pairs([0, 1], [0, 2]) }] },
      "sos[0].members[1][0]",
      "a column that is not there yet",
    ],
    [
      "a weight twice in a set",
      { sos: [{ type: 1, members: pairs([0, 1], [1, 1]) }] },
      "sos[0].members[1][1]",
      "another weight than that of members[0]",
    ],
    [
      "an indicator that is no binary",
      { indicators: [{ column: 1, value: 1, row: 0 }] },
      "indicators[0].column",
      "the index of a binary column",
    ],
    [
      "an indicator's value",
      { indicators: [{ column: 2, value: 2, row: 0 }] },
      "indicators[0].value",
      "0 or 1",
    ],
    [
      "a row with two indicators",
      { indicators: [0, 1].map((value) => ({ column: 2, value, row: 0 })) },
      "indicators[1].row",
      "a row that has no indicator yet",
    ],
    [
      "a term of one breakpoint",
      { piecewise: [{ argument: 0, value: 1, points: [[0, 0]] }] },
      "piecewise[0].points",
      "two pairs [argument, value] or more",
    ],
    [
      "breakpoints that do not ascend",
      { piecewise: [{ argument: 0, value: 1, points: pairs([0, 0], [0, 1]) }] },
      "piecewise[0].points[1][0]",
      "above 0",
    ],
    [
      "a term that is its own argument",
      { piecewise: [{ argument: 0, value: 0, points: pairs([0, 0], [1, 1]) }] },
      "piecewise[0].value",
      "another column than the argument",
    ],
    ["an objective of no terms", { objectives: [{}] }, "objectives[0].terms", "an array of pairs"],
    [
      "a quadratic part above the diagonal",
      { objectives: [{ terms: [], quadratic: [[0, 1, 1]] }] },
      "objectives[0].quadratic[0][1]",
      "at most 0",
    ],
    [
      "a sense",
      { objectives: [{ sense: "min", terms: [] }] },
      "objectives[0].sense",
      '"minimize", "maximize"',
    ],
    ["a negative allowance", { degradation: { relative: -1 } }, "degradation.relative", "a number from 0"],
    [
      "an allowance's name",
      { objectives: [{ terms: [], degradation: { relativ: 1 } }] },
      "objectives[0].degradation.relativ",
      'did you mean "relative"',
    ],
    ["a lazy row that there is not", { lazy: [2] }, "lazy[0]", "the index of one of the 2 rows"],
    ["a lazy row twice", { lazy: [1, 1] }, "lazy[1]", "a row that is not named yet"],
    [
      "a name that is too long",
      { sos: [{ name: "n".repeat(256), type: 1, members: [] }] },
      "sos[0].name",
      "255",
    ],
    ["too many objectives", { objectives: Array(1001).fill({ terms: [] }) }, "objectives", "at most 1000"],
  ];
  for (const [what, parts, field, expected] of REFUSED)
    test(`refuses ${what} by name`, async () => {
      const error = await rejection(complete(packProgram({ ...base, ...parts })));
      assert.deepEqual([error.code, error.field], ["invalid-input", field], error.message);
      assert.ok(error.message.includes(expected), error.message);
    });

  test("knows quadratic objectives in version 1, and nothing else of it", async () => {
    const old = { format: "hunch-program", version: 1, columns: [{}], rows: [] };
    assert.equal((await numbersOf({ ...old, quadratic: [[0, 0, 1]] }))[0], 2);
    for (const part of ["sos", "indicators", "piecewise", "objectives", "degradation", "lazy"])
      assert.throws(() => packProgram({ ...old, [part]: [] }), { code: "invalid-input", field: part });
    const semi = { ...old, columns: [{ kind: "semicontinuous" }] };
    assert.throws(() => packProgram(semi), { field: "columns[0].kind", message: /"continuous", "integer"$/ });
  });
});
