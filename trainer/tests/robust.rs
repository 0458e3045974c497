//! Self-supervised penalty learning: losses against the families' closed forms, training, export, truth.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};
use hunch_families::Case;
use hunch_families::robust::UncertaintySet;
use hunch_guide::methods::Search;
use hunch_guide::{Ask, Library, Options, Problem};
use hunch_infer::{Bundle, Model};
use hunch_model::Unlimited;
use hunch_trainer::error::Result;
use hunch_trainer::methods::self_supervised::smooth::Smooth;
use hunch_trainer::methods::self_supervised::source::{Drawn, tensors, units};
use hunch_trainer::methods::self_supervised::truth::conic;
use hunch_trainer::methods::self_supervised::{
    Application, Domain, Labels, Learning, Network, Penalty, RobustTask, Settings, Source, export, loss,
    optimum,
};
use hunch_trainer::training::Run;
use hunch_trainer::weights::Precision;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A new folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hunch-robust-{}-{name}", std::process::id()));
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

fn small(application: Application) -> Settings {
    Settings {
        hidden: vec![12],
        steps: 60,
        batch: 16,
        validation: 32,
        ..application.settings(Learning::SelfSupervised)
    }
}

fn device() -> (Device, String) {
    (Device::flex(), "cpu".into())
}

fn start(settings: &Settings, folder: &Path) -> Run<RobustTask> {
    Run::start(RobustTask::new(settings.clone(), None).unwrap(), device(), folder).unwrap()
}

fn resume(settings: &Settings, folder: &Path) -> Result<Run<RobustTask>> {
    Run::resume(RobustTask::new(settings.clone(), None).unwrap(), device(), folder)
}

fn draw(settings: &Settings, count: u64) -> Vec<Drawn> {
    let source = Source::of(settings, 5);
    (0..count).map(|index| source.draw(index).unwrap()).collect()
}

/// Outputs that differ everywhere, some of them decisions that break rows.
fn outputs(count: usize, width: usize) -> Vec<f32> {
    (0..count * width).map(|k| ((k * 7919) % 101) as f32 / 100.0).collect()
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec::<f32>().unwrap()
}

#[test]
fn losses_are_the_closed_forms_of_the_families() {
    for application in [Application::Knapsack, Application::Inventory] {
        for set in UncertaintySet::ALL {
            let settings = Settings { set, radius_input: true, ..small(application) };
            let drawn = draw(&settings, 5);
            let width = application.outputs();
            let raw = outputs(5, width);
            let device = Device::flex();
            let tensor =
                |values: Vec<f32>| Tensor::<2>::from_data(TensorData::new(values, [5, width]), &device);
            let decisions = match units(&drawn) {
                Some(units) => tensor(raw.clone()) * tensor(units),
                None => tensor(raw.clone()),
            };
            let batch = tensors(&drawn, &device).unwrap();
            let values = numbers(batch.objective(decisions.clone()));
            let largest = numbers(batch.rows(decisions).max_dim(1).clamp_min(0.0));
            for (k, drawn) in drawn.iter().enumerate() {
                let guess = drawn.instance.decode(&raw[k * width..(k + 1) * width]);
                let verdict = drawn.instance.check(&guess.decision.unwrap());
                let (value, violation) = (verdict.objective, verdict.violation);
                let near =
                    |found: f32, exact: f64| (f64::from(found) - exact).abs() < 1e-4 * (1.0 + exact.abs());
                assert!(near(values[k], value), "{application:?} {set:?}: {} for {value}", values[k]);
                assert!(
                    near(largest[k], violation),
                    "{application:?} {set:?}: {} for {violation}",
                    largest[k]
                );
            }
        }
    }
}

