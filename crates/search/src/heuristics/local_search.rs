//! Local search among the integer points: single columns move, rows that stay violated weigh more and more,
//! and the objective has to be better than that of the last point. No relaxation is solved, so that a move
//! costs a few columns of the program however large that is.
//!
//! Sources: Lin, Zou and Cai, "An efficient local search algorithm for general mixed integer programming
//! problems" (2024), has tight moves of violated rows, lift moves of a feasible point, and forbidden moves.
//! That the objective is kept below its target, by the column which does least weighted harm, and that rows
//! which stay violated grow at every move, is how covers are searched (Gao, Weise and Li, "An efficient local
//! search heuristic with row weighting for the unicost set covering problem", 2015).

use super::feasibility_jump::Ground;
use super::index_set::IndexSet;
use crate::params::{
    LOCAL_FEW_ROWS, LOCAL_GIVING, LOCAL_PATIENCE, LOCAL_PRICE, LOCAL_ROW_ENTRIES, LOCAL_SAMPLE,
    LOCAL_STEP_WORK, LOCAL_TENURE, LOCAL_TENURE_SPREAD,
};
use crate::random::uniform;

/// A move: the column, its new value, and what it gains.
#[derive(Clone, Copy, Debug)]
struct Move {
    column: usize,
    value: f64,
    gain: f64,
}

/// A search under way.
#[derive(Clone, Debug)]
pub struct LocalSearch {
    point: Vec<f64>,
    activity: Vec<f64>,
    /// What a unit of each row's violation weighs, what it weighed at first, and by how much that grows: rows
    /// count alike whatever their scale.
    weight: Vec<f64>,
    base: Vec<f64>,
    unit: Vec<f64>,
    violated: IndexSet,
    /// Columns away from the bound that costs less.
    dear: IndexSet,
    /// One over the largest cost.
    cost_unit: f64,
    /// `cost · point`, and the most that it is to be.
    objective: f64,
    target: f64,
    /// The move from which on each column may move again.
    free_from: Vec<u64>,
    moves: u64,
    last_success: u64,
    /// Rows that moves have loosened since the last feasible point: columns may have become free to move.
    loosened: IndexSet,
    best: Option<(f64, Vec<f64>)>,
    random: u64,
    work: u64,
}

/// The bound of column `j` that costs less, where a column of no cost stays.
fn cheap(ground: Ground, j: usize) -> Option<f64> {
    match ground.problem.lp.cost[j] {
        c if c > 0.0 => Some(ground.domain.lower(j)),
        c if c < 0.0 => Some(ground.domain.upper(j)),
        _ => None,
    }
}

impl LocalSearch {
    /// Starts at the bound of each column that costs less.
    pub fn new(ground: Ground, seed: u64) -> Self {
        let lp = &ground.problem.lp;
        let (rows, columns) = (ground.problem.rows(), ground.problem.columns());
        let start = |j: usize| cheap(ground, j).unwrap_or_else(|| ground.domain.lower(j));
        let largest = |values: &[f64]| values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let inverse = |size: f64| if size > 0.0 { 1.0 / size } else { 1.0 };
        let unit: Vec<f64> = (0..rows).map(|i| inverse(largest(ground.by_row.column(i).1))).collect();
        let cost_unit = inverse(largest(&lp.cost));
        let mut search = Self {
            point: vec![0.0; columns],
            activity: vec![0.0; rows],
            weight: unit.clone(),
            base: unit.clone(),
            unit,
            violated: IndexSet::new(rows),
            dear: IndexSet::new(columns),
            cost_unit,
            objective: 0.0,
            target: f64::INFINITY,
            free_from: vec![0; columns],
            moves: 0,
            last_success: 0,
            loosened: IndexSet::new(rows),
            best: None,
            random: seed,
            work: 0,
        };
        search.go_to(ground, (0..columns).map(|j| ground.admissible(j, start(j))).collect());
        search
    }

    /// Goes on with the account of another search.
    #[must_use]
    pub fn with_work(mut self, work: u64) -> Self {
        self.work += work;
        self
    }

    /// Units of work so far: entries visited.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// The best point since the last call, if there is a better one.
    pub fn take_best(&mut self) -> Option<Vec<f64>> {
        self.best.take().map(|(_, point)| point)
    }

    /// From now on points are looked for with `cost · x <= target`.
    pub fn aim(&mut self, target: f64) {
        self.target = target;
    }

