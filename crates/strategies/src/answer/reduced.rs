//! The reduced system of a strategy (section 2.2.2 of the paper): tight rows and bounds as equations,
//! integers at their values, and the conditions of optimality, which then are linear.
//!
//! Columns at bounds and integers are eliminated. With F the columns that are left and T the equations and
//! tight rows, a linear program has `A_TF x_F = b_T − A_TB x_B` and, for the multipliers, `A_TFᵀ y = c_F`; a
//! quadratic one `[P_FF −A_TFᵀ; A_TF 0] (x_F, y) = (−c_F − P_FB x_B, b_T − A_TB x_B)`. Dependent rows are
//! left out, with multipliers of zero.

use super::dense::Factor;
use crate::params::{MOST_UNKNOWNS, TIGHT};
use crate::strategy::Strategy;
use hunch_search::lp::LpProblem;
use hunch_search::qp::SymmetricMatrix;

/// Where something tight stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Lower,
    Upper,
    Value(f64),
}

/// The side at which a column or row is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Lower,
    Upper,
}

impl At {
    fn side(self) -> Option<Side> {
        match self {
            Self::Lower => Some(Side::Lower),
            Self::Upper => Some(Side::Upper),
            Self::Value(_) => None,
        }
    }
}

/// A strategy's equations.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reduced {
    /// Columns that the system determines.
    free: Vec<usize>,
    /// The others, and where they stand.
    fixed: Vec<(usize, At)>,
    /// Rows that are equations.
    rows: Vec<(usize, At)>,
    /// The factors, where θ leaves the matrix alone.
    factor: Option<Factor>,
}

/// Point and multipliers of a reduced system; signs as those of [`hunch_search::lp`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Solved {
    pub values: Vec<f64>,
    pub duals: Vec<f64>,
    pub reduced: Vec<f64>,
}

impl Reduced {
    /// The system of a strategy; `None` where it would be too large for dense factors.
    pub fn new(
        strategy: &Strategy,
        is_integer: &[bool],
        problem: &LpProblem,
        quadratic: Option<&SymmetricMatrix>,
        moves_matrix: bool,
    ) -> Option<Self> {
        let (n, m) = (problem.columns(), problem.rows());
        let (mut place, mut row_place) = (vec![None; n], vec![None; m]);
        let integer_columns = (0..n).filter(|&j| is_integer[j]);
        integer_columns.zip(&strategy.integers).for_each(|(j, &v)| place[j] = Some(At::Value(v as f64)));
        let equal = (0..n).filter(|&j| problem.column_lower[j] == problem.column_upper[j]);
        for j in equal {
            place[j].get_or_insert(At::Lower);
        }
        let equal = (0..m).filter(|&i| problem.row_lower[i] == problem.row_upper[i]);
        equal.for_each(|i| row_place[i] = Some(At::Lower));
        for (tight, at) in [(&strategy.column_lower, At::Lower), (&strategy.column_upper, At::Upper)] {
            tight.iter().for_each(|&j| place[j as usize] = Some(at));
        }
        for (tight, at) in [(&strategy.row_lower, At::Lower), (&strategy.row_upper, At::Upper)] {
            tight.iter().for_each(|&i| row_place[i as usize] = Some(at));
        }
        let free: Vec<usize> = (0..n).filter(|&j| place[j].is_none()).collect();
        let fixed = place.iter().enumerate().filter_map(|(j, at)| at.map(|at| (j, at))).collect();
        let rows: Vec<_> = row_place.iter().enumerate().filter_map(|(i, at)| at.map(|at| (i, at))).collect();
        if free.len() + rows.len() > MOST_UNKNOWNS {
            return None;
        }
        let mut reduced = Self { free, fixed, rows, factor: None };
        if !moves_matrix {
            reduced.factor = Some(reduced.factorise(problem, quadratic));
        }
        Some(reduced)
    }

    fn factorise(&self, problem: &LpProblem, quadratic: Option<&SymmetricMatrix>) -> Factor {
        let (f, t) = (self.free.len(), self.rows.len());
        let (mut column, mut row) = (vec![usize::MAX; problem.columns()], vec![usize::MAX; problem.rows()]);
        self.free.iter().enumerate().for_each(|(k, &j)| column[j] = k);
        self.rows.iter().enumerate().for_each(|(k, &(i, _))| row[i] = k);
        let entries = problem.matrix.triplets().map(|(i, j, v)| (row[i], column[j], v));
        let entries = entries.filter(|&(i, j, _)| i != usize::MAX && j != usize::MAX);
        let Some(quadratic) = quadratic else {
            let mut matrix = vec![0.0; t * f];
            entries.for_each(|(i, j, v)| matrix[i * f + j] = v);
            return Factor::new(t, f, matrix);
        };
        let size = f + t;
        let mut matrix = vec![0.0; size * size];
        for (i, j, v) in entries {
            matrix[(f + i) * size + j] = v;
            matrix[j * size + f + i] = -v;
        }
        let (mut unit, mut product) = (vec![0.0; problem.columns()], vec![0.0; problem.columns()]);
        for (k, &j) in self.free.iter().enumerate() {
            unit[j] = 1.0;
            product.fill(0.0);
            quadratic.add_product(1.0, &unit, &mut product);
            self.free.iter().enumerate().for_each(|(l, &i)| matrix[k * size + l] = product[i]);
            unit[j] = 0.0;
        }
        Factor::new(size, size, matrix)
    }

