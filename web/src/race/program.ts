/**
 * A race of programs of one's own, as a card at the end of a subject's panels. It loads when it
 * is scrolled to.
 */

import type { Hunch } from "hunch-solver";
import type { Frame } from "../frame/subject";
import { latestOnly } from "../frame/requests";
import { el } from "../ui/dom";
import type { Contest } from "./contest";
import type { Sense } from "./lane";
import type { RacePanel } from "./mount";

/** Longer texts are not read a second time for their sense. */
const MOST_READ = 2_000_000;

export interface ProgramRace {
  /** The program may be another one now. */
  changed(): void;
  leave(): void;
}

/** `source` gives the program as text or bytes; the card is appended to `panels`. */
export function programRace(
  panels: HTMLElement,
  frame: Frame,
  source: () => string | Uint8Array,
): ProgramRace {
  return new Race(panels, frame, source);
}

class Race implements ProgramRace {
  private panel: RacePanel | null = null;
  private known: { readonly source: string | Uint8Array; readonly contest: Contest } | null = null;
  private readonly host = el("div", {});
  /** Tells one file from the next. */
  private files = 0;
  private readonly readLatest = latestOnly((source: string | Uint8Array) => this.read(source));

  constructor(
    panels: HTMLElement,
    private readonly frame: Frame,
    private readonly source: () => string | Uint8Array,
  ) {
    const title = el("h2", { id: "program-race-title", tabindex: -1 }, "Who is right, and when?");
    panels.append(
      el(
        "section",
        { class: "card", "aria-labelledby": "program-race-title" },
        el("div", { class: "card-head" }, title),
        this.host,
      ),
    );
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      void this.load();
    });
    seen.observe(this.host.parentElement ?? this.host);
  }

  changed(): void {
    if (!this.panel) return;
    this.panel.changed();
    const source = this.source();
    if (source !== this.known?.source && source.length <= MOST_READ) this.readLatest(source);
  }

  leave(): void {
    this.panel?.leave();
  }

  private async load(): Promise<void> {
    const { mountRace } = await import("./mount");
    this.panel = mountRace(this.host, this.frame, () => this.contest(), { prefix: "program-race-" });
    this.changed();
  }

  private contest(): Contest | null {
    return this.known?.source === this.source() ? this.known.contest : null;
  }

  /** Its sense says which answer is the better one. What cannot be read cannot be raced. */
  private async read(source: string | Uint8Array): Promise<void> {
    try {
      const sense = await senseOf(await this.frame.workers.quick, source);
      this.files += typeof source === "string" ? 0 : 1;
      const key = typeof source === "string" ? source : `file ${this.files}`;
      const lanes = ["search", "microlp", "highs"] as const;
      this.known = { source, contest: { key, sense, problem: source, lanes, preload: "programs" } };
    } catch {
      return;
    }
    this.panel?.changed();
  }
}

async function senseOf(hunch: Hunch, source: string | Uint8Array): Promise<Sense> {
  const { text } = await hunch.write(source, { to: "json" });
  return JSON.parse(text).sense === "maximize" ? "maximize" : "minimize";
}
