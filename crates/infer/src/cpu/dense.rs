//! A dense operator: one product for all periods, then the activation.

use super::activation::activate_all;
use super::dispatch::fused;
use super::matrix::{NARROW, Packed, WIDE};
use hunch_bundle::operator::Activation;
use hunch_bundle::{Bundle, BundleError};

pub(super) struct Dense {
    weights: Weights,
    bias: Vec<f32>,
    inputs: usize,
    units: usize,
    activation: Activation,
}

/// Few outputs in a wide panel would mostly multiply padding.
enum Weights {
    Narrow(Packed<NARROW>),
    Wide(Packed<WIDE>),
}

impl Weights {
    fn new(weights: &[f32], inputs: usize, units: usize) -> Self {
        if units <= NARROW {
            Self::Narrow(Packed::new(weights, inputs, units, units, |column| column))
        } else {
            Self::Wide(Packed::new(weights, inputs, units, units, |column| column))
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Narrow(weights) => weights.width(),
            Self::Wide(weights) => weights.width(),
        }
    }
}

impl Dense {
    pub(super) fn new(
        bundle: &Bundle,
        name: &str,
        inputs: usize,
        units: usize,
        activation: Activation,
    ) -> Result<Self, BundleError> {
        let weights = Weights::new(bundle.weights(&format!("{name}.w"))?, inputs, units);
        let mut bias = bundle.weights(&format!("{name}.b"))?.to_vec();
        bias.resize(weights.width(), 0.0);
        Ok(Self { weights, bias, inputs, units, activation })
    }

    /// Values per row between product and activation.
    pub(super) fn scratch(&self) -> usize {
        self.weights.width()
    }

    pub(super) fn work(&self) -> u64 {
        (self.inputs * self.weights.width()) as u64
    }

    /// x [rows, inputs] → out [rows, units]; `scratch` holds `rows ×` [`Self::scratch`] values.
    pub(super) fn forward(&self, fma: bool, x: &[f32], out: &mut [f32], scratch: &mut [f32]) {
        fused!(fma, Dense, self.dense(x: &[f32], out: &mut [f32], scratch: &mut [f32]));
    }

    #[inline(always)]
    fn dense<const FMA: bool>(&self, x: &[f32], out: &mut [f32], scratch: &mut [f32]) {
        let width = self.weights.width();
        let scratch = &mut scratch[..out.len() / self.units * width];
        scratch.chunks_exact_mut(width).for_each(|row| row.copy_from_slice(&self.bias));
        match &self.weights {
            Weights::Narrow(weights) => weights.accumulate::<FMA>(x, self.inputs, scratch),
            Weights::Wide(weights) => weights.accumulate::<FMA>(x, self.inputs, scratch),
        }
        for (out, sums) in out.chunks_exact_mut(self.units).zip(scratch.chunks_exact(width)) {
            out.copy_from_slice(&sums[..out.len()]);
        }
        activate_all::<FMA>(self.activation, out);
    }
}
