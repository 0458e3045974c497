/** The page's frame: which subject is shown, and what all subjects share: tools, link, messages, workers. */

import { Address } from "./address";
import { Announcer } from "./announcer";
import { showCards } from "./cards";
import { Choices } from "./controls";
import { byId, setIdle } from "./dom";
import { LinkError, oneOf, splitLink } from "./link";
import { LotSizing } from "./lots/lots";
import { keepOffline } from "./offline";
import { Robust } from "./robust/robust";
import { explain, Workers } from "./solver";
import { SUBJECTS, type Frame, type Subject, type SubjectName } from "./subject";

/** The subject of links that name none. */
const FIRST_SUBJECT: SubjectName = "lot-sizing";

const SUBJECT_LABELS: Readonly<Record<SubjectName, string>> = {
  "lot-sizing": "Lot sizing",
  "robust-knapsack": "Robust knapsack",
  "robust-inventory": "Robust stock",
};

class Page implements Frame {
  readonly workers = new Workers();
  private readonly announcer = new Announcer();
  private readonly address = new Address(() => this.subject.fragment());
  private readonly subjects: readonly Subject[];
  private readonly subjectChoice: Choices<SubjectName>;
  private readonly firstTitle = document.title;
  private subject: Subject;

  constructor() {
    const lots = new LotSizing(this);
    this.subjects = [lots, new Robust(this)];
    this.subject = lots;
    const options = this.subjects
      .flatMap(({ names }) => names)
      .map((value) => ({ value, text: SUBJECT_LABELS[value] }));
    this.subjectChoice = new Choices<SubjectName>("choices-subject", options, (name) => this.choose(name));
    this.listen();
  }

  async start(): Promise<void> {
    this.fromLink();
    await this.enter();
    void this.subject.warmUp();
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
    setIdle(byId("undo"), !this.subject.canUndo);
    setIdle(byId("redo"), !this.subject.canRedo);
    setIdle(byId("reset"), !this.subject.canReset);
    this.address.keep();
  }

  // Subjects

  private choose(name: SubjectName): void {
    this.alert(null);
    this.turnTo(name).choose(name);
    void this.enter().then(() => this.subject.warmUp());
  }

  /** The module that shows a subject; the one before it ends what it runs. */
  private turnTo(name: SubjectName): Subject {
    const next = this.moduleOf(name);
    if (next !== this.subject) this.subject.leave();
    this.subject = next;
    return next;
  }

  private moduleOf(name: SubjectName): Subject {
    const found = this.subjects.find((subject) => subject.names.includes(name));
    if (!found) throw new Error(`no module shows ${name}`);
    return found;
  }

  /** Shows the parts of the page that belong to the subject, and its state in them. */
  private enter(): Promise<void> {
    const { name } = this.subject;
    for (const part of document.querySelectorAll<HTMLElement>("[data-subjects]")) {
      part.hidden = !(part.dataset["subjects"] ?? "").split(" ").includes(name);
    }
    document.title =
      name === FIRST_SUBJECT ? this.firstTitle : `Hunch – ${SUBJECT_LABELS[name].toLowerCase()}`;
    this.subjectChoice.show(name);
    return this.subject.show();
  }

  // Links, tools and keys

  /** Takes the state from the address, or says why not. */
  private fromLink(): boolean {
    if (location.hash === "") return false;
    try {
      const fields = splitLink(location.hash);
      const name = oneOf(fields, "subject", SUBJECTS, FIRST_SUBJECT);
      this.moduleOf(name).follow(fields);
      this.turnTo(name);
      return true;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.alert(`This link was not used: ${error.message}`);
      return false;
    }
  }

  private followLink(): void {
    if (this.fromLink()) this.alert(null);
    void this.enter();
  }

  private travel(step: "undo" | "redo"): void {
    if (this.subject[step]()) void this.subject.show();
  }

  private listen(): void {
    byId("undo").addEventListener("click", () => this.travel("undo"));
    byId("redo").addEventListener("click", () => this.travel("redo"));
    byId("reset").addEventListener("click", () => {
      if (this.subject.canReset) this.subject.reset();
    });
    byId("copy-link").addEventListener("click", () => void this.copyLink());
    // Followed as a link it would take the place of the state in the address.
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.subject.landing.focus();
    });
    byId("alert-close").addEventListener("click", () => this.alert(null));
    byId("show-cards").addEventListener("click", () => void this.showCards());
    window.addEventListener("hashchange", () => this.followLink());
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
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("Link copied.");
      byId("copy-link").textContent = "Copied";
      setTimeout(() => (byId("copy-link").textContent = "Copy link"), 2_000);
    } catch {
      this.alert("The browser did not allow copying; the address bar holds the link.");
    }
  }
}

/** In a text box undo belongs to the text. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "text";
}

void new Page().start().catch((error: unknown) => {
  byId("alert").hidden = false;
  byId("alert-text").textContent = `The solver could not be loaded: ${explain(error)}`;
});
