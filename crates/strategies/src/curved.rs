//! Optima of convex quadratic programs: as those of linear ones ([`crate::face`]), with the engine for
//! quadratic objectives.
//!
//! All optima have the same `Qx` and the same multipliers. Where Q is positive definite there is one optimum;
//! else the one of least weighted slack is taken, by a linear program over the optimal face: the rows and
//! bounds, those with multipliers as equations, and `Qx` as it is.

use crate::face::{Continuous, Optimum, row_sizes, slack_costs};
use crate::params::{DEFINITE, FACE};
use hunch_model::{Control, Program, SparseMatrix, Unlimited};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use hunch_search::qp::{Problem, Qp, QpError, QpSettings, QpStatus, SymmetricMatrix};

/// What is known of the quadratic program at all θ.
#[derive(Clone, Debug)]
pub(crate) struct Curved {
    /// The engine at one θ, solved where that could be done: each label starts from a copy of it.
    reference: Qp,
    quadratic: SymmetricMatrix,
    /// Whether Q is positive definite.
    is_strict: bool,
    /// Whether θ moves the matrix, so that the engine has to be made anew.
    moves_matrix: bool,
}

impl Curved {
    /// Looks at the quadratic program at one θ.
    ///
    /// # Errors
    /// An objective that is not convex, or a program beyond the engine's memory.
    pub fn new(program: &Program, moves_matrix: bool) -> Result<Self, QpError> {
        let problem = Problem::from_program(program)?;
        let quadratic = problem.quadratic.clone();
        let is_strict = is_definite(&quadratic);
        let mut reference = Qp::new(problem, QpSettings::default())?;
        if !program.has_integers() {
            reference.solve(&mut Unlimited);
        }
        Ok(Self { reference, quadratic, is_strict, moves_matrix })
    }

    /// Solves the quadratic program whose linear part is `lp`, and chooses among the optima.
    ///
    /// # Errors
    /// As [`Curved::new`], where θ moves the matrix.
    pub fn solve(&self, lp: LpProblem, control: &mut dyn Control) -> Result<Continuous, QpError> {
        let mut qp = self.engine(&lp)?;
        match qp.solve(control) {
            QpStatus::Optimal => {}
            QpStatus::Infeasible => return Ok(Continuous::Infeasible),
            QpStatus::Unbounded => return Ok(Continuous::Unbounded),
            QpStatus::Stopped(_) => return Ok(Continuous::Unsettled("stopped")),
            _ => return Ok(Continuous::Unsettled("numerical trouble of the quadratic engine")),
        }
        let working_set = qp.working_set();
        let values =
            if self.is_strict { qp.values().to_vec() } else { self.of_least_slack(lp, &qp, control) };
        Ok(Continuous::Optimal(Optimum { values, working_set }))
    }

    /// The engine with the numbers of `lp`.
    fn engine(&self, lp: &LpProblem) -> Result<Qp, QpError> {
        if self.moves_matrix {
            let problem = Problem { lp: lp.clone(), quadratic: self.quadratic.clone() };
            let mut qp = Qp::new(problem, QpSettings::default())?;
            // Of the same shape; should it not be, the engine starts from its own set.
            let _ = qp.load(&self.reference.working_set());
            return Ok(qp);
        }
        let mut qp = self.reference.clone();
        set_numbers(&mut qp, lp);
        Ok(qp)
    }

    /// The optimum of least weighted slack; the engine's own where the linear program has numerical trouble.
    fn of_least_slack(&self, mut lp: LpProblem, qp: &Qp, control: &mut dyn Control) -> Vec<f64> {
        let values = qp.values();
        let (reduced, duals) = (qp.reduced_costs(), qp.duals());
        let zero = FACE * lp.cost.iter().fold(self.largest_curvature(), |most, c| most.max(c.abs()));
        for j in 0..lp.columns() {
            if reduced[j].abs() > zero {
                let side = if reduced[j] > 0.0 { lp.column_lower[j] } else { lp.column_upper[j] };
                (lp.column_lower[j], lp.column_upper[j]) = (side, side);
            }
        }
        let sizes = row_sizes(&lp);
        for i in 0..lp.rows() {
            if duals[i].abs() * sizes[i] > zero {
                let side = if duals[i] > 0.0 { lp.row_lower[i] } else { lp.row_upper[i] };
                (lp.row_lower[i], lp.row_upper[i]) = (side, side);
            }
        }
        lp.cost = slack_costs(&lp);
        self.keep_curvature(&mut lp, values);
        let mut simplex = Simplex::new(&lp, LpSettings::default());
        match simplex.solve(control) {
            LpStatus::Optimal => simplex.values(),
            _ => values.to_vec(),
        }
    }

    fn largest_curvature(&self) -> f64 {
        (0..self.quadratic.order()).fold(0.0, |most, j| f64::max(most, self.quadratic.diagonal(j)))
    }

