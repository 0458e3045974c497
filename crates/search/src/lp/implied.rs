//! Implied bounds of the engine's variables, from all rows together or from one.

use super::reach::{End, Reach, members};
use super::simplex::Simplex;
use std::sync::Arc;

impl Simplex {
    /// The implied bounds that follow from the present bounds, or from wider ones.
    pub(super) fn reach(&mut self) -> Arc<Reach> {
        if let (Some(reach), false) = (&self.implied.reach, self.implied.reach_stale) {
            return reach.clone();
        }
        let sides = |is_upper| (0..self.n + self.m).map(|k| self.given(k, is_upper)).collect();
        let given = (sides(false), sides(true));
        let reach = Arc::new(Reach::new(&self.given.matrix, self.n, given, self.implied.reach.as_deref()));
        self.implied.reach = Some(reach.clone());
        self.implied.reach_stale = false;
        reach
    }

    /// The upper (or lower) bound of variable `k`; where it has none, what the first row that implies one
    /// from the given bounds alone says.
    pub(super) fn bound_or_implied(&self, k: usize, is_upper: bool) -> f64 {
        let given = self.given(k, is_upper);
        if given.is_finite() {
            return given;
        }
        let implied = |i: usize, a: f64| {
            let least = is_upper == (a > 0.0);
            // The end of `a x_k`: its least lies at the lower bound where `a` is positive.
            let at = |k: usize, a: f64| self.given(k, (a > 0.0) != least);
            let side = if least { -1.0 } else { 1.0 };
            End::of(members(&self.given.matrix, self.n, i), at).limit(k, a, at(k, a), side)
        };
        let limit = if k < self.n {
            let (rows, values) = self.given.matrix.columns.vector(k);
            rows.iter().zip(values).find_map(|(&i, &a)| implied(i as usize, a))
        } else {
            implied(k - self.n, -1.0)
        };
        match limit {
            Some(limit) if is_upper => limit.next_up(),
            Some(limit) => limit.next_down(),
            None => given,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::{LpProblem, NewRow};
    use super::super::{LpSettings, Simplex};
    use hunch_model::SparseMatrix;

    const FREE: f64 = f64::INFINITY;

    /// `x0 + 2 x1 >= 1`, `x1 − x2 = 0`, with `x0` in `[0, 3]`, `x1 <= 4`, `x2` free.
    fn chain() -> Simplex {
        let problem = LpProblem {
            offset: 0.0,
            cost: vec![0.0; 3],
            column_lower: vec![0.0, -FREE, -FREE],
            column_upper: vec![3.0, 4.0, FREE],
            row_lower: vec![1.0, 0.0],
            row_upper: vec![FREE, 0.0],
            row_noise: Vec::new(),
            matrix: SparseMatrix::from_triplets(2, 3, &[(0, 0, 1.0), (0, 1, 2.0), (1, 1, 1.0), (1, 2, -1.0)]),
        };
        Simplex::new(&problem, LpSettings { scale: false, ..LpSettings::default() })
    }

    #[test]
    fn rows_in_a_chain_bound_what_is_free() {
        let reach = chain().reach();
        let near = |x: f64, y: f64| (x - y).abs() < 1e-12;
        assert!(near(reach.lower[1], -1.0) && reach.lower[1] <= -1.0, "{reach:?}");
        assert!(near(reach.lower[2], -1.0) && near(reach.upper[2], 4.0), "{reach:?}");
        assert!(near(reach.upper[3], 11.0), "{reach:?}");
        assert_eq!((reach.lower[0], reach.upper[0]), (0.0, 3.0));
    }

    #[test]
    fn one_row_alone_implies_no_more_than_all_of_them() {
        let mut simplex = chain();
        let reach = simplex.reach();
        let alone = |k: usize| (simplex.bound_or_implied(k, false), simplex.bound_or_implied(k, true));
        assert_eq!(alone(0), (0.0, 3.0));
        assert_eq!(alone(1), (reach.lower[1], 4.0));
        assert_eq!(alone(2), (-FREE, reach.upper[2]), "its lower bound needs both rows");
        assert_eq!(alone(3), (1.0, reach.upper[3]));
    }

    #[test]
    fn wider_bounds_and_fewer_rows_forget_what_was_implied() {
        let mut simplex = chain();
        let before = simplex.reach().upper[2];
        simplex.set_column_bounds(1, 0.0, 2.0);
        assert_eq!(simplex.reach().upper[2], before, "it still holds");
        simplex.set_column_bounds(1, -FREE, 40.0);
        assert!(simplex.reach().upper[2] >= 40.0);
        simplex.set_column_bounds(1, 0.0, 2.0);
        simplex.add_rows(&[NewRow { terms: vec![(2, 1.0)], lower: 0.0, upper: 1.0 }]);
        assert!(simplex.reach().upper[2] >= 40.0, "the widest bounds count");
        assert_eq!(simplex.reach().upper[5], 1.0);
        simplex.delete_rows(&[1, 2]);
        assert_eq!(simplex.reach().upper[2], FREE);
    }
}
