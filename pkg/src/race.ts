/**
 * Several workers on one search. Each follows a strategy of its own; what one finds is told to the others by message, and the first to finish
 * ends the rest (the wasm's `SlicedSearch` has the sources). Each proves a bound on the same optimum, so the best bound of all is proven too.
 */

import type { Channel, Tell } from "./channel.js";
import { HunchError } from "./errors.js";
import type { Point } from "./protocol.js";
import type { Answer, HunchEvent, Status } from "./types.js";

/** Milliseconds that a worker has to answer a stop; after them it is ended and later replaced. A slice takes some tens. */
const PATIENCE = 500;
/** The project's gaps within which an answer is optimal. */
const ABSOLUTE_GAP = 1e-9;
const RELATIVE_GAP = 1e-6;
/** Objectives that are this near to zero without their constant have no relative gap. */
const GAP_FLOOR = 1e-9;

const CONCLUSIVE: ReadonlySet<Status> = new Set(["optimal", "infeasible", "unbounded"]);

/** Sends the search to one worker: with a seed for its strategy, and the seconds that have passed since the race began. */
export type Send = (channel: Channel, seed: number, elapsed: number, tell: Tell) => Promise<Answer>;

interface Entrant {
  channel: Channel;
  state: "waiting" | "running" | "ended";
  answer?: Answer;
}

export class Race {
  readonly #prepare: (channel: Channel) => Promise<void>;
  readonly #send: Send;
  readonly #tell: Tell;
  readonly #entrants: Entrant[];
  readonly #started = performance.now();
  /** 1 where less is better, −1 where more is; known from the first worker that has read the problem. */
  #sign = 1;
  /** The objective's constant, as a minimisation: relative gaps leave it out. */
  #constant = 0;
  #objective = Infinity;
  #point: Point | undefined;
  /** The best objective told of: events come ahead of the points that they speak of. */
  #announced = Infinity;
  /** Proven, as a minimisation. */
  #bound = -Infinity;
  #over = false;
  #winner: number | undefined;
  #errors: unknown[] = [];
  #finish: () => void = () => undefined;

  /** A race over `channels`: each enters when it is prepared. */
  constructor(
    channels: readonly Channel[],
    prepare: (channel: Channel) => Promise<void>,
    send: Send,
    tell: Tell,
  ) {
    this.#entrants = channels.map((channel) => ({ channel, state: "waiting" }));
    this.#prepare = prepare;
    this.#send = send;
    this.#tell = tell;
  }

