//! Fix and propagate: binaries are decided one by one where a row needs them, what follows is decided with
//! them, and where that fails the last choice is taken back. Rows that failed often come first, and after
//! some failures all begins anew with what they taught. It brings first points of programs whose rows leave
//! little choice (set partitioning, timetables), where moving single columns finds none.
//!
//! Sources: Salvagnin, Roberti and Fischetti, "A fix-propagate-repair heuristic for mixed integer
//! programming" (2024); the choice of the row with the fewest open columns for its failures: Boussemart,
//! Hemery, Lecoutre and Sais, "Boosting systematic search by weighting constraints" (2004).

use super::binary_rows::BinaryRows;
use super::feasibility_jump::Ground;
use super::heuristic::{Heuristic, Progress, Site};
use super::portfolio::Verdict;
use crate::domain::Domain;
use crate::params::{
    FIX_EQUATIONS, FIX_FAILURES, FIX_FAILURES_GROWTH, FIX_PRICE, FIX_RATED, FIX_RATED_LEAST, FIX_SHARE,
    FIX_SPREAD, FIX_STEP_WORK, FIX_WORK_BASE, FIX_WORK_FACTOR,
};
use crate::random::uniform;
use crate::settings::Settings;
use crate::state::home::{Context, Offered, Source};
use crate::state::workbench::Workbench;

/// A column that was decided, and whether what was first tried has failed.
#[derive(Clone, Copy, Debug)]
struct Decision {
    /// Decisions before it.
    mark: usize,
    column: usize,
    value: f64,
    failed: bool,
}

/// A search under way.
#[derive(Clone, Debug)]
pub struct FixAndPropagate {
    rows: BinaryRows,
    decisions: Vec<Decision>,
    /// One for each row, and one more for each of its failures.
    weight: Vec<f64>,
    /// A relaxed point; empty without one.
    x: Vec<f64>,
    /// One over the largest cost.
    cost_unit: f64,
    failures: f64,
    most_failures: f64,
    tries: u32,
    random: u64,
    /// Entries read in search of columns.
    work: u64,
}

impl FixAndPropagate {
    /// Begins; `None` where an integer column has more than two values.
    pub fn new(ground: Ground, seed: u64) -> Option<Self> {
        let lp = &ground.problem.lp;
        let largest = lp.cost.iter().fold(0.0f64, |m, c| m.max(c.abs()));
        Some(Self {
            rows: BinaryRows::new(ground)?,
            decisions: Vec::new(),
            weight: vec![1.0; ground.problem.rows() + 1],
            x: Vec::new(),
            cost_unit: if largest > 0.0 { 1.0 / largest } else { 1.0 },
            failures: 0.0,
            most_failures: FIX_FAILURES,
            tries: 0,
            random: seed,
            work: 0,
        })
    }

    /// Begins anew, along a relaxed point.
    pub fn follow(&mut self, ground: Ground, x: &[f64]) {
        self.x = x.to_vec();
        self.begin_anew(ground);
    }

    /// Begins anew: from now on only points with `cost · x <= most` are looked for.
    pub fn improve(&mut self, ground: Ground, most: f64) {
        self.begin_anew(ground);
        self.rows.undo(ground, 0);
        self.rows.limit_cost(most);
    }

    fn begin_anew(&mut self, ground: Ground) {
        let root = self.decisions.first().map_or(self.rows.mark_of_now(), |d| d.mark);
        self.rows.undo(ground, root);
        self.decisions.clear();
        self.failures = 0.0;
    }

    /// The point so far: decided columns as they are, the others where they cost least.
    pub fn point(&self) -> &[f64] {
        self.rows.point()
    }

    /// Units of work so far: entries visited.
    pub fn work(&self) -> u64 {
        self.rows.work() + self.work
    }

    /// Goes on for a limited amount of work. [`Verdict::Exhausted`] when the point satisfies every row as far
    /// as binaries decide it, [`Verdict::OutOfBudget`] when no choice is left.
    pub fn step(&mut self, ground: Ground) -> Option<Verdict> {
        let pause = self.work() + FIX_STEP_WORK;
        while self.work() < pause {
            let failed = self.rows.propagate(ground).or_else(|| match self.choose_row() {
                None => Some(usize::MAX),
                Some(row) => match self.choose_column(ground, row) {
                    Some((column, value)) => {
                        let mark = self.rows.mark_of_now();
                        self.decisions.push(Decision { mark, column, value, failed: false });
                        self.rows.decide(ground, column, value);
                        None
                    }
                    None => Some(row),
                },
            });
            match failed {
                None => {}
                Some(usize::MAX) => return Some(Verdict::Exhausted),
                Some(row) if !self.fail(ground, row) => return Some(Verdict::OutOfBudget),
                Some(_) => {}
            }
        }
        None
    }

