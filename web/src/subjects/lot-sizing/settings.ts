/**
 * How the race is run: the level, the time limit, the engine and the workers, and the buttons that start and
 * stop it.
 */

import type { Engine } from "hunch-solver";
import { fillTimeLimits } from "../../ui/controls";
import { byId } from "../../ui/dom";
import type { RaceSettings } from "./race";
import type { LotState } from "./state";

const START_TIME_LIMIT_SECONDS = 10;

export interface SettingsActions {
  levelChanged(): void;
  timeLimitChanged(): void;
  solve(): void;
  stop(): void;
}

export class Settings {
  timeLimit = START_TIME_LIMIT_SECONDS;
  private engine: Engine = "hunch";
  private workers = 1;

  constructor(
    private readonly state: LotState,
    private readonly actions: SettingsActions,
  ) {
    this.listenToTimeLimit();
    this.listenToSearch();
    const level = byId<HTMLInputElement>("level");
    level.addEventListener("input", () => {
      state.level = Number(level.value);
      actions.levelChanged();
    });
    byId("solve").addEventListener("click", () => actions.solve());
    byId("stop").addEventListener("click", () => actions.stop());
  }

  get race(): Omit<RaceSettings, "signal"> {
    const { timeLimit, engine, workers } = this;
    return { level: this.state.level, timeLimit, engine, workers };
  }

  showLevel(): void {
    const { level } = this.state;
    byId<HTMLInputElement>("level").value = String(level);
    byId("level-text").textContent = `${level} %`;
  }

  /** Solve and Stop take each other's place, and the focus with it. */
  showRunning(running: boolean): void {
    const solve = byId<HTMLButtonElement>("solve");
    const stop = byId("stop");
    const focused = document.activeElement === solve || document.activeElement === stop;
    solve.disabled = this.state.values === null;
    solve.hidden = running;
    stop.hidden = !running;
    if (focused) (running ? stop : solve).focus();
  }

  private listenToTimeLimit(): void {
    const timeLimit = byId<HTMLSelectElement>("time-limit");
    fillTimeLimits(timeLimit, this.timeLimit);
    timeLimit.addEventListener("change", () => {
      this.timeLimit = Number(timeLimit.value);
      this.actions.timeLimitChanged();
    });
  }

  private listenToSearch(): void {
    const engine = byId<HTMLSelectElement>("engine");
    const workers = byId<HTMLSelectElement>("workers");
    engine.addEventListener("change", () => {
      this.engine = engine.value === "microlp" ? "microlp" : "hunch";
      workers.disabled = this.engine === "microlp";
    });
    workers.addEventListener("change", () => {
      this.workers = Number(workers.value);
    });
  }
}
