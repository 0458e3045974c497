//! From an optimal basis of a reduced linear program back to one of the original: values, duals, reduced
//! costs and statuses, reduction by reduction, the last first (Andersen and Andersen 1995, section 4;
//! Galabova, "Presolve, crash and software engineering for HiGHS", 2023, chapter 2).
//!
//! Duals are those of the minimisation: `d = c − Aᵀy`, `y_i >= 0` where a row rests at its lower side. Every
//! row that comes back brings one basic variable along: its own activity, or a column whose reduced cost the
//! row's dual makes zero.

use super::model::Trace;
use super::postsolve::Postsolve;
use super::trace::Removed;
use crate::lp::{Basis, Simplex, VariableStatus};
use crate::params::RESTING;

/// A basic solution of a linear program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinearPoint {
    /// One value a column.
    pub values: Vec<f64>,
    /// One dual a row.
    pub duals: Vec<f64>,
    /// One reduced cost a column.
    pub reduced_costs: Vec<f64>,
    /// Which variables are basic.
    pub basis: Basis,
}

impl LinearPoint {
    /// What an engine has found.
    pub fn of(lp: &Simplex) -> Self {
        Self { values: lp.values(), duals: lp.duals(), reduced_costs: lp.reduced_costs(), basis: lp.basis() }
    }
}

/// The way back from a reduced linear program.
#[derive(Clone, Debug)]
pub struct LinearPostsolve {
    values: Postsolve,
    trace: Trace,
    /// Bounds of the original's columns.
    bounds: Vec<(f64, f64)>,
    rows: usize,
}

impl LinearPostsolve {
    pub(super) fn new(values: Postsolve, trace: Trace, bounds: Vec<(f64, f64)>, rows: usize) -> Self {
        Self { values, trace, bounds, rows }
    }

    /// The original's basic solution for one of the reduced program.
    pub fn restore(&self, reduced: &LinearPoint) -> LinearPoint {
        let columns = self.bounds.len();
        let mut point = LinearPoint {
            values: self.values.values(&reduced.values),
            duals: vec![0.0; self.rows],
            reduced_costs: vec![0.0; columns],
            basis: Basis::slack(columns, self.rows),
        };
        for (k, &j) in self.values.kept().iter().enumerate() {
            point.reduced_costs[j] = reduced.reduced_costs[k];
            point.basis.columns[j] = reduced.basis.columns[k];
        }
        for (k, &i) in self.trace.rows.iter().enumerate() {
            point.duals[i] = reduced.duals[k];
            point.basis.rows[i] = reduced.basis.rows[k];
        }
        for removed in self.trace.removed.iter().rev() {
            self.undo(removed, &mut point);
        }
        point
    }

    fn undo(&self, removed: &Removed, point: &mut LinearPoint) {
        match removed {
            Removed::RedundantRow { row } => point.basis.rows[*row] = VariableStatus::Basic,
            Removed::Column { column, cost, entries } => {
                point.reduced_costs[*column] = reduced_cost(*cost, entries, point);
                self.rest(*column, point);
            }
            Removed::ForcingRow { row, at_upper, terms } => undo_forcing(*row, *at_upper, terms, point),
            &Removed::SingletonRow { row, column, coefficient, before, given } => {
                undo_singleton((row, column, coefficient), before, given, point);
            }
            Removed::ParallelRow { row, keep, factor, gave } => {
                undo_parallel((*row, *keep), *factor, *gave, point)
            }
            &Removed::Slack { row, at_upper, column, coefficient, cost } => {
                let dual = point.duals[row];
                point.reduced_costs[column] = -coefficient * dual;
                point.duals[row] = dual + cost / coefficient;
                if point.basis.rows[row] == VariableStatus::Basic {
                    point.basis.columns[column] = VariableStatus::Basic;
                } else {
                    self.rest(column, point);
                }
                point.basis.rows[row] = side(at_upper);
            }
            #[cfg(feature = "breadth")]
            Removed::FreeColumn { row, column, coefficient, cost, entries } => {
                point.duals[*row] = reduced_cost(*cost, entries, point) / coefficient;
                point.reduced_costs[*column] = 0.0;
                point.basis.columns[*column] = VariableStatus::Basic;
                point.basis.rows[*row] = VariableStatus::AtLower;
            }
            Removed::Doubleton {
                row,
                out,
                out_coefficient,
                out_cost,
                out_entries,
                stay,
                stay_coefficient,
                before,
            } => {
                // Reduced costs without the equation; that of the column that stays had the other's share in
                // it.
                let d_out = reduced_cost(*out_cost, out_entries, point);
                let d_stay = point.reduced_costs[*stay] + stay_coefficient / out_coefficient * d_out;
                if is_proper(*stay, *before, point) {
                    point.duals[*row] = d_out / out_coefficient;
                    point.reduced_costs[*out] = 0.0;
                    point.basis.columns[*out] = VariableStatus::Basic;
                } else {
                    // It rests at a bound that the other column gave: that one rests now.
                    point.duals[*row] = d_stay / stay_coefficient;
                    point.reduced_costs[*stay] = 0.0;
                    point.basis.columns[*stay] = VariableStatus::Basic;
                    point.reduced_costs[*out] = d_out - out_coefficient * point.duals[*row];
                    self.rest(*out, point);
                }
                point.basis.rows[*row] = VariableStatus::AtLower;
            }
        }
    }

