/** The moment of the run that all views show: a slider over its events, a step each way, and playing through. */

import { byId, oncePerFrame } from "../ui/dom";
import { number } from "./numbers";
import type { Store } from "./store";

/** Seconds that playing a whole run takes, at the most. */
const PLAYED = 8;
/** Milliseconds between two steps at the least: what goes quicker cannot be followed. */
const LEAST_STEP = 60;

export class Timeline {
  private readonly slider = byId<HTMLInputElement>("program-moment");
  private readonly play = byId("inspector-play");
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly draw = oncePerFrame(() => this.paint());

  constructor(private readonly store: Store) {
    this.slider.addEventListener("input", () => {
      this.stop();
      store.goTo(Number(this.slider.value));
    });
    byId("program-back").addEventListener("click", () => this.step(-1));
    byId("program-step").addEventListener("click", () => this.step(1));
    this.play.addEventListener("click", () => (this.timer === undefined ? this.start() : this.stop()));
    store.onChange((changed) => {
      if (changed === "run") this.stop();
      this.draw();
    });
  }

  private step(by: number): void {
    this.stop();
    this.store.goTo(this.store.moment + by);
  }

  private start(): void {
    const length = this.store.run?.log.length ?? 0;
    if (this.store.moment >= length) this.store.goTo(0);
    const steps = Math.min(length, (PLAYED * 1_000) / LEAST_STEP);
    this.timer = setInterval(() => {
      this.store.goTo(this.store.moment + Math.ceil(length / steps));
      if (this.store.moment >= length) this.stop();
    }, LEAST_STEP);
    this.play.textContent = "Hold";
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.play.textContent = "Play";
  }

  private paint(): void {
    const { run, moment: count } = this.store;
    if (!run) return;
    const moment = run.log.at(count);
    this.slider.max = String(run.log.length);
    this.slider.value = String(count);
    const numbers = [
      moment.best === null ? null : `best ${number(moment.best)}`,
      moment.bound === null ? null : `bound ${number(moment.bound)}`,
    ].filter((part) => part !== null);
    const state = numbers.length > 0 ? ` (${numbers.join(", ")})` : "";
    byId("program-event").textContent = `${moment.sentence}${state}`;
    this.slider.setAttribute("aria-valuetext", moment.sentence);
  }
}
