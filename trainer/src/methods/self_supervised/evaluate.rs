//! A row of the paper's table 1: regret, violation and feasibility of the network's own decisions on unseen
//! instances, and its time.

use super::source::Source;
use super::truth::Truth;
use crate::error::{Error, Result};
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_infer::{Bundle, Model};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// Instances that predictions are timed on one by one: enough for a mean, few enough to be done at once.
const TIMED: usize = 200;

/// What a network's decisions are worth. Regret is (f* − f) / f* as in section 3; a decision that breaks rows
/// may have a negative one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// ν of the training, or as it was given to the network.
    pub penalty: Option<f64>,
    /// Mean regret of all decisions, as they come out of the network.
    pub regret: f64,
    /// Mean regret of those whose rows all hold; none when there are none.
    pub feasible_regret: Option<f64>,
    /// Mean of max_j [max_u g_j]⁺, in the instances' units (weight, or units of stock).
    pub violation: f64,
    /// Share of the decisions whose rows all hold within the usual tolerance, in percent.
    pub feasible: f64,
    /// Mean regret after repair (`guide::robust`, ours).
    pub repaired_regret: f64,
    /// Share of the repaired decisions that the independent check accepts, in percent.
    pub repaired_feasible: f64,
    /// Mean seconds of a repair.
    pub repair_seconds: f64,
    /// Mean seconds of one prediction by itself on the CPU path.
    pub inference_seconds: f64,
    /// Mean seconds of the solver that found f*.
    pub solver_seconds: f64,
    /// Number of instances.
    pub instances: usize,
}

/// Evaluates a bundle on the first instances of `source`, whose optima are `truths`. `penalty` is that of the
/// row: none for supervised learning; a network that reads one is given it.
///
/// # Errors
/// [`Error::Bundle`] when the bundle reads or gives other numbers than the application has.
pub fn evaluate(bundle: &Bundle, source: &Source, truths: &[Truth], penalty: Option<f64>) -> Result<Row> {
    let model = Model::new(bundle).map_err(|e| Error::Bundle(e.to_string()))?;
    let given = penalty.unwrap_or(1.0);
    let expected = source.application().feature_names(source.extras(given));
    let found: Vec<&str> = bundle.card().features.iter().map(|f| f.name.as_str()).collect();
    if found != expected || model.output_width() != source.application().outputs() {
        let reason = format!(
            "{} reads {} and gives {} numbers; {} has {} and {}",
            bundle.card().name,
            found.len(),
            model.output_width(),
            source.application().name(),
            expected.len(),
            source.application().outputs()
        );
        return Err(Error::Bundle(reason));
    }
    let mut tally = Tally::default();
    for (index, truth) in truths.iter().enumerate() {
        let mut drawn = source.draw(index as u64)?;
        drawn.penalty = given;
        let input = source.features(&drawn);
        let started = Instant::now();
        let output = model.forward(&input, 1, 1).map_err(|e| Error::Bundle(e.to_string()))?;
        if index < TIMED {
            tally.seconds.push(started.elapsed().as_secs_f64());
        }
        tally.add(
            drawn.instance.as_ref(),
            &drawn.instance.decode(&output).decision.unwrap_or_default(),
            truth,
        );
    }
    Ok(tally.row(penalty))
}

/// Sums over the instances.
#[derive(Default)]
struct Tally {
    regrets: Vec<f64>,
    feasible_regrets: Vec<f64>,
    violations: Vec<f64>,
    repaired_regrets: Vec<f64>,
    repaired_feasible: usize,
    repair_seconds: Vec<f64>,
    seconds: Vec<f64>,
    solver_seconds: Vec<f64>,
}

impl Tally {
    fn add(&mut self, instance: &dyn Case, decision: &[f64], truth: &Truth) {
        let verdict = instance.check(decision);
        let regret = (truth.objective - verdict.objective) / truth.objective;
        self.regrets.push(regret);
        self.violations.push(verdict.violation);
        if verdict.feasible {
            self.feasible_regrets.push(regret);
        }
        let started = Instant::now();
        let guess = Guess { decision: Some(decision.to_vec()), ..Guess::default() };
        let repaired = instance.repair(&guess).unwrap_or_default();
        self.repair_seconds.push(started.elapsed().as_secs_f64());
        let verdict = instance.check(&repaired);
        self.repaired_regrets.push((truth.objective - verdict.objective) / truth.objective);
        self.repaired_feasible += usize::from(verdict.feasible);
        self.solver_seconds.push(truth.seconds);
    }

    fn row(self, penalty: Option<f64>) -> Row {
        let count = self.regrets.len();
        Row {
            penalty,
            regret: mean(&self.regrets),
            feasible_regret: (!self.feasible_regrets.is_empty()).then(|| mean(&self.feasible_regrets)),
            violation: mean(&self.violations),
            feasible: 100.0 * self.feasible_regrets.len() as f64 / count.max(1) as f64,
            repaired_regret: mean(&self.repaired_regrets),
            repaired_feasible: 100.0 * self.repaired_feasible as f64 / count.max(1) as f64,
            repair_seconds: mean(&self.repair_seconds),
            inference_seconds: mean(&self.seconds),
            solver_seconds: mean(&self.solver_seconds),
            instances: count,
        }
    }
}

/// Mean of some numbers; 0 of none.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
