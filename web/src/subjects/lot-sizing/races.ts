/** The races that were run, remembered by their problem, and the one that runs. */

import { dropOldest } from "../../frame/requests";
import type { Frame } from "../../frame/subject";
import { oncePerFrame } from "../../ui/dom";
import { toInstance } from "./problem";
import { LANES, type Lane, NO_RACE, type Race, type RaceSettings, runRace } from "./race";
import type { LotState } from "./state";
import { spoken } from "./wording";

/** Results remembered, so that undo brings them back with the problem. */
const MAX_KEPT_RESULTS = 30;

export interface Result {
  readonly race: Race;
  readonly level: number;
  readonly timeLimit: number;
}

export interface RacesListener {
  /** A race has begun or ended. */
  started(): void;
  ended(): void;
  /** The present problem's result may have changed. */
  changed(): void;
}

export class Races {
  private readonly results = new Map<string, Result>();
  private current: { readonly key: string; readonly controller: AbortController } | null = null;

  constructor(
    private readonly frame: Frame,
    private readonly state: LotState,
    private readonly listener: RacesListener,
  ) {}

  get running(): boolean {
    return this.current !== null;
  }

  of(key: string): Result | undefined {
    return this.results.get(key);
  }

  stop(): void {
    this.current?.controller.abort();
  }

  /** Ends the race of another problem. */
  stopOthers(key: string): void {
    if (this.current && this.current.key !== key) this.stop();
  }

  async run(settings: Omit<RaceSettings, "signal">): Promise<void> {
    const { current: values, key } = this.state;
    if (!values || this.current) return;
    const controller = new AbortController();
    this.current = { key, controller };
    this.frame.say("Solving.");
    this.listener.started();
    const { level, timeLimit } = settings;
    // A search may report thousands of events a second; the screen shows sixty.
    const draw = oncePerFrame(() => this.listener.changed());
    const worker = this.frame.workers.search();
    await runRace(worker, toInstance(values), { ...settings, signal: controller.signal }, (race) => {
      this.announce(this.results.get(key)?.race ?? NO_RACE, race);
      this.keep(key, { race, level, timeLimit });
      draw();
    });
    this.current = null;
    this.listener.ended();
  }

  private keep(key: string, result: Result): void {
    this.results.delete(key);
    this.results.set(key, result);
    dropOldest(this.results, MAX_KEPT_RESULTS);
  }

  private announce(before: Race, after: Race): void {
    for (const name of LANES) {
      if (before[name].state !== after[name].state && isOver(after[name])) {
        this.frame.say(spoken(name, after));
      }
    }
  }
}

function isOver(lane: Lane): boolean {
  return lane.state === "done" || lane.state === "stopped" || lane.state === "failed";
}
