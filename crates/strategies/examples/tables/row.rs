//! One row: sampled, learned, answered.

use super::clock::clock;
use super::published::Published;
use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{Limits as Budget, ParametricProgram, Session, Unlimited, io};
use hunch_search::{Engine, Guidance, Settings as SearchSettings, solve};
use hunch_strategies::answer::tree::TreeOptions;
use hunch_strategies::answer::{Trial, best, measure};
use hunch_strategies::learn::{
    Classifier, Data, Hyperplane, MostFrequent, Neighbours, Network, Settings, Splits, Tree, accuracy, cart,
    oct,
};
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Proof, Sample, SampleOptions, Sampler, Stop, Store};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::path::Path;

/// Seeds of fixed data and of θ; fresh θ come from another stream, those that are timed from a third.
const SEED: u64 = 1;
const FRESH: u64 = 1_000_001;
/// β of both bounds.
const BETA: f64 = 0.05;
/// θ between two stores of a sample, at most; the first of them, by which it is seen how long a label takes; and
/// seconds that a batch should take.
const BATCH: u64 = 250;
const FIRST: u64 = 10;
const BATCH_SECONDS: f64 = 2.0;
/// Shares of the seconds of a row's sample that fresh labels, trees, the local search and answers may take, and
/// the fewest fresh θ.
const FRESH_TIME: f64 = 0.25;
const GROW_TIME: f64 = 0.5;
const OCT_TIME: f64 = 0.3;
const ANSWER_TIME: f64 = 0.5;
const LEAST_FRESH: u64 = 20;
/// Searches that an answered θ costs, over all ways and times.
const SEARCHES: f64 = 4.0;
/// Products that a level of a tree takes to try all facets on all points, at most: some tenths of a second.
const FACET_PRODUCTS: usize = 200_000_000;
/// Fresh θ that learners are measured on, as a share of the sample.
const FRESH_SHARE: u64 = 5;
/// Trees: depth, smallest leaf, α (the middle of the paper's grid), and restarts of the local search.
const DEPTH: usize = 10;
const BUCKET: usize = 5;
const ALPHA: f64 = 1e-4;
const RESTARTS: usize = 4;
/// Points beyond which OCT with hyperplanes of its own would take more than minutes.
const OBLIQUE_MOST: usize = 40_000;
/// Programs that are solved by other ways and timed.
const TIMED: u64 = 20;
/// Programs that are written.
const WRITTEN: u64 = 10;

/// How much of a row is done.
pub struct Limits {
    pub samples: Option<u64>,
    pub seconds: f64,
    pub answers: usize,
    pub programs: bool,
}

/// A learner or rival.
#[derive(Serialize, Deserialize)]
pub struct Line {
    pub name: String,
    /// Share of the fresh θ whose strategy is the first guess, and among three.
    pub top_1: f64,
    pub top_3: f64,
    /// Of the answers: share that the best of three points answers with p and d below 1e-3, and maxima.
    pub accurate: f64,
    pub p: f64,
    pub d: f64,
}

/// Answers from candidates that were chosen in one way.
#[derive(Serialize, Deserialize)]
pub struct Way {
    pub name: String,
    pub answers: usize,
    pub wrong: usize,
    /// By what proved them.
    pub multipliers: usize,
    pub tree: usize,
    pub warm: usize,
    pub search: usize,
    /// Median milliseconds of an answer, choice and proof included; of those that a tree proved.
    pub ms: f64,
    pub tree_ms: f64,
}

/// What a row came to.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    pub samples: u64,
    pub without_optimum: u64,
    pub strategies: u64,
    pub good_turing: f64,
    pub bound: f64,
    pub fresh: u64,
    pub unseen: u64,
    pub held_out_bound: f64,
    pub label_ms: f64,
    pub lines: Vec<Line>,
    pub ways: Vec<Way>,
    /// Median milliseconds of the point of one strategy; of our engine started from the last answer, and from
    /// nothing.
    pub point_ms: f64,
    pub engine_warm_ms: f64,
    pub engine_cold_ms: f64,
    /// Trees: strategies that have one, leaves of the largest, seconds to grow all.
    pub trees: usize,
    pub leaves: usize,
    pub grow_s: f64,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Measures a row.
