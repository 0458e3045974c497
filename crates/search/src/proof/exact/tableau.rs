//! Linear programs of a few dozen columns and rows in exact numbers: the primal simplex method on a dense
//! tableau without fractions.
//!
//! The variables are the columns and behind them the activities of the rows, all with bounds; the basic ones
//! are `x_i = Σ_j n_ij x_j / d` of the others. A pivot keeps all `n_ij` whole multiples of the data: every
//! entry is a minor (Edmonds, "Systems of distinct representatives and linear algebra", 1967; Bareiss,
//! "Sylvester's identity and multistep integer-preserving Gaussian elimination", 1968). Phase 1 lessens the
//! sum of infeasibilities. Steps that do not move are chosen by the least index (Bland, "New finite pivoting
//! rules for the simplex method", 1977), so that there is an end.

use hunch_check::{Dyadic, Side};
use hunch_model::{Basis, VariableStatus};

/// Bounds of a variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Range {
    /// The lower one.
    pub lower: Option<Dyadic>,
    /// The upper one.
    pub upper: Option<Dyadic>,
}

/// A tableau, at whatever basis the last solve left.
#[derive(Clone, Debug)]
pub struct Tableau {
    columns: usize,
    ranges: Vec<Range>,
    /// `n_ij`, one vector a basic variable, and behind them the objective's.
    entries: Vec<Vec<Dyadic>>,
    /// `d`, positive.
    denominator: Dyadic,
    basic: Vec<usize>,
    nonbasic: Vec<usize>,
    /// Whether a variable that is not basic rests at its upper bound.
    at_upper: Vec<bool>,
    /// Pivots so far.
    pub pivots: u64,
}

/// Weights of all variables, columns first and then rows, each over one common denominator.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Row multipliers times the denominator.
    pub rows: Vec<(usize, Dyadic)>,
    /// The denominator, positive.
    pub over: Dyadic,
}

/// How a solve ended.
#[derive(Clone, Debug)]
pub enum LpEnd {
    /// At an optimum; the multipliers prove it.
    Optimal(Weights),
    /// There is no point; the multipliers prove it.
    Infeasible(Weights),
    /// The objective has no end.
    Unbounded,
    /// The limit on pivots was reached.
    Limit,
}

/// A step of the simplex method.
struct Step {
    /// Position of the variable that moves.
    entering: usize,
    /// Whether it rises.
    up: bool,
}

/// What ends a step.
struct Block {
    /// The step's length is `length / rate`; `rate` is positive.
    length: Dyadic,
    rate: Dyadic,
    /// The row whose basic variable blocks, and the side that it meets; none where the moving variable meets
    /// its own other bound.
    row: Option<(usize, Side)>,
    variable: usize,
}

impl Tableau {
    /// The rows as they are, all of them basic. `rows` are `(terms, range)`.
    pub fn new(cost: &[Dyadic], columns: Vec<Range>, rows: &[(Vec<(usize, Dyadic)>, Range)]) -> Self {
        let n = columns.len();
        let mut tableau = Self {
            columns: n,
            at_upper: vec![false; n],
            ranges: columns,
            entries: vec![cost.to_vec()],
            denominator: Dyadic::one(),
            basic: Vec::new(),
            nonbasic: (0..n).collect(),
            pivots: 0,
        };
        for (terms, range) in rows {
            tableau.add_row(terms, range.clone());
        }
        tableau
    }

    /// Bounds of a column.
    pub fn range_mut(&mut self, column: usize) -> &mut Range {
        &mut self.ranges[column]
    }

    /// Adds a row behind the others.
    pub fn add_row(&mut self, terms: &[(usize, Dyadic)], range: Range) {
        let mut entries = vec![Dyadic::zero(); self.columns];
        for (j, a) in terms {
            match self.basic.iter().position(|b| b == j) {
                Some(i) => {
                    for (sum, entry) in entries.iter_mut().zip(&self.entries[i]) {
                        sum.add_product(a, entry);
                    }
                }
                None => {
                    if let Some(k) = self.nonbasic.iter().position(|b| b == j) {
                        entries[k].add_product(a, &self.denominator);
                    }
                }
            }
        }
        let objective = self.entries.len() - 1;
        self.entries.insert(objective, entries);
        self.basic.push(self.ranges.len());
        self.ranges.push(range);
        self.at_upper.push(false);
    }

