//! The answer so far: what is claimed of it, and what the guidance did for it.

use super::*;

impl HunchRun {
    /// The answer so far and the account.
    pub fn outcome(&self) -> Outcome {
        let statistics = self.statistics;
        let bound = self.live_bound();
        let mut solution = match (&self.home.incumbent, self.verdict) {
            (_, Some(status @ (Status::Infeasible | Status::Unbounded))) => {
                Solution { holds: self.holds, ..Solution::without_values(status, None, statistics) }
            }
            (Some(point), _) => {
                // A bound is one on exact points; one within tolerance may be better, and is its own bound
                // then.
                let sign = self.home.program.sense.sign();
                let clipped = bound.map(|b| sign * (sign * b).min(sign * point.objective));
                let values = point.values.clone();
                let program = &self.home.program;
                let solution = Solution::with_values(values, point.objective, clipped, program, statistics);
                let holds = if clipped == bound { self.holds } else { Holds::Tolerance };
                Solution { holds, ..solution }
            }
            (None, verdict) => Solution::without_values(verdict.unwrap_or(Status::Limit), bound, statistics),
        };
        #[cfg(feature = "kinds")]
        {
            solution = self.without_curve(solution);
        }
        if self.verdict.is_some() {
            let extras = self.linear.clone();
            (solution.duals, solution.reduced_costs) = (extras.duals, extras.reduced_costs);
            (solution.farkas, solution.ray, solution.basis) = (extras.farkas, extras.ray, extras.basis);
            solution.reason.clone_from(&self.reason);
        }
        let mut account = self.home.account.clone();
        if let (true, Some((source, guided))) = (solution.status.has_values(), self.home.found_by) {
            account.start.returned = source == Source::Start;
            account.probabilities.returned = source == Source::Probabilities;
            account.cuts.returned = guided && account.cuts.given > 0;
            account.trust_region.returned = guided && account.trust_region.given > 0;
            account.fixings.returned = account.fixings.given > 0;
        }
        Outcome { solution, account }
    }

    fn live_bound(&self) -> Option<f64> {
        let sign = self.home.program.sense.sign();
        let before = self.bound.map_or(f64::NEG_INFINITY, |b| sign * b);
        let (bound, is_far) = match &self.stage {
            Some(Stage::Tree { tree, postsolve, .. }) if is_blurred(tree, postsolve) => {
                (before, self.rests_on_far)
            }
            Some(Stage::Tree { purpose: Purpose::Full | Purpose::Unreduced, tree, .. }) => {
                let proven = if tree.bound().is_finite() { tree.bound() } else { f64::NEG_INFINITY };
                (before.max(proven), self.rests_on_far || tree.rests_on_far())
            }
            _ => (before, self.rests_on_far),
        };
        // A run that has come to its end was confirmed.
        let bound = if self.verdict.is_none() { self.within_end(bound, is_far) } else { bound };
        bound.is_finite().then_some(sign * bound)
    }
}
