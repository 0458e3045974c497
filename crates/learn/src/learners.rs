//! Learners of the strategies, tuned on held-out points of the sample.

use crate::error::{Error, Result};
use crate::plan::{LearnSettings, Watch};
use crate::progress::Progress;
use hunch_model::{Limits, Session};
use hunch_strategies::bundle::Network;
use hunch_strategies::learn::{
    Classifier, Data, Grid, Hyperplane, Learner, Neighbours, Settings, Splits, Tree, tuned,
};
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Sample, Store};
use std::collections::BTreeMap;
use std::time::Instant;

/// Strategies that are stored at most: each has a system of its own.
pub const MOST_STORED: usize = 500;
/// Strategies whose facets are candidate splits.
const MOST_FACETED: usize = 64;
/// Points on which it shows whether a facet separates anything.
const PROBES: usize = 500;
/// Candidate facets; the learner takes the best of them.
const MOST_FACETS: usize = 20_000;
/// Points that neighbours keep at most: each query looks at all of them.
const MOST_NEIGHBOURS: usize = 20_000;
/// Depths of the trees that are tried; deeper ones are no sentences.
const DEPTHS: [usize; 3] = [3, 5, 10];
/// Smallest leaves that are tried.
const BUCKETS: [usize; 2] = [1, 10];
/// Points up to which hyperplanes are searched for; beyond, facets alone are.
const MOST_OBLIQUE: usize = 5_000;

