//! Weights before the first step.

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Uniform weights of Glorot & Bengio (2010), drawn here rather than by the device so that every backend
/// starts alike.
pub fn glorot<const D: usize>(shape: [usize; D], rng: &mut ChaCha8Rng, device: &Device) -> Param<Tensor<D>> {
    let limit = (6.0 / (shape[D - 2] + shape[D - 1]) as f32).sqrt();
    let values: Vec<f32> = (0..shape.iter().product()).map(|_| rng.random_range(-limit..limit)).collect();
    Param::from_data(TensorData::new(values, shape), device)
}
