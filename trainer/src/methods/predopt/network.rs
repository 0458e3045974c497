//! The network: one fully connected stack for every item and period, so that weights are shared over items and
//! periods.

use crate::methods::self_supervised::layer::Layer;
use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Dense layers, the hidden ones followed by max(0, ·).
#[derive(Module, Debug)]
pub struct Network {
    /// First to last; the last one has one unit.
    pub layers: Vec<Layer>,
}

impl Network {
    /// Random weights of a seed.
    pub fn new(inputs: usize, hidden: &[usize], seed: u64, device: &Device) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut width = inputs;
        let mut layers = Vec::with_capacity(hidden.len() + 1);
        for units in hidden.iter().copied().chain([1]) {
            layers.push(Layer::new(width, units, 0.0, &mut rng, device));
            width = units;
        }
        Self { layers }
    }

    /// Log-odds `[rows, 1]` of features `[rows, inputs]`.
    pub fn log_odds(&self, x: Tensor<2>) -> Tensor<2> {
        let last = self.layers.len() - 1;
        self.layers.iter().enumerate().fold(x, |x, (k, layer)| {
            let x = layer.forward(x);
            if k == last { x } else { relu(x) }
        })
    }
}

/// The mean negative log-likelihood of smoothed labels at log-odds `w`: `max(w, 0) − w y + ln(1 + e^{−|w|})`, which
/// overflows nowhere.
pub fn loss(log_odds: Tensor<2>, labels: Tensor<2>, smoothing: f64) -> Tensor<1> {
    let target = labels * (1.0 - smoothing) + 0.5 * smoothing;
    let tail = (log_odds.clone().abs().neg().exp() + 1.0).log();
    (relu(log_odds.clone()) - log_odds * target + tail).mean()
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::TensorData;

    #[test]
    fn the_loss_is_the_likelihood_and_finite_far_out() {
        let device = Device::flex();
        let odds = [-80.0f32, -1.0, 0.0, 2.0, 80.0];
        let labels = [0.0f32, 1.0, 1.0, 0.0, 1.0];
        let tensor =
            |values: [f32; 5]| Tensor::<2>::from_data(TensorData::new(values.to_vec(), [5, 1]), &device);
        let value = f64::from(loss(tensor(odds), tensor(labels), 0.1).into_scalar::<f32>());
        let expected: f64 = odds
            .iter()
            .zip(labels)
            .map(|(&w, y)| {
                let (w, y) = (f64::from(w), f64::from(y) * 0.9 + 0.05);
                let p = 1.0 / (1.0 + (-w).exp());
                let log = |p: f64| p.max(1e-300).ln();
                -(y * log(p) + (1.0 - y) * log(1.0 / (1.0 + w.exp())))
            })
            .sum::<f64>()
            / 5.0;
        assert!((value - expected).abs() < 1e-4, "{value}, {expected}");
    }
}