    /// Row `row` cannot be satisfied: the other value of the last choice, or all anew. False when no choice
    /// is left.
    fn fail(&mut self, ground: Ground, row: usize) -> bool {
        self.weight[row] += 1.0;
        self.failures += 1.0;
        if self.failures >= self.most_failures {
            self.begin_anew(ground);
            self.most_failures *= FIX_FAILURES_GROWTH;
            self.tries += 1;
            return true;
        }
        while let Some(Decision { mark, column, value, failed }) = self.decisions.pop() {
            self.rows.undo(ground, mark);
            if !failed {
                let other = ground.domain.lower(column) + ground.domain.upper(column) - value;
                self.decisions.push(Decision { mark, column, value: other, failed: true });
                self.rows.decide(ground, column, other);
                return true;
            }
        }
        false
    }

    /// The row that is not satisfied with the fewest open columns for its failures.
    fn choose_row(&mut self) -> Option<usize> {
        self.work += self.rows.needy_count() as u64;
        let mut best: Option<(f64, usize)> = None;
        for i in self.rows.needy() {
            // The lower number among equals, so that the order of the list does not matter.
            let merit = self.rows.open_count(i) as f64 / self.weight[i];
            if best.is_none_or(|b| merit < b.0 || (merit == b.0 && i < b.1)) {
                best = Some((merit, i));
            }
        }
        best.map(|b| b.1)
    }

    /// The open column that helps row `row` and most others for what it costs, and its value.
    fn choose_column(&mut self, ground: Ground, row: usize) -> Option<(usize, f64)> {
        let need = self.rows.need(row);
        let mut best: Option<(f64, usize, f64)> = None;
        let (mut work, mut random) = (0, self.random);
        let decisions = (need.abs() / self.rows.largest(row)).max(1.0);
        let most = FIX_RATED_LEAST.max((FIX_RATED / decisions) as usize);
        let first =
            (uniform(&mut random) * (self.rows.open_count(row) + 1).saturating_sub(most) as f64) as usize;
        for (j, a) in self.rows.open(row).skip(first).take(most) {
            let now = self.rows.point()[j];
            let other = ground.domain.lower(j) + ground.domain.upper(j) - now;
            if a * (other - now) * need <= 0.0 {
                continue;
            }
            let (rows, values) = ground.problem.lp.matrix.column(j);
            work += rows.len() as u64;
            let helps = |(&i, &b): (&usize, &f64)| b * (other - now) * self.rows.need(i) > 0.0;
            let helped = rows.iter().zip(values).filter(|&entry| helps(entry)).count() as f64;
            let price = self.cost_unit * (ground.problem.lp.cost[j] * (other - now)).abs();
            let wanted = self.x.get(j).map_or(0.0, |x| (x - now).abs());
            let chance = 1.0 + f64::from(self.tries.min(FIX_SPREAD)) * uniform(&mut random);
            let merit = (FIX_PRICE + wanted) * helped / (FIX_PRICE + price) * chance;
            if best.is_none_or(|b| merit > b.0) {
                best = Some((merit, j, other));
            }
        }
        self.random = random;
        self.work += work;
        best.map(|(_, j, value)| (j, value))
    }
}

/// Runs while there is no point, and at the root as long as it finds better ones; each run goes on with the
/// search of the one before.
pub struct Fixing {
    seed: u64,
    /// Whether the program is one for it.
    suits: bool,
    search: Option<FixAndPropagate>,
    /// The bounds that held everywhere when it began.
    domain: Domain,
    /// Whether it has seen a relaxed point, and whether there was one when the run began.
    is_guided: bool,
    has_point: bool,
    /// Whether the incumbent, or one before it, is its own.
    has_found: bool,
    /// The work at which the run ends.
    until: u64,
}

