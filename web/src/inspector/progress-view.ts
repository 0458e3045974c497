/** How a run went: best point and bound over time, cuts by round, simplex iterations by node. */

import { byId, el, oncePerFrame } from "../ui/dom";
import { duration } from "../ui/format";
import type { Chart, Lines } from "./charts";
import { lastUntil, type RunLog } from "./log";
import { number } from "./numbers";
import type { Store } from "./store";

export class ProgressView {
  private charts: Promise<{ run: Chart; effort: Chart }> | null = null;
  private readonly draw = oncePerFrame(() => void this.paint());

  constructor(private readonly store: Store) {
    store.onChange((changed) => {
      if (changed !== "selection") this.draw();
    });
  }

  /** The panel is shown: the library loads when it first is. */
  shown(): void {
    this.draw();
  }

  private async paint(): Promise<void> {
    if (byId("inspector-progress").hidden) return;
    this.charts ??= import("./charts").then(({ Chart }) => ({
      run: new Chart(byId("inspector-run-chart")),
      effort: new Chart(byId("inspector-effort-chart")),
    }));
    const { run: runChart, effort } = await this.charts;
    const { run, moment } = this.store;
    if (!run) return;
    const { log } = run;
    const both = bestAndBound(log, moment);
    runChart.show(both);
    byId("inspector-run-words").textContent = runWords(log);
    const hasEffort = log.efforts.length > 0;
    byId("inspector-effort").hidden = !hasEffort;
    if (hasEffort) {
      effort.show(iterations(log, moment));
      byId("inspector-effort-words").textContent = effortWords(log);
    }
    this.showCuts(log, moment);
  }

  private showCuts(log: RunLog, moment: number): void {
    byId("inspector-cut-rounds").hidden = log.cuts.length === 0;
    const rows = log.cuts.map(({ round, cuts, bound, at }) =>
      el(
        "tr",
        { "data-later": at > moment ? "true" : null },
        el("th", { scope: "row" }, number(round)),
        el("td", {}, number(cuts)),
        el("td", {}, number(bound)),
      ),
    );
    byId("inspector-cut-rows").replaceChildren(...rows);
    const all = log.cuts.reduce((sum, { cuts }) => sum + cuts, 0);
    const last = log.cuts.at(-1);
    byId("inspector-cut-words").textContent = last
      ? `${all.toLocaleString("en")} cuts in ${log.cuts.length} ${log.cuts.length === 1 ? "round" : "rounds"}; the bound of the relaxation before the last round is ${number(last.bound)}.`
      : "";
  }
}

/** Both over the seconds at which either changed, and at the end. */
export function bestAndBound(log: RunLog, moment: number): Lines {
  const told = [...log.incumbents, ...log.bounds].sort((a, b) => a.at - b.at);
  const end = Math.max(
    0,
    ...told.slice(-1).map(({ seconds }) => seconds),
    ...log.efforts.slice(-1).map(({ seconds }) => seconds),
  );
  const points = [...told.map(({ at, seconds }) => ({ at, seconds })), { at: log.length, seconds: end }];
  const now =
    lastUntil(
      [...told, ...log.efforts].sort((a, b) => a.at - b.at),
      moment,
    )?.seconds ?? 0;
  return {
    x: points.map(({ seconds }) => seconds),
    unit: " s",
    now,
    lines: [
      {
        name: "best point",
        colour: "--search",
        values: points.map(({ at }) => lastUntil(log.incumbents, at)?.objective ?? null),
        isStepped: true,
      },
      {
        name: "bound",
        colour: "--exact",
        values: points.map(({ at }) => lastUntil(log.bounds, at)?.bound ?? null),
        isStepped: true,
      },
    ],
  };
}

function iterations(log: RunLog, moment: number): Lines {
  return {
    x: log.efforts.map(({ nodes }) => nodes),
    unit: "",
    now: lastUntil(log.efforts, moment)?.nodes ?? 0,
    lines: [
      {
        name: "simplex iterations",
        colour: "--guess",
        values: log.efforts.map(({ iterations }) => iterations),
        isStepped: false,
      },
    ],
  };
}

function runWords(log: RunLog): string {
  const [first, last] = [log.incumbents[0], log.incumbents.at(-1)];
  const found = first
    ? `The first point, of ${number(first.objective)}, came after ${duration(first.seconds)}${last && last !== first ? `, the best, of ${number(last.objective)}, after ${duration(last.seconds)}` : ""}.`
    : "No point was found.";
  const bound = log.bounds.at(-1);
  return `${found}${bound ? ` The last bound is ${number(bound.bound)}.` : ""}`;
}

function effortWords({ efforts }: RunLog): string {
  const last = efforts.at(-1);
  if (!last) return "";
  const each = last.iterations / last.nodes;
  return `${last.iterations.toLocaleString("en")} simplex iterations until ${last.nodes.toLocaleString("en")} nodes were closed: ${number(Number(each.toPrecision(3)))} a node, probing, dives and neighbourhoods included.`;
}
