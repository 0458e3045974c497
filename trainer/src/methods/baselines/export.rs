//! Baselines as weights files, so that they are evaluated by the same code as the network.

use super::{Forest, Logistic};
use crate::data::Samples;
use crate::error::Result;
use crate::families::{FOREST, LOGISTIC};
use crate::methods::lstm_opt::export::Description;
use crate::weights::bundle_error;
use hunch_families::clsp::FEATURES;
use hunch_infer::{Activation, Bundle, BundleError, Operator, Tensor, Training};
use std::collections::BTreeMap;

/// A fitted baseline.
pub enum Fitted {
    /// Logistic regression.
    Logistic(Logistic),
    /// Random forest.
    Forest(Forest),
}

impl Fitted {
    /// The bundle, with what its fit says about it on the card.
    ///
    /// # Errors
    /// [`crate::error::Error::Bundle`].
    pub fn bundle(&self, samples: &Samples, seed: u64, seconds: f64, accuracy: f64) -> Result<Bundle> {
        let header = samples.header();
        let statistics = samples.statistics();
        let description = Description {
            name: format!(
                "{}-c{}-f{}-t{}",
                self.kind(),
                header.distribution.c,
                header.distribution.f,
                header.distribution.horizon
            ),
            method: self.kind(),
            distribution: header.distribution,
            features: statistics.mean.iter().copied().zip(statistics.deviation.iter().copied()).collect(),
            training: Training {
                seed,
                sampler_version: header.sampler_version,
                labels: header.label_source.clone(),
                instances: samples.training().len() as u64,
                seconds: seconds.round(),
                hardware: "one CPU core".into(),
            },
            evaluation: BTreeMap::from([("validation accuracy %".to_owned(), 100.0 * accuracy)]),
        };
        let (operator, tensors) = self.operator().map_err(bundle_error)?;
        Bundle::new(description.card(vec![Operator::Standardise {}, operator]), tensors).map_err(bundle_error)
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Logistic(_) => LOGISTIC,
            Self::Forest(_) => FOREST,
        }
    }

    fn operator(&self) -> std::result::Result<(Operator, Vec<Tensor>), BundleError> {
        let name = self.kind().to_owned();
        match self {
            Self::Logistic(model) => {
                let weights = model.weights.iter().map(|w| *w as f32).collect();
                let tensors = vec![
                    Tensor::float(format!("{name}.w"), &[FEATURES, 1], weights)?,
                    Tensor::float(format!("{name}.b"), &[1], vec![model.bias as f32])?,
                ];
                Ok((Operator::Dense { name, units: 1, activation: Activation::Sigmoid }, tensors))
            }
            Self::Forest(forest) => {
                let (trees, nodes) = (forest.roots.len(), forest.left.len());
                let tensors = vec![
                    Tensor::index(format!("{name}.root"), &[trees], forest.roots.clone())?,
                    Tensor::index(format!("{name}.feature"), &[nodes], forest.feature.clone())?,
                    Tensor::index(format!("{name}.left"), &[nodes], forest.left.clone())?,
                    Tensor::float(format!("{name}.threshold"), &[nodes], forest.threshold.clone())?,
                ];
                Ok((Operator::Forest { name, trees, nodes }, tensors))
            }
        }
    }
}
