//! When we dive of our own accord, and how: at the root after its cuts, and now and then below it.

use super::dive_choice::{DiveChoice, Style};
use super::diving::Guide;
use super::heuristic::{Heuristic, Moment, Progress, Site};
use super::planned_dives::PlannedDives;
use crate::params::{DIVE_ALLOWANCE, DIVE_SHARE, DIVE_SUCCESS_SHARE};
use crate::state::home::Context;
use crate::state::workbench::Workbench;
use crate::strategy::Strategy;

/// Which dives have paid, and those still to be run at a node.
pub struct Dives {
    choice: DiveChoice,
    dives: PlannedDives,
}

impl Dives {
    /// None yet.
    pub fn new(strategy: &Strategy) -> Self {
        let choice = DiveChoice::starting_at(strategy.first_dive);
        Self { choice, dives: PlannedDives::default() }
    }

    fn may_dive(&self, bench: &Workbench) -> bool {
        let share = DIVE_SHARE + DIVE_SUCCESS_SHARE * self.choice.all().hopeful_rate();
        let allowed = share * bench.effort.iterations.nodes as f64 + DIVE_ALLOWANCE as f64;
        (bench.effort.iterations.dives as f64) < allowed
    }

    fn next_guide(&self, bench: &Workbench, cx: &Context) -> Guide {
        let incumbent = &cx.home.incumbent;
        match (self.choice.next(incumbent.is_some()), incumbent) {
            (Style::Guided, Some(point)) => Guide::Guided(cx.project(&point.values)),
            (Style::Coefficient, _) => Guide::Coefficient,
            (Style::PseudoCost, _) => {
                let gains = |j| [bench.costs.gain(j, false), bench.costs.gain(j, true)];
                Guide::PseudoCost((0..bench.problem.columns()).map(gains).collect())
            }
            _ => Guide::Fractional,
        }
    }

    /// The dives of this node, the first to run last in the list.
    fn plan(&self, site: &Site, bench: &Workbench, cx: &Context) -> Vec<Guide> {
        match site.moment {
            // Once there is a point, a second dive costs small programs more than it finds.
            Moment::RootPrepared if bench.cutoff.incumbent().is_finite() => vec![Guide::Fractional],
            Moment::RootPrepared => vec![Guide::Coefficient, Guide::Fractional],
            _ if site.is_root => Vec::new(),
            _ if bench.effort.nodes.is_multiple_of(bench.strategy.dive_period) && self.may_dive(bench) => {
                vec![self.next_guide(bench, cx)]
            }
            _ => Vec::new(),
        }
    }
}

impl Heuristic for Dives {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        if site.moment != Moment::Dives {
            let guides = self.plan(site, bench, cx);
            self.dives.plan(guides, bench);
            return false;
        }
        self.dives.begin(bench)
    }

    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let (progress, ended) = self.dives.step(bench, cx);
        if let Some((dive, style)) = ended.and_then(|dive| dive.style().map(|style| (dive, style))) {
            self.choice.learn(style, dive.improved);
        }
        progress
    }
}
