//! The map of a file: what is painted is what the file names, what is true is what the engine says, and how far a
//! parameter may go is how far it may go.
#![allow(clippy::panic, clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_bundle::json::parse;
use hunch_model::Unlimited;
use hunch_strategies::bundle::map::{INFEASIBLE, MOST_CELLS, NOTHING, Truth, View};
use hunch_strategies::bundle::{By, Learned, Model};
use hunch_strategies::learn::Classifier;
use hunch_strategies::{LabelOptions, Labeller, Outcome};
use std::path::Path;

/// The files that come with the page.
const FILES: [&str; 3] = ["inventory", "canteen", "bakery"];

fn model(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/src/subjects/strategies/models");
    let bytes = std::fs::read(folder.join(format!("{name}.safetensors"))).unwrap();
    Model::new(Learned::read(&bytes, &parse).unwrap()).unwrap()
}

/// A view of the whole domain around its middle.
fn view(model: &Model, axes: [usize; 2], cells: [usize; 2]) -> View {
    let domain = &model.learned().card.domain;
    let ends: Vec<[f64; 2]> =
        domain.lower.iter().zip(&domain.upper).map(|(&low, &high)| [low, high]).collect();
    let theta = ends.iter().map(|[low, high]| (low + high) / 2.0).collect();
    View { theta, axes, ranges: [ends[axes[0]], ends[axes[1]]], cells }
}

#[test]
fn a_cell_is_painted_with_what_the_file_names_at_its_middle() {
    for name in FILES {
        let mut model = model(name);
        let view = view(&model, [0, 2], [40, 24]);
        let tree = model.learned().tree.clone().unwrap();
        assert_eq!(model.painted_by(), By::Tree);
        let painted = model.paint(&view).unwrap();
        assert_eq!(painted.len(), view.len());
        let mut theta = view.theta.clone();
        for (cell, &code) in painted.iter().enumerate() {
            view.place(cell, &mut theta);
            assert_eq!(u32::from(code), tree.class(&theta), "{name}, cell {cell}");
            assert_eq!(model.look(&theta).unwrap().strategy, Some(code.into()));
        }
        // Without a tree what ranks paints.
        let mut learned = model.learned().clone();
        learned.tree = None;
        learned.card.ranking.by = By::Stored;
        learned.card.ranking.tries = 1;
        model = Model::new(learned).unwrap();
        let painted = model.paint(&view).unwrap();
        view.place(7, &mut theta);
        assert_eq!(u32::from(painted[7]), model.candidates(&theta).unwrap()[0]);
        let mut learned = model.learned().clone();
        learned.card.ranking.by = By::Search;
        assert!(Model::new(learned).unwrap().paint(&view).unwrap().iter().all(|&code| code == NOTHING));
    }
}

#[test]
fn the_first_cell_is_above_on_the_left() {
    let model = model("canteen");
    let view = view(&model, [0, 1], [10, 4]);
    let mut theta = view.theta.clone();
    view.place(0, &mut theta);
    let [[left, right], [below, above]] = view.ranges;
    assert!((theta[0] - (left + 0.05 * (right - left))).abs() < 1e-12);
    assert!((theta[1] - (above - 0.125 * (above - below))).abs() < 1e-12);
}

#[test]
fn truth_is_the_engines_label_and_unseen_strategies_keep_their_numbers() {
    for name in FILES {
        let model = model(name);
        let view = view(&model, [0, 1], [8, 8]);
        let cells: Vec<u32> = (0..64).collect();
        let mut truth = Truth::default();
        let whole = model.truth(&view, &cells, &mut truth, &mut Unlimited).unwrap();
        let labeller = Labeller::new(model.program(), &view.theta, LabelOptions::default()).unwrap();
        let (mut work, mut theta) = (model.program().base.clone(), view.theta.clone());
        let known = &model.learned().store.strategies;
        for (cell, &code) in whole.iter().enumerate() {
            view.place(cell, &mut theta);
            match labeller.label(&theta, &mut work, &mut Unlimited).unwrap() {
                Outcome::Optimal(optimal) => match known.number(&optimal.strategy) {
                    Some(number) => assert_eq!(u32::from(code), number, "{name}"),
                    None => assert!(usize::from(code) >= known.len(), "{name}"),
                },
                Outcome::Infeasible => assert_eq!(code, INFEASIBLE),
                other => panic!("{other:?}"),
            }
        }
        // Cell by cell, backwards, with the same table: the same numbers.
        for &cell in cells.iter().rev() {
            let one = model.truth(&view, &[cell], &mut truth, &mut Unlimited).unwrap();
            assert_eq!(one[0], whole[cell as usize]);
        }
    }
}

