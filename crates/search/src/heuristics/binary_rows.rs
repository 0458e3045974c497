//! Rows over binaries under decisions, kept up to date entry by entry: a decision costs the entries of the
//! columns that it settles, and so does taking it back. Propagation that reads whole rows anew costs their
//! length at every decision, which on long rows is all there is to it.
//!
//! Each row lists its open columns first. Closing a column swaps it to the end of the open ones; in the
//! reverse order they are opened again by counting up alone (sparse sets: Briggs and Torczon, "An efficient
//! representation for sparse sets", 1993).
//!
//! The last row is the objective's: nothing may cost more than what is looked for.

use super::feasibility_jump::Ground;
use super::index_set::IndexSet;
use super::tolerance::slack;

/// A row's entries and what is decided of it.
#[derive(Clone, Copy, Debug)]
struct RowState {
    lower: f64,
    upper: f64,
    first: usize,
    /// Open columns, which are the first of its entries.
    open: usize,
    /// The least and the greatest that it can amount to.
    least: f64,
    greatest: f64,
    /// What it amounts to when every open column costs as little as it can, but for columns that are no
    /// binaries: those leave it a range.
    cheap: f64,
    range: (f64, f64),
    /// The largest coefficient of a binary.
    largest: f64,
}

/// The rows, the decisions so far and what follows from them.
#[derive(Clone, Debug)]
pub struct BinaryRows {
    rows: Vec<RowState>,
    /// Columns and coefficients of the rows' entries, and the place of each among the entries by columns.
    columns: Vec<u32>,
    values: Vec<f64>,
    entry: Vec<u32>,
    /// For each entry by columns, its place among the rows' entries.
    place: Vec<u32>,
    /// Where each column's entries begin; columns that are no open binaries have none.
    starts: Vec<u32>,
    entry_rows: Vec<u32>,
    /// Whether each column is decided, or none of those that are.
    closed: Vec<bool>,
    /// The values of all columns: decided ones as they are, open ones where they cost least.
    point: Vec<f64>,
    trail: Vec<u32>,
    pending: Vec<u32>,
    is_pending: Vec<bool>,
    /// Rows that are not satisfied when open columns cost as little as they can.
    needy: IndexSet,
    work: u64,
}

impl BinaryRows {
    /// Nothing is decided; `None` where an integer column has more than two values.
    pub fn new(ground: Ground) -> Option<Self> {
        let (problem, domain, lp) = (ground.problem, ground.domain, &ground.problem.lp);
        let (rows, columns) = (problem.rows(), problem.columns());
        let (mut closed, mut point) = (vec![true; columns], vec![0.0; columns]);
        for j in 0..columns {
            let (lower, upper) = (domain.lower(j), domain.upper(j));
            let is_binary = problem.integer[j] && upper - lower == 1.0;
            if problem.integer[j] && !is_binary && lower != upper {
                return None;
            }
            closed[j] = !is_binary;
            point[j] = if is_binary && lp.cost[j] < 0.0 { upper } else { 0f64.max(lower).min(upper) };
        }
        let mut state = Self {
            rows: Vec::with_capacity(rows),
            columns: Vec::new(),
            values: Vec::new(),
            entry: Vec::new(),
            place: Vec::new(),
            starts: vec![0; columns + 1],
            entry_rows: Vec::new(),
            closed,
            point,
            trail: Vec::new(),
            pending: Vec::new(),
            is_pending: vec![false; rows + 1],
            needy: IndexSet::new(rows + 1),
            work: 0,
        };
        for j in 0..columns {
            if !state.closed[j] {
                state.entry_rows.extend(lp.matrix.column(j).0.iter().map(|&i| i as u32));
                state.entry_rows.extend((lp.cost[j] != 0.0).then_some(rows as u32));
            }
            state.starts[j + 1] = state.entry_rows.len() as u32;
        }
        state.place = vec![0; state.entry_rows.len()];
        let mut next = state.starts.clone();
        for i in 0..rows {
            let (columns, values) = ground.by_row.column(i);
            state.add_row(ground, (lp.row_lower[i], lp.row_upper[i]), (columns, values), &mut next);
        }
        let (columns, values): (Vec<usize>, Vec<f64>) =
            lp.cost.iter().copied().enumerate().filter(|(_, c)| *c != 0.0).unzip();
        state.add_row(ground, (f64::NEG_INFINITY, f64::INFINITY), (&columns, &values), &mut next);
        state.work = lp.matrix.nonzeros() as u64;
        Some(state)
    }

