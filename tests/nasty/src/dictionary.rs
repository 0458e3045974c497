//! Linear programs in exact arithmetic: the simplex method on a dictionary of integers.
//!
//! Every basic variable is `Σ entry·nonbasic / divisor`, with integer entries; a pivot divides by the divisor
//! before it, which leaves no remainder (Edmonds: Systems of distinct representatives and linear algebra,
//! 1967), so no fraction is ever reduced. Nonbasic variables stand at a bound, or at 0 where they have none.
//! Bounds may change at any time: [`Dictionary::repair`] finds a point within them (Dutertre and de Moura: A
//! fast linear-arithmetic solver for DPLL(T), 2006), and [`Dictionary::optimise`] goes on to the best one.
//! Both take the first variable by number that serves (Bland), so neither runs for ever.

use crate::exact::{ExactProgram, Q};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::mem::{replace, swap, take};

/// How a run of the simplex method ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The point is within all bounds, and the best one after [`Dictionary::optimise`].
    Done,
    /// No point is within all bounds.
    Empty,
    /// The objective improves for ever.
    Unbounded,
    /// The pivots that were allowed are spent.
    Limit,
}

/// Which side of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Its lower bound.
    Lower,
    /// Its upper bound.
    Upper,
}

/// A linear program in a dictionary. Variables are the columns, then the rows' activities; the last row of
/// entries is the objective.
#[derive(Clone, Debug)]
pub struct Dictionary {
    entries: Vec<Vec<BigInt>>,
    divisor: BigInt,
    basic: Vec<usize>,
    nonbasic: Vec<usize>,
    /// Values of the nonbasic variables, times `scale`.
    standing: Vec<BigInt>,
    /// Values of the basic variables, times `scale · divisor`; the objective's is the last.
    values: Vec<BigInt>,
    /// Bounds times `scale`.
    lower: Vec<Option<BigInt>>,
    upper: Vec<Option<BigInt>>,
    scale: BigInt,
    cost_scale: BigInt,
    columns: usize,
    offset: Q,
    /// Pivots left.
    pub pivots: u64,
}

impl Dictionary {
    /// The relaxation of `program`; at most `pivots` pivots in all.
    pub fn new(program: &ExactProgram, pivots: u64) -> Self {
        let n = program.columns.len();
        let mut entries = Vec::new();
        let (mut lower, mut upper) = (Vec::new(), Vec::new());
        for c in &program.columns {
            lower.push(c.lower.clone());
            upper.push(c.upper.clone());
        }
        for r in &program.rows {
            let multiple = r.terms.iter().fold(BigInt::one(), |m, (_, a)| m.lcm(a.denom()));
            let mut row = vec![BigInt::zero(); n];
            for (j, a) in &r.terms {
                row[*j] = a.numer() * (&multiple / a.denom());
            }
            entries.push(row);
            lower.push(r.lower.as_ref().map(|l| l * &multiple));
            upper.push(r.upper.as_ref().map(|u| u * &multiple));
        }
        let cost_scale = program.columns.iter().fold(BigInt::one(), |m, c| m.lcm(c.cost.denom()));
        let cost = program.columns.iter().map(|c| c.cost.numer() * (&cost_scale / c.cost.denom()));
        entries.push(cost.collect());
        let sides = lower.iter().chain(&upper).flatten();
        let scale = sides.fold(BigInt::one(), |m, s| m.lcm(s.denom()));
        let whole = |side: Option<Q>| side.map(|s| s.numer() * (&scale / s.denom()));
        let lower: Vec<_> = lower.into_iter().map(whole).collect();
        let upper: Vec<_> = upper.into_iter().map(whole).collect();
        let rows = entries.len() - 1;
        let mut dictionary = Self {
            values: vec![BigInt::zero(); rows + 1],
            standing: vec![BigInt::zero(); n],
            divisor: BigInt::one(),
            basic: (n..n + rows).collect(),
            nonbasic: (0..n).collect(),
            entries,
            lower,
            upper,
            scale,
            cost_scale,
            columns: n,
            offset: program.offset.clone(),
            pivots,
        };
        for p in 0..n {
            dictionary.stand(p);
        }
        dictionary.evaluate();
        dictionary
    }

