//! When a neighbourhood is searched, which one, and for how long. The search is one of a part of the program:
//! with further bounds and rows, presolved anew, for a limited number of simplex iterations. Its points are
//! taken like all others; its bounds, nodes and cuts speak of the neighbourhood and are kept from the host.

use super::heuristic::{Heuristic, Progress, Site};
use super::neighbourhood::{Kind, Neighbourhood, Surroundings};
use super::portfolio::{Portfolio, Verdict};
use crate::components::Component;
use crate::params::*;
use crate::presolve::{Postsolve, Presolved, presolve_seeing, unreduced};
use crate::problem::MipProblem;
use crate::settings::Settings;
use crate::state::home::{Context, Source};
use crate::state::sub_search::{SubProgram, SubSearch, TreeEnd};
use crate::state::workbench::Workbench;
use hunch_model::{Relay, SparseMatrix};

/// Parts that a search within a search goes without: it does not nest, and is over before the others pay.
const LEFT_OUT: [Component; 10] = [
    Component::ShortTree,
    Component::Rins,
    Component::Rens,
    Component::LocalBranching,
    Component::FeasibilityJump,
    Component::FixAndPropagate,
    Component::ClauseSearch,
    Component::LocalSearch,
    Component::FeasibilityPump,
    Component::OrbitalFixing,
];

/// What the searches of neighbourhoods leave for the next.
pub struct NeighbourhoodSearch {
    portfolio: Portfolio,
    /// State of the random stream.
    random: u64,
    /// The node from which the next may start.
    next_node: u64,
    /// Units of work so far.
    work: u64,
    run: Option<Run>,
}

/// A neighbourhood under search.
struct Run {
    kind: Kind,
    /// Objective of the incumbent when it began.
    incumbent: f64,
    search: Box<dyn SubSearch>,
    /// From its columns to the original's.
    postsolve: Postsolve,
    budget: u64,
    steps: u64,
    /// Units of work spent.
    work: u64,
}

impl NeighbourhoodSearch {
    /// None yet.
    pub fn new(settings: &Settings) -> Self {
        Self {
            portfolio: Portfolio::new(settings),
            random: settings.seed(),
            next_node: NEIGHBOURHOOD_FIRST_NODE,
            work: 0,
            run: None,
        }
    }

    /// Work that may go into neighbourhoods when there is so much in all: a share of what the rest takes, the
    /// larger the more they succeed.
    fn allowed(&self, all: u64) -> f64 {
        let share = NEIGHBOURHOOD_SHARE + NEIGHBOURHOOD_SUCCESS_SHARE * self.portfolio.all().hopeful_rate();
        share * all.saturating_sub(self.work) as f64
    }

    /// The next neighbourhood that there is.
    fn choose(&mut self, x: &[f64], bench: &Workbench, cx: &Context) -> Option<(Kind, Neighbourhood)> {
        let points: Vec<Vec<f64>> = cx.home.points().map(|p| cx.project(&p.values)).collect();
        let ranking = if points.is_empty() { vec![(Kind::Rens, 0.0)] } else { self.portfolio.ranking() };
        let domain = bench.everywhere();
        let around = Surroundings {
            problem: &bench.problem,
            by_row: &bench.by_row,
            domain: &domain,
            relaxed: x,
            points: &points,
        };
        for (kind, share) in ranking {
            match around.neighbourhood(kind, share, &mut self.random) {
                Some(found) => return Some((kind, found)),
                None => self.portfolio.learn(kind, false, Verdict::Exhausted),
            }
        }
        None
    }
}

impl Heuristic for NeighbourhoodSearch {
    /// The search of the next neighbourhood, when it is time for one and the effort is within its share.
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        let effort = &bench.effort;
        if effort.nodes < self.next_node
            || effort.work < NEIGHBOURHOOD_FIRST_WORK
            || self.work as f64 >= self.allowed(effort.work)
        {
            return false;
        }
        self.next_node = effort.nodes + NEIGHBOURHOOD_PERIOD;
        let Some((kind, neighbourhood)) = self.choose(site.x, bench, cx) else { return false };
        cx.spend(4 * bench.by_row.nonzeros() as u64);
        self.run = Run::open(kind, &neighbourhood, bench, cx);
        if self.run.is_none() {
            let improved = cx.home.incumbent_objective() < bench.cutoff.incumbent();
            self.portfolio.learn(kind, improved, Verdict::Exhausted);
        }
        self.run.is_some()
    }

    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let Some(run) = &mut self.run else { return Progress::Ended };
        let Some(verdict) = run.step(cx) else { return Progress::Underway };
        bench.effort.iterations.neighbourhoods += run.search.iterations();
        self.work += run.work;
        let improved = cx.home.incumbent_objective() < run.incumbent;
        self.portfolio.learn(run.kind, improved, verdict);
        let source = Source::Neighbourhood(run.kind.name());
        cx.heuristic_ended(source, improved, run.search.iterations());
        self.run = None;
        Progress::Ended
    }

    fn restart(&mut self, bench: &Workbench) {
        self.next_node = bench.effort.nodes + NEIGHBOURHOOD_FIRST_NODE;
    }
}

