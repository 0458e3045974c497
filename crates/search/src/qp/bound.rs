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
use std::sync::Arc;

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
    /// Q times the point in plain sums, all of Q's entries stored, where it was computed before; empty elsewhere.
    slopes: &'a [f64],
    multipliers: Pairs<'a>,
    /// Whether sums are compensated.
    precise: bool,
}

/// One sum a column, plain with its error counted from the number of terms, or compensated.
pub(super) struct Sums {
    value: Vec<f64>,
    /// Sum of the terms' magnitudes.
    size: Vec<f64>,
    /// Number of terms, at most.
    terms: Vec<f64>,
    /// Empty where sums are plain.
    safe: Vec<SafeSum>,
}

impl Sums {
    fn new(columns: usize, precise: bool) -> Self {
        let zeros = || vec![0.0; columns];
        let safe = if precise { vec![SafeSum::default(); columns] } else { Vec::new() };
        Self { value: zeros(), size: zeros(), terms: zeros(), safe }
    }

    #[inline]
    pub(super) fn add_product(&mut self, j: usize, a: f64, b: f64) {
        let term = a * b;
        self.size[j] += term.abs();
        match self.safe.get_mut(j) {
            Some(sum) => sum.add_product(a, b),
            None => {
                self.value[j] += term;
                self.terms[j] += 1.0;
            }
        }
    }

    /// Takes sums of at most `terms` products whose magnitudes add up to no more than `largest` times `length`.
    fn add_sums(&mut self, sums: &[f64], terms: usize, largest: &[f64], length: f64) {
        self.value.copy_from_slice(sums);
        self.terms.fill(terms as f64);
        self.size.iter_mut().zip(largest).for_each(|(size, largest)| *size = largest * length);
    }

    /// Adds `factor` times a sparse vector.
    fn add_vector(&mut self, indices: &[u32], values: &[f64], factor: f64) {
        if self.safe.is_empty() && indices.len() == self.value.len() {
            for ((sum, size), v) in self.value.iter_mut().zip(&mut self.size).zip(values) {
                let term = v * factor;
                *sum += term;
                *size += term.abs();
            }
            self.terms.iter_mut().for_each(|terms| *terms += 1.0);
        } else if self.safe.is_empty() {
            for (&j, v) in indices.iter().zip(values) {
                let (j, term) = (j as usize, v * factor);
                self.value[j] += term;
                self.size[j] += term.abs();
                self.terms[j] += 1.0;
            }
        } else {
            indices.iter().zip(values).for_each(|(&j, &v)| self.add_product(j as usize, v, factor));
        }
    }

    /// Takes plain products off column `j`.
    #[inline]
    fn take_products(&mut self, j: usize, products: impl Iterator<Item = (f64, f64)>) {
        let (mut value, mut size, mut terms) = (self.value[j], self.size[j], self.terms[j]);
        for (a, b) in products.filter(|p| p.1 != 0.0) {
            let term = a * b;
            value -= term;
            size += term.abs();
            terms += 1.0;
        }
        (self.value[j], self.size[j], self.terms[j]) = (value, size, terms);
    }

    /// Adds a number to each column.
    fn add_costs(&mut self, costs: &[f64]) {
        if self.safe.is_empty() {
            for (((sum, size), terms), c) in
                self.value.iter_mut().zip(&mut self.size).zip(&mut self.terms).zip(costs)
            {
                *sum += c;
                *size += c.abs();
                *terms += 1.0;
            }
        } else {
            costs.iter().enumerate().for_each(|(j, &c)| self.add_product(j, c, 1.0));
        }
    }

    /// Sum of the terms' magnitudes of column `j`.
    pub(super) fn size(&self, j: usize) -> f64 {
        self.size[j]
    }

    /// What a further small term adds to the error of column `j`, with some room.
    pub(super) fn more_error(&self, j: usize) -> f64 {
        if self.safe.is_empty() { 2.0 * f64::EPSILON * self.size[j] } else { 0.0 }
    }

    #[inline]
    pub(super) fn known(&self, j: usize) -> Known {
        match self.safe.get(j) {
            Some(sum) => sum.total(),
            None if self.size[j] == 0.0 => Known::default(),
            None => {
                // Twice what the sum can err by (Higham 2002, section 3.1).
                let error = (self.terms[j] + 4.0) * f64::EPSILON * self.size[j] + f64::MIN_POSITIVE;
                Known { value: self.value[j], error }
            }
        }
    }
}

