/** Which panels there are, and what fills them after a solve. */

import { HunchError } from "../errors.js";
import type { Answer } from "../types.js";
import type { Course } from "./course.js";
import { el } from "./dom.js";
import { plane } from "./plane.js";
import type { Shape } from "./shape.js";
import { columnsTable, planTables, rowsTable } from "./tables.js";

/** A part of what `<hunch-solver>` shows; its attribute `panels` lists them, in any order. */
export type Panel = "program" | "answer" | "plane" | "columns" | "rows" | "bound" | "tree" | "report";

/** In the order in which they are shown. */
const PANELS: readonly Panel[] = ["program", "answer", "plane", "columns", "rows", "bound", "tree", "report"];

/** Without the attribute: what is small, and speaks for itself. */
const USUAL: readonly Panel[] = ["answer", "plane", "columns", "rows"];

/** Reads the attribute. Throws for what is no panel. */
export function panelsOf(text: string | null): ReadonlySet<Panel> {
  if (text === null) return new Set(USUAL);
  const names = text.split(/[\s,]+/).filter((name) => name !== "");
  const unknown = names.find((name) => !PANELS.includes(name as Panel));
  if (unknown !== undefined) {
    const message = `panels has "${unknown}"; it must be a list of ${PANELS.join(", ")}`;
    throw new HunchError("invalid-input", message, { field: "panels", value: unknown });
  }
  return new Set(names as Panel[]);
}

/** Whether a panel needs more of the problem than its answer has. */
export function needsShape(panels: ReadonlySet<Panel>): boolean {
  return panels.has("plane") || panels.has("columns") || panels.has("rows") || panels.has("tree");
}

/** The panels of an answer, but for the program and the sentence above all of them. */
export function filled(
  panels: ReadonlySet<Panel>,
  answer: Answer,
  shape: Shape | undefined,
  course: Course,
): HTMLElement[] {
  const has = answer.status === "optimal" || answer.status === "feasible";
  const parts = { ...(answer.plan ?? answer.decision) } as Record<string, ArrayLike<number>>;
  const made: Partial<Record<Panel, ReadonlyArray<HTMLElement | null>>> = {};
  if (panels.has("plane") && has && shape) made.plane = [plane(shape, answer.values)];
  if (panels.has("columns") && has) made.columns = shape ? [columnsTable(shape, answer)] : planTables(parts);
  if (panels.has("rows") && has && shape && shape.rows.length > 0) made.rows = [rowsTable(shape, answer)];
  if (panels.has("bound")) made.bound = [course.chart(answer.statistics.seconds)];
  if (panels.has("tree")) made.tree = [course.tree(shape?.columns.map(({ name }) => name) ?? [])];
  if (panels.has("report") && answer.report !== undefined) made.report = [report(answer.report)];
  return PANELS.flatMap((name) => made[name] ?? []).filter((panel) => panel !== null);
}

function report(text: string): HTMLElement {
  return el("div", { part: "panel report" }, el("pre", {}, text));
}
