/** What the charts and the lines around them show of the answers: which plan, and whether it is old. */

import type { ClspPlan } from "hunch-solver";
import { byId } from "../../ui/dom";
import { judge } from "./attempt";
import type { Live } from "./live";
import type { Predictions } from "./predictions";
import type { Values } from "./problem";
import type { LotState } from "./state";
import { mostConfident } from "./strip";
import { PlanTable } from "./table";
import type { Charts } from "./view";
import { costText, type PlanName, verdict, worth } from "./wording";

/** The colour of each plan, by the lanes of the race. */
const LANES: Readonly<Record<PlanName, string>> = { best: "exact", guess: "guess", mine: "mine" };

export class PlanShown {
  plan: PlanName = "best";
  private readonly table = new PlanTable();

  constructor(
    private readonly charts: Charts,
    private readonly state: LotState,
    private readonly live: Live,
    private readonly predictions: Predictions,
  ) {}

  show(): void {
    const { live, state, plan: name } = this;
    const values = state.current;
    const { best } = live;
    const plan = this.planOf(name, values);
    const optimal = best?.key === state.key && best.status === "optimal" ? best.plan : null;
    this.charts.setPlan(plan, optimal?.setup ?? null, LANES[name], this.isOld(name));
    if (values) this.table.setPlan(plan, values.demand);
    this.showGuess();
    // While the next answer is awaited the last one stays.
    if (best?.key !== state.key && best !== null) return;
    const parts =
      plan && values && plan.setup.length === values.demand.length ? `: ${costText(plan, values)}` : "";
    byId("live-verdict").textContent =
      `${verdict(best).replace(/\.$/, "")}${parts && name === "best" ? parts : ""}.`;
    const guess = live.guess?.key === state.guessKey ? live.guess : null;
    if (guess) byId("worth").textContent = worth(best, guess);
  }

  /** Old answers are shown as such. */
  showAge(isOld: boolean): void {
    byId("live-verdict").dataset["old"] = String(isOld);
    byId("worth").dataset["old"] = String(isOld);
    byId("plan-rows-chart").dataset["old"] = String(isOld && this.plan !== "mine");
  }

  private isOld(name: PlanName): boolean {
    // The timer of the subject says when an answer is late enough to be called old.
    return name !== "mine" && byId("live-verdict").dataset["old"] === "true";
  }

  private planOf(name: PlanName, values: Values | null): ClspPlan | null {
    const { live, state } = this;
    if (name === "best") return live.best?.plan ?? null;
    if (name === "guess") return live.guess?.plan ?? null;
    const { mine } = state.problem;
    if (!mine || !values) return null;
    const { stock } = judge(mine, values);
    return {
      setup: Uint8Array.from(values.demand, (_, period) => (mine.has(period) ? 1 : 0)),
      production: Float64Array.from(values.demand, (_, period) => mine.get(period) ?? 0),
      inventory: Float64Array.from(stock, (pieces) => Math.max(0, pieces)),
    };
  }

  /** The fixed periods are those of the answer where there is one at this level, else a preview of the level. */
  private showGuess(): void {
    const { live, state, charts } = this;
    const { guess } = live;
    if (guess?.probabilities && guess.fixed && guess.key === state.guessKey && guess.level === state.level) {
      charts.setGuess({ probabilities: guess.probabilities, fixed: guess.fixed });
      return;
    }
    const probabilities = this.predictions.probabilities(state.key);
    if (probabilities) charts.setGuess({ probabilities, fixed: mostConfident(probabilities, state.level) });
    else if (probabilities === null) charts.setGuess(null);
  }
}
