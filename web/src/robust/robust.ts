/**
 * Robust decisions: while a slider moves, the network answers and its answer is repaired; once the sliders rest, the search improves
 * it and proves how good it is. The nominal plan stands beside it, and both meet the same draws of the uncertain numbers.
 */

import type { RobustInstance } from "hunch-solver";
import { Choices, fillTimeLimits } from "../controls";
import { byId, oncePerFrame, showParts } from "../dom";
import { History } from "../history";
import type { LinkFields } from "../link";
import { asHunchError, dropOldest, explain, latestOnly } from "../solver";
import type { Frame, Subject, SubjectName } from "../subject";
import {
  NOTHING_YET,
  ROBUST_PLANS,
  WAITING,
  type RobustPlanName,
  type Standing,
  type Standings,
} from "./answers";
import {
  allRhos,
  curveKey,
  drawKey,
  FAMILIES,
  keyOf,
  problemKey,
  START,
  withSet,
  type Choice,
  type Family,
} from "./choice";
import { CloudChart, cloudLegend, type Strip } from "./cloud";
import { CurveChart } from "./curve";
import { Curves } from "./curves";
import { Door, foundUntil, type Guessed, type Solved } from "./door";
import { describeFit } from "./fit";
import { RobustForm } from "./form";
import { ItemCharts, itemValues } from "./items";
import { readLink, writeLink } from "./link";
import { PlansTable } from "./plans";
import { atOnce, CLOUD_WORDS, PLAN_LABELS, planWords, spokenProof } from "./wording";

/** The sliders rest when nothing has changed for this long: then the search starts by itself. */
const REST_MS = 400;

/** Robust problems of this size are mostly settled within a second. */
const START_TIME_LIMIT_SECONDS = 5;

/** Results remembered, so that undo and moving a slider back bring them back. */
const MAX_KEPT_RESULTS = 200;

export class Robust implements Subject {
  readonly names = ["robust-knapsack", "robust-inventory"] as const satisfies readonly SubjectName[];
  readonly landing = byId("plans-title");
  private family: Family = "robust-knapsack";
  private readonly histories: Readonly<Record<Family, History<Choice>>> = {
    "robust-knapsack": new History(START["robust-knapsack"]),
    "robust-inventory": new History(START["robust-inventory"]),
  };
  private readonly visited = new Set<Family>();
  /** Whether the page shows this subject now: only then a search starts by itself. */
  private active = false;
  private readonly door: Door;
  private readonly form: RobustForm;
  private readonly plans = new PlansTable();
  private readonly cloud = new CloudChart();
  private readonly items = new ItemCharts();
  private readonly curve = new CurveChart();
  private readonly planChoice: Choices<RobustPlanName>;
  private shownPlan: RobustPlanName = "guess";
  private timeLimit = START_TIME_LIMIT_SECONDS;
  /** The instance of the choice whose key is with it; null until the package has answered. */
  private drawn: { readonly key: string; readonly instance: RobustInstance } | null = null;
  private standings: Standings = NOTHING_YET;
  /** The draw that they belong to. */
  private standingsOf = "";
  private guessed: Guessed | null = null;
  /** By draw: the nominal plan knows nothing of the radius. */
  private readonly nominals = new Map<string, Solved>();
  /** By problem. */
  private readonly proofs = new Map<string, Standing>();
  private readonly curves: Curves;
  private running: { readonly key: string; readonly controller: AbortController } | null = null;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private readonly answerLatest = latestOnly((key: string) => this.answer(key));
  private readonly meetLatest = latestOnly((key: string) => this.meet(key));
  private readonly curveLatest = latestOnly((key: string) => this.askCurve(key));
  private readonly draw = oncePerFrame(() => this.showAnswers());

  constructor(private readonly frame: Frame) {
    this.door = new Door(frame.workers);
    const isWanted = (key: string): boolean =>
      this.active && curveKey(this.family, this.history.present) === key;
    this.curves = new Curves(this.door, isWanted, () => this.draw());
    this.form = new RobustForm({
      change: (change, gesture) => this.change(change, gesture),
      endGesture: () => this.history.endGesture(),
      problem: (text) => this.frame.alert(text),
    });
    this.planChoice = new Choices<RobustPlanName>(
      "choices-robust-plan",
      ROBUST_PLANS.map((value) => ({ value, text: PLAN_LABELS[value] })),
      (plan) => {
        this.shownPlan = plan;
        this.draw();
      },
    );
    this.planChoice.show(this.shownPlan);
    this.listen();
  }

