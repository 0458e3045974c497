//! A weights file is read back as it was written, and nothing else is read.

#![allow(clippy::unwrap_used)] // Helpers of tests.

mod common;

use common::{bilstm, bundle, card, decoder, dense, paper_network, rng, uniform};
use hunch_infer::bundle::limits::{MAX_DIMENSION, MAX_HEADER_BYTES, MAX_HIDDEN};
use hunch_infer::{Activation, Bundle, BundleError, Dtype, Model, Operator, Tensor};
use rand::Rng;

/// A small model with every operator that has tensors.
fn small(seed: u64) -> Bundle {
    let forest = Operator::Forest { name: "forest".to_owned(), trees: 2, nodes: 14 };
    let window = Operator::Window { before: 1, after: 1 };
    let operators =
        vec![Operator::Standardise {}, bilstm("lstm", 3), window, dense("mix", 5, Activation::Tanh), forest];
    bundle(&mut rng(seed), 2, operators)
}

/// The file's header as text, and its data.
fn split(bytes: &[u8]) -> (String, Vec<u8>) {
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    (String::from_utf8(bytes[8..8 + length].to_vec()).unwrap(), bytes[8 + length..].to_vec())
}

/// A file of a header and its data.
fn join(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

/// The error of the small file with one replacement in its header.
fn edited(from: &str, to: &str) -> BundleError {
    let (header, data) = split(&small(1).to_bytes().unwrap());
    assert!(header.contains(from), "{header}");
    Bundle::parse(&join(&header.replacen(from, to, 1), &data)).unwrap_err()
}

#[test]
fn a_written_bundle_is_read_back_equal() {
    for bundle in [small(2), paper_network(&mut rng(3))] {
        let bytes = bundle.to_bytes().unwrap();
        assert_eq!(Bundle::parse(&bytes).unwrap(), bundle);
        assert_eq!(Bundle::parse(&bytes).unwrap().to_bytes().unwrap(), bytes);
    }
}

#[test]
fn half_precision_weights_are_stored_in_two_bytes_and_read_back_equal() {
    let values = uniform(&mut rng(4), 400, 1.0);
    let weights = Tensor::half("head.w", &[100, 4], &values).unwrap();
    let bias = Tensor::half("head.b", &[4], &[0.5, -0.25, 1.0, 65504.0]).unwrap();
    let card = card(100, 4, vec![dense("head", 4, Activation::None)]);
    let bundle = Bundle::new(card, vec![weights, bias]).unwrap();
    let bytes = bundle.to_bytes().unwrap();
    let (_, data) = split(&bytes);
    assert_eq!(data.len(), 2 * 404);
    let read = Bundle::parse(&bytes).unwrap();
    assert_eq!(read, bundle);
    assert_eq!(read.tensors()[0].dtype(), Dtype::F16);
}

#[test]
fn every_truncation_is_an_error() {
    let bytes = small(5).to_bytes().unwrap();
    for length in 0..bytes.len() {
        assert!(Bundle::parse(&bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
    }
    assert!(matches!(Bundle::parse(&bytes[..5]), Err(BundleError::Truncated { expected: 8, found: 5, .. })));
    let cut = Bundle::parse(&bytes[..bytes.len() - 1]);
    assert!(matches!(cut, Err(BundleError::Truncated { what: "the tensor data", .. })), "{cut:?}");
}

#[test]
fn every_changed_byte_that_matters_is_an_error() {
    let bundle = small(6);
    let bytes = bundle.to_bytes().unwrap();
    let mut rng = rng(60);
    for position in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[position] ^= 1 << rng.random_range(0..8);
        // What does not matter is white space of the padding, and an upper-case escape.
        if let Ok(read) = Bundle::parse(&changed) {
            assert_eq!(read, bundle, "byte {position} changed the model unnoticed");
        }
    }
    let last = bytes.len() - 1;
    let mut changed = bytes;
    changed[last] ^= 1;
    assert!(matches!(Bundle::parse(&changed), Err(BundleError::Checksum { .. })));
}

#[test]
fn random_damage_never_panics() {
    let bytes = small(7).to_bytes().unwrap();
    let mut rng = rng(70);
    for _ in 0..20_000 {
        let mut damaged = bytes.clone();
        for _ in 0..rng.random_range(1..6) {
            let position = rng.random_range(0..damaged.len());
            match rng.random_range(0..4) {
                0 => damaged[position] = rng.random(),
                1 => damaged.truncate(position + 1),
                2 => damaged.insert(position, rng.random()),
                _ => {
                    damaged.remove(position);
                    damaged.push(0);
                }
            }
        }
        if let Ok(bundle) = Bundle::parse(&damaged) {
            Model::new(&bundle).unwrap();
        }
    }
}

#[test]
fn a_header_bomb_is_refused_before_it_is_read() {
    let mut bytes = u64::MAX.to_le_bytes().to_vec();
    bytes.extend(b"{}");
    let limit = MAX_HEADER_BYTES as u64;
    let field = "header bytes".to_owned();
    assert_eq!(Bundle::parse(&bytes), Err(BundleError::Limit { field, value: u64::MAX, limit }));
    let nested = "[".repeat(MAX_HEADER_BYTES);
    assert!(matches!(Bundle::parse(&join(&nested, &[])), Err(BundleError::Header { .. })));
}

#[test]
fn what_the_header_promises_is_checked() {
    let huge = format!("\"shape\":[{}]", u64::MAX);
    let error = edited("\"shape\":[5]", &huge);
    assert!(
        matches!(&error, BundleError::Limit { field, value: u64::MAX, limit } if field == "mix.b.shape" && *limit == MAX_DIMENSION as u64),
        "{error}"
    );
    let error = edited("\"shape\":[5]", "\"shape\":[6]");
    assert!(matches!(&error, BundleError::Offsets { name, .. } if name == "mix.b"), "{error}");
    let error = edited("\"shape\":[5]", "\"shape\":[5,1]");
    assert!(matches!(&error, BundleError::Checksum { .. }), "{error}");
    let error = edited("\"dtype\":\"F32\"", "\"dtype\":\"I64\"");
    assert!(matches!(&error, BundleError::Type { found, .. } if found == "I64"), "{error}");
    let error = edited("\"dtype\":\"F32\"", "\"dtype\":\"F64\"");
    assert!(matches!(&error, BundleError::Offsets { .. }), "{error}");
    let error = edited("\"data_offsets\":[0,", "\"data_offsets\":[4,");
    assert!(matches!(&error, BundleError::Offsets { begin: 4, expected_begin: 0, .. }), "{error}");
    let error = edited("\"sha256\":\"", "\"sha257\":\"");
    assert!(matches!(&error, BundleError::Header { field, .. } if field == "__metadata__.sha256"), "{error}");
}

#[test]
fn an_unknown_operator_and_an_unknown_version_are_named() {
    let error = edited("\\\"op\\\":\\\"bilstm\\\"", "\\\"op\\\":\\\"attention\\\"");
    let BundleError::UnknownOperator { index: 1, name, known } = error else { panic!("{error}") };
    assert_eq!(name, "attention");
    assert_eq!(known, "standardise, window, dense, bilstm, forest, decoder");
    let error = edited("\\\"version\\\":1", "\\\"version\\\":2");
    assert_eq!(error, BundleError::Version { found: 2, supported: 1 });
    let error = edited("\\\"hidden\\\":3", "\\\"hidden\\\":3,\\\"peephole\\\":true");
    assert!(
        matches!(&error, BundleError::Card { field, .. } if field == "architecture[1].peephole"),
        "{error}"
    );
}

#[test]
fn a_wrong_field_of_the_card_is_named_with_its_value() {
    for (from, to, message) in [
        (
            "tanh",
            "swish",
            "card field architecture[3].activation: is \"swish\", expected none, relu, sigmoid, tanh, clamp or step",
        ),
        (
            "\\\"hidden\\\":3",
            "\\\"hidden\\\":-3",
            "card field architecture[1].hidden: is -3, expected a whole number below 2^32",
        ),
        (
            "\\\"mean\\\":0.25",
            "\\\"mean\\\":\\\"x\\\"",
            "card field features[1].mean: is \"x\", expected a number",
        ),
        ("\\\"seed\\\"", "\\\"seeds\\\"", "card field training.seed: is missing, expected a whole number"),
    ] {
        assert_eq!(edited(from, to).to_string(), message);
    }
}

#[test]
fn tensors_must_be_exactly_what_the_operators_need() {
    let tensors = |count: usize| {
        let weights = Tensor::float("head.w", &[2, 3], vec![0.5; 6]).unwrap();
        let bias = Tensor::float("head.b", &[3], vec![0.0; 3]).unwrap();
        let other = Tensor::float("other", &[1], vec![1.0]).unwrap();
        [weights, bias, other].into_iter().take(count).collect::<Vec<_>>()
    };
    let card = |units: usize| card(2, units, vec![dense("head", units, Activation::None)]);
    assert!(Bundle::new(card(3), tensors(2)).is_ok());
    let missing = Bundle::new(card(3), tensors(1)).unwrap_err();
    assert_eq!(missing, BundleError::MissingTensor { name: "head.b".to_owned(), expected: vec![3] });
    let unused = Bundle::new(card(3), tensors(3)).unwrap_err();
    assert_eq!(unused, BundleError::UnusedTensor { name: "other".to_owned() });
    let shape = Bundle::new(card(4), tensors(2)).unwrap_err();
    assert_eq!(shape.to_string(), "tensor `head.w` has shape [2, 3], expected [2, 4]");
    let twice = Bundle::new(card(3), [tensors(2), tensors(1)].concat()).unwrap_err();
    assert_eq!(twice, BundleError::DuplicateTensor { name: "head.w".to_owned() });
    assert!(Tensor::float("head.w", &[usize::MAX, 2], vec![0.0; 6]).is_err());
}

#[test]
fn numbers_that_are_not_finite_and_sizes_beyond_the_limits_are_named() {
    let head = |value: f32| Tensor::float("head.w", &[1, 1], vec![value]).unwrap();
    let bias = || Tensor::float("head.b", &[1], vec![0.0]).unwrap();
    let operators = || vec![dense("head", 1, Activation::None)];
    let error = Bundle::new(card(1, 1, operators()), vec![head(f32::INFINITY), bias()]).unwrap_err();
    assert!(matches!(&error, BundleError::Value { name, index: 0, .. } if name == "head.w"), "{error}");
    let mut zero = card(1, 1, operators());
    zero.features[0].std = 0.0;
    let error = Bundle::new(zero, vec![head(1.0), bias()]).unwrap_err();
    assert!(matches!(&error, BundleError::Card { field, .. } if field == "features[0].std"), "{error}");
    let error = Bundle::new(card(1, 2, vec![bilstm("lstm", MAX_HIDDEN + 1)]), vec![]).unwrap_err();
    assert!(matches!(&error, BundleError::Operator { index: 0, field: "hidden", .. }), "{error}");
    let outputs = Bundle::new(card(1, 2, operators()), vec![head(1.0), bias()]).unwrap_err();
    assert!(matches!(&outputs, BundleError::Card { field, .. } if field == "outputs"), "{outputs}");
}

#[test]
fn a_decoder_comes_back_from_its_bytes_and_one_out_of_range_is_refused() {
    let operators = || vec![bilstm("lstm", 3), decoder(2, 4, 5, 7)];
    let bundle = bundle(&mut rng(9), 4, operators());
    assert_eq!(Bundle::parse(&bundle.to_bytes().unwrap()).unwrap(), bundle);
    for (field, features, operator) in [
        ("layers", 4, decoder(0, 4, 5, 7)),
        ("layers", 4, decoder(9, 4, 5, 7)),
        ("radius", 4, decoder(2, 257, 5, 7)),
        ("units", 4, decoder(2, 4, 0, 7)),
        ("outputs", 4, decoder(2, 4, 5, 4097)),
        ("op", 3, decoder(2, 4, 5, 7)),
    ] {
        let error = Bundle::new(card(features, 7, vec![operator]), vec![]).unwrap_err();
        assert!(matches!(&error, BundleError::Operator { index: 0, field: f, .. } if *f == field), "{error}");
    }
}

#[test]
fn a_forest_whose_walk_might_not_end_is_refused() {
    let forest = |left: [u32; 3], feature: u32| {
        let operators = vec![Operator::Forest { name: "f".to_owned(), trees: 1, nodes: 3 }];
        let index = |part: &str, values: Vec<u32>| {
            Tensor::index(format!("f.{part}"), &[values.len()], values).unwrap()
        };
        let tensors = vec![
            index("root", vec![0]),
            index("feature", vec![feature, 0, 0]),
            index("left", left.to_vec()),
            Tensor::float("f.threshold", &[3], vec![0.5, 0.0, 1.0]).unwrap(),
        ];
        Bundle::new(card(1, 1, operators), tensors)
    };
    let model = Model::new(&forest([1, 0, 0], 0).unwrap()).unwrap();
    assert_eq!(model.forward(&[0.5, 0.6], 1, 2).unwrap(), [0.0, 1.0]);
    for (left, index) in [([2, 0, 0], 0), ([1, 1, 0], 1), ([1, 0, u32::MAX], 2)] {
        let error = forest(left, 0).unwrap_err();
        assert!(
            matches!(&error, BundleError::Value { name, index: i, .. } if name == "f.left" && *i == index),
            "{error}"
        );
    }
    assert!(matches!(forest([1, 0, 0], 1), Err(BundleError::Value { value: 1.0, .. })));
}