    /// Takes the last row away.
    pub fn remove_row(&mut self) {
        let last = self.ranges.len() - 1;
        if let Some(k) = self.nonbasic.iter().position(|&v| v == last) {
            // Without this row the others still tell all columns: some basic variable depends on it.
            if let Some(i) = (0..self.basic.len()).find(|&i| !self.entries[i][k].is_zero()) {
                self.pivot(i, k);
            }
        }
        if let Some(i) = self.basic.iter().position(|&v| v == last) {
            self.basic.remove(i);
            self.entries.remove(i);
        }
        self.ranges.pop();
        self.at_upper.pop();
    }

    /// Solves from the present basis, with at most `limit` pivots in all.
    pub fn solve(&mut self, limit: u64) -> LpEnd {
        let mut moved = true;
        while self.pivots < limit {
            let values = self.basic_values();
            let missed = self.missed(&values);
            let feasible = missed.iter().all(Option::is_none);
            let gradient =
                if feasible { self.entries[self.basic.len()].clone() } else { self.gradient(&missed) };
            let Some(step) = self.entering(&gradient, moved) else {
                let weights = self.weights(&gradient, &missed);
                return if feasible { LpEnd::Optimal(weights) } else { LpEnd::Infeasible(weights) };
            };
            let Some(block) = self.block(&step, &values, &missed) else { return LpEnd::Unbounded };
            moved = !block.length.is_zero();
            match block.row {
                None => {
                    let variable = self.nonbasic[step.entering];
                    self.at_upper[variable] = step.up;
                    self.pivots += 1;
                }
                Some((i, side)) => {
                    self.at_upper[self.basic[i]] = side == Side::Upper;
                    self.pivot(i, step.entering);
                }
            }
        }
        LpEnd::Limit
    }

    /// The columns' values times the denominator, and that.
    pub fn point(&self) -> (Vec<Dyadic>, Dyadic) {
        let mut point = vec![Dyadic::zero(); self.columns];
        for (&v, value) in self.basic.iter().zip(self.basic_values()).filter(|b| *b.0 < self.columns) {
            point[v] = value;
        }
        for &v in self.nonbasic.iter().filter(|v| **v < self.columns) {
            point[v] = &self.rest(v) * &self.denominator;
        }
        (point, self.denominator.clone())
    }

    /// Which variables are basic, and where the others rest.
    pub fn basis(&self) -> Basis {
        let status = |v: usize| {
            let Range { lower, upper } = &self.ranges[v];
            match (lower, upper) {
                _ if self.basic.contains(&v) => VariableStatus::Basic,
                (None, None) => VariableStatus::Free,
                (None, Some(_)) => VariableStatus::AtUpper,
                (Some(l), Some(u)) if self.at_upper[v] && l < u => VariableStatus::AtUpper,
                (Some(_), _) => VariableStatus::AtLower,
            }
        };
        let rows = (self.columns..self.ranges.len()).map(status).collect();
        Basis { columns: (0..self.columns).map(status).collect(), rows }
    }

    /// Where a variable that is not basic rests.
    fn rest(&self, variable: usize) -> Dyadic {
        let Range { lower, upper } = &self.ranges[variable];
        let (first, second) = if self.at_upper[variable] { (upper, lower) } else { (lower, upper) };
        first.clone().or_else(|| second.clone()).unwrap_or_default()
    }

    /// Values of the basic variables, times the denominator.
    fn basic_values(&self) -> Vec<Dyadic> {
        let rests: Vec<Dyadic> = self.nonbasic.iter().map(|&v| self.rest(v)).collect();
        let value = |entries: &Vec<Dyadic>| {
            let mut sum = Dyadic::zero();
            for (n, x) in entries.iter().zip(&rests) {
                sum.add_product(n, x);
            }
            sum
        };
        self.entries[..self.basic.len()].iter().map(value).collect()
    }

