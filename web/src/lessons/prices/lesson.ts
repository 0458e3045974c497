/**
 * Duality as prices: what one more of a row is worth, and why prices that cover every product prove a bound.
 */

import type { Program } from "hunch-solver";
import type { Engine, Lesson, Step } from "../lesson";
import type { Point } from "../parts/geometry";
import { beside } from "../parts/beside";
import { plane } from "../parts/plane";
import {
  boundsOf,
  fixedAt,
  maximizes,
  moved,
  nameOf,
  number,
  refusesUnlessPlane,
  relaxed,
  rowName,
  rowText,
  sidesOf,
  sumText,
  tolerance,
  value,
} from "../parts/programs";

const TIGHT = 1e-6;

/** The third product of the last step needs this much more than the prices cover, or less. */
const SURPLUS = 1.25;

export const lesson: Lesson = {
  program: `\\ A bakery: what is an hour of the oven worth?
max
 earns: 30 bread + 50 cake
st
 oven:  bread + 2 cake <= 40
 flour: 2 bread + cake <= 50
end
`,
  refuses(program) {
    const plain = refusesUnlessPlane(program);
    if (plain) return plain;
    if (program.rows.length !== 2)
      return `it has ${program.rows.length} rows; two give a dual that can be drawn, too`;
    const isCanonical = program.rows.every((row) => {
      const { lower, upper } = sidesOf(row);
      return maximizes(program)
        ? lower === -Infinity && upper < Infinity
        : upper === Infinity && lower > -Infinity;
    });
    const isPlain = program.columns.every(
      (column) => boundsOf(column).lower === 0 && boundsOf(column).upper === Infinity,
    );
    return isCanonical && isPlain
      ? null
      : "its dual is easy to read only where every row is “at most” of a maximum (or “at least” of a minimum) and variables are 0 or more";
  },
  steps,
};

/**
 * One price a row, and a row a column: what the product earns must be covered (or, of a minimum, not
 * exceeded).
 */
export function dualOf(program: Program): Program {
  const isMax = maximizes(program);
  return {
    format: "hunch-program",
    version: 1,
    name: "dual",
    sense: isMax ? "minimize" : "maximize",
    offset: program.offset ?? 0,
    columns: program.rows.map((row, i) => ({
      name: `price of ${rowName(program, i)}`,
      objective: isMax ? sidesOf(row).upper : sidesOf(row).lower,
      lower: 0,
    })),
    rows: program.columns.map(({ objective = 0 }, j) => ({
      name: nameOf(program, j),
      ...(isMax ? { lower: objective } : { upper: objective }),
      terms: program.rows.map(
        (row, i) => [i, row.terms.reduce((sum, [k, a]) => (k === j ? sum + a : sum), 0)] as const,
      ),
    })),
  };
}

async function steps(engine: Engine, given: Program): Promise<readonly Step[]> {
  const program = relaxed(given);
  const dual = dualOf(program);
  const [answer, priced] = [await engine.solve(program), await engine.solve(dual)];
  if (answer.status !== "optimal" || answer.objective === null || priced.objective === null)
    throw new Error("it has no optimum, and prices belong to one");
  const best: Point = [answer.values[0] ?? 0, answer.values[1] ?? 0];
  const prices: Point = [priced.values[0] ?? 0, priced.values[1] ?? 0];
  const row = prices[0] > TIGHT ? 0 : 1;
  const marks = [{ at: best, kind: "optimum", text: "optimum" }] as const;
  const both = (levels: number[]): Element =>
    beside(
      { title: "the program", picture: plane({ program, marks, levels }) },
      {
        title: "its dual: the prices",
        picture: plane({ program: dual, marks: [{ at: prices, kind: "optimum", text: "prices" }], levels }),
      },
    );
  const cover = maximizes(program) ? "cover what every product earns" : "exceed the cost of no product";
  return [
    await onePrice(engine, program, answer.duals ?? new Float64Array(), row, answer.objective, marks),
    {
      title: "Prices for everything",
      text: [
        `Somebody offers to buy all that the rows have: ${program.rows.map((_, i) => rowText(program, i)).join("; ")}. Fair prices ${cover}: ${dual.rows.map((one, i) => `${one.name}: ${rowText(dual, i)}`).join("; ")}.`,
        `That is a program of its own, drawn beside the first one: its variables are the prices, and it ${dual.sense}s ${sumText(
          dual,
          dual.columns.map(({ objective = 0 }, j) => [j, objective] as const),
        )}.`,
      ],
      picture: () => both([]),
      spoken: `The dual has one price a row. The best prices are ${number(prices[0])} and ${number(prices[1])}.`,
      question: {
        kind: "number",
        ask: `At the best prices, ${number(prices[0])} and ${number(prices[1])}, what do all rows cost together?`,
        answer: priced.objective,
        tolerance: tolerance(priced.objective),
        why: `${number(priced.objective)}: exactly the optimum of the program. That is strong duality, and no accident: the engine solved both.`,
        hint: "Each row's side times its price, added up.",
      },
    },
    await anyPrices(engine, program, dual, prices, answer.objective),
    {
      title: "Prices and room left",
      text: [
        `A row with room left has the price 0: more of it would only lie about. And a product that is made is covered exactly. Here the plan is ${nameOf(program, 0)} = ${number(best[0])}, ${nameOf(program, 1)} = ${number(best[1])}.`,
      ],
      picture: () => both([answer.objective ?? 0]),
      spoken: `Prices: ${prices.map((price, i) => `${rowName(program, i)} ${number(price)}`).join(", ")}.`,
      question: {
        kind: "choice",
        ask: `Suppose the side of ${rowName(program, row)} were so generous that the optimum no longer used it up. What would its price be?`,
        options: ["still the same", "zero", "below zero"],
        right: await slackPrice(engine, program, row),
        why: "Zero: the engine was asked with a side a hundred times as generous. Price times room left is always nothing (complementary slackness).",
        hint: "What would you pay for one more of something that you have too much of?",
      },
    },
    await thirdProduct(engine, program, prices, answer.objective),
  ];
}