impl Qp {
    /// Finds what the kept multipliers prove; whether that is the objective, up to rounding.
    pub(super) fn prove_optimality(&mut self) -> bool {
        let (values, duals) = (std::mem::take(&mut self.found.values), std::mem::take(&mut self.found.duals));
        let leaning = self.leaning(&duals);
        // Known sums spare a pass over Q; what their terms amount to is then known roughly.
        let known = std::mem::take(&mut self.found.slopes);
        let slopes: &[f64] = if self.data.largest.is_empty() { &[] } else { &known };
        let mut question = Question {
            point: Some(Pairs { first: &values, second: &[] }),
            slopes,
            multipliers: Pairs { first: &leaning, second: &[] },
            precise: false,
        };
        let mut bound = self.least(&question);
        if !slopes.is_empty() && !self.meets(bound) {
            question.slopes = &[];
            bound = greater(bound, self.least(&question));
        }
        if !self.meets(bound) {
            let (more_point, more_duals) = self.second_digits(&values, &leaning);
            question.point = Some(Pairs { first: &values, second: &more_point });
            question.multipliers.second = &more_duals;
            question.precise = true;
            bound = greater(bound, self.least(&question));
        }
        self.found.bound = lesser(bound, self.found.objective);
        (self.found.values, self.found.duals, self.found.slopes) = (values, leaning, known);
        self.meets(bound)
    }

