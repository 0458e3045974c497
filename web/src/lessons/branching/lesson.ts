/** Branch and bound: the relaxation, two children, reasons to close a node, and when the search is done. */

import type { Program } from "hunch-solver";
import type { Engine, Lesson, Step } from "../lesson";
import { beside } from "../parts/beside";
import { boxOf, type Point } from "../parts/geometry";
import { plane } from "../parts/plane";
import {
  hasIntegers,
  maximizes,
  nameOf,
  number,
  refusesUnlessPlane,
  relaxed,
  tolerance,
} from "../parts/programs";
import { drawTree } from "./picture";
import { grow, type Node, type Tree } from "./tree";

const WHOLE = 1e-6;

export const lesson: Lesson = {
  program: `\\ Whole tables and chairs: nobody buys half a chair.
max
 profit: 5 tables + 4 chairs
st
 machine: 6 tables + 4 chairs <= 25
 labour:  tables + 2 chairs <= 6
general
 tables chairs
end
`,
  refuses: (program) =>
    refusesUnlessPlane(program) ??
    (hasIntegers(program) ? null : "none of its variables is whole, so that there is nothing to branch on"),
  steps,
};

/** The nodes that are to be closed, and what the steps say of a tree. */
const REASONS = [
  "nothing fits in it",
  "its relaxation is already whole",
  "it can hold nothing better than what is known",
] as const;

async function steps(engine: Engine, program: Program): Promise<readonly Step[]> {
  const tree = await grow(engine, program);
  const [root, left, right] = tree.nodes;
  if (!root || root.bound === null) throw new Error("nothing fits into its relaxation");
  if (!left || !right || root.column === null)
    throw new Error("its relaxation is whole at once, so that there is no tree to walk");
  const names = program.columns.map((_, column) => nameOf(program, column));
  const best = await engine.optimum(program);
  const at = root.point as unknown as Point;
  const words = (node: Node): string =>
    node.bound === null
      ? "nothing fits"
      : `${number(node.bound)} at ${names.map((name, j) => `${name} = ${number(node.point[j] ?? 0)}`).join(", ")}`;
  const whole = root.point[root.column] ?? 0;
  const branchName = names[root.column] ?? "";
  const upto = (count: number): Node[] =>
    tree.nodes.slice(0, count).map((node) => ({ ...node, fate: "open" }));
  return [
    {
      title: "The relaxation",
      text: [
        "Whole points are allowed alone. Forget that for a moment: the program without it is the relaxation, which the engine solves at once.",
        `Every allowed point is a point of the relaxation, too. So the optimum can be no ${maximizes(program) ? "larger" : "smaller"} than the relaxation's: a bound.`,
      ],
      picture: () =>
        plane({
          program: relaxed(program),
          whole: true,
          marks: [{ at, kind: "optimum", text: "relaxation" }],
        }),
      spoken: `The relaxation is ${words(root)}.`,
      question: {
        kind: "number",
        ask: `The relaxation's best is at ${names.map((name, j) => `${name} = ${number(root.point[j] ?? 0)}`).join(", ")}. Which bound is that?`,
        answer: root.bound,
        tolerance: tolerance(root.bound),
        why: `${number(root.bound)}: no whole point is ${maximizes(program) ? "above" : "below"} it.`,
        hint: "Put the point into the objective.",
      },
    },
    {
      title: "Two children",
      text: [
        `${branchName} is ${number(whole)} there, which is not whole. No whole point lies between ${Math.floor(whole)} and ${Math.ceil(whole)}: so look at ${branchName} ≤ ${Math.floor(whole)} and at ${branchName} ≥ ${Math.ceil(whole)}, each a relaxation of its own. Nothing is lost but the strip between.`,
      ],
      picture: () =>
        beside(
          { title: "the strip that is cut out", picture: strip(program, root, left, right) },
          { title: "the tree", picture: drawTree(upto(3), null, names) },
        ),
      spoken: `The left child: ${words(left)}. The right child: ${words(right)}.`,
      question: {
        kind: "choice",
        ask: "Which child has the better bound?",
        options: [
          `${branchName} ≤ ${Math.floor(whole)}`,
          `${branchName} ≥ ${Math.ceil(whole)}`,
          "neither: both are the same",
        ],
        right: betterOf(program, left.bound, right.bound),
        why: `Left: ${words(left)}. Right: ${words(right)}. Neither is better than the parent: cutting something off never helps.`,
        hint: "The bounds stand below the circles of the tree.",
      },
    },
    reason(tree, names, words),
    {
      title: "The incumbent",
      text: [
        "A node whose relaxation is whole gives a point that is allowed: the incumbent, the best until now. Every node whose bound is no better can be closed unseen.",
      ],
      picture: () => drawTree(tree.nodes, tree.best?.node ?? null, names),
      spoken: tree.nodes.map((node) => `Node ${node.id + 1}: ${words(node)}, ${node.fate}.`).join(" "),
      question: {
        kind: "number",
        ask: "The tree is walked. What is the best whole objective in it?",
        answer: best ?? tree.best?.value ?? 0,
        tolerance: WHOLE,
        why: `${number(best ?? 0)}: the engine's own search proves the same optimum.`,
        hint: "Look for the nodes that were closed because they are whole.",
      },
    },
    done(program, tree, root, best),
  ];
}

