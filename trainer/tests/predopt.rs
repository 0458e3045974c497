//! The network for lot sizing of many items, from labels to answers: a few steps on the CPU backend, the exported
//! weights file, and PredOpt with what it says.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use burn::module::Module;
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use hunch_families::case;
use hunch_families::family::Ask;
use hunch_families::mclsp::{Distribution, Instance, Mclsp};
use hunch_guide::methods::Search;
use hunch_guide::methods::predopt::PredOpt;
use hunch_guide::methods::predopt::sources::{Networked, Source};
use hunch_guide::network::Local;
use hunch_guide::{Library, Options, Problem, solve};
use hunch_model::{Status, Unlimited};
use hunch_trainer::methods::predopt::labels::{GAP, draw, labelled};
use hunch_trainer::methods::predopt::network::Network;
use hunch_trainer::methods::predopt::task::read;
use hunch_trainer::methods::predopt::{
    DataSet, Kind, Labels, PaperTask, PredOptTask, Settings, evaluate, paper,
};
use hunch_trainer::training::{Run, Task};
use hunch_trainer::weights::Precision;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::slice::from_ref;

const DISTRIBUTION: Distribution = Distribution { items: 2, periods: 6, c: 3, f: 1_000 };
/// Labelled instances in a test's file.
const LABELLED: u64 = 16;

/// A new folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hunch-predopt-{}-{name}", std::process::id()));
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

fn settings(seed: u64, structure: bool) -> Settings {
    let Distribution { items, periods, c, f } = DISTRIBUTION;
    Settings {
        network: Kind::Set,
        items,
        periods,
        c,
        f,
        structure,
        radius: 0,
        dropout: 0.0,
        hidden: vec![8, 4],
        smoothing: 0.05,
        steps: 60,
        batch: 4,
        instances: 12,
        validation: 4,
        learning_rate: 0.02,
        clip: 1.0,
        seed,
        data_seed: 3,
        further: Vec::new(),
    }
}

fn labels(folder: &Path, wanted: u64) -> Labels {
    Labels::make(&folder.join("labels.bin"), &DISTRIBUTION, 3, wanted, 1, &mut |_| ()).unwrap()
}

fn trained(settings: Settings, labels: &Labels, out: &Path) -> Run<PredOptTask> {
    let task = PredOptTask::new(settings, from_ref(labels)).unwrap();
    let mut run = Run::start(task, (Device::flex(), "cpu".into()), out).unwrap();
    run.run(u64::MAX, 10, &mut |_| ()).unwrap();
    run
}

/// The bytes of a run's weights file.
fn exported(run: &Run<PredOptTask>, precision: Precision) -> Vec<u8> {
    let network = run.network().valid();
    let bundle = PredOptTask::bundle(&network, run.state(), "lots".into(), BTreeMap::new(), precision);
    bundle.unwrap().to_bytes().unwrap()
}

fn library(bytes: &[u8]) -> Library {
    let mut library = Library::new();
    library.load(bytes).unwrap();
    library
}

/// Probabilities of a network as it was trained, by burn.
fn probabilities(run: &Run<PredOptTask>, instance: &Instance) -> Vec<f32> {
    let network: Network = run.network().valid();
    let plan = &run.state().plan;
    let mut features = read(instance, plan.settings.structure);
    plan.statistics.standardise(&mut features);
    let width = plan.statistics.mean.len();
    let rows = features.len() / width;
    let x = Tensor::<2>::from_data(TensorData::new(features, [rows, width]), &Device::flex());
    sigmoid(network.log_odds(x)).into_data().try_to_vec::<f32>().unwrap()
}

fn by(
    method: &'static dyn hunch_guide::Method,
    library: &Library,
    instance: &Instance,
) -> hunch_guide::Answer {
    let options = Options { method, ..Options::default() };
    solve(&Problem::Instance(case::<Mclsp>(instance.clone())), &options, library, &mut Unlimited).unwrap()
}

