//! Models with random weights, and a plain implementation in 64 bits that shares no code with the crate.

#![allow(dead_code, clippy::print_stdout, clippy::unwrap_used)] // Each test file uses its own part of these helpers of tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hunch_infer::bundle::BUNDLE_VERSION;
use hunch_infer::golden::Golden;
use hunch_infer::{Activation, Bundle, Card, Feature, Operator, Tensor, Training, Values};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub fn rng(seed: u64) -> ChaCha8Rng {
    println!("seed {seed}");
    ChaCha8Rng::seed_from_u64(seed)
}

pub fn card(features: usize, outputs: usize, architecture: Vec<Operator>) -> Card {
    let feature =
        |i: usize| Feature { name: format!("feature {i}"), mean: 0.25 * i as f64, std: 1.0 + 0.5 * i as f64 };
    Card {
        version: BUNDLE_VERSION,
        name: "test".to_owned(),
        method: "random".into(),
        family: "none".to_owned(),
        sizes: vec![BTreeMap::from([("T".to_owned(), 120.0), ("c".to_owned(), 3.0)])],
        features: (0..features).map(feature).collect(),
        outputs: (0..outputs).map(|i| format!("output {i}")).collect(),
        architecture,
        training: Training {
            seed: u64::MAX,
            sampler_version: 1,
            labels: "random".to_owned(),
            instances: 0,
            seconds: 0.0,
            hardware: "none".to_owned(),
        },
        evaluation: BTreeMap::from([("accuracy".to_owned(), 0.5)]),
        licence: "MIT OR Apache-2.0".to_owned(),
    }
}

pub fn uniform(rng: &mut ChaCha8Rng, count: usize, spread: f32) -> Vec<f32> {
    (0..count).map(|_| rng.random_range(-spread..spread)).collect()
}

pub fn dense(name: &str, units: usize, activation: Activation) -> Operator {
    Operator::Dense { name: name.to_owned(), units, activation }
}

pub fn bilstm(name: &str, hidden: usize) -> Operator {
    Operator::Bilstm { name: name.to_owned(), hidden }
}

pub fn decoder(layers: usize, radius: usize, units: usize, outputs: usize) -> Operator {
    Operator::Decoder { name: "decoder".to_owned(), layers, radius, units, outputs }
}

/// A model with random weights of the usual size (uniform in ±1/√fan-in, biases in ±0.5); forests are random
/// full trees.
pub fn bundle(rng: &mut ChaCha8Rng, features: usize, architecture: Vec<Operator>) -> Bundle {
    let mut width = features;
    let mut tensors = Vec::new();
    let mut weights = |rng: &mut ChaCha8Rng, name: String, shape: &[usize]| {
        let spread = if shape.len() == 1 { 0.5 } else { 1.0 / (shape[0] as f32).sqrt() };
        let count = shape.iter().product();
        tensors.push(Tensor::float(name, shape, uniform(rng, count, spread)).unwrap());
    };
    let mut indices = Vec::new();
    for operator in &architecture {
        match operator {
            Operator::Standardise {} => {}
            Operator::Window { before, after } => width *= before + after + 1,
            Operator::Dense { name, units, .. } => {
                weights(rng, format!("{name}.w"), &[width, *units]);
                weights(rng, format!("{name}.b"), &[*units]);
                width = *units;
            }
            Operator::Bilstm { name, hidden } => {
                for direction in ["forward", "backward"] {
                    weights(rng, format!("{name}.{direction}.w"), &[width, 4 * hidden]);
                    weights(rng, format!("{name}.{direction}.u"), &[*hidden, 4 * hidden]);
                    weights(rng, format!("{name}.{direction}.b"), &[4 * hidden]);
                }
                width = 2 * hidden;
            }
            Operator::Forest { name, trees, nodes } => {
                let per_tree = nodes / trees;
                let roots = (0..*trees).map(|tree| (tree * per_tree) as u32).collect();
                // Full binary trees in level order: the children of node i of a tree are 2i + 1 and 2i + 2.
                let left = |node: usize| {
                    let (tree, place) = (node / per_tree, node % per_tree);
                    if 2 * place + 2 < per_tree { (tree * per_tree + 2 * place + 1) as u32 } else { 0 }
                };
                let features = (0..*nodes).map(|_| rng.random_range(0..width as u32)).collect();
                indices.push(Tensor::index(format!("{name}.root"), &[*trees], roots).unwrap());
                indices.push(Tensor::index(format!("{name}.feature"), &[*nodes], features).unwrap());
                let left = (0..*nodes).map(left).collect();
                indices.push(Tensor::index(format!("{name}.left"), &[*nodes], left).unwrap());
                weights(rng, format!("{name}.threshold"), &[*nodes]);
                width = 1;
            }
            Operator::Decoder { name, layers, units, outputs, .. } => {
                for layer in 1..=*layers {
                    let inputs = if layer == 1 { *outputs } else { width };
                    weights(rng, format!("{name}.lstm{layer}.w"), &[inputs, 4 * width]);
                    weights(rng, format!("{name}.lstm{layer}.u"), &[width, 4 * width]);
                    weights(rng, format!("{name}.lstm{layer}.b"), &[4 * width]);
                }
                weights(rng, format!("{name}.score.w"), &[width, width]);
                weights(rng, format!("{name}.mix.w"), &[2 * width, *units]);
                weights(rng, format!("{name}.mix.b"), &[*units]);
                weights(rng, format!("{name}.output.w"), &[*units, *outputs]);
                weights(rng, format!("{name}.output.b"), &[*outputs]);
                width = *outputs;
            }
        }
    }
    tensors.extend(indices);
    Bundle::new(card(features, width, architecture), tensors).unwrap()
}

