//! The strategies of a parametric family: how many, how likely others are, what the most frequent cover; and
//! what answering fresh θ from them comes to, without learning.
//!
//! `cargo run --release -p hunch-strategies --example sample -- transportation 20 10 --samples 10000 --answer
//! 100`
#![allow(clippy::print_stdout)] // it is a report

use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{ParametricProgram, Unlimited};
use hunch_strategies::answer::{best, measure};
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, LabelOptions, Outcome, Proof, Sample, SampleOptions, Sampler, Stop};
use std::error::Error;
use std::time::Instant;

/// β of both bounds.
const BETA: f64 = 0.05;
/// Apart from the sample's seeds: those of fresh θ.
const FRESH: u64 = 1_000_000;

/// What is asked for.
struct Ask {
    family: String,
    sizes: Vec<usize>,
    samples: u64,
    seed: u64,
    held_out: u64,
    answers: u64,
    settles_ties: bool,
}

fn read() -> Result<Ask, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let family = words.next().ok_or("which family?")?;
    let (sizes, settles_ties) = (Vec::new(), true);
    let mut ask = Ask { family, sizes, samples: 1000, seed: 1, held_out: 0, answers: 0, settles_ties };
    while let Some(word) = words.next() {
        let mut number = || -> Result<u64, Box<dyn Error>> { Ok(words.next().ok_or("no number")?.parse()?) };
        match word.as_str() {
            "--samples" => ask.samples = number()?,
            "--seed" => ask.seed = number()?,
            "--hold-out" => ask.held_out = number()?,
            "--answer" => ask.answers = number()?,
            "--first-optimum" => ask.settles_ties = false,
            size => ask.sizes.push(size.parse()?),
        }
    }
    Ok(ask)
}

fn main() -> Result<(), Box<dyn Error>> {
    let ask = read()?;
    let program = generator(&ask.family)?.program(&ask.sizes, ask.seed)?;
    let distribution = program.distribution.clone().ok_or("no distribution")?;
    let label = LabelOptions { settles_ties: ask.settles_ties, ..LabelOptions::default() };
    let stop = Stop { beta: BETA, ..Stop::never() };
    let options = SampleOptions { most: ask.samples, stop, label, ..SampleOptions::default() };
    let draw = |i| theta(&distribution, ask.seed, i);
    let fresh = |i| theta(&distribution, ask.seed + FRESH, i);
    let start = Instant::now();
    let mut sample = Sample::default();
    let estimate = Sampler::new(&program, &draw, options.clone())?.run(&mut sample, |_, _| true)?;
    let milliseconds = 1e3 * start.elapsed().as_secs_f64() / ask.samples as f64;
    let counts = sample.counts();
    let covered = |k| {
        let first = sample.by_frequency().into_iter().take(k);
        100.0 * first.map(|s| counts[s as usize]).sum::<u64>() as f64 / estimate.samples.max(1) as f64
    };
    let without = sample.labels.iter().filter(|l| !matches!(l, Label::Strategy(..))).count();
    let (name, n, found) = (&program.base.name, estimate.samples, estimate.strategies);
    let (turing, bound) = (estimate.good_turing, estimate.bound);
    println!("{name}: N {n}, |S| {found}, Good-Turing {turing:.2e}, theorem 3.1 {bound:.3}");
    println!(
        "  most frequent {:.1} %, three {:.1} %, without an optimum {without}; {milliseconds:.3} ms a label",
        covered(1),
        covered(3)
    );
    let apart = Sampler::new(&program, &fresh, options)?;
    if ask.held_out > 0 {
        let (hold_out, _) = apart.hold_out(&sample, ask.held_out, BETA)?;
        println!(
            "  of {} fresh ones unseen {}: at most {:.2e}",
            hold_out.tried, hold_out.unseen, hold_out.bound
        );
    }
    if ask.answers > 0 {
        let truth = apart.outcomes(0..ask.answers)?;
        for tries in [1, 3, usize::MAX] {
            answer(&program, &sample, &fresh, &truth, tries)?;
        }
    }
    Ok(())
}

/// Answers fresh θ from the `tries` strategies that rank first without learning, and says how well.
fn answer(
    program: &ParametricProgram,
    sample: &Sample,
    fresh: &dyn Fn(u64) -> Vec<f64>,
    truth: &[Outcome],
    tries: usize,
) -> Result<(), Box<dyn Error>> {
    let mut answerer = Answerer::new(program, &sample.store())?;
    let (mut accurate, mut proven, mut warm, mut wrong) = (0, 0, 0, 0);
    let (mut largest_p, mut largest_d, mut seconds) = (0.0f64, 0.0f64, 0.0);
    for (index, outcome) in truth.iter().enumerate() {
        let Outcome::Optimal(optimal) = outcome else { continue };
        let theta = fresh(index as u64);
        let start = Instant::now();
        let mut order = answerer.order(&theta);
        order.truncate(tries);
        let answer = answerer.answer(&theta, &order, &mut Unlimited)?;
        seconds += start.elapsed().as_secs_f64();
        let at = program.instantiate(&theta)?;
        let off = answer.solution.objective.map(|o| measure::suboptimality(&at, o, optimal.objective));
        wrong += u64::from(off.is_none_or(|off| off.abs() > 1e-6));
        proven += u64::from(matches!(answer.proof, Proof::Multipliers(_)));
        warm += u64::from(matches!(answer.proof, Proof::Warm(_)));
        let Some(k) = best(&answer.trials, at.sense.sign()) else { continue };
        let trial = &answer.trials[k];
        let d = measure::suboptimality(&at, trial.objective, optimal.objective);
        accurate += u64::from(measure::is_accurate(trial.infeasibility, d));
        largest_p = largest_p.max(trial.infeasibility);
        largest_d = largest_d.max(if trial.is_feasible { d } else { 0.0 });
    }
    let n = truth.len();
    let first = if tries == usize::MAX { "all".into() } else { format!("the first {tries}") };
    println!("  {first}: accurate {accurate} of {n}, p {largest_p:.1e}, d {largest_d:.1e}; wrong {wrong}");
    let milliseconds = 1e3 * seconds / n as f64;
    println!("    proven by multipliers {proven}, from there {warm}; {milliseconds:.3} ms an answer");
    Ok(())
}
