//! Which rows are combined before rounding: paths of rows joined along continuous columns (Marchand and
//! Wolsey 2001, section 5), and the rows of the simplex tableau. Paths start at tight cuts as well: an
//! inequality of many periods, with another coefficient for each, is no rounding of one sum of balances, but
//! of an earlier cut and the next balance.

use super::Inequality;
use super::point::{Combination, RelaxedPoint};
use super::rounding::Rounding;
use super::separator::{CutClass, Round};
use crate::lp::{Simplex, TableauRow};
use crate::params::*;
use crate::scalar::{greater, lesser};

/// Appends roundings of single rows and of paths that start there; returns the work done.
pub fn separate_paths(rounding: &mut Rounding, found: &mut Vec<Inequality>) -> u64 {
    let point = rounding.point;
    let mut combination = Combination::new(point.variables());
    let mut work = 0;
    let starts = 0..point.problem.rows() + point.cuts.len();
    for i in starts.filter(|&i| may_start(point, i)).take(AGGREGATION_STARTS) {
        combination.add(point, i, 1.0);
        let longest = if i < point.problem.rows() { AGGREGATION_ROWS } else { AGGREGATION_ROWS_FROM_CUTS };
        for _ in 0..longest {
            work += 8 * combination.len() as u64;
            let before = found.len();
            found.extend(rounding.cut(&combination, 1.0));
            found.extend(rounding.cut(&combination, -1.0));
            if found.len() > before || !extend(point, &mut combination) {
                break;
            }
        }
        combination.clear();
    }
    work
}

/// Whether a path may start at row `i`: at each of the program's own that has a side, and at cuts that are
/// tight and have continuous columns, along which rows are joined.
fn may_start(point: &RelaxedPoint, i: usize) -> bool {
    let continuous = |cut: &Inequality| cut.terms.iter().any(|t| !point.is_integer(t.0));
    match i.checked_sub(point.problem.rows()) {
        None => point.is_bounded(i),
        Some(k) => point.slack(i) <= INTEGRALITY && continuous(&point.cuts[k]),
    }
}

/// Joins an equation (or a tight inequality) along the continuous column furthest from its bounds; false when
/// there is none.
fn extend(point: &RelaxedPoint, combination: &mut Combination) -> bool {
    let inequalities = combination.rows.len() < AGGREGATION_INEQUALITIES;
    let mut best: Option<(f64, usize, usize, f64)> = None;
    for (j, a) in combination.terms() {
        if j >= point.columns() || point.is_integer(j) || a.abs() < SUBSTITUTED_NOISE {
            continue;
        }
        let distance = distance(point, j);
        if distance <= INTEGRALITY || best.is_some_and(|b| distance <= b.0) {
            continue;
        }
        let (rows, values) = point.problem.lp.matrix.column(j);
        let fits = |i: usize| {
            let tight = inequalities && point.is_bounded(i) && point.slack(i) <= INTEGRALITY;
            (tight || point.is_equation(i)) && !combination.contains(i)
        };
        if let Some((&i, &v)) = rows.iter().zip(values).find(|(i, _)| fits(**i)) {
            best = Some((distance, j, i, -a / v));
        }
    }
    let Some((_, j, i, factor)) = best else { return false };
    combination.add(point, i, factor);
    combination.cancel(j);
    true
}

/// How far a continuous column lies from its nearest bound.
fn distance(point: &RelaxedPoint, j: usize) -> f64 {
    let (lower, upper) = point.bounds(j);
    let above = point.variable_bounds.upper(j, point.x).map_or(upper, |b| lesser(b.at(point.x), upper));
    let below = point.variable_bounds.lower(j, point.x).map_or(lower, |b| greater(b.at(point.x), lower));
    lesser(above - point.x[j], point.x[j] - below)
}

/// Appends roundings of the tableau row of a basic integer column; returns the work done.
pub fn separate_tableau(
    rounding: &mut Rounding,
    multipliers: &[f64],
    combination: &mut Combination,
    found: &mut Vec<Inequality>,
) -> u64 {
    let point = rounding.point;
    let largest = multipliers.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    for (i, &factor) in multipliers.iter().enumerate() {
        if factor.abs() > SUBSTITUTED_NOISE * largest && point.is_bounded(i) {
            combination.add(point, i, factor);
        }
    }
    let work = 8 * combination.len() as u64;
    found.extend(rounding.cut(combination, 1.0));
    found.extend(rounding.cut(combination, -1.0));
    combination.clear();
    work
}

