/** Lot sizing: what a person does changes the state; the state is drawn, kept in the link, and given to the package. */

import type { Engine, ModelCard, Prediction } from "hunch-solver";
import { Choices, fillTimeLimits } from "../controls";
import { byId, oncePerFrame } from "../dom";
import { amount, duration } from "../format";
import { History } from "../history";
import type { LinkFields } from "../link";
import { asHunchError, Draws, dropOldest, explain, latestOnly } from "../solver";
import type { Frame, Subject, SubjectName } from "../subject";
import type { BarEdits } from "./bars";
import { BarBox, SamplingForm } from "./controls";
import { describeFit } from "./fit";
import { LaneTable } from "./lanes";
import { readLink, writeLink, type Shared } from "./link";
import {
  admissible,
  applyEdits,
  editCount,
  firstShortage,
  keyOf,
  seriesOf,
  toInstance,
  valuesOf,
  withEdit,
  type Problem,
  type Sampling,
  type Series,
  type Values,
} from "./problem";
import { LANES, NO_RACE, runRace, type Lane, type LaneName, type Race } from "./race";
import { mostConfident } from "./strip";
import { parseValue, PlanTable, ValueTable } from "./table";
import { Charts } from "./view";
import { LANE_LABELS, planNote, spoken } from "./wording";

const START: Shared = {
  problem: { sampling: { c: 3, f: 10_000, horizon: 120, seed: 1 }, edits: {} },
  level: 85,
};

const START_TIME_LIMIT_SECONDS = 10;

/** Predictions before a time counts: browsers optimise what has run a few times. */
const WARM_UP_RUNS = 4;

/** Results remembered, so that undo brings them back with the problem. */
const MAX_KEPT_RESULTS = 30;

interface Result {
  readonly race: Race;
  readonly level: number;
  readonly timeLimit: number;
}

export class LotSizing implements Subject {
  readonly names = ["lot-sizing"] as const satisfies readonly SubjectName[];
  readonly name = "lot-sizing";
  readonly landing = byId("solve-title");
  private readonly history = new History(START.problem);
  private readonly draws = new Draws<Values>();
  private readonly charts: Charts;
  private readonly sampling: SamplingForm;
  private readonly box: BarBox;
  private readonly lanes = new LaneTable();
  private readonly valueTable: ValueTable;
  private readonly planTable = new PlanTable();
  private readonly planChoice: Choices<LaneName>;
  private readonly results = new Map<string, Result>();
  private level = START.level;
  private timeLimit = START_TIME_LIMIT_SECONDS;
  private engine: Engine = "hunch";
  private workers = 1;
  private shownLane: LaneName = "guess";
  private active: Series = seriesOf("demand");
  /** The draw without changes, and with them; null until the package has answered. */
  private sampled: Values | null = null;
  private values: Values | null = null;
  /** The problem whose values are drawn; for a moment after a new draw it is the one before. */
  private drawn: Problem | null = null;
  private prediction: { key: string; prediction: Prediction; card: ModelCard | undefined } | null = null;
  private running: { key: string; controller: AbortController } | null = null;
  private readonly predictLatest = latestOnly((key: string) => this.predict(key));

  constructor(private readonly frame: Frame) {
    this.sampling = new SamplingForm(
      (change) => this.resample(change),
      (text) => this.frame.alert(text),
    );
    this.charts = new Charts(this.barEdits());
    this.box = new BarBox({
      typed: (text) => this.typed(this.active, this.charts.cursor.chosen, text),
      step: (direction) => this.step(direction),
      done: () => this.charts.focusBar(this.active.name),
    });
    this.valueTable = new ValueTable((series, period, text) => this.typed(series, period, text));
    this.planChoice = new Choices<LaneName>(
      "choices-plan",
      LANES.map((value) => ({ value, text: LANE_LABELS[value] })),
      (lane) => {
        this.shownLane = lane;
        this.showResult();
      },
    );
    this.planChoice.show(this.shownLane);
    this.listen();
  }

  // As a subject of the page

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  get canReset(): boolean {
    return editCount(this.history.present) > 0;
  }

  choose(): void {
    // There is but one.
  }

  fragment(): string {
    return writeLink({ problem: this.history.present, level: this.level });
  }

  follow(fields: LinkFields): void {
    const shared = readLink(fields, START);
    this.level = shared.level;
    if (this.drawn === null) this.history.restart(shared.problem);
    else if (keyOf(shared.problem) !== keyOf(this.history.present)) this.history.change(shared.problem);
  }

  show(): Promise<void> {
    return this.problemChanged();
  }

  leave(): void {
    this.running?.controller.abort();
  }

  undo(): boolean {
    return this.history.undo();
  }

  redo(): boolean {
    return this.history.redo();
  }

