//! Every learner and rival of a row, on fresh θ.

use super::clock::clock;
use super::row::{FRESH, Line, Outcome, SEED};
use hunch_families::random::theta;
use hunch_model::{Limits as Budget, ParametricProgram, Session};
use hunch_strategies::answer::{Trial, best, measure};
use hunch_strategies::learn::{
    Classifier, Data, Hyperplane, MostFrequent, Neighbours, Network, Settings, Splits, Tree, accuracy, cart,
    oct,
};
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Sample};
use std::path::Path;

/// Trees: depth, smallest leaf, α (the middle of the paper's grid), and restarts of the local search.
const DEPTH: usize = 10;
const BUCKET: usize = 5;
const ALPHA: f64 = 1e-4;
const RESTARTS: usize = 4;
/// Share of the seconds of a row's sample that the local search may take.
const OCT_TIME: f64 = 0.3;
/// Points beyond which OCT with hyperplanes of its own would take more than minutes.
const OBLIQUE_MOST: usize = 40_000;
/// Products that a level of a tree takes to try all facets on all points, at most: some tenths of a second.
const FACET_PRODUCTS: usize = 200_000_000;
/// What a trained network is called in a row.
pub const NETWORK: &str = "network";

/// The network that was trained for a row, if there is one.
pub fn network(folder: &Path, row: &str) -> Outcome<Option<Network>> {
    let path = folder.join(format!("{row}.network.json"));
    Ok(if path.exists() { Some(serde_json::from_slice(&std::fs::read(path)?)?) } else { None })
}

/// What guesses are measured on: fresh θ with their labels, the first `answers` of them answered.
pub struct Bench<'a> {
    pub program: &'a ParametricProgram,
    pub labelled: &'a Sample,
    pub answers: usize,
}

/// Points and classes of the optima of a sample.
fn data(sample: &Sample, draw: &dyn Fn(u64) -> Vec<f64>, classes: usize) -> Outcome<Data> {
    let (mut points, mut labels, mut width) = (Vec::new(), Vec::new(), 0);
    for (i, label) in sample.labels.iter().enumerate() {
        if let Label::Strategy(number, _) = *label {
            let theta = draw(i as u64);
            width = theta.len();
            points.extend(theta);
            labels.push(number);
        }
    }
    Ok(Data::new(points, width, labels, classes)?)
}

/// The order without learning, as a classifier.
struct Order<'a>(&'a Answerer<'a>);

impl Classifier for Order<'_> {
    fn rank(&self, theta: &[f64], into: &mut [u32]) -> usize {
        let order = self.0.order(theta);
        let count = order.len().min(into.len());
        into[..count].copy_from_slice(&order[..count]);
        count
    }

    fn bytes(&self) -> usize {
        0
    }
}

