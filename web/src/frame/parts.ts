/**
 * Markup that several subjects have, written once. Where a subject's file says `<div data-part="seed" …></div>`, this puts what it stands for before the
 * file comes into the document.
 */

import { el } from "../ui/dom";

type Given = Readonly<Record<string, string | undefined>>;

const PARTS: Readonly<Record<string, (given: Given) => HTMLElement[]>> = {
  seed,
  slider,
  "turn-outcome": turnOutcome,
};

/** Replaces the parts that an element names. */
export function expandParts(root: HTMLElement): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-part]")) {
    const make = PARTS[place.dataset["part"] ?? ""];
    if (!make) throw new Error(`there is no part “${place.dataset["part"]}”`);
    place.replaceWith(...make(place.dataset));
  }
}

/** The seed of a draw, and the button for another one. `prefix` begins the ids, `value` is the seed that is drawn first. */
function seed({ prefix = "", value = "1" }: Given): HTMLElement[] {
  const id = `${prefix}seed`;
  const input = el("input", { id, type: "text", inputmode: "numeric", maxlength: 10, size: 10, value });
  const draw = el("button", { type: "button", id: `${prefix}draw` }, "New draw");
  return [
    el(
      "div",
      { class: "field" },
      el("label", { for: id }, "Seed"),
      el("div", { class: "joined" }, input, draw),
    ),
  ];
}

/** A slider in percent, which stands at 100, with what it asks. */
function slider({ id = "", asks = "", low = "0", high = "100" }: Given): HTMLElement[] {
  const output = el("output", { id: `${id}-text`, for: id }, "100 %");
  const input = el("input", { id, type: "range", min: low, max: high, step: 1, value: 100 });
  return [el("div", { class: "field" }, el("label", { for: id }, `${asks} `, output), input)];
}

/** What an attempt by hand comes to, what it breaks, and how it stands beside others. */
function turnOutcome({ prefix = "" }: Given): HTMLElement[] {
  const [verdict, broken, compare] = ["verdict", "broken", "compare"].map((name) => `${prefix}turn-${name}`);
  return [
    el("p", { id: verdict, class: "readout turn-verdict", role: "status" }),
    el("ul", { id: broken, class: "turn-broken" }),
    el(
      "div",
      { class: "table-frame", role: "region", "aria-label": "Side by side", tabindex: 0 },
      el("table", { id: compare, class: "turn-compare" }),
    ),
  ];
}
