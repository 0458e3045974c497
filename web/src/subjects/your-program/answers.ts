/** Answers to the program as it stands: quick ones while it changes, and searches that are watched, held and stopped. */

import type { Hunch, HunchEvent, Program, SolveOptions } from "hunch-solver";
import { asHunchError, explain } from "../../frame/errors";
import { latestOnly } from "../../frame/requests";
import type { Frame, Portable } from "../../frame/subject";
import { hasPoint, isPriced, type ProgramAnswer } from "../../inspector/answer";
import { relaxation } from "../../inspector/branching";
import type { Source } from "../../inspector/host";
import { RunLog } from "../../inspector/log";
import { number } from "../../inspector/numbers";
import { plan } from "../../inspector/plan";
import { type Extras, isPlane, type Relaxed } from "../../inspector/plane";
import { namesOf, read, type Shape, shapeOf } from "../../inspector/shape";
import type { Store } from "../../inspector/store";
import { breathe } from "../../ui/breathe";
import { byId } from "../../ui/dom";
import { EXAMPLES } from "./examples";
import type { Mark } from "./editor";
import { LOOK_EVERY, MOST_READ, NODES_A_LOOK, WHILE_TYPING } from "./limits";
import { Pacer } from "./pacer";
import type { TextBox } from "./text-box";
import { objectiveWords, Turning } from "./turning";
import { INTEGERS_FIXED, NO_PROGRAM, TAKES_LONGER, UNKNOWN_FORM, verdict, whyWords } from "./wording";
import { whole } from "../../ui/format";

/** What every solve asks for. */
const ASKED = { sensitivity: true, explain: true, repair: true } as const satisfies SolveOptions;

/** What there is to solve now, and the name of its file. */
export interface Given {
  readonly source: Source;
  readonly name: string | null;
}

/** The mark in the browser's record of times at which an answer, or a problem, is shown. */
const SETTLED = "hunch:settled";

/** An answer in a sentence, and its values by name. */
type Words = Pick<Portable, "words" | "values">;
const NO_WORDS: Words = { words: "", values: [] };

/** How an answer came about. */
interface Manner {
  /** Within the time that a change may take. */
  readonly wasQuick: boolean;
  /** With an objective turned by hand. */
  readonly turned: boolean;
}

export class Answers {
  private readonly whileTyping = latestOnly((source: Source) => this.solveQuickly(source));
  private readonly turning = new Turning((asked) => this.solveTurned(asked));
  private running: { readonly source: Source; readonly pacer: Pacer } | null = null;
  private words = NO_WORDS;
  private turnedTo: Program | null = null;
  /** What the answer on the page belongs to; none after a problem, so that the same is asked again. */
  private answered: Source | null = null;
  /** What the run that is shown is of. */
  private shownOf: Source | null = null;
  /** Resolved with the first answer, or the first problem. */
  private tellSettled = (): void => {};
  private readonly first = new Promise<void>((resolve) => {
    this.tellSettled = resolve;
  });

  constructor(
    private readonly frame: Frame,
    private readonly store: Store,
    private readonly box: TextBox,
    private readonly given: () => Given,
  ) {
    byId("program-solve").addEventListener("click", () => void this.solve());
    byId("program-stop").addEventListener("click", () => this.running?.pacer.stop());
    byId("program-one-step").addEventListener("click", () => this.running?.pacer.step());
    byId("program-hold").addEventListener("click", () => {
      const pacer = this.running?.pacer;
      if (pacer?.isHeld) pacer.go();
      else pacer?.hold();
      this.showRunning();
    });
    byId("program-plan").addEventListener("click", ({ target }) => {
      const column = target instanceof HTMLElement ? target.dataset["column"] : undefined;
      if (column !== undefined) store.select({ kind: "column", index: Number(column) });
    });
    store.onChange((changed) => {
      if (changed !== "selection") return;
      const { selection } = store;
      const { kind, index } = selection ?? { kind: "node", index: 0 };
      this.turning.add({ chosen: kind === "row" || kind === "column" ? { kind, index } : null });
    });
  }

