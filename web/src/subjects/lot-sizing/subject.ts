/**
 * Lot sizing: what a person does changes the state; the state is drawn, kept in the link, and given to the
 * package, whose answer follows every change.
 */

import { Ageing } from "../../frame/ageing";
import { explain } from "../../frame/errors";
import type { LinkFields } from "../../frame/link";
import { RequestCache } from "../../frame/requests";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Undoing } from "../../frame/undoing";
import type { Contest } from "../../race/contest";
import { mountRace, type RacePanel } from "../../race/mount";
import { breathe } from "../../ui/breathe";
import { Choices } from "../../ui/controls";
import { byId } from "../../ui/dom";
import { amount } from "../../ui/format";
import { Editing } from "./editing";
import { readLink, writeLink } from "./link";
import { Live } from "./live";
import { Predictions } from "./predictions";
import {
  type Edits,
  editCount,
  firstShortage,
  type Problem,
  type Sampling,
  toInstance,
  type Values,
  valuesOf,
} from "./problem";
import { toProgram } from "./program";
import { PlanShown } from "./shown";
import { LotState, START } from "./state";
import { Turn } from "./turn";
import { PLAN_LABELS, type PlanName } from "./wording";
import "./style.css";

export function open(frame: Frame): Subject {
  return new LotSizing(frame);
}

class LotSizing extends Undoing<Problem> implements Subject {
  readonly name = "lot-sizing";
  readonly landing = byId("problem-title");
  private readonly state = new LotState();
  protected readonly history = this.state.history;
  private readonly draws = new RequestCache<Values>();
  private readonly editing: Editing;
  private readonly predictions: Predictions;
  private readonly live: Live;
  private readonly race: RacePanel;
  private readonly turn: Turn;
  private readonly shown: PlanShown;
  private readonly ageing = new Ageing((isOld) => this.shown.showAge(isOld));

  constructor(private readonly frame: Frame) {
    super();
    const { state } = this;
    this.editing = new Editing(frame, state, () => void this.show());
    this.predictions = new Predictions(frame.workers, state, () => this.showAnswers());
    this.live = new Live(frame.workers, state, () => this.showAnswers());
    this.shown = new PlanShown(this.editing.charts, state, this.live, this.predictions);
    this.race = mountRace(byId("lots-race"), frame, () => this.contest(), { prefix: "" });
    this.turn = new Turn({
      changed: (mine) => this.attempt(mine),
      problem: (text) => frame.alert(text),
      quantities: (setups) => this.quantities(setups),
    });
    this.listen();
  }

  get canReset(): boolean {
    return editCount(this.state.problem) > 0 || this.state.problem.mine !== null;
  }

  fragment(): string {
    return writeLink(this.state);
  }

  portable(): Portable | null {
    const values = this.state.current;
    if (!values) return null;
    const { best } = this.live;
    const isProven = best?.key === this.state.key && best.status === "optimal" && best.cost !== null;
    return {
      title: "A lot-sizing problem",
      problem: toInstance(values),
      panels: "answer columns bound",
      words: isProven ? `The cheapest plan costs ${amount(best.cost ?? 0)}, proven.` : "",
      values: isProven ? planValues(best.plan) : [],
    };
  }

  follow(fields: LinkFields): void {
    this.state.follow(readLink(fields, START));
  }

  leave(): void {
    this.race.leave();
    this.live.leave();
    this.ageing.leave();
  }

  reset(): void {
    this.editing.resample({});
  }

  override warmUp(): Promise<void> {
    return this.predictions.warmUp();
  }

  /** Draws what is known at once, and the rest when the package has answered. */
  async show(): Promise<void> {
    const { problem } = this.state;
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
    this.live.ask();
    this.editing.showValues(values, sampled);
    showShortage(values);
    await breathe();
    if (this.state.problem !== problem) return;
    this.race.changed();
    this.showAnswers();
    this.predictions.ask(this.state.key);
  }

  private sample({ c, f, horizon, seed }: Sampling): Promise<Values> {
    return this.draws.get(`${c}/${f}/${horizon}/${seed}`, async () => {
      const worker = await this.frame.workers.quick;
      return valuesOf(await worker.sample({ family: "clsp", c, f, horizon }, seed));
    });
  }

  private contest(): Contest | null {
    const { current, key, level } = this.state;
    if (!current) return null;
    return {
      key: `${key};${level}`,
      sense: "minimize",
      problem: toInstance(current),
      lanes: ["guess", "exact", "search", "microlp", "highs"],
      program: () => toProgram(current),
      level,
      preload: "clsp",
    };
  }

  private attempt(mine: Edits): void {
    this.state.history.change({ ...this.state.problem, mine });
    void this.show();
  }

  /** The cheapest quantities for set-ups that are chosen by hand: the program with these set-ups fixed. */
  private async quantities(setups: readonly boolean[]): Promise<Edits | null> {
    const { current } = this.state;
    if (!current) return null;
    const program = toProgram(current, setups);
    const { objective, values } = await (await this.frame.workers.quick).solve(program, { timeLimit: 1 });
    if (objective === null) return null;
    return new Map(setups.flatMap((isOn, period) => (isOn ? [[period, values[period] ?? 0] as const] : [])));
  }

  private listen(): void {
    const options = (Object.keys(PLAN_LABELS) as PlanName[]).map((value) => ({
      value,
      text: PLAN_LABELS[value],
    }));
    const choice = new Choices<PlanName>("choices-plan", options, (plan) => {
      this.shown.plan = plan;
      this.showAnswers();
    });
    choice.show(this.shown.plan);
    const level = byId<HTMLInputElement>("level");
    level.addEventListener("input", () => {
      this.state.level = Number(level.value);
      this.showControls();
      this.showAnswers();
      this.race.changed();
      this.live.askGuessAtRest();
    });
  }

  private showControls(): void {
    const { level } = this.state;
    this.editing.showSampling();
    byId<HTMLInputElement>("level").value = String(level);
    byId("level-text").textContent = `${level} %`;
    this.frame.changed();
  }

  private showAnswers(): void {
    const { state, live } = this;
    const isOld = live.best !== null && live.best.key !== state.key;
    this.ageing.show(isOld);
    this.shown.show();
    const best = isOld ? null : (live.best?.plan ?? null);
    const guess = live.guess?.key === state.guessKey ? live.guess.plan : null;
    const { current, problem } = state;
    const isOptimal = live.best?.status === "optimal";
    this.turn.show(current && { values: current, mine: problem.mine ?? new Map(), guess, best, isOptimal });
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

function planValues(plan: { readonly production: ArrayLike<number> } | null): Portable["values"] {
  return Array.from(
    plan?.production ?? [],
    (pieces, t) => [`production in period ${t + 1}`, String(pieces)] as const,
  );
}
