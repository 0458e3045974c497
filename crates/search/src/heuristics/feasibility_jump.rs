//! Feasibility jump: from any values, move one column after the other to where the rows are violated least,
//! and weigh those rows more that stay violated. Needs no relaxation, so it can bring a first point before
//! the first relaxation ends.
//!
//! Source: Luteberget and Sartor, "Feasibility jump: an LP-free Lagrangian MIP heuristic" (2023). Jumps are
//! rated as in section 3.1 and weights grow as in section 3.2; columns to rate are drawn from one violated
//! row instead of from all columns whose jump is known to help, which needs no ratings to be kept up to date.

use super::heuristic::{Heuristic, Progress, Site};
use super::portfolio::Verdict;
use super::tolerance::slack;
use crate::domain::Domain;
use crate::params::{JUMP_SAMPLE, JUMP_STEP_WORK, JUMP_WORK_BASE, JUMP_WORK_FACTOR};
use crate::problem::MipProblem;
use crate::random::uniform;
use crate::settings::Settings;
use crate::state::home::{Context, Source};
use crate::state::workbench::Workbench;
use hunch_model::SparseMatrix;
use hunch_model::order::sort_by;

/// A search for a point without violated rows.
#[derive(Clone, Debug)]
pub struct FeasibilityJump {
    /// The point, integral where it must be and within bounds.
    point: Vec<f64>,
    activity: Vec<f64>,
    weight: Vec<f64>,
    /// Violated rows, and where each row stands among them.
    violated: Vec<usize>,
    position: Vec<Option<usize>>,
    random: u64,
    work: u64,
    most_work: u64,
}

/// What the search reads: the program, its coefficients by rows, the bounds that hold everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The program.
    pub problem: &'a MipProblem,
    /// Its coefficients by rows.
    pub by_row: &'a SparseMatrix,
    /// Bounds.
    pub domain: &'a Domain,
}

impl Ground<'_> {
    /// `value` moved into the bounds of column `j`, and to an integer where it must be one.
    pub(super) fn admissible(&self, j: usize, value: f64) -> f64 {
        let value = if self.problem.integer[j] { value.round() } else { value };
        value.max(self.domain.lower(j)).min(self.domain.upper(j))
    }

    /// By how much row `i` misses its bounds at this activity; nothing within tolerance.
    pub(super) fn violation(&self, i: usize, activity: f64) -> f64 {
        let (lower, upper) = (self.problem.lp.row_lower[i], self.problem.lp.row_upper[i]);
        if activity > upper + slack(upper) {
            activity - upper
        } else if activity < lower - slack(lower) {
            lower - activity
        } else {
            0.0
        }
    }
}

impl FeasibilityJump {
    /// Starts at `from`, rounded; without it at the bound of each column that costs less.
    pub fn new(ground: Ground, from: Option<&[f64]>, seed: u64) -> Self {
        let lp = &ground.problem.lp;
        let cheap = |j: usize| {
            let (lower, upper) = (ground.domain.lower(j), ground.domain.upper(j));
            let wanted = if lp.cost[j] < 0.0 { upper } else { lower };
            // A column without that bound starts as near to zero as it may.
            if wanted.is_finite() { wanted } else { 0.0 }
        };
        let point: Vec<f64> = (0..ground.problem.columns())
            .map(|j| ground.admissible(j, from.map_or_else(|| cheap(j), |x| x[j])))
            .collect();
        let rows = ground.problem.rows();
        let mut jump = Self {
            point,
            activity: vec![0.0; rows],
            weight: vec![1.0; rows],
            violated: Vec::new(),
            position: vec![None; rows],
            random: seed,
            work: 0,
            most_work: JUMP_WORK_BASE + JUMP_WORK_FACTOR * lp.matrix.nonzeros() as u64,
        };
        for (i, j, a) in lp.matrix.triplets() {
            jump.activity[i] += a * jump.point[j];
        }
        for i in 0..rows {
            jump.classify(ground, i);
        }
        jump
    }

    /// The point as it is.
    pub fn point(&self) -> &[f64] {
        &self.point
    }

    /// Units of work so far: entries visited.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Goes on for a limited amount of work. [`Verdict::Exhausted`] when no row is violated any more.
    pub fn step(&mut self, ground: Ground) -> Option<Verdict> {
        let pause = self.work + JUMP_STEP_WORK;
        while !self.violated.is_empty() {
            if self.work > self.most_work {
                return Some(Verdict::OutOfBudget);
            }
            if self.work > pause {
                return None;
            }
            self.move_once(ground);
        }
        Some(Verdict::Exhausted)
    }

