//! The GPU path gives the CPU path's answers, on whatever adapter the machine has (Mesa's software Vulkan,
//! lavapipe, is enough).
//!
//! Without any adapter the tests print a notice and check nothing; with `HUNCH_REQUIRE_GPU=1` they fail
//! instead.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // Helpers of tests.

mod common;

use std::sync::Arc;

use common::{bilstm, bundle, decoder, dense, disagreement, goldens, paper_network, rng, uniform};
use hunch_infer::golden::{ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE};
use hunch_infer::{Activation, Bundle, ForwardError, GpuDevice, GpuError, GpuModel, Model, Operator};
use hunch_model::{Limits, Session, StopReason};
use pollster::block_on;
use rand::Rng;

/// A device, or a printed notice.
fn device() -> Option<Arc<GpuDevice>> {
    match block_on(GpuDevice::request()) {
        Ok(device) => {
            println!("adapter: {}", device.adapter());
            Some(Arc::new(device))
        }
        Err(error) if std::env::var("HUNCH_REQUIRE_GPU").is_ok_and(|value| value == "1") => {
            panic!("HUNCH_REQUIRE_GPU=1, but: {error}")
        }
        Err(error) => {
            println!("SKIPPED, nothing was checked: {error}");
            None
        }
    }
}

/// Runs both paths and compares them.
fn compare(device: &Arc<GpuDevice>, bundle: &Bundle, input: &[f32], batch: usize, steps: usize) {
    let mut gpu = block_on(GpuModel::new(Arc::clone(device), bundle)).unwrap();
    let cpu = Model::new(bundle).unwrap().forward(input, batch, steps).unwrap();
    let expected: Vec<f64> = cpu.iter().map(|&value| value.into()).collect();
    // Twice: the second call finds the buffers of the first.
    for call in 0..2 {
        let output = block_on(gpu.forward(input, batch, steps)).unwrap();
        let worst = disagreement(&output, &expected, ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE);
        let architecture = &bundle.card().architecture;
        assert!(worst <= 1.0, "{worst} on {architecture:?}, batch {batch}, steps {steps}, call {call}");
    }
}

#[test]
fn random_models_agree_with_the_cpu() {
    let Some(device) = device() else { return };
    let mut rng = rng(11);
    let activations =
        [Activation::None, Activation::Relu, Activation::Sigmoid, Activation::Tanh, Activation::Clamp];
    for round in 0..12 {
        let features = rng.random_range(1..7);
        let mut operators = Vec::new();
        if round % 3 != 0 {
            operators.push(Operator::Standardise {});
        }
        if round % 2 == 0 {
            operators
                .push(Operator::Window { before: rng.random_range(0..4), after: rng.random_range(0..4) });
        }
        for layer in 0..round % 3 {
            operators.push(bilstm(&format!("lstm{layer}"), rng.random_range(1..70)));
        }
        for layer in 0..rng.random_range(1..3) {
            operators.push(dense(&format!("dense{layer}"), rng.random_range(1..40), activations[round % 5]));
        }
        let bundle = bundle(&mut rng, features, operators);
        let (batch, steps) = (rng.random_range(1..6), rng.random_range(1..40));
        let input = uniform(&mut rng, batch * steps * features, 3.0);
        compare(&device, &bundle, &input, batch, steps);
    }
}

#[test]
fn the_paper_network_agrees_with_the_cpu_at_any_batch_size() {
    let Some(device) = device() else { return };
    let mut rng = rng(12);
    let bundle = paper_network(&mut rng);
    for batch in [1, 2, 33] {
        let input = uniform(&mut rng, batch * 120 * 4, 3.0);
        compare(&device, &bundle, &input, batch, 120);
    }
}

#[test]
fn the_gpu_path_agrees_with_every_golden_file() {
    let Some(device) = device() else { return };
    for (name, bundle, golden) in goldens() {
        let expected: Vec<f64> = golden.output.iter().map(|&value| value.into()).collect();
        let mut model = block_on(GpuModel::new(Arc::clone(&device), &bundle)).unwrap();
        let output = block_on(model.forward(&golden.input, golden.batch, golden.steps)).unwrap();
        let worst = disagreement(&output, &expected, ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE);
        assert!(worst <= 1.0, "{name} ({}): {worst} times the tolerance", golden.source);
    }
}

#[test]
fn random_decoders_agree_with_the_cpu() {
    let Some(device) = device() else { return };
    let mut rng = rng(16);
    // Layers, radius, units, outputs and the encoder's units: odd ones, one without neighbours, one of more values than
    // invocations, and the paper's (8 items and their tight rows).
    let shapes =
        [(1, 0, 1, 1, 1), (2, 3, 5, 7, 3), (3, 10, 33, 2, 21), (1, 4, 20, 9, 150), (2, 5, 128, 16, 128)];
    for (layers, radius, units, outputs, hidden) in shapes {
        let operators = vec![bilstm("encoder", hidden), decoder(layers, radius, units, outputs)];
        let bundle = bundle(&mut rng, 6, operators);
        for (batch, steps) in [(1, 1), (5, 23)] {
            let input = uniform(&mut rng, batch * steps * 6, 2.0);
            compare(&device, &bundle, &input, batch, steps);
        }
    }
}