/// The paper's network for capacitated lot sizing: three bidirectional layers of 40 units, a sigmoid per
/// period.
pub fn paper_network(rng: &mut ChaCha8Rng) -> Bundle {
    let layers = vec![
        Operator::Standardise {},
        bilstm("lstm1", 40),
        bilstm("lstm2", 40),
        bilstm("lstm3", 40),
        dense("head", 1, Activation::Sigmoid),
    ];
    bundle(rng, 4, layers)
}

fn float(bundle: &Bundle, name: &str) -> Vec<f64> {
    let tensor = bundle.tensors().iter().find(|tensor| tensor.name() == name).unwrap();
    match tensor.values() {
        Values::Float(values) => values.iter().map(|&value| value.into()).collect(),
        Values::Index(values) => values.iter().map(|&value| value.into()).collect(),
        Values::Double(values) => values.clone(),
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// y_j = b_j + Σ_i x_i w_ij.
fn affine(x: &[f64], w: &[f64], b: &[f64]) -> Vec<f64> {
    let product = |j: usize| x.iter().enumerate().map(|(i, value)| value * w[i * b.len() + j]).sum::<f64>();
    (0..b.len()).map(|j| b[j] + product(j)).collect()
}

/// The forward pass by the formulas, one sequence, in 64 bits.
pub fn oracle(bundle: &Bundle, input: &[f32], steps: usize) -> Vec<f64> {
    let features = bundle.card().features.len();
    let mut rows: Vec<Vec<f64>> =
        input.chunks(features).map(|row| row.iter().map(|&value| value.into()).collect()).collect();
    assert_eq!(rows.len(), steps);
    for operator in &bundle.card().architecture {
        rows = match operator {
            Operator::Standardise {} => {
                let one = |(x, f): (&f64, &Feature)| (x - f.mean) / f.std;
                rows.iter().map(|row| row.iter().zip(&bundle.card().features).map(one).collect()).collect()
            }
            Operator::Window { before, after } => {
                let zero = vec![0.0; rows[0].len()];
                let row = |t: i64| if t >= 0 { rows.get(t as usize).unwrap_or(&zero) } else { &zero };
                let span = |t: usize| t as i64 - *before as i64..=(t + after) as i64;
                (0..steps).map(|t| span(t).flat_map(|s| row(s).clone()).collect()).collect()
            }
            Operator::Dense { name, activation, .. } => {
                let (w, b) = (float(bundle, &format!("{name}.w")), float(bundle, &format!("{name}.b")));
                let act = |x: f64| match activation {
                    Activation::None => x,
                    Activation::Relu => x.max(0.0),
                    Activation::Sigmoid => sigmoid(x),
                    Activation::Tanh => x.tanh(),
                    Activation::Clamp => x.clamp(0.0, 1.0),
                    Activation::Step => f64::from(u8::from(x > 0.0)),
                };
                rows.iter().map(|row| affine(row, &w, &b).into_iter().map(act).collect()).collect()
            }
            Operator::Bilstm { name, hidden } => oracle_bilstm(bundle, name, *hidden, &rows),
            Operator::Forest { name, trees, .. } => {
                let part = |part: &str| float(bundle, &format!("{name}.{part}"));
                let (root, feature, left, threshold) =
                    (part("root"), part("feature"), part("left"), part("threshold"));
                let leaf = |root: f64, row: &[f64]| {
                    let mut node = root as usize;
                    while left[node] > 0.0 {
                        let right = row[feature[node] as usize] > threshold[node];
                        node = left[node] as usize + usize::from(right);
                    }
                    threshold[node]
                };
                let mean = |row: &Vec<f64>| root.iter().map(|&r| leaf(r, row)).sum::<f64>() / *trees as f64;
                rows.iter().map(|row| vec![mean(row)]).collect()
            }
            Operator::Decoder { name, layers, radius, .. } => {
                oracle_decoder(bundle, name, *layers, *radius, &rows)
            }
        };
    }
    rows.concat()
}

fn oracle_bilstm(bundle: &Bundle, name: &str, hidden: usize, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut out = vec![vec![0.0; 2 * hidden]; rows.len()];
    for (which, direction) in ["forward", "backward"].iter().enumerate() {
        let part = |part: &str| float(bundle, &format!("{name}.{direction}.{part}"));
        let (w, u, b) = (part("w"), part("u"), part("b"));
        let (mut h, mut c) = (vec![0.0; hidden], vec![0.0; hidden]);
        for step in 0..rows.len() {
            let t = if which == 0 { step } else { rows.len() - 1 - step };
            let from_input = affine(&rows[t], &w, &b);
            let gates = affine(&h, &u, &from_input);
            for k in 0..hidden {
                let gate = |gate: usize| gates[gate * hidden + k];
                c[k] = sigmoid(gate(1)) * c[k] + sigmoid(gate(0)) * gate(2).tanh();
                h[k] = sigmoid(gate(3)) * c[k].tanh();
                out[t][which * hidden + k] = h[k];
            }
        }
    }
    out
}

/// One step of an LSTM layer: the new h; c is changed in place.
fn oracle_cell(bundle: &Bundle, prefix: &str, x: &[f64], h: &[f64], c: &mut [f64]) -> Vec<f64> {
    let part = |part: &str| float(bundle, &format!("{prefix}.{part}"));
    let gates = affine(h, &part("u"), &affine(x, &part("w"), &part("b")));
    let gate = |k: usize, gate: usize| gates[gate * h.len() + k];
    (0..h.len())
        .map(|k| {
            c[k] = sigmoid(gate(k, 1)) * c[k] + sigmoid(gate(k, 0)) * gate(k, 2).tanh();
            sigmoid(gate(k, 3)) * c[k].tanh()
        })
        .collect()
}

fn oracle_decoder(
    bundle: &Bundle,
    name: &str,
    layers: usize,
    radius: usize,
    states: &[Vec<f64>],
) -> Vec<Vec<f64>> {
    let part = |part: &str| float(bundle, &format!("{name}.{part}"));
    let (steps, width) = (states.len(), states[0].len());
    let start = [&states[steps - 1][..width / 2], &states[0][width / 2..]].concat();
    let (mut h, mut c) = (vec![start; layers], vec![vec![0.0; width]; layers]);
    let mut said = vec![0.0; part("output.b").len()];
    let mut out = Vec::new();
    for t in 0..steps {
        for layer in 0..layers {
            let x = if layer == 0 { said.clone() } else { h[layer - 1].clone() };
            let prefix = format!("{name}.lstm{}", layer + 1);
            h[layer] = oracle_cell(bundle, &prefix, &x, &h[layer].clone(), &mut c[layer]);
        }
        let top = &h[layers - 1];
        let query = affine(top, &part("score.w"), &vec![0.0; width]);
        let near = &states[t.saturating_sub(radius)..steps.min(t + radius + 1)];
        let score = |e: &Vec<f64>| query.iter().zip(e).map(|(a, b)| a * b).sum::<f64>().exp();
        let scores: Vec<f64> = near.iter().map(score).collect();
        let all: f64 = scores.iter().sum();
        let context = |k: usize| near.iter().zip(&scores).map(|(e, s)| e[k] * s / all).sum::<f64>();
        let joined: Vec<f64> = (0..width).map(context).chain(top.iter().copied()).collect();
        let mixed = affine(&joined, &part("mix.w"), &part("mix.b"));
        let mixed: Vec<f64> = mixed.into_iter().map(f64::tanh).collect();
        said = affine(&mixed, &part("output.w"), &part("output.b")).into_iter().map(sigmoid).collect();
        out.push(said.clone());
    }
    out
}

/// The largest of |a − b| / (absolute + relative |b|): at most 1 when they agree.
pub fn disagreement(a: &[f32], b: &[f64], absolute: f64, relative: f64) -> f64 {
    assert_eq!(a.len(), b.len());
    let one = |(&a, &b): (&f32, &f64)| (f64::from(a) - b).abs() / (absolute + relative * b.abs());
    a.iter().zip(b).map(one).fold(0.0, f64::max)
}

/// Where the golden files lie.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Every golden file of the folder with its bundle.
pub fn goldens() -> Vec<(String, Bundle, Golden)> {
    let mut goldens = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        let Some(name) = file.strip_suffix(".golden.safetensors") else { continue };
        let model = folder().join(format!("{name}.model.safetensors"));
        let bundle = Bundle::parse(&std::fs::read(model).unwrap()).unwrap();
        goldens.push((name.to_owned(), bundle, Golden::parse(&std::fs::read(&path).unwrap()).unwrap()));
    }
    assert!(!goldens.is_empty(), "no golden file in {}", folder().display());
    goldens
}
