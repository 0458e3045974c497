//! How far single numbers may move before another basis is optimal: post-optimal analysis of the basis at
//! hand (Chvátal, "Linear Programming", 1983, chapter 10).
//!
//! All is said of one basis. Where several are optimal (a degenerate point), each has ranges of its own, and
//! the optimum may stay longer than one of them says.

use super::basis::VariableStatus;
use super::params::RANGING_NOISE;
use super::simplex::Simplex;
use crate::scalar::greater;

/// Where a number may be, its present value included: `low ≤ value ≤ high`. Infinite ends are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
}

/// Ranges of the bounds of a variable; none for a bound that is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SideRanges {
    /// Of the lower bound; of an equation, of both sides moved together.
    pub lower: Option<Range>,
    /// Of the upper bound, likewise.
    pub upper: Option<Range>,
}

/// What an optimal basis leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Degeneracy {
    /// A basic variable rests at one of its bounds: other duals may prove the same optimum.
    pub primal: bool,
    /// A nonbasic variable has no reduced cost: other points may be as good.
    pub dual: bool,
}

impl Simplex {
    /// Makes ready for ranging at the present basis, which should be optimal; false where it has no factors.
    pub fn prepare_ranging(&mut self) -> bool {
        if !self.factors.valid && self.refactor().is_none() {
            return false;
        }
        self.compute_primal();
        self.compute_reduced_costs();
        true
    }

    /// The position of each variable in the basis.
    pub fn basic_positions(&self) -> Vec<Option<u32>> {
        let mut positions = vec![None; self.n + self.m];
        for (p, &k) in self.point.head.iter().enumerate() {
            positions[k as usize] = Some(p as u32);
        }
        positions
    }

    /// Where the objective coefficient of column `j` may be (of the minimisation) while the basis, and with
    /// it the point, stays optimal. `position` is its place in the basis.
    pub fn cost_range(&mut self, j: usize, position: Option<u32>) -> Range {
        let unit = 1.0 / (self.given.scaling.column[j] * self.given.scaling.cost);
        let cost = self.given.cost[j];
        let (down, up) = match position {
            Some(p) => self.basic_cost_steps(p as usize),
            None => {
                let d = self.point.reduced[j];
                let fixed = self.given.lower[j] == self.given.upper[j];
                match self.point.status[j] {
                    _ if fixed => (f64::INFINITY, f64::INFINITY),
                    VariableStatus::AtLower => (greater(d, 0.0), f64::INFINITY),
                    VariableStatus::AtUpper => (f64::INFINITY, greater(-d, 0.0)),
                    VariableStatus::Basic | VariableStatus::Free => (0.0, 0.0),
                }
            }
        };
        Range { low: (cost - down) * unit, high: (cost + up) * unit }
    }

    /// By how much the cost of the variable at position `p` may fall and rise: the reduced costs of the
    /// nonbasic variables move along the pivot row, and keep their signs.
    fn basic_cost_steps(&mut self, p: usize) -> (f64, f64) {
        self.factors.lu.btran_row(p, &mut self.work.rho);
        self.compute_pivot_row();
        let row = &self.work.row;
        let largest = row.indices.iter().fold(1.0, |most, &k| greater(row.values[k as usize].abs(), most));
        let (mut down, mut up) = (f64::INFINITY, f64::INFINITY);
        for &k in &row.indices {
            let k = k as usize;
            let (alpha, d) = (row.values[k], self.point.reduced[k]);
            let fixed = self.given.lower[k] == self.given.upper[k];
            if fixed || alpha.abs() <= RANGING_NOISE * largest {
                continue;
            }
            // The reduced cost becomes d − step · alpha.
            let (falls, rises) = match self.point.status[k] {
                VariableStatus::Basic => continue,
                VariableStatus::AtLower => (alpha < 0.0, alpha > 0.0),
                VariableStatus::AtUpper => (alpha > 0.0, alpha < 0.0),
                VariableStatus::Free => (true, true),
            };
            let step = greater(d / alpha, -d / alpha);
            if rises {
                up = f64::min(up, step);
            }
            if falls {
                down = f64::min(down, step);
            }
        }
        (down, up)
    }