impl Run {
    /// Prepares the search of `neighbourhood`. `None` when presolve has settled it already: a point that it
    /// came to is offered.
    fn open(kind: Kind, neighbourhood: &Neighbourhood, bench: &Workbench, cx: &mut Context) -> Option<Self> {
        let iterations = &bench.effort.iterations;
        let others = iterations.nodes + bench.node_iterations() + iterations.probes + iterations.dives;
        let budget = NEIGHBOURHOOD_ITERATIONS.max(others / NEIGHBOURHOOD_DIVISOR);
        // A few passes over the entries are what presolve costs.
        let work = 20 * bench.problem.lp.matrix.nonzeros() as u64;
        cx.spend(work);
        let problem = restricted(bench, neighbourhood);
        let settings = &bench.settings;
        let all_seen = !cx.home.is_partial();
        let presolved = match settings.uses(Component::Presolve) {
            true => presolve_seeing(&problem, all_seen, &mut || cx.control.wants_end())?,
            false => unreduced(&problem),
        };
        let Presolved::Reduced { problem, postsolve } = presolved else { return None };
        let joined = postsolve.through(cx.postsolve);
        if problem.columns() == 0 {
            let _ = cx.offer_original(joined.values(&[]), Source::Neighbourhood(kind.name()));
            return None;
        }
        let search = (bench.open_sub_search)(SubProgram {
            problem: *problem,
            settings: LEFT_OUT.into_iter().fold(settings.clone(), Settings::without),
            nodes: NEIGHBOURHOOD_NODES,
            bytes: (bench.limits.1 as f64 * NEIGHBOURHOOD_MEMORY_SHARE) as u64,
            costs: bench.costs.restricted_to(postsolve.kept()),
            target: target(bench),
        });
        let incumbent = cx.home.incumbent_objective();
        Some(Self { kind, incumbent, search, postsolve: joined, budget, steps: 0, work })
    }

    /// One small step; the verdict once it is over.
    fn step(&mut self, cx: &mut Context) -> Option<Verdict> {
        // A step may take no iteration at all.
        self.steps += 1;
        if self.search.iterations().max(self.steps) > self.budget {
            return Some(Verdict::OutOfBudget);
        }
        let finder = cx.home.neighbourhood.replace(Source::Neighbourhood(self.kind.name()));
        let mut muted = Relay::new(&mut *cx.control).with_points_only();
        let (home, separators) = (&mut *cx.home, &mut *cx.separators);
        self.search.step(&mut Context { control: &mut muted, home, postsolve: &self.postsolve, separators });
        cx.home.neighbourhood = finder;
        self.work += muted.work();
        self.search.ended().map(|end| match end {
            TreeEnd::Exhausted => Verdict::Exhausted,
            _ => Verdict::OutOfBudget,
        })
    }
}

/// What a point must beat to be worth a neighbourhood: the incumbent by a share of the gap (Danna, Rothberg
/// and Le Pape 2005, section 3.2, ask for some progress too).
fn target(bench: &Workbench) -> f64 {
    let (incumbent, bound) = (bench.cutoff.incumbent(), bench.bound.best());
    if !bound.is_finite() || !incumbent.is_finite() {
        return incumbent;
    }
    incumbent - NEIGHBOURHOOD_PROGRESS * (incumbent - bound).max(0.0)
}

/// The program with the cuts as rows, the bounds that hold everywhere, and those of the neighbourhood.
fn restricted(bench: &Workbench, neighbourhood: &Neighbourhood) -> MipProblem {
    let mut problem = bench.problem.clone();
    let everywhere = bench.everywhere();
    let lp = &mut problem.lp;
    // Bounds derived for continuous columns carry rounding; see the relaxation.
    for j in (0..lp.columns()).filter(|&j| problem.integer[j]) {
        (lp.column_lower[j], lp.column_upper[j]) = (everywhere.lower(j), everywhere.upper(j));
    }
    for b in &neighbourhood.bounds {
        let j = b.column as usize;
        (lp.column_lower[j], lp.column_upper[j]) = (b.lower, b.upper);
    }
    let mut triplets: Vec<(usize, usize, f64)> = lp.matrix.triplets().collect();
    for row in bench.cuts.rows().iter().chain(&neighbourhood.rows) {
        let i = lp.rows();
        triplets.extend(row.terms.iter().map(|&(j, v)| (i, j, v)));
        lp.row_lower.push(f64::NEG_INFINITY);
        lp.row_upper.push(row.upper);
    }
    lp.matrix = SparseMatrix::from_triplets(lp.rows(), lp.columns(), &triplets);
    problem
}
