/** The network's guess for the present problem, and what the page says of the model that made it. */

import type { ModelCard, Prediction } from "hunch-solver";
import { asHunchError, explain } from "../../frame/errors";
import { latestOnly } from "../../frame/requests";
import type { Workers } from "../../frame/workers";
import { byId } from "../../ui/dom";
import { duration } from "../../ui/format";
import { describeFit } from "./fit";
import { editCount, toInstance } from "./problem";
import type { LotState } from "./state";

/** Predictions before a time counts: browsers optimise what has run a few times. */
const WARM_UP_RUNS = 4;

interface Predicted {
  /** Of the problem. */
  readonly key: string;
  readonly prediction: Prediction;
  readonly card: ModelCard | undefined;
}

export class Predictions {
  /** The last one; null where the last problem has none. */
  private last: Predicted | null = null;
  private readonly askLatest = latestOnly((key: string) => this.predict(key));

  /** `changed` is called when a prediction has come, or has failed. */
  constructor(
    private readonly workers: Workers,
    private readonly state: LotState,
    private readonly changed: () => void,
  ) {}

  /**
   * Probabilities of a set-up in each period of a problem; null where it has none, undefined while they are
   * still to come.
   */
  probabilities(key: string): ArrayLike<number> | null | undefined {
    if (this.last === null) return null;
    return this.last.key === key ? this.last.prediction.probabilities : undefined;
  }

  ask(key: string): void {
    this.askLatest(key);
  }

  async warmUp(): Promise<void> {
    this.showModel();
    const { values } = this.state;
    if (!values) return;
    const instance = toInstance(values);
    await this.workers.warmUp((hunch) => hunch.predict(Array.from({ length: WARM_UP_RUNS }, () => instance)));
    // The first run's time says little about the network's: it is taken once more when the workers are warm.
    this.ask(this.state.key);
  }

  private async predict(key: string): Promise<void> {
    const values = this.state.current;
    if (!values || key !== this.state.key) return;
    try {
      const instance = toInstance(values);
      const prediction = await (await this.workers.quick).predict(instance);
      this.last = { key, prediction, card: await this.workers.card(prediction.model, instance) };
      this.showModel();
    } catch (error) {
      this.last = null;
      const noModel = asHunchError(error)?.code === "no-model";
      byId("model-note").textContent = noModel
        ? "No trained model fits this instance, so there is no guess. The other two ways still solve it."
        : `No guess: ${explain(error)}`;
    }
    this.changed();
  }

  private showModel(): void {
    if (!this.last) return;
    const { prediction, card } = this.last;
    const { model, device, seconds } = prediction;
    const { problem } = this.state;
    const fit = describeFit(card, model, problem.sampling, editCount(problem) > 0);
    const note = byId("model-note");
    note.classList.toggle("warning", !fit.exact);
    note.textContent = `${fit.text} It took ${duration(seconds)} on the ${device === "webgpu" ? "GPU" : "CPU"}.`;
  }
}
