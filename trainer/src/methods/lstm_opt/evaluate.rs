//! Table 2.1 of the dissertation (and tables 2.3, 2.4 for longer horizons): what fixing a share of the
//! predictions costs, by the exact algorithm with fixed set-ups.

use crate::data::parallel_map;
use crate::error::{Error, Result};
use hunch_families::case;
use hunch_families::clsp::{self, Clsp, Distribution, Instance, instance_seed, repair};
use hunch_guide::lstm_opt::selection::{Level, by_confidence, fix_most_confident, rounded};
use hunch_guide::{Ask, GuideError, Library};
use hunch_model::Unlimited;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// The levels of table 2.1, in percent.
pub const LEVELS: [f64; 7] = [25.0, 50.0, 75.0, 85.0, 90.0, 95.0, 100.0];

/// One level over many instances.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Share of the set-ups that are fixed, in percent.
    pub level: f64,
    /// Share of the instances that the fixings make infeasible, in percent (definition 2.6.3).
    pub infeasible: f64,
    /// Mean gap to the optimum over the others, in percent (definition 2.6.4); none when all are infeasible.
    pub gap: Option<f64>,
    /// Share of the fixed set-ups that agree with the optimal plan, in percent.
    pub accuracy: f64,
}

/// What an evaluation found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Name of the model.
    pub model: String,
    /// What the instances were drawn from.
    pub distribution: Distribution,
    /// Seed of the instances' data set.
    pub seed: u64,
    /// How many instances.
    pub instances: usize,
    /// One a level.
    pub rows: Vec<Row>,
    /// Mean seconds of the exact algorithm an instance, on one thread of several.
    pub exact_seconds: f64,
    /// Mean seconds of a prediction.
    pub predict_seconds: f64,
}

/// What to evaluate on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Distribution of the instances.
    pub distribution: Distribution,
    /// How many.
    pub instances: usize,
    /// Seed of their data set; not that of training.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
}

/// What one instance shows.
struct Trial {
    /// Per level: gap in percent when feasible, number fixed, number of those that agree with the optimum.
    levels: Vec<(Option<f64>, usize, usize)>,
    exact_seconds: f64,
    predict_seconds: f64,
}

/// Evaluates the model that `library` chooses for each instance. `watch` is called once an instance, from any
/// thread.
///
/// # Errors
/// A prediction or an exact solution that fails.
pub fn evaluate(library: &Library, settings: &Settings, watch: &(dyn Fn() + Sync)) -> Result<Report> {
    let trials = parallel_map(settings.instances, settings.threads, |index| {
        let instance = clsp::sample(&settings.distribution, instance_seed(settings.seed, index as u64))?;
        let trial = trial(library, &instance).map_err(|reason| Error::Label {
            index: index as u64,
            seed: settings.seed,
            reason,
        });
        watch();
        trial
    })?;
    let mean = |get: fn(&Trial) -> f64| trials.iter().map(get).sum::<f64>() / trials.len().max(1) as f64;
    Ok(Report {
        model: library.cards().map(|card| card.name.as_str()).collect::<Vec<_>>().join(", "),
        distribution: settings.distribution,
        seed: settings.seed,
        instances: settings.instances,
        rows: LEVELS.iter().enumerate().map(|(k, level)| row(*level, &trials, k)).collect(),
        exact_seconds: mean(|t| t.exact_seconds),
        predict_seconds: mean(|t| t.predict_seconds),
    })
}

fn row(level: f64, trials: &[Trial], k: usize) -> Row {
    let gaps: Vec<f64> = trials.iter().filter_map(|t| t.levels[k].0).collect();
    let fixed: usize = trials.iter().map(|t| t.levels[k].1).sum();
    let right: usize = trials.iter().map(|t| t.levels[k].2).sum();
    Row {
        level,
        infeasible: 100.0 * (trials.len() - gaps.len()) as f64 / trials.len().max(1) as f64,
        gap: (!gaps.is_empty()).then(|| gaps.iter().sum::<f64>() / gaps.len() as f64),
        accuracy: 100.0 * right as f64 / fixed.max(1) as f64,
    }
}

/// Cost of the cheapest plan that agrees with `fixed`; none when there is no such plan.
fn cost(instance: &Instance, fixed: &[Option<bool>]) -> std::result::Result<Option<f64>, String> {
    let options = clsp::exact::Options::default();
    let answer = clsp::exact::solve(instance, fixed, &options, &mut Unlimited).map_err(|e| e.to_string())?;
    Ok(answer.plan.map(|plan| plan.cost))
}

fn trial(library: &Library, instance: &Instance) -> std::result::Result<Trial, String> {
    let started = Instant::now();
    let plan = clsp::optimal_plan(instance).map_err(|e| e.to_string())?.ok_or("its demand cannot be met")?;
    let exact_seconds = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let prediction = library
        .predict_one(case::<Clsp>(instance.clone()).as_ref(), &Ask::default(), &mut Unlimited)
        .map_err(|e: GuideError| e.to_string())?
        .ok_or("the prediction was stopped")?;
    let predict_seconds = started.elapsed().as_secs_f64();
    let labels = clsp::labels(&plan);
    let order = by_confidence(&prediction.probabilities);
    let agrees: Vec<bool> =
        order.iter().map(|&t| rounded(prediction.probabilities[t]) == labels[t]).collect();
    let mut levels = Vec::with_capacity(LEVELS.len());
    for percent in LEVELS {
        let count = Level::new(percent).map_err(|e| e.to_string())?.count(labels.len());
        let fixed = fix_most_confident(&prediction.probabilities, count);
        let best = if repair::is_feasible(instance, &fixed) { cost(instance, &fixed)? } else { None };
        let gap = best.map(|cost| 100.0 * (cost - plan.cost) / plan.cost.max(1e-9));
        levels.push((gap, count, agrees[..count].iter().filter(|right| **right).count()));
    }
    Ok(Trial { levels, exact_seconds, predict_seconds })
}

impl Report {
    /// The report as a Markdown table.
    pub fn markdown(&self) -> String {
        let Distribution { c, f, horizon } = self.distribution;
        let mut text = format!(
            "{}: c = {c}, f = {f}, T = {horizon}, {} instances of seed {}\n\n\
             | level % | infeasible % | gap % | accuracy % |\n|---:|---:|---:|---:|\n",
            self.model, self.instances, self.seed
        );
        for row in &self.rows {
            let gap = row.gap.map_or("–".to_owned(), |gap| format!("{gap:.3}"));
            text.push_str(&format!(
                "| {} | {:.2} | {gap} | {:.2} |\n",
                row.level, row.infeasible, row.accuracy
            ));
        }
        text.push_str(&format!(
            "\nExact algorithm {:.1} ms, prediction {:.2} ms an instance (mean, one thread of several).\n",
            1e3 * self.exact_seconds,
            1e3 * self.predict_seconds
        ));
        text
    }

    /// The figures that a model's card carries.
    pub fn figures(&self) -> BTreeMap<String, f64> {
        let mut figures = BTreeMap::from([("instances".to_owned(), self.instances as f64)]);
        for row in &self.rows {
            figures.insert(format!("infeasible % at level {:03}", row.level), row.infeasible);
            if let Some(gap) = row.gap {
                figures.insert(format!("gap % at level {:03}", row.level), gap);
            }
            figures.insert(format!("accuracy % at level {:03}", row.level), row.accuracy);
        }
        figures
    }
}
