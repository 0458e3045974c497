//! Bounds that hold in exact arithmetic. Q being positive semidefinite, the objective lies above its tangent
//! at any point, and the least value of the tangent over rows and bounds is that of a linear program: for any
//! multipliers it is at least the sum of each term's least value (Neumaier & Shcherbina, "Safe bounds in
//! linear and mixed-integer linear programming", 2004). Without objective, a bound above zero proves that no
//! point meets rows and bounds.
//!
//! The tangent touches at the point found. Where that does not prove enough, point and multipliers get second
//! digits, so that reduced costs that should be zero nearly are, and sums are compensated.

use super::engine::Qp;
use crate::lp::params::{FAR_BEYOND, FAR_SHARE, OPTIMALITY_GAP};
use crate::lp::reach::Reach;
use crate::lp::safe_sum::{Known, SafeSum};
use crate::scalar::{greater, lesser};
use hunch_model::tolerances::{ABSOLUTE_GAP, RELATIVE_GAP, UNBOUNDED_SIZE};
use hunch_model::{Gap, GapScale, Sense};

/// A number as the sum of two doubles each; the second parts may be absent.
#[derive(Clone, Copy)]
struct Pairs<'a> {
    first: &'a [f64],
    second: &'a [f64],
}

impl Pairs<'_> {
    fn at(&self, k: usize) -> (f64, f64) {
        (self.first[k], self.second.get(k).copied().unwrap_or(0.0))
    }
}

/// What is asked of a bound.
struct Question<'a> {
    /// Where the tangent touches; without it, the objective is zero.
    point: Option<Pairs<'a>>,
    multipliers: Pairs<'a>,
    /// Whether sums are compensated.
    precise: bool,
}

/// A sum that is plain, with its error counted from the number of terms, or compensated.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    plain: f64,
    size: f64,
    terms: f64,
    safe: SafeSum,
}

impl Sum {
    fn add_product(&mut self, a: f64, b: f64, precise: bool) {
        let term = a * b;
        self.size += term.abs();
        if precise {
            self.safe.add_product(a, b);
        } else {
            self.plain += term;
            self.terms += 1.0;
        }
    }

    fn known(&self, precise: bool) -> Known {
        if precise {
            self.safe.total()
        } else {
            // Twice what the sum can err by (Higham 2002, section 3.1).
            let error = (self.terms + 4.0) * f64::EPSILON * self.size;
            Known { value: self.plain, error: if self.size > 0.0 { error + f64::MIN_POSITIVE } else { 0.0 } }
        }
    }
}

impl Qp {
    /// Finds what the kept multipliers prove; whether that is the objective, up to rounding.
    pub(super) fn prove_optimality(&mut self) -> bool {
        let (values, duals) = (std::mem::take(&mut self.found.values), std::mem::take(&mut self.found.duals));
        let leaning = self.leaning(&duals);
        let mut question = Question {
            point: Some(Pairs { first: &values, second: &[] }),
            multipliers: Pairs { first: &leaning, second: &[] },
            precise: false,
        };
        let mut bound = self.least(&question);
        if !self.meets(bound) {
            let (more_point, more_duals) = self.second_digits(&values, &leaning);
            question.point = Some(Pairs { first: &values, second: &more_point });
            question.multipliers.second = &more_duals;
            question.precise = true;
            bound = greater(bound, self.least(&question));
        }
        self.found.bound = lesser(bound, self.found.objective);
        (self.found.values, self.found.duals) = (values, leaning);
        self.meets(bound)
    }

    /// Whether a bound meets the objective as well as rounding lets it.
    fn meets(&self, bound: f64) -> bool {
        let gap = self.gap(bound);
        gap.absolute <= ABSOLUTE_GAP || gap.relative <= OPTIMALITY_GAP
    }

    fn gap(&self, bound: f64) -> Gap {
        let scale = GapScale { sense: Sense::Minimize, constant: self.given.offset };
        Gap::between(self.found.objective, bound, scale)
    }

    /// Whether the kept bound meets the objective as `docs/claims.md` asks.
    pub(super) fn is_within_gap(&self) -> bool {
        let gap = self.gap(self.found.bound);
        gap.absolute <= ABSOLUTE_GAP || gap.relative <= RELATIVE_GAP
    }

