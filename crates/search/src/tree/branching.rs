//! Which column to branch on: reliability branching. Achterberg, Koch and Martin, "Branching rules revisited"
//! (2005).

use crate::params::{LOOKAHEAD, PROBE_ITERATIONS_MAX, PROBE_ITERATIONS_MIN, SCORE_FLOOR};
use crate::state::pseudo_costs::PseudoCosts;
use hunch_model::order::sort_by;

/// The product rule (section 3 of the paper): both children should gain.
pub fn score(down: f64, up: f64) -> f64 {
    down.max(SCORE_FLOOR) * up.max(SCORE_FLOOR)
}

/// A column that could be branched on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Which column.
    pub column: usize,
    /// Its relaxed value.
    pub value: f64,
    /// How promising, the higher the better.
    pub score: f64,
    /// Factor from the guidance.
    pub weight: f64,
}

/// A choice in progress: candidates are probed one by one until the look-ahead runs out.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    candidates: Vec<Candidate>,
    next: usize,
    best: Option<usize>,
    fruitless: u32,
    /// Iterations for one probe.
    pub probe_iterations: u64,
    /// Whether probing is still affordable.
    pub may_probe: bool,
}

impl Choice {
    /// Ranks fractional columns `(column, value, weight)` by pseudo-costs. `iterations` is the average of a
    /// node.
    pub fn new(
        fractional: &[(usize, f64, f64)],
        costs: &PseudoCosts,
        iterations: u64,
        may_probe: bool,
    ) -> Self {
        let mut candidates: Vec<Candidate> = fractional
            .iter()
            .map(|&(column, value, weight)| {
                let down = value - value.floor();
                let gains = (costs.gain(column, false) * down, costs.gain(column, true) * (1.0 - down));
                Candidate { column, value, score: weight * score(gains.0, gains.1), weight }
            })
            .collect();
        sort_by(&mut candidates, |a, b| b.score.total_cmp(&a.score).then(a.column.cmp(&b.column)));
        let probe_iterations = (2 * iterations).clamp(PROBE_ITERATIONS_MIN, PROBE_ITERATIONS_MAX);
        Self { candidates, next: 0, best: None, fruitless: 0, probe_iterations, may_probe }
    }

    /// The next candidate that deserves a probe; `None` when the choice is made. Reliable ones on the way are
    /// judged by their pseudo-costs.
    pub fn next_to_probe(&mut self, costs: &PseudoCosts) -> Option<Candidate> {
        while self.next < self.candidates.len() && self.fruitless < LOOKAHEAD {
            let at = self.next;
            self.next += 1;
            let candidate = self.candidates[at];
            if self.may_probe && !costs.is_reliable(candidate.column) {
                return Some(candidate);
            }
            self.judge(at, candidate.score);
        }
        None
    }

    /// Gives the candidate last returned its probed gains.
    pub fn report(&mut self, down: f64, up: f64) {
        let at = self.next - 1;
        self.judge(at, self.candidates[at].weight * score(down, up));
    }

    fn judge(&mut self, at: usize, score: f64) {
        self.candidates[at].score = score;
        if self.best.is_none_or(|b| score > self.candidates[b].score) {
            self.best = Some(at);
            self.fruitless = 0;
        } else {
            self.fruitless += 1;
        }
    }

    /// The chosen candidate.
    pub fn best(&self) -> Option<Candidate> {
        self.best.or((!self.candidates.is_empty()).then_some(0)).map(|k| self.candidates[k])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::RELIABILITY;

    #[test]
    fn columns_with_large_gains_on_both_sides_come_first() {
        let mut costs = PseudoCosts::new(3);
        for _ in 0..RELIABILITY {
            costs.record(0, false, 0.5, 10.0);
            costs.record(0, true, 0.5, 0.0);
            costs.record(1, false, 0.5, 2.0);
            costs.record(1, true, 0.5, 2.0);
        }
        assert!(costs.is_reliable(0) && !costs.is_reliable(2));
        let mut choice = Choice::new(&[(0, 0.5, 1.0), (1, 0.5, 1.0)], &costs, 10, true);
        assert_eq!(choice.next_to_probe(&costs), None);
        assert_eq!(choice.best().unwrap().column, 1);
    }

    #[test]
    fn a_probe_can_overturn_the_ranking() {
        let costs = PseudoCosts::new(2);
        let mut choice = Choice::new(&[(0, 0.5, 1.0), (1, 0.5, 1.0)], &costs, 10, true);
        assert_eq!(choice.next_to_probe(&costs).unwrap().column, 0);
        choice.report(0.0, 1.0);
        assert_eq!(choice.next_to_probe(&costs).unwrap().column, 1);
        choice.report(3.0, 3.0);
        assert_eq!(choice.next_to_probe(&costs), None);
        assert_eq!(choice.best().unwrap().column, 1);
    }
}
