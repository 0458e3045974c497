/** The table of the ways to choose. */

import { type Figure, figure } from "../../charts/figure";
import { byId, el } from "../../ui/dom";
import { amount, duration, percent } from "../../ui/format";
import type { Choice } from "./choice";
import { gap, LANES, type LaneName, type Results } from "./results";
import { laneWords, stateWords } from "./wording";

interface LaneRow {
  readonly name: HTMLElement;
  readonly about: HTMLElement;
  readonly state: HTMLElement;
  readonly earns: Figure;
  readonly bound: Figure;
  readonly gap: Figure;
  readonly time: Figure;
}

export class LanesTable {
  private readonly rows = new Map<LaneName, LaneRow>();

  constructor() {
    for (const lane of LANES) this.rows.set(lane, laneRow(lane, byId("msmk-lanes")));
  }

  show(choice: Choice, results: Results): void {
    for (const [lane, row] of this.rows) {
      const result = results[lane];
      const words = laneWords(lane, choice);
      row.name.textContent = words.name;
      row.about.textContent = words.about;
      row.state.textContent = stateWords(result);
      row.state.dataset["state"] = result.state === "failed" ? "failed" : "";
      const open = gap(result);
      const text = (value: number | null, write: (value: number) => string) =>
        value === null ? "–" : write(value);
      row.earns.value.textContent = text(result.earns, amount);
      row.bound.value.textContent = text(result.bound, amount);
      row.gap.value.textContent = result.optimal ? "none, proven" : text(open, percent);
      row.time.value.textContent = text(result.seconds, duration);
    }
  }
}

function laneRow(lane: LaneName, body: HTMLElement): LaneRow {
  const row = {
    name: el("strong", {}),
    about: el("span", { class: "lane-about" }),
    state: el("span", { class: "lane-state" }),
    earns: figure("msmk-earns", "Earns"),
    bound: figure("msmk-bound", "Bound"),
    gap: figure("msmk-gap", "Open gap"),
    time: figure("msmk-time", "Time"),
  };
  const title = el("div", { role: "rowheader", class: "lane-name" }, row.name, row.about, row.state);
  const cells = [row.earns, row.bound, row.gap, row.time].map(({ cell }) => cell);
  const colour = lane === "structure" ? "exact" : "search";
  body.append(
    el(
      "div",
      { role: "row", class: "lane msmk-lane", id: `msmk-lane-${lane}`, "data-lane": colour },
      title,
      ...cells,
    ),
  );
  return row;
}
