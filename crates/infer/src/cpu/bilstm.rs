//! A bidirectional LSTM layer with fused gates (Hochreiter & Schmidhuber, "Long short-term memory", with the
//! forget gate of Gers et al., "Learning to forget").
//!
//! Per direction the input's share of the gates is one product for many periods at once; only the recurrent
//! share is done period by period.

use std::ops::Range;

use super::activation::{sigmoid, tanh};
use super::chunk::CHUNK_ROWS;
use super::dispatch::fused;
use super::matrix::{Packed, WIDE};
use hunch_bundle::operator::DIRECTIONS;
use hunch_bundle::{Bundle, BundleError};

/// Units are padded to whole groups of this many, so that the cell update needs no remainder; padded units
/// stay zero because their weights are.
const GROUP: usize = 8;

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

    /// Multiply-adds of one period of one sequence in one direction.
    pub(super) fn work(&self) -> u64 {
        let [Direction { input, recurrent, .. }, _] = &self.directions;
        input.work() + recurrent.work()
    }

    /// The parts of the layer that [`Self::forward`] does at once, in order: a direction and the periods of
    /// its walk.
    pub(super) fn chunks(
        &self,
        sequences: usize,
        steps: usize,
    ) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        let chunk = chunk_steps(sequences);
        let walk = move |direction| {
            (0..steps).step_by(chunk).map(move |start| (direction, start..steps.min(start + chunk)))
        };
        (0..DIRECTIONS.len()).flat_map(walk)
    }

    /// Takes one direction over the periods `walk`, counted along its way: 0 is the first period for the
    /// forward and the last for the backward direction. x [steps, sequences, inputs] → its half of out
    /// [steps, sequences, 2·hidden]. The states stay in `scratch` between the parts of a walk.
    pub(super) fn forward(
        &self,
        fma: bool,
        direction: usize,
        walk: Range<usize>,
        sequences: usize,
        x: &[f32],
        out: &mut [f32],
        scratch: &mut [f32],
    ) {
        fused!(fma, Bilstm, self.walk(direction: usize, walk: Range<usize>, sequences: usize, x: &[f32], out: &mut [f32], scratch: &mut [f32]));
    }

    #[inline(always)]
    fn walk<const FMA: bool>(
        &self,
        direction: usize,
        walk: Range<usize>,
        sequences: usize,
        x: &[f32],
        out: &mut [f32],
        scratch: &mut [f32],
    ) {
        let Direction { input, recurrent, bias } = &self.directions[direction];
        let (width, padded) = (4 * self.padded, self.padded);
        let (gates, states) = scratch.split_at_mut(chunk_steps(sequences) * sequences * width);
        let (hidden, cell) = states.split_at_mut(sequences * padded);
        if walk.start == 0 {
            hidden.fill(0.0);
            cell.fill(0.0);
        }
        let steps = x.len() / (sequences * self.inputs);
        // The earliest period of the walk.
        let first = if direction == 0 { walk.start } else { steps - walk.end };
        let count = walk.len();
        let gates = &mut gates[..count * sequences * width];
        gates.chunks_exact_mut(width).for_each(|row| row.copy_from_slice(bias));
        let rows = first * sequences * self.inputs..(first + count) * sequences * self.inputs;
        input.accumulate::<FMA>(&x[rows], self.inputs, gates);
        for step in 0..count {
            let step = if direction == 0 { step } else { count - 1 - step };
            let gates = &mut gates[step * sequences * width..(step + 1) * sequences * width];
            recurrent.accumulate::<FMA>(hidden, padded, gates);
            for sequence in 0..sequences {
                let span = sequence * padded..(sequence + 1) * padded;
                let gates = &gates[sequence * width..(sequence + 1) * width];
                update(gates, &mut cell[span.clone()], &mut hidden[span.clone()]);
                let row = (first + step) * sequences + sequence;
                let place = (row * DIRECTIONS.len() + direction) * self.hidden;
                out[place..place + self.hidden].copy_from_slice(&hidden[span][..self.hidden]);
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
