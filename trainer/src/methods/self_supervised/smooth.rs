//! The first phase of the two-phase variant (section 2, after Qi, Grigas & Shen's "Integrated conditional
//! estimation-optimization"): a small network learns g_train by regression, is frozen, and becomes the last
//! layer of the network that is trained in the second phase.

use super::layer::Layer;
use crate::training::Descent;
use burn::module::Module;
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Hidden units: enough for one smooth ramp.
const UNITS: usize = 12;
/// Steps of Adam; the error stands still well before.
const STEPS: usize = 1500;
/// Points a step.
const BATCH: usize = 256;
/// Adam's rate.
const RATE: f64 = 0.02;
/// Points are drawn from this many γ around the middle of the slope.
const SPAN: f64 = 6.0;
/// Separates these draws from those of the main network's weights.
const STREAM: u64 = 0x5300_7811;

/// σ(tanh(w/γ A + a) B + b), applied to each value on its own.
#[derive(Module, Debug)]
pub struct Smooth {
    inner: Layer,
    outer: Layer,
    gamma: f64,
}

impl Smooth {
    /// A network with random weights.
    pub(super) fn new(gamma: f64, seed: u64, device: &Device) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ STREAM);
        Self {
            inner: Layer::new(1, UNITS, 0.0, &mut rng, device),
            outer: Layer::new(UNITS, 1, 0.0, &mut rng, device),
            gamma,
        }
    }

    /// Every value of `w` `[batch, outputs]` by itself.
    pub(super) fn forward(&self, w: Tensor<2>) -> Tensor<2> {
        let shape = w.dims();
        let each = (w / self.gamma).reshape([shape[0] * shape[1], 1]);
        sigmoid(self.outer.forward(self.inner.forward(each).tanh())).reshape(shape)
    }

    /// The first phase: regression to min(1, max(0, w/γ)). Returns the frozen network and its mean squared
    /// error in the last step.
    pub fn fit(gamma: f64, seed: u64, device: &Device) -> (Self, f64) {
        let mut descent = Descent::new(Self::new(gamma, seed, device), None);
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ STREAM ^ 1);
        let mut error = f64::INFINITY;
        for step in 0..STEPS {
            let (low, high) = (gamma * (0.5 - SPAN / 2.0), gamma * (0.5 + SPAN / 2.0));
            let points: Vec<f32> = (0..BATCH).map(|_| rng.random_range(low..high) as f32).collect();
            let targets = points.iter().map(|w| clamp_value(*w, gamma)).collect();
            let tensor =
                |values: Vec<f32>| Tensor::<2>::from_data(TensorData::new(values, [BATCH, 1]), device);
            let loss = (descent.network.forward(tensor(points)) - tensor(targets)).square().mean();
            let loss = descent.step(RATE * (1.0 - step as f64 / STEPS as f64), loss);
            error = f64::from(loss.into_scalar::<f32>());
        }
        (descent.network.no_grad(), error)
    }
}

/// What the learned layer imitates, as a function of numbers.
fn clamp_value(w: f32, gamma: f64) -> f32 {
    (f64::from(w) / gamma).clamp(0.0, 1.0) as f32
}
