/** Cuts: rows added and rounded, which take away of the relaxation and nothing of what is allowed. */

import type { Program } from "hunch-solver";
import type { Engine, Lesson, Step } from "../lesson";
import type { Point } from "../parts/geometry";
import { plane } from "../parts/plane";
import {
  boundsOf,
  isInteger,
  nameOf,
  number,
  refusesUnlessPlane,
  relaxed,
  rowName,
  sidesOf,
  sumText,
  tolerance,
  withRow,
} from "../parts/programs";
import { atMost, better, type Cut, findCut } from "./rounding";

const WHOLE = 1e-6;

export const lesson: Lesson = {
  program: `\\ Two machines, whole batches.
max
 earns: a + 2 b
st
 first:  3 a + 2 b <= 6
 second: -3 a + 2 b <= 0
general
 a b
end
`,
  refuses(program) {
    const plain = refusesUnlessPlane(program);
    if (plain) return plain;
    if (!program.columns.every((column) => isInteger(column) && boundsOf(column).lower >= 0))
      return "cuts by rounding need variables that are all whole and not below 0";
    const isOneSided = program.rows.every((row) => {
      const { lower, upper } = sidesOf(row);
      return Number.isFinite(upper) !== Number.isFinite(lower);
    });
    return isOneSided ? null : "each of its rows must have one side, “at most” or “at least”";
  },
  steps,
};

async function steps(engine: Engine, program: Program): Promise<readonly Step[]> {
  const relaxation = relaxed(program);
  const answer = await engine.solve(relaxation);
  const best = await engine.optimum(program);
  if (answer.objective === null || best === null)
    throw new Error("it has no optimum, and cuts are about one");
  const at: Point = [answer.values[0] ?? 0, answer.values[1] ?? 0];
  const cut = findCut(program, at);
  if (!cut) throw new Error("no sum of two of its rows, rounded, cuts its relaxation");
  const terms = cut.terms.map((a, j) => [j, a] as const);
  const row = { name: "cut", upper: cut.side, terms };
  const after = await engine.solve(withRow(relaxation, row));
  const most = await engine.optimum({
    ...program,
    sense: "maximize",
    offset: 0,
    columns: program.columns.map((column, j) => ({ ...column, objective: cut.terms[j] ?? 0 })),
  });
  const text = `${sumText(program, terms)} ≤ ${number(cut.side)}`;
  const wall = { half: { a: cut.terms[0] ?? 0, b: cut.terms[1] ?? 0, c: cut.side }, text };
  const marks = [{ at, kind: "asked", text: number(answer.objective) }] as const;
  const point = (p: ArrayLike<number>): string =>
    program.columns.map((_, j) => `${nameOf(program, j)} = ${number(p[j] ?? 0)}`).join(", ");
  return [
    {
      title: "Two rooms",
      text: [
        "The shaded room is the relaxation; allowed are its whole points alone, the dots. Between both lies what the search has to bridge.",
        `The relaxation's best is ${number(answer.objective)} at ${point(answer.values)}; the best whole point is worth ${number(best)}.`,
      ],
      picture: () => plane({ program: relaxation, whole: true, marks }),
      spoken: `The relaxation is worth ${number(answer.objective)}, the optimum ${number(best)}.`,
      question: {
        kind: "number",
        ask: "How large is the gap between both?",
        answer: Math.abs(answer.objective - best),
        tolerance: tolerance(answer.objective - best),
        why: "Branching closes it by splitting; a cut closes it by taking away of the room what holds no dot.",
        hint: "The difference of the two numbers.",
      },
    },
    added(program, cut, marks),
    {
      title: "Round down",
      text: [
        `Rounding the factors on the left down makes the left side no larger, for no variable is below 0: ${sumText(program, terms)} ≤ ${number(cut.sum.side)}.`,
        `Now the left side is whole at every allowed point, whatever the point is.`,
      ],
      picture: () =>
        plane({
          program: relaxation,
          whole: true,
          marks,
          cuts: [{ half: { ...wall.half, c: cut.sum.side }, text: "before rounding" }],
        }),
      spoken: `The left side is ${sumText(program, terms)}.`,
      question: {
        kind: "number",
        ask: `A whole number is at most ${number(cut.sum.side)}. What can it be at most?`,
        answer: cut.side,
        tolerance: 0,
        why: `${number(cut.side)}: so ${text} holds at every dot, and cuts the relaxation's best point off.`,
        hint: "The largest whole number that is no larger.",
      },
    },
    {
      title: "Nothing is lost",
      text: [`The cut is ${text}. It must not take away a dot.`],
      picture: () => plane({ program: relaxation, whole: true, marks, cuts: [wall] }),
      spoken: `The cut is ${text}.`,
      question: {
        kind: "number",
        ask: `What is the largest value of ${sumText(program, terms)} over all dots?`,
        answer: most ?? cut.side,
        tolerance: WHOLE,
        why: `${number(most ?? cut.side)}, says the engine, which is not above ${number(cut.side)}: no dot is cut off.`,
        hint: "Try the dots that lie nearest to the cut.",
      },
    },
    {
      title: "A better bound",
      text: [
        `With the cut the relaxation's best is at ${point(after.values)}. A search adds cuts as long as they help, and branches then.`,
      ],
      picture: () =>
        plane({
          program: withRow(relaxation, row),
          whole: true,
          marks: [
            {
              at: [after.values[0] ?? 0, after.values[1] ?? 0],
              kind: "optimum",
              text: number(after.objective ?? 0),
            },
            ...marks,
          ],
        }),
      spoken: `The relaxation with the cut is at ${point(after.values)}.`,
      question: {
        kind: "number",
        ask: `The bound was ${number(answer.objective)}. What is it now?`,
        answer: after.objective ?? 0,
        tolerance: tolerance(after.objective ?? 0),
        why: `${number(after.objective ?? 0)}: ${better(program)} than before, and the optimum ${number(best)} is still allowed. ${Math.abs((after.objective ?? 0) - best) < WHOLE ? "Here one cut was enough." : "What is missing is left to further cuts, or to branching."}`,
        hint: "Put the new point into the objective.",
      },
    },
  ];
}

