//! Answers from stored strategies: every one is right, and what is called proven is.
#![allow(clippy::panic, clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{ParametricProgram, Status, Unlimited, check};
use hunch_strategies::answer::measure::{infeasibility, is_accurate, suboptimality};
use hunch_strategies::answer::regions::Facet;
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Outcome, Proof, Sample, SampleOptions, Sampler, Stop};

const SEED: u64 = 29;
const FRESH: u64 = 60;

/// What answering fresh θ came to.
#[derive(Debug, Default)]
struct Tally {
    strategies: usize,
    multipliers: u64,
    warm: u64,
    search: u64,
    accurate: u64,
}

/// Samples, answers fresh θ with the best `tries` candidates of the order without learning (or worst, where
/// `wrong`), and holds each answer against the engine's own.
fn tally(name: &str, sizes: &[usize], samples: u64, tries: usize, wrong: bool) -> Tally {
    let program: ParametricProgram = generator(name).unwrap().program(sizes, 1).unwrap();
    let distribution = program.distribution.clone().unwrap();
    let draw = |index| theta(&distribution, SEED, index);
    let fresh = |index| theta(&distribution, SEED + 1, index);
    let options = SampleOptions { most: samples, stop: Stop::never(), ..SampleOptions::default() };
    let mut sample = Sample::default();
    Sampler::new(&program, &draw, options.clone()).unwrap().run(&mut sample, |_, _| true).unwrap();
    let truth = Sampler::new(&program, &fresh, options).unwrap().outcomes(0..FRESH).unwrap();
    let mut answerer = Answerer::new(&program, &sample.store()).unwrap();
    let mut tally = Tally { strategies: sample.strategies.len(), ..Tally::default() };
    for (index, outcome) in truth.into_iter().enumerate() {
        let Outcome::Optimal(optimal) = outcome else { panic!("{name}: theta {index} has no optimum") };
        let theta = fresh(index as u64);
        let at = program.instantiate(&theta).unwrap();
        let mut order = answerer.order(&theta);
        if wrong {
            order.reverse();
        }
        order.truncate(tries);
        let answer = answerer.answer(&theta, &order, &mut Unlimited).unwrap();
        let solution = &answer.solution;
        assert_eq!(solution.status, Status::Optimal, "{name}: theta {index}");
        assert!(check(&at, &solution.values).feasible, "{name}: theta {index}");
        let off = suboptimality(&at, solution.objective.unwrap(), optimal.objective);
        assert!(off.abs() <= 1e-6, "{name}: theta {index} is off by {off}");
        match answer.proof {
            Proof::Multipliers(_) => tally.multipliers += 1,
            Proof::Tree(_) => panic!("{name}: no tree is stored"),
            Proof::Warm(_) => tally.warm += 1,
            Proof::Search => tally.search += 1,
        }
        let sign = at.sense.sign();
        if let Some(k) = hunch_strategies::answer::best(&answer.trials, sign) {
            let trial = &answer.trials[k];
            assert_eq!(trial.infeasibility, infeasibility(&at, &trial.values));
            let off = suboptimality(&at, trial.objective, optimal.objective);
            tally.accurate += u64::from(is_accurate(trial.infeasibility, off));
        }
    }
    tally
}

#[test]
fn stored_duals_name_the_optimal_strategy_of_a_transportation_program() {
    let tally = tally("transportation", &[20, 20], 600, 1, false);
    assert!(tally.strategies > 3, "{tally:?}");
    assert!(tally.multipliers >= FRESH - 2, "{tally:?}");
    assert!(tally.accurate >= tally.multipliers, "{tally:?}");
}

#[test]
fn inventory_and_portfolio_are_proven_by_multipliers() {
    let inventory = tally("inventory", &[12], 200, 1, false);
    assert!(inventory.multipliers >= FRESH - 2, "{inventory:?}");
    // The region in which θ lies is found at once, if its strategy is stored.
    let portfolio = tally("portfolio", &[30], 300, 1, false);
    assert!(portfolio.multipliers >= FRESH - 3 && portfolio.strategies > 2, "{portfolio:?}");
}

