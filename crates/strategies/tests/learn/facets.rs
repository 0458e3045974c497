//! Candidate facets.

use crate::draws::labelled;
use hunch_model::Unlimited;
use hunch_strategies::learn::{Classifier, Hyperplane, Settings, Splits, oct};

/// Three regions of an inventory: how many periods the stock θ₀ covers, in demands θ₁, θ₂, θ₃.
fn covered(x: &[f64]) -> u32 {
    let stock = 3.0 * x[0];
    (1..=3).filter(|&k| stock > x[1..=k].iter().sum()).count() as u32
}

fn facets() -> Vec<Hyperplane> {
    let of = |k: u32| {
        let mut terms = vec![(0, 3.0)];
        terms.extend((1..=k).map(|j| (j, -1.0)));
        Hyperplane { terms, bound: 0.0 }
    };
    let negated = |h: Hyperplane| Hyperplane {
        terms: h.terms.iter().map(|&(j, c)| (j, -2.0 * c)).collect(),
        bound: -2.0 * h.bound,
    };
    // Said twice, scaled and negated, and with others that mean nothing.
    let mut list: Vec<Hyperplane> = (1..=3).map(of).collect();
    list.extend((1..=3).map(|k| negated(of(k))));
    list.push(Hyperplane { terms: vec![(0, 1.0), (3, 1.0)], bound: 99.0 });
    list.push(Hyperplane { terms: vec![(1, 1.0), (2, -1.0)], bound: 0.1 });
    list
}

#[test]
fn facets_as_candidates_recover_the_exact_regions() {
    for seed in 0..5 {
        let data = labelled(300, 4, 4, seed, covered);
        let settings = Settings {
            splits: Splits::Hyperplane,
            depth: 3,
            restarts: 4,
            seed,
            threads: 1,
            ..Settings::default()
        };
        let fit = oct(&data, &facets(), &settings, &mut Unlimited).unwrap();
        assert_eq!(fit.tree.errors(), 0.0, "seed {seed}");
        let fresh = labelled(20_000, 4, 4, seed + 50, covered);
        let wrong = (0..fresh.len()).filter(|&i| fit.tree.class(fresh.point(i)) != fresh.label(i)).count();
        assert_eq!(wrong, 0, "seed {seed}");
        for branch in fit.tree.nodes().iter().filter_map(|node| node.branch.as_ref()) {
            assert_eq!(branch.split.bound, 0.0, "seed {seed}: the facet's own right-hand side");
        }
    }
}

#[test]
fn a_parameter_that_never_varies_becomes_part_of_the_right_hand_side() {
    // θ₁ is always 2, so θ₀ + θ₁ ≤ 2.5 is θ₀ ≤ 0.5.
    let mut points = Vec::new();
    let mut labels = Vec::new();
    for k in 0..40 {
        let x = f64::from(k) / 40.0;
        points.extend([x, 2.0]);
        labels.push(u32::from(x > 0.4));
    }
    let data = hunch_strategies::learn::Data::new(points, 2, labels, 2).unwrap();
    let facet = Hyperplane { terms: vec![(1, 1.0), (0, 1.0)], bound: 2.41 };
    let settings = Settings { splits: Splits::Hyperplane, depth: 1, threads: 1, ..Settings::default() };
    let fit = oct(&data, &[facet], &settings, &mut Unlimited).unwrap();
    let split = &fit.tree.nodes()[0].branch.as_ref().unwrap().split;
    assert_eq!(split.terms, [(0, 1.0)]);
    assert!((split.bound - 0.41).abs() < 1e-12);
}