  reset(): void {
    this.resample({});
  }

  async warmUp(): Promise<void> {
    this.showModel();
    if (!this.values) return;
    const instance = toInstance(this.values);
    await this.frame.workers.warmUp((hunch) =>
      hunch.predict(Array.from({ length: WARM_UP_RUNS }, () => instance)),
    );
    // The first run's time says little about the network's: it is taken once more when the workers are warm.
    this.predictLatest(keyOf(this.history.present));
  }

  // The problem

  private resample(change: Partial<Sampling>): void {
    this.frame.alert(null);
    const { sampling } = this.history.present;
    this.history.change({ sampling: { ...sampling, ...change }, edits: {} });
    void this.problemChanged();
  }

  private edit(series: Series, period: number, value: number, gesture: string | null): void {
    const { sampled } = this;
    const values = this.currentValues();
    if (!sampled || !values || values[series.name][period] === value) return;
    this.history.change(withEdit(this.history.present, sampled, series.name, period, value), gesture);
    void this.problemChanged();
  }

  private barEdits(): BarEdits {
    return {
      change: (series, period, value, gesture) => this.edit(series, period, value, gesture),
      endGesture: () => this.history.endGesture(),
      restore: (series, period) => this.edit(series, period, this.sampled?.[series.name][period] ?? 0, null),
      choose: (series) => this.activate(series),
      type: (series) => {
        this.activate(series);
        this.box.focus();
      },
    };
  }

  private activate(series: Series): void {
    this.active = series;
    this.charts.setActive(series);
    this.showBox();
  }

  private typed(series: Series, period: number, text: string): boolean {
    const parsed = parseValue(series, period, text);
    if ("problem" in parsed) {
      this.frame.alert(parsed.problem);
      return false;
    }
    this.frame.alert(null);
    this.edit(series, period, parsed.value, null);
    return true;
  }

  private step(direction: 1 | -1): void {
    const period = this.charts.cursor.chosen;
    const value = this.values?.[this.active.name][period];
    if (value !== undefined)
      this.edit(this.active, period, admissible(this.active, value + direction * this.active.step), null);
  }

  /** The values, unless they are still those of an earlier problem. */
  private currentValues(): Values | null {
    return this.drawn === this.history.present ? this.values : null;
  }

  /** Draws what is known at once, and the rest when the package has answered. */
  private async problemChanged(): Promise<void> {
    const problem = this.history.present;
    const key = keyOf(problem);
    if (this.running && this.running.key !== key) this.running.controller.abort();
    this.showControls(problem);
    try {
      const sampled = await this.sample(problem.sampling);
      if (this.history.present !== problem) return;
      this.sampled = sampled;
    } catch (error) {
      this.frame.alert(`The instance could not be drawn: ${explain(error)}`);
      return;
    }
    this.values = applyEdits(this.sampled, problem.edits);
    this.drawn = problem;
    this.showRunning();
    this.charts.setValues(this.values, this.sampled);
    this.valueTable.setValues(this.values);
    this.showBox();
    this.showShortage();
    this.showResult();
    this.predictLatest(key);
  }

  private sample({ c, f, horizon, seed }: Sampling): Promise<Values> {
    const draw = async (): Promise<Values> =>
      valuesOf(await (await this.frame.workers.desk).sample({ family: "clsp", c, f, horizon }, seed));
    return this.draws.get(`${c}/${f}/${horizon}/${seed}`, draw);
  }

  private async predict(key: string): Promise<void> {
    const values = this.currentValues();
    if (!values || key !== keyOf(this.history.present)) return;
    try {
      const instance = toInstance(values);
      const prediction = await (await this.frame.workers.desk).predict(instance);
      this.prediction = { key, prediction, card: await this.frame.workers.card(prediction.model, instance) };
      this.showModel();
    } catch (error) {
      this.prediction = null;
      const noModel = asHunchError(error)?.code === "no-model";
      byId("model-note").textContent = noModel
        ? "No trained model fits this instance, so there is no guess. The other two ways still solve it."
        : `No guess: ${explain(error)}`;
    }
    this.showGuess();
  }

  // Solving

  private async solve(): Promise<void> {
    const { level, timeLimit, engine, workers } = this;
    const values = this.currentValues();
    if (!values || this.running) return;
    const key = keyOf(this.history.present);
    const running = { key, controller: new AbortController() };
    this.running = running;
    this.frame.say("Solving.");
    this.showControls(this.history.present);
    // A search may report thousands of events a second; the screen shows sixty.
    const draw = oncePerFrame(() => this.showResult());
    await runRace(
      this.frame.workers.runner(),
      toInstance(values),
      { level, timeLimit, engine, workers, signal: running.controller.signal },
      (race) => {
        this.announceChanges(this.results.get(key)?.race ?? NO_RACE, race);
        this.remember(key, { race, level, timeLimit });
        draw();
      },
    );
    this.running = null;
    this.showControls(this.history.present);
    this.showResult();
  }

