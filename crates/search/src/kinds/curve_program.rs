//! The linear program of a quadratic one: which columns and rows the curves bring.

use super::curve::{Curve, Part};
use super::curve_convex::own_curvature;
use super::curve_rows::{Bend, Switch};
use super::curve_squares::squares;
use crate::problem::Implication;
use hunch_model::{Kind, Program, Row, SparseMatrix};

/// By what share bounds of further columns are moved outwards.
const ROUNDING: f64 = 1e-9;

impl Curve {
    /// The linear program: the given columns, then those that the curves bring.
    pub(super) fn build(&mut self, convex: Program, parts: &[Vec<usize>]) -> Program {
        let sign = convex.sense.sign();
        let mut linear = Program { quadratic: None, ..convex };
        let switches = switches(&linear, &self.implications);
        let mut rows = std::mem::take(&mut linear.rows);
        let mut triplets: Vec<(usize, usize, f64)> = linear.matrix.triplets().collect();
        let infinity = f64::INFINITY;
        let own = self.take_own(&linear, parts, &switches);
        for (j, &weight) in own.iter().enumerate().filter(|(_, w)| **w > 0.0) {
            let most = self.most(weight, linear.columns[j].lower, linear.columns[j].upper);
            let above = linear.add_column("", sign * self.unit, 0.0, most, Kind::Continuous);
            let integer = linear.columns[j].kind == Kind::Integer;
            self.bends.push(Bend { column: j, weight, above, integer, switch: switches[j] });
            self.factors.push(Vec::new());
        }
        for part in parts.iter().filter(|part| part.len() > 1) {
            let is_integer = |j: usize| self.given.columns[j].kind == Kind::Integer;
            let size = |j: usize| self.given.columns[j].lower.abs().max(self.given.columns[j].upper.abs());
            let (found, excess) = squares(&self.form, part, size, is_integer);
            let most = outward(self.most_of(part));
            let above = linear.add_column("", sign * self.unit, 0.0, most, Kind::Continuous);
            let first = self.bends.len();
            let mut sum = vec![(above, 1.0)];
            for square in if excess.is_finite() { found } else { Vec::new() } {
                let integer = square.factors.iter().all(|&(j, f)| is_integer(j) && f == f.round());
                let kind = if integer { Kind::Integer } else { Kind::Continuous };
                let (lower, upper) = self.range(&square.factors);
                let v = linear.add_column("", 0.0, lower, upper, kind);
                let most = self.most(square.weight, lower, upper);
                let t = linear.add_column("", 0.0, 0.0, most, Kind::Continuous);
                triplets.push((rows.len(), v, -1.0));
                triplets.extend(square.factors.iter().map(|&(j, f)| (rows.len(), j, f)));
                rows.push(Row { name: String::new(), lower: 0.0, upper: 0.0 });
                let (weight, switch) = (square.weight, None);
                self.bends.push(Bend { column: v, weight, above: t, integer, switch });
                self.factors.push(square.factors);
                sum.push((t, -1.0));
            }
            let bends = first..self.bends.len();
            if !bends.is_empty() {
                triplets.extend(sum.into_iter().map(|(j, a)| (rows.len(), j, a)));
                let lower = -(excess / self.unit).next_up();
                rows.push(Row { name: String::new(), lower, upper: infinity });
            }
            self.parts.push(Part { columns: part.clone(), above, bends });
        }
        self.columns = linear.columns.len();
        linear.matrix = SparseMatrix::from_triplets(rows.len(), self.columns, &triplets);
        linear.rows = rows;
        linear
    }

    /// Takes out of the form what each column is bent by itself.
    fn take_own(&mut self, linear: &Program, parts: &[Vec<usize>], switches: &[Option<Switch>]) -> Vec<f64> {
        let mut own = vec![0.0; self.given.columns.len()];
        for part in parts {
            if let &[j] = part.as_slice() {
                own[j] = self.form.diagonal(j);
                continue;
            }
            let offers = |j: usize| linear.columns[j].kind == Kind::Integer || switches[j].is_some();
            let taken = own_curvature(&self.form, part, offers);
            part.iter().zip(taken).for_each(|(&j, taken)| own[j] = taken);
        }
        self.form = self.form.less(&own);
        own
    }

