/**
 * What takes milliseconds: the network's answer, the guess that the repair makes of it, the nominal plan, and
 * their draws.
 */

import type { RobustInstance } from "hunch-solver";
import { asHunchError, explain } from "../../frame/errors";
import { dropOldest, latestOnly } from "../../frame/requests";
import type { Frame } from "../../frame/subject";
import { drawKey } from "./choice";
import { describeFit } from "./fit";
import type { RobustRequests } from "./requests";
import { type Guessed, NO_RESULTS, type PlanResults, resultOf, type Solved, WAITING } from "./results";
import type { RobustState } from "./state";

/** Nominal plans remembered, so that undo brings them back. */
const MAX_KEPT_PLANS = 200;

/** What the page says of the model that guessed. */
export interface ModelNote {
  readonly text: string;
  /** Whether the model was trained for this very choice. */
  readonly exact: boolean;
}

export interface AnswersListener {
  changed(): void;
  noted(note: ModelNote): void;
}

export class Answers {
  private known: Omit<PlanResults, "proven"> = NO_RESULTS;
  /** The draw that they belong to. */
  private knownOf = "";
  private guessed: Guessed | null = null;
  /** By draw: the nominal plan knows nothing of the radius. */
  private readonly nominals = new Map<string, Solved>();
  private readonly guessLatest = latestOnly((key: string) => this.guess(key));
  private readonly evaluateLatest = latestOnly((key: string) => this.evaluate(key));

  constructor(
    private readonly frame: Frame,
    private readonly state: RobustState,
    private readonly requests: RobustRequests,
    private readonly listener: AnswersListener,
  ) {}

  get results(): Omit<PlanResults, "proven"> {
    return this.known;
  }

  /**
   * While a slider moves, the last answers stay until the next ones come; those of another draw would be
   * wrong.
   */
  forgetOthers(): void {
    const draw = drawKey(this.state.family, this.state.choice);
    if (draw !== this.knownOf) {
      this.known = NO_RESULTS;
      this.guessed = null;
    }
    this.knownOf = draw;
  }

  /** Asks the network once more, for the choice of this key. */
  askGuess(key: string): void {
    this.guessLatest(key);
  }

  async askNominal(key: string, timeLimit: number): Promise<void> {
    const instance = this.state.instance(key);
    const draw = drawKey(this.state.family, this.state.choice);
    if (!instance || this.nominals.has(draw)) return;
    try {
      this.nominals.set(draw, await this.requests.nominal(instance, timeLimit));
      dropOldest(this.nominals, MAX_KEPT_PLANS);
      this.evaluateLatest(this.state.key);
    } catch (error) {
      if (this.state.key === key) {
        this.known = { ...this.known, nominal: { ...WAITING, state: "failed", error: explain(error) } };
      }
      this.listener.changed();
    }
  }

  private async guess(key: string): Promise<void> {
    const instance = this.state.instance(key);
    if (!instance) return;
    const { guessed, note } = await this.guessOf(instance);
    if (this.state.key !== key) return;
    this.guessed = guessed;
    this.known = {
      ...this.known,
      network: guessed ? { ...WAITING, state: "done", plan: { ...guessed.network, amounts: null } } : WAITING,
      // For the moment until it has met the draws, the guess keeps the cloud of the one before.
      guess: guessed ? { ...resultOf(guessed.solved, 0), cloud: this.known.guess.cloud } : WAITING,
    };
    this.listener.noted(note);
    this.listener.changed();
    this.evaluateLatest(key);
  }

  private async guessOf(instance: RobustInstance): Promise<{ guessed: Guessed | null; note: ModelNote }> {
    const { choice } = this.state;
    try {
      const guessed = await this.requests.guess(instance, choice.nu);
      const { model, solved } = guessed;
      const card = await this.frame.workers.card(model, instance);
      return { guessed, note: describeFit(card, model, choice, solved.seconds) };
    } catch (error) {
      const noModel = asHunchError(error)?.code === "no-model";
      const text = noModel
        ? "No trained model fits this problem, so there is no guess. The search still solves it."
        : `No guess: ${explain(error)}`;
      return { guessed: null, note: { text, exact: true } };
    }
  }

  /** How the nominal plan and the guess fare under the present radius. */
  private async evaluate(key: string): Promise<void> {
    const instance = this.state.instance(key);
    if (!instance) return;
    const { guessed } = this;
    const { family, choice } = this.state;
    const solved = this.nominals.get(drawKey(family, choice));
    const evaluate = (plan: Solved) => this.requests.evaluate(instance, plan, choice.seed);
    try {
      const nominal = solved ? await evaluate(solved) : this.known.nominal;
      const guess = guessed ? await evaluate(guessed.solved) : WAITING;
      if (this.state.key !== key || this.guessed !== guessed) return;
      this.known = { ...this.known, nominal, guess };
    } catch (error) {
      this.frame.alert(`The draws could not be made: ${explain(error)}`);
    }
    this.listener.changed();
  }
}
