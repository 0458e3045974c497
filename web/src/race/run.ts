/**
 * The race: the same problem solved in several ways, each in a worker of its own whose modules are loaded
 * before its clock starts. At most one way fewer than the machine has cores runs at once, so that none slows
 * another; the others take their turn.
 */

import {
  type AbortCause,
  type Hunch,
  type HunchEvent,
  init,
  type Method,
  type Problem,
  type Program,
  type SolveOptions,
} from "hunch-solver";
import { explain } from "../frame/errors";
import type { Contest, RaceSettings } from "./contest";
import type { FromHighs, ToHighs } from "./highs-messages";
import { IDLE, type Lane, type LaneName, type Race, withPoint } from "./lane";

/** The order of turns: what is quick first, so that the optimum is there to compare with. */
const TURNS: readonly LaneName[] = ["guess", "structure", "exact", "auto", "highs", "search", "microlp"];

/** Predictions before the clock starts: browsers optimise what has run a few times. */
const WARM_UP_RUNS = 4;

/** Loads an engine's module before its clock starts. */
const SMALL: Program = {
  format: "hunch-program",
  version: 1,
  columns: [{ name: "x", objective: 1, lower: 0, upper: 3, kind: "integer" }],
  rows: [{ name: "r", lower: 1, terms: [[0, 1]] }],
};

/** How many ways run at once. */
export function slots(): number {
  return Math.max(1, (navigator.hardwareConcurrency || 2) - 1);
}

/** Runs all lanes and reports every change. It never rejects: what fails is a lane's state. */
export async function runRace(
  contest: Contest,
  settings: RaceSettings,
  report: (race: Race) => void,
): Promise<void> {
  let race: Race = Object.fromEntries(
    contest.lanes.map((name) => [name, { ...IDLE, state: "waiting", timeLimit: settings.timeLimit }]),
  );
  report(race);
  const turns = TURNS.filter((name) => contest.lanes.includes(name));
  const takeTurns = async (): Promise<void> => {
    for (let name = turns.shift(); name; name = turns.shift()) {
      const own = name;
      const change = (lane: Partial<Lane>): void => {
        race = { ...race, [own]: { ...(race[own] ?? IDLE), ...lane } };
        report(race);
      };
      if (settings.signal.aborted) change({ state: "stopped" });
      else if (own === "highs") await runHighs(contest, settings, () => race[own] ?? IDLE, change);
      else await runOurs(own, contest, settings, () => race[own] ?? IDLE, change);
    }
  };
  await Promise.all(Array.from({ length: Math.min(slots(), turns.length) }, takeTurns));
}

type Change = (lane: Partial<Lane>) => void;

async function runOurs(
  name: Exclude<LaneName, "highs">,
  contest: Contest,
  { timeLimit, workers, signal }: RaceSettings,
  lane: () => Lane,
  change: Change,
): Promise<void> {
  let hunch: Hunch | null = null;
  try {
    change({ state: "loading" });
    hunch = await init({ preload: [contest.preload], ...weightsOf(name, contest) });
    if (name === "guess") await needModel(hunch, contest);
    await loadFor(hunch, name, contest);
    change({ state: "running", startedAt: performance.now() });
    const method = methodOf(name, contest);
    const options: SolveOptions = {
      method,
      timeLimit,
      signal,
      onEvent: (event) => change(afterEvent(lane(), method, event)),
      // The guess tells its levels; of the others each node would be a message to this thread.
      events: method === "guess" ? "all" : "found",
      ...(name === "microlp" ? { engine: "microlp" } : {}),
      ...(name === "guess" && contest.level !== undefined ? { level: contest.level } : {}),
      ...(name === "search" && workers > 1 ? { workers } : {}),
    };
    const answer = await hunch.solve(contest.problem as Problem, options);
    const { status, objective, bound, statistics } = answer;
    change({ state: "done", answer, status, objective, bound, seconds: statistics.seconds });
  } catch (error) {
    const seconds = (performance.now() - lane().startedAt) / 1_000;
    if (signal.aborted) {
      const found = (error instanceof Error ? (error.cause as AbortCause | undefined) : undefined) ?? null;
      change({ state: "stopped", found, seconds: lane().state === "running" ? seconds : null });
    } else change({ state: "failed", error: explain(error) });
  } finally {
    hunch?.dispose();
  }
}

