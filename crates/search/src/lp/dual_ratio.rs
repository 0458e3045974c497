//! The dual ratio test: how far the reduced costs can move along a pivot row, and which variable enters.

use super::basis::VariableStatus;
use super::params::{GOOD_PIVOT, MANY_GROUPS, PIVOT_TOLERANCE, PIVOT_TOLERANCE_FRESH, YOUNG_FACTORS};
use super::simplex::Simplex;
use super::workspace::Candidate;
use crate::scalar::{greater, lesser};
use hunch_model::order::sort_by;

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
        let (mut groups, mut sorted) = (0, Sorted::default());
        while start < candidates.len() {
            let end = if groups < MANY_GROUPS {
                let limit = harris_limit(&candidates[start..], tolerance);
                partition(candidates, start, limit)
            } else {
                sorted.next_group(candidates, start, tolerance)
            };
            groups += 1;
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

/// Candidates in the order of their breakpoints, a part after the other: each part reaches twice as far as
/// the one before. Looking for one group after the other among all that are left takes the square of their
/// number, where a long row passes most of its columns.
#[derive(Default)]
struct Sorted {
    /// Where the part ends, and how far it reaches.
    end: usize,
    reach: f64,
    /// For each candidate of the part, the last first, the longest step that it and those after it allow.
    limits: Vec<f64>,
}

impl Sorted {
    /// Where the group that begins at `start` ends.
    fn next_group(&mut self, candidates: &mut [Candidate], start: usize, tolerance: f64) -> usize {
        loop {
            if start >= self.end {
                let limit = harris_limit(&candidates[start..], tolerance);
                self.sort(candidates, start, 2.0 * greater(limit, self.reach), tolerance);
            }
            let limit = self.limits[self.end - start - 1];
            if limit <= self.reach || self.end == candidates.len() {
                let within = |c: &&Candidate| c.reduced <= limit * c.alpha;
                return start + candidates[start..self.end].iter().take_while(within).count().max(1);
            }
            // The group may go on beyond the part.
            self.sort(candidates, start, 2.0 * limit, tolerance);
        }
    }

    /// Sorts what lies within `reach`.
    fn sort(&mut self, candidates: &mut [Candidate], start: usize, reach: f64, tolerance: f64) {
        (self.end, self.reach) = (partition(candidates, start, reach), reach);
        let part = &mut candidates[start..self.end];
        let at = |c: &Candidate| c.reduced / c.alpha;
        sort_by(part, |a, b| at(a).total_cmp(&at(b)).then(a.variable.cmp(&b.variable)));
        self.limits.clear();
        let mut least = f64::INFINITY;
        for candidate in part.iter().rev() {
            least = lesser(least, harris_limit(std::slice::from_ref(candidate), tolerance));
            self.limits.push(least);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::uniform;

    #[test]
    fn groups_of_the_sorted_list_are_those_of_the_list() {
        let mut random = 5;
        for tolerance in [1e-9, 1e-3, 0.1] {
            let mut one_by_one: Vec<Candidate> = (0..500)
                .map(|variable| Candidate {
                    variable,
                    alpha: 0.1 + uniform(&mut random),
                    // Many breakpoints at zero, some a little below.
                    reduced: (3.0 * uniform(&mut random) - 1.0).max(-1e-10),
                    range: 1.0,
                })
                .collect();
            let (mut together, mut sorted) = (one_by_one.clone(), Sorted::default());
            let mut start = 0;
            while start < one_by_one.len() {
                let limit = harris_limit(&one_by_one[start..], tolerance);
                let end = partition(&mut one_by_one, start, limit);
                assert_eq!(sorted.next_group(&mut together, start, tolerance), end, "from {start}");
                let members = |list: &[Candidate]| {
                    let mut group: Vec<u32> = list[start..end].iter().map(|c| c.variable).collect();
                    group.sort_unstable();
                    group
                };
                assert_eq!(members(&one_by_one), members(&together));
                start = end;
            }
        }
    }
}
