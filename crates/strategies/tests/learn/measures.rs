//! Accuracy, tables, neighbours, the grid.

use crate::draws::{labelled, noisy};
use hunch_model::{Recorder, StopReason, Unlimited};
use hunch_strategies::learn::{
    Classifier, Data, Grid, LearnError, Learner, MostFrequent, Neighbours, Settings, Splits, accuracy, cart,
    compare, oct, tuned,
};

#[test]
fn accuracy_counts_first_and_three_guesses_by_weight_and_by_class() {
    // Classes 0, 1, 2, 3 with weights 4, 3, 2, 1; the most frequent first.
    let points = vec![0.0; 4];
    let data = Data::new(points, 1, vec![0, 1, 2, 3], 5).unwrap();
    let data = data.with_weights(vec![4.0, 3.0, 2.0, 1.0]).unwrap();
    let found = accuracy(&MostFrequent::fit(&data), &data);
    assert_eq!((found.points, found.top_1, found.top_3), (4, 0.4, 0.9));
    let rows: Vec<(u32, f64, f64, f64, f64)> =
        found.classes.iter().map(|c| (c.class, c.weight, c.guessed, c.top_1, c.top_3)).collect();
    let expected =
        [(0, 4.0, 10.0, 4.0, 4.0), (1, 3.0, 0.0, 0.0, 3.0), (2, 2.0, 0.0, 0.0, 2.0), (3, 1.0, 0.0, 0.0, 0.0)];
    assert_eq!(rows, expected);
}

#[test]
fn neighbours_are_those_of_enumeration() {
    for seed in 0..10 {
        let data = noisy(120, 11, 4, 50, seed);
        let fresh = noisy(60, 11, 4, 50, seed + 100);
        let k = 1 + seed as usize % 7;
        let learner = Neighbours::fit(&data, k).unwrap();
        let (_, extent) = data.ranges();
        for i in 0..fresh.len() {
            let theta = fresh.point(i);
            let mut all: Vec<(f64, usize)> = (0..data.len())
                .map(|n| {
                    let steps = data.point(n).iter().zip(theta).zip(&extent);
                    (steps.map(|((x, t), e)| ((x - t) / e).powi(2)).sum(), n)
                })
                .collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0));
            // Ties of distances or of weights leave a choice.
            if all[k].0 - all[k - 1].0 < 1e-9 {
                continue;
            }
            let mut votes = [0; 4];
            all[..k].iter().for_each(|&(_, n)| votes[data.label(n) as usize] += 1);
            let most = *votes.iter().max().unwrap();
            assert_eq!(votes[learner.class(theta) as usize], most, "seed {seed}, point {i}");
            let mut ranking = [9; 4];
            let count = learner.rank(theta, &mut ranking);
            // Those without a vote come last, so that there are three guesses.
            assert_eq!(count, 4);
            assert!(ranking.windows(2).all(|w| votes[w[0] as usize] >= votes[w[1] as usize]));
        }
    }
    let data = noisy(20, 2, 2, 5, 1);
    assert_eq!(Neighbours::fit(&data, 0).unwrap_err().to_string(), "k is 0; it must be between 1 and 32");
    // Fewer samples than neighbours.
    let few = Data::new(vec![0.0, 1.0], 1, vec![1, 0], 2).unwrap();
    assert_eq!(Neighbours::fit(&few, 5).unwrap().class(&[0.1]), 1);
    let (training, validation) = data.split(0.3, 1).unwrap();
    assert!(Neighbours::tuned(&training, &validation).is_ok());
}

#[test]
fn a_split_holds_out_the_share_that_was_asked_for_and_repeats_by_its_seed() {
    let data = Data::new((0..100).map(f64::from).collect(), 1, vec![0; 100], 1).unwrap();
    let (training, validation) = data.split(0.1, 7).unwrap();
    assert_eq!((training.len(), validation.len()), (90, 10));
    let mut all: Vec<f64> =
        [&training, &validation].iter().flat_map(|d| (0..d.len()).map(|i| d.point(i)[0])).collect();
    all.sort_by(f64::total_cmp);
    assert!(all.iter().enumerate().all(|(k, &x)| x == k as f64));
    assert_eq!(data.split(0.1, 7).unwrap(), (training.clone(), validation.clone()));
    assert_ne!(data.split(0.1, 8).unwrap().1, validation);
    assert_eq!(data.split(1.0, 1).unwrap_err().to_string(), "share is 1; it must be between 0 and 1");
}

