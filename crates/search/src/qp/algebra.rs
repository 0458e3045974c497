//! The linear algebra of an iteration. With basis `B`, superbasic columns `S` and `Z = [−B⁻¹S; I; 0]`, moves
//! `p = Z d` keep the rows, and `ZᵀQZ` is the reduced Hessian (Murtagh & Saunders, "Large-scale linearly
//! constrained optimization", 1978).

use super::engine::Qp;
use super::params::{CANCELLATION, DENSE_WORK, DIRECTION_NOISE, FLAT, LEVERAGE, PIVOT, WEAK_DIAGONAL};
use super::working_set::Place;
use crate::lp::lu::SolveKind;
use crate::lp::params::{MARKOWITZ_THRESHOLD, MARKOWITZ_THRESHOLD_STRICT, MAX_REPAIRS, PIVOT_DISAGREEMENT};
use crate::scalar::greater;

impl Qp {
    /// Factorises the basis afresh. Dependent columns rest at a bound, or become superbasic where they have
    /// none; rows that they leave uncovered get their activities. `false` when no basis was found.
    pub(super) fn refactor(&mut self) -> bool {
        let mut threshold = MARKOWITZ_THRESHOLD;
        for _ in 0..MAX_REPAIRS {
            let work = self.factors.lu.factor(
                &self.point.head,
                &self.data.entries,
                threshold,
                &mut self.factors.work,
            );
            self.progress.work += work;
            if self.adopt_pivots() {
                self.factors.valid = true;
                return true;
            }
            self.factors.hessian_valid = false;
            threshold = MARKOWITZ_THRESHOLD_STRICT;
        }
        self.factors.valid = false;
        false
    }

    /// Orders the basis by pivot rows; false when it had to be repaired.
    fn adopt_pivots(&mut self) -> bool {
        let mut head = vec![u32::MAX; self.m];
        let mut regular = true;
        for c in 0..self.point.head.len() {
            let k = self.point.head[c];
            match self.factors.work.pivot_row(c) {
                Some(p) => head[p] = k,
                None => {
                    self.point.place[k as usize] = Place::AtLower;
                    self.rest(k as usize);
                    regular = false;
                }
            }
        }
        for (i, entry) in head.iter_mut().enumerate().filter(|(_, k)| **k == u32::MAX) {
            let k = self.n + i;
            *entry = k as u32;
            self.point.supers.retain(|&s| s as usize != k);
            self.point.place[k] = Place::Basic;
            regular = false;
        }
        self.point.head = head;
        self.index();
        regular
    }

    /// Makes the basic values exact: `x_B = −B⁻¹(S x_S + N x_N)`.
    pub(super) fn compute_basic_values(&mut self) {
        let mut rhs = std::mem::take(&mut self.work.rows);
        for k in 0..self.n + self.m {
            let x = self.point.value[k];
            if self.point.place[k] != Place::Basic && x != 0.0 {
                self.for_column(k, |i, v| rhs.values[i] -= v * x);
            }
        }
        self.factors.lu.ftran(&mut rhs, SolveKind::Dense);
        for (p, &k) in self.point.head.iter().enumerate() {
            self.point.value[k as usize] = rhs.values[p];
        }
        self.keep_rows(rhs);
        self.progress.work += (self.n + 2 * self.m) as u64;
    }

    fn keep_rows(&mut self, mut rows: crate::lp::storage::WorkVector) {
        rows.values.fill(0.0);
        rows.indices.clear();
        self.work.rows = rows;
    }

    /// Makes the gradient exact.
    pub(super) fn compute_gradient(&mut self) {
        self.point.gradient.copy_from_slice(&self.seen.cost);
        let (value, gradient) = (&self.point.value[..self.n], &mut self.point.gradient[..self.n]);
        let entries = self.data.curvature.add_product(1.0, value, gradient);
        self.progress.work += self.product_work(entries);
    }

    fn product_work(&self, entries: usize) -> u64 {
        entries as u64 / DENSE_WORK + self.n as u64 / DENSE_WORK
    }

