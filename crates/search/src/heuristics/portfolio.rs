//! Which neighbourhood next, and how large: learned from how the earlier ones went.
//!
//! Source: Hendel, "Adaptive large neighborhood search for mixed integer programming" (2022), sections 4.1
//! (rewards, a bandit chooses) and 3.3 (the share of fixed columns follows the outcome), both in a simple
//! form.

use super::bandit::{Record, total};
use super::neighbourhood::Kind;
use crate::components::Component;
use crate::params::{FIXED_SHARE_FIRST, FIXED_SHARE_LEAST, FIXED_SHARE_MOST, FIXED_SHARE_STEP};
use crate::settings::Settings;
use hunch_model::order::sort_by;

/// How the search of a neighbourhood ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was searched to the end, or holds nothing.
    Exhausted,
    /// Its budget ran out first.
    OutOfBudget,
}

/// A kind of neighbourhood and what is known about it.
#[derive(Clone, Debug)]
struct Arm {
    kind: Kind,
    /// Share of the columns that it fixes next time.
    share: f64,
    record: Record,
}

/// What each kind's success is taken to be before its first try, as if it had been tried once.
const PRIORS: [(Kind, f64); 5] = [
    (Kind::Rins, 1.0),
    (Kind::Mutation, 1.0),
    (Kind::Crossover, 0.9),
    (Kind::Rens, 0.6),
    (Kind::LocalBranching, 0.3),
];

/// The kinds in use.
#[derive(Clone, Debug)]
pub struct Portfolio {
    arms: Vec<Arm>,
}

impl Portfolio {
    /// Those kinds that need an incumbent and are not left out.
    pub fn new(settings: &Settings) -> Self {
        let part = |kind| match kind {
            Kind::LocalBranching => Component::LocalBranching,
            Kind::Rens => Component::Rens,
            Kind::Rins | Kind::Crossover | Kind::Mutation => Component::Rins,
        };
        let arms = PRIORS
            .into_iter()
            .filter(|arm| settings.uses(part(arm.0)))
            .map(|(kind, prior)| Arm { kind, share: FIXED_SHARE_FIRST, record: Record::new(prior) })
            .collect();
        Self { arms }
    }

    /// The kinds with their shares, the most promising first.
    pub fn ranking(&self) -> Vec<(Kind, f64)> {
        let all = self.all().tries();
        let ratings = self.arms.iter().map(|arm| arm.record.rating(all));
        let mut ranked: Vec<(f64, usize)> = ratings.zip(0..).collect();
        sort_by(&mut ranked, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, k)| (self.arms[k].kind, self.arms[k].share)).collect()
    }

    /// Learns how a neighbourhood went.
    pub fn learn(&mut self, kind: Kind, improved: bool, verdict: Verdict) {
        let Some(arm) = self.arms.iter_mut().find(|a| a.kind == kind) else { return };
        arm.record.learn(improved);
        arm.share = match verdict {
            Verdict::Exhausted => (arm.share - FIXED_SHARE_STEP).max(FIXED_SHARE_LEAST),
            Verdict::OutOfBudget if improved => arm.share,
            Verdict::OutOfBudget => (arm.share + FIXED_SHARE_STEP).min(FIXED_SHARE_MOST),
        };
    }

    /// All neighbourhoods together.
    pub fn all(&self) -> Record {
        total(self.arms.iter().map(|arm| arm.record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_tried_and_then_the_successful_one_most() {
        let mut portfolio = Portfolio::new(&Settings::new());
        let mut chosen = Vec::new();
        for _ in 0..60 {
            let (kind, _) = portfolio.ranking()[0];
            portfolio.learn(kind, kind == Kind::Mutation, Verdict::Exhausted);
            chosen.push(kind);
        }
        assert!([Kind::Rins, Kind::Crossover, Kind::Rens].iter().all(|k| chosen.contains(k)), "{chosen:?}");
        assert!(chosen.iter().filter(|k| **k == Kind::Mutation).count() > 30, "{chosen:?}");
        assert_eq!(portfolio.all().tries(), 60);
    }

    #[test]
    fn a_neighbourhood_too_small_grows_and_one_too_large_shrinks() {
        let mut portfolio = Portfolio::new(&Settings::new());
        let share = |p: &Portfolio| p.ranking().into_iter().find(|r| r.0 == Kind::Rins).map_or(0.0, |r| r.1);
        let first = share(&portfolio);
        portfolio.learn(Kind::Rins, false, Verdict::OutOfBudget);
        assert!(share(&portfolio) > first);
        for _ in 0..20 {
            portfolio.learn(Kind::Rins, false, Verdict::Exhausted);
        }
        assert_eq!(share(&portfolio), FIXED_SHARE_LEAST);
    }

    #[test]
    fn what_is_left_out_is_not_offered() {
        let settings = Settings::new().without(Component::Rins).without(Component::LocalBranching);
        let kinds: Vec<Kind> = Portfolio::new(&settings).ranking().into_iter().map(|r| r.0).collect();
        assert_eq!(kinds, vec![Kind::Rens]);
    }
}
