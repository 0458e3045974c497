/** How a run went: best point and bound over time, cuts by round, simplex iterations by node. */

import { nextFrame } from "../ui/breathe";
import { byId, el, oncePerFrame } from "../ui/dom";
import { duration, whole } from "../ui/format";
import type { Chart, Lines } from "./charts";
import { MOST_CUTS } from "./limits";
import { lastUntil, type RunLog } from "./log";
import { number } from "./numbers";
import type { Store } from "./store";

export class ProgressView {
  private charts: Promise<{ run: Chart; effort: Chart }> | null = null;
  private readonly draw = oncePerFrame(() => void this.paint());
  /** Counts the drawings. */
  private drawn = 0;

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
    this.drawn += 1;
    const { drawn } = this;
    // Each is laid out by itself; another drawing has begun where the moment has moved.
    const isOver = async (): Promise<boolean> => {
      await nextFrame();
      return drawn !== this.drawn;
    };
    runChart.show(bestAndBound(log, moment));
    byId("inspector-run-words").textContent = runWords(log);
    const hasEffort = log.efforts.length > 0;
    if (await isOver()) return;
    byId("inspector-effort").hidden = !hasEffort;
    if (hasEffort) {
      effort.show(iterations(log, moment));
      byId("inspector-effort-words").textContent = effortWords(log);
      if (await isOver()) return;
    }
    this.showCuts(log, moment);
    if (await isOver()) return;
    this.listCuts(log, moment);
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
      ? `${whole(all)} cuts in ${log.cuts.length} ${log.cuts.length === 1 ? "round" : "rounds"}; the bound of the relaxation before the last round is ${number(last.bound)}.`
      : "";
  }

  /** The cuts themselves, those of the moment marked. */
  private listCuts(log: RunLog, moment: number): void {
    const { cutRows } = log;
    byId("inspector-cuts").hidden = cutRows.length === 0;
    const rows = cutRows.slice(0, MOST_CUTS).map((cut) => {
      const force = cut.at > moment ? "not yet" : cut.goneAt > moment ? "yes" : "no more";
      return el(
        "tr",
        { "data-later": cut.at > moment ? "true" : null },
        el("th", { scope: "row" }, log.cutWords(cut)),
        el("td", {}, cut.family),
        el("td", {}, cut.round === null ? "below the root" : number(cut.round)),
        el("td", {}, number(cut.violation)),
        el("td", {}, force),
      );
    });
    byId("inspector-cut-list").replaceChildren(...rows);
    const holding = cutRows.filter(({ at, goneAt }) => at <= moment && goneAt > moment).length;
    const rest = cutRows.length - rows.length;
    byId("inspector-cut-count").textContent =
      `At this moment ${whole(holding)} of ${whole(cutRows.length)} cuts are rows of the relaxation.${rest > 0 ? ` The first ${whole(rows.length)} are listed.` : ""}`;
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
  return `${whole(last.iterations)} simplex iterations until ${whole(last.nodes)} nodes were closed: ${number(Number(each.toPrecision(3)))} a node, probing, dives and neighbourhoods included.`;
}
