/** A question and its answer: made as a form, read, and judged. */

import type { Question } from "../../lessons/lesson";
import { el } from "../../ui/dom";
import { readNumber } from "../../ui/numbers";

/** What was answered. `problem`: it could not be read. */
export type Judged =
  | { readonly kind: "right" | "wrong"; readonly text: string }
  | { readonly kind: "unread"; readonly text: string };

/** The form's controls for a question. */
export function controls(question: Question): Node[] {
  if (question.kind === "choice") {
    return question.options.map((text, index) => {
      const input = el("input", { type: "radio", name: "lesson-option", value: index });
      return el("label", { class: "lesson-option" }, input, el("span", {}, text));
    });
  }
  const id = "lesson-number";
  return [
    el("label", { for: id, class: "visually-hidden" }, "Your answer, a number"),
    el("input", { id, type: "text", inputmode: "decimal", size: 12, autocomplete: "off" }),
  ];
}

export function judge(question: Question, form: HTMLFormElement): Judged {
  if (question.kind === "choice") {
    const chosen = new FormData(form).get("lesson-option");
    if (typeof chosen !== "string") return { kind: "unread", text: "Choose one of the answers." };
    return verdict(Number(chosen) === question.right, question);
  }
  const input = form.querySelector<HTMLInputElement>("#lesson-number");
  const text = input?.value ?? "";
  const reading = readNumber(text);
  input?.setAttribute("aria-invalid", String("problem" in reading));
  if ("problem" in reading)
    return { kind: "unread", text: `Your answer is “${text.slice(0, 40)}”; ${reading.problem}.` };
  return verdict(Math.abs(reading.value - question.answer) <= question.tolerance + 1e-9, question);
}

function verdict(isRight: boolean, { why, hint }: Question): Judged {
  return isRight ? { kind: "right", text: `Right. ${why}` } : { kind: "wrong", text: `Not yet. ${hint}` };
}

/** The answer in words, for those who give up. */
export function solution(question: Question): string {
  const answer =
    question.kind === "choice"
      ? (question.options[question.right] ?? "")
      : String(Number(question.answer.toPrecision(6))).replace("-", "−");
  return `The answer: ${answer}. ${question.why}`;
}
