/** The guess as bars, one a period, with the optimum's set-ups below them. */

import { svg } from "../../ui/dom";

const WIDTH = 460;
const HEIGHT = 150;
const BOTTOM = 42;

export interface GuessPicture {
  readonly probabilities: ArrayLike<number>;
  /** 1 where a period is fixed; all of them where it is left out. */
  readonly fixed?: ArrayLike<number> | undefined;
  /** Set-ups of plans to compare with, each with its name. */
  readonly plans: ReadonlyArray<{ readonly name: string; readonly setups: ArrayLike<number> }>;
}

export function guessBars({ probabilities, fixed, plans }: GuessPicture): SVGSVGElement {
  const count = probabilities.length;
  const left = 84;
  const step = (WIDTH - left - 6) / count;
  const total = HEIGHT + BOTTOM + 20 * plans.length;
  const drawing = svg("svg", {
    class: "lesson-bars",
    viewBox: `0 0 ${WIDTH} ${total}`,
    "aria-hidden": "true",
    focusable: "false",
  });
  for (const share of [0, 0.5, 1]) {
    const y = 10 + (HEIGHT - 10) * (1 - share);
    drawing.append(svg("line", { class: "plane-grid", x1: left, x2: WIDTH - 6, y1: y, y2: y }));
    drawing.append(
      svg("text", { class: "plane-tick", x: left - 6, y: y + 4, "text-anchor": "end" }, `${share * 100} %`),
    );
  }
  for (let t = 0; t < count; t++) {
    const height = Math.max(1.5, (HEIGHT - 10) * (probabilities[t] ?? 0));
    const isFree = fixed !== undefined && fixed[t] === 0;
    const box = { x: left + t * step + 2, width: step - 4, y: HEIGHT - height, height };
    drawing.append(svg("rect", { class: isFree ? "bars-free" : "bars-fixed", ...box }));
    drawing.append(
      svg(
        "text",
        { class: "plane-tick", x: left + (t + 0.5) * step, y: HEIGHT + 15, "text-anchor": "middle" },
        String(t + 1),
      ),
    );
  }
  for (const [index, { name, setups }] of plans.entries()) {
    const y = HEIGHT + BOTTOM - 12 + 20 * index;
    drawing.append(svg("text", { class: "plane-text", x: left - 6, y: y + 10, "text-anchor": "end" }, name));
    for (let t = 0; t < count; t++)
      drawing.append(
        svg("rect", {
          class: setups[t] ? "bars-setup" : "bars-none",
          x: left + t * step + 2,
          width: step - 4,
          y,
          height: 12,
        }),
      );
  }
  return drawing;
}
