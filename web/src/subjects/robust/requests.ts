/** What the robust subject asks of the package, in the terms of its views. */

import type { AbortCause, Hunch, Prediction, RobustDecision, RobustInstance } from "hunch-solver";
import { asHunchError } from "../../frame/errors";
import { RequestCache } from "../../frame/requests";
import type { Workers } from "../../frame/workers";
import { CLOUD_SIZE, type Choice, drawKey, type Family, SIZES } from "./choice";
import { type Cloud, type CurvePoint, type Guessed, type PlanResult, resultOf, type Solved } from "./results";

/** Instances whose numbers are certain; the page sets the radius that its slider shows. */
const NO_RADIUS = { low: 0, high: 0 };

/** Answers before a time counts: browsers optimise what has run a few times. */
const WARM_UP_RUNS = 8;

/** Seconds of the search for one of many radii: most problems of this size take a tenth of it. */
const POINT_TIME_LIMIT_SECONDS = 0.5;

/**
 * Below this excess a limit is kept: the tolerance of the package's checker for numbers of the size of one.
 */
const TOLERANCE = 1e-6;

export interface ImproveOptions {
  /** Seconds. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
}

export class RobustRequests {
  private readonly draws = new RequestCache<RobustInstance>();

  constructor(private readonly workers: Workers) {}

  /** The instance of a choice; the same draw is asked of the package once, whatever the radius. */
  async draw(family: Family, choice: Choice): Promise<RobustInstance> {
    const { domain, set, seed, rho } = choice;
    const draw = async (): Promise<RobustInstance> => {
      const worker = await this.workers.quick;
      return family === "robust-knapsack"
        ? worker.sample({ family, items: SIZES.items, rows: SIZES.limits, set, domain, rho: NO_RADIUS }, seed)
        : worker.sample(
            { family, retailers: SIZES.shops, factors: SIZES.factors, set, rho: NO_RADIUS },
            seed,
          );
    };
    return { ...(await this.draws.get(drawKey(family, choice), draw)), rho };
  }

  /** Asks the network how a caution of `nu` would answer. Takes a millisecond or so, repair included. */
  async guess(instance: RobustInstance, nu: number): Promise<Guessed> {
    const prediction = await (await this.workers.quick).predict(instance, { penalty: nu });
    const { decision, objective } = prediction;
    const network = networkAnswer(prediction);
    return {
      model: prediction.model,
      network,
      solved: {
        decision: decision ?? null,
        promise: objective ?? 0,
        seconds: prediction.seconds,
        bound: null,
        optimal: false,
      },
    };
  }

  /** The repaired guesses at many radii, in one call; none where no model fits. */
  async curve(instance: RobustInstance, rhos: readonly number[], nu: number): Promise<CurvePoint[] | null> {
    const batch = rhos.map((rho) => ({ ...instance, rho }));
    try {
      const predictions = await (await this.workers.quick).predict(batch, { penalty: nu });
      return predictions.map((prediction, index) => ({
        rho: rhos[index] ?? 0,
        promise: prediction.objective ?? 0,
        violation: networkAnswer(prediction).violation,
      }));
    } catch (error) {
      if (asHunchError(error)?.code !== "no-model") throw error;
      return null;
    }
  }

  /** A point of the curve by the search, which finds what it can in a moment; none where it finds nothing. */
  async searchedPoint(instance: RobustInstance, rho: number): Promise<CurvePoint | null> {
    const { decision, promise } = await solve(
      await this.workers.search(),
      { ...instance, rho },
      { method: "search", timeLimit: POINT_TIME_LIMIT_SECONDS },
    );
    return decision ? { rho, promise, violation: null } : null;
  }

  /** The best plan if every number is exactly as estimated: the instance without uncertainty. */
  async nominal(instance: RobustInstance, timeLimit: number): Promise<Solved> {
    return solve(await this.workers.search(), { ...instance, rho: 0 }, { method: "search", timeLimit });
  }

  /** Improves the guess and proves a bound; without a model that fits, the search starts from nothing. */
  async improve(instance: RobustInstance, nu: number, options: ImproveOptions): Promise<Solved> {
    const worker = await this.workers.search();
    try {
      return await solve(worker, instance, { ...options, method: "start", penalty: nu });
    } catch (error) {
      if (asHunchError(error)?.code !== "no-model") throw error;
      return solve(worker, instance, { ...options, method: "search" });
    }
  }

  /**
   * How a plan fares in draws of the uncertain numbers. The seed makes the draws, so that every plan meets
   * the same ones.
   */
  private async cloud(instance: RobustInstance, decision: RobustDecision, seed: number): Promise<Cloud> {
    const { violations, objectives, broken, worst } = await (await this.workers.quick).scenarios(
      instance,
      decision,
      CLOUD_SIZE,
      seed,
    );
    const isKnapsack = instance.family === "robust-knapsack";
    return {
      outcomes: isKnapsack ? violations : objectives,
      violations,
      broken: Array.from(violations, (violation) => (violation > TOLERANCE ? 1 : 0)),
      brokenCount: broken,
      worstViolation: worst.holds ? 0 : worst.violation,
    };
  }

  /** A plan, its worst case and how it fares in the draws. */
  async evaluate(instance: RobustInstance, solved: Solved, seed: number): Promise<PlanResult> {
    if (!solved.decision) return resultOf(solved, 0);
    const cloud = await this.cloud(instance, solved.decision, seed);
    return { ...resultOf(solved, cloud.worstViolation), cloud };
  }

  /**
   * Starts the second worker, and answers a few times in both, so that no time shown later holds what is done
   * once.
   */
  async warmUp(instance: RobustInstance, nu: number): Promise<void> {
    const batch = Array.from({ length: WARM_UP_RUNS }, () => instance);
    await this.workers.warmUp((hunch) => hunch.predict(batch, { penalty: nu }));
  }
}

/** What a stopped search had found and proven until then; nothing where it had found no plan. */
export function foundUntil(stopped: Error, seconds: number): Solved | null {
  const { decision, objective, bound } = (stopped.cause ?? {}) as AbortCause;
  return decision && objective !== undefined
    ? { decision, promise: objective, seconds, bound: bound ?? null, optimal: false }
    : null;
}

/** The answer as it left the network. */
function networkAnswer({ robust, objective }: Prediction): Guessed["network"] {
  return { promise: robust?.objective ?? objective ?? 0, violation: robust?.violation ?? 0 };
}

async function solve(
  hunch: Hunch,
  instance: RobustInstance,
  options: Parameters<Hunch["solve"]>[1],
): Promise<Solved> {
  const { decision, objective, status, statistics, bound } = await hunch.solve(instance, options);
  const isFound = decision !== undefined && objective !== null;
  return {
    decision: isFound ? decision : null,
    promise: objective ?? 0,
    seconds: statistics.seconds,
    bound,
    optimal: status === "optimal",
  };
}
