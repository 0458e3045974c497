//! The CPU path agrees with the forward passes that other implementations wrote down (`gpu.rs` asks the same
//! of the GPU path).

#![allow(clippy::unwrap_used, clippy::print_stdout)] // Helpers of tests.

mod common;

use common::{bilstm, bundle, dense, disagreement, folder, goldens, oracle, rng, uniform};
use hunch_infer::golden::{ABSOLUTE_TOLERANCE, Golden, RELATIVE_TOLERANCE};
use hunch_infer::{Activation, Model, Operator};

#[test]
fn the_cpu_path_agrees_with_every_golden_file() {
    for (name, bundle, golden) in goldens() {
        let expected: Vec<f64> = golden.output.iter().map(|&value| value.into()).collect();
        for model in [Model::new(&bundle).unwrap(), Model::new(&bundle).unwrap().portable()] {
            let output = model.forward(&golden.input, golden.batch, golden.steps).unwrap();
            let worst = disagreement(&output, &expected, ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE);
            assert!(worst <= 1.0, "{name} ({}): {worst} times the tolerance", golden.source);
        }
    }
}

#[test]
fn a_golden_file_is_read_back_equal() {
    let golden = Golden {
        source: "test".to_owned(),
        batch: 2,
        steps: 3,
        input: (0..12).map(|i| i as f32).collect(),
        output: (0..6).map(|i| i as f32 * 0.1).collect(),
    };
    assert_eq!(Golden::parse(&golden.to_bytes().unwrap()).unwrap(), golden);
    let short = Golden { input: vec![1.0; 11], ..golden };
    assert!(short.to_bytes().is_err());
}

/// Writes the golden file of the formulas in 64 bits. It stays in the repository as it is: that it can still
/// be read shows that files of this version of the format can.
#[test]
#[ignore = "writes into the repository"]
fn write_the_golden_file_of_the_formulas() {
    let mut rng = rng(2024);
    let operators = vec![
        Operator::Standardise {},
        bilstm("lstm1", 6),
        bilstm("lstm2", 5),
        Operator::Window { before: 1, after: 2 },
        dense("hidden", 7, Activation::Tanh),
        dense("head", 2, Activation::Sigmoid),
    ];
    let bundle = bundle(&mut rng, 4, operators);
    let (batch, steps) = (3, 17);
    let input = uniform(&mut rng, batch * steps * 4, 3.0);
    let output = input.chunks(steps * 4).flat_map(|input| oracle(&bundle, input, steps));
    let output = output.map(|value| value as f32).collect();
    let golden = Golden { source: "the formulas in 64 bits".to_owned(), batch, steps, input, output };
    std::fs::write(folder().join("formulas.model.safetensors"), bundle.to_bytes().unwrap()).unwrap();
    std::fs::write(folder().join("formulas.golden.safetensors"), golden.to_bytes().unwrap()).unwrap();
}