  // As a subject of the page

  get name(): Family {
    return this.family;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  get canReset(): boolean {
    const { rho, nu } = this.history.present;
    const start = this.startOf(this.history.present);
    return rho !== start.rho || nu !== start.nu;
  }

  choose(name: SubjectName): void {
    if (name === "lot-sizing" || name === this.family) return;
    this.leave();
    this.family = name;
  }

  fragment(): string {
    return writeLink(this.family, this.history.present);
  }

  follow(fields: LinkFields): void {
    const family = fields.get("subject") === "robust-inventory" ? "robust-inventory" : "robust-knapsack";
    const choice = readLink(family, fields);
    this.choose(family);
    if (!this.visited.has(family)) this.history.restart(choice);
    else if (keyOf(family, choice) !== keyOf(family, this.history.present)) this.history.change(choice);
  }

  leave(): void {
    this.active = false;
    clearTimeout(this.rest);
    this.running?.controller.abort();
  }

  undo(): boolean {
    return this.history.undo();
  }

  redo(): boolean {
    return this.history.redo();
  }

  /** The sliders as they stood at first; the draw stays. */
  reset(): void {
    const { rho, nu } = this.startOf(this.history.present);
    this.change((choice) => ({ ...choice, rho, nu }), null);
  }

  async warmUp(): Promise<void> {
    if (!this.drawn) return;
    const { key, instance } = this.drawn;
    await this.door.warmUp(instance, this.history.present.nu);
    // The first answer's time says little about the network's: it is taken once more when the workers are warm.
    this.answerLatest(key);
  }

  // The problem

  private get history(): History<Choice> {
    return this.histories[this.family];
  }

  private get key(): string {
    return keyOf(this.family, this.history.present);
  }

  private startOf({ set, domain, seed }: Choice): Choice {
    return { ...withSet(START[this.family], this.family, set), domain, seed };
  }

  private change(change: (choice: Choice) => Choice, gesture: string | null): void {
    const { present } = this.history;
    const next = change(present);
    if (keyOf(this.family, next) === keyOf(this.family, present)) return;
    this.frame.alert(null);
    this.history.change(next, gesture);
    void this.show();
  }

  /** Draws what is known at once, and the rest when the package has answered. */
  async show(): Promise<void> {
    const { family, key } = this;
    const choice = this.history.present;
    this.visited.add(family);
    this.active = true;
    if (this.running && this.running.key !== problemKey(family, choice)) this.running.controller.abort();
    clearTimeout(this.rest);
    this.form.show(family, choice);
    this.showRunning();
    this.frame.changed();
    try {
      const instance = await this.door.draw(family, choice);
      if (this.key !== key) return;
      this.drawn = { key, instance };
      this.forgetOthers(drawKey(family, choice));
    } catch (error) {
      this.frame.alert(`The instance could not be drawn: ${explain(error)}`);
      return;
    }
    this.showWords();
    this.answerLatest(key);
    this.curveLatest(key);
    void this.askNominal(key);
    this.draw();
    this.showRunning();
    this.proveAtRest();
  }

  /** While a slider moves, the last answers stay until the next ones come; those of another draw would be wrong. */
  private forgetOthers(draw: string): void {
    if (draw !== this.standingsOf) {
      this.standings = NOTHING_YET;
      this.guessed = null;
    }
    this.standingsOf = draw;
  }

  /** Each move aborts a search and its worker with it, so that none starts before the sliders rest. */
  private proveAtRest(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => void this.prove(false), REST_MS);
  }

  /** The instance of the present choice, unless it is still that of an earlier one. */
  private current(key: string): RobustInstance | null {
    return this.drawn?.key === key && this.key === key ? this.drawn.instance : null;
  }

  // Answers

