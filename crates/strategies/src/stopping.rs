//! How likely a new θ has a strategy that was not seen, when sampling ends, and what pruning rare strategies
//! costs.

use crate::params::{BETA, GOOD_TURING};
use serde::{Deserialize, Serialize};

/// What a sample says of strategies that it has not seen (section 3.2 of the paper).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Number of θ with a strategy, N.
    pub samples: u64,
    /// Number of strategies, |S|.
    pub strategies: u64,
    /// Number of strategies seen exactly once, N₁.
    pub singletons: u64,
    /// The Good–Turing estimate N₁/N; 1 without a sample.
    pub good_turing: f64,
    /// The bound of theorem 3.1, with confidence 1 − β: `G + (2√2 + √3) √(ln(3/β)/N)`. At the published N of
    /// 10 000 the root alone is 0.09 to 0.16, so that it says little; see [`HoldOut`].
    pub bound: f64,
}

impl Estimate {
    /// From how often each strategy was seen.
    pub fn of(counts: &[u64], beta: f64) -> Self {
        let samples: u64 = counts.iter().sum();
        let singletons = counts.iter().filter(|&&count| count == 1).count() as u64;
        let strategies = counts.iter().filter(|&&count| count > 0).count() as u64;
        if samples == 0 {
            return Self { good_turing: 1.0, bound: 1.0, ..Self::default() };
        }
        let good_turing = singletons as f64 / samples as f64;
        let spread = (2.0 * 2f64.sqrt() + 3f64.sqrt()) * ((3.0 / beta).ln() / samples as f64).sqrt();
        Self { samples, strategies, singletons, good_turing, bound: (good_turing + spread).min(1.0) }
    }
}

/// When a sample is enough: all that is asked for is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// The Good–Turing estimate is at most this.
    pub good_turing: Option<f64>,
    /// The bound of theorem 3.1 is at most this.
    pub bound: Option<f64>,
    /// β of that bound.
    pub beta: f64,
}

impl Default for Stop {
    fn default() -> Self {
        Self { good_turing: Some(GOOD_TURING), bound: None, beta: BETA }
    }
}

impl Stop {
    /// Never before the most θ.
    pub fn never() -> Self {
        Self { good_turing: None, bound: None, beta: BETA }
    }

    /// Whether the sample is enough.
    pub fn is_enough(&self, estimate: &Estimate) -> bool {
        let asked = [(self.good_turing, estimate.good_turing), (self.bound, estimate.bound)];
        asked.iter().any(|(limit, _)| limit.is_some())
            && asked.iter().all(|&(limit, value)| limit.is_none_or(|limit| value <= limit))
    }
}

/// What fresh θ say: of `tried` ones `unseen` had a strategy that the sample had not seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldOut {
    /// Fresh θ with a strategy.
    pub tried: u64,
    /// Those whose strategy was new.
    pub unseen: u64,
    /// With confidence 1 − β, a new θ has an unseen strategy with at most this probability (Clopper & Pearson
    /// 1934, one-sided).
    pub bound: f64,
}

impl HoldOut {
    /// The bound for these counts.
    pub fn new(unseen: u64, tried: u64, beta: f64) -> Self {
        Self { tried, unseen, bound: clopper_pearson(unseen, tried, beta) }
    }
}

