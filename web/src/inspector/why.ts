/** Why a number is what it is, in sentences made of the answer itself. */

import {
  hasPoint,
  holderOf,
  isFixedForPrices,
  isIdle,
  isPriced,
  type ProgramAnswer,
  roomLeft,
} from "./answer";
import { OUTCOMES } from "./log";
import { given, interval, number } from "./numbers";
import type { Shape } from "./shape";
import type { Run, Selection } from "./store";
import { whole } from "../ui/format";

/** Terms of a sum that are written out. */
const MOST_TERMS = 12;

/** What proves that no point exists. */
const PROVED = {
  multipliers: "Multipliers of the rows prove it: added up by them, the rows contradict each other.",
  search: "The search proves it: every part of the tree was found empty.",
  structure: "The exact algorithm of its family proves it.",
  relaxation: "A relaxation proves it.",
  tree: "A stored tree proves it.",
} as const;

export interface Reason {
  /** What is asked about. */
  readonly title: string;
  readonly sentences: readonly string[];
}

/** `null` where nothing is chosen, or nothing can be said. Of a node it is said how it stands at a moment of the run. */
export function why({ shape, answer, log }: Run, selection: Selection | null, moment: number): Reason | null {
  if (!selection) return null;
  if (selection.kind === "node") return whyNode({ shape, answer, log }, selection.index, moment);
  if (!answer) return null;
  if (answer.status === "infeasible") return whyConflict(shape, answer, selection);
  if (selection.kind === "bound") return { title: "The bound", sentences: whyBound(answer, log) };
  if (!hasPoint(answer)) return null;
  if (selection.kind === "objective")
    return { title: "The objective", sentences: whyObjective(shape, answer) };
  return selection.kind === "row"
    ? whyRow(shape, answer, selection.index)
    : whyColumn(shape, answer, selection.index);
}

/** `a × b + …`, with the terms that are not 0; the rest is counted. */
function product(terms: ReadonlyArray<readonly [coefficient: number, value: number]>): string {
  const counted = terms.filter(([a, b]) => a !== 0 && b !== 0);
  if (counted.length === 0) return "0";
  const shown = counted.slice(0, MOST_TERMS).map(([a, b], k) => {
    const size = `${number(Math.abs(a))} · ${b < 0 ? `(${number(b)})` : number(b)}`;
    return `${a < 0 ? "− " : k === 0 ? "" : "+ "}${size}`;
  });
  const rest = counted.length - shown.length;
  return `${shown.join(" ")}${rest > 0 ? ` + ${whole(rest)} more terms` : ""}`;
}

function whyObjective(shape: Shape, answer: ProgramAnswer): string[] {
  const { values, objective } = answer;
  const terms = shape.columns.map(({ objective }, j) => [objective, values[j] ?? 0] as const);
  const offset = shape.program?.offset ?? 0;
  const sum = `${product(terms)}${offset === 0 ? "" : ` ${offset < 0 ? "−" : "+"} ${number(Math.abs(offset))}`}`;
  const isLinear = shape.program !== null && !shape.program.quadratic;
  return isLinear
    ? [`Costs times values: ${sum} = ${number(objective ?? Number.NaN)}.`]
    : [`The checker recomputed it from the program as it was given: ${number(objective ?? Number.NaN)}.`];
}

function whyBound(answer: ProgramAnswer, log: Run["log"]): string[] {
  const { bound, proof } = answer;
  if (answer.status === "unbounded") return ["There is no best: from any point it can be improved for ever."];
  if (bound === null) return ["No bound is proven yet."];
  const by = {
    multipliers: `The prices of the rows prove it: taken times their sides they add up to ${number(bound)}, and no point can be better than that sum.`,
    search: "The search proves it: every part of the tree is closed or bounded by its relaxation.",
    structure: "The exact algorithm of its family proves it.",
    relaxation: "A relaxation proves it.",
    tree: "A stored tree proves it: what its leaves say was taken again at these numbers.",
  };
  const { nodes } = log;
  const closed = (outcome: string): number =>
    nodes.outcome.filter((one, k) => one === outcome && Number.isFinite(nodes.closedAt[k])).length;
  const parts =
    nodes.length > 0
      ? [
          `Of ${whole(nodes.length)} nodes ${whole(closed("bound"))} were closed since they hold nothing better, ${whole(closed("infeasible"))} since they hold nothing, ${whole(closed("integral"))} since their relaxation was integral.`,
        ]
      : [];
  return [
    `No point can be better than ${number(bound)}. ${proof ? by[proof.by] : "The search proves it so far."}`,
    ...parts,
  ];
}