  /** What takes a millisecond: the network's word, and the guess that the repair makes of it. Their clouds follow. */
  private async answer(key: string): Promise<void> {
    const instance = this.current(key);
    if (!instance) return;
    const choice = this.history.present;
    let guessed: Guessed | null = null;
    let note: { text: string; exact: boolean };
    try {
      guessed = await this.door.guess(instance, choice.nu);
      const { model, solved } = guessed;
      note = describeFit(await this.frame.workers.card(model, instance), model, choice, solved.seconds);
    } catch (error) {
      const noModel = asHunchError(error)?.code === "no-model";
      note = {
        exact: true,
        text: noModel
          ? "No trained model fits this problem, so there is no guess. The search still solves it."
          : `No guess: ${explain(error)}`,
      };
    }
    if (this.key !== key) return;
    this.guessed = guessed;
    const network: Standing = guessed
      ? { ...WAITING, state: "done", plan: { ...guessed.word, amounts: null } }
      : WAITING;
    // For the moment until it has met the draws, the guess keeps the cloud of the one before.
    const guess = guessed ? { ...standingOf(guessed.solved, 0), cloud: this.standings.guess.cloud } : WAITING;
    this.standings = { ...this.standings, network, guess };
    byId("robust-model").textContent = note.text;
    byId("robust-model").classList.toggle("warning", !note.exact);
    this.draw();
    this.meetLatest(key);
  }

  /** How the nominal plan and the guess fare under the present radius. */
  private async meet(key: string): Promise<void> {
    const instance = this.current(key);
    if (!instance) return;
    const { guessed } = this;
    const { seed } = this.history.present;
    const solved = this.nominals.get(drawKey(this.family, this.history.present));
    try {
      const nominal = solved ? await this.standing(instance, solved, seed) : this.standings.nominal;
      const guess = guessed ? await this.standing(instance, guessed.solved, seed) : WAITING;
      if (this.key !== key || this.guessed !== guessed) return;
      this.standings = { ...this.standings, nominal, guess };
    } catch (error) {
      this.frame.alert(`The draws could not be made: ${explain(error)}`);
    }
    this.draw();
  }

  /** A plan, its worst case and how it fares in the draws. */
  private async standing(instance: RobustInstance, solved: Solved, seed: number): Promise<Standing> {
    if (!solved.decision) return standingOf(solved, 0);
    const cloud = await this.door.cloud(instance, solved.decision, seed);
    return { ...standingOf(solved, cloud.worstViolation), cloud };
  }

  private async askNominal(key: string): Promise<void> {
    const instance = this.current(key);
    const drawn = drawKey(this.family, this.history.present);
    if (!instance || this.nominals.has(drawn)) return;
    try {
      this.nominals.set(drawn, await this.door.nominal(instance, this.timeLimit));
      dropOldest(this.nominals, MAX_KEPT_RESULTS);
      this.meetLatest(this.key);
    } catch (error) {
      if (this.key === key)
        this.standings = {
          ...this.standings,
          nominal: { ...WAITING, state: "failed", error: explain(error) },
        };
      this.draw();
    }
  }

  private async askCurve(key: string): Promise<void> {
    const instance = this.current(key);
    if (instance) await this.curves.ask(instance, this.family, this.history.present);
  }

  /** Improves the guess and proves a bound. By itself it does so once a problem; `again` is for the button. */
  private async prove(again: boolean): Promise<void> {
    const { family, timeLimit } = this;
    const { nu, seed } = this.history.present;
    const instance = this.current(this.key);
    const key = problemKey(family, this.history.present);
    if (!instance || !this.active || this.running || (!again && this.proofs.get(key)?.state === "done"))
      return;
    const running = { key, controller: new AbortController() };
    this.running = running;
    const startedAt = performance.now();
    this.keepProof(key, { ...WAITING, state: "running" });
    try {
      const solved = await this.door.improve(instance, nu, { timeLimit, signal: running.controller.signal });
      const proven = await this.standing(instance, solved, seed);
      this.keepProof(key, proven);
      if (problemKey(this.family, this.history.present) === key)
        this.frame.say(spokenProof(family, { ...this.standings, proven }));
    } catch (error) {
      const aborted = error instanceof Error && error.name === "AbortError";
      const seconds = (performance.now() - startedAt) / 1_000;
      if (aborted) this.keepProof(key, await this.stoppedStanding(instance, error, seconds, seed));
      else this.keepProof(key, { ...WAITING, state: "failed", error: explain(error) });
    }
    this.running = null;
    this.showRunning();
    // A problem that was chosen meanwhile gets its search once the sliders rest.
    if (problemKey(this.family, this.history.present) !== key) this.proveAtRest();
  }

