//! The programs that stages work on, made from the caller's: with fixings, with further rows, with rows
//! widened by their tolerance.

use crate::domain::Domain;
use crate::params::INTEGRALITY;
use crate::problem::MipProblem;
use crate::propagation::{Propagation, Propagator};
use hunch_model::tolerances::{UNBOUNDED_SIZE, row_tolerance};
use hunch_model::whole::whole_rows;
use hunch_model::{Cut, Kind, Program, Row, SparseMatrix};

/// The program with each row widened by a share of its tolerance, whose terms' magnitudes are added up over
/// bounds that hold for every point of that kind (see `docs/claims.md`); `None` where no row has a tolerance,
/// or where such bounds alone show that no point exists.
pub(crate) fn widened(program: &Program, share: f64) -> Option<Program> {
    let problem = MipProblem::from_program(program);
    let mut domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
    if Propagator::new(&problem, true).propagate_all(&mut domain) == Propagation::Infeasible {
        return None;
    }
    let whole = whole_rows(program);
    let mut sizes = vec![(0.0f64, 0.0f64); program.rows.len()];
    for (i, j, a) in program.matrix.triplets() {
        let size = domain.lower(j).abs().max(domain.upper(j).abs());
        let size = if size.is_finite() { size } else { UNBOUNDED_SIZE };
        sizes[i] = (sizes[i].0.max(a.abs()), sizes[i].1 + a.abs() * size);
    }
    let mut wide = program.clone();
    for ((row, (largest, terms)), whole) in wide.rows.iter_mut().zip(sizes).zip(&whole) {
        if whole.is_none() {
            let by = share * row_tolerance(largest, terms);
            row.lower -= by + f64::EPSILON * if row.lower.is_finite() { row.lower.abs() } else { 0.0 };
            row.upper += by + f64::EPSILON * if row.upper.is_finite() { row.upper.abs() } else { 0.0 };
        }
    }
    whole.contains(&None).then_some(wide)
}

/// The program with fixed columns, and whether a fixing contradicts bounds or integrality.
pub(super) fn with_fixings(program: &Program, fixings: &[(usize, f64)]) -> (Program, bool) {
    let mut restricted = program.clone();
    let mut contradiction = false;
    for &(j, value) in fixings {
        let column = &mut restricted.columns[j];
        let integer = column.kind == Kind::Integer;
        let exact = if integer { value.round() } else { value };
        contradiction |= (exact - value).abs() > INTEGRALITY;
        contradiction |= exact < column.lower || exact > column.upper;
        (column.lower, column.upper) = (exact, exact);
    }
    (restricted, contradiction)
}

/// The program with all costs zero.
pub(super) fn without_objective(mut program: Program) -> Program {
    program.offset = 0.0;
    for column in &mut program.columns {
        column.objective = 0.0;
    }
    program
}

/// The program with cuts as further rows.
pub(super) fn with_rows(program: &Program, cuts: &[&Cut]) -> Program {
    let mut extended = program.clone();
    let mut triplets: Vec<(usize, usize, f64)> = program.matrix.triplets().collect();
    for cut in cuts {
        let i = extended.rows.len();
        triplets.extend(cut.terms.iter().map(|&(j, v)| (i, j, v)));
        extended.rows.push(Row { name: format!("guidance {i}"), lower: cut.lower, upper: cut.upper });
    }
    extended.matrix = SparseMatrix::from_triplets(extended.rows.len(), extended.columns.len(), &triplets);
    extended
}

/// Values moved onto the bounds and integers that they miss by rounding.
pub(super) fn within_bounds(program: &Program, mut values: Vec<f64>) -> Vec<f64> {
    for (value, column) in values.iter_mut().zip(&program.columns) {
        if column.kind == Kind::Integer && (*value - value.round()).abs() <= INTEGRALITY {
            *value = value.round();
        }
        *value = value.max(column.lower).min(column.upper) + 0.0;
    }
    values
}