    /// The best jump among columns of a violated row, or more weight for all violated rows when none helps.
    fn move_once(&mut self, ground: Ground) {
        self.work += 1;
        let drawn = self.draw(self.violated.len());
        let row = self.violated[drawn];
        let (columns, values) = ground.by_row.column(row);
        if columns.is_empty() {
            // Nothing can satisfy it: the effort ends here.
            self.work = self.most_work + 1;
            return;
        }
        let first = self.draw(columns.len());
        let mut best: Option<(f64, usize, f64)> = None;
        for k in 0..columns.len().min(JUMP_SAMPLE) {
            let (j, a) = (columns[(first + k) % columns.len()], values[(first + k) % columns.len()]);
            let need = self.need(ground, row) / a;
            let stuck = if need > 0.0 { ground.domain.upper(j) } else { ground.domain.lower(j) };
            if self.point[j] == stuck {
                continue;
            }
            let (value, gain) = self.jump(ground, j);
            if value != self.point[j] && best.is_none_or(|b| gain > b.0) {
                best = Some((gain, j, value));
            }
        }
        match best {
            Some((gain, j, value)) if gain > 0.0 => self.apply(ground, j, value),
            _ => {
                for &i in &self.violated {
                    self.weight[i] += 1.0;
                }
                self.work += self.violated.len() as u64;
            }
        }
    }

    /// How much the activity of a violated row must change.
    fn need(&self, ground: Ground, i: usize) -> f64 {
        let (lower, upper) = (ground.problem.lp.row_lower[i], ground.problem.lp.row_upper[i]);
        if self.activity[i] > upper { upper - self.activity[i] } else { lower - self.activity[i] }
    }

    /// The value of column `j` with the least weighted violation of its rows, and by how much that is less
    /// than now. The violation is convex and piecewise linear in the column; its least value lies where the
    /// slope changes sign (Luteberget and Sartor 2023, section 3.1).
    fn jump(&mut self, ground: Ground, j: usize) -> (f64, f64) {
        let (rows, values) = ground.problem.lp.matrix.column(j);
        self.work += 2 * rows.len() as u64;
        let now = self.point[j];
        // `(value, change of slope)`; far to the left every row with a bound on that side is violated.
        let mut kinks: Vec<(f64, f64)> = Vec::with_capacity(2 * rows.len());
        let mut slope = 0.0;
        for (&i, &a) in rows.iter().zip(values) {
            let rate = self.weight[i] * a.abs();
            let (lower, upper) = (ground.problem.lp.row_lower[i], ground.problem.lp.row_upper[i]);
            let (low_end, high_end) = if a > 0.0 { (lower, upper) } else { (upper, lower) };
            for (end, is_low) in [(low_end, true), (high_end, false)] {
                if end.is_finite() {
                    kinks.push((now + (end - self.activity[i]) / a, rate));
                    slope -= if is_low { rate } else { 0.0 };
                }
            }
        }
        sort_by(&mut kinks, |a, b| a.0.total_cmp(&b.0));
        let mut least = now;
        for (value, change) in kinks {
            least = value;
            slope += change;
            if slope >= 0.0 {
                break;
            }
        }
        let candidates = if ground.problem.integer[j] { [least.floor(), least.ceil()] } else { [least; 2] };
        let before = self.violation_at(ground, j, now);
        let rated = candidates.map(|value| {
            let value = ground.admissible(j, value);
            (value, before - self.violation_at(ground, j, value))
        });
        if rated[1].1 > rated[0].1 { rated[1] } else { rated[0] }
    }

    /// Weighted violation of the rows of column `j` if it had this value.
    fn violation_at(&self, ground: Ground, j: usize, value: f64) -> f64 {
        let (rows, values) = ground.problem.lp.matrix.column(j);
        let delta = value - self.point[j];
        let after =
            |(&i, a): (&usize, &f64)| self.weight[i] * ground.violation(i, self.activity[i] + a * delta);
        rows.iter().zip(values).map(after).sum()
    }

    fn apply(&mut self, ground: Ground, j: usize, value: f64) {
        let (rows, values) = ground.problem.lp.matrix.column(j);
        let delta = value - self.point[j];
        self.point[j] = value;
        self.work += rows.len() as u64;
        for (&i, &a) in rows.iter().zip(values) {
            self.activity[i] += a * delta;
            self.classify(ground, i);
        }
    }

    /// Puts row `i` among the violated ones or takes it out.
    fn classify(&mut self, ground: Ground, i: usize) {
        let is_violated = ground.violation(i, self.activity[i]) > 0.0;
        match (is_violated, self.position[i]) {
            (true, None) => {
                self.position[i] = Some(self.violated.len());
                self.violated.push(i);
            }
            (false, Some(at)) => {
                self.violated.swap_remove(at);
                if let Some(&moved) = self.violated.get(at) {
                    self.position[moved] = Some(at);
                }
                self.position[i] = None;
            }
            _ => {}
        }
    }

