//! The network of strategies: burn's forward pass and the plain one agree, and it learns what there is to learn.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it unwraps")]

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};
use hunch_infer::Bundle;
use hunch_strategies::learn::{Classifier, Data, MostFrequent, Network, accuracy};
use hunch_strategies::{Label, Sample, SampleOptions, Sampler, Stop};
use hunch_trainer::data::Statistics;
use hunch_trainer::labels::{LabelRule, Labelled, Source};
use hunch_trainer::methods::mlopt::{Settings, Shape, StrategyNetwork, StrategyTask, choose, export};
use hunch_trainer::training::{Run, Task};
use hunch_trainer::weights::Precision;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hunch-mlopt-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}

#[test]
fn the_plain_forward_pass_is_burns() {
    let shape = Shape { inputs: 7, hidden: vec![9, 6, 6], classes: 5 };
    let device = Device::flex();
    let network = StrategyNetwork::new(&shape, 3, &device);
    // The fifth parameter never varies.
    let mean: Vec<f32> = (0..7).map(|k| 0.3 * k as f32 - 1.0).collect();
    let deviation: Vec<f32> = (0..7).map(|k| if k == 4 { 0.0 } else { 0.5 + 0.2 * k as f32 }).collect();
    let statistics = Statistics { mean, deviation };
    let plain = export::plain(&network, &statistics).unwrap();
    let thetas: Vec<f64> = (0..40 * 7).map(|k| f64::from((k * 37 % 101) as u32) / 20.0 - 2.5).collect();
    let mut standardised: Vec<f32> = thetas.iter().map(|&x| x as f32).collect();
    statistics.standardise(&mut standardised);
    let x = Tensor::<2>::from_data(TensorData::new(standardised, [40, 7]), &device);
    let expected = network.forward(x).into_data().try_to_vec::<f32>().unwrap();
    for (theta, expected) in thetas.chunks(7).zip(expected.chunks(5)) {
        let mut scores = [0.0; 5];
        assert_eq!(plain.scores(theta, &mut scores), 5);
        for (score, expected) in scores.iter().zip(expected) {
            assert!((score - expected).abs() <= 1e-5 * (1.0 + expected.abs()), "{score}, burn {expected}");
        }
    }
}

/// Labelled θ of the suppliers.
fn suppliers(seed: u64, count: u64) -> Labelled {
    let source = Source::parametric("suppliers", &[], 1, LabelRule::default()).unwrap();
    let data = source.data_set(seed, count).unwrap();
    let Source::Strategies { program, .. } = source else { panic!("a parametric program") };
    let distribution = program.distribution.clone().unwrap();
    let draw = |index| hunch_families::random::theta(&distribution, seed, index);
    let options = SampleOptions { most: count, stop: Stop::never(), ..SampleOptions::default() };
    let mut sample = Sample::default();
    Sampler::new(&program, &draw, options).unwrap().run(&mut sample, |_, _| true).unwrap();
    Labelled { data, thetas: (0..count).map(draw).collect(), sample }
}

#[test]
fn it_learns_the_suppliers_and_its_weights_file_answers_alike() {
    let labelled = suppliers(1, 500);
    let place = folder("suppliers");
    let settings = Settings { epochs: 30, batch: 32, ..Settings::default() };
    let device = (Device::flex(), "cpu".to_owned());
    let task = StrategyTask::new(settings, &labelled).unwrap();
    let mut run = Run::start(task, device, &place).unwrap();
    let steps = run.steps();
    run.run(steps, steps.div_ceil(5), &mut |_| ()).unwrap();
    let history = &run.state().history;
    let (first, last) = (history.first().unwrap().loss, history.last().unwrap().loss);
    assert!(history.len() > 1 && last < 0.5 * first, "{first}, then {last}");
    let network = run.network().valid();
    let plain = export::plain(&network, &run.state().plan.statistics).unwrap();

    // Fresh θ, their strategies numbered as the network knows them.
    let fresh = suppliers(2, 300);
    let known = labelled.sample.strategies.list();
    let classes = known.len() + fresh.sample.strategies.len();
    let (mut points, mut labels) = (Vec::new(), Vec::new());
    for (theta, label) in fresh.thetas.iter().zip(&fresh.sample.labels) {
        let Label::Strategy(number, _) = *label else { panic!("an optimum") };
        let strategy = fresh.sample.strategies.get(number).unwrap();
        let class = labelled.sample.strategies.number(strategy).unwrap_or(known.len() as u32 + number);
        points.extend_from_slice(theta);
        labels.push(class);
    }
    let data = Data::new(points, fresh.thetas[0].len(), labels, classes).unwrap();
    let learned = accuracy(&plain, &data);
    let frequent = accuracy(&MostFrequent::fit(&data), &data);
    assert!(learned.top_1 > frequent.top_1 + 0.1, "{} {}", learned.top_1, frequent.top_1);
    assert!(learned.top_3 > 0.97, "{}", learned.top_3);

    let bundle =
        StrategyTask::bundle(&network, run.state(), "suppliers".into(), BTreeMap::new(), Precision::F32)
            .unwrap();
    let read = Bundle::parse(&bundle.to_bytes().unwrap()).unwrap();
    let (again, names) = export::from_bundle(&read).unwrap();
    assert_eq!(names, known.iter().map(hunch_strategies::Strategy::id).collect::<Vec<_>>());
    for i in 0..data.len() {
        assert_eq!(again.class(data.point(i)), plain.class(data.point(i)));
    }
    std::fs::remove_dir_all(place).unwrap();
}

