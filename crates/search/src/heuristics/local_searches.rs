//! When local search runs, and for how long: beside whatever the tree is doing, from the first long
//! relaxation on, for a share of the work that follows its success. It reads bounds that hold everywhere and
//! nothing else of the tree's state, so that no dive and no choice of a branching has to end before it.

use super::core_columns::Core;
use super::feasibility_jump::Ground;
use super::local_search::LocalSearch;
use crate::domain::Domain;
use crate::params::{
    LOCAL_RUN_WORK, LOCAL_SHARE_EARLY, LOCAL_SHARE_FADING, LOCAL_SHARE_LATE, LOCAL_SHARE_LEAST,
    LOCAL_SHARE_MOST,
};
use crate::settings::Settings;
use crate::state::home::{Context, Offered, Source};
use crate::state::workbench::Workbench;

/// The search, which each run goes on with, and what it may still cost.
pub struct LocalSearches {
    seed: u64,
    /// Whether the program is one for it; not known before it is asked for the first time.
    suits: Option<bool>,
    search: Option<LocalSearch>,
    /// Whether it has seen a relaxed point.
    is_guided: bool,
    /// The columns that it goes on with since, where the program has many more.
    core: Option<Core>,
    /// The bounds that hold everywhere.
    domain: Domain,
    /// Objective of the incumbent that it knows.
    known: f64,
    /// Share of the other work that it may take.
    share: f64,
    work: u64,
    /// Other work, and its own, from which on the share counts.
    since: (u64, u64),
    /// The run under way.
    run: Option<Run>,
}

/// A run under way.
struct Run {
    /// The search's work when it began …
    from: u64,
    /// … and at which it ends.
    until: u64,
    /// Whether it has found a better point.
    improved: bool,
}

impl LocalSearches {
    /// None has run yet.
    pub fn new(settings: &Settings) -> Self {
        Self {
            seed: settings.seed(),
            suits: None,
            search: None,
            is_guided: false,
            core: None,
            domain: Domain::default(),
            known: f64::INFINITY,
            share: LOCAL_SHARE_LATE,
            work: 0,
            since: (0, 0),
            run: None,
        }
    }

    /// A small step of a run, if one is due. `x` is a relaxed point, empty before there is one.
    pub fn step(&mut self, x: &[f64], bench: &Workbench, cx: &mut Context) -> bool {
        if self.suits == Some(false) || (self.run.is_none() && !self.begin(x, bench, cx)) {
            return false;
        }
        let (Some(search), Some(run)) = (&mut self.search, &mut self.run) else { return false };
        let whole = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
        let (ground, cost) = self.core.as_ref().map_or((whole, 0.0), |core| (core.ground(), core.cost()));
        let offset = bench.problem.lp.offset + cost;
        let before = search.work();
        let stuck = search.step(ground, |objective| bench.cutoff.goal(objective + offset) - offset);
        let spent = search.work() - before;
        cx.spend(spent);
        self.work += spent;
        let mut refused = false;
        let extended = |point: Vec<f64>| self.core.as_ref().map(|core| core.extend(&point)).unwrap_or(point);
        if let Some(point) = search.take_best().map(extended)
            && bench.problem.objective(&point) < cx.home.incumbent_objective()
        {
            let offered =
                cx.offer(&point, Source::LocalSearch, |p, control| bench.relaxation.solve_around(p, control));
            run.improved |= matches!(offered, Offered::Kept | Offered::Held);
            refused = offered == Offered::Rejected;
            self.known = cx.home.incumbent_objective();
        }
        if stuck || self.work >= run.until {
            let factor = if run.improved { 2.0 } else { LOCAL_SHARE_FADING };
            self.share = (factor * self.share).clamp(LOCAL_SHARE_LEAST, LOCAL_SHARE_MOST);
            cx.heuristic_ended(Source::LocalSearch, run.improved, self.work - run.from);
            self.run = None;
        }
        // Every column costs as little as it can; or the checker does not see what the search does.
        if stuck || refused {
            self.suits = Some(false);
        }
        true
    }

