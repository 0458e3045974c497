//! Files of strategies: what is written comes back and answers alike; what is damaged is refused by name.
#![allow(clippy::panic, clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_bundle::json::parse;
use hunch_bundle::safetensors;
use hunch_bundle::{Tensor, Values, digest};
use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{ParametricProgram, SetOrder, SpecialOrderedSet, Status, Unlimited};
use hunch_search::Settings;
use hunch_strategies::answer::measure::suboptimality;
use hunch_strategies::answer::tree::TreeOptions;
use hunch_strategies::bundle::{
    By, Card, Domain, FORMAT, Guess, Layer, Learned, Model, Network, Ranking, Sampled, VERSION, same_numbers,
};
use hunch_strategies::learn::{self, Data, Neighbours, cart};
use hunch_strategies::sampling::Label;
use hunch_strategies::words::{Vocabulary, sentences};
use hunch_strategies::{Answerer, Outcome, Proof, Sample, SampleOptions, Sampler, Stop, Store};

const SEED: u64 = 17;
/// Ways that guess binaries to the search.
const GUESSES: [By; 3] = [By::Guess, By::Start, By::Fixed];

/// A sampled family with all learners that a file may hold.
fn learned(name: &str, sizes: &[usize], by: By) -> (ParametricProgram, Learned) {
    let program = generator(name).unwrap().program(sizes, 1).unwrap();
    let distribution = program.distribution.clone().unwrap();
    let draw = |index| theta(&distribution, SEED, index);
    let options = SampleOptions { most: 300, stop: Stop::never(), ..SampleOptions::default() };
    let mut sample = Sample::default();
    Sampler::new(&program, &draw, options).unwrap().run(&mut sample, |_, _| true).unwrap();
    let mut store = sample.store();
    grow(&program, &mut store);
    let (data, domain) = data(&sample, &draw, &store);
    let tree = cart(&data, &[], &learn::Settings::default()).unwrap().tree;
    let card = Card {
        format: FORMAT,
        version: VERSION,
        name: name.into(),
        parameters: program.parameters.clone(),
        sentences: sentences(&program, store.strategies.list(), &Vocabulary::default()),
        ranking: Ranking { by, tries: 3 },
        neighbours: 0,
        domain,
        sampled: Sampled { seed: SEED, samples: 300, ..Sampled::default() },
        table: Vec::new(),
        verdict: "for a test".into(),
        licence: "MIT".into(),
    };
    let base = &program.base;
    let integers: Vec<u32> =
        (0..base.columns.len() as u32).filter(|&j| base.columns[j as usize].kind.is_integer()).collect();
    let guess = GUESSES.contains(&by).then(|| {
        let thetas: Vec<Vec<f64>> = (0..50).map(draw).collect();
        let values: Vec<Vec<bool>> =
            (0..50).map(|k| integers.iter().map(|&j| (k + j) % 2 == 0).collect()).collect();
        Guess::new(&thetas, integers.clone(), &values).unwrap()
    });
    let width = program.parameters.len();
    let classes = store.strategies.len();
    let learned = Learned {
        card,
        program: ParametricProgram { distribution: None, ..program.clone() },
        tree: Some(tree),
        neighbours: Some(Neighbours::fit(&data, 5).unwrap()),
        network: Some(network(width, classes)),
        guess,
        store,
    };
    (program, learned)
}

/// Trees of the strategies, each at its first θ.
fn grow(program: &ParametricProgram, store: &mut Store) {
    let mut answerer = Answerer::new(program, store).unwrap();
    let grown = answerer.grow(store, &[], &TreeOptions::default(), &mut Unlimited).unwrap();
    assert!(!program.base.has_integers() || grown.iter().all(|grown| grown.leaves > 0));
}

fn data(sample: &Sample, draw: &dyn Fn(u64) -> Vec<f64>, store: &Store) -> (Data, Domain) {
    let (mut points, mut labels) = (Vec::new(), Vec::new());
    for (index, label) in sample.labels.iter().enumerate() {
        let Label::Strategy(number, _) = *label else { continue };
        points.extend(draw(index as u64));
        labels.push(number);
    }
    let width = points.len() / labels.len();
    let data = Data::new(points, width, labels, store.strategies.len()).unwrap();
    let (lower, extent) = data.ranges();
    let upper = lower.iter().zip(&extent).map(|(low, extent)| low + extent).collect();
    (data, Domain { lower, upper, source: "draws".into() })
}

/// Two layers of made-up weights.
fn network(width: usize, classes: usize) -> Network {
    let number = |k: usize| ((k * 37 % 101) as f32 - 50.0) / 50.0;
    let layer = |inputs: usize, outputs: usize| Layer {
        weights: (0..inputs * outputs).map(number).collect(),
        bias: (0..outputs).map(|k| number(k + 3)).collect(),
    };
    Network {
        mean: vec![2.0; width],
        deviation: vec![0.5; width],
        layers: vec![layer(width, 6), layer(6, classes)],
        labels: (0..classes as u32).collect(),
    }
}

