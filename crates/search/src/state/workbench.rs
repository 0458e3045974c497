//! What nodes and heuristics of one tree work on together.

use super::bound::ProvenBound;
use super::cut_rows::CutRows;
use super::cutoff::{Cutoff, Lattice};
use super::effort::Effort;
use super::hints::Hints;
use super::home::{Context, Source};
use super::pseudo_costs::PseudoCosts;
use super::relaxation::Relaxation;
use super::sub_search::OpenSubSearch;
use crate::components::Component;
use crate::domain::Domain;
use crate::lp::Simplex;
use crate::params::{INTEGRALITY, UNIT};
use crate::problem::{Implication, MipProblem};
use crate::propagation::{Propagation, Propagator};
use crate::scalar::nearest;
use crate::settings::Settings;
use crate::strategy::Strategy;
use hunch_model::SparseMatrix;

/// The program of a tree with its bounds, propagation, relaxation and cutoff, and what is known so far.
#[derive(Clone, Debug)]
pub struct Workbench {
    /// Limits, and what is left out.
    pub settings: Settings,
    /// What the seed changes.
    pub strategy: Strategy,
    /// What a guess says.
    pub hints: Hints,
    /// The program.
    pub problem: MipProblem,
    /// Its coefficients by rows.
    pub by_row: SparseMatrix,
    /// For each column, the number of rows that may be hurt when it decreases and when it increases.
    pub locks: Vec<(u32, u32)>,
    /// Bounds at the current node (or within the dive under way).
    pub domain: Domain,
    /// The rows, for propagation.
    pub propagator: Propagator,
    /// The relaxation, at the current node.
    pub relaxation: Relaxation,
    /// Cuts that are rows of the relaxation.
    pub cuts: CutRows,
    /// Where probes run.
    pub trial: Option<Box<Simplex>>,
    /// What is good enough to prune.
    pub cutoff: Cutoff,
    /// What is proven of the whole tree.
    pub bound: ProvenBound,
    /// What branching has gained.
    pub costs: PseudoCosts,
    /// What all this has cost.
    pub effort: Effort,
    /// Most nodes, and most bytes for those that are open.
    pub limits: (Option<u64>, u64),
    /// Searches a part of the program.
    pub open_sub_search: OpenSubSearch,
}

impl Workbench {
    /// Prepares everything for `problem`.
    pub fn new(
        problem: MipProblem,
        settings: &Settings,
        limits: (Option<u64>, u64),
        hints: Hints,
        open_sub_search: OpenSubSearch,
    ) -> Self {
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let lattice = Lattice::of(&problem);
        let propagates = settings.uses(Component::Propagation);
        Self {
            settings: settings.clone(),
            strategy: Strategy::of_seed(settings.seed()),
            hints,
            by_row: problem.by_rows(),
            locks: locks(&problem),
            domain,
            propagator: Propagator::new(&problem, propagates),
            relaxation: Relaxation::new(&problem, settings.seed(), true),
            cuts: CutRows::default(),
            trial: None,
            cutoff: Cutoff::new(lattice, settings.relative_gap(), settings.absolute_gap(), problem.constant),
            bound: ProvenBound::default(),
            costs: PseudoCosts::new(problem.columns()),
            effort: Effort::default(),
            limits,
            open_sub_search,
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

    /// Learns of an incumbent that anybody found.
    pub fn take_up_incumbent(&mut self, cx: &Context) {
        let objective = cx.home.incumbent_objective();
        if objective < self.cutoff.incumbent() {
            self.set_incumbent(objective);
        }
    }

    /// Offers a point that is better than the incumbent, if it is one.
    pub fn offer_better(&self, point: &[f64], source: Source, cx: &mut Context) {
        if self.problem.objective(point) < self.cutoff.incumbent() {
            cx.offer(point, source, |p, control| self.relaxation.solve_around(p, control));
        }
    }

    /// Bounds were tightened because of the cutoff.
    pub fn trim(&mut self) {
        self.bound.trim(&self.cutoff);
    }

    /// Simplex iterations of the current node so far.
    pub fn node_iterations(&self) -> u64 {
        self.relaxation.lp.iterations() - self.effort.iterations.mark
    }

    /// Iterations that one run of a heuristic may take, `least` at least: as many as the nodes took so far.
    pub fn heuristic_iterations(&self, least: u64) -> u64 {
        least.max(self.effort.iterations.nodes + self.node_iterations())
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

    /// The column to split when every integer is integral within tolerance and the node is still open: the
    /// binary of the implication that is missed by most, or else the column that is furthest off, or any with
    /// more than one value left.
    pub fn nearly_integral(&self, x: &[f64]) -> Option<usize> {
        if let Some(z) = self.missed_implication(x) {
            return Some(z);
        }
        let open = |j: &usize| self.problem.integer[*j] && !self.domain.is_fixed(*j);
        let off = |j: usize| (x[j] - x[j].round()).abs();
        (0..x.len()).filter(open).max_by(|&a, &b| off(a).total_cmp(&off(b)).then(b.cmp(&a)))
    }

    /// The open binary whose rounded value says that a column is zero which is furthest from it.
    fn missed_implication(&self, x: &[f64]) -> Option<usize> {
        let missed = self.problem.implications().iter().filter(|implication| {
            let z = implication.binary as usize;
            !self.domain.is_fixed(z) && x[z].round() == implication.value()
        });
        let by = |implication: &&Implication| x[implication.column as usize].abs();
        let most = missed.filter(|i| by(i) > 0.0).max_by(|a, b| by(a).total_cmp(&by(b)))?;
        Some(most.binary as usize)
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
