//! What sampling finds, held against rules that are known: of the inventory, of suppliers, of the knapsack;
//! and that order, threads and interruptions change nothing.
#![allow(clippy::panic, clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{ParametricProgram, Unlimited};
use hunch_search::qp::{Problem, Qp, QpSettings, QpStatus};
use hunch_strategies::sampling::Label;
use hunch_strategies::{Outcome, Sample, SampleOptions, Sampler, Stop, Strategy};
use std::collections::{BTreeMap, BTreeSet};

/// Seed of the θ of these tests.
const SEED: u64 = 17;

fn program(name: &str, sizes: &[usize]) -> ParametricProgram {
    generator(name).unwrap().program(sizes, 1).unwrap()
}

fn options(most: u64) -> SampleOptions {
    SampleOptions { most, stop: Stop::never(), ..SampleOptions::default() }
}

fn draw(program: &ParametricProgram) -> impl Fn(u64) -> Vec<f64> + Sync + '_ {
    |index| theta(program.distribution.as_ref().unwrap(), SEED, index)
}

fn sample(program: &ParametricProgram, options: SampleOptions) -> Sample {
    let theta = draw(program);
    let mut sample = Sample::default();
    Sampler::new(program, &theta, options).unwrap().run(&mut sample, |_, _| true).unwrap();
    sample
}

/// Share of the sample by what `key` makes of a strategy.
fn shares<K: Ord>(sample: &Sample, key: impl Fn(&Strategy) -> K) -> BTreeMap<K, f64> {
    let mut shares = BTreeMap::new();
    for (strategy, count) in sample.strategies.list().iter().zip(sample.counts()) {
        *shares.entry(key(strategy)).or_insert(0.0) += count as f64 / sample.labels.len() as f64;
    }
    shares
}

fn near(share: f64, expected: f64, samples: u64) {
    // Four standard errors and the rounding of a published percentage.
    let allowed = 4.0 * (expected * (1.0 - expected) / samples as f64).sqrt() + 0.005;
    assert!((share - expected).abs() <= allowed, "{share}, expected {expected}");
}

#[test]
fn inventory_has_the_strategies_of_its_exact_rule() {
    let p = program("inventory", &[30]);
    let samples = 600;
    let sample = sample(&p, options(samples));
    let column = |name: &str| p.base.columns.iter().position(|c| c.name == name).unwrap() as u32;
    // k: the first period in which something is ordered.
    let first_order =
        |s: &Strategy| (0..30).find(|t| !s.column_lower.contains(&column(&format!("order_{t}"))));
    assert_eq!(sample.strategies.len(), 4);
    let shares = shares(&sample, first_order);
    assert_eq!(shares.keys().copied().collect::<Vec<_>>(), [Some(3), Some(4), Some(5), Some(6)]);
    for (k, expected) in [(3, 0.16), (4, 0.34), (5, 0.36), (6, 0.14)] {
        near(shares[&Some(k)], expected, samples);
    }
    // The rule itself: k periods are covered by the stock at first.
    let theta = draw(&p);
    for (index, label) in sample.labels.iter().enumerate() {
        let theta = theta(index as u64);
        let (mut left, mut covered) = (theta[0], 0);
        while left >= theta[1 + covered] {
            left -= theta[1 + covered];
            covered += 1;
        }
        let Label::Strategy(number, objective) = *label else { panic!("theta {index} has no strategy") };
        assert_eq!(first_order(sample.strategies.get(number).unwrap()), Some(covered), "theta {index}");
        // Its cost: stocks while they last, and each unit that the first stock does not cover is ordered.
        let mut stock = theta[0];
        let mut cost = stock;
        for demand in &theta[1..=covered] {
            stock -= demand;
            cost += stock;
        }
        cost += 2.0 * (theta[1..].iter().sum::<f64>() - theta[0]);
        assert!((objective - cost).abs() <= 1e-9 * cost, "theta {index}: {objective}, by the rule {cost}");
    }
}

#[test]
fn suppliers_have_the_four_printed_strategies() {
    let p = program("suppliers", &[]);
    let samples = 1000;
    let sample = sample(&p, options(samples));
    let chosen = |s: &Strategy| (1..=5).filter(|i| s.integers[i - 1] == 1).collect::<Vec<usize>>();
    let shares = shares(&sample, chosen);
    // As printed: who is chosen, and who of them delivers all that he can (row i says what supplier i can).
    let full = |s: &Strategy| chosen(s).into_iter().filter(|&i| s.row_upper.contains(&(i as u32))).collect();
    let printed: BTreeSet<(Vec<usize>, Vec<usize>)> =
        sample.strategies.list().iter().map(|s| (chosen(s), full(s))).collect();
    let expected = [(vec![1, 3, 5], vec![3, 5]), (vec![3], vec![]), (vec![3, 5], vec![3]), (vec![5], vec![])];
    assert_eq!(printed, BTreeSet::from(expected));
    // Tight sets say besides who is the slowest. That is settled but for {1, 3, 5}, where it is 1 or 3.
    let doubled = sample.strategies.list().iter().filter(|s| chosen(s) == [1, 3, 5]).count();
    assert_eq!((sample.strategies.len(), doubled), (5, 2));
    for (chosen, expected) in [(vec![3, 5], 0.77), (vec![3], 0.14), (vec![1, 3, 5], 0.05), (vec![5], 0.04)] {
        near(shares[&chosen], expected, samples);
    }
}

