//! The factorisation in the engine's hands: refactoring with repair, and the vectors that follow from it.

use super::basis::VariableStatus;
use super::lu::SolveKind;
use super::params::{
    EARLY_FACTORS, EARLY_UPDATES, MARKOWITZ_THRESHOLD, MARKOWITZ_THRESHOLD_STRICT, MAX_REPAIRS,
};
use super::simplex::Simplex;

impl Simplex {
    /// Factorises the basis afresh. Dependent columns leave the basis for the activities of the rows that
    /// they leave uncovered. Returns the work done, or `None` when even repair finds no nonsingular basis, or when
    /// factors have lost their meaning again and again.
    pub(super) fn refactor(&mut self) -> Option<u64> {
        self.progress.early_factors += u32::from(self.factors.lu.updates() < EARLY_UPDATES);
        if self.progress.early_factors > EARLY_FACTORS {
            self.factors.valid = false;
            return None;
        }
        let mut total = 0;
        let mut threshold =
            if self.factors.careful { MARKOWITZ_THRESHOLD_STRICT } else { MARKOWITZ_THRESHOLD };
        for _ in 0..MAX_REPAIRS {
            total += self.factors.lu.factor(
                &self.point.head,
                &self.given.matrix,
                threshold,
                &mut self.factors.factoriser,
            );
            if self.adopt_pivots() {
                self.factors.valid = true;
                self.point.reduced_exact = false;
                self.point.primal_exact = false;
                return Some(total);
            }
            threshold = MARKOWITZ_THRESHOLD_STRICT;
        }
        self.factors.valid = false;
        None
    }

    /// Orders the basis by pivot rows. Returns false when it had to be repaired, so that the factors are not
    /// those of the new basis.
    fn adopt_pivots(&mut self) -> bool {
        let mut head = vec![u32::MAX; self.m];
        let mut weight = vec![1.0; self.m];
        let mut regular = true;
        for c in 0..self.point.head.len() {
            match self.factors.factoriser.pivot_row(c) {
                Some(p) => {
                    head[p] = self.point.head[c];
                    weight[p] = self.pricing.edge_weight.get(c).copied().unwrap_or(1.0);
                }
                None => {
                    let k = self.point.head[c] as usize;
                    self.point.status[k] = self.nearest_bound_status(k);
                    self.rest(k);
                    regular = false;
                }
            }
        }
        for i in 0..self.m {
            if head[i] == u32::MAX {
                head[i] = (self.n + i) as u32;
                self.point.status[self.n + i] = VariableStatus::Basic;
                regular = false;
            }
        }
        self.point.head = head;
        self.pricing.edge_weight = weight;
        regular
    }

    /// The bound towards which a variable that leaves the basis without a ratio test goes: the one that its
    /// cost likes.
    fn nearest_bound_status(&self, k: usize) -> VariableStatus {
        if self.shifted.cost[k] < 0.0 { VariableStatus::AtUpper } else { VariableStatus::AtLower }
    }

    /// Makes `basic_value` exact: `x_B = −B⁻¹ N x_N`.
    pub(super) fn compute_primal(&mut self) {
        if self.point.primal_exact {
            return;
        }
        self.point.primal_exact = true;
        let mut rhs = std::mem::take(&mut self.work.scratch);
        rhs.clear();
        for k in 0..self.n + self.m {
            let x = self.point.value[k];
            if self.point.status[k] != VariableStatus::Basic && x != 0.0 {
                self.for_column(k, |i, v| rhs.values[i] -= v * x);
            }
        }
        self.factors.lu.ftran(&mut rhs, SolveKind::Dense);
        self.point.basic_value.copy_from_slice(&rhs.values);
        rhs.clear();
        self.work.scratch = rhs;
        for p in 0..self.m {
            let k = self.point.head[p] as usize;
            self.point.basic_lower[p] = self.shifted.lower[k];
            self.point.basic_upper[p] = self.shifted.upper[k];
        }
        if self.factors.careful {
            self.sharpen_primal();
        }
    }

    /// Makes `reduced` exact: the reduced costs of all variables under `shifted.cost`.
    pub(super) fn compute_reduced_costs(&mut self) {
        if self.point.reduced_exact {
            return;
        }
        self.point.reduced_exact = true;
        let mut y = std::mem::take(&mut self.work.scratch);
        y.clear();
        for p in 0..self.m {
            y.values[p] = self.shifted.cost[self.point.head[p] as usize];
        }
        self.factors.lu.btran(&mut y);
        if self.factors.careful {
            self.sharpen_multipliers(&mut y);
        }
        // Exactly zero by definition; what the solve left there would blur what is proven from these numbers.
        for i in (0..self.m).filter(|&i| self.point.status[self.n + i] == VariableStatus::Basic) {
            y.values[i] = -self.shifted.cost[self.n + i];
        }
        for j in 0..self.n {
            self.point.reduced[j] = match self.point.status[j] {
                VariableStatus::Basic => 0.0,
                _ => self.shifted.cost[j] - self.given.matrix.columns.dot(j, &y.values),
            };
        }
        for i in 0..self.m {
            let k = self.n + i;
            self.point.reduced[k] = match self.point.status[k] {
                VariableStatus::Basic => 0.0,
                _ => self.shifted.cost[k] + y.values[i],
            };
        }
        y.clear();
        self.work.scratch = y;
    }

    /// Row `rho` of the basis inverse, given in `work.rho`, times `[A −I]`, into `work.row`: only nonbasic
    /// entries are meant.
    pub(super) fn compute_pivot_row(&mut self) {
        let row = &mut self.work.row;
        let rho = &self.work.rho;
        row.clear();
        let sparse = rho.indices.len() * super::params::SPARSE_ROW_RATIO < self.m;
        for (i, r) in rho.iter() {
            let (columns, values) = self.given.matrix.rows.vector(i);
            for (&j, &v) in columns.iter().zip(values) {
                if sparse {
                    row.add(j as usize, r * v);
                } else {
                    row.values[j as usize] += r * v;
                }
            }
        }
        if !sparse {
            row.indices.extend((0..self.n as u32).filter(|&j| row.values[j as usize] != 0.0));
        }
        for (i, r) in rho.iter() {
            row.values[self.n + i] = -r;
            row.indices.push((self.n + i) as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::{LpProblem, LpSettings, LpStatus};
    use hunch_model::{Kind, Program, Row, Sense, Unlimited};

    #[test]
    fn a_run_that_factorises_again_and_again_comes_to_an_end_and_the_next_begins_anew() {
        let mut program = Program::new("a row", Sense::Maximize);
        program.add_column("x", 1.0, 0.0, 4.0, Kind::Continuous);
        program.add_column("y", 2.0, 0.0, 4.0, Kind::Continuous);
        let row = Row { name: "room".into(), lower: f64::NEG_INFINITY, upper: 5.0 };
        program.set_rows(vec![row], &[(0, 0, 1.0), (0, 1, 1.0)]);
        let mut simplex = Simplex::new(&LpProblem::from_program(&program), LpSettings::default());
        assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
        let tries = (0..=EARLY_FACTORS).filter_map(|_| simplex.refactor()).count();
        assert!(tries <= EARLY_FACTORS as usize, "{tries}");
        assert!(!simplex.factors.valid);
        simplex.set_column_bounds(1, 0.0, 3.0);
        assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
        assert_eq!(simplex.objective(), -8.0);
    }
}
