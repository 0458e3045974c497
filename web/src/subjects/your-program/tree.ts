/** The tree of the search at one moment, drawn. */

import { hierarchy, tree as layout } from "d3-hierarchy";
import { svg } from "../../ui/dom";
import { number } from "./numbers";
import type { Moment, TreeNode } from "./run-log";

const ACROSS = 74;
const DOWN = 58;
const MARGIN = 40;
const RADIUS = 8;

interface Branch {
  readonly node: TreeNode;
  readonly children: Branch[];
}

/** The picture; `null` before the root is there. */
export function drawTree(moment: Moment): SVGElement | null {
  const root = rootOf(moment.nodes);
  if (!root) return null;
  const placed = layout<Branch>().nodeSize([ACROSS, DOWN])(hierarchy(root, ({ children }) => children));
  const all = placed.descendants();
  const left = Math.min(...all.map(({ x }) => x));
  const width = Math.max(...all.map(({ x }) => x)) - left + 2 * MARGIN;
  const height = Math.max(...all.map(({ y }) => y)) + 2 * MARGIN;
  const at = ({ x, y }: { x: number; y: number }): [number, number] => [x - left + MARGIN, y + MARGIN / 2];
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-label": `A tree of ${all.length} nodes${moment.hidden > 0 ? ` and ${moment.hidden} that are not drawn` : ""}. ${moment.sentence}`,
  });
  for (const { source, target } of placed.links()) {
    const [[x1, y1], [x2, y2]] = [at(source), at(target)];
    picture.append(svg("line", { x1, y1, x2, y2 }));
  }
  for (const place of all) {
    const [x, y] = at(place);
    const { node } = place.data;
    const circle = svg("circle", {
      class: node.id === moment.now ? "program-node now" : "program-node",
      "data-state": node.state,
      cx: x,
      cy: y,
      r: RADIUS,
    });
    const title = `${node.branch || "the whole program"}; bound ${number(node.bound)}; ${node.state}`;
    circle.append(svg("title", {}, title));
    picture.append(circle, svg("text", { x, y: y + RADIUS + 12, "text-anchor": "middle" }, node.branch));
  }
  return picture;
}

/** Where the root of a picture is, from its left side. */
export function rootAt(picture: SVGElement): number {
  return Number(picture.querySelector("circle")?.getAttribute("cx") ?? 0);
}

function rootOf(nodes: readonly TreeNode[]): Branch | null {
  const branches = new Map<number, Branch>();
  let root: Branch | null = null;
  for (const node of nodes) {
    const branch: Branch = { node, children: [] };
    branches.set(node.id, branch);
    const parent = node.parent === null ? undefined : branches.get(node.parent);
    if (parent) parent.children.push(branch);
    else root ??= branch;
  }
  return root;
}
