//! Sparse LU factors of a basis: `B = L·U` up to row and column order, updated after each basis change.
//!
//! Pivot rows name everything: the basic variable at position `p` is the one whose column pivots on row `p`, so a vector over positions and
//! a vector over rows share one index space and triangular solves work in place.
//!
//! - [`factor`]: Markowitz ordering with threshold pivoting after the singletons are peeled off (Suhl & Suhl 1990, "Computing sparse LU
//!   factorizations for large-scale linear programming bases");
//! - [`solve`]: forward and backward triangular solves (FTRAN, BTRAN);
//! - [`update`]: Forrest & Tomlin 1972, "Updated triangular factors of the basis to maintain sparsity in the product form simplex method".

pub(crate) mod factor;
mod kernel;
mod reach;
mod slots;
mod solve;
#[cfg(test)]
mod tests;
mod update;

use crate::lp::params::{FILL_FACTOR, MAX_UPDATES};
use crate::lp::storage::clone_in_place;
use reach::Reach;
use slots::Slots;
pub(crate) use solve::SolveKind;

/// Marks a pivot that an update moved to the end of the order.
const MOVED: u32 = u32::MAX;

/// The factors. See the [module](self) for the index space.
#[derive(Debug, Default)]
pub(crate) struct Lu {
    m: usize,
    /// L as column transformations in elimination order: `x[i] -= value · x[l_pivot[k]]` for the entries of vector `k`.
    l_pivot: Vec<u32>,
    l_start: Vec<u32>,
    l_index: Vec<u32>,
    l_value: Vec<f64>,
    /// L by rows, in reverse elimination order: `x[j] -= value · x[lr_pivot[k]]`.
    lr_pivot: Vec<u32>,
    lr_start: Vec<u32>,
    lr_index: Vec<u32>,
    lr_value: Vec<f64>,
    /// Row transformations of the updates: `x[r_pivot[k]] += Σ value · x[i]`.
    r_pivot: Vec<u32>,
    r_start: Vec<u32>,
    r_index: Vec<u32>,
    r_value: Vec<f64>,
    /// Pivot rows of U in elimination order, [`MOVED`] where an update took one away, and the position of each row in that order.
    u_order: Vec<u32>,
    u_position: Vec<u32>,
    /// Diagonal of U by pivot row, and its other entries by column and by row (indexed by pivot rows on both sides).
    u_pivot: Vec<f64>,
    u_columns: Slots,
    u_rows: Slots,
    /// Entries of U alive now.
    u_nonzeros: usize,
    /// Entries of L and U right after factorisation.
    fresh_nonzeros: usize,
    updates: usize,
    /// The entering column after L and the row transformations, as the last `ftran_entering` left it.
    spike_index: Vec<u32>,
    spike_value: Vec<f64>,
    /// `e_pᵀ U⁻¹`, as the last `btran_row` left it.
    row_index: Vec<u32>,
    row_value: Vec<f64>,
    /// For each row, its vector in L by columns and by rows, or [`factor::NONE`].
    l_of_row: Vec<u32>,
    lr_of_row: Vec<u32>,
    reach: Reach,
    /// Mean number of nonzeros of recent results, by [`SolveKind`].
    density: [f64; solve::KINDS],
}

clone_in_place!(Lu: m, l_pivot, l_start, l_index, l_value, lr_pivot, lr_start, lr_index, lr_value, r_pivot, r_start, r_index, r_value, u_order, u_position, u_pivot, u_columns, u_rows, u_nonzeros, fresh_nonzeros, updates, spike_index, spike_value, row_index, row_value, l_of_row, lr_of_row, reach, density);

impl Lu {
    /// Updates since the last factorisation.
    pub fn updates(&self) -> usize {
        self.updates
    }

    /// Whether a fresh factorisation would pay: after many updates, or when they have filled the factors (each solve walks all entries).
    pub fn wants_refactor(&self) -> bool {
        let now = self.l_value.len() + self.r_value.len() + self.u_nonzeros;
        self.updates >= MAX_UPDATES || now > FILL_FACTOR * (self.fresh_nonzeros + self.m)
    }
}
