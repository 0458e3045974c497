/**
 * The answer that follows every change: by the exact algorithm where that is quick, else by the guess, which
 * the search improves (the package's method `auto`). When the changes rest, the guess answers once more by
 * itself, to say what it was worth. Until an answer comes the last one stays, and is known to be old.
 */

import type { ClspPlan, Hunch } from "hunch-solver";
import { asHunchError, explain } from "../../frame/errors";
import { latestOnly } from "../../frame/requests";
import type { Workers } from "../../frame/workers";
import { toInstance } from "./problem";
import type { LotState } from "./state";

/** Seconds until an answer has to be there: longer, and cause and effect come apart. */
const ANSWER_LIMIT = 0.1;

/** Seconds of the guess when the changes rest. */
const GUESS_LIMIT = 0.5;

/** Changes rest when none has come for so long. */
const REST_MS = 150;

export interface LiveAnswer {
  /** Of the problem, and of the level for a guess. */
  readonly key: string;
  readonly plan: ClspPlan | null;
  readonly cost: number | null;
  readonly bound: number | null;
  readonly status: string;
  /** `exact`, `guess`, `search` or `auto`. */
  readonly method: string;
  readonly seconds: number;
  readonly error: string | null;
  readonly probabilities: ArrayLike<number> | null;
  readonly fixed: ArrayLike<number> | null;
  readonly level: number | null;
}

export class Live {
  best: LiveAnswer | null = null;
  guess: LiveAnswer | null = null;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private readonly solveLatest = latestOnly((key: string) => this.solve(key));
  private readonly guessLatest = latestOnly((key: string) => this.askGuess(key));

  constructor(
    private readonly workers: Workers,
    private readonly state: LotState,
    private readonly changed: () => void,
  ) {}

  ask(): void {
    const { key } = this.state;
    if (this.best?.key !== key) this.solveLatest(key);
    this.askGuessAtRest();
  }

  /** The level changed, or the problem. */
  askGuessAtRest(): void {
    clearTimeout(this.rest);
    if (this.guess?.key !== this.state.guessKey)
      this.rest = setTimeout(() => this.guessLatest(this.state.guessKey), REST_MS);
  }

  leave(): void {
    clearTimeout(this.rest);
  }

  private async solve(key: string): Promise<void> {
    const answer = await this.answer(this.workers.quick, key, this.state.key, "auto", ANSWER_LIMIT);
    if (!answer) return;
    this.best = answer;
    this.changed();
  }

  private async askGuess(key: string): Promise<void> {
    // In the other worker, so that the next change is answered at once.
    const answer = await this.answer(this.workers.search(), key, this.state.guessKey, "guess", GUESS_LIMIT);
    if (!answer) return;
    this.guess = answer;
    this.changed();
  }

  private async answer(
    worker: Promise<Hunch>,
    key: string,
    present: string,
    method: "auto" | "guess",
    timeLimit: number,
  ): Promise<LiveAnswer | null> {
    const values = this.state.current;
    if (!values || key !== present) return null;
    const nothing = { plan: null, cost: null, bound: null, probabilities: null, fixed: null, level: null };
    try {
      const { level } = this.state;
      const options = {
        method,
        timeLimit,
        events: "found",
        ...(method === "guess" ? { level } : {}),
      } as const;
      const answer = await (await worker).solve(toInstance(values), options);
      return {
        ...nothing,
        key,
        plan: answer.plan ?? null,
        cost: answer.objective,
        bound: answer.bound,
        status: answer.status,
        method: answer.method,
        seconds: answer.statistics.seconds,
        error: null,
        probabilities: answer.probabilities ?? null,
        fixed: answer.fixed ?? null,
        level: answer.level ?? null,
      };
    } catch (error) {
      const noModel = asHunchError(error)?.code === "no-model";
      const text = noModel ? "no trained model fits" : explain(error);
      return { ...nothing, key, status: "error", method, seconds: 0, error: text };
    }
  }
}