/** 0 for the first, 1 for the second, 2 where both are the same. */
function betterOf(program: Program, one: number | null, other: number | null): number {
  if (one === null || other === null) return one === other ? 2 : one === null ? 1 : 0;
  if (Math.abs(one - other) <= WHOLE) return 2;
  return maximizes(program) === one > other ? 0 : 1;
}

function strip(program: Program, root: Node, left: Node, right: Node): SVGSVGElement {
  const column = root.column ?? 0;
  const at = root.point[column] ?? 0;
  const half = (c: number): { a: number; b: number; c: number } =>
    column === 0 ? { a: 1, b: 0, c } : { a: 0, b: 1, c };
  const point = ({ point: [px = 0, py = 0] }: Node): Point => [px, py];
  const marks = [left, right].flatMap((node) =>
    node.bound === null ? [] : [{ at: point(node), kind: "corner", text: number(node.bound) } as const],
  );
  return plane({
    program: relaxed(program),
    whole: true,
    box: boxOf(relaxed(program), [point(root)]),
    cuts: [
      { half: half(Math.floor(at)), text: `≤ ${Math.floor(at)}` },
      { half: half(Math.ceil(at)), text: `≥ ${Math.ceil(at)}` },
    ],
    marks: [{ at: point(root), kind: "asked" }, ...marks],
  });
}

/** Why the first closed node was closed. */
function reason(tree: Tree, names: readonly string[], words: (node: Node) => string): Step {
  const closed = tree.nodes.find(({ fate }) => fate === "empty" || fate === "bound" || fate === "whole");
  const node = closed ?? (tree.nodes[0] as Node);
  const order = { empty: 0, whole: 1, bound: 2 } as const;
  const right = node.fate === "branched" || node.fate === "open" ? 1 : order[node.fate];
  const known = tree.nodes.slice(0, node.id).filter(({ fate }) => fate === "whole");
  return {
    title: "Closing a node",
    text: [
      `A node need not be split further for one of three reasons: ${REASONS.join("; ")}.`,
      `Look at node ${node.id + 1}: ${words(node)}.${known.length > 0 ? ` The best whole point so far is worth ${number(known.at(-1)?.bound ?? 0)}.` : ""}`,
    ],
    picture: () =>
      drawTree(
        tree.nodes.slice(0, Math.max(3, node.id + 1)).map((one) => ({ ...one, fate: "open" as const })),
        node.id,
        names,
      ),
    spoken: `Node ${node.id + 1}: ${words(node)}.`,
    question: {
      kind: "choice",
      ask: `Why can node ${node.id + 1} be closed?`,
      options: REASONS.map((text) => `because ${text}`),
      right,
      why: "Only these three reasons close a node; a guess is none of them.",
      hint: "Is there a point at all? Are all of its variables whole?",
    },
  };
}

function done(program: Program, tree: Tree, root: Node, best: number | null): Step {
  const isWhole = program.columns.every(
    ({ objective = 0, kind }) => (kind === "integer" || kind === "binary") && Number.isInteger(objective),
  );
  const bound = root.bound ?? 0;
  const lattice = maximizes(program) ? Math.floor(bound + WHOLE) : Math.ceil(bound - WHOLE);
  const target = isWhole ? lattice : bound;
  const proves = best !== null && Math.abs(target - best) <= WHOLE;
  return {
    title: "When is it done?",
    text: [
      "The search is done when no open node has a better bound than the incumbent: then the incumbent is proven to be the best.",
      isWhole
        ? `Here every number of the objective is whole, and so is every value of a whole point: the root's bound of ${number(bound)} says in fact ${number(lattice)}.`
        : `The root's bound is ${number(bound)}.`,
    ],
    picture: () =>
      drawTree(
        tree.nodes,
        tree.best?.node ?? null,
        tree.nodes[0]?.program.columns.map(({ name = "" }) => name) ?? [],
      ),
    spoken: `The optimum is ${number(best ?? 0)}, the bound of the root ${number(bound)}.`,
    question: {
      kind: "choice",
      ask: `Suppose a guess had named the optimum, ${number(best ?? 0)}, before the search began. Would the root's bound alone have proven it?`,
      options: ["yes, the search would end at once", "no, nodes have to be closed still"],
      right: proves ? 0 : 1,
      why: proves
        ? "A good guess saves the search where the bound is good."
        : "A good guess closes nodes sooner, but what is missing in the bound must be searched all the same: a guess is no proof.",
      hint: "Compare the optimum with the root's bound.",
    },
  };
}
