//! Sparse LU factors of a basis: `B = L·U` up to row and column order, updated after each basis change.
//!
//! Pivot rows name everything: the basic variable at position `p` is the one whose column pivots on row `p`,
//! so a vector over positions and a vector over rows share one index space and triangular solves work in
//! place.
//!
//! - [`factor`]: Markowitz ordering with threshold pivoting after the singletons are peeled off (Suhl & Suhl
//!   1990, "Computing sparse LU factorizations for large-scale linear programming bases");
//! - [`solve`]: forward and backward triangular solves (FTRAN, BTRAN);
//! - [`update`]: Forrest & Tomlin 1972, "Updated triangular factors of the basis to maintain sparsity in the
//!   product form simplex method".

pub(crate) mod factor;
mod factors;
mod kernel;
mod pivots;
mod reach;
mod slots;
mod solve;
#[cfg(test)]
mod tests;
mod update;

pub(crate) use factors::{Lu, SolveKind};
