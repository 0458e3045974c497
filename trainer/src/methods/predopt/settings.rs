//! Settings of a run.

use super::network::CARRIERS;
use crate::data::Statistics;
use crate::error::{Error, Result};
use crate::training::Schedule;
use clap::ValueEnum;
use hunch_families::mclsp::{Distribution, sequence};
use serde::{Deserialize, Serialize};

/// Which network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Ours: items as a set, with what the structure says.
    #[default]
    Set,
    /// The paper's: encoder, decoder and attention over a fixed number of items.
    Paper,
}

/// Labelled instances of one size, for a run that learns from several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSet {
    /// Items of its instances.
    pub items: usize,
    /// Their periods.
    pub periods: usize,
    /// Capacity ratio.
    pub c: u32,
    /// Set-up to holding cost ratio.
    pub f: u32,
    /// Seed of the data set.
    pub seed: u64,
    /// Instances of it to learn from, the first ones.
    pub instances: usize,
}

impl DataSet {
    /// What its instances are drawn from.
    pub fn distribution(&self) -> Distribution {
        Distribution { items: self.items, periods: self.periods, c: self.c, f: self.f }
    }
}

/// What a run depends on. A run with equal settings on the same kind of device gives equal weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Which network.
    #[serde(default)]
    pub network: Kind,
    /// Items of the training instances.
    pub items: usize,
    /// Their periods.
    pub periods: usize,
    /// Capacity ratio.
    pub c: u32,
    /// Set-up to holding cost ratio.
    pub f: u32,
    /// Whether the network reads what the structure says.
    pub structure: bool,
    /// Units of each hidden layer; of the paper's network one number, the encoder's units in each direction.
    pub hidden: Vec<usize>,
    /// Periods before and after that the paper's network attends to (D; the paper gives no number).
    #[serde(default)]
    pub radius: usize,
    /// Share of the units that are dropped after each layer of the paper's encoder (the paper: 0.25 to 0.35).
    #[serde(default)]
    pub dropout: f64,
    /// By how much labels are drawn towards one half (label smoothing; the paper gives no number).
    pub smoothing: f64,
    /// Steps of Adam.
    pub steps: u64,
    /// Instances a step.
    pub batch: usize,
    /// Labelled instances to learn from.
    pub instances: usize,
    /// Further ones that only measure, of each size.
    pub validation: usize,
    /// Peak learning rate of Adam.
    pub learning_rate: f64,
    /// Largest norm of a gradient.
    pub clip: f32,
    /// Seed of weights and order.
    pub seed: u64,
    /// Seed of the data set.
    pub data_seed: u64,
    /// Data sets of other sizes that are learned from beside the first.
    #[serde(default)]
    pub further: Vec<DataSet>,
}

impl Settings {
    /// What instances are drawn from.
    pub fn distribution(&self) -> Distribution {
        Distribution { items: self.items, periods: self.periods, c: self.c, f: self.f }
    }

    /// All data sets: that of the sizes above, then the further ones.
    pub fn sets(&self) -> Vec<DataSet> {
        let Self { items, periods, c, f, instances, data_seed: seed, .. } = *self;
        let first = DataSet { items, periods, c, f, seed, instances };
        std::iter::once(first).chain(self.further.iter().copied()).collect()
    }

    /// Instances to learn from, of all data sets.
    pub fn training(&self) -> usize {
        self.sets().iter().map(|set| set.instances).sum()
    }

    /// Refuses what cannot be trained.
    ///
    /// # Errors
    /// [`Error::Setting`].
    pub fn validate(&self) -> Result<()> {
        let positive = [
            ("--steps", self.steps as usize),
            ("--batch", self.batch),
            ("--instances", self.instances),
            ("--validation", self.validation),
        ];
        let further = self.further.iter().map(|set| ("--instances", set.instances));
        let hidden = self.hidden.iter().map(|units| ("--hidden", *units));
        let zero = positive.into_iter().chain(further).chain(hidden);
        for (field, value) in zero {
            if value == 0 {
                let expected = "it must be at least 1".into();
                return Err(Error::Setting { field, value: value.to_string(), expected });
            }
        }
        if self.network == Kind::Paper {
            self.validate_paper()?;
        }
        if self.network == Kind::Set && self.structure && self.hidden.iter().any(|units| *units < CARRIERS) {
            return Err(Error::Setting {
                field: "--hidden",
                value: format!("{:?}", self.hidden),
                expected: format!("each must be at least {CARRIERS}, which carry the structure's beliefs"),
            });
        }
        if self.batch > self.training() {
            return Err(Error::Setting {
                field: "--batch",
                value: self.batch.to_string(),
                expected: format!("it must be at most the {} instances", self.training()),
            });
        }
        if !(0.0..1.0).contains(&self.smoothing) {
            return Err(Error::Setting {
                field: "--smoothing",
                value: self.smoothing.to_string(),
                expected: "it must be from 0 to below 1".into(),
            });
        }
        Ok(())
    }

    fn validate_paper(&self) -> Result<()> {
        let refused = |field, value: String, expected: &str| {
            Err(Error::Setting { field, value, expected: expected.into() })
        };
        if sequence::set_of(self.items).is_none() {
            return refused("--items", self.items.to_string(), "the paper's network reads 8 or 12 items");
        }
        if !self.further.is_empty() {
            let files = (1 + self.further.len()).to_string();
            return refused(
                "--labels",
                files,
                "one file for the paper's network, which reads instances of one size",
            );
        }
        if self.hidden.len() != 1 {
            let expected = "one number for the paper's network, the encoder's units in each direction";
            return refused("--hidden", format!("{:?}", self.hidden), expected);
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return refused("--dropout", self.dropout.to_string(), "it must be from 0 to below 1");
        }
        Ok(())
    }
}

/// What the checkpoint keeps beside weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What the run was started with.
    pub settings: Settings,
    /// How features are standardised.
    pub statistics: Statistics,
}

impl Plan {
    /// The plan of a run with `settings` that goes on from this one.
    ///
    /// # Errors
    /// [`Error::Setting`] when they are not the stored ones.
    pub fn resumed_as(self, settings: &Settings) -> Result<Self> {
        if self.settings == *settings {
            return Ok(self);
        }
        Err(Error::Setting {
            field: "--resume",
            value: format!("asked with {settings:?}"),
            expected: format!("the run to resume has {:?}", self.settings),
        })
    }

    /// What the training loop needs.
    pub fn schedule(&self) -> Schedule {
        let Settings { steps, learning_rate, clip, seed, .. } = self.settings;
        Schedule { steps, learning_rate, clip, seed }
    }
}
