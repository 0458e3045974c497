//! The network: one fully connected stack for every item and period, so that weights are shared over items and
//! periods. Where it reads what the structure says, it starts from that.

use crate::error::Result;
use crate::methods::self_supervised::layer::Layer;
use crate::weights::values;
use burn::module::{Module, Param};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Dense layers, the hidden ones followed by max(0, ·).
#[derive(Module, Debug)]
pub struct Network {
    /// First to last; the last one has one unit.
    pub layers: Vec<Layer>,
}

/// Where training starts: at what one input, the structure's belief as log-odds, says.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Which input.
    pub input: usize,
    /// By what it is standardised.
    pub mean: f32,
    /// See `mean`; above 0.
    pub deviation: f32,
    /// The log-odds that a unit of it stands for.
    pub slope: f32,
}

/// Units of each hidden layer that carry the belief: its positive and its negative part.
pub const CARRIERS: usize = 2;

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

    /// The same network, saying what the belief says: two units of each hidden layer carry its parts,
    /// `x = max(0, x) − max(0, −x)`, and the last layer reads these alone. So training starts from the structure,
    /// and what is learned is added to it. Each hidden layer has at least [`CARRIERS`] units.
    ///
    /// # Errors
    /// What the device returns.
    pub fn starting_at(mut self, origin: &Origin, device: &Device) -> Result<Self> {
        let last = self.layers.len() - 1;
        for (k, layer) in self.layers.iter_mut().enumerate() {
            let [inputs, units] = layer.weight.dims();
            let (mut weight, mut bias) = (values(layer.weight.val())?, values(layer.bias.val())?);
            if k == last {
                weight.fill(0.0);
                let slope = |part: usize| if part == 0 { origin.slope } else { -origin.slope };
                (0..CARRIERS.min(inputs)).for_each(|part| weight[part * units] = slope(part));
            } else {
                for part in 0..CARRIERS {
                    (0..inputs).for_each(|input| weight[input * units + part] = 0.0);
                    let sign = if part == 0 { 1.0 } else { -1.0 };
                    match k {
                        0 => {
                            weight[origin.input * units + part] = sign * origin.deviation;
                            bias[part] = sign * origin.mean;
                        }
                        _ => weight[part * units + part] = 1.0,
                    }
                }
            }
            layer.weight = Param::from_data(TensorData::new(weight, [inputs, units]), device);
            layer.bias = Param::from_data(TensorData::new(bias, [units]), device);
        }
        Ok(self)
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

/// The slope at which log-odds `slope · x` have the largest likelihood of the labels (Newton's method in one
/// variable, which converges since the likelihood is concave): how sure the belief may be.
pub fn slope(beliefs: &[(f32, bool)]) -> f32 {
    /// Steps at most; a few are enough.
    const STEPS: usize = 50;
    /// Beliefs that are never wrong would have no finite slope.
    const MOST: f64 = 20.0;
    let mut slope = 1.0f64;
    for _ in 0..STEPS {
        let (mut gradient, mut curvature) = (0.0, 1e-9);
        for &(x, label) in beliefs {
            let x = f64::from(x);
            let p = 1.0 / (1.0 + (-slope * x).exp());
            gradient += (f64::from(u8::from(label)) - p) * x;
            curvature += p * (1.0 - p) * x * x;
        }
        let next = (slope + gradient / curvature).clamp(slope / 2.0, 2.0 * slope).min(MOST);
        if (next - slope).abs() < 1e-6 {
            break;
        }
        slope = next;
    }
    slope as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_training_it_says_what_the_belief_says() {
        let device = Device::flex();
        let origin = Origin { input: 1, mean: 0.3, deviation: 2.0, slope: 1.7 };
        let network = Network::new(3, &[7, 5], 1, &device).starting_at(&origin, &device).unwrap();
        let beliefs = [-4.0f32, -0.2, 0.0, 0.3, 5.0];
        let rows = beliefs.iter().flat_map(|belief| [9.0, (belief - 0.3) / 2.0, -7.0]).collect();
        let rows: Vec<f32> = rows;
        let odds = network.log_odds(Tensor::from_data(TensorData::new(rows, [5, 3]), &device));
        let odds = odds.into_data().try_to_vec::<f32>().unwrap();
        assert!(odds.iter().zip(beliefs).all(|(w, belief)| (w - 1.7 * belief).abs() < 1e-5), "{odds:?}");
    }

    #[test]
    fn the_slope_is_that_of_the_largest_likelihood() {
        // Log-odds of ±1 that are right three times in four: ln 3.
        let beliefs = [(1.0, true), (1.0, true), (1.0, true), (-1.0, true)];
        assert!((slope(&beliefs) - 3f32.ln()).abs() < 1e-4);
        assert!(slope(&[(2.0, true), (-1.0, false)]) > 5.0);
    }

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
