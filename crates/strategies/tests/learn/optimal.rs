//! Losses: against enumeration, against the greedy tree, and whatever the number of threads.

use crate::brute;
use crate::draws::{labelled, noisy};
use hunch_model::{Recorder, StopReason, Unlimited};
use hunch_strategies::learn::{Classifier, Data, Settings, Splits, Tree, cart, oct};

/// Losses differ by rounding only.
const NEAR: f64 = 1e-9;

fn recounted(tree: &Tree, data: &Data, alpha: f64) -> f64 {
    let wrong = |i: &usize| tree.class(data.point(*i)) != data.label(*i);
    let errors: f64 = (0..data.len()).filter(wrong).map(|i| data.weight(i)).sum();
    let baseline = data.baseline_errors();
    errors / if baseline > 0.0 { baseline } else { 1.0 } + alpha * tree.complexity()
}

#[test]
fn small_trees_are_optimal_in_nearly_all_seeds_and_never_below_the_optimum() {
    let (mut equal, mut total) = (0, 0);
    for seed in 0..200u64 {
        let (width, classes) = (1 + seed as usize % 3, 2 + seed as usize % 2);
        let count = 12 + seed as usize % 19;
        let data = noisy(count, width, classes, 6, seed);
        let bucket = 1 + seed as usize % 2;
        let alpha = [0.0, 0.05, 0.2][(seed / 3) as usize % 3];
        let settings =
            Settings { depth: 2, bucket, alpha, restarts: 40, seed, threads: 1, ..Settings::default() };
        let fit = oct(&data, &[], &settings, &mut Unlimited).unwrap();
        let optimum = brute::optimum(&data, bucket, alpha);
        assert!(fit.loss >= optimum - NEAR, "seed {seed}: {} below the optimum {optimum}", fit.loss);
        assert!((fit.loss - recounted(&fit.tree, &data, alpha)).abs() < NEAR, "seed {seed}");
        equal += u32::from(fit.loss <= optimum + NEAR);
        total += 1;
    }
    println!("{equal} of {total} optimal");
    assert!(equal * 100 >= 95 * total, "{equal} of {total} optimal");
}

#[test]
fn the_local_search_is_never_worse_than_the_greedy_tree() {
    let mut better = 0;
    for seed in 0..48u64 {
        let data = noisy(150, 4, 2 + seed as usize % 4, 8, seed);
        let weights = (0..data.len()).map(|i| 1.0 + (i % 7) as f64 * 0.3).collect();
        let data = if seed % 2 == 0 { data } else { data.with_weights(weights).unwrap() };
        let splits = if seed % 4 == 3 { Splits::Hyperplane } else { Splits::Parallel };
        let settings = Settings {
            splits,
            depth: 2 + seed as usize % 3,
            bucket: 1 + seed as usize % 5,
            alpha: [0.0, 0.01, 0.03][seed as usize % 3],
            restarts: 3,
            seed,
            threads: 1,
        };
        let greedy = cart(&data, &[], &settings).unwrap();
        let fit = oct(&data, &[], &settings, &mut Unlimited).unwrap();
        assert!(fit.loss <= greedy.loss + NEAR, "seed {seed}: {} > {}", fit.loss, greedy.loss);
        better += u32::from(fit.loss < greedy.loss - NEAR);
        for fit in [greedy, fit] {
            assert!((fit.loss - recounted(&fit.tree, &data, settings.alpha)).abs() < NEAR, "seed {seed}");
            assert!(fit.tree.depth() <= settings.depth, "seed {seed}");
            let sizes = sizes(&fit.tree, &data);
            assert!(sizes.iter().all(|&n| n >= settings.bucket), "seed {seed}: {sizes:?}");
        }
    }
    println!("better in {better} of 48");
    assert!(better >= 24, "{better}");
}

fn sizes(tree: &Tree, data: &Data) -> Vec<usize> {
    let mut sizes = vec![0; tree.nodes().len()];
    for i in 0..data.len() {
        sizes[tree.leaf(data.point(i))] += 1;
    }
    let leaves = tree.nodes().iter().zip(sizes).filter(|(node, _)| node.branch.is_none());
    leaves.map(|(_, size)| size).collect()
}

#[test]
fn exclusive_or_is_learned_where_every_first_split_is_worthless() {
    let data = labelled(300, 2, 2, 5, |x| u32::from((x[0] > 0.5) != (x[1] > 0.5)));
    let settings = Settings { depth: 2, restarts: 10, threads: 1, ..Settings::default() };
    let fit = oct(&data, &[], &settings, &mut Unlimited).unwrap();
    assert_eq!(fit.tree.errors(), 0.0);
    assert_eq!(fit.tree.leaves(), 4);
}

#[test]
fn hyperplanes_find_an_oblique_boundary_that_parallel_splits_cannot() {
    for seed in 0..6 {
        let class = |x: &[f64]| u32::from(x[0] - 0.7 * x[1] + 0.4 * x[2] > 0.3);
        let data = labelled(400, 4, 2, seed, class);
        let parallel = Settings { depth: 2, restarts: 5, seed, threads: 1, ..Settings::default() };
        let hyperplane = Settings { splits: Splits::Hyperplane, depth: 1, ..parallel };
        let greedy = cart(&data, &[], &parallel).unwrap();
        let fit = oct(&data, &[], &hyperplane, &mut Unlimited).unwrap();
        println!("seed {seed}: {} and {} errors", greedy.tree.errors(), fit.tree.errors());
        assert!(greedy.tree.errors() >= 20.0, "seed {seed}");
        assert!(fit.tree.errors() <= 4.0, "seed {seed}: {}", fit.tree.errors());
        // New points are on the right side too.
        let fresh = labelled(2000, 4, 2, seed + 100, class);
        let wrong = (0..2000).filter(|&i| fit.tree.class(fresh.point(i)) != fresh.label(i)).count();
        assert!(wrong < 60, "seed {seed}: {wrong}");
    }
}

#[test]
fn the_tree_does_not_depend_on_the_number_of_threads() {
    for (seed, splits) in [(1, Splits::Parallel), (2, Splits::Hyperplane)] {
        let data = noisy(200, 5, 4, 50, seed);
        let settings =
            Settings { splits, depth: 4, alpha: 0.002, restarts: 7, seed, threads: 1, ..Settings::default() };
        let alone = oct(&data, &[], &settings, &mut Unlimited).unwrap();
        for threads in [0, 2, 3, 16] {
            let many = oct(&data, &[], &Settings { threads, ..settings }, &mut Unlimited).unwrap();
            assert_eq!(alone, many, "{threads} threads");
        }
        let other = oct(&data, &[], &Settings { seed: seed + 1, ..settings }, &mut Unlimited).unwrap();
        assert!(other.loss > 0.0);
    }
}

#[test]
fn a_limit_ends_the_search_with_a_valid_tree_and_says_so() {
    let data = noisy(300, 6, 5, 40, 3);
    for threads in [1, 2] {
        let settings = Settings { depth: 6, restarts: 8, threads, ..Settings::default() };
        let mut control = Recorder { limit: Some(20_000), ..Recorder::default() };
        let fit = oct(&data, &[], &settings, &mut control).unwrap();
        assert_eq!(fit.stopped, Some(StopReason::Work));
        let greedy = cart(&data, &[], &settings).unwrap();
        assert!(fit.loss <= greedy.loss + NEAR);
        assert!((fit.loss - recounted(&fit.tree, &data, 0.0)).abs() < NEAR);
    }
}
