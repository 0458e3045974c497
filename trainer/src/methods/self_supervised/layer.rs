//! A dense layer.

use crate::methods::initial::glorot;
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;

/// x W + b.
#[derive(Module, Debug)]
pub struct Layer {
    /// `[inputs, units]`.
    pub weight: Param<Tensor<2>>,
    /// `[units]`.
    pub bias: Param<Tensor<1>>,
}

impl Layer {
    /// Random weights, and one value for all of the bias.
    pub(crate) fn new(inputs: usize, units: usize, bias: f32, rng: &mut ChaCha8Rng, device: &Device) -> Self {
        Self {
            weight: glorot([inputs, units], rng, device),
            bias: Param::from_data(TensorData::new(vec![bias; units], [units]), device),
        }
    }

    /// `[batch, inputs]` to `[batch, units]`.
    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.val()) + self.bias.val().unsqueeze()
    }
}
