//! What a tree says.

use crate::draws::{Draws, labelled, noisy};
use hunch_model::Unlimited;
use hunch_strategies::learn::voice::{
    Condition, boundaries, change_sentence, importance, nearest_change, outline, path, sentence,
};
use hunch_strategies::learn::{
    Branch, Classifier, Hyperplane, MostFrequent, Node, Settings, Splits, Tree, cart, oct,
};

fn names() -> Vec<String> {
    ["stock", "demand[0]", "demand[1]", "demand[2]"].map(str::to_owned).to_vec()
}

fn branch(terms: &[(u32, f64)], bound: f64, right: u32, counts: &[(u32, f64)]) -> Node {
    let split = Hyperplane { terms: terms.to_vec(), bound };
    Node { branch: Some(Branch { split, right, complexity: 1.0 }), counts: counts.to_vec() }
}

fn leaf(counts: &[(u32, f64)]) -> Node {
    Node { branch: None, counts: counts.to_vec() }
}

/// demand[2] ≤ 2.4136? 0: 0.8·stock − demand[1] ≤ 7? 1 : (demand[2] ≤ 5? 2 : 0)
fn example() -> Tree {
    let nodes = vec![
        branch(&[(3, 1.0)], 2.4136, 2, &[(0, 13.0), (1, 8.0), (2, 4.0)]),
        leaf(&[(0, 9.0)]),
        branch(&[(0, 0.8), (2, -1.0)], 7.0, 4, &[(1, 8.0), (2, 4.0), (0, 4.0)]),
        leaf(&[(1, 8.0)]),
        branch(&[(3, 1.0)], 5.0, 6, &[(2, 4.0), (0, 4.0)]),
        leaf(&[(2, 4.0)]),
        leaf(&[(0, 4.0)]),
    ];
    Tree::new(4, 3, nodes).unwrap()
}

fn said(tree: &Tree, theta: &[f64]) -> Vec<String> {
    path(tree, theta).iter().map(|condition| sentence(condition, &names(), Some(theta))).collect()
}

#[test]
fn the_path_is_said_in_the_names_of_the_parameters() {
    let tree = example();
    assert_eq!(said(&tree, &[1.0, 0.0, 0.0, 2.0]), ["demand[2] ≤ 2.41"]);
    assert_eq!(said(&tree, &[1.0, 0.0, 0.0, 3.0]), ["demand[2] > 2.41", "0.8·stock − demand[1] ≤ 7"]);
    // Two questions about one number are one sentence.
    let theta = [12.0, 0.0, 0.0, 3.0];
    assert_eq!(said(&tree, &theta), ["2.41 < demand[2] ≤ 5", "0.8·stock − demand[1] > 7"]);
    // 2.414 is above 2.4136; "demand[2] > 2.41" would be true, and "≤ 2.41" of 2.4132 would not.
    assert_eq!(said(&tree, &[1.0, 0.0, 0.0, 2.4132]), ["demand[2] ≤ 2.414"]);
}

#[test]
fn sums_begin_with_a_plus_have_a_largest_coefficient_of_one_and_lose_a_zero() {
    let of = |terms: &[(u32, f64)], above: Option<f64>, at_most: Option<f64>| {
        sentence(&Condition { terms: terms.to_vec(), above, at_most }, &names(), None)
    };
    assert_eq!(of(&[(0, -1.0), (1, 1.0), (2, 1.0)], None, Some(0.0)), "stock ≥ demand[0] + demand[1]");
    assert_eq!(of(&[(0, 1.0), (1, -1.0), (2, -1.0)], None, Some(0.0)), "stock ≤ demand[0] + demand[1]");
    assert_eq!(of(&[(0, -1.0)], Some(-3.0), None), "stock < 3");
    assert_eq!(of(&[(0, 0.123456), (1, -0.0617283)], Some(0.25), None), "stock − 0.5·demand[0] > 2.03");
    assert_eq!(of(&[(1, 2.0), (2, 3.0)], Some(-1.0), Some(4.0)), "−1 < 2·demand[0] + 3·demand[1] ≤ 4");
    // A facet as a factorisation leaves it: length one, a zero with rounding.
    let third = 1.0 / 3f64.sqrt();
    let facet = [(0, third), (1, -third * (1.0 + 1e-15)), (2, -third)];
    assert_eq!(of(&facet, None, Some(2e-17)), "stock ≤ demand[0] + demand[1]");
    assert_eq!(of(&[(7, 1.0)], None, Some(1e-9)), "theta[7] ≤ 1e-9");
}

#[test]
fn every_sentence_is_true_of_its_theta() {
    // Read back by a small reader of one-parameter sentences: what is printed must hold.
    for seed in 0..10 {
        let data = noisy(200, 4, 4, 1000, seed);
        let settings = Settings { depth: 6, seed, threads: 1, ..Settings::default() };
        let tree = cart(&data, &[], &settings).unwrap().tree;
        for i in 0..data.len() {
            let theta = data.point(i);
            for condition in path(&tree, theta) {
                let text = sentence(&condition, &names(), Some(theta)).replace('−', "-");
                assert!(holds(&text, theta), "seed {seed}: {text} is not true of {theta:?}");
            }
        }
    }
}

fn holds(text: &str, theta: &[f64]) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let value = |name: &str| theta[names().iter().position(|n| n == name).unwrap()];
    let compare = |a: f64, sign: &str, b: f64| match sign {
        "≤" => a <= b,
        "<" => a < b,
        ">" => a > b,
        other => panic!("{other} in {text}"),
    };
    match words[..] {
        [name, sign, bound] => compare(value(name), sign, bound.parse().unwrap()),
        [low, first, name, second, high] => {
            compare(low.parse().unwrap(), first, value(name))
                && compare(value(name), second, high.parse().unwrap())
        }
        _ => panic!("{text}"),
    }
}

