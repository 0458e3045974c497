/**
 * Robust decisions: while a slider moves, the network answers and its answer is repaired; once the sliders
 * rest, the search improves it and proves how good it is. The nominal plan stands beside it, and both meet
 * the same draws of the uncertain numbers.
 */

import { explain } from "../../frame/errors";
import type { History } from "../../frame/history";
import type { LinkFields } from "../../frame/link";
import { latestOnly } from "../../frame/requests";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Undoing } from "../../frame/undoing";
import type { Contest } from "../../race/contest";
import { mountRace, type RacePanel } from "../../race/mount";
import { byId, oncePerFrame } from "../../ui/dom";
import { Answers } from "./answers";
import { type Choice, curveKey, type Family, keyOf, problemKey } from "./choice";
import { Curves } from "./curves";
import { RobustForm } from "./form";
import { readLink, writeLink } from "./link";
import { boxProgram } from "./program";
import { Proofs } from "./proofs";
import { RobustRequests } from "./requests";
import type { PlanResults } from "./results";
import { RobustState } from "./state";
import { RobustView } from "./view";
import { spokenProof } from "./wording";
import "./style.css";

export function open(frame: Frame): Subject {
  return new Robust(frame);
}

class Robust extends Undoing<Choice> implements Subject {
  readonly landing = byId("plans-title");
  private readonly state = new RobustState();
  private readonly requests: RobustRequests;
  private readonly form: RobustForm;
  private readonly answers: Answers;
  private readonly proofs: Proofs;
  private readonly curves: Curves;
  private readonly view: RobustView;
  private readonly race: RacePanel;
  private readonly curveLatest = latestOnly((key: string) => this.askCurve(key));
  private readonly drawLatest = latestOnly((results: PlanResults) => this.view.showResults(results));
  private readonly draw = oncePerFrame(() => this.drawLatest(this.results));

  constructor(private readonly frame: Frame) {
    super();
    const { state } = this;
    this.requests = new RobustRequests(frame.workers);
    const isShown = (key: string): boolean => state.active && curveKey(state.family, state.choice) === key;
    this.curves = new Curves(this.requests, isShown, () => this.draw());
    this.answers = new Answers(frame, state, this.requests, {
      changed: () => this.draw(),
      noted: (note) => this.view.showNote(note),
    });
    this.proofs = new Proofs(state, this.requests, {
      changed: () => {
        this.view.showRunning();
        this.draw();
      },
      finished: (proven) => frame.say(spokenProof(state.family, { ...this.answers.results, proven })),
    });
    this.form = new RobustForm({
      change: (change, gesture) => this.change(change, gesture),
      endGesture: () => state.history.endGesture(),
      problem: (text) => frame.alert(text),
    });
    this.view = new RobustView(state, this.proofs, this.curves, () => this.draw());
    const guess = { label: "Guess, repaired", about: "cut back until it holds, and a relaxation’s bound" };
    const words = { guess, search: { label: "Search alone", about: "the exact robust counterpart" } };
    this.race = mountRace(byId("robust-race"), frame, () => this.contest(), {
      prefix: "robust-race-",
      words,
    });
  }

  /** Each family has its own. */
  protected get history(): History<Choice> {
    return this.state.history;
  }

  get name(): Family {
    return this.state.family;
  }

  get canReset(): boolean {
    const { choice, start } = this.state;
    return choice.rho !== start.rho || choice.nu !== start.nu;
  }

  override choose(name: string): void {
    this.turnTo(name === "robust-inventory" ? name : "robust-knapsack");
  }

  fragment(): string {
    return writeLink(this.state.family, this.state.choice);
  }

  portable(): Portable | null {
    const problem = this.state.instance();
    if (!problem) return null;
    return { title: "A robust decision", problem, panels: "answer columns bound", words: "", values: [] };
  }

  follow(fields: LinkFields): void {
    const family = fields.get("subject") === "robust-inventory" ? "robust-inventory" : "robust-knapsack";
    const choice = readLink(family, fields);
    this.turnTo(family);
    this.state.follow(choice);
  }

  leave(): void {
    this.state.active = false;
    this.proofs.stop();
    this.race.leave();
  }

  /** The sliders as they stood at first; the draw stays. */
  reset(): void {
    const { rho, nu } = this.state.start;
    this.change((choice) => ({ ...choice, rho, nu }), null);
  }

  override async warmUp(): Promise<void> {
    const { key, choice } = this.state;
    const instance = this.state.instance();
    if (!instance) return;
    await this.requests.warmUp(instance, choice.nu);
    // The first answer's time says little about the network's: it is taken once more when the workers are
    // warm.
    this.answers.askGuess(key);
  }

  /** Draws what is known at once, and the rest when the package has answered. */
  async show(): Promise<void> {
    const { state } = this;
    const { family, choice, key } = state;
    state.enter();
    this.proofs.stopOthers();
    this.form.show(family, choice);
    this.view.showRunning();
    this.frame.changed();
    try {
      const instance = await this.requests.draw(family, choice);
      if (state.key !== key) return;
      state.keepInstance(key, instance);
      this.answers.forgetOthers();
    } catch (error) {
      this.frame.alert(`The instance could not be drawn: ${explain(error)}`);
      return;
    }
    this.view.showWords();
    this.race.changed();
    this.answers.askGuess(key);
    this.curveLatest(key);
    void this.answers.askNominal(key, this.proofs.timeLimit);
    this.draw();
    this.view.showRunning();
    this.proofs.startAtRest();
  }

  private get results(): PlanResults {
    return { ...this.answers.results, proven: this.proofs.of(this.state.choice) };
  }

  private contest(): Contest | null {
    const instance = this.state.instance();
    if (!instance) return null;
    const hasProgram = instance.family === "robust-knapsack" && instance.set === "box";
    return {
      key: problemKey(this.state.family, this.state.choice),
      sense: "maximize",
      problem: instance,
      // The counterpart of a ball has a cone, which HiGHS does not take.
      lanes: ["guess", "search", "microlp", ...(hasProgram ? (["highs"] as const) : [])],
      ...(hasProgram ? { program: () => boxProgram(instance) } : {}),
      preload: instance.family,
    };
  }

  private turnTo(family: Family): void {
    if (family === this.state.family) return;
    this.leave();
    this.state.family = family;
  }

  private change(change: (choice: Choice) => Choice, gesture: string | null): void {
    const { family, choice, history } = this.state;
    const next = change(choice);
    if (keyOf(family, next) === keyOf(family, choice)) return;
    this.frame.alert(null);
    history.change(next, gesture);
    void this.show();
  }

  private async askCurve(key: string): Promise<void> {
    const instance = this.state.instance(key);
    if (instance) await this.curves.ask(instance, this.state.family, this.state.choice);
  }
}
