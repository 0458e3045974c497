/** Two pictures side by side, each with its title. */

import { el } from "../../ui/dom";

export interface Titled {
  readonly title: string;
  readonly picture: Element;
}

export function beside(...pictures: readonly Titled[]): HTMLElement {
  return el(
    "div",
    { class: "lesson-beside" },
    ...pictures.map(({ title, picture }) => el("figure", {}, el("figcaption", {}, title), picture)),
  );
}
