//! A decoder with local attention, fed by its own output; the formulas are with the operator
//! ([`hunch_bundle::Operator::Decoder`]).
//!
//! Every period needs the one before it, so that the products of a period are done for all sequences of a block at
//! once and for nothing else.

use std::ops::Range;

use super::activation::{activate_all, exp_of_negative};
use super::chunk::CHUNK_ROWS;
use super::dispatch::fused;
use super::lstm::{Cells, padded, update};
use super::matrix::{Packed, WIDE};
use hunch_bundle::operator::Activation;
use hunch_bundle::{Bundle, BundleError};

/// Partial sums of a dot product: one register of 256 bits or two of 128.
const LANES: usize = 8;

pub(super) struct Decoder {
    width: usize,
    radius: usize,
    outputs: usize,
    layers: Vec<Cells>,
    score: Packed<WIDE>,
    mix: Packed<WIDE>,
    mix_bias: Vec<f32>,
    output: Packed<WIDE>,
    output_bias: Vec<f32>,
}

/// Where the buffers of a block of sequences lie in the scratch: states of the layers from period to period, then
/// what one period needs.
struct Buffers<'a> {
    hidden: Vec<&'a mut [f32]>,
    cell: Vec<&'a mut [f32]>,
    said: &'a mut [f32],
    gates: &'a mut [f32],
    query: &'a mut [f32],
    joined: &'a mut [f32],
    mixed: &'a mut [f32],
    out: &'a mut [f32],
    scores: &'a mut [f32],
}

impl Decoder {
    pub(super) fn new(
        bundle: &Bundle,
        name: &str,
        width: usize,
        (layers, radius, units, outputs): (usize, usize, usize, usize),
    ) -> Result<Self, BundleError> {
        let cells = |k: usize| {
            let inputs = if k == 0 { outputs } else { width };
            Cells::new(bundle, &format!("{name}.lstm{}", k + 1), inputs, width)
        };
        let pack = |part: &str, inputs: usize, columns: usize| -> Result<Packed<WIDE>, BundleError> {
            let weights = bundle.weights(&format!("{name}.{part}.w"))?;
            Ok(Packed::new(weights, inputs, columns, columns, |column| column))
        };
        let bias = |part: &str, columns: usize| -> Result<Vec<f32>, BundleError> {
            let mut bias = bundle.weights(&format!("{name}.{part}.b"))?.to_vec();
            bias.resize(columns.next_multiple_of(WIDE), 0.0);
            Ok(bias)
        };
        Ok(Self {
            width,
            radius,
            outputs,
            layers: (0..layers).map(cells).collect::<Result<_, _>>()?,
            score: pack("score", width, width)?,
            mix: pack("mix", 2 * width, units)?,
            mix_bias: bias("mix", units)?,
            output: pack("output", units, outputs)?,
            output_bias: bias("output", outputs)?,
        })
    }

    /// Lengths of the buffers of [`Buffers`], the states of one layer first.
    fn lengths(&self, sequences: usize) -> [usize; 8] {
        let padded = padded(self.width);
        [
            sequences * padded,
            sequences * self.outputs,
            sequences * 4 * padded,
            sequences * self.score.width(),
            sequences * 2 * self.width,
            sequences * self.mix.width(),
            sequences * self.output.width(),
            2 * self.radius + 1,
        ]
    }

    /// Values of scratch for blocks of `sequences`.
    pub(super) fn scratch(&self, sequences: usize) -> usize {
        let [state, rest @ ..] = self.lengths(sequences);
        2 * self.layers.len() * state + rest.iter().sum::<usize>()
    }

    /// Multiply-adds of one period of one sequence.
    pub(super) fn work(&self) -> u64 {
        let layers: u64 = self.layers.iter().map(Cells::work).sum();
        let attention = 2 * (2 * self.radius + 1) * self.width;
        layers + self.score.work() + self.mix.work() + self.output.work() + attention as u64
    }

    /// The periods that [`Self::forward`] does at once, in order.
    pub(super) fn chunks(sequences: usize, steps: usize) -> impl Iterator<Item = Range<usize>> {
        let chunk = (CHUNK_ROWS / sequences).max(1);
        (0..steps).step_by(chunk).map(move |start| start..steps.min(start + chunk))
    }

    /// Decodes the periods `walk` of x [steps, sequences, width] into out [steps, sequences, outputs]. The states
    /// stay in `scratch` between the parts of a walk.
    pub(super) fn forward(
        &self,
        fma: bool,
        walk: Range<usize>,
        sequences: usize,
        x: &[f32],
        out: &mut [f32],
        scratch: &mut [f32],
    ) {
        fused!(fma, Decoder, self.walk(walk: Range<usize>, sequences: usize, x: &[f32], out: &mut [f32], scratch: &mut [f32]));
    }