#[test]
fn labels_are_set_ups_of_plans_near_the_optimum_and_a_file_is_continued() {
    let folder = Folder::new("labels");
    let few = labels(&folder.0, 3);
    let more = labels(&folder.0, 6);
    assert_eq!((few.all().len(), more.all().len()), (3, 6));
    assert_eq!(few.all(), &more.all()[..3]);
    for (index, label) in more.all().iter().enumerate() {
        let instance = draw(&DISTRIBUTION, 3, index as u64).unwrap();
        let best = by(&Search, &Library::new(), &instance).solution.objective.unwrap();
        // What the fixed share costs is not bounded, so only the sides that hold always are strict.
        assert!(label.objective >= best * (1.0 - GAP), "{index}: {} below {best}", label.objective);
        assert!(label.bound <= best * (1.0 + 1e-9), "{index}: bound {} above {best}", label.bound);
        assert!(label.objective <= 1.05 * best, "{index}: {} far above {best}", label.objective);
        let asks = (0..2).all(|i| {
            instance.demand[6 * i..6 * i + 6].iter().all(|d| *d == 0.0) || {
                label.setups[6 * i..6 * i + 6].contains(&true)
            }
        });
        assert!(asks, "{index}: {:?}", label.setups);
    }
}

#[test]
fn the_loss_falls_and_a_seed_repeats_itself() {
    let folder = Folder::new("repeat");
    let labels = labels(&folder.0, LABELLED);
    let run = |name: &str, seed: u64| {
        let run = trained(settings(seed, true), &labels, &folder.0.join(name));
        let losses: Vec<f64> = run.state().history.iter().map(|v| v.loss).collect();
        (exported(&run, Precision::F32), probabilities(&run, &draw(&DISTRIBUTION, 9, 0).unwrap()), losses)
    };
    let (_, first, losses) = run("a", 5);
    assert_eq!(losses.len(), 6);
    assert!(losses[5] < 0.8 * losses[0], "{losses:?}");
    let (_, again, repeated) = run("b", 5);
    assert_eq!((&first, &losses), (&again, &repeated));
    assert_ne!(first, run("c", 6).1);
}

#[test]
fn the_exported_bundle_says_what_the_network_says_and_predopt_takes_it() {
    let folder = Folder::new("export");
    let labels = labels(&folder.0, LABELLED);
    for structure in [true, false] {
        let run = trained(settings(5, structure), &labels, &folder.0.join(format!("run-{structure}")));
        let full = library(&exported(&run, Precision::F32));
        let half = library(&exported(&run, Precision::F16));
        // Other items and periods than those of training: a set and a window.
        let larger = Distribution { items: 3, periods: 9, c: 4, f: 1_000 };
        for (distribution, index) in [(DISTRIBUTION, 0), (DISTRIBUTION, 1), (larger, 2)] {
            let instance = draw(&distribution, 1_000, index).unwrap();
            let expected = probabilities(&run, &instance);
            assert_eq!(expected.len(), distribution.items * distribution.periods);
            let case = case::<Mclsp>(instance.clone());
            for (library, tolerance) in [(&full, 1e-5), (&half, 1e-2)] {
                let said =
                    library.predict_one(case.as_ref(), &Ask::default(), &mut Unlimited).unwrap().unwrap();
                assert_eq!((said.model.as_str(), said.probabilities.len()), ("lots", expected.len()));
                for (found, expected) in said.probabilities.iter().zip(&expected) {
                    assert!((found - expected).abs() < tolerance, "{index}: {found} instead of {expected}");
                }
            }
            let mut local = Local(&full);
            let guess = Networked(&mut local).guess(case.as_ref(), &mut Unlimited).unwrap().unwrap();
            assert_eq!(guess.binaries.len(), expected.len());
            let answer = by(&PredOpt, &full, &instance);
            let best = by(&Search, &Library::new(), &instance).solution.objective.unwrap();
            assert_eq!(answer.solution.status, Status::Optimal, "{index}");
            assert!(case.check(&answer.solution.values).feasible);
            let found = answer.solution.objective.unwrap();
            assert!((found - best).abs() <= 1e-4 * best, "{index}: {found} instead of {best}");
            assert_eq!(answer.model.as_deref(), Some("lots"));
        }
        let (network, beside) = evaluate::evaluate(&full, &DISTRIBUTION, 3, &labels).unwrap();
        for figures in [&network, &beside] {
            assert!(figures.right.values().all(|right| (0.0..=100.0).contains(right)), "{figures:?}");
        }
        assert!(network.right[&60] >= 75.0, "{network:?}");
    }
}