  /** The best of all, when the first has finished, or all have ended. Rejects as one worker would where the input is to blame, or when all have failed. */
  async run(): Promise<Answer> {
    const finished = new Promise<void>((resolve) => (this.#finish = resolve));
    const all = this.#entrants.map((entrant, k) => this.#enter(entrant, k));
    await Promise.race([finished, Promise.all(all)]);
    await this.#stop(all);
    const refusal = this.#errors.find((error) => !(error instanceof HunchError) || error.code !== "internal");
    if (refusal !== undefined) throw refusal;
    return this.#answer();
  }

  async #enter(entrant: Entrant, k: number): Promise<void> {
    try {
      await this.#prepare(entrant.channel);
      if (this.#over) return;
      entrant.state = "running";
      const elapsed = (performance.now() - this.#started) / 1000;
      const answer = await this.#send(entrant.channel, k, elapsed, this.#listen(k, elapsed));
      entrant.answer = answer;
      this.#take(k, answer);
    } catch (error) {
      this.#errors.push(error);
      // What is wrong with the input is wrong for all; a worker that failed leaves the race to the others.
      if (!(error instanceof HunchError) || error.code !== "internal") this.#end();
    } finally {
      entrant.state = "ended";
    }
  }

  #take(k: number, answer: Answer): void {
    if (answer.objective !== null) {
      const { values, plan, objective } = answer;
      this.#improve(k, { values, objective, ...(plan && { plan }) });
    }
    if (answer.bound !== null) this.#bound = Math.max(this.#bound, this.#sign * answer.bound);
    // A proof that there is no point does not stand beside a checked one: that worker has failed, and the
    // others go on.
    const isRefuted = answer.status === "infeasible" && this.#point !== undefined;
    if (CONCLUSIVE.has(answer.status) && !isRefuted && this.#winner === undefined) {
      this.#winner = k;
      this.#end();
    }
  }

  #end(): void {
    this.#over = true;
    this.#finish();
  }

  /** Ends who still runs; who does not answer in time is cut off. */
  async #stop(all: readonly Promise<void>[]): Promise<void> {
    this.#over = true;
    const running = this.#entrants.flatMap((entrant, k) => (entrant.state === "running" ? [k] : []));
    if (running.length === 0) return;
    for (const k of running) this.#entrants[k]?.channel.note({ kind: "stop" });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
    await Promise.race([late, Promise.all(running.map((k) => all[k]))]);
    clearTimeout(timer);
    for (const k of running) {
      if (this.#entrants[k]?.state === "running") this.#entrants[k].channel.close();
    }
  }

  /** What worker `k` tells: better points and bounds go on, and everything else as it is, with the worker's number. */
  #listen(k: number, elapsed: number): Tell {
    const tell = (event: HunchEvent) =>
      this.#tell.event({ ...event, seconds: event.seconds + elapsed, worker: k });
    return {
      scale: (maximizes, constant) => {
        this.#sign = maximizes ? -1 : 1;
        this.#constant = this.#sign * constant;
      },
      event: (event) => {
        if (event.type === "bound") {
          const bound = this.#sign * event.bound;
          if (bound <= this.#bound) return;
          this.#bound = bound;
          this.#close();
        }
        if (event.type === "incumbent") {
          const cost = this.#sign * event.objective;
          if (cost >= this.#announced) return;
          this.#announced = cost;
        }
        tell(event);
      },
      point: (point) => this.#improve(k, point),
    };
  }

  /** Takes a better point, and passes it on to every worker but the one that found it. */
  #improve(k: number, point: Point): void {
    const cost = this.#sign * (point.objective ?? Infinity);
    if (cost >= this.#objective) return;
    this.#objective = cost;
    this.#point = point;
    this.#tell.point?.(point);
    for (const [other, { channel, state }] of this.#entrants.entries()) {
      if (other !== k && state === "running" && !this.#over)
        channel.note({ kind: "offer", values: point.values });
    }
    this.#close();
  }

  /** The race is over when one's bound meets another's point. */
  #close(): void {
    if (this.#gap().relative <= RELATIVE_GAP || this.#gap().absolute <= ABSOLUTE_GAP) this.#end();
  }

  #gap(): { absolute: number; relative: number } {
    const absolute = Math.max(0, this.#objective - this.#bound);
    return { absolute, relative: absolute / Math.max(GAP_FLOOR, Math.abs(this.#objective - this.#constant)) };
  }

  #answer(): Answer {
    const answers = this.#entrants.flatMap(({ answer }) => answer ?? []);
    const won = this.#winner === undefined ? undefined : this.#entrants[this.#winner]?.answer;
    const base = won ?? answers.find(({ status }) => status !== "error") ?? answers[0];
    if (!base) throw this.#errors[0] ?? new HunchError("internal", "no worker answered");
    const answer: Answer = { ...base, statistics: { ...base.statistics } };
    for (const field of ["work", "nodes", "iterations"] as const) {
      answer.statistics[field] = answers.reduce((sum, { statistics }) => sum + statistics[field], 0);
    }
    answer.statistics.seconds = (performance.now() - this.#started) / 1000;
    if (answer.status !== "unbounded") this.#complete(answer);
    delete answer.strategy;
    if (won && this.#winner !== undefined) {
      answer.worker = this.#winner;
      // The search says it in one word.
      const { strategy } = won as { strategy?: unknown };
      if (typeof strategy === "string") answer.searchStrategy = strategy;
    }
    return answer;
  }

  /** The best point and the best bound of all. */
  #complete(answer: Answer): void {
    if (this.#bound > -Infinity && answer.status !== "infeasible") {
      answer.bound = this.#sign * this.#bound;
      answer.boundSource = "search";
    }
    if (!this.#point) return;
    answer.values = this.#point.values;
    answer.objective = this.#sign * this.#objective;
    if (this.#point.plan) answer.plan = this.#point.plan;
    answer.gap = answer.bound === null ? null : this.#gap();
    const isClosed =
      answer.gap !== null && (answer.gap.absolute <= ABSOLUTE_GAP || answer.gap.relative <= RELATIVE_GAP);
    answer.status = isClosed ? "optimal" : "feasible";
  }
}