    /// The most that a column above a curve has to be, beyond rounding: a column that is bounded pays for the
    /// rounding of its reduced cost at its bound.
    fn most(&self, weight: f64, lower: f64, upper: f64) -> f64 {
        let size = lower.abs().max(upper.abs());
        outward(0.5 * weight * size * size / self.unit)
    }

    /// The same of a part.
    fn most_of(&self, part: &[usize]) -> f64 {
        let size = |j: usize| self.given.columns[j].lower.abs().max(self.given.columns[j].upper.abs());
        let row = |&j: &usize| {
            let (rows, entries) = self.form.column(j);
            rows.iter().zip(entries).map(|(&i, &q)| product(q.abs(), size(i as usize))).sum::<f64>()
        };
        0.5 * part.iter().map(|j| product(row(j), size(*j))).sum::<f64>() / self.unit
    }

    /// Between which numbers `Σ factor · x` lies, beyond rounding.
    fn range(&self, factors: &[(usize, f64)]) -> (f64, f64) {
        let (mut lower, mut upper, mut size) = (0.0, 0.0, 0.0);
        for &(j, f) in factors {
            let column = &self.given.columns[j];
            let (a, b) = (product(f, column.lower), product(f, column.upper));
            (lower, upper) = (lower + a.min(b), upper + a.max(b));
            size += a.abs().max(b.abs());
        }
        let by = ROUNDING * (1.0 + size);
        let finite = |bound: f64, moved: f64| if bound.is_finite() { moved } else { bound };
        (finite(lower, lower - by), finite(upper, upper + by))
    }
}

/// A bound beyond what rounding may have made of it.
fn outward(bound: f64) -> f64 {
    bound + ROUNDING * (1.0 + bound.abs())
}

/// A product in which nothing of something infinite is nothing.
fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// For each column a binary at a value without which it is 0: rows `a x + b z` of two entries bound it from above
/// and below, or its own bound does, or an implication says so.
fn switches(program: &Program, implications: &[Implication]) -> Vec<Option<Switch>> {
    let by_row = program.matrix.transpose();
    let n = program.columns.len();
    // What `x <= 0` and `x >= 0` follow from where it is not on.
    let (mut above, mut below) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    for (i, row) in program.rows.iter().enumerate() {
        let (&[j, k], &[a, b]) = by_row.column(i) else { continue };
        for (x, a, z, b) in [(j, a, k, b), (k, b, j, a)] {
            if !program.columns[z].is_binary() {
                continue;
            }
            for at_one in [true, false] {
                let switch = Switch { binary: z, at_one };
                // Off, the row says lower - shift <= a x <= upper - shift.
                let shift = if at_one { 0.0 } else { b };
                if (row.upper <= shift && a > 0.0) || (row.lower >= shift && a < 0.0) {
                    above[x].push(switch);
                }
                if (row.lower >= shift && a > 0.0) || (row.upper <= shift && a < 0.0) {
                    below[x].push(switch);
                }
            }
        }
    }
    for implied in implications {
        let switch = Switch { binary: implied.binary as usize, at_one: !implied.at_one };
        above[implied.column as usize].push(switch);
        below[implied.column as usize].push(switch);
    }
    let switch = |j: usize| {
        let column = &program.columns[j];
        let (nonnegative, nonpositive) = (column.lower >= 0.0, column.upper <= 0.0);
        let holds =
            |z: &&Switch| (nonnegative || below[j].contains(z)) && (nonpositive || above[j].contains(z));
        above[j].iter().chain(&below[j]).find(holds).copied()
    };
    (0..n).map(|j| if program.columns[j].is_binary() { None } else { switch(j) }).collect()
}