#[test]
fn gradients_raise_the_objective_inside_and_lower_the_violation_outside() {
    for application in [Application::Knapsack, Application::Inventory] {
        let settings = small(application);
        let drawn = draw(&settings, 4);
        let width = application.outputs();
        let taped = Device::flex().autodiff();
        let batch = tensors(&drawn, &taped).unwrap();
        let scale = units(&drawn).unwrap_or_else(|| vec![1.0; 4 * width]);
        // Leading outputs are shares of items or stocks, the others belong to a sales rule.
        let at = |share: f32, rule: f32| {
            let part = |k: usize| if k % width < application.shares() { share } else { rule };
            let values = scale.iter().enumerate().map(|(k, u)| part(k) * u).collect::<Vec<f32>>();
            Tensor::<2>::from_data(TensorData::new(values, [4, width]), &taped).require_grad()
        };
        let moved = |from: Tensor<2>| {
            let penalty = Tensor::<2>::full([4, 1], 50.0, &taped);
            let loss = loss::self_supervised(&batch, from.clone(), penalty);
            let slope = from.grad(&loss.backward()).unwrap();
            Tensor::from_inner(from.inner() - slope * 1e-3)
        };
        let value = |d: Tensor<2>| numbers(batch.objective(d));
        let excess = |d: Tensor<2>| numbers(batch.terms(d).1);
        let (inside, outside) = (at(0.2, 0.05), at(2.0, 2.0));
        assert!(excess(inside.clone()).iter().all(|e| *e == 0.0), "{application:?}");
        for (after, before) in value(moved(inside.clone())).iter().zip(value(inside)) {
            assert!(*after > before, "{application:?}: {after} after {before}");
        }
        for (after, before) in excess(moved(outside.clone())).iter().zip(excess(outside)) {
            assert!(*after < before && before > 0.0, "{application:?}: {after} after {before}");
        }
    }
}

/// All weights of a network.
fn weights(run: &Run<RobustTask>) -> Vec<Vec<f32>> {
    let network = run.network();
    let dense = network.layers.iter().map(|layer| numbers(layer.weight.val()));
    dense.chain(network.tied.iter().map(|layer| numbers(layer.own.val()))).collect()
}

#[test]
fn a_few_steps_lower_the_loss_and_a_resumed_run_is_the_uninterrupted_one() {
    let folder = Folder::new("steps");
    let plain = Application::ALL.map(small);
    let others = [
        small(Application::BinaryKnapsack).with_domain(Domain::Learned),
        Settings { instances: Some(48), ..small(Application::Inventory) }.with_tied_weights(),
    ];
    for (k, settings) in plain.into_iter().chain(others).enumerate() {
        let (whole, parts) = (folder.0.join(k.to_string()), folder.0.join("parts").join(k.to_string()));
        let mut run = start(&settings, &whole);
        run.run(u64::MAX, 10, &mut |_| ()).unwrap();
        let losses: Vec<f64> = run.state().history.iter().map(|m| m.loss).collect();
        assert!(losses[5] < losses[0], "{settings:?}: {losses:?}");
        start(&settings, &parts).run(25, 10, &mut |_| ()).unwrap();
        let mut resumed = resume(&settings, &parts).unwrap();
        resumed.run(u64::MAX, 10, &mut |_| ()).unwrap();
        assert_eq!(weights(&run), weights(&resumed), "{settings:?}");
        assert_eq!(run.state().history.last(), resumed.state().history.last(), "{settings:?}");
        let other = Settings { batch: 8, ..settings };
        assert!(resume(&other, &parts).err().unwrap().to_string().starts_with("--resume"));
    }
}

#[test]
fn the_supervised_baseline_comes_closer_to_its_labels() {
    let folder = Folder::new("labels");
    let settings = Settings {
        learning: Learning::Supervised,
        instances: Some(48),
        steps: 120,
        learning_rate: 0.01,
        ..small(Application::Knapsack)
    };
    let source = Source::of(&settings, settings.data_seed);
    let path = folder.0.join("labels.bin");
    let labels = Labels::make(&path, &source, 48, 1, &mut |_| ()).unwrap();
    assert_eq!(Labels::make(&path, &source, 48, 1, &mut |_| ()).unwrap(), labels);
    assert!(RobustTask::new(settings.clone(), None).err().unwrap().to_string().contains("labels: false"));
    let mut trainer =
        Run::start(RobustTask::new(settings, Some(labels)).unwrap(), device(), &folder.0).unwrap();
    trainer.run(u64::MAX, 30, &mut |_| ()).unwrap();
    let history = &trainer.state().history;
    assert!(history[3].loss < 0.8 * history[0].loss, "{history:?}");
}