/// Mixed-integer rounding of paths and of tableau rows.
pub struct Aggregation;

impl CutClass for Aggregation {
    fn separate(&mut self, round: &mut Round, found: &mut Vec<Inequality>) -> u64 {
        separate_paths(&mut round.rounding, found)
    }

    /// Without continuous columns there is nothing to substitute: Gomory's cut of the same row says as much
    /// for less.
    fn wants_tableau(&self, round: &Round) -> bool {
        round.point.problem.integer.contains(&false)
    }

    fn separate_row(
        &mut self,
        round: &mut Round,
        (_, _, row): (&Simplex, usize, &TableauRow),
        found: &mut Vec<Inequality>,
    ) -> u64 {
        separate_tableau(&mut round.rounding, &row.multipliers, &mut round.combination, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cuts::variable_bounds::VariableBounds;
    use crate::domain::Domain;
    use crate::problem::MipProblem;
    use hunch_model::SparseMatrix;

    /// What the paths of a program find at `x`.
    fn paths(problem: &MipProblem, x: &[f64], flow_covers: bool) -> Vec<Inequality> {
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let by_row = problem.by_rows();
        let bounds = VariableBounds::of(problem, &by_row);
        let integral = vec![false; problem.rows()];
        let point = RelaxedPoint::new(problem, &domain, &by_row, &[], (&integral, &bounds), x);
        let mut found = Vec::new();
        separate_paths(&mut Rounding::new(&point, flow_covers), &mut found);
        found
    }

    /// One period of lot sizing: `s + x − e = 5` with `x <= 10 y` (columns s, x, y, e).
    #[test]
    fn a_fractional_setup_is_cut_off() {
        let mut problem = MipProblem::default();
        let entries = [(0, 0, 1.0), (0, 1, 1.0), (0, 3, -1.0), (1, 1, 1.0), (1, 2, -10.0)];
        problem.lp.matrix = SparseMatrix::from_triplets(2, 4, &entries);
        problem.lp.cost = vec![0.0; 4];
        problem.lp.column_lower = vec![0.0; 4];
        problem.lp.column_upper = vec![f64::INFINITY, f64::INFINITY, 1.0, f64::INFINITY];
        problem.lp.row_lower = vec![5.0, f64::NEG_INFINITY];
        problem.lp.row_upper = vec![5.0, 0.0];
        problem.integer = vec![false, false, true, false];
        let x = [0.0, 5.0, 0.5, 0.0];
        let found = paths(&problem, &x, true);
        assert!(found.iter().any(|c| c.violation(&x) > 0.1), "{found:?}");
        // Every integral point of a grid satisfies every inequality found.
        for y in [0.0, 1.0] {
            for k in 0..=20 {
                let made = f64::from(k) * 0.5;
                for stock in [0.0, 2.0, 5.0, 7.0] {
                    let point = [stock, made, y, stock + made - 5.0];
                    if made <= 10.0 * y && point[3] >= 0.0 {
                        assert!(found.iter().all(|c| c.violation(&point) <= 1e-6), "{point:?} {found:?}");
                    }
                }
            }
        }
    }

    /// Two periods that need 2 each, `x1 − s = 2` and `s + x2 = 2` (columns x1, x2, s, y1, y2), with the cut
    /// `x2 <= 2 y2`.
    #[test]
    fn paths_start_at_tight_cuts_and_not_at_slack_ones() {
        let mut problem = MipProblem::default();
        let entries = [(0, 0, 1.0), (0, 2, -1.0), (1, 2, 1.0), (1, 1, 1.0)];
        problem.lp.matrix = SparseMatrix::from_triplets(2, 5, &entries);
        problem.lp.cost = vec![0.0; 5];
        problem.lp.column_lower = vec![0.0; 5];
        problem.lp.column_upper = vec![f64::INFINITY, f64::INFINITY, f64::INFINITY, 1.0, 1.0];
        problem.lp.row_lower = vec![2.0, 2.0];
        problem.lp.row_upper = vec![2.0, 2.0];
        problem.integer = vec![false, false, false, true, true];
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let by_row = problem.by_rows();
        let bounds = VariableBounds::of(&problem, &by_row);
        let cut = |upper: f64| [Inequality { terms: vec![(1, 1.0), (4, -2.0)], upper, family: "" }];
        let x = [3.0, 1.0, 1.0, 1.0, 0.5];
        for (upper, starts) in [(0.0, true), (1.0, false)] {
            let (cuts, integral) = (cut(upper), [false; 2]);
            let point = RelaxedPoint::new(&problem, &domain, &by_row, &cuts, (&integral, &bounds), &x);
            assert_eq!(may_start(&point, 2), starts);
            assert!(may_start(&point, 0));
        }
    }

    /// A node that needs 1 and passes on the rest, `a + b − c = 1`, by arcs of capacity 3000 (columns a, b, c,
    /// and whether each is open): one arc into it is open, whatever leaves it.
    #[test]
    fn a_small_need_beside_large_capacities_opens_an_arc() {
        let mut problem = MipProblem::default();
        let mut entries = vec![(0, 0, 1.0), (0, 1, 1.0), (0, 2, -1.0)];
        for k in 0..3 {
            entries.extend([(k + 1, k, 1.0), (k + 1, k + 3, -3000.0)]);
        }
        problem.lp.matrix = SparseMatrix::from_triplets(4, 6, &entries);
        problem.lp.cost = vec![0.0; 6];
        problem.lp.column_lower = vec![0.0; 6];
        problem.lp.column_upper = vec![3000.0, 3000.0, 3000.0, 1.0, 1.0, 1.0];
        problem.lp.row_lower = [1.0].into_iter().chain([f64::NEG_INFINITY; 3]).collect();
        problem.lp.row_upper = vec![1.0, 0.0, 0.0, 0.0];
        problem.integer = vec![false, false, false, true, true, true];
        for through in [0.0, 10.0] {
            let x = [1.0 + through, 0.0, through, (1.0 + through) / 3000.0, 0.0, through / 3000.0];
            let found = paths(&problem, &x, true);
            let terms = vec![(3, -1.0), (4, -1.0)];
            let wanted = found.iter().find(|cut| cut.terms == terms);
            assert!(wanted.is_some_and(|cut| (cut.upper + 1.0).abs() < 1e-6), "{found:?}");
        }
    }

    /// The single-node flow `x1 + x2 + x3 <= 4` with capacities 3, 3, 1 (Padberg, Van Roy and Wolsey, "Valid
    /// linear inequalities for fixed charge problems", 1985): the cover {1, 2} has excess 2 and gives `x1 +
    /// x2 + (1 − y1) + (1 − y2) <= 4`, or deeper.
    #[test]
    fn the_flow_cover_of_a_single_node_is_found() {
        let mut problem = MipProblem::default();
        let capacity = [3.0, 3.0, 1.0];
        let mut entries = vec![(0, 0, 1.0), (0, 1, 1.0), (0, 2, 1.0)];
        for (k, u) in capacity.into_iter().enumerate() {
            entries.extend([(k + 1, k, 1.0), (k + 1, k + 3, -u)]);
        }
        problem.lp.matrix = SparseMatrix::from_triplets(4, 6, &entries);
        problem.lp.cost = vec![0.0; 6];
        problem.lp.column_lower = vec![0.0; 6];
        problem.lp.column_upper = vec![3.0, 3.0, 1.0, 1.0, 1.0, 1.0];
        problem.lp.row_lower = vec![f64::NEG_INFINITY; 4];
        problem.lp.row_upper = vec![4.0, 0.0, 0.0, 0.0];
        problem.integer = vec![false, false, false, true, true, true];
        let x = [3.0, 1.0, 0.0, 1.0, 1.0 / 3.0, 0.0];
        let found = paths(&problem, &x, true);
        let textbook =
            Inequality { terms: vec![(0, 1.0), (1, 1.0), (3, -1.0), (4, -1.0)], upper: 2.0, family: "" };
        let deepest = found.iter().map(|c| c.efficacy(&x)).fold(0.0, f64::max);
        assert!(deepest >= textbook.efficacy(&x) - 1e-6, "{found:?}");
    }
}
