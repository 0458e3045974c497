//! The CPU path keeps its promises.

mod common;

use common::{bilstm, bundle, decoder, dense, disagreement, oracle, paper_network, rng, uniform};
use hunch_infer::{Activation, ForwardError, Model, Operator};
use hunch_model::{Limits, Session, StopReason};
use rand::Rng;

#[test]
fn random_models_agree_with_the_formulas_in_64_bits() {
    let mut rng = rng(1);
    for _ in 0..60 {
        let features = rng.random_range(1..9);
        let mut operators = vec![Operator::Standardise {}];
        if rng.random_bool(0.3) {
            operators
                .push(Operator::Window { before: rng.random_range(0..4), after: rng.random_range(0..4) });
        }
        for layer in 0..rng.random_range(0..3) {
            operators.push(bilstm(&format!("lstm{layer}"), rng.random_range(1..50)));
        }
        let activations =
            [Activation::None, Activation::Relu, Activation::Sigmoid, Activation::Tanh, Activation::Clamp];
        for layer in 0..rng.random_range(0..3) {
            let activation = activations[rng.random_range(0..activations.len())];
            operators.push(dense(&format!("dense{layer}"), rng.random_range(1..70), activation));
        }
        let bundle = bundle(&mut rng, features, operators);
        let (batch, steps) = (rng.random_range(1..11), rng.random_range(1..90));
        let input = uniform(&mut rng, batch * steps * features, 3.0);
        let expected: Vec<f64> =
            input.chunks(steps * features).flat_map(|input| oracle(&bundle, input, steps)).collect();
        for model in [Model::new(&bundle).unwrap(), Model::new(&bundle).unwrap().portable()] {
            let output = model.forward(&input, batch, steps).unwrap();
            let worst = disagreement(&output, &expected, 1e-5, 1e-5);
            assert!(worst < 1.0, "{worst} on {:?}, batch {batch}, steps {steps}", bundle.card().architecture);
        }
    }
}

#[test]
fn the_paper_network_agrees_with_the_formulas_over_120_periods() {
    let mut rng = rng(2);
    let bundle = paper_network(&mut rng);
    let input = uniform(&mut rng, 120 * 4, 3.0);
    let output = Model::new(&bundle).unwrap().forward(&input, 1, 120).unwrap();
    let worst = disagreement(&output, &oracle(&bundle, &input, 120), 2e-6, 0.0);
    assert!(worst < 1.0, "{worst}");
}

#[test]
fn random_decoders_agree_with_the_formulas_in_64_bits_alone_and_in_any_batch() {
    let mut rng = rng(8);
    for _ in 0..30 {
        let (features, outputs) = (rng.random_range(1..9), rng.random_range(1..40));
        let shape = (rng.random_range(1..4), rng.random_range(0..7), rng.random_range(1..70));
        let operators = vec![
            Operator::Standardise {},
            bilstm("lstm1", rng.random_range(1..40)),
            decoder(shape.0, shape.1, shape.2, outputs),
        ];
        let bundle = bundle(&mut rng, features, operators);
        let (batch, steps) = (rng.random_range(1..11), rng.random_range(1..90));
        let input = uniform(&mut rng, batch * steps * features, 3.0);
        let expected: Vec<f64> =
            input.chunks(steps * features).flat_map(|input| oracle(&bundle, input, steps)).collect();
        for model in [Model::new(&bundle).unwrap(), Model::new(&bundle).unwrap().portable()] {
            let output = model.forward(&input, batch, steps).unwrap();
            let worst = disagreement(&output, &expected, 1e-5, 1e-5);
            assert!(worst < 1.0, "{worst} on {:?}, batch {batch}, steps {steps}", bundle.card().architecture);
            let alone: Vec<f32> = input
                .chunks(steps * features)
                .flat_map(|input| model.forward(input, 1, steps).unwrap())
                .collect();
            assert_eq!(output, alone);
        }
    }
}

#[test]
fn a_sequence_has_the_same_bits_alone_and_in_any_batch_and_run() {
    let mut rng = rng(3);
    let bundle = paper_network(&mut rng);
    let (batch, steps) = (11, 33);
    let input = uniform(&mut rng, batch * steps * 4, 3.0);
    for model in [Model::new(&bundle).unwrap(), Model::new(&bundle).unwrap().portable()] {
        let together = model.forward(&input, batch, steps).unwrap();
        assert_eq!(together, model.forward(&input, batch, steps).unwrap());
        let alone: Vec<f32> =
            input.chunks(steps * 4).flat_map(|input| model.forward(input, 1, steps).unwrap()).collect();
        assert_eq!(together, alone);
    }
}

