//! Claims that hold in exact arithmetic, whatever the multipliers are: lower bounds on the optimum, and
//! infeasibility (Neumaier and Shcherbina, "Safe bounds in linear and mixed-integer linear programming",
//! 2004).
//!
//! For any `π`, `cᵀx = (c − Aᵀπ)ᵀx + πᵀAx`, so the optimum is at least the sum of each term's least value
//! over the bounds. Multipliers that lean on an absent side are set to zero first; what the others leave of
//! the costs, rounding included, is paid for at the columns' bounds, given or implied (see `reach`). Rows
//! count with their noise (see [`super::LpProblem::row_noise`]). Scaling by powers of two is exact, so what
//! is proven of the scaled problem holds for the caller's. Without costs, a bound above zero proves that
//! there is no point at all.
//!
//! Two precisions: rounding is first estimated from the number of operations, which costs little more than
//! the plain sum; where that does not decide, multipliers get further digits, and in the end sums are
//! compensated and their errors followed.

use super::basis::VariableStatus;
use super::params::{CERTAIN_ZERO, FAR_BEYOND, FAR_SHARE, SAFE_BOUND_LOSS};
use super::safe_sum::{Known, SafeSum, two_sum};
use super::simplex::Simplex;
use super::storage::WorkVector;
use crate::scalar::greater;
use hunch_model::tolerances::{PROOF, UNBOUNDED_SIZE};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How rounding is accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Precision {
    /// Sums of columns are plain, and err by the number of their terms.
    Counted,
    /// Sums of columns are compensated.
    Compensated,
}

/// Where the bound of a column comes from that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absent {
    /// From one of its rows.
    OneRow,
    /// From all rows.
    AllRows,
    /// As before; and where nothing bounds the column and its reduced cost is rounding, from the size that
    /// columns without a bound count with.
    Far,
}

impl Simplex {
    /// A lower bound on the optimum from the present duals that holds in exact arithmetic; `-∞` where they
    /// prove nothing. A column that nothing bounds, and whose reduced cost is rounding, counts with
    /// [`UNBOUNDED_SIZE`].
    pub fn safe_dual_bound(&mut self) -> f64 {
        let plain = self.lagrangian_bound();
        let target = plain - SAFE_BOUND_LOSS * greater(plain.abs(), self.given.scaling.cost);
        self.safe_bound(if target.is_finite() { target } else { f64::INFINITY })
    }

    /// Whether a bound so far counts columns that nothing bounds, and whose reduced costs may not be zero, with
    /// a far size instead of an infinite one.
    pub fn rests_on_far(&self) -> bool {
        self.implied.rests_on_far.load(Ordering::Relaxed)
    }

    /// A safe lower bound on the optimum, only as good as it takes to pass `target`, if that can be.
    pub(super) fn safe_bound_for(&mut self, target: f64) -> f64 {
        self.safe_bound((target - self.given.offset) * self.given.scaling.cost)
    }

    /// A safe lower bound on the objective from the reduced costs as they are, so that what each of them adds
    /// when its column leaves the bound where it costs least comes on top. [`Simplex::dual_bound`] may be of
    /// other multipliers, or of the same with more digits, with which these reduced costs have nothing to do.
    pub fn reduced_cost_bound(&mut self) -> f64 {
        let bound = self.quick_bound();
        self.unscaled_bound(bound)
    }

    fn safe_bound(&mut self, scaled_target: f64) -> f64 {
        let mut bound = self.quick_bound();
        if bound <= scaled_target {
            let mut y = self.point.reduced[self.n..].to_vec();
            bound = greater(bound, self.prove(true, &mut y, scaled_target));
        }
        self.unscaled_bound(bound)
    }

