/**
 * Lot sizing: what a person does changes the state; the state is drawn, kept in the link, and given to the
 * package.
 */

import { explain } from "../../frame/errors";
import type { LinkFields } from "../../frame/link";
import { RequestCache } from "../../frame/requests";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Choices } from "../../ui/controls";
import { byId } from "../../ui/dom";
import { amount } from "../../ui/format";
import { Editing } from "./editing";
import { LaneTable } from "./lanes";
import { readLink, writeLink } from "./link";
import { Predictions } from "./predictions";
import { editCount, firstShortage, type Sampling, type Values, valuesOf } from "./problem";
import { LANES, type LaneName, NO_RACE } from "./race";
import { Races } from "./races";
import { Settings } from "./settings";
import { LotState, START } from "./state";
import { mostConfident } from "./strip";
import { PlanTable } from "./table";
import { LANE_LABELS, planNote } from "./wording";
import "./style.css";

export function open(frame: Frame): Subject {
  return new LotSizing(frame);
}

class LotSizing implements Subject {
  readonly name = "lot-sizing";
  readonly landing = byId("solve-title");
  private readonly state = new LotState();
  private readonly draws = new RequestCache<Values>();
  private readonly editing: Editing;
  private readonly predictions: Predictions;
  private readonly races: Races;
  private readonly settings: Settings;
  private readonly lanes = new LaneTable();
  private readonly planTable = new PlanTable();
  private shownLane: LaneName = "guess";

  constructor(private readonly frame: Frame) {
    const { state } = this;
    this.editing = new Editing(frame, state, () => void this.show());
    this.predictions = new Predictions(frame.workers, state, () => this.showGuess());
    this.races = new Races(frame, state, {
      started: () => this.showControls(),
      ended: () => {
        this.showControls();
        this.showResult();
      },
      changed: () => this.showResult(),
    });
    this.settings = new Settings(state, {
      levelChanged: () => {
        this.showControls();
        this.showResult();
      },
      timeLimitChanged: () => this.showResult(),
      solve: () => void this.races.run(this.settings.race),
      stop: () => this.races.stop(),
    });
    const options = LANES.map((value) => ({ value, text: LANE_LABELS[value] }));
    const planChoice = new Choices<LaneName>("choices-plan", options, (lane) => {
      this.shownLane = lane;
      this.showResult();
    });
    planChoice.show(this.shownLane);
  }

  get canUndo(): boolean {
    return this.state.history.canUndo;
  }

  get canRedo(): boolean {
    return this.state.history.canRedo;
  }

  get canReset(): boolean {
    return editCount(this.state.problem) > 0;
  }

  choose(): void {
    // There is but one.
  }

  fragment(): string {
    return writeLink(this.state);
  }

  portable(): Portable | null {
    const values = this.state.current;
    if (!values) return null;
    const best = this.races.of(this.state.key)?.race.exact.answer;
    const isProven = best?.status === "optimal" && typeof best.objective === "number";
    return {
      title: "A lot-sizing problem",
      problem: { family: "clsp", ...values },
      panels: "answer columns bound",
      words: isProven ? `The cheapest plan costs ${amount(best.objective ?? 0)}, proven.` : "",
      values: isProven ? planValues(best.plan) : [],
    };
  }

  follow(fields: LinkFields): void {
    this.state.follow(readLink(fields, START));
  }

  leave(): void {
    this.races.stop();
  }

  undo(): boolean {
    return this.state.history.undo();
  }

  redo(): boolean {
    return this.state.history.redo();
  }

  reset(): void {
    this.editing.resample({});
  }

  warmUp(): Promise<void> {
    return this.predictions.warmUp();
  }

  /** Draws what is known at once, and the rest when the package has answered. */
  async show(): Promise<void> {
    const { problem, key } = this.state;
    this.races.stopOthers(key);
    this.showControls();
    let sampled: Values;
    try {
      sampled = await this.sample(problem.sampling);
    } catch (error) {
      this.frame.alert(`The instance could not be drawn: ${explain(error)}`);
      return;
    }
    if (this.state.problem !== problem) return;
    const values = this.state.keepDraw(sampled);
    this.settings.showRunning(this.races.running);
    this.editing.showValues(values, sampled);
    showShortage(values);
    this.showResult();
    this.predictions.ask(key);
  }

  private sample({ c, f, horizon, seed }: Sampling): Promise<Values> {
    return this.draws.get(`${c}/${f}/${horizon}/${seed}`, async () => {
      const worker = await this.frame.workers.quick;
      return valuesOf(await worker.sample({ family: "clsp", c, f, horizon }, seed));
    });
  }

  private showControls(): void {
    this.editing.showSampling();
    this.settings.showRunning(this.races.running);
    this.settings.showLevel();
    this.frame.changed();
  }

  /**
   * The fixed periods are those of the answer where there is one at this level, else a preview of the level.
   */
  private showGuess(): void {
    const { key, level } = this.state;
    const { charts } = this.editing;
    const result = this.races.of(key);
    const answer = result?.race.guess.answer;
    if (answer?.probabilities && answer.fixed && result?.level === level) {
      charts.setGuess({ probabilities: answer.probabilities, fixed: answer.fixed });
      return;
    }
    const probabilities = this.predictions.probabilities(key);
    if (probabilities) charts.setGuess({ probabilities, fixed: mostConfident(probabilities, level) });
    else if (probabilities === null) charts.setGuess(null);
  }

  private showResult(): void {
    const { key, level, values } = this.state;
    const result = this.races.of(key);
    const race = result?.race ?? NO_RACE;
    this.lanes.show(race, result?.timeLimit ?? this.settings.timeLimit);
    const { plan } = race[this.shownLane];
    this.editing.charts.setPlan(plan, race.exact.answer?.plan?.setup ?? null, this.shownLane);
    this.planTable.setPlan(plan, values?.demand ?? []);
    this.showGuess();
    byId("plan-note").textContent =
      result && values
        ? planNote(race, values, this.shownLane, result.level, level)
        : "The guess is there already. Press Solve for a plan.";
  }
}

function showShortage(values: Values): void {
  const shortage = firstShortage(values);
  const note = byId("shortage");
  note.hidden = shortage === null;
  note.textContent = shortage
    ? `No plan exists: by period ${shortage.period + 1} the demand adds up to ${amount(shortage.demanded)} pieces, and the capacity to ${amount(shortage.producible)}.`
    : "";
}

function planValues(plan: { readonly production: ArrayLike<number> } | undefined): Portable["values"] {
  return Array.from(
    plan?.production ?? [],
    (pieces, t) => [`production in period ${t + 1}`, String(pieces)] as const,
  );
}