    /// The point at the numbers of `problem`, a hair's breadth outside a bound moved onto it; `None` where a
    /// number is not finite.
    pub fn point(&self, problem: &LpProblem, quadratic: Option<&SymmetricMatrix>) -> Option<Vec<f64>> {
        let anew;
        let factor = match &self.factor {
            Some(factor) => factor,
            None => {
                anew = self.factorise(problem, quadratic);
                &anew
            }
        };
        let mut values = self.at_sides(problem, 1.0);
        let found = factor.solve(&self.right(problem, quadratic, &values));
        for (&j, value) in self.free.iter().zip(found) {
            let (lower, upper) = (problem.column_lower[j], problem.column_upper[j]);
            let near = |side: f64| (value - side).abs() <= TIGHT * (1.0 + side.abs());
            values[j] = match value {
                v if v < lower && near(lower) => lower,
                v if v > upper && near(upper) => upper,
                v => v,
            };
        }
        values.iter().all(|v| v.is_finite()).then_some(values)
    }

    /// Point and multipliers as linear functions of the numbers of `problem`, without any move; the values of
    /// integers are multiplied by `integers` (zero for derivatives). `None` where θ moves the matrix.
    pub fn linear(
        &self,
        problem: &LpProblem,
        quadratic: Option<&SymmetricMatrix>,
        integers: f64,
    ) -> Option<Solved> {
        let factor = self.factor.as_ref()?;
        let mut values = self.at_sides(problem, integers);
        let found = factor.solve(&self.right(problem, quadratic, &values));
        self.free.iter().zip(&found).for_each(|(&j, &value)| values[j] = value);
        let prices = match quadratic {
            Some(_) => found[self.free.len()..].to_vec(),
            None => factor.solve_transposed(&self.free.iter().map(|&j| problem.cost[j]).collect::<Vec<_>>()),
        };
        let mut duals = vec![0.0; problem.rows()];
        self.rows.iter().zip(prices).for_each(|(&(i, _), price)| duals[i] = price);
        let mut reduced = problem.cost.clone();
        if let Some(quadratic) = quadratic {
            quadratic.add_product(1.0, &values, &mut reduced);
        }
        problem.matrix.triplets().for_each(|(i, j, v)| reduced[j] -= v * duals[i]);
        Some(Solved { values, duals, reduced })
    }

    /// The side at which a column is held, if it is.
    pub fn side_of_column(&self, j: usize) -> Option<Side> {
        side_of(&self.fixed, j)
    }

    /// The side at which a row is an equation, if it is one.
    pub fn side_of_row(&self, i: usize) -> Option<Side> {
        side_of(&self.rows, i)
    }

    /// The columns that are not free at their sides, the others at zero.
    fn at_sides(&self, problem: &LpProblem, integers: f64) -> Vec<f64> {
        let mut values = vec![0.0; problem.columns()];
        for &(j, at) in &self.fixed {
            values[j] = match at {
                At::Lower => problem.column_lower[j],
                At::Upper => problem.column_upper[j],
                At::Value(value) => integers * value,
            };
        }
        values
    }

    /// The right-hand side of the system, the other columns at `values`.
    fn right(&self, problem: &LpProblem, quadratic: Option<&SymmetricMatrix>, values: &[f64]) -> Vec<f64> {
        let activities = problem.matrix.multiply(values);
        let sides = self.rows.iter().map(|&(i, at)| {
            let side = if at == At::Upper { problem.row_upper[i] } else { problem.row_lower[i] };
            side - activities[i]
        });
        let Some(quadratic) = quadratic else { return sides.collect() };
        let mut gradient = problem.cost.clone();
        quadratic.add_product(1.0, values, &mut gradient);
        self.free.iter().map(|&j| -gradient[j]).chain(sides).collect()
    }
}

/// Lists are in the order of their indices.
fn side_of(list: &[(usize, At)], index: usize) -> Option<Side> {
    let place = list.binary_search_by_key(&index, |entry| entry.0).ok()?;
    list[place].1.side()
}
