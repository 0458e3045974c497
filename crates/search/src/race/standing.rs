//! The best that the searches of a race know between them.

use crate::settings::Settings;
use hunch_model::{Gap, GapScale, Solution, Statistics, Status};

/// Best point and best bound of all, in the program's own sense.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    scale: GapScale,
    point: Option<(f64, Vec<f64>)>,
    bound: Option<f64>,
    /// Best objective that was reported to the host: events come ahead of the points that they speak of.
    announced: Option<f64>,
}

impl Standing {
    pub(super) fn new(scale: impl Into<GapScale>) -> Self {
        Self { scale: scale.into(), point: None, bound: None, announced: None }
    }

    /// Whether `objective` is better than `than`; anything is better than nothing.
    fn is_better(&self, objective: f64, than: Option<f64>) -> bool {
        let sign = self.scale.sense.sign();
        than.is_none_or(|known| sign * objective < sign * known)
    }

    /// Whether the host should hear of a point with this objective.
    pub(super) fn announce(&mut self, objective: f64) -> bool {
        let better = self.is_better(objective, self.announced);
        if better {
            self.announced = Some(objective);
        }
        better
    }

    /// Takes a point that passed the checker, if it is better.
    pub(super) fn improve(&mut self, objective: f64, values: &[f64]) -> bool {
        let better = self.is_better(objective, self.point.as_ref().map(|p| p.0));
        if better {
            self.point = Some((objective, values.to_vec()));
        }
        better
    }

    /// Takes a proven bound, if it says more.
    pub(super) fn raise(&mut self, bound: f64) -> bool {
        // Every search bounds the same optimum, so the greatest lower bound holds.
        let better = self.bound.is_none_or(|known| self.is_better(known, Some(bound)));
        if better {
            self.bound = Some(bound);
        }
        better
    }

    pub(super) fn has_point(&self) -> bool {
        self.point.is_some()
    }

    /// Whether point and bound are as near as the settings ask for, whoever found either.
    pub(super) fn is_closed(&self, settings: &Settings) -> bool {
        let (Some((objective, _)), Some(bound)) = (&self.point, self.bound) else { return false };
        let gap = Gap::between(*objective, bound, self.scale);
        settings.suffices(gap)
    }

    /// The answer, once every search has ended with one of `all`, `winner` first.
    pub(super) fn solution(self, winner: Option<&Solution>, all: &[&Solution], seconds: f64) -> Solution {
        let mut statistics = Statistics { seconds, ..Statistics::default() };
        for each in all.iter().map(|solution| solution.statistics) {
            statistics.work = statistics.work.saturating_add(each.work);
            statistics.nodes += each.nodes;
            statistics.iterations += each.iterations;
        }
        let proven = winner.map(|solution| solution.status);
        match (self.point, proven) {
            (_, Some(Status::Unbounded)) => Solution::without_values(Status::Unbounded, None, statistics),
            (Some((objective, values)), _) => {
                Solution::with_values(values, objective, self.bound, self.scale, statistics)
            }
            (None, Some(status)) => Solution::without_values(status, None, statistics),
            (None, None) => {
                let limit = all.iter().any(|solution| solution.status == Status::Limit);
                let status = if limit { Status::Limit } else { Status::Error };
                Solution::without_values(status, self.bound, statistics)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::Sense;

    #[test]
    fn bounds_and_points_of_different_searches_close_the_gap_together() {
        for (sense, point, bounds) in
            [(Sense::Minimize, 10.0, [9.0, 10.0]), (Sense::Maximize, -10.0, [-9.0, -10.0])]
        {
            let settings = Settings::new();
            let mut standing = Standing::new(sense);
            assert!(standing.improve(point, &[1.0]) && standing.raise(bounds[0]));
            assert!(!standing.is_closed(&settings));
            assert!(!standing.improve(point, &[2.0]), "no better, so no news");
            assert!(standing.raise(bounds[1]) && !standing.raise(bounds[0]));
            assert!(standing.is_closed(&settings));
            let solution = standing.solution(None, &[], 1.0);
            assert_eq!((solution.status, solution.values), (Status::Optimal, vec![1.0]));
        }
    }
}