    fn draw(&mut self, below: usize) -> usize {
        (uniform(&mut self.random) * below as f64) as usize
    }
}

/// Runs once, at the root, while there is no point: from the relaxed point, or without one when the first
/// relaxation is long.
pub struct Jump {
    seed: u64,
    has_run: bool,
    run: Option<FeasibilityJump>,
}

impl Jump {
    /// It has not run yet.
    pub fn new(settings: &Settings) -> Self {
        Self { seed: settings.seed(), has_run: false, run: None }
    }
}

fn ground(bench: &Workbench) -> Ground<'_> {
    Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &bench.domain }
}

impl Heuristic for Jump {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        if self.has_run || !site.is_root || cx.home.incumbent.is_some() {
            return false;
        }
        self.has_run = true;
        let from = Some(site.x).filter(|x| !x.is_empty());
        self.run = Some(FeasibilityJump::new(ground(bench), from, self.seed));
        true
    }

    /// A number of jumps; the root's relaxation goes on when they end.
    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let Some(jump) = &mut self.run else { return Progress::Ended };
        let before = jump.work();
        let verdict = jump.step(ground(bench));
        cx.spend(jump.work() - before);
        let Some(verdict) = verdict else { return Progress::Underway };
        if verdict == Verdict::Exhausted {
            let relaxation = &bench.relaxation;
            cx.offer(jump.point(), Source::FeasibilityJump, |p, control| relaxation.solve_around(p, control));
        }
        // There was no point before: one that is there now is its own.
        cx.heuristic_ended(Source::FeasibilityJump, true, jump.work());
        self.run = None;
        Progress::EndedBeforeRelaxation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lower bound, upper bound and terms of a row.
    type TestRow<'a> = (f64, f64, &'a [(usize, f64)]);

    /// Minimise Σx over binaries with rows `lower <= Σ a x <= upper`.
    fn program(columns: usize, rows: &[TestRow]) -> MipProblem {
        let mut p = MipProblem::default();
        p.lp.cost = vec![1.0; columns];
        p.lp.column_lower = vec![0.0; columns];
        p.lp.column_upper = vec![1.0; columns];
        p.lp.row_lower = rows.iter().map(|r| r.0).collect();
        p.lp.row_upper = rows.iter().map(|r| r.1).collect();
        let triplets: Vec<_> =
            rows.iter().enumerate().flat_map(|(i, r)| r.2.iter().map(move |&(j, a)| (i, j, a))).collect();
        p.lp.matrix = SparseMatrix::from_triplets(rows.len(), columns, &triplets);
        p.integer = vec![true; columns];
        p.implied = vec![false; columns];
        p
    }

    fn run(problem: &MipProblem) -> (Option<Verdict>, FeasibilityJump) {
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let by_row = problem.by_rows();
        let ground = Ground { problem, by_row: &by_row, domain: &domain };
        let mut jump = FeasibilityJump::new(ground, None, 3);
        let mut verdict = None;
        while verdict.is_none() {
            verdict = jump.step(ground);
        }
        (verdict, jump)
    }

    #[test]
    fn rows_that_pull_both_ways_are_satisfied_together() {
        const INF: f64 = f64::INFINITY;
        // Two of the first three, one of the last two, and at most two in all but one.
        let problem = program(
            5,
            &[
                (2.0, INF, &[(0, 1.0), (1, 1.0), (2, 1.0)]),
                (1.0, 1.0, &[(3, 1.0), (4, 1.0)]),
                (-INF, 2.0, &[(0, 1.0), (1, 1.0), (3, 2.0)]),
            ],
        );
        let (verdict, jump) = run(&problem);
        assert_eq!(verdict, Some(Verdict::Exhausted));
        let x = jump.point();
        assert!(x.iter().all(|v| *v == 0.0 || *v == 1.0));
        assert!(x[0] + x[1] + x[2] >= 2.0 && x[3] + x[4] == 1.0 && x[0] + x[1] + 2.0 * x[3] <= 2.0);
    }

    #[test]
    fn without_a_feasible_point_the_effort_ends() {
        let problem =
            program(2, &[(2.0, f64::INFINITY, &[(0, 1.0), (1, 1.0)]), (-1.0, 1.0, &[(0, 1.0), (1, 1.0)])]);
        let (verdict, jump) = run(&problem);
        assert_eq!(verdict, Some(Verdict::OutOfBudget));
        assert!(jump.work() > JUMP_WORK_BASE);
    }

    #[test]
    fn continuous_columns_jump_to_where_the_slope_changes() {
        let mut problem = program(1, &[(2.5, 7.0, &[(0, 2.0)])]);
        problem.integer = vec![false];
        problem.lp.column_upper = vec![9.0];
        let (verdict, jump) = run(&problem);
        assert_eq!((verdict, jump.point()), (Some(Verdict::Exhausted), &[1.25][..]));
    }
}
