//! The leaves of a tree at one θ.

use super::stored::{Leaf, Stored, sparse};
use crate::answer::relaxation::{Ready, Relaxation};
use crate::label::basis;
use hunch_model::Control;
use hunch_search::lp::{LpProblem, LpStatus};
use hunch_search::multipliers::{Evidence, Prover};
use hunch_search::qp::{QpStatus, SymmetricMatrix, WorkingSet};

/// Bounds of integer columns on the way to a node: `(column, lower, upper)`, columns once each.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds(Vec<(usize, f64, f64)>);

impl Bounds {
    /// These, and side 0 (at most `at`) or 1 (above it) of a branching.
    pub fn and(&self, column: u32, at: i64, side: usize) -> Self {
        let mut bounds = self.clone();
        let column = column as usize;
        let place = bounds.0.iter().position(|entry| entry.0 == column).unwrap_or_else(|| {
            bounds.0.push((column, f64::NEG_INFINITY, f64::INFINITY));
            bounds.0.len() - 1
        });
        let (_, lower, upper) = &mut bounds.0[place];
        match side {
            0 => *upper = upper.min(at as f64),
            _ => *lower = lower.max(at as f64 + 1.0),
        }
        bounds
    }
}

/// What the engine says of a leaf.
pub(super) enum End {
    /// No point, proven by these Farkas multipliers.
    Empty(Stored),
    /// A bound.
    Bounded(Found),
    /// Nothing that is proven.
    Nothing,
}

/// What a solve found.
pub(super) struct Found {
    /// What is proven, rounding counted.
    pub bound: f64,
    pub evidence: Stored,
    /// The optimum, where the engine came to one; else empty.
    pub values: Vec<f64>,
    pub set: WorkingSet,
}

/// A program at one θ, and the engine with its numbers.
pub(super) struct Leaves<'a> {
    problem: &'a LpProblem,
    prover: Prover<'a>,
    engine: Ready<'a>,
    /// Bounds of all columns: the program's own between calls.
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Evidence written out; zero between calls.
    multipliers: Vec<f64>,
    point: Vec<f64>,
}

impl<'a> Leaves<'a> {
    /// `problem` is the relaxation, bounds of integer columns rounded inwards; what is proven is proven of its
    /// points up to `cutoff`.
    pub fn new(
        problem: &'a LpProblem,
        quadratic: Option<&'a SymmetricMatrix>,
        cutoff: f64,
        relaxation: &'a mut Relaxation,
    ) -> Option<Self> {
        Some(Self {
            problem,
            prover: Prover::new(problem, quadratic, cutoff),
            engine: relaxation.at(problem)?,
            lower: problem.column_lower.clone(),
            upper: problem.column_upper.clone(),
            multipliers: vec![0.0; problem.rows()],
            point: vec![0.0; if quadratic.is_some() { problem.columns() } else { 0 }],
        })
    }

    /// Whether there is no point between these bounds and the program's own.
    pub fn crosses(&self, bounds: &Bounds) -> bool {
        bounds.0.iter().any(|&(j, lower, upper)| self.lower[j].max(lower) > self.upper[j].min(upper))
    }

    /// The bounds of a column there.
    pub fn bounds_of(&self, bounds: &Bounds, j: usize) -> (f64, f64) {
        let entry = bounds.0.iter().find(|entry| entry.0 == j);
        entry.map_or((self.lower[j], self.upper[j]), |&(_, lower, upper)| {
            (self.lower[j].max(lower), self.upper[j].min(upper))
        })
    }

    /// The best that the stored evidence of a leaf proves, `∞` where it is empty; what is enough ends it.
    pub fn stored(&mut self, leaf: &Leaf, bounds: &Bounds, is_enough: &dyn Fn(f64) -> bool) -> f64 {
        self.narrow(bounds);
        let mut best = f64::NEG_INFINITY;
        for stored in &leaf.evidence {
            let bound = self.judged(stored);
            best = best.max(bound);
            if is_enough(best) {
                break;
            }
        }
        self.widen(bounds);
        best
    }

