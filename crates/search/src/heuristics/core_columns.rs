//! The part of a large program that good points are made of: columns that a relaxation prices low, the
//! others where they cost least (the core problem of Caprara, Fischetti and Toth, "A heuristic method for
//! the set covering problem", 1999, section 2). A search in it reads rows of some tens of columns instead
//! of thousands.

use super::feasibility_jump::Ground;
use crate::domain::Domain;
use crate::params::{CORE_COLUMNS, CORE_COLUMNS_OF_ROW, CORE_COLUMNS_PER_ROW, CORE_SHARE};
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;
use hunch_model::order::sort_by;

/// Some columns of a program as a program of their own.
#[derive(Clone, Debug)]
pub struct Core {
    problem: MipProblem,
    by_row: SparseMatrix,
    domain: Domain,
    /// Its columns by their numbers in the whole program, ascending.
    columns: Vec<u32>,
    /// The whole program's point where every column costs least.
    rest: Vec<f64>,
    /// What the others cost there.
    cost: f64,
}

impl Core {
    /// The columns that are cheap by `reduced` costs, or are away from their cheap bound at one of `points`.
    /// `None` where those are not a small part of the program.
    pub fn new(ground: Ground, reduced: &[f64], points: &[&[f64]]) -> Option<Self> {
        let (lp, domain) = (&ground.problem.lp, ground.domain);
        let most = CORE_COLUMNS.max(CORE_COLUMNS_PER_ROW * ground.problem.rows());
        if most as f64 > CORE_SHARE * ground.problem.columns() as f64 {
            return None;
        }
        let cheap = |j: usize| if lp.cost[j] < 0.0 { domain.upper(j) } else { domain.lower(j) };
        let rest: Vec<f64> = (0..ground.problem.columns()).map(cheap).collect();
        let mut order: Vec<u32> = (0..rest.len() as u32).collect();
        let price = |j: u32| {
            let j = j as usize;
            if rest[j] == domain.lower(j) { reduced[j] } else { -reduced[j] }
        };
        sort_by(&mut order, |&a, &b| price(a).total_cmp(&price(b)));
        let mut of_row = vec![0; ground.problem.rows()];
        let mut columns = Vec::new();
        for (place, j) in order.into_iter().enumerate() {
            let rows = lp.matrix.column(j as usize).0;
            let is_wanted = rows.iter().any(|&i| of_row[i] < CORE_COLUMNS_OF_ROW)
                || points.iter().any(|p| p[j as usize] != rest[j as usize]);
            if place < most || is_wanted {
                rows.iter().for_each(|&i| of_row[i] += 1);
                columns.push(j);
            }
        }
        sort_by(&mut columns, Ord::cmp);
        Some(Self::of(ground, columns, rest))
    }

    fn of(ground: Ground, columns: Vec<u32>, mut rest: Vec<f64>) -> Self {
        let lp = &ground.problem.lp;
        let mut problem = MipProblem { constant: ground.problem.constant, ..MipProblem::default() };
        let (mut lower, mut upper, mut triplets) = (Vec::new(), Vec::new(), Vec::new());
        let at_rest = rest.clone();
        for (k, &j) in columns.iter().enumerate() {
            let j = j as usize;
            lower.push(ground.domain.lower(j));
            upper.push(ground.domain.upper(j));
            problem.lp.cost.push(lp.cost[j]);
            let (rows, values) = lp.matrix.column(j);
            triplets.extend(rows.iter().zip(values).map(|(&i, &a)| (i, k, a)));
            rest[j] = 0.0;
        }
        let shift = lp.matrix.multiply(&rest);
        let cost = lp.cost.iter().zip(&rest).map(|(c, v)| c * v).sum();
        problem.lp.row_lower = lp.row_lower.iter().zip(&shift).map(|(side, by)| side - by).collect();
        problem.lp.row_upper = lp.row_upper.iter().zip(&shift).map(|(side, by)| side - by).collect();
        problem.lp.matrix = SparseMatrix::from_triplets(ground.problem.rows(), columns.len(), &triplets);
        (problem.lp.column_lower, problem.lp.column_upper) = (lower.clone(), upper.clone());
        problem.integer = vec![true; columns.len()];
        problem.implied = vec![false; columns.len()];
        let by_row = problem.by_rows();
        Self { problem, by_row, domain: Domain::new(lower, upper), columns, rest: at_rest, cost }
    }

    /// The program of the core.
    pub fn ground(&self) -> Ground<'_> {
        Ground { problem: &self.problem, by_row: &self.by_row, domain: &self.domain }
    }

    /// What the columns outside of it cost.
    pub fn cost(&self) -> f64 {
        self.cost
    }

    /// A point of the core in the whole program.
    pub fn extend(&self, point: &[f64]) -> Vec<f64> {
        let mut whole = self.rest.clone();
        self.columns.iter().zip(point).for_each(|(&j, &v)| whole[j as usize] = v);
        whole
    }

    /// The core's part of a point of the whole program.
    pub fn restrict(&self, point: &[f64]) -> Vec<f64> {
        self.columns.iter().map(|&j| point[j as usize]).collect()
    }

    /// Whether all of a point outside of the core is where it costs least.
    pub fn holds(&self, point: &[f64]) -> bool {
        self.extend(&self.restrict(point)) == point
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_the_core_is_one_of_the_program_at_the_same_cost() {
        // Covers of one row by any of many columns, of which every third costs less at one.
        let columns = 4 * CORE_COLUMNS;
        let mut p = MipProblem::default();
        p.lp.cost = (0..columns).map(|j| if j % 3 == 0 { -1.0 } else { 2.0 + j as f64 }).collect();
        p.lp.column_lower = vec![0.0; columns];
        p.lp.column_upper = vec![1.0; columns];
        p.lp.row_lower = vec![1.0 + CORE_COLUMNS as f64];
        p.lp.row_upper = vec![f64::INFINITY];
        let entries: Vec<_> = (0..columns).map(|j| (0, j, 1.0)).collect();
        p.lp.matrix = SparseMatrix::from_triplets(1, columns, &entries);
        p.integer = vec![true; columns];
        p.implied = vec![false; columns];
        let domain = Domain::new(p.lp.column_lower.clone(), p.lp.column_upper.clone());
        let by_row = p.by_rows();
        let ground = Ground { problem: &p, by_row: &by_row, domain: &domain };
        let reduced: Vec<f64> = p.lp.cost.iter().map(|c| c.abs()).collect();
        let mut last = vec![0.0; columns];
        last[columns - 1] = 1.0;
        let core = Core::new(ground, &reduced, &[&last]).unwrap();
        let inside = core.ground();
        assert!(inside.problem.columns() <= CORE_COLUMNS + columns / 3 + CORE_COLUMNS_OF_ROW + 1);
        let point: Vec<f64> =
            (0..inside.problem.columns()).map(|k| f64::from(u8::from(k % 2 == 0))).collect();
        let whole = core.extend(&point);
        assert_eq!(core.restrict(&whole), point);
        assert!(core.holds(&whole) && core.restrict(&last).contains(&1.0));
        let (of_core, of_whole) =
            (inside.problem.lp.matrix.multiply(&point)[0], p.lp.matrix.multiply(&whole)[0]);
        assert_eq!(of_core - inside.problem.lp.row_lower[0], of_whole - p.lp.row_lower[0]);
        assert_eq!(inside.problem.objective(&point) + core.cost(), p.objective(&whole));
    }
}
