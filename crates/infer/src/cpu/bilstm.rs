//! A bidirectional LSTM layer with fused gates (Hochreiter & Schmidhuber, "Long short-term memory", with the
//! forget gate of Gers et al., "Learning to forget").
//!
//! Per direction the input's share of the gates is one product for many periods at once; only the recurrent
//! share is done period by period.

use std::ops::Range;

use super::chunk::CHUNK_ROWS;
use super::dispatch::fused;
use super::lstm::{Cells, padded, update};
use hunch_bundle::operator::DIRECTIONS;
use hunch_bundle::{Bundle, BundleError};

pub(super) struct Bilstm {
    inputs: usize,
    hidden: usize,
    padded: usize,
    directions: [Cells; 2],
}

impl Bilstm {
    pub(super) fn new(
        bundle: &Bundle,
        name: &str,
        inputs: usize,
        hidden: usize,
    ) -> Result<Self, BundleError> {
        let direction =
            |way: usize| Cells::new(bundle, &format!("{name}.{}", DIRECTIONS[way]), inputs, hidden);
        Ok(Self { inputs, hidden, padded: padded(hidden), directions: [direction(0)?, direction(1)?] })
    }

    /// Values of scratch for blocks of `sequences`: gates of one chunk, hidden states, cell states.
    pub(super) fn scratch(&self, sequences: usize) -> usize {
        chunk_steps(sequences) * sequences * 4 * self.padded + 2 * sequences * self.padded
    }

    /// Multiply-adds of one period of one sequence in one direction.
    pub(super) fn work(&self) -> u64 {
        self.directions[0].work()
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
        let Cells { input, recurrent, bias } = &self.directions[direction];
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
                update::<FMA>(gates, &mut cell[span.clone()], &mut hidden[span.clone()]);
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