    /// The bound that each basic variable misses.
    fn missed(&self, values: &[Dyadic]) -> Vec<Option<Side>> {
        let missed = |(&v, value): (&usize, &Dyadic)| {
            let Range { lower, upper } = &self.ranges[v];
            let beyond = |bound: &Dyadic| value.cmp(&(bound * &self.denominator));
            if lower.as_ref().is_some_and(|l| beyond(l).is_lt()) {
                Some(Side::Lower)
            } else if upper.as_ref().is_some_and(|u| beyond(u).is_gt()) {
                Some(Side::Upper)
            } else {
                None
            }
        };
        self.basic.iter().zip(values).map(missed).collect()
    }

    /// The gradient of the sum of infeasibilities.
    fn gradient(&self, missed: &[Option<Side>]) -> Vec<Dyadic> {
        let mut gradient = vec![Dyadic::zero(); self.columns];
        for (entries, side) in self.entries.iter().zip(missed) {
            let Some(side) = side else { continue };
            for (g, n) in gradient.iter_mut().zip(entries) {
                *g += &(if *side == Side::Upper { n.clone() } else { -n });
            }
        }
        gradient
    }

    /// The variable whose move lessens what has the gradient: the steepest one, or after a step that did not
    /// move the first one.
    fn entering(&self, gradient: &[Dyadic], steepest: bool) -> Option<Step> {
        let improves = |k: &usize| {
            let variable = self.nonbasic[*k];
            let Range { lower, upper } = &self.ranges[variable];
            let at = self.rest(variable);
            (gradient[*k].is_negative() && upper.as_ref().is_none_or(|u| at < *u))
                || (gradient[*k].is_positive() && lower.as_ref().is_none_or(|l| at > *l))
        };
        let all = (0..self.columns).filter(improves);
        let entering = if steepest {
            all.max_by(|&a, &b| gradient[a].abs().cmp(&gradient[b].abs()).then(b.cmp(&a)))
        } else {
            all.min_by_key(|&k| self.nonbasic[k])
        }?;
        Some(Step { entering, up: gradient[entering].is_negative() })
    }

    /// What ends the step first; among equals the variable of the least index.
    fn block(&self, step: &Step, values: &[Dyadic], missed: &[Option<Side>]) -> Option<Block> {
        let variable = self.nonbasic[step.entering];
        let mut first: Option<Block> = None;
        if let Range { lower: Some(l), upper: Some(u) } = &self.ranges[variable] {
            first = Some(Block { length: u - l, rate: Dyadic::one(), row: None, variable });
        }
        for (i, &v) in self.basic.iter().enumerate() {
            let entry = &self.entries[i][step.entering];
            if entry.is_zero() {
                continue;
            }
            let rises = entry.is_positive() == step.up;
            // A variable that misses a bound stops there, coming from outside; any other one before it leaves
            // its range.
            let side = match (missed[i], rises) {
                (Some(Side::Lower), true) | (None, false) => Side::Lower,
                (Some(Side::Upper), false) | (None, true) => Side::Upper,
                _ => continue,
            };
            let Range { lower, upper } = &self.ranges[v];
            let Some(bound) = (if side == Side::Lower { lower } else { upper }) else { continue };
            let length = (&(bound * &self.denominator) - &values[i]).abs();
            let block = Block { length, rate: entry.abs(), row: Some((i, side)), variable: v };
            let earlier = first.as_ref().is_none_or(|f| {
                let order = (&block.length * &f.rate).cmp(&(&f.length * &block.rate));
                order.is_lt() || (order.is_eq() && block.variable < f.variable)
            });
            if earlier {
                first = Some(block);
            }
        }
        first
    }