    /// What evidence proves between the bounds as they are.
    fn judged(&mut self, stored: &Stored) -> f64 {
        stored.multipliers.iter().for_each(|&(i, y)| self.multipliers[i as usize] = y);
        let bound = if stored.is_empty {
            let is_empty = self.prover.is_empty(&self.multipliers, &self.lower, &self.upper);
            if is_empty { f64::INFINITY } else { f64::NEG_INFINITY }
        } else {
            let has_point = !self.point.is_empty();
            stored.point.iter().filter(|_| has_point).for_each(|&(j, x)| self.point[j as usize] = x);
            let evidence = Evidence { multipliers: &self.multipliers, point: &self.point };
            let bound = self.prover.bound(evidence, &self.lower, &self.upper);
            stored.point.iter().filter(|_| has_point).for_each(|&(j, _)| self.point[j as usize] = 0.0);
            bound
        };
        stored.multipliers.iter().for_each(|&(i, _)| self.multipliers[i as usize] = 0.0);
        bound
    }

    fn narrow(&mut self, bounds: &Bounds) {
        for &(j, ..) in &bounds.0 {
            (self.lower[j], self.upper[j]) = self.bounds_of(bounds, j);
        }
    }

    fn widen(&mut self, bounds: &Bounds) {
        for &(j, ..) in &bounds.0 {
            (self.lower[j], self.upper[j]) = (self.problem.column_lower[j], self.problem.column_upper[j]);
        }
    }

    /// What the engine finds there from `set`, in so many steps. Bounds are judged by the evidence that it
    /// leaves, not taken from it.
    pub fn solve(
        &mut self,
        bounds: &Bounds,
        set: &WorkingSet,
        steps: Option<u64>,
        control: &mut dyn Control,
    ) -> End {
        for &(j, ..) in &bounds.0 {
            let (lower, upper) = self.bounds_of(bounds, j);
            match &mut self.engine {
                Ready::Linear(lp) => lp.set_column_bounds(j, lower, upper),
                Ready::Curved(qp) => qp.set_column_bounds(j, lower, upper),
            }
        }
        let found = self.run(set, steps, control);
        for &(j, ..) in &bounds.0 {
            let (lower, upper) = (self.problem.column_lower[j], self.problem.column_upper[j]);
            match &mut self.engine {
                Ready::Linear(lp) => lp.set_column_bounds(j, lower, upper),
                Ready::Curved(qp) => qp.set_column_bounds(j, lower, upper),
            }
        }
        let (evidence, values, set) = match found {
            Some(found) => found,
            None => return End::Nothing,
        };
        self.narrow(bounds);
        let bound = self.judged(&evidence);
        self.widen(bounds);
        match evidence.is_empty {
            true if bound == f64::INFINITY => End::Empty(evidence),
            true => End::Nothing,
            false => End::Bounded(Found { bound, evidence, values, set }),
        }
    }

    fn run(
        &mut self,
        set: &WorkingSet,
        steps: Option<u64>,
        control: &mut dyn Control,
    ) -> Option<(Stored, Vec<f64>, WorkingSet)> {
        match &mut self.engine {
            Ready::Linear(lp) => {
                lp.load_basis(&basis(set)).ok()?;
                lp.set_iteration_limit(steps);
                let status = lp.solve(control);
                let set = WorkingSet::from(&lp.basis());
                match status {
                    LpStatus::Infeasible => {
                        let multipliers = sparse(lp.farkas()?);
                        Some((Stored { multipliers, point: Vec::new(), is_empty: true }, Vec::new(), set))
                    }
                    LpStatus::Optimal | LpStatus::IterationLimit => {
                        let multipliers = sparse(&lp.duals());
                        let values = if status == LpStatus::Optimal { lp.values() } else { Vec::new() };
                        Some((Stored { multipliers, point: Vec::new(), is_empty: false }, values, set))
                    }
                    _ => None,
                }
            }
            Ready::Curved(qp) => {
                qp.load(set).ok()?;
                qp.set_iteration_limit(steps);
                match qp.solve(control) {
                    QpStatus::Infeasible => {
                        let multipliers = sparse(qp.farkas()?);
                        let set = qp.working_set();
                        Some((Stored { multipliers, point: Vec::new(), is_empty: true }, Vec::new(), set))
                    }
                    QpStatus::Optimal => {
                        let (multipliers, point) = (sparse(qp.duals()), sparse(qp.values()));
                        let values = qp.values().to_vec();
                        Some((Stored { multipliers, point, is_empty: false }, values, qp.working_set()))
                    }
                    _ => None,
                }
            }
        }
    }
}
