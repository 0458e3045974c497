/**
 * A way to solve, as the race knows it: what it has found until now, and what that says beside the others.
 */

import type { AbortCause, Answer } from "hunch-solver";

export type LaneName = "guess" | "structure" | "exact" | "auto" | "search" | "microlp" | "highs";

/** In the order in which they are shown. */
export const LANES: readonly LaneName[] = [
  "guess",
  "structure",
  "exact",
  "auto",
  "search",
  "microlp",
  "highs",
];

/**
 * Values that differ by less than this share are the same: ten times the gap at which a search calls a point
 * optimal.
 */
export const SAME = 1e-5;

/** A value from a moment on; seconds of the lane's own clock. */
export interface Point {
  readonly seconds: number;
  readonly value: number;
}

export type LaneState = "idle" | "waiting" | "loading" | "running" | "done" | "stopped" | "failed";

export interface Lane {
  readonly state: LaneState;
  /** Of `performance.now()`, while the lane runs. */
  readonly startedAt: number;
  /** Seconds that it was given. */
  readonly timeLimit: number;
  /** Seconds that it took, once it has ended. */
  readonly seconds: number | null;
  /** Our own answer; HiGHS has none of that form. */
  readonly answer: Answer | null;
  /** What the lane says of its own end. */
  readonly status: Answer["status"] | null;
  readonly objective: number | null;
  readonly bound: number | null;
  /** For a lane that was stopped: what it had found. */
  readonly found: AbortCause | null;
  readonly error: string | null;
  readonly incumbents: readonly Point[];
  readonly bounds: readonly Point[];
  /** Fixing levels tried, each with its outcome. */
  readonly levels: ReadonlyArray<{ readonly level: number; readonly feasible: boolean }>;
}

export const IDLE: Lane = {
  state: "idle",
  startedAt: 0,
  timeLimit: 0,
  seconds: null,
  answer: null,
  status: null,
  objective: null,
  bound: null,
  found: null,
  error: null,
  incumbents: [],
  bounds: [],
  levels: [],
};

export type Race = Readonly<Partial<Record<LaneName, Lane>>>;

/** Which way is better: the sign of costs, the other one of worths. */
export type Sense = "minimize" | "maximize";

export const NO_RACE: Race = {};

/** Points kept of a lane's course; a search may report thousands. */
const MAX_POINTS = 2_000;

export function withPoint(points: readonly Point[], seconds: number, value: number): readonly Point[] {
  const last = points.at(-1);
  if (last?.value === value) return points;
  return points.length < MAX_POINTS
    ? [...points, { seconds, value }]
    : [...points.slice(0, -1), { seconds, value }];
}

export function lanesOf(race: Race): Array<readonly [LaneName, Lane]> {
  return LANES.flatMap((name) => {
    const lane = race[name];
    return lane ? [[name, lane] as const] : [];
  });
}

/**
 * How much worse a value is than another one, as a share of that; less than the solvers' tolerance is
 * nothing.
 */
export function worse(value: number, best: number, sense: Sense): number {
  const share = ((sense === "minimize" ? 1 : -1) * (value - best)) / Math.max(1e-9, Math.abs(best));
  return Math.abs(share) < 1e-9 ? 0 : share;
}

/** The best value reached so far. */
export function bestOf(lane: Lane): number | null {
  return lane.objective ?? lane.incumbents.at(-1)?.value ?? null;
}

/** The best value of all lanes. */
export function bestKnown(race: Race, sense: Sense): number | null {
  const values = lanesOf(race).flatMap(([, lane]) => bestOf(lane) ?? []);
  if (values.length === 0) return null;
  return sense === "minimize" ? Math.min(...values) : Math.max(...values);
}

/** The optimum: the best value, if a lane that ended there calls it optimal. */
export function optimum(race: Race, sense: Sense): number | null {
  const best = bestKnown(race, sense);
  if (best === null) return null;
  const isProven = lanesOf(race).some(
    ([, lane]) =>
      lane.status === "optimal" && lane.objective !== null && worse(lane.objective, best, sense) <= SAME,
  );
  return isProven ? best : null;
}

/** Seconds after which the lane had a point as good as the optimum; null where it never had. */
export function rightAfter(lane: Lane, best: number, sense: Sense): number | null {
  const first = lane.incumbents.find(({ value }) => worse(value, best, sense) <= SAME);
  if (first) return first.seconds;
  const isRight = lane.objective !== null && worse(lane.objective, best, sense) <= SAME;
  return isRight ? lane.seconds : null;
}

/** Seconds after which the lane had any point. */
export function firstAfter(lane: Lane): number | null {
  return lane.incumbents[0]?.seconds ?? (lane.objective === null ? null : lane.seconds);
}

/** Seconds that the lane took, or has taken at `now` (of `performance.now()`). */
export function secondsOf(lane: Lane, now: number): number | null {
  return lane.state === "running" ? (now - lane.startedAt) / 1_000 : lane.seconds;
}

/** A lane as it stood at a moment of its clock, for the replay. */
export function laneAt(lane: Lane, seconds: number): Lane {
  if (lane.seconds === null || lane.seconds <= seconds) return lane;
  const until = (points: readonly Point[]): Point[] => points.filter((point) => point.seconds <= seconds);
  const none = {
    answer: null,
    status: null,
    objective: null,
    bound: null,
    found: null,
    levels: [],
  };
  return {
    ...lane,
    ...none,
    state: "running",
    startedAt: performance.now() - seconds * 1_000,
    incumbents: until(lane.incumbents),
    bounds: until(lane.bounds),
  };
}