#[test]
fn a_parameter_alone_keeps_the_strategy_as_far_as_it_is_said_to() {
    for name in FILES {
        let model = model(name);
        let view = view(&model, [0, 1], [9, 9]);
        let tree = model.learned().tree.clone().unwrap();
        let mut theta = view.theta.clone();
        let (mut ended, mut tried) = (0, 0);
        for cell in 0..view.len() {
            view.place(cell, &mut theta);
            let (look, here) = (model.look(&theta).unwrap(), tree.class(&theta));
            for (parameter, ends) in look.reach.iter().enumerate() {
                let start = theta[parameter];
                for (end, sign) in ends.iter().zip([-1.0, 1.0]) {
                    let mut probe = theta.clone();
                    let length = if end.at.is_finite() { (end.at - start).abs() } else { 1e3 };
                    for share in [0.01, 0.3, 0.9, 0.999] {
                        probe[parameter] = start + sign * share * length;
                        assert_eq!(tree.class(&probe), here, "{name}, parameter {parameter}");
                        tried += 1;
                    }
                    let Some(beyond) = end.beyond else { continue };
                    probe[parameter] = start + sign * (length * (1.0 + 1e-9) + 1e-9 * (1.0 + start.abs()));
                    assert_eq!(tree.class(&probe), beyond, "{name}, parameter {parameter}");
                    ended += 1;
                }
            }
        }
        assert!(ended > 50 && tried > 1000, "{name}: {ended} ends, {tried} tries");
    }
}

#[test]
fn what_never_is_asked_decides_nothing() {
    for name in FILES {
        let model = model(name);
        let shares = model.importance(1);
        assert_eq!(shares, model.importance(1));
        let tree = model.learned().tree.clone().unwrap();
        for (parameter, &share) in shares.iter().enumerate() {
            let asks = |node: &hunch_strategies::learn::Node| {
                let terms = node.branch.iter().flat_map(|branch| &branch.split.terms);
                terms.into_iter().any(|(j, _)| *j as usize == parameter)
            };
            if !tree.nodes().iter().any(asks) {
                assert_eq!(share, 0.0, "{name}, parameter {parameter}");
            }
        }
        assert!(shares.iter().any(|&share| share > 0.01), "{name}: {shares:?}");
    }
}

#[test]
fn views_of_another_program_are_refused_by_name() {
    let model = model("canteen");
    let good = view(&model, [0, 1], [4, 4]);
    let refused = |change: &dyn Fn(&mut View)| {
        let mut view = good.clone();
        change(&mut view);
        model.paint(&view).unwrap_err().to_string()
    };
    assert!(refused(&|v| v.theta.truncate(3)).contains("length of theta is 3"));
    assert!(refused(&|v| v.theta[4] = f64::NAN).contains("finite"));
    assert!(refused(&|v| v.axes = [0, 9]).contains("an axis is 9; it must be below 9"));
    assert!(refused(&|v| v.axes = [1, 1]).contains("second axis"));
    assert!(refused(&|v| v.ranges[1] = [2.0, 2.0]).contains("above its start, 2"));
    assert!(refused(&|v| v.ranges[0] = [-f64::MAX, f64::MAX]).contains("finite"));
    assert!(refused(&|v| v.cells = [MOST_CELLS + 1, 1]).contains("from 1 to 4096"));
    let error = model.truth(&good, &[16], &mut Truth::default(), &mut Unlimited).unwrap_err();
    assert!(error.to_string().contains("a cell is 16; it must be below 16"), "{error}");
}
