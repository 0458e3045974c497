/**
 * Strategies and the voice of optimization (Bertsimas and Stellato): which rows are tight says all of an
 * optimum, a few such strategies cover many θ, and looking up which one is quicker than solving.
 */

import type { Program } from "hunch-solver";
import type { Engine, Lesson, Step } from "../lesson";
import { beside } from "../parts/beside";
import { boxOf, type Point } from "../parts/geometry";
import { plane } from "../parts/plane";
import { nameOf, number, refusesUnlessPlane, relaxed, rowName, sidesOf, tolerance } from "../parts/programs";
import { drawBands, letter } from "./picture";
import { at, probe, type Sweep, sweep } from "./sweep";

export const lesson: Lesson = {
  program: `\\ θ is what the market takes: it is another one every day.
max
 earns: 3 milk + 2 cheese
st
 market: milk + cheese <= 20
 dairy:  2 milk + cheese <= 30
 cellar: milk + 3 cheese <= 45
end
`,
  refuses: refusesUnlessPlane,
  steps,
};

async function steps(engine: Engine, given: Program): Promise<readonly Step[]> {
  const program = relaxed(given);
  const row = 0;
  const run = await sweep(engine, program, row);
  const known = [...new Set(run.bands.flatMap(({ strategy }) => strategy ?? []))];
  const letters = new Map(known.map((strategy, index) => [strategy, letter(index)]));
  const { lower, upper } = sidesOf(program.rows[row]);
  const side = Number.isFinite(upper) ? upper : lower;
  const here = await probe(engine, program, row, side);
  if (here.strategy === null) throw new Error("it has no optimum");
  if (known.length < 2) throw new Error("its strategy never changes with the side of its first row");
  const name = rowName(program, row);
  const words = known.map((strategy) => `${letters.get(strategy)}: ${strategy}`).join("; ");
  return [
    {
      title: "What is a strategy?",
      text: [
        `The same program is solved every day, with another number θ: the side of the row ${name}. Today θ = ${number(side)}.`,
        `The answer is said by what is tight: today ${here.strategy}. Who knows that need not search; two equations give the point. What is tight is called the strategy.`,
      ],
      picture: () =>
        plane({
          program,
          row,
          marks: [{ at: here.values as unknown as Point, kind: "optimum", text: "today" }],
        }),
      spoken: `The optimum of today is at ${point(program, here.values)}.`,
      question: {
        kind: "number",
        ask: "How many rows and bounds are tight today?",
        answer: here.strategy.split(" and ").length,
        tolerance: 0,
        why: `${here.strategy}: that is today's strategy.`,
        hint: "Which walls does the optimum touch?",
      },
    },
    count(run, letters, known.length, name, words),
    changes(run, letters, name),
    await voice(engine, program, run, letters, known, words),
    await lookedUp(engine, program, run, letters),
  ];
}

function count(
  run: Sweep,
  letters: ReadonlyMap<string, string>,
  strategies: number,
  name: string,
  words: string,
): Step {
  return {
    title: "Few strategies for many θ",
    text: [
      `The engine has solved the program for ${run.probes.length} sides of ${name}, from ${number(run.low)} to ${number(run.high)}. The line is the optimum; where its slope changes, another strategy begins. The slope is the price of ${name}.`,
      ...(run.bands.some(({ strategy }) => strategy === null)
        ? ["Where the band is called “–”, nothing fits."]
        : []),
    ],
    picture: () => drawBands(run, letters, null),
    spoken: run.bands
      .map(
        ({ from, to, strategy }) => `From ${number(from)} to ${number(to)}: ${strategy ?? "nothing fits"}.`,
      )
      .join(" "),
    question: {
      kind: "number",
      ask: "How many different strategies are there?",
      answer: strategies,
      tolerance: 0,
      why: `${words}. Infinitely many θ, and so few answers to choose from.`,
      hint: "Count the letters above the bands.",
    },
  };
}

