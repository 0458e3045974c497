//! A bidirectional LSTM layer with fused gates (Hochreiter & Schmidhuber, "Long short-term memory", with the forget gate of Gers et
//! al., "Learning to forget").
//!
//! Per direction the input's share of the gates is one product for many periods at once; only the recurrent share is done period by
//! period.

use super::activation::{sigmoid, tanh};
use super::fused;
use super::matrix::{Packed, WIDE};
use crate::bundle::{Bundle, BundleError};
use crate::operator::DIRECTIONS;

/// Units are padded to whole groups of this many, so that the cell update needs no remainder; padded units stay zero because their
/// weights are.
const GROUP: usize = 8;
/// Rows (period × sequence) whose input share is computed at once: enough to reuse each panel of weights from the first-level
/// cache, few enough that the results stay in the second.
const CHUNK_ROWS: usize = 64;

pub(super) struct Bilstm {
    inputs: usize,
    hidden: usize,
    padded: usize,
    directions: [Direction; 2],
}

struct Direction {
    input: Packed<WIDE>,
    recurrent: Packed<WIDE>,
    bias: Vec<f32>,
}

impl Bilstm {
    pub(super) fn new(
        bundle: &Bundle,
        name: &str,
        inputs: usize,
        hidden: usize,
    ) -> Result<Self, BundleError> {
        let padded = hidden.next_multiple_of(GROUP);
        let direction = |direction: &str| -> Result<Direction, BundleError> {
            let weights = |part: &str| bundle.weights(&format!("{name}.{direction}.{part}"));
            let place = |column: usize| column / hidden * padded + column % hidden;
            let pack = |weights: &[f32], rows| Packed::new(weights, rows, 4 * hidden, 4 * padded, place);
            let mut bias = vec![0.0; 4 * padded];
            for (column, &value) in weights("b")?.iter().enumerate() {
                bias[place(column)] = value;
            }
            Ok(Direction { input: pack(weights("w")?, inputs), recurrent: pack(weights("u")?, hidden), bias })
        };
        Ok(Self {
            inputs,
            hidden,
            padded,
            directions: [direction(DIRECTIONS[0])?, direction(DIRECTIONS[1])?],
        })
    }

    /// Values of scratch for blocks of `sequences`: gates of one chunk, hidden states, cell states.
    pub(super) fn scratch(&self, sequences: usize) -> usize {
        chunk_steps(sequences) * sequences * 4 * self.padded + 2 * sequences * self.padded
    }

    /// Multiply-adds of one period of one sequence.
    pub(super) fn work(&self) -> u64 {
        self.directions.iter().map(|direction| direction.input.work() + direction.recurrent.work()).sum()
    }

    /// x [steps, sequences, inputs] → out [steps, sequences, 2·hidden].
    pub(super) fn forward(
        &self,
        fma: bool,
        sequences: usize,
        x: &[f32],
        out: &mut [f32],
        scratch: &mut [f32],
    ) {
        fused!(fma, Bilstm, self.layer(sequences: usize, x: &[f32], out: &mut [f32], scratch: &mut [f32]));
    }

    #[inline(always)]
    fn layer<const FMA: bool>(&self, sequences: usize, x: &[f32], out: &mut [f32], scratch: &mut [f32]) {
        for which in 0..self.directions.len() {
            self.direction::<FMA>(which, sequences, x, out, scratch);
        }
    }

    #[inline(always)]
    fn direction<const FMA: bool>(
        &self,
        which: usize,
        sequences: usize,
        x: &[f32],
        out: &mut [f32],
        scratch: &mut [f32],
    ) {
        let Direction { input, recurrent, bias } = &self.directions[which];
        let (width, padded) = (4 * self.padded, self.padded);
        let steps = x.len() / (sequences * self.inputs);
        let chunk = chunk_steps(sequences);
        let (gates, states) = scratch.split_at_mut(chunk * sequences * width);
        let states = &mut states[..2 * sequences * padded];
        states.fill(0.0);
        let (hidden, cell) = states.split_at_mut(sequences * padded);
        for done in (0..steps).step_by(chunk) {
            let count = chunk.min(steps - done);
            // Periods first .. first + count, walked forwards or backwards.
            let first = if which == 0 { done } else { steps - done - count };
            let gates = &mut gates[..count * sequences * width];
            gates.chunks_exact_mut(width).for_each(|row| row.copy_from_slice(bias));
            let rows = first * sequences * self.inputs..(first + count) * sequences * self.inputs;
            input.accumulate::<FMA>(&x[rows], self.inputs, gates);
            for step in 0..count {
                let step = if which == 0 { step } else { count - 1 - step };
                let gates = &mut gates[step * sequences * width..(step + 1) * sequences * width];
                recurrent.accumulate::<FMA>(hidden, padded, gates);
                for sequence in 0..sequences {
                    let span = sequence * padded..(sequence + 1) * padded;
                    let gates = &gates[sequence * width..(sequence + 1) * width];
                    update(gates, &mut cell[span.clone()], &mut hidden[span.clone()]);
                    let row = (first + step) * sequences + sequence;
                    let place = row * 2 * self.hidden + which * self.hidden;
                    out[place..place + self.hidden].copy_from_slice(&hidden[span][..self.hidden]);
                }
            }
        }
    }
}

/// Periods whose input share is computed at once.
fn chunk_steps(sequences: usize) -> usize {
    (CHUNK_ROWS / sequences).max(1)
}

/// c ← σ(f) c + σ(i) tanh(g), h ← σ(o) tanh(c) for one sequence.
#[inline(always)]
fn update(gates: &[f32], cell: &mut [f32], hidden: &mut [f32]) {
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
