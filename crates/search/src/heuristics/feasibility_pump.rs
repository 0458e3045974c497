//! The feasibility pump: a relaxed point and an integral one take turns in being the nearest to each other,
//! until they meet.
//!
//! Sources: Fischetti, Glover and Lodi, "The feasibility pump" (2005); the objective keeps a fading weight
//! (Achterberg and Berthold, "Improving the feasibility pump", 2007); rounding propagates (Fischetti and
//! Salvagnin, "Feasibility pump 2.0", 2009). An integer that is rounded to a value between its bounds is not
//! pulled there: that would take a further column and row for each (2005, section 4).

use super::heuristic::{Heuristic, Progress, Site};
use crate::lp::LpStatus;
use crate::params::*;
use crate::propagation::Propagation;
use crate::random::uniform;
use crate::state::home::{Context, Source};
use crate::state::relaxation::Relaxation;
use crate::state::workbench::Workbench;
use hunch_model::order::sort_by;

/// A pump under way.
#[derive(Clone, Debug)]
pub struct FeasibilityPump {
    relaxation: Relaxation,
    /// The integral point: one value a column, of which those of integer columns count.
    target: Vec<f64>,
    /// Whether the relaxation's objective is the distance from it.
    aimed: bool,
    /// Weight of the program's own objective.
    weight: f64,
    /// Fingerprints of earlier targets.
    seen: Vec<u64>,
    rounds: u32,
    budget: u64,
    first_iterations: u64,
    steps: u64,
    random: u64,
}

impl FeasibilityPump {
    /// Starts from the relaxed point `x`, for at most `budget` simplex iterations.
    pub fn new(bench: &mut Workbench, x: &[f64], budget: u64) -> Self {
        let mut relaxation = bench.relaxation.clone();
        relaxation.lp.set_objective_limit(f64::INFINITY);
        let first_iterations = relaxation.lp.iterations();
        let target = rounded(bench, x);
        Self {
            relaxation,
            seen: vec![fingerprint(bench, &target)],
            target,
            aimed: false,
            weight: 1.0,
            rounds: 0,
            budget,
            first_iterations,
            steps: 0,
            random: bench.settings.seed(),
        }
    }

    /// Simplex iterations spent.
    pub fn iterations(&self) -> u64 {
        self.relaxation.lp.iterations() - self.first_iterations
    }

    /// One small step: a chunk of the relaxation, and the next target once it is solved.
    pub fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        if !self.aimed {
            self.aim(bench);
        }
        self.steps += 1;
        if self.iterations().max(self.steps) > self.budget {
            return Progress::Ended;
        }
        let progress = match self.relaxation.solve_chunk(cx.control) {
            LpStatus::IterationLimit => Progress::Underway,
            LpStatus::Optimal => self.meet(bench, cx),
            _ => Progress::Ended,
        };
        cx.spend(bench.propagator.take_work());
        progress
    }

    /// Makes the distance from the target, with what is left of the objective's weight, the relaxation's
    /// objective. Both parts have the same norm (2007, section 3).
    fn aim(&mut self, bench: &Workbench) {
        let lp = &bench.problem.lp;
        let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
        let cost = norm(&mut lp.cost.iter().copied());
        let distance = norm(&mut (0..lp.columns()).map(|j| self.pull(bench, j)));
        let share = if cost > 0.0 { self.weight * distance / cost } else { 0.0 };
        for j in 0..lp.columns() {
            self.relaxation.lp.set_cost(j, (1.0 - self.weight) * self.pull(bench, j) + share * lp.cost[j]);
        }
        self.aimed = true;
    }

    /// Coefficient of column `j` in the distance.
    fn pull(&self, bench: &Workbench, j: usize) -> f64 {
        let (lower, upper) = (bench.domain.lower(j), bench.domain.upper(j));
        match self.target[j] {
            _ if !bench.problem.integer[j] || lower == upper => 0.0,
            value if value == lower => 1.0,
            value if value == upper => -1.0,
            _ => 0.0,
        }
    }

    /// The nearest relaxed point is known: it is integral, or rounding it gives the next target.
    fn meet(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let x = self.relaxation.lp.values();
        if bench.fractional(&x).is_empty() {
            let relaxation = &bench.relaxation;
            // The continuous columns are where the distance left them: the objective is to place them.
            let best = relaxation.solve_around(&x, cx.control).unwrap_or(x);
            cx.offer(&best, Source::FeasibilityPump, |p, control| relaxation.solve_around(p, control));
            return Progress::Ended;
        }
        self.rounds += 1;
        if self.rounds >= PUMP_ROUNDS {
            return Progress::Ended;
        }
        let mut next = rounded(bench, &x);
        let known = fingerprint(bench, &next);
        if known == fingerprint(bench, &self.target) {
            self.shake(bench, &x, &mut next, 0.0);
        } else if self.seen.contains(&known) {
            self.shake(bench, &x, &mut next, PUMP_RESTART);
        }
        self.seen.push(fingerprint(bench, &next));
        self.target = next;
        self.weight *= PUMP_FADING;
        self.aimed = false;
        Progress::Underway
    }

    /// Moves the integers that the relaxed point pulls hardest to their other neighbour; with `more`, a
    /// random distance is added to each pull (2005, section 3: the random restart against cycles).
    fn shake(&mut self, bench: &Workbench, x: &[f64], target: &mut [f64], more: f64) {
        let mut pulls = Vec::new();
        for j in (0..x.len()).filter(|&j| bench.problem.integer[j] && !bench.domain.is_fixed(j)) {
            let pull = (x[j] - target[j]).abs() + more * uniform(&mut self.random);
            if pull > INTEGRALITY {
                pulls.push((pull, j));
            }
        }
        sort_by(&mut pulls, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let least = PUMP_SHAKEN as f64;
        let many = (least * (0.5 + uniform(&mut self.random))) as usize;
        for (_, j) in pulls.into_iter().take(many) {
            let step = if x[j] > target[j] || (x[j] == target[j] && target[j] == bench.domain.lower(j)) {
                1.0
            } else {
                -1.0
            };
            target[j] = (target[j] + step).max(bench.domain.lower(j)).min(bench.domain.upper(j));
        }
    }
}

