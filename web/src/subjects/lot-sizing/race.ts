/**
 * The race: the same instance solved by each method. The lanes run one after another, so that none slows
 * another down, and each clock starts at zero.
 */

import type {
  AbortCause,
  Answer,
  ClspInstance,
  ClspPlan,
  Engine,
  Hunch,
  HunchEvent,
  Method,
} from "hunch-solver";
import { explain } from "../../frame/errors";

export type LaneName = "guess" | "search" | "exact";

/** In the order in which they are shown. */
export const LANES: readonly LaneName[] = ["guess", "search", "exact"];

/** In the order in which they run: the slow one last, so that the optimum is there to compare with. */
const RUNNING_ORDER: readonly LaneName[] = ["guess", "exact", "search"];

/** Points kept of a lane's course; a search may report thousands. */
const MAX_POINTS = 2_000;

/** A value from a moment on; seconds of the lane's own clock. */
export interface Point {
  readonly seconds: number;
  readonly value: number;
}

export type LaneState = "idle" | "waiting" | "running" | "done" | "stopped" | "failed";

export interface Lane {
  readonly state: LaneState;
  /** Of `performance.now()`, while the lane runs. */
  readonly startedAt: number;
  /** Seconds that it was given. */
  readonly timeLimit: number;
  /** Seconds, for a lane that was stopped while it ran. */
  readonly stoppedAfter: number | null;
  readonly answer: Answer<ClspInstance> | null;
  /** The answer's plan; for a lane that was stopped, the best one until then. */
  readonly plan: ClspPlan | null;
  readonly error: string | null;
  readonly incumbents: readonly Point[];
  readonly bounds: readonly Point[];
  /** Nodes of the tree opened until now. */
  readonly nodes: number;
  /** Fixing levels tried, each with its outcome. */
  readonly levels: ReadonlyArray<{ readonly level: number; readonly feasible: boolean }>;
}

export type Race = Readonly<Record<LaneName, Lane>>;

const IDLE: Lane = {
  state: "idle",
  startedAt: 0,
  timeLimit: 0,
  stoppedAfter: null,
  answer: null,
  plan: null,
  error: null,
  incumbents: [],
  bounds: [],
  nodes: 0,
  levels: [],
};

export const NO_RACE: Race = { guess: IDLE, search: IDLE, exact: IDLE };

export interface RaceSettings {
  /** Percent. */
  readonly level: number;
  /** Seconds a lane. */
  readonly timeLimit: number;
  /** Which search runs, in both lanes that search. */
  readonly engine: Engine;
  /** How many workers the search alone uses; more than one take our own engine. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** Runs all lanes and reports every change. It never rejects: what fails is a lane's state. */
export async function runRace(
  hunch: Promise<Hunch>,
  instance: ClspInstance,
  settings: RaceSettings,
  report: (race: Race) => void,
): Promise<void> {
  let race: Race = {
    guess: { ...IDLE, state: "waiting" },
    search: { ...IDLE, state: "waiting" },
    exact: { ...IDLE, state: "waiting" },
  };
  const change = (name: LaneName, lane: Partial<Lane>): void => {
    race = { ...race, [name]: { ...race[name], ...lane } };
    report(race);
  };
  report(race);
  for (const name of RUNNING_ORDER) {
    if (settings.signal.aborted) change(name, { state: "stopped" });
    else
      await runLane(
        hunch,
        instance,
        name,
        settings,
        () => race[name],
        (lane) => change(name, lane),
      );
  }
}

async function runLane(
  hunch: Promise<Hunch>,
  instance: ClspInstance,
  name: LaneName,
  { level, timeLimit, engine, workers, signal }: RaceSettings,
  lane: () => Lane,
  change: (lane: Partial<Lane>) => void,
): Promise<void> {
  try {
    const solver = await hunch;
    change({ state: "running", startedAt: performance.now(), timeLimit });
    const onEvent = (event: HunchEvent): void => change(afterEvent(lane(), name, event));
    const method: Method = name;
    const several = name === "search" && engine === "hunch" ? { workers } : {};
    const answer = await solver.solve(instance, {
      method,
      level,
      timeLimit,
      engine,
      signal,
      onEvent,
      ...several,
    });
    change({ state: "done", answer, plan: answer.plan ?? null });
  } catch (error) {
    const aborted = error instanceof Error && error.name === "AbortError";
    const found = aborted ? (error.cause as AbortCause<ClspInstance> | undefined) : undefined;
    const seconds = (performance.now() - lane().startedAt) / 1_000;
    if (aborted) change({ state: "stopped", stoppedAfter: seconds, plan: found?.plan ?? null });
    else change({ state: "failed", error: explain(error) });
  }
}

function afterEvent(lane: Lane, name: LaneName, event: HunchEvent): Partial<Lane> {
  switch (event.type) {
    case "incumbent":
      return { incumbents: withPoint(lane.incumbents, event.seconds, event.objective) };
    case "bound":
      // Under fixings the search bounds the restricted problem; the bound on the original one comes with the
      // answer.
      return name === "guess" ? {} : { bounds: withPoint(lane.bounds, event.seconds, event.bound) };
    case "nodeOpened":
      return { nodes: lane.nodes + 1 };
    case "fixingLevel":
      return { levels: [...lane.levels, { level: event.level, feasible: event.feasible }] };
    default:
      return {};
  }
}

function withPoint(points: readonly Point[], seconds: number, value: number): readonly Point[] {
  const last = points.at(-1);
  if (last?.value === value) return points;
  return points.length < MAX_POINTS
    ? [...points, { seconds, value }]
    : [...points.slice(0, -1), { seconds, value }];
}

/** The proven optimal cost, where a lane has proven it. */
export function optimum(race: Race): number | null {
  for (const name of ["exact", "search", "guess"] as const) {
    const answer = race[name].answer;
    if (answer?.status === "optimal" && answer.objective !== null) return answer.objective;
  }
  return null;
}

/** How far a cost is above the optimum, as a share; differences below the solvers' own tolerance are none. */
export function aboveOptimum(cost: number, best: number): number {
  const share = (cost - best) / Math.max(1e-9, Math.abs(best));
  return Math.abs(share) < 1e-9 ? 0 : share;
}

/** Seconds that the lane took, or has taken at `now` (of `performance.now()`). */
export function secondsOf(lane: Lane, now: number): number | null {
  if (lane.answer) return lane.answer.statistics.seconds;
  return lane.state === "running" ? (now - lane.startedAt) / 1_000 : lane.stoppedAfter;
}

/** The cheapest cost reached so far. */
export function bestCost(lane: Lane): number | null {
  return lane.answer?.objective ?? lane.incumbents.at(-1)?.value ?? null;
}