    /// Whether the optimum is proven to exceed the objective limit: the objective of a point that is
    /// stationary for its working set, with multipliers of the right signs, is a bound on it. Keeps the bound.
    pub(super) fn exceeds_objective_limit(&mut self) -> bool {
        let limit = self.progress.objective_limit;
        if limit == f64::INFINITY || self.costs_shifted {
            return false;
        }
        let point = &self.point;
        let slopes = point.gradient.iter().zip(&self.scaled.cost);
        let twice: f64 = slopes.zip(&point.value).map(|((g, c), x)| (g + c) * x).sum();
        // The plain sum says when to ask; the one that counts rounding decides.
        if self.given.offset + 0.5 * twice / self.data.scaling.cost <= limit {
            return false;
        }
        let (sc, sr, cost) = (&self.data.scaling.column, &self.data.scaling.row, self.data.scaling.cost);
        let values: Vec<f64> = (0..self.n).map(|j| self.point.value[j] * sc[j]).collect();
        let duals: Vec<f64> = (0..self.m).map(|i| self.point.dual[i] * sr[i] / cost).collect();
        let leaning = self.leaning(&duals);
        let bound = self.least(&Question {
            point: Some(Pairs { first: &values, second: &[] }),
            slopes: &[],
            multipliers: Pairs { first: &leaning, second: &[] },
            precise: false,
        });
        if bound > limit {
            self.found.bound = bound;
        }
        bound > limit
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
    pub(super) fn proves_empty(&mut self, y: &mut [f64]) -> bool {
        let leaning = self.leaning(y);
        y.copy_from_slice(&leaning);
        [false, true].into_iter().any(|precise| {
            let multipliers = Pairs { first: &leaning, second: &[] };
            self.least(&Question { point: None, slopes: &[], multipliers, precise }) > 0.0
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
    fn least(&mut self, question: &Question) -> f64 {
        let (bound, reach) = self.least_over(question);
        if let Some(reach) = reach {
            (self.reach, self.reach_stale) = (Some(reach), false);
        }
        bound
    }

    /// What the rows imply for the bounds as they are.
    fn new_reach(&self) -> Arc<Reach> {
        let bounds = (self.scaled.lower.clone(), self.scaled.upper.clone());
        Arc::new(Reach::new(&self.data.entries, self.n, bounds, self.reach.as_deref()))
    }

    /// The same, and what had to be found out about implied bounds.
    fn least_over(&self, question: &Question) -> (f64, Option<Arc<Reach>>) {
        let y = question.multipliers;
        let mut bound = SafeSum::default();
        let mut reduced = Sums::new(self.n, question.precise);
        let rough = !question.slopes.is_empty();
        if let Some(x) = question.point {
            if !rough {
                self.add_gradient(x, &mut reduced);
            } else {
                let moved = x.first.iter().filter(|x| **x != 0.0).count();
                let length =
                    (1.0 + self.n as f64 * f64::EPSILON) * x.first.iter().map(|x| x.abs()).sum::<f64>();
                reduced.add_sums(question.slopes, moved, &self.data.largest, length);
            }
            // The tangent's own constant: f(x) − ∇f(x)ᵀx = offset − ½ xᵀQx.
            bound.add(Known::exactly(self.given.offset));
            for j in (0..self.n).filter(|&j| x.at(j) != (0.0, 0.0)) {
                let (slope, (first, second)) = (reduced.known(j), x.at(j));
                bound.add_product(-0.5 * slope.value, first);
                if second != 0.0 {
                    bound.add_product(-0.5 * slope.value, second);
                }
                let error = 0.5 * slope.error * (first.abs() + second.abs());
                bound.add(Known { value: 0.0, error });
            }
            reduced.add_costs(&self.given.cost);
        }
        for j in 0..self.n {
            let (rows, values) = self.data.matrix.column(j);
            if question.precise {
                for (&i, v) in rows.iter().zip(values) {
                    let (first, second) = y.at(i);
                    if first != 0.0 {
                        reduced.add_product(j, -v, first);
                        if second != 0.0 {
                            reduced.add_product(j, -v, second);
                        }
                    }
                }
            } else {
                reduced.take_products(j, rows.iter().zip(values).map(|(&i, &v)| (v, y.first[i])));
            }
        }
        // Rounding of terms is told by what these amount to.
        let may_be_far = question.point.is_some() && !rough;
        let moved = if may_be_far { self.lean_on_bounded(&mut reduced, y.first) } else { None };
        let y = Pairs { first: moved.as_deref().unwrap_or(y.first), ..y };
        for i in (0..self.m).filter(|&i| y.first[i] != 0.0) {
            let (side, (first, second)) = (self.side(i, y.first[i]), y.at(i));
            bound.add_product(first, side);
            if second != 0.0 {
                bound.add_product(second, side);
            }
        }
        let mut far = Far { qp: self, largest: None, reach: None };
        for j in 0..self.n {
            let (d, size) = (reduced.known(j), reduced.size[j]);
            // Most columns rest at zero, and a price beyond doubt is paid there with nothing.
            let certain = d.value.abs() > 2.0 * d.error;
            let at = if d.value > 0.0 { self.given.column_lower[j] } else { self.given.column_upper[j] };
            if d == Known::default() || (certain && at == 0.0) {
                continue;
            }
            for (paid, upper) in [(d.high() > 0.0, false), (d.low() < 0.0, true)] {
                let term = if paid { far.product(d, j, size, upper, may_be_far) } else { Known::default() };
                if term != Known::default() {
                    bound.add(term);
                }
            }
        }
        (if bound.is_lost() { f64::NEG_INFINITY } else { bound.total().low() }, far.reach)
    }

    /// Adds Q times the point.
    fn add_gradient(&self, x: Pairs, sums: &mut Sums) {
        for k in 0..self.n {
            let (indices, values) = self.data.quadratic.column(k);
            let (first, second) = x.at(k);
            for part in [first, second].into_iter().filter(|&part| part != 0.0) {
                sums.add_vector(indices, values, part);
            }
        }
    }

    /// What, added to point and multipliers, makes the reduced costs of all variables that move zero, which
    /// in doubles they are only up to rounding: one more step of Newton's method with compensated residuals.
    fn second_digits(&mut self, x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut reduced = Sums::new(self.n, true);
        self.add_gradient(Pairs { first: x, second: &[] }, &mut reduced);
        (0..self.n).for_each(|j| reduced.add_product(j, self.given.cost[j], 1.0));
        for (i, j, v) in self.data.matrix.triplets().filter(|e| y[e.0] != 0.0) {
            reduced.add_product(j, -v, y[i]);
        }
        let (sc, sr) = (self.data.scaling.column.clone(), self.data.scaling.row.clone());
        let cost = self.data.scaling.cost;
        let residual = |j: usize| reduced.known(j).value * sc[j] * cost;
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
    /// Bounds that the rows imply, scaled, where the engine has none that hold.
    reach: Option<Arc<Reach>>,
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
        let bound = match (qp.known_reach(), &self.reach) {
            (Some(reach), _) => reach.bound(j, upper),
            (None, Some(reach)) => reach.bound(j, upper),
            (None, None) => match qp.implied_by_a_row(j, upper) {
                Some(bound) => bound,
                None => self.reach.get_or_insert_with(|| qp.new_reach()).bound(j, upper),
            },
        };
        bound * qp.data.scaling.column[j]
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
