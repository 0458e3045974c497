/** A program of the visitor's own: solved while it is typed where that is quick, else when asked; and the inspector of its runs. */

import type { Hunch } from "hunch-solver";
import { explain } from "../../frame/errors";
import { History } from "../../frame/history";
import { MAX_LINK_LENGTH } from "../../frame/limits";
import { type LinkFields, onlyFields } from "../../frame/link";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Undoing } from "../../frame/undoing";
import type { Source } from "../../inspector/host";
import { Inspector } from "../../inspector/inspector";
import { besideWords, writeMathematics } from "../../inspector/mathematics";
import { Tabs } from "../../inspector/tabs";
import { type ProgramRace, programRace } from "../../race/program";
import { fillTimeLimits } from "../../ui/controls";
import { breathe } from "../../ui/breathe";
import { byId, el } from "../../ui/dom";
import { whole } from "../../ui/format";
import { Answers } from "./answers";
import { EXAMPLES, FIRST_TEXT } from "./examples";
import { MOST_SHOWN, PAUSE } from "./limits";
import { pack, packedBytes, unpack } from "./packed";
import { TextBox } from "./text-box";
import "../../inspector/style.css";
import "./style.css";

/** Seconds that a search may take unless another limit is chosen. */
const USUAL_TIME_LIMIT = 10;
/** What a pasted text is called that is longer than the editor shows. */
const PASTED = "The pasted text";
const TOO_LONG = `This text is longer than the ${whole(MOST_SHOWN)} characters that the editor shows: it is solved as a file. Undo brings back what stood here.`;
/** What the reader of texts is warmed up with. */
const SMALLEST = "min\n x\nend\n";

export function open(frame: Frame): Subject {
  return new YourProgram(frame);
}

class YourProgram extends Undoing<string> implements Subject {
  readonly name = "program";
  readonly landing = byId("program-answer-title");
  protected readonly history = new History(FIRST_TEXT);
  private readonly box = new TextBox(byId("program-editor"), {
    changed: (text) => this.typed(text),
    pastedLong: (text) => this.takePasted(text),
  });
  private readonly example = byId<HTMLSelectElement>("program-example");
  private readonly inspector: Inspector;
  private readonly answers: Answers;
  private readonly forms = new Tabs("program-forms", (form) => {
    if (form === "program-maths") void this.writeMaths();
  });
  /** A dropped file instead of the editor's text. */
  private file: { name: string; bytes: Uint8Array } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The text that the link holds, packed. */
  private packed = "";
  /** A text from a link that is still packed. */
  private pending: Uint8Array<ArrayBuffer> | null = null;

  private readonly race: ProgramRace;
  private warm: Promise<void> | null = null;

  constructor(private readonly frame: Frame) {
    super();
    this.race = programRace(byId("program-race"), frame, () => this.source);
    this.inspector = new Inspector({
      quick: () => frame.workers.quick,
      search: () => frame.workers.search(),
      source: () => this.answers.source ?? this.source,
      onExtras: (extras) => this.answers.addToPlane(extras),
      alert: (text) => frame.alert(text),
    });
    this.answers = new Answers(frame, this.inspector.store, this.box, () => ({
      source: this.source,
      name: this.file?.name ?? null,
    }));
    this.inspector.store.onChange((changed) => {
      if (changed === "run" && this.forms.shown === "program-maths") void this.writeMaths();
    });
    this.example.append(
      el("option", { value: "" }, "choose …"),
      ...EXAMPLES.map(({ name }, k) => el("option", { value: k }, name)),
    );
    this.example.addEventListener("change", () => void this.takeExample());
    fillTimeLimits(byId<HTMLSelectElement>("program-time-limit"), USUAL_TIME_LIMIT);
    const input = byId<HTMLInputElement>("program-file");
    input.addEventListener("change", () => {
      const chosen = input.files?.[0];
      if (chosen) void this.take(chosen);
      input.value = "";
    });
    this.listenToDrops(byId("program-drop"));
  }

  override get canUndo(): boolean {
    return this.file !== null || super.canUndo;
  }

  override get canRedo(): boolean {
    return this.file === null && super.canRedo;
  }

