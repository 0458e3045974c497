/** The optimum over θ, in bands of one strategy each. */

import { roundedRange } from "../../charts/axis";
import { svg } from "../../ui/dom";
import { ticks } from "../parts/ticks";
import { number } from "../parts/programs";
import type { Sweep } from "./sweep";

const WIDTH = 460;
const HEIGHT = 250;
const EDGE = { left: 46, right: 12, top: 30, bottom: 38 };

/** Bands are called A, B, C … */
export function letter(index: number): string {
  return String.fromCharCode(65 + (index % 26));
}

export function drawBands(
  { low, high, probes, bands }: Sweep,
  letters: ReadonlyMap<string, string>,
  theta: number | null,
): SVGSVGElement {
  const drawing = svg("svg", {
    class: "lesson-bands",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    "aria-hidden": "true",
    focusable: "false",
  });
  const values = probes.flatMap(({ objective }) => objective ?? []);
  const range = roundedRange(Math.min(...values), Math.max(...values), 4);
  const x = (value: number): number =>
    EDGE.left + ((value - low) / (high - low)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value: number): number =>
    EDGE.top + ((range.max - value) / (range.max - range.min)) * (HEIGHT - EDGE.top - EDGE.bottom);
  for (const { from, to, strategy } of bands) {
    const name = strategy === null ? "–" : (letters.get(strategy) ?? "");
    const index = strategy === null ? 9 : name.charCodeAt(0) - 65;
    const box = {
      x: x(from),
      width: Math.max(0, x(to) - x(from)),
      y: EDGE.top,
      height: HEIGHT - EDGE.top - EDGE.bottom,
    };
    drawing.append(svg("rect", { class: "band", "data-band": String(index % 2), ...box }));
    drawing.append(
      svg(
        "text",
        { class: "tree-name", x: x((from + to) / 2), y: EDGE.top - 10, "text-anchor": "middle" },
        name,
      ),
    );
  }
  for (const tick of range.ticks) {
    drawing.append(
      svg("line", { class: "plane-grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(tick), y2: y(tick) }),
    );
    drawing.append(
      svg(
        "text",
        { class: "plane-tick", x: EDGE.left - 6, y: y(tick) + 4, "text-anchor": "end" },
        number(tick),
      ),
    );
  }
  for (const tick of ticks(low, high))
    drawing.append(
      svg(
        "text",
        { class: "plane-tick", x: x(tick), y: HEIGHT - EDGE.bottom + 16, "text-anchor": "middle" },
        number(tick),
      ),
    );
  const line = probes.flatMap(({ theta: at, objective }) =>
    objective === null ? [] : [`${x(at).toFixed(1)} ${y(objective).toFixed(1)}`],
  );
  drawing.append(svg("path", { class: "band-line", d: line.length > 0 ? `M${line.join("L")}` : "" }));
  if (theta !== null)
    drawing.append(
      svg("line", {
        class: "band-theta",
        x1: x(theta),
        x2: x(theta),
        y1: EDGE.top,
        y2: HEIGHT - EDGE.bottom,
      }),
    );
  drawing.append(
    svg("text", { class: "plane-text", x: WIDTH - EDGE.right, y: HEIGHT - 4, "text-anchor": "end" }, "θ"),
  );
  return drawing;
}
