//! Degenerate and wrong inputs.

use crate::draws::noisy;
use hunch_model::Unlimited;
use hunch_strategies::learn::{Classifier, Data, Hyperplane, LearnError, Settings, Splits, Tree, cart, oct};

fn both(splits: Splits) -> Settings {
    Settings { splits, depth: 4, restarts: 3, threads: 1, ..Settings::default() }
}

#[test]
fn what_is_no_number_is_refused_by_name() {
    let error = Data::new(vec![0.0, 1.0, 2.0, f64::NAN], 2, vec![0, 1], 2).unwrap_err();
    assert_eq!(error.to_string(), "points[1][1] is NaN; it must be a finite number");
    let error = Data::new(vec![f64::INFINITY], 1, vec![0], 1).unwrap_err();
    assert!(matches!(error, LearnError::NotFinite { .. }));
    let data = Data::new(vec![0.0, 1.0], 1, vec![0, 1], 2).unwrap();
    let error = data.clone().with_weights(vec![1.0, f64::NAN]).unwrap_err();
    assert_eq!(error.to_string(), "weights[1] is NaN; it must be a finite number");
    let error = data.clone().with_weights(vec![1.0, 0.0]).unwrap_err();
    assert_eq!(error.to_string(), "weights[1] is 0; it must be positive");
    let facet = Hyperplane { terms: vec![(0, 1.0)], bound: f64::NAN };
    let error = oct(&data, &[facet], &both(Splits::Hyperplane), &mut Unlimited).unwrap_err();
    assert_eq!(error.to_string(), "facets[0].bound is NaN; it must be a finite number");
}

#[test]
fn lengths_classes_and_settings_are_refused_by_name() {
    let text = |error: LearnError| error.to_string();
    assert_eq!(
        text(Data::new(vec![], 1, vec![], 1).unwrap_err()),
        "labels is empty; at least one entry is needed"
    );
    assert_eq!(
        text(Data::new(vec![0.0; 5], 2, vec![0, 0], 1).unwrap_err()),
        "points has 5 entries; 4 are needed"
    );
    assert_eq!(text(Data::new(vec![0.0], 1, vec![3], 3).unwrap_err()), "labels[0] is 3; it must be below 3");
    let data = noisy(20, 2, 2, 5, 1);
    let refused = |settings: Settings| text(cart(&data, &[], &settings).unwrap_err());
    let good = Settings::default();
    assert_eq!(refused(Settings { bucket: 0, ..good }), "bucket is 0; it must be at least 1");
    assert_eq!(refused(Settings { restarts: 0, ..good }), "restarts is 0; it must be at least 1");
    assert_eq!(refused(Settings { alpha: -0.5, ..good }), "alpha is -0.5; it must be not negative");
    assert_eq!(refused(Settings { alpha: f64::NAN, ..good }), "alpha is NaN; it must be a finite number");
    assert_eq!(refused(Settings { depth: 99, ..good }), "depth is 99; it must be at most 64");
    let facet = Hyperplane { terms: vec![(7, 1.0)], bound: 0.0 };
    assert_eq!(
        text(cart(&data, &[facet], &good).unwrap_err()),
        "facets[0].terms[0][0] is 7; it must be below 2"
    );
}

#[test]
fn one_class_gives_one_leaf() {
    let data = Data::new((0..10).map(f64::from).collect(), 1, vec![2; 10], 4).unwrap();
    for splits in [Splits::Parallel, Splits::Hyperplane] {
        let fit = oct(&data, &[], &both(splits), &mut Unlimited).unwrap();
        assert_eq!((fit.tree.leaves(), fit.loss), (1, 0.0));
        assert_eq!(fit.tree.class(&[77.0]), 2);
    }
}

#[test]
fn points_that_are_alike_but_of_other_classes_stay_in_one_leaf() {
    // Two classes at each of two places, the weights telling which one is named.
    let points = vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
    let data = Data::new(points, 1, vec![0, 0, 1, 0, 1, 1], 2).unwrap();
    for splits in [Splits::Parallel, Splits::Hyperplane] {
        let fit = oct(&data, &[], &both(splits), &mut Unlimited).unwrap();
        assert_eq!((fit.tree.leaves(), fit.tree.errors()), (2, 2.0));
        assert_eq!((fit.tree.class(&[0.0]), fit.tree.class(&[1.0])), (0, 1));
    }
    let data = Data::new(vec![3.0; 6], 2, vec![0, 1, 1], 2).unwrap();
    for splits in [Splits::Parallel, Splits::Hyperplane] {
        let fit = oct(&data, &[], &both(splits), &mut Unlimited).unwrap();
        assert_eq!((fit.tree.leaves(), fit.tree.errors()), (1, 1.0));
    }
}

#[test]
fn a_parameter_that_never_varies_is_never_split() {
    let points: Vec<f64> = (0..40).flat_map(|k| [5.0, f64::from(k), -1.0]).collect();
    let data = Data::new(points, 3, (0..40).map(|k| u32::from(k % 20 > 9)).collect(), 2).unwrap();
    for splits in [Splits::Parallel, Splits::Hyperplane] {
        let fit = oct(&data, &[], &both(splits), &mut Unlimited).unwrap();
        assert_eq!(fit.tree.errors(), 0.0);
        for branch in fit.tree.nodes().iter().filter_map(|node| node.branch.as_ref()) {
            assert!(branch.split.terms.iter().all(|&(j, _)| j == 1), "{:?}", branch.split);
        }
    }
}

#[test]
fn a_stored_tree_comes_back_bit_by_bit_and_a_broken_one_is_refused() {
    let data = noisy(200, 4, 5, 30, 9);
    let settings = Settings { alpha: 0.001, ..both(Splits::Hyperplane) };
    let tree = oct(&data, &[], &settings, &mut Unlimited).unwrap().tree;
    let text = serde_json::to_string(&tree).unwrap();
    let back: Tree = serde_json::from_str(&text).unwrap();
    assert_eq!(tree, back);
    let broken = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        change(&mut value);
        serde_json::from_value::<Tree>(value).unwrap_err().to_string()
    };
    // A branch that points at itself, which would never end.
    let error = broken(&|value| value["nodes"][0]["branch"]["right"] = 0.into());
    assert!(error.starts_with("nodes[0].right is 0; it must be below"), "{error}");
    let error = broken(&|value| value["nodes"][0]["branch"]["split"]["terms"][0][0] = 99.into());
    assert_eq!(error, "nodes[0].split.terms[0][0] is 99; it must be below 4");
    let error = broken(&|value| value["nodes"][1]["counts"][0][0] = 5.into());
    assert_eq!(error, "nodes[1].counts[0][0] is 5; it must be below 5");
    let error = broken(&|value| {
        value["nodes"].as_array_mut().unwrap().pop();
    });
    assert!(error.contains("it must be below"), "{error}");
}
