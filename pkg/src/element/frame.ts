/** What stays of an element while its program comes and goes: editor, button, the sentence about the answer. */

import { el } from "./dom.js";

/** What an element is doing: it has no program, could solve, solves, has an answer, or why there is none. */
export type ElementState = "empty" | "ready" | "solving" | "solved" | "failed";

/** What the element is built of. */
export interface Parts {
  readonly frame: HTMLElement;
  readonly editor: HTMLElement;
  readonly text: HTMLTextAreaElement;
  readonly button: HTMLButtonElement;
  readonly verdict: HTMLElement;
  readonly course: HTMLElement;
  readonly why: HTMLElement;
  readonly panels: HTMLElement;
}

export function frameParts(): Parts {
  const parts: Parts = {
    frame: el("div", { part: "frame", class: "frame", role: "group" }),
    editor: el("div", { part: "panel program" }),
    text: el("textarea", { part: "text", id: "text", spellcheck: "false", autocapitalize: "off" }),
    button: el("button", { type: "button", part: "button" }, "Solve"),
    verdict: el("p", { part: "verdict", class: "verdict", role: "status" }),
    course: el("p", { class: "verdict", "aria-hidden": "true" }),
    why: el("p", { part: "why", class: "why" }),
    panels: el("div", { class: "panels" }),
  };
  parts.editor.append(el("label", { for: "text", part: "title" }, "Program"), parts.text);
  const bar = el("div", { class: "bar" }, parts.button, parts.verdict, parts.course);
  parts.frame.append(el("slot"), parts.editor, bar, parts.why, parts.panels);
  return parts;
}

/** Shows what the element is doing, in words; with `why`, what cannot hold together. */
export function showState(parts: Parts, state: ElementState, words: string, why: string): void {
  const { frame, button, verdict, course, panels, why: reason } = parts;
  const isSolving = state === "solving";
  frame.dataset["state"] = state;
  frame.setAttribute("aria-busy", String(isSolving));
  button.textContent = isSolving ? "Stop" : "Solve";
  button.dataset["state"] = state;
  button.disabled = state === "empty";
  // What changes all the time is seen and not spoken.
  verdict.textContent = isSolving ? "" : words;
  verdict.dataset["state"] = state;
  course.textContent = isSolving ? words : "";
  course.hidden = !isSolving;
  reason.textContent = why;
  reason.hidden = why === "";
  if (state !== "solved") panels.replaceChildren();
}
