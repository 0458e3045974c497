//! Every constant of the making of proofs, with its reason.

/// Nodes of a proof's tree: its leaves fill about a hundred megabytes then, less than the checker reads.
pub const NODES: u64 = 200_000;
/// Nodes of a small program's tree in doubles before exact arithmetic is tried: most need a few dozen, and
/// those that rounding defeats have no end.
pub const SMALL_NODES: u64 = 2_000;
/// Range of an integer column that is wide: branching on it may take as many nodes.
pub const WIDE: f64 = 100.0;
/// Passes over the rows for implied bounds: most follow in the first, chains over periods take a few more.
pub const IMPLIED_PASSES: usize = 10;
/// Implied bounds beyond this are not written: multiplied with the rounding of a reduced cost they prove
/// nothing.
pub const IMPLIED_LIMIT: f64 = 1e12;
/// Relative outward shift of an implied bound of a continuous column, so that it follows in exact arithmetic
/// too.
pub const IMPLIED_MARGIN: f64 = 1e-9;
/// Rounds of cuts at the root; fewer than the search's own, since every cut is carried by every leaf's
/// arithmetic.
pub const CUT_ROUNDS: u32 = 10;
/// Multipliers of a derivation below this share of the largest are rounding of the tableau.
pub const DERIVATION_NOISE: f64 = 1e-11;
/// Share of the largest coefficient below which one is left out of a written cut, made up for by the column's
/// bounds.
pub const CUT_NOISE: f64 = 1e-9;
/// Rounds of cost shifts against reduced costs that have the wrong sign by rounding, each four times the
/// shift of the one before.
pub const SHIFT_ROUNDS: u32 = 6;
/// First shift of a cost, as a multiple of `1 + |cost|`: above the dual tolerance of the simplex, far below
/// the tolerance of the claims.
pub const SHIFT: f64 = 2e-9;
/// Growth of the shift from round to round.
pub const SHIFT_GROWTH: f64 = 4.0;
/// Doubles that one exact multiplier may be spread over: so many cover the range of exponents, 53 bits each.
pub const PIECES: usize = 40;
/// Steps of a ray below this share of the largest are rounding.
pub const RAY_NOISE: f64 = 1e-9;
/// Multipliers above this share of the largest keep their sign under a correction of the size of rounding.
pub const FIRM_SHARE: f64 = 1e-6;
/// Rounds in which a proof of emptiness pins the columns whose reduced costs the last one left, or gave, the
/// wrong sign.
pub const PIN_ROUNDS: usize = 4;
/// A pivot's coefficient, beside its shares, is at least this part of the largest: threshold pivoting as in
/// every sparse factorisation (Duff, Erisman and Reid, "Direct Methods for Sparse Matrices", 1986).
pub const PIVOT_SIZE: f64 = 0.1;
/// Rows that a pinned column is looked for in, beyond one for each pinned column: two that share a pivot lack
/// a common odd divisor four times in five, so that eight leave no doubt.
pub const SPARE_ROWS: usize = 8;
/// 3 · 5 · 7 · 11 · 13 · 17 · 19: a prime divides one number in so many, so larger ones hardly ever divide a
/// pivot and all that it leaves.
pub const SMALL_PRIMES: f64 = 4_849_845.0;
/// Power of two by which the step of a shared correction becomes finer until the step is no larger than the
/// correction itself.
pub const STEP: f64 = 1.0 / 256.0;
/// Share of `1 + |target|` beyond the target at which the simplex may stop: its own rounding, so that the
/// exact bound reaches the target.
pub const LIMIT_MARGIN: f64 = 1e-9;
/// Digits after the first of a multiplier that is written short: half of a double's, which leaves prove as
/// much with unless they are close to the target.
pub const SHORT_DIGITS: usize = 6;
