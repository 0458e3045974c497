/** A figure in a table of results and, below it, what it is made of. */

import { el } from "../ui/dom";

export interface Figure {
  readonly cell: HTMLElement;
  readonly value: HTMLElement;
  readonly detail: HTMLElement;
}

/** `label` names the figure where a narrow screen has no room for the heads of the columns. */
export function figure(className: string, label: string): Figure {
  const value = el("span", { class: "value" }, "–");
  const detail = el("small", { class: "detail" });
  return {
    value,
    detail,
    cell: el("div", { role: "cell", class: `number ${className}`, "data-label": label }, value, detail),
  };
}
