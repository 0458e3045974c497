//! Optimal classification trees, with parallel splits (OCT) or hyperplanes (OCT-H): "The voice of
//! optimization", appendix 1, by the local search of "Machine Learning under a Modern Optimization Lens".
//!
//! The loss is Σ weight that is answered wrongly, as a share of what the most frequent class alone gets
//! wrong, + α · Σ ‖a‖₁ over the branches. a is scaled: ‖a‖₁ is 1 for a parallel split and for a candidate
//! facet, which has a meaning of its own; the largest coefficient of any other hyperplane is 1, each
//! parameter measured in its range over the data.
//!
//! - `rules`: what is minimised, what a tree may be.
//! - `majority`, `sweep`: all divisions of points in an order, judged in one pass.
//! - `node`: the best change of one node; `oblique` (`plane`, `starts`): its best hyperplane.
//! - `search`: passes over all nodes. `restarts`: from many trees, on all cores.

mod majority;
mod node;
mod oblique;
mod plane;
mod restarts;
mod rules;
mod search;
mod starts;
mod sweep;

use super::arena::Arena;
use super::columns::Columns;
use super::data::Data;
use super::error::{LearnError, finite};
use super::grow::{Choice, Limits, grow};
use super::hyperplane::Hyperplane;
use super::tree::Tree;
use hunch_model::{Control, StopReason};
use rules::Rules;
use serde::{Deserialize, Serialize};

/// Which splits a tree may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Splits {
    /// One parameter each (OCT).
    #[default]
    Parallel,
    /// Hyperplanes (OCT-H), candidate facets among them.
    Hyperplane,
}

/// How a tree is learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Which splits it may have.
    pub splits: Splits,
    /// Most branches above a leaf.
    pub depth: usize,
    /// Fewest points in a leaf, at least 1.
    pub bucket: usize,
    /// α: the share of the most frequent class's errors that a unit of complexity must save; not negative.
    pub alpha: f64,
    /// Trees that the search starts from, at least 1. The first one is the greedy tree of the same settings,
    /// the others are random.
    pub restarts: usize,
    /// What random trees and orders are drawn by.
    pub seed: u64,
    /// Threads; 0 for one a core. The tree does not depend on it.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let splits = Splits::Parallel;
        Self { splits, depth: 5, bucket: 1, alpha: 0.0, restarts: 10, seed: 1, threads: 0 }
    }
}

impl Settings {
    fn check(&self) -> Result<(), LearnError> {
        finite(self.alpha, || "alpha".into())?;
        let refused = |field: &str, value: f64, allowed| {
            Err(LearnError::Setting { field: field.into(), value, allowed })
        };
        if self.alpha < 0.0 {
            return refused("alpha", self.alpha, "not negative");
        }
        for (field, value) in [("bucket", self.bucket), ("restarts", self.restarts)] {
            if value == 0 {
                return refused(field, 0.0, "at least 1");
            }
        }
        // Subtrees are walked by recursion, and no tree of use is deeper.
        if self.depth > MAX_DEPTH {
            return refused("depth", self.depth as f64, "at most 64");
        }
        Ok(())
    }

    fn limits(&self) -> Limits {
        Limits { depth: self.depth, bucket: self.bucket }
    }
}

const MAX_DEPTH: usize = 64;

/// A tree and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The tree of the smallest loss.
    pub tree: Tree,
    /// errors / those of the most frequent class + α · complexity; errors alone count where that class is
    /// never wrong.
    pub loss: f64,
    /// The restart that it came from; 0 is the greedy tree.
    pub restart: usize,
    /// Passes over the nodes, all restarts together.
    pub passes: usize,
    /// Why the search was stopped before it settled, if it was. The tree is then the best so far, and with
    /// several threads another one each time.
    pub stopped: Option<StopReason>,
}

/// The greedy tree (CART), pruned for α: what OCT starts from and is compared with. `facets` are candidate
/// splits beside the parameters; give none for parallel splits.
///
/// # Errors
/// Settings out of range; facets that are no hyperplanes over the parameters of `data`.
pub fn cart(data: &Data, facets: &[Hyperplane], settings: &Settings) -> Result<Fit, LearnError> {
    settings.check()?;
    let columns = Columns::new(data, facets)?;
    let mut arena = grow(data, &columns, settings.limits(), Choice::Best);
    arena.prune(settings.alpha * data.baseline_errors());
    fit_of(&arena, settings, 0, 0, None)
}

/// OCT or OCT-H by local search from several trees. `facets` are candidate splits of OCT-H beside those that
/// it finds; OCT does not read them. Work is counted in points that were passed.
///
/// # Errors
/// As [`cart`].
pub fn oct(
    data: &Data,
    facets: &[Hyperplane],
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Fit, LearnError> {
    settings.check()?;
    let oblique = settings.splits == Splits::Hyperplane;
    let columns = Columns::new(data, if oblique { facets } else { &[] })?;
    let penalty = settings.alpha * data.baseline_errors();
    let rules = Rules::new(settings.limits(), penalty, oblique, data.total_weight());
    let best = restarts::best(data, &columns, settings, rules, control);
    fit_of(&best.arena, settings, best.restart, best.passes, best.stopped)
}

fn fit_of(
    arena: &Arena<'_>,
    settings: &Settings,
    restart: usize,
    passes: usize,
    stopped: Option<StopReason>,
) -> Result<Fit, LearnError> {
    let tree = arena.freeze()?;
    let baseline = arena.data.baseline_errors();
    let scale = if baseline > 0.0 { baseline } else { 1.0 };
    let loss = tree.errors() / scale + settings.alpha * tree.complexity();
    Ok(Fit { tree, loss, restart, passes, stopped })
}
