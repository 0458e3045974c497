/**
 * What a lesson is. Each one is a folder `src/lessons/<name>` that is found by its place: `about.json`
 * ({@link About}) and `lesson.ts`, which exports `lesson` ({@link Lesson}). Nothing that a lesson asks has
 * its answer written down: the engine gives it, for the lesson's own program as for the learner's.
 */

import type { Answer, Hunch, Program } from "hunch-solver";

export interface About {
  /** Lessons stand in this order. */
  readonly order: number;
  /** As links write it. */
  readonly name: string;
  readonly title: string;
  /** What one knows afterwards, in a sentence. */
  readonly aim: string;
}

export interface Lesson {
  /** The program that it is about unless the learner brings one; none where it has a problem of its own. */
  readonly program: string | null;
  /** Why a program does not suit the lesson; null where it does. */
  refuses(program: Program): string | null;
  /** The steps for a program (null where the lesson has a problem of its own). */
  steps(engine: Engine, program: Program): Promise<readonly Step[]>;
}

export interface Step {
  readonly title: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly picture: () => Element | null;
  /** What the picture shows, for those who do not see it. */
  readonly spoken: string;
  readonly question: Question;
  /** Where the page has more of it: a link to another subject, as links write it. */
  readonly further?: { readonly text: string; readonly link: string };
}

export type Question = NumberQuestion | ChoiceQuestion;

export interface NumberQuestion {
  readonly kind: "number";
  readonly ask: string;
  readonly answer: number;
  /** How far an answer may be off: rounding is no mistake. */
  readonly tolerance: number;
  /** Why it is so, told after the right answer. */
  readonly why: string;
  /** What helps after a wrong one. */
  readonly hint: string;
}

export interface ChoiceQuestion {
  readonly kind: "choice";
  readonly ask: string;
  readonly options: readonly string[];
  /** Index of the right option. */
  readonly right: number;
  readonly why: string;
  readonly hint: string;
}

/** Seconds that the engine has for one question. */
const TIME_LIMIT = 2;

/** What lessons ask of the package. */
export class Engine {
  constructor(readonly hunch: Hunch) {}

  solve(program: Program): Promise<Answer<Program>> {
    return this.hunch.solve(program, { timeLimit: TIME_LIMIT, sensitivity: true });
  }

  /** The optimum, or null where there is none. */
  async optimum(program: Program): Promise<number | null> {
    const { status, objective } = await this.solve(program);
    return status === "optimal" ? objective : null;
  }

  async read(text: string): Promise<Program> {
    const { text: json } = await this.hunch.write(text, { to: "json" });
    return JSON.parse(json) as Program;
  }
}
