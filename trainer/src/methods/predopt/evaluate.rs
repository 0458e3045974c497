//! How often guesses are right: a network's, beside what the structure says by itself.

use super::labels::{Label, Labels, draw};
use crate::error::{Error, Result};
use hunch_families::mclsp::{Distribution, Mclsp};
use hunch_families::{Case, Family, case};
use hunch_guide::{Ask, Library};
use hunch_model::Unlimited;
use serde::Serialize;
use std::collections::BTreeMap;

/// Shares of the set-ups, the surest first, in percent.
const SHARES: [u8; 4] = [60, 80, 90, 100];
/// Bins of calibration: what is said with a probability in a tenth should hold that often.
const BINS: usize = 10;

/// The share of the surest `share` of the guesses that are right, from log-odds.
pub fn right(odds: &[f32], label: impl Fn(usize) -> bool, share: f64) -> f64 {
    let mut order: Vec<usize> = (0..odds.len()).collect();
    order.sort_by(|&a, &b| odds[b].abs().total_cmp(&odds[a].abs()).then(a.cmp(&b)));
    let count = ((share * odds.len() as f64).round() as usize).max(1);
    let right = order.iter().take(count).filter(|&&k| (odds[k] >= 0.0) == label(k)).count();
    right as f64 / count as f64
}

/// A guesser's figures: right guesses in percent by level, and how far probabilities are from frequencies.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Right guesses among the surest, in percent, by [`SHARES`].
    pub right: BTreeMap<u8, f64>,
    /// Mean difference of said and observed probabilities over ten bins, weighted by their sizes.
    pub calibration_error: f64,
}

/// Measures the model of a library, and the structure, on the first labelled instances of a data set.
///
/// # Errors
/// What drawing and predicting return.
pub fn evaluate(
    library: &Library,
    distribution: &Distribution,
    seed: u64,
    labels: &Labels,
) -> Result<(Figures, Figures)> {
    let (mut network, mut structure) = (Sums::default(), Sums::default());
    for (index, label) in labels.all().iter().enumerate() {
        let instance = draw(distribution, seed, index as u64)?;
        let failed = |reason: String| Error::Label { index: index as u64, seed, reason };
        let beliefs = instance.relaxed(&mut Unlimited).ok_or_else(|| failed("it is infeasible".into()))?;
        structure.add(&beliefs.beliefs, label);
        let case = case::<Mclsp>(instance);
        let said = predicted(library, case.as_ref()).map_err(failed)?;
        network.add(&said, label);
    }
    Ok((network.figures(), structure.figures()))
}

fn predicted(library: &Library, case: &dyn Case) -> std::result::Result<Vec<f32>, String> {
    let said = library.predict_one(case, &Ask::default(), &mut Unlimited).map_err(|e| e.to_string())?;
    said.map(|prediction| prediction.probabilities)
        .ok_or_else(|| format!("no prediction for {}", Mclsp::NAME))
}

#[derive(Default)]
struct Sums {
    right: BTreeMap<u8, f64>,
    instances: f64,
    /// Said, held and counted in each bin.
    bins: [[f64; 3]; BINS],
}

impl Sums {
    fn add(&mut self, probabilities: &[f32], label: &Label) {
        // Odds about one half rank as confidence does.
        let odds: Vec<f32> = probabilities.iter().map(|p| p - 0.5).collect();
        for share in SHARES {
            *self.right.entry(share).or_default() +=
                right(&odds, |k| label.setups[k], f64::from(share) / 100.0);
        }
        self.instances += 1.0;
        for (p, held) in probabilities.iter().zip(&label.setups) {
            let bin = &mut self.bins[((*p * BINS as f32) as usize).min(BINS - 1)];
            bin[0] += f64::from(*p);
            bin[1] += f64::from(u8::from(*held));
            bin[2] += 1.0;
        }
    }

    fn figures(&self) -> Figures {
        let count = self.instances.max(1.0);
        let all: f64 = self.bins.iter().map(|bin| bin[2]).sum();
        let apart: f64 = self.bins.iter().map(|bin| (bin[0] - bin[1]).abs()).sum();
        Figures {
            right: self.right.iter().map(|(share, sum)| (*share, 100.0 * sum / count)).collect(),
            calibration_error: apart / all.max(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_come_first() {
        let odds = [3.0, -0.1, -2.0, 0.2];
        let label = |k: usize| [true, true, false, false][k];
        assert_eq!(right(&odds, label, 0.5), 1.0);
        assert_eq!(right(&odds, label, 0.75), 2.0 / 3.0);
        assert_eq!(right(&odds, label, 1.0), 0.5);
    }
}