  /** A file is on top of the text before it. */
  override undo(): boolean {
    if (this.file === null) return super.undo();
    this.file = null;
    this.frame.alert(null);
    return true;
  }

  get canReset(): boolean {
    return this.history.present !== FIRST_TEXT || this.file !== null;
  }

  fragment(): string {
    const fragment = this.wholeState();
    return fragment === null || fragment.length > MAX_LINK_LENGTH ? "#subject=program" : fragment;
  }

  wholeState(): string | null {
    if (this.file) return null;
    return this.packed === "" ? "#subject=program" : `#subject=program&text=${this.packed}`;
  }

  portable(): Portable {
    return {
      title: this.file?.name ?? "A program",
      problem: this.source,
      panels: "program answer plane columns rows bound tree",
      ...this.answers.said(this.source),
    };
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
    this.answers.leave();
  }

  reset(): void {
    this.put(FIRST_TEXT);
  }

  /** What the first picture did without: the editor, the other panels, the race, the reader of texts. */
  override warmUp(): Promise<void> {
    this.warm ??= this.loadOthers();
    return this.warm;
  }

  private async loadOthers(): Promise<void> {
    const loaded = await Promise.allSettled([
      this.box.load(),
      this.inspector.warmUp(),
      this.race.warmUp(),
      this.frame.workers.quick.then((hunch: Hunch) => hunch.write(SMALLEST, { to: "json" })),
    ]);
    // What failed, as a download may, is tried again when the subject is shown next.
    if (loaded.some(({ status }) => status === "rejected")) this.warm = null;
  }

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
    this.box.show(this.file ? "" : this.history.present);
    this.followExample();
    await breathe();
    await this.refresh();
    // What follows the first picture must not compete with it.
    await this.answers.settled();
    void this.warmUp();
  }

  // Where programs come from

  private get source(): Source {
    return this.file?.bytes ?? this.history.present;
  }

  private put(text: string): void {
    this.file = null;
    this.frame.alert(null);
    this.history.change(text);
    void this.show();
  }

  private typed(text: string): void {
    this.file = null;
    this.history.change(text, "typing");
    this.followExample();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), PAUSE);
  }

  private followExample(): void {
    const k = EXAMPLES.findIndex(({ text }) => text === this.history.present);
    this.example.value = k < 0 || this.file ? "" : String(k);
  }

  private async takeExample(): Promise<void> {
    const { value } = this.example;
    const chosen = value === "" ? undefined : EXAMPLES[Number(value)];
    if (!chosen) return;
    try {
      const text = typeof chosen.text === "string" ? chosen.text : await chosen.text();
      this.put(text);
      this.example.value = value;
    } catch (error) {
      this.frame.alert(`The example could not be loaded: ${explain(error)}`);
    }
  }

  private async take(file: File): Promise<void> {
    this.frame.alert(null);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    if (!isPacked && bytes.length <= MOST_SHOWN) return this.put(new TextDecoder().decode(bytes));
    await this.takeBytes(file.name, bytes);
  }

  private takePasted(text: string): void {
    this.frame.alert(TOO_LONG);
    void this.takeBytes(PASTED, new TextEncoder().encode(text));
  }

  /** What is longer than the editor shows. */
  private async takeBytes(name: string, bytes: Uint8Array): Promise<void> {
    this.file = { name, bytes };
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

  /** After a change: the link, and an answer if that takes no longer than a blink. */
  private async refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.packed = this.file ? "" : await pack(this.history.present);
    this.frame.changed();
    this.race.changed();
    this.answers.refresh();
  }

  private async writeMaths(): Promise<void> {
    const shape = this.inspector.store.run?.shape;
    const into = byId("program-maths-text");
    if (!shape?.program) {
      into.textContent = "The program is not at hand as mathematics: it is too long, or could not be read.";
      byId("program-maths-words").textContent = "";
      return;
    }
    try {
      await writeMathematics(shape, into);
      byId("program-maths-words").textContent = besideWords(shape);
    } catch (error) {
      into.textContent = `The mathematics could not be loaded: ${explain(error)}`;
    }
  }
}
