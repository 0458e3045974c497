//! When a neighbourhood is searched, which one, and for how long.

use super::home::Context;
use super::search::{Phase, Tree};
use super::sub_tree::SubTree;
use crate::heuristics::neighbourhood::{Kind, Surroundings};
use crate::heuristics::portfolio::{Portfolio, Verdict};
use crate::params::*;
use crate::settings::Settings;
use hunch_model::Event;

/// What the searches of neighbourhoods leave for the next.
#[derive(Clone, Debug)]
pub(super) struct Neighbourhoods {
    portfolio: Portfolio,
    /// State of the random stream.
    random: u64,
    /// The node from which the next may start.
    next_node: u64,
    /// Units of work so far.
    work: u64,
}

impl Neighbourhoods {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            portfolio: Portfolio::new(settings),
            random: settings.seed(),
            next_node: NEIGHBOURHOOD_FIRST_NODE,
            work: 0,
        }
    }

    /// The tree begins after so many nodes.
    pub(super) fn begin_after(&mut self, nodes: u64) {
        self.next_node = nodes + NEIGHBOURHOOD_FIRST_NODE;
    }

    /// Work that may go into neighbourhoods when there is so much in all: a share of what the rest takes, the larger the more they succeed.
    fn allowed(&self, all: u64) -> f64 {
        let share = NEIGHBOURHOOD_SHARE + NEIGHBOURHOOD_SUCCESS_SHARE * self.portfolio.all().hopeful_rate();
        share * all.saturating_sub(self.work) as f64
    }
}

impl Tree {
    /// Iterations of everything but neighbourhoods.
    fn other_iterations(&self) -> u64 {
        self.iterations.nodes + self.node_iterations() + self.iterations.probes + self.iterations.dives
    }

    /// The search of the next neighbourhood, when it is time for one and the effort is within its share.
    pub(super) fn open_neighbourhood(&mut self, cx: &mut Context) -> Option<Phase> {
        if self.nodes < self.neighbourhoods.next_node
            || self.work < NEIGHBOURHOOD_FIRST_WORK
            || self.neighbourhoods.work as f64 >= self.neighbourhoods.allowed(self.work)
        {
            return None;
        }
        self.neighbourhoods.next_node = self.nodes + NEIGHBOURHOOD_PERIOD;
        let points: Vec<Vec<f64>> = cx.home.points().map(|p| cx.project(&p.values)).collect();
        let ranking =
            if points.is_empty() { vec![(Kind::Rens, 0.0)] } else { self.neighbourhoods.portfolio.ranking() };
        let domain = self.bench.everywhere();
        let around = Surroundings {
            problem: &self.bench.problem,
            by_row: &self.by_row,
            domain: &domain,
            relaxed: &self.current.as_ref()?.x,
            points: &points,
        };
        let mut random = self.neighbourhoods.random;
        let mut chosen = None;
        for (kind, share) in ranking {
            match around.neighbourhood(kind, share, &mut random) {
                Some(found) => {
                    chosen = Some((kind, found));
                    break;
                }
                None => self.neighbourhoods.portfolio.learn(kind, false, Verdict::Exhausted),
            }
        }
        self.neighbourhoods.random = random;
        let (kind, neighbourhood) = chosen?;
        cx.spend(4 * self.by_row.nonzeros() as u64);
        let budget = NEIGHBOURHOOD_ITERATIONS.max(self.other_iterations() / NEIGHBOURHOOD_DIVISOR);
        let target = self.target();
        match SubTree::open(self, kind, &neighbourhood, (target, budget), cx) {
            Some(sub) => Some(Phase::Neighbourhood(Box::new(sub))),
            None => {
                let improved = cx.home.incumbent_objective() < self.bench.cutoff.incumbent();
                self.neighbourhoods.portfolio.learn(kind, improved, Verdict::Exhausted);
                None
            }
        }
    }

    /// What a point must beat to be worth a neighbourhood: the incumbent by a share of the gap (Danna, Rothberg and Le Pape 2005, section 3.2,
    /// ask for some progress too).
    fn target(&self) -> f64 {
        let incumbent = self.bench.cutoff.incumbent();
        if !self.best_bound.is_finite() || !incumbent.is_finite() {
            return incumbent;
        }
        incumbent - NEIGHBOURHOOD_PROGRESS * (incumbent - self.best_bound).max(0.0)
    }

    /// A step within the neighbourhood; the node goes on when it is over.
    pub(super) fn search_neighbourhood(&mut self, mut sub: Box<SubTree>, cx: &mut Context) -> Phase {
        let Some(verdict) = sub.step(cx) else { return Phase::Neighbourhood(sub) };
        self.iterations.neighbourhoods += sub.iterations();
        self.neighbourhoods.work += sub.work;
        let objective = cx.home.incumbent_objective();
        let improved = objective < sub.incumbent;
        self.neighbourhoods.portfolio.learn(sub.kind, improved, verdict);
        if cx.control.listens() {
            let objective = improved.then(|| cx.outward(objective));
            let (name, work) = (sub.kind.name().into(), sub.iterations());
            cx.control.emit(Event::Heuristic { name, objective, work });
        }
        self.explore(cx)
    }
}