#[test]
fn a_file_comes_back_and_answers_alike_whatever_ranks() {
    for (name, sizes) in [("transportation", &[20, 20][..]), ("portfolio", &[20]), ("suppliers", &[])] {
        for by in [By::Search, By::Frequency, By::Stored, By::Tree, By::Neighbours, By::Network]
            .into_iter()
            .chain(GUESSES)
        {
            if GUESSES.contains(&by) && name != "suppliers" {
                continue;
            }
            let (program, learned) = learned(name, sizes, by);
            let bytes = learned.to_bytes().unwrap();
            let read = Learned::read(&bytes, &parse).unwrap();
            assert_eq!(read.to_bytes().unwrap(), bytes, "{name}");
            assert!(same_numbers(&read.program, &program), "{name}");
            assert_eq!(
                (&read.tree, &read.network, &read.guess),
                (&learned.tree, &learned.network, &learned.guess)
            );
            assert_eq!((&read.store, &read.neighbours), (&learned.store, &learned.neighbours));
            answers_are_right(&program, read, by);
        }
    }
}

fn answers_are_right(program: &ParametricProgram, learned: Learned, by: By) {
    let distribution = program.distribution.clone().unwrap();
    let fresh = |index| theta(&distribution, SEED + 1, index);
    let truth = Sampler::new(program, &fresh, SampleOptions::default()).unwrap().outcomes(0..12).unwrap();
    let mut model = Model::new(learned).unwrap();
    let (mut proven, mut by_trees, mut known) = (0, 0, 0);
    for (index, outcome) in truth.into_iter().enumerate() {
        let Outcome::Optimal(optimal) = outcome else { panic!("no optimum") };
        let theta = fresh(index as u64);
        let response = model.respond(&theta, &Settings::new(), &mut Unlimited).unwrap();
        let solution = &response.answer.solution;
        assert_eq!(solution.status, Status::Optimal, "{by:?}");
        let at = program.instantiate(&theta).unwrap();
        let off = suboptimality(&at, solution.objective.unwrap(), optimal.objective);
        assert!(off.abs() <= 1e-6, "{by:?}: theta {index} is off by {off}");
        proven += usize::from(matches!(response.answer.proof, Proof::Multipliers(_)));
        by_trees += usize::from(matches!(response.answer.proof, Proof::Tree(_)));
        let number = response.strategy;
        let sampled = model.learned().store.strategies.number(&optimal.strategy);
        known += usize::from(number.is_some() && number == sampled);
        assert!(response.path.len() <= 64 && response.boundary.as_ref().is_none_or(|b| b.distance >= 0.0));
    }
    assert!(known >= 9, "{by:?}: the strategy of an answer is found: {known} of 12");
    if by == By::Stored && !program.base.has_integers() {
        assert!(proven >= 10, "{proven} of 12");
    }
    // The network is made up, and names what it likes.
    let names = ![By::Search, By::Network].contains(&by) && !GUESSES.contains(&by);
    if names && program.base.has_integers() {
        assert!(by_trees >= 8, "{by:?}: {by_trees} of 12");
    }
}

#[test]
fn programs_are_told_apart_by_all_that_they_say() {
    let (program, _) = learned("suppliers", &[], By::Search);
    let with = |change: &dyn Fn(&mut ParametricProgram)| {
        let mut other = program.clone();
        change(&mut other);
        same_numbers(&program, &other)
    };
    assert!(with(&|p| p.base.columns[0].name = "other".into()));
    assert!(with(&|p| p.terms.reverse()));
    assert!(!with(&|p| p.base.columns[0].objective += 1e-12));
    assert!(!with(&|p| p.base.offset = 1.0));
    assert!(!with(&|p| p.base.rows[0].upper = 4.0));
    assert!(!with(&|p| p.terms[0].coefficient = 2.0));
    assert!(!with(&|p| p.parameters.push("more".into())));
    assert!(!with(&|p| {
        let set =
            SpecialOrderedSet { name: "s".into(), order: SetOrder::One, members: vec![(0, 1.0), (1, 2.0)] };
        p.base.sets.push(set);
    }));
}