    /// A bound on the scaled objective as one on the caller's.
    fn unscaled_bound(&self, bound: f64) -> f64 {
        let mut low = SafeSum::default();
        low.add(Known::exactly(bound / self.given.scaling.cost)); // a power of two
        low.add(Known::exactly(self.given.offset));
        let low = low.total().low();
        if low.is_finite() { low } else { f64::NEG_INFINITY }
    }

    /// A safe lower bound on the scaled objective from the reduced costs as they were computed, with a pass
    /// over the basic columns alone: each errs by the number of its column's terms, which are no larger than
    /// the largest multiplier lets them be.
    fn quick_bound(&mut self) -> f64 {
        if !self.point.reduced_exact || self.shifted.costs_changed {
            return f64::NEG_INFINITY;
        }
        let norms = self.column_norms();
        let reach = self.reach();
        let (reduced, y) = self.point.reduced.split_at(self.n);
        let largest = y.iter().fold(0.0, |most, y| greater(y.abs(), most));
        let (mut sum, mut size, mut error) = (0.0, 0.0, 0.0);
        for (i, &y) in y.iter().enumerate().filter(|y| *y.1 != 0.0) {
            let term = y * self.given(self.n + i, y < 0.0);
            sum += term;
            size += term.abs();
        }
        for (j, &d) in reduced.iter().enumerate() {
            let d = match self.point.status[j] {
                // Zero by definition, but not quite for the multipliers that the solve gave.
                VariableStatus::Basic => self.given.cost[j] - self.given.matrix.columns.dot(j, y),
                _ => d,
            };
            let doubt = self.reduced_cost_doubt(j, norms[j], largest);
            let (lower, upper) = (self.given.lower[j], self.given.upper[j]);
            if d.abs() > doubt {
                let rests_at = if d > 0.0 { lower } else { upper };
                if rests_at != 0.0 {
                    let term = d * rests_at;
                    sum += term;
                    size += term.abs();
                    error += doubt * rests_at.abs();
                }
            } else if lower.is_finite() && upper.is_finite() {
                error += 2.0 * doubt * greater(lower.abs(), upper.abs());
            } else {
                error += 2.0 * doubt * greater(reach.lower[j].abs(), reach.upper[j].abs());
            }
        }
        let terms = (self.n + self.m) as f64;
        let bound = sum - 2.0 * error - 2.0 * (terms + 4.0) * f64::EPSILON * size;
        if bound.is_finite() { bound } else { f64::NEG_INFINITY }
    }

    /// What the reduced cost of column `j` may be wrong by, with multipliers up to `largest` and the column's
    /// [`Simplex::column_norms`].
    fn reduced_cost_doubt(&self, j: usize, (share, norm): (f64, f64), largest: f64) -> f64 {
        share * (self.given.cost[j].abs() + largest * norm) + f64::MIN_POSITIVE
    }

    /// For each column, in the caller's units, what is certain of the magnitude of its reduced cost.
    pub fn certain_reduced_costs(&mut self) -> Vec<f64> {
        let norms = self.column_norms();
        let largest = self.point.reduced[self.n..].iter().fold(0.0, |most, y| greater(y.abs(), most));
        let certain = |j: usize| {
            let d = self.point.reduced[j];
            let left = d.abs() - 2.0 * self.reduced_cost_doubt(j, norms[j], largest);
            greater(left, 0.0).copysign(d) / (self.given.scaling.cost * self.given.scaling.column[j])
        };
        (0..self.n).map(certain).collect()
    }

    /// For each column, twice what a sum over it may err by as a share of its terms, and the sum of its
    /// entries' magnitudes.
    fn column_norms(&mut self) -> Arc<Vec<(f64, f64)>> {
        if let Some(norms) = self.implied.norms.as_ref().filter(|norms| norms.len() == self.n) {
            return norms.clone();
        }
        let norm = |j: usize| {
            let values = self.given.matrix.columns.vector(j).1;
            let sum = values.iter().map(|v| v.abs()).sum::<f64>();
            let share = (values.len() + 4) as f64 * f64::EPSILON;
            (share, sum * (1.0 + share)) // the sum is rounded, too
        };
        let norms: Arc<Vec<(f64, f64)>> = Arc::new((0..self.n).map(norm).collect());
        self.implied.norms = Some(norms.clone());
        norms
    }