    fn buffers<'a>(&self, sequences: usize, mut scratch: &'a mut [f32]) -> Buffers<'a> {
        let [state, said, gates, query, joined, mixed, out, scores] = self.lengths(sequences);
        let mut take = |length: usize| {
            let (taken, rest) = std::mem::take(&mut scratch).split_at_mut(length);
            scratch = rest;
            taken
        };
        Buffers {
            hidden: self.layers.iter().map(|_| take(state)).collect(),
            cell: self.layers.iter().map(|_| take(state)).collect(),
            said: take(said),
            gates: take(gates),
            query: take(query),
            joined: take(joined),
            mixed: take(mixed),
            out: take(out),
            scores: take(scores),
        }
    }

    /// Every layer's h is the encoder's last state of each direction, its c and what was said are zero.
    fn start(&self, sequences: usize, x: &[f32], buffers: &mut Buffers<'_>) {
        let (width, half, padded) = (self.width, self.width / 2, padded(self.width));
        let last = x.len() - sequences * width;
        for hidden in &mut buffers.hidden {
            hidden.fill(0.0);
            for sequence in 0..sequences {
                let (row, place) = (sequence * width, sequence * padded);
                hidden[place..place + half].copy_from_slice(&x[last + row..last + row + half]);
                hidden[place + half..place + width].copy_from_slice(&x[row + half..row + width]);
            }
        }
        buffers.cell.iter_mut().for_each(|cell| cell.fill(0.0));
        buffers.said.fill(0.0);
    }

    #[inline(always)]
    fn walk<const FMA: bool>(
        &self,
        walk: Range<usize>,
        sequences: usize,
        x: &[f32],
        out: &mut [f32],
        scratch: &mut [f32],
    ) {
        let (width, padded, outputs) = (self.width, padded(self.width), self.outputs);
        let steps = x.len() / (sequences * width);
        let mut buffers = self.buffers(sequences, scratch);
        if walk.start == 0 {
            self.start(sequences, x, &mut buffers);
        }
        let Buffers { hidden, cell, said, gates, query, joined, mixed, out: sums, scores } = buffers;
        let (mut hidden, mut cell) = (hidden, cell);
        for step in walk {
            for (k, cells) in self.layers.iter().enumerate() {
                gates.chunks_exact_mut(4 * padded).for_each(|row| row.copy_from_slice(&cells.bias));
                match k.checked_sub(1) {
                    None => cells.input.accumulate::<FMA>(said, outputs, gates),
                    Some(below) => cells.input.accumulate::<FMA>(hidden[below], padded, gates),
                }
                cells.recurrent.accumulate::<FMA>(hidden[k], padded, gates);
                for sequence in 0..sequences {
                    let span = sequence * padded..(sequence + 1) * padded;
                    let gates = &gates[sequence * 4 * padded..(sequence + 1) * 4 * padded];
                    update::<FMA>(gates, &mut cell[k][span.clone()], &mut hidden[k][span]);
                }
            }
            let Some(top) = hidden.last() else { return };
            query.fill(0.0);
            self.score.accumulate::<FMA>(top, padded, query);
            let near = step.saturating_sub(self.radius)..steps.min(step + self.radius + 1);
            for sequence in 0..sequences {
                let state = |t: usize| {
                    let row = (t * sequences + sequence) * width;
                    &x[row..row + width]
                };
                let query = &query[sequence * self.score.width()..][..width];
                let scores = &mut scores[..near.len()];
                scores.iter_mut().zip(near.clone()).for_each(|(score, t)| *score = dot(query, state(t)));
                softmax(scores);
                let joined = &mut joined[sequence * 2 * width..(sequence + 1) * 2 * width];
                let (context, own) = joined.split_at_mut(width);
                context.fill(0.0);
                for (share, t) in scores.iter().zip(near.clone()) {
                    context.iter_mut().zip(state(t)).for_each(|(sum, value)| *sum += share * value);
                }
                own.copy_from_slice(&top[sequence * padded..sequence * padded + width]);
            }
            dense::<FMA>(&self.mix, &self.mix_bias, joined, 2 * width, mixed);
            activate_all::<FMA>(Activation::Tanh, mixed);
            // A row of `mixed` is as wide as its padding.
            dense::<FMA>(&self.output, &self.output_bias, mixed, self.mix.width(), sums);
            let rows = &mut out[step * sequences * outputs..(step + 1) * sequences * outputs];
            for (row, sums) in rows.chunks_exact_mut(outputs).zip(sums.chunks_exact(self.output.width())) {
                row.copy_from_slice(&sums[..outputs]);
            }
            activate_all::<FMA>(Activation::Sigmoid, rows);
            said.copy_from_slice(rows);
        }
    }
}

/// out = x · weights + bias.
#[inline(always)]
fn dense<const FMA: bool>(weights: &Packed<WIDE>, bias: &[f32], x: &[f32], stride: usize, out: &mut [f32]) {
    out.chunks_exact_mut(weights.width()).for_each(|row| row.copy_from_slice(bias));
    weights.accumulate::<FMA>(x, stride, out);
}

/// Σ a b, in the same order on every machine.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

/// Scores as shares of one. A score that is not a number makes all of them so: an overflow must not pass for a
/// decision.
#[inline(always)]
fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = exp_of_negative(*score - most));
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}
