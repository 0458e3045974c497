//! A few steps on the CPU backend: the loss falls, a seed repeats itself, a resumed run is the uninterrupted
//! one.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use burn::module::Module;
use burn::tensor::Device;
use hunch_families::clsp::Distribution;
use hunch_infer::{Bundle, Model};
use hunch_trainer::data::{Header, LABEL_SOURCE, LabelFile, Samples, sample_labels};
use hunch_trainer::error::Result;
use hunch_trainer::methods::lstm_opt::export::{self, Description};
use hunch_trainer::methods::lstm_opt::{LstmOpt, LstmOptTask, TrainSettings};
use hunch_trainer::training::metrics::Record;
use hunch_trainer::training::{Checkpoint, Run};
use hunch_trainer::weights::{Precision, markdown};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const SETTINGS: TrainSettings = TrainSettings {
    samples: 48,
    validation: 16,
    epochs: 4,
    batch: 8,
    seed: 11,
    learning_rate: 0.01,
    dropout: 0.2,
    layers: 2,
    hidden: 8,
    clip: 1.0,
};

/// A new folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hunch-training-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn samples(folder: &Path) -> Samples {
    let path = folder.join("labels.bin");
    let header = Header::new(Distribution { c: 5, f: 1_000, horizon: 12 }, 3, LABEL_SOURCE);
    let mut file = LabelFile::open(&path, &header).unwrap();
    sample_labels(&mut file, &header, 64, 1, &mut |_| ()).unwrap();
    Samples::read(&path, SETTINGS.samples, SETTINGS.validation).unwrap()
}

fn device() -> (Device, String) {
    (Device::flex(), "cpu".into())
}

fn start(settings: TrainSettings, samples: &Samples, folder: &Path) -> Run<LstmOptTask> {
    Run::start(LstmOptTask::new(settings, samples.clone()).unwrap(), device(), folder).unwrap()
}

fn resume(settings: TrainSettings, samples: &Samples, folder: &Path) -> Result<Run<LstmOptTask>> {
    Run::resume(LstmOptTask::new(settings, samples.clone()).unwrap(), device(), folder)
}

