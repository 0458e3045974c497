//! The dual ratio test: how far the reduced costs can move along a pivot row, and which variable enters.

use super::basis::VariableStatus;
use super::params::{GOOD_PIVOT, PIVOT_TOLERANCE, PIVOT_TOLERANCE_FRESH, YOUNG_FACTORS};
use super::simplex::Simplex;
use super::workspace::Candidate;
use crate::scalar::{greater, lesser};

impl Simplex {
    /// Chooses the entering variable for the pivot row in `work.row`, whose basic variable is `excess > 0`
    /// beyond the bound on the side of `sign` (`+1` above the upper one, `−1` below the lower one). Variables
    /// that the step passes and that have both bounds flip: they are left in `work.flipped`. Returns `None`
    /// when the dual is unbounded along this row.
    ///
    /// The long-step test of Maros 2003, "A generalized dual phase-2 simplex algorithm" (bound flipping):
    /// each breakpoint passed lowers the slope by `|alpha|·range`, and the step goes on while the slope is
    /// positive. Breakpoints are taken in groups whose members lie within Harris' tolerance of each other
    /// (Harris 1973), so that a pivot of good size can be picked from the last groups (Koberstein 2005,
    /// section 6.2.2.3).
    pub(super) fn choose_entering(&mut self, sign: f64, excess: f64) -> Option<usize> {
        self.collect_candidates(sign);
        let work = &mut self.work;
        work.flipped.clear();
        let candidates = &mut work.candidates;
        let tolerance = self.tolerance.dual;
        let mut slope = excess;
        let mut start = 0;
        // The best pivot among the groups so far: (index of the group's start, candidate, alpha).
        let mut chosen: Option<(usize, u32, f64)> = None;
        let mut largest = 0.0f64;
        while start < candidates.len() {
            let limit = harris_limit(&candidates[start..], tolerance);
            let end = partition(candidates, start, limit);
            let group = &candidates[start..end];
            let best = group.iter().copied().reduce(better)?;
            largest = greater(best.alpha, largest);
            let replace = match chosen {
                None => true,
                Some((_, _, alpha)) => best.alpha >= GOOD_PIVOT * largest || best.alpha >= alpha,
            };
            if replace {
                chosen = Some((start, best.variable, best.alpha));
            }
            slope -= group.iter().map(|c| c.alpha * c.range).sum::<f64>();
            if slope < 0.0 {
                break;
            }
            start = end;
        }
        let (group_start, entering, _) = chosen?;
        work.flipped.extend(candidates[..group_start].iter().map(|c| c.variable));
        Some(entering as usize)
    }

    /// Nonbasic variables whose reduced costs the step moves towards zero.
    fn collect_candidates(&mut self, sign: f64) {
        let smallest =
            if self.factors.lu.updates() < YOUNG_FACTORS { PIVOT_TOLERANCE_FRESH } else { PIVOT_TOLERANCE };
        let candidates = &mut self.work.candidates;
        candidates.clear();
        for &k in &self.work.row.indices {
            let j = k as usize;
            let side = match self.point.status[j] {
                VariableStatus::Basic => continue,
                VariableStatus::AtLower => 1.0,
                VariableStatus::AtUpper => -1.0,
                VariableStatus::Free => (sign * self.work.row.values[j]).signum(),
            };
            let alpha = side * sign * self.work.row.values[j];
            if alpha <= smallest {
                continue;
            }
            let range = self.shifted.upper[j] - self.shifted.lower[j];
            if range > 0.0 {
                candidates.push(Candidate {
                    variable: k,
                    alpha,
                    reduced: side * self.point.reduced[j],
                    range,
                });
            }
        }
    }
}

/// The longest step that leaves every reduced cost within tolerance.
fn harris_limit(candidates: &[Candidate], tolerance: f64) -> f64 {
    candidates.iter().map(|c| (greater(c.reduced, 0.0) + tolerance) / c.alpha).fold(f64::INFINITY, lesser)
}

/// Moves the candidates from `start` on whose breakpoint is at most `limit` to the front, and returns where
/// they end.
fn partition(candidates: &mut [Candidate], start: usize, limit: f64) -> usize {
    let mut end = start;
    for k in start..candidates.len() {
        if candidates[k].reduced <= limit * candidates[k].alpha {
            candidates.swap(k, end);
            end += 1;
        }
    }
    end
}

/// The larger pivot; the lower index among equals, so that the choice does not depend on the order of the
/// list.
fn better(a: Candidate, b: Candidate) -> Candidate {
    if b.alpha > a.alpha || (b.alpha == a.alpha && b.variable < a.variable) { b } else { a }
}
