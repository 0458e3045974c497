/** What fixed which column at a node of a tree: the question and its answer as rows of numbers (the form of `nodeAccount` in `crates/wasm/src/loaded.rs`). */

import { type Names, Places } from "./insight.js";
import { invalid, isObject, number, optional, read, rule } from "./schema.js";
import type { NodeExplanation, NodeQuestion, NodeReason } from "./types.js";

/** Seconds that the relaxations of a path may take where the caller says nothing. */
const USUAL_TIME_LIMIT = 2;
/** Numbers of the end, and of each change. */
const OF_END = 2;
const OF_CHANGE = 5;
/** Reasons before the rows, by their numbers. */
const OTHERS: Readonly<Record<number, Exclude<NodeReason["by"], "row">>> = {
  [-1]: "branching",
  [-2]: "objective",
  [-3]: "relaxation",
};

const side = rule<number | null>(
  "a number, or null for none",
  (value) => value === null || (typeof value === "number" && !Number.isNaN(value)),
);
const anything = rule<unknown>("", () => true);
const QUESTION = {
  path: rule<readonly unknown[]>("an array of the steps from the root", Array.isArray),
  best: optional(rule<number>("a number", Number.isFinite)),
  timeLimit: optional(number({ low: 0, high: Infinity, unit: "seconds" }), USUAL_TIME_LIMIT),
};
const STEP = { column: optional(anything), lower: optional(side, null), upper: optional(side, null) };

/** A question, packed. Of a step other fields count for nothing: it may be an event. */
export function packQuestion(question: NodeQuestion, names: Names) {
  const { path, best, timeLimit } = read(question, QUESTION, "an object with a path", "", "question");
  const columns = new Places(names.columns, "column");
  const numbers = path.flatMap((step, k) => {
    const at = `path[${k}]`;
    if (!isObject(step)) throw invalid(at, step, "an object with a column and its bounds");
    const { column, lower, upper } = step as Record<string, unknown>;
    const given = read({ column, lower, upper }, STEP, "an object with a column and its bounds", at, "step");
    if (given.column === undefined) return [-1, -Infinity, Infinity];
    const place = columns.of(given.column, `${at}.column`);
    const [low, high] = [given.lower ?? -Infinity, given.upper ?? Infinity];
    if (low > high) throw invalid(at, step, "bounds with a value between them");
    return [place, low, high];
  });
  return { path: new Float64Array(numbers), best, timeLimit };
}

export function unpackExplanation(numbers: Float64Array): NodeExplanation {
  const [depth = -1, by = -1] = numbers;
  const bounds: NodeExplanation["bounds"] = [];
  for (let k = OF_END; k + OF_CHANGE <= numbers.length; k += OF_CHANGE) {
    const [column, lower, upper, depth, by] = numbers.subarray(k, k + OF_CHANGE) as unknown as Change;
    bounds.push({ column, lower, upper, depth, ...reason(by) });
  }
  return depth < 0 ? { bounds } : { bounds, end: { depth, ...reason(by) } };
}

type Change = [column: number, lower: number, upper: number, depth: number, by: number];

function reason(number: number): NodeReason {
  const by = OTHERS[number];
  return by ? { by } : { by: "row", row: number };
}
