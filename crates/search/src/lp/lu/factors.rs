//! The factors that are stored: what the files beside this one fill, solve with and update.

use super::reach::Reach;
use super::slots::Slots;
use crate::lp::params::{FILL_FACTOR, MAX_UPDATES};
use crate::lp::storage::clone_in_place;

/// What is solved for: the density of past results of the same kind predicts the next one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SolveKind {
    /// A right-hand side that is dense anyway; its index list may be wrong.
    Dense = 0,
    /// An entering column.
    Column = 1,
    /// Steepest edge's extra column.
    Weights = 2,
    /// The combined column of bound flips.
    Flips = 3,
    /// A row of the basis inverse.
    Row = 4,
}

/// Number of kinds.
const KINDS: usize = 5;

/// Marks a pivot that an update moved to the end of the order.
pub(super) const MOVED: u32 = u32::MAX;

/// The factors. See the [module](super) for the index space.
#[derive(Debug, Default)]
pub(crate) struct Lu {
    pub(super) m: usize,
    /// L as column transformations in elimination order: `x[i] -= value · x[l_pivot[k]]` for the entries of
    /// vector `k`.
    pub(super) l_pivot: Vec<u32>,
    pub(super) l_start: Vec<u32>,
    pub(super) l_index: Vec<u32>,
    pub(super) l_value: Vec<f64>,
    /// L by rows, in reverse elimination order: `x[j] -= value · x[lr_pivot[k]]`.
    pub(super) lr_pivot: Vec<u32>,
    pub(super) lr_start: Vec<u32>,
    pub(super) lr_index: Vec<u32>,
    pub(super) lr_value: Vec<f64>,
    /// Row transformations of the updates: `x[r_pivot[k]] += Σ value · x[i]`.
    pub(super) r_pivot: Vec<u32>,
    pub(super) r_start: Vec<u32>,
    pub(super) r_index: Vec<u32>,
    pub(super) r_value: Vec<f64>,
    /// Pivot rows of U in elimination order, [`MOVED`] where an update took one away, and the position of
    /// each row in that order.
    pub(super) u_order: Vec<u32>,
    pub(super) u_position: Vec<u32>,
    /// Diagonal of U by pivot row, and its other entries by column and by row (indexed by pivot rows on both
    /// sides).
    pub(super) u_pivot: Vec<f64>,
    pub(super) u_columns: Slots,
    pub(super) u_rows: Slots,
    /// Entries of U alive now.
    pub(super) u_nonzeros: usize,
    /// Entries of L and U right after factorisation.
    pub(super) fresh_nonzeros: usize,
    pub(super) updates: usize,
    /// The entering column after L and the row transformations, as the last `ftran_entering` left it.
    pub(super) spike_index: Vec<u32>,
    pub(super) spike_value: Vec<f64>,
    /// `e_pᵀ U⁻¹`, as the last `btran_row` left it.
    pub(super) row_index: Vec<u32>,
    pub(super) row_value: Vec<f64>,
    /// For each row, its vector in L by columns and by rows, or [`super::pivots::NONE`].
    pub(super) l_of_row: Vec<u32>,
    pub(super) lr_of_row: Vec<u32>,
    pub(super) reach: Reach,
    /// Mean number of nonzeros of recent results, by [`SolveKind`].
    pub(super) density: [f64; KINDS],
}

clone_in_place!(Lu: m, l_pivot, l_start, l_index, l_value, lr_pivot, lr_start, lr_index, lr_value, r_pivot, r_start, r_index, r_value, u_order, u_position, u_pivot, u_columns, u_rows, u_nonzeros, fresh_nonzeros, updates, spike_index, spike_value, row_index, row_value, l_of_row, lr_of_row, reach, density);

impl Lu {
    /// Updates since the last factorisation.
    pub fn updates(&self) -> usize {
        self.updates
    }

    /// Whether a fresh factorisation would pay: after many updates, or when they have filled the factors
    /// (each solve walks all entries).
    pub fn wants_refactor(&self) -> bool {
        let now = self.l_value.len() + self.r_value.len() + self.u_nonzeros;
        self.updates >= MAX_UPDATES || now > FILL_FACTOR * (self.fresh_nonzeros + self.m)
    }
}