pub fn measure(row: &Published, name: &str, folder: &Path, limits: &Limits) -> Outcome<Measured> {
    let program = generator(row.family)?.program(row.sizes, SEED)?;
    let distribution = program.distribution.clone().ok_or("no distribution")?;
    let draw = |i| theta(&distribution, SEED, i);
    let fresh_draw = |i| theta(&distribution, FRESH, i);
    let is_large = row.family == "transportation" && row.sizes[0] >= 60;
    let wanted = limits.samples.unwrap_or(if is_large { 2_000 } else { 10_000 });
    let stop = Stop { beta: BETA, ..Stop::never() };
    let options = SampleOptions { batch: BATCH, most: wanted, stop, threads: 1, ..SampleOptions::default() };
    let (sample, label_ms) =
        sampled(&program, &draw, &options, &folder.join(format!("{name}.sample")), limits)?;
    let estimate = sample.estimate(BETA);
    // Where labels are slow there are fewer fresh ones.
    let in_time = |share: f64| (1e3 * share * limits.seconds / label_ms.max(1e-6)) as u64;
    let count = (sample.labels.len() as u64 / FRESH_SHARE).clamp(limits.answers as u64, 2_000);
    let count = count.min(in_time(FRESH_TIME)).max(LEAST_FRESH);
    let answers =
        limits.answers.min((in_time(ANSWER_TIME) as f64 / SEARCHES) as usize).clamp(10, count as usize);
    let apart = Sampler::new(&program, &fresh_draw, options.clone())?;
    let (held_out, labelled) = apart.hold_out(&sample, count, BETA)?;

    let mut store = sample.store();
    let mut answerer = Answerer::new(&program, &store)?;
    let started = clock();
    let thetas = (0..).zip(&sample.labels).filter_map(|(i, label)| match label {
        Label::Strategy(number, _) => Some((*number, draw(i))),
        _ => None,
    });
    let thetas: Vec<(u32, Vec<f64>)> =
        if program.base.has_integers() { thetas.collect() } else { Vec::new() };
    let grown = {
        let (never, read) = (|| false, clock);
        let budget = Budget { seconds: Some(GROW_TIME * limits.seconds), work: None };
        let mut session = Session::new(budget, &read, &never, None);
        answerer.grow(&mut store, &thetas, &TreeOptions::default(), &mut session)?
    };
    let grow_s = clock() - started;

    let (lines, tree) =
        learned(&program, &sample, &labelled, &mut answerer, folder, name, (answers, limits.seconds))?;
    let ways = vec![
        answered("three without learning", &program, &store, &labelled, None, 3, answers)?,
        answered("three of CART", &program, &store, &labelled, Some(&tree), 3, answers)?,
        answered("all without learning", &program, &store, &labelled, None, usize::MAX, answers)?,
    ];
    let (point_ms, engine_warm_ms, engine_cold_ms) = timed(&program, &store, &fresh_draw, answers as u64)?;
    if limits.programs {
        for index in 0..WRITTEN {
            let at = program.instantiate(&fresh_draw(index))?;
            let text = io::write_program(&at, io::Format::Mps)?;
            std::fs::write(folder.join(format!("{name}.{index}.mps")), text)?;
        }
    }
    Ok(Measured {
        samples: sample.labels.len() as u64,
        without_optimum: sample.labels.len() as u64 - estimate.samples,
        strategies: estimate.strategies,
        good_turing: estimate.good_turing,
        bound: estimate.bound,
        fresh: held_out.tried,
        unseen: held_out.unseen,
        held_out_bound: held_out.bound,
        label_ms,
        lines,
        trees: grown.iter().filter(|grown| grown.leaves > 0).count(),
        leaves: grown.iter().map(|grown| grown.leaves).max().unwrap_or(0),
        grow_s,
        ways,
        point_ms,
        engine_warm_ms,
        engine_cold_ms,
    })
}