impl Bench<'_> {
    /// A learner on the fresh θ, or the order without learning.
    pub fn line(
        &self,
        name: &str,
        learner: Option<&dyn Classifier>,
        answerer: &mut Answerer<'_>,
    ) -> Outcome<Line> {
        let distribution = self.program.distribution.clone().ok_or("no distribution")?;
        let fresh = data(self.labelled, &|i| theta(&distribution, FRESH, i), self.labelled.strategies.len())?;
        let measured = match learner {
            Some(learner) => accuracy(learner, &fresh),
            None => accuracy(&Order(answerer), &fresh),
        };
        let (mut accurate, mut tried, mut p, mut d) = (0, 0, 0f64, 0f64);
        for (index, label) in self.labelled.labels.iter().enumerate().take(self.answers) {
            let Label::Strategy(_, optimum) = *label else { continue };
            let theta = theta(&distribution, FRESH, index as u64);
            let mut guesses = [0; 3];
            let count = match learner {
                Some(learner) => learner.rank(&theta, &mut guesses),
                None => Order(answerer).rank(&theta, &mut guesses),
            };
            let trials = answerer.points(&theta, &guesses[..count])?;
            let at = self.program.instantiate(&theta)?;
            tried += 1;
            let Some(chosen) = best(&trials, at.sense.sign()) else { continue };
            let trial: &Trial = &trials[chosen];
            let off = measure::suboptimality(&at, trial.objective, optimum);
            accurate += usize::from(measure::is_accurate(trial.infeasibility, off));
            p = p.max(trial.infeasibility);
            d = d.max(if trial.infeasibility <= 1e-3 { off } else { 0.0 });
        }
        let accurate = f64::from(accurate as u32) / f64::from(tried.max(1) as u32);
        Ok(Line { name: name.into(), top_1: measured.top_1, top_3: measured.top_3, accurate, p, d })
    }

    /// All of them, and the greedy tree; the local search takes a share of `seconds`.
    pub fn learned(
        &self,
        sample: &Sample,
        answerer: &mut Answerer<'_>,
        network: Option<&Network>,
        seconds: f64,
    ) -> Outcome<(Vec<Line>, Tree)> {
        let distribution = self.program.distribution.clone().ok_or("no distribution")?;
        let classes = self.labelled.strategies.len();
        let training = data(sample, &|i| theta(&distribution, SEED, i), classes)?;
        let settings = Settings {
            depth: DEPTH,
            bucket: BUCKET,
            alpha: ALPHA,
            restarts: RESTARTS,
            threads: 1,
            ..Settings::default()
        };
        let oblique = Settings { splits: Splits::Hyperplane, restarts: 1, ..settings };
        let facets = facets(answerer, sample, &training);
        let (nine, tenth) = training.split(0.1, SEED)?;
        let frequent = MostFrequent::fit(&training);
        let greedy = cart(&training, &[], &settings)?.tree;
        let (never, read) = (|| false, clock);
        let budget = || Budget { seconds: Some(OCT_TIME * seconds), work: None };
        let searched = oct(&training, &[], &settings, &mut Session::new(budget(), &read, &never, None))?.tree;
        let by_facets = cart(&training, &facets, &oblique)?.tree;
        let is_small = training.len() * training.width() <= OBLIQUE_MOST * 10;
        let planes = || oct(&training, &facets, &oblique, &mut Session::new(budget(), &read, &never, None));
        let planes = is_small.then(planes).transpose()?.map(|fit| fit.tree);
        let neighbours = Neighbours::fit(&training, Neighbours::tuned(&nine, &tenth)?.k())?;
        let mut learners: Vec<(&str, Option<&dyn Classifier>)> = vec![
            ("ranked without learning", None),
            ("three most frequent", Some(&frequent)),
            ("CART", Some(&greedy)),
            ("OCT", Some(&searched)),
            ("CART with facets", Some(&by_facets)),
            ("nearest neighbours", Some(&neighbours)),
        ];
        learners.extend(planes.as_ref().map(|tree| ("OCT-H with facets", Some(tree as &dyn Classifier))));
        learners.extend(network.map(|network| (NETWORK, Some(network as &dyn Classifier))));
        let lines = learners.into_iter().map(|(name, learner)| self.line(name, learner, answerer));
        let lines = lines.collect::<Outcome<Vec<Line>>>()?;
        Ok((lines, greedy))
    }
}

/// Facets of all strategies that separate some of the points.
fn facets(answerer: &Answerer<'_>, sample: &Sample, training: &Data) -> Vec<Hyperplane> {
    /// Points that a facet must separate to be a candidate.
    const LOOKED_AT: usize = 500;
    let points = || (0..training.len().min(LOOKED_AT)).map(|i| training.point(i));
    let all = (0..sample.strategies.len() as u32).flat_map(|strategy| answerer.facets(strategy));
    let all = all.filter(|facet| facet.separates(points())).map(|facet| facet.hyperplane());
    let mut terms = 0;
    let is_within = |facet: &Hyperplane| {
        terms += facet.terms.len();
        terms * training.len() <= FACET_PRODUCTS
    };
    all.take_while(is_within).collect()
}