    /// Bounds of a column, times the scale.
    pub fn bound(&self, column: usize, side: Side) -> Option<BigInt> {
        match side {
            Side::Lower => self.lower[column].clone(),
            Side::Upper => self.upper[column].clone(),
        }
    }

    /// Sets a bound that [`Dictionary::bound`] gave.
    pub fn set_bound(&mut self, column: usize, side: Side, bound: Option<BigInt>) {
        match side {
            Side::Lower => self.lower[column] = bound,
            Side::Upper => self.upper[column] = bound,
        }
        if let Some(p) = self.nonbasic.iter().position(|&v| v == column) {
            self.stand(p);
            self.evaluate();
        }
    }

    /// Sets a bound to a whole number.
    pub fn set_whole_bound(&mut self, column: usize, side: Side, bound: &BigInt) {
        let scaled = bound * &self.scale;
        self.set_bound(column, side, Some(scaled));
    }

    /// Whether a column's bounds leave nothing between them.
    pub fn crossed(&self, column: usize) -> bool {
        matches!((&self.lower[column], &self.upper[column]), (Some(l), Some(u)) if l > u)
    }

    /// The value of every column.
    pub fn point(&self) -> Vec<Q> {
        let mut point = vec![Q::zero(); self.columns];
        for (&v, value) in self.nonbasic.iter().zip(&self.standing) {
            if v < self.columns {
                point[v] = BigRational::new(value.clone(), self.scale.clone());
            }
        }
        let divisor = &self.scale * &self.divisor;
        for (&v, value) in self.basic.iter().zip(&self.values) {
            if v < self.columns {
                point[v] = BigRational::new(value.clone(), divisor.clone());
            }
        }
        point
    }

    /// The objective of the minimisation, its constant included.
    pub fn objective(&self) -> Q {
        let value = self.values.last().cloned().unwrap_or_default();
        BigRational::new(value, &self.scale * &self.divisor * &self.cost_scale) + &self.offset
    }

    /// Finds a point within all bounds.
    pub fn repair(&mut self) -> End {
        if (0..self.lower.len()).any(|v| self.crossed(v)) {
            return End::Empty;
        }
        loop {
            let missed = (0..self.basic.len()).filter_map(|r| Some((self.basic[r], r, self.missed(r)?)));
            let Some((variable, r, side)) = missed.min_by_key(|m| m.0) else { return End::Done };
            let rises = side == Side::Lower;
            let serves = |p: &usize| {
                let entry = &self.entries[r][*p];
                !entry.is_zero() && self.has_room(*p, entry.is_positive() == rises)
            };
            let Some(p) = (0..self.nonbasic.len()).filter(serves).min_by_key(|&p| self.nonbasic[p]) else {
                return End::Empty;
            };
            if self.spent() {
                return End::Limit;
            }
            self.pivot(r, p);
            self.standing[p] = self.bound(variable, side).unwrap_or_default();
            self.evaluate();
        }
    }

    /// Finds the best point within all bounds.
    pub fn optimise(&mut self) -> End {
        let end = self.repair();
        if end != End::Done {
            return end;
        }
        loop {
            let cost = self.entries.len() - 1;
            let serves = |p: &usize| {
                let entry = &self.entries[cost][*p];
                !entry.is_zero() && self.has_room(*p, entry.is_negative())
            };
            let Some(p) = (0..self.nonbasic.len()).filter(serves).min_by_key(|&p| self.nonbasic[p]) else {
                return End::Done;
            };
            if self.spent() {
                return End::Limit;
            }
            if !self.advance(p, self.entries[cost][p].is_negative()) {
                return End::Unbounded;
            }
        }
    }

