//! The native side of the benchmark: our engine and microlp on the public instances and the seeded families,
//! the same programs that `tests/bench` gives to the package and its peers, without a browser's overhead.

pub mod instances;
mod report;

use crate::error::Result;
use hunch_model::{Limits, Program, Session, Solution, Status, check};
use hunch_search::{Engine, Guidance, SearchError, Settings, solve};
use instances::Item;
use serde::Serialize;
use std::time::Instant;

pub use report::{Family, Share};

/// Most runs of one engine on one program; the time is their median.
const MOST_RUNS: usize = 5;
/// Runs that take longer than this, in seconds, are not repeated: their noise is small beside them.
const LONG: f64 = 1.0;
/// A claim is wrong when the best checked objective, or the published optimum, contradicts it by more than
/// this, relative: twice the gap at which a search may stop.
const WRONG: f64 = 2e-6;

/// One engine on one program.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measurement {
    /// Name of the instance.
    pub instance: String,
    /// Its family, with its size for seeded instances.
    pub family: String,
    /// Name of the engine.
    pub engine: &'static str,
    /// How the solve ended.
    pub status: Status,
    /// Objective of the point, recomputed by the checker.
    pub objective: Option<f64>,
    /// Proven bound.
    pub bound: Option<f64>,
    /// Relative gap between the two.
    pub gap: Option<f64>,
    /// Median seconds, from the program in memory to the answer.
    pub seconds: f64,
    /// Branch-and-bound nodes.
    pub nodes: u64,
    /// Simplex iterations.
    pub iterations: u64,
    /// The published optimum, where one is known.
    pub optimum: Option<f64>,
    /// Whether a checked point, or the published optimum, contradicts what the engine claims.
    pub wrong: bool,
}

impl Measurement {
    /// Whether the engine has settled the program.
    pub fn is_solved(&self) -> bool {
        let settled = matches!(self.status, Status::Optimal | Status::Infeasible | Status::Unbounded);
        settled && !self.wrong
    }
}

/// What a benchmark found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Seconds that each solve may take.
    pub time_limit: f64,
    /// One an instance and engine, in order.
    pub results: Vec<Measurement>,
    /// One a family, in order.
    pub families: Vec<Family>,
}

impl Report {
    /// Sums measurements up by family.
    pub fn new(time_limit: f64, results: Vec<Measurement>) -> Self {
        let families = report::families(time_limit, &results);
        Self { time_limit, results, families }
    }
}

/// Solves one instance by each of `engines`, which take turns.
///
/// # Errors
/// An instance that cannot be read or drawn.
pub fn measure(item: &Item, engines: &[Engine], time_limit: f64) -> Result<Vec<Measurement>> {
    let program = item.program()?;
    let mut runs: Vec<Vec<Solution>> = vec![Vec::new(); engines.len()];
    for round in 0..MOST_RUNS {
        for k in (0..engines.len()).map(|k| (k + round) % engines.len()) {
            if runs[k].last().is_none_or(|last| last.statistics.seconds <= LONG) {
                runs[k].push(run(&program, engines[k], time_limit));
            }
        }
    }
    let mut measured: Vec<Measurement> = engines
        .iter()
        .zip(&runs)
        .filter_map(|(engine, runs)| Some(summary(item, *engine, runs.last()?, median(runs))))
        .collect();
    let best = best_known(&program, &measured);
    for (measurement, runs) in measured.iter_mut().zip(&runs) {
        measurement.wrong =
            runs.iter().any(|s| is_refused(&program, s)) || is_refuted(&program, measurement, best);
    }
    Ok(measured)
}

fn run(program: &Program, engine: Engine, time_limit: f64) -> Solution {
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let limits = Limits { seconds: Some(time_limit), work: None };
    let mut session = Session::new(limits, &clock, &|| false, None);
    let mut solution = solve(program, engine, &Settings::new(), &Guidance::none(), &mut session)
        .unwrap_or_else(|error| refusal(&error));
    solution.statistics.seconds = clock();
    solution
}