impl Fixing {
    /// It has not run yet.
    pub fn new(settings: &Settings) -> Self {
        Self {
            seed: settings.seed(),
            suits: true,
            search: None,
            domain: Domain::default(),
            is_guided: false,
            has_point: false,
            has_found: false,
            until: 0,
        }
    }

    /// Work that it may have taken by now.
    fn allowed(&self, bench: &Workbench) -> u64 {
        let once = FIX_WORK_BASE + FIX_WORK_FACTOR * bench.by_row.nonzeros() as u64;
        let share = if self.has_found { 0.0 } else { FIX_SHARE };
        once * (1 + u64::from(self.is_guided)) + (share * bench.effort.work as f64) as u64
    }
}

/// Whether a fair share of the rows are equations. Points of the others are easy to come by, and a local
/// search that starts at none of them ends better.
fn has_equations(ground: Ground) -> bool {
    let lp = &ground.problem.lp;
    let equations = lp.row_lower.iter().zip(&lp.row_upper).filter(|(lower, upper)| lower == upper).count();
    equations as f64 >= FIX_EQUATIONS * ground.problem.rows() as f64
}

impl Heuristic for Fixing {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        self.suits &= bench.problem.implications().is_empty() && !cx.home.is_partial();
        let has_incumbent = cx.home.incumbent.is_some();
        if !self.suits || (has_incumbent && !(self.has_found && site.is_root)) {
            return false;
        }
        let guides = !self.is_guided && !site.x.is_empty();
        if site.x.is_empty() && self.search.is_some() {
            // Others have their turn before the relaxation ends.
            return false;
        }
        self.is_guided |= guides;
        let (spent, allowed) = (self.search.as_ref().map_or(0, FixAndPropagate::work), self.allowed(bench));
        if spent + FIX_STEP_WORK > allowed {
            return false;
        }
        if self.search.is_none() {
            self.domain = bench.everywhere();
        }
        let ground = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
        if self.search.is_none() && has_equations(ground) {
            self.search = FixAndPropagate::new(ground, self.seed);
        }
        let Some(search) = &mut self.search else {
            self.suits = false;
            return false;
        };
        if guides {
            search.follow(ground, site.x);
        }
        if has_incumbent {
            let goal = bench.cutoff.goal(cx.home.incumbent_objective());
            search.improve(ground, goal - bench.problem.lp.offset);
        }
        (self.until, self.has_point) = (allowed, !site.x.is_empty());
        true
    }

    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let Some(search) = &mut self.search else { return Progress::Ended };
        let ground = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
        let before = search.work();
        let verdict = search.step(ground);
        cx.spend(search.work() - before);
        match verdict {
            None if search.work() < self.until => return Progress::Underway,
            None => {}
            Some(Verdict::Exhausted) => {
                let relaxation = &bench.relaxation;
                let offered = cx.offer(search.point(), Source::FixAndPropagate, |p, control| {
                    relaxation.solve_around(p, control)
                });
                if offered == Offered::Kept {
                    self.has_found = true;
                    let goal = bench.cutoff.goal(cx.home.incumbent_objective());
                    search.improve(ground, goal - bench.problem.lp.offset);
                    // What finds is given as much again.
                    self.until = self.until.max(2 * search.work());
                    return Progress::Underway;
                }
                // What is left to continuous columns has no point.
                self.suits = false;
            }
            // Nothing is left to be found.
            Some(_) => self.suits = false,
        }
        cx.heuristic_ended(Source::FixAndPropagate, self.has_found, search.work());
        if self.has_point { Progress::Ended } else { Progress::EndedBeforeRelaxation }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::MipProblem;
    use hunch_model::SparseMatrix;

    /// A row's sides and terms.
    type Row<'a> = (f64, f64, &'a [(usize, f64)]);

    fn run(costs: &[f64], rows: &[Row]) -> (Verdict, Vec<f64>) {
        let mut p = MipProblem::default();
        p.lp.cost = costs.to_vec();
        p.lp.column_lower = vec![0.0; costs.len()];
        p.lp.column_upper = vec![1.0; costs.len()];
        p.lp.row_lower = rows.iter().map(|r| r.0).collect();
        p.lp.row_upper = rows.iter().map(|r| r.1).collect();
        let triplets: Vec<_> =
            rows.iter().enumerate().flat_map(|(i, r)| r.2.iter().map(move |&(j, a)| (i, j, a))).collect();
        p.lp.matrix = SparseMatrix::from_triplets(rows.len(), costs.len(), &triplets);
        p.integer = vec![true; costs.len()];
        p.implied = vec![false; costs.len()];
        let domain = Domain::new(p.lp.column_lower.clone(), p.lp.column_upper.clone());
        let by_row = p.by_rows();
        let ground = Ground { problem: &p, by_row: &by_row, domain: &domain };
        let mut search = FixAndPropagate::new(ground, 3).unwrap();
        loop {
            if let Some(verdict) = search.step(ground) {
                let point = search.point().to_vec();
                let activity = p.lp.matrix.multiply(&point);
                let holds = |(i, row): (usize, &Row)| row.0 <= activity[i] && activity[i] <= row.1;
                assert_eq!(verdict == Verdict::Exhausted, rows.iter().enumerate().all(holds), "{point:?}");
                return (verdict, point);
            }
        }
    }

    #[test]
    fn a_wrong_choice_is_taken_back() {
        // The cheap column of three rows leaves nothing for the fourth.
        let rows: [Row; 4] = [
            (1.0, 1.0, &[(0, 1.0), (1, 1.0)]),
            (1.0, 1.0, &[(0, 1.0), (1, 1.0)]),
            (1.0, 1.0, &[(0, 1.0), (2, 1.0)]),
            (1.0, 1.0, &[(2, 1.0), (3, 1.0)]),
        ];
        let (_, point) = run(&[1.0, 5.0, 5.0, 9.0], &rows);
        assert_eq!(point, [1.0, 0.0, 0.0, 1.0]);
        let rows: [Row; 3] =
            [(1.0, 1.0, &[(0, 1.0), (1, 1.0)]), (1.0, 1.0, &[(0, 1.0), (2, 1.0)]), (1.0, 1.0, &[(2, 1.0)])];
        assert_eq!(run(&[1.0, 9.0, 9.0], &rows), (Verdict::Exhausted, vec![0.0, 1.0, 1.0]));
    }

    #[test]
    fn coefficients_of_both_signs_and_columns_that_cost_less_at_one_are_decided() {
        let inf = f64::INFINITY;
        // The second asks for two of the others, which the first admits only with it.
        let rows: [Row; 3] = [
            (-inf, 0.0, &[(0, -2.0), (1, 1.0), (2, 1.0), (3, 1.0)]),
            (2.0, inf, &[(1, 1.0), (2, 1.0), (3, 1.0)]),
            (-inf, 3.0, &[(1, 3.0), (2, 2.0), (3, 1.0)]),
        ];
        let (_, point) = run(&[4.0, -3.0, -2.0, -1.0], &rows);
        assert_eq!(point, [1.0, 0.0, 1.0, 1.0]);
    }

    #[test]
    fn without_a_point_the_effort_ends() {
        let rows: [Row; 3] = [
            (1.0, 1.0, &[(0, 1.0), (1, 1.0)]),
            (1.0, 1.0, &[(1, 1.0), (2, 1.0)]),
            (1.0, 1.0, &[(0, 1.0), (2, 1.0)]),
        ];
        assert_eq!(run(&[1.0; 3], &rows).0, Verdict::OutOfBudget);
    }

    #[test]
    fn a_partition_of_chance_is_found_where_one_was_planted() {
        // Forty rows, three columns of which partition them, among two hundred others of five rows each.
        let mut random = 11;
        let mut columns: Vec<Vec<usize>> = (0..200)
            .map(|_| {
                let mut rows: Vec<usize> = (0..5).map(|_| (40.0 * uniform(&mut random)) as usize).collect();
                rows.sort_unstable();
                rows.dedup();
                rows
            })
            .collect();
        columns.extend((0..8).map(|k| (5 * k..5 * k + 5).collect()));
        let terms: Vec<Vec<(usize, f64)>> = (0..40)
            .map(|i| (0..208).filter(|&j| columns[j].contains(&i)).map(|j| (j, 1.0)).collect())
            .collect();
        let rows: Vec<Row> = terms.iter().map(|t| (1.0, 1.0, t.as_slice())).collect();
        assert_eq!(run(&[1.0; 208], &rows).0, Verdict::Exhausted);
    }
}