    /// Makes `point` the present one.
    pub fn go_to(&mut self, ground: Ground, point: Vec<f64>) {
        let lp = &ground.problem.lp;
        self.point = point;
        self.activity.fill(0.0);
        for (i, j, a) in lp.matrix.triplets() {
            self.activity[i] += a * self.point[j];
        }
        self.objective = lp.cost.iter().zip(&self.point).map(|(c, v)| c * v).sum();
        for i in 0..self.activity.len() {
            self.violated.set(i, ground.violation(i, self.activity[i]) > 0.0);
            self.loosened.set(i, true);
        }
        for j in 0..self.point.len() {
            self.dear.set(j, cheap(ground, j).is_some_and(|bound| bound != self.point[j]));
        }
        self.last_success = self.moves;
        self.work += lp.matrix.nonzeros() as u64;
    }

    /// Goes on for a limited amount of work; `below` says what `cost · x` a point must have to be better than
    /// one of that objective. True when there is nothing left to do: every column costs as little as it can.
    pub fn step(&mut self, ground: Ground, below: impl Fn(f64) -> f64) -> bool {
        let pause = self.work + LOCAL_STEP_WORK;
        while self.work < pause {
            self.work += 1;
            self.moves += 1;
            if self.violated.is_empty() {
                self.lift(ground);
                if self.objective <= self.target {
                    self.best = Some((self.objective, self.point.clone()));
                    self.work += self.point.len() as u64;
                    self.target = below(self.objective);
                    self.last_success = self.moves;
                }
                if !self.give_way(ground) && self.dear.is_empty() {
                    return true;
                }
            } else {
                self.repair(ground);
            }
            if self.moves > self.last_success + LOCAL_PATIENCE {
                self.forget();
            }
        }
        false
    }

    /// Nothing better was found for long: rows weigh what they weighed at first.
    fn forget(&mut self) {
        self.weight.copy_from_slice(&self.base);
        self.last_success = self.moves;
        self.work += self.weight.len() as u64;
    }

    /// Goes on from a relaxed point, rounded, with rows that weigh what its multipliers say of them: columns
    /// are then rated as a Lagrangean greedy would (Caprara, Fischetti and Toth, "A heuristic method for the
    /// set covering problem", 1999).
    pub fn follow(&mut self, ground: Ground, x: &[f64], duals: &[f64]) {
        let of = |dual: &f64, unit: &f64| dual.abs() / unit;
        let scaled = duals.iter().zip(&self.unit).map(|(dual, unit)| of(dual, unit));
        let mean = scaled.sum::<f64>() / self.unit.len().max(1) as f64;
        for ((base, dual), unit) in self.base.iter_mut().zip(duals).zip(&self.unit) {
            *base = unit * (1.0 + if mean > 0.0 { of(dual, unit) / mean } else { 0.0 });
        }
        self.forget();
        self.go_to(ground, x.iter().enumerate().map(|(j, &v)| ground.admissible(j, v)).collect());
    }

    /// The objective is above the target: the column that does least harm for what it saves moves to where it
    /// costs less. False when none may.
    fn give_way(&mut self, ground: Ground) -> bool {
        let mut best = None;
        self.consider_cheaper(ground, &mut best);
        if let Some(Move { column, value, .. }) = best {
            self.apply(ground, column, value);
        }
        best.is_some()
    }

    /// The best move for a violated row, whatever it does to others: rows that stay violated weigh more. The
    /// objective keeps to its target as far as it can.
    fn repair(&mut self, ground: Ground) {
        if self.objective > self.target && self.give_way(ground) {
            return;
        }
        let row = self.draw_violated();
        let mut best = None;
        self.consider_row(ground, row, &mut best);
        if self.violated.len() <= LOCAL_FEW_ROWS || best.is_none_or(|m: Move| m.gain <= 0.0) {
            for i in self.violated.iter() {
                self.weight[i] += self.unit[i];
            }
            self.work += self.violated.len() as u64;
        }
        if let Some(Move { column, value, .. }) = best {
            self.apply(ground, column, value);
        }
    }

    /// Tight moves of a violated row: each column as far as satisfies it, or as its bounds allow.
    fn consider_row(&mut self, ground: Ground, row: usize, best: &mut Option<Move>) {
        let (columns, values) = ground.by_row.column(row);
        if columns.is_empty() {
            return;
        }
        let lp = &ground.problem.lp;
        let activity = self.activity[row];
        let side = if activity > lp.row_upper[row] { lp.row_upper[row] } else { lp.row_lower[row] };
        let need = side - activity;
        let first = self.draw(columns.len());
        let mut rated = 0;
        for k in 0..columns.len().min(LOCAL_ROW_ENTRIES) {
            let at = (first + k) % columns.len();
            let (j, a) = (columns[at], values[at]);
            let delta = need / a;
            self.work += 1;
            if self.free_from[j] > self.moves {
                continue;
            }
            // Away from the row's side, so that the row is satisfied.
            let wanted =
                if delta > 0.0 { (self.point[j] + delta).ceil() } else { (self.point[j] + delta).floor() };
            let value = wanted.max(ground.domain.lower(j)).min(ground.domain.upper(j));
            if value == self.point[j] {
                continue;
            }
            self.consider(ground, j, value, best);
            rated += 1;
            if rated >= LOCAL_SAMPLE {
                break;
            }
        }
    }

