//! The linear relaxation at a node. It is solved in chunks of iterations and never stopped inside one, so
//! that a run that was interrupted takes the same path as one that was not.

use crate::domain::Domain;
use crate::lp::params::{ITERATION_BASE, ITERATION_FACTOR};
use crate::lp::{LpSettings, LpStatus, Simplex};
use crate::params::{LP_CHUNK_MAX, LP_CHUNK_MIN, LP_CHUNK_WORK, RESOLVE_CHUNKS};
use crate::problem::{Implication, MipProblem};
use hunch_model::order::sort_by;
use hunch_model::{Control, Program};

/// A simplex engine whose integer columns follow a [`Domain`]. Continuous columns keep the bounds of the
/// program: bounds derived for them carry rounding, and would make the relaxation claim more than the rows
/// say.
#[derive(Clone, Debug)]
pub struct Relaxation {
    /// The engine.
    pub lp: Simplex,
    integer: Vec<u32>,
    /// By column.
    implications: Vec<Implication>,
    /// The program's own bounds of their columns, one a column; empty without any.
    given: Vec<(f64, f64)>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    chunk: u64,
    /// Iterations of the chunks so far of a solve under way, and how many of them mean that it cycles.
    spent: u64,
    most: u64,
}

impl Relaxation {
    /// Prepares the relaxation of `problem`; `scale` as in [`LpSettings::scale`].
    pub fn new(problem: &MipProblem, seed: u64, scale: bool) -> Self {
        let size = problem.rows() + problem.columns() + problem.lp.matrix.nonzeros();
        let chunk = (LP_CHUNK_WORK / (size as u64 + 1)).clamp(LP_CHUNK_MIN, LP_CHUNK_MAX);
        Self {
            lp: Simplex::new(&problem.lp, LpSettings { seed, scale, ..LpSettings::default() }),
            integer: (0..problem.columns() as u32).filter(|&j| problem.integer[j as usize]).collect(),
            implications: by_column(problem.implications()),
            given: problem.implications().first().map_or_else(Vec::new, |_| {
                problem.lp.column_lower.iter().copied().zip(problem.lp.column_upper.iter().copied()).collect()
            }),
            lower: problem.lp.column_lower.clone(),
            upper: problem.lp.column_upper.clone(),
            chunk,
            spent: 0,
            most: ITERATION_FACTOR * (problem.rows() + problem.columns()) as u64 + ITERATION_BASE,
        }
    }

    /// A linear program of its own: a chunk goes on where the one before it ended, with its perturbations.
    pub fn alone(problem: &MipProblem, seed: u64, scale: bool) -> Self {
        let mut relaxation = Self::new(problem, seed, scale);
        relaxation.lp.go_on_after_limits();
        relaxation
    }

    /// Gives the integer columns the bounds of `domain`, and makes those zero that its binaries imply to be.
    pub fn follow(&mut self, domain: &Domain) {
        for &j in &self.integer {
            let j = j as usize;
            let (lower, upper) = (domain.lower(j), domain.upper(j));
            if lower != self.lower[j] || upper != self.upper[j] {
                (self.lower[j], self.upper[j]) = (lower, upper);
                self.lp.set_column_bounds(j, lower, upper);
            }
        }
        if cfg!(feature = "kinds") && !self.implications.is_empty() {
            self.imply(|z| domain.is_fixed(z).then(|| domain.lower(z)));
        }
    }

    /// Makes columns zero whose binaries, at the values of `fixed`, imply it, and frees the others again.
    fn imply(&mut self, fixed: impl Fn(usize) -> Option<f64>) {
        let mut next = 0;
        while next < self.implications.len() {
            let column = self.implications[next].column;
            let mut zero = false;
            while let Some(implication) = self.implications.get(next).filter(|i| i.column == column) {
                zero |= fixed(implication.binary as usize) == Some(implication.value());
                next += 1;
            }
            let j = column as usize;
            let is_integer = self.integer.binary_search(&column).is_ok();
            let (lower, upper) = if is_integer { (self.lower[j], self.upper[j]) } else { self.given[j] };
            // Bounds that exclude zero cross then: there is no such point.
            let (lower, upper) = if zero { (lower.max(0.0), upper.min(0.0)) } else { (lower, upper) };
            if (lower, upper) != (self.lower[j], self.upper[j]) {
                (self.lower[j], self.upper[j]) = (lower, upper);
                self.lp.set_column_bounds(j, lower, upper);
            }
        }
    }

    /// Solves for one chunk; [`LpStatus::IterationLimit`] means that there is more to do. A solve whose
    /// chunks come to no end is numerical trouble.
    pub fn solve_chunk(&mut self, control: &mut dyn Control) -> LpStatus {
        self.lp.set_iteration_limit(Some(self.chunk));
        let before = self.lp.iterations();
        let status = self.lp.solve(control);
        self.spent += self.lp.iterations() - before;
        if status == LpStatus::IterationLimit && self.spent < self.most {
            return status;
        }
        self.spent = 0;
        if status == LpStatus::IterationLimit { LpStatus::NumericalTrouble } else { status }
    }

    /// The best point whose integer columns have the values of `point`, and zero where these imply it.
    pub fn solve_around(&self, point: &[f64], control: &mut dyn Control) -> Option<Vec<f64>> {
        let mut fixed = self.clone();
        fixed.lp.set_objective_limit(f64::INFINITY);
        for &j in &self.integer {
            let value = point[j as usize].round();
            fixed.lp.set_column_bounds(j as usize, value, value);
            (fixed.lower[j as usize], fixed.upper[j as usize]) = (value, value);
        }
        if cfg!(feature = "kinds") && !fixed.implications.is_empty() {
            fixed.imply(|z| Some(point[z].round()));
        }
        for _ in 0..RESOLVE_CHUNKS {
            match fixed.solve_chunk(control) {
                LpStatus::Optimal => return Some(fixed.lp.values()),
                LpStatus::IterationLimit if !control.wants_end() => {}
                _ => return None,
            }
        }
        None
    }

    /// Estimated bytes of the engine for a program of this size: matrix twice, factors, a dozen vectors.
    pub fn estimated_bytes(program: &Program) -> u64 {
        let variables = (program.rows.len() + program.columns.len()) as u64;
        let entries = program.matrix.nonzeros() as u64;
        variables * 200 + entries * 60
    }
}

/// The implications, those of one column beside each other.
fn by_column(implications: &[Implication]) -> Vec<Implication> {
    let mut sorted = implications.to_vec();
    sort_by(&mut sorted, |a, b| a.column.cmp(&b.column));
    sorted
}