    /// Moves a nonbasic variable as far as the bounds let it; `false` where nothing stops it.
    fn advance(&mut self, p: usize, rises: bool) -> bool {
        let variable = self.nonbasic[p];
        let own = if rises { &self.upper[variable] } else { &self.lower[variable] };
        // Steps are fractions (numerator, denominator > 0) times the scale.
        let mut best: Option<(BigInt, BigInt)> =
            own.as_ref().map(|bound| ((bound - &self.standing[p]).abs(), BigInt::one()));
        let mut leaving: Option<(usize, Side)> = None;
        for r in 0..self.basic.len() {
            let entry = &self.entries[r][p];
            if entry.is_zero() {
                continue;
            }
            let side = if entry.is_positive() == rises { Side::Upper } else { Side::Lower };
            let Some(bound) = self.bound(self.basic[r], side) else { continue };
            let room = (bound * &self.divisor - &self.values[r]).abs();
            let size = entry.abs();
            let better = best.as_ref().is_none_or(|(room_best, size_best)| {
                let (mine, theirs) = (&room * size_best, room_best * &size);
                let first = |(l, _): (usize, Side)| self.basic[r] < self.basic[l];
                mine < theirs || (mine == theirs && leaving.is_some_and(first))
            });
            if better {
                best = Some((room, size));
                leaving = Some((r, side));
            }
        }
        if best.is_none() {
            return false;
        }
        match leaving {
            None => self.standing[p] = own.clone().unwrap_or_default(),
            Some((r, side)) => {
                let bound = self.bound(self.basic[r], side).unwrap_or_default();
                self.pivot(r, p);
                self.standing[p] = bound;
            }
        }
        self.evaluate();
        true
    }

    fn spent(&mut self) -> bool {
        let spent = self.pivots == 0;
        self.pivots = self.pivots.saturating_sub(1);
        spent
    }

    /// The side on which basic variable `r` is outside its bounds.
    fn missed(&self, r: usize) -> Option<Side> {
        let (variable, value) = (self.basic[r], &self.values[r]);
        if self.lower[variable].as_ref().is_some_and(|l| *value < l * &self.divisor) {
            return Some(Side::Lower);
        }
        self.upper[variable].as_ref().is_some_and(|u| *value > u * &self.divisor).then_some(Side::Upper)
    }

    fn has_room(&self, p: usize, rises: bool) -> bool {
        let (variable, value) = (self.nonbasic[p], &self.standing[p]);
        if rises {
            self.upper[variable].as_ref().is_none_or(|u| value < u)
        } else {
            self.lower[variable].as_ref().is_none_or(|l| value > l)
        }
    }

    /// Puts a nonbasic variable within its bounds.
    fn stand(&mut self, p: usize) {
        let variable = self.nonbasic[p];
        let value = &mut self.standing[p];
        if let Some(u) = self.upper[variable].as_ref().filter(|u| *value > **u) {
            *value = u.clone();
        }
        if let Some(l) = self.lower[variable].as_ref().filter(|l| *value < **l) {
            *value = l.clone();
        }
    }

    fn evaluate(&mut self) {
        for (value, row) in self.values.iter_mut().zip(&self.entries) {
            *value = row
                .iter()
                .zip(&self.standing)
                .filter(|(a, s)| !a.is_zero() && !s.is_zero())
                .fold(BigInt::zero(), |sum, (a, s)| sum + a * s);
        }
    }

    /// Exchanges basic variable `r` with nonbasic variable `p`.
    fn pivot(&mut self, r: usize, p: usize) {
        let mut pivot_row = take(&mut self.entries[r]);
        let pivot = replace(&mut pivot_row[p], BigInt::zero());
        for row in self.entries.iter_mut().filter(|row| !row.is_empty()) {
            let factor = replace(&mut row[p], BigInt::zero());
            for (entry, along) in row.iter_mut().zip(&pivot_row) {
                if !entry.is_zero() || !(factor.is_zero() || along.is_zero()) {
                    *entry = (&*entry * &pivot - &factor * along) / &self.divisor;
                }
            }
            row[p] = factor;
        }
        for entry in &mut pivot_row {
            *entry = -take(entry);
        }
        pivot_row[p] = replace(&mut self.divisor, pivot);
        self.entries[r] = pivot_row;
        if self.divisor.is_negative() {
            self.divisor = -take(&mut self.divisor);
            for entry in self.entries.iter_mut().flatten() {
                *entry = -take(entry);
            }
        }
        swap(&mut self.basic[r], &mut self.nonbasic[p]);
    }
}
