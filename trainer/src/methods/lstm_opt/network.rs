//! The network of LSTM-Opt: bidirectional LSTM layers, dropout after each, and one sigmoid a period.
//!
//! Source: dissertation "Integrated machine learning and optimization approaches", sections 2.4 and 2.5.2.

use super::dropout::Dropout;
use super::{op, plain};
use crate::methods::initial::glorot;
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Names of the directions in a bundle.
pub(super) const DIRECTIONS: [&str; 2] = ["forward", "backward"];

/// Shape of the network.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LstmOptShape {
    /// Values a period.
    pub features: usize,
    /// Bidirectional layers; the paper's 3.
    pub layers: usize,
    /// Hidden units a direction; the paper's 40.
    pub hidden: usize,
}

/// One bidirectional LSTM layer; gates in the order i, f, g, o; direction 0 runs forwards.
#[derive(Module, Debug)]
pub struct BiLstm {
    /// `[2, input, 4·hidden]`.
    pub input_weight: Param<Tensor<3>>,
    /// `[2, hidden, 4·hidden]`.
    pub hidden_weight: Param<Tensor<3>>,
    /// `[2, 4·hidden]`.
    pub bias: Param<Tensor<2>>,
}

impl BiLstm {
    /// Random weights.
    pub(in crate::methods) fn new(
        input: usize,
        hidden: usize,
        rng: &mut ChaCha8Rng,
        device: &Device,
    ) -> Self {
        // The forget gates start open (bias 1), so that gradients reach far periods from the first step: Gers
        // et al. (2000), Jozefowicz et al. (2015).
        let bias: Vec<f32> = (0..8 * hidden).map(|k| f32::from(u8::from((k / hidden) % 4 == 1))).collect();
        Self {
            input_weight: glorot([2, input, 4 * hidden], rng, device),
            hidden_weight: glorot([2, hidden, 4 * hidden], rng, device),
            bias: Param::from_data(TensorData::new(bias, [2, 4 * hidden]), device),
        }
    }

    /// `[time, batch, input]` to `[time, batch, 2·hidden]`: one fused operation on the CPU backend, tensor
    /// operations elsewhere.
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let fused = x.device().without_autodiff() == Device::flex();
        let layer = if fused { op::bi_lstm } else { plain::bi_lstm };
        layer(x, self.input_weight.val(), self.hidden_weight.val(), self.bias.val())
    }

    /// The same with tensor operations only.
    pub fn forward_plain(&self, x: Tensor<3>) -> Tensor<3> {
        plain::bi_lstm(x, self.input_weight.val(), self.hidden_weight.val(), self.bias.val())
    }
}

/// The whole network.
#[derive(Module, Debug)]
pub struct LstmOpt {
    /// First to last.
    pub layers: Vec<BiLstm>,
    /// `[2·hidden, 1]`, to one logit a period.
    pub output_weight: Param<Tensor<2>>,
    /// `[1]`.
    pub output_bias: Param<Tensor<1>>,
}

impl LstmOpt {
    /// A network with random weights of a seed.
    pub fn new(shape: &LstmOptShape, seed: u64, device: &Device) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let widths = std::iter::once(shape.features).chain(std::iter::repeat(2 * shape.hidden));
        Self {
            layers: widths
                .take(shape.layers)
                .map(|input| BiLstm::new(input, shape.hidden, &mut rng, device))
                .collect(),
            output_weight: glorot([2 * shape.hidden, 1], &mut rng, device),
            output_bias: Param::from_data(TensorData::new(vec![0.0f32], [1]), device),
        }
    }

    /// Logits `[time, batch]` of features `[time, batch, features]`.
    pub fn forward(&self, x: Tensor<3>, dropout: Option<&mut Dropout>) -> Tensor<2> {
        self.run(x, BiLstm::forward, dropout)
    }

    /// The same with tensor operations only.
    pub fn forward_plain(&self, x: Tensor<3>) -> Tensor<2> {
        self.run(x, BiLstm::forward_plain, None)
    }

    fn run(
        &self,
        x: Tensor<3>,
        layer_forward: fn(&BiLstm, Tensor<3>) -> Tensor<3>,
        mut dropout: Option<&mut Dropout>,
    ) -> Tensor<2> {
        let hidden = self.layers.iter().fold(x, |x, layer| {
            let out = layer_forward(layer, x);
            match dropout.as_deref_mut() {
                Some(dropout) => dropout.apply(out),
                None => out,
            }
        });
        let [time, batch, width] = hidden.dims();
        let logits = hidden.reshape([time * batch, width]).matmul(self.output_weight.val());
        logits.reshape([time, batch]) + self.output_bias.val().unsqueeze()
    }
}
