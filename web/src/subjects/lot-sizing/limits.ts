/**
 * Limits of what a person, or a link that somebody sent, may put into a lot-sizing problem.
 * They keep every instance inside what the package solves in a tab, and charts readable.
 */

/** Decimals kept of a cost. More cannot be dragged or read, and would only lengthen links. */
export const MAX_DECIMALS = 3;

/**
 * Largest values. Fifteen times and more what the paper's sampling draws, and far below what loses digits in
 * a double.
 */
export const MAX_DEMAND = 10_000;
export const MAX_CAPACITY = 100_000;
export const MAX_PRODUCTION_COST = 1_000;
export const MAX_SETUP_COST = 1_000_000;
export const MAX_HOLDING_COST = 1_000;

/**
 * Percent of the periods fixed first. Below 25 the guess hardly matters; the paper's tables start there as
 * well.
 */
export const MIN_LEVEL = 25;
export const MAX_LEVEL = 100;