function whyRow(shape: Shape, answer: ProgramAnswer, index: number): Reason | null {
  const row = shape.rows[index];
  if (!row) return null;
  const { values, activities } = answer;
  const [activity, slack] = [activities?.[index] ?? Number.NaN, roomLeft(answer, index)];
  const sentences: string[] = [];
  if (row.terms.length > 0)
    sentences.push(
      `Activity: ${product(row.terms.map(([j, a]) => [a, values[j] ?? 0]))} = ${number(activity)}.`,
    );
  if (isIdle(shape, index, values)) {
    sentences.push("Its indicator leaves it out here: it need not hold.");
    return { title: `Row ${row.name}`, sentences };
  }
  if (Number.isFinite(slack))
    sentences.push(
      slack === 0
        ? `It is tight: its side, ${interval(row.lower, row.upper)}, is reached.`
        : `To its nearer side, of ${interval(row.lower, row.upper)}, ${number(slack)} is left.`,
    );
  if (isPriced(shape, answer) && answer.duals) sentences.push(priceWords(shape, answer, index, slack));
  return { title: `Row ${row.name}`, sentences };
}

function priceWords(shape: Shape, answer: ProgramAnswer, index: number, slack: number): string {
  const price = answer.duals?.[index] ?? Number.NaN;
  const fixed = answer.integersFixed ? " with the integers fixed at these values" : "";
  if (price === 0)
    return slack > 0
      ? `Its price${fixed} is 0: with room left, more of it would change nothing.`
      : `Its price${fixed} is 0: although it is tight, other rows hold the answer too.`;
  const { ranges } = answer;
  const at = (k: number): number => ranges?.rows[4 * index + k] ?? Number.NaN;
  const [low, high] = Number.isNaN(at(2)) ? [at(0), at(1)] : [at(2), at(3)];
  const range = Number.isNaN(low) ? "" : `, as long as the side is ${interval(low, high, number)}`;
  const better = shape.maximizes === price > 0 ? "better" : "worse";
  return `Its price${fixed} is ${number(price)}: each unit by which its side rises changes the objective by ${number(price)}, to the ${better}${range}.`;
}

function whyColumn(shape: Shape, answer: ProgramAnswer, index: number): Reason | null {
  const column = shape.columns[index];
  if (!column) return null;
  const { values, duals, reducedCosts } = answer;
  const value = values[index] ?? Number.NaN;
  const sentences = [`${placeWords(shape, answer, index)}`];
  if (isFixedForPrices(column, answer)) {
    sentences.push("It has to be whole, and an integer program has no prices of its own.");
  } else if (reducedCosts && duals && shape.program && !shape.program.quadratic) {
    const taken = shape.rows.flatMap(({ terms }, i) =>
      terms.filter(([j]) => j === index).map(([, a]) => [a, duals[i] ?? 0] as const),
    );
    const reduced = reducedCosts[index] ?? Number.NaN;
    sentences.push(
      `Reduced cost: its cost ${given(column.objective)} less what it takes of the rows at their prices, ${product(taken)}, is ${number(reduced)}.`,
    );
    if (reduced !== 0)
      sentences.push(
        `It rests at its bound: a unit more of it would change the objective by ${number(reduced)}.`,
      );
    const { ranges } = answer;
    if (ranges)
      sentences.push(
        `The answer stays as long as its cost is ${interval(ranges.costs[2 * index] ?? Number.NaN, ranges.costs[2 * index + 1] ?? Number.NaN, number)}.`,
      );
  }
  return { title: `Column ${column.name} = ${number(value)}`, sentences };
}

