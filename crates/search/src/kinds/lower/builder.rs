//! The plain program under construction.

use super::derive::Derived;
use super::hull::hull;
use super::literal::Literal;
use super::lowered::Lowered;
use crate::domain::Domain;
use crate::kinds::judge::Judge;
use crate::kinds::linear_part::linear_part;
use crate::params::{TIGHTER_SHARE, UNIT};
use crate::problem::{Implication, MipProblem};
use crate::propagation::{Propagation, Propagator};
use hunch_model::{Kind, Program, Row, SparseMatrix};
use std::sync::Arc;

/// Which points the plain program has to have, and what may still come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// Only points whose objective, as a minimisation, is at most this.
    pub cutoff: f64,
    /// Whether the program has rows that nobody has seen: nothing may then rest on what no row asks for.
    pub unseen: bool,
}

/// By how much a row may be missed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Noise {
    /// What the arithmetic that made it rounds.
    pub rounded: f64,
    /// What the checker's tolerance of a term has beyond the row's.
    pub beyond: f64,
}

/// The plain program under construction.
pub(super) struct Builder<'a> {
    pub given: &'a Program,
    pub program: Program,
    pub entries: Vec<(usize, usize, f64)>,
    pub noise: Vec<Noise>,
    /// Bounds that hold for each point that the checker could accept.
    pub reach: Vec<(f64, f64)>,
    /// The literal without which a column is zero, where there is one.
    pub literals: Vec<Option<Literal>>,
    pub implications: Vec<Implication>,
    pub derived: Vec<Derived>,
    /// Piecewise-linear terms whose value is pushed onto them.
    pub pushed: Vec<usize>,
    /// Whether rows come on demand.
    pub unseen: bool,
}

impl<'a> Builder<'a> {
    /// Starts with the given columns and rows.
    pub fn new(given: &'a Program, scope: Scope) -> Self {
        let mut program = Program { quadratic: given.quadratic.clone(), ..linear_part(given) };
        for column in &mut program.columns {
            (column.lower, column.upper) = hull(column);
            column.kind = if column.kind.is_integer() { Kind::Integer } else { Kind::Continuous };
        }
        for term in &given.piecewise {
            if let (Some(first), Some(last)) = (term.points.first(), term.points.last()) {
                let column = &mut program.columns[term.argument];
                column.lower = column.lower.max(first.0);
                column.upper = column.upper.min(last.0);
            }
        }
        let reach = reach(given, &program, scope.cutoff);
        Self {
            given,
            entries: program.matrix.triplets().collect(),
            noise: vec![Noise::default(); program.rows.len()],
            reach,
            literals: vec![None; program.columns.len()],
            program,
            implications: Vec::new(),
            derived: Vec::new(),
            pushed: Vec::new(),
            unseen: scope.unseen,
        }
    }

    /// Adds a column.
    pub fn column(&mut self, kind: Kind, upper: f64, derived: Derived) -> usize {
        self.reach.push((0.0, upper));
        self.literals.push(None);
        self.derived.push(derived);
        self.program.add_column(String::new(), 0.0, 0.0, upper, kind)
    }

    /// Adds a binary column.
    pub fn binary(&mut self, derived: Derived) -> usize {
        self.column(Kind::Integer, 1.0, derived)
    }

    /// Adds a row.
    pub fn row(&mut self, terms: &[(usize, f64)], sides: (f64, f64)) {
        self.noisy_row(terms, sides, Noise::default());
    }

    /// Adds a row that may be missed.
    pub fn noisy_row(&mut self, terms: &[(usize, f64)], (lower, upper): (f64, f64), noise: Noise) {
        let i = self.program.rows.len();
        self.program.rows.push(Row { name: String::new(), lower, upper });
        self.entries.extend(terms.iter().map(|&(j, a)| (i, j, a)));
        self.noise.push(noise);
    }

    /// All of it.
    pub fn finish(mut self) -> Lowered {
        let (rows, columns) = (self.program.rows.len(), self.program.columns.len());
        self.program.matrix = SparseMatrix::from_triplets(rows, columns, &self.entries);
        let unless_zero = |of: fn(&Noise) -> f64| {
            let all: Vec<f64> = self.noise.iter().map(of).collect();
            if all.iter().all(|&v| v == 0.0) { Vec::new() } else { all }
        };
        Lowered {
            columns: self.given.columns.len(),
            judge: Arc::new(Judge::new(self.given, self.pushed)),
            program: self.program,
            implications: self.implications,
            noise: unless_zero(|n| n.rounded),
            beyond: unless_zero(|n| n.beyond),
            derived: self.derived,
        }
    }
}

/// What the rows that hold in any case leave the columns, counted as propagation counts, and the objective
/// where only points up to a cutoff are of interest; the columns' own bounds where they leave little less.
fn reach(given: &Program, plain: &Program, cutoff: f64) -> Vec<(f64, f64)> {
    let mut certain = plain.clone();
    for indicator in &given.indicators {
        let row = &mut certain.rows[indicator.row];
        (row.lower, row.upper) = (f64::NEG_INFINITY, f64::INFINITY);
    }
    let problem = MipProblem::from_program(&certain);
    let mut domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
    let mut propagator = Propagator::new(&problem, true);
    if cutoff < f64::INFINITY && given.quadratic.is_none() {
        let rounded = 2.0 * UNIT * (cutoff.abs() + problem.lp.offset.abs());
        propagator.set_cutoff(cutoff - problem.lp.offset + rounded);
    }
    let empty = propagator.propagate_all(&mut domain) == Propagation::Infeasible;
    let bounds = |(j, c): (usize, &hunch_model::Column)| {
        let (lower, upper) = (domain.lower(j), domain.upper(j));
        if empty || lower > upper || upper - lower > TIGHTER_SHARE * (c.upper - c.lower) {
            (c.lower, c.upper)
        } else {
            (lower, upper)
        }
    };
    plain.columns.iter().enumerate().map(bounds).collect()
}