/// A program that an engine does not take (for its size, say) is one that it does not solve.
fn refusal(error: &SearchError) -> Solution {
    tracing::warn!("{error}");
    Solution::without_values(Status::Error, None, hunch_model::Statistics::default())
}

fn median(runs: &[Solution]) -> f64 {
    let mut seconds: Vec<f64> = runs.iter().map(|run| run.statistics.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn summary(item: &Item, engine: Engine, solution: &Solution, seconds: f64) -> Measurement {
    Measurement {
        instance: item.name.clone(),
        family: item.family.clone(),
        engine: engine.name(),
        status: solution.status,
        objective: solution.objective,
        bound: solution.bound,
        gap: solution.gap.map(|gap| gap.relative),
        seconds,
        nodes: solution.statistics.nodes,
        iterations: solution.statistics.iterations,
        optimum: item.optimum,
        wrong: false,
    }
}

/// Whether the independent checker refuses a solution's point.
fn is_refused(program: &Program, solution: &Solution) -> bool {
    solution.status.has_values() && !check(program, &solution.values).feasible
}

/// The best objective that a point or the literature knows.
fn best_known(program: &Program, measured: &[Measurement]) -> Option<f64> {
    let sign = program.sense.sign();
    let known = measured.iter().flat_map(|m| [m.objective, m.optimum]).flatten();
    known.min_by(|a, b| (sign * a).total_cmp(&(sign * b)))
}

fn is_refuted(program: &Program, m: &Measurement, best: Option<f64>) -> bool {
    let Some(best) = best else { return false };
    let tolerance = WRONG * best.abs().max(hunch_model::tolerances::GAP_FLOOR);
    let sign = program.sense.sign();
    let beats = |a: f64, b: f64| sign * (b - a) > tolerance;
    match m.status {
        Status::Infeasible => true,
        Status::Optimal if m.objective.is_none_or(|objective| beats(best, objective)) => true,
        _ => m.bound.is_some_and(|bound| beats(best, bound)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Sense, Statistics};

    fn measured(status: Status, objective: Option<f64>, bound: Option<f64>) -> Measurement {
        let item = Item::seeded(1).remove(0);
        let mut m = summary(
            &item,
            Engine::Hunch,
            &Solution::without_values(status, bound, Statistics::default()),
            1.0,
        );
        m.objective = objective;
        m
    }

    #[test]
    fn a_claim_that_a_better_point_contradicts_is_wrong() {
        for (sense, sign) in [(Sense::Minimize, 1.0), (Sense::Maximize, -1.0)] {
            let p = Program::new("", sense);
            let refuted = |status, objective: Option<f64>, bound: Option<f64>| {
                let m = measured(status, objective.map(|v| sign * v), bound.map(|v| sign * v));
                is_refuted(&p, &m, Some(sign * 10.0))
            };
            assert!(!refuted(Status::Optimal, Some(10.0), Some(10.0)));
            assert!(!refuted(Status::Feasible, Some(11.0), Some(9.0)));
            assert!(refuted(Status::Optimal, Some(11.0), Some(9.0)));
            assert!(refuted(Status::Feasible, Some(11.0), Some(10.5)));
            assert!(refuted(Status::Infeasible, None, None));
            assert!(!refuted(Status::Limit, None, None));
        }
    }

    #[test]
    fn the_best_known_objective_follows_the_sense() {
        let all = [measured(Status::Optimal, Some(3.0), None), measured(Status::Feasible, Some(5.0), None)];
        assert_eq!(best_known(&Program::new("", Sense::Minimize), &all), Some(3.0));
        assert_eq!(best_known(&Program::new("", Sense::Maximize), &all), Some(5.0));
        assert_eq!(best_known(&Program::new("", Sense::Maximize), &[]), None);
    }
}