    /// Whether the multipliers `y` prove in exact arithmetic that no point meets all rows and bounds. Those
    /// that lean on an absent side become zero.
    pub(super) fn proves_empty(&mut self, y: &mut [f64]) -> bool {
        self.prove(false, y, 0.0) > 0.0
    }

    /// A lower bound on the scaled objective (or, without `costs`, on zero) from the multipliers `y`. What
    /// costs more is tried only where the cheaper does not pass `target`.
    fn prove(&mut self, costs: bool, y: &mut [f64], target: f64) -> f64 {
        let given = y.to_vec();
        self.keep_leaning(y, &mut []);
        let known = self.implied.reach.is_some() && !self.implied.reach_stale;
        let first = if known { Absent::AllRows } else { Absent::OneRow };
        let mut best = self.lowest(costs, (&*y, &[]), Precision::Counted, first, &mut false);
        if best > target {
            return best;
        }
        self.reach();
        y.copy_from_slice(&given);
        let mut rest = self.second_digits(costs, y);
        for (y, rest) in y.iter_mut().zip(&mut rest) {
            (*y, *rest) = two_sum(*y, *rest);
        }
        self.keep_leaning(y, &mut rest);
        for precision in [Precision::Counted, Precision::Compensated] {
            let mut is_doubtful = false;
            let bound = self.lowest(costs, (&*y, &rest), precision, Absent::Far, &mut is_doubtful);
            if bound > best && is_doubtful {
                self.implied.rests_on_far.store(true, Ordering::Relaxed);
            }
            best = greater(best, bound);
            if best > target {
                break;
            }
        }
        best
    }

    /// What, added to the multipliers `y`, makes the reduced costs of basic columns zero that are not by
    /// rounding alone: the multipliers that are meant have more digits than a double.
    fn second_digits(&mut self, costs: bool, y: &[f64]) -> Vec<f64> {
        if !self.factors.valid {
            return Vec::new();
        }
        let mut rest = WorkVector::default();
        rest.reset(self.m);
        for (p, &k) in self.point.head.iter().enumerate() {
            let cost = if costs { self.given.cost[k as usize] } else { 0.0 };
            let mut sum = SafeSum::default();
            let mut size = cost.abs();
            sum.add(Known::exactly(cost));
            self.for_column(k as usize, |i, v| {
                sum.add_product(-v, y[i]);
                size += (v * y[i]).abs();
            });
            let left = sum.total().value;
            if left.abs() <= FAR_SHARE * size {
                rest.values[p] = left;
            }
        }
        self.correct_by(&mut rest);
        for (i, rest) in rest.values.iter_mut().enumerate() {
            if self.point.status[self.n + i] == VariableStatus::Basic {
                *rest = 0.0;
            }
        }
        rest.values
    }

    /// Makes multipliers zero that lean on a side that their row does not have.
    fn keep_leaning(&self, y: &mut [f64], rest: &mut [f64]) {
        for (i, y) in y.iter_mut().enumerate().filter(|y| *y.1 != 0.0) {
            if !y.is_finite() || !self.given(self.n + i, *y < 0.0).is_finite() {
                *y = 0.0;
            }
        }
        rest.iter_mut().zip(y).filter(|(_, y)| **y == 0.0).for_each(|(rest, _)| *rest = 0.0);
    }

