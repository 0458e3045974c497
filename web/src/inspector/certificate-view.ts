/** A certificate of the answer, made by one module and checked by another, which shares no code with the solver. */

import type { Hunch, Program, Verdict } from "hunch-solver";
import { explain } from "../frame/errors";
import { byId, setIdle } from "../ui/dom";
import type { Source } from "./host";
import { number } from "./numbers";
import type { Store } from "./store";
import { whole } from "../ui/format";

/** Seconds that the search for the proof may take. */
const LIMIT = 30;

export class CertificateView {
  private isBusy = false;
  private made: string | null = null;

  constructor(
    store: Store,
    private readonly hunch: () => Promise<Hunch>,
    private readonly source: () => Source | Program,
  ) {
    byId("inspector-prove").addEventListener("click", () => void this.prove());
    byId("inspector-save-proof").addEventListener("click", () => this.save());
    store.onChange((changed) => {
      if (changed === "run" && !this.isBusy) this.clear();
    });
  }

  private clear(): void {
    this.made = null;
    byId("inspector-proof-words").textContent = "";
    byId("inspector-save-proof").hidden = true;
  }

  private async prove(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.clear();
    const words = byId("inspector-proof-words");
    setIdle(byId("inspector-prove"), true);
    const source = this.source();
    try {
      words.textContent = "The proof is being made …";
      const hunch = await this.hunch();
      const answer = await hunch.solve(source, { certificate: true, timeLimit: LIMIT });
      if (answer.certificate === undefined) {
        words.textContent = `No proof was made: ${answer.reason ?? "nothing could be proven within the limit"}.`;
        return;
      }
      words.textContent = "The proof is being checked …";
      const verdict = await hunch.check(source, answer.certificate);
      if (source !== this.source()) return this.clear();
      this.made = answer.certificate;
      words.textContent = verdictWords(verdict, answer.certificate.length);
      byId("inspector-save-proof").hidden = false;
    } catch (error) {
      words.textContent = `No proof was made: ${explain(error)}`;
    } finally {
      this.isBusy = false;
      setIdle(byId("inspector-prove"), false);
    }
  }

  private save(): void {
    if (this.made === null) return;
    const address = URL.createObjectURL(new Blob([this.made], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "certificate.json";
    link.click();
    URL.revokeObjectURL(address);
  }
}

function verdictWords(verdict: Verdict, size: number): string {
  const long = `It is ${whole(Math.max(1, Math.round(size / 1_000)))} kB long`;
  if (!verdict.accepted)
    return `The checker does not accept it: ${verdict.reason ?? "no reason was given"}. ${long}.`;
  const claims = {
    optimal: `the optimum is ${number(verdict.objective ?? Number.NaN)}, and no point is better than ${number(verdict.bound ?? Number.NaN)}`,
    feasible: `there is a point of ${number(verdict.objective ?? Number.NaN)}, and none is better than ${number(verdict.bound ?? Number.NaN)}`,
    bound: `no point is better than ${number(verdict.bound ?? Number.NaN)}`,
    infeasible: "no point satisfies all rows and bounds",
    unbounded: "the objective can be improved for ever",
  };
  const parts = [
    verdict.leaves ? `${whole(verdict.leaves)} leaves of a tree` : "",
    verdict.derivedCuts ? `${whole(verdict.derivedCuts)} cuts derived` : "",
  ].filter((part) => part !== "");
  const work = parts.length > 0 ? ` (${parts.join(", ")})` : "";
  return `Checked in exact arithmetic: ${verdict.claim ? claims[verdict.claim] : "it holds"}${work}. ${long}.`;
}