#[test]
fn the_table_has_a_row_a_learner_by_the_callers_clock() {
    let data = labelled(300, 3, 3, 1, |x| (x[0] * 2.99) as u32);
    let (training, fresh) = data.split(0.3, 1).unwrap();
    let tree = cart(&training, &[], &Settings::default()).unwrap().tree;
    let (frequent, near) = (MostFrequent::fit(&training), Neighbours::fit(&training, 3).unwrap());
    let learners: [(&str, &dyn Classifier); 3] =
        [("most frequent", &frequent), ("CART", &tree), ("3 neighbours", &near)];
    let mut ticks = 0.0;
    let mut clock = || {
        ticks += 900.0;
        ticks
    };
    let rows = compare(&learners, &fresh, Some(&mut clock));
    assert_eq!(
        rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(),
        ["most frequent", "CART", "3 neighbours"]
    );
    assert!(rows.iter().all(|r| r.nanoseconds == Some(10.0) && r.top_3 == 1.0 && r.bytes > 0));
    assert!(rows[1].top_1 > 0.95 && rows[0].top_1 < 0.6, "{rows:?}");
    assert!(compare(&learners, &fresh, None).iter().all(|r| r.nanoseconds.is_none()));
}

#[test]
fn the_grid_chooses_what_does_best_on_held_out_points() {
    let grid = Grid { depths: vec![1, 3, 6], buckets: vec![1, 10], held_out: 0.2 };
    let data = noisy(500, 3, 3, 12, 4);
    let settings = Settings { restarts: 2, seed: 3, threads: 1, ..Settings::default() };
    for learner in [Learner::Cart, Learner::Oct] {
        let found = tuned(&data, &[], learner, &grid, &settings, &mut Unlimited).unwrap();
        assert_eq!(found.cells.len(), 6);
        let most = found.cells.iter().map(|c| c.top_1).fold(0.0, f64::max);
        let best = found.cells.iter().find(|c| c.top_1 == most).unwrap();
        assert_eq!(
            (found.settings.depth, found.settings.bucket, found.settings.alpha),
            (best.depth, best.bucket, best.alpha)
        );
        // The figure of the cell is that of the tree pruned for its alpha.
        assert!((found.validation.0 - most).abs() < 1e-12, "{found:?}");
        assert!(found.tree.depth() <= best.depth);
        // Noise is a third of the labels, so that the largest tree is not the best one.
        assert!(found.tree.leaves() < 100, "{}", found.tree.leaves());
        assert_eq!(found, tuned(&data, &[], learner, &grid, &settings, &mut Unlimited).unwrap());
    }
    let empty = Grid { depths: vec![], ..grid.clone() };
    let error = tuned(&data, &[], Learner::Cart, &empty, &settings, &mut Unlimited).unwrap_err();
    assert_eq!(error, LearnError::Empty { field: "grid" });
    let mut control = Recorder { limit: Some(1), ..Recorder::default() };
    let cut = tuned(&data, &[], Learner::Oct, &grid, &settings, &mut control).unwrap();
    assert_eq!((cut.stopped, cut.cells.len()), (Some(StopReason::Work), 1));
    // What is learned by then is kept.
    assert!(cut.tree.leaves() > 1);
}

#[test]
fn a_tree_answers_without_its_data() {
    let data = labelled(300, 5, 4, 2, |x| (x[0] * 1.99) as u32 + 2 * (x[1] * 1.99) as u32);
    let settings =
        Settings { splits: Splits::Hyperplane, depth: 3, restarts: 2, threads: 1, ..Settings::default() };
    let tree = oct(&data, &[], &settings, &mut Unlimited).unwrap().tree;
    drop(data);
    assert_eq!(tree.class(&[0.9, 0.9, 0.5, 0.5, 0.5]), 3);
    assert_eq!(tree.class(&[0.1, 0.9, 0.5, 0.5, 0.5]), 2);
}
