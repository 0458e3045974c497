/** The answer of a program of more than two columns as bars: what is done, and how much of it. */

import { el } from "../ui/dom";
import { hasPoint } from "./answer";
import { MOST_BARS } from "./limits";
import { interval, number } from "./numbers";
import type { Run } from "./store";
import { whole } from "../ui/format";

/** Below this share of the largest a value is no bar that one would see. */
const LEAST_SHARE = 1e-9;

/** A list of the columns that are not 0, the largest first where there are more than have room; `null` without a point. */
export function plan({ shape, answer }: Run): HTMLElement | null {
  if (!answer || !hasPoint(answer)) return null;
  const { values } = answer;
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const used = shape.columns.flatMap((_, j) => (Math.abs(values[j] ?? 0) > LEAST_SHARE * most ? [j] : []));
  const chosen =
    used.length <= MOST_BARS
      ? used
      : [...used].sort((a, b) => Math.abs(values[b] ?? 0) - Math.abs(values[a] ?? 0)).slice(0, MOST_BARS);
  const lines = chosen.map((j) => {
    const column = shape.columns[j];
    const value = values[j] ?? 0;
    const bar = el("span", { class: "plan-bar", "data-below": value < 0 ? "true" : null });
    bar.style.inlineSize = `${(100 * Math.abs(value)) / (most || 1)}%`;
    const button = el("button", { type: "button", class: "link", "data-column": j }, column?.name ?? "");
    const title = column ? `bounds: ${interval(column.lower, column.upper)}` : "";
    return el(
      "li",
      { title },
      el("span", { "data-name": column?.name ?? "" }, button),
      el("span", { class: "plan-track" }, bar),
      el("span", { class: "plan-value" }, number(value)),
    );
  });
  const zero = shape.columns.length - used.length;
  const hidden = used.length - chosen.length;
  const rest = [
    hidden > 0 ? `${whole(hidden)} smaller ones are not drawn.` : "",
    zero > 0 ? `${whole(zero)} ${zero === 1 ? "column is" : "columns are"} 0.` : "",
  ].filter((part) => part !== "");
  return el(
    "div",
    {},
    el("ul", { class: "plan-bars" }, ...lines),
    el("p", { class: "hint" }, rest.join(" ")),
  );
}
