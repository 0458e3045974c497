//! Optimal classification trees, with parallel splits (OCT) or hyperplanes (OCT-H): "The voice of
//! optimization", appendix 1, by the local search of "Machine Learning under a Modern Optimization Lens".
//!
//! The loss is Σ weight that is answered wrongly, as a share of what the most frequent class alone gets
//! wrong, + α · Σ ‖a‖₁ over the branches. a is scaled: ‖a‖₁ is 1 for a parallel split and for a candidate
//! facet, which has a meaning of its own; the largest coefficient of any other hyperplane is 1, each
//! parameter measured in its range over the data.
//!
//! - `settings`: what a caller asks for; `rules`: what is minimised, what a tree may be.
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
mod settings;
mod starts;
mod sweep;

use super::arena::Arena;
use super::columns::Columns;
use super::data::Data;
use super::error::LearnError;
use super::grow::{Choice, grow};
use super::hyperplane::Hyperplane;
use super::tree::Tree;
pub use settings::{Settings, Splits};

use hunch_model::{Control, StopReason};
use rules::Rules;

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
/// ```
/// use hunch_model::Unlimited;
/// use hunch_strategies::learn::{Classifier, Data, Settings, oct, voice};
///
/// // One parameter, four samples, two strategies.
/// let data = Data::new(vec![0.5, 1.0, 2.0, 3.5], 1, vec![0, 0, 1, 1], 2)?;
/// let tree = oct(&data, &[], &Settings::default(), &mut Unlimited)?.tree;
/// assert_eq!(tree.class(&[2.5]), 1);
/// let path = voice::path(&tree, &[2.5]);
/// assert_eq!(voice::sentence(&path[0], &["demand".to_owned()], Some(&[2.5])), "demand > 1.5");
/// # Ok::<(), hunch_strategies::learn::LearnError>(())
/// ```
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