    /// The next row, whose entry of each column is the next of that column.
    fn add_row(
        &mut self,
        ground: Ground,
        (lower, upper): (f64, f64),
        (columns, values): (&[usize], &[f64]),
        next: &mut [u32],
    ) {
        let first = self.columns.len();
        let mut row = RowState {
            lower,
            upper,
            first,
            open: 0,
            least: 0.0,
            greatest: 0.0,
            cheap: 0.0,
            range: (0.0, 0.0),
            largest: 0.0,
        };
        for (&j, &a) in columns.iter().zip(values) {
            let (p, q) = (a * ground.domain.lower(j), a * ground.domain.upper(j));
            row.least += p.min(q);
            row.greatest += p.max(q);
            if self.closed[j] {
                row.range = (row.range.0 + p.min(q), row.range.1 + p.max(q));
                continue;
            }
            row.cheap += a * self.point[j];
            row.largest = row.largest.max(a.abs());
            self.place[next[j] as usize] = self.columns.len() as u32;
            self.columns.push(j as u32);
            self.values.push(a);
            self.entry.push(next[j]);
            next[j] += 1;
        }
        row.open = self.columns.len() - first;
        let i = self.rows.len();
        self.mark(i);
        self.rows.push(row);
        self.needy.set(i, self.need(i) != 0.0);
    }

    /// From now on only points with `cost · x <= most` are looked for. To be called while nothing is decided.
    pub fn limit_cost(&mut self, most: f64) {
        let objective = self.rows.len() - 1;
        self.rows[objective].upper = most;
        (0..=objective).for_each(|i| self.mark(i));
    }

    /// Entries visited so far.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// The decided columns as they are, the others where they cost least.
    pub fn point(&self) -> &[f64] {
        &self.point
    }