    /// The sum of each row's and each column's least term; a multiplier is the sum of its two parts, of which
    /// the second may be empty.
    /// `is_doubtful` becomes true where a column counts with a far size whose reduced cost may be another
    /// number than zero.
    fn lowest(
        &self,
        costs: bool,
        y: (&[f64], &[f64]),
        precision: Precision,
        absent: Absent,
        is_doubtful: &mut bool,
    ) -> f64 {
        let (y, rest) = y;
        let mut bound = SafeSum::default();
        for (i, &y) in y.iter().enumerate().filter(|y| *y.1 != 0.0) {
            let side = self.given(self.n + i, y < 0.0);
            bound.add_product(y, side);
            if let Some(&rest) = rest.get(i) {
                bound.add_product(rest, side);
            }
        }
        let far_size = if absent == Absent::Far { self.far_size() } else { f64::INFINITY };
        // A checker of multipliers without costs looks at each column alone.
        let share = if costs || self.factors.careful { FAR_SHARE } else { 0.0 };
        let noise = share * y.iter().fold(0.0, |most, y| greater(y.abs(), most));
        for j in 0..self.n {
            let (indices, values) = self.given.matrix.columns.vector(j);
            let cost = if costs { self.given.cost[j] } else { 0.0 };
            let (mut plain, mut size) = (cost, cost.abs());
            for (&i, &v) in indices.iter().zip(values) {
                let term = v * y[i as usize];
                plain -= term;
                size += term.abs();
            }
            // Twice what the sum can err by, so that sums with it need no further care (Higham 2002, section
            // 3.1).
            let mut doubt = (indices.len() + 4) as f64 * f64::EPSILON * size;
            if !rest.is_empty() {
                // Each second part is smaller than its first: in the worst case it doubles the sum, mostly it
                // is rounding of it.
                doubt += indices
                    .iter()
                    .zip(values)
                    .map(|(&i, &v)| 2.0 * (v * rest[i as usize]).abs())
                    .sum::<f64>();
            }
            if size == 0.0 && doubt == 0.0 {
                continue;
            }
            doubt += f64::MIN_POSITIVE;
            let certain = plain.abs() > doubt;
            let rests_at = if plain > 0.0 { self.given.lower[j] } else { self.given.upper[j] };
            // Most columns rest at a bound of zero with a reduced cost whose sign is beyond doubt: their
            // least product is zero.
            if certain && rests_at == 0.0 {
                continue;
            }
            if precision == Precision::Counted {
                let reach = greater(self.given.lower[j].abs(), self.given.upper[j].abs());
                if certain && rests_at.is_finite() {
                    let value = plain * rests_at;
                    bound.add(Known { value, error: doubt * rests_at.abs() + f64::EPSILON * value.abs() });
                    continue;
                } else if !certain && reach.is_finite() {
                    bound.add(Known { value: 0.0, error: 2.0 * doubt * reach });
                    continue;
                }
            }
            let mut left = SafeSum::default();
            left.add(Known::exactly(cost));
            for (&i, &v) in indices.iter().zip(values) {
                let i = i as usize;
                if y[i] != 0.0 {
                    left.add_product(-v, y[i]);
                }
                if let Some(&rest) = rest.get(i) {
                    left.add_product(-v, rest);
                }
            }
            let far = match absent {
                // The solve that gave the multipliers errs by digits of the largest of them.
                Absent::Far if plain.abs() <= FAR_SHARE * size + noise * norm(values) => {
                    far_size / self.given.scaling.column[j]
                }
                _ => f64::INFINITY,
            };
            // Multipliers that a checker takes for a proof leave no more than rounding to columns without a
            // bound; others are a last resort.
            let plainly = costs || self.factors.careful || plain.abs() <= PROOF * size;
            if far.is_finite() && !*is_doubtful {
                let total = left.total();
                let (low, high) = (total.low(), total.high());
                let is_open = |is_upper| !self.limit(j, is_upper, absent, f64::INFINITY, plainly).is_finite();
                let is_zero = greater(low.abs(), high.abs()) <= CERTAIN_ZERO * size;
                *is_doubtful = !is_zero && (high > 0.0 && is_open(false) || low < 0.0 && is_open(true));
            }
            bound.add(least_product(left, |is_upper| self.limit(j, is_upper, absent, far, plainly)));
            if bound.is_lost() {
                return f64::NEG_INFINITY;
            }
        }
        let low = bound.total().low();
        if low.is_nan() { f64::NEG_INFINITY } else { low }
    }