    /// The multipliers and reduced costs that belong to the gradient, `weight` of it taken off variable
    /// `held` (which is kept from its bound by that much).
    pub(super) fn compute_reduced_costs(&mut self, held: Option<(usize, f64)>) {
        let mut y = std::mem::take(&mut self.work.rows);
        for (p, &k) in self.point.head.iter().enumerate() {
            y.values[p] = self.point.gradient[k as usize];
        }
        if let Some((k, weight)) = held.filter(|h| self.point.place[h.0] == Place::Basic) {
            y.values[self.point.at[k] as usize] -= weight;
        }
        self.factors.lu.btran(&mut y);
        self.point.dual.copy_from_slice(&y.values);
        self.keep_rows(y);
        for i in 0..self.m {
            let k = self.n + i;
            if self.point.place[k] == Place::Basic {
                // Zero by definition, but for a cost of its own.
                self.point.dual[i] = -self.point.gradient[k];
                if let Some((_, weight)) = held.filter(|h| h.0 == k) {
                    self.point.dual[i] += weight;
                }
            }
        }
        // By rows, of which many have no price.
        let (point, rows) = (&mut self.point, &self.data.entries.rows);
        point.reduced.copy_from_slice(&point.gradient);
        let (of_columns, of_rows) = point.reduced.split_at_mut(self.n);
        for (i, &y) in point.dual.iter().enumerate().filter(|e| *e.1 != 0.0) {
            let (columns, values) = rows.vector(i);
            columns.iter().zip(values).for_each(|(&j, v)| of_columns[j as usize] -= v * y);
            of_rows[i] += y;
        }
        point.head.iter().for_each(|&k| point.reduced[k as usize] = 0.0);
        if let Some((k, weight)) = held.filter(|h| self.point.place[h.0] == Place::Superbasic) {
            self.point.reduced[k] -= weight;
        }
        self.progress.work += (self.n + self.m) as u64 / 4 + self.m as u64;
    }

    /// Extends moves `d` of the superbasic variables (and `q` by one, if given) to all variables, in
    /// `work.direction`, and computes Q times it in `work.curved`.
    pub(super) fn extend(&mut self, d: &[f64], q: Option<usize>) {
        let mut direction = std::mem::take(&mut self.work.direction);
        let mut rhs = std::mem::take(&mut self.work.rows);
        direction.fill(0.0);
        let supers = self.point.supers.iter().zip(d).map(|(&k, &d)| (k as usize, d));
        for (k, d) in supers.chain(q.map(|q| (q, 1.0))).filter(|e| e.1 != 0.0) {
            direction[k] = d;
            self.for_column(k, |i, v| rhs.values[i] -= v * d);
        }
        self.factors.lu.ftran(&mut rhs, SolveKind::Dense);
        for (p, &k) in self.point.head.iter().enumerate() {
            direction[k as usize] = rhs.values[p];
        }
        self.keep_rows(rhs);
        self.work.curved.fill(0.0);
        let curved = &mut self.work.curved[..self.n];
        let entries = self.data.curvature.add_product(1.0, &direction[..self.n], curved);
        self.progress.work += self.product_work(entries) + (d.len() + 2 * self.m) as u64;
        self.work.direction = direction;
    }

    /// `Zᵀ` times `work.curved`, and the multipliers `B⁻ᵀ` of it that this takes.
    fn reduce_curved(&mut self) -> Vec<f64> {
        let mut y = std::mem::take(&mut self.work.rows);
        for (p, &k) in self.point.head.iter().enumerate() {
            y.values[p] = self.work.curved[k as usize];
        }
        self.factors.lu.btran(&mut y);
        let reduce = |&k: &u32| self.work.curved[k as usize] - self.column_dot(k as usize, &y.values);
        let reduced = self.point.supers.iter().map(reduce).collect();
        self.keep_rows(y);
        self.progress.work += 2 * self.m as u64 + self.point.supers.len() as u64;
        reduced
    }