    /// Whether the multipliers prove that no point meets all rows and bounds. Those that lean on an absent
    /// side become zero.
    pub(super) fn proves_empty(&self, y: &mut [f64]) -> bool {
        let leaning = self.leaning(y);
        y.copy_from_slice(&leaning);
        [false, true].into_iter().any(|precise| {
            let multipliers = Pairs { first: &leaning, second: &[] };
            self.least(&Question { point: None, multipliers, precise }) > 0.0
        })
    }

    /// The multipliers without those that lean on a side that their row does not have.
    fn leaning(&self, y: &[f64]) -> Vec<f64> {
        let keep =
            |(i, &y): (usize, &f64)| if y.is_finite() && self.side(i, y).is_finite() { y } else { 0.0 };
        y.iter().enumerate().map(keep).collect()
    }

    fn side(&self, i: usize, y: f64) -> f64 {
        if y > 0.0 { self.given.row_lower[i] } else { self.given.row_upper[i] }
    }

    /// The least value that the tangent can have.
    fn least(&self, question: &Question) -> f64 {
        let (precise, y) = (question.precise, question.multipliers);
        let mut bound = SafeSum::default();
        let mut reduced = vec![Sum::default(); self.n];
        if let Some(x) = question.point {
            self.add_gradient(x, precise, &mut reduced);
            // The tangent's own constant: f(x) − ∇f(x)ᵀx = offset − ½ xᵀQx.
            bound.add(Known::exactly(self.given.offset));
            for (j, slope) in reduced.iter().enumerate() {
                let (slope, (first, second)) = (slope.known(precise), x.at(j));
                bound.add_product(-0.5 * slope.value, first);
                bound.add_product(-0.5 * slope.value, second);
                let error = 0.5 * slope.error * (first.abs() + second.abs());
                bound.add(Known { value: 0.0, error });
            }
            for (j, sum) in reduced.iter_mut().enumerate() {
                sum.add_product(self.given.cost[j], 1.0, precise);
            }
        }
        for i in (0..self.m).filter(|&i| y.first[i] != 0.0) {
            let (side, (first, second)) = (self.side(i, y.first[i]), y.at(i));
            bound.add_product(first, side);
            bound.add_product(second, side);
        }
        for (i, j, v) in self.data.matrix.triplets() {
            let (first, second) = y.at(i);
            if first != 0.0 {
                reduced[j].add_product(-v, first, precise);
                if second != 0.0 {
                    reduced[j].add_product(-v, second, precise);
                }
            }
        }
        let mut far = Far { qp: self, largest: None, reach: None };
        for (j, sum) in reduced.iter().enumerate() {
            let d = sum.known(precise);
            if d.high() > 0.0 {
                bound.add(far.product(d, j, sum.size, false, question.point.is_some()));
            }
            if d.low() < 0.0 {
                bound.add(far.product(d, j, sum.size, true, question.point.is_some()));
            }
        }
        if bound.is_lost() { f64::NEG_INFINITY } else { bound.total().low() }
    }

    /// Adds Q times the point.
    fn add_gradient(&self, x: Pairs, precise: bool, sums: &mut [Sum]) {
        for k in 0..self.n {
            let (first, second) = x.at(k);
            if first == 0.0 && second == 0.0 {
                continue;
            }
            let (indices, values) = self.data.quadratic.column(k);
            for (&i, &q) in indices.iter().zip(values) {
                sums[i as usize].add_product(q, first, precise);
                if second != 0.0 {
                    sums[i as usize].add_product(q, second, precise);
                }
            }
        }
    }

