//! When we dive of our own accord, and how: at the root after its cuts, and now and then below it.

use super::dive_choice::{DiveChoice, Style};
use super::diving::{Dive, Guide};
use super::heuristic::{Heuristic, Moment, Progress, Site};
use crate::params::{DIVE_ALLOWANCE, DIVE_ITERATIONS, DIVE_SHARE, DIVE_SUCCESS_SHARE};
use crate::state::home::Context;
use crate::state::workbench::Workbench;
use crate::strategy::Strategy;

/// Which dives have paid, and those still to be run at a node.
pub struct Dives {
    choice: DiveChoice,
    /// The next one last.
    planned: Vec<Guide>,
    /// Number of the node that they were planned at.
    node: u64,
    dive: Option<Dive>,
}

impl Dives {
    /// None yet.
    pub fn new(strategy: &Strategy) -> Self {
        let choice = DiveChoice::starting_at(strategy.first_dive);
        Self { choice, planned: Vec::new(), node: 0, dive: None }
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
            (self.node, self.planned) = (bench.effort.nodes, self.plan(site, bench, cx));
            return false;
        }
        if self.node != bench.effort.nodes {
            return false;
        }
        let Some(guide) = self.planned.pop() else { return false };
        self.dive = Some(Dive::new(bench, guide, bench.heuristic_iterations(DIVE_ITERATIONS)));
        true
    }

    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let Some(dive) = &mut self.dive else { return Progress::Ended };
        let progress = dive.step(bench, cx);
        if progress == Progress::Ended {
            if let Some(style) = dive.style() {
                self.choice.learn(style, dive.improved);
            }
            self.dive = None;
        }
        progress
    }
}
