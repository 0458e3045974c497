//! The network.

use super::plan::Shape;
use crate::methods::self_supervised::layer::Layer;
use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Fully connected layers, max(0, ·) between them.
#[derive(Module, Debug)]
pub struct StrategyNetwork {
    /// First to last.
    pub layers: Vec<Layer>,
}

impl StrategyNetwork {
    /// A network with random weights of a seed.
    pub fn new(shape: &Shape, seed: u64, device: &Device) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let widths = [&[shape.inputs][..], &shape.hidden, &[shape.classes]].concat();
        let layers = widths.windows(2).map(|pair| Layer::new(pair[0], pair[1], 0.0, &mut rng, device));
        Self { layers: layers.collect() }
    }

    /// One score a class, `[batch, classes]`, of standardised parameters `[batch, inputs]`.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let last = self.layers.len().saturating_sub(1);
        self.layers.iter().enumerate().fold(x, |x, (l, layer)| {
            let x = layer.forward(x);
            if l == last { x } else { relu(x) }
        })
    }
}
