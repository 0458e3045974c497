//! The search of a neighbourhood: a tree within the tree, over the program with further bounds and rows, presolved anew, for a limited number
//! of simplex iterations. Its points go home like all others; its bounds, nodes and cuts speak of the neighbourhood and are told to nobody.

use super::home::{Context, Source};
use super::search::{Hints, Tree};
use super::workbench::Workbench;
use crate::components::Component;
use crate::cuts::Inequality;
use crate::heuristics::neighbourhood::{Kind, Neighbourhood};
use crate::heuristics::portfolio::Verdict;
use crate::params::{NEIGHBOURHOOD_MEMORY_SHARE, NEIGHBOURHOOD_NODES};
use crate::presolve::{Postsolve, Presolved, presolve, unreduced};
use crate::problem::MipProblem;
use crate::settings::Settings;
use hunch_model::{Relay, SparseMatrix};

/// Parts that a search within a search goes without: it does not nest, and is over before the others pay.
const LEFT_OUT: [Component; 7] = [
    Component::ShortTree,
    Component::Rins,
    Component::Rens,
    Component::LocalBranching,
    Component::FeasibilityJump,
    Component::FeasibilityPump,
    Component::OrbitalFixing,
];

/// A neighbourhood under search.
#[derive(Clone, Debug)]
pub(super) struct SubTree {
    pub(super) kind: Kind,
    /// Objective of the incumbent when it began.
    pub(super) incumbent: f64,
    tree: Box<Tree>,
    /// From its columns to the original's.
    postsolve: Postsolve,
    budget: u64,
    steps: u64,
    /// Units of work spent.
    pub(super) work: u64,
}

impl SubTree {
    /// Prepares the search of `neighbourhood` for points better than `target`, for `budget` simplex iterations. `cuts` are rows that the relaxation
    /// has beyond the program's. `None` when presolve has settled it already: a point that it came to is offered.
    pub(super) fn open(
        parent: &Tree,
        kind: Kind,
        neighbourhood: &Neighbourhood,
        (target, budget): (f64, u64),
        cx: &mut Context,
    ) -> Option<Self> {
        // A few passes over the entries are what presolve costs.
        let work = 20 * parent.bench.problem.lp.matrix.nonzeros() as u64;
        cx.spend(work);
        let problem = restricted(&parent.bench, parent.cutting.rows(), neighbourhood);
        let settings = &parent.bench.settings;
        let presolved =
            if settings.uses(Component::Presolve) { presolve(&problem).0 } else { unreduced(&problem) };
        let Presolved::Reduced { problem, postsolve } = presolved else { return None };
        let joined = postsolve.through(cx.postsolve);
        if problem.columns() == 0 {
            cx.offer_original(joined.values(&[]), Source::Neighbourhood(kind.name()));
            return None;
        }
        let settings = LEFT_OUT.into_iter().fold(settings.clone(), Settings::without);
        let mut tree = Tree::new(*problem, &settings, Some(NEIGHBOURHOOD_NODES), Hints::default());
        tree.costs = parent.costs.restricted_to(postsolve.kept());
        tree.byte_limit = (parent.byte_limit as f64 * NEIGHBOURHOOD_MEMORY_SHARE) as u64;
        if target.is_finite() {
            tree.bench.set_incumbent(target);
        }
        let incumbent = cx.home.incumbent_objective();
        Some(Self { kind, incumbent, tree: Box::new(tree), postsolve: joined, budget, steps: 0, work })
    }

    /// Simplex iterations spent.
    pub(super) fn iterations(&self) -> u64 {
        self.tree.iterations() + self.tree.node_iterations()
    }

    /// One small step; the verdict once it is over.
    pub(super) fn step(&mut self, cx: &mut Context) -> Option<Verdict> {
        // A step may take no iteration at all.
        self.steps += 1;
        if self.iterations().max(self.steps) > self.budget {
            return Some(Verdict::OutOfBudget);
        }
        let finder = cx.home.neighbourhood.replace(Source::Neighbourhood(self.kind.name()));
        let mut muted = Relay::new(&mut *cx.control).with_points_only();
        let (home, separators) = (&mut *cx.home, &mut *cx.separators);
        self.tree.advance(&mut Context { control: &mut muted, home, postsolve: &self.postsolve, separators });
        cx.home.neighbourhood = finder;
        self.work += muted.work();
        self.tree.end().map(|end| match end {
            super::search::TreeEnd::Exhausted => Verdict::Exhausted,
            _ => Verdict::OutOfBudget,
        })
    }
}

/// The program with the cuts as rows, the bounds that hold everywhere, and those of the neighbourhood.
fn restricted(bench: &Workbench, cuts: &[Inequality], neighbourhood: &Neighbourhood) -> MipProblem {
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
    for row in cuts.iter().chain(&neighbourhood.rows) {
        let i = lp.rows();
        triplets.extend(row.terms.iter().map(|&(j, v)| (i, j, v)));
        lp.row_lower.push(f64::NEG_INFINITY);
        lp.row_upper.push(row.upper);
    }
    lp.matrix = SparseMatrix::from_triplets(lp.rows(), lp.columns(), &triplets);
    problem
}
