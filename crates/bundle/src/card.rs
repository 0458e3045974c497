//! What a model says about itself.

use std::collections::BTreeMap;

use super::BundleError;
use super::fields::{Fields, wrong};
use super::json::{Json, ReadJson};
use super::limits::{MAX_OPERATORS, MAX_SIZES, MAX_WIDTH};
use crate::operator::Operator;
use serde::Serialize;

/// Version of the bundle format. A file of another version is refused; a change that old builds would misread
/// raises it.
pub const BUNDLE_VERSION: u32 = 1;

/// One input feature with the statistics of the training set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Feature {
    /// The feature's name in its family.
    pub name: String,
    /// Mean over the training set.
    pub mean: f64,
    /// Standard deviation over the training set, positive.
    pub std: f64,
}

impl Feature {
    fn read(fields: &Fields<'_>) -> Result<Self, BundleError> {
        Ok(Self { name: fields.text("name")?, mean: fields.number("mean")?, std: fields.number("std")? })
    }
}

/// How a model was trained.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

impl Training {
    fn read(fields: &Fields<'_>) -> Result<Self, BundleError> {
        Ok(Self {
            seed: fields.whole("seed")?,
            sampler_version: fields.count("sampler_version")? as u32,
            labels: fields.text("labels")?,
            instances: fields.whole("instances")?,
            seconds: fields.number("seconds")?,
            hardware: fields.text("hardware")?,
        })
    }
}

/// What a model says about itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// [`BUNDLE_VERSION`] of the build that wrote the file.
    pub version: u32,
    /// The model's name.
    pub name: String,
    /// How it was trained, by the name of the trainer's method; empty in files that do not say.
    pub method: String,
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
    /// Reads a card.
    pub(super) fn from_json(text: &str, json: ReadJson<'_>) -> Result<Self, BundleError> {
        let value = json(text).map_err(|reason| card_error("card", reason))?;
        let card = Fields::new(String::new(), &value)?;
        let version = card.whole("version")?;
        if version != u64::from(BUNDLE_VERSION) {
            return Err(BundleError::Version { found: version, supported: BUNDLE_VERSION });
        }
        let sizes = card.list("sizes", MAX_SIZES)?.into_iter();
        let features = card.list("features", MAX_WIDTH)?.into_iter();
        let outputs = card.list("outputs", MAX_WIDTH)?.into_iter();
        let architecture = card.list("architecture", MAX_OPERATORS)?.into_iter();
        let output = |(path, value): (String, &Json)| match value {
            Json::Text(name) => Ok(name.clone()),
            other => Err(wrong(path, Some(other), "a text")),
        };
        Ok(Self {
            version: BUNDLE_VERSION,
            name: card.text("name")?,
            method: if card.has("method") { card.text("method")? } else { String::new() },
            family: card.text("family")?,
            sizes: sizes.map(|(path, size)| Fields::new(path, size)?.numbers()).collect::<Result<_, _>>()?,
            features: features
                .map(|(path, value)| Feature::read(&Fields::new(path, value)?))
                .collect::<Result<_, _>>()?,
            outputs: outputs.map(output).collect::<Result<_, _>>()?,
            architecture: architecture
                .enumerate()
                .map(|(index, (path, value))| Operator::read(index, &Fields::new(path, value)?))
                .collect::<Result<_, _>>()?,
            training: Training::read(&card.object("training")?)?,
            evaluation: card.object("evaluation")?.numbers()?,
            licence: card.text("licence")?,
        })
    }

    /// The card as JSON text.
    #[cfg(feature = "json")]
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
