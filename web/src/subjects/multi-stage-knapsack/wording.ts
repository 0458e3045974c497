/** The words of the subject. */

import { amount, duration, percent } from "../../ui/format";
import type { Judged } from "./attempt";
import { type Choice, MOST_FOR_SUBSETS } from "./choice";

/** What is known of the choices that follow every change. */
export interface Live {
  /** Of the choice. */
  readonly key: string;
  /** One entry a period and item; null where nothing was found yet. */
  readonly chosen: ArrayLike<number> | null;
  readonly earns: number | null;
  readonly bound: number | null;
  readonly optimal: boolean;
  readonly seconds: number | null;
  readonly isOver: boolean;
  readonly error: string | null;
}

/** How far the choices may be below the best, as a share of what they earn. */
function gap({ earns, bound, optimal }: Live): number | null {
  if (optimal) return 0;
  return earns !== null && bound !== null && earns > 0 ? Math.max(0, (bound - earns) / earns) : null;
}

/** Digits of an exponent. */
function superscript(exponent: number): string {
  return Array.from(String(exponent), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}

/** What is seen, in a sentence or two. */
export function verdict(choice: Choice, live: Live | null): string {
  if (!live) return "The first answer is on its way.";
  if (live.error !== null) return `There is no answer: ${live.error}`;
  if (live.earns === null || live.seconds === null)
    return live.isOver ? "No choices were found within the time limit." : "Searching …";
  const open = gap(live);
  if (open === null || !live.isOver)
    return `These choices earn ${amount(live.earns)}, found after ${duration(live.seconds)}; the search goes on.`;
  const cells = choice.items * choice.periods;
  return (
    `These choices earn ${amount(live.earns)}, ` +
    (live.optimal
      ? `and none of the 2${superscript(cells)} possible ones earn more: ${duration(live.seconds)} for the proof.`
      : `at most ${percent(open)} below the best, after ${duration(live.seconds)}.`)
  );
}

/** One sentence: what a guess would be worth here, and when it would be worth something. */
export function worth({ items }: Choice, live: Live | null): string {
  if (!live?.optimal || live.seconds === null)
    return "What a guess would be worth here: a start for the search, if it came before the prices’; no network is needed for the bound.";
  return items <= MOST_FOR_SUBSETS
    ? `What a guess would be worth here: nothing, for looking at all ${amount(2 ** items)} sets of every period took ${duration(live.seconds)} with the proof. It would pay with so many items that neither sets nor prices decide.`
    : `What a guess would be worth here: less than ${duration(live.seconds)}, which the prices and the search took with the proof.`;
}

export function turnVerdict(mine: Judged, count: number, live: Live | null): string {
  if (count === 0) return "Nothing is chosen yet.";
  const broken = mine.broken.length;
  if (broken > 0)
    return `Your choices earn ${amount(mine.earns)}, but overfill ${broken} ${broken === 1 ? "knapsack" : "knapsacks"}:`;
  if (live?.earns == null) return `Your choices fit and earn ${amount(mine.earns)}.`;
  const share = (live.earns - mine.earns) / Math.max(1e-9, live.earns);
  if (share > 1e-9)
    return `Your choices fit and earn ${amount(mine.earns)}: ${percent(share)} below the ${live.optimal ? "optimum" : "best known"}.`;
  return live.optimal
    ? `Your choices fit and earn ${amount(mine.earns)}: that is the optimum. Nobody can do better.`
    : `Your choices fit and earn ${amount(mine.earns)}: as good as the best known.`;
}