    /// What a column counts with that nothing bounds: far beyond the present point, if that is far out
    /// itself.
    fn far_size(&self) -> f64 {
        let largest = self.values().iter().fold(0.0f64, |most, x| greater(x.abs(), most));
        greater(UNBOUNDED_SIZE, FAR_BEYOND * largest)
    }

    /// The lower or upper bound of column `j`, given or (where `implied` ones count) implied, or else `far`.
    fn limit(&self, j: usize, is_upper: bool, absent: Absent, far: f64, implied: bool) -> f64 {
        let given = self.given(j, is_upper);
        if given.is_finite() || !implied {
            return given;
        }
        let implied = match (absent, &self.implied.reach) {
            (Absent::AllRows | Absent::Far, Some(reach)) => reach.bound(j, is_upper),
            _ => self.bound_or_implied(j, is_upper),
        };
        match implied.is_finite() {
            true => implied,
            false if is_upper => far,
            false => -far,
        }
    }
}

/// The largest magnitude of a column's entries.
fn norm(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, v| greater(v.abs(), most))
}

/// The least value of `d·x` for `d` as far as it is known and `x` between the limits, lower (false) and upper
/// (true); a little less where the sign of `d` is in doubt.
fn least_product(d: SafeSum, limit: impl Fn(bool) -> f64) -> Known {
    let total = d.total();
    let (low, high) = (total.low(), total.high());
    let product = |d: f64, x: f64| if d == 0.0 { Known::default() } else { Known::product(d, x) };
    // A positive `d` asks for the lower limit; it is least there at its own least, or its greatest where that
    // limit is negative.
    let positive = |lower: f64| product(if lower < 0.0 { high } else { low.max(0.0) }, lower);
    let negative = |upper: f64| product(if upper > 0.0 { low } else { high.min(0.0) }, upper);
    match (high > 0.0, low < 0.0) {
        (true, false) => positive(limit(false)),
        (false, true) => negative(limit(true)),
        (false, false) => Known::default(),
        (true, true) => {
            let (a, b) = (positive(limit(false)), negative(limit(true)));
            let value = a.value.min(0.0) + b.value.min(0.0);
            Known { value, error: a.error + b.error + f64::EPSILON * value.abs() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(terms: &[f64]) -> SafeSum {
        let mut sum = SafeSum::default();
        terms.iter().for_each(|&t| sum.add(Known::exactly(t)));
        sum
    }

    fn least(d: &[f64], lower: f64, upper: f64) -> Known {
        least_product(sum(d), |is_upper| if is_upper { upper } else { lower })
    }

    #[test]
    fn the_least_product_is_taken_at_a_corner() {
        let near = |known: Known, x: f64| known.low() <= x && (known.value - x).abs() < 1e-12;
        assert!(near(least(&[2.0], -3.0, 5.0), -6.0));
        assert!(near(least(&[-2.0], -3.0, 5.0), -10.0));
        assert!(near(least(&[2.0], 1.0, f64::INFINITY), 2.0));
        assert_eq!(least(&[2.0], f64::NEG_INFINITY, 0.0).value, f64::NEG_INFINITY);
        assert_eq!(least(&[], f64::NEG_INFINITY, f64::INFINITY).value, 0.0);
    }

    #[test]
    fn a_reduced_cost_that_only_rounding_hides_is_paid_for() {
        // Exactly 2^-60, of which a plain sum sees nothing.
        assert!(least(&[1.0, 2f64.powi(-60), -1.0], -1e9, 1e9).low() <= -1e9 * 2f64.powi(-60));
    }
}
