/** The page's frame: which subject is shown, and what all subjects share: tools, link, messages, workers. */

import { breathe } from "../ui/breathe";
import { Choices } from "../ui/controls";
import { byId, setIdle } from "../ui/dom";
import { addFigureMenus } from "../ui/figure";
import { Address } from "./address";
import { Announcer } from "./announcer";
import { showCards } from "./cards";
import { explain } from "./errors";
import { FILE_END } from "./limits";
import { type LinkFields, oneOf, Refusal } from "./link";
import { keepOffline } from "./offline";
import { openLink, shortLink, wholeState } from "./packed-link";
import type { Frame, Subject } from "./subject";
import { ENTRIES, entryOf, FIRST, makeRoom, open, reveal, type SubjectEntry } from "./subjects";
import { Workers } from "./workers";

const NAMES = ENTRIES.map(({ name }) => name);
/** The subject of links that name none, which are older than the other subjects. */
const OF_OLD_LINKS = NAMES.find((name) => name === "lot-sizing") ?? FIRST.name;

export class Page implements Frame {
  readonly workers = new Workers();
  private readonly announcer = new Announcer();
  private readonly address = new Address(() => this.subject?.fragment() ?? location.hash);
  private readonly subjectChoice: Choices<string>;
  /** The one that is shown; none until the first one is loaded. */
  private subject: Subject | null = null;
  /** The build has written the first subject's title into the page. */
  private readonly firstTitle = document.title;
  /** Counts the turns to a subject: a slow load must not undo a later choice. */
  private turn = 0;

  constructor() {
    const options = ENTRIES.map(({ name, label }) => ({ value: name, text: label }));
    this.subjectChoice = new Choices("choices-subject", options, (name) => void this.choose(name));
    this.listen();
  }

  async start(): Promise<void> {
    const subject = await this.fromLink();
    if (subject) await this.enter(subject);
    void subject?.warmUp();
    keepOffline((use) => {
      byId("new-version").hidden = false;
      byId("use-version").addEventListener("click", use, { once: true });
    });
  }

  // What a subject finds around it

  alert(text: string | null): void {
    byId("alert").hidden = text === null;
    byId("alert-text").textContent = text ?? "";
  }

  say(sentence: string): void {
    this.announcer.say(sentence);
  }

  changed(): void {
    setIdle(byId("undo"), !this.subject?.canUndo);
    setIdle(byId("redo"), !this.subject?.canRedo);
    setIdle(byId("reset"), !this.subject?.canReset);
    this.address.keep();
  }

  // Subjects

  private async choose(name: string): Promise<void> {
    this.alert(null);
    // The entry that is left keeps the last state of its subject.
    this.address.write();
    try {
      const subject = await this.turnTo(entryOf(name), (turned) => turned.choose(name));
      if (!subject) return;
      this.address.push();
      await this.enter(subject);
      await subject.warmUp();
    } catch (error) {
      this.notLoaded(error);
    }
  }

  private notLoaded(error: unknown): void {
    this.alert(`The subject could not be loaded: ${explain(error)}`);
    if (this.subject) this.subjectChoice.show(this.subject.name);
  }

  /**
   * Loads a subject, lets `prepare` set its state, and makes it the one that is shown; the one before it ends
   * what it runs. `null` where another turn came meanwhile. What `prepare` throws leaves everything as it
   * was.
   */
  private async turnTo(entry: SubjectEntry, prepare?: (subject: Subject) => void): Promise<Subject | null> {
    this.turn += 1;
    const { turn } = this;
    const next = await open(entry, this);
    if (turn !== this.turn) return null;
    prepare?.(next);
    if (next !== this.subject) this.subject?.leave();
    this.subject = next;
    return next;
  }

  /** Shows the parts of the page that belong to the subject, and its state in them. */
  private async enter(subject: Subject): Promise<void> {
    const entry = entryOf(subject.name);
    const revealed = reveal(entry);
    addFigureMenus(document, (text) => this.alert(text));
    document.title = entry === FIRST ? this.firstTitle : entry.title;
    this.subjectChoice.show(entry.name);
    // What was hidden is laid out before anything is drawn in it.
    await breathe();
    if (subject === this.subject) await Promise.all([revealed, subject.show()]);
  }

  // Links, tools and keys

