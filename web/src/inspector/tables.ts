/** The columns and rows of the program with what the answer says of each. */

import { byId, el } from "../ui/dom";
import {
  hasPoint,
  holderOf,
  isFixedForPrices,
  isIdle,
  isPriced,
  type ProgramAnswer,
  roomLeft,
} from "./answer";
import { MOST_IN_TABLE } from "./limits";
import { given, interval, number } from "./numbers";
import type { Shape } from "./shape";
import type { NodeWords, Run, Store } from "./store";
import { whole } from "../ui/format";

interface Line {
  readonly name: string;
  readonly cells: readonly string[];
  readonly isTight?: boolean;
}

/** What the table of rows shows. */
const ROWS_WORDS =
  "What each row adds up to at the answer, and what one unit more of its side would be worth. Shaded rows are tight. Press one to see it everywhere.";
/** … and of a program without a point. */
const CONFLICT_WORDS =
  "Which rows cannot hold together, those shaded, and by how much they would have to give way. Press one to see it everywhere.";

/** Both tables: they follow the store, and a line that is pressed is chosen. */
export class Tables {
  constructor(private readonly store: Store) {
    store.onChange((changed) => {
      if (changed === "run") this.draw();
      else if (changed === "selection") {
        if (this.store.run?.log.hasTree) this.draw();
        this.mark();
      } else if (changed === "node") this.draw();
    });
  }

  private draw(): void {
    const { run } = this.store;
    const answer = run?.answer ?? null;
    const has = run !== null && answer !== null && hasPoint(answer);
    const node = this.store.selected("node");
    const conflict = run !== null && answer?.status === "infeasible" && answer.explanation !== undefined;
    this.put(
      "program-columns",
      "column",
      has
        ? columnsTable(run, answer, node, this.store.nodeWords)
        : conflict
          ? conflictTable(run.shape, answer, "columns")
          : null,
    );
    const rows = has && run.shape.rows.length > 0 ? rowsTable(run.shape, answer) : null;
    this.put("program-rows", "row", conflict ? conflictTable(run.shape, answer, "rows") : rows);
    byId("inspector-rows-words").textContent = conflict ? CONFLICT_WORDS : ROWS_WORDS;
    this.mark();
  }

  private put(id: string, kind: "row" | "column", table: HTMLElement | null): void {
    const frame = byId(id);
    // A table that is drawn anew must not lose the key's place.
    const focused = [...frame.querySelectorAll("tbody button")].indexOf(
      document.activeElement as HTMLElement,
    );
    frame.replaceChildren(table ?? el("p", { class: "hint" }, this.emptyWords(kind)));
    table?.querySelector("tbody")?.addEventListener("click", (event) => {
      const line = event.target instanceof Element ? event.target.closest("tr[data-place]") : null;
      if (line instanceof HTMLElement) this.store.select({ kind, index: Number(line.dataset["place"]) });
    });
    if (focused >= 0) frame.querySelectorAll<HTMLElement>("tbody button")[focused]?.focus();
  }

  private emptyWords(kind: "row" | "column"): string {
    const { run } = this.store;
    if (run && !run.answer) return "The search is under way.";
    return kind === "row" && run?.shape.rows.length === 0
      ? "The program has no rows."
      : "There is no point to show.";
  }

  private mark(): void {
    for (const [id, kind] of [
      ["program-columns", "column"],
      ["program-rows", "row"],
    ] as const) {
      const chosen = this.store.selected(kind);
      for (const line of byId(id).querySelectorAll<HTMLElement>("tr[data-place]")) {
        const isChosen = Number(line.dataset["place"]) === chosen;
        line.dataset["chosen"] = String(isChosen);
        line.querySelector("button")?.setAttribute("aria-pressed", String(isChosen));
      }
    }
  }
}

function columnsTable(
  { shape, log }: Run,
  answer: ProgramAnswer,
  node: number | null,
  words: NodeWords | null,
): HTMLElement {
  const { values } = answer;
  const hasOthers = shape.columns.some((column) => !isFixedForPrices(column, answer));
  const reducedCosts = hasOthers ? answer.reducedCosts : undefined;
  const ranges = hasOthers ? answer.ranges : undefined;
  // What branching fixed is known at once, the rest when the solver has answered.
  const atNode =
    node === null
      ? null
      : (words?.columns ??
        new Map(log.nodes.path(node).map((one) => [log.nodes.column[one] ?? -1, log.branchWords(one)])));
  const lines = shape.columns.slice(0, MOST_IN_TABLE).map((column, j): Line => {
    const { name, lower, upper, kind, objective } = column;
    const isFixed = isFixedForPrices(column, answer);
    const cells = [
      number(values[j] ?? Number.NaN),
      interval(lower, upper),
      kind,
      given(objective),
      ...(ranges ? [isFixed ? "–" : rangeAt(ranges.costs, j)] : []),
      ...(reducedCosts ? [isFixed ? "–" : number(reducedCosts[j] ?? Number.NaN)] : []),
      HELD_BY[holderOf(shape, answer, j).by],
      ...(atNode ? [atNode.get(j) ?? "–"] : []),
    ];
    return { name, cells };
  });
  const heads = [
    "Column",
    "Value",
    "Bounds",
    "Kind",
    "Cost",
    ...(ranges ? ["The answer holds for costs"] : []),
    ...(reducedCosts ? ["Reduced cost"] : []),
    "Held by",
    ...(atNode ? [`At node ${log.nodes.id[node ?? 0]}`] : []),
  ];
  const made = table("The columns of the program", heads, lines, shape.columns.length);
  made.dataset["node"] = String(atNode !== null);
  return made;
}

