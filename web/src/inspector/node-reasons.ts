/**
 * What fixed the columns at the chosen node. A search tells of its branchings alone; the rest is found out for the node that somebody looks at, by
 * taking its path again, so that no search pays for it.
 */

import type { Hunch, LoadedProgram, NodeBound, NodeExplanation, NodeReason, Program } from "hunch-solver";
import { asHunchError, explain } from "../frame/errors";
import { latestOnly } from "../frame/requests";
import type { Source } from "./host";
import { number } from "./numbers";
import type { Shape } from "./shape";
import type { Run, Store } from "./store";
import { whole } from "../ui/format";

/** Seconds that the relaxations of a path may take: the solver also answers what is typed. */
const LIMIT = 0.5;
/** Columns that are told of in sentences; the table has all. */
const MOST_TOLD = 6;

/** What a program says that paths are not taken again for. */
const OTHERS_ALONE =
  "What propagation and reduced costs fix here is told of programs of linear rows and integers alone.";

type Given = Source | Program;

export class NodeReasons {
  private loaded: { readonly of: Given; readonly program: Promise<LoadedProgram> } | null = null;
  private readonly ask = latestOnly((node: number) => this.askNow(node));

  constructor(
    private readonly store: Store,
    private readonly hunch: () => Promise<Hunch>,
    private readonly source: () => Given,
  ) {
    store.onChange((changed) => {
      const node = changed === "selection" ? store.selected("node") : null;
      if (node !== null) this.ask(node);
    });
  }

  private async askNow(node: number): Promise<void> {
    const { run } = this.store;
    if (!run || node >= run.log.nodes.length) return;
    const { log, shape } = run;
    let words: Pick<NonNullable<Store["nodeWords"]>, "columns" | "sentences">;
    try {
      const program = await this.program();
      words = wordsOf(shape, await program.explainNode({ ...questionOf(run, node), timeLimit: LIMIT }));
    } catch (error) {
      const isOther = asHunchError(error)?.code === "not-applicable";
      const sentence = isOther
        ? OTHERS_ALONE
        : `What fixed its columns could not be found: ${explain(error)}`;
      words = { columns: branchedOf(run, node), sentences: [sentence] };
    }
    this.store.tellOfNode({ log, node, ...words });
  }

  /** The program of the run, which stays with the solver as long as it is the same. */
  private program(): Promise<LoadedProgram> {
    const of = this.source();
    if (this.loaded?.of === of) return this.loaded.program;
    this.loaded?.program.then((program) => program.unload()).catch(() => {});
    const program = this.hunch().then((hunch) => hunch.load(of));
    program.catch(() => {
      this.loaded = null;
    });
    this.loaded = { of, program };
    return program;
  }
}

/** The path of a node, and the best objective that was known when it was closed. */
function questionOf({ log }: Run, node: number) {
  const { nodes } = log;
  const path = nodes
    .path(node)
    .slice(1)
    .map((one) => {
      const column = nodes.column[one] ?? -1;
      return column < 0 ? {} : { column, lower: nodes.lower[one] ?? null, upper: nodes.upper[one] ?? null };
    });
  const { best } = log.at(Math.min(nodes.closedAt[node] ?? log.length, log.length));
  return best === null ? { path } : { path, best };
}

/** What branching alone says, as the search has told it. */
function branchedOf({ log }: Run, node: number): Map<number, string> {
  const of = (one: number) => [log.nodes.column[one] ?? -1, log.branchWords(one)] as const;
  return new Map(log.nodes.path(node).map(of));
}

function wordsOf(shape: Shape, { bounds, end }: NodeExplanation) {
  /** What is said of each column, the latest first: that is how it stands. */
  const said = new Map<number, string[]>();
  const last = new Map<number, NodeBound>();
  for (const change of bounds) {
    const { column } = change;
    said.set(column, [changeWords(shape, last.get(column), change), ...(said.get(column) ?? [])]);
    last.set(column, change);
  }
  const columns = new Map([...said].map(([j, words]) => [j, words.join("; ")]));
  const sentences = end ? [endWords(shape, end)] : [];
  const fixed = [...last.values()].filter(({ lower, upper }) => lower === upper);
  if (fixed.length > 0) sentences.push(countWords(fixed));
  const shown = fixed.slice(0, MOST_TOLD).map(({ column }) => {
    return `${shape.columns[column]?.name ?? ""} is ${said.get(column)?.[0] ?? ""}.`;
  });
  return { columns, sentences: [...sentences, ...shown] };
}

/** A change of a column's bounds, of which `before` was the last: what becomes of them, and by what. */
function changeWords(shape: Shape, before: NodeBound | undefined, change: NodeBound): string {
  const { lower, upper, depth } = change;
  const given = before ?? shape.columns[change.column];
  const parts = [
    lower > (given?.lower ?? Number.NEGATIVE_INFINITY) ? `≥ ${number(lower)}` : "",
    upper < (given?.upper ?? Number.POSITIVE_INFINITY) ? `≤ ${number(upper)}` : "",
  ].filter((part) => part !== "");
  const what = lower === upper ? `fixed at ${number(lower)}` : parts.join(" and ");
  return `${what} by ${byWords(shape, change)} ${placeWords(depth)}`;
}

function byWords(shape: Shape, { by, row }: NodeReason): string {
  switch (by) {
    case "branching":
      return "branching";
    case "row":
      return `propagation of row ${shape.rows[row ?? -1]?.name ?? ""}`;
    case "objective":
      return "propagation of the objective";
    case "relaxation":
      return "reduced costs";
  }
}

function placeWords(depth: number): string {
  return depth === 0 ? "at the root" : `at depth ${depth}`;
}

function endWords(shape: Shape, { by, row, depth }: NodeReason & { depth: number }): string {
  const place = depth === 0 ? "Already at the root" : `At depth ${depth}`;
  switch (by) {
    case "branching":
      return `${place} nothing is left: the branching asks for what was ruled out before.`;
    case "row":
      return `${place} nothing is left: row ${shape.rows[row ?? -1]?.name ?? ""} cannot hold any more.`;
    case "objective":
      return `${place} nothing is left: the objective cannot become better than the best of that time.`;
    case "relaxation":
      return `${place} nothing is left: the relaxation holds nothing better than what was known then.`;
  }
}

function countWords(fixed: readonly NodeReason[]): string {
  const count = (by: NodeReason["by"]): number => fixed.filter((one) => one.by === by).length;
  const parts = (
    [
      ["branching", "by branching"],
      ["row", "by propagation of rows"],
      ["objective", "by propagation of the objective"],
      ["relaxation", "by reduced costs"],
    ] as const
  ).flatMap(([by, words]) => (count(by) > 0 ? [`${whole(count(by))} ${words}`] : []));
  const all = `${whole(fixed.length)} ${fixed.length === 1 ? "column is" : "columns are"} fixed here`;
  return `${all}: ${parts.join(", ")}. What presolve, symmetry and other nodes told the search is not counted.`;
}
