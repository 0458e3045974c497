/** Lessons: which one is shown, at which step, on which program; all of it is in the link. */

import type { Program } from "hunch-solver";
import { explain } from "../../frame/errors";
import { History } from "../../frame/history";
import { MAX_LINK_LENGTH } from "../../frame/limits";
import { type LinkFields, oneOf, onlyFields, wholeNumber } from "../../frame/link";
import { dropOldest } from "../../frame/requests";
import type { Frame, Subject } from "../../frame/subject";
import { Undoing } from "../../frame/undoing";
import { Engine, type Step } from "../../lessons/lesson";
import { Choices } from "../../ui/controls";
import { byId, el, setIdle } from "../../ui/dom";
import { pack, packedBytes, unpack } from "../your-program/packed";
import { LISTED, listed } from "./list";
import { controls, judge, solution } from "./question";
import "./style.css";

interface State {
  readonly lesson: string;
  /** From 0. */
  readonly step: number;
  /** The learner's own program; null for the lesson's. */
  readonly text: string | null;
}

/** More steps than any lesson has. */
const MOST_STEPS = 99;

/** Lessons kept with their steps, so that going back costs nothing. */
const MOST_KEPT = 12;

/** Characters of a program that a lesson takes: what it draws is far smaller. */
const MOST_TEXT = 20_000;

const EMPTY: Program = { format: "hunch-program", version: 1, columns: [], rows: [] };

export function open(frame: Frame): Subject {
  return new Lessons(frame);
}

class Lessons extends Undoing<State> implements Subject {
  readonly name = "lessons";
  readonly landing = byId("lesson-step-title");
  protected readonly history = new History<State>({ lesson: LISTED[0]?.name ?? "", step: 0, text: null });
  private readonly choice: Choices<string>;
  private readonly program = byId<HTMLTextAreaElement>("lesson-program");
  private readonly form = byId<HTMLFormElement>("lesson-form");
  /** Steps by lesson and program. */
  private readonly made = new Map<string, Promise<readonly Step[]>>();
  /** Questions that were answered rightly. */
  private readonly solved = new Set<string>();
  /** Those of them whose steps are there. */
  private readonly ready = new Set<string>();
  private steps: readonly Step[] = [];
  private drawn = "";
  private packed = "";
  private pending: Uint8Array<ArrayBuffer> | null = null;

