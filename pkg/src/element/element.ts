/** `<hunch-solver>`: a program, a button, and what its answer says, for any page. */

import { HunchError } from "../errors.js";
import type { Answer, HunchErrorShape, HunchEvent, Problem, TextFormat } from "../types.js";
import { ask, type ElementOptions, type Seen } from "./ask.js";
import type { Course } from "./course.js";
import { type ElementState, frameParts, type Parts, showState } from "./frame.js";
import { dedented, fetched, fromText, textOf } from "./input.js";
import { filled, type Panel, panelsOf } from "./panels.js";
import { enter, leave } from "./solver.js";
import { styleSheet } from "./style.js";
import { problem as problemWords, soFar, verdict } from "./words.js";

/** Seconds that a solve may take where neither attribute nor options say otherwise: somebody is looking at it. */
const USUAL_TIME_LIMIT = 10;
/** Milliseconds after the last key until an edited program is solved by itself. */
const PAUSE = 300;
/** Milliseconds between two sentences about a search that runs. */
const BETWEEN_WORDS = 250;
/** Characters of a program that are shown as text. */
const MOST_SHOWN = 100_000;

/** Properties that may be set. */
const PROPERTIES = [
  "program",
  "options",
  "src",
  "panels",
  "auto",
  "timeLimit",
  "format",
  "editable",
  "label",
] as const;

/** What the events of `<hunch-solver>` carry in `detail`. They bubble. */
export interface HunchSolverEventMap {
  /** There is an answer: of any status, such as `infeasible`. */
  solved: CustomEvent<{ answer: Answer }>;
  /** A better point or bound was found; as often as the search tells. */
  progress: CustomEvent<{ seconds: number; objective: number | undefined; bound: number | undefined }>;
  /** There is none: the program could not be read or fetched, or the solve was stopped (an `AbortError`, whose `cause` has what was found). */
  failed: CustomEvent<{ error: HunchErrorShape | Error }>;
}

// Where there is no document, on a server say, the module can be imported all the same.
const { HTMLElement = class {} as typeof globalThis.HTMLElement } = globalThis;

/**
 * A program that visitors solve. It is given by the attribute `src`, as text in a `<script type="application/lp">` (or of any other type that no
 * browser runs) inside the element, or by the property `program`; the property wins, then `src`.
 *
 * Attributes: `src`, `format`, `panels`, `auto`, `time-limit`, `label`, `editable`. Parts for styling: `frame`, `button`, `verdict`, `panel` (with the
 * panel's name), `title`, `table`, `text`.
 */
export class HunchSolverElement extends HTMLElement {
  static readonly observedAttributes = ["src", "format", "panels", "auto", "time-limit", "label", "editable"];

  #program: Problem | undefined;
  #options: ElementOptions = {};
  /** What the visitor has typed. */
  #typed: string | undefined;
  #answer: Answer | null = null;
  /** What the panels show. */
  #seen: Seen | undefined;
  #state: ElementState = "empty";
  #run: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #spoken = 0;
  #isWaiting = false;
  #watcher: MutationObserver | undefined;
  #parts: Parts | undefined;

  /** The program, an instance of a family, or `undefined` where attribute or content give it. */
  get program(): Problem | undefined {
    return this.#program;
  }

  set program(program: Problem | undefined) {
    this.#program = program;
    this.#changed();
  }

  /** Further options of every solve. `sensitivity` and `explain` are asked for where panels show them. */
  get options(): ElementOptions {
    return this.#options;
  }

  set options(options: ElementOptions) {
    this.#options = options;
  }

  /** Address of a program's text, as {@link Hunch.solve} takes it, gzipped too. */
  get src(): string {
    return this.getAttribute("src") ?? "";
  }

  set src(address: string) {
    this.setAttribute("src", address);
  }

  /** Names of panels, apart by blanks: `program`, `answer`, `plane`, `columns`, `rows`, `bound`, `tree`, `report`. Default `"answer plane columns rows"`. */
  get panels(): string {
    return this.getAttribute("panels") ?? "";
  }

  set panels(names: string) {
    this.setAttribute("panels", names);
  }

  /** Whether it solves by itself: when it enters the page, and whenever its program changes. */
  get auto(): boolean {
    return this.hasAttribute("auto");
  }

  set auto(auto: boolean) {
    this.toggleAttribute("auto", auto);
  }

  /** Seconds; default 10. */
  get timeLimit(): number {
    const text = this.getAttribute("time-limit");
    return text === null || text.trim() === "" ? USUAL_TIME_LIMIT : Number(text);
  }

