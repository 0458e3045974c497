/** The methods by name, and what a solve has to know of them before it asks a worker. */

import type { Method } from "./ask-types.js";

interface Traits {
  /** Whether it asks a network, where one can read the instance. */
  guided: boolean;
  /** Whether its search is not that of the whole program. */
  fixing: boolean;
}

const METHODS: Readonly<Record<Method, Traits>> = {
  auto: { guided: true, fixing: false },
  guess: { guided: true, fixing: true },
  search: { guided: false, fixing: false },
  exact: { guided: false, fixing: false },
  start: { guided: true, fixing: true },
  cuts: { guided: true, fixing: true },
  predopt: { guided: true, fixing: false },
};

export const METHOD_NAMES = Object.keys(METHODS) as readonly Method[];

export function isGuided(method: Method): boolean {
  return METHODS[method].guided;
}

export function isFixing(method: Method): boolean {
  return METHODS[method].fixing;
}
