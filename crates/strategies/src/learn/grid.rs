//! The settings that do best on held-out data: depth × smallest leaf × α ("The voice of optimization",
//! section 5.2). α is found as in "Machine Learning under a Modern Optimization Lens", section 2.4: from the
//! prices at which the branches of one tree stop to pay, so that no search is made for each α.

use super::data::Data;
use super::error::LearnError;
use super::hyperplane::Hyperplane;
use super::metrics::accuracy;
use super::oct::{Settings, Splits, cart, oct};
use super::params::{GRID_BUCKETS, GRID_DEPTHS, HELD_OUT};
use super::prune::{links, prices, pruned};
use super::tree::Tree;
use hunch_model::{Control, StopReason};
use serde::{Deserialize, Serialize};

/// Which learner is tuned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Learner {
    /// The greedy tree.
    Cart,
    /// Local search.
    Oct,
}

/// What is tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Most branches above a leaf.
    pub depths: Vec<usize>,
    /// Fewest points in a leaf.
    pub buckets: Vec<usize>,
    /// Share of the points that is held out to choose by.
    pub held_out: f64,
}

impl Default for Grid {
    fn default() -> Self {
        Self { depths: GRID_DEPTHS.to_vec(), buckets: GRID_BUCKETS.to_vec(), held_out: HELD_OUT }
    }
}

/// One depth and smallest leaf, with the best α for them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Most branches above a leaf.
    pub depth: usize,
    /// Fewest points in a leaf.
    pub bucket: usize,
    /// α between the prices of the branches that pay on the held-out points and of those that do not.
    pub alpha: f64,
    /// Share of the held-out weight whose first guess is right at this α.
    pub top_1: f64,
}

/// The tree of the best cell, learned again from all data.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuned {
    /// The tree; one of the training points alone when the search was stopped.
    pub tree: Tree,
    /// The settings that it was learned with.
    pub settings: Settings,
    /// All cells, in the order in which they were tried.
    pub cells: Vec<Cell>,
    /// Top-1 and top-3 accuracy on the held-out points of the best cell's tree, which was learned without
    /// them but chosen by them.
    pub validation: (f64, f64),
    /// Why the search was stopped before it had tried all cells and learned the best one again, if it was.
    pub stopped: Option<StopReason>,
}

/// Tries the grid and learns the best cell again from all of `data`. Depth, bucket and α of `settings` are
/// not read.
///
/// # Errors
/// As [`oct`]; an empty grid; fewer than two points.
pub fn tuned(
    data: &Data,
    facets: &[Hyperplane],
    learner: Learner,
    grid: &Grid,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Tuned, LearnError> {
    let (training, validation) = data.split(grid.held_out, settings.seed)?;
    let mut learn = |data: &Data, settings: &Settings| match learner {
        Learner::Cart => cart(data, if settings.splits == Splits::Parallel { &[] } else { facets }, settings),
        Learner::Oct => oct(data, facets, settings, control),
    };
    let mut cells: Vec<Cell> = Vec::new();
    let (mut best, mut stopped): (Option<(Cell, Tree)>, _) = (None, None);
    for (depth, bucket) in grid.depths.iter().flat_map(|&d| grid.buckets.iter().map(move |&b| (d, b))) {
        if stopped.is_some() {
            break;
        }
        let fit = learn(&training, &Settings { depth, bucket, alpha: 0.0, ..*settings })?;
        stopped = fit.stopped;
        let (penalty, top_1) = best_penalty(&fit.tree, &validation);
        let baseline = training.baseline_errors();
        let alpha = if baseline > 0.0 { penalty / baseline } else { 0.0 };
        let cell = Cell { depth, bucket, alpha, top_1 };
        // A deeper tree or a smaller leaf must be worth it.
        if best.as_ref().is_none_or(|(best, _)| top_1 > best.top_1) {
            best = Some((cell, pruned(&fit.tree, penalty)?));
        }
        cells.push(cell);
    }
    let (best, tree) = best.ok_or(LearnError::Empty { field: "grid" })?;
    let held = accuracy(&tree, &validation);
    let settings = Settings { depth: best.depth, bucket: best.bucket, alpha: best.alpha, ..*settings };
    let mut again = None;
    if stopped.is_none() {
        let fit = learn(data, &settings)?;
        stopped = fit.stopped;
        again = fit.stopped.is_none().then_some(fit);
    }
    let tree = again.map_or(tree, |fit| fit.tree);
    Ok(Tuned { tree, settings, cells, validation: (held.top_1, held.top_3), stopped })
}

/// The penalty at which the pruned tree is right most often on `validation`, and how often. Penalties between
/// two prices give one tree: of the best ones the largest, in the geometric middle.
fn best_penalty(tree: &Tree, validation: &Data) -> (f64, f64) {
    let price = prices(&links(tree));
    let mut levels: Vec<f64> = price.iter().copied().filter(|p| p.is_finite()).collect();
    levels.push(0.0);
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    // Weight that is right at the penalties from each level to the next.
    let mut gained = vec![0.0; levels.len() + 1];
    for i in 0..validation.len() {
        mark(tree, &price, &levels, validation, i, &mut gained);
    }
    let (mut best, mut right) = ((0, f64::NEG_INFINITY), 0.0);
    for (level, gain) in gained[..levels.len()].iter().enumerate() {
        right += gain;
        if right >= best.1 {
            best = (level, right);
        }
    }
    let (low, high) = (levels[best.0], levels.get(best.0 + 1).copied());
    let penalty = match high {
        None => 2.0 * low,
        Some(high) if low == 0.0 => 0.5 * high,
        Some(high) => (low * high).sqrt(),
    };
    (penalty, best.1 / validation.total_weight())
}

/// Adds where the answer to point i begins and ends to be right while branches fall.
fn mark(tree: &Tree, price: &[f64], levels: &[f64], data: &Data, i: usize, gained: &mut [f64]) {
    let at = |value: f64| levels.partition_point(|&level| level < value);
    // From this level on an ancestor is a leaf, which answers instead.
    let (mut t, mut until) = (0, levels.len());
    loop {
        let node = &tree.nodes()[t];
        let from = if node.branch.is_none() { 0 } else { at(price[t]) };
        let right = node.counts.first().is_some_and(|&(class, _)| class == data.label(i));
        if right && from < until {
            gained[from] += data.weight(i);
            gained[until] -= data.weight(i);
        }
        until = until.min(from);
        match &node.branch {
            Some(branch) if until > 0 => {
                t = if branch.split.holds(data.point(i)) { t + 1 } else { branch.right as usize };
            }
            _ => return,
        }
    }
}
