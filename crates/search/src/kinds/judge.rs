//! Whether a point of the plain program is one of the program as it was given. What rounding left beside zero
//! or beside a bound is taken away first; where the rows need more than that, all choices are kept and the
//! linear or quadratic program that is left is solved again.

use super::linear_part::{linear_part, quadratic_part};
use crate::certify::Certified;
use crate::demand::append;
use crate::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use crate::params::{INTEGRALITY, POLISH_VIOLATION, QP_CHUNK, QP_CHUNKS};
use crate::qp::{Problem, Qp, QpSettings, QpStatus};
use hunch_model::check::{Check, Checker};
use hunch_model::{Control, Cut, Kind, PiecewiseLinear, Program, Row, SparseMatrix};

/// Judges points by the given program.
#[derive(Clone, Debug)]
pub struct Judge {
    given: Program,
    checker: Checker,
    /// Piecewise-linear terms whose value may be moved onto them, since nothing asks for another.
    pushed: Vec<usize>,
}

impl Judge {
    pub(super) fn new(given: &Program, pushed: Vec<usize>) -> Self {
        Self { given: given.clone(), checker: Checker::new(given), pushed }
    }

    /// Takes rows that came on demand: they are rows of the given program from now on.
    pub(crate) fn add_rows(&mut self, rows: &[Cut]) {
        if !rows.is_empty() {
            append(&mut self.given, rows);
            self.checker = Checker::new(&self.given);
        }
    }

    /// The point as it is, when the checker accepts its first columns: who was shown a point is asked about no
    /// other.
    pub(crate) fn standing(&self, values: Vec<f64>) -> Option<Certified> {
        self.accepted(&values)
    }

    /// The point with its objective, moved by rounding or solved again if need be, when the checker accepts
    /// its first columns as a point of the given program.
    pub fn judged(&self, mut values: Vec<f64>, control: &mut dyn Control) -> Option<Certified> {
        self.push(&mut values);
        if let Some(found) = self.accepted(&values) {
            return Some(found);
        }
        self.snap(&mut values);
        let check = self.check(&values);
        if check.feasible {
            return Some(Certified { values, objective: check.objective });
        }
        if check.row_violation > POLISH_VIOLATION {
            return None;
        }
        self.polish(&mut values, control)?;
        self.accepted(&values)
    }

    fn check(&self, values: &[f64]) -> Check {
        self.checker.check(&self.given, values.get(..self.given.columns.len()).unwrap_or(values))
    }

    fn accepted(&self, values: &[f64]) -> Option<Certified> {
        let check = self.check(values);
        check.feasible.then(|| Certified { values: values.to_vec(), objective: check.objective })
    }

    /// Moves the values of terms that nothing holds away onto them.
    fn push(&self, values: &mut [f64]) {
        for &k in &self.pushed {
            self.meet(&self.given.piecewise[k], values);
        }
    }

    fn meet(&self, term: &PiecewiseLinear, values: &mut [f64]) {
        let x = values[term.argument];
        if let Some(((from, at), slope)) = term.piece(x) {
            let column = &self.given.columns[term.value];
            values[term.value] = (at + slope * (x - from)).max(column.lower).min(column.upper);
        }
    }

    /// Takes away what rounding left: beside zero, beside bounds, beside breakpoints.
    fn snap(&self, values: &mut [f64]) {
        let given = &self.given;
        // Zero comes last: the term itself is met within tolerance.
        for term in &given.piecewise {
            let before = values[term.value];
            let is_free = given.columns[term.value].kind == Kind::Continuous;
            self.meet(term, values);
            if !is_free || (values[term.value] - before).abs() > INTEGRALITY * (1.0 + before.abs()) {
                values[term.value] = before;
            }
        }
        let members = given.sets.iter().flat_map(|s| &s.members).map(|m| m.0);
        let semi = (0..given.columns.len()).filter(|&j| given.columns[j].kind.is_semi());
        for j in members.chain(semi) {
            if values[j].abs() <= INTEGRALITY {
                values[j] = 0.0;
            }
        }
        for (v, column) in values.iter_mut().zip(&given.columns) {
            let inside = v.max(column.lower).min(column.upper);
            if column.kind.is_semi() && *v != 0.0 && (*v - inside).abs() <= INTEGRALITY {
                *v = inside;
            }
        }
    }

    /// Solves the program again with all choices as the point has them.
    fn polish(&self, values: &mut [f64], control: &mut dyn Control) -> Option<()> {
        let chosen = chosen(&self.given, values);
        let solved = if chosen.quadratic.is_some() {
            best_of_quadratic(&chosen, control)?
        } else {
            let mut simplex = Simplex::new(&LpProblem::from_program(&chosen), LpSettings::default());
            if simplex.solve(control) != LpStatus::Optimal {
                return None;
            }
            simplex.values()
        };
        for ((v, solved), column) in values.iter_mut().zip(solved).zip(&chosen.columns) {
            *v = solved.max(column.lower).min(column.upper) + 0.0;
        }
        self.push(values);
        Some(())
    }
}

/// The program that the choices of a point leave: its integers, which columns are zero, which rows
/// hold, and the pieces of its arguments. Its first columns and rows are those of the given one, in their order.
pub(crate) fn chosen(given: &Program, values: &[f64]) -> Program {
    let mut chosen = linear_part(given);
    for (j, column) in chosen.columns.iter_mut().enumerate() {
        let fixed = column.kind.is_integer() || (column.kind.is_semi() && values[j] == 0.0);
        if fixed {
            (column.lower, column.upper) = (values[j], values[j]);
        }
        column.kind = Kind::Continuous;
    }
    for &(j, _) in given.sets.iter().flat_map(|s| &s.members).filter(|m| values[m.0] == 0.0) {
        (chosen.columns[j].lower, chosen.columns[j].upper) = (0.0, 0.0);
    }
    for indicator in &given.indicators {
        if (values[indicator.column] == 1.0) != indicator.active_at_one {
            let row = &mut chosen.rows[indicator.row];
            (row.lower, row.upper) = (f64::NEG_INFINITY, f64::INFINITY);
        }
    }
    let mut entries: Vec<(usize, usize, f64)> = chosen.matrix.triplets().collect();
    for term in &given.piecewise {
        let Some(((from, at), slope)) = term.piece(values[term.argument]) else { continue };
        let i = chosen.rows.len();
        let side = at - slope * from;
        chosen.rows.push(Row { name: String::new(), lower: side, upper: side });
        entries.extend([(i, term.value, 1.0), (i, term.argument, -slope)]);
        let to = term.points.iter().find(|p| p.0 > from).map_or(from, |p| p.0);
        let argument = &mut chosen.columns[term.argument];
        (argument.lower, argument.upper) = (argument.lower.max(from), argument.upper.min(to));
    }
    chosen.matrix = SparseMatrix::from_triplets(chosen.rows.len(), chosen.columns.len(), &entries);
    quadratic_part(given, &mut chosen);
    chosen
}

/// A best point of a program with a quadratic objective and without integers.
fn best_of_quadratic(program: &Program, control: &mut dyn Control) -> Option<Vec<f64>> {
    let mut qp = Qp::new(Problem::from_program(program).ok()?, QpSettings::default()).ok()?;
    qp.set_iteration_limit(Some(QP_CHUNK * QP_CHUNKS));
    let status = qp.solve(control);
    matches!(status, QpStatus::Optimal | QpStatus::Feasible).then(|| qp.values().to_vec())
}