    /// Begins a run, or goes on with the search, when enough other work was done.
    fn begin(&mut self, x: &[f64], bench: &Workbench, cx: &mut Context) -> bool {
        let is_early = self.search.is_none() && bench.effort.nodes <= 1 && x.is_empty();
        let share = if is_early { LOCAL_SHARE_EARLY } else { self.share };
        let others = bench.effort.work.saturating_sub(self.work);
        let mut due = share * (others - self.since.0) as f64 - (self.work - self.since.1) as f64;
        let is_first_guided = !self.is_guided && !x.is_empty() && self.search.is_some();
        if is_first_guided {
            // Rows have prices now: its account begins anew.
            self.since = (others, self.work);
            due = LOCAL_RUN_WORK as f64;
        }
        if due < LOCAL_RUN_WORK as f64 || !*self.suits.get_or_insert_with(|| suits(bench, cx)) {
            return false;
        }
        self.share = share;
        self.domain = bench.everywhere();
        if self.search.is_none() {
            let ground = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
            self.search = Some(LocalSearch::new(ground, self.seed));
        }
        self.take_up_incumbent(bench, cx);
        if !self.is_guided && !x.is_empty() {
            self.is_guided = true;
            if is_first_guided {
                self.share = self.share.max(LOCAL_SHARE_EARLY);
            }
            self.follow(x, bench, cx);
        }
        self.run = Some(Run { from: self.work, until: self.work + due as u64, improved: false });
        true
    }

    /// Goes on from a relaxed point, among the columns that its reduced costs say are good.
    fn follow(&mut self, x: &[f64], bench: &Workbench, cx: &mut Context) {
        let whole = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
        let (duals, reduced) = (bench.relaxation.lp.duals(), bench.relaxation.lp.reduced_costs());
        let incumbent = cx.home.incumbent.as_ref().map(|p| cx.project(&p.values));
        let points: Vec<&[f64]> = incumbent.iter().map(Vec::as_slice).chain([x]).collect();
        self.core = Core::new(whole, &reduced, &points);
        cx.spend(4 * bench.by_row.nonzeros() as u64);
        let duals = &duals[..bench.problem.rows()];
        let Some(search) = &mut self.search else { return };
        match &self.core {
            None => search.follow(whole, x, duals),
            Some(core) => {
                *search = LocalSearch::new(core.ground(), self.seed).with_work(search.work());
                if self.known.is_finite() {
                    search.aim(bench.cutoff.goal(self.known) - bench.problem.lp.offset - core.cost());
                }
                search.follow(core.ground(), &core.restrict(x), duals);
            }
        }
    }

    /// Goes on from the incumbent where that is better than what the search has come to.
    fn take_up_incumbent(&mut self, bench: &Workbench, cx: &Context) {
        let (Some(search), Some(point)) = (&mut self.search, &cx.home.incumbent) else { return };
        let incumbent = cx.home.incumbent_objective();
        if incumbent >= self.known {
            return;
        }
        self.known = incumbent;
        let whole = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
        let (ground, cost) = self.core.as_ref().map_or((whole, 0.0), |core| (core.ground(), core.cost()));
        search.aim(bench.cutoff.goal(incumbent) - bench.problem.lp.offset - cost);
        let mut values = cx.project(&point.values);
        if let Some(core) = &self.core {
            if !core.holds(&values) {
                return;
            }
            values = core.restrict(&values);
        }
        search.go_to(ground, values.iter().enumerate().map(|(j, &v)| ground.admissible(j, v)).collect());
    }
}

/// Whether every column is an integer between two bounds, and the rows say all that there is to say.
fn suits(bench: &Workbench, cx: &Context) -> bool {
    let lp = &bench.problem.lp;
    let bounded = |j: usize| lp.column_lower[j].is_finite() && lp.column_upper[j].is_finite();
    bench.problem.implications().is_empty()
        && !cx.home.is_partial()
        && (0..bench.problem.columns()).all(|j| bench.problem.integer[j] && bounded(j))
}
