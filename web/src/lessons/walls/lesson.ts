/** A linear program and its walls: rows as walls, the objective as a direction, the optimum in a corner. */

import type { Program } from "hunch-solver";
import type { Engine, Lesson, Step } from "../lesson";
import { boxOf, cornersOf, type Point } from "../parts/geometry";
import { plane } from "../parts/plane";
import {
  bestWord,
  fixedAt,
  maximizes,
  moved,
  nameOf,
  number,
  objectiveText,
  refusesUnlessPlane,
  relaxed,
  rowName,
  rowText,
  tolerance,
  value,
} from "../parts/programs";

/** Room that still counts as none. */
const TIGHT = 1e-6;

/** How far outside the point of the first question stands, as a share of the farthest corner. */
const OUTSIDE = 1.15;

export const lesson: Lesson = {
  program: `\\ A workshop makes tables and chairs. What earns most?
max
 profit: 5 tables + 4 chairs
st
 machine: 6 tables + 4 chairs <= 24
 labour:  tables + 2 chairs <= 6
end
`,
  refuses: refusesUnlessPlane,
  steps,
};

async function steps(engine: Engine, given: Program): Promise<readonly Step[]> {
  const program = relaxed(given);
  const answer = await engine.solve(program);
  if (answer.status !== "optimal" || answer.objective === null)
    throw new Error("it has no optimum, and this lesson looks for one");
  const best: Point = [answer.values[0] ?? 0, answer.values[1] ?? 0];
  const corners = cornersOf(program);
  const point = (p: Point): string =>
    `${nameOf(program, 0)} = ${number(p[0])}, ${nameOf(program, 1)} = ${number(p[1])}`;
  const common = { program };
  return [
    await inside(engine, program, corners, point),
    {
      title: "The objective is a direction",
      text: [
        `The program is to ${objectiveText(program)}. All points on one dashed line are worth the same; the arrow shows the way to better ones.`,
        "Push the line along the arrow as far as it still touches the room that the walls leave. Where does it leave it last?",
      ],
      picture: () =>
        plane({
          ...common,
          arrow: true,
          levels: corners.slice(0, 3).map((corner) => value(program, corner)),
          marks: corners.map((corner) => ({
            at: corner,
            kind: "corner",
            text: `(${number(corner[0])}, ${number(corner[1])})`,
          })),
        }),
      spoken: `The corners are ${corners.map(point).join("; ")}.`,
      question: {
        kind: "choice",
        ask: `Which corner has the ${bestWord(program)} objective?`,
        options: corners.map(point),
        right: nearest(corners, best),
        why: `There the objective is ${number(answer.objective)}, and no point of the room is better: every line beyond it misses the room.`,
        hint: "Put the numbers of each corner into the objective and compare.",
      },
    },
    {
      title: "The optimum",
      text: [
        "A linear objective has its best in a corner, if it has one at all: from anywhere else one could go on in some direction. So it is enough to look at corners, and the simplex method walks from one to a better one.",
      ],
      picture: () =>
        plane({
          ...common,
          levels: [answer.objective ?? 0],
          marks: [{ at: best, kind: "optimum", text: "optimum" }],
        }),
      spoken: `The optimum is at ${point(best)}.`,
      question: {
        kind: "number",
        ask: `The optimum is at ${point(best)}. What is the objective there?`,
        answer: answer.objective,
        tolerance: tolerance(answer.objective),
        why: `${number(answer.objective)}: the engine finds the same, and proves it with the prices of the walls (the next lesson).`,
        hint: `Put ${point(best)} into the objective.`,
      },
    },
    tightRows(program, answer.activities ?? new Float64Array(), best),
    await wallMoved(engine, program, answer.duals ?? new Float64Array(), best, answer.objective),
  ];
}

/**
 * Whether a point beyond a corner, or between corners, keeps all rows: the engine is asked, with the point
 * fixed.
 */
