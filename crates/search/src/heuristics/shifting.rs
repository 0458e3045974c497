//! Shifting: rounds fractional integers one by one and moves other columns to repair rows that get violated
//! on the way (Achterberg 2007, section 9.1.4, in a simplified form: a column is chosen by the number of rows
//! that its move may violate).

use super::heuristic::{Heuristic, Site};
use super::tolerance::slack;
use crate::params::{INTEGRALITY, SHIFTING_MOVES, SHIFTING_PERIOD};
use crate::scalar::nearest;
use crate::state::home::{Context, Source};
use crate::state::workbench::Workbench;

/// A point under repair.
struct Repair<'a> {
    bench: &'a Workbench,
    point: Vec<f64>,
    activity: Vec<f64>,
    /// How often each column was moved: columns that went to and fro are avoided.
    moves: Vec<u32>,
}

/// Tries to turn the relaxed point `x` into one with integral integers and satisfied rows.
pub fn shift(bench: &Workbench, x: &[f64], fractional: &[usize]) -> Option<Vec<f64>> {
    let mut activity = vec![0.0; bench.problem.rows()];
    for (i, j, a) in bench.problem.lp.matrix.triplets() {
        activity[i] += a * x[j];
    }
    let mut repair = Repair { bench, point: x.to_vec(), activity, moves: vec![0; x.len()] };
    let mut open: Vec<usize> = fractional.to_vec();
    for _ in 0..fractional.len() + SHIFTING_MOVES {
        if let Some(i) = repair.violated_row() {
            let (j, target) = repair.best_move(i)?;
            repair.apply(j, target);
        } else if let Some(j) = open.pop() {
            let target = repair.rounding(j);
            repair.apply(j, target);
        } else {
            return Some(repair.point);
        }
        open.retain(|&j| (repair.point[j] - nearest(repair.point[j])).abs() > INTEGRALITY);
    }
    None
}

impl Repair<'_> {
    fn violation(&self, i: usize, activity: f64) -> f64 {
        let lp = &self.bench.problem.lp;
        (lp.row_lower[i] - activity).max(activity - lp.row_upper[i])
    }

    fn violated_row(&self) -> Option<usize> {
        let lp = &self.bench.problem.lp;
        (0..self.activity.len()).find(|&i| {
            let a = self.activity[i];
            a < lp.row_lower[i] - slack(lp.row_lower[i]) || a > lp.row_upper[i] + slack(lp.row_upper[i])
        })
    }

    /// Rows that moving column `j` to `target` would violate, or violate more.
    fn harm(&self, j: usize, target: f64) -> usize {
        let (rows, values) = self.bench.problem.lp.matrix.column(j);
        let delta = target - self.point[j];
        rows.iter()
            .zip(values)
            .filter(|&(&i, a)| {
                let after = self.violation(i, self.activity[i] + a * delta);
                after > slack(after) && after > self.violation(i, self.activity[i])
            })
            .count()
    }

    /// Up or down, whichever violates fewer rows.
    fn rounding(&self, j: usize) -> f64 {
        let (down, up) = (self.point[j].floor(), self.point[j].ceil());
        if self.harm(j, down) <= self.harm(j, up) { down } else { up }
    }

    /// The move that satisfies row `i`, or comes closest to it, and harms the fewest other rows.
    fn best_move(&self, i: usize) -> Option<(usize, f64)> {
        let lp = &self.bench.problem.lp;
        let need = if self.activity[i] > lp.row_upper[i] {
            lp.row_upper[i] - self.activity[i]
        } else {
            lp.row_lower[i] - self.activity[i]
        };
        let (columns, values) = self.bench.by_row.column(i);
        let mut best: Option<(usize, usize, f64)> = None;
        for (&j, &a) in columns.iter().zip(values) {
            let target = self.target(j, need / a);
            if (target - self.point[j]) * need * a <= 0.0 {
                continue;
            }
            let cost = self.harm(j, target) + self.moves[j] as usize;
            if best.is_none_or(|b| cost < b.0) {
                best = Some((cost, j, target));
            }
        }
        best.map(|(_, j, target)| (j, target))
    }

    /// Where column `j` may go when it should change by `delta`: within its bounds, integers by whole steps.
    fn target(&self, j: usize, delta: f64) -> f64 {
        let wanted = self.point[j] + delta;
        let wanted = match (self.bench.problem.integer[j], delta > 0.0) {
            (false, _) => wanted,
            (true, true) => (wanted - INTEGRALITY).ceil(),
            (true, false) => (wanted + INTEGRALITY).floor(),
        };
        wanted.max(self.bench.domain.lower(j)).min(self.bench.domain.upper(j))
    }

    fn apply(&mut self, j: usize, target: f64) {
        let delta = target - self.point[j];
        let (rows, values) = self.bench.problem.lp.matrix.column(j);
        for (&i, &a) in rows.iter().zip(values) {
            self.activity[i] += a * delta;
        }
        self.point[j] = target;
        self.moves[j] += 1;
    }
}

/// Shifts the relaxed point of every [`SHIFTING_PERIOD`]th node.
pub struct Shifting;

impl Heuristic for Shifting {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        if bench.effort.nodes % SHIFTING_PERIOD == 1 {
            if let Some(point) = shift(bench, site.x, &bench.fractional(site.x)) {
                bench.offer_better(&point, Source::Shifting, cx);
            }
            cx.spend(4 * bench.by_row.nonzeros() as u64);
        }
        false
    }
}