    /// Adds the rows `Qx = Qx̂`.
    fn keep_curvature(&self, lp: &mut LpProblem, values: &[f64]) {
        let n = lp.columns();
        let mut product = vec![0.0; n];
        self.quadratic.add_product(1.0, values, &mut product);
        let mut entries: Vec<_> = lp.matrix.triplets().collect();
        for j in (0..n).filter(|&j| self.quadratic.diagonal(j) != 0.0) {
            let row = lp.row_lower.len();
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            let mut curvature = vec![0.0; n];
            self.quadratic.add_product(1.0, &unit, &mut curvature);
            entries.extend(curvature.iter().enumerate().filter(|e| *e.1 != 0.0).map(|(k, &v)| (row, k, v)));
            lp.row_lower.push(product[j]);
            lp.row_upper.push(product[j]);
        }
        lp.matrix = SparseMatrix::from_triplets(lp.row_lower.len(), n, &entries);
    }
}

/// Gives an engine the costs, bounds and sides of a linear part of its shape and matrix.
pub(crate) fn set_numbers(qp: &mut Qp, lp: &LpProblem) {
    for j in 0..lp.columns() {
        let bounds = (lp.column_lower[j], lp.column_upper[j]);
        if qp.column_bounds(j) != bounds {
            qp.set_column_bounds(j, bounds.0, bounds.1);
        }
        if qp.cost(j) != lp.cost[j] {
            qp.set_cost(j, lp.cost[j]);
        }
    }
    for i in 0..lp.rows() {
        let sides = (lp.row_lower[i], lp.row_upper[i]);
        if qp.row_sides(i) != sides {
            qp.set_row_sides(i, sides.0, sides.1);
        }
    }
    qp.set_offset(lp.offset);
}

/// Whether Cholesky's method finds a symmetric matrix positive definite: each pivot at least [`DEFINITE`] of
/// its diagonal entry.
fn is_definite(matrix: &SymmetricMatrix) -> bool {
    let n = matrix.order();
    if (0..n).any(|j| matrix.diagonal(j) <= 0.0) {
        return false;
    }
    let mut factor = vec![0.0; n * n];
    let mut unit = vec![0.0; n];
    for j in 0..n {
        unit[j] = 1.0;
        matrix.add_product(1.0, &unit, &mut factor[j * n..(j + 1) * n]);
        unit[j] = 0.0;
    }
    for j in 0..n {
        let (above, rest) = factor.split_at_mut(j * n);
        let row = &mut rest[..n];
        for k in 0..j {
            let share = above[k * n + j];
            if share != 0.0 {
                let earlier = &above[k * n + j..(k + 1) * n];
                row[j..].iter_mut().zip(earlier).for_each(|(v, e)| *v -= share * e);
            }
        }
        let pivot = row[j];
        if pivot <= DEFINITE * matrix.diagonal(j) {
            return false;
        }
        let root = pivot.sqrt();
        row[j..].iter_mut().for_each(|v| *v /= root);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::strategy;
    use hunch_model::{Kind, Quadratic, Row, Sense};

    fn matrix(order: usize, lower: &[(usize, usize, f64)]) -> SymmetricMatrix {
        SymmetricMatrix::from_lower_triangle(order, lower).unwrap()
    }

    #[test]
    fn definite_matrices_are_told_from_semidefinite_ones() {
        assert!(is_definite(&matrix(2, &[(0, 0, 2.0), (1, 0, 1.0), (1, 1, 2.0)])));
        assert!(!is_definite(&matrix(2, &[(0, 0, 1.0), (1, 0, 1.0), (1, 1, 1.0)])));
        assert!(!is_definite(&matrix(2, &[(0, 0, 1.0)])));
    }

    #[test]
    fn of_tied_optima_the_one_of_least_slack_is_chosen() {
        // min (x − 1)² where y and z, with y + z >= 1, cost nothing: y, z and the row have slacks to choose.
        let mut p = Program::new("tied", Sense::Minimize);
        p.add_column("x", -2.0, 0.0, 5.0, Kind::Continuous);
        p.add_column("y", 0.0, 0.0, 5.0, Kind::Continuous);
        p.add_column("z", 0.0, 0.0, 5.0, Kind::Continuous);
        let row = Row { name: "r".into(), lower: 1.0, upper: f64::INFINITY };
        p.set_rows(vec![row], &[(0, 1, 1.0), (0, 2, 1.0)]);
        p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 2.0)] });
        let curved = Curved::new(&p, false).unwrap();
        assert!(!curved.is_strict);
        let lp = LpProblem::from_program(&p);
        let Ok(Continuous::Optimal(found)) = curved.solve(lp.clone(), &mut Unlimited) else {
            panic!("optimal")
        };
        assert!((found.values[0] - 1.0).abs() < 1e-9);
        let tight = strategy(&lp, &[false; 3], &found.values);
        assert_eq!((tight.row_lower, tight.column_lower.len(), tight.column_upper.len()), (vec![0], 1, 0));
    }
}
