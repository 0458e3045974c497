//! What a model says about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::BundleError;
use super::limits::{MAX_OPERATORS, MAX_WIDTH};
use crate::operator::Operator;

/// Version of the bundle format. A file of another version is refused; a change that old builds would misread raises it.
pub const BUNDLE_VERSION: u32 = 1;

/// One input feature with the statistics of the training set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// The feature's name in its family.
    pub name: String,
    /// Mean over the training set.
    pub mean: f64,
    /// Standard deviation over the training set, positive.
    pub std: f64,
}

/// How a model was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Seed of sampling, initial weights and dropout.
    pub seed: u64,
    /// Version of the family's sampler.
    pub sampler_version: u32,
    /// Where the labels come from, for instance the exact algorithm and its tie-break.
    pub labels: String,
    /// Labelled instances.
    pub instances: u64,
    /// Seconds of training.
    pub seconds: f64,
    /// What it was trained on.
    pub hardware: String,
}

/// What a model says about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// [`BUNDLE_VERSION`] of the build that wrote the file.
    pub version: u32,
    /// The model's name.
    pub name: String,
    /// The family of programs that it was trained for.
    pub family: String,
    /// The parameter combinations trained on, each a map such as `{"T": 120, "c": 3, "f": 10000}`.
    pub sizes: Vec<BTreeMap<String, f64>>,
    /// The input features per period, in the order of the input.
    pub features: Vec<Feature>,
    /// The outputs per period, in the order of the output.
    pub outputs: Vec<String>,
    /// The operators, in the order in which they are applied.
    pub architecture: Vec<Operator>,
    /// How it was trained.
    pub training: Training,
    /// Figures measured on unseen instances, by name.
    pub evaluation: BTreeMap<String, f64>,
    /// Licence of the weights, an SPDX expression.
    pub licence: String,
}

impl Card {
    /// Reads a card; says what is wrong before serde would say something vague about it.
    pub(super) fn from_json(text: &str) -> Result<Self, BundleError> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| card_error("card", error.to_string()))?;
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version == u64::from(BUNDLE_VERSION) => {}
            Some(found) => return Err(BundleError::Version { found, supported: BUNDLE_VERSION }),
            None => return Err(card_error("version", "is not a whole number".to_owned())),
        }
        let Some(operators) = value.get("architecture").and_then(Value::as_array) else {
            return Err(card_error("architecture", "is not a list of operators".to_owned()));
        };
        for (index, operator) in operators.iter().enumerate() {
            let name = operator.get("op").and_then(Value::as_str).unwrap_or("");
            if !Operator::NAMES.contains(&name) {
                let known = Operator::NAMES.join(", ");
                return Err(BundleError::UnknownOperator { index, name: name.to_owned(), known });
            }
        }
        Self::deserialize(value).map_err(|error| card_error("card", error.to_string()))
    }

    /// The card as JSON text.
    pub(super) fn to_json(&self) -> Result<String, BundleError> {
        serde_json::to_string(self).map_err(|error| card_error("card", error.to_string()))
    }

    /// Checks the ranges of the card's own fields, without the operators.
    pub(super) fn check(&self) -> Result<(), BundleError> {
        if self.version != BUNDLE_VERSION {
            return Err(BundleError::Version { found: self.version.into(), supported: BUNDLE_VERSION });
        }
        for (field, text) in [("name", &self.name), ("family", &self.family), ("licence", &self.licence)] {
            if text.is_empty() {
                return Err(card_error(field, "is empty, expected a text".to_owned()));
            }
        }
        for (field, count, most) in [
            ("features", self.features.len(), MAX_WIDTH),
            ("outputs", self.outputs.len(), MAX_WIDTH),
            ("architecture", self.architecture.len(), MAX_OPERATORS),
        ] {
            if count == 0 || count > most {
                return Err(card_error(field, format!("has {count} entries, expected 1 to {most}")));
            }
        }
        for (index, feature) in self.features.iter().enumerate() {
            // The statistics are used in 32 bits.
            let (mean, std) = (feature.mean as f32, feature.std as f32);
            if !mean.is_finite() {
                let found = format!("is {}, expected a finite number", feature.mean);
                return Err(card_error(&format!("features[{index}].mean"), found));
            }
            if !(std.is_normal() && std > 0.0) {
                let found = format!("is {}, expected a positive finite number", feature.std);
                return Err(card_error(&format!("features[{index}].std"), found));
            }
        }
        let sizes = self.sizes.iter().flat_map(|size| size.iter());
        if let Some((name, value)) = sizes.chain(&self.evaluation).find(|(_, value)| !value.is_finite()) {
            return Err(card_error(name, format!("is {value}, expected a finite number")));
        }
        if !self.training.seconds.is_finite() {
            let found = format!("is {}, expected a finite number", self.training.seconds);
            return Err(card_error("training.seconds", found));
        }
        Ok(())
    }
}

fn card_error(field: &str, reason: String) -> BundleError {
    BundleError::Card { field: field.to_owned(), reason }
}
