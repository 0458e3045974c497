//! What nodes and heuristics of one tree work on together.

use super::cutoff::{Cutoff, Lattice};
use super::relaxation::Relaxation;
use crate::components::Component;
use crate::domain::Domain;
use crate::lp::Simplex;
use crate::params::{INTEGRALITY, UNIT};
use crate::problem::MipProblem;
use crate::propagation::{Propagation, Propagator};
use crate::scalar::nearest;
use crate::settings::Settings;

/// The program of a tree with its bounds, propagation, relaxation and cutoff.
#[derive(Clone, Debug)]
pub struct Workbench {
    /// Limits, and what is left out.
    pub settings: Settings,
    /// The program.
    pub problem: MipProblem,
    /// Bounds at the current node (or within the dive under way).
    pub domain: Domain,
    /// Its rows, for propagation.
    pub propagator: Propagator,
    /// Its relaxation, at the current node.
    pub relaxation: Relaxation,
    /// Where probes run.
    pub trial: Option<Box<Simplex>>,
    /// What is good enough to prune.
    pub cutoff: Cutoff,
    /// A bound on the points that the cutoff has taken out of the domains of nodes that go on; `+∞` while it has not.
    pub trimmed: f64,
    /// For each column, the number of rows that may be hurt when it decreases and when it increases.
    pub locks: Vec<(u32, u32)>,
}

impl Workbench {
    /// Prepares everything for `problem`.
    pub fn new(problem: MipProblem, settings: &Settings) -> Self {
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let lattice = Lattice::of(&problem);
        let propagates = settings.uses(Component::Propagation);
        Self {
            settings: settings.clone(),
            domain,
            propagator: Propagator::new(&problem, propagates),
            relaxation: Relaxation::new(&problem, settings.seed(), true),
            trial: None,
            trimmed: f64::INFINITY,
            cutoff: Cutoff::new(lattice, settings.relative_gap(), settings.absolute_gap(), problem.constant),
            locks: locks(&problem),
            problem,
        }
    }

    /// Takes note of an incumbent.
    pub fn set_incumbent(&mut self, objective: f64) {
        self.cutoff.set_incumbent(objective);
        let (value, offset) = (self.cutoff.value(), self.problem.lp.offset);
        let rounded = 2.0 * UNIT * (value.abs() + offset.abs());
        self.propagator.set_cutoff(value - offset + rounded + self.problem.objective_noise);
    }

    /// Bounds were tightened because of the cutoff: points that it excludes are gone from nodes whose bounds do not speak of them any more.
    pub fn trim(&mut self) {
        self.trimmed = self.trimmed.min(self.cutoff.excluded());
    }

    /// Sets bounds of a column and propagates; on infeasibility the change stays for the caller to undo.
    pub fn change(&mut self, j: usize, lower: f64, upper: f64) -> Propagation {
        let mark = self.domain.mark();
        self.domain.set(j, lower, upper);
        self.propagator.propagate_since(&mut self.domain, mark)
    }

    /// The bounds that hold in the whole tree.
    pub fn everywhere(&self) -> Domain {
        let mut domain = self.domain.clone();
        domain.undo(0);
        domain
    }

    /// Integer columns whose value in `x` is fractional; those that need no branching only when no other is.
    pub fn fractional(&self, x: &[f64]) -> Vec<usize> {
        let is_fractional = |j: usize| {
            self.problem.integer[j] && (x[j] - nearest(x[j])).abs() > INTEGRALITY && !self.domain.is_fixed(j)
        };
        let mut columns: Vec<usize> =
            (0..x.len()).filter(|&j| !self.problem.implied[j] && is_fractional(j)).collect();
        if columns.is_empty() {
            columns = (0..x.len()).filter(|&j| is_fractional(j)).collect();
        }
        columns
    }

    /// Whether an integer column of `x` lies outside its bounds.
    pub fn excludes(&self, x: &[f64]) -> bool {
        let outside =
            |j: usize| x[j] < self.domain.lower(j) - INTEGRALITY || x[j] > self.domain.upper(j) + INTEGRALITY;
        (0..x.len()).any(|j| self.problem.integer[j] && outside(j))
    }

    /// The column to split when every integer is integral within tolerance and the node is still open: the one that is furthest
    /// off, or else any with more than one value left.
    pub fn nearly_integral(&self, x: &[f64]) -> Option<usize> {
        let open = |j: &usize| self.problem.integer[*j] && !self.domain.is_fixed(*j);
        let off = |j: usize| (x[j] - x[j].round()).abs();
        (0..x.len()).filter(open).max_by(|&a, &b| off(a).total_cmp(&off(b)).then(b.cmp(&a)))
    }
}

fn locks(problem: &MipProblem) -> Vec<(u32, u32)> {
    let mut locks = vec![(0, 0); problem.columns()];
    for (i, j, a) in problem.lp.matrix.triplets() {
        let has_lower = u32::from(problem.lp.row_lower[i] > f64::NEG_INFINITY);
        let has_upper = u32::from(problem.lp.row_upper[i] < f64::INFINITY);
        let (down, up) = if a > 0.0 { (has_lower, has_upper) } else { (has_upper, has_lower) };
        locks[j].0 += down;
        locks[j].1 += up;
    }
    locks
}