#[test]
fn knapsack_has_dozens_of_strategies_of_which_three_cover_three_quarters() {
    let p = program("knapsack", &[]);
    let samples = 1000;
    let sample = sample(&p, options(samples));
    // 41 were seen in the first thousand of another stream, 46 in ten thousand.
    assert!((30..=46).contains(&sample.strategies.len()), "{}", sample.strategies.len());
    let counts = sample.counts();
    let covered: u64 = sample.by_frequency()[..3].iter().map(|&number| counts[number as usize]).sum();
    near(covered as f64 / samples as f64, 0.75, samples);
    // A strategy of integers alone has nothing else; its value is that of enumeration.
    assert!(sample.strategies.list().iter().all(|s| s.tight() == 0 && s.integers.len() == 10));
    let theta = draw(&p);
    for index in 0..40 {
        let at = p.instantiate(&theta(index)).unwrap();
        let Label::Strategy(number, objective) = sample.labels[index as usize] else { panic!("no strategy") };
        let best = enumerate(&at, 0, &mut vec![0.0; 10]);
        assert!((objective - best).abs() <= 1e-12, "theta {index}: {objective}, best {best}");
        let values: Vec<f64> =
            sample.strategies.get(number).unwrap().integers.iter().map(|&v| v as f64).collect();
        assert!((at.objective(&values) - best).abs() <= 1e-12);
    }
}

/// The best value of the items from `j` on, by trying all of them.
fn enumerate(program: &hunch_model::Program, j: usize, x: &mut Vec<f64>) -> f64 {
    let weight = program.matrix.multiply(x)[0];
    if weight > program.rows[0].upper {
        return f64::NEG_INFINITY;
    }
    if j == x.len() {
        return program.objective(x);
    }
    let mut best = f64::NEG_INFINITY;
    let most = program.columns[j].upper.floor().max(0.0) as usize;
    for count in 0..=most {
        x[j] = count as f64;
        best = best.max(enumerate(program, j + 1, x));
    }
    x[j] = 0.0;
    best
}

#[test]
fn transportation_and_facility_location_have_few_strategies() {
    for (name, sizes, samples) in [("transportation", [8, 8], 400), ("facility-location", [6, 5], 150)] {
        let p = program(name, &sizes);
        let sample = sample(&p, options(samples));
        assert!(sample.labels.iter().all(|label| matches!(label, Label::Strategy(..))), "{name}");
        assert!(sample.strategies.len() <= 40, "{name}: {}", sample.strategies.len());
        // The optimum is continuous in θ, so that equal strategies have nearby objectives; all have a working
        // set.
        assert_eq!(sample.first.len(), sample.strategies.len());
    }
}

#[test]
fn threads_interruptions_and_order_change_nothing() {
    for (name, sizes) in [("transportation", &[5, 4][..]), ("suppliers", &[]), ("knapsack", &[])] {
        let p = program(name, sizes);
        let once = sample(&p, SampleOptions { threads: 1, ..options(150) });
        let parallel = sample(&p, SampleOptions { threads: 4, batch: 40, ..options(150) });
        assert_eq!(once, parallel, "{name}");
        // Interrupted after the first batch, stored, and gone on with in batches of another size.
        let theta = draw(&p);
        let mut stored = Sample::default();
        let first = SampleOptions { batch: 37, threads: 2, ..options(150) };
        Sampler::new(&p, &theta, first).unwrap().run(&mut stored, |_, _| false).unwrap();
        assert_eq!(stored.labels.len(), 37);
        let text = serde_json::to_string(&stored).unwrap();
        let mut resumed: Sample = serde_json::from_str(&text).unwrap();
        let rest = SampleOptions { batch: 50, ..options(150) };
        Sampler::new(&p, &theta, rest).unwrap().run(&mut resumed, |_, _| true).unwrap();
        assert_eq!(once, resumed, "{name}");
    }
}