    /// The rows that need something ([`BinaryRows::need`]).
    pub fn needy(&self) -> impl Iterator<Item = usize> + '_ {
        self.needy.iter()
    }

    /// How many those are.
    pub fn needy_count(&self) -> usize {
        self.needy.len()
    }

    /// The largest coefficient of an open or decided binary in row `i`.
    pub fn largest(&self, i: usize) -> f64 {
        self.rows[i].largest
    }

    /// How many columns are decided; for [`BinaryRows::undo`].
    pub fn mark_of_now(&self) -> usize {
        self.trail.len()
    }

    /// Open columns of row `i` with their coefficients.
    pub fn open(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let row = self.rows[i];
        let range = row.first..row.first + row.open;
        self.columns[range.clone()].iter().map(|&j| j as usize).zip(self.values[range].iter().copied())
    }

    /// How many those are.
    pub fn open_count(&self, i: usize) -> usize {
        self.rows[i].open
    }

    /// By how much row `i` must rise (or fall, below zero) beyond what it amounts to when the open columns
    /// cost as little as they can; nothing where it is satisfied then.
    pub fn need(&self, i: usize) -> f64 {
        let row = &self.rows[i];
        let (lower, upper) = (row.lower, row.upper);
        let (low, high) = (row.cheap + row.range.0, row.cheap + row.range.1);
        if high < lower - slack(lower) {
            lower - high
        } else if low > upper + slack(upper) {
            upper - low
        } else {
            0.0
        }
    }

    /// Decides an open column, without looking at what follows.
    pub fn decide(&mut self, ground: Ground, j: usize, value: f64) {
        let is_upper = value == ground.domain.upper(j);
        let change = value - self.point[j];
        self.closed[j] = true;
        self.point[j] = value;
        self.trail.push(j as u32);
        for e in self.starts[j] as usize..self.starts[j + 1] as usize {
            let i = self.entry_rows[e] as usize;
            let row = &mut self.rows[i];
            row.open -= 1;
            let (at, last) = (self.place[e] as usize, row.first + row.open);
            let a = self.values[at];
            if is_upper == (a > 0.0) {
                row.least += a.abs();
            } else {
                row.greatest -= a.abs();
            }
            row.cheap += a * change;
            self.columns.swap(at, last);
            self.values.swap(at, last);
            self.entry.swap(at, last);
            (self.place[self.entry[at] as usize], self.place[e]) = (at as u32, last as u32);
            if change != 0.0 {
                self.needy.set(i, self.need(i) != 0.0);
            }
            self.mark(i);
        }
        self.work += 2 * u64::from(self.starts[j + 1] - self.starts[j]);
    }

    /// Takes decisions back until so many are left.
    pub fn undo(&mut self, ground: Ground, mark: usize) {
        self.pending.drain(..).for_each(|i| self.is_pending[i as usize] = false);
        while self.trail.len() > mark {
            let Some(j) = self.trail.pop().map(|j| j as usize) else { break };
            let is_upper = self.point[j] == ground.domain.upper(j);
            let back = if ground.problem.lp.cost[j] < 0.0 {
                ground.domain.upper(j)
            } else {
                0f64.max(ground.domain.lower(j)).min(ground.domain.upper(j))
            };
            let change = back - self.point[j];
            self.closed[j] = false;
            self.point[j] = back;
            for e in self.starts[j] as usize..self.starts[j + 1] as usize {
                let i = self.entry_rows[e] as usize;
                let row = &mut self.rows[i];
                let a = self.values[self.place[e] as usize];
                row.open += 1;
                if is_upper == (a > 0.0) {
                    row.least -= a.abs();
                } else {
                    row.greatest += a.abs();
                }
                row.cheap += a * change;
                if change != 0.0 {
                    self.needy.set(i, self.need(i) != 0.0);
                }
            }
            self.work += u64::from(self.starts[j + 1] - self.starts[j]);
        }
    }

    fn mark(&mut self, i: usize) {
        if !std::mem::replace(&mut self.is_pending[i], true) {
            self.pending.push(i as u32);
        }
    }

    /// Decides what follows from the decisions so far; the row that cannot be satisfied any more, if there
    /// is one.
    pub fn propagate(&mut self, ground: Ground) -> Option<usize> {
        while let Some(i) = self.pending.pop() {
            let i = i as usize;
            self.is_pending[i] = false;
            let row = self.rows[i];
            let (lower, upper) = (row.lower, row.upper);
            self.work += 1;
            if row.least > upper + slack(upper) || row.greatest < lower - slack(lower) {
                return Some(i);
            }
            let above = upper + slack(upper) - row.least;
            let below = row.greatest - lower + slack(lower);
            if row.largest <= above.min(below) {
                continue;
            }
            // Deciding one swaps a later one, which was looked at, to its place.
            for k in (row.first..row.first + row.open).rev() {
                let (j, a) = (self.columns[k] as usize, self.values[k]);
                self.work += 1;
                if a.abs() > above {
                    self.decide(
                        ground,
                        j,
                        if a > 0.0 { ground.domain.lower(j) } else { ground.domain.upper(j) },
                    );
                } else if a.abs() > below {
                    self.decide(
                        ground,
                        j,
                        if a > 0.0 { ground.domain.upper(j) } else { ground.domain.lower(j) },
                    );
                }
            }
        }
        None
    }
}