#[test]
fn one_run_learns_from_instances_of_several_sizes() {
    let folder = Folder::new("sizes");
    let first = labels(&folder.0, LABELLED);
    let larger = Distribution { items: 3, periods: 9, c: 4, f: 1_000 };
    let path = folder.0.join("larger.bin");
    Labels::make(&path, &larger, 8, 10, 1, &mut |_| ()).unwrap();
    let (set, second) = Labels::read(&path, 6).unwrap();
    assert_eq!(set, DataSet { items: 3, periods: 9, c: 4, f: 1_000, seed: 8, instances: 6 });
    let both = Settings { further: vec![set], ..settings(5, true) };
    let drawn = labelled(&both, &[first.clone(), second.clone()]).unwrap();
    let cells: Vec<usize> = drawn.iter().map(|(instance, _)| instance.cells()).collect();
    assert_eq!(cells, [vec![12; 12], vec![27; 6], vec![12; 4], vec![27; 4]].concat());
    assert!(drawn.iter().all(|(instance, label)| instance.cells() == label.setups.len()));

    let task = PredOptTask::new(both.clone(), &[first.clone(), second.clone()]).unwrap();
    let mut run = Run::start(task, (Device::flex(), "cpu".into()), &folder.0.join("run")).unwrap();
    run.run(u64::MAX, 10, &mut |_| ()).unwrap();
    let losses: Vec<f64> = run.state().history.iter().map(|v| v.loss).collect();
    assert!(losses[5] < 0.8 * losses[0], "{losses:?}");
    let bytes = exported(&run, Precision::F32);
    let card = hunch_infer::Bundle::parse(&bytes).unwrap().card().clone();
    assert_eq!((card.training.instances, card.sizes.len()), (18, 2));
    assert!(card.training.labels.contains("12 of 2 items, 6 periods, c = 3, 6 of 3 items"), "{card:?}");
    let alone = trained(settings(5, true), &first, &folder.0.join("alone"));
    let instance = draw(&larger, 1_000, 0).unwrap();
    assert_ne!(probabilities(&run, &instance), probabilities(&alone, &instance));

    let refused =
        |settings: Settings, labels: &[Labels]| labelled(&settings, labels).unwrap_err().to_string();
    assert!(refused(both.clone(), from_ref(&first)).contains("--labels"));
    let more = DataSet { instances: 7, ..set };
    let told = refused(Settings { further: vec![more], ..both }, &[first, second]);
    assert!(told.contains("10 labels of 3 items and 9 periods"), "{told}");
    let paper = Settings { further: vec![set], ..paper_settings(1) };
    assert!(paper.validate().unwrap_err().to_string().contains("--labels"));
}

#[test]
fn an_infeasible_instance_is_told_with_a_network_as_without() {
    let folder = Folder::new("infeasible");
    let labels = labels(&folder.0, LABELLED);
    let run = trained(settings(5, true), &labels, &folder.0.join("run"));
    let mut data = hunch_families::mclsp::Data::clone(&draw(&DISTRIBUTION, 9, 0).unwrap());
    data.demand[0] = 2.0 * data.capacity[0];
    let instance: Instance = data.into();
    let answer = by(&PredOpt, &library(&exported(&run, Precision::F32)), &instance);
    assert_eq!(answer.solution.status, Status::Infeasible);
}

/// Few periods of as many items as the paper's smaller network reads.
const EIGHT: Distribution = Distribution { items: 8, periods: 5, c: 10, f: 1_000 };

fn paper_settings(seed: u64) -> Settings {
    Settings {
        network: Kind::Paper,
        items: EIGHT.items,
        periods: EIGHT.periods,
        c: EIGHT.c,
        structure: false,
        hidden: vec![6],
        radius: 2,
        dropout: 0.1,
        smoothing: 0.1,
        steps: 40,
        instances: 8,
        learning_rate: 0.02,
        ..settings(seed, false)
    }
}