/** What holds a column, in a word. */
const HELD_BY = {
  program: "the program",
  lower: "lower bound",
  upper: "upper bound",
  rows: "tight rows",
  nothing: "–",
} as const;

function rowsTable(shape: Shape, answer: ProgramAnswer): HTMLElement {
  const { activities } = answer;
  const priced = isPriced(shape, answer);
  const duals = priced ? answer.duals : undefined;
  const ranges = priced ? answer.ranges : undefined;
  const lines = shape.rows.slice(0, MOST_IN_TABLE).map(({ name, lower, upper, when }, i): Line => {
    const slack = roomLeft(answer, i);
    const idle = isIdle(shape, i, answer.values);
    const condition = when ? ` where ${shape.columns[when.column]?.name ?? ""} = ${when.value}` : "";
    const cells = [
      number(activities?.[i] ?? Number.NaN),
      `${interval(lower, upper)}${condition}`,
      idle ? "need not hold" : Number.isFinite(slack) ? number(slack) : "–",
      ...(duals ? [number(duals[i] ?? Number.NaN)] : []),
      ...(ranges ? [sides(ranges.rows, i)] : []),
    ];
    return { name, cells, isTight: slack === 0 && !idle };
  });
  const heads = [
    "Row",
    "Activity",
    "Sides",
    "Room left",
    ...(duals ? ["Price"] : []),
    ...(ranges ? ["Prices hold for a side of"] : []),
  ];
  return table("The rows of the program", heads, lines, shape.rows.length);
}

/** Of a program without a point: which of its rows or columns cannot hold together, and what would have to give way. */
function conflictTable(shape: Shape, answer: ProgramAnswer, of: "rows" | "columns"): HTMLElement {
  const { explanation, repair } = answer;
  const members = new Map((explanation?.[of] ?? []).map((member) => [member.index, member]));
  const changes = new Map((repair?.[of] ?? []).map((change) => [change.index, change]));
  const lines = shape[of].slice(0, MOST_IN_TABLE).map(({ name, lower, upper }, k): Line => {
    const member = members.get(k);
    const change = changes.get(k);
    const sides = [
      member?.lower === undefined ? "" : `≥ ${given(member.lower)}`,
      member?.upper === undefined ? "" : `≤ ${given(member.upper)}`,
      member?.integer ? "whole" : "",
    ].filter((part) => part !== "");
    const part = member ? sides.join(", ") || "yes" : "no";
    return {
      name,
      cells: [interval(lower, upper), part, ...(repair ? [change ? number(change.by) : "–"] : [])],
      isTight: member !== undefined,
    };
  });
  const what = of === "rows" ? "Row" : "Column";
  const heads = [
    what,
    of === "rows" ? "Sides" : "Bounds",
    "Takes part in the conflict with",
    ...(repair ? ["Least change: gives way by"] : []),
  ];
  return table(
    `The ${of} of the program, and which of them cannot hold together`,
    heads,
    lines,
    shape[of].length,
  );
}

function rangeAt(ranges: Float64Array, k: number): string {
  return interval(ranges[2 * k] ?? Number.NaN, ranges[2 * k + 1] ?? Number.NaN, number);
}

/** Of both sides of a row, those that it has. */
function sides(ranges: Float64Array, i: number): string {
  const parts = [rangeAt(ranges, 2 * i), rangeAt(ranges, 2 * i + 1)].filter((part) => part !== "–");
  return parts.length === 2 && parts[0] === parts[1] ? (parts[0] ?? "–") : parts.join("; ") || "–";
}

function table(caption: string, heads: readonly string[], lines: readonly Line[], all: number): HTMLElement {
  const rest = all - lines.length;
  const body = lines.map(({ name, cells, isTight }, k) =>
    el(
      "tr",
      { "data-tight": isTight ? "true" : null, "data-place": k },
      el(
        "th",
        { scope: "row", "data-name": name },
        el("button", { type: "button", class: "link", "aria-pressed": "false" }, name),
      ),
      ...cells.map((text) => el("td", {}, text)),
    ),
  );
  if (rest > 0) body.push(el("tr", {}, el("td", { colspan: heads.length }, `… and ${whole(rest)} more`)));
  return el(
    "table",
    { class: "program-table" },
    el("caption", { class: "visually-hidden" }, caption),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...body),
  );
}