async function onePrice(
  engine: Engine,
  program: Program,
  duals: ArrayLike<number>,
  row: number,
  optimum: number,
  marks: readonly [{ readonly at: Point; readonly kind: "optimum"; readonly text: string }],
): Promise<Step> {
  const after = (await engine.optimum(moved(program, row, 1))) ?? optimum;
  const price = duals[row] ?? 0;
  const name = rowName(program, row);
  return {
    title: "One more",
    text: [
      `The optimum is ${number(optimum)}. With the side of ${name} raised by one it is ${number(after)}.`,
      "The price of a row is what the optimum changes by per unit of its side. It is also called the dual, or the shadow price.",
    ],
    picture: () => plane({ program, row, marks: [...marks] }),
    spoken: `The row ${name}: ${rowText(program, row)}.`,
    question: {
      kind: "number",
      ask: `What is the price of ${name}?`,
      answer: price,
      tolerance: tolerance(price),
      why: `${number(price)}: the engine's dual of that row. Paying less for one more ${maximizes(program) ? "earns" : "saves"} money; paying more loses it.`,
      hint: "The difference of the two optima.",
    },
  };
}

/**
 * Any prices that cover everything bound the optimum: here those of the optimum, made dearer (or cheaper) by
 * half.
 */
async function anyPrices(
  engine: Engine,
  program: Program,
  dual: Program,
  best: Point,
  optimum: number,
): Promise<Step> {
  const asked = await fairPrices(engine, dual, best, maximizes(program) ? 1.5 : 0.5);
  const bound = value(dual, asked);
  return {
    title: "A bound from any fair prices",
    text: [
      `Take prices that are not the best: ${number(asked[0])} and ${number(asked[1])}. They are fair: they keep the dual's rows.`,
      `At fair prices whatever is made can ${maximizes(program) ? "earn no more" : "cost no less"} than its parts. So the optimum cannot be ${maximizes(program) ? "above" : "below"} what all rows cost: a bound, without knowing the optimum.`,
    ],
    picture: () =>
      plane({
        program: dual,
        levels: [optimum, bound],
        marks: [
          { at: asked, kind: "asked", text: "these" },
          { at: best, kind: "optimum", text: "best" },
        ],
      }),
    spoken: `The prices asked for are ${number(asked[0])} and ${number(asked[1])}.`,
    question: {
      kind: "number",
      ask: "Which bound do these prices prove?",
      answer: bound,
      tolerance: tolerance(bound),
      why: `${number(bound)}; the optimum is ${number(optimum)}. A certificate of an optimum is nothing but prices for which both numbers are the same.`,
      hint: "Each row's side times its price, added up.",
    },
  };
}

/**
 * Other prices than the best that the engine finds to keep the dual's rows; the best ones where there are
 * none.
 */
async function fairPrices(engine: Engine, dual: Program, best: Point, factor: number): Promise<Point> {
  const exact: Point = [best[0] * factor, best[1] * factor];
  const rounded: Point = [round(exact[0]), round(exact[1])];
  for (const asked of [rounded, exact]) {
    if ((await engine.solve(fixedAt(dual, asked))).status === "optimal") return asked;
  }
  return best;
}

async function slackPrice(engine: Engine, program: Program, row: number): Promise<number> {
  const { lower, upper } = sidesOf(program.rows[row]);
  const side = Number.isFinite(upper) ? upper : lower;
  const generous = moved(program, row, (maximizes(program) ? 1 : -1) * 100 * Math.max(1, Math.abs(side)));
  const price = (await engine.solve(generous)).duals?.[row] ?? 0;
  return Math.abs(price) <= TIGHT ? 1 : price < 0 ? 2 : 0;
}

/** A product that would need one of everything, and earns a little more, or less, than its parts cost. */
async function thirdProduct(engine: Engine, program: Program, prices: Point, optimum: number): Promise<Step> {
  const cost = prices[0] + prices[1];
  const earns = round(cost * SURPLUS) || 1;
  const isMax = maximizes(program);
  const next: Program = {
    ...program,
    columns: [...program.columns, { name: "new", objective: earns, lower: 0 }],
    rows: program.rows.map((row) => ({
      ...row,
      terms: [...row.terms, [program.columns.length, 1] as const],
    })),
  };
  const after = await engine.solve(next);
  const isMade = (after.values[program.columns.length] ?? 0) > TIGHT;
  return {
    title: "Pricing a new product",
    text: [
      `Somebody proposes a new product: one of it takes one of every row (${program.rows.map((_, i) => rowName(program, i)).join(", ")}) and ${isMax ? "earns" : "costs"} ${number(earns)}.`,
      "There is no need to solve again to judge it: compare it with the prices of its parts.",
    ],
    picture: () => null,
    spoken: `The prices are ${prices.map((price, i) => `${rowName(program, i)} ${number(price)}`).join(", ")}.`,
    question: {
      kind: "choice",
      ask: `At the prices ${number(prices[0])} and ${number(prices[1])}, is it worth making?`,
      options: ["yes", "no"],
      right: isMade ? 0 : 1,
      why: `Its parts are worth ${number(cost)}, it ${isMax ? "earns" : "costs"} ${number(earns)}; the difference is its reduced cost. With it the engine's optimum is ${number(after.objective ?? optimum)} instead of ${number(optimum)}.`,
      hint: "One of each row at its price: is that more or less than the product's own number?",
    },
  };
}

function round(price: number): number {
  return Math.round(price * 2) / 2;
}