/// The largest p at which at most `hits` of `trials` still have probability `beta`: the upper end of the
/// one-sided interval of Clopper & Pearson (1934), by bisection; never below it by more than rounding.
pub fn clopper_pearson(hits: u64, trials: u64, beta: f64) -> f64 {
    if hits >= trials {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    // Doubles between 0 and 1 are exhausted before that.
    for _ in 0..1100 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if at_most(hits, trials, middle) > beta {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Probability of at most `hits` in `trials` of probability `p` in (0, 1): the terms relative to the largest
/// one, so that none overflows or vanishes before it counts.
fn at_most(hits: u64, trials: u64, p: f64) -> f64 {
    let (odds, n) = (p / (1.0 - p), trials as f64);
    let (mut logarithm, mut largest) = (n * (-p).ln_1p(), n * (-p).ln_1p());
    let mut sum = 1.0;
    for k in 1..=hits {
        logarithm += ((n - k as f64 + 1.0) / k as f64 * odds).ln();
        if logarithm > largest {
            sum = sum * (largest - logarithm).exp() + 1.0;
            largest = logarithm;
        } else {
            sum += (logarithm - largest).exp();
        }
    }
    sum * largest.exp()
}

/// Which strategies are left after rare ones were pruned, and what that costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pruned {
    /// Numbers of those that are left, in their order.
    pub kept: Vec<u32>,
    /// Numbers of those that were pruned, and how often each was seen.
    pub pruned: Vec<(u32, u64)>,
    /// Share of the sample whose strategy was pruned: so much is lost to any prediction among the rest.
    pub lost: f64,
}

impl Pruned {
    /// Prunes strategies that were seen fewer than `least` times.
    pub fn below(counts: &[u64], least: u64) -> Self {
        let all = || counts.iter().enumerate().map(|(number, &count)| (number as u32, count));
        let pruned: Vec<(u32, u64)> = all().filter(|&(_, count)| count < least).collect();
        let kept = all().filter(|&(_, count)| count >= least).map(|(number, _)| number).collect();
        let total: u64 = counts.iter().sum();
        let gone: u64 = pruned.iter().map(|&(_, count)| count).sum();
        Self { kept, pruned, lost: if total == 0 { 0.0 } else { gone as f64 / total as f64 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_turing_counts_every_singleton_and_the_theorem_adds_its_root() {
        let estimate = Estimate::of(&[1, 9_000, 998, 1], 1e-5);
        assert_eq!((estimate.samples, estimate.strategies, estimate.singletons), (10_000, 4, 2));
        assert_eq!(estimate.good_turing, 2e-4);
        assert!((estimate.bound - 2e-4 - 0.162).abs() < 5e-4, "{}", estimate.bound);
        assert!((Estimate::of(&[10_000], 0.05).bound - 0.092).abs() < 5e-4);
        assert_eq!(Estimate::of(&[], 0.05).good_turing, 1.0);
    }

    #[test]
    fn sampling_stops_when_all_that_is_asked_for_is_reached() {
        let estimate = Estimate::of(&[1, 999], 0.05);
        assert!(Stop::default().is_enough(&estimate));
        assert!(!Stop { good_turing: Some(1e-4), ..Stop::default() }.is_enough(&estimate));
        assert!(!Stop { bound: Some(0.2), ..Stop::default() }.is_enough(&estimate));
        assert!(!Stop::never().is_enough(&estimate));
    }

    #[test]
    fn clopper_pearson_is_the_exact_quantile() {
        // Without a hit the bound is 1 − β^(1/n).
        for (n, beta) in [(1u64, 0.05), (100, 0.01), (5_000, 0.05)] {
            let expected = 1.0 - f64::powf(beta, 1.0 / n as f64);
            assert!((clopper_pearson(0, n, beta) / expected - 1.0).abs() < 1e-9, "{n}");
        }
        // Quantiles of the beta distribution with parameters (u + 1, n − u), from tables.
        for (u, n, expected) in [(1, 10, 0.394_163), (5, 10, 0.777_559), (3, 100, 0.075_710)] {
            assert!((clopper_pearson(u, n, 0.05) - expected).abs() < 5e-6, "{}", clopper_pearson(u, n, 0.05));
        }
        assert_eq!((clopper_pearson(4, 4, 0.05), clopper_pearson(0, 0, 0.05)), (1.0, 1.0));
        // Many hits of many trials: no term overflows; near the normal approximation.
        let bound = clopper_pearson(50_000, 100_000, 0.05);
        assert!((bound - 0.5 - 1.645 * 0.5 / 100_000f64.sqrt()).abs() < 1e-4, "{bound}");
    }

    #[test]
    fn pruning_reports_what_it_loses() {
        let pruned = Pruned::below(&[90, 1, 8, 1], 2);
        assert_eq!((pruned.kept, pruned.pruned, pruned.lost), (vec![0, 2], vec![(1, 1), (3, 1)], 0.02));
    }
}