  /** What is said of a program, and its values by name; nothing where another one was answered. */
  said(source: Source): Words {
    return source === this.answered ? this.words : NO_WORDS;
  }

  /** What the run on the page is of, which may be older than the text; none before the first. */
  get source(): Source | Program | null {
    return this.turnedTo ?? this.shownOf;
  }

  settled(): Promise<void> {
    return this.first;
  }

  addToPlane(extras: Extras): void {
    this.turning.add(extras);
  }

  leave(): void {
    this.running?.pacer.stop();
  }

  /** The program has changed. */
  refresh(): void {
    const { source } = this.given();
    if (this.running && this.running.source !== source) this.running.pacer.stop();
    byId("program-answer").dataset["old"] = String(source !== this.answered);
    if (source !== this.answered) this.whileTyping(source);
  }

  private async solveQuickly(source: Source): Promise<void> {
    if (source !== this.given().source || source === this.answered) return;
    await this.ask(await this.frame.workers.quick, source, WHILE_TYPING, null);
  }

  /** The program with its objective turned by hand; the text stays as it is. */
  private readonly solveTurned = latestOnly(async ({ shape, turned }: { shape: Shape; turned: boolean }) => {
    const { source } = this.given();
    if (!shape.program || this.answered !== source) return;
    const log = new RunLog();
    const options = { ...ASKED, timeLimit: WHILE_TYPING, onEvent: (event: HunchEvent) => log.add(event) };
    try {
      const hunch = await this.frame.workers.quick;
      const answer = await hunch.solve(shape.program, options);
      const relaxed = await relaxedOf(hunch, shape, answer);
      if (source !== this.given().source) return;
      await this.showAnswer(shape, answer, log, relaxed, { wasQuick: true, turned });
    } catch (error) {
      this.frame.alert(explain(error));
    }
  });

  private async solve(): Promise<void> {
    if (this.running) return;
    const { source } = this.given();
    this.running = { source, pacer: new Pacer() };
    this.showRunning();
    // What changes some times a second is not spoken; the end is.
    byId("program-verdict").setAttribute("aria-live", "off");
    byId("program-verdict").textContent = "The search begins …";
    try {
      const hunch = await this.frame.workers.search();
      const limit = Number(byId<HTMLSelectElement>("program-time-limit").value);
      await this.ask(hunch, source, limit, this.running.pacer);
    } finally {
      this.running = null;
      this.showRunning();
      byId("program-verdict").removeAttribute("aria-live");
    }
    this.frame.say(byId("program-verdict").textContent ?? "");
  }

  private async ask(hunch: Hunch, source: Source, timeLimit: number, pacer: Pacer | null): Promise<void> {
    const isNow = (): boolean => source === this.given().source;
    try {
      const known = EXAMPLES.find(({ text }) => text === source)?.program;
      const shape = known ? shapeOf(known) : source.length <= MOST_READ ? await read(hunch, source) : null;
      const log = new RunLog();
      const look = pacer && shape ? this.watch(source, shape, log, pacer, isNow) : null;
      const options: SolveOptions = {
        ...ASKED,
        timeLimit,
        onEvent: (event) => {
          log.add(event);
          pacer?.told();
          look?.();
        },
      };
      // Several objectives are searched one after the other, without a pace.
      const canPace = pacer && !shape?.program?.objectives?.length;
      const answer = await hunch.solve(known ?? source, canPace ? { ...options, pace: pacer.pace } : options);
      const named = shape ?? namesOf(answer.columns ?? [], answer.rows ?? []);
      const relaxed = await relaxedOf(hunch, named, answer);
      if (!isNow()) return;
      [this.answered, this.shownOf] = [source, source];
      await this.showAnswer(named, answer, log, relaxed, { wasQuick: pacer === null, turned: false });
    } catch (error) {
      if (isNow()) this.showProblem(error);
    } finally {
      performance.mark(SETTLED);
      this.tellSettled();
    }
  }

