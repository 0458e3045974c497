/** The columns and rows of the program with what the answer says of each. */

import type { Answer, Program } from "hunch-solver";
import { el } from "../../ui/dom";
import { MOST_IN_TABLE } from "./limits";
import { interval, number } from "./numbers";
import type { Shape } from "./shape";

/** The answer of a program, given as text or as an object. */
export type ProgramAnswer = Answer<string> | Answer<Program>;

export function columnsTable(shape: Shape, answer: ProgramAnswer): HTMLElement {
  const { values, integersFixed } = answer;
  // Of a column that is fixed, cost and reduced cost say nothing.
  const isFixed = ({ kind }: { kind: string }): boolean => integersFixed === true && kind !== "continuous";
  const hasOthers = shape.columns.some((column) => !isFixed(column));
  const reducedCosts = hasOthers ? answer.reducedCosts : undefined;
  const ranges = hasOthers ? answer.ranges : undefined;
  const rows = shape.columns.slice(0, MOST_IN_TABLE).map((column, j) => {
    const { name, lower, upper, kind, objective } = column;
    const fixed = isFixed(column);
    return [
      name,
      number(values[j] ?? Number.NaN),
      interval(lower, upper),
      kind,
      number(objective),
      ...(ranges ? [fixed ? "–" : rangeAt(ranges.costs, j)] : []),
      ...(reducedCosts ? [fixed ? "–" : number(reducedCosts[j] ?? Number.NaN)] : []),
    ];
  });
  const heads = [
    "Column",
    "Value",
    "Bounds",
    "Kind",
    "Cost",
    ...(ranges ? ["The answer holds for costs"] : []),
    ...(reducedCosts ? ["Reduced cost"] : []),
  ];
  return table("The columns of the program", heads, rows, shape.columns.length);
}

export function rowsTable(shape: Shape, answer: ProgramAnswer): HTMLElement {
  const { activities, slacks } = answer;
  // With all columns fixed there is nothing left that a row could price.
  const isPriced = !answer.integersFixed || shape.columns.some(({ kind }) => kind === "continuous");
  const duals = isPriced ? answer.duals : undefined;
  const ranges = isPriced ? answer.ranges : undefined;
  const tight: boolean[] = [];
  const rows = shape.rows.slice(0, MOST_IN_TABLE).map(({ name, lower, upper, when }, i) => {
    const slack = slacks?.[i] ?? Number.NaN;
    const isIdle = when !== undefined && answer.values[when.column] !== when.value;
    tight.push(slack === 0 && !isIdle);
    const condition = when ? ` where ${shape.columns[when.column]?.name ?? ""} = ${when.value}` : "";
    return [
      name,
      number(activities?.[i] ?? Number.NaN),
      `${interval(lower, upper)}${condition}`,
      isIdle ? "need not hold" : Number.isFinite(slack) ? number(slack) : "–",
      ...(duals ? [number(duals[i] ?? Number.NaN)] : []),
      ...(ranges ? [sides(ranges.rows, i)] : []),
    ];
  });
  const heads = [
    "Row",
    "Activity",
    "Sides",
    "Room left",
    ...(duals ? ["Price"] : []),
    ...(ranges ? ["Prices hold for a side of"] : []),
  ];
  return table("The rows of the program", heads, rows, shape.rows.length, tight);
}

function rangeAt(ranges: Float64Array, k: number): string {
  return interval(ranges[2 * k] ?? Number.NaN, ranges[2 * k + 1] ?? Number.NaN);
}

/** Of both sides of a row, those that it has. */
function sides(ranges: Float64Array, i: number): string {
  const parts = [rangeAt(ranges, 2 * i), rangeAt(ranges, 2 * i + 1)].filter((part) => part !== "–");
  return parts.length === 2 && parts[0] === parts[1] ? (parts[0] ?? "–") : parts.join("; ") || "–";
}

function table(
  caption: string,
  heads: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  all: number,
  tight: readonly boolean[] = [],
): HTMLElement {
  const rest = all - rows.length;
  const body = rows.map(([name, ...cells], k) =>
    el(
      "tr",
      { "data-tight": tight[k] ? "true" : null },
      el("th", { scope: "row" }, name ?? ""),
      ...cells.map((text) => el("td", {}, text)),
    ),
  );
  if (rest > 0)
    body.push(el("tr", {}, el("td", { colspan: heads.length }, `… and ${rest.toLocaleString("en")} more`)));
  return el(
    "table",
    { class: "program-table" },
    el("caption", { class: "visually-hidden" }, caption),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...body),
  );
}