async function inside(
  engine: Engine,
  program: Program,
  corners: readonly Point[],
  words: (point: Point) => string,
): Promise<Step> {
  const size = ([px, py]: Point): number => Math.hypot(px, py);
  const far = corners.reduce((a, b) => (size(b) > size(a) ? b : a), corners[0] ?? [0, 0]);
  const asked: Point = [round(far[0] * OUTSIDE), round(far[1] * OUTSIDE)];
  const answer = await engine.solve(fixedAt(program, asked));
  const fits = answer.status === "optimal";
  const broken = program.rows.findIndex((_, row) => {
    const { lower, upper } = {
      lower: program.rows[row]?.lower ?? -Infinity,
      upper: program.rows[row]?.upper ?? Infinity,
    };
    const activity =
      program.rows[row]?.terms.reduce((sum, [j, factor]) => sum + factor * (asked[j] ?? 0), 0) ?? 0;
    return activity > upper + TIGHT || activity < lower - TIGHT;
  });
  return {
    title: "Rows are walls",
    text: [
      `Each point of the plane is a plan: so much ${nameOf(program, 0)}, so much ${nameOf(program, 1)}. A row forbids all plans on one side of a line: ${program.rows
        .map((_, row) => `${rowName(program, row)} says ${rowText(program, row)}`)
        .join("; ")}.`,
      "The shaded room holds the plans that no row forbids.",
    ],
    picture: () =>
      plane({
        program,
        marks: [{ at: asked, kind: "asked", text: `(${number(asked[0])}, ${number(asked[1])})?` }],
        row: broken < 0 ? null : broken,
      }),
    spoken: `The room has the corners ${corners.map(words).join("; ")}.`,
    question: {
      kind: "choice",
      ask: `Is the plan ${words(asked)} allowed?`,
      options: ["yes", "no"],
      right: fits ? 0 : 1,
      why: fits
        ? "It keeps every row."
        : broken < 0
          ? "It is beyond a bound of a variable."
          : `It breaks the row ${rowName(program, broken)}: ${rowText(program, broken)}.`,
      hint: "Put it into each row.",
    },
  };
}

function tightRows(program: Program, activities: ArrayLike<number>, best: Point): Step {
  const room = program.rows.map((row, index) => {
    const activity = activities[index] ?? 0;
    return Math.min((row.upper ?? Infinity) - activity, activity - (row.lower ?? -Infinity));
  });
  const tight = room.filter((slack) => slack <= TIGHT).length;
  const names = program.rows.flatMap((_, row) => ((room[row] ?? 0) <= TIGHT ? [rowName(program, row)] : []));
  return {
    title: "Which walls hold it there",
    text: [
      "A row that the optimum uses up to its side is tight; the others have room left, and could be moved a little without any effect.",
      `At the optimum the rows amount to ${program.rows.map((_, row) => `${rowName(program, row)}: ${number(activities[row] ?? 0)}`).join("; ")}.`,
    ],
    picture: () => plane({ program, marks: [{ at: best, kind: "optimum", text: "optimum" }] }),
    spoken: `Room left: ${room.map((slack, row) => `${rowName(program, row)} ${number(slack)}`).join(", ")}.`,
    question: {
      kind: "number",
      ask: "How many of the rows are tight at the optimum?",
      answer: tight,
      tolerance: 0,
      why:
        tight === 0
          ? "None: only bounds of the variables hold it."
          : `${names.join(" and ")}. In a plane two walls make a corner.`,
      hint: `Compare what each row amounts to with its side: ${program.rows.map((_, row) => rowText(program, row)).join("; ")}.`,
    },
  };
}

async function wallMoved(
  engine: Engine,
  program: Program,
  duals: ArrayLike<number>,
  best: Point,
  optimum: number,
): Promise<Step> {
  const priced = program.rows.findIndex((_, row) => Math.abs(duals[row] ?? 0) > TIGHT);
  const row = Math.max(0, priced);
  const next = moved(program, row, 1);
  const after = (await engine.optimum(next)) ?? optimum;
  const name = rowName(program, row);
  return {
    title: "A wall moves",
    text: [
      `Give the row ${name} one more: ${rowText(next, row)} instead of ${rowText(program, row)}. The corner moves along the other wall.`,
    ],
    picture: () =>
      plane({
        program: next,
        row,
        box: boxOf(next, [best]),
        marks: [{ at: best, kind: "corner", text: "before" }],
      }),
    spoken: `The row ${name} is moved by 1.`,
    question: {
      kind: "number",
      ask: `The optimum was ${number(optimum)}. What is it now?`,
      answer: after,
      tolerance: tolerance(after),
      why: `${number(after)}: it ${after === optimum ? "stays" : `changes by ${number(after - optimum)}`}. That change per unit is the price of the wall${maximizes(program) ? ", what one more of it is worth" : ""}: the next lesson.`,
      hint: "Solve the two equations of the tight walls with the new side, and put the point into the objective.",
    },
  };
}

function nearest(corners: readonly Point[], best: Point): number {
  const distances = corners.map(([px, py]) => Math.hypot(px - best[0], py - best[1]));
  return distances.indexOf(Math.min(...distances));
}

/** To halves, which can be put into rows by hand. */
function round(coordinate: number): number {
  return Math.ceil(2 * coordinate) / 2;
}
