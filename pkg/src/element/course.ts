/** What a search told: the best answer and the bound over time, and the tree. */

import type { HunchEvent } from "../types.js";
import { figure, number, svg } from "./dom.js";

/** Nodes of the tree that are kept and drawn. */
const MOST_NODES = 300;
/** Moments of the chart that are kept: far more than its pixels. */
const MOST_MOMENTS = 5_000;

const WIDTH = 480;
const HEIGHT = 200;
const MARGIN = 14;
/** Room for the numbers at the left. */
const GUTTER = 76;

interface Moment {
  readonly seconds: number;
  readonly value: number;
}

interface TreeNode {
  readonly id: number;
  readonly children: TreeNode[];
  readonly branch: string;
  readonly depth: number;
  readonly bound: number;
  state: string;
}

/** The events of one solve, as far as the panels need them. */
export class Course {
  readonly #incumbents: Moment[] = [];
  readonly #bounds: Moment[] = [];
  readonly #nodes = new Map<number, TreeNode>();
  readonly #branches: Array<{ node: TreeNode; column: number; lower: number | null; upper: number | null }> =
    [];
  #root: TreeNode | undefined;
  #hidden = 0;

  get objective(): number | undefined {
    return this.#incumbents.at(-1)?.value;
  }

  get bound(): number | undefined {
    return this.#bounds.at(-1)?.value;
  }

