/** A program of the visitor's own: solved while it is typed where that is quick, else when asked. */

import type { Hunch, HunchEvent, SolveOptions } from "hunch-solver";
import { asHunchError, explain } from "../../frame/errors";
import { History } from "../../frame/history";
import { MAX_LINK_LENGTH } from "../../frame/limits";
import { type LinkFields, onlyFields } from "../../frame/link";
import { latestOnly } from "../../frame/requests";
import type { Frame, Subject } from "../../frame/subject";
import { type ProgramRace, programRace } from "../../race/program";
import { fillTimeLimits } from "../../ui/controls";
import { byId, el, oncePerFrame } from "../../ui/dom";
import { Editor, type Mark } from "./editor";
import { EXAMPLES } from "./examples";
import { MOST_READ, MOST_SHOWN, PAUSE, WHILE_TYPING } from "./limits";
import { pack, packedBytes, unpack } from "./packed";
import { objectiveWords, Turning } from "./turning";
import { RunLog } from "./run-log";
import { namesOf, type Shape, shapeOf } from "./shape";
import { columnsTable, type ProgramAnswer, rowsTable } from "./tables";
import { drawTree, rootAt } from "./tree";
import { INTEGERS_FIXED, TAKES_LONGER, verdict, whyWords } from "./wording";
import "./style.css";

/** Seconds that a search may take unless another limit is chosen. */
const USUAL_TIME_LIMIT = 10;
/** What every solve asks for. */
const ASKED = { sensitivity: true, explain: true, repair: true } as const satisfies SolveOptions;

/** What is solved: the text in the editor, or a file that is too long to be shown. */
type Source = string | Uint8Array;

export function open(frame: Frame): Subject {
  return new YourProgram(frame);
}

class YourProgram implements Subject {
  readonly name = "program";
  readonly landing = byId("program-answer-title");
  private readonly history = new History(EXAMPLES[0]?.text ?? "");
  private readonly editor = new Editor(byId("program-editor"), () => this.typed());
  private readonly example = byId<HTMLSelectElement>("program-example");
  private readonly timeLimit = byId<HTMLSelectElement>("program-time-limit");
  private readonly moment = byId<HTMLInputElement>("program-moment");
  private readonly drawSearch = oncePerFrame(() => this.showMoment());
  private readonly whileTyping = latestOnly((source: Source) => this.solveQuickly(source));
  private readonly turning = new Turning((asked) => this.solveTurned(asked));
  /** A dropped file instead of the editor's text. */
  private file: { name: string; bytes: Uint8Array } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;
  private log: RunLog | null = null;
  /** The text that the link holds, packed. */
  private packed = "";
  /** A text from a link that is still packed. */
  private pending: Uint8Array<ArrayBuffer> | null = null;
  /** What the answer on the page belongs to. */
  private answered: Source | null = null;
  private readonly race: ProgramRace;