    /// The curvature along `work.direction`; `None` when it is no more than rounding of Q.
    pub(super) fn curvature(&self) -> Option<f64> {
        let (p, qp, diagonal) = (&self.work.direction, &self.work.curved, &self.data.diagonal);
        let (mut sum, mut size) = (0.0, 0.0);
        for ((&p, qp), diagonal) in p.iter().zip(qp).zip(diagonal) {
            if p != 0.0 {
                sum += p * qp;
                size += p * p * diagonal;
            }
        }
        // Entries that are rounding of a solve have a curvature of their own.
        let noise = DIRECTION_NOISE * p.iter().fold(0.0, |m, p| greater(p.abs(), m));
        (sum > FLAT * size + noise * noise * self.data.steepest).then_some(sum)
    }

    /// Makes nonbasic variable `q` superbasic: the factor of the reduced Hessian gets its column.
    pub(super) fn admit(&mut self, q: usize) {
        let s = self.point.supers.len();
        self.extend(&[], Some(q));
        let (mut cross, own) = (self.reduce_curved(), self.curvature());
        self.factors.hessian.solve_transposed(&mut cross);
        let left = own.map(|own| (own, own - cross.iter().map(|c| c * c).sum::<f64>()));
        let curvature = match left {
            Some((_, own)) if s == 0 => Some(own),
            Some((own, left)) if left > CANCELLATION * own => Some(left),
            None if s == 0 => None,
            _ => {
                // The direction that is stationary for the others, whose curvature is the new diagonal:
                // computed from Q itself, since the difference says nothing.
                let mut d: Vec<f64> = cross.iter().map(|c| -c).collect();
                self.factors.hessian.solve(&mut d);
                self.extend(&d, Some(q));
                self.curvature()
            }
        };
        self.factors.hessian.append(&cross, curvature);
        self.point.place[q] = Place::Superbasic;
        self.point.at[q] = s as u32;
        self.point.supers.push(q as u32);
        self.progress.work += (s * s) as u64 / DENSE_WORK;
    }

    /// Makes the factor of the reduced Hessian anew. Superbasic variables without curvature of their own
    /// rest where they are if they have no bound, at a bound otherwise.
    pub(super) fn rebuild_hessian(&mut self) {
        let supers = std::mem::take(&mut self.point.supers);
        self.factors.hessian.clear();
        self.factors.hessian_valid = true;
        for k in supers {
            let k = k as usize;
            self.admit(k);
            if self.factors.hessian.flat {
                let last = self.point.supers.len() - 1;
                self.factors.hessian.remove(last, &unit(last));
                self.point.supers.pop();
                self.point.place[k] = self.nearest(k);
                self.rest(k);
            }
        }
    }

    /// Exchanges superbasic variables with basic ones that they move much faster than themselves: a rounding
    /// of the superbasic one would be amplified. The factor of the reduced Hessian must be made anew.
    pub(super) fn improve_basis(&mut self) {
        let count = self.point.supers.len();
        for s in 0..count {
            self.extend(&unit_of(count, s), None);
            let size = |k: u32| self.work.direction[k as usize].abs();
            let longest = |best: usize, p: usize| {
                if size(self.point.head[p]) > size(self.point.head[best]) { p } else { best }
            };
            let Some(at) = (0..self.m).reduce(longest) else { return };
            let k = self.point.head[at] as usize;
            if self.work.direction[k].abs() > LEVERAGE {
                let entering = self.point.supers[s] as usize;
                let mut rho = std::mem::take(&mut self.work.pivot_row);
                self.factors.lu.btran_row(at, &mut rho);
                self.work.pivot_row = rho;
                self.replace_basic(at, entering);
                self.point.supers[s] = k as u32;
                self.point.at[k] = s as u32;
                self.point.place[k] = Place::Superbasic;
                self.factors.hessian_valid = false;
            }
        }
    }