#[test]
fn a_vector_has_the_same_bits_alone_and_in_any_batch() {
    let layers = vec![dense("hidden", 96, Activation::Relu), dense("out", 50, Activation::Clamp)];
    let bundle = bundle(&mut rng(4), 305, layers);
    let input = uniform(&mut rng(5), 203 * 305, 1.0);
    for model in [Model::new(&bundle).unwrap(), Model::new(&bundle).unwrap().portable()] {
        let together = model.forward(&input, 203, 1).unwrap();
        let alone: Vec<f32> = input.chunks(305).flat_map(|row| model.forward(row, 1, 1).unwrap()).collect();
        assert_eq!(together, alone);
        assert!(together.iter().any(|&x| x > 0.0 && x < 1.0));
    }
}

#[test]
fn a_forest_gives_the_mean_of_the_leaves_that_a_period_reaches() {
    let mut rng = rng(4);
    let window = Operator::Window { before: 2, after: 1 };
    let forest = Operator::Forest { name: "forest".to_owned(), trees: 9, nodes: 9 * 63 };
    let bundle = bundle(&mut rng, 3, vec![Operator::Standardise {}, window, forest]);
    let input = uniform(&mut rng, 50 * 3, 2.0);
    let output = Model::new(&bundle).unwrap().forward(&input, 1, 50).unwrap();
    let expected = oracle(&bundle, &input, 50);
    assert!(disagreement(&output, &expected, 1e-6, 0.0) < 1.0);
    assert!(expected.iter().any(|&value| value != expected[0]), "the test would miss a constant answer");
}

#[test]
fn wrong_shapes_and_values_are_typed_errors_and_the_next_call_works() {
    let mut rng = rng(5);
    let model = Model::new(&paper_network(&mut rng)).unwrap();
    let input = uniform(&mut rng, 10 * 4, 1.0);
    assert_eq!(model.forward(&input, 1, 11), Err(ForwardError::Length { found: 40, expected: 44, width: 4 }));
    assert!(matches!(model.forward(&input, 0, 10), Err(ForwardError::Size { field: "batch", value: 0, .. })));
    assert!(matches!(model.forward(&[], 1, 0), Err(ForwardError::Size { field: "steps", value: 0, .. })));
    let huge = model.forward(&input, usize::MAX, 10);
    assert!(matches!(huge, Err(ForwardError::Size { field: "batch", .. })));
    let long = model.forward(&input, 1 << 12, 1 << 12);
    assert!(matches!(long, Err(ForwardError::Size { field: "batch × steps", .. })));
    let mut bad = input.clone();
    bad[7] = f32::NAN;
    assert!(matches!(model.forward(&bad, 1, 10), Err(ForwardError::Input { index: 7, .. })));
    assert_eq!(model.forward(&input, 1, 10).unwrap().len(), 10);
}

#[test]
fn weights_that_overflow_are_an_error_and_not_a_guess() {
    let mut rng = rng(6);
    let card = common::card(1, 1, vec![dense("head", 1, Activation::None)]);
    let tensor =
        |name: &str, shape: &[usize], value| hunch_infer::Tensor::float(name, shape, vec![value]).unwrap();
    let tensors = vec![tensor("head.w", &[1, 1], f32::MAX), tensor("head.b", &[1], 0.0)];
    let model = Model::new(&hunch_infer::Bundle::new(card, tensors).unwrap()).unwrap();
    let input = [0.5, 1e9 * (1.0 + rng.random::<f32>())];
    assert!(matches!(model.forward(&input, 1, 2), Err(ForwardError::Output { index: 1, .. })));
}

#[test]
fn a_stopped_pass_returns_the_sequences_it_finished() {
    let mut rng = rng(7);
    let model = Model::new(&paper_network(&mut rng)).unwrap();
    let input = uniform(&mut rng, 64 * 20 * 4, 1.0);
    let whole = model.forward(&input, 64, 20).unwrap();
    let clock = || 0.0;
    let limits = Limits { seconds: None, work: Some(80_000) };
    let mut session = Session::new(limits, &clock, &|| false, None);
    let outcome = model.forward_with(&input, 64, 20, &mut session).unwrap();
    assert_eq!(outcome.stopped, Some(StopReason::Work));
    assert!(outcome.sequences > 0 && outcome.sequences < 64, "{}", outcome.sequences);
    assert_eq!(outcome.values, whole[..outcome.sequences * 20]);
}