    /// Makes a column nonbasic at the bound where its value is; at a value between, the bound that its
    /// reduced cost asks for is left to the reductions that follow.
    fn rest(&self, j: usize, point: &mut LinearPoint) {
        let (lower, upper) = self.bounds[j];
        let (value, d) = (point.values[j], point.reduced_costs[j]);
        let (below, above) = (value - lower, upper - value);
        point.basis.columns[j] = if !lower.is_finite() && !upper.is_finite() {
            VariableStatus::Free
        } else if below < above || (below == above && d >= 0.0) {
            VariableStatus::AtLower
        } else {
            VariableStatus::AtUpper
        };
    }
}

/// `cost − Σ coefficient · dual`.
fn reduced_cost(cost: f64, entries: &[(usize, f64)], point: &LinearPoint) -> f64 {
    cost - entries.iter().map(|&(i, a)| a * point.duals[i]).sum::<f64>()
}

fn side(at_upper: bool) -> VariableStatus {
    if at_upper { VariableStatus::AtUpper } else { VariableStatus::AtLower }
}

/// Whether column `j` is basic, or rests at one of these bounds with a reduced cost that keeps it there.
fn is_proper(j: usize, (lower, upper): (f64, f64), point: &LinearPoint) -> bool {
    let (value, d) = (point.values[j], point.reduced_costs[j]);
    let at = |bound: f64| bound.is_finite() && (value - bound).abs() <= RESTING * (1.0 + bound.abs());
    match point.basis.columns[j] {
        VariableStatus::Basic => true,
        VariableStatus::Free if !lower.is_finite() && !upper.is_finite() => d == 0.0 && value == 0.0,
        _ => (at(lower) && (d >= 0.0 || at(upper))) || (at(upper) && d <= 0.0),
    }
}

/// The dual that turns no reduced cost of the row's columns the wrong way, and makes one zero if any pulls.
fn undo_forcing(row: usize, at_upper: bool, terms: &[(usize, f64)], point: &mut LinearPoint) {
    // At the upper side every column is where its term is least: d − a·y must not invite it away, so y <= d /
    // a; and y <= 0.
    let sign = if at_upper { 1.0 } else { -1.0 };
    let mut least = (0.0, None);
    for &(j, a) in terms {
        let quotient = sign * point.reduced_costs[j] / a;
        if quotient < least.0 {
            least = (quotient, Some(j));
        }
    }
    let dual = sign * least.0;
    point.duals[row] = dual;
    for &(j, a) in terms {
        point.reduced_costs[j] -= a * dual;
    }
    point.basis.rows[row] = match least.1 {
        Some(j) => {
            point.reduced_costs[j] = 0.0;
            point.basis.columns[j] = VariableStatus::Basic;
            side(at_upper)
        }
        None => VariableStatus::Basic,
    };
}

/// A column that rests at a bound that only the row gave hands its reduced cost over to it.
fn undo_singleton(
    (row, j, a): (usize, usize, f64),
    before: (f64, f64),
    (low, high): (f64, f64),
    point: &mut LinearPoint,
) {
    if is_proper(j, before, point) {
        point.basis.rows[row] = VariableStatus::Basic;
        return;
    }
    let dual = point.reduced_costs[j] / a;
    point.duals[row] = dual;
    point.reduced_costs[j] = 0.0;
    // Where the sign of the dual does not tell the side, the value does.
    let nearer_high = (high - point.values[j]).abs() < (point.values[j] - low).abs();
    let at_upper = dual < 0.0 || (dual == 0.0 && nearer_high == (a > 0.0));
    point.basis.columns[j] = VariableStatus::Basic;
    point.basis.rows[row] = side(at_upper);
}

/// The row whose side it is has the dual.
fn undo_parallel((row, keep): (usize, usize), factor: f64, gave: (bool, bool), point: &mut LinearPoint) {
    let dual = point.duals[keep];
    let at_upper = match point.basis.rows[keep] {
        VariableStatus::AtLower | VariableStatus::AtUpper if dual != 0.0 => dual < 0.0,
        VariableStatus::AtUpper => true,
        VariableStatus::AtLower => false,
        _ => {
            point.basis.rows[row] = VariableStatus::Basic;
            return;
        }
    };
    if if at_upper { gave.1 } else { gave.0 } {
        point.duals[row] = dual / factor;
        point.duals[keep] = 0.0;
        point.basis.rows[row] = side(at_upper == (factor > 0.0));
        point.basis.rows[keep] = VariableStatus::Basic;
    } else {
        point.basis.rows[row] = VariableStatus::Basic;
    }
}
