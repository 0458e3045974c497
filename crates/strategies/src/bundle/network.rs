//! A plain network over θ: standardised inputs, layers of weights and biases with ReLU between them, one
//! output a class ("The voice of optimization", appendix 2).

use super::error::{LearnedError, within};
use super::limits::MAX_LAYERS;
use super::parts::{Parts, size, value};
use crate::learn::Classifier;
use crate::learn::network;
#[cfg(feature = "json")]
use hunch_bundle::Tensor;
use hunch_bundle::limits::MAX_WIDTH;

/// Classes that are ranked: as in the leaves of trees.
const RANKED: usize = crate::learn::params::RANKED;

/// One layer: `x W + b`, W row-major `[inputs, outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// W.
    pub weights: Vec<f32>,
    /// b, one an output.
    pub bias: Vec<f32>,
}

/// A classifier of θ. Each output belongs to a class; the largest is the guess.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Mean of each parameter over the training data.
    pub mean: Vec<f64>,
    /// Standard deviation, positive; 1 for a parameter that never varied.
    pub deviation: Vec<f64>,
    /// The layers, the first one that of θ.
    pub layers: Vec<Layer>,
    /// The strategy of each output.
    pub labels: Vec<u32>,
}

impl From<network::Parts> for Network {
    /// One output a strategy, in their order.
    fn from(network::Parts { mean, deviation, layers }: network::Parts) -> Self {
        let double = |list: Vec<f32>| list.into_iter().map(f64::from).collect();
        let classes = layers.last().map_or(0, |layer| layer.bias.len() as u32);
        let layer = |layer: network::Dense| Layer { weights: layer.weight, bias: layer.bias };
        let layers = layers.into_iter().map(layer).collect();
        Self { mean: double(mean), deviation: double(deviation), layers, labels: (0..classes).collect() }
    }
}

impl Network {
    /// Checks widths, numbers and labels.
    ///
    /// # Errors
    /// The first thing that does not fit `width` parameters and `classes` strategies.
    pub fn check(&self, width: usize, classes: usize) -> Result<(), LearnedError> {
        within("layers of the network", self.layers.len(), MAX_LAYERS)?;
        size("network.mean", self.mean.len(), width)?;
        size("network.deviation", self.deviation.len(), width)?;
        let positive = |d: &f64| d.is_finite() && *d > 0.0;
        if let Some(k) = self.deviation.iter().position(|d| !positive(d)) {
            return Err(value("network.deviation", k, self.deviation[k], "a positive number"));
        }
        let mut inputs = width;
        for (k, layer) in self.layers.iter().enumerate() {
            let outputs = layer.bias.len();
            within("outputs of a layer", outputs, MAX_WIDTH)?;
            size(&format!("network.{k}.weights"), layer.weights.len(), inputs * outputs)?;
            inputs = outputs;
        }
        size("network.labels", self.labels.len(), inputs)?;
        match self.labels.iter().position(|&label| label as usize >= classes) {
            Some(k) => Err(value("network.labels", k, self.labels[k].into(), "a strategy of the file")),
            None if self.layers.is_empty() => size("network.layers", 0, 1),
            None => Ok(()),
        }
    }

    /// The outputs at θ, before any softmax.
    pub fn outputs(&self, theta: &[f64]) -> Vec<f32> {
        let standard = theta.iter().zip(&self.mean).zip(&self.deviation);
        let mut values: Vec<f32> = standard.map(|((t, mean), d)| ((t - mean) / d) as f32).collect();
        for (k, layer) in self.layers.iter().enumerate() {
            let mut next = layer.bias.clone();
            for (x, row) in values.iter().zip(layer.weights.chunks_exact(layer.bias.len().max(1))) {
                next.iter_mut().zip(row).for_each(|(sum, w)| *sum += x * w);
            }
            if k + 1 < self.layers.len() {
                next.iter_mut().for_each(|v| *v = v.max(0.0));
            }
            values = next;
        }
        values
    }

    /// Writes it.
    #[cfg(feature = "json")]
    pub(super) fn put(&self, tensors: &mut Vec<Tensor>) -> Result<(), LearnedError> {
        let width = self.mean.len();
        tensors.push(Tensor::double("network.mean", &[width], self.mean.clone())?);
        tensors.push(Tensor::double("network.deviation", &[width], self.deviation.clone())?);
        tensors.push(Tensor::index("network.labels", &[self.labels.len()], self.labels.clone())?);
        for (k, Layer { weights, bias }) in self.layers.iter().enumerate() {
            let (inputs, outputs) = (weights.len() / bias.len().max(1), bias.len());
            let name = |part: &str| format!("network.{k}.{part}");
            tensors.push(Tensor::float(name("weights"), &[inputs, outputs], weights.clone())?);
            tensors.push(Tensor::float(name("bias"), &[outputs], bias.clone())?);
        }
        Ok(())
    }
}

/// Reads a network, if there is one.
pub(super) fn take(parts: &mut Parts, width: usize, classes: usize) -> Result<Option<Network>, LearnedError> {
    if !parts.has("network.labels") {
        return Ok(None);
    }
    let labels = parts.below("network.labels", classes)?;
    let (mean, deviation) = (parts.finite("network.mean")?, parts.finite("network.deviation")?);
    let mut layers = Vec::new();
    let mut inputs = width;
    while parts.has(&format!("network.{}.bias", layers.len())) {
        within("layers of the network", layers.len() + 1, MAX_LAYERS)?;
        let name = |part: &str| format!("network.{}.{part}", layers.len());
        let (bias, weights) = (name("bias"), name("weights"));
        let outputs = parts.length(&bias);
        within("outputs of a layer", outputs, MAX_WIDTH)?;
        let bias = parts.weights(&bias, outputs)?;
        layers.push(Layer { weights: parts.weights(&weights, inputs * outputs)?, bias });
        inputs = outputs;
    }
    let network = Network { mean, deviation, layers, labels };
    network.check(width, classes)?;
    Ok(Some(network))
}

impl Classifier for Network {
    fn rank(&self, theta: &[f64], into: &mut [u32]) -> usize {
        let outputs = self.outputs(theta);
        let mut order: Vec<usize> = (0..outputs.len()).collect();
        order.sort_by(|&a, &b| outputs[b].total_cmp(&outputs[a]).then(a.cmp(&b)));
        let count = into.len().min(order.len()).min(RANKED);
        into.iter_mut().zip(&order[..count]).for_each(|(into, &k)| *into = self.labels[k]);
        count
    }

    fn bytes(&self) -> usize {
        4 * self.layers.iter().map(|layer| layer.weights.len() + layer.bias.len()).sum::<usize>()
    }
}