#[test]
fn the_boundary_is_where_the_strategy_changes() {
    let (program, learned) = learned("inventory", &[8], By::Stored);
    let distribution = program.distribution.clone().unwrap();
    let mut model = Model::new(learned).unwrap();
    let scales: Vec<f64> = {
        let domain = &model.learned().card.domain;
        domain.lower.iter().zip(&domain.upper).map(|(low, high)| high - low).collect()
    };
    let mut changed = 0;
    for index in 0..20 {
        let here = theta(&distribution, SEED + 2, index);
        let response = model.respond(&here, &Settings::new(), &mut Unlimited).unwrap();
        let Some(boundary) = response.boundary else { continue };
        assert!(boundary.is_exact && boundary.distance > 0.0);
        let moved: f64 =
            here.iter().zip(&boundary.at).zip(&scales).map(|((a, b), s)| ((a - b) / s).powi(2)).sum();
        assert!((moved.sqrt() - boundary.distance).abs() < 1e-9);
        let step = |share: f64| -> Vec<f64> {
            here.iter().zip(&boundary.at).map(|(a, b)| a + share * (b - a)).collect()
        };
        let at = |model: &mut Model, theta: &[f64]| {
            model.respond(theta, &Settings::new(), &mut Unlimited).unwrap().strategy
        };
        assert_eq!(at(&mut model, &step(0.99)), response.strategy, "theta {index}");
        changed += usize::from(at(&mut model, &step(1.01)) != response.strategy);
    }
    assert!(changed >= 18, "{changed} of 20");
}

/// A file with tensors changed and a digest that fits.
fn forged(learned: &Learned, change: impl Fn(&str, &mut Vec<f64>, &mut Vec<u32>)) -> Vec<u8> {
    let bytes = learned.to_bytes().unwrap();
    let layout = safetensors::read(&bytes, &parse).unwrap();
    let card = safetensors::metadata_text(&layout.metadata, "hunch").unwrap().to_owned();
    let tensors: Vec<Tensor> = layout
        .entries
        .into_iter()
        .map(|entry| {
            let tensor = Tensor::decode(entry);
            let (name, width) = (tensor.name().to_owned(), tensor.shape().last().copied().unwrap());
            match tensor.values() {
                Values::Double(values) => {
                    let mut values = values.clone();
                    change(&name, &mut values, &mut Vec::new());
                    let width = if values.len() % width == 0 { width } else { 1 };
                    Tensor::double(name, &[values.len() / width, width], values).unwrap()
                }
                Values::Index(values) => {
                    let mut values = values.clone();
                    change(&name, &mut Vec::new(), &mut values);
                    let width = if values.len() % width == 0 { width } else { 1 };
                    Tensor::index(name, &[values.len() / width, width], values).unwrap()
                }
                Values::Float(_) => tensor,
            }
        })
        .collect();
    let digest = digest(&card, &tensors);
    safetensors::write(&[("hunch", &card), ("sha256", &digest)], &tensors)
}

#[test]
fn what_is_forged_is_refused_by_name() {
    let (_, learned) = learned("transportation", &[20, 20], By::Tree);
    type Change = fn(&mut Vec<f64>, &mut Vec<u32>);
    let cases: [(&str, Change, &str); 12] = [
        ("program.columns", |d, _| d[1] = f64::NAN, "program.columns"),
        ("program.matrix.places", |_, i| i[0] = 1 << 20, "program.matrix.places"),
        ("program.terms.places", |_, i| i[0] = 9, "a target below 7"),
        ("program.terms.places", |_, i| i[3] = 4_000, "terms[0].parameter"),
        ("program.terms.factors", |d, _| d[0] = f64::INFINITY, "program.terms.factors"),
        ("strategies.tight", |_, i| i[1] = i[0], "an index above the one before"),
        ("strategies.ends", |_, i| i[0] = u32::MAX, "strategies.ends"),
        ("strategies.places", |_, i| i[0] = u32::MAX, "places from 0 to 4"),
        (
            "strategies.thetas",
            |d, _| {
                d.pop();
            },
            "strategies.thetas",
        ),
        ("tree.right", |_, i| i[0] = 1, "nodes[0].right"),
        ("tree.counts.classes", |_, i| i[0] = 70_000, "tree.counts.classes"),
        ("neighbours.labels", |_, i| i[0] = 70_000, "labels[0]"),
    ];
    for (tensor, change, expected) in cases {
        let bytes = forged(&learned, |name, doubles, indices| {
            if name == tensor {
                change(doubles, indices);
            }
        });
        let error = Learned::read(&bytes, &parse).err().unwrap_or_else(|| panic!("{tensor} was taken"));
        assert!(error.to_string().contains(expected), "{tensor}: {error}");
    }
    let mut bytes = learned.to_bytes().unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert!(Learned::read(&bytes, &parse).unwrap_err().to_string().contains("sha256"));
    let same = forged(&learned, |_, _, _| {});
    assert!(Learned::read(&same, &parse).is_ok());
}