#[test]
fn the_exported_bundle_says_what_the_network_says() {
    let folder = Folder::new("export");
    let variants = [
        small(Application::Knapsack),
        Settings { domain: Domain::Clamp, gamma: 0.5, hidden: vec![9, 7], ..small(Application::Knapsack) },
        Settings {
            penalty: Penalty { low: 1.0, high: 50.0 },
            radius_input: true,
            ..small(Application::Knapsack)
        }
        .with_tied_weights(),
        small(Application::BinaryKnapsack).with_domain(Domain::Learned),
        small(Application::BinaryKnapsack).with_tied_weights(),
        small(Application::Inventory),
        Settings { radius_input: true, ..small(Application::Inventory) }.with_tied_weights(),
    ];
    for (k, settings) in variants.into_iter().enumerate() {
        let out = folder.0.join(k.to_string());
        let mut trainer = start(&Settings { steps: 8, ..settings.clone() }, &out);
        trainer.run(u64::MAX, 8, &mut |_| ()).unwrap();
        let network: Network = trainer.network().valid();
        let state = trainer.state();
        let bytes = export::bundle(&network, state, "test".into(), BTreeMap::new(), Precision::F32)
            .unwrap()
            .to_bytes()
            .unwrap();
        let bundle = Bundle::parse(&bytes).unwrap();
        let source = Source::of(&settings, 9);
        let drawn: Vec<Drawn> = (0..6).map(|index| source.draw(index).unwrap()).collect();
        let input: Vec<f32> = drawn.iter().flat_map(|d| source.features(d)).collect();
        let found = Model::new(&bundle).unwrap().forward(&input, 6, 1).unwrap();
        let mut standardised = input.clone();
        let shape = &state.plan.shape;
        state.plan.statistics.standardise(&mut standardised);
        let x = Tensor::<2>::from_data(TensorData::new(standardised, [6, shape.inputs]), &Device::flex());
        let width = shape.outputs;
        if settings.application.is_binary() {
            let expected = numbers(network.decisions(shape, x));
            for (k, drawn) in drawn.iter().enumerate() {
                let decision = drawn.instance.decode(&found[k * width..(k + 1) * width]).decision.unwrap();
                let own: Vec<f64> =
                    expected[k * width..(k + 1) * width].iter().map(|v| f64::from(*v)).collect();
                assert_eq!(decision, own, "{settings:?}");
            }
        } else {
            // The rule's stocks are clamped by the family's decoding, not by the bundle.
            let expected = match settings.domain {
                Domain::Rule => numbers(network.values(shape, x)),
                _ => numbers(network.decisions(shape, x)),
            };
            for (a, b) in found.iter().zip(&expected) {
                assert!((a - b).abs() < 1e-4 * (1.0 + b.abs()), "{a} instead of {b}: {settings:?}");
            }
        }
        // The card is one that the library takes, for the instances that the model was trained on.
        let mut library = Library::new();
        library.load(&bytes).unwrap();
        assert!(
            library.choose(drawn[0].instance.as_ref(), &Ask::default()).unwrap().familiar,
            "{settings:?}"
        );
    }
}

#[test]
fn the_first_phase_imitates_the_clamp_and_the_second_leaves_it_alone() {
    let taped = Device::flex().autodiff();
    let (_, error) = Smooth::fit(0.1, 3, &taped);
    assert!(error < 2e-3, "mean squared error {error}");
    let folder = Folder::new("phases");
    let settings = small(Application::BinaryKnapsack).with_domain(Domain::Learned);
    let mut trainer = start(&settings, &folder.0);
    let frozen = |t: &Run<RobustTask>| {
        t.network().smooth.clone().unwrap().into_record().into_bytes().unwrap().to_vec()
    };
    let moving = |t: &Run<RobustTask>| numbers(t.network().layers[0].weight.val());
    let before = (frozen(&trainer), moving(&trainer));
    trainer.run(5, 5, &mut |_| ()).unwrap();
    assert_eq!(before.0, frozen(&trainer));
    assert_ne!(before.1, moving(&trainer));
}

#[test]
fn two_solvers_agree_on_the_optima() {
    for application in Application::ALL {
        for set in UncertaintySet::ALL {
            let settings = Settings { set, ..small(application) };
            for Drawn { instance, .. } in draw(&settings, 3) {
                let truth = optimum(&instance).unwrap();
                assert!(instance.check(&truth.decision).feasible, "{application:?} {set:?}");
                // The other solver: Clarabel where our engine was asked, our engine where Clarabel was; no
                // bound may be beaten.
                let other = match set {
                    UncertaintySet::Box => conic(&instance.program()).unwrap().1,
                    UncertaintySet::Ellipsoid => searched(&instance),
                };
                let gap = (other - truth.objective) / truth.objective;
                let relaxed = application.is_binary() && set == UncertaintySet::Box;
                assert!(gap > -1e-4 && (relaxed || gap < 1e-4), "{application:?} {set:?}: gap {gap}");
            }
        }
    }
}

fn searched(instance: &std::sync::Arc<dyn Case>) -> f64 {
    let options = Options { method: &Search, ..Options::default() };
    let problem = Problem::Instance(instance.clone());
    hunch_guide::solve(&problem, &options, &Library::new(), &mut Unlimited)
        .unwrap()
        .solution
        .objective
        .unwrap()
}
