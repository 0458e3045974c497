//! One step of LSTM cells, for layers in one or two directions.

use super::activation::{sigmoid, tanh};
use super::matrix::{Packed, WIDE};
use hunch_bundle::{Bundle, BundleError};

/// Units are padded to whole groups of this many, so that the cell update needs no remainder; padded units
/// stay zero because their weights are.
const GROUP: usize = 8;

/// Units with their padding.
pub(super) fn padded(hidden: usize) -> usize {
    hidden.next_multiple_of(GROUP)
}

/// The weights of a layer in one direction, gates in the order i, f, g, o, each of [`padded`] columns.
pub(super) struct Cells {
    pub input: Packed<WIDE>,
    pub recurrent: Packed<WIDE>,
    pub bias: Vec<f32>,
}

impl Cells {
    /// Packs `prefix.w` [inputs, 4·hidden], `prefix.u` [hidden, 4·hidden] and `prefix.b` [4·hidden].
    pub(super) fn new(
        bundle: &Bundle,
        prefix: &str,
        inputs: usize,
        hidden: usize,
    ) -> Result<Self, BundleError> {
        let padded = padded(hidden);
        let weights = |part: &str| bundle.weights(&format!("{prefix}.{part}"));
        let place = |column: usize| column / hidden * padded + column % hidden;
        let pack = |weights: &[f32], rows| Packed::new(weights, rows, 4 * hidden, 4 * padded, place);
        let mut bias = vec![0.0; 4 * padded];
        for (column, &value) in weights("b")?.iter().enumerate() {
            bias[place(column)] = value;
        }
        Ok(Self { input: pack(weights("w")?, inputs), recurrent: pack(weights("u")?, hidden), bias })
    }

    /// Multiply-adds of one period of one sequence.
    pub(super) fn work(&self) -> u64 {
        self.input.work() + self.recurrent.work()
    }
}

/// c ← σ(f) c + σ(i) tanh(g), h ← σ(o) tanh(c) for one sequence. Without `FMA` a call of its own, as the product is.
#[inline(always)]
pub(super) fn update<const FMA: bool>(gates: &[f32], cell: &mut [f32], hidden: &mut [f32]) {
    if FMA { cells(gates, cell, hidden) } else { plain(gates, cell, hidden) }
}

#[inline(never)]
fn plain(gates: &[f32], cell: &mut [f32], hidden: &mut [f32]) {
    cells(gates, cell, hidden);
}

#[inline(always)]
fn cells(gates: &[f32], cell: &mut [f32], hidden: &mut [f32]) {
    let (input, rest) = gates.split_at(cell.len());
    let (forget, rest) = rest.split_at(cell.len());
    let (candidate, output) = rest.split_at(cell.len());
    let (input, forget) = (input.as_chunks::<GROUP>().0, forget.as_chunks::<GROUP>().0);
    let (candidate, output) = (candidate.as_chunks::<GROUP>().0, output.as_chunks::<GROUP>().0);
    let (cell, hidden) = (cell.as_chunks_mut::<GROUP>().0, hidden.as_chunks_mut::<GROUP>().0);
    for group in 0..cell.len() {
        let mut next = [0.0; GROUP];
        let mut state = [0.0; GROUP];
        for unit in 0..GROUP {
            let kept = sigmoid(forget[group][unit]) * cell[group][unit];
            next[unit] = kept + sigmoid(input[group][unit]) * tanh(candidate[group][unit]);
            state[unit] = sigmoid(output[group][unit]) * tanh(next[unit]);
        }
        cell[group] = next;
        hidden[group] = state;
    }
}
