//! One row: sampled, learned, answered.

use super::published::Published;
use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{ParametricProgram, Unlimited, io};
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
use std::time::Instant;

/// Seeds of fixed data and of θ; fresh θ come from another stream, those that are timed from a third.
const SEED: u64 = 1;
const FRESH: u64 = 1_000_001;
/// β of both bounds.
const BETA: f64 = 0.05;
/// θ between two stores of a sample.
const BATCH: u64 = 250;
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
    pub threads: usize,
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
    let options = SampleOptions {
        batch: BATCH,
        most: wanted,
        stop,
        threads: limits.threads,
        ..SampleOptions::default()
    };
    let (sample, label_ms) =
        sampled(&program, &draw, &options, &folder.join(format!("{name}.sample")), limits)?;
    let estimate = sample.estimate(BETA);
    let count = (sample.labels.len() as u64 / FRESH_SHARE).clamp(limits.answers as u64, 2_000);
    let apart = Sampler::new(&program, &fresh_draw, options.clone())?;
    let (held_out, labelled) = apart.hold_out(&sample, count, BETA)?;

    let mut store = sample.store();
    let mut answerer = Answerer::new(&program, &store)?;
    let started = Instant::now();
    let thetas = (0..).zip(&sample.labels).filter_map(|(i, label)| match label {
        Label::Strategy(number, _) => Some((*number, draw(i))),
        _ => None,
    });
    let thetas: Vec<(u32, Vec<f64>)> =
        if program.base.has_integers() { thetas.collect() } else { Vec::new() };
    let grown = answerer.grow(&mut store, &thetas, &TreeOptions::default(), &mut Unlimited)?;
    let grow_s = started.elapsed().as_secs_f64();

    let (lines, tree) = learned(&program, &sample, &labelled, &mut answerer, folder, name, limits.answers)?;
    let answers = limits.answers;
    let ways = vec![
        answered("three without learning", &program, &store, &labelled, None, 3, answers)?,
        answered("three of CART", &program, &store, &labelled, Some(&tree), 3, answers)?,
        answered("all without learning", &program, &store, &labelled, None, usize::MAX, answers)?,
    ];
    let (point_ms, engine_warm_ms, engine_cold_ms) = timed(&program, &store, &fresh_draw)?;
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
    let before = sample.labels.len();
    let started = Instant::now();
    let mut failed = None;
    Sampler::new(program, draw, options.clone())?.run(&mut sample, |sample, _| {
        let stored = serde_json::to_vec(sample).map_err(std::io::Error::from);
        failed = stored.and_then(|text| std::fs::write(path, text)).err();
        failed.is_none() && started.elapsed().as_secs_f64() < limits.seconds
    })?;
    let made = (sample.labels.len() - before).max(1);
    match failed {
        Some(error) => Err(error.into()),
        None => Ok((sample, 1e3 * started.elapsed().as_secs_f64() / made as f64)),
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
    answers: usize,
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
    let searched = oct(&training, &[], &settings, &mut Unlimited)?.tree;
    let by_facets = cart(&training, &facets, &oblique)?.tree;
    let is_small = training.len() * training.width() <= OBLIQUE_MOST * 10;
    let planes =
        is_small.then(|| oct(&training, &facets, &oblique, &mut Unlimited)).transpose()?.map(|fit| fit.tree);
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
    all.filter(|facet| facet.separates(points())).map(|facet| facet.hyperplane()).collect()
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
        let started = Instant::now();
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
        let seconds = started.elapsed().as_secs_f64();
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
) -> Outcome<(f64, f64, f64)> {
    let mut answerer = Answerer::new(program, store)?;
    let (mut point, mut warm, mut cold) = (Vec::new(), Vec::new(), Vec::new());
    let mut last: Vec<(usize, f64)> = Vec::new();
    for index in 0..TIMED {
        let theta = draw(index);
        let order = answerer.order(&theta);
        let started = Instant::now();
        answerer.points(&theta, &order[..order.len().min(1)])?;
        point.push(started.elapsed().as_secs_f64());
        let at = program.instantiate(&theta)?;
        let settings = SearchSettings::new();
        let started = Instant::now();
        let solution = solve(&at, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited)?;
        cold.push(started.elapsed().as_secs_f64());
        let guidance = Guidance { start: std::mem::take(&mut last), ..Guidance::none() };
        let started = Instant::now();
        solve(&at, Engine::Hunch, &settings, &guidance, &mut Unlimited)?;
        warm.push(started.elapsed().as_secs_f64());
        last = solution.values.into_iter().enumerate().collect();
    }
    Ok((median(point), median(warm), median(cold)))
}
