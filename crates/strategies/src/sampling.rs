//! The strategies of many θ: in batches, on all cores, resumable, and the same whatever the number of threads
//! (Algorithm 1 of the paper, tested once a batch).

use crate::label::{LabelError, LabelOptions, Labeller, Outcome};
use crate::params::{BATCH, CHUNK, MOST};
use crate::stopping::{Estimate, HoldOut, Stop};
use crate::store::{First, Store, by_frequency};
use crate::strategy::Strategies;
use hunch_model::Unlimited;
use hunch_model::parametric::ParametricProgram;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    /// For each of them, that θ.
    pub first: Vec<First>,
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
        by_frequency(&self.counts())
    }

    /// What answers are made from.
    pub fn store(&self) -> Store {
        let (strategies, first) = (self.strategies.clone(), self.first.clone());
        Store { strategies, first, counts: self.counts(), trees: Vec::new() }
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

    /// What was found at the θ numbered in `range`, in their order, points included: for few θ.
    /// [`Sampler::run`] keeps no more than labels.
    ///
    /// # Errors
    /// The error of the first θ that has one.
    pub fn outcomes(&self, range: Range<u64>) -> Result<Vec<Outcome>, LabelError> {
        let done: Mutex<Vec<(u64, Outcome)>> = Mutex::new(Vec::new());
        self.each(range, |index, _, outcome| locked(&done).push((index, outcome)))?;
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|entry| entry.0);
        Ok(done.into_iter().map(|entry| entry.1).collect())
    }

    /// Labels the θ numbered in `range`.
    fn batch(&self, range: Range<u64>) -> Result<Batch, LabelError> {
        let batch = Mutex::new(Batch::default());
        self.each(range, |index, theta, outcome| locked(&batch).add(index, theta, outcome))?;
        let mut batch = batch.into_inner().unwrap_or_else(PoisonError::into_inner);
        batch.labels.sort_by_key(|label| label.0);
        Ok(batch)
    }

    /// Calls `found` with the number, θ and outcome of each θ in `range`, on all threads, in any order.
    fn each(
        &self,
        range: Range<u64>,
        found: impl Fn(u64, Vec<f64>, Outcome) + Sync,
    ) -> Result<(), LabelError> {
        let next = AtomicU64::new(range.start);
        let failed: Mutex<Option<(u64, LabelError)>> = Mutex::new(None);
        let work = || {
            let mut program = self.labeller.program().base.clone();
            loop {
                let start = next.fetch_add(CHUNK, Ordering::Relaxed);
                if start >= range.end {
                    return;
                }
                for index in start..range.end.min(start + CHUNK) {
                    let theta = (self.theta)(index);
                    match self.labeller.label(&theta, &mut program, &mut Unlimited) {
                        Ok(outcome) => found(index, theta, outcome),
                        Err(error) => {
                            let mut failed = locked(&failed);
                            if failed.as_ref().is_none_or(|earlier| index < earlier.0) {
                                *failed = Some((index, error));
                            }
                        }
                    }
                }
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
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        failed.map_or(Ok(()), |(_, error)| Err(error))
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
            self.batch(start..end)?.move_into(sample);
            estimate = sample.estimate(stop.beta);
            if !goes_on(sample, &estimate) || stop.is_enough(&estimate) {
                break;
            }
        }
        Ok(estimate)
    }

    /// Labels `count` θ that `sample` does not rest on (`theta` of this sampler must be another stream than
    /// the sample's), and counts those whose strategy it has not seen. Also returns their labels, with the
    /// sample's strategies before the new ones.
    ///
    /// # Errors
    /// As [`Sampler::outcomes`].
    pub fn hold_out(&self, sample: &Sample, count: u64, beta: f64) -> Result<(HoldOut, Sample), LabelError> {
        let (strategies, first) = (sample.strategies.clone(), sample.first.clone());
        let mut fresh = Sample { strategies, first, labels: Vec::new() };
        self.batch(0..count)?.move_into(&mut fresh);
        let counts = fresh.counts();
        let (tried, known) = (counts.iter().sum(), sample.strategies.len());
        Ok((HoldOut::new(counts[known..].iter().sum(), tried, beta), fresh))
    }
}

/// What a poisoned lock holds is whole: a thread that panicked ends the program when the scope ends.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Labels as threads find them: each strategy is kept once, with the first of its θ.
#[derive(Default)]
struct Batch {
    strategies: Strategies,
    first: Vec<(u64, First)>,
    labels: Vec<(u64, Label)>,
}

impl Batch {
    fn add(&mut self, index: u64, theta: Vec<f64>, outcome: Outcome) {
        let label = match outcome {
            Outcome::Optimal(optimal) => {
                let number = self.strategies.add(optimal.strategy);
                let first = First { theta, working_set: optimal.working_set };
                match self.first.get_mut(number as usize) {
                    None => self.first.push((index, first)),
                    Some(earlier) if index < earlier.0 => *earlier = (index, first),
                    Some(_) => {}
                }
                Label::Strategy(number, optimal.objective)
            }
            Outcome::Infeasible => Label::Infeasible,
            Outcome::Unbounded => Label::Unbounded,
            Outcome::Unsettled(_) => Label::Unsettled,
        };
        self.labels.push((index, label));
    }

    /// Numbers the strategies in the order of their θ.
    fn move_into(self, sample: &mut Sample) {
        for (_, label) in self.labels {
            let label = match label {
                Label::Strategy(number, objective) => {
                    let strategy = self.strategies.get(number).cloned().unwrap_or_default();
                    let known = sample.strategies.len();
                    let global = sample.strategies.add(strategy);
                    if sample.strategies.len() > known {
                        sample.first.extend(self.first.get(number as usize).map(|first| first.1.clone()));
                    }
                    Label::Strategy(global, objective)
                }
                other => other,
            };
            sample.labels.push(label);
        }
    }
}