    /// Puts variable `entering` into position `at` of the basis, whose row of the inverse was solved for just
    /// before; returns its pivot.
    fn replace_basic(&mut self, at: usize, entering: usize) -> f64 {
        let mut column = std::mem::take(&mut self.work.rows);
        self.for_column(entering, |i, v| column.add(i, v));
        self.factors.lu.ftran_entering(&mut column);
        let alpha = column.values[at];
        self.keep_rows(column);
        self.factors.lu.update(at, alpha);
        self.point.head[at] = entering as u32;
        self.point.at[entering] = at as u32;
        self.point.place[entering] = Place::Basic;
        alpha
    }

    /// The place of the bound nearest to the value of variable `k`.
    pub(super) fn nearest(&self, k: usize) -> Place {
        let x = self.point.value[k];
        if (x - self.seen.lower[k]).abs() <= (self.seen.upper[k] - x).abs() {
            Place::AtLower
        } else {
            Place::AtUpper
        }
    }

    /// How variable `k`, basic or superbasic, moves with each superbasic variable: its row of `Z`. For a
    /// basic one this is `−e_pᵀB⁻¹S`.
    pub(super) fn row_of(&mut self, k: usize) -> Vec<f64> {
        let at = self.point.at[k] as usize;
        if self.point.place[k] == Place::Superbasic {
            return unit_of(self.point.supers.len(), at);
        }
        let mut rho = std::mem::take(&mut self.work.pivot_row);
        self.factors.lu.btran_row(at, &mut rho);
        let row = self.point.supers.iter().map(|&s| -self.column_dot(s as usize, &rho.values)).collect();
        self.work.pivot_row = rho;
        self.progress.work += (self.m + self.point.supers.len()) as u64;
        row
    }

    /// Takes variable `k` out of those that move, to rest at `place`; `row` is its [`Qp::row_of`]. A basic
    /// variable is replaced by the superbasic one with the largest entry. False when all are too small.
    pub(super) fn leave(&mut self, k: usize, place: Place, row: &[f64]) -> bool {
        let at = self.point.at[k] as usize;
        let slot = if self.point.place[k] == Place::Superbasic {
            at
        } else {
            let best = |(s, best): (usize, f64), (i, v): (usize, &f64)| {
                if v.abs() > best { (i, v.abs()) } else { (s, best) }
            };
            let (s, size) = row.iter().enumerate().fold((0, 0.0), best);
            if size <= PIVOT {
                return false;
            }
            let entering = self.point.supers[s] as usize;
            let alpha = self.replace_basic(at, entering);
            if (alpha + row[s]).abs() > PIVOT_DISAGREEMENT * alpha.abs() {
                self.factors.valid = false;
            }
            s
        };
        self.point.supers.remove(slot);
        for (p, &s) in self.point.supers.iter().enumerate().skip(slot) {
            self.point.at[s as usize] = p as u32;
        }
        let order = self.factors.hessian.order();
        self.factors.hessian.remove(slot, row);
        self.progress.work += (order * order) as u64 / DENSE_WORK;
        self.point.place[k] = place;
        self.rest(k);
        if self.factors.hessian.weakest() < WEAK_DIAGONAL {
            self.factors.hessian_valid = false;
        }
        true
    }

    /// Moves by `step` along `work.direction`.
    pub(super) fn step(&mut self, step: f64) {
        self.progress.steps += 1;
        let point = &mut self.point;
        let moves = self.work.direction.iter().zip(&self.work.curved);
        for ((x, g), (p, qp)) in point.value.iter_mut().zip(&mut point.gradient).zip(moves) {
            *x += step * p;
            *g += step * qp;
        }
    }

    /// The reduced gradient over the superbasic variables, and its largest entry.
    pub(super) fn superbasic_gradient(&self) -> (Vec<f64>, f64) {
        let gradient: Vec<f64> = self.point.supers.iter().map(|&k| self.point.reduced[k as usize]).collect();
        let largest = gradient.iter().fold(0.0, |m, z| greater(z.abs(), m));
        (gradient, largest)
    }
}

/// A unit vector of length `at + 1`.
fn unit(at: usize) -> Vec<f64> {
    unit_of(at + 1, at)
}

fn unit_of(length: usize, at: usize) -> Vec<f64> {
    let mut unit = vec![0.0; length];
    unit[at] = 1.0;
    unit
}