/// A learner and how it did on points of the sample that it had not seen.
pub struct Trained {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// Learners by what the weights file holds of them.
pub enum Kind {
    /// A tree.
    Tree(Tree),
    /// Neighbours.
    Neighbours(Neighbours),
    /// A network.
    Network(Network),
}

/// Learners whose training needs more than this crate has, such as networks: the `hunch` command brings them.
pub trait Beside {
    /// Learns the class of each point, a strategy of `store`, in some `seconds`.
    ///
    /// # Errors
    /// Why it could not: it is told in the report, and the other learners stand.
    fn train(
        &self,
        data: &Data,
        store: &Store,
        seed: u64,
        seconds: f64,
    ) -> std::result::Result<Vec<Trained>, String>;
}

/// No others.
pub struct Nothing;

impl Beside for Nothing {
    fn train(&self, _: &Data, _: &Store, _: u64, _: f64) -> std::result::Result<Vec<Trained>, String> {
        Ok(Vec::new())
    }
}

impl Trained {
    /// As what ranks strategies.
    pub fn classifier(&self) -> &dyn Classifier {
        match &self.kind {
            Kind::Tree(tree) => tree,
            Kind::Neighbours(neighbours) => neighbours,
            Kind::Network(network) => network,
        }
    }
}

/// The strategies that are stored: all, or the most frequent ones where there are too many.
pub fn kept(sample: &Sample) -> Store {
    let mut numbers = sample.by_frequency();
    numbers.truncate(MOST_STORED);
    numbers.sort_unstable();
    sample.store().keep(&numbers)
}

/// θ and the strategy of each, numbered as in `store`; those whose strategy is not stored are left out.
///
/// # Errors
/// No θ has a stored strategy.
pub fn data(sample: &Sample, store: &Store, theta: &dyn Fn(u64) -> Vec<f64>) -> Result<Data> {
    let number: BTreeMap<u32, u32> = (0..sample.strategies.len() as u32)
        .filter_map(|k| Some((k, store.strategies.number(sample.strategies.get(k)?)?)))
        .collect();
    let (mut points, mut labels, mut width) = (Vec::new(), Vec::new(), 0);
    for (index, label) in sample.labels.iter().enumerate() {
        let Label::Strategy(old, _) = label else { continue };
        let Some(&class) = number.get(old) else { continue };
        let theta = theta(index as u64);
        width = theta.len();
        points.extend(theta);
        labels.push(class);
    }
    Data::new(points, width, labels, store.strategies.len()).map_err(of_learning)
}

/// Trains all learners, while there is time.
///
/// # Errors
/// What a learner refuses.
pub fn train(
    data: &Data,
    answerer: &Answerer<'_>,
    store: &Store,
    settings: &LearnSettings,
    watch: &Watch,
    progress: &dyn Progress,
) -> Result<Vec<Trained>> {
    let mut found = Vec::new();
    if store.strategies.len() < 2 || data.len() < 20 {
        return Ok(found);
    }
    let facets = facets(data, answerer, store);
    let grid = Grid { depths: DEPTHS.to_vec(), buckets: BUCKETS.to_vec(), ..Grid::default() };
    let base = Settings {
        seed: settings.seed,
        threads: settings.threads,
        restarts: settings.restarts,
        ..Settings::default()
    };
    let budget = watch.for_learners();
    let plans: [(&str, Learner, Splits, f64); 4] = [
        ("CART", Learner::Cart, Splits::Parallel, 1.0),
        ("CART with facets", Learner::Cart, Splits::Hyperplane, 1.0),
        ("OCT", Learner::Oct, Splits::Parallel, 0.4),
        ("OCT-H with facets", Learner::Oct, Splits::Hyperplane, 0.9),
    ];
    let total = plans.len() as u64 + 1;
    for (done, (name, learner, splits, share)) in (0..).zip(plans) {
        progress.at("learners", done, total, name);
        let is_oblique = splits == Splits::Hyperplane;
        let is_wanted = !is_oblique || !facets.is_empty();
        let is_small = learner == Learner::Cart || !is_oblique || data.len() <= MOST_OBLIQUE;
        if is_wanted && is_small && watch.for_learners() > 0.0 {
            let asked = Settings { splits, ..base };
            let seconds = Some((share * budget - (budget - watch.for_learners())).max(0.1));
            let (origin, never) = (Instant::now(), || false);
            let clock = || origin.elapsed().as_secs_f64();
            let mut session = Session::new(Limits { seconds, work: None }, &clock, &never, None);
            let tree = tuned(data, &facets, learner, &grid, &asked, &mut session).map_err(of_learning)?.tree;
            // A tree that asks nothing is the most frequent strategy.
            if tree.depth() > 0 {
                let name = format!("{name}, depth {}", tree.depth());
                found.push(Trained { name, kind: Kind::Tree(tree) });
            }
        }
    }
    if data.len() <= MOST_NEIGHBOURS {
        let (training, validation) = data.split(0.1, settings.seed).map_err(of_learning)?;
        let k = Neighbours::tuned(&training, &validation).map_err(of_learning)?.k();
        let neighbours = Neighbours::fit(data, k).map_err(of_learning)?;
        let name = format!("{k} nearest neighbours");
        found.push(Trained { name, kind: Kind::Neighbours(neighbours) });
    }
    Ok(found)
}

/// Facets of the most frequent strategies' regions that separate points of the sample.
fn facets(data: &Data, answerer: &Answerer<'_>, store: &Store) -> Vec<Hyperplane> {
    let step = data.len().div_ceil(PROBES);
    let probes: Vec<&[f64]> = (0..data.len()).step_by(step.max(1)).map(|i| data.point(i)).collect();
    let mut found = Vec::new();
    let order = hunch_strategies::store::by_frequency(&store.counts);
    for &number in order.iter().take(MOST_FACETED) {
        for facet in answerer.facets(number) {
            if facet.separates(probes.iter().copied()) {
                let split = facet.hyperplane();
                if split.validate(data.width(), "facet").is_ok() {
                    found.push(split);
                }
            }
            if found.len() >= MOST_FACETS {
                return found;
            }
        }
    }
    found
}

/// The error of a learner.
pub fn of_learning(error: hunch_strategies::learn::LearnError) -> Error {
    Error::Search(format!("learner: {error}"))
}