fn paper_run(seed: u64, labels: &Labels, out: &Path) -> Run<PaperTask> {
    let task = PaperTask::new(paper_settings(seed), from_ref(labels)).unwrap();
    let mut run = Run::start(task, (Device::flex(), "cpu".into()), out).unwrap();
    run.run(u64::MAX, 10, &mut |_| ()).unwrap();
    run
}

#[test]
fn the_papers_network_learns_repeats_itself_and_says_the_same_as_its_bundle() {
    let folder = Folder::new("paper");
    let labels = Labels::make(&folder.0.join("eight.bin"), &EIGHT, 3, 12, 1, &mut |_| ()).unwrap();
    let run = paper_run(5, &labels, &folder.0.join("a"));
    let losses: Vec<f64> = run.state().history.iter().map(|v| v.loss).collect();
    assert!(losses.last().unwrap() < &(0.95 * losses[0]), "{losses:?}");
    let again = paper_run(5, &labels, &folder.0.join("b"));
    let bytes = |run: &Run<PaperTask>, precision| {
        let bundle = PaperTask::bundle(
            &run.network().valid(),
            run.state(),
            "paper".into(),
            BTreeMap::new(),
            precision,
        );
        bundle.unwrap().to_bytes().unwrap()
    };
    let full = bytes(&run, Precision::F32);
    let weights = |bytes: &[u8]| hunch_infer::Bundle::parse(bytes).unwrap().tensors().to_vec();
    assert_eq!(weights(&full), weights(&bytes(&again, Precision::F32)));

    // What burn says of whole sequences, and what the CPU path does.
    let network = run.network().valid();
    let golden = paper::export::golden(&network, run.state(), &Device::flex()).unwrap();
    let model = hunch_infer::Model::new(&hunch_infer::Bundle::parse(&full).unwrap()).unwrap();
    let said = model.forward(&golden.input, golden.batch, golden.steps).unwrap();
    assert_eq!(said.len(), 2 * 5 * 17);
    let apart = said.iter().zip(&golden.output).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart < 2e-6, "{apart}");
    assert!(said.iter().any(|p| *p > 0.6) && said.iter().any(|p| *p < 0.4), "{said:?}");

    // Fewer, as many and more items than it reads, and PredOpt with what it says.
    let library = library(&full);
    let longer = Distribution { periods: 9, ..EIGHT };
    let more = Distribution { items: 11, periods: 5, c: 14, f: 1_000 };
    let fewer = Distribution { items: 3, periods: 5, c: 4, f: 1_000 };
    for distribution in [EIGHT, longer, more, fewer] {
        let instance = draw(&distribution, 77, 0).unwrap();
        let case = case::<Mclsp>(instance.clone());
        let said = library.predict_one(case.as_ref(), &Ask::default(), &mut Unlimited).unwrap().unwrap();
        assert_eq!(said.probabilities.len(), distribution.items * distribution.periods);
        assert!(said.probabilities.iter().all(|p| *p > 0.0 && *p < 1.0));
        let answer = by(&PredOpt, &library, &instance);
        assert_eq!(answer.solution.status, Status::Optimal);
        assert_eq!(answer.model.as_deref(), Some("paper"));
        let best = by(&Search, &Library::new(), &instance).solution.objective.unwrap();
        let found = answer.solution.objective.unwrap();
        assert!((found - best).abs() <= 1e-4 * best, "{found} instead of {best}");
    }
    let (figures, _) = evaluate::evaluate(&library, &EIGHT, 3, &labels).unwrap();
    assert!(figures.right[&100] > 50.0, "{figures:?}");
}

#[test]
fn settings_that_the_papers_network_cannot_have_are_named() {
    for (settings, field) in [
        (Settings { items: 9, ..paper_settings(1) }, "--items"),
        (Settings { hidden: vec![8, 4], ..paper_settings(1) }, "--hidden"),
        (Settings { dropout: 1.0, ..paper_settings(1) }, "--dropout"),
    ] {
        let error = settings.validate().unwrap_err();
        assert!(error.to_string().contains(field), "{error}");
    }
}