/// The sample, gone on with where an earlier run ended, and milliseconds a label of this run.
fn sampled(
    program: &ParametricProgram,
    draw: &(dyn Fn(u64) -> Vec<f64> + Sync),
    options: &SampleOptions,
    path: &Path,
    limits: &Limits,
) -> Outcome<(Sample, f64)> {
    let mut sample: Sample =
        if path.exists() { serde_json::from_slice(&std::fs::read(path)?)? } else { Sample::default() };
    let mut failed = None;
    let mut spent = 0.0;
    let (before, mut options) = (sample.labels.len(), options.clone());
    while (sample.labels.len() as u64) < options.most.max(1) && spent < limits.seconds && failed.is_none() {
        let made = (sample.labels.len() - before) as f64;
        // Labels do not depend on how they are batched.
        options.batch = match made {
            0.0 => FIRST,
            made => ((BATCH_SECONDS * made / spent) as u64).clamp(1, BATCH),
        };
        let started = clock();
        Sampler::new(program, draw, options.clone())?.run(&mut sample, |sample, _| {
            let stored = serde_json::to_vec(sample).map_err(std::io::Error::from);
            failed = stored.and_then(|text| std::fs::write(path, text)).err();
            false
        })?;
        spent += clock() - started;
    }
    let made = (sample.labels.len() - before).max(1);
    match failed {
        Some(error) => Err(error.into()),
        None => Ok((sample, 1e3 * spent / made as f64)),
    }
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

/// Every learner and rival, on fresh θ.
fn learned(
    program: &ParametricProgram,
    sample: &Sample,
    labelled: &Sample,
    answerer: &mut Answerer<'_>,
    folder: &Path,
    name: &str,
    (answers, seconds): (usize, f64),
) -> Outcome<(Vec<Line>, Tree)> {
    let distribution = program.distribution.clone().ok_or("no distribution")?;
    let classes = labelled.strategies.len();
    let training = data(sample, &|i| theta(&distribution, SEED, i), classes)?;
    let fresh = data(labelled, &|i| theta(&distribution, FRESH, i), classes)?;
    let settings =
        Settings { depth: DEPTH, bucket: BUCKET, alpha: ALPHA, restarts: RESTARTS, ..Settings::default() };
    let settings = Settings { threads: 1, ..settings };
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
    let path = folder.join(format!("{name}.network.json"));
    let network: Option<Network> =
        if path.exists() { Some(serde_json::from_slice(&std::fs::read(path)?)?) } else { None };

    let mut lines = Vec::new();
    {
        let order = Order(answerer);
        let measured = accuracy(&order, &fresh);
        lines.push(("ranked without learning", measured.top_1, measured.top_3));
    }
    let mut learners: Vec<(&str, &dyn Classifier)> = vec![
        ("three most frequent", &frequent),
        ("CART", &greedy),
        ("OCT", &searched),
        ("CART with facets", &by_facets),
        ("nearest neighbours", &neighbours),
    ];
    learners.extend(planes.as_ref().map(|tree| ("OCT-H with facets", tree as &dyn Classifier)));
    learners.extend(network.as_ref().map(|network| ("network", network as &dyn Classifier)));
    for (name, learner) in &learners {
        let measured = accuracy(*learner, &fresh);
        lines.push((name, measured.top_1, measured.top_3));
    }
    let mut done = Vec::new();
    for (k, (name, top_1, top_3)) in lines.into_iter().enumerate() {
        let (mut accurate, mut tried, mut p, mut d) = (0, 0, 0f64, 0f64);
        for (index, label) in labelled.labels.iter().enumerate().take(answers) {
            let Label::Strategy(_, optimum) = *label else { continue };
            let theta = theta(&distribution, FRESH, index as u64);
            let mut guesses = [0; 3];
            let count = match k.checked_sub(1).and_then(|k| learners.get(k)) {
                Some((_, learner)) => learner.rank(&theta, &mut guesses),
                None => Order(answerer).rank(&theta, &mut guesses),
            };
            let trials = answerer.points(&theta, &guesses[..count])?;
            let at = program.instantiate(&theta)?;
            tried += 1;
            let Some(chosen) = best(&trials, at.sense.sign()) else { continue };
            let trial: &Trial = &trials[chosen];
            let off = measure::suboptimality(&at, trial.objective, optimum);
            accurate += usize::from(measure::is_accurate(trial.infeasibility, off));
            p = p.max(trial.infeasibility);
            d = d.max(if trial.infeasibility <= 1e-3 { off } else { 0.0 });
        }
        let accurate = f64::from(accurate as u32) / f64::from(tried.max(1) as u32);
        done.push(Line { name: name.into(), top_1, top_3, accurate, p, d });
    }
    Ok((done, greedy))
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

/// Answers, timed one by one, from the first `tries` candidates of a learner, or of the order without one.
fn answered(
    name: &str,
    program: &ParametricProgram,
    store: &Store,
    labelled: &Sample,
    learner: Option<&Tree>,
    tries: usize,
    answers: usize,
) -> Outcome<Way> {
    let distribution = program.distribution.clone().ok_or("no distribution")?;
    let mut answerer = Answerer::new(program, store)?;
    let (mut counts, mut wrong) = ([0usize; 4], 0);
    let (mut all, mut by_tree) = (Vec::new(), Vec::new());
    for (index, label) in labelled.labels.iter().enumerate().take(answers) {
        let Label::Strategy(_, optimum) = *label else { continue };
        let theta = theta(&distribution, FRESH, index as u64);
        let started = clock();
        let mut order = match learner {
            Some(learner) => {
                let mut guesses = [0; 3];
                let count = learner.rank(&theta, &mut guesses);
                guesses[..count].to_vec()
            }
            None => answerer.order(&theta),
        };
        order.truncate(tries);
        let found = answerer.answer(&theta, &order, &mut Unlimited)?;
        let seconds = clock() - started;
        all.push(seconds);
        let place = match found.proof {
            Proof::Multipliers(_) => 0,
            Proof::Tree(_) => 1,
            Proof::Warm(_) => 2,
            Proof::Search => 3,
        };
        counts[place] += 1;
        if place == 1 {
            by_tree.push(seconds);
        }
        let at = program.instantiate(&theta)?;
        let off = found.solution.objective.map(|o| measure::suboptimality(&at, o, optimum));
        wrong += usize::from(off.is_none_or(|off| off.abs() > 2e-6));
    }
    let [multipliers, tree, warm, search] = counts;
    let (answers, ms, tree_ms) = (all.len(), median(all), median(by_tree));
    Ok(Way { name: name.into(), answers, wrong, multipliers, tree, warm, search, ms, tree_ms })
}

/// Median milliseconds; none of nothing.
fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    1e3 * seconds.get(seconds.len() / 2).copied().unwrap_or(0.0)
}

/// Median milliseconds of a strategy's point, and of our engine from the last answer and from nothing.
fn timed(
    program: &ParametricProgram,
    store: &Store,
    draw: &dyn Fn(u64) -> Vec<f64>,
    most: u64,
) -> Outcome<(f64, f64, f64)> {
    let mut answerer = Answerer::new(program, store)?;
    let (mut point, mut warm, mut cold) = (Vec::new(), Vec::new(), Vec::new());
    let mut last: Vec<(usize, f64)> = Vec::new();
    for index in 0..TIMED.min(most) {
        let theta = draw(index);
        let order = answerer.order(&theta);
        let started = clock();
        answerer.points(&theta, &order[..order.len().min(1)])?;
        point.push(clock() - started);
        let at = program.instantiate(&theta)?;
        let settings = SearchSettings::new();
        let started = clock();
        let solution = solve(&at, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited)?;
        cold.push(clock() - started);
        let guidance = Guidance { start: std::mem::take(&mut last), ..Guidance::none() };
        let started = clock();
        solve(&at, Engine::Hunch, &settings, &guidance, &mut Unlimited)?;
        warm.push(clock() - started);
        last = solution.values.into_iter().enumerate().collect();
    }
    Ok((median(point), median(warm), median(cold)))
}
