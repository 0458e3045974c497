//! Dropout whose masks come from a seed and a step, so that a resumed run and an uninterrupted one drop the
//! same units.

use burn::tensor::{Tensor, TensorData};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The masks of one training step (Srivastava et al., 2014; kept units are scaled up).
pub struct Dropout {
    rng: ChaCha8Rng,
    /// Units whose 16-bit random number lies below are dropped.
    threshold: u16,
    scale: f32,
}

impl Dropout {
    /// Drops a share `rate` of the units, `0 ≤ rate < 1`; `None` for rate 0.
    pub fn new(rate: f64, seed: u64) -> Option<Self> {
        let threshold = (rate * 65_536.0).round() as u16;
        (threshold > 0).then(|| Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            threshold,
            scale: (65_536.0 / (65_536.0 - f64::from(threshold))) as f32,
        })
    }

    /// Drops units of one layer's output.
    pub fn apply(&mut self, x: Tensor<3>) -> Tensor<3> {
        let shape = x.dims();
        let mut random = vec![0u8; 2 * shape.iter().product::<usize>()];
        self.rng.fill_bytes(&mut random);
        let keep = |pair: &[u8]| u16::from_le_bytes([pair[0], pair[1]]) >= self.threshold;
        let mask: Vec<f32> =
            random.chunks_exact(2).map(|pair| if keep(pair) { self.scale } else { 0.0 }).collect();
        let mask = Tensor::from_data(TensorData::new(mask, shape), &x.device());
        x * mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn dropout_keeps_the_mean_and_repeats_itself() {
        let x = Tensor::<3>::ones([10, 20, 100], &Device::flex());
        let drop =
            |seed| Dropout::new(0.3, seed).unwrap().apply(x.clone()).into_data().try_to_vec::<f32>().unwrap();
        let values = drop(5);
        let zeros = values.iter().filter(|v| **v == 0.0).count() as f64 / values.len() as f64;
        let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64;
        assert!((zeros - 0.3).abs() < 0.02 && (mean - 1.0).abs() < 0.03, "{zeros} dropped, mean {mean}");
        assert_eq!(values, drop(5));
        assert_ne!(values, drop(6));
        assert!(Dropout::new(0.0, 1).is_none());
    }
}