  /** The best plan until a search was stopped, which holds like any other. */
  private async stoppedStanding(
    instance: RobustInstance,
    stopped: Error,
    seconds: number,
    seed: number,
  ): Promise<Standing> {
    const stoppedEmpty: Standing = { ...WAITING, state: "stopped", seconds };
    const found = foundUntil(stopped, seconds);
    if (!found) return stoppedEmpty;
    // Without its draws the plan is still worth showing.
    return {
      ...(await this.standing(instance, found, seed).catch(() => standingOf(found, 0))),
      state: "stopped",
    };
  }

  private keepProof(key: string, standing: Standing): void {
    this.proofs.delete(key);
    this.proofs.set(key, standing);
    dropOldest(this.proofs, MAX_KEPT_RESULTS);
    this.showRunning();
    this.draw();
  }

  // Showing

  private showAnswers(): void {
    const { family } = this;
    const choice = this.history.present;
    const instance = this.drawn?.instance;
    if (!instance || this.drawn?.key !== this.key) return;
    const standings: Standings = {
      ...this.standings,
      proven: this.proofs.get(problemKey(family, choice)) ?? WAITING,
    };
    this.standings = standings;
    this.plans.show(planWords(family, standings));
    showParts(byId("at-once"), atOnce(family, standings));
    // Without the plan that was chosen to be shown, the other one is.
    const shownName =
      [this.shownPlan, ...ROBUST_PLANS].find((name) => standings[name].plan) ?? this.shownPlan;
    const shown = standings[shownName];
    this.planChoice.show(shownName);
    const strip = (name: "nominal" | RobustPlanName): Strip[] => {
      const { cloud, plan } = standings[name];
      return cloud && plan
        ? [{ name, cloud, threshold: family === "robust-knapsack" ? 0 : plan.promise }]
        : [];
    };
    this.cloud.show([...strip("nominal"), ...strip(shownName)], CLOUD_WORDS[family]);
    this.items.show(family, itemValues(instance), standings.nominal.plan, shown.plan, shownName);
    this.curve.show({
      points: this.curves.points(family, choice),
      proven: this.provenPoints(choice),
      nominal: standings.nominal.plan?.promise ?? null,
      rho: choice.rho,
      maxRho: FAMILIES[family].maxRho[choice.set],
    });
  }

  /** Radii of this draw that the search has finished. */
  private provenPoints(choice: Choice): Array<{ rho: number; promise: number }> {
    return allRhos(this.family, choice.set).flatMap((rho) => {
      const proof = this.proofs.get(problemKey(this.family, { ...choice, rho }));
      return proof?.plan ? [{ rho, promise: proof.plan.promise }] : [];
    });
  }

  private showWords(): void {
    const words = CLOUD_WORDS[this.family];
    byId("cloud-legend").replaceChildren(...cloudLegend("the plan holds", words.broken, words.threshold));
    byId("cloud-outcome").textContent = words.outcome;
  }

  /** Improve and Stop take each other's place, and the focus with it. */
  private showRunning(): void {
    const improve = byId<HTMLButtonElement>("improve");
    const stop = byId("improve-stop");
    const focused = document.activeElement === improve || document.activeElement === stop;
    improve.disabled = this.drawn === null;
    improve.hidden = this.running !== null;
    stop.hidden = this.running === null;
    if (focused) (this.running ? stop : improve).focus();
  }

  private listen(): void {
    const timeLimit = byId<HTMLSelectElement>("robust-time-limit");
    fillTimeLimits(timeLimit, this.timeLimit);
    timeLimit.addEventListener("change", () => {
      this.timeLimit = Number(timeLimit.value);
    });
    byId("improve").addEventListener("click", () => void this.prove(true));
    byId("improve-stop").addEventListener("click", () => this.running?.controller.abort());
  }
}

/** What is known of a plan before it has met any draw. */
function standingOf({ decision, promise, seconds, bound, optimal }: Solved, violation: number): Standing {
  const plan = decision && { amounts: decision.x, promise, violation };
  return { ...WAITING, state: "done", plan, seconds, bound, optimal };
}