#[test]
fn sampling_ends_when_it_is_enough_and_fresh_draws_bound_what_was_not_seen() {
    let p = program("suppliers", &[]);
    let theta = draw(&p);
    let stop = Stop { good_turing: Some(0.005), ..Stop::default() };
    let sampler = Sampler::new(&p, &theta, SampleOptions { batch: 100, stop, ..options(1000) }).unwrap();
    let mut sample = Sample::default();
    let estimate = sampler.run(&mut sample, |_, _| true).unwrap();
    assert!(estimate.good_turing <= 0.005 && sample.labels.len() < 1000);
    let distribution = p.distribution.as_ref().unwrap();
    let fresh = |index| theta_of(distribution, index);
    let other = Sampler::new(&p, &fresh, options(0)).unwrap();
    let (hold_out, labelled) = other.hold_out(&sample, 200, 0.05).unwrap();
    assert_eq!((hold_out.tried, labelled.labels.len()), (200, 200));
    assert_eq!(labelled.strategies.list()[..sample.strategies.len()], *sample.strategies.list());
    let unseen = other.outcomes(0..200).unwrap().into_iter().filter(|outcome| match outcome {
        Outcome::Optimal(optimal) => sample.strategies.number(&optimal.strategy).is_none(),
        _ => false,
    });
    assert_eq!(hold_out.unseen, unseen.count() as u64);
    assert!(hold_out.bound > hold_out.unseen as f64 / 200.0 && hold_out.bound < 0.1);
}

fn theta_of(distribution: &hunch_model::Distribution, index: u64) -> Vec<f64> {
    theta(distribution, SEED + 1, index)
}

#[test]
fn theta_without_an_optimum_and_programs_beyond_rows_are_told() {
    let mut p = program("inventory", &[3]);
    // Orders of at most −1 leave no point.
    p.base.columns.iter_mut().filter(|c| c.name.starts_with("order")).for_each(|c| c.upper = -1.0);
    let sample = sample(&p, options(3));
    assert_eq!(sample.labels, [Label::Infeasible; 3]);
    p.base.lazy_rows = vec![0];
    p.base.columns[0].kind = hunch_model::Kind::SemiContinuous;
    let theta = draw(&p);
    let refused = Sampler::new(&p, &theta, options(3)).err().unwrap();
    assert!(refused.to_string().contains("the program has semi-continuous columns"), "{refused}");
}

#[test]
fn portfolios_keep_the_conditions_of_an_optimum_and_have_few_strategies() {
    let p = program("portfolio", &[30]);
    let sample = sample(&p, options(300));
    assert!(sample.strategies.len() <= 40, "{}", sample.strategies.len());
    let theta = draw(&p);
    let sampler = Sampler::new(&p, &theta, options(20)).unwrap();
    for (index, outcome) in sampler.outcomes(0..20).unwrap().into_iter().enumerate() {
        let Outcome::Optimal(optimal) = outcome else { panic!("theta {index} has no optimum") };
        let at = p.instantiate(&theta(index as u64)).unwrap();
        // μ − 2γΣx is the same for all held assets, and no larger for the others.
        let mut marginal: Vec<f64> = at.columns.iter().map(|c| c.objective).collect();
        for &(i, j, v) in &at.quadratic.as_ref().unwrap().lower_triangle {
            marginal[i] += v * optimal.values[j];
            if i != j {
                marginal[j] += v * optimal.values[i];
            }
        }
        let held = |j: usize| !optimal.strategy.column_lower.contains(&(j as u32));
        let price = (0..30).find(|&j| held(j)).map(|j| marginal[j]).unwrap();
        for j in 0..30 {
            let gap = marginal[j] - price;
            assert!(if held(j) { gap.abs() <= 1e-7 } else { gap <= 1e-7 }, "theta {index}, asset {j}: {gap}");
        }
        assert!((optimal.values.iter().sum::<f64>() - 1.0).abs() <= 1e-9);
    }
}

#[test]
fn the_hybrid_vehicle_runs_its_engine_in_every_period_of_ten() {
    let sample = sample(&program("hybrid-vehicle", &[10]), options(60));
    // Strategies only say when the battery is full.
    assert!(sample.strategies.list().iter().all(|s| s.integers == [1; 10]));
    assert!((2..20).contains(&sample.strategies.len()), "{}", sample.strategies.len());
}

#[test]
fn the_hybrid_vehicle_is_driven_as_well_as_any_choice_of_periods_allows() {
    let periods = 6;
    let p = program("hybrid-vehicle", &[periods]);
    let theta = draw(&p);
    let sample = sample(&p, options(3));
    for (index, label) in sample.labels.iter().enumerate() {
        let at = p.instantiate(&theta(index as u64)).unwrap();
        let mut best = f64::INFINITY;
        for on in 0..1u32 << periods {
            let mut fixed = at.clone();
            let binaries = fixed.columns.iter_mut().filter(|c| c.kind.is_integer());
            for (t, column) in binaries.enumerate() {
                let value = f64::from(on >> t & 1);
                (column.lower, column.upper) = (value, value);
            }
            let mut qp = Qp::new(Problem::from_program(&fixed).unwrap(), QpSettings::default()).unwrap();
            if qp.solve(&mut Unlimited) == QpStatus::Optimal {
                best = best.min(qp.objective());
            }
        }
        let Label::Strategy(_, objective) = *label else { panic!("no strategy") };
        assert!((objective - best).abs() <= 1e-7 * best.abs(), "theta {index}: {objective}, best {best}");
    }
}