#[test]
fn a_decoder_that_shares_more_than_every_device_has_is_refused_by_its_bytes() {
    let Some(device) = device() else { return };
    let bundle = bundle(&mut rng(17), 2, vec![bilstm("encoder", 400), decoder(3, 4, 5, 6)]);
    let refused = block_on(GpuModel::new(device, &bundle)).err();
    assert!(
        matches!(refused, Some(GpuError::Limit { value, limit: 16_384, .. }) if value > 16_384),
        "{refused:?}"
    );
}

#[test]
fn vectors_agree_with_the_cpu_and_steps_fall_on_its_side() {
    let Some(device) = device() else { return };
    let model = |last| {
        let layers = vec![dense("hidden", 96, Activation::Relu), dense("out", 350, last)];
        bundle(&mut rng(14), 456, layers)
    };
    let input = uniform(&mut rng(15), 300 * 456, 1.0);
    compare(&device, &model(Activation::Clamp), &input, 300, 1);
    let sums = Model::new(&model(Activation::None)).unwrap().forward(&input, 300, 1).unwrap();
    let mut gpu = block_on(GpuModel::new(Arc::clone(&device), &model(Activation::Step))).unwrap();
    let steps = block_on(gpu.forward(&input, 300, 1)).unwrap();
    for (sum, step) in sums.iter().zip(steps).filter(|(sum, _)| sum.abs() > 1e-3) {
        assert_eq!(step, f32::from(u8::from(*sum > 0.0)), "sum {sum}");
    }
}

#[test]
fn more_hidden_units_than_invocations_agree_with_the_cpu() {
    let Some(device) = device() else { return };
    let mut rng = rng(13);
    let bundle = bundle(&mut rng, 3, vec![bilstm("lstm", 300), dense("head", 1, Activation::Tanh)]);
    let input = uniform(&mut rng, 2 * 9 * 3, 1.0);
    compare(&device, &bundle, &input, 2, 9);
}

#[test]
fn a_batch_that_needs_several_submissions_agrees_with_the_cpu_and_can_be_stopped_between_them() {
    let Some(device) = device() else { return };
    let mut rng = rng(14);
    // 4096 values a period: 32 MiB hold 2048 rows, so that 5 × 600 rows take two submissions.
    let operators = vec![dense("wide", 4096, Activation::Relu), dense("head", 1, Activation::None)];
    let bundle = bundle(&mut rng, 2, operators);
    let (batch, steps) = (5, 600);
    let input = uniform(&mut rng, batch * steps * 2, 1.0);
    compare(&device, &bundle, &input, batch, steps);
    let mut gpu = block_on(GpuModel::new(device, &bundle)).unwrap();
    let whole = block_on(gpu.forward(&input, batch, steps)).unwrap();
    let limits = Limits { seconds: None, work: Some(30_000) };
    let mut session = Session::new(limits, &|| 0.0, &|| false, None);
    let outcome = block_on(gpu.forward_with(&input, batch, steps, &mut session)).unwrap();
    assert_eq!((outcome.sequences, outcome.stopped), (3, Some(StopReason::Work)));
    assert_eq!(outcome.values, whole[..3 * steps]);
}

#[test]
fn a_lost_device_is_a_typed_error_and_a_new_one_answers() {
    let Some(first) = device() else { return };
    let mut rng = rng(15);
    let bundle = paper_network(&mut rng);
    let input = uniform(&mut rng, 7 * 4, 1.0);
    let mut model = block_on(GpuModel::new(Arc::clone(&first), &bundle)).unwrap();
    let before = block_on(model.forward(&input, 1, 7)).unwrap();
    first.destroy();
    assert!(matches!(block_on(model.forward(&input, 1, 7)), Err(GpuError::Lost { .. })));
    assert!(matches!(block_on(GpuModel::new(first, &bundle)), Err(GpuError::Lost { .. })));
    let mut again = block_on(GpuModel::new(device().unwrap(), &bundle)).unwrap();
    assert_eq!(block_on(again.forward(&input, 1, 7)).unwrap(), before);
}

#[test]
fn what_the_gpu_cannot_do_is_a_typed_error() {
    let Some(device) = device() else { return };
    let mut rng = rng(16);
    let forest = Operator::Forest { name: "forest".to_owned(), trees: 2, nodes: 6 };
    let forest = bundle(&mut rng, 2, vec![Operator::Standardise {}, forest]);
    let refused = block_on(GpuModel::new(Arc::clone(&device), &forest));
    assert_eq!(refused.err(), Some(GpuError::Unsupported { index: 1, name: "forest" }));
    let mut model = block_on(GpuModel::new(device, &paper_network(&mut rng))).unwrap();
    let length = block_on(model.forward(&[0.0; 7], 1, 2));
    assert_eq!(length, Err(GpuError::Forward(ForwardError::Length { found: 7, expected: 8, width: 4 })));
    let value = block_on(model.forward(&[0.0, 0.0, 0.0, f32::INFINITY], 1, 1));
    assert!(matches!(value, Err(GpuError::Forward(ForwardError::Input { index: 3, .. }))));
    assert_eq!(block_on(model.forward(&[0.0; 8], 1, 2)).unwrap().len(), 2);
}