  /** Shows a search under way, some times a second. */
  private watch(source: Source, shape: Shape, log: RunLog, pacer: Pacer, isNow: () => boolean): () => void {
    let last = Number.NEGATIVE_INFINITY;
    log.name(shape.columns.map(({ name }) => name));
    return () => {
      const time = performance.now();
      // A larger tree takes longer to lay out, and changes less between two looks.
      const every = LOOK_EVERY * (1 + log.nodes.length / NODES_A_LOOK);
      if ((time - last < every && !pacer.isHeld) || !isNow()) return;
      last = time;
      const hasFollowed = this.store.run?.log !== log || this.store.moment >= this.shownLength;
      this.shownLength = log.length;
      [this.shownOf, this.turnedTo] = [source, null];
      this.store.grow({ shape, answer: null, log }, hasFollowed);
      const { best, bound } = log.at(log.length);
      const nodes = log.efforts.length;
      const parts = [
        `Best so far ${best === null ? "–" : number(best)}`,
        `bound ${bound === null ? "–" : number(bound)}`,
        ...(nodes > 0 ? [`${whole(nodes)} nodes closed`] : []),
      ];
      byId("program-verdict").textContent = `${parts.join(", ")} …`;
    };
  }

  /** How many events the store has been shown of the search under way. */
  private shownLength = 0;

  // What is seen

  private showProblem(error: unknown): void {
    this.answered = null;
    const known = asHunchError(error);
    const message = problemWords(error, this.given().source);
    this.problem(message, "error");
    const isText = known?.line !== undefined;
    this.box.mark(
      isText ? [{ line: known.line ?? 1, column: known.column ?? 1, message, severity: "error" }] : [],
    );
    const old = this.store.run ? " What is shown is of the program before." : "";
    byId("program-verdict").textContent = isText
      ? `There is no answer: the program could not be read.${old}`
      : `There is no answer to this program.${old}`;
    byId("program-answer").dataset["old"] = "true";
    showText("program-why", "");
  }

  private problem(text: string, kind: "error" | "warning"): void {
    byId("program-problem").textContent = text;
    byId("program-problem").dataset["kind"] = kind;
  }

  /** The tables first, then the words and the plane: each is a piece of work. */
  private async showAnswer(
    shape: Shape,
    answer: ProgramAnswer,
    log: RunLog,
    relaxed: Relaxed | null,
    { wasQuick, turned }: Manner,
  ): Promise<void> {
    const { source, name } = this.given();
    log.name(shape.columns.map(({ name }) => name));
    this.turnedTo = turned ? shape.program : null;
    this.store.show({ shape, answer, log });
    await breathe();
    // What was typed in between is not what this is about.
    const isOld = source !== this.given().source;
    const warnings = answer.warnings ?? [];
    const [first] = warnings;
    const more = warnings.length > 1 ? ` (and ${warnings.length - 1} more)` : "";
    this.problem(first ? `Line ${first.line}: ${first.message}${more}` : "", "warning");
    if (name === null && !isOld)
      this.box.mark([
        ...warnings.map(
          ({ line, column, message }): Mark => ({ line, column, message, severity: "warning" }),
        ),
        ...conflictMarks(source, answer),
      ]);
    byId("program-answer").dataset["old"] = String(isOld);
    const isOpen = wasQuick && (answer.status === "feasible" || answer.status === "limit");
    const of = turned ? `Turned to ${objectiveWords(shape)}: ` : name === null ? "" : `${name}: `;
    byId("program-verdict").textContent = `${of}${verdict(answer)}${isOpen ? ` ${TAKES_LONGER}` : ""}`;
    showText("program-why", whyWords(shape, answer));
    const has = hasPoint(answer);
    if (!turned) {
      const values = shape.columns.map(({ name }, j) => [name, String(answer.values[j] ?? "")] as const);
      this.words = { words: verdict(answer), values: has ? values : [] };
    }
    this.turning.add({ conflict: conflictOf(answer) });
    this.turning.show(shape, has ? answer.values : null, has ? relaxed : null, turned);
    const bars = isPlane(shape) ? null : plan({ shape, answer, log });
    byId("program-plan-part").hidden = bars === null;
    byId("program-plan").replaceChildren(...(bars ? [bars] : []));
    byId("program-report").hidden = answer.report === undefined;
    byId("program-report-text").textContent = answer.report ?? "";
    const isFixed = has && answer.integersFixed === true && isPriced(shape, answer);
    showText("program-fixed", isFixed ? INTEGERS_FIXED : "");
  }