function changes(run: Sweep, letters: ReadonlyMap<string, string>, name: string): Step {
  const first = run.bands.findIndex(
    ({ strategy }, k) => k > 0 && strategy !== null && run.bands[k - 1]?.strategy !== null,
  );
  const band = run.bands[Math.max(1, first)] ?? run.bands[0];
  const before = run.bands[Math.max(1, first) - 1];
  const of = (strategy: string | null | undefined): string =>
    strategy ? (letters.get(strategy) ?? "–") : "–";
  const place = band?.from ?? run.low;
  return {
    title: "Where it changes",
    text: [
      `Between ${of(before?.strategy)} and ${of(band?.strategy)} lies one value of θ, at which both are right: there three walls meet in one corner.`,
    ],
    picture: () => drawBands(run, letters, null),
    spoken: run.bands.map(({ from }) => number(from)).join(", "),
    question: {
      kind: "number",
      ask: `At which side of ${name} does ${of(before?.strategy)} end and ${of(band?.strategy)} begin?`,
      answer: place,
      tolerance: Math.max(tolerance(place), (run.high - run.low) * 0.02),
      why: `At θ = ${number(place)}, as the engine found by halving.`,
      hint: "Read it from the picture, or solve for the corner in which three walls meet.",
    },
  };
}

/** The decision tree that says which strategy, asked at a θ at which nobody has solved yet. */
async function voice(
  engine: Engine,
  program: Program,
  run: Sweep,
  letters: ReadonlyMap<string, string>,
  known: readonly string[],
  words: string,
): Promise<Step> {
  const theta = asked(run, 0.77);
  const { strategy } = await probe(engine, program, run.row, theta);
  const rules = run.bands
    .filter((band) => band.strategy !== null)
    .map(
      (band) =>
        `${band.to < run.high ? `θ ≤ ${number(band.to)}` : "else"}: ${letters.get(band.strategy ?? "")}`,
    );
  return {
    title: "The voice",
    text: [
      "Learning means: from many solved θ find a rule that says the strategy. Here a tree of yes and no is enough. It is the voice of the program: it says in words what otherwise only a solver knows.",
      `The rule: ${rules.join("; ")}. The strategies are ${words}.`,
    ],
    picture: () => drawBands(run, letters, theta),
    spoken: rules.join("; "),
    question: {
      kind: "choice",
      ask: `Tomorrow θ = ${number(theta)}. Which strategy does the voice name?`,
      options: known.map((one) => `${letters.get(one)}: ${one}`),
      right: Math.max(0, known.indexOf(strategy ?? "")),
      why: "The engine, asked at that θ, finds the same to be tight. Were the rule wrong somewhere, a check of the point and its prices would tell, and the search would be asked.",
      hint: "Go through the rule from its beginning.",
    },
  };
}

async function lookedUp(
  engine: Engine,
  program: Program,
  run: Sweep,
  letters: ReadonlyMap<string, string>,
): Promise<Step> {
  const theta = asked(run, 0.33);
  const there = await probe(engine, program, run.row, theta);
  const value = there.values[0] ?? 0;
  const next = at(program, run.row, theta);
  const optimum = there.values as unknown as Point;
  return {
    title: "Answers without a search",
    text: [
      `At θ = ${number(theta)} the strategy is ${letters.get(there.strategy ?? "") ?? "–"}: tight are ${there.strategy ?? "none"}. Write them as equations and solve them.`,
      "It costs microseconds instead of a search, and prices prove it. With thousands of θ an hour that is what pays.",
    ],
    picture: () =>
      beside(
        {
          title: "the program at this θ",
          picture: plane({
            program: next,
            row: run.row,
            box: boxOf(next, []),
            marks: there.objective === null ? [] : [{ at: optimum, kind: "optimum" }],
          }),
        },
        { title: "the optimum over θ", picture: drawBands(run, letters, theta) },
      ),
    spoken: `At θ = ${number(theta)} tight are ${there.strategy ?? "none"}.`,
    question: {
      kind: "number",
      ask: `What is ${nameOf(program, 0)} there?`,
      answer: value,
      tolerance: tolerance(value),
      why: `${point(program, there.values)}, worth ${number(there.objective ?? 0)}: the engine's optimum at that θ.`,
      hint: `Solve ${there.strategy ?? ""} as equations.`,
    },
    further: {
      text: "On the map of strategies a tree that was learned says which one, over two of many numbers.",
      link: "#subject=strategies&file=inventory",
    },
  };
}

/** A θ at a share of the bands in which something fits, as a number that people can write. */
function asked(run: Sweep, share: number): number {
  const fitting = run.bands.filter(({ strategy }) => strategy !== null);
  const from = fitting[0]?.from ?? run.low;
  const theta = from + share * (run.high - from);
  return Math.round(theta * 2) / 2;
}

function point(program: Program, values: readonly number[]): string {
  return values.map((value, j) => `${nameOf(program, j)} = ${number(value)}`).join(", ");
}
