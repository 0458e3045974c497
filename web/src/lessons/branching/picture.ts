/** The tree as a picture: a circle a node, its bound beside it, closed ones filled by their reason. */

import { hierarchy, tree as layout } from "d3-hierarchy";
import { svg } from "../../ui/dom";
import { number } from "../parts/programs";
import type { Node } from "./tree";

const WIDTH = 460;
const ROW = 96;
const TOP = 30;
const SIDE = 34;

export function drawTree(nodes: readonly Node[], chosen: number | null, names: readonly string[]): Element {
  const root = hierarchy<Node>(nodes[0] as Node, (node) => nodes.filter(({ parent }) => parent === node.id));
  const placed = layout<Node>().size([WIDTH - 2 * SIDE, root.height * ROW])(root);
  const drawing = svg("svg", {
    class: "lesson-tree",
    viewBox: `0 0 ${WIDTH} ${root.height * ROW + TOP + 44}`,
    "aria-hidden": "true",
    focusable: "false",
  });
  for (const { source, target } of placed.links()) {
    const [x1, y1, x2, y2] = [source.x + SIDE, source.y + TOP, target.x + SIDE, target.y + TOP];
    drawing.append(svg("path", { class: "tree-edge", d: `M${x1} ${y1}L${x2} ${y2}` }));
    const { branch } = target.data;
    const text = branch ? `${names[branch.column]} ${branch.side} ${number(branch.value)}` : "";
    const isLeft = branch?.side === "≤";
    const place = {
      x: x1 + 0.6 * (x2 - x1) + (isLeft ? -7 : 7),
      y: y1 + 0.62 * (y2 - y1),
      "text-anchor": isLeft ? "end" : "start",
    };
    drawing.append(svg("text", { class: "plane-text", ...place }, text));
  }
  for (const { x, y, data } of placed.descendants()) {
    const isChosen = data.id === chosen;
    const circle = { cx: x + SIDE, cy: y + TOP, r: isChosen ? 15 : 12 };
    drawing.append(
      svg("circle", {
        class: "tree-node",
        "data-fate": data.fate,
        "data-chosen": String(isChosen),
        ...circle,
      }),
    );
    drawing.append(
      svg(
        "text",
        { class: "tree-name", x: x + SIDE, y: y + TOP + 4.5, "text-anchor": "middle" },
        String(data.id + 1),
      ),
    );
    const bound = data.bound === null ? "empty" : String(Number(data.bound.toPrecision(4))).replace("-", "−");
    drawing.append(
      svg(
        "text",
        { class: "plane-text plane-strong", x: x + SIDE, y: y + TOP + 30, "text-anchor": "middle" },
        bound,
      ),
    );
  }
  return drawing;
}
