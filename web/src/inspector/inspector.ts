/**
 * The inspector of a run: one store, and the views that follow it. What the first picture needs is here; the other panels load after
 * it.
 */

import { explain } from "../frame/errors";
import { byId, el } from "../ui/dom";
import { hasPoint } from "./answer";
import type { Host } from "./host";
import { Store } from "./store";
import { Tables } from "./tables";
import { Tabs } from "./tabs";
import { Timeline } from "./timeline";
import { type Reason, why } from "./why";

export class Inspector {
  readonly store = new Store();
  private readonly views = new Tabs("inspector-views", (panel) => void this.shown(panel));
  private panels: Promise<import("./panels").Panels> | null = null;

  constructor(private readonly host: Host) {
    new Tables(this.store);
    new Timeline(this.store);
    byId("inspector-why-objective").addEventListener("click", () => this.ask("objective"));
    byId("inspector-why-bound").addEventListener("click", () => this.ask("bound"));
    this.store.onChange((changed) => {
      // What is said of rows and columns is of the answer, whatever moment is looked at.
      if (changed !== "moment" || this.store.selection?.kind === "node") this.explain();
      if (changed === "run") this.showQuestions();
    });
  }

  /** What can be asked of the answer: of a program without a point there is no objective to ask about. */
  private showQuestions(): void {
    const answer = this.store.run?.answer;
    const [objective, bound] = [byId("inspector-why-objective"), byId("inspector-why-bound")];
    objective.parentElement?.toggleAttribute("hidden", answer == null);
    objective.hidden = answer == null || !hasPoint(answer);
    bound.textContent = answer?.status === "infeasible" ? "What proves that?" : "Why no better?";
  }

  /** Loads the panels that the first picture does not need. */
  async warmUp(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.panels = null;
      throw error;
    }
  }

  private load(): Promise<import("./panels").Panels> {
    this.panels ??= import("./panels").then(({ Panels }) => {
      const panels = new Panels(this.store, this.host);
      this.store.again();
      return panels;
    });
    return this.panels;
  }

  private async shown(panel: string): Promise<void> {
    byId("program-fixed").dataset["panel"] = panel;
    try {
      (await this.load()).shown(panel);
    } catch (error) {
      this.panels = null;
      this.host.alert(`The panel could not be loaded: ${explain(error)}`);
    }
  }

  /** Shows a panel. */
  show(panel: string): void {
    this.views.show(panel);
  }

  private ask(kind: "objective" | "bound"): void {
    this.store.select({ kind, index: 0 });
    byId("inspector-why-title").scrollIntoView({ block: "nearest" });
  }

  private explain(): void {
    const { run, selection, moment } = this.store;
    const reason = run && why(run, selection, moment);
    const more = this.store.nodeWords?.sentences ?? [];
    byId("inspector-why").replaceChildren(
      ...(reason
        ? reasonLines({ ...reason, sentences: [...reason.sentences, ...more] })
        : [
            el("p", { class: "hint" }, "Press a row, a column or a node: what it is, and why, is said here."),
          ]),
    );
  }
}

function reasonLines({ title, sentences }: Reason): HTMLElement[] {
  return [el("h4", {}, title), ...sentences.map((sentence) => el("p", {}, sentence))];
}