  add(event: HunchEvent): void {
    const { seconds } = event;
    if (event.type === "incumbent") keep(this.#incumbents, { seconds, value: event.objective });
    else if (event.type === "bound") keep(this.#bounds, { seconds, value: event.bound });
    else if (event.type === "nodeOpened") this.#open(event);
    else if (event.type === "nodeClosed") {
      const node = this.#nodes.get(event.id);
      if (node) node.state = event.outcome;
    }
  }

  #open(event: Extract<HunchEvent, { type: "nodeOpened" }>): void {
    const parent = event.parent === undefined ? undefined : this.#nodes.get(event.parent);
    const isRoot = event.parent === undefined || event.parent === null;
    // A search that starts again has a root of its own: the first tree is the one that is shown.
    if (this.#nodes.size >= MOST_NODES || (isRoot ? this.#root !== undefined : !parent)) {
      this.#hidden += 1;
      return;
    }
    const node: TreeNode = {
      id: event.id,
      children: [],
      branch: "",
      depth: parent ? parent.depth + 1 : 0,
      bound: event.bound,
      state: "open",
    };
    if (event.column !== undefined && event.column !== null) {
      const { column, lower, upper } = event;
      this.#branches.push({ node, column, lower, upper });
    }
    this.#nodes.set(node.id, node);
    parent?.children.push(node);
    if (isRoot) this.#root = node;
  }

  /** Best answer and bound over time; `null` where neither was told. */
  chart(seconds: number): HTMLElement | null {
    const all = [...this.#incumbents, ...this.#bounds];
    if (all.length === 0) return null;
    const [low, high] = [
      Math.min(...all.map(({ value }) => value)),
      Math.max(...all.map(({ value }) => value)),
    ];
    const room = 0.08 * (high - low || Math.abs(high) || 1);
    const end = Math.max(seconds, ...all.map((moment) => moment.seconds), 1e-3);
    const x = (at: number): number => GUTTER + (at / end) * (WIDTH - GUTTER - MARGIN);
    const y = (value: number): number =>
      MARGIN + ((high + room - value) / (high - low + 2 * room)) * (HEIGHT - 3 * MARGIN);
    const words = [
      this.objective === undefined ? "" : `the best answer ends at ${number(this.objective)}`,
      this.bound === undefined ? "" : `the bound at ${number(this.bound)}`,
    ].filter((part) => part !== "");
    const picture = svg("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: "img",
      "aria-label": `Best answer and bound over ${end.toPrecision(2)} seconds: ${words.join(", ")}.`,
    });
    picture.append(
      svg("line", {
        class: "axis",
        x1: GUTTER,
        y1: HEIGHT - 2 * MARGIN,
        x2: WIDTH - MARGIN,
        y2: HEIGHT - 2 * MARGIN,
      }),
      svg("text", { x: GUTTER, y: HEIGHT - MARGIN / 2 }, "0 s"),
      svg(
        "text",
        { x: WIDTH - MARGIN, y: HEIGHT - MARGIN / 2, "text-anchor": "end" },
        `${end.toPrecision(2)} s`,
      ),
    );
    for (const value of new Set([low, high])) {
      picture.append(
        svg(
          "text",
          { x: GUTTER - 6, y: y(value) + 4, "text-anchor": "end" },
          number(Number(value.toPrecision(6))),
        ),
        svg("line", { class: "grid", x1: GUTTER, y1: y(value), x2: WIDTH - MARGIN, y2: y(value) }),
      );
    }
    for (const [kind, moments] of [
      ["bound", this.#bounds],
      ["best", this.#incumbents],
    ] as const) {
      const [first, ...rest] = moments;
      if (!first) continue;
      const path = rest.map((moment) => `H${x(moment.seconds).toFixed(1)}V${y(moment.value).toFixed(1)}`);
      const start = `M${x(first.seconds).toFixed(1)},${y(first.value).toFixed(1)}`;
      picture.append(svg("path", { class: kind, d: `${start}${path.join("")}H${x(end).toFixed(1)}` }));
      picture.append(svg("circle", { class: kind, cx: x(first.seconds), cy: y(first.value), r: 3 }));
    }
    return figure("bound", "Best answer (thick) and bound (dashed) over time", picture);
  }

  /** The tree; `null` before its root is there. */
  tree(columns: readonly string[]): HTMLElement | null {
    if (!this.#root) return null;
    const names = new Map(
      this.#branches.map(({ node, column, lower, upper }) => [
        node,
        branchWords(columns[column] ?? `x${column}`, lower, upper),
      ]),
    );
    const places = new Map<TreeNode, number>();
    let leaves = 0;
    let depth = 0;
    // Leaves side by side, each parent above the middle of its children; without recursion, for trees are deep.
    const order: TreeNode[] = [];
    const waiting = [this.#root];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      order.push(node);
      depth = Math.max(depth, node.depth);
      waiting.push(...[...node.children].reverse());
    }
    for (const node of order) if (node.children.length === 0) places.set(node, leaves++);
    for (const node of [...order].reverse()) {
      if (node.children.length === 0) continue;
      const at = node.children.map((child) => places.get(child)!);
      places.set(node, (at[0]! + at.at(-1)!) / 2);
    }
    const [width, height] = [leaves * 64 + 24, (depth + 1) * 54 + 8];
    const more = this.#hidden > 0 ? `, and ${this.#hidden.toLocaleString("en")} that are not drawn` : "";
    const label = `The tree of the search: ${order.length === 1 ? "one node" : `${order.length} nodes`}${more}`;
    const picture = svg("svg", {
      class: "tree",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": `${label}.`,
    });
    const place = (node: TreeNode): [number, number] => [44 + places.get(node)! * 64, 14 + node.depth * 54];
    for (const node of order) {
      const [x1, y1] = place(node);
      for (const child of node.children) {
        const [x2, y2] = place(child);
        picture.append(svg("line", { class: "edge", x1, y1, x2, y2 }));
      }
    }
    for (const node of order) {
      const [x, y] = place(node);
      const name = names.get(node) ?? "";
      picture.append(
        svg(
          "circle",
          { class: `node ${node.state}`, cx: x, cy: y, r: 8 },
          svg("title", {}, `${name || "the whole program"}; bound ${number(node.bound)}; ${node.state}`),
        ),
        svg("text", { x, y: y + 21, "text-anchor": "middle" }, name),
      );
    }
    return figure("tree", label, picture);
  }
}

/** Every second one is left out once there are too many: the course stays. */
function keep(moments: Moment[], moment: Moment): void {
  if (moments.length >= MOST_MOMENTS) {
    const kept = moments.filter((_, k) => k % 2 === 0);
    moments.splice(0, moments.length, ...kept);
  }
  moments.push(moment);
}

function branchWords(name: string, lower: number | null, upper: number | null): string {
  const [low, high] = [lower ?? Number.NEGATIVE_INFINITY, upper ?? Number.POSITIVE_INFINITY];
  if (low === high) return `${name} = ${number(low)}`;
  if (!(low > 0) && Number.isFinite(high)) return `${name} ≤ ${number(high)}`;
  return Number.isFinite(high) ? `${number(low)} … ${number(high)}` : `${name} ≥ ${number(low)}`;
}