#[test]
fn the_outline_is_the_whole_tree() {
    let classes = ["order nothing", "order what is demanded"].map(str::to_owned);
    let expected = "demand[2] ≤ 2.41?
  yes: order nothing (100 % of 9)
  no: 0.8·stock − demand[1] ≤ 7?
    yes: order what is demanded (100 % of 8)
    no: demand[2] ≤ 5?
      yes: class 2 (100 % of 4)
      no: order nothing (100 % of 4)
";
    assert_eq!(outline(&example(), &names(), &classes), expected);
}

#[test]
fn second_and_third_guesses_come_from_the_ancestors() {
    let tree = example();
    assert_eq!(tree.ranking(1), [0, 1, 2]);
    assert_eq!(tree.ranking(3), [1, 0, 2]);
    assert_eq!(tree.ranking(5), [2, 0, 1]);
    // Four points of class 2 beside it weigh less than what the root knows of class 1.
    assert_eq!(tree.ranking(6), [0, 1, 2]);
    let mut two = [9; 2];
    assert_eq!((tree.rank(&[1.0, 0.0, 0.0, 3.0], &mut two), two), (2, [1, 0]));
}

#[test]
fn the_nearest_boundary_and_what_lies_beyond() {
    let tree = example();
    let theta = [12.0, 0.0, 0.0, 3.0];
    let found = boundaries(&tree, &theta, None);
    let summary: Vec<(f64, u32)> = found.iter().map(|b| (b.distance, b.beyond)).collect();
    let oblique = (0.8 * 12.0 - 7.0) / (0.8f64 * 0.8 + 1.0).sqrt();
    let expected = [(3.0 - 2.4136, 0), (2.0, 0), (oblique, 1)];
    assert_eq!(summary.len(), 3);
    for ((distance, class), (right, beyond)) in summary.into_iter().zip(expected) {
        assert!((distance - right).abs() < 1e-12 && class == beyond, "{distance} {right}");
    }
    // A demand that hardly varies is far from its boundary.
    let scaled = boundaries(&tree, &theta, Some(&[1.0, 1.0, 1.0, 0.01]));
    assert_eq!(scaled[0].beyond, 1);
    let change = nearest_change(&tree, &theta, None).unwrap();
    assert_eq!((change.class, change.leaf), (0, 1));
    assert_eq!(change_sentence(&change, &theta, None, &names()), "demand[2] from 3 to 2.41");
    let single = Tree::new(1, 1, vec![leaf(&[(0, 1.0)])]).unwrap();
    assert_eq!(boundaries(&single, &[0.0], None), []);
    assert_eq!(nearest_change(&single, &[0.0], None), None);
}

#[test]
fn no_point_nearer_than_the_nearest_change_has_another_class() {
    for seed in 0..12 {
        let splits = if seed % 2 == 0 { Splits::Parallel } else { Splits::Hyperplane };
        let class = |x: &[f64]| u32::from(x[0] + x[1] > 1.0) + u32::from(x[2] > 0.3 + 0.5 * x[0]);
        let data = labelled(200, 3, 3, seed, class);
        let settings = Settings { splits, depth: 4, restarts: 2, seed, threads: 1, ..Settings::default() };
        let tree = oct(&data, &[], &settings, &mut Unlimited).unwrap().tree;
        let mut draws = Draws(seed);
        for _ in 0..20 {
            let theta = [draws.unit(), draws.unit(), draws.unit()];
            let here = tree.class(&theta);
            let change = nearest_change(&tree, &theta, None).unwrap();
            assert_ne!(change.class, here);
            // Nothing changes nearer by.
            for _ in 0..400 {
                let step: Vec<f64> = (0..3).map(|_| 2.0 * draws.unit() - 1.0).collect();
                let length = step.iter().map(|s| s * s).sum::<f64>().sqrt();
                let reach = draws.unit() * change.distance * (1.0 - 1e-6) / length;
                let near: Vec<f64> = theta.iter().zip(&step).map(|(t, s)| t + reach * s).collect();
                assert_eq!(tree.class(&near), here, "seed {seed}: {theta:?} {near:?}");
            }
            // And right behind the point, or at it, something does.
            let behind = |by: f64| -> Vec<f64> {
                theta.iter().zip(&change.at).map(|(t, at)| t + (1.0 + by) * (at - t)).collect()
            };
            let changed = [0.0, 1e-9, 1e-6].iter().any(|&by| tree.class(&behind(by)) != here);
            // At a corner the straight way on may miss the leaf; its point is then on the boundary.
            let corner = path(&tree, &change.at).len() > 1;
            assert!(changed || corner, "seed {seed}: {theta:?} {change:?}");
            let nearest = &boundaries(&tree, &theta, None)[0];
            assert!(nearest.distance <= change.distance + 1e-9, "seed {seed}");
        }
    }
}

#[test]
fn parameters_that_decide_are_the_important_ones() {
    let data = labelled(400, 4, 2, 3, |x| u32::from(x[2] > 0.4));
    let fresh = labelled(400, 4, 2, 4, |x| u32::from(x[2] > 0.4));
    let tree = cart(&data, &[], &Settings { threads: 1, ..Settings::default() }).unwrap().tree;
    let found = importance(&tree, &fresh, 1, 5);
    assert_eq!(found[0].parameter, 2);
    assert!(found[0].loss > 0.3, "{found:?}");
    assert!(found[1..].iter().all(|f| f.loss == 0.0), "{found:?}");
    assert_eq!(found, importance(&tree, &fresh, 1, 5));
    let none = importance(&MostFrequent::fit(&data), &fresh, 1, 3);
    assert!(none.iter().all(|f| f.loss == 0.0));
}