    /// What, added to point and multipliers, makes the reduced costs of all variables that move zero, which
    /// in doubles they are only up to rounding: one more step of Newton's method with compensated residuals.
    fn second_digits(&mut self, x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut reduced = vec![Sum::default(); self.n];
        self.add_gradient(Pairs { first: x, second: &[] }, true, &mut reduced);
        for (j, sum) in reduced.iter_mut().enumerate() {
            sum.add_product(self.given.cost[j], 1.0, true);
        }
        for (i, j, v) in self.data.matrix.triplets().filter(|e| y[e.0] != 0.0) {
            reduced[j].add_product(-v, y[i], true);
        }
        let (sc, sr) = (self.data.scaling.column.clone(), self.data.scaling.row.clone());
        let cost = self.data.scaling.cost;
        let residual = |j: usize| reduced[j].known(true).value * sc[j] * cost;
        let moving = self.point.place[..self.n].iter().enumerate().filter(|(_, place)| !place.is_nonbasic());
        let largest = moving.map(|(j, _)| residual(j).abs()).fold(0.0, greater);
        if !(f64::MIN_POSITIVE..f64::INFINITY).contains(&largest) {
            return (Vec::new(), Vec::new());
        }
        // Solves take numbers far below one for noise.
        let unit = 2f64.powi(largest.log2().ceil() as i32);
        let kept = (self.point.gradient.clone(), self.point.dual.clone(), self.point.reduced.clone());
        self.point.gradient.fill(0.0);
        (0..self.n).for_each(|j| self.point.gradient[j] = residual(j) / unit);
        self.compute_reduced_costs(None);
        let (mut d, _) = self.superbasic_gradient();
        self.factors.hessian.solve_both(&mut d);
        d.iter_mut().for_each(|d| *d = -*d);
        self.extend(&d, None);
        self.point.gradient.iter_mut().zip(&self.work.curved).for_each(|(g, c)| *g += c);
        self.compute_reduced_costs(None);
        let point = (0..self.n).map(|j| self.work.direction[j] * unit * sc[j]).collect();
        let duals = (0..self.m).map(|i| self.point.dual[i] * unit * sr[i] / cost).collect();
        (self.point.gradient, self.point.dual, self.point.reduced) = kept;
        (point, duals)
    }
}

/// The bounds that reduced costs are paid at.
struct Far<'a> {
    qp: &'a Qp,
    /// The size that columns without a bound count with.
    largest: Option<f64>,
    /// Bounds that the rows imply, scaled.
    reach: Option<Reach>,
}

impl Far<'_> {
    /// The least value of `d·x` for the part of `d` that is positive (or negative, with `upper`): it is taken
    /// at the column's lower (upper) bound, given or implied; where there is none, at a far size if `d` is
    /// rounding of terms of `size`.
    fn product(&mut self, d: Known, j: usize, size: f64, upper: bool, costs: bool) -> Known {
        let lp = &self.qp.given;
        let mut bound = if upper { lp.column_upper[j] } else { lp.column_lower[j] };
        if !bound.is_finite() {
            bound = self.implied(j, upper);
        }
        if !bound.is_finite() && costs && d.value.abs() - d.error <= FAR_SHARE * size {
            bound = if upper { self.far() } else { -self.far() };
        }
        if !bound.is_finite() {
            return Known::exactly(f64::NEG_INFINITY);
        }
        if (upper && d.high() <= 0.0) || (!upper && d.low() >= 0.0) {
            let product = Known::product(d.value, bound);
            return Known { value: product.value, error: product.error + d.error * bound.abs() };
        }
        // The sign is in doubt: the least of a product that may also be zero.
        let end = if upper { d.low() } else { d.high() };
        let product = Known::product(end, bound);
        Known { value: lesser(product.value, 0.0), error: product.error }
    }

    fn implied(&mut self, j: usize, upper: bool) -> f64 {
        let qp = self.qp;
        let reach = self.reach.get_or_insert_with(|| {
            let bounds = (qp.scaled.lower.clone(), qp.scaled.upper.clone());
            Reach::new(&qp.data.entries, qp.n, bounds, None)
        });
        reach.bound(j, upper) * qp.data.scaling.column[j]
    }

    fn far(&mut self) -> f64 {
        let values = &self.qp.point.value;
        let columns = &self.qp.data.scaling.column;
        *self.largest.get_or_insert_with(|| {
            let sizes = values.iter().zip(columns).map(|(x, s)| (x * s).abs());
            greater(UNBOUNDED_SIZE, FAR_BEYOND * sizes.fold(0.0, greater))
        })
    }
}
