//! One row: sampled, learned, answered.

use super::clock::clock;
use super::learners::{Bench, NETWORK, network};
use super::published::Published;
use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{Limits as Budget, ParametricProgram, Session, Unlimited, io};
use hunch_search::{Engine, Guidance, Settings as SearchSettings, solve};
use hunch_strategies::answer::measure;
use hunch_strategies::answer::tree::TreeOptions;
use hunch_strategies::learn::{Classifier, Tree};
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Proof, Sample, SampleOptions, Sampler, Stop, Store};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::path::Path;

/// Seeds of fixed data and of θ; fresh θ come from another stream, those that are timed from a third.
pub const SEED: u64 = 1;
pub const FRESH: u64 = 1_000_001;
/// β of both bounds.
const BETA: f64 = 0.05;
/// θ between two stores of a sample, at most; the first of them, by which it is seen how long a label takes; and
/// seconds that a batch should take.
const BATCH: u64 = 250;
const FIRST: u64 = 10;
const BATCH_SECONDS: f64 = 2.0;
/// Shares of the seconds of a row's sample that fresh labels, trees and answers may take, and
/// the fewest fresh θ.
const FRESH_TIME: f64 = 0.25;
const GROW_TIME: f64 = 0.5;
const ANSWER_TIME: f64 = 0.5;
const LEAST_FRESH: u64 = 20;
/// Searches that an answered θ costs, over all ways and times.
const SEARCHES: f64 = 4.0;
/// Fresh θ that learners are measured on, as a share of the sample.
const FRESH_SHARE: u64 = 5;
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

pub type Outcome<T> = Result<T, Box<dyn Error>>;

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

    let bench = Bench { program: &program, labelled: &labelled, answers };
    let network = network(folder, name)?;
    let (lines, tree) = bench.learned(&sample, &mut answerer, network.as_ref(), limits.seconds)?;
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

/// Adds the line of a network that was trained after its row was measured, on the same fresh θ; whether there
/// was one to add.
pub fn add_network(row: &Published, name: &str, folder: &Path, measured: &mut Measured) -> Outcome<bool> {
    let Some(network) = network(folder, name)?.filter(|_| measured.lines.iter().all(|l| l.name != NETWORK))
    else {
        return Ok(false);
    };
    let program = generator(row.family)?.program(row.sizes, SEED)?;
    let distribution = program.distribution.clone().ok_or("no distribution")?;
    let fresh_draw = |i| theta(&distribution, FRESH, i);
    let sample: Sample = serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.sample")))?)?;
    let options =
        SampleOptions { stop: Stop { beta: BETA, ..Stop::never() }, threads: 1, ..SampleOptions::default() };
    let (_, labelled) =
        Sampler::new(&program, &fresh_draw, options)?.hold_out(&sample, measured.fresh, BETA)?;
    let store = sample.store();
    let mut answerer = Answerer::new(&program, &store)?;
    let answers = measured.ways.first().map_or(0, |way| way.answers);
    let bench = Bench { program: &program, labelled: &labelled, answers };
    measured.lines.push(bench.line(NETWORK, Some(&network), &mut answerer)?);
    Ok(true)
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