    /// Exchanges the basic variable of row `i` for the other one at position `k`.
    fn pivot(&mut self, i: usize, k: usize) {
        let pivot = self.entries[i][k].clone();
        let row = self.entries[i].clone();
        for (other, entries) in self.entries.iter_mut().enumerate() {
            if other == i {
                continue;
            }
            let share = entries[k].clone();
            for (j, entry) in entries.iter_mut().enumerate().filter(|e| e.0 != k) {
                let mut value = &*entry * &pivot;
                value.add_product(&-&share, &row[j]);
                *entry = value.quotient(&self.denominator);
            }
        }
        for (j, entry) in self.entries[i].iter_mut().enumerate() {
            *entry = if j == k { self.denominator.clone() } else { -&*entry };
        }
        self.denominator = pivot;
        if self.denominator.is_negative() {
            self.denominator = -&self.denominator;
            for entry in self.entries.iter_mut().flatten() {
                *entry = -&*entry;
            }
        }
        std::mem::swap(&mut self.basic[i], &mut self.nonbasic[k]);
        self.pivots += 1;
    }

    /// Multipliers of the rows: what the gradient says of activities that are not basic, and minus one or one
    /// for basic ones that miss a bound.
    fn weights(&self, gradient: &[Dyadic], missed: &[Option<Side>]) -> Weights {
        let row = |v: usize| v.checked_sub(self.columns);
        let resting = self.nonbasic.iter().zip(gradient).filter_map(|(&v, g)| Some((row(v)?, g.clone())));
        let missing = self.basic.iter().zip(missed).filter_map(|(&v, side)| {
            let weight = match side.as_ref()? {
                Side::Lower => self.denominator.clone(),
                Side::Upper => -&self.denominator,
            };
            Some((row(v)?, weight))
        });
        let mut rows: Vec<(usize, Dyadic)> = resting.chain(missing).filter(|r| !r.1.is_zero()).collect();
        rows.sort_by_key(|r| r.0);
        Weights { rows, over: self.denominator.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(value: f64) -> Dyadic {
        Dyadic::new(value).unwrap()
    }

    fn range(lower: f64, upper: f64) -> Range {
        Range { lower: Dyadic::new(lower), upper: Dyadic::new(upper) }
    }

    /// `3x + 7y >= lower`, `x − y <= 1`.
    fn tableau(lower: f64) -> Tableau {
        let rows = [
            (vec![(0, d(3.0)), (1, d(7.0))], range(lower, f64::INFINITY)),
            (vec![(0, d(1.0)), (1, d(-1.0))], range(f64::NEG_INFINITY, 1.0)),
        ];
        let columns = vec![range(0.0, f64::INFINITY), range(f64::NEG_INFINITY, 2.0)];
        Tableau::new(&[d(1.0), d(3.0)], columns, &rows)
    }

    #[test]
    fn thirds_and_sevenths_are_exact() {
        let mut t = tableau(9.0);
        let LpEnd::Optimal(weights) = t.solve(100) else { panic!("{t:?}") };
        // x − y = 1 and 3x + 7y = 9: x = 1.6, y = 0.6.
        let (point, over) = t.point();
        assert_eq!((&point[0] * &d(5.0), &point[1] * &d(5.0)), (&over * &d(8.0), &over * &d(3.0)));
        assert_eq!(weights.rows.iter().map(|r| r.0).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn rows_come_and_go() {
        let mut t = tableau(9.0);
        assert!(matches!(t.solve(100), LpEnd::Optimal(_)));
        t.add_row(&[(0, d(1.0)), (1, d(1.0))], range(10.0, f64::INFINITY));
        assert!(matches!(t.solve(100), LpEnd::Infeasible(_)));
        t.remove_row();
        assert!(matches!(t.solve(100), LpEnd::Optimal(_)));
        let (point, over) = t.point();
        assert_eq!(&point[0] * &d(5.0), &over * &d(8.0));
        *t.range_mut(1) = range(f64::NEG_INFINITY, f64::INFINITY);
        t.range_mut(0).upper = Some(d(0.0));
        assert!(matches!(t.solve(100), LpEnd::Optimal(_)));
        assert_eq!(&t.point().0[1] * &d(7.0), &t.point().1 * &d(9.0));
    }
}
