//! A program with kinds as a plain one, whose first columns and rows are the given ones.
//!
//! | module | what it does |
//! |---|---|
//! | `links` | columns that are zero unless a binary lets them: semi-continuous columns and sets |
//! | `indicators` | rows that hold at a value of a binary |
//! | `piecewise` | piecewise-linear terms: as an epigraph where costs and rows push one way, else incrementally |
//! | `derive` | what the further columns are at a point of the given program |
//!
//! ```
//! use hunch_model::{Kind, Program, Sense};
//! use hunch_search::kinds::lower::lower;
//!
//! let mut program = Program::new("a batch of 3 to 8, or none", Sense::Minimize);
//! program.add_column("batch", 1.0, 3.0, 8.0, Kind::SemiContinuous);
//! program.set_rows(Vec::new(), &[]);
//! let lowered = lower(&program)?;
//! // 3 z <= batch <= 8 z
//! assert_eq!((lowered.program.columns.len(), lowered.program.rows.len()), (2, 2));
//! assert!(lowered.program.beyond_linear().is_none() && lowered.implications.is_empty());
//! # Ok::<(), hunch_search::SearchError>(())
//! ```

mod derive;
mod indicators;
mod links;
mod piecewise;

use super::judge::Judge;
use super::linear_part::linear_part;
use crate::domain::Domain;
use crate::error::SearchError;
use crate::params::TIGHTER_SHARE;
use crate::problem::{Implication, MipProblem};
use crate::propagation::{Propagation, Propagator};
use derive::Derived;
use hunch_model::{Feature, Kind, Program, Row, SparseMatrix};
use links::Literal;
use std::sync::Arc;

/// A plain program that stands for one with kinds.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The plain program. Its first columns and rows are those of the given one, in their order.
    pub program: Program,
    /// Columns of the given program.
    pub columns: usize,
    /// What its binaries say beside the rows.
    pub implications: Vec<Implication>,
    /// By how much each row may be missed: what its arithmetic rounds. Empty where none may.
    pub noise: Vec<f64>,
    /// By how much more each row may be missed within tolerance. Empty where none may.
    pub beyond: Vec<f64>,
    /// Judges points by the given program.
    pub judge: Arc<Judge>,
    /// What each further column is.
    derived: Vec<Derived>,
}

/// Lowers a validated program, its further objectives left out.
///
/// # Errors
/// [`SearchError::Feature`] of a quadratic objective.
pub fn lower(given: &Program) -> Result<Lowered, SearchError> {
    if given.features().contains(&Feature::Quadratic) {
        return Err(SearchError::Feature { feature: Feature::Quadratic });
    }
    let mut builder = Builder::new(given);
    builder.semi_columns();
    builder.sets();
    builder.indicators();
    builder.piecewise();
    Ok(builder.finish())
}

/// By how much a row may be missed.
#[derive(Clone, Copy, Debug, Default)]
struct Noise {
    /// What the arithmetic that made it rounds.
    rounded: f64,
    /// What the checker's tolerance of a term has beyond the row's.
    beyond: f64,
}

/// The plain program under construction.
struct Builder<'a> {
    given: &'a Program,
    program: Program,
    entries: Vec<(usize, usize, f64)>,
    noise: Vec<Noise>,
    /// Bounds that hold for each point that the checker could accept.
    reach: Vec<(f64, f64)>,
    /// The literal without which a column is zero, where there is one.
    literals: Vec<Option<Literal>>,
    implications: Vec<Implication>,
    derived: Vec<Derived>,
    /// Piecewise-linear terms whose value is pushed onto them.
    pushed: Vec<usize>,
}

impl<'a> Builder<'a> {
    fn new(given: &'a Program) -> Self {
        let mut program = linear_part(given);
        for column in &mut program.columns {
            (column.lower, column.upper) = links::hull(column);
            column.kind = if column.kind.is_integer() { Kind::Integer } else { Kind::Continuous };
        }
        for term in &given.piecewise {
            if let (Some(first), Some(last)) = (term.points.first(), term.points.last()) {
                let column = &mut program.columns[term.argument];
                column.lower = column.lower.max(first.0);
                column.upper = column.upper.min(last.0);
            }
        }
        let reach = reach(given, &program);
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
        }
    }

    /// Adds a column.
    fn column(&mut self, kind: Kind, upper: f64, derived: Derived) -> usize {
        self.reach.push((0.0, upper));
        self.literals.push(None);
        self.derived.push(derived);
        self.program.add_column(String::new(), 0.0, 0.0, upper, kind)
    }

    /// Adds a binary column.
    fn binary(&mut self, derived: Derived) -> usize {
        self.column(Kind::Integer, 1.0, derived)
    }

    /// Adds a row.
    fn row(&mut self, terms: &[(usize, f64)], sides: (f64, f64)) {
        self.noisy_row(terms, sides, Noise::default());
    }

    /// Adds a row that may be missed.
    fn noisy_row(&mut self, terms: &[(usize, f64)], (lower, upper): (f64, f64), noise: Noise) {
        let i = self.program.rows.len();
        self.program.rows.push(Row { name: String::new(), lower, upper });
        self.entries.extend(terms.iter().map(|&(j, a)| (i, j, a)));
        self.noise.push(noise);
    }

    fn finish(mut self) -> Lowered {
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

/// What the rows that hold in any case leave the columns, counted as propagation counts; the columns' own
/// bounds where they leave little less.
fn reach(given: &Program, plain: &Program) -> Vec<(f64, f64)> {
    let mut certain = plain.clone();
    for indicator in &given.indicators {
        let row = &mut certain.rows[indicator.row];
        (row.lower, row.upper) = (f64::NEG_INFINITY, f64::INFINITY);
    }
    let problem = MipProblem::from_program(&certain);
    let mut domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
    let empty = Propagator::new(&problem, true).propagate_all(&mut domain) == Propagation::Infeasible;
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