  /**
   * The subject and the state that the address names; where it names none or is refused, the present or the
   * first one. `null` where another turn came meanwhile.
   */
  private async fromLink(): Promise<Subject | null> {
    try {
      if (location.hash !== "") {
        const fields = await openLink(location.hash);
        const subject = await this.take(fields);
        if (!subject) return null;
        this.alert(null);
        this.address.followed();
        return subject;
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.alert(`This link was not used: ${error.message}`);
    }
    this.address.followed();
    return this.subject ?? this.turnTo(FIRST);
  }

  /** Turns to the subject and the state that fields name. Throws `LinkError`, and has then changed nothing. */
  private take(fields: LinkFields): Promise<Subject | null> {
    const entry = entryOf(oneOf(fields, "subject", NAMES, OF_OLD_LINKS));
    // What the build has put into the page is not what this link asks for.
    if (!this.subject) makeRoom(entry);
    return this.turnTo(entry, (turned) => turned.follow(fields));
  }

  /** The same from a file that somebody saved. */
  private async takeFile(file: File): Promise<void> {
    try {
      const { readState } = await import("./state-file");
      const subject = await this.take(readState(await file.text()));
      if (!subject) return;
      this.alert(null);
      await this.enter(subject);
      this.say(`${file.name} is open.`);
    } catch (error) {
      if (!(error instanceof Refusal)) return this.notLoaded(error);
      this.alert(`${file.name} was not used: ${error.message}`);
    }
  }

  private async share(): Promise<void> {
    try {
      const { showShare } = await import("./share");
      const { subject } = this;
      await showShare({
        subject,
        say: (sentence) => this.say(sentence),
        take: (file) => this.takeFile(file),
      });
    } catch (error) {
      this.alert(`Sharing could not be loaded: ${explain(error)}`);
    }
  }

  /** A saved state may be dropped anywhere; other files are the subjects' affair. */
  private onDrop(event: DragEvent): void {
    const file = event.dataTransfer?.files[0];
    if (!file?.name.endsWith(FILE_END)) return;
    event.preventDefault();
    event.stopPropagation();
    void this.takeFile(file);
  }

  private async followLink(): Promise<void> {
    try {
      const subject = await this.fromLink();
      if (subject) await this.enter(subject);
    } catch (error) {
      this.address.followed();
      this.notLoaded(error);
    }
  }

  private travel(step: "undo" | "redo"): void {
    if (this.subject?.[step]()) void this.subject.show();
  }

  private listen(): void {
    byId("undo").addEventListener("click", () => this.travel("undo"));
    byId("redo").addEventListener("click", () => this.travel("redo"));
    byId("reset").addEventListener("click", () => {
      if (this.subject?.canReset) this.subject.reset();
    });
    byId("copy-link").addEventListener("click", () => void this.copyLink());
    byId("share").addEventListener("click", () => void this.share());
    window.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    window.addEventListener("drop", (event) => this.onDrop(event), { capture: true });
    window.addEventListener("beforeprint", unfold);
    // Followed as a link it would take the place of the state in the address.
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.subject?.landing.focus();
    });
    byId("alert-close").addEventListener("click", () => this.alert(null));
    byId("show-cards").addEventListener("click", () => void this.showCards());
    window.addEventListener("hashchange", () => void this.followLink());
    window.addEventListener("keydown", (event) => this.onKey(event));
  }

  private onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    const step = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
    if (!step) return;
    event.preventDefault();
    this.travel(step);
  }

  private async showCards(): Promise<void> {
    try {
      showCards(await this.workers.models());
    } catch (error) {
      this.alert(`The models could not be loaded: ${explain(error)}`);
    }
  }

  private async copyLink(): Promise<void> {
    this.address.write();
    const state = this.subject ? wholeState(this.subject) : location.hash;
    const link = state === null ? null : await shortLink(state);
    if (link === null) return this.alert("No link can hold this much; “Share …” has other ways.");
    try {
      await navigator.clipboard.writeText(location.href.replace(/#.*$/, "") + link);
      this.say("Link copied.");
      byId("copy-link").textContent = "Copied";
      setTimeout(() => {
        byId("copy-link").textContent = "Copy link";
      }, 2_000);
    } catch {
      this.alert("The browser did not allow copying; the address bar holds the link.");
    }
  }
}

/** On paper nothing can be unfolded: what is folded is open while the page is printed. */
function unfold(): void {
  const folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  for (const part of folded) part.open = true;
  const fold = (): void => {
    for (const part of folded) part.open = false;
  };
  window.addEventListener("afterprint", fold, { once: true });
}

/** In a text box undo belongs to the text. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "text";
}