  set timeLimit(seconds: number) {
    this.setAttribute("time-limit", String(seconds));
  }

  /** The format of a text, where its beginning does not tell. */
  get format(): string {
    return this.getAttribute("format") ?? "";
  }

  set format(format: TextFormat | "") {
    if (format === "") this.removeAttribute("format");
    else this.setAttribute("format", format);
  }

  /** Whether the visitor may change the program in the panel `program`. */
  get editable(): boolean {
    return this.hasAttribute("editable");
  }

  set editable(editable: boolean) {
    this.toggleAttribute("editable", editable);
  }

  /** What the group of all its parts is called to those who do not see it. Default "Optimization program". */
  get label(): string {
    return this.getAttribute("label") ?? "";
  }

  set label(label: string) {
    this.setAttribute("label", label);
  }

  get state(): ElementState {
    return this.#state;
  }

  /** The last answer; `null` before it, and once the program has changed. */
  get answer(): Answer | null {
    return this.#answer;
  }

  /** Solves the program as it is now; what runs is stopped. Rejects as {@link Hunch.solve} does. */
  async solve(): Promise<Answer> {
    clearTimeout(this.#timer);
    this.#settle();
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    this.#answer = null;
    this.#show("solving", soFar(undefined, undefined));
    try {
      const panels = panelsOf(this.getAttribute("panels"));
      const { answer, shape, course } = await this.#ask(run.signal, panels);
      if (this.#run !== run) return answer;
      this.#run = undefined;
      this.#answer = answer;
      this.#show("solved", verdict(answer), answer.explanation?.text ?? answer.repair?.text ?? "");
      this.#seen = { answer, shape, course };
      this.#parts?.panels.replaceChildren(...filled(panels, answer, shape, course));
      this.#dispatch("solved", { answer });
      return answer;
    } catch (error) {
      if (this.#run === run) {
        this.#run = undefined;
        this.#show("failed", problemWords(error));
        this.#dispatch("failed", { error: error as Error });
      }
      throw error;
    }
  }

  /** The listeners of its own events know what these carry. */
  override addEventListener<K extends keyof HunchSolverEventMap>(
    type: K,
    listener: (this: HunchSolverElement, event: HunchSolverEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  /** Stops what runs. */
  abort(): void {
    this.#run?.abort();
  }

  async #ask(signal: AbortSignal, panels: ReadonlySet<Panel>): Promise<Seen> {
    const problem = await this.#problem(signal);
    return ask(problem, panels, {
      timeLimit: this.timeLimit,
      format: this.format,
      options: this.#options,
      signal,
      tell: (course, event) => this.#tell(course, event),
    });
  }

  #tell(course: Course, event: HunchEvent): void {
    course.add(event);
    if (event.type !== "incumbent" && event.type !== "bound") return;
    const { objective, bound } = course;
    this.#dispatch("progress", { seconds: event.seconds, objective, bound });
    const now = performance.now();
    if (this.#state !== "solving" || now - this.#spoken < BETWEEN_WORDS) return;
    this.#spoken = now;
    if (this.#parts) this.#parts.course.textContent = soFar(objective, bound);
  }

  /** What is to be solved. Throws where there is nothing. */
  async #problem(signal: AbortSignal): Promise<Problem> {
    if (this.#typed !== undefined) return fromText(this.#typed);
    if (this.#program !== undefined)
      return typeof this.#program === "string" ? fromText(this.#program) : this.#program;
    const src = this.getAttribute("src");
    if (src !== null) {
      const given = await fetched(new URL(src, this.baseURI), signal);
      const text = textOf(given);
      if (this.#parts && text !== undefined) this.#parts.text.value = text.slice(0, MOST_SHOWN);
      return text === undefined ? given : fromText(text);
    }
    const text = this.#written();
    if (text !== undefined) return fromText(text);
    const message =
      "the element has no program: it takes one from src, from a script inside it, or from its property";
    throw new HunchError("invalid-input", message, { field: "program" });
  }

  /** The text of the script inside. */
  #written(): string | undefined {
    const text = this.querySelector(":scope > script")?.textContent;
    return text === null || text === undefined ? undefined : dedented(text);
  }

  // In the page

  connectedCallback(): void {
    enter();
    this.#adopt();
    this.#build();
    // A parser, or a framework, may add the script after the element.
    this.#watcher = new MutationObserver(() => this.#changed());
    this.#watcher.observe(this, { childList: true, characterData: true, subtree: true });
    this.#changed();
  }

  /** Takes what was set before the element was defined: it lies on the object, in front of the properties. */
  #adopt(): void {
    for (const name of PROPERTIES) {
      const given = Object.getOwnPropertyDescriptor(this, name);
      if (!given) continue;
      Reflect.deleteProperty(this, name);
      Object.assign(this, { [name]: given.value });
    }
  }

  disconnectedCallback(): void {
    this.#watcher?.disconnect();
    clearTimeout(this.#timer);
    // Nobody is there to see what comes of it, nor to be told that it was stopped.
    const run = this.#run;
    this.#run = undefined;
    run?.abort();
    leave();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#parts || before === after) return;
    const panels = this.#layOut();
    if (name === "src" || name === "format") this.#changed();
    else if (name === "auto") this.#begin();
    else if (name === "panels" && this.#seen && this.#state === "solved") {
      const { answer, shape, course } = this.#seen;
      this.#parts.panels.replaceChildren(...filled(panels, answer, shape, course));
    }
  }

  /** Several changes of one moment count as one. */
  #changed(): void {
    if (this.#isWaiting || !this.#parts) return;
    this.#isWaiting = true;
    queueMicrotask(() => {
      this.#settle();
      this.#begin();
    });
  }

  /** Takes up what has changed, if that has not been done. */
  #settle(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#typed = undefined;
    this.#renew();
  }

  /** Solves where nobody has to ask. */
  #begin(): void {
    if (this.auto && this.isConnected && this.#state === "ready") void this.solve().catch(() => undefined);
  }

  /** The program is another one: what was said of the one before goes. */
  #renew(): void {
    const run = this.#run;
    this.#run = undefined;
    run?.abort();
    this.#answer = null;
    const { text } = this.#parts!;
    if (this.#typed === undefined) text.value = this.#shown();
    const has = this.#typed !== undefined || this.#program !== undefined || this.hasAttribute("src");
    const isEmpty = !has && this.#written() === undefined;
    this.#show(isEmpty ? "empty" : "ready", isEmpty ? "There is no program yet." : "");
    const isElsewhere = this.#typed === undefined && this.#program === undefined && this.hasAttribute("src");
    if (isElsewhere && !this.auto && !this.#parts!.editor.hidden) void this.#preview();
  }

  /** Fetches the text of `src` to show it; what goes wrong is told by the solve, which fetches again. */
  async #preview(): Promise<void> {
    const src = this.src;
    const bytes = await fetched(new URL(src, this.baseURI), new AbortController().signal).catch(
      () => undefined,
    );
    const text = bytes && textOf(bytes);
    if (text !== undefined && this.src === src && this.#typed === undefined)
      this.#parts!.text.value = text.slice(0, MOST_SHOWN);
  }

  /** The program as the panel shows it. */
  #shown(): string {
    const given: Problem | undefined =
      this.#program ?? (this.hasAttribute("src") ? undefined : this.#written());
    if (given === undefined) return "";
    const text = typeof given === "string" ? given : textOf(given);
    return (text ?? JSON.stringify(given, undefined, 2) ?? "").slice(0, MOST_SHOWN);
  }

  #build(): void {
    if (this.#parts) return;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styleSheet()];
    const parts = frameParts();
    parts.button.addEventListener("click", () => this.#press());
    parts.text.addEventListener("input", () => this.#edited(parts.text.value));
    root.append(parts.frame);
    this.#parts = parts;
    this.#layOut();
  }

  /** Labels, and which of the fixed parts are seen. */
  #layOut(): ReadonlySet<Panel> {
    const { frame, editor, text, verdict: sentence } = this.#parts!;
    let panels: ReadonlySet<Panel>;
    try {
      panels = panelsOf(this.getAttribute("panels"));
    } catch {
      // The next solve says what is wrong.
      panels = panelsOf(null);
    }
    frame.setAttribute("aria-label", this.label || "Optimization program");
    editor.hidden = !panels.has("program");
    text.readOnly = !this.editable;
    sentence.classList.toggle("unseen", !panels.has("answer"));
    return panels;
  }

  #press(): void {
    if (this.#state === "solving") this.abort();
    else void this.solve().catch(() => undefined);
  }

  #edited(text: string): void {
    this.#typed = text;
    this.#renew();
    clearTimeout(this.#timer);
    if (this.auto) this.#timer = setTimeout(() => void this.solve().catch(() => undefined), PAUSE);
  }

  #show(state: ElementState, words: string, why = ""): void {
    this.#state = state;
    if (this.#parts) showState(this.#parts, state, words, why);
  }

  #dispatch<K extends keyof HunchSolverEventMap>(type: K, detail: HunchSolverEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