  /** Solve and Stop take each other's place, and the focus with it. */
  private showRunning(): void {
    const start = byId<HTMLButtonElement>("program-solve");
    const [hold, step, stop] = [byId("program-hold"), byId("program-one-step"), byId("program-stop")];
    const { activeElement } = document;
    const focused = [start, hold, step, stop].some((button) => button === activeElement);
    const pacer = this.running?.pacer;
    start.hidden = pacer !== undefined;
    hold.hidden = pacer === undefined;
    stop.hidden = pacer === undefined;
    step.hidden = pacer?.isHeld !== true;
    hold.textContent = pacer?.isHeld ? "Go on" : "Hold";
    if (!focused) return;
    const stays = activeElement instanceof HTMLElement && !activeElement.hidden;
    if (!stays) (pacer ? (activeElement === step ? hold : stop) : start).focus();
  }
}

/** What is wrong, for somebody who types and does not program. */
function problemWords(error: unknown, source: Source): string {
  if (typeof source === "string" && source.trim() === "") return NO_PROGRAM;
  const message = explain(error);
  return message.includes("the format of the text cannot be told") ? UNKNOWN_FORM : message;
}

/** Rows and columns that cannot hold together. */
function conflictOf({ explanation }: ProgramAnswer): NonNullable<Extras["conflict"]> {
  const of = (kind: "row" | "column", members: ReadonlyArray<{ index: number }> = []) =>
    members.map(({ index }) => ({ kind, index }));
  return [...of("row", explanation?.rows), ...of("column", explanation?.columns)];
}

/** The lines of a text at which rows of a conflict are named: `name:` in CPLEX-LP, `G name` in MPS. */
function conflictMarks(source: Source, { explanation }: ProgramAnswer): Mark[] {
  if (typeof source !== "string" || !explanation) return [];
  const names = new Set(explanation.rows.map(({ name }) => name));
  return source.split("\n").flatMap((text, k): Mark[] => {
    const label = /^(\s*(?:[GLE]\s+)?)([^\s:]+)\s*(?::|$)/.exec(text);
    const name = label?.[2];
    if (!label || name === undefined || !names.has(name)) return [];
    names.delete(name);
    const column = (label[1]?.length ?? 0) + 1;
    return [
      {
        line: k + 1,
        column,
        message: `${name} is one of the rows that cannot hold together`,
        severity: "warning",
      },
    ];
  });
}

/** The optimum without the demand of whole numbers, for the plane. */
async function relaxedOf(hunch: Hunch, shape: Shape, answer: ProgramAnswer): Promise<Relaxed | null> {
  if (!isPlane(shape) || !shape.program || !hasPoint(answer)) return null;
  const isLinear = shape.columns.every(({ kind }) => kind === "continuous");
  const solved = isLinear ? answer : await hunch.solve(relaxation(shape));
  const { status, values, duals, reducedCosts } = solved;
  return status === "optimal" && duals && reducedCosts ? { point: [...values], duals, reducedCosts } : null;
}

function showText(id: string, text: string): void {
  byId(id).textContent = text;
  byId(id).hidden = text === "";
}