  constructor(private readonly frame: Frame) {
    this.race = programRace(byId("program-search").parentElement!, frame, () => this.source);
    this.example.append(
      el("option", { value: "" }, "choose …"),
      ...EXAMPLES.map(({ name }, k) => el("option", { value: k }, name)),
    );
    this.example.addEventListener("change", () => {
      const chosen = EXAMPLES[Number(this.example.value)];
      if (this.example.value !== "" && chosen) this.put(chosen.text);
    });
    fillTimeLimits(this.timeLimit, USUAL_TIME_LIMIT);
    byId("program-solve").addEventListener("click", () => void this.solve());
    byId("program-stop").addEventListener("click", () => this.running?.abort());
    this.moment.addEventListener("input", this.drawSearch);
    byId("program-back").addEventListener("click", () => this.step(-1));
    byId("program-step").addEventListener("click", () => this.step(1));
    const input = byId<HTMLInputElement>("program-file");
    input.addEventListener("change", () => {
      const chosen = input.files?.[0];
      if (chosen) void this.take(chosen);
      input.value = "";
    });
    this.listenToDrops(byId("program-drop"));
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  get canReset(): boolean {
    return this.history.present !== EXAMPLES[0]?.text || this.file !== null;
  }

  choose(): void {}

  fragment(): string {
    const fragment = `#subject=program&text=${this.packed}`;
    return this.packed === "" || fragment.length > MAX_LINK_LENGTH ? "#subject=program" : fragment;
  }

  follow(fields: LinkFields): void {
    onlyFields(fields, ["subject", "text"]);
    const text = fields.get("text");
    if (text === undefined || text === this.packed) return;
    this.pending = packedBytes("text", text);
  }

  leave(): void {
    this.race.leave();
    clearTimeout(this.timer);
    this.running?.abort();
  }

  undo(): boolean {
    return this.history.undo();
  }

  redo(): boolean {
    return this.history.redo();
  }

  reset(): void {
    this.put(EXAMPLES[0]?.text ?? "");
  }

  async warmUp(): Promise<void> {}

  async show(): Promise<void> {
    const { pending } = this;
    this.pending = null;
    if (pending) {
      try {
        this.file = null;
        this.history.change(await unpack(pending));
      } catch (error) {
        this.frame.alert(`This link was not used: its text could not be unpacked: ${explain(error)}`);
      }
    }
    this.editor.show(this.file ? "" : this.history.present);
    this.followExample();
    await this.refresh();
  }

  // Where programs come from

  private put(text: string): void {
    this.file = null;
    this.frame.alert(null);
    this.history.change(text);
    void this.show();
  }

  private typed(): void {
    this.file = null;
    this.history.change(this.editor.text, "typing");
    this.followExample();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), PAUSE);
  }

  private followExample(): void {
    const k = EXAMPLES.findIndex(({ text }) => text === this.history.present);
    this.example.value = k < 0 || this.file ? "" : String(k);
  }

  private async take(file: File): Promise<void> {
    this.frame.alert(null);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    if (!isPacked && bytes.length <= MOST_SHOWN) return this.put(new TextDecoder().decode(bytes));
    this.file = { name: file.name, bytes };
    await this.show();
  }

  private listenToDrops(target: HTMLElement): void {
    const over = (event: DragEvent, isOver: boolean): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      target.dataset["over"] = String(isOver);
    };
    target.addEventListener("dragover", (event) => over(event, true));
    target.addEventListener("dragleave", (event) => over(event, false));
    target.addEventListener(
      "drop",
      (event) => {
        over(event, false);
        const file = event.dataTransfer?.files[0];
        if (!file) return;
        event.stopPropagation();
        void this.take(file);
      },
      { capture: true },
    );
  }

  // Answers

  private get source(): Source {
    return this.file?.bytes ?? this.history.present;
  }

  /** After a change: the link, and an answer if that takes no longer than a blink. */
  private async refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.packed = this.file ? "" : await pack(this.history.present);
    this.frame.changed();
    this.race.changed();
    this.running?.abort();
    if (this.source !== this.answered) this.whileTyping(this.source);
  }

  private async solveQuickly(source: Source): Promise<void> {
    if (source !== this.source || source === this.answered) return;
    const hunch = await this.frame.workers.quick;
    await this.ask(hunch, source, WHILE_TYPING, undefined);
  }

  /** The program with its objective turned by hand; the text stays as it is. */
  private readonly solveTurned = latestOnly(async ({ shape, turned }: { shape: Shape; turned: boolean }) => {
    const { program } = shape;
    const { source } = this;
    if (!program || this.answered !== source) return;
    const log = new RunLog();
    const options = { ...ASKED, timeLimit: WHILE_TYPING, onEvent: (event: HunchEvent) => log.add(event) };
    try {
      const answer = await (await this.frame.workers.quick).solve(program, options);
      if (source !== this.source) return;
      log.name(shape.columns.map(({ name }) => name));
      this.showAnswer(shape, answer, log, { wasQuick: true, turned });
    } catch (error) {
      this.frame.alert(explain(error));
    }
  });

  private async solve(): Promise<void> {
    if (this.running) return;
    this.running = new AbortController();
    const { signal } = this.running;
    this.showRunning();
    try {
      const hunch = await this.frame.workers.search();
      await this.ask(hunch, this.source, Number(this.timeLimit.value), signal);
    } finally {
      this.running = null;
      this.showRunning();
    }
    this.frame.say(byId("program-verdict").textContent ?? "");
  }

  private async ask(
    hunch: Hunch,
    source: Source,
    timeLimit: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      const read = source.length <= MOST_READ ? await shapeOf(hunch, source) : null;
      const log = new RunLog();
      const onEvent = (event: HunchEvent): void => {
        log.add(event);
        if (signal && event.type === "incumbent") this.showProgress(log);
      };
      const answer = await hunch.solve(source, {
        ...ASKED,
        timeLimit,
        onEvent,
        ...(signal ? { signal } : {}),
      });
      if (source !== this.source) return;
      this.answered = source;
      const shape = read ?? namesOf(answer.columns ?? [], answer.rows ?? []);
      log.name(shape.columns.map(({ name }) => name));
      this.showAnswer(shape, answer, log, { wasQuick: signal === undefined, turned: false });
    } catch (error) {
      if (source !== this.source) return;
      if (signal?.aborted) byId("program-verdict").textContent = "Stopped.";
      else this.showProblem(error);
    }
  }

  // What is seen

  private showProgress(log: RunLog): void {
    const { best, bound } = log.at(log.length);
    const parts = [`Best so far ${best ?? "–"}`, `bound ${bound ?? "–"}`];
    byId("program-verdict").textContent = `${parts.join(", ")} …`;
  }

  private showProblem(error: unknown): void {
    this.answered = null;
    const known = asHunchError(error);
    const message = explain(error);
    this.problem(message, "error");
    const marks: Mark[] =
      known?.line === undefined
        ? []
        : [{ line: known.line, column: known.column ?? 1, message, severity: "error" }];
    this.editor.mark(marks);
    const isText = known?.line !== undefined;
    byId("program-verdict").textContent = isText
      ? "There is no answer: the program could not be read."
      : "There is no answer to this program.";
    this.showText("program-why", "");
    for (const id of ["program-columns", "program-rows"]) this.showTable(id, null);
    for (const id of ["program-fixed", "program-report", "program-search"]) byId(id).hidden = true;
    this.turning.hide();
  }

  private problem(text: string, kind: "error" | "warning"): void {
    byId("program-problem").textContent = text;
    byId("program-problem").dataset["kind"] = kind;
  }

  private showAnswer(
    shape: Shape,
    answer: ProgramAnswer,
    log: RunLog,
    { wasQuick, turned }: { wasQuick: boolean; turned: boolean },
  ): void {
    const warnings = answer.warnings ?? [];
    const [first] = warnings;
    const more = warnings.length > 1 ? ` (and ${warnings.length - 1} more)` : "";
    this.problem(first ? `Line ${first.line}: ${first.message}${more}` : "", "warning");
    if (!this.file)
      this.editor.mark(
        warnings.map(({ line, column, message }) => ({ line, column, message, severity: "warning" })),
      );
    const isOpen = wasQuick && (answer.status === "feasible" || answer.status === "limit");
    const file = turned ? `Turned to ${objectiveWords(shape)}: ` : this.file ? `${this.file.name}: ` : "";
    byId("program-verdict").textContent = `${file}${verdict(answer)}${isOpen ? ` ${TAKES_LONGER}` : ""}`;
    this.showText("program-why", whyWords(answer));
    const has = answer.status === "optimal" || answer.status === "feasible";
    this.showTable("program-columns", has ? columnsTable(shape, answer) : null);
    this.showTable("program-rows", has && shape.rows.length > 0 ? rowsTable(shape, answer) : null);
    this.turning.show(shape, has ? answer.values : null, turned);
    byId("program-report").hidden = answer.report === undefined;
    byId("program-report-text").textContent = answer.report ?? "";
    const isPriced =
      has && answer.integersFixed === true && shape.columns.some(({ kind }) => kind === "continuous");
    this.showText("program-fixed", isPriced ? INTEGERS_FIXED : "");
    this.log = log;
    byId("program-tree").replaceChildren();
    byId("program-search").hidden = !log.hasTree;
    this.moment.max = String(log.length);
    this.moment.value = String(log.length);
    this.showMoment();
  }

  private showMoment(): void {
    if (!this.log) return;
    const moment = this.log.at(Number(this.moment.value));
    const numbers = [
      moment.best === null ? null : `best ${moment.best}`,
      moment.bound === null ? null : `bound ${moment.bound}`,
    ].filter((part) => part !== null);
    const state = numbers.length > 0 ? ` (${numbers.join(", ")})` : "";
    byId("program-event").textContent = `${moment.sentence}${state}`;
    this.moment.setAttribute("aria-valuetext", moment.sentence);
    const picture = drawTree(moment);
    const frame = byId("program-tree");
    const wasEmpty = frame.childElementCount === 0;
    frame.replaceChildren(...(picture ? [picture] : []));
    if (wasEmpty && picture) frame.scrollLeft = rootAt(picture) - frame.clientWidth / 2;
    byId("program-hidden").textContent =
      moment.hidden > 0 ? `${moment.hidden.toLocaleString("en")} further nodes are not drawn.` : "";
  }

  private step(by: number): void {
    this.moment.value = String(Number(this.moment.value) + by);
    this.drawSearch();
  }

  private showText(id: string, text: string): void {
    byId(id).textContent = text;
    byId(id).hidden = text === "";
  }

  private showTable(id: string, table: HTMLElement | null): void {
    byId(id).replaceChildren(...(table ? [table] : []));
    byId(id).hidden = table === null;
    byId(`${id}-title`).hidden = table === null;
  }

  /** Solve and Stop take each other's place, and the focus with it. */
  private showRunning(): void {
    const start = byId<HTMLButtonElement>("program-solve");
    const stop = byId("program-stop");
    const focused = document.activeElement === start || document.activeElement === stop;
    start.hidden = this.running !== null;
    stop.hidden = this.running === null;
    if (focused) (this.running ? stop : start).focus();
  }
}
