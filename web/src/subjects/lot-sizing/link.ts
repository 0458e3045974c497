/**
 * What a link says of lot sizing: `#subject=lot-
 * sizing&c=3&f=10000&T=120&seed=7&level=85&demand=4:200,18:0&setup=9:12000` (periods count from 1); `mine` is
 * the plan set by hand, as pairs of a period with a set-up and its pieces.
 */

import { MAX_SEED } from "../../frame/limits";
import { LinkError, oneOf, onlyFields, wholeNumber, type LinkFields } from "../../frame/link";
import { MAX_CAPACITY, MAX_DECIMALS, MAX_LEVEL, MIN_LEVEL } from "./limits";
import {
  CAPACITY_RATIOS,
  HORIZONS,
  MOST_BY_HAND,
  SERIES,
  SETUP_RATIOS,
  type Edits,
  type Problem,
  type Series,
} from "./problem";

export interface Shared {
  readonly problem: Problem;
  /** Percent. */
  readonly level: number;
}

const FIELDS = ["subject", "c", "f", "T", "seed", "level", "mine", ...SERIES.map((one) => one.linkField)];

/** A plan set by hand, read like a row of edits. */
const MINE = { linkField: "mine", decimals: 0, max: MAX_CAPACITY } as const;

export function writeLink({ problem, level }: Shared): string {
  const { c, f, horizon, seed } = problem.sampling;
  const fields = ["subject=lot-sizing", `c=${c}`, `f=${f}`, `T=${horizon}`, `seed=${seed}`, `level=${level}`];
  for (const { name, linkField } of SERIES) {
    const changes = problem.edits[name] ?? [];
    if ([...changes].length > 0) fields.push(`${linkField}=${pairs(changes)}`);
  }
  if (problem.mine) fields.push(`mine=${pairs(problem.mine)}`);
  return `#${fields.join("&")}`;
}

function pairs(changes: Iterable<readonly [number, number]>): string {
  const sorted = [...changes].sort((a, b) => a[0] - b[0]);
  return sorted.map(([period, value]) => `${period + 1}:${value}`).join(",");
}

/** Fields that a link leaves out come from `defaults`. Throws {@link LinkError}. */
export function readLink(fields: LinkFields, defaults: Shared): Shared {
  onlyFields(fields, FIELDS);
  const { sampling } = defaults.problem;
  const horizon = oneOf(fields, "T", HORIZONS, sampling.horizon);
  return {
    level: wholeNumber(fields, "level", MIN_LEVEL, MAX_LEVEL, defaults.level),
    problem: {
      sampling: {
        c: oneOf(fields, "c", CAPACITY_RATIOS, sampling.c),
        f: oneOf(fields, "f", SETUP_RATIOS, sampling.f),
        horizon,
        seed: wholeNumber(fields, "seed", 0, MAX_SEED, sampling.seed),
      },
      edits: Object.fromEntries(SERIES.map((series) => [series.name, readEdits(fields, series, horizon)])),
      mine: readMine(fields, horizon),
    },
  };
}

function readMine(fields: LinkFields, horizon: number): Edits | null {
  const text = fields.get("mine");
  if (text === undefined) return null;
  if (horizon > MOST_BY_HAND)
    throw new LinkError("mine", text, `left out for more than ${MOST_BY_HAND} periods`);
  return readEdits(fields, MINE, horizon);
}

function readEdits(
  fields: LinkFields,
  series: Pick<Series, "linkField" | "decimals" | "max">,
  horizon: number,
): Edits {
  const edits = new Map<number, number>();
  const text = fields.get(series.linkField);
  if (text === undefined || text === "") return edits;
  const pattern =
    series.decimals === 0
      ? /^(\d{1,4}):(\d{1,8})$/
      : new RegExp(`^(\\d{1,4}):(\\d{1,8}(?:\\.\\d{1,${MAX_DECIMALS}})?)$`);
  for (const part of text.split(",")) {
    const match = pattern.exec(part);
    if (!match) throw new LinkError(series.linkField, part, "pairs period:value, separated by commas");
    const period = Number(match[1]);
    const value = Number(match[2]);
    if (period < 1 || period > horizon)
      throw new LinkError(`a period of ${series.linkField}`, String(period), `from 1 to ${horizon}`);
    if (value > series.max)
      throw new LinkError(
        `${series.linkField} in period ${period}`,
        String(value),
        `from 0 to ${series.max}`,
      );
    if (edits.has(period - 1))
      throw new LinkError(`${series.linkField} in period ${period}`, String(value), "given once");
    edits.set(period - 1, value);
  }
  return edits;
}
