/** Columns, rows and plans as tables. */

import type { Answer } from "../types.js";
import { between, el, number } from "./dom.js";
import type { Shape } from "./shape.js";

/** Rows of a table that are shown: a page has no room for more, and `answer` has them all. */
const MOST_SHOWN = 200;

export function columnsTable({ columns }: Shape, answer: Answer): HTMLElement {
  const { values, reducedCosts, integersFixed } = answer;
  const isFixed = (kind: string): boolean => integersFixed === true && kind !== "continuous";
  // Of columns that are all fixed, reduced costs say nothing.
  const priced = reducedCosts && columns.some(({ kind }) => !isFixed(kind)) ? reducedCosts : undefined;
  return table(
    "columns",
    "Columns",
    ["Column", "Value", "Bounds", ...(priced ? ["Reduced cost"] : [])],
    columns.length,
    (j) => {
      const { name, lower, upper, kind } = columns[j]!;
      return [
        name,
        number(values[j]!),
        `${between(lower, upper)}${kind === "continuous" || kind === "–" ? "" : `, ${kind}`}`,
        ...(priced ? [isFixed(kind) ? "–" : number(priced[j]!)] : []),
      ];
    },
  );
}

/** Within this share of a row's size its room is rounding alone: the row is tight. */
const ROUNDING = 1e-9;
/** A point that the checker accepts misses no row by more than this share of its size; a row that is missed by more need not hold. */
const TOLERANCE = 1e-6;

export function rowsTable({ rows, columns }: Shape, answer: Answer): HTMLElement {
  const { activities, slacks, integersFixed } = answer;
  const isPriced = !integersFixed || columns.some(({ kind }) => kind === "continuous");
  const duals = isPriced ? answer.duals : undefined;
  const room = (i: number): number => {
    const [slack, size] = [slacks?.[i] ?? Number.NaN, Math.max(1, Math.abs(activities?.[i] ?? 0))];
    if (slack < -TOLERANCE * size) return Number.NEGATIVE_INFINITY;
    return slack <= ROUNDING * size ? 0 : slack;
  };
  return table(
    "rows",
    "Rows",
    ["Row", "Activity", "Sides", "Room left", ...(duals ? ["Price"] : [])],
    rows.length,
    (i) => {
      const { name, lower, upper } = rows[i]!;
      return [
        name,
        number(activities?.[i] ?? Number.NaN),
        between(lower, upper),
        room(i) < 0 ? "need not hold" : number(room(i)),
        ...(duals ? [number(duals[i]!)] : []),
      ];
    },
    (i) => room(i) === 0,
  );
}

/** A plan or a decision: its parts side by side, those of one length in one table. */
export function planTables(parts: Readonly<Record<string, ArrayLike<number>>>): HTMLElement[] {
  const lengths = new Set(Object.values(parts).map(({ length }) => length));
  return [...lengths].map((length) => {
    const names = Object.keys(parts).filter((name) => parts[name]!.length === length);
    return table("columns", `The plan: ${names.join(", ")}`, ["No.", ...names], length, (k) => [
      String(k + 1),
      ...names.map((name) => number(parts[name]![k]!)),
    ]);
  });
}

function table(
  name: string,
  title: string,
  heads: readonly string[],
  length: number,
  cells: (k: number) => readonly string[],
  isTight: (k: number) => boolean = () => false,
): HTMLElement {
  const shown = Math.min(length, MOST_SHOWN);
  const body = Array.from({ length: shown }, (_, k) => {
    const [head, ...rest] = cells(k);
    return el(
      "tr",
      { class: isTight(k) ? "tight" : null },
      el("th", { scope: "row" }, head!),
      ...rest.map((text) => el("td", {}, text)),
    );
  });
  if (length > shown) {
    const more = `… and ${(length - shown).toLocaleString("en")} more`;
    body.push(el("tr", {}, el("td", { colspan: heads.length }, more)));
  }
  const content = el(
    "table",
    { part: "table" },
    el("caption", { part: "title" }, title),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...body),
  );
  return el(
    "div",
    { part: `panel ${name}`, class: "scroll", tabindex: 0, role: "group", "aria-label": title },
    content,
  );
}
