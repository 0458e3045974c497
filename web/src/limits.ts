/**
 * Limits of what a person, or a link that somebody sent, may put into the page.
 * They keep every instance inside what the package solves in a tab, and charts readable.
 */

/** Horizons of the paper are 90 and 120; an edit can name a period only within the chosen horizon. */
export const MAX_SEED = 4_294_967_295;

/** Characters of a link's fragment. All 600 values of a 120-period instance edited need about 7 000. */
export const MAX_LINK_LENGTH = 16_384;

/** Decimals kept of a cost. More cannot be dragged or read, and would only lengthen links. */
export const MAX_DECIMALS = 3;

/** Largest values. Fifteen times and more what the paper's sampling draws, and far below what loses digits in a double. */
export const MAX_DEMAND = 10_000;
export const MAX_CAPACITY = 100_000;
export const MAX_PRODUCTION_COST = 1_000;
export const MAX_SETUP_COST = 1_000_000;
export const MAX_HOLDING_COST = 1_000;

/** Steps that undo remembers; one is a few kilobytes. */
export const MAX_UNDO_STEPS = 200;

/** Characters of a foreign value quoted in a message. */
export const MAX_QUOTED = 40;

/** Time limits of a lane that can be chosen, in seconds. */
export const TIME_LIMITS = [2, 5, 10, 30, 60] as const;

/** Percent of the periods fixed first. Below 25 the guess hardly matters; the paper's tables start there as well. */
export const MIN_LEVEL = 25;
export const MAX_LEVEL = 100;