#[test]
fn forged_trees_are_refused_by_name_or_prove_nothing_that_is_wrong() {
    let (program, learned) = learned("suppliers", &[], By::Frequency);
    type Change = fn(&mut Vec<f64>, &mut Vec<u32>);
    let cases: [(&str, Change, &str); 12] = [
        ("proofs.nodes", |_, i| i[0] = 4_000, "tree's column"),
        ("proofs.nodes", |_, i| i[1] = 2_000_000, "tree's node below"),
        ("proofs.nodes", |_, i| i.truncate(i.len() - 1), "proofs.nodes"),
        ("proofs.ends", |_, i| i[0] = u32::MAX, "proofs.ends"),
        ("proofs.at", |d, _| d[0] = 0.5, "proofs.at"),
        ("proofs.at", |d, _| d[0] = 1e300, "tree's branching"),
        ("proofs.places", |_, i| i[0] = u32::MAX, "proofs.places"),
        ("proofs.evidence.of", |_, i| i[0] = u32::MAX, "proofs.evidence.of"),
        ("proofs.evidence.empty", |_, i| i[0] = 2, "proofs.evidence.empty"),
        ("proofs.evidence.ends", |_, i| i[0] = u32::MAX, "proofs.evidence.ends"),
        ("proofs.multipliers.places", |_, i| i[0] = 70_000, "proofs.multipliers.places"),
        ("proofs.multipliers.values", |d, _| d[0] = f64::INFINITY, "proofs.multipliers.values"),
    ];
    for (tensor, change, expected) in cases {
        let bytes = forged(&learned, |name, doubles, indices| {
            if name == tensor {
                change(doubles, indices);
            }
        });
        let error = Learned::read(&bytes, &parse).err().unwrap_or_else(|| panic!("{tensor} was taken"));
        assert!(error.to_string().contains(expected), "{tensor}: {error}");
    }
    // Multipliers of any size and sign: the trees prove less, and nothing that is wrong.
    let wild = forged(&learned, |name, doubles, _| {
        if name == "proofs.multipliers.values" {
            doubles.iter_mut().enumerate().for_each(|(k, v)| *v = 1e3 * (k as f64 * 1.7).sin());
        }
    });
    let read = Learned::read(&wild, &parse).unwrap();
    assert_ne!(read.store.trees, learned.store.trees);
    answers_are_right(&program, read, By::Search);
}

#[test]
fn files_of_the_first_version_are_read_as_files_without_trees() {
    let (_, mut learned) = learned("suppliers", &[], By::Frequency);
    learned.store.trees.clear();
    let bytes = learned.to_bytes().unwrap();
    let layout = safetensors::read(&bytes, &parse).unwrap();
    let card = safetensors::metadata_text(&layout.metadata, "hunch").unwrap();
    let earlier = card.replace("\"version\":2", "\"version\":1");
    assert_ne!(card, earlier);
    let tensors: Vec<Tensor> = layout.entries.into_iter().map(Tensor::decode).collect();
    let digest = digest(&earlier, &tensors);
    let bytes = safetensors::write(&[("hunch", &earlier), ("sha256", &digest)], &tensors);
    let read = Learned::read(&bytes, &parse).unwrap();
    assert_eq!((read.card.version, &read.store), (VERSION, &learned.store));
}

#[test]
fn no_file_that_is_cut_off_or_has_a_byte_changed_panics() {
    let (_, learned) = learned("inventory", &[4], By::Tree);
    let bytes = learned.to_bytes().unwrap();
    for end in (0..bytes.len()).step_by(7) {
        assert!(Learned::read(&bytes[..end], &parse).is_err(), "{end}");
    }
    for at in (0..bytes.len()).step_by(11) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        assert!(Learned::read(&changed, &parse).is_err(), "{at}");
    }
}

#[test]
fn another_version_and_a_ranking_without_its_learner_are_refused() {
    let (_, learned) = learned("inventory", &[4], By::Tree);
    let with = |change: &dyn Fn(&mut Learned)| {
        let mut changed = learned.clone();
        change(&mut changed);
        changed.to_bytes().unwrap_err().to_string()
    };
    assert!(with(&|l| l.card.version = 3).contains("version 3 are not supported"));
    assert!(with(&|l| l.card.version = 0).contains("version 0 are not supported"));
    assert!(with(&|l| l.tree = None).contains("ranking.by: is \"tree\""));
    assert!(
        with(&|l| {
            l.card.sentences.pop();
        })
        .contains("strategies: has")
    );
    assert!(
        with(&|l| {
            l.card.parameters.pop();
        })
        .contains("domain.lower")
    );
    assert!(with(&|l| l.card.verdict = "x".repeat(5_000)).contains("verdict is 5000"));
    assert!(with(&|l| l.network.as_mut().unwrap().deviation[0] = 0.0).contains("network.deviation"));
}
