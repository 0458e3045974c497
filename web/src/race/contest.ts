/** What is raced: a problem, and the ways to solve it that there are. */

import type { InitOptions, Instance, Method, Program } from "hunch-solver";
import type { LaneName, Sense } from "./lane";

export interface Contest {
  /** Equal keys mean equal problems; results are remembered under it. */
  readonly key: string;
  readonly sense: Sense;
  /** What our own lanes solve. */
  readonly problem: Instance | Program | string | Uint8Array;
  /** The ways that there are for it. */
  readonly lanes: readonly LaneName[];
  /** The same as a program, which HiGHS solves; it is asked for only when HiGHS runs. */
  readonly program?: () => Program | string | Uint8Array;
  /** Percent of the guesses that are fixed first. */
  readonly level?: number;
  /** How a guess is used, where not by the method `guess`; with it the lane without a network too. */
  readonly guided?: Method;
  /** Where the weights of the guess's lane are, if they are none of those that the package asks by itself. */
  readonly weights?: string;
  /** What the lanes' modules are loaded for. */
  readonly preload: NonNullable<InitOptions["preload"]>[number];
}

export interface RaceSettings {
  /** Seconds a lane. */
  readonly timeLimit: number;
  /** How many workers the search alone uses. */
  readonly workers: number;
  readonly signal: AbortSignal;
}
