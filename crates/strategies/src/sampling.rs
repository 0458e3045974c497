//! The strategies of many θ: in batches, on all cores, resumable, and the same whatever the number of threads
//! (Algorithm 1 of the paper, tested once a batch).

use crate::label::{LabelError, LabelOptions, Labeller, Outcome};
use crate::params::{BATCH, CHUNK, MOST};
use crate::stopping::{Estimate, HoldOut, Stop};
use crate::strategy::Strategies;
use hunch_model::Unlimited;
use hunch_model::parametric::ParametricProgram;
use hunch_search::qp::WorkingSet;
use serde::{Deserialize, Serialize};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// The label of one θ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Label {
    /// The number of the strategy, and the optimal objective.
    Strategy(u32, f64),
    /// There is no feasible point.
    Infeasible,
    /// There are points of arbitrarily good objective.
    Unbounded,
    /// A limit came first, or nothing is claimed.
    Unsettled,
}

/// What was sampled so far: label `i` belongs to θ number `i`. Written and read again, sampling goes on from
/// there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The strategies, numbered in the order of the θ that first had them.
    pub strategies: Strategies,
    /// For each of them where variables stand at an optimum (integers fixed) of the first θ that had it.
    pub working_sets: Vec<WorkingSet>,
    /// One label a θ.
    pub labels: Vec<Label>,
}

impl Sample {
    /// How often each strategy occurred.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.strategies.len()];
        for label in &self.labels {
            if let Label::Strategy(number, _) = *label
                && let Some(count) = counts.get_mut(number as usize)
            {
                *count += 1;
            }
        }
        counts
    }

    /// How likely new strategies are, by this sample, with confidence 1 − `beta`.
    pub fn estimate(&self, beta: f64) -> Estimate {
        Estimate::of(&self.counts(), beta)
    }

    /// Numbers of the strategies, the most frequent first; of equal ones the lower number.
    pub fn by_frequency(&self) -> Vec<u32> {
        let counts = self.counts();
        let mut numbers: Vec<u32> = (0..counts.len() as u32).collect();
        numbers.sort_by_key(|&number| std::cmp::Reverse(counts[number as usize]));
        numbers
    }
}

/// How much is sampled.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleOptions {
    /// θ between two tests whether it is enough.
    pub batch: u64,
    /// Most θ.
    pub most: u64,
    /// When it is enough before that.
    pub stop: Stop,
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
    /// What a label may cost.
    pub label: LabelOptions,
}

impl Default for SampleOptions {
    fn default() -> Self {
        let (stop, label) = (Stop::default(), LabelOptions::default());
        Self { batch: BATCH, most: MOST, stop, threads: 0, label }
    }
}

/// The number of the first θ of a few, and their outcomes.
type Chunk = (u64, Vec<Result<Outcome, LabelError>>);

/// Samples strategies. θ number `i` is `theta(i)`: a seeded draw, or a line of a table.
pub struct Sampler<'a> {
    labeller: Labeller<'a>,
    theta: &'a (dyn Fn(u64) -> Vec<f64> + Sync),
    options: SampleOptions,
}

impl<'a> Sampler<'a> {
    /// Prepares a sample.
    ///
    /// # Errors
    /// As [`Labeller::new`].
    pub fn new(
        program: &'a ParametricProgram,
        theta: &'a (dyn Fn(u64) -> Vec<f64> + Sync),
        options: SampleOptions,
    ) -> Result<Self, LabelError> {
        let labeller = Labeller::new(program, &theta(0), options.label.clone())?;
        Ok(Self { labeller, theta, options })
    }

    /// Labels of the θ numbered in `range`, in their order.
    ///
    /// # Errors
    /// The error of the first θ that has one.
    pub fn outcomes(&self, range: std::ops::Range<u64>) -> Result<Vec<Outcome>, LabelError> {
        let next = AtomicU64::new(range.start);
        let done: Mutex<Vec<Chunk>> = Mutex::new(Vec::new());
        let work = || {
            let mut program = self.labeller.program().base.clone();
            loop {
                let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                if start >= range.end {
                    return;
                }
                let mut label = |i| self.labeller.label(&(self.theta)(i), &mut program, &mut Unlimited);
                let chunk = (start..range.end.min(start + CHUNK)).map(&mut label).collect();
                // A thread that panicked ends the program when the scope ends; its lock is still whole.
                done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((start, chunk));
            }
        };
        let threads = self.threads(range.end.saturating_sub(range.start));
        if threads == 1 {
            work();
        } else {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(work);
                }
            });
        }
        let mut chunks = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        chunks.sort_by_key(|chunk| chunk.0);
        chunks.into_iter().flat_map(|chunk| chunk.1).collect()
    }

    fn threads(&self, count: u64) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let wanted = if self.options.threads == 0 { cores() } else { self.options.threads };
        wanted.min(count.div_ceil(CHUNK) as usize).max(1)
    }

    /// Goes on with a sample until it is enough. After each batch `goes_on` is asked with the sample and what
    /// it says; it may store the sample, and ends sampling by `false`.
    ///
    /// # Errors
    /// As [`Sampler::outcomes`]; the sample then holds the batches before.
    pub fn run(
        &self,
        sample: &mut Sample,
        mut goes_on: impl FnMut(&Sample, &Estimate) -> bool,
    ) -> Result<Estimate, LabelError> {
        let stop = &self.options.stop;
        let mut estimate = sample.estimate(stop.beta);
        while (sample.labels.len() as u64) < self.options.most {
            let start = sample.labels.len() as u64;
            // Batches end at multiples of their size, wherever an earlier run ended.
            let batch = self.options.batch.max(1);
            let end = (start / batch + 1).saturating_mul(batch).min(self.options.most);
            add(sample, self.outcomes(start..end)?);
            estimate = sample.estimate(stop.beta);
            if !goes_on(sample, &estimate) || stop.is_enough(&estimate) {
                break;
            }
        }
        Ok(estimate)
    }

    /// Labels `count` θ that `sample` does not rest on (`theta` of this sampler must be another stream than
    /// the sample's), and counts those whose strategy it has not seen. Also returns the outcomes.
    ///
    /// # Errors
    /// As [`Sampler::outcomes`].
    pub fn hold_out(
        &self,
        sample: &Sample,
        count: u64,
        beta: f64,
    ) -> Result<(HoldOut, Vec<Outcome>), LabelError> {
        let outcomes = self.outcomes(0..count)?;
        let strategies = outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Optimal(optimal) => Some(&optimal.strategy),
            _ => None,
        });
        let (mut tried, mut unseen) = (0, 0);
        for strategy in strategies {
            tried += 1;
            unseen += u64::from(sample.strategies.number(strategy).is_none());
        }
        Ok((HoldOut::new(unseen, tried, beta), outcomes))
    }
}

/// Adds outcomes to a sample, in the order of their θ.
pub fn add(sample: &mut Sample, outcomes: Vec<Outcome>) {
    for outcome in outcomes {
        sample.labels.push(match outcome {
            Outcome::Optimal(optimal) => {
                let number = sample.strategies.add(optimal.strategy);
                if sample.working_sets.len() < sample.strategies.len() {
                    sample.working_sets.push(optimal.working_set);
                }
                Label::Strategy(number, optimal.objective)
            }
            Outcome::Infeasible => Label::Infeasible,
            Outcome::Unbounded => Label::Unbounded,
            Outcome::Unsettled(_) => Label::Unsettled,
        });
    }
}
