/**
 * The robust panels as a whole: the table of the plans, their draws, items and curve, and the controls of the
 * search.
 */

import { breathe } from "../../ui/breathe";
import { Choices, fillTimeLimits } from "../../ui/controls";
import { byId, showParts } from "../../ui/dom";
import type { ModelNote } from "./answers";
import { allRhos, FAMILIES } from "./choice";
import { CloudChart, cloudLegend, type Strip } from "./cloud";
import { CurveChart } from "./curve";
import type { Curves } from "./curves";
import { ItemCharts, itemValues } from "./items";
import { PlansTable } from "./plans";
import type { Proofs } from "./proofs";
import { type PlanResults, ROBUST_PLANS, type RobustPlanName } from "./results";
import type { RobustState } from "./state";
import { atOnce, CLOUD_WORDS, oldProof, PLAN_LABELS, planWords, worth } from "./wording";

export class RobustView {
  private readonly plans = new PlansTable();
  private readonly cloud = new CloudChart();
  private readonly items = new ItemCharts();
  private readonly curve = new CurveChart();
  private readonly planChoice: Choices<RobustPlanName>;
  private shownPlan: RobustPlanName = "guess";

  constructor(
    private readonly state: RobustState,
    private readonly proofs: Proofs,
    private readonly curves: Curves,
    changed: () => void,
  ) {
    this.planChoice = new Choices<RobustPlanName>(
      "choices-robust-plan",
      ROBUST_PLANS.map((value) => ({ value, text: PLAN_LABELS[value] })),
      (plan) => {
        this.shownPlan = plan;
        changed();
      },
    );
    this.planChoice.show(this.shownPlan);
    this.listen();
  }

  /** Piece by piece, for all at once is felt on a slow processor. */
  async showResults(results: PlanResults): Promise<void> {
    const { family, choice } = this.state;
    const instance = this.state.instance();
    if (!instance) return;
    const words = planWords(family, results);
    // Until the search has an answer to this choice, the one before stays and is marked as old.
    const old = results.proven.plan || results.proven.state === "failed" ? null : this.proofs.last();
    this.plans.show(old ? { ...words, proven: oldProof(family, old, results.proven) } : words);
    const sentence = worth(family, results);
    byId("robust-worth").dataset["old"] = String(sentence === "");
    if (sentence !== "") byId("robust-worth").textContent = sentence;
    showParts(byId("at-once"), atOnce(family, results));
    // Without the plan that was chosen to be shown, the other one is.
    const shown = [this.shownPlan, ...ROBUST_PLANS].find((name) => results[name].plan) ?? this.shownPlan;
    this.planChoice.show(shown);
    await breathe();
    if (instance !== this.state.instance()) return;
    this.cloud.show([...this.strip("nominal", results), ...this.strip(shown, results)], CLOUD_WORDS[family]);
    await breathe();
    if (instance !== this.state.instance()) return;
    this.items.show(family, itemValues(instance), results.nominal.plan, results[shown].plan, shown);
    this.curve.show({
      points: this.curves.points(family, choice),
      proven: this.provenPoints(),
      nominal: results.nominal.plan?.promise ?? null,
      rho: choice.rho,
      maxRho: FAMILIES[family].maxRho[choice.set],
    });
  }

  /** What the marks of the cloud mean in this family. */
  showWords(): void {
    const words = CLOUD_WORDS[this.state.family];
    byId("cloud-legend").replaceChildren(...cloudLegend("the plan holds", words.broken, words.threshold));
    byId("cloud-outcome").textContent = words.outcome;
  }

  showNote({ text, exact }: ModelNote): void {
    byId("robust-model").textContent = text;
    byId("robust-model").classList.toggle("warning", !exact);
  }

  /** Improve and Stop take each other's place, and the focus with it. */
  showRunning(): void {
    const { running } = this.proofs;
    const improve = byId<HTMLButtonElement>("improve");
    const stop = byId("improve-stop");
    const focused = document.activeElement === improve || document.activeElement === stop;
    improve.disabled = !this.state.hasInstance;
    improve.hidden = running;
    stop.hidden = !running;
    if (focused) (running ? stop : improve).focus();
  }

  private strip(name: "nominal" | RobustPlanName, results: PlanResults): Strip[] {
    const { cloud, plan } = results[name];
    const threshold = this.state.family === "robust-knapsack" ? 0 : plan?.promise;
    return cloud && threshold !== undefined && plan ? [{ name, cloud, threshold }] : [];
  }

  /** Radii of this draw that the search has finished. */
  private provenPoints(): Array<{ rho: number; promise: number }> {
    const { family, choice } = this.state;
    return allRhos(family, choice.set).flatMap((rho) => {
      const { plan } = this.proofs.of({ ...choice, rho });
      return plan ? [{ rho, promise: plan.promise }] : [];
    });
  }

  private listen(): void {
    const timeLimit = byId<HTMLSelectElement>("robust-time-limit");
    fillTimeLimits(timeLimit, this.proofs.timeLimit);
    timeLimit.addEventListener("change", () => {
      this.proofs.timeLimit = Number(timeLimit.value);
    });
    byId("improve").addEventListener("click", () => void this.proofs.start(true));
    byId("improve-stop").addEventListener("click", () => this.proofs.interrupt());
  }
}
