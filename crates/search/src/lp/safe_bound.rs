//! A lower bound on the optimum that holds in exact arithmetic, whatever the multipliers are (Neumaier and Shcherbina, "Safe bounds in linear
//! and mixed-integer linear programming", 2004).
//!
//! For any `π`, `cᵀx = (c − Aᵀπ)ᵀx + πᵀAx`, so the optimum is at least the sum of each term's least value over the bounds. Multipliers that lean
//! on an absent side are set to zero first; what the others leave of the costs, rounding included, is paid for at the columns' bounds, given
//! or implied (see `reach`). Scaling by powers of two is exact, so the bound of the scaled problem is one of the caller's; entries that the
//! engine drops as rounding (see `params::SMALL_ENTRY`) take no part.

use super::safe_sum::{Known, SafeSum};
use super::simplex::Simplex;

impl Simplex {
    /// A lower bound on the optimum from the present duals that holds in exact arithmetic; `-∞` where a column that can go for ever keeps a
    /// reduced cost, be it by rounding alone. Costs a pass over the matrix. [`Simplex::dual_bound`] is the bound up to rounding.
    pub fn safe_dual_bound(&mut self) -> f64 {
        // Few columns lack a bound that is asked for, and one of their rows usually has it.
        let bound = self.safe_bound(&|k, is_upper| self.bound_or_implied(k, is_upper));
        if bound.is_finite() {
            return bound;
        }
        let reach = self.reach();
        self.safe_bound(&|k, is_upper| if is_upper { reach.upper[k] } else { reach.lower[k] })
    }

    /// The bound with `limit` for what a variable's lower or (where true) upper bound is.
    fn safe_bound(&self, limit: &dyn Fn(usize, bool) -> f64) -> f64 {
        let mut bound = SafeSum::default();
        let mut multipliers = vec![0.0; self.m];
        for (i, multiplier) in multipliers.iter_mut().enumerate() {
            let y = self.reduced[self.n + i];
            if y == 0.0 || !y.is_finite() {
                continue;
            }
            // One that leans on a side that the row does not have stays zero.
            let side = limit(self.n + i, y < 0.0);
            if side.is_finite() {
                *multiplier = y;
                bound.add(Known::product(y, side));
            }
        }
        for j in 0..self.n {
            let (rows, values) = self.matrix.columns.vector(j);
            // Most columns rest at a bound of zero with a reduced cost whose sign is beyond doubt: their least product is zero.
            let (mut plain, mut size) = (self.cost[j], self.cost[j].abs());
            for (&i, &v) in rows.iter().zip(values) {
                let term = v * multipliers[i as usize];
                plain -= term;
                size += term.abs();
            }
            let doubt = (rows.len() + 4) as f64 * f64::EPSILON * size + f64::MIN_POSITIVE;
            let rests_at = if plain > 0.0 { self.lower[j] } else { self.upper[j] };
            if rests_at == 0.0 && plain.abs() > doubt {
                continue;
            }
            let mut left = SafeSum::default();
            left.add(Known::exactly(self.cost[j]));
            for (&i, &v) in rows.iter().zip(values) {
                if multipliers[i as usize] != 0.0 {
                    left.add(Known::product(-v, multipliers[i as usize]));
                }
            }
            bound.add(least_product(left, limit(j, false), limit(j, true)));
        }
        let total = bound.total();
        let mut low = SafeSum::default();
        low.add(Known::exactly(total.low() / self.scaling.cost)); // a power of two
        low.add(Known::exactly(self.offset));
        let low = low.total().low();
        if low.is_finite() { low } else { f64::NEG_INFINITY }
    }
}

/// The least value of `d·x` for `d` as far as it is known and `x` between the bounds.
fn least_product(d: SafeSum, lower: f64, upper: f64) -> Known {
    let total = d.total();
    let (low, high) = (total.low(), total.high());
    let corners = [(low, lower), (low, upper), (high, lower), (high, upper)];
    let products = corners.into_iter().filter(|c| c.0 != 0.0).map(|(d, x)| Known::product(d, x));
    products.min_by(|a, b| a.low().total_cmp(&b.low())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(terms: &[f64]) -> SafeSum {
        let mut sum = SafeSum::default();
        terms.iter().for_each(|&t| sum.add(Known::exactly(t)));
        sum
    }

    #[test]
    fn the_least_product_is_taken_at_a_corner() {
        let near = |known: Known, x: f64| known.low() <= x && (known.value - x).abs() < 1e-12;
        assert!(near(least_product(sum(&[2.0]), -3.0, 5.0), -6.0));
        assert!(near(least_product(sum(&[-2.0]), -3.0, 5.0), -10.0));
        assert!(near(least_product(sum(&[2.0]), 1.0, f64::INFINITY), 2.0));
        assert_eq!(least_product(sum(&[2.0]), f64::NEG_INFINITY, 0.0).value, f64::NEG_INFINITY);
        assert_eq!(least_product(sum(&[]), f64::NEG_INFINITY, f64::INFINITY).value, 0.0);
    }

    #[test]
    fn a_reduced_cost_that_only_rounding_hides_is_paid_for() {
        // Exactly 2^-60, of which a plain sum sees nothing.
        let d = sum(&[1.0, 2f64.powi(-60), -1.0]);
        assert!(least_product(d, -1e9, 1e9).low() <= -1e9 * 2f64.powi(-60));
    }
}
