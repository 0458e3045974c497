/**
 * Sharing: the state in a link or a file, the problem with its answer and a solver as one page that works anywhere, and print. Loaded when the
 * dialog is first opened.
 */

import { byId } from "../ui/dom";
import { download, fileName } from "../ui/download";
import { amount } from "../ui/format";
import { explain } from "./errors";
import { FILE_END, MAX_LINK_LENGTH } from "./limits";
import { shortLink, wholeState } from "./packed-link";
import { writeState } from "./state-file";
import type { Subject } from "./subject";

/** What sharing needs of the page. */
export interface Sharing {
  readonly subject: Subject | null;
  say(sentence: string): void;
  /** Takes the state of a file. */
  take(file: File): Promise<void>;
}

/** Where the problem is a file too large for the editor. */
const FILE_ITSELF = "A program of this size is in no link and no saved state: send its file, or save a page.";

/** Milliseconds for which a button says that it has done its work. */
const SAID = 2_000;

let page: Sharing;

export async function showShare(sharing: Sharing): Promise<void> {
  if (!page) listen();
  page = sharing;
  const { subject } = sharing;
  const dialog = byId<HTMLDialogElement>("share-dialog");
  problem("");
  dialog.showModal();
  await showLink();
  const standAlone = byId<HTMLButtonElement>("share-page");
  const hasProblem = Boolean(subject?.portable?.());
  standAlone.disabled = !hasProblem;
  byId("share-page-note").textContent = hasProblem
    ? "The problem, its answer and the solver in one file: it opens by itself, from a disk or in a mail, without a network."
    : "This subject cannot be saved as a page yet.";
}

/** The link to copy; says where none can hold the state. */
async function showLink(): Promise<void> {
  const state = page.subject ? wholeState(page.subject) : "";
  const short = state === null ? null : await shortLink(state);
  const address = new URL(location.href);
  address.hash = short ?? "";
  byId<HTMLInputElement>("share-link").value = short === null ? "" : address.href;
  byId<HTMLButtonElement>("share-copy").disabled = short === null;
  byId<HTMLButtonElement>("share-save").disabled = state === null;
  byId("share-link-note").textContent = linkWords(state, short);
}

function linkWords(state: string | null, short: string | null): string {
  if (state === null) return FILE_ITSELF;
  if (short === null)
    return `The state is too long for a link (at most ${amount(MAX_LINK_LENGTH)} characters): save it as a file.`;
  return "Whoever opens it sees what you see; nothing is stored anywhere else.";
}

function listen(): void {
  byId("share-copy").addEventListener("click", (event) =>
    run(async () => {
      await navigator.clipboard.writeText(byId<HTMLInputElement>("share-link").value);
      said(event.currentTarget as HTMLElement, "Copied");
    }, "The browser did not allow copying; the box holds the link."),
  );
  byId("share-save").addEventListener("click", () => run(async () => save()));
  byId("share-page").addEventListener("click", () => run(savePage));
  byId("share-print").addEventListener("click", () => {
    byId<HTMLDialogElement>("share-dialog").close();
    print();
  });
  const input = byId<HTMLInputElement>("share-open");
  input.addEventListener("change", () =>
    run(async () => {
      const file = input.files?.[0];
      input.value = "";
      if (!file) return;
      byId<HTMLDialogElement>("share-dialog").close();
      await page.take(file);
    }),
  );
}

function save(): void {
  const { subject } = page;
  const state = subject && wholeState(subject);
  if (!state) return;
  const content = writeState(state);
  download(`${fileName(document.title)}${FILE_END}`, new Blob([content], { type: "application/json" }));
  page.say("Saved.");
}

async function savePage(): Promise<void> {
  const portable = page.subject?.portable?.();
  if (!portable) return;
  const { standAlonePage } = await import("./stand-alone");
  const note = byId("share-page-note");
  note.textContent = "The page is put together …";
  const html = await standAlonePage(portable, location.href);
  download(`${fileName(portable.title)}.html`, new Blob([html], { type: "text/html" }));
  note.textContent = `Saved: ${(html.length / 1e6).toFixed(1)} MB.`;
  page.say("Saved.");
}

/** Does it, and says what went wrong in the dialog, which covers the page's own messages. */
function run(work: () => Promise<void>, words?: string): void {
  problem("");
  work().catch((error: unknown) => problem(words ?? `That did not work: ${explain(error)}`));
}

function problem(text: string): void {
  byId("share-problem").textContent = text;
}

function said(button: HTMLElement, words: string): void {
  const before = button.textContent;
  button.textContent = words;
  page.say(`${words}.`);
  setTimeout(() => {
    button.textContent = before;
  }, SAID);
}
