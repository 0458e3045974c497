//! Answers from stored strategies at the edge of doubles: costs of 1e9 and 1e-9, rows of decimals, sides of 1e9,
//! and columns whose limit is written as 2147483647. What is claimed is held against the same program with plain
//! numbers, solved by the engine without any strategy.
#![allow(clippy::panic, clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_families::random::Stream;
use hunch_model::parametric::{AffineTerm, ParametricProgram, Target};
use hunch_model::{Kind, Program, Row, Sense, Solution, Status, Unlimited, check};
use hunch_search::{Engine, Guidance, Settings, solve};
use hunch_strategies::answer::tree::TreeOptions;
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Proof, Sample, SampleOptions, Sampler, Stop};

const COLUMNS: usize = 4;
const ROWS: usize = 3;
/// θ sampled for the strategies of a program, and fresh ones that are answered.
const SAMPLES: u64 = 24;
/// See [`SAMPLES`].
const FRESH: u64 = 8;

/// By what the numbers of a program are multiplied.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// Costs.
    money: f64,
    /// Rows, sides and all.
    row: f64,
    /// Sides and bounds, in programs without integers.
    amount: f64,
    /// What stands for no upper bound.
    limit: f64,
}

const PLAIN: Edge = Edge { money: 1.0, row: 1.0, amount: 1.0, limit: f64::INFINITY };
const LIMIT: f64 = 2_147_483_647.0;
const EDGES: [Edge; 8] = [
    PLAIN,
    Edge { money: 1e9, ..PLAIN },
    Edge { money: 1e-9, limit: LIMIT, ..PLAIN },
    Edge { row: 0.1, money: 0.1, ..PLAIN },
    Edge { amount: 1e9, ..PLAIN },
    Edge { amount: 1e7, limit: LIMIT, ..PLAIN },
    Edge { amount: 1e-3, money: 1e-3, ..PLAIN },
    Edge { row: 1e-3, money: 1e9, limit: LIMIT, ..PLAIN },
];

/// Covers and packings of small whole numbers; θ is in two sides, or in two costs.
fn drawn(seed: u64, edge: Edge, integer: bool, sides: bool) -> ParametricProgram {
    let mut stream = Stream::new(seed);
    let amount = if integer { 1.0 } else { edge.amount };
    let mut base = Program::new("edge", Sense::Minimize);
    for j in 0..COLUMNS {
        let cost = stream.integer(1, 9) as f64 * edge.money / amount;
        // A limit that no optimum comes near, and a real one.
        let upper = if j % 2 == 0 { edge.limit } else { stream.integer(3, 8) as f64 * amount };
        let kind = if integer && j < 3 { Kind::Integer } else { Kind::Continuous };
        base.add_column(format!("x{j}"), cost, 0.0, upper, kind);
    }
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for i in 0..ROWS {
        for j in 0..COLUMNS {
            let coefficient = stream.integer(0, 4) as f64;
            if coefficient > 0.0 {
                entries.push((i, j, coefficient * edge.row));
            }
        }
        let lower = stream.integer(4, 12) as f64 * edge.row * amount;
        rows.push(Row { name: format!("r{i}"), lower, upper: f64::INFINITY });
    }
    base.set_rows(rows, &entries);
    let term = |k: usize| match sides {
        true => (Target::RowLower(k), edge.row * amount),
        false => (Target::Cost(k), edge.money / amount),
    };
    let terms = (0..2).map(|k| {
        let (target, coefficient) = term(k);
        AffineTerm { target, parameter: k, coefficient }
    });
    ParametricProgram {
        base,
        parameters: vec!["a".into(), "b".into()],
        terms: terms.collect(),
        distribution: None,
    }
}

fn theta(seed: u64) -> Vec<f64> {
    let mut stream = Stream::new(seed);
    // Halves: sides and costs that many θ share, so that optima tie.
    (0..2).map(|_| stream.integer(0, 12) as f64 / 2.0).collect()
}

fn search(program: &Program) -> Solution {
    solve(program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// How many answers multipliers and trees proved.
fn hold(seed: u64, edge: Edge, integer: bool, sides: bool) -> (u64, u64) {
    let program = drawn(seed, edge, integer, sides);
    let plain = drawn(seed, PLAIN, integer, sides);
    let draw = |index| theta(1_000 * seed + index);
    let options =
        SampleOptions { most: SAMPLES, stop: Stop::never(), threads: 1, ..SampleOptions::default() };
    let mut sample = Sample::default();
    Sampler::new(&program, &draw, options).unwrap().run(&mut sample, |_, _| true).unwrap();
    let labelled: Vec<(u32, Vec<f64>)> = (0..SAMPLES)
        .filter_map(|index| match sample.labels[index as usize] {
            Label::Strategy(number, _) => Some((number, draw(index))),
            _ => None,
        })
        .collect();
    let mut store = sample.store();
    let mut answerer = Answerer::new(&program, &store).unwrap();
    answerer.grow(&mut store, &labelled, &TreeOptions::default(), &mut Unlimited).unwrap();
    let mut answerer = Answerer::new(&program, &store).unwrap();
    let (mut multipliers, mut trees) = (0, 0);
    for index in 0..FRESH {
        let theta = draw(SAMPLES + index);
        let place = format!("seed {seed}, {edge:?}, integer {integer}, sides {sides}, {theta:?}");
        let at = program.instantiate(&theta).unwrap();
        let truth = search(&plain.instantiate(&theta).unwrap());
        let order = answerer.order(&theta);
        let answer = answerer.answer(&theta, &order, &mut Unlimited).unwrap();
        let found = answer.solution;
        let place = format!("{place}, {:?}", answer.proof);
        if truth.status == Status::Infeasible {
            assert_eq!(found.status, Status::Infeasible, "{place}");
            continue;
        }
        assert_eq!((truth.status, found.status), (Status::Optimal, Status::Optimal), "{place}");
        assert!(check(&at, &found.values).feasible, "{place}");
        let best = truth.objective.unwrap() * edge.money;
        let (objective, bound) = (found.objective.unwrap(), found.bound.unwrap());
        // Rows of decimals, and their tolerance, move an optimum a little.
        let slack = 1e-5 * best.abs();
        assert!((objective - best).abs() <= slack.max(1.01e-9), "{place}: {objective} instead of {best}");
        assert!(bound <= best + slack.max(1e-18), "{place}: the bound {bound} passes {best}");
        multipliers += u64::from(matches!(answer.proof, Proof::Multipliers(_)));
        trees += u64::from(matches!(answer.proof, Proof::Tree(_)));
    }
    (multipliers, trees)
}

#[test]
fn nothing_is_claimed_at_the_edge_of_doubles_that_plain_numbers_refute() {
    let (mut multipliers, mut trees) = (0, 0);
    for seed in 0..12 {
        for edge in EDGES {
            for sides in [false, true] {
                multipliers += hold(seed, edge, false, sides).0;
                trees += hold(seed, edge, true, sides).1;
            }
        }
    }
    // Of 1 536 answers each.
    assert!(multipliers > 600 && trees > 300, "{multipliers} by multipliers, {trees} by trees");
}
