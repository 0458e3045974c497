//! The encoder and the decoder with local attention, in burn's tensor operations; the formulas are with
//! [`hunch_infer::Operator::Decoder`].

use crate::methods::initial::glorot;
use crate::methods::lstm_opt::{BiLstm, Dropout};
use crate::methods::self_supervised::layer::Layer;
use burn::module::{Module, Param};
use burn::tensor::activation::{sigmoid, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Layers of the encoder and of the decoder.
pub const LAYERS: usize = 2;

/// One LSTM layer in one direction; gates in the order i, f, g, o.
#[derive(Module, Debug)]
pub struct Cells {
    /// `[inputs, 4·hidden]`.
    pub input_weight: Param<Tensor<2>>,
    /// `[hidden, 4·hidden]`.
    pub hidden_weight: Param<Tensor<2>>,
    /// `[4·hidden]`.
    pub bias: Param<Tensor<1>>,
}

impl Cells {
    fn new(inputs: usize, hidden: usize, rng: &mut ChaCha8Rng, device: &Device) -> Self {
        // The forget gates start open, as the encoder's.
        let bias: Vec<f32> = (0..4 * hidden).map(|k| f32::from(u8::from(k / hidden == 1))).collect();
        Self {
            input_weight: glorot([inputs, 4 * hidden], rng, device),
            hidden_weight: glorot([hidden, 4 * hidden], rng, device),
            bias: Param::from_data(TensorData::new(bias, [4 * hidden]), device),
        }
    }

    /// The next `h` and `c` `[batch, hidden]` after reading `x` `[batch, inputs]`.
    fn step(&self, x: Tensor<2>, h: Tensor<2>, c: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let [batch, hidden] = h.dims();
        let gates = x.matmul(self.input_weight.val())
            + h.matmul(self.hidden_weight.val())
            + self.bias.val().unsqueeze();
        let gate = |k: usize| gates.clone().slice([0..batch, k * hidden..(k + 1) * hidden]);
        let c = sigmoid(gate(1)) * c + sigmoid(gate(0)) * gate(2).tanh();
        (sigmoid(gate(3)) * c.clone().tanh(), c)
    }
}

/// Sizes of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Numbers a period.
    pub inputs: usize,
    /// Units of the encoder in each direction; the decoder has twice as many.
    pub hidden: usize,
    /// Outputs a period.
    pub outputs: usize,
    /// Periods before and after that the attention reaches, D in the paper.
    pub radius: usize,
}

/// The whole network.
#[derive(Module, Debug)]
pub struct Paper {
    /// [`LAYERS`] of them.
    pub encoder: Vec<BiLstm>,
    /// [`LAYERS`] of them.
    pub decoder: Vec<Cells>,
    /// `[2·hidden, 2·hidden]`.
    pub score: Param<Tensor<2>>,
    /// From context and state to as many units as the state has, before tanh.
    pub mix: Layer,
    /// To log-odds.
    pub output: Layer,
}

impl Paper {
    /// Random weights of a seed.
    pub fn new(shape: &Shape, seed: u64, device: &Device) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let Shape { inputs, hidden, outputs, .. } = *shape;
        let wide = 2 * hidden;
        let encoder = (0..LAYERS).map(|k| {
            let inputs = if k == 0 { inputs } else { wide };
            BiLstm::new(inputs, hidden, &mut rng, device)
        });
        let encoder = encoder.collect();
        let decoder = (0..LAYERS).map(|k| {
            let inputs = if k == 0 { outputs } else { wide };
            Cells::new(inputs, wide, &mut rng, device)
        });
        let decoder = decoder.collect();
        Self {
            encoder,
            decoder,
            score: glorot([wide, wide], &mut rng, device),
            mix: Layer::new(2 * wide, wide, 0.0, &mut rng, device),
            output: Layer::new(wide, outputs, 0.0, &mut rng, device),
        }
    }

    /// Log-odds `[time, batch, outputs]` of features `[time, batch, inputs]`; the attention reaches `radius` periods
    /// before and after.
    pub fn log_odds(&self, x: Tensor<3>, radius: usize, mut dropout: Option<&mut Dropout>) -> Tensor<3> {
        let states = self.encoder.iter().fold(x, |x, layer| {
            let out = layer.forward(x);
            match dropout.as_deref_mut() {
                Some(dropout) => dropout.apply(out),
                None => out,
            }
        });
        let [time, batch, wide] = states.dims();
        let half = wide / 2;
        let edge = |t: usize, units: std::ops::Range<usize>| {
            states.clone().slice([t..t + 1, 0..batch, units]).squeeze_dim::<2>(0)
        };
        let start = Tensor::cat(vec![edge(time - 1, 0..half), edge(0, half..wide)], 1);
        let memory = states.clone().swap_dims(0, 1);
        let mut h = vec![start.clone(); self.decoder.len()];
        let mut c = vec![start.zeros_like(); self.decoder.len()];
        let mut said = Tensor::<2>::zeros([batch, self.output.bias.val().dims()[0]], &start.device());
        let mut odds = Vec::with_capacity(time);
        for t in 0..time {
            let mut x = said;
            for (k, layer) in self.decoder.iter().enumerate() {
                (h[k], c[k]) = layer.step(x, h[k].clone(), c[k].clone());
                x = h[k].clone();
            }
            let (first, last) = (t.saturating_sub(radius), time.min(t + radius + 1));
            let near = memory.clone().slice([0..batch, first..last, 0..wide]);
            let query = x.clone().matmul(self.score.val()).unsqueeze_dim::<3>(2);
            let shares = softmax(near.clone().matmul(query), 1);
            let context = (near * shares).sum_dim(1).squeeze_dim::<2>(1);
            let mixed = self.mix.forward(Tensor::cat(vec![context, x], 1)).tanh();
            let of_period = self.output.forward(mixed);
            said = sigmoid(of_period.clone());
            odds.push(of_period);
        }
        Tensor::stack(odds, 0)
    }
}