  private remember(key: string, result: Result): void {
    this.results.delete(key);
    this.results.set(key, result);
    dropOldest(this.results, MAX_KEPT_RESULTS);
  }

  // Showing

  private showControls(problem: Problem): void {
    this.sampling.show(problem.sampling);
    this.showRunning();
    byId<HTMLInputElement>("level").value = String(this.level);
    byId("level-text").textContent = `${this.level} %`;
    this.frame.changed();
  }

  /** Solve and Stop take each other's place, and the focus with it. */
  private showRunning(): void {
    const solve = byId<HTMLButtonElement>("solve");
    const stop = byId("stop");
    const focused = document.activeElement === solve || document.activeElement === stop;
    solve.disabled = this.values === null;
    solve.hidden = this.running !== null;
    stop.hidden = this.running === null;
    if (focused) (this.running ? stop : solve).focus();
  }

  private showBox(): void {
    if (this.values) this.box.show(this.active, this.charts.cursor.chosen, this.values);
  }

  private showShortage(): void {
    const shortage = this.values ? firstShortage(this.values) : null;
    const note = byId("shortage");
    note.hidden = shortage === null;
    note.textContent = shortage
      ? `No plan exists: by period ${shortage.period + 1} the demand adds up to ${amount(shortage.demanded)} pieces, and the capacity to ${amount(shortage.producible)}.`
      : "";
  }

  private showModel(): void {
    const { prediction } = this;
    if (!prediction) return;
    const { card } = prediction;
    const { model, device, seconds } = prediction.prediction;
    const { present } = this.history;
    const fit = describeFit(card, model, present.sampling, editCount(present) > 0);
    const note = byId("model-note");
    note.classList.toggle("warning", !fit.exact);
    note.textContent = `${fit.text} It took ${duration(seconds)} on the ${device === "webgpu" ? "GPU" : "CPU"}.`;
  }

  /** The fixed periods are those of the answer where there is one at this level, else a preview of the level. */
  private showGuess(): void {
    const key = keyOf(this.history.present);
    const result = this.results.get(key);
    const answer = result?.race.guess.answer;
    if (answer?.probabilities && answer.fixed && result?.level === this.level) {
      this.charts.setGuess({ probabilities: answer.probabilities, fixed: answer.fixed });
    } else if (this.prediction?.key === key) {
      const { probabilities } = this.prediction.prediction;
      this.charts.setGuess({ probabilities, fixed: mostConfident(probabilities, this.level) });
    } else if (this.prediction === null) {
      this.charts.setGuess(null);
    }
  }

  private showResult(): void {
    const result = this.results.get(keyOf(this.history.present));
    const race = result?.race ?? NO_RACE;
    this.lanes.show(race, result?.timeLimit ?? this.timeLimit);
    const { plan } = race[this.shownLane];
    this.charts.setPlan(plan, race.exact.answer?.plan?.setup ?? null, this.shownLane);
    this.planTable.setPlan(plan, this.values?.demand ?? []);
    this.showGuess();
    byId("plan-note").textContent =
      result && this.values
        ? planNote(race, this.values, this.shownLane, result.level, this.level)
        : "The guess is there already. Press Solve for a plan.";
  }

  private announceChanges(before: Race, after: Race): void {
    for (const name of LANES) {
      if (before[name].state !== after[name].state && isOver(after[name]))
        this.frame.say(spoken(name, after));
    }
  }

  private listen(): void {
    const timeLimit = byId<HTMLSelectElement>("time-limit");
    const level = byId<HTMLInputElement>("level");
    fillTimeLimits(timeLimit, this.timeLimit);
    timeLimit.addEventListener("change", () => {
      this.timeLimit = Number(timeLimit.value);
      this.showResult();
    });
    const engine = byId<HTMLSelectElement>("engine");
    engine.addEventListener("change", () => {
      this.engine = engine.value === "microlp" ? "microlp" : "hunch";
      workers.disabled = this.engine === "microlp";
    });
    const workers = byId<HTMLSelectElement>("workers");
    workers.addEventListener("change", () => {
      this.workers = Number(workers.value);
    });
    level.addEventListener("input", () => {
      this.level = Number(level.value);
      this.showControls(this.history.present);
      this.showResult();
    });
    byId("solve").addEventListener("click", () => void this.solve());
    byId("stop").addEventListener("click", () => this.running?.controller.abort());
    this.charts.cursor.onChange(() => this.showBox());
  }
}

function isOver(lane: Lane): boolean {
  return lane.state === "done" || lane.state === "stopped" || lane.state === "failed";
}