#[test]
fn the_candidate_is_chosen_on_points_that_it_has_not_seen() {
    let labelled = suppliers(1, 200);
    let place = folder("chosen");
    let settings = Settings { epochs: 3, ..Settings::default() };
    let device = (Device::flex(), "cpu".to_owned());
    let chosen = choose(&settings, &labelled, &device, &place).unwrap();
    assert!(chosen.settings.on_all && chosen.settings.epochs == 3);
    assert!(chosen.validation.0 > 0.0 && chosen.validation.1 >= chosen.validation.0, "{chosen:?}");
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 6);
    std::fs::remove_dir_all(place).unwrap();
}

#[test]
fn a_seed_repeats_its_weights_and_another_does_not() {
    let labelled = suppliers(1, 200);
    let train = |name: &str, seed| {
        let place = folder(name);
        let settings = Settings { epochs: 2, batch: 32, seed, ..Settings::default() };
        let task = StrategyTask::new(settings, &labelled).unwrap();
        let mut run = Run::start(task, (Device::flex(), "cpu".to_owned()), &place).unwrap();
        run.run(u64::MAX, 1_000_000, &mut |_| ()).unwrap();
        std::fs::remove_dir_all(place).unwrap();
        export::plain(&run.network().valid(), &run.state().plan.statistics).unwrap()
    };
    let first = train("first", 5);
    assert_eq!(first, train("second", 5));
    assert_ne!(first, train("other", 6));
}

/// Runs `hunch` and reads what it prints; it must end with `code`.
fn hunch(arguments: &[&str], code: i32) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hunch")).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    if code == 0 { String::from_utf8(output.stdout).unwrap() } else { said }
}

#[test]
fn the_command_goes_from_samples_to_an_accuracy_on_fresh_ones() {
    let place = folder("command");
    let path = |name: &str| place.join(name).to_str().unwrap().to_owned();
    let (labels, fresh, run, weights) =
        (path("labels.parquet"), path("fresh.parquet"), path("run"), path("net.safetensors"));
    let family = ["--family", "suppliers", "--json"];
    for (seed, out) in [("1", &labels), ("2", &fresh)] {
        let sample = ["sample", "mlopt", "--samples", "150", "--seed", seed, "--out", out];
        hunch(&[&sample[..], &family].concat(), 0);
    }
    let train = ["train", "mlopt", "--epochs", "3", "--device", "cpu", "--out", &run];
    hunch(&[&train[..], &family, &["--data", &labels]].concat(), 0);
    hunch(&["export", "--run", &run, "--out", &weights], 0);
    let network: Network = serde_json::from_slice(&std::fs::read(path("net.network.json")).unwrap()).unwrap();
    assert!(network.classes() > 1);
    let printed = hunch(&["evaluate", "mlopt", "--json", "--weights", &weights, "--data", &fresh], 0);
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["points"], 150);
    let other = ["train", "mlopt", "--family", "knapsack", "--data", &labels, "--out"];
    assert!(hunch(&[&other[..], &[&path("other")]].concat(), 3).contains("--data"));
    assert!(hunch(&["train", "mlopt", "--family", "knapsak", "--out", &run], 2).contains("'knapsack'"));
    std::fs::remove_dir_all(place).unwrap();
}