/// The lines of `metrics.jsonl`.
fn records(folder: &Path) -> Vec<Record> {
    let text = std::fs::read_to_string(folder.join("metrics.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn weights(network: &LstmOpt) -> Vec<u8> {
    network.clone().into_record().into_bytes().unwrap().to_vec()
}

/// Weights without the parameters' identities, which differ between two networks of one process.
fn numbers(network: &LstmOpt) -> Vec<f32> {
    let mut all = Vec::new();
    for layer in &network.layers {
        all.extend(layer.input_weight.val().into_data().try_to_vec::<f32>().unwrap());
        all.extend(layer.hidden_weight.val().into_data().try_to_vec::<f32>().unwrap());
        all.extend(layer.bias.val().into_data().try_to_vec::<f32>().unwrap());
    }
    all.extend(network.output_weight.val().into_data().try_to_vec::<f32>().unwrap());
    all.extend(network.output_bias.val().into_data().try_to_vec::<f32>().unwrap());
    all
}

#[test]
fn the_loss_falls_and_a_seed_repeats_itself() {
    let folder = Folder::new("repeat");
    let samples = samples(&folder.0);
    let run = |name: &str, seed: u64| {
        let settings = TrainSettings { seed, ..SETTINGS };
        let out = folder.0.join(name);
        let mut trainer = start(settings, &samples, &out);
        trainer.run(u64::MAX, 6, &mut |_| ()).unwrap();
        let losses: Vec<f64> = trainer.state().history.iter().map(|v| v.loss).collect();
        (numbers(trainer.network()), losses)
    };
    let (first, losses) = run("a", 11);
    assert_eq!(losses.len(), 4);
    assert!(losses[3] < 0.95 * losses[0], "{losses:?}");
    assert_eq!((first.clone(), losses), run("b", 11));
    assert_ne!(first, run("c", 12).0);
}

#[test]
fn a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one() {
    let folder = Folder::new("resume");
    let samples = samples(&folder.0);
    let (whole, parts) = (folder.0.join("whole"), folder.0.join("parts"));
    let mut trainer = start(SETTINGS, &samples, &whole);
    trainer.run(u64::MAX, 5, &mut |_| ()).unwrap();
    // Ended in the middle of an epoch, and continued by somebody who knows only the folder.
    start(SETTINGS, &samples, &parts).run(9, 5, &mut |_| ()).unwrap();
    let mut resumed = resume(SETTINGS, &samples, &parts).unwrap();
    assert_eq!(resumed.state().step, 9);
    resumed.run(u64::MAX, 5, &mut |_| ()).unwrap();
    assert_eq!(numbers(trainer.network()), numbers(resumed.network()));
    let stored = Checkpoint::of(&parts)
        .network(LstmOpt::new(&resumed.state().plan.shape, 0, &Device::flex()))
        .unwrap();
    assert_eq!(weights(&stored), weights(&resumed.network().valid()));
    // More epochs extend a finished run; it says so.
    let longer = TrainSettings { epochs: 6, ..SETTINGS };
    let mut extended = resume(longer, &samples, &whole).unwrap();
    extended.run(u64::MAX, 5, &mut |_| ()).unwrap();
    assert_eq!((extended.state().step, extended.state().plan.extended_from.as_slice()), (36, &[4][..]));
    // Other settings are another run.
    let other = TrainSettings { batch: 6, ..SETTINGS };
    let error = resume(other, &samples, &parts).err().unwrap().to_string();
    assert!(error.starts_with("--resume"), "{error}");
}

#[test]
fn the_exported_bundle_predicts_what_the_network_predicts() {
    let folder = Folder::new("export");
    let samples = samples(&folder.0);
    let mut trainer = start(SETTINGS, &samples, &folder.0.join("run"));
    trainer.run(6, 6, &mut |_| ()).unwrap();
    let (network, state) = (trainer.network().valid(), trainer.state());
    let golden = export::golden(&network, state, &Device::flex()).unwrap();
    for (precision, tolerance) in [(Precision::F32, 1e-5), (Precision::F16, 2e-3)] {
        let description = Description::of_run("test".into(), state, BTreeMap::new());
        let bytes = export::bundle(&network, description, precision).unwrap().to_bytes().unwrap();
        let bundle = Bundle::parse(&bytes).unwrap();
        let output = Model::new(&bundle).unwrap().forward(&golden.input, golden.batch, golden.steps).unwrap();
        for (found, expected) in output.iter().zip(&golden.output) {
            assert!((found - expected).abs() < tolerance, "{precision:?}: {found} instead of {expected}");
        }
        let card = markdown(bundle.card(), bytes.len());
        assert!(card.contains("c = 5") && card.contains("MIT OR Apache-2.0"), "{card}");
    }
}

#[test]
fn a_run_can_start_from_an_exported_network() {
    let folder = Folder::new("init");
    let samples = samples(&folder.0);
    let mut first = start(SETTINGS, &samples, &folder.0.join("first"));
    first.run(6, 6, &mut |_| ()).unwrap();
    let description = Description::of_run("first".into(), first.state(), BTreeMap::new());
    let bundle = export::bundle(&first.network().valid(), description, Precision::F32).unwrap();
    let path = folder.0.join("first.safetensors");
    std::fs::write(&path, bundle.to_bytes().unwrap()).unwrap();

    let from = |settings: TrainSettings, name: &str| {
        let task = LstmOptTask::new(settings, samples.clone()).unwrap().starting_from(Some(path.clone()));
        Run::start(task, device(), &folder.0.join(name))
    };
    let second = from(SETTINGS, "second").unwrap();
    assert_eq!(numbers(second.network()), numbers(first.network()));
    // The card of what comes of it tells.
    let description = Description::of_run("second".into(), second.state(), BTreeMap::new());
    let bundle = export::bundle(&second.network().valid(), description, Precision::F32).unwrap();
    assert!(bundle.card().training.labels.contains("started from first (48 instances"));

    let wider = TrainSettings { hidden: 9, ..SETTINGS };
    let error = from(wider, "other").err().unwrap().to_string();
    assert!(error.starts_with("--init is a network of 4 features and hidden layers [8, 8]"), "{error}");
}

#[test]
fn every_step_leaves_a_line_of_metrics_and_a_resumed_run_goes_on_writing_them() {
    let folder = Folder::new("metrics");
    let samples = samples(&folder.0);
    let (whole, parts) = (folder.0.join("whole"), folder.0.join("parts"));
    start(SETTINGS, &samples, &whole).run(u64::MAX, 5, &mut |_| ()).unwrap();
    let lines = records(&whole);
    assert_eq!(lines.iter().map(|r| r.step).collect::<Vec<_>>(), (1..=24).collect::<Vec<_>>());
    for pair in lines.windows(2) {
        assert!(pair[0].seconds <= pair[1].seconds, "{pair:?}");
    }
    for line in &lines {
        assert!(line.loss.is_finite() && line.learning_rate > 0.0 && line.seed == SETTINGS.seed, "{line:?}");
        let measured = line.step.is_multiple_of(5) || line.step == 24;
        assert_eq!(line.validation.as_ref().map(|v| v.contains_key("accuracy")), measured.then_some(true));
    }
    // Stopped once between checkpoints: what was done after the last one is done again, and its lines stand
    // once.
    start(SETTINGS, &samples, &parts).run(10, 5, &mut |_| ()).unwrap();
    let file = parts.join("metrics.jsonl");
    let cut = std::fs::read_to_string(&file).unwrap();
    let beyond = cut.lines().last().unwrap().replace("\"step\":10", "\"step\":11");
    std::fs::write(&file, format!("{cut}{beyond}\n{{\"step\":12,\"sec")).unwrap();
    resume(SETTINGS, &samples, &parts).unwrap().run(u64::MAX, 5, &mut |_| ()).unwrap();
    let without_time = |records: Vec<Record>| {
        records.into_iter().map(|record| Record { seconds: 0.0, ..record }).collect::<Vec<_>>()
    };
    assert_eq!(without_time(records(&parts)), without_time(lines));
    let picture = std::fs::read_to_string(parts.join("curves.svg")).unwrap();
    assert!(picture.contains("lstm-opt, seed 11: 24 steps"), "{picture}");
}

#[test]
fn a_checkpoint_of_an_earlier_version_is_continued() {
    let folder = Folder::new("earlier");
    let samples = samples(&folder.0);
    let run = folder.0.join("run");
    start(SETTINGS, &samples, &run).run(9, 5, &mut |_| ()).unwrap();
    // Earlier versions said neither the method nor had metrics.
    let path = run.join("checkpoint/state.json");
    let mut state: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    state.as_object_mut().unwrap().remove("method").unwrap();
    assert_eq!(
        state["history"][0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["accuracy", "loss", "step"]
    );
    std::fs::write(&path, serde_json::to_vec(&state).unwrap()).unwrap();
    std::fs::remove_file(run.join("metrics.jsonl")).unwrap();
    let mut resumed = resume(SETTINGS, &samples, &run).unwrap();
    resumed.run(u64::MAX, 5, &mut |_| ()).unwrap();
    assert_eq!(resumed.state().method.as_deref(), Some("lstm-opt"));
    assert_eq!(records(&run).first().map(|r| r.step), Some(10));
}