    /// Moves of some columns to where they cost less.
    fn consider_cheaper(&mut self, ground: Ground, best: &mut Option<Move>) {
        for _ in 0..LOCAL_GIVING.min(self.dear.len()) {
            if self.dear.is_empty() {
                return;
            }
            let drawn = self.draw(self.dear.len());
            let j = self.dear.get(drawn);
            let Some(bound) = cheap(ground, j).filter(|_| self.free_from[j] <= self.moves) else { continue };
            if bound == self.point[j] {
                // Its bounds have moved since it came here.
                self.dear.set(j, false);
                continue;
            }
            // One step of a binary is all there is; of others, as far as the target asks.
            let step = ((self.objective - self.target) / ground.problem.lp.cost[j].abs()).ceil().max(1.0);
            let left = (self.point[j] - bound).abs();
            let value =
                if step < left { self.point[j] + step * (bound - self.point[j]).signum() } else { bound };
            self.consider(ground, j, value, best);
        }
    }

    /// By how much the weighted violation of all rows falls when column `j` moves, for what that costs or
    /// saves.
    fn consider(&mut self, ground: Ground, column: usize, value: f64, best: &mut Option<Move>) {
        let lp = &ground.problem.lp;
        let (rows, values) = lp.matrix.column(column);
        self.work += rows.len() as u64;
        let delta = value - self.point[column];
        let mut gain = 0.0;
        for (&i, &a) in rows.iter().zip(values) {
            let now = self.activity[i];
            gain += self.weight[i] * (ground.violation(i, now) - ground.violation(i, now + a * delta));
        }
        let price = self.cost_unit * lp.cost[column] * delta;
        // What helps is the better the less it costs, what harms the better the more it saves.
        let gain = match (gain > 0.0, price > 0.0) {
            (true, true) => gain / (LOCAL_PRICE + price),
            (true, false) => gain * (1.0 - price) / LOCAL_PRICE,
            (false, true) => gain * (1.0 + price),
            (false, false) => gain / (LOCAL_PRICE - price),
        };
        if best.is_none_or(|b| gain > b.gain) {
            *best = Some(Move { column, value, gain });
        }
    }

    fn apply(&mut self, ground: Ground, j: usize, value: f64) {
        let lp = &ground.problem.lp;
        let (rows, values) = lp.matrix.column(j);
        let delta = value - self.point[j];
        let rises = lp.cost[j] * delta;
        self.point[j] = value;
        self.objective += rises;
        self.dear.set(j, cheap(ground, j).is_some_and(|bound| bound != value));
        self.free_from[j] = self.moves + LOCAL_TENURE + self.draw(LOCAL_TENURE_SPREAD) as u64;
        self.work += 2 * rows.len() as u64;
        for (&i, &a) in rows.iter().zip(values) {
            self.activity[i] += a * delta;
            self.violated.set(i, ground.violation(i, self.activity[i]) > 0.0);
            if rises >= 0.0 {
                self.loosened.set(i, true);
            }
        }
    }

    /// Lift moves: columns of loosened rows go towards their cheap bound as far as no row minds.
    fn lift(&mut self, ground: Ground) {
        while !self.loosened.is_empty() {
            let row = self.loosened.get(self.loosened.len() - 1);
            self.loosened.set(row, false);
            let columns = ground.by_row.column(row).0;
            self.work += columns.len().min(LOCAL_ROW_ENTRIES) as u64;
            let first = if columns.len() > LOCAL_ROW_ENTRIES { self.draw(columns.len()) } else { 0 };
            for k in 0..columns.len().min(LOCAL_ROW_ENTRIES) {
                let j = columns[(first + k) % columns.len()];
                let Some(bound) = cheap(ground, j).filter(|bound| *bound != self.point[j]) else { continue };
                let value = self.furthest(ground, j, bound);
                if value != self.point[j] {
                    self.apply(ground, j, value);
                }
            }
        }
    }