/// Runs once, when the root is done with cuts and dives and there is still no point, or none but one that was
/// decided without a look at costs: what neighbourhoods begin from should not be that.
#[derive(Default)]
pub struct Pump {
    has_run: bool,
    run: Option<FeasibilityPump>,
}

impl Heuristic for Pump {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        let is_dear = matches!(cx.home.found_by, Some((Source::ClauseSearch, _)));
        if self.has_run || !site.is_root || (cx.home.incumbent.is_some() && !is_dear) {
            return false;
        }
        self.has_run = true;
        let budget = bench.heuristic_iterations(PUMP_ITERATIONS);
        self.run = Some(FeasibilityPump::new(bench, site.x, budget));
        true
    }

    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let Some(pump) = &mut self.run else { return Progress::Ended };
        if pump.step(bench, cx) == Progress::Underway {
            return Progress::Underway;
        }
        bench.effort.iterations.dives += pump.iterations();
        let has_found = matches!(cx.home.found_by, Some((Source::FeasibilityPump, _)));
        cx.heuristic_ended(Source::FeasibilityPump, has_found, pump.iterations());
        bench.take_up_incumbent(cx);
        self.run = None;
        Progress::Ended
    }
}

/// The integers of `x` rounded, the nearest to an integer first, each after what the earlier ones imply; the
/// domain is left as it was.
fn rounded(bench: &mut Workbench, x: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = (0..x.len())
        .filter(|&j| bench.problem.integer[j])
        .map(|j| ((x[j] - x[j].round()).abs(), j))
        .collect();
    sort_by(&mut order, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut target = x.to_vec();
    let start = bench.domain.mark();
    for (_, j) in order {
        let value = x[j].round().max(bench.domain.lower(j)).min(bench.domain.upper(j));
        target[j] = value;
        let mark = bench.domain.mark();
        if !bench.domain.is_fixed(j) && bench.change(j, value, value) == Propagation::Infeasible {
            bench.domain.undo(mark);
        }
    }
    bench.domain.undo(start);
    target
}

/// A hash of the integers of a point.
fn fingerprint(bench: &Workbench, point: &[f64]) -> u64 {
    let integers = point.iter().zip(&bench.problem.integer).filter(|p| *p.1);
    crate::fingerprint::fingerprint(integers.map(|(v, _)| (v + 0.0).to_bits()))
}
