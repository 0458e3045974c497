/**
 * A guess and its risk: what the network says of a lot-sizing problem, what fixing it costs, and what proves
 * it.
 */

import { valuesOf, toInstance } from "../../subjects/lot-sizing/problem";
import { toProgram } from "../../subjects/lot-sizing/program";
import type { Engine, Lesson, Step } from "../lesson";
import { number, percentText, tolerance } from "../parts/programs";
import { guessBars } from "./picture";

/** The problem of the subject “Lot sizing” as it opens. */
const DRAW = { family: "clsp", c: 3, f: 1_000, horizon: 12 } as const;
const SEED = 1;
const LEVEL = 85;

/** Where a probability says “rather yes”. */
const HALF = 0.5;

const SAME = 1e-6;

export const lesson: Lesson = {
  program: null,
  refuses: () => "this lesson has a problem of its own, for which a network was trained",
  steps,
};

async function steps(engine: Engine): Promise<readonly Step[]> {
  const { hunch } = engine;
  const values = valuesOf(await hunch.sample(DRAW, SEED));
  const instance = toInstance(values);
  const exact = await hunch.solve(instance, { method: "exact" });
  const guessed = await hunch.solve(instance, { method: "guess", level: LEVEL, timeLimit: 2 });
  const probabilities = guessed.probabilities ?? new Float32Array(DRAW.horizon);
  const [best, found] = [exact.objective ?? 0, guessed.objective ?? 0];
  const setups = exact.plan?.setup ?? new Uint8Array(DRAW.horizon);
  const fixed = guessed.fixed ?? new Uint8Array(DRAW.horizon);
  const rounded = Array.from(probabilities, (p) => (p >= HALF ? 1 : 0));
  const likely = rounded.reduce<number>((sum, one) => sum + one, 0);
  const above = (100 * (found - best)) / best;
  const optimum = { name: "optimum", setups };
  const plan = { name: "its plan", setups: guessed.plan?.setup ?? setups };
  return [
    {
      title: "What it says",
      text: [
        "A machine has to meet a demand over twelve periods. Every start costs money, and so does every piece in stock. A network that has seen many solved problems says how likely a start is in each period: that is the guess.",
        "It takes less than a millisecond, and it may be wrong.",
      ],
      picture: () => guessBars({ probabilities, plans: [] }),
      spoken: `Probabilities: ${Array.from(probabilities, (p, t) => `period ${t + 1} ${Math.round(100 * p)} %`).join(", ")}.`,
      question: {
        kind: "number",
        ask: "In how many periods is a start likelier than not?",
        answer: likely,
        tolerance: 0,
        why: `${likely}. The optimum starts ${setups.reduce((sum, one) => sum + one, 0)} times: ${rounded.filter((one, t) => one !== setups[t]).length} of the periods are guessed wrong.`,
        hint: "Count the bars that reach above 50 %.",
      },
    },
    {
      title: "What is fixed",
      text: [
        `The surest guesses are fixed: those that are farthest from 50 %. At the level of ${LEVEL} % that is ${LEVEL} % of the ${DRAW.horizon} periods; the search decides the others, whose bars have another colour.`,
      ],
      picture: () => guessBars({ probabilities, fixed, plans: [] }),
      spoken: `Left to the search: periods ${periods(fixed, 0)}.`,
      question: {
        kind: "number",
        ask: "How many periods are fixed?",
        answer: fixed.reduce((sum, one) => sum + one, 0),
        tolerance: 0,
        why: `${LEVEL} % of ${DRAW.horizon}, rounded. With fewer periods to decide the search is quick.`,
        hint: `${LEVEL} % of ${DRAW.horizon}, as a whole number.`,
      },
    },
    {
      title: "The risk",
      text: [
        "A wrong guess that is fixed stays wrong: the search cannot mend it.",
        `The plan found with the guess costs ${number(found)}. The exact algorithm, which needs no guess, has the cheapest plan of all: ${number(best)}.`,
      ],
      picture: () => guessBars({ probabilities, fixed, plans: [plan, optimum] }),
      spoken: `The plan starts in the periods ${periods(plan.setups, 1)}, the optimum in ${periods(setups, 1)}.`,
      question: {
        kind: "number",
        ask: "How many percent is the plan dearer than the cheapest?",
        answer: above,
        tolerance: Math.max(0.06, tolerance(above)),
        why: `${percentText(above)}. That is the price of this guess here.`,
        hint: "The difference, divided by the cheapest cost, times 100.",
      },
    },
    bound(guessed.bound ?? best, found, guessed.gap?.relative ?? 0, () =>
      guessBars({ probabilities, fixed, plans: [plan] }),
    ),
    await hostile(engine, values, probabilities, best, () =>
      guessBars({ probabilities: probabilities.map((p) => 1 - p), plans: [optimum] }),
    ),
  ];
}

function bound(proven: number, found: number, gap: number, picture: () => Element): Step {
  return {
    title: "How bad can it be?",
    text: [
      `Without the optimum one would like to know how bad the plan can be. The network's confidence says nothing of that. A proof does: no plan costs less than ${number(proven)}, for the problem as it was given, with nothing fixed.`,
    ],
    picture,
    spoken: `The plan costs ${number(found)}, the proven bound is ${number(proven)}.`,
    question: {
      kind: "number",
      ask: `The plan costs ${number(found)}. By how many percent of that can it be cheaper, at most?`,
      answer: 100 * gap,
      tolerance: Math.max(0.06, tolerance(100 * gap)),
      why: `${percentText(100 * gap)}: the proven gap, which stands beside every answer on this page.`,
      hint: "The difference between cost and bound, divided by the cost, times 100.",
    },
  };
}

/** The guess turned upside down, told to the search of the whole program: it costs time, not truth. */
async function hostile(
  { hunch }: Engine,
  values: ReturnType<typeof valuesOf>,
  probabilities: Float32Array,
  best: number,
  picture: () => Element,
): Promise<Step> {
  const program = toProgram(values);
  const told = (turn: (p: number) => number) =>
    Object.fromEntries(Array.from(probabilities, (p, t) => [`y${t + 1}`, turn(p)] as const));
  const right = await hunch.solve(program, { probabilities: told((p) => p), timeLimit: 5 });
  const wrong = await hunch.solve(program, { probabilities: told((p) => 1 - p), timeLimit: 5 });
  const options = ["the same as before", "dearer", "none at all"];
  const cost = wrong.objective;
  const isSame = cost !== null && Math.abs(cost - best) <= SAME * best;
  return {
    title: "A hostile guess",
    text: [
      "Now the guess is turned upside down: likely becomes unlikely. It is told to the search not as a fixing but as advice: what to try first.",
    ],
    picture,
    spoken: "Each probability p is now 1 − p.",
    question: {
      kind: "choice",
      ask: "What does the search say the cheapest plan costs?",
      options,
      right: isSame ? 0 : cost === null ? 2 : 1,
      why: `${isSame ? "The same" : options[cost === null ? 2 : 1]}: ${number(cost ?? 0)}, proven (nodes opened with the wrong advice: ${number(wrong.statistics.nodes)}, with the right one: ${number(right.statistics.nodes)}). A guess orders and starts the search; it never decides what is claimed.`,
      hint: "Is the search allowed to look elsewhere when the advice leads nowhere?",
    },
  };
}

function periods(setups: ArrayLike<number>, wanted: number): string {
  const places = Array.from(setups).flatMap((one, t) => (one === wanted ? [t + 1] : []));
  return places.length === 0 ? "none" : places.join(", ");
}