    /// Where the bounds of column `j` may be while the basis stays optimal and feasible.
    pub fn column_ranges(&mut self, j: usize, position: Option<u32>) -> SideRanges {
        self.side_ranges(j, position, self.given.scaling.column[j])
    }

    /// Where the sides of row `i` may be while the basis stays optimal and feasible.
    pub fn row_ranges(&mut self, i: usize, position: Option<u32>) -> SideRanges {
        self.side_ranges(self.n + i, position, 1.0 / self.given.scaling.row[i])
    }

    fn side_ranges(&mut self, k: usize, position: Option<u32>, unit: f64) -> SideRanges {
        let (lower, upper) = (self.given.lower[k], self.given.upper[k]);
        let value = match position {
            Some(p) => self.point.basic_value[p as usize],
            None => self.point.value[k],
        };
        // A bound that nothing rests on may come as near as the value.
        let below = Range { low: f64::NEG_INFINITY, high: value };
        let above = Range { low: value, high: f64::INFINITY };
        let (mut of_lower, mut of_upper) = (below, above);
        if position.is_some() && lower == upper {
            // The activity of an equation that follows from others: they hold it where it is.
            let here = Range { low: value, high: value };
            (of_lower, of_upper) = (here, here);
        } else if position.is_none() && (lower.is_finite() || upper.is_finite()) {
            let (down, up) = self.room_of_nonbasic(k);
            let moved = Range { low: value - down, high: value + up };
            if lower == upper {
                (of_lower, of_upper) = (moved, moved);
            } else if self.point.status[k] == VariableStatus::AtLower {
                of_lower = Range { high: f64::min(moved.high, upper), ..moved };
            } else {
                of_upper = Range { low: greater(moved.low, lower), ..moved };
            }
        }
        let scaled = |range: Range| Range { low: range.low * unit, high: range.high * unit };
        SideRanges {
            lower: lower.is_finite().then(|| scaled(of_lower)),
            upper: upper.is_finite().then(|| scaled(of_upper)),
        }
    }

    /// By how much the value of the nonbasic variable `k` may fall and rise before a basic one meets a bound.
    fn room_of_nonbasic(&mut self, k: usize) -> (f64, f64) {
        self.load_column(k);
        let column = &self.work.column;
        let largest = column.iter().fold(1.0, |most, (_, a)| greater(a.abs(), most));
        let (mut down, mut up) = (f64::INFINITY, f64::INFINITY);
        for (p, a) in column.iter() {
            if a.abs() <= RANGING_NOISE * largest {
                continue;
            }
            let basic = self.point.head[p] as usize;
            let value = self.point.basic_value[p];
            // The basic variable moves by −a per unit.
            let to_lower = greater(value - self.given.lower[basic], 0.0) / a.abs();
            let to_upper = greater(self.given.upper[basic] - value, 0.0) / a.abs();
            let (rising, falling) = if a > 0.0 { (to_lower, to_upper) } else { (to_upper, to_lower) };
            up = f64::min(up, rising);
            down = f64::min(down, falling);
        }
        (down, up)
    }

    /// Whether the basis is degenerate, within the tolerances of the simplex method.
    pub fn degeneracy(&self) -> Degeneracy {
        let (feasible, attractive) = (self.tolerance.primal, self.tolerance.dual);
        let primal = self.point.head.iter().zip(&self.point.basic_value).any(|(&k, &x)| {
            let k = k as usize;
            x - self.given.lower[k] <= feasible || self.given.upper[k] - x <= feasible
        });
        let dual = (0..self.n + self.m).any(|k| {
            self.point.status[k] != VariableStatus::Basic
                && self.given.lower[k] < self.given.upper[k]
                && self.point.reduced[k].abs() <= attractive
        });
        Degeneracy { primal, dual }
    }
}