function added(program: Program, cut: Cut, marks: Parameters<typeof plane>[0]["marks"]): Step {
  const rows = atMost(program);
  const used = cut.factors.flatMap((factor, i) =>
    factor === 0 ? [] : [{ factor, row: rows[i], name: rowName(program, i) }],
  );
  const parts = used.map(({ factor, name }) => `${fraction(factor)} of ${name}`).join(" and ");
  const sides = used.map(({ factor, row }) => `${fraction(factor)} · ${number(row?.side ?? 0)}`).join(" + ");
  const sum = sumText(
    program,
    cut.sum.terms.map((a, j) => [j, a] as const),
  );
  return {
    title: "Add rows",
    text: [
      `What holds of rows holds of their sum, too. Take ${parts}: on the left that is ${sum}.`,
      `The rows, as “at most”: ${used
        .map(
          ({ name, row }) =>
            `${name}: ${sumText(
              program,
              (row?.terms ?? []).map((a, j) => [j, a] as const),
            )} ≤ ${number(row?.side ?? 0)}`,
        )
        .join("; ")}.`,
    ],
    picture: () => plane({ program: relaxed(program), whole: true, ...(marks ? { marks } : {}) }),
    spoken: `The sum of the rows is ${sum}.`,
    question: {
      kind: "number",
      ask: "And what is the right side of the sum?",
      answer: cut.sum.side,
      tolerance: tolerance(cut.sum.side),
      why: `${sides} = ${number(cut.sum.side)}.`,
      hint: `${sides}.`,
    },
  };
}

/** A factor as people write it. */
function fraction(factor: number): string {
  for (let parts = 2; parts <= 8; parts++) {
    const count = factor * parts;
    if (Math.abs(count - Math.round(count)) < 1e-9) return `${Math.round(count)}/${parts}`;
  }
  return number(factor);
}