#[test]
fn wrong_predictions_cost_time_and_nothing_else() {
    let inventory = tally("inventory", &[12], 200, 1, true);
    assert!(inventory.warm > 0, "{inventory:?}");
    let portfolio = tally("portfolio", &[30], 300, 1, true);
    assert!(portfolio.warm > 0, "{portfolio:?}");
    let none = tally("inventory", &[5], 50, 0, false);
    assert_eq!((none.search, none.accurate), (FRESH, 0));
}

#[test]
fn integer_programs_are_searched_from_the_best_strategy() {
    for (name, sizes, tries) in
        [("suppliers", &[][..], 5), ("knapsack", &[], 40), ("facility-location", &[6, 5], 3)]
    {
        let tally = tally(name, sizes, 200, tries, false);
        assert_eq!(tally.search, FRESH, "{name}: {tally:?}");
        assert!(tally.accurate >= FRESH * 9 / 10, "{name}: {tally:?}");
    }
}

#[test]
fn a_strategy_is_optimal_just_where_all_its_facets_hold() {
    // A θ this near to a facet may have either label.
    const NEAR: f64 = 1e-6;
    for (name, sizes) in [("transportation", [20, 20].as_slice()), ("inventory", &[8]), ("portfolio", &[20])]
    {
        let program = generator(name).unwrap().program(sizes, 1).unwrap();
        let distribution = program.distribution.clone().unwrap();
        let draw = |index| theta(&distribution, SEED, index);
        let options = SampleOptions { most: 150, stop: Stop::never(), ..SampleOptions::default() };
        let mut sample = Sample::default();
        Sampler::new(&program, &draw, options).unwrap().run(&mut sample, |_, _| true).unwrap();
        let answerer = Answerer::new(&program, &sample.store()).unwrap();
        assert!(sample.strategies.len() > 1, "{name}");
        for number in 0..sample.strategies.len() as u32 {
            let facets = answerer.facets(number);
            let depth =
                |theta: &[f64]| facets.iter().map(|f| f.distance(theta)).fold(f64::INFINITY, f64::min);
            for (index, label) in sample.labels.iter().enumerate() {
                let Label::Strategy(found, _) = *label else { panic!("{name}: no label") };
                let depth = depth(&draw(index as u64));
                let holds = if found == number { depth >= -NEAR } else { depth <= NEAR };
                assert!(holds, "{name}: theta {index} of {found} lies {depth} inside of {number}");
            }
            let thetas: Vec<Vec<f64>> = (0..150).map(draw).collect();
            let of_use = facets.iter().filter(|f| f.separates(thetas.iter().map(Vec::as_slice))).count();
            let agrees = |f: &Facet| {
                let split = f.hyperplane();
                split.validate(program.parameters.len(), "facet").is_ok()
                    && thetas
                        .iter()
                        .all(|t| split.holds(t) == (f.distance(t) >= 0.0) || f.distance(t).abs() < NEAR)
            };
            assert!(facets.iter().all(agrees), "{name}");
            assert!(
                of_use > 0
                    && facets
                        .iter()
                        .all(|f| (f.normal.iter().map(|a| a * a).sum::<f64>() - 1.0).abs() < 1e-12)
            );
        }
    }
}

#[test]
fn a_store_of_another_program_is_refused_and_a_pruned_one_answers() {
    let program = generator("inventory").unwrap().program(&[6], 1).unwrap();
    let distribution = program.distribution.clone().unwrap();
    let draw = |index| theta(&distribution, SEED, index);
    let options = SampleOptions { most: 80, stop: Stop::never(), ..SampleOptions::default() };
    let mut sample = Sample::default();
    Sampler::new(&program, &draw, options).unwrap().run(&mut sample, |_, _| true).unwrap();
    let store = sample.store();
    let smaller = generator("inventory").unwrap().program(&[2], 1).unwrap();
    let refused = Answerer::new(&smaller, &store).err().unwrap().to_string();
    assert!(refused.contains("of another program"), "{refused}");
    let mut answerer = Answerer::new(&program, &store.keep(&sample.by_frequency()[..1])).unwrap();
    let theta = draw(0);
    let order = answerer.order(&theta);
    assert_eq!(order, [0]);
    let answer = answerer.answer(&theta, &[0, 9], &mut Unlimited).unwrap();
    let Label::Strategy(_, objective) = sample.labels[0] else { panic!("no strategy") };
    assert!((answer.solution.objective.unwrap() - objective).abs() <= 1e-9 * objective.abs());
}
