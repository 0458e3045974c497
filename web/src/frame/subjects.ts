/**
 * The subjects' folders, found by their place: which there are, and how one is loaded when it is first shown.
 */

import { breathe, nextFrame } from "../ui/breathe";
import { byId } from "../ui/dom";
import { expandParts } from "./parts";
import type { About, Frame, Subject, SubjectAbout, SubjectModule } from "./subject";

/** An entry of the choice, and the folder that shows it. */
export interface SubjectEntry extends SubjectAbout {
  readonly folder: string;
}

const ABOUTS = import.meta.glob<About>("../subjects/*/about.json", { eager: true, import: "default" });
const MODULES = import.meta.glob<SubjectModule>("../subjects/*/subject.ts");
const MARKUP = import.meta.glob<string>("../subjects/*/*.html", { query: "?raw", import: "default" });

/** All subjects, in the order in which they are offered. */
export const ENTRIES: readonly SubjectEntry[] = Object.entries(ABOUTS)
  .sort(([, a], [, b]) => a.order - b.order)
  .flatMap(([path, { subjects }]) => subjects.map((about) => ({ ...about, folder: folderOf(path) })));

/** The subject of links that name none. */
export const FIRST = entryAt(0);

export function entryOf(name: string): SubjectEntry {
  return entryAt(ENTRIES.findIndex((entry) => entry.name === name));
}

/**
 * Hides what the build has put into the page for another subject, and what stands below its introduction,
 * which is of another length: what is not seen yet cannot move.
 */
export function makeRoom({ folder }: SubjectEntry): void {
  const isOther = parts()[0]?.dataset["folder"] !== folder;
  for (const part of parts()) part.style.visibility = part.dataset["folder"] === folder ? "" : "hidden";
  byId("main").style.visibility = isOther ? "hidden" : "";
}

/** Parts of a subject's first card that are shown at once: its title, and what says most. */
const FIRST_PARTS = 2;

/**
 * Shows the parts of the document that belong to a subject, and hides those of all others. Where they were hidden, their cards come one after
 * the other, for a whole subject at once is laid out too long; the footer, which they push down, is not seen meanwhile. The build has put those
 * of the first subject off in the same way. It ends with the last card.
 */
export async function reveal({ folder, name }: SubjectEntry): Promise<void> {
  byId("main").style.visibility = "";
  const later: Element[] = [];
  for (const part of parts()) {
    const isOther = part.dataset["folder"] !== folder;
    if (!isOther && part.hidden) {
      // Of the first card what follows its beginning: the largest is laid out too long as well.
      later.push(...part.querySelectorAll(`.card:first-child > :nth-child(n + ${FIRST_PARTS + 1})`));
      later.push(...part.querySelectorAll(".card:not(:first-child)"));
    } else if (!isOther) later.push(...part.querySelectorAll(".card.later"));
    part.hidden = isOther;
    part.style.visibility = "";
  }
  for (const part of document.querySelectorAll<HTMLElement>("[data-subjects]")) {
    part.hidden = !(part.dataset["subjects"] ?? "").split(" ").includes(name);
  }
  if (later.length === 0) return;
  const footer = document.querySelector("footer");
  footer?.classList.add("unseen");
  for (const card of later) card.classList.add("later");
  for (const card of later) {
    // What is not seen takes no frame.
    if (!card.hasAttribute("hidden")) await nextFrame();
    card.classList.remove("later");
  }
  footer?.classList.remove("unseen");
}

/**
 * Folders that were opened: the same one is opened once. A failure is forgotten, so that it is tried again.
 */
const opened = new Map<string, Promise<Subject>>();

/** The folder of a subject, with its markup in the document and its code running. */
export function open({ folder }: SubjectEntry, frame: Frame): Promise<Subject> {
  const known = opened.get(folder);
  if (known) return known;
  const subject = load(folder, frame);
  subject.catch(() => {
    opened.delete(folder);
    // What was hidden for it is there to choose another one.
    byId("main").style.visibility = "";
  });
  opened.set(folder, subject);
  return subject;
}

async function load(folder: string, frame: Frame): Promise<Subject> {
  const load = MODULES[`../subjects/${folder}/subject.ts`];
  if (!load) throw new Error(`the folder ${folder} has no subject.ts`);
  const places = [...document.querySelectorAll<HTMLElement>("[data-place]")];
  const [module, ...markup] = await Promise.all([load(), ...places.map((place) => markupFor(folder, place))]);
  for (const [index, place] of places.entries()) {
    const part = markup[index];
    if (part) place.append(part);
  }
  await breathe();
  return module.open(frame);
}

/** A folder's markup for a place, hidden; none where the build has put it there already. */
async function markupFor(folder: string, place: HTMLElement): Promise<HTMLElement | null> {
  if (place.querySelector(`:scope > [data-folder="${folder}"]`)) return null;
  const part = document.createElement("div");
  part.dataset["folder"] = folder;
  part.hidden = true;
  // The folder's own file, never what a person or a link says.
  part.innerHTML = (await MARKUP[`../subjects/${folder}/${place.dataset["place"]}.html`]?.()) ?? "";
  expandParts(part);
  return part;
}

function parts(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>("[data-folder]");
}

function entryAt(index: number): SubjectEntry {
  const entry = ENTRIES[index];
  if (!entry) throw new Error("no folder shows this subject");
  return entry;
}

/** `../subjects/robust/about.json` → `robust`. */
function folderOf(path: string): string {
  return path.split("/").at(-2) ?? "";
}