/** What holds a column where it is. */
function placeWords(shape: Shape, answer: ProgramAnswer, index: number): string {
  const column = shape.columns[index];
  if (!column) return "";
  const { by, rows } = holderOf(shape, answer, index);
  if (by === "program") return "The program fixes it.";
  if (by === "lower") return `It is at its lower bound, ${given(column.lower)}.`;
  if (by === "upper") return `It is at its upper bound, ${given(column.upper)}.`;
  const shown = rows.slice(0, MOST_TERMS).join(", ");
  const rest = rows.length > MOST_TERMS ? ` and ${rows.length - MOST_TERMS} more` : "";
  const isWhole = ["integer", "binary", "semiinteger"].includes(column.kind);
  const held =
    by === "rows"
      ? ` Rows that are tight and hold it: ${shown}${rest}.`
      : isWhole
        ? " No tight row holds it: it has to be whole."
        : "";
  return `It is between its bounds.${held}`;
}

/** What a row or column has to do with it that no point exists. */
function whyConflict(shape: Shape, answer: ProgramAnswer, { kind, index }: Selection): Reason | null {
  const { explanation, repair } = answer;
  if (kind === "objective" || kind === "bound") {
    const proof = answer.proof ? [PROVED[answer.proof.by]] : [];
    const none = "Nothing satisfies all rows and bounds, and so there is no objective.";
    return { title: "No point", sentences: [none, ...proof] };
  }
  const of = kind === "row" ? "rows" : "columns";
  const name = shape[of][index]?.name;
  if (name === undefined || !explanation) return null;
  const member = explanation[of].find((one) => one.index === index);
  const change = repair?.[of].find((one) => one.index === index);
  const ends = [
    member?.lower === undefined ? "" : `at least ${given(member.lower)}`,
    member?.upper === undefined ? "" : `at most ${given(member.upper)}`,
    member?.integer ? "whole" : "",
  ].filter((part) => part !== "");
  const needed = explanation.irreducible ? " Without it the others could hold together." : "";
  const sentences = [
    member
      ? `It is one of those that cannot hold together${ends.length > 0 ? `, being ${ends.join(" and ")}` : ""}.${needed}`
      : "It takes no part in the conflict: others cannot hold together, whatever it says.",
  ];
  if (change) {
    const to =
      change.upper === undefined
        ? `down to ${number(change.lower ?? Number.NaN)}`
        : `up to ${number(change.upper)}`;
    sentences.push(
      `The least changes after which there is a point let it give way by ${number(change.by)}, ${to}.`,
    );
  }
  return { title: `${kind === "row" ? "Row" : "Column"} ${name}`, sentences };
}

function whyNode({ shape, log }: Run, node: number, moment: number): Reason | null {
  const { nodes } = log;
  if (node >= nodes.length) return null;
  const path = nodes
    .path(node)
    .slice(1)
    .map((one) => log.branchWords(one))
    .filter((words) => words !== "");
  const parent = nodes.parent[node] ?? -1;
  const [inherited, closing] = [nodes.inherited[node] ?? Number.NaN, nodes.closing[node] ?? Number.NaN];
  const sentences = [
    parent < 0
      ? "It is the root: the whole program."
      : `It is the part of the program with ${path.join(", ") || "other bounds"}.`,
  ];
  const state = nodes.stateAt(node, moment);
  if (state === null) sentences.push("At this moment of the run it is not opened yet.");
  if (state !== null && Number.isFinite(inherited))
    sentences.push(`It was opened with the bound ${number(inherited)}, which it has from the node above.`);
  if (state === "open") {
    const isNever = nodes.closedAt[node] === Number.POSITIVE_INFINITY;
    sentences.push(
      isNever && moment >= log.length
        ? "It was never closed: the search ended before, or what closed others closed it too."
        : "At this moment of the run it is open.",
    );
  } else if (state !== null) {
    if (Number.isFinite(closing) && closing !== inherited)
      sentences.push(
        Number.isFinite(inherited)
          ? `Its own relaxation raised that to ${number(closing)}.`
          : `Its relaxation proved the bound ${number(closing)}.`,
      );
    const { best } = log.at(nodes.closedAt[node] ?? 0);
    const beaten = state === "bound" && best !== null ? ` The best point had ${number(best)} then.` : "";
    sentences.push(`It ${OUTCOMES[state]}.${beaten}`);
  }
  const column = nodes.column[node] ?? -1;
  if (column >= 0) sentences.push(`Its parent was split by ${shape.columns[column]?.name}.`);
  return { title: `Node ${nodes.id[node]}`, sentences };
}