  constructor(private readonly frame: Frame) {
    super();
    const options = LISTED.map(({ name, title }, index) => ({ value: name, text: `${index + 1}. ${title}` }));
    this.choice = new Choices<string>("choices-lesson", options, (lesson) =>
      this.change({ lesson, step: 0, text: null }),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    byId("lesson-reveal").addEventListener("click", () => this.reveal());
    byId("lesson-back").addEventListener("click", () => this.go(this.state.step - 1));
    byId("lesson-next").addEventListener("click", () => this.onward());
    byId("lesson-use").addEventListener("click", () => void this.use(this.program.value));
    byId("lesson-given").addEventListener("click", () => this.change({ ...this.state, step: 0, text: null }));
  }

  private get state(): State {
    return this.history.present;
  }

  get canReset(): boolean {
    return this.state.text !== null || this.state.step > 0;
  }

  fragment(): string {
    const { lesson, step } = this.state;
    const start = `#subject=lessons&lesson=${lesson}&step=${step + 1}`;
    const whole = this.state.text === null ? start : `${start}&text=${this.packed}`;
    return whole.length > MAX_LINK_LENGTH ? start : whole;
  }

  follow(fields: LinkFields): void {
    onlyFields(fields, ["subject", "lesson", "step", "text"]);
    const names = LISTED.map(({ name }) => name);
    const lesson = oneOf(fields, "lesson", names, names[0] ?? "");
    const step = wholeNumber(fields, "step", 1, MOST_STEPS, 1) - 1;
    const text = fields.get("text");
    const isSame = text !== undefined && text === this.packed;
    const bytes = text === undefined || isSame ? null : packedBytes("text", text);
    const next = { lesson, step, text: isSame ? this.state.text : null };
    if (JSON.stringify(next) !== JSON.stringify(this.state)) this.history.change(next);
    this.pending = bytes;
  }

  leave(): void {}

  reset(): void {
    this.change({ ...this.state, step: 0, text: null });
  }

  async show(): Promise<void> {
    await this.unpackPending();
    const { lesson, text } = this.state;
    const entry = listed(lesson);
    this.choice.show(entry.name);
    this.packed = text === null ? "" : await pack(text);
    this.frame.changed();
    const key = `${lesson}\n${text ?? ""}`;
    // Until the steps are made, the ones before them can be read but not answered.
    this.busy(!this.ready.has(key));
    try {
      const steps = await this.stepsOf(key, lesson, text);
      if (key !== `${this.state.lesson}\n${this.state.text ?? ""}`) return;
      this.steps = steps;
      this.ready.add(key);
      byId("lesson-problem").hidden = true;
    } catch (error) {
      this.steps = [];
      const problem = byId("lesson-problem");
      problem.hidden = false;
      problem.textContent = `This lesson cannot be given on this program: ${explain(error)}.`;
    }
    const { program } = await entry.load();
    if (key !== `${this.state.lesson}\n${this.state.text ?? ""}`) return;
    byId("lesson-aim").textContent = `${entry.aim}${text === null ? "" : " On your program."}`;
    this.program.value = text ?? program ?? "";
    this.program.disabled = program === null;
    setIdle(byId("lesson-use"), program === null);
    setIdle(byId("lesson-given"), text === null);
    byId("lesson-refused").hidden = true;
    this.busy(false);
    this.draw();
  }

  private busy(isBusy: boolean): void {
    const step = byId("lesson-step");
    step.setAttribute("aria-busy", String(isBusy));
    step.inert = isBusy;
    if (!isBusy) step.dataset["ready"] = "";
  }

  private async unpackPending(): Promise<void> {
    const { pending } = this;
    this.pending = null;
    if (!pending) return;
    try {
      this.history.change({ ...this.state, text: (await unpack(pending)).slice(0, MOST_TEXT) });
    } catch (error) {
      this.frame.alert(`This link was not used: its program could not be unpacked: ${explain(error)}`);
    }
  }

  private stepsOf(key: string, name: string, text: string | null): Promise<readonly Step[]> {
    const known = this.made.get(key);
    if (known) return known;
    const made = this.make(name, text);
    made.catch(() => this.made.delete(key));
    this.made.set(key, made);
    dropOldest(this.made, MOST_KEPT);
    return made;
  }

  private async make(name: string, text: string | null): Promise<readonly Step[]> {
    const [lesson, hunch] = await Promise.all([listed(name).load(), this.frame.workers.quick]);
    const engine = new Engine(hunch);
    const source = text ?? lesson.program;
    if (source === null) return lesson.steps(engine, EMPTY);
    const program = await engine.read(source);
    const refused = lesson.refuses(program);
    if (refused !== null) throw new Error(refused);
    return lesson.steps(engine, program);
  }

  private change(next: State): void {
    this.frame.alert(null);
    if (JSON.stringify(next) === JSON.stringify(this.state)) return;
    this.history.change(next);
    void this.show();
  }

  /** Takes the learner's program if the lesson can be given on it; says why not otherwise. */
  private async use(text: string): Promise<void> {
    const { lesson } = this.state;
    const refused = byId("lesson-refused");
    const key = `${lesson}\n${text}`;
    try {
      if (text.length > MOST_TEXT)
        throw new Error(`it has ${text.length} characters; lessons take ${MOST_TEXT}`);
      await this.stepsOf(key, lesson, text);
      refused.hidden = true;
      if (lesson === this.state.lesson) this.change({ lesson, step: 0, text });
    } catch (error) {
      refused.hidden = false;
      refused.textContent = `This lesson cannot be given on this program: ${explain(error)}.`;
    }
  }

  private go(step: number): void {
    if (step < 0 || step >= this.steps.length) return;
    this.change({ ...this.state, step });
    this.landing.focus();
  }

  /** To the next step, or to the next lesson after the last one. */
  private onward(): void {
    if (this.state.step + 1 < this.steps.length) {
      this.go(this.state.step + 1);
      return;
    }
    const index = LISTED.findIndex(({ name }) => name === this.state.lesson);
    const next = LISTED[index + 1];
    if (next) this.change({ lesson: next.name, step: 0, text: null });
    this.landing.focus();
  }

  private get place(): string {
    const { lesson, step, text } = this.state;
    return `${lesson}/${step}/${text ?? ""}`;
  }

  private draw(): void {
    const { steps, state } = this;
    const step = steps[Math.min(state.step, steps.length - 1)];
    byId("lesson-step").hidden = !step;
    this.landing.textContent = step
      ? `Step ${Math.min(state.step, steps.length - 1) + 1} of ${steps.length}: ${step.title}`
      : listed(state.lesson).title;
    this.drawProgress();
    if (!step || this.drawn === this.place) return;
    this.drawn = this.place;
    const picture = step.picture();
    byId("lesson-picture").replaceChildren(...(picture ? [picture] : []));
    byId("lesson-figure").hidden = picture === null;
    byId("lesson-spoken").textContent = step.spoken;
    const { further } = step;
    byId("lesson-text").replaceChildren(
      ...step.text.map((text) => el("p", {}, kept(text))),
      ...(further ? [el("p", {}, el("a", { href: further.link }, further.text))] : []),
    );
    byId("lesson-ask").textContent = step.question.ask;
    byId("lesson-answer").replaceChildren(...controls(step.question));
    this.feedback("", "");
    if (this.solved.has(this.place)) this.feedback("right", solution(step.question));
    const isLast = state.step + 1 >= steps.length;
    const isEnd = isLast && LISTED.at(-1)?.name === state.lesson;
    byId("lesson-next").textContent = isLast ? "Next lesson" : "Next step";
    setIdle(byId("lesson-next"), isEnd);
    setIdle(byId("lesson-back"), state.step === 0);
  }

  private drawProgress(): void {
    const { lesson, text, step } = this.state;
    const dots = this.steps.map(({ title }, index) => {
      const isSolved = this.solved.has(`${lesson}/${index}/${text ?? ""}`);
      const button = el("button", {
        type: "button",
        "data-solved": String(isSolved),
        "aria-current": index === step ? "step" : null,
        "aria-label": `Step ${index + 1}: ${title}${isSolved ? ", answered" : ""}`,
      });
      button.textContent = isSolved ? "✓" : String(index + 1);
      button.addEventListener("click", () => this.go(index));
      return el("li", {}, button);
    });
    byId("lesson-progress").replaceChildren(...dots);
  }

  private get question(): Step["question"] | null {
    return this.steps[Math.min(this.state.step, this.steps.length - 1)]?.question ?? null;
  }

  private check(): void {
    const { question } = this;
    if (!question) return;
    const judged = judge(question, this.form);
    if (judged.kind === "right") this.solved.add(this.place);
    this.feedback(judged.kind, judged.text);
    this.drawProgress();
  }

  private reveal(): void {
    if (this.question) this.feedback("shown", solution(this.question));
  }

  private feedback(kind: string, text: string): void {
    const line = byId("lesson-feedback");
    line.dataset["kind"] = kind;
    line.textContent = kept(text);
    byId("lesson-next").classList.toggle("primary", kind === "right" || kind === "shown");
    byId("lesson-check").classList.toggle("primary", kind !== "right" && kind !== "shown");
  }
}

/** A number and its percent sign stay on one line. */
function kept(text: string): string {
  return text.replaceAll(" %", "\u00a0%");
}