    /// How far column `j` can go towards `bound` without violating a row, in whole steps.
    fn furthest(&mut self, ground: Ground, j: usize, bound: f64) -> f64 {
        let lp = &ground.problem.lp;
        let (rows, values) = lp.matrix.column(j);
        let direction = (bound - self.point[j]).signum();
        let mut steps = (bound - self.point[j]).abs();
        for (&i, &a) in rows.iter().zip(values) {
            self.work += 1;
            let rate = a * direction;
            let side = if rate > 0.0 { lp.row_upper[i] } else { lp.row_lower[i] };
            let room = (side - self.activity[i]) / rate;
            steps = steps.min((room + super::tolerance::slack(side) / rate.abs()).floor());
            if steps < 1.0 {
                return self.point[j];
            }
        }
        self.point[j] + steps * direction
    }

    fn draw_violated(&mut self) -> usize {
        let drawn = self.draw(self.violated.len());
        self.violated.get(drawn)
    }

    fn draw(&mut self, below: usize) -> usize {
        (uniform(&mut self.random) * below as f64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Domain;
    use crate::problem::MipProblem;
    use hunch_model::SparseMatrix;

    const INF: f64 = f64::INFINITY;

    /// Minimise `cost · x` over integers from 0 to `upper` with rows `lower <= Σ a x <= upper`.
    /// Least and greatest activity, and the entries.
    type Row = (f64, f64, Vec<(usize, f64)>);

    fn program(cost: &[f64], upper: f64, rows: &[Row]) -> MipProblem {
        let mut p = MipProblem::default();
        p.lp.cost = cost.to_vec();
        p.lp.column_lower = vec![0.0; cost.len()];
        p.lp.column_upper = vec![upper; cost.len()];
        p.lp.row_lower = rows.iter().map(|r| r.0).collect();
        p.lp.row_upper = rows.iter().map(|r| r.1).collect();
        let triplets: Vec<_> =
            rows.iter().enumerate().flat_map(|(i, r)| r.2.iter().map(move |&(j, a)| (i, j, a))).collect();
        p.lp.matrix = SparseMatrix::from_triplets(rows.len(), cost.len(), &triplets);
        p.integer = vec![true; cost.len()];
        p.implied = vec![false; cost.len()];
        p
    }

    /// The best point after some steps.
    fn best(problem: &MipProblem) -> Option<Vec<f64>> {
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let by_row = problem.by_rows();
        let ground = Ground { problem, by_row: &by_row, domain: &domain };
        let mut search = LocalSearch::new(ground, 5);
        for _ in 0..10 {
            if search.step(ground, |objective| objective - 0.5) {
                break;
            }
        }
        search.take_best()
    }

    #[test]
    fn a_cover_is_the_least_one() {
        // Row i is covered by columns i, i + 1 and i + 5 of 15: five columns three apart do.
        let rows: Vec<_> =
            (0..15).map(|i| (1.0, INF, [i, (i + 1) % 15, (i + 5) % 15].map(|j| (j, 1.0)).to_vec())).collect();
        let problem = program(&[1.0; 15], 1.0, &rows);
        let covers =
            |set: u32| (0..15).all(|i| [i, (i + 1) % 15, (i + 5) % 15].iter().any(|j| set >> j & 1 == 1));
        let least = (0..1u32 << 15).filter(|set| covers(*set)).map(u32::count_ones).min();
        let point = best(&problem).unwrap();
        assert!(covers(point.iter().enumerate().map(|(j, v)| (*v as u32) << j).sum()), "{point:?}");
        assert_eq!(Some(point.iter().sum::<f64>() as u32), least);
    }

    #[test]
    fn a_set_without_neighbours_is_the_largest_one() {
        let rows: Vec<_> = (0..11).map(|i| (-INF, 1.0, vec![(i, 1.0), ((i + 1) % 11, 1.0)])).collect();
        let point = best(&program(&[-1.0; 11], 1.0, &rows)).unwrap();
        assert_eq!(point.iter().sum::<f64>(), 5.0);
    }

    #[test]
    fn integers_move_by_as_much_as_a_row_asks() {
        let rows = [(7.0, INF, vec![(0, 2.0), (1, 1.0)])];
        let mut problem = program(&[3.0, 2.0], 4.0, &rows);
        problem.lp.column_upper[0] = 3.0;
        assert_eq!(best(&problem), Some(vec![3.0, 1.0]));
    }

    #[test]
    fn without_a_point_there_is_none() {
        let rows = [(1.0, 1.0, vec![(0, 2.0), (1, 2.0)])];
        assert_eq!(best(&program(&[1.0, 1.0], 1.0, &rows)), None);
    }
}