/** Without models the structure has to do. */
function weightsOf(name: LaneName, { weights }: Contest): { weights?: string[] } {
  if (name === "structure") return { weights: [] };
  return name === "guess" && weights !== undefined ? { weights: [weights] } : {};
}

function methodOf(name: LaneName, { guided }: Contest): Method {
  if (guided && (name === "guess" || name === "structure")) return guided;
  return name === "guess" || name === "exact" || name === "auto" ? name : "search";
}

/** A method that does without a network would answer by the structure, which is another lane. */
async function needModel(hunch: Hunch, { guided, problem }: Contest): Promise<void> {
  if (!guided || typeof problem !== "object" || !("family" in problem)) return;
  if ((await hunch.models(problem)).length === 0) throw new Error("no trained network is there for it");
}

/** Whatever a lane fetches, so that its clock does not count it. What fails here fails again in the lane. */
async function loadFor(hunch: Hunch, name: LaneName, { problem }: Contest): Promise<void> {
  const isInstance = typeof problem === "object" && "family" in problem;
  try {
    if (name === "microlp") await hunch.solve(SMALL, { engine: "microlp" });
    if (name === "guess" && isInstance)
      await hunch.predict(Array.from({ length: WARM_UP_RUNS }, () => problem));
    // Texts are read by a module of their own.
    if (!isInstance) await hunch.solve("min\n x\nst\n r: x >= 1\nend\n");
  } catch {
    return;
  }
}

function afterEvent(lane: Lane, method: Method, event: HunchEvent): Partial<Lane> {
  switch (event.type) {
    case "incumbent":
      return { incumbents: withPoint(lane.incumbents, event.seconds, event.objective) };
    case "bound":
      // Under fixings the search bounds the restricted problem; the bound on the original one comes with the
      // answer.
      return method === "guess" ? {} : { bounds: withPoint(lane.bounds, event.seconds, event.bound) };
    case "fixingLevel":
      return { levels: [...lane.levels, { level: event.level, feasible: event.feasible }] };
    default:
      return {};
  }
}

async function runHighs(
  contest: Contest,
  { timeLimit, signal }: RaceSettings,
  lane: () => Lane,
  change: Change,
): Promise<void> {
  let worker: Worker | null = null;
  try {
    change({ state: "loading" });
    worker = new Worker(new URL("./highs-worker.ts", import.meta.url), { type: "module" });
    const ready = nextEnd(worker, change, lane, signal);
    // Awaited below, when the text is there.
    ready.catch(() => {});
    const text = await lpText(contest);
    if ((await ready).type === "failed") throw new Error("HiGHS could not be loaded");
    signal.throwIfAborted();
    change({ state: "running", startedAt: performance.now() });
    const end = nextEnd(worker, change, lane, signal);
    worker.postMessage({ text, timeLimit } satisfies ToHighs);
    const message = await end;
    if (message.type === "failed") throw new Error(message.message);
    if (message.type !== "ended") throw new Error("HiGHS has not answered");
    const { status, objective, bound, seconds } = message;
    change({ state: "done", status, objective, bound, seconds });
  } catch (error) {
    const seconds = (performance.now() - lane().startedAt) / 1_000;
    if (signal.aborted) change({ state: "stopped", seconds: lane().state === "running" ? seconds : null });
    else change({ state: "failed", error: explain(error) });
  } finally {
    worker?.terminate();
  }
}

/** The program as HiGHS reads it. */
async function lpText({ problem, program }: Contest): Promise<string> {
  const given = program ? program() : problem;
  if (typeof given === "object" && "family" in given)
    throw new Error("HiGHS has no program for this problem");
  const hunch = await init({ preload: ["programs"] });
  try {
    return (await hunch.write(given, { to: "lp" })).text;
  } finally {
    hunch.dispose();
  }
}

/** The worker's next message that ends something; what it tells on the way is kept. */
function nextEnd(worker: Worker, change: Change, lane: () => Lane, signal: AbortSignal): Promise<FromHighs> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message || "its script could not be loaded"));
    };
    worker.onmessage = ({ data }: MessageEvent<FromHighs>) => {
      if (data.type === "incumbent")
        change({ incumbents: withPoint(lane().incumbents, data.seconds, data.objective) });
      else if (data.type === "bound") change({ bounds: withPoint(lane().bounds, data.seconds, data.bound) });
      else resolve(data);
    };
  });
}
