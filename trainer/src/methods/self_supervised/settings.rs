//! Settings of a run.

use super::application::Application;
use super::domain::Domain;
use crate::error::{Error, Result};
use crate::families::{SELF_SUPERVISED, SUPERVISED};
use clap::ValueEnum;
use hunch_families::robust::UncertaintySet;
use serde::{Deserialize, Serialize};

/// Adam's rate for tied weights: there are a hundredth as many, each of which all items move.
const TIED_RATE: f64 = 0.005;

/// What a network learns from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Learning {
    /// The penalty loss; no instance is ever solved.
    SelfSupervised,
    /// The baseline: the squared distance to optimal decisions.
    Supervised,
}

impl Learning {
    /// The name of the method.
    pub fn method(self) -> &'static str {
        match self {
            Self::SelfSupervised => SELF_SUPERVISED,
            Self::Supervised => SUPERVISED,
        }
    }
}

/// The penalties ν that a run trains with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Penalty {
    /// The smallest.
    pub low: f64,
    /// The largest. When it is above `low`, ν is drawn log-uniformly for each instance and becomes an input
    /// of the network: ours, so that one model serves a slider from bold to cautious.
    pub high: f64,
}

impl Penalty {
    /// One penalty.
    pub fn only(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// Whether ν is an input.
    pub fn is_input(self) -> bool {
        self.high > self.low
    }

    /// The penalty at `share` (0 to 1) of the way from low to high, by factors.
    pub fn at(self, share: f64) -> f64 {
        self.low * (self.high / self.low).powf(share)
    }
}

/// What a run depends on. A run with equal settings on the same kind of device gives equal weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// What is learned.
    pub application: Application,
    /// Shape of the uncertainty set.
    pub set: UncertaintySet,
    /// Whether ρ is drawn from the slider's range and an input; else it is the usual radius.
    pub radius_input: bool,
    /// From what.
    pub learning: Learning,
    /// ν; of no effect on supervised learning.
    pub penalty: Penalty,
    /// What the last layer does.
    pub domain: Domain,
    /// γ, the width of the slope of `clamp`, `learned` and `straight`.
    pub gamma: f64,
    /// Units of each hidden layer; of each item when tied.
    pub hidden: Vec<usize>,
    /// Whether weights are tied between items: ours (see [`super::tied`]).
    pub tied: bool,
    /// Steps of Adam.
    pub steps: u64,
    /// Instances a step.
    pub batch: usize,
    /// Distinct training instances; with none every step draws fresh ones.
    pub instances: Option<usize>,
    /// Instances that only measure.
    pub validation: usize,
    /// Adam's rate at its peak.
    pub learning_rate: f64,
    /// Largest norm of a parameter tensor's gradient.
    pub clip: f32,
    /// Seed of weights and order.
    pub seed: u64,
    /// Seed of the data set; instance `i` of it has the seed `instance_seed(data_seed, i)`.
    pub data_seed: u64,
}

impl Settings {
    /// The same with weights tied between items, at the sizes that suit few weights; binary decisions by the
    /// straight-through step.
    #[must_use]
    pub fn with_tied_weights(self) -> Self {
        let usual = self.application.tied_shape();
        let domain = if self.application.is_binary() { Domain::Straight } else { self.domain };
        let tied = Self { tied: true, hidden: usual.to_vec(), learning_rate: TIED_RATE, ..self };
        tied.with_domain(domain)
    }

    /// The same with another last layer, at its usual γ.
    #[must_use]
    pub fn with_domain(self, domain: Domain) -> Self {
        Self { domain, gamma: domain.usual_gamma(), ..self }
    }

    /// Checks every setting by itself and against the others.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the first one that does not fit.
    pub fn validate(&self) -> Result<()> {
        let check = |good: bool, field, value: String, expected: &str| match good {
            true => Ok(()),
            false => Err(Error::Setting { field, value, expected: expected.into() }),
        };
        let whole = "it must be a whole number of at least 1";
        check(self.steps > 0, "--steps", self.steps.to_string(), whole)?;
        check(self.batch > 0, "--batch", self.batch.to_string(), whole)?;
        check(self.validation > 0, "--validation", self.validation.to_string(), whole)?;
        let hidden = !self.hidden.is_empty() && self.hidden.iter().all(|units| *units > 0);
        check(
            hidden,
            "--hidden",
            format!("{:?}", self.hidden),
            "it must list numbers of units of at least 1",
        )?;
        for (field, value) in
            [("--learning-rate", self.learning_rate), ("--gamma", self.gamma), ("--clip", self.clip.into())]
        {
            check(value > 0.0 && value.is_finite(), field, value.to_string(), "it must be above 0")?;
        }
        let Penalty { low, high } = self.penalty;
        let ordered = low > 0.0 && high >= low && high.is_finite();
        check(ordered, "--penalty", format!("{low},{high}"), "it must be one or two rising numbers above 0")?;
        let fits = self.application.domains().contains(&self.domain);
        let expected = format!("{:?} takes {:?}", self.application, self.application.domains());
        check(fits, "--domain", format!("{:?}", self.domain), &expected)?;
        let enough = self.instances.is_none_or(|n| n >= self.batch);
        let count = self.instances.unwrap_or_default().to_string();
        check(enough, "--instances", count, "it must be at least the batch")?;
        let labelled = self.learning == Learning::SelfSupervised || self.instances.is_some();
        check(
            labelled,
            "--instances",
            "absent".into(),
            "supervised learning needs a number of labelled instances",
        )?;
        let plain = self.learning == Learning::SelfSupervised || !self.penalty.is_input();
        check(plain, "--penalty", format!("{low},{high}"), "supervised learning has no penalty")
    }
}

impl Application {
    /// Settings that a run starts from.
    pub fn settings(self, learning: Learning) -> Settings {
        Settings {
            application: self,
            set: UncertaintySet::Box,
            radius_input: false,
            learning,
            penalty: Penalty::only(self.penalties()[1]),
            domain: self.domains()[0],
            gamma: self.domains()[0].usual_gamma(),
            hidden: vec![256],
            tied: false,
            steps: 4_000,
            batch: 128,
            instances: None,
            validation: 512,
            learning_rate: 0.001,
            clip: 1.0,
            seed: 1,
            data_seed: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_named() {
        let good = Application::BinaryKnapsack.settings(Learning::SelfSupervised);
        assert!(good.validate().is_ok());
        let name = |s: Settings| s.validate().unwrap_err().to_string();
        assert!(name(Settings { hidden: vec![8, 0], ..good.clone() }).starts_with("--hidden is [8, 0]"));
        assert!(name(Settings { gamma: f64::NAN, ..good.clone() }).starts_with("--gamma is NaN"));
        assert!(
            name(Settings { domain: Domain::Sigmoid, ..good.clone() }).starts_with("--domain is Sigmoid")
        );
        assert!(name(Settings { penalty: Penalty { low: 2.0, high: 1.0 }, ..good.clone() }).contains("2,1"));
        let unlabelled = Settings { learning: Learning::Supervised, instances: None, ..good };
        assert!(name(unlabelled).starts_with("--instances is absent"));
    }

    #[test]
    fn penalties_rise_by_factors() {
        let range = Penalty { low: 1.0, high: 100.0 };
        assert!((range.at(0.5) - 10.0).abs() < 1e-12 && range.is_input() && !Penalty::only(3.0).is_input());
    }
}
